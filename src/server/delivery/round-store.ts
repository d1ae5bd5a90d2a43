// Rounds in the database: the trip itself, its stops with their doors and bags, and what a helper could take along.
import type { BagProblem, BagStep } from '../../domain/delivery/custody.ts';
import { openRoundStates, type RoundState, type StopOutcome } from '../../domain/delivery/round.ts';
import { type GoodsClass, type Kind, kindsWithGoods, type Lane } from '../../domain/request/kind.ts';
import type { State } from '../../domain/request/life.ts';
import type { Level } from '../../domain/zone/level.ts';
import { levelsWithProtection } from '../../domain/zone/policy.ts';
import type { Queryable } from '../postgres/pool.ts';
import { levelSql, rulesAt } from '../zone/level-store.ts';

const openRounds = openRoundStates.map(state => `'${state}'`).join(', ');
const withGoods = kindsWithGoods.map(kind => `'${kind}'`).join(', ');
/** What a request weighs on the way: as packed, else as estimated. */
export const gramsSql = `coalesce((SELECT sum(b.grams) FROM bag b WHERE b.community_id = r.community_id AND b.request_id = r.request_id
  AND b.step <> 'door' AND b.problem IS NULL HAVING bool_and(b.grams IS NOT NULL)), r.grams)::integer`;
/** Bags to carry: those packed; before packing, one where there will be goods. */
export const bagsSql = `greatest((SELECT count(*) FROM bag b WHERE b.community_id = r.community_id AND b.request_id = r.request_id
  AND (b.problem IS NULL OR b.problem IN ('nobody_answered', 'refused_at_door', 'cannot_reach'))), CASE WHEN r.kind IN (${withGoods}) THEN 1 ELSE 0 END)::integer`;

export interface RoundRow {
  round_id: string;
  number: string;
  helper_id: string;
  helper_name: string;
  state: RoundState;
  start_at: string;
  end_at: string | null;
  capacity_grams: number;
  capacity_bags: number;
  grams: number;
  bags: number;
  open: number;
  open_request_ids: string[];
  delivered: number;
  failed: number;
  gone: number;
  sealed: boolean;
  version: number;
}

export interface RoundFilter {
  readonly roundIds?: readonly string[];
  readonly number?: string;
  readonly helperId?: string | undefined;
  readonly state?: RoundState | undefined;
  /** Only those under way or still to come. */
  readonly open?: boolean;
  /** YYYY-MM-DD in the community's time zone; an open round of an earlier day still stands on the list. */
  readonly on?: string | undefined;
  /** Rounds that touch a door within these places; null: all. */
  readonly places?: readonly string[] | null;
}

export function readRounds(db: Queryable, communityId: string, of: RoundFilter): Promise<RoundRow[]> {
  return db.rows<RoundRow>(
    `SELECT d.round_id, d.number, d.helper_id, p.name AS helper_name, d.state, d.start_at, d.end_at, d.capacity_grams, d.capacity_bags,
       d.sealed, d.version, coalesce(s.grams, 0) AS grams, coalesce(s.bags, 0) AS bags, coalesce(s.open, 0) AS open, coalesce(s.open_request_ids, '{}') AS open_request_ids,
       coalesce(s.delivered, 0) AS delivered, coalesce(s.failed, 0) AS failed, coalesce(s.gone, 0) AS gone
     FROM round d
     JOIN community c ON c.community_id = d.community_id
     JOIN person p ON p.community_id = d.community_id AND p.person_id = d.helper_id
     LEFT JOIN LATERAL (
       SELECT (sum(${gramsSql}) FILTER (WHERE s.outcome IS DISTINCT FROM 'left'))::integer AS grams,
         (sum(${bagsSql}) FILTER (WHERE s.outcome IS DISTINCT FROM 'left'))::integer AS bags,
         (count(*) FILTER (WHERE s.outcome IS NULL))::integer AS open,
         array_agg(s.request_id) FILTER (WHERE s.outcome IS NULL) AS open_request_ids,
         (count(*) FILTER (WHERE s.outcome = 'delivered'))::integer AS delivered,
         (count(*) FILTER (WHERE s.outcome = 'failed'))::integer AS failed,
         (count(*) FILTER (WHERE s.outcome = 'left'))::integer AS gone,
         bool_or($7::uuid[] IS NULL OR in_reach($7::uuid[], r.area_id, r.grid_id, r.compound_id, r.building_id, r.unit_id, r.household_id)) AS inside
       FROM round_stop s JOIN request r ON r.community_id = s.community_id AND r.request_id = s.request_id
       WHERE s.community_id = d.community_id AND s.round_id = d.round_id
     ) s ON true
     WHERE d.community_id = $1 AND ($2::uuid[] IS NULL OR d.round_id = ANY ($2)) AND ($3::uuid IS NULL OR d.helper_id = $3)
       AND ($4::text IS NULL OR d.state = $4) AND (NOT $5::boolean OR d.state IN (${openRounds}))
       AND ($6::date IS NULL OR (d.start_at AT TIME ZONE c.time_zone)::date = $6
         OR (d.state IN (${openRounds}) AND (d.start_at AT TIME ZONE c.time_zone)::date < $6))
       AND ($7::uuid[] IS NULL OR s.inside) AND ($8::text IS NULL OR d.number = $8)
     ORDER BY d.start_at, d.round_id LIMIT 500`,
    [
      communityId,
      of.roundIds ?? null,
      of.helperId ?? null,
      of.state ?? null,
      of.open ?? false,
      of.on ?? null,
      of.places ?? null,
      of.number ?? null,
    ],
  );
}

export interface StopRow {
  round_id: string;
  request_id: string;
  number: string;
  position: number;
  sheet: number;
  arrive_at: string | null;
  outcome: StopOutcome | null;
  reason: string | null;
  closed_at: string | null;
  household_id: string;
  compound_name: string;
  building_label: string;
  unit_label: string;
  unit_id: string;
  door: string;
  floor: number;
  lift: boolean;
  level: Level;
  to_the_door: boolean;
  kind: Kind;
  lane: Lane;
  state: State;
  goods_class: GoodsClass;
  grams: number;
  due_at: string;
  items: { name: string; quantity: number | null; unit: string | null }[];
  /** Who asked, else the first who lives there: for the surname on paper. */
  asker_name: string | null;
  bags: {
    bagId: string;
    label: string;
    code: string;
    step: BagStep;
    goodsClass: GoodsClass;
    problem: BagProblem | null;
    restUntil: string | null;
  }[];
}

/** Stops of these rounds in their order; the ones that left stand where they were. */
export function readStops(db: Queryable, communityId: string, roundIds: readonly string[], now: Date): Promise<StopRow[]> {
  return db.rows<StopRow>(
    `SELECT s.round_id, s.request_id, r.number, s.position, s.sheet, s.arrive_at, s.outcome, s.reason, s.closed_at, r.household_id,
       c.name AS compound_name, g.label AS building_label, u.label AS unit_label, u.unit_id, h.door, h.floor, g.lift,
       ${levelSql('r', '$3')} AS level, h.to_the_door, r.kind, r.lane, r.state, r.goods_class, ${gramsSql} AS grams, r.due_at, w.items,
       coalesce(
         (SELECT p.name FROM person p WHERE p.community_id = r.community_id AND p.person_id = r.asked_by AND r.asked_as <> 'relative'),
         (SELECT p.name FROM resident m JOIN person p ON p.community_id = m.community_id AND p.person_id = m.person_id
          WHERE m.community_id = r.community_id AND m.household_id = r.household_id AND m.relation = 'lives_here'
            AND (m.ended_at IS NULL OR m.ended_at > $3) ORDER BY m.starts_at, m.person_id LIMIT 1)) AS asker_name,
       coalesce((SELECT jsonb_agg(jsonb_build_object('bagId', b.bag_id, 'label', b.label, 'code', b.code, 'step', b.step,
           'goodsClass', b.goods_class, 'problem', b.problem,
           'restUntil', to_char(b.rest_until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY b.made_at, b.bag_id)
         FROM bag b WHERE b.community_id = r.community_id AND b.request_id = r.request_id), '[]') AS bags
     FROM round_stop s
     JOIN request r ON r.community_id = s.community_id AND r.request_id = s.request_id
     JOIN request_words w ON w.community_id = r.community_id AND w.request_id = r.request_id
     JOIN household h ON h.community_id = r.community_id AND h.household_id = r.household_id
     JOIN unit u ON u.community_id = r.community_id AND u.unit_id = r.unit_id
     JOIN building g ON g.community_id = r.community_id AND g.building_id = r.building_id
     JOIN compound c ON c.community_id = r.community_id AND c.compound_id = r.compound_id
     WHERE s.community_id = $1 AND s.round_id = ANY ($2)
     ORDER BY s.round_id, s.position, s.request_id`,
    [communityId, roundIds, now],
  );
}

/** A request that may become a stop. */
export interface CandidateRow {
  request_id: string;
  owner_id: string | null;
  state: State;
  grams: number;
  bags: number;
  building_sort: number;
  building: string;
  unit_sort: number;
  unit: string;
  unit_id: string;
  floor: number;
  door: string;
  /** Only helpers with protection go there. */
  guarded: boolean;
  in_round: string | null;
  inside: boolean;
}

/** The named requests, or (null) everything in the hands of the helper; held until the transaction ends so that none is given away meanwhile. */
export async function holdCandidates(
  tx: Queryable,
  communityId: string,
  of: { readonly requestIds: readonly string[] | null; readonly helperId: string; readonly places: readonly string[] | null },
  now: Date,
): Promise<CandidateRow[]> {
  await tx.rows(
    `SELECT FROM request WHERE community_id = $1 AND CASE WHEN $2::uuid[] IS NULL THEN owner_id = $3 AND state IN ('accepted', 'carrying')
       ELSE request_id = ANY ($2) END ORDER BY request_id FOR NO KEY UPDATE`,
    [communityId, of.requestIds, of.helperId],
  );
  const rows = await tx.rows<Omit<CandidateRow, 'guarded'> & { level: Level }>(
    `SELECT r.request_id, r.owner_id, r.state, ${gramsSql} AS grams, ${bagsSql} AS bags, g.sort AS building_sort, g.label AS building,
       u.sort AS unit_sort, u.label AS unit, u.unit_id, h.floor, h.door, ${levelSql('r', '$4')} AS level,
       (SELECT s.round_id FROM round_stop s WHERE s.community_id = r.community_id AND s.request_id = r.request_id AND s.outcome IS NULL)
         AS in_round,
       in_reach($5::uuid[], r.area_id, r.grid_id, r.compound_id, r.building_id, r.unit_id, r.household_id) IS TRUE AS inside
     FROM request r
     JOIN household h ON h.community_id = r.community_id AND h.household_id = r.household_id
     JOIN unit u ON u.community_id = r.community_id AND u.unit_id = r.unit_id
     JOIN building g ON g.community_id = r.community_id AND g.building_id = r.building_id
     WHERE r.community_id = $1 AND CASE WHEN $2::uuid[] IS NULL THEN r.owner_id = $3 AND r.state IN ('accepted', 'carrying')
       ELSE r.request_id = ANY ($2) END`,
    [communityId, of.requestIds, of.helperId, now, of.places],
  );
  const guarded = levelsWithProtection(await rulesAt(tx, communityId, now));
  return rows.map(row => ({ ...row, guarded: guarded.includes(row.level) }));
}

export interface HeldRound {
  round_id: string;
  helper_id: string;
  state: RoundState;
  capacity_grams: number;
  capacity_bags: number;
  version: number;
}

/** The round, held until the transaction ends. */
export function holdRound(tx: Queryable, communityId: string, roundId: string): Promise<HeldRound | undefined> {
  return tx.row<HeldRound>(
    `SELECT round_id, helper_id, state, capacity_grams, capacity_bags, version FROM round
     WHERE community_id = $1 AND round_id = $2 FOR UPDATE`,
    [communityId, roundId],
  );
}
