// The first administrator of a program that was started empty: a one-time link, the community it names, the account it makes.
import { newId } from '../id.ts';
import type { Database, Queryable } from '../postgres/pool.ts';
import { newToken, readToken } from './sessions.ts';

/**
 * The token of a new one-time link while nobody can sign in as administrator yet; null when somebody can. Links printed at earlier
 * starts stop to count. The community is made with it, without a name: the first administrator gives it one.
 */
export function prepareFirstLink(db: Database, now: Date): Promise<string | null> {
  return db.transaction(async tx => {
    const administrators = await tx.rows(
      `SELECT g.person_id FROM role_grant g JOIN account a ON a.community_id = g.community_id AND a.person_id = g.person_id
       WHERE g.role = 'administrator' AND g.ended_at IS NULL LIMIT 1`,
    );
    if (administrators.length > 0) return null;
    const known = await tx.row<{ community_id: string }>('SELECT community_id FROM community ORDER BY created_at LIMIT 1');
    const communityId = known?.community_id ?? newId();
    if (known === undefined) {
      await tx.count(
        `INSERT INTO community (community_id, slug, name, division_code, created_at) VALUES ($1, 'community', '社区', '000000000000', $2)
         ON CONFLICT DO NOTHING`,
        [communityId, now],
      );
    }
    const made = newToken(communityId);
    await tx.count('UPDATE first_link SET used_at = $2 WHERE community_id = $1 AND used_at IS NULL', [communityId, now]);
    await tx.count('INSERT INTO first_link (community_id, digest, made_at) VALUES ($1, $2, $3)', [communityId, made.digest, now]);
    return made.token;
  });
}

/** The community of a link that still counts. `hold` keeps the link for this transaction: the second user of it waits, then finds it used. */
export async function findFirstLink(db: Queryable, text: string, hold = false): Promise<string | null> {
  const token = readToken(text);
  if (token === null) return null;
  const row = await db.row<{ community_id: string }>(
    `SELECT community_id FROM first_link WHERE community_id = $1 AND digest = $2 AND used_at IS NULL ${hold ? 'FOR UPDATE' : ''}`,
    [token.communityId, token.digest],
  );
  return row?.community_id ?? null;
}

export interface FirstAdministrator {
  readonly communityName: string;
  readonly divisionCode: string;
  readonly personName: string;
  readonly signInName: string;
  readonly passwordHash: string;
}

/** Answers the person's id. */
export async function makeAdministrator(
  tx: Queryable,
  communityId: string,
  first: FirstAdministrator,
  now: Date,
): Promise<string> {
  const personId = newId();
  await tx.count('UPDATE first_link SET used_at = $2 WHERE community_id = $1 AND used_at IS NULL', [communityId, now]);
  await tx.count('UPDATE community SET name = $2, division_code = $3 WHERE community_id = $1', [
    communityId,
    first.communityName,
    first.divisionCode,
  ]);
  await tx.count('INSERT INTO person (community_id, person_id, name, created_at) VALUES ($1, $2, $3, $4)', [
    communityId,
    personId,
    first.personName,
    now,
  ]);
  await tx.count(
    'INSERT INTO account (community_id, person_id, sign_in_name, password_hash, created_at) VALUES ($1, $2, $3, $4, $5)',
    [communityId, personId, first.signInName, first.passwordHash, now],
  );
  await tx.count(
    `INSERT INTO role_grant (community_id, grant_id, person_id, role, place_kind, place_id, starts_at)
     VALUES ($1, $2, $3, 'administrator', 'community', $1, $4)`,
    [communityId, newId(), personId, now],
  );
  return personId;
}
