// Accounts of the staff: who may sign in, wrong tries, passwords and second factors.
import type { Queryable } from '../postgres/pool.ts';

export interface AccountRow {
  readonly community_id: string;
  readonly person_id: string;
  readonly sign_in_name: string;
  readonly person_name: string;
  readonly community_name: string;
  readonly password_hash: string;
  readonly locked_until: string | null;
  readonly second_factor_secret: Buffer | null;
  readonly second_factor_since: string | null;
  readonly second_factor_step: number | null;
}

const accountColumns = `a.community_id, a.person_id, a.sign_in_name, p.name AS person_name, c.name AS community_name, a.password_hash,
  a.locked_until, a.second_factor_secret, a.second_factor_since, a.second_factor_step`;
const accountTables = `account a JOIN person p ON p.community_id = a.community_id AND p.person_id = a.person_id
  JOIN community c ON c.community_id = a.community_id`;

/** The community of that slug; without a slug the only one there is. */
export async function findCommunity(db: Queryable, slug: string | undefined): Promise<string | undefined> {
  const rows = await db.rows<{ community_id: string }>(
    'SELECT community_id FROM community WHERE $1::text IS NULL OR slug = $1 LIMIT 2',
    [slug ?? null],
  );
  return rows.length === 1 ? rows[0]?.community_id : undefined;
}

/** A disabled account is as unknown as one that never was. */
export function findAccount(db: Queryable, communityId: string, signInName: string): Promise<AccountRow | undefined> {
  return db.row<AccountRow>(
    `SELECT ${accountColumns} FROM ${accountTables}
     WHERE a.community_id = $1 AND a.sign_in_name = $2 AND a.disabled_at IS NULL AND p.removed_at IS NULL`,
    [communityId, signInName],
  );
}

export function readAccount(db: Queryable, communityId: string, personId: string): Promise<AccountRow | undefined> {
  return db.row<AccountRow>(`SELECT ${accountColumns} FROM ${accountTables} WHERE a.community_id = $1 AND a.person_id = $2`, [
    communityId,
    personId,
  ]);
}

/** One wrong try more; the fifth closes the account until `until`. Counted in one statement, so that no try goes uncounted. */
export async function countWrongTry(
  db: Queryable,
  communityId: string,
  personId: string,
  most: number,
  now: Date,
  until: Date,
): Promise<void> {
  await db.count(
    `UPDATE account SET
       failed_tries = CASE WHEN locked_until <= $4 THEN 1 ELSE failed_tries + 1 END,
       locked_until = CASE WHEN locked_until > $4 THEN locked_until
         WHEN (CASE WHEN locked_until <= $4 THEN 1 ELSE failed_tries + 1 END) >= $3 THEN $5::timestamptz END
     WHERE community_id = $1 AND person_id = $2`,
    [communityId, personId, most, now, until],
  );
}

/**
 * The right password (and code) was given: wrong tries are forgotten and the step of the second factor is used up. False when the
 * account was closed or the step used in the meantime.
 */
export async function admitAccount(
  db: Queryable,
  communityId: string,
  personId: string,
  step: number | null,
  now: Date,
): Promise<boolean> {
  const admitted = await db.count(
    `UPDATE account SET failed_tries = 0, locked_until = NULL, second_factor_step = coalesce($3::bigint, second_factor_step)
     WHERE community_id = $1 AND person_id = $2 AND disabled_at IS NULL AND (locked_until IS NULL OR locked_until <= $4)
       AND ($3::bigint IS NULL OR second_factor_step IS NULL OR second_factor_step < $3::bigint)`,
    [communityId, personId, step, now],
  );
  return admitted === 1;
}

export async function setPassword(db: Queryable, communityId: string, personId: string, hash: string): Promise<void> {
  await db.count(
    `UPDATE account SET password_hash = $3, must_change_password = false, failed_tries = 0, locked_until = NULL
     WHERE community_id = $1 AND person_id = $2`,
    [communityId, personId, hash],
  );
}

/** A new secret that does not count yet. False when one already counts. */
export async function beginSecret(db: Queryable, communityId: string, personId: string, sealed: Buffer): Promise<boolean> {
  const begun = await db.count(
    `UPDATE account SET second_factor_secret = $3, second_factor_step = NULL
     WHERE community_id = $1 AND person_id = $2 AND second_factor_since IS NULL`,
    [communityId, personId, sealed],
  );
  return begun === 1;
}

export async function confirmSecret(
  db: Queryable,
  communityId: string,
  personId: string,
  secret: Buffer,
  step: number,
  now: Date,
): Promise<boolean> {
  const confirmed = await db.count(
    `UPDATE account SET second_factor_since = $5, second_factor_step = $4
     WHERE community_id = $1 AND person_id = $2 AND second_factor_since IS NULL AND second_factor_secret = $3`,
    [communityId, personId, secret, step, now],
  );
  return confirmed === 1;
}

export async function dropSecret(db: Queryable, communityId: string, personId: string): Promise<void> {
  await db.count(
    `UPDATE account SET second_factor_secret = NULL, second_factor_since = NULL, second_factor_step = NULL
     WHERE community_id = $1 AND person_id = $2`,
    [communityId, personId],
  );
}

export interface MeRow {
  readonly community_name: string;
  readonly name: string | null;
  readonly must_change_password: boolean;
  readonly second_factor: boolean;
  readonly building: string | null;
  readonly unit: string | null;
  readonly door: string | null;
}

/** What a page shows of whoever is signed in: the own name, the own door. */
export function readMe(
  db: Queryable,
  communityId: string,
  personId: string | null,
  householdId: string | null,
): Promise<MeRow | undefined> {
  return db.row<MeRow>(
    `SELECT c.name AS community_name, p.name, coalesce(a.must_change_password, false) AS must_change_password,
       a.second_factor_since IS NOT NULL AS second_factor, b.label AS building, u.label AS unit, h.door
     FROM community c
     LEFT JOIN person p ON p.community_id = c.community_id AND p.person_id = $2
     LEFT JOIN account a ON a.community_id = c.community_id AND a.person_id = $2
     LEFT JOIN household h ON h.community_id = c.community_id AND h.household_id = $3
     LEFT JOIN unit u ON u.community_id = c.community_id AND u.unit_id = h.unit_id
     LEFT JOIN building b ON b.community_id = c.community_id AND b.building_id = h.building_id
     WHERE c.community_id = $1`,
    [communityId, personId, householdId],
  );
}
