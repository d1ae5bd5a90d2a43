// Items as they are being typed, and as the contract takes them.
import type { Item } from '../../../api/request.ts';
import type { Substitution } from '../../../domain/request/kind.ts';
import { readLine } from './line.ts';

export interface TypedItem {
  readonly name: string;
  /** As typed: a half-written number is no number yet. */
  readonly quantity: string;
  readonly unit: string;
  readonly substitution: Substitution;
}

export function typedOf(item: Item): TypedItem {
  return {
    name: item.name,
    quantity: item.quantity === null ? '' : String(item.quantity),
    unit: item.unit ?? '',
    substitution: item.substitution,
  };
}

export function typedLine(text: string, substitution: Substitution): TypedItem[] {
  return readLine(text).map(line => typedOf({ ...line, substitution }));
}

/** 0.01 to 9999 with at most two decimals; undefined when what was typed is no such number, null when nothing was. */
export function quantityOf(typed: string): number | null | undefined {
  const plain = typed.normalize('NFKC').replace('。', '.').trim();
  if (plain === '') return null;
  if (!/^\d{1,4}(\.\d{1,2})?$/.test(plain)) return undefined;
  const value = Number(plain);
  return value >= 0.01 && value <= 9999 ? value : undefined;
}

export function isWhole(items: readonly TypedItem[]): boolean {
  return items.every(item => item.name.trim() === '' || quantityOf(item.quantity) !== undefined);
}

/** Items without a name are dropped. */
export function itemsOf(typed: readonly TypedItem[]): Item[] {
  return typed
    .filter(item => item.name.trim() !== '')
    .map(item => ({
      name: item.name.trim(),
      quantity: quantityOf(item.quantity) ?? null,
      unit: item.unit.trim() === '' ? null : item.unit.trim(),
      substitution: item.substitution,
    }));
}
