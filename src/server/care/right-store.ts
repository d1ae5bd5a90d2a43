// Who of the desk was given the right to read care records.
import type { Queryable } from '../postgres/pool.ts';

export async function hasCareRight(db: Queryable, communityId: string, personId: string): Promise<boolean> {
  return (
    (await db.row('SELECT 1 FROM care_right WHERE community_id = $1 AND person_id = $2', [communityId, personId])) !== undefined
  );
}

export interface RightRow {
  readonly person_id: string;
  readonly name: string;
  readonly role: string;
  readonly given: boolean;
}

const mayHave = `g.role IN ('clerk', 'grid_lead') AND g.starts_at <= $2 AND (g.ended_at IS NULL OR g.ended_at > $2)`;

/** Everybody whose role admits it. */
export function listRights(db: Queryable, communityId: string, now: Date): Promise<RightRow[]> {
  return db.rows<RightRow>(
    `SELECT DISTINCT ON (p.person_id) p.person_id, p.name, g.role, c.person_id IS NOT NULL AS given
     FROM role_grant g JOIN person p ON p.community_id = g.community_id AND p.person_id = g.person_id AND p.removed_at IS NULL
     LEFT JOIN care_right c ON c.community_id = g.community_id AND c.person_id = g.person_id
     WHERE g.community_id = $1 AND ${mayHave} ORDER BY p.person_id, g.role`,
    [communityId, now],
  );
}

/** False: nobody of the desk has this id. */
export async function giveRight(
  tx: Queryable,
  communityId: string,
  personId: string,
  byId: string | null,
  now: Date,
): Promise<boolean> {
  const found = await tx.row(`SELECT 1 FROM role_grant g WHERE g.community_id = $1 AND g.person_id = $3 AND ${mayHave} LIMIT 1`, [
    communityId,
    now,
    personId,
  ]);
  if (found === undefined) return false;
  await tx.count(
    'INSERT INTO care_right (community_id, person_id, given_by, given_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    [communityId, personId, byId, now],
  );
  return true;
}

export async function takeRight(tx: Queryable, communityId: string, personId: string): Promise<boolean> {
  const gone = await tx.count('DELETE FROM care_right WHERE community_id = $1 AND person_id = $2', [communityId, personId]);
  if (gone > 0) return true;
  return (
    (await tx.row('SELECT 1 FROM role_grant WHERE community_id = $1 AND person_id = $2 LIMIT 1', [communityId, personId])) !==
    undefined
  );
}
