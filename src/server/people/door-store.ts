// Door cards, the links of relatives, and the one-time codes that open a household's page.
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';

export interface DoorRow {
  readonly door_code_id: string;
  readonly household_id: string;
  /** The relative whose link it is; null for the card of the door. */
  readonly person_id: string | null;
  readonly building: string;
  readonly unit: string;
  readonly door: string;
}

const doorTables = `household h
  JOIN unit u ON u.community_id = h.community_id AND u.unit_id = h.unit_id
  JOIN building b ON b.community_id = h.community_id AND b.building_id = h.building_id`;

/** The door of a code that still counts: not revoked, the door still there, the relative still authorised. */
export function findDoor(db: Queryable, communityId: string, doorCodeId: string): Promise<DoorRow | undefined> {
  return db.row<DoorRow>(
    `SELECT d.door_code_id, d.household_id, d.person_id, b.label AS building, u.label AS unit, h.door
     FROM door_code d JOIN ${doorTables} ON h.community_id = d.community_id AND h.household_id = d.household_id
     LEFT JOIN resident r ON r.community_id = d.community_id AND r.household_id = d.household_id AND r.person_id = d.person_id
     WHERE d.community_id = $1 AND d.door_code_id = $2 AND d.revoked_at IS NULL AND h.living <> 'removed'
       AND (d.person_id IS NULL OR (r.person_id IS NOT NULL AND r.ended_at IS NULL))`,
    [communityId, doorCodeId],
  );
}

/** What a door session was opened with. */
export function readDoorSession(
  db: Queryable,
  communityId: string,
  sessionKey: string,
): Promise<{ household_id: string; door_code_id: string; person_id: string | null } | undefined> {
  return db.row(
    `SELECT s.household_id, s.door_code_id, d.person_id
     FROM session s JOIN door_code d ON d.community_id = s.community_id AND d.door_code_id = s.door_code_id
     WHERE s.community_id = $1 AND s.token_digest = $2`,
    [communityId, Buffer.from(sessionKey, 'base64url')],
  );
}

export interface KnockerRow {
  readonly person_id: string;
  readonly telephone: string | null;
}

/** Who may come in by a code: with the card those who live here, with a link its relative. `hold` keeps their rows until the end of the transaction. */
export function readKnockers(
  db: Queryable,
  communityId: string,
  householdId: string,
  relativeId: string | null,
  hold = false,
): Promise<KnockerRow[]> {
  return db.rows<KnockerRow>(
    `SELECT p.person_id, p.telephone
     FROM resident r JOIN person p ON p.community_id = r.community_id AND p.person_id = r.person_id
     WHERE r.community_id = $1 AND r.household_id = $2 AND r.ended_at IS NULL AND p.removed_at IS NULL
       AND CASE WHEN $3::uuid IS NULL THEN r.relation = 'lives_here' ELSE r.relation = 'relative' AND r.person_id = $3 END
     ORDER BY r.starts_at, p.person_id ${hold ? 'FOR UPDATE OF p' : ''}`,
    [communityId, householdId, relativeId],
  );
}

/**
 * Codes sent since two times to a person, also where the same telephone stood at the door under other names (who was ended and added
 * anew), when the oldest of the shorter span was made, and all that were sent for the door.
 */
export function countSentCodes(
  tx: Queryable,
  communityId: string,
  householdId: string,
  personId: string,
  shortSince: Date,
  longSince: Date,
): Promise<{ lately: number; in_all: number; of_door: number; oldest: string | null } | undefined> {
  return tx.row(
    `SELECT count(*) FILTER (WHERE same AND made_at > $4)::integer AS lately, count(*) FILTER (WHERE same)::integer AS in_all,
       count(*) FILTER (WHERE household_id = $2)::integer AS of_door, min(made_at) FILTER (WHERE same AND made_at > $4) AS oldest
     FROM (
       SELECT c.household_id, c.made_at, coalesce(c.person_id = $3 OR p.telephone_digits = (
         SELECT telephone_digits FROM person WHERE community_id = $1 AND person_id = $3), false) AS same
       FROM one_time_code c LEFT JOIN person p ON p.community_id = c.community_id AND p.person_id = c.person_id
       WHERE c.community_id = $1 AND (c.household_id = $2 OR c.person_id = $3) AND c.read_out_by IS NULL AND c.made_at > $5
     ) sent`,
    [communityId, householdId, personId, shortSince, longSince],
  );
}

export interface NewCode {
  readonly oneTimeCodeId: string;
  readonly householdId: string;
  readonly personId: string | null;
  readonly digest: Buffer;
  readonly sessionKey: string | null;
  readonly readOutBy: string | null;
  readonly madeAt: Date;
  readonly expiresAt: Date;
}

/** The code before it (to the same person, or read out to the same household) is worth nothing from now on. */
export async function addOneTimeCode(tx: Queryable, communityId: string, code: NewCode): Promise<void> {
  await tx.count(
    `UPDATE one_time_code SET expires_at = $4
     WHERE community_id = $1 AND household_id = $2 AND person_id IS NOT DISTINCT FROM $3::uuid AND used_at IS NULL AND expires_at > $4`,
    [communityId, code.householdId, code.personId, code.madeAt],
  );
  await tx.count(
    `INSERT INTO one_time_code (community_id, one_time_code_id, household_id, person_id, digest, session_digest, read_out_by, made_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      communityId,
      code.oneTimeCodeId,
      code.householdId,
      code.personId,
      code.digest,
      code.sessionKey === null ? null : Buffer.from(code.sessionKey, 'base64url'),
      code.readOutBy,
      code.madeAt,
      code.expiresAt,
    ],
  );
}

export interface CodeRow {
  readonly one_time_code_id: string;
  readonly person_id: string | null;
  readonly digest: Buffer;
  readonly tries: number;
}

/** The codes a try may fit, each one try nearer to its end. Counting and reading are one statement: no try goes uncounted. */
export function tryCodes(
  tx: Queryable,
  communityId: string,
  householdId: string,
  sessionKey: string,
  mostTries: number,
  now: Date,
): Promise<CodeRow[]> {
  return tx.rows<CodeRow>(
    `UPDATE one_time_code SET tries = tries + 1
     WHERE community_id = $1 AND household_id = $2 AND used_at IS NULL AND expires_at > $5 AND tries < $4
       AND (session_digest = $3 OR read_out_by IS NOT NULL)
     RETURNING one_time_code_id, person_id, digest, tries`,
    [communityId, householdId, Buffer.from(sessionKey, 'base64url'), mostTries, now],
  );
}

export async function useCode(tx: Queryable, communityId: string, oneTimeCodeId: string, now: Date): Promise<void> {
  await tx.count('UPDATE one_time_code SET used_at = $3 WHERE community_id = $1 AND one_time_code_id = $2', [
    communityId,
    oneTimeCodeId,
    now,
  ]);
}

export async function householdIsThere(
  db: Queryable,
  communityId: string,
  places: readonly string[] | null,
  householdId: string,
): Promise<boolean> {
  const row = await db.row(
    `SELECT h.household_id FROM household h WHERE h.community_id = $1 AND h.household_id = $3 AND h.living <> 'removed'
       AND in_reach($2::uuid[], h.area_id, h.grid_id, h.compound_id, h.building_id, h.unit_id, h.household_id)`,
    [communityId, places, householdId],
  );
  return row !== undefined;
}

export type CardPlace = 'compound' | 'building' | 'unit' | 'household';

export interface CardRow {
  readonly household_id: string;
  readonly living: string;
  readonly building: string;
  readonly unit: string;
  readonly door: string;
}

/** The doors of a place in the order of the walk along them. */
export function readCardDoors(
  db: Queryable,
  communityId: string,
  places: readonly string[] | null,
  kind: CardPlace,
  placeId: string,
): Promise<CardRow[]> {
  return db.rows<CardRow>(
    `SELECT h.household_id, h.living, b.label AS building, u.label AS unit, h.door
     FROM ${doorTables}
     WHERE h.community_id = $1 AND h.living <> 'removed'
       AND $4 = CASE $3 WHEN 'compound' THEN h.compound_id WHEN 'building' THEN h.building_id WHEN 'unit' THEN h.unit_id
         WHEN 'household' THEN h.household_id END
       AND in_reach($2::uuid[], h.area_id, h.grid_id, h.compound_id, h.building_id, h.unit_id, h.household_id)
     ORDER BY b.sort, b.label, u.sort, u.label, h.sort, h.door`,
    [communityId, places, kind, placeId],
  );
}

/** The valid code of each of these doors (or of one person's link), made where there is none. */
export async function makeDoorCodes(
  tx: Queryable,
  communityId: string,
  households: readonly string[],
  issued: { readonly personId?: string; readonly by: string | null; readonly at: Date },
): Promise<Map<string, string>> {
  const personId = issued.personId ?? null;
  await tx.count(
    `INSERT INTO door_code (community_id, door_code_id, household_id, person_id, issued_by, issued_at)
     SELECT $1, n.door_code_id, n.household_id, $4, $5, $6 FROM unnest($2::uuid[], $3::uuid[]) AS n (door_code_id, household_id)
     ON CONFLICT DO NOTHING`,
    [communityId, households.map(() => newId()), households, personId, issued.by, issued.at],
  );
  const rows = await tx.rows<{ household_id: string; door_code_id: string }>(
    `SELECT household_id, door_code_id FROM door_code
     WHERE community_id = $1 AND household_id = ANY ($2::uuid[]) AND person_id IS NOT DISTINCT FROM $3::uuid AND revoked_at IS NULL`,
    [communityId, households, personId],
  );
  return new Map(rows.map(row => [row.household_id, row.door_code_id]));
}

/** Takes back the cards of these doors, or the link of one person; sessions opened with them are over by that. Returns how many. */
export function revokeDoorCodes(
  tx: Queryable,
  communityId: string,
  households: readonly string[],
  personId: string | null,
  now: Date,
): Promise<number> {
  return tx.count(
    `UPDATE door_code SET revoked_at = $4
     WHERE community_id = $1 AND household_id = ANY ($2::uuid[]) AND person_id IS NOT DISTINCT FROM $3::uuid AND revoked_at IS NULL`,
    [communityId, households, personId, now],
  );
}
