// The shopping list: what many households want, added up by name and unit, so that one person can buy for all.
import { sameName } from '../request/rules.ts';

export interface WantedItem {
  readonly name: string;
  /** Null: "some", as people say it. */
  readonly quantity: number | null;
  readonly unit: string | null;
}

export interface ShoppingLine {
  readonly name: string;
  readonly unit: string | null;
  /** Null when nobody said how much. */
  readonly quantity: number | null;
  readonly requests: number;
}

/**
 * One line per thing and unit, in the spelling of whoever asked first; most wanted first. Quantities are added in hundredths, the smallest
 * amount that can be asked for, so that no 0.30000000000000004 is bought.
 */
export function addUp(requests: readonly { readonly items: readonly WantedItem[] }[]): ShoppingLine[] {
  const lines = new Map<string, { name: string; unit: string | null; hundredths: number | null; requests: Set<number> }>();
  requests.forEach(({ items }, request) => {
    for (const item of items) {
      const key = `${sameName(item.name)}\n${item.unit === null ? '' : sameName(item.unit)}`;
      const line = lines.get(key) ?? { name: item.name, unit: item.unit, hundredths: null, requests: new Set<number>() };
      if (item.quantity !== null) line.hundredths = (line.hundredths ?? 0) + Math.round(item.quantity * 100);
      line.requests.add(request);
      lines.set(key, line);
    }
  });
  return [...lines.values()]
    .map(line => ({
      name: line.name,
      unit: line.unit,
      quantity: line.hundredths === null ? null : line.hundredths / 100,
      requests: line.requests.size,
    }))
    .sort((a, b) => b.requests - a.requests || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
