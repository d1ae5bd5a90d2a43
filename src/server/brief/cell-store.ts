// What the cells of the elevations are made of, read for a whole compound or for the few households that just changed; and the counters.
import { type Cell, cellOf } from '../../domain/brief/cell.ts';
import { openStates, type State } from '../../domain/request/life.ts';
import type { Queryable } from '../postgres/pool.ts';

const listed = (names: readonly string[]) => names.map(name => `'${name}'`).join(', ');
const isOpen = `state IN (${listed(openStates)})`;

/** $1: the community, $2: now. When today began, in the community's time zone. */
const dayStart = `(SELECT date_trunc('day', $2::timestamptz AT TIME ZONE c.time_zone) AT TIME ZONE c.time_zone
  FROM community c WHERE c.community_id = $1)`;
/** Hours of silence after which a household counts as not heard from. */
export const unheardHours = `coalesce((c.settings->>'unheardAfterHours')::integer, 24)`;
const unheardBefore = `(SELECT $2::timestamptz - make_interval(hours => ${unheardHours}) FROM community c WHERE c.community_id = $1)`;

// Two branches, so that each takes its own index: what is open is few, what was served today is few, what was ever served is not.
const cellsWhere = (place: string) => `
  SELECT h.household_id, h.compound_id, h.unit_id, h.floor, h.door, h.living = 'lived_in' AS lived_in,
    coalesce(floor(extract(epoch FROM h.heard_at))::bigint, 0) AS heard_at, q.states, coalesce(q.due_at, 0) AS due_at
  FROM household h
  LEFT JOIN (
    SELECT household_id, array_agg(DISTINCT state) AS states, floor(extract(epoch FROM min(due_at)))::bigint AS due_at
    FROM (
      SELECT household_id, state, CASE WHEN state <> 'delivered' THEN due_at END AS due_at FROM request
      WHERE community_id = $1 AND ${place} AND ${isOpen}
      UNION ALL
      SELECT household_id, state, NULL FROM request
      WHERE community_id = $1 AND ${place} AND state = 'served' AND delivered_at >= ${dayStart}
    ) r GROUP BY household_id
  ) q ON q.household_id = h.household_id
  WHERE h.community_id = $1 AND h.${place} AND h.living <> 'removed'`;

interface CellRow {
  readonly household_id: string;
  readonly compound_id: string;
  readonly unit_id: string;
  readonly floor: number;
  readonly door: string;
  readonly lived_in: boolean;
  readonly heard_at: number;
  readonly states: readonly State[] | null;
  readonly due_at: number;
}

export interface HouseholdCell extends Cell {
  readonly householdId: string;
  readonly compoundId: string;
}
export interface DoorCell extends HouseholdCell {
  readonly unitId: string;
  readonly floor: number;
  readonly door: string;
}

function cellOfRow(row: CellRow): DoorCell {
  const cell = cellOf({ livedIn: row.lived_in, states: row.states ?? [], dueAt: row.due_at, heardAt: row.heard_at });
  return {
    ...cell,
    householdId: row.household_id,
    compoundId: row.compound_id,
    unitId: row.unit_id,
    floor: row.floor,
    door: row.door,
  };
}

const compoundCells = `${cellsWhere('compound_id = $3')} ORDER BY h.floor DESC, h.sort, h.door`;
const someCells = cellsWhere('household_id = ANY ($3::uuid[])');

/** Every door of a compound, from the top floor down, in the order of the landing. */
export async function readCompoundCells(db: Queryable, communityId: string, compoundId: string, now: Date): Promise<DoorCell[]> {
  return (await db.rows<CellRow>(compoundCells, [communityId, now, compoundId])).map(cellOfRow);
}

/** The cells of these households only, in no order. */
export async function readCells(
  db: Queryable,
  communityId: string,
  householdIds: readonly string[],
  now: Date,
): Promise<HouseholdCell[]> {
  if (householdIds.length === 0) return [];
  return (await db.rows<CellRow>(someCells, [communityId, now, householdIds])).map(cellOfRow);
}

export interface Counters {
  readonly collect: number;
  readonly dispatch: number;
  readonly accept: number;
  readonly feedback: number;
  readonly late: number;
  readonly unheard: number;
  readonly callBacks: number;
}

/** `shape` changes when doors are added, removed, moved into or left: then the elevation has to be drawn anew. */
export interface CompoundCounters {
  readonly counters: Counters;
  readonly shape: string;
}

/** Per compound (null: all of them): requests by stage (反馈 with what was served today), late ones, silent households, open call-backs. */
export async function readCounters(
  db: Queryable,
  communityId: string,
  compoundIds: readonly string[] | null,
  now: Date,
): Promise<Map<string, CompoundCounters>> {
  const rows = await db.rows<{ compound_id: string; shape: string } & Counters>(
    `SELECT h.compound_id, h.shape, h.unheard, coalesce(c.call_backs, 0) AS "callBacks",
       coalesce(o.collect, 0) AS collect, coalesce(o.dispatch, 0) AS dispatch, coalesce(o.accept, 0) AS accept,
       coalesce(o.delivered, 0) + coalesce(s.served, 0) AS feedback, coalesce(o.late, 0) AS late
     FROM (
       SELECT compound_id, count(*) || ' ' || count(*) FILTER (WHERE living = 'lived_in') || ' ' || count(DISTINCT unit_id) AS shape,
         count(*) FILTER (WHERE living = 'lived_in' AND (heard_at IS NULL OR heard_at <= ${unheardBefore})) AS unheard
       FROM household WHERE community_id = $1 AND ($3::uuid[] IS NULL OR compound_id = ANY ($3)) AND living <> 'removed' GROUP BY compound_id
     ) h
     LEFT JOIN (
       SELECT compound_id, count(*) FILTER (WHERE state = 'asked') AS collect,
         count(*) FILTER (WHERE state IN ('sorted', 'offered', 'problem')) AS dispatch,
         count(*) FILTER (WHERE state IN ('accepted', 'carrying')) AS accept,
         count(*) FILTER (WHERE state = 'delivered') AS delivered,
         count(*) FILTER (WHERE state <> 'delivered' AND due_at <= $2) AS late
       FROM request WHERE community_id = $1 AND ($3::uuid[] IS NULL OR compound_id = ANY ($3)) AND ${isOpen} GROUP BY compound_id
     ) o ON o.compound_id = h.compound_id
     LEFT JOIN (
       SELECT compound_id, count(*) AS served FROM request
       WHERE community_id = $1 AND ($3::uuid[] IS NULL OR compound_id = ANY ($3)) AND state = 'served' AND delivered_at >= ${dayStart}
       GROUP BY compound_id
     ) s ON s.compound_id = h.compound_id
     LEFT JOIN (
       SELECT d.compound_id, count(*) AS call_backs
       FROM call_back b JOIN household d ON d.community_id = b.community_id AND d.household_id = b.household_id
       WHERE b.community_id = $1 AND b.closed_at IS NULL AND ($3::uuid[] IS NULL OR d.compound_id = ANY ($3)) GROUP BY d.compound_id
     ) c ON c.compound_id = h.compound_id`,
    [communityId, now, compoundIds],
  );
  return new Map(rows.map(({ compound_id, shape, ...counters }) => [compound_id, { counters, shape }]));
}

/** Of several compounds together. */
export function sumCounters(all: Iterable<CompoundCounters>): Counters {
  const sum = { collect: 0, dispatch: 0, accept: 0, feedback: 0, late: 0, unheard: 0, callBacks: 0 };
  for (const { counters } of all) for (const name of Object.keys(sum) as (keyof Counters)[]) sum[name] += counters[name];
  return sum;
}
