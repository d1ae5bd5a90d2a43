// What a move reads and writes: the request with its story and bags, the conditional update with its event, and everything that follows from it.
import type { Bag } from '../../domain/delivery/custody.ts';
import type { GoodsClass, Kind, Lane, Urgency } from '../../domain/request/kind.ts';
import type { MoveName, Mover, State } from '../../domain/request/life.ts';
import type { Past, Request } from '../../domain/request/rules.ts';
import type { Level } from '../../domain/zone/level.ts';
import { needsProtection, readRules } from '../../domain/zone/policy.ts';
import type { Queryable } from '../postgres/pool.ts';
import { levelSinceSql, levelSql, rulesSql } from '../zone/level-store.ts';

/** The newest lines of a request's story first; enough to know who was asked since it was last reopened. */
export function storySql(row: string): string {
  return `coalesce((SELECT jsonb_agg(jsonb_build_object('move', e.move, 'byId', e.by_id, 'byRole', e.by_role, 'ownerId', e.owner_id))
    FROM (SELECT move, by_id, by_role, owner_id FROM request_event
          WHERE community_id = ${row}.community_id AND request_id = ${row}.request_id ORDER BY at DESC, event_id DESC LIMIT 60) e), '[]')`;
}

export interface RequestRow {
  request_id: string;
  number: string;
  household_id: string;
  unit_id: string;
  building_id: string;
  compound_id: string;
  grid_id: string | null;
  area_id: string | null;
  kind: Kind;
  lane: Lane;
  urgency: Urgency;
  goods_class: GoodsClass;
  state: State;
  grams: number;
  minutes: number;
  run_id: string | null;
  asked_at: string;
  answered_at: string | null;
  due_at: string;
  act_by: string | null;
  escalation: number;
  owner_id: string | null;
  offered_at: string | null;
  accepted_at: string | null;
  delivered_at: string | null;
  closed_at: string | null;
  problem: string | null;
  merged_into: string | null;
  reopened: number;
  given_back: number;
  version: number;
  level: Level;
  /** Since when, or since it was recorded, if that was later; null: no order. */
  level_since: string | null;
  to_the_door: boolean;
  story: Past[];
  bags: Bag[];
  /** Whoever lives elsewhere and is told, and whether somebody behind the door can look at the page. */
  relatives: string[];
  has_smartphone: boolean;
  rated: boolean;
  /** The community's own clocks, restrictions, rest minutes and zone rules, see clock.ts, restricted.ts, delivery/rest.ts, zone/policy.ts. */
  settings: unknown;
}

/** One question for as many requests as there are. */
export function readRequests(
  db: Queryable,
  communityId: string,
  requestIds: readonly string[],
  now: Date,
): Promise<RequestRow[]> {
  return db.rows<RequestRow>(
    `SELECT r.request_id, r.number, r.household_id, r.unit_id, r.building_id, r.compound_id, r.grid_id, r.area_id, r.kind, r.lane,
       r.urgency, r.goods_class, r.state, r.grams, r.minutes, r.run_id, r.asked_at, r.answered_at, r.due_at, r.act_by, r.escalation,
       r.owner_id, r.offered_at, r.accepted_at, r.delivered_at, r.closed_at, r.problem, r.merged_into, r.reopened, r.given_back, r.version,
       ${levelSql('r', '$3')} AS level, ${levelSinceSql('r', '$3')} AS level_since, h.to_the_door, ${storySql('r')} AS story,
       coalesce((SELECT jsonb_agg(jsonb_build_object('bagId', b.bag_id, 'step', b.step, 'goodsClass', b.goods_class, 'problem', b.problem,
             'restUntil', to_char(b.rest_until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY b.made_at, b.bag_id)
         FROM bag b WHERE b.community_id = r.community_id AND b.request_id = r.request_id), '[]') AS bags,
       coalesce(m.relatives, '{}') AS relatives, coalesce(m.has_smartphone, false) AS has_smartphone,
       EXISTS (SELECT FROM rating v WHERE v.community_id = r.community_id AND v.request_id = r.request_id AND v.round = r.reopened) AS rated,
       jsonb_build_object('clocks', c.settings -> 'clocks', 'restrictedMedicine', c.settings -> 'restrictedMedicine',
         'restMinutes', c.settings -> 'restMinutes', 'zoneRules', ${rulesSql('$1', '$3')}) AS settings
     FROM request r
     JOIN household h ON h.community_id = r.community_id AND h.household_id = r.household_id
     JOIN community c ON c.community_id = r.community_id
     CROSS JOIN LATERAL (
       SELECT array_agg(person_id) FILTER (WHERE relation = 'relative') AS relatives,
         bool_or(smartphone) FILTER (WHERE relation = 'lives_here') AS has_smartphone
       FROM resident WHERE community_id = r.community_id AND household_id = r.household_id AND (ended_at IS NULL OR ended_at > $3)
     ) m
     WHERE r.community_id = $1 AND r.request_id = ANY ($2)`,
    [communityId, requestIds, now],
  );
}

/** Does only a helper with protection go to this door? */
export function isGuarded(row: Pick<RequestRow, 'level' | 'settings'>): boolean {
  return needsProtection(row.level, readRules(row.settings));
}

export function requestOf(row: RequestRow): Request {
  return {
    state: row.state,
    kind: row.kind,
    lane: row.lane,
    urgency: row.urgency,
    goodsClass: row.goods_class,
    ownerId: row.owner_id,
    runId: row.run_id,
    grams: row.grams,
    askedAt: row.asked_at,
    answeredAt: row.answered_at,
    dueAt: row.due_at,
    actBy: row.act_by,
    escalation: row.escalation,
    offeredAt: row.offered_at,
    acceptedAt: row.accepted_at,
    deliveredAt: row.delivered_at,
    closedAt: row.closed_at,
    problem: row.problem,
    mergedInto: row.merged_into,
    reopened: row.reopened,
    givenBack: row.given_back,
  };
}

/** A request as it was read, as it shall be, and the line of its story that says so. */
export interface Change {
  readonly row: RequestRow;
  readonly after: Request;
  readonly event: {
    readonly eventId: string;
    readonly move: MoveName;
    readonly byId: string | null;
    readonly byRole: Mover;
    readonly reason: string | null;
    readonly moveId: string;
    readonly happenedAt: string | null;
    /** Who wrote it down from paper for `byId`. */
    readonly enteredBy?: string | null;
  };
}

export interface Moved {
  request_id: string;
  state: State;
  version: number;
  owner_id: string | null;
}

/**
 * Makes the changes whose request is still as it was read, each with its event; those that somebody else changed meanwhile are missing
 * from the answer. The version stands for everything the rules looked at in the row.
 */
export function writeChanges(db: Queryable, communityId: string, changes: readonly Change[]): Promise<Moved[]> {
  const asked = changes.map(({ row, after, event }) => ({
    request_id: row.request_id,
    from_state: row.state,
    from_version: row.version,
    state: after.state,
    lane: after.lane,
    urgency: after.urgency,
    from_owner: row.owner_id,
    owner_id: after.ownerId,
    run_id: after.runId,
    grams: after.grams,
    goods_class: after.goodsClass,
    asked_at: after.askedAt,
    answered_at: after.answeredAt,
    due_at: after.dueAt,
    act_by: after.actBy,
    escalation: after.escalation,
    offered_at: after.offeredAt,
    accepted_at: after.acceptedAt,
    delivered_at: after.deliveredAt,
    closed_at: after.closedAt,
    problem: after.problem,
    merged_into: after.mergedInto,
    reopened: after.reopened,
    given_back: after.givenBack,
    event_id: event.eventId,
    move: event.move,
    by_id: event.byId,
    by_role: event.byRole,
    // Whom the move concerned: the new holder, else the one it is taken from.
    concerned_id: after.ownerId ?? row.owner_id,
    reason: event.reason,
    move_id: event.moveId,
    happened_at: event.happenedAt,
    entered_by: event.enteredBy ?? null,
  }));
  return db.rows<Moved>(
    `WITH asked AS (
       SELECT * FROM jsonb_to_recordset($2::jsonb) AS a(request_id uuid, from_state text, from_version integer, state text, lane text,
         urgency text, from_owner uuid, owner_id uuid, run_id uuid, grams integer, goods_class text, asked_at timestamptz, answered_at timestamptz, due_at timestamptz,
         act_by timestamptz, escalation integer, offered_at timestamptz, accepted_at timestamptz, delivered_at timestamptz,
         closed_at timestamptz, problem text, merged_into uuid, reopened integer, given_back integer, event_id uuid, move text, by_id uuid,
         by_role text, concerned_id uuid, reason text, move_id uuid, happened_at timestamptz, entered_by uuid)
     ), moved AS (
       UPDATE request r SET state = a.state, lane = a.lane, urgency = a.urgency, owner_id = a.owner_id, run_id = a.run_id, grams = a.grams, goods_class = a.goods_class,
         asked_at = a.asked_at, answered_at = a.answered_at, due_at = a.due_at, act_by = a.act_by, escalation = a.escalation,
         offered_at = a.offered_at, accepted_at = a.accepted_at, delivered_at = a.delivered_at, closed_at = a.closed_at,
         problem = a.problem, merged_into = a.merged_into, reopened = a.reopened, given_back = a.given_back, version = r.version + 1
       FROM asked a
       WHERE r.community_id = $1 AND r.request_id = ANY ($3) AND r.request_id = a.request_id AND r.state = a.from_state AND r.version = a.from_version
       RETURNING r.request_id, r.household_id, r.state, r.version, r.owner_id
     ), told AS (
       INSERT INTO request_event (community_id, event_id, request_id, household_id, move, from_state, to_state, by_id, by_role, owner_id,
         reason, move_id, happened_at, entered_by)
       SELECT $1, a.event_id, m.request_id, m.household_id, a.move, a.from_state, m.state, a.by_id, a.by_role, a.concerned_id, a.reason,
         a.move_id, a.happened_at, a.entered_by
       FROM moved m JOIN asked a USING (request_id)
     ), left_round AS (
       -- What leaves the helper's hands leaves the round; the stop stays with what became of it.
       UPDATE round_stop s SET closed_at = clock_timestamp(),
         outcome = CASE WHEN m.state = 'delivered' THEN 'delivered' WHEN m.state = 'problem' THEN 'failed' ELSE 'left' END,
         reason = CASE WHEN m.state = 'problem' THEN coalesce(a.reason, a.move) ELSE a.move END
       FROM moved m JOIN asked a USING (request_id)
       WHERE s.community_id = $1 AND s.request_id = m.request_id AND s.outcome IS NULL
         AND (m.state NOT IN ('offered', 'accepted', 'carrying') OR m.owner_id IS DISTINCT FROM a.from_owner)
     )
     SELECT request_id, state, version, owner_id FROM moved`,
    [communityId, JSON.stringify(asked), asked.map(change => change.request_id)],
  );
}

/** Helpers whose hands are counted stand in line here, always in the same order. */
export async function lockHelpers(db: Queryable, communityId: string, personIds: readonly string[]): Promise<void> {
  await db.rows('SELECT 1 FROM helper WHERE community_id = $1 AND person_id = ANY ($2) ORDER BY person_id FOR UPDATE', [
    communityId,
    personIds,
  ]);
}

/** What a request takes up in a run. */
export interface HeldPlace {
  readonly runId: string;
  readonly requests: number;
  readonly grams: number;
  readonly minutes: number;
}

/** Gives places back, all of one run at once. */
export async function giveBackPlaces(db: Queryable, communityId: string, places: readonly HeldPlace[]): Promise<void> {
  if (places.length === 0) return;
  await db.count(
    `UPDATE run r SET booked_requests = greatest(0, r.booked_requests - a.requests),
       booked_grams = least(r.capacity_grams, greatest(0, r.booked_grams - a.grams)),
       booked_minutes = greatest(0, r.booked_minutes - a.minutes)
     FROM (SELECT "runId" AS run_id, sum(requests) AS requests, sum(grams) AS grams, sum(minutes) AS minutes
           FROM jsonb_to_recordset($2::jsonb) AS p("runId" uuid, requests integer, grams integer, minutes integer) GROUP BY 1) a
     WHERE r.community_id = $1 AND r.run_id = a.run_id`,
    [communityId, JSON.stringify(places)],
  );
}

export interface WordsRow {
  request_id: string;
  items: { name: string; quantity: number | null; unit: string | null; substitution: string }[];
  note: string | null;
}

export function readWords(db: Queryable, communityId: string, requestIds: readonly string[]): Promise<WordsRow[]> {
  return db.rows<WordsRow>(
    'SELECT request_id, items, note FROM request_words WHERE community_id = $1 AND request_id = ANY ($2)',
    [communityId, requestIds],
  );
}

export async function writeWords(db: Queryable, communityId: string, words: readonly WordsRow[]): Promise<void> {
  await db.count(
    `UPDATE request_words w SET items = a.items, note = a.note
     FROM jsonb_to_recordset($2::jsonb) AS a(request_id uuid, items jsonb, note text)
     WHERE w.community_id = $1 AND w.request_id = a.request_id`,
    [communityId, JSON.stringify(words)],
  );
}

/** In which helper role somebody works, for those who may not know the name. */
export async function helperRoleOf(db: Queryable, communityId: string, personId: string): Promise<string | null> {
  const found = await db.row<{ role: string }>(
    `SELECT role FROM role_grant
     WHERE community_id = $1 AND person_id = $2 AND ended_at IS NULL AND role = ANY ($3) ORDER BY array_position($3, role) LIMIT 1`,
    [communityId, personId, ['volunteer', 'steward', 'property', 'grid_worker', 'grid_lead']],
  );
  return found?.role ?? null;
}
