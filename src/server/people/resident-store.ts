// Who belongs to a door: residents and the relatives elsewhere they authorised, and their telephones.
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';

export type Relation = 'lives_here' | 'relative';

export interface ResidentRow {
  readonly person_id: string;
  readonly name: string;
  readonly telephone: string | null;
  readonly telephone_digits: string | null;
  readonly relation: Relation;
}

export function readResidents(db: Queryable, communityId: string, householdId: string): Promise<ResidentRow[]> {
  return db.rows<ResidentRow>(
    `SELECT p.person_id, p.name, p.telephone, p.telephone_digits, r.relation
     FROM resident r JOIN person p ON p.community_id = r.community_id AND p.person_id = r.person_id
     WHERE r.community_id = $1 AND r.household_id = $2 AND r.ended_at IS NULL AND p.removed_at IS NULL
     ORDER BY r.relation, r.starts_at, p.person_id`,
    [communityId, householdId],
  );
}

/** Keeps the door until the end of the transaction: two who add the same person are looked at one after the other. */
export async function holdDoor(
  tx: Queryable,
  communityId: string,
  places: readonly string[] | null,
  householdId: string,
): Promise<boolean> {
  const row = await tx.row(
    `SELECT household_id FROM household
     WHERE community_id = $1 AND household_id = $3 AND living <> 'removed'
       AND in_reach($2::uuid[], area_id, grid_id, compound_id, building_id, unit_id, household_id)
     FOR NO KEY UPDATE`,
    [communityId, places, householdId],
  );
  return row !== undefined;
}

export interface NewResident {
  readonly householdId: string;
  readonly name: string;
  readonly telephone: string | null;
  readonly telephoneDigits: string | null;
  readonly relation: Relation;
  readonly smartphone: boolean;
  readonly authorisedBy: string | null;
}

export async function insertResident(tx: Queryable, communityId: string, resident: NewResident, now: Date): Promise<string> {
  const personId = newId();
  await tx.count(
    `INSERT INTO person (community_id, person_id, name, telephone, telephone_digits, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
    [communityId, personId, resident.name, resident.telephone, resident.telephoneDigits, now],
  );
  await tx.count(
    `INSERT INTO resident (community_id, household_id, person_id, relation, smartphone, authorised_by, starts_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [communityId, resident.householdId, personId, resident.relation, resident.smartphone, resident.authorisedBy, now],
  );
  return personId;
}

/** Somebody lives there now: the door is not vacant any more. */
export async function markLivedIn(tx: Queryable, communityId: string, householdId: string): Promise<void> {
  await tx.count(`UPDATE household SET living = 'lived_in' WHERE community_id = $1 AND household_id = $2 AND living = 'vacant'`, [
    communityId,
    householdId,
  ]);
}

/** The relation that ended; undefined when the person does not belong to the door. */
export function endResidency(
  tx: Queryable,
  communityId: string,
  householdId: string,
  personId: string,
  now: Date,
): Promise<{ relation: Relation } | undefined> {
  return tx.row(
    `UPDATE resident SET ended_at = $4
     WHERE community_id = $1 AND household_id = $2 AND person_id = $3 AND ended_at IS NULL
     RETURNING relation`,
    [communityId, householdId, personId, now],
  );
}

export interface MyDoorRow {
  readonly household_id: string;
  readonly unit_id: string;
  readonly building_id: string;
  readonly compound_id: string;
  readonly compound_name: string;
  readonly building: string;
  readonly unit: string;
  readonly door: string;
  readonly call_centre: string | null;
  readonly heard_at: string | null;
}

export function readMyDoor(db: Queryable, communityId: string, householdId: string): Promise<MyDoorRow | undefined> {
  return db.row<MyDoorRow>(
    `SELECT h.household_id, h.unit_id, h.building_id, h.compound_id, c.name AS compound_name, b.label AS building, u.label AS unit,
       h.door, h.heard_at, k.settings ->> 'callCentre' AS call_centre
     FROM household h
     JOIN community k ON k.community_id = h.community_id
     JOIN unit u ON u.community_id = h.community_id AND u.unit_id = h.unit_id
     JOIN building b ON b.community_id = h.community_id AND b.building_id = h.building_id
     JOIN compound c ON c.community_id = h.community_id AND c.compound_id = h.compound_id
     WHERE h.community_id = $1 AND h.household_id = $2`,
    [communityId, householdId],
  );
}

/**
 * The telephone of somebody the caller may ask about: anybody in the community, else whoever belongs to a door within reach and, where
 * `touched` is given, staff with a right or a binding in one of those places. Undefined: no such person for this caller.
 */
export function findTelephone(
  db: Queryable,
  communityId: string,
  places: readonly string[] | null,
  touched: readonly string[] | null,
  personId: string,
  now: Date,
): Promise<{ telephone: string | null } | undefined> {
  return db.row(
    `SELECT p.telephone FROM person p
     WHERE p.community_id = $1 AND p.person_id = $4 AND p.removed_at IS NULL
       AND ($2::uuid[] IS NULL
         OR EXISTS (SELECT FROM resident r JOIN household h ON h.community_id = r.community_id AND h.household_id = r.household_id
           WHERE r.community_id = $1 AND r.person_id = p.person_id AND r.ended_at IS NULL
             AND in_reach($2::uuid[], h.area_id, h.grid_id, h.compound_id, h.building_id, h.unit_id, h.household_id))
         OR EXISTS (SELECT FROM role_grant g WHERE g.community_id = $1 AND g.person_id = p.person_id
           AND (g.ended_at IS NULL OR g.ended_at > $5) AND g.place_id = ANY ($3::uuid[]))
         OR EXISTS (SELECT FROM binding b WHERE b.community_id = $1 AND b.person_id = p.person_id
           AND (b.to_on IS NULL OR b.to_on >= $5::date) AND b.place_id = ANY ($3::uuid[])))`,
    [communityId, places, touched, personId, now],
  );
}
