// What happens to the shown queue when the server's newest list comes in: shown rows change in place, new ones wait to be let in.
import type { QueueRow } from '../../../api/request.ts';

export interface Shown {
  readonly rows: readonly QueueRow[];
  /** Rows that stand here still but no longer belong to the list (done, moved on); they go when the list is brought up to date. */
  readonly gone: ReadonlySet<string>;
  /** Rows that would be shown if the list were brought up to date now. */
  readonly waiting: readonly QueueRow[];
}

/**
 * Nothing jumps: order and number of the shown rows stay. `whole`: `newest` holds everything that belongs to the list
 * (no further page), so a shown row missing in it has left; otherwise it may only stand further down.
 */
export function merge(shown: Shown, newest: readonly QueueRow[], whole: boolean, hadMore: boolean): Shown {
  const fresh = new Map(newest.map(row => [row.requestId, row]));
  const known = new Set(shown.rows.map(row => row.requestId));
  const gone = new Set<string>();
  const rows = shown.rows.map(row => {
    const found = fresh.get(row.requestId);
    if (found) return found;
    if (whole || shown.gone.has(row.requestId)) gone.add(row.requestId);
    return row;
  });
  // Behind the last shown row stands the next page, not what is new.
  const last = hadMore ? newest.reduce((found, row, index) => (known.has(row.requestId) ? index : found), -1) : newest.length;
  const waiting = newest.filter((row, index) => index <= last && !known.has(row.requestId));
  return { rows, gone, waiting };
}

/** The rows as groups by lane, in the order in which they come. */
export function lanesOf(rows: readonly QueueRow[]): { lane: QueueRow['lane']; rows: QueueRow[] }[] {
  const groups: { lane: QueueRow['lane']; rows: QueueRow[] }[] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last?.lane === row.lane) last.rows.push(row);
    else groups.push({ lane: row.lane, rows: [row] });
  }
  return groups;
}
