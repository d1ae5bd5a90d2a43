// Lots in the database: where the goods of one lot went, and calling them back.
import type { BagProblem, BagStep } from '../../domain/delivery/custody.ts';
import type { GoodsClass } from '../../domain/request/kind.ts';
import type { State } from '../../domain/request/life.ts';
import type { Queryable } from '../postgres/pool.ts';

export interface LotRow {
  lot: string;
  bags: number;
  households: number;
  delivered: number;
  under_way: number;
  packed_at: string;
  recalled_at: string | null;
}

/** Lots by the day they were packed, newest first; those whose name contains `search`, or exactly `lot`. */
export function listLots(
  db: Queryable,
  communityId: string,
  of: { readonly search?: string | undefined; readonly lot?: string },
): Promise<LotRow[]> {
  return db.rows<LotRow>(
    `SELECT b.lot, count(*)::integer AS bags, count(DISTINCT r.household_id)::integer AS households,
       (count(*) FILTER (WHERE b.step = 'door'))::integer AS delivered,
       (count(*) FILTER (WHERE b.step <> 'door' AND (b.problem IS NULL OR b.problem IN ('nobody_answered', 'refused_at_door', 'cannot_reach'))))::integer
         AS under_way,
       max(b.made_at) AS packed_at,
       (SELECT l.recalled_at FROM lot_recall l WHERE l.community_id = $1 AND l.lot = b.lot) AS recalled_at
     FROM bag b JOIN request r ON r.community_id = b.community_id AND r.request_id = b.request_id
     WHERE b.community_id = $1 AND b.lot IS NOT NULL AND ($2::text IS NULL OR strpos(lower(b.lot), lower($2)) > 0)
       AND ($3::text IS NULL OR b.lot = $3)
     GROUP BY b.lot ORDER BY max(b.made_at) DESC, b.lot LIMIT 200`,
    [communityId, of.search ?? null, of.lot ?? null],
  );
}

export interface LotBagRow {
  bag_id: string;
  label: string;
  step: BagStep;
  goods_class: GoodsClass;
  problem: BagProblem | null;
  request_id: string;
  number: string;
  state: State;
  household_id: string;
  compound_name: string;
  building_label: string;
  unit_label: string;
  door: string;
  packed_at: string;
  delivered_at: string | null;
  called: boolean;
}

/** Every bag of a lot, door by door as one would walk. */
export function readLotBags(db: Queryable, communityId: string, lot: string): Promise<LotBagRow[]> {
  return db.rows<LotBagRow>(
    `SELECT b.bag_id, b.label, b.step, b.goods_class, b.problem, b.request_id, r.number, r.state, r.household_id, c.name AS compound_name,
       g.label AS building_label, u.label AS unit_label, h.door, b.made_at AS packed_at,
       (SELECT max(k.at) FROM custody k WHERE k.community_id = b.community_id AND k.bag_id = b.bag_id AND k.step = 'door') AS delivered_at,
       EXISTS (SELECT FROM call_back k WHERE k.community_id = r.community_id AND k.household_id = r.household_id
         AND k.reason = 'lot_recalled' AND k.outcome IS NOT NULL
         AND k.made_at >= (SELECT l.recalled_at FROM lot_recall l WHERE l.community_id = $1 AND l.lot = $2)) AS called
     FROM bag b
     JOIN request r ON r.community_id = b.community_id AND r.request_id = b.request_id
     JOIN household h ON h.community_id = r.community_id AND h.household_id = r.household_id
     JOIN unit u ON u.community_id = r.community_id AND u.unit_id = r.unit_id
     JOIN building g ON g.community_id = r.community_id AND g.building_id = r.building_id
     JOIN compound c ON c.community_id = r.community_id AND c.compound_id = r.compound_id
     WHERE b.community_id = $1 AND b.lot = $2
     ORDER BY c.sort, c.name, g.sort, g.label, u.sort, u.label, h.floor, h.door, b.label`,
    [communityId, lot],
  );
}

export async function isRecalled(db: Queryable, communityId: string, lot: string): Promise<boolean> {
  return (await db.row('SELECT FROM lot_recall WHERE community_id = $1 AND lot = $2', [communityId, lot])) !== undefined;
}

/** Whoever packs or hands on a bag of this lot waits until the recall is written. */
export async function writeRecall(
  tx: Queryable,
  communityId: string,
  recall: { readonly lot: string; readonly byId: string | null; readonly now: Date },
): Promise<void> {
  await tx.count(
    'INSERT INTO lot_recall (community_id, lot, recalled_by, recalled_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    [communityId, recall.lot, recall.byId, recall.now],
  );
  await tx.rows('SELECT FROM bag WHERE community_id = $1 AND lot = $2 ORDER BY bag_id FOR NO KEY UPDATE', [
    communityId,
    recall.lot,
  ]);
}

export interface CallToMake {
  readonly callBackId: string;
  readonly householdId: string;
  readonly requestId: string;
}

/** Puts households on the list at once. Where the same request is to be called about already, that call becomes this one. */
export async function callAboutRecall(
  tx: Queryable,
  communityId: string,
  calls: readonly CallToMake[],
  now: Date,
): Promise<void> {
  await tx.count(
    `INSERT INTO call_back (community_id, call_back_id, household_id, request_id, reason, due_at, made_at)
     SELECT $1, "callBackId", "householdId", "requestId", 'lot_recalled', $3, $3
     FROM jsonb_to_recordset($2::jsonb) AS a("callBackId" uuid, "householdId" uuid, "requestId" uuid)
     ON CONFLICT (community_id, request_id) WHERE closed_at IS NULL
       DO UPDATE SET reason = excluded.reason, due_at = excluded.due_at, made_at = excluded.made_at`,
    [communityId, JSON.stringify(calls), now],
  );
}

/** Requests about whose lot somebody is to be called or was called since the recall. */
export async function calledAbout(db: Queryable, communityId: string, requestIds: readonly string[]): Promise<Set<string>> {
  const rows = await db.rows<{ request_id: string }>(
    `SELECT request_id FROM call_back WHERE community_id = $1 AND request_id = ANY ($2) AND reason = 'lot_recalled'`,
    [communityId, requestIds],
  );
  return new Set(rows.map(row => row.request_id));
}
