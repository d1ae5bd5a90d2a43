// What a page missed while it was away: read for all that come back at once, told to each from its own place.
import { type CompoundCounters, type HouseholdCell, sumCounters } from '../brief/cell-store.ts';
import type { Queryable } from '../postgres/pool.ts';
import { canResume } from './cursor.ts';
import { encodeEvent } from './frame.ts';
import { type MissedPoke, readMissed, readMissedPokes } from './store.ts';
import type { Stream } from './stream.ts';
import { cellsData } from './told.ts';

/** A commit may have become visible after the reader's place although its time lies before it. */
export const overlapMs = 15_000;
/** A desk that missed more than this reads its queue anew. */
const mostRequests = 500;

export interface Missing {
  /** The database's clock, milliseconds. */
  readonly now: number;
  /** Household and request → milliseconds of the last change. */
  readonly households: ReadonlyMap<string, number>;
  readonly requests: ReadonlyMap<string, number>;
  readonly zonesAt: number;
  readonly pokes: readonly MissedPoke[];
}

function resumes(stream: Stream, now: number): boolean {
  return stream.since !== null && canResume(stream.since, now);
}

/** From where the stream must be told again. */
function startOf(stream: Stream, now: number): number {
  return Math.min(stream.since ?? now, now) - overlapMs;
}

export async function readMissing(db: Queryable, communityId: string, joining: readonly Stream[], now: number): Promise<Missing> {
  const back = joining.filter(stream => resumes(stream, now));
  const earliest = (streams: readonly Stream[]) => new Date(Math.min(...streams.map(stream => startOf(stream, now))));
  const boards = back.filter(stream => stream.opening.wants.kind !== 'own');
  const own = back.flatMap(({ opening: { wants } }) => (wants.kind === 'own' ? [wants] : []));
  const [missed, pokes] = await Promise.all([
    boards.length === 0
      ? { households: new Map(), requests: new Map(), zonesAt: 0 }
      : readMissed(db, communityId, earliest(boards)),
    own.length === 0
      ? []
      : readMissedPokes(
          db,
          communityId,
          own.flatMap(({ householdId }) => householdId ?? []),
          own.flatMap(({ ownerId }) => ownerId ?? []),
          earliest(back.filter(stream => stream.opening.wants.kind === 'own')),
        ),
  ]);
  return { now, ...missed, pokes };
}

/** The messages for one page that comes (back). `made` keeps what pages with the same place share: after a cut they return in crowds. */
export function catchUp(
  stream: Stream,
  missing: Missing,
  cells: readonly HouseholdCell[],
  counters: ReadonlyMap<string, CompoundCounters>,
  cursor: string,
  made: Map<string, Buffer>,
): Buffer[] {
  const { wants } = stream.opening;
  if (stream.since !== null && !resumes(stream, missing.now)) return [encodeEvent('again', {}, cursor)];
  const beat = encodeEvent('beat', {}, cursor);
  if (stream.since === null) return [beat];
  const start = startOf(stream, missing.now);
  if (wants.kind === 'own') {
    const own = missing.pokes.filter(
      poke =>
        Date.parse(poke.at) >= start &&
        (poke.household_id === wants.householdId || (wants.ownerId !== null && poke.owner_ids.includes(wants.ownerId))),
    );
    const byRequest = new Map(own.map(poke => [poke.request_id, poke.state]));
    return [...[...byRequest].map(([requestId, state]) => encodeEvent('poke', { requestId, state }, cursor)), beat];
  }
  const chunks: Buffer[] = [];
  if (missing.zonesAt >= start) chunks.push(encodeEvent('zones', {}, cursor));
  const compoundId = wants.kind === 'board' ? wants.compoundId : null;
  // Places within the same second are told the same, from the earlier one on.
  const from = Math.floor(start / 1000) * 1000;
  const key = `${compoundId} ${from}`;
  let cellsChunk = made.get(key);
  if (cellsChunk === undefined) {
    const own = cells.filter(
      cell => (compoundId === null || cell.compoundId === compoundId) && (missing.households.get(cell.householdId) ?? 0) >= from,
    );
    const counted = compoundId === null ? sumCounters(counters.values()) : counters.get(compoundId)?.counters;
    cellsChunk = encodeEvent('cells', cellsData(own, counted), cursor);
    made.set(key, cellsChunk);
  }
  chunks.push(cellsChunk);
  if (wants.kind === 'desk') {
    const ids = [...missing.requests].filter(([, at]) => at >= start).map(([id]) => id);
    if (ids.length > mostRequests) return [encodeEvent('again', {}, cursor)];
    if (ids.length > 0) chunks.push(encodeEvent('requests', { ids }, cursor));
  }
  return chunks;
}
