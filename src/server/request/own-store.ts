// What a household or a helper sees of its own: orders of a door, tasks in hand, the shift.
import type { BagStep } from '../../domain/delivery/custody.ts';
import type { Role } from '../../domain/people/role.ts';
import type { GoodsClass, Kind, Lane, Substitution, Urgency } from '../../domain/request/kind.ts';
import type { State } from '../../domain/request/life.ts';
import type { Level } from '../../domain/zone/level.ts';
import type { Queryable } from '../postgres/pool.ts';
import { levelSql } from '../zone/level-store.ts';

interface Item {
  name: string;
  quantity: number | null;
  unit: string | null;
  substitution: Substitution;
}

export interface OrderRow {
  request_id: string;
  number: string;
  kind: Kind;
  lane: Lane;
  urgency: Urgency;
  state: State;
  items: Item[];
  note: string | null;
  asked_as: Role;
  asked_at: string;
  due_at: string;
  run_id: string | null;
  run_starts_at: string | null;
  owner_id: string | null;
  helper_role: Role | null;
  bag_step: BagStep | null;
  delivered_at: string | null;
  problem: string | null;
  verdict: 'satisfied' | 'so_so' | 'dissatisfied' | null;
}

/** When everybody who lived there before had left, if nobody of them is there now: what they asked for is not for those who came after. */
const movedInAt = `(SELECT CASE WHEN min(p.starts_at) FILTER (WHERE p.ended_at IS NULL) >= max(p.ended_at) THEN max(p.ended_at)
    ELSE '-infinity' END
  FROM resident p WHERE p.community_id = $1 AND p.household_id = $2 AND p.relation = 'lives_here')`;

/** The newest hundred of a household. The helper is known by role only: the one in which they took it. */
export function readOrders(db: Queryable, communityId: string, householdId: string): Promise<OrderRow[]> {
  return db.rows<OrderRow>(
    `SELECT r.request_id, r.number, r.kind, r.lane, r.urgency, r.state, w.items, w.note, r.asked_as, r.asked_at, r.due_at,
       r.run_id, u.starts_at AS run_starts_at, r.owner_id, r.delivered_at, r.problem,
       coalesce(
         (SELECT e.by_role FROM request_event e WHERE e.community_id = r.community_id AND e.request_id = r.request_id AND e.move = 'accept'
          ORDER BY e.at DESC, e.event_id DESC LIMIT 1),
         (SELECT g.role FROM role_grant g WHERE g.community_id = r.community_id AND g.person_id = r.owner_id AND g.ended_at IS NULL
            AND g.role IN ('volunteer', 'steward', 'grid_worker', 'grid_lead', 'property') LIMIT 1)) AS helper_role,
       (SELECT b.step FROM bag b WHERE b.community_id = r.community_id AND b.request_id = r.request_id
        ORDER BY b.made_at DESC, b.bag_id DESC LIMIT 1) AS bag_step,
       (SELECT v.verdict FROM rating v WHERE v.community_id = r.community_id AND v.request_id = r.request_id AND v.round = r.reopened) AS verdict
     FROM request r
     JOIN request_words w ON w.community_id = r.community_id AND w.request_id = r.request_id
     LEFT JOIN run u ON u.community_id = r.community_id AND u.run_id = r.run_id
     WHERE r.community_id = $1 AND r.household_id = $2 AND r.asked_at >= ${movedInAt}
     ORDER BY r.asked_at DESC, r.request_id DESC
     LIMIT 100`,
    [communityId, householdId],
  );
}

export interface TaskRow {
  request_id: string;
  number: string;
  kind: Kind;
  lane: Lane;
  urgency: Urgency;
  state: State;
  compound_name: string;
  building_label: string;
  unit_label: string;
  door: string;
  floor: number;
  lift: boolean;
  level: Level;
  to_the_door: boolean;
  items: Item[];
  note: string | null;
  grams: number;
  goods_class: GoodsClass;
  due_at: string;
  act_by: string | null;
  owner_id: string | null;
  bags: { bagId: string; label: string; step: BagStep; restUntil: string | null }[];
  version: number;
}

/** What is offered to a helper or in their hands, the fastest lane first, then by deadline. */
export function readTasks(db: Queryable, communityId: string, helperId: string, now: Date): Promise<TaskRow[]> {
  return db.rows<TaskRow>(
    `SELECT r.request_id, r.number, r.kind, r.lane, r.urgency, r.state, c.name AS compound_name, b.label AS building_label,
       u.label AS unit_label, h.door, h.floor, b.lift, ${levelSql('r', '$3')} AS level, h.to_the_door, w.items, w.note, r.grams, r.goods_class,
       r.due_at, r.act_by, r.owner_id, r.version,
       coalesce((SELECT jsonb_agg(jsonb_build_object('bagId', g.bag_id, 'label', g.label, 'step', g.step,
           'restUntil', to_char(g.rest_until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY g.made_at, g.bag_id)
         FROM bag g WHERE g.community_id = r.community_id AND g.request_id = r.request_id AND g.problem IS NULL), '[]') AS bags
     FROM request r
     JOIN household h ON h.community_id = r.community_id AND h.household_id = r.household_id
     JOIN unit u ON u.community_id = r.community_id AND u.unit_id = r.unit_id
     JOIN building b ON b.community_id = r.community_id AND b.building_id = r.building_id
     JOIN compound c ON c.community_id = r.community_id AND c.compound_id = r.compound_id
     JOIN request_words w ON w.community_id = r.community_id AND w.request_id = r.request_id
     WHERE r.community_id = $1 AND r.owner_id = $2 AND r.state IN ('offered', 'accepted', 'carrying')
     ORDER BY array_position(ARRAY['life', 'medicine', 'ordinary'], r.lane), r.due_at, b.sort, u.sort, h.floor, r.request_id`,
    [communityId, helperId, now],
  );
}

export interface Shift {
  on_duty: boolean;
  protection: boolean;
  done_today: number;
}

/** Undefined for somebody with a helper's role whom the desk has not described yet. Counted since midnight in the community's time zone. */
export function readShift(
  db: Queryable,
  communityId: string,
  helperId: string,
  timeZone: string,
  now: Date,
): Promise<Shift | undefined> {
  return db.row<Shift>(
    `SELECT p.on_duty, p.protection,
       (SELECT count(DISTINCT e.request_id)::int FROM request_event e
        WHERE e.community_id = $1 AND e.by_id = $2 AND e.move = 'deliver'
          AND e.at >= date_trunc('day', $4::timestamptz AT TIME ZONE $3) AT TIME ZONE $3) AS done_today
     FROM helper p WHERE p.community_id = $1 AND p.person_id = $2`,
    [communityId, helperId, timeZone, now],
  );
}

/** Coming on duty begins a shift: whoever was in a sealed building yesterday may go into a clean one again. Protection is put on anew. */
export async function writeDuty(tx: Queryable, communityId: string, helperId: string, onDuty: boolean, now: Date): Promise<void> {
  await tx.count(
    `INSERT INTO helper (community_id, person_id, on_duty, shift_started_at) VALUES ($1, $2, $3, CASE WHEN $3 THEN $4::timestamptz END)
     ON CONFLICT (community_id, person_id) DO UPDATE SET on_duty = $3,
       shift_started_at = CASE WHEN $3 AND NOT helper.on_duty THEN $4 ELSE helper.shift_started_at END,
       went_sealed_at = CASE WHEN $3 AND NOT helper.on_duty THEN NULL ELSE helper.went_sealed_at END,
       wear_started_at = CASE WHEN $3 AND helper.on_duty THEN helper.wear_started_at END`,
    [communityId, helperId, onDuty, now],
  );
}
