// The sessions in the database: who they belong to now, with the rights of this moment.
import type { Role } from '../../domain/people/role.ts';
import type { Actor } from '../http/actor.ts';
import type { Queryable } from '../postgres/pool.ts';
import type { Token } from './sessions.ts';

interface SessionRow {
  readonly community_id: string;
  readonly token_digest: Buffer;
  readonly kind: Actor['kind'];
  readonly person_id: string | null;
  readonly household_id: string | null;
  readonly expires_at: string;
  readonly time_zone: string;
  readonly demo: boolean;
  readonly must_change_password: boolean;
  /** [role, place kind, place id] */
  readonly grants: readonly (readonly [Role, string, string])[];
  readonly bound: readonly string[];
}

export interface FoundSession {
  readonly actor: Actor;
  readonly expiresAt: number;
}

/** The living sessions among these tokens, by their digest in base64url. */
export async function readSessions(db: Queryable, tokens: readonly Token[], now: Date): Promise<Map<string, FoundSession>> {
  const rows = await db.rows<SessionRow>(
    `SELECT s.community_id, s.token_digest, s.kind, s.person_id, s.household_id, s.expires_at, c.time_zone, c.demo,
       s.kind = 'staff' AND a.must_change_password AND NOT c.demo AS must_change_password,
       CASE WHEN s.kind <> 'staff' THEN '[]'::jsonb ELSE (
         SELECT coalesce(jsonb_agg(jsonb_build_array(g.role, g.place_kind, g.place_id)), '[]') FROM role_grant g
         WHERE g.community_id = s.community_id AND g.person_id = s.person_id
           AND g.starts_at <= $3 AND (g.ended_at IS NULL OR g.ended_at > $3)) END AS grants,
       CASE WHEN s.kind <> 'staff' THEN '{}'::uuid[] ELSE ARRAY(
         SELECT b.place_id FROM binding b
         WHERE b.community_id = s.community_id AND b.person_id = s.person_id
           AND b.from_on <= ($3 AT TIME ZONE c.time_zone)::date
           AND (b.to_on IS NULL OR b.to_on >= ($3 AT TIME ZONE c.time_zone)::date)) END AS bound
     FROM session s
     JOIN community c ON c.community_id = s.community_id
     LEFT JOIN account a ON a.community_id = s.community_id AND a.person_id = s.person_id AND s.kind = 'staff'
     LEFT JOIN person p ON p.community_id = s.community_id AND p.person_id = s.person_id
     LEFT JOIN resident r ON r.community_id = s.community_id AND r.household_id = s.household_id AND r.person_id = s.person_id
     LEFT JOIN door_code d ON d.community_id = s.community_id AND d.door_code_id = s.door_code_id
     WHERE s.community_id = ANY ($1::uuid[]) AND s.token_digest = ANY ($2::bytea[])
       AND s.revoked_at IS NULL AND s.expires_at > $3::timestamptz
       AND (s.person_id IS NULL OR p.removed_at IS NULL)
       AND CASE s.kind
         WHEN 'staff' THEN a.person_id IS NOT NULL AND a.disabled_at IS NULL
         WHEN 'door' THEN d.door_code_id IS NOT NULL AND d.revoked_at IS NULL
         ELSE r.person_id IS NOT NULL AND (r.ended_at IS NULL OR r.ended_at > $3)
           AND r.relation = CASE s.kind WHEN 'relative' THEN 'relative' ELSE 'lives_here' END
           AND (s.door_code_id IS NULL OR (d.door_code_id IS NOT NULL AND d.revoked_at IS NULL))
       END`,
    [[...new Set(tokens.map(token => token.communityId))], tokens.map(token => token.digest), now],
  );
  return new Map(rows.map(row => [row.token_digest.toString('base64url'), sessionOf(row)]));
}

function sessionOf(row: SessionRow): FoundSession {
  const actor: Actor = {
    communityId: row.community_id,
    sessionKey: row.token_digest.toString('base64url'),
    kind: row.kind,
    personId: row.person_id,
    householdId: row.household_id,
    grants: grantsOf(row),
    bound: row.bound,
    timeZone: row.time_zone,
    demo: row.demo,
    mustChangePassword: row.must_change_password,
  };
  return { actor, expiresAt: Date.parse(row.expires_at) };
}

function grantsOf(row: SessionRow): Map<Role, readonly string[]> {
  if (row.kind === 'door') return new Map();
  if (row.kind !== 'staff') return new Map([[row.kind, []]]);
  const grants = new Map<Role, string[]>();
  for (const [role, placeKind, placeId] of row.grants) {
    const places = grants.get(role) ?? [];
    grants.set(role, placeKind === 'community' ? places : [...places, placeId]);
  }
  return grants;
}

/** Was this a session of somebody of the staff whose account is closed now, or who was removed? */
export async function isAccountClosed(db: Queryable, token: Token): Promise<boolean> {
  const row = await db.row<{ closed: boolean }>(
    `SELECT (a.person_id IS NULL OR a.disabled_at IS NOT NULL OR p.removed_at IS NOT NULL) AS closed
     FROM session s
     LEFT JOIN account a ON a.community_id = s.community_id AND a.person_id = s.person_id
     LEFT JOIN person p ON p.community_id = s.community_id AND p.person_id = s.person_id
     WHERE s.community_id = $1 AND s.token_digest = $2 AND s.kind = 'staff'`,
    [token.communityId, token.digest],
  );
  return row?.closed === true;
}

export interface NewSession extends Token {
  readonly kind: Actor['kind'];
  readonly personId: string | null;
  readonly householdId: string | null;
  readonly doorCodeId: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export async function insertSession(db: Queryable, session: NewSession): Promise<void> {
  await db.count(
    `INSERT INTO session (community_id, token_digest, person_id, kind, household_id, door_code_id, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      session.communityId,
      session.digest,
      session.personId,
      session.kind,
      session.householdId,
      session.doorCodeId,
      session.createdAt,
      session.expiresAt,
    ],
  );
}

/** Ends the sessions of a person of the staff, all but one where that is given. */
export async function endStaffSessions(
  db: Queryable,
  communityId: string,
  personId: string,
  now: Date,
  butSessionKey?: string,
): Promise<void> {
  await db.count(
    `UPDATE session SET revoked_at = $3
     WHERE community_id = $1 AND person_id = $2 AND kind = 'staff' AND revoked_at IS NULL AND token_digest IS DISTINCT FROM $4::bytea`,
    [communityId, personId, now, butSessionKey === undefined ? null : Buffer.from(butSessionKey, 'base64url')],
  );
}

/** Ends a person's sessions at one door. */
export async function endDoorSessions(
  db: Queryable,
  communityId: string,
  householdId: string,
  personId: string,
  now: Date,
): Promise<void> {
  await db.count(
    `UPDATE session SET revoked_at = $4
     WHERE community_id = $1 AND household_id = $2 AND person_id = $3 AND kind <> 'staff' AND revoked_at IS NULL`,
    [communityId, householdId, personId, now],
  );
}

export async function endSession(db: Queryable, communityId: string, sessionKey: string, now: Date): Promise<void> {
  await db.count('UPDATE session SET revoked_at = $3 WHERE community_id = $1 AND token_digest = $2 AND revoked_at IS NULL', [
    communityId,
    Buffer.from(sessionKey, 'base64url'),
    now,
  ]);
}
