// What the messages of the stream say: cells in the board's letters, and the day that "today" is.
import type { CellState } from '../../domain/brief/cell.ts';
import type { Counters, HouseholdCell } from '../brief/cell-store.ts';

export const letterOf = { none: 'n', waiting: 'w', on_way: 'o', served: 's', vacant: 'v' } as const satisfies Record<
  CellState,
  string
>;

export function cellsData(cells: readonly HouseholdCell[], counters: Counters | undefined) {
  const told = cells.map(cell => [cell.householdId, letterOf[cell.state], cell.dueAt, cell.heardAt]);
  return counters === undefined ? { cells: told } : { cells: told, counters };
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** YYYY-MM-DD where the community lives. */
export function dayIn(timeZone: string, at: Date): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(timeZone, format);
  }
  return format.format(at);
}
