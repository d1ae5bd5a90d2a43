// Staff, stewards and volunteers: their accounts, roles, and what the desk knows before it sends somebody.
import { helperRoles, type Role } from '../../domain/people/role.ts';
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';

export type StaffRole = Exclude<Role, 'resident' | 'relative'>;
export type GrantPlaceKind = 'community' | 'area' | 'grid' | 'compound' | 'building' | 'unit';

export interface StaffRow {
  readonly person_id: string;
  readonly name: string;
  readonly telephone: string | null;
  readonly sign_in_name: string | null;
  readonly disabled: boolean;
  readonly grants: readonly { grant_id: string; role: StaffRole; place_kind: GrantPlaceKind; place_id: string }[];
  readonly helper: {
    on_duty: boolean;
    protection: boolean;
    insured: boolean;
    max_open: number;
    max_grams: number;
  } | null;
}

/** `touched`: only who has a right or a binding in one of these places; null: everybody. */
export function listStaffRows(
  db: Queryable,
  communityId: string,
  touched: readonly string[] | null,
  search: string | undefined,
  role: StaffRole | undefined,
  now: Date,
  today: string,
): Promise<StaffRow[]> {
  return db.rows<StaffRow>(
    `WITH live AS (
       SELECT person_id, grant_id, role, place_kind, place_id FROM role_grant
       WHERE community_id = $1 AND starts_at <= $2 AND (ended_at IS NULL OR ended_at > $2)
     ), granted AS (
       SELECT person_id, jsonb_agg(to_jsonb(live) - 'person_id' ORDER BY grant_id) AS grants, array_agg(role) AS roles,
         array_agg(place_id) AS places
       FROM live GROUP BY person_id)
     SELECT p.person_id, p.name, p.telephone, a.sign_in_name, a.disabled_at IS NOT NULL AS disabled,
       coalesce(g.grants, '[]') AS grants, to_jsonb(h) AS helper
     FROM person p
     LEFT JOIN account a ON a.community_id = p.community_id AND a.person_id = p.person_id
     LEFT JOIN helper h ON h.community_id = p.community_id AND h.person_id = p.person_id
     LEFT JOIN granted g ON g.person_id = p.person_id
     WHERE p.community_id = $1 AND p.removed_at IS NULL
       AND (a.person_id IS NOT NULL OR h.person_id IS NOT NULL OR g.person_id IS NOT NULL)
       AND ($3::uuid[] IS NULL OR g.places && $3::uuid[] OR EXISTS (SELECT FROM binding b
         WHERE b.community_id = p.community_id AND b.person_id = p.person_id AND b.place_id = ANY ($3::uuid[])
           AND (b.to_on IS NULL OR b.to_on >= $6::date)))
       AND ($4::text IS NULL OR strpos(lower(p.name), lower($4)) > 0 OR strpos(a.sign_in_name, lower($4)) > 0)
       AND ($5::text IS NULL OR $5 = ANY (g.roles))`,
    [communityId, now, touched, search ?? null, role ?? null, today],
  );
}

export interface NewStaff {
  readonly name: string;
  readonly telephone: string | null;
  readonly telephoneDigits: string | null;
  readonly signInName: string;
  readonly passwordHash: string;
}

/** The person's id; null when the sign-in name is taken. */
export async function insertStaff(tx: Queryable, communityId: string, staff: NewStaff, now: Date): Promise<string | null> {
  const personId = newId();
  await tx.count(
    `INSERT INTO person (community_id, person_id, name, telephone, telephone_digits, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
    [communityId, personId, staff.name, staff.telephone, staff.telephoneDigits, now],
  );
  const made = await tx.count(
    `INSERT INTO account (community_id, person_id, sign_in_name, password_hash, must_change_password, created_at)
     VALUES ($1, $2, $3, $4, true, $5) ON CONFLICT (community_id, sign_in_name) DO NOTHING`,
    [communityId, personId, staff.signInName, staff.passwordHash, now],
  );
  return made === 1 ? personId : null;
}

/** The grant's id; null when the person has this role in this place already. */
export async function insertGrant(
  tx: Queryable,
  communityId: string,
  personId: string,
  grant: { readonly role: StaffRole; readonly placeKind: GrantPlaceKind; readonly placeId: string },
  by: string | null,
  now: Date,
): Promise<string | null> {
  const grantId = newId();
  const made = await tx.count(
    `INSERT INTO role_grant (community_id, grant_id, person_id, role, place_kind, place_id, granted_by, starts_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
    [communityId, grantId, personId, grant.role, grant.placeKind, grant.placeId, by, now],
  );
  if (made === 0) return null;
  if ((helperRoles as readonly Role[]).includes(grant.role)) {
    await tx.count('INSERT INTO helper (community_id, person_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      communityId,
      personId,
    ]);
  }
  return grantId;
}

/** The role that ended; undefined when there is no such grant. */
export function endGrantRow(
  tx: Queryable,
  communityId: string,
  personId: string,
  grantId: string,
  now: Date,
): Promise<{ role: StaffRole; place_id: string } | undefined> {
  return tx.row(
    `UPDATE role_grant SET ended_at = $4 WHERE community_id = $1 AND person_id = $2 AND grant_id = $3 AND ended_at IS NULL
     RETURNING role, place_id`,
    [communityId, personId, grantId, now],
  );
}

/** Takes the rows of all administrators in hand, so that the last two cannot switch each other off at one moment. */
export async function holdAdministrators(tx: Queryable, communityId: string): Promise<void> {
  await tx.rows(
    `SELECT g.grant_id FROM role_grant g JOIN account a ON a.community_id = g.community_id AND a.person_id = g.person_id
     WHERE g.community_id = $1 AND g.role = 'administrator' AND g.ended_at IS NULL
     ORDER BY g.grant_id FOR UPDATE OF g, a`,
    [communityId],
  );
}

/** Can anybody still sign in as administrator? An end counts whenever it is: another program's clock may be ahead of this one's. */
export async function hasAdministrator(tx: Queryable, communityId: string): Promise<boolean> {
  const row = await tx.row(
    `SELECT g.grant_id FROM role_grant g
     JOIN account a ON a.community_id = g.community_id AND a.person_id = g.person_id
     JOIN person p ON p.community_id = g.community_id AND p.person_id = g.person_id
     WHERE g.community_id = $1 AND g.role = 'administrator' AND g.ended_at IS NULL
       AND a.disabled_at IS NULL AND p.removed_at IS NULL LIMIT 1`,
    [communityId],
  );
  return row !== undefined;
}

export interface StaffState {
  readonly has_account: boolean;
  readonly has_helper: boolean;
}

/** Held until the end of the transaction; undefined for somebody who is not of the staff. */
export function holdStaff(tx: Queryable, communityId: string, personId: string): Promise<StaffState | undefined> {
  return tx.row<StaffState>(
    `SELECT a.person_id IS NOT NULL AS has_account, h.person_id IS NOT NULL AS has_helper
     FROM person p
     LEFT JOIN account a ON a.community_id = p.community_id AND a.person_id = p.person_id
     LEFT JOIN helper h ON h.community_id = p.community_id AND h.person_id = p.person_id
     WHERE p.community_id = $1 AND p.person_id = $2 AND p.removed_at IS NULL
       AND (a.person_id IS NOT NULL OR h.person_id IS NOT NULL OR EXISTS (SELECT FROM role_grant g
         WHERE g.community_id = p.community_id AND g.person_id = p.person_id AND g.ended_at IS NULL))
     FOR UPDATE OF p`,
    [communityId, personId],
  );
}

export async function personIsThere(db: Queryable, communityId: string, personId: string): Promise<boolean> {
  const row = await db.row('SELECT person_id FROM person WHERE community_id = $1 AND person_id = $2 AND removed_at IS NULL', [
    communityId,
    personId,
  ]);
  return row !== undefined;
}

/** Does the person carry things to doors today? */
export async function isHelper(db: Queryable, communityId: string, personId: string, now: Date): Promise<boolean> {
  const row = await db.row(
    `SELECT g.grant_id FROM role_grant g JOIN person p ON p.community_id = g.community_id AND p.person_id = g.person_id
     WHERE g.community_id = $1 AND g.person_id = $2 AND g.role = ANY ($3) AND (g.ended_at IS NULL OR g.ended_at > $4)
       AND p.removed_at IS NULL LIMIT 1`,
    [communityId, personId, helperRoles, now],
  );
  return row !== undefined;
}

export async function setPersonName(tx: Queryable, communityId: string, personId: string, name: string): Promise<void> {
  await tx.count('UPDATE person SET name = $3 WHERE community_id = $1 AND person_id = $2', [communityId, personId, name]);
}

export async function setTelephone(
  tx: Queryable,
  communityId: string,
  personId: string,
  telephone: string | null,
  digits: string | null,
): Promise<void> {
  await tx.count('UPDATE person SET telephone = $3, telephone_digits = $4 WHERE community_id = $1 AND person_id = $2', [
    communityId,
    personId,
    telephone,
    digits,
  ]);
}

export async function setDisabled(
  tx: Queryable,
  communityId: string,
  personId: string,
  disabled: boolean,
  now: Date,
): Promise<void> {
  await tx.count(
    `UPDATE account SET disabled_at = CASE WHEN $3 THEN coalesce(disabled_at, $4) END WHERE community_id = $1 AND person_id = $2`,
    [communityId, personId, disabled, now],
  );
}

/** A first password again: wrong tries are forgotten, it must be changed. */
export async function setFirstPassword(tx: Queryable, communityId: string, personId: string, hash: string): Promise<void> {
  await tx.count(
    `UPDATE account SET password_hash = $3, must_change_password = true, failed_tries = 0, locked_until = NULL
     WHERE community_id = $1 AND person_id = $2`,
    [communityId, personId, hash],
  );
}

export interface HelperChange {
  readonly protection?: boolean | undefined;
  readonly insured?: boolean | undefined;
  readonly maxOpen?: number | undefined;
  readonly maxGrams?: number | undefined;
}

export async function changeHelper(tx: Queryable, communityId: string, personId: string, change: HelperChange): Promise<void> {
  await tx.count('INSERT INTO helper (community_id, person_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [communityId, personId]);
  await tx.count(
    `UPDATE helper SET protection = coalesce($3, protection), insured = coalesce($4, insured), max_open = coalesce($5, max_open),
       max_grams = coalesce($6, max_grams)
     WHERE community_id = $1 AND person_id = $2`,
    [communityId, personId, change.protection ?? null, change.insured ?? null, change.maxOpen ?? null, change.maxGrams ?? null],
  );
}
