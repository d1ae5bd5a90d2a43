// What the server knows of a phone's moves before it makes them, and the shift of its helper.
import type { Queryable } from '../postgres/pool.ts';

export interface KnownMove {
  move_id: string;
  actor_id: string;
  answer: unknown;
  late: boolean;
}

/** Those of these ids that were answered before. */
export function readKnownMoves(db: Queryable, communityId: string, moveIds: readonly string[]): Promise<KnownMove[]> {
  return db.rows<KnownMove>(
    `SELECT p.move_id, p.actor_id, p.answer, l.move_id IS NOT NULL AS late
     FROM receipt p LEFT JOIN late_move l ON l.community_id = p.community_id AND l.move_id = p.move_id
     WHERE p.community_id = $1 AND p.move_id = ANY ($2::uuid[])`,
    [communityId, moveIds],
  );
}

/**
 * By the ids of requests and bags: when each was asked for, or the last time at which this person did something about it. What they did
 * afterwards was not before, whatever their clock says.
 */
export async function readBeginnings(
  db: Queryable,
  communityId: string,
  personId: string,
  requestIds: readonly string[],
  bagIds: readonly string[],
): Promise<Map<string, number>> {
  if (requestIds.length + bagIds.length === 0) return new Map();
  const rows = await db.rows<{ id: string; at: string }>(
    `SELECT k.id, greatest(r.asked_at,
       (SELECT max(e.happened_at) FROM request_event e
        WHERE e.community_id = $1 AND e.request_id = r.request_id AND e.by_id = $2),
       (SELECT max(c.happened_at) FROM custody c WHERE c.community_id = $1 AND c.request_id = r.request_id AND c.by_id = $2)) AS at
     FROM (SELECT id, id AS request_id FROM unnest($3::uuid[]) AS id
           UNION ALL
           SELECT bag_id, request_id FROM bag WHERE community_id = $1 AND bag_id = ANY ($4::uuid[])) k
     JOIN request r ON r.community_id = $1 AND r.request_id = k.request_id`,
    [communityId, personId, requestIds, bagIds],
  );
  return new Map(rows.map(row => [row.id, Date.parse(row.at)]));
}

/** What the community set; see readRestMinutes. */
export function readRestSettings(db: Queryable, communityId: string): Promise<{ settings: unknown } | undefined> {
  return db.row<{ settings: unknown }>(
    `SELECT jsonb_build_object('restMinutes', settings -> 'restMinutes') AS settings FROM community WHERE community_id = $1`,
    [communityId],
  );
}

export interface ShiftTimes {
  shift_started_at: string | null;
  went_sealed_at: string | null;
  wear_started_at: string | null;
}

export function readShiftTimes(db: Queryable, communityId: string, helperId: string): Promise<ShiftTimes | undefined> {
  return db.row<ShiftTimes>(
    `SELECT CASE WHEN on_duty THEN shift_started_at END AS shift_started_at, went_sealed_at, wear_started_at
     FROM helper WHERE community_id = $1 AND person_id = $2`,
    [communityId, helperId],
  );
}

/** Put on now, or taken off (null). */
export async function writeWear(tx: Queryable, communityId: string, helperId: string, startedAt: Date | null): Promise<void> {
  await tx.count(
    `INSERT INTO helper (community_id, person_id, wear_started_at) VALUES ($1, $2, $3)
     ON CONFLICT (community_id, person_id) DO UPDATE SET wear_started_at = excluded.wear_started_at`,
    [communityId, helperId, startedAt],
  );
}
