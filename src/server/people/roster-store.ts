// What the register holds already, as the plans of an import compare it with.

import { helperRoles } from '../../domain/people/role.ts';
import type { BindingKnown, BindingsKnown } from '../../domain/people/roster-bindings.ts';
import type { BuildingKnown, HouseholdKnown, HouseholdsKnown } from '../../domain/people/roster-households.ts';
import { type KnownDoor, PlaceIndex } from '../../domain/people/roster-place.ts';
import type { PersonKnown, ResidentKnown, ResidentsKnown } from '../../domain/people/roster-residents.ts';
import type { AccountKnown, GrantKnown, HelperKnown, StaffKnown } from '../../domain/people/roster-staff.ts';
import { openStates } from '../../domain/request/life.ts';
import { readPlaceNames } from '../place/names-store.ts';
import type { Queryable } from '../postgres/pool.ts';

/** One import of a community after the other; FOR NO KEY UPDATE lets everybody else go on writing. */
export async function holdRosters(tx: Queryable, communityId: string): Promise<void> {
  await tx.row('SELECT 1 FROM community WHERE community_id = $1 FOR NO KEY UPDATE', [communityId]);
}

async function readPlaceIndex(db: Queryable, communityId: string): Promise<PlaceIndex> {
  const doors = await db.rows<KnownDoor>(
    `SELECT household_id AS "householdId", unit_id AS "unitId", door, aliases FROM household
     WHERE community_id = $1 AND living <> 'removed'`,
    [communityId],
  );
  return new PlaceIndex(await readPlaceNames(db, communityId), doors);
}

const areasSql = 'SELECT area_id AS "areaId", name FROM area WHERE community_id = $1';
const gridsSql = 'SELECT grid_id AS "gridId", area_id AS "areaId", name, code FROM grid WHERE community_id = $1';

export async function readHouseholdsKnown(db: Queryable, communityId: string): Promise<HouseholdsKnown> {
  const community = await db.row<{ division_code: string }>('SELECT division_code FROM community WHERE community_id = $1', [
    communityId,
  ]);
  return {
    divisionCode: community?.division_code ?? '',
    names: await readPlaceNames(db, communityId),
    buildings: await db.rows<BuildingKnown>(
      'SELECT building_id AS "buildingId", floors, lift FROM building WHERE community_id = $1',
      [communityId],
    ),
    areas: await db.rows(areasSql, [communityId]),
    grids: await db.rows(gridsSql, [communityId]),
    doors: await db.rows<HouseholdKnown>(
      `SELECT h.household_id AS "householdId", h.unit_id AS "unitId", h.floor, h.door, h.aliases, h.living, h.grid_id AS "gridId",
         h.area_id AS "areaId", o.household_id IS NOT NULL AS "hasOpen"
       FROM household h
       LEFT JOIN (SELECT DISTINCT household_id FROM request WHERE community_id = $1 AND state = ANY ('{${openStates.join(',')}}')) o
         ON o.household_id = h.household_id
       WHERE h.community_id = $1`,
      [communityId],
    ),
  };
}

export async function readResidentsKnown(db: Queryable, communityId: string, at: Date): Promise<ResidentsKnown> {
  const vacant = await db.rows<{ household_id: string }>(
    `SELECT household_id FROM household WHERE community_id = $1 AND living = 'vacant'`,
    [communityId],
  );
  return {
    places: await readPlaceIndex(db, communityId),
    people: await db.rows<PersonKnown>(
      `SELECT person_id AS "personId", name, telephone, telephone_digits AS digits FROM person
       WHERE community_id = $1 AND removed_at IS NULL ORDER BY person_id`,
      [communityId],
    ),
    residents: await db.rows<ResidentKnown>(
      `SELECT household_id AS "householdId", person_id AS "personId", relation, smartphone,
         ended_at IS NOT NULL AND ended_at <= $2 AS ended
       FROM resident WHERE community_id = $1 ORDER BY person_id`,
      [communityId, at],
    ),
    vacant: new Set(vacant.map(row => row.household_id)),
  };
}

export async function readStaffKnown(db: Queryable, communityId: string, at: Date): Promise<StaffKnown> {
  return {
    communityId,
    places: await readPlaceIndex(db, communityId),
    areas: await db.rows(areasSql, [communityId]),
    grids: await db.rows(gridsSql, [communityId]),
    accounts: await db.rows<AccountKnown>(
      `SELECT a.person_id AS "personId", a.sign_in_name AS "signInName", p.name, p.telephone_digits AS digits
       FROM account a JOIN person p ON p.community_id = a.community_id AND p.person_id = a.person_id WHERE a.community_id = $1`,
      [communityId],
    ),
    people: await db.rows(
      `SELECT p.person_id AS "personId", p.name, p.telephone_digits AS digits FROM person p
       WHERE p.community_id = $1 AND p.removed_at IS NULL AND p.telephone_digits IS NOT NULL
         AND NOT EXISTS (SELECT FROM account a WHERE a.community_id = p.community_id AND a.person_id = p.person_id)
       ORDER BY p.person_id DESC`,
      [communityId],
    ),
    grants: await db.rows<GrantKnown>(
      `SELECT person_id AS "personId", role, place_id AS "placeId" FROM role_grant
       WHERE community_id = $1 AND (ended_at IS NULL OR ended_at > $2)`,
      [communityId, at],
    ),
    helpers: await db.rows<HelperKnown>(
      'SELECT person_id AS "personId", protection, insured FROM helper WHERE community_id = $1',
      [communityId],
    ),
  };
}

export async function readBindingsKnown(db: Queryable, communityId: string, at: Date): Promise<BindingsKnown> {
  const day = await db.row<{ today: string }>(
    'SELECT ($2::timestamptz AT TIME ZONE time_zone)::date AS today FROM community WHERE community_id = $1',
    [communityId, at],
  );
  return {
    places: await readPlaceIndex(db, communityId),
    accounts: await db.rows(
      `SELECT a.person_id AS "personId", a.sign_in_name AS "signInName", EXISTS (SELECT FROM role_grant g
         WHERE g.community_id = a.community_id AND g.person_id = a.person_id AND g.role = ANY ($3)
           AND (g.ended_at IS NULL OR g.ended_at > $2)) AS "isHelper"
       FROM account a WHERE a.community_id = $1 AND a.disabled_at IS NULL`,
      [communityId, at, helperRoles],
    ),
    bindings: await db.rows<BindingKnown>(
      `SELECT binding_id AS "bindingId", person_id AS "personId", place_id AS "placeId", rank, from_on AS "fromOn", to_on AS "toOn"
       FROM binding WHERE community_id = $1 ORDER BY from_on`,
      [communityId],
    ),
    today: day?.today ?? at.toISOString().slice(0, 10),
  };
}
