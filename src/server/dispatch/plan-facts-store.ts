// What the planner is told of a compound: its houses, the requests that may be planned, the rounds that are under way, and who has worked how long.
import type { RequestFact, RoundFact } from '../../domain/dispatch/pose.ts';
import { kindsWithGoods } from '../../domain/request/kind.ts';
import type { Level } from '../../domain/zone/level.ts';
import { levelsWithProtection } from '../../domain/zone/policy.ts';
import { bagsSql, gramsSql } from '../delivery/round-store.ts';
import type { Queryable } from '../postgres/pool.ts';
import { levelSql, rulesAt } from '../zone/level-store.ts';

const withGoods = kindsWithGoods.map(kind => `'${kind}'`).join(', ');

export function isCompound(db: Queryable, communityId: string, compoundId: string): Promise<boolean> {
  return db
    .count('SELECT 1 FROM compound WHERE community_id = $1 AND compound_id = $2', [communityId, compoundId])
    .then(n => n > 0);
}

export interface RequestRow extends RequestFact {
  readonly number: string;
  readonly state: string;
  readonly roundId: string | null;
}

/**
 * Sorted requests nobody holds and those held but in no round, with everything in a round that is still open. With `also`, these too,
 * whatever their state. What is being carried without a round is under way already.
 */
export async function readRequestFacts(
  db: Queryable,
  communityId: string,
  of: { readonly compoundId: string; readonly loose: boolean; readonly also: readonly string[] },
  now: Date,
): Promise<RequestRow[]> {
  const guarded = levelsWithProtection(await rulesAt(db, communityId, now));
  return db.rows<RequestRow>(
    `SELECT r.request_id AS "requestId", r.number, r.state, r.household_id AS "householdId", r.unit_id AS "unitId", r.building_id AS "buildingId",
       array_remove(ARRAY[r.household_id, r.unit_id, r.building_id, r.compound_id, r.grid_id, r.area_id], NULL) AS around,
       h.floor, ${levelSql('r', '$5')} = ANY ($6) AS guarded, r.lane, r.kind, r.goods_class AS "goodsClass", ${gramsSql} AS grams, ${bagsSql} AS bags,
       r.minutes, r.due_at AS "dueAt", CASE WHEN r.kind IN (${withGoods}) THEN greatest(b.rest_until,
         CASE WHEN r.lane = 'ordinary' AND b.arrived IS NOT TRUE THEN n.starts_at END) END AS "readyAt",
       CASE WHEN r.state IN ('offered', 'accepted', 'carrying') THEN r.owner_id END AS "ownerId", s.round_id AS "roundId",
       coalesce((SELECT array_agg(DISTINCT e.owner_id) FROM request_event e
         WHERE e.community_id = r.community_id AND e.request_id = r.request_id AND e.owner_id IS NOT NULL
           AND e.move IN ('decline', 'lapse', 'give_back')), '{}') AS "declinedBy"
     FROM request r
     JOIN household h ON h.community_id = r.community_id AND h.household_id = r.household_id
     LEFT JOIN run n ON n.community_id = r.community_id AND n.run_id = r.run_id
     LEFT JOIN round_stop s ON s.community_id = r.community_id AND s.request_id = r.request_id AND s.outcome IS NULL
     LEFT JOIN LATERAL (
       SELECT max(rest_until) AS rest_until, bool_and(step <> 'packed') AS arrived FROM bag
       WHERE community_id = r.community_id AND request_id = r.request_id AND problem IS NULL
     ) b ON true
     WHERE r.community_id = $1 AND r.compound_id = $2
       AND (s.round_id IS NOT NULL AND r.state IN ('offered', 'accepted', 'carrying') OR r.request_id = ANY ($4)
         OR ($3::boolean AND (r.state = 'sorted' OR r.state IN ('offered', 'accepted') AND s.round_id IS NULL)))
     ORDER BY r.request_id`,
    [communityId, of.compoundId, of.loose, of.also, now, guarded],
  );
}

export interface OpenRoundRow extends RoundFact {
  readonly version: number;
  readonly sealed: boolean;
  /** All of its open stops are in the compound. */
  readonly inside: boolean;
  readonly capacityGrams: number;
}

/** Open rounds with stops still to be walked; what a helper has fetched already counts as under way. */
export async function readOpenRounds(db: Queryable, communityId: string, compoundId: string): Promise<OpenRoundRow[]> {
  return db.rows<OpenRoundRow>(
    `SELECT d.round_id AS "roundId", d.helper_id AS "helperId", d.start_at AS "startAt", d.end_at AS "endAt", d.version, d.sealed,
       d.capacity_grams AS "capacityGrams", s.inside, s.stops,
       CASE WHEN d.state <> 'running' AND s.fetched THEN 'running' ELSE d.state END AS state
     FROM round d
     JOIN LATERAL (
       SELECT bool_and(r.compound_id = $2) AS inside, bool_or(r.state = 'carrying') AS fetched,
         jsonb_agg(jsonb_build_object('requestId', s.request_id, 'arriveAt', s.arrive_at) ORDER BY s.position, s.request_id) AS stops
       FROM round_stop s JOIN request r ON r.community_id = s.community_id AND r.request_id = s.request_id
       WHERE s.community_id = d.community_id AND s.round_id = d.round_id AND s.outcome IS NULL
     ) s ON s.stops IS NOT NULL
     WHERE d.community_id = $1 AND d.state IN ('planned', 'announced', 'running')
     ORDER BY d.start_at, d.round_id`,
    [communityId, compoundId],
  );
}

/** Seconds each helper was out on rounds in the seven days before. */
export async function readWorked(db: Queryable, communityId: string, now: Date): Promise<Map<string, number>> {
  const rows = await db.rows<{ helper_id: string; seconds: number }>(
    `SELECT helper_id, coalesce(sum(extract(epoch FROM closed_at - started_at)), 0)::integer AS seconds FROM round
     WHERE community_id = $1 AND started_at IS NOT NULL AND closed_at > $2::timestamptz - interval '7 days' AND closed_at <= $2
     GROUP BY helper_id`,
    [communityId, now],
  );
  return new Map(rows.map(row => [row.helper_id, row.seconds]));
}

/** Requests that were cancelled out of rounds which are planned and no more. */
export function readCancelledStops(
  db: Queryable,
  communityId: string,
  compoundId: string,
): Promise<{ roundId: string; requestId: string; position: number; arriveAt: string | null }[]> {
  return db.rows(
    `SELECT s.round_id AS "roundId", s.request_id AS "requestId", s.position, s.arrive_at AS "arriveAt"
     FROM round d JOIN round_stop s ON s.community_id = d.community_id AND s.round_id = d.round_id AND s.outcome = 'left'
     JOIN request r ON r.community_id = s.community_id AND r.request_id = s.request_id
     WHERE d.community_id = $1 AND d.state = 'planned' AND r.compound_id = $2 AND r.state IN ('cancelled', 'merged', 'refused')
     ORDER BY s.round_id, s.position`,
    [communityId, compoundId],
  );
}

/** How requests are named on the page. */
export interface DoorRow {
  request_id: string;
  number: string;
  building_label: string;
  unit_label: string;
  door: string;
  kind: RequestFact['kind'];
  lane: RequestFact['lane'];
  level: Level;
  due_at: string;
  grams: number;
  state: string;
}

export function readDoors(db: Queryable, communityId: string, requestIds: readonly string[], now: Date): Promise<DoorRow[]> {
  if (requestIds.length === 0) return Promise.resolve([]);
  return db.rows<DoorRow>(
    `SELECT r.request_id, r.number, g.label AS building_label, u.label AS unit_label, h.door, r.kind, r.lane, ${levelSql('r', '$3')} AS level,
       r.due_at, ${gramsSql} AS grams, r.state
     FROM request r
     JOIN household h ON h.community_id = r.community_id AND h.household_id = r.household_id
     JOIN unit u ON u.community_id = r.community_id AND u.unit_id = r.unit_id
     JOIN building g ON g.community_id = r.community_id AND g.building_id = r.building_id
     WHERE r.community_id = $1 AND r.request_id = ANY ($2)`,
    [communityId, requestIds, now],
  );
}

export async function readNames(db: Queryable, communityId: string, personIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.rows<{ person_id: string; name: string }>(
    'SELECT person_id, name FROM person WHERE community_id = $1 AND person_id = ANY ($2)',
    [communityId, personIds],
  );
  return new Map(rows.map(row => [row.person_id, row.name]));
}

export async function readRoundNumbers(
  db: Queryable,
  communityId: string,
  roundIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await db.rows<{ round_id: string; number: string }>(
    'SELECT round_id, number FROM round WHERE community_id = $1 AND round_id = ANY ($2)',
    [communityId, roundIds],
  );
  return new Map(rows.map(row => [row.round_id, row.number]));
}

/** What cannot wait for the next plan, and nobody has in hand. */
export async function readUrgent(db: Queryable, communityId: string, compoundId: string): Promise<string[]> {
  const rows = await db.rows<{ request_id: string }>(
    `SELECT r.request_id FROM request r
     WHERE r.community_id = $1 AND r.compound_id = $2 AND r.state IN ('asked', 'sorted') AND r.lane IN ('life', 'medicine')
     ORDER BY r.lane, r.due_at, r.request_id LIMIT 50`,
    [communityId, compoundId],
  );
  return rows.map(row => row.request_id);
}
