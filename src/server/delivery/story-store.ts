// The whole story of a bag in the database, and what stands on its label.
import type { BagProblem, BagStep, Disinfectant } from '../../domain/delivery/custody.ts';
import type { HandoverPoint } from '../../domain/delivery/handover.ts';
import type { GoodsClass, Kind, Lane } from '../../domain/request/kind.ts';
import type { State } from '../../domain/request/life.ts';
import type { Level } from '../../domain/zone/level.ts';
import type { DeliveryMode } from '../../domain/zone/rule.ts';
import type { Reach } from '../http/actor.ts';
import type { Queryable } from '../postgres/pool.ts';
import { levelSql } from '../zone/level-store.ts';

export interface StoryRow {
  bag_id: string;
  label: string;
  code: string;
  goods_class: GoodsClass;
  grams: number | null;
  lot: string | null;
  step: BagStep;
  problem: BagProblem | null;
  rest_until: string | null;
  request_id: string;
  number: string;
  kind: Kind;
  lane: Lane;
  state: State;
  building_label: string;
  unit_label: string;
  door: string;
  level: Level;
  to_the_door: boolean;
  /** Inside the places of the caller, or in their hands. */
  inside: boolean;
  /** It was put down for a carrier to take, by somebody else, and is on its way. */
  on_offer: boolean;
  steps: {
    step: BagStep;
    byRole: string;
    byName: string | null;
    agent: Disinfectant | null;
    contactMinutes: number | null;
    problem: BagProblem | null;
    fileId: string | null;
    point: HandoverPoint | DeliveryMode | null;
    at: string;
    happenedAt: string | null;
    fromPaper: boolean;
  }[];
}

// Inside jsonb a timestamp would come out in the session's time zone.
const iso = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** A bag by id or code with every line of its log. */
export function readStory(
  db: Queryable,
  communityId: string,
  of: { readonly bagId?: string; readonly code?: string },
  caller: { readonly reach: Reach; readonly personId: string | null },
  now: Date,
): Promise<StoryRow | undefined> {
  return db.row<StoryRow>(
    `SELECT b.bag_id, b.label, b.code, b.goods_class, b.grams, b.lot, b.step, b.problem, b.rest_until, b.request_id, r.number, r.kind, r.lane,
       r.state, g.label AS building_label, u.label AS unit_label, h.door, ${levelSql('r', '$3')} AS level, h.to_the_door,
       (in_reach($4::uuid[], r.area_id, r.grid_id, r.compound_id, r.building_id, r.unit_id, r.household_id) IS TRUE
         OR r.owner_id = $5) IS TRUE AS inside,
       EXISTS (SELECT FROM handover_bag l JOIN handover o ON o.community_id = l.community_id AND o.handover_id = l.handover_id
         WHERE l.community_id = b.community_id AND l.bag_id = b.bag_id AND o.point = 'relay_out' AND l.pair_id IS NULL
           AND l.difference IS NULL AND o.by_id = r.owner_id AND r.state IN ('accepted', 'carrying')
           AND (o.other_id IS NULL OR o.other_id = $5)) AS on_offer,
       coalesce((SELECT jsonb_agg(jsonb_build_object('step', k.step, 'byRole', k.by_role, 'byName', p.name, 'agent', k.agent,
           'contactMinutes', k.contact_minutes, 'problem', k.problem, 'fileId', k.file_id, 'point', coalesce(o.point, k.point),
           'at', ${iso('k.at')}, 'happenedAt', ${iso('k.happened_at')}, 'fromPaper', k.entered_by IS NOT NULL) ORDER BY k.at, k.custody_id)
         FROM custody k
         LEFT JOIN person p ON p.community_id = k.community_id AND p.person_id = k.by_id
         LEFT JOIN handover o ON o.community_id = k.community_id AND o.handover_id = k.move_id
         WHERE k.community_id = b.community_id AND k.bag_id = b.bag_id), '[]') AS steps
     FROM bag b
     JOIN request r ON r.community_id = b.community_id AND r.request_id = b.request_id
     JOIN household h ON h.community_id = r.community_id AND h.household_id = r.household_id
     JOIN unit u ON u.community_id = r.community_id AND u.unit_id = r.unit_id
     JOIN building g ON g.community_id = r.community_id AND g.building_id = r.building_id
     WHERE b.community_id = $1 AND CASE WHEN $2::uuid IS NOT NULL THEN b.bag_id = $2 ELSE b.code = $6 END`,
    [communityId, of.bagId ?? null, now, caller.reach.places, caller.personId, of.code ?? null],
  );
}

export interface LabelRow {
  bag_id: string;
  label: string;
  code: string;
  compound_name: string;
  building_label: string;
  unit_label: string;
  door: string;
  asker_name: string | null;
  kind: Kind;
  lane: Lane;
  goods_class: GoodsClass;
  grams: number | null;
  lot: string | null;
}

/** Labels of chosen bags in the order of their doors, or of what a round has still to carry in the order of its stops. */
export function readLabels(
  db: Queryable,
  communityId: string,
  of: { readonly roundId: string | null; readonly bagIds: readonly string[] | null },
  now: Date,
): Promise<LabelRow[]> {
  return db.rows<LabelRow>(
    `SELECT b.bag_id, b.label, b.code, c.name AS compound_name, g.label AS building_label, u.label AS unit_label, h.door,
       coalesce(
         (SELECT p.name FROM person p WHERE p.community_id = r.community_id AND p.person_id = r.asked_by AND r.asked_as <> 'relative'),
         (SELECT p.name FROM resident m JOIN person p ON p.community_id = m.community_id AND p.person_id = m.person_id
          WHERE m.community_id = r.community_id AND m.household_id = r.household_id AND m.relation = 'lives_here'
            AND (m.ended_at IS NULL OR m.ended_at > $4) ORDER BY m.starts_at, m.person_id LIMIT 1)) AS asker_name,
       r.kind, r.lane, b.goods_class, b.grams, b.lot
     FROM bag b
     JOIN request r ON r.community_id = b.community_id AND r.request_id = b.request_id
     JOIN household h ON h.community_id = r.community_id AND h.household_id = r.household_id
     JOIN unit u ON u.community_id = r.community_id AND u.unit_id = r.unit_id
     JOIN building g ON g.community_id = r.community_id AND g.building_id = r.building_id
     JOIN compound c ON c.community_id = r.community_id AND c.compound_id = r.compound_id
     LEFT JOIN round_stop s ON s.community_id = b.community_id AND s.request_id = b.request_id AND s.round_id = $2
     WHERE b.community_id = $1 AND CASE WHEN $3::uuid[] IS NOT NULL THEN b.bag_id = ANY ($3)
       ELSE s.outcome IS NULL AND s.request_id IS NOT NULL AND b.step <> 'door' AND (b.problem IS NULL OR b.problem IN ('nobody_answered', 'refused_at_door', 'cannot_reach')) END
     ORDER BY s.position, g.sort, g.label, u.sort, u.label, h.floor DESC, h.door, b.label LIMIT 1000`,
    [communityId, of.roundId, of.bagIds, now],
  );
}
