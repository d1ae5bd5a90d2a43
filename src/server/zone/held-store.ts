// Which requests are in the hands of helpers who may not go where they lead.
import type { Role } from '../../domain/people/role.ts';
import type { Queryable } from '../postgres/pool.ts';

export interface UnsafeRow {
  readonly request_id: string;
  readonly state: 'offered' | 'accepted' | 'carrying';
}

/** Requests to the place (or any place in it) held by somebody without protection. */
export function findHeldWithoutProtection(db: Queryable, communityId: string, placeId: string): Promise<UnsafeRow[]> {
  return db.rows<UnsafeRow>(
    `SELECT r.request_id, r.state
     FROM request r LEFT JOIN helper p ON p.community_id = r.community_id AND p.person_id = r.owner_id
     WHERE r.community_id = $1 AND r.state IN ('offered', 'accepted', 'carrying') AND p.protection IS NOT TRUE
       AND $2 IN (r.community_id, r.compound_id, r.building_id, r.unit_id, r.household_id)
     ORDER BY r.request_id`,
    [communityId, placeId],
  );
}

/** What is on its way already is for a person to call back: it escalates at once. */
export async function escalateNow(db: Queryable, communityId: string, requestIds: readonly string[], at: Date): Promise<void> {
  await db.count(
    `UPDATE request SET act_by = least(act_by, $3) WHERE community_id = $1 AND request_id = ANY ($2::uuid[]) AND state = 'carrying'`,
    [communityId, requestIds, at],
  );
}

export async function readSettings(db: Queryable, communityId: string): Promise<unknown> {
  const row = await db.row<{ settings: unknown }>('SELECT settings FROM community WHERE community_id = $1', [communityId]);
  return row?.settings ?? {};
}

export interface BegunZone {
  readonly community_id: string;
  readonly zone_id: string;
  readonly place_id: string;
  readonly recorded_by: string | null;
  readonly recorder_role: Role;
}

/** Orders that sealed a place and began within the last `minutes`. */
export function findSealedLately(db: Queryable, at: Date, minutes: number): Promise<BegunZone[]> {
  return db.rows<BegunZone>(
    `SELECT z.community_id, z.zone_id, z.place_id, z.recorded_by,
       CASE WHEN EXISTS (SELECT FROM role_grant g WHERE g.community_id = z.community_id AND g.person_id = z.recorded_by
         AND g.role = 'community_lead') THEN 'community_lead' ELSE 'clerk' END AS recorder_role
     FROM zone z
     WHERE z.level = 'sealed' AND z.starts_at <= $1 AND z.starts_at > $1::timestamptz - make_interval(mins => $2)
       AND (z.ended_at IS NULL OR z.ended_at > $1)`,
    [at, minutes],
  );
}
