// One request with its story and its bags, and whether it stands inside the caller's places.
import type { BagProblem, BagStep, Disinfectant } from '../../domain/delivery/custody.ts';
import type { Role } from '../../domain/people/role.ts';
import type { GoodsClass } from '../../domain/request/kind.ts';
import { type MoveName, type Mover, openStates, type State } from '../../domain/request/life.ts';
import type { Reach } from '../http/actor.ts';
import type { Queryable } from '../postgres/pool.ts';
import { type QueueRow, queueColumns, queueTables } from './queue-store.ts';

export interface DetailRow extends QueueRow {
  pasted: string | null;
  asked_as: Role;
  asked_by_name: string | null;
  recorded_by_name: string | null;
  merged_into: string | null;
  inside: boolean;
  rating: 'satisfied' | 'so_so' | 'dissatisfied' | null;
  events: {
    eventId: string;
    move: MoveName;
    fromState: State | null;
    toState: State;
    byRole: Mover;
    byName: string | null;
    reason: string | null;
    at: string;
    happenedAt: string | null;
    fromPaper: boolean;
  }[];
  bags: {
    bagId: string;
    label: string;
    step: BagStep;
    goodsClass: GoodsClass;
    grams: number | null;
    paidFen: number | null;
    problem: BagProblem | null;
    custody: {
      step: BagStep;
      byRole: string;
      byName: string | null;
      agent: Disinfectant | null;
      contactMinutes: number | null;
      problem: BagProblem | null;
      fileId: string | null;
      at: string;
      happenedAt: string | null;
    }[];
  }[];
}

// Inside jsonb a timestamp would come out in the session's time zone.
const iso = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Undefined when it does not exist or the reach does not extend to it. */
export function readDetail(
  db: Queryable,
  communityId: string,
  reach: Reach,
  now: Date,
  requestId: string,
): Promise<DetailRow | undefined> {
  return db.row<DetailRow>(
    `SELECT * FROM (
       SELECT ${queueColumns}, w.pasted, r.asked_as, a.name AS asked_by_name, e.name AS recorded_by_name, r.merged_into,
         in_reach($3::uuid[], r.area_id, r.grid_id, r.compound_id, r.building_id, r.unit_id, r.household_id) IS TRUE AS inside,
         (SELECT v.verdict FROM rating v WHERE v.community_id = r.community_id AND v.request_id = r.request_id AND v.round = r.reopened) AS rating,
         coalesce((SELECT jsonb_agg(jsonb_build_object('eventId', l.event_id, 'move', l.move, 'fromState', l.from_state, 'toState', l.to_state,
             'byRole', l.by_role, 'byName', p.name, 'reason', l.reason, 'at', ${iso('l.at')}, 'happenedAt', ${iso('l.happened_at')},
             'fromPaper', l.entered_by IS NOT NULL)
             ORDER BY l.at, l.event_id)
           FROM request_event l LEFT JOIN person p ON p.community_id = l.community_id AND p.person_id = l.by_id
           WHERE l.community_id = r.community_id AND l.request_id = r.request_id), '[]') AS events,
         coalesce((SELECT jsonb_agg(jsonb_build_object('bagId', g.bag_id, 'label', g.label, 'step', g.step, 'goodsClass', g.goods_class,
             'grams', g.grams, 'paidFen', g.paid_fen, 'problem', g.problem, 'custody',
             coalesce((SELECT jsonb_agg(jsonb_build_object('step', k.step, 'byRole', k.by_role, 'byName', p.name, 'agent', k.agent,
                 'contactMinutes', k.contact_minutes, 'problem', k.problem, 'fileId', k.file_id, 'at', ${iso('k.at')},
                 'happenedAt', ${iso('k.happened_at')}) ORDER BY k.at, k.custody_id)
               FROM custody k LEFT JOIN person p ON p.community_id = k.community_id AND p.person_id = k.by_id
               WHERE k.community_id = g.community_id AND k.bag_id = g.bag_id), '[]')) ORDER BY g.made_at, g.bag_id)
           FROM bag g WHERE g.community_id = r.community_id AND g.request_id = r.request_id), '[]') AS bags
       FROM ${queueTables}
       LEFT JOIN person a ON a.community_id = r.community_id AND a.person_id = r.asked_by
       LEFT JOIN person e ON e.community_id = r.community_id AND e.person_id = r.recorded_by
       WHERE r.community_id = $1 AND r.request_id = $5
     ) d WHERE d.inside OR (d.owner_id = $4::uuid AND d.state = ANY ('{${openStates.join(',')}}'))`,
    [communityId, now, reach.places, reach.ownerId, requestId],
  );
}

/** Rows of the queue by id, for what stands side by side. */
export function readQueueRows(db: Queryable, communityId: string, now: Date, requestIds: readonly string[]): Promise<QueueRow[]> {
  return db.rows<QueueRow>(
    `SELECT ${queueColumns} FROM ${queueTables} WHERE r.community_id = $1 AND r.request_id = ANY ($3::uuid[])`,
    [communityId, now, requestIds],
  );
}
