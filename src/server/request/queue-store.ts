// The queue as it is read: rows with their door, level, helper and run; counted; and the tellings that may be the same need.
import type { Channel, GoodsClass, Kind, Lane, Substitution, Urgency } from '../../domain/request/kind.ts';
import { openStates, type State } from '../../domain/request/life.ts';
import type { Level } from '../../domain/zone/level.ts';
import type { Reach } from '../http/actor.ts';
import type { Queryable } from '../postgres/pool.ts';
import { levelSql } from './moves-store.ts';

export interface Item {
  name: string;
  quantity: number | null;
  unit: string | null;
  substitution: Substitution;
}

export interface QueueRow {
  request_id: string;
  number: string;
  household_id: string;
  compound_name: string;
  building_label: string;
  unit_label: string;
  door: string;
  level: Level;
  kind: Kind;
  lane: Lane;
  urgency: Urgency;
  channel: Channel;
  goods_class: GoodsClass;
  state: State;
  items: Item[];
  note: string | null;
  asked_at: string;
  due_at: string;
  act_by: string | null;
  escalation: number;
  reopened: number;
  owner_id: string | null;
  owner_name: string | null;
  run_id: string | null;
  run_starts_at: string | null;
  grams: number;
  problem: string | null;
  version: number;
  /** Where the next page goes on. */
  place: string;
}

const laneRank = `array_position(ARRAY['life', 'medicine', 'ordinary'], r.lane)`;
// Microseconds, since that is how exactly the table keeps times.
const dueMicros = '(extract(epoch FROM r.due_at) * 1000000)::bigint';

export const queueColumns = `r.request_id, r.number, r.household_id, c.name AS compound_name, b.label AS building_label, u.label AS unit_label,
  h.door, ${levelSql('r', '$2')} AS level, r.kind, r.lane, r.urgency, r.channel, r.goods_class, r.state, w.items, w.note, r.asked_at, r.due_at,
  r.act_by, r.escalation, r.reopened, r.owner_id, o.name AS owner_name, r.run_id, n.starts_at AS run_starts_at, r.grams, r.problem, r.version,
  concat_ws('~', ${laneRank}, ${dueMicros}, r.request_id) AS place`;

export const queueTables = `request r
  JOIN household h ON h.community_id = r.community_id AND h.household_id = r.household_id
  JOIN unit u ON u.community_id = r.community_id AND u.unit_id = r.unit_id
  JOIN building b ON b.community_id = r.community_id AND b.building_id = r.building_id
  JOIN compound c ON c.community_id = r.community_id AND c.compound_id = r.compound_id
  JOIN request_words w ON w.community_id = r.community_id AND w.request_id = r.request_id
  LEFT JOIN person o ON o.community_id = r.community_id AND o.person_id = r.owner_id
  LEFT JOIN run n ON n.community_id = r.community_id AND n.run_id = r.run_id`;

/** Whoever carries it sees it as long as there is something to do about it. */
const reached = `(in_reach($3::uuid[], r.area_id, r.grid_id, r.compound_id, r.building_id, r.unit_id, r.household_id) OR (r.owner_id = $4::uuid AND r.state = ANY ('{${openStates.join(',')}}')))`;
const isLate = `r.due_at < $2 AND r.state IN ('asked', 'sorted', 'offered', 'problem', 'accepted', 'carrying')`;

export interface QueueFilter {
  /** Null: every state. */
  readonly states: readonly State[] | null;
  readonly lane: Lane | null;
  readonly kind: Kind | null;
  readonly compoundId: string | null;
  readonly buildingId: string | null;
  readonly householdId: string | null;
  readonly ownerId: string | null;
  readonly runId: string | null;
  readonly late: boolean;
  /** Number or words; `doors` are the households an address in it means. */
  readonly search: string | null;
  readonly doors: readonly string[];
  readonly after: QueuePlace | null;
  readonly limit: number;
}

export interface QueuePlace {
  readonly rank: number;
  readonly micros: string;
  readonly requestId: string;
}

/** One more row than `limit` says that there is a next page. */
export function readQueue(db: Queryable, communityId: string, reach: Reach, now: Date, filter: QueueFilter): Promise<QueueRow[]> {
  const words = filter.search === null ? null : `%${filter.search.replace(/[\\%_]/g, sign => `\\${sign}`)}%`;
  return db.rows<QueueRow>(
    `SELECT ${queueColumns} FROM ${queueTables}
     WHERE r.community_id = $1 AND ${reached}
       AND ($5::text[] IS NULL OR r.state = ANY ($5)) AND ($6::text IS NULL OR r.lane = $6) AND ($7::text IS NULL OR r.kind = $7)
       AND ($8::uuid IS NULL OR r.compound_id = $8) AND ($9::uuid IS NULL OR r.building_id = $9)
       AND ($10::uuid IS NULL OR r.household_id = $10) AND ($11::uuid IS NULL OR r.owner_id = $11)
       AND ($12::uuid IS NULL OR r.run_id = $12) AND (NOT $13::boolean OR (${isLate}))
       AND ($14::text IS NULL OR r.number ILIKE $14 OR w.items::text ILIKE $14 OR w.note ILIKE $14 OR r.household_id = ANY ($15::uuid[]))
       AND ($16::int IS NULL OR (${laneRank}, ${dueMicros}, r.request_id) > ($16, $17::bigint, $18::uuid))
     ORDER BY ${laneRank}, ${dueMicros}, r.request_id
     LIMIT $19`,
    [
      communityId,
      now,
      reach.places,
      reach.ownerId,
      filter.states,
      filter.lane,
      filter.kind,
      filter.compoundId,
      filter.buildingId,
      filter.householdId,
      filter.ownerId,
      filter.runId,
      filter.late,
      words,
      filter.doors,
      filter.after?.rank ?? null,
      filter.after?.micros ?? null,
      filter.after?.requestId ?? null,
      filter.limit + 1,
    ],
  );
}

/** Open requests by state, and how many of them are late. */
export async function countQueue(
  db: Queryable,
  communityId: string,
  reach: Reach,
  now: Date,
  compoundId: string | null,
): Promise<{ states: Map<State, number>; late: number }> {
  const rows = await db.rows<{ state: State; n: number; late: number }>(
    `SELECT r.state, count(*)::int AS n, count(*) FILTER (WHERE ${isLate})::int AS late FROM request r
     WHERE r.community_id = $1 AND ${reached} AND ($5::uuid IS NULL OR r.compound_id = $5) AND r.state = ANY ($6::text[])
     GROUP BY r.state`,
    [communityId, now, reach.places, reach.ownerId, compoundId, openStates],
  );
  return { states: new Map(rows.map(row => [row.state, row.n])), late: rows.reduce((sum, row) => sum + row.late, 0) };
}

export interface TellingRow {
  request_id: string;
  household_id: string;
  kind: Kind;
  channel: Channel;
  items: Item[];
  note: string | null;
  pasted: string | null;
  asked_at: string;
}

/** What these households asked for between two moments and what still counts, to be compared. */
export function readTellings(
  db: Queryable,
  communityId: string,
  householdIds: readonly string[],
  from: Date,
  until: Date,
): Promise<TellingRow[]> {
  return db.rows<TellingRow>(
    `SELECT r.request_id, r.household_id, r.kind, r.channel, w.items, w.note, w.pasted, r.asked_at
     FROM request r JOIN request_words w ON w.community_id = r.community_id AND w.request_id = r.request_id
     WHERE r.community_id = $1 AND r.household_id = ANY ($2::uuid[]) AND r.asked_at BETWEEN $3 AND $4
       AND r.state NOT IN ('merged', 'cancelled', 'refused')`,
    [communityId, householdIds, from, until],
  );
}
