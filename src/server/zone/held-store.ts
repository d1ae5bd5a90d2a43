// Which requests are in the hands of helpers who may not go where they lead, and who ordered that they may not.
import type { Level } from '../../domain/zone/level.ts';
import type { Queryable } from '../postgres/pool.ts';
import { activeSql, coversSql, levelSql } from './level-store.ts';

export interface HeldRow {
  readonly request_id: string;
  readonly state: 'offered' | 'accepted' | 'carrying';
  /** Who recorded the latest order that covers it. */
  readonly recorded_by: string | null;
}

/** Held by somebody without protection, at a door whose level is one of these; what is being carried only until its helper was called back. */
export function findHeldWithoutProtection(
  db: Queryable,
  communityId: string,
  guarded: readonly Level[],
  at: Date,
): Promise<HeldRow[]> {
  return db.rows<HeldRow>(
    `SELECT r.request_id, r.state, (SELECT z.recorded_by FROM zone z WHERE z.community_id = r.community_id AND z.level = ANY ($2)
         AND ${activeSql('z', '$3')} AND ${coversSql('z', 'r')} ORDER BY z.starts_at DESC LIMIT 1) AS recorded_by
     FROM request r LEFT JOIN helper p ON p.community_id = r.community_id AND p.person_id = r.owner_id
     WHERE r.community_id = $1 AND r.state IN ('offered', 'accepted', 'carrying') AND p.protection IS NOT TRUE
       AND (r.state <> 'carrying' OR r.called_back_at IS NULL) AND ${levelSql('r', '$3')} = ANY ($2)
     ORDER BY r.request_id`,
    [communityId, guarded, at],
  );
}

/** What is on its way already is for a person to meet at the relay point: it escalates at once, and once. */
export function writeCalledBack(db: Queryable, communityId: string, requestIds: readonly string[], at: Date): Promise<number> {
  return db.count(
    `UPDATE request SET act_by = least(act_by, $3), called_back_at = $3
     WHERE community_id = $1 AND request_id = ANY ($2::uuid[]) AND state = 'carrying' AND called_back_at IS NULL`,
    [communityId, requestIds, at],
  );
}

export interface BegunZone {
  readonly community_id: string;
  readonly zone_id: string;
  readonly recorded_by: string | null;
}

/** Orders recorded in advance that have begun, and whose consequences nobody has drawn yet. */
export function findBegun(db: Queryable, at: Date): Promise<BegunZone[]> {
  return db.rows<BegunZone>(
    `SELECT z.community_id, z.zone_id, z.recorded_by FROM zone z
     WHERE z.applied_at IS NULL AND ${activeSql('z', '$1')} ORDER BY z.starts_at`,
    [at],
  );
}

/** False when another program was quicker. */
export async function markApplied(tx: Queryable, communityId: string, zoneId: string, at: Date): Promise<boolean> {
  const marked = await tx.count(
    'UPDATE zone SET applied_at = $3 WHERE community_id = $1 AND zone_id = $2 AND applied_at IS NULL',
    [communityId, zoneId, at],
  );
  return marked === 1;
}

/** In which of the roles that may record an order somebody works. */
export async function recorderRole(
  db: Queryable,
  communityId: string,
  personId: string | null,
): Promise<'community_lead' | 'clerk'> {
  const row = await db.row(`SELECT FROM role_grant WHERE community_id = $1 AND person_id = $2 AND role = 'community_lead'`, [
    communityId,
    personId,
  ]);
  return row === undefined ? 'clerk' : 'community_lead';
}

export async function readSettings(db: Queryable, communityId: string): Promise<unknown> {
  const row = await db.row<{ settings: unknown }>('SELECT settings FROM community WHERE community_id = $1', [communityId]);
  return row?.settings ?? {};
}

/** Communities with an order stricter than open: the only ones in which somebody may be where they may not. */
export async function findUnderOrders(db: Queryable, at: Date): Promise<string[]> {
  const rows = await db.rows<{ community_id: string }>(
    `SELECT DISTINCT z.community_id FROM zone z WHERE z.level <> 'open' AND ${activeSql('z', '$1')}`,
    [at],
  );
  return rows.map(row => row.community_id);
}
