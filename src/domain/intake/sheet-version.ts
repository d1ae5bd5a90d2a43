// Compares a 接龙 with its last version: which rows are new, changed, gone or the same. Nothing differs when the same text is posted again.
import type { Field, Item, Reading } from './reading.ts';
import { type SheetRow, whoOf } from './sheet.ts';

export type RowChange =
  | {
      readonly change: 'same' | 'changed';
      readonly before: SheetRow;
      readonly after: SheetRow;
      readonly fields: readonly Field[];
    }
  | { readonly change: 'new'; readonly after: SheetRow; readonly isRepeated: boolean }
  /** Asked about, never cancelled by itself: people delete rows of others by mistake. */
  | { readonly change: 'vanished'; readonly before: SheetRow };

/** A row without its number, which moves when somebody above leaves. */
function bodyOf(row: SheetRow): string {
  const { rowNumber } = row.reading;
  const text = row.text.normalize('NFKC').replace(/\s+/g, ' ').trim();
  return rowNumber === null ? text : text.replace(/^\D{0,3}\d{1,3}\ufe0f?\u20e3?\s?[.、):,。\]】]?\s?/, '');
}

const itemKey = (item: Item): string => `${item.name}|${item.qty}|${item.unit}|${item.spec}`;
const compared = ['compound', 'zone', 'building', 'unit', 'room', 'name', 'phone'] as const satisfies readonly Field[];

function differing(before: Reading, after: Reading): Field[] {
  const fields: Field[] = compared.filter(field => before[field] !== after[field]);
  if (before.kind !== after.kind) fields.push('kind');
  if (before.items.map(itemKey).sort().join('\n') !== after.items.map(itemKey).sort().join('\n')) fields.push('items');
  return fields;
}

/** Takes rows off the older list, each once, by a key. */
class Pool {
  readonly #byKey = new Map<string, SheetRow[]>();

  constructor(rows: Iterable<SheetRow>, key: (row: SheetRow) => string | null) {
    for (const row of rows) {
      const of = key(row);
      if (of === null) continue;
      const list = this.#byKey.get(of);
      if (list === undefined) this.#byKey.set(of, [row]);
      else list.push(row);
    }
    // The last is taken first: put the earliest there.
    for (const list of this.#byKey.values()) list.reverse();
  }

  take(key: string | null, left: ReadonlySet<SheetRow>): SheetRow | null {
    const list = key === null ? undefined : this.#byKey.get(key);
    for (let row = list?.pop(); row !== undefined; row = list?.pop()) if (left.has(row)) return row;
    return null;
  }
}

/**
 * One entry a row of the new version, in its order, then the rows that are gone. A row is known again by its whole text, else by its door
 * or name, else by its number together with the same name or the same things.
 */
export function compareSheets(before: readonly SheetRow[], after: readonly SheetRow[]): RowChange[] {
  const left = new Set(before);
  const found = new Map<SheetRow, SheetRow>();
  const passes: ((row: SheetRow) => string | null)[] = [
    row => bodyOf(row),
    row => whoOf(row.reading),
    row => (row.reading.rowNumber === null || row.reading.name === null ? null : `${row.reading.rowNumber}/${row.reading.name}`),
    row =>
      row.reading.rowNumber === null || row.reading.items.length === 0
        ? null
        : `${row.reading.rowNumber}/${row.reading.items.map(itemKey).sort().join('/')}`,
  ];
  for (const key of passes) {
    const pool = new Pool(left, key);
    for (const row of after) {
      if (found.has(row)) continue;
      const match = pool.take(key(row), left);
      if (match === null) continue;
      found.set(row, match);
      left.delete(match);
    }
  }
  const changes = after.map((row): RowChange => {
    const match = found.get(row);
    if (match === undefined) return { change: 'new', after: row, isRepeated: row.isRepeated };
    const fields = differing(match.reading, row.reading);
    return { change: fields.length === 0 ? 'same' : 'changed', before: match, after: row, fields };
  });
  for (const row of before) if (left.has(row)) changes.push({ change: 'vanished', before: row });
  return changes;
}
