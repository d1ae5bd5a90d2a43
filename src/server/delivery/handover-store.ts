// Hand-overs in the database: bags by id or code, the counts with their lines, relays that wait for the other carrier, differences.
import type { BagProblem, BagStep } from '../../domain/delivery/custody.ts';
import type { Difference, HandoverPoint, Settlement } from '../../domain/delivery/handover.ts';
import type { Role } from '../../domain/people/role.ts';
import type { GoodsClass } from '../../domain/request/kind.ts';
import type { Queryable } from '../postgres/pool.ts';

export interface NamedBagRow {
  bag_id: string;
  code: string;
  label: string;
  request_id: string;
}

/** Bags by id or by what their code says. */
export function readNamedBags(
  db: Queryable,
  communityId: string,
  of: { readonly bagIds: readonly string[]; readonly codes: readonly string[] },
): Promise<NamedBagRow[]> {
  return db.rows<NamedBagRow>(
    `SELECT bag_id, code, label, request_id FROM bag WHERE community_id = $1 AND (bag_id = ANY ($2) OR code = ANY ($3))`,
    [communityId, of.bagIds, of.codes],
  );
}

/** Requests still to be walked to in a round of this helper. */
export async function openStopsOf(
  db: Queryable,
  communityId: string,
  of: { readonly roundId: string; readonly helperId: string },
): Promise<string[] | undefined> {
  const row = await db.row<{ request_ids: string[] }>(
    `SELECT coalesce((SELECT array_agg(s.request_id) FROM round_stop s
       WHERE s.community_id = $1 AND s.round_id = $2 AND s.outcome IS NULL), '{}') AS request_ids
     FROM round WHERE community_id = $1 AND round_id = $2 AND helper_id = $3`,
    [communityId, of.roundId, of.helperId],
  );
  return row?.request_ids;
}

export interface RelayLine {
  handover_bag_id: string;
  handover_id: string;
  bag_id: string;
  request_id: string;
  by_id: string;
  other_id: string | null;
}

/** The other half of a relay of these bags, if it stands there alone: given and not taken, or taken and not said to be given. Newest first. */
export function readHalfRelays(
  db: Queryable,
  communityId: string,
  of: { readonly point: 'relay_out' | 'relay_in'; readonly bagIds: readonly string[] },
): Promise<RelayLine[]> {
  return db.rows<RelayLine>(
    `SELECT l.handover_bag_id, l.handover_id, l.bag_id, b.request_id, h.by_id, h.other_id
     FROM handover_bag l
     JOIN handover h ON h.community_id = l.community_id AND h.handover_id = l.handover_id
     JOIN bag b ON b.community_id = l.community_id AND b.bag_id = l.bag_id
     WHERE l.community_id = $1 AND h.point = $2 AND l.pair_id IS NULL AND l.difference IS NULL
       AND l.bag_id = ANY ($3)
     ORDER BY h.at DESC, l.handover_bag_id`,
    [communityId, of.point, of.bagIds],
  );
}

/** All bags given in these hand-overs that nobody has taken yet. */
export function readGiven(db: Queryable, communityId: string, handoverIds: readonly string[]): Promise<RelayLine[]> {
  return db.rows<RelayLine>(
    `SELECT l.handover_bag_id, l.handover_id, l.bag_id, b.request_id, h.by_id, h.other_id
     FROM handover_bag l
     JOIN handover h ON h.community_id = l.community_id AND h.handover_id = l.handover_id
     JOIN bag b ON b.community_id = l.community_id AND b.bag_id = l.bag_id
     WHERE l.community_id = $1 AND l.handover_id = ANY ($2) AND l.pair_id IS NULL AND l.difference IS NULL`,
    [communityId, handoverIds],
  );
}

export interface NewLine {
  readonly handoverBagId: string;
  readonly bagId: string | null;
  readonly label: string;
  readonly difference: Difference | null;
  readonly pairId: string | null;
}

export interface NewHandover {
  readonly handoverId: string;
  readonly point: HandoverPoint;
  readonly roundId: string | null;
  readonly byId: string;
  readonly byRole: Role;
  readonly otherId: string | null;
  readonly expected: number;
  readonly counted: number;
  readonly happenedAt: string | null;
  readonly lines: readonly NewLine[];
}

export async function insertHandover(tx: Queryable, communityId: string, handover: NewHandover): Promise<void> {
  await tx.count(
    `WITH made AS (
       INSERT INTO handover (community_id, handover_id, point, round_id, by_id, by_role, other_id, expected, counted, happened_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING handover_id
     )
     INSERT INTO handover_bag (community_id, handover_bag_id, handover_id, bag_id, label, difference, pair_id)
     SELECT $1, a."handoverBagId", m.handover_id, a."bagId", a.label, a.difference, a."pairId"
     FROM made m, jsonb_to_recordset($11::jsonb)
       AS a("handoverBagId" uuid, "bagId" uuid, label text, difference text, "pairId" uuid)`,
    [
      communityId,
      handover.handoverId,
      handover.point,
      handover.roundId,
      handover.byId,
      handover.byRole,
      handover.otherId,
      handover.expected,
      handover.counted,
      handover.happenedAt,
      JSON.stringify(handover.lines),
    ],
  );
}

/** The lines of the other carrier know their counterpart from now on. */
export async function pairLines(
  tx: Queryable,
  communityId: string,
  handoverBagIds: readonly string[],
  pairId: string,
): Promise<void> {
  if (handoverBagIds.length === 0) return;
  await tx.count('UPDATE handover_bag SET pair_id = $3 WHERE community_id = $1 AND handover_bag_id = ANY ($2)', [
    communityId,
    handoverBagIds,
    pairId,
  ]);
}

export interface WaitingRelayRow {
  handover_id: string;
  by_role: Role;
  at: string;
  bags: { bagId: string; label: string; code: string; goodsClass: GoodsClass }[];
}

/** What others have put down for this helper by name, and what still is the giver's to give. */
export function readWaitingRelays(db: Queryable, communityId: string, helperId: string): Promise<WaitingRelayRow[]> {
  return db.rows<WaitingRelayRow>(
    `SELECT h.handover_id, h.by_role, h.at,
       jsonb_agg(jsonb_build_object('bagId', b.bag_id, 'label', b.label, 'code', b.code, 'goodsClass', b.goods_class) ORDER BY b.label) AS bags
     FROM handover h
     JOIN handover_bag l ON l.community_id = h.community_id AND l.handover_id = h.handover_id
     JOIN bag b ON b.community_id = l.community_id AND b.bag_id = l.bag_id
     JOIN request r ON r.community_id = b.community_id AND r.request_id = b.request_id
     WHERE h.community_id = $1 AND h.point = 'relay_out' AND h.other_id = $2 AND l.pair_id IS NULL AND l.difference IS NULL
       AND r.owner_id = h.by_id AND r.state IN ('accepted', 'carrying')
     GROUP BY h.handover_id, h.by_role, h.at ORDER BY h.at, h.handover_id LIMIT 100`,
    [communityId, helperId],
  );
}

export interface DifferenceRow {
  handover_bag_id: string;
  handover_id: string;
  difference: Difference;
  point: HandoverPoint;
  bag_id: string | null;
  label: string;
  request_id: string | null;
  number: string | null;
  building_label: string | null;
  unit_label: string | null;
  door: string | null;
  round_id: string | null;
  by_name: string;
  by_role: Role;
  at: string;
  happened_at: string | null;
  settlement: Settlement | null;
  settled_at: string | null;
}

/** Differences that wait (the oldest first) or the newest settled ones. */
export function listDifferences(db: Queryable, communityId: string, settled: boolean): Promise<DifferenceRow[]> {
  return db.rows<DifferenceRow>(
    `SELECT l.handover_bag_id, l.handover_id, l.difference, h.point, l.bag_id, l.label, b.request_id, r.number,
       g.label AS building_label, u.label AS unit_label, d.door, h.round_id, p.name AS by_name, h.by_role, h.at, h.happened_at,
       l.settlement, l.settled_at
     FROM handover_bag l
     JOIN handover h ON h.community_id = l.community_id AND h.handover_id = l.handover_id
     JOIN person p ON p.community_id = h.community_id AND p.person_id = h.by_id
     LEFT JOIN bag b ON b.community_id = l.community_id AND b.bag_id = l.bag_id
     LEFT JOIN request r ON r.community_id = b.community_id AND r.request_id = b.request_id
     LEFT JOIN household d ON d.community_id = r.community_id AND d.household_id = r.household_id
     LEFT JOIN unit u ON u.community_id = r.community_id AND u.unit_id = r.unit_id
     LEFT JOIN building g ON g.community_id = r.community_id AND g.building_id = r.building_id
     WHERE l.community_id = $1 AND l.difference IS NOT NULL AND (l.settled_at IS NOT NULL) = $2
     ORDER BY CASE WHEN $2 THEN l.settled_at END DESC, h.at, l.handover_bag_id LIMIT 200`,
    [communityId, settled],
  );
}

export interface HalfRelayRow {
  handover_id: string;
  point: 'relay_out' | 'relay_in';
  by_name: string;
  at: string;
  labels: string[];
}

/** Relays of which only one carrier has said so, as long as the bags are still on their way; taken ones for a day. */
export function listHalfRelays(db: Queryable, communityId: string, now: Date): Promise<HalfRelayRow[]> {
  return db.rows<HalfRelayRow>(
    `SELECT h.handover_id, h.point, p.name AS by_name, h.at, array_agg(l.label ORDER BY l.label) AS labels
     FROM handover_bag l
     JOIN handover h ON h.community_id = l.community_id AND h.handover_id = l.handover_id
     JOIN person p ON p.community_id = h.community_id AND p.person_id = h.by_id
     JOIN bag b ON b.community_id = l.community_id AND b.bag_id = l.bag_id
     JOIN request r ON r.community_id = b.community_id AND r.request_id = b.request_id
     WHERE l.community_id = $1 AND l.pair_id IS NULL AND l.difference IS NULL AND h.at > $2::timestamptz - interval '1 day'
       AND ((h.point = 'relay_out' AND r.owner_id = h.by_id AND r.state IN ('accepted', 'carrying')) OR h.point = 'relay_in')
     GROUP BY h.handover_id, h.point, p.name, h.at ORDER BY h.at LIMIT 100`,
    [communityId, now],
  );
}

export interface HeldDifference {
  bag_id: string | null;
  difference: Difference;
  settled_at: string | null;
  request_id: string | null;
  step: BagStep | null;
  problem: BagProblem | null;
}

/** A difference, held until the transaction ends. */
export function holdDifference(tx: Queryable, communityId: string, differenceId: string): Promise<HeldDifference | undefined> {
  return tx.row<HeldDifference>(
    `SELECT l.bag_id, l.difference, l.settled_at, b.request_id, b.step, b.problem
     FROM handover_bag l LEFT JOIN bag b ON b.community_id = l.community_id AND b.bag_id = l.bag_id
     WHERE l.community_id = $1 AND l.handover_bag_id = $2 AND l.difference IS NOT NULL FOR UPDATE OF l`,
    [communityId, differenceId],
  );
}

export async function writeSettlement(
  tx: Queryable,
  communityId: string,
  of: { readonly differenceId: string; readonly settlement: Settlement; readonly byId: string | null; readonly now: Date },
): Promise<void> {
  await tx.count(
    `UPDATE handover_bag SET settlement = $3, settled_by = $4, settled_at = $5 WHERE community_id = $1 AND handover_bag_id = $2`,
    [communityId, of.differenceId, of.settlement, of.byId, of.now],
  );
}
