// Bags, photos and the shopping list in the database.
import type { Bag } from '../../domain/delivery/custody.ts';
import type { GoodsClass, Kind } from '../../domain/request/kind.ts';
import { kindsWithGoods } from '../../domain/request/kind.ts';
import type { Queryable } from '../postgres/pool.ts';

export interface BagRow {
  bag_id: string;
  request_id: string;
  step: Bag['step'];
  goods_class: GoodsClass;
  problem: Bag['problem'];
  rest_until: string | null;
  label: string;
  /** Who made the last entry of its custody log. */
  last_by: string | null;
}

export function readBag(db: Queryable, communityId: string, bagId: string): Promise<BagRow | undefined> {
  return db.row<BagRow>(
    `SELECT b.bag_id, b.request_id, b.step, b.goods_class, b.problem, b.rest_until, b.label,
       (SELECT c.by_id FROM custody c WHERE c.community_id = b.community_id AND c.bag_id = b.bag_id ORDER BY c.at DESC LIMIT 1) AS last_by
     FROM bag b WHERE b.community_id = $1 AND b.bag_id = $2`,
    [communityId, bagId],
  );
}

export interface FileRow {
  file_id: string;
  media_type: string;
}

/** The file with the same bytes, if this person already sent it for this request: a retried upload makes no second one. */
export function findSamePhoto(
  db: Queryable,
  communityId: string,
  photo: { readonly requestId: string; readonly personId: string | null; readonly digest: Buffer },
): Promise<FileRow | undefined> {
  return db.row<FileRow>(
    `SELECT file_id, media_type FROM file
     WHERE community_id = $1 AND request_id = $2 AND made_by IS NOT DISTINCT FROM $3 AND sha256 = $4`,
    [communityId, photo.requestId, photo.personId, photo.digest],
  );
}

/** How many photos a request has. Whoever adds one stands in line here until the transaction ends. */
export async function countPhotos(tx: Queryable, communityId: string, requestId: string): Promise<number> {
  await tx.row('SELECT FROM request WHERE community_id = $1 AND request_id = $2 FOR NO KEY UPDATE', [communityId, requestId]);
  const found = await tx.row<{ photos: number }>(
    'SELECT count(*)::integer AS photos FROM file WHERE community_id = $1 AND request_id = $2',
    [communityId, requestId],
  );
  return found?.photos ?? 0;
}

export async function insertPhoto(
  db: Queryable,
  communityId: string,
  photo: {
    readonly fileId: string;
    readonly requestId: string;
    readonly personId: string | null;
    readonly type: string;
    readonly bytes: number;
    readonly digest: Buffer;
    readonly now: Date;
  },
): Promise<void> {
  await db.count(
    `INSERT INTO file (community_id, file_id, media_type, bytes, sha256, request_id, made_by, made_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [communityId, photo.fileId, photo.type, photo.bytes, photo.digest, photo.requestId, photo.personId, photo.now],
  );
}

/** A photo of a request that the caller reaches. */
export function findPhoto(
  db: Queryable,
  communityId: string,
  photo: { readonly requestId: string; readonly fileId: string; readonly places: readonly string[] | null },
): Promise<FileRow | undefined> {
  return db.row<FileRow>(
    `SELECT f.file_id, f.media_type
     FROM file f JOIN request r ON r.community_id = f.community_id AND r.request_id = f.request_id
     WHERE f.community_id = $1 AND f.request_id = $2 AND f.file_id = $3
       AND in_reach($4::uuid[], r.area_id, r.grid_id, r.compound_id, r.building_id, r.unit_id, r.household_id)`,
    [communityId, photo.requestId, photo.fileId, photo.places],
  );
}

export interface ToBuyRow {
  request_id: string;
  number: string;
  building_label: string;
  unit_label: string;
  door: string;
  kind: Kind;
  items: { name: string; quantity: number | null; unit: string | null; substitution: string }[];
  due_at: string;
  packed: boolean;
}

export interface ToBuyFilter {
  readonly runId: string | null;
  readonly compoundId: string | null;
  readonly kind: Kind | null;
  /** YYYY-MM-DD in the community's time zone: the day of the run, or of the deadline where there is no run. */
  readonly on: string | null;
}

/** Requests whose goods are still to be bought or collected, or wait packed; the most pressing first, at most 5,000. */
export function listToBuy(db: Queryable, communityId: string, filter: ToBuyFilter): Promise<ToBuyRow[]> {
  return db.rows<ToBuyRow>(
    `SELECT r.request_id, r.number, b.label AS building_label, u.label AS unit_label, h.door, r.kind, w.items, r.due_at,
       EXISTS (SELECT FROM bag g WHERE g.community_id = r.community_id AND g.request_id = r.request_id AND g.step <> 'door'
         AND (g.problem IS NULL OR g.problem IN ('nobody_answered', 'refused_at_door', 'cannot_reach'))) AS packed
     FROM request r
     JOIN community c ON c.community_id = r.community_id
     JOIN request_words w ON w.community_id = r.community_id AND w.request_id = r.request_id
     JOIN household h ON h.community_id = r.community_id AND h.household_id = r.household_id
     JOIN unit u ON u.community_id = r.community_id AND u.unit_id = r.unit_id
     JOIN building b ON b.community_id = r.community_id AND b.building_id = r.building_id
     LEFT JOIN run n ON n.community_id = r.community_id AND n.run_id = r.run_id
     WHERE r.community_id = $1 AND r.state IN ('sorted', 'offered', 'accepted') AND r.kind = ANY ($6)
       AND ($2::uuid IS NULL OR r.run_id = $2) AND ($3::uuid IS NULL OR r.compound_id = $3) AND ($4::text IS NULL OR r.kind = $4)
       AND ($5::date IS NULL OR (coalesce(n.starts_at, r.due_at) AT TIME ZONE c.time_zone)::date = $5)
     ORDER BY r.due_at, r.request_id LIMIT 5000`,
    [communityId, filter.runId, filter.compoundId, filter.kind, filter.on, kindsWithGoods],
  );
}
