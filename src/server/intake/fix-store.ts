// What was put right in readings, kept for review, and the words of the community that came of it.
import type { Fix } from '../../domain/intake/mend.ts';
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';

export async function insertFixes(
  tx: Queryable,
  communityId: string,
  fixes: readonly Fix[],
  byId: string,
  now: Date,
): Promise<void> {
  if (fixes.length === 0) return;
  await tx.count(
    `INSERT INTO reading_fix (community_id, reading_fix_id, field, said, before, after, by_id, at)
     SELECT $1, "fixId", field, said, before, after, $3, $4
     FROM json_to_recordset($2::json) AS f("fixId" uuid, field text, said text, before text, after text)`,
    [communityId, JSON.stringify(fixes.map(fix => ({ ...fix, fixId: newId() }))), byId, now],
  );
}

export function readFixes(db: Queryable, communityId: string, most: number): Promise<(Fix & { at: string })[]> {
  return db.rows(
    'SELECT field, said, before, after, at FROM reading_fix WHERE community_id = $1 ORDER BY at DESC, reading_fix_id DESC LIMIT $2',
    [communityId, most],
  );
}

export async function setAlias(
  tx: Queryable,
  communityId: string,
  said: string,
  means: string | null,
  byId: string,
  now: Date,
): Promise<void> {
  if (means === null) {
    await tx.count('DELETE FROM word_alias WHERE community_id = $1 AND said = $2', [communityId, said]);
    return;
  }
  await tx.count(
    `INSERT INTO word_alias (community_id, said, means, by_id, at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (community_id, said) DO UPDATE SET means = $3, by_id = $4, at = $5`,
    [communityId, said, means, byId, now],
  );
}

/** Fixes are reviewed within half a year. */
export function forgetFixes(db: Queryable, now: Date, most: number): Promise<number> {
  return db.count(
    `DELETE FROM reading_fix WHERE (community_id, reading_fix_id) IN (
       SELECT community_id, reading_fix_id FROM reading_fix WHERE at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    [new Date(now.getTime() - 180 * 24 * 3600_000), most],
  );
}
