// Writes what a plan of an import says, a statement per table, inside one transaction.
import type { BindingsPlan } from '../../domain/people/roster-bindings.ts';
import type { HouseholdsPlan } from '../../domain/people/roster-households.ts';
import type { ResidentsPlan } from '../../domain/people/roster-residents.ts';
import type { StaffPlan } from '../../domain/people/roster-staff.ts';
import { openStates } from '../../domain/request/life.ts';
import type { Queryable } from '../postgres/pool.ts';
import { insertRows, updateRows } from '../postgres/rows.ts';

export async function writeHouseholds(tx: Queryable, community_id: string, plan: HouseholdsPlan): Promise<void> {
  await insertRows(
    tx,
    'area',
    plan.areas.map(row => ({ community_id, area_id: row.areaId, name: row.name, sort: row.sort })),
  );
  await insertRows(
    tx,
    'grid',
    plan.grids.map(row => ({ community_id, grid_id: row.gridId, area_id: row.areaId, name: row.name, code: row.code })),
  );
  await insertRows(
    tx,
    'compound',
    plan.compounds.map(row => ({ community_id, compound_id: row.compoundId, name: row.name, aliases: [], sort: row.sort })),
  );
  await insertRows(
    tx,
    'building',
    plan.buildings.map(row => ({
      community_id,
      building_id: row.buildingId,
      compound_id: row.compoundId,
      grid_id: row.gridId,
      label: row.label,
      aliases: [],
      floors: row.floors,
      lift: row.lift,
      sort: row.sort,
    })),
  );
  await updateRows(
    tx,
    'building',
    ['community_id', 'building_id'],
    plan.changedBuildings.map(row => ({ community_id, building_id: row.buildingId, floors: row.floors, lift: row.lift })),
  );
  await insertRows(
    tx,
    'unit',
    plan.units.map(row => ({
      community_id,
      unit_id: row.unitId,
      building_id: row.buildingId,
      grid_id: row.gridId,
      label: row.label,
      sort: row.sort,
    })),
  );
  await insertRows(
    tx,
    'household',
    plan.households.map(row => ({
      community_id,
      household_id: row.householdId,
      unit_id: row.unitId,
      building_id: row.buildingId,
      compound_id: row.compoundId,
      grid_id: row.gridId,
      area_id: row.areaId,
      floor: row.floor,
      door: row.door,
      aliases: row.aliases,
      living: row.living,
      sort: row.sort,
    })),
  );
  const changed = plan.changedHouseholds.map(row => ({
    community_id,
    household_id: row.householdId,
    floor: row.floor,
    aliases: row.aliases,
    living: row.living,
    grid_id: row.gridId,
    area_id: row.areaId,
  }));
  await updateRows(tx, 'household', ['community_id', 'household_id'], changed);
  await followGrids(
    tx,
    community_id,
    [...plan.households, ...plan.changedHouseholds].map(row => row.householdId),
  );
}

/** Open requests go to the new grid with their household; buildings and units follow when all of their doors did. */
async function followGrids(tx: Queryable, communityId: string, householdIds: readonly string[]): Promise<void> {
  if (householdIds.length === 0) return;
  await tx.count(
    `UPDATE request r SET grid_id = h.grid_id, area_id = h.area_id FROM household h
     WHERE r.community_id = $1 AND h.community_id = $1 AND h.household_id = r.household_id AND h.household_id = ANY ($2::uuid[])
       AND r.state = ANY ('{${openStates.join(',')}}') AND (r.grid_id, r.area_id) IS DISTINCT FROM (h.grid_id, h.area_id)`,
    [communityId, householdIds],
  );
  for (const place of ['unit', 'building']) {
    await tx.count(
      `UPDATE ${place} p SET grid_id = o.grid_id
       FROM (SELECT ${place}_id, min(grid_id::text)::uuid AS grid_id FROM household
         WHERE community_id = $1 AND ${place}_id IN (SELECT ${place}_id FROM household WHERE community_id = $1 AND household_id = ANY ($2::uuid[]))
         GROUP BY ${place}_id HAVING count(DISTINCT grid_id) = 1 AND count(*) = count(grid_id)) o
       WHERE p.community_id = $1 AND p.${place}_id = o.${place}_id AND p.grid_id IS DISTINCT FROM o.grid_id`,
      [communityId, householdIds],
    );
  }
}

const personRow = (
  community_id: string,
  row: { personId: string; name: string; telephone: string | null; digits: string | null },
) => ({
  community_id,
  person_id: row.personId,
  name: row.name,
  telephone: row.telephone,
  telephone_digits: row.digits,
  created_at: new Date().toISOString(),
});

async function changeTelephones(
  tx: Queryable,
  community_id: string,
  people: readonly { personId: string; telephone: string; digits: string | null }[],
): Promise<void> {
  await updateRows(
    tx,
    'person',
    ['community_id', 'person_id'],
    people.map(row => ({
      community_id,
      person_id: row.personId,
      telephone: row.telephone,
      telephone_digits: row.digits,
    })),
  );
}

export async function writeResidents(tx: Queryable, community_id: string, plan: ResidentsPlan, at: Date): Promise<void> {
  await insertRows(
    tx,
    'person',
    plan.people.map(row => personRow(community_id, row)),
  );
  await changeTelephones(tx, community_id, plan.changedPeople);
  const resident = (row: ResidentsPlan['residents'][number]) => ({
    community_id,
    household_id: row.householdId,
    person_id: row.personId,
    relation: row.relation,
    smartphone: row.smartphone,
  });
  await insertRows(
    tx,
    'resident',
    plan.residents.map(row => ({ ...resident(row), starts_at: at.toISOString() })),
  );
  await updateRows(
    tx,
    'resident',
    ['community_id', 'household_id', 'person_id'],
    plan.changedResidents.map(row => ({ ...resident(row), ended_at: null })),
  );
  if (plan.livedIn.length === 0) return;
  await tx.count(`UPDATE household SET living = 'lived_in' WHERE community_id = $1 AND household_id = ANY ($2::uuid[])`, [
    community_id,
    plan.livedIn,
  ]);
}

/** `unusablePassword`: the hash of something nobody knows; the administrator makes each first password by hand. */
export async function writeStaff(
  tx: Queryable,
  community_id: string,
  plan: StaffPlan,
  { grantedBy, unusablePassword, at }: { grantedBy: string | null; unusablePassword: string; at: Date },
): Promise<void> {
  await insertRows(
    tx,
    'person',
    plan.people.map(row => personRow(community_id, row)),
  );
  await changeTelephones(tx, community_id, plan.changedPeople);
  await insertRows(
    tx,
    'account',
    plan.accounts.map(row => ({
      community_id,
      person_id: row.personId,
      sign_in_name: row.signInName,
      password_hash: unusablePassword,
      must_change_password: true,
      failed_tries: 0,
      created_at: at.toISOString(),
    })),
  );
  await insertRows(
    tx,
    'role_grant',
    plan.grants.map(row => ({
      community_id,
      grant_id: row.grantId,
      person_id: row.personId,
      role: row.role,
      place_kind: row.placeKind,
      place_id: row.placeId,
      granted_by: grantedBy,
      starts_at: at.toISOString(),
    })),
  );
  if (plan.helpers.length === 0) return;
  await tx.count(
    `INSERT INTO helper (community_id, person_id, protection, insured)
     SELECT $1, n."personId", n.protection, n.insured
     FROM jsonb_to_recordset($2::jsonb) AS n("personId" uuid, protection boolean, insured boolean)
     ON CONFLICT (community_id, person_id) DO UPDATE SET protection = excluded.protection, insured = excluded.insured`,
    [community_id, JSON.stringify(plan.helpers)],
  );
}

export async function writeBindings(
  tx: Queryable,
  community_id: string,
  plan: BindingsPlan,
  madeBy: string | null,
): Promise<void> {
  await insertRows(
    tx,
    'binding',
    plan.bindings.map(row => ({
      community_id,
      binding_id: row.bindingId,
      person_id: row.personId,
      place_kind: row.placeKind,
      place_id: row.placeId,
      rank: row.rank,
      from_on: row.fromOn,
      to_on: row.toOn,
      made_by: madeBy,
    })),
  );
  await updateRows(
    tx,
    'binding',
    ['community_id', 'binding_id'],
    plan.changedBindings.map(row => ({ community_id, binding_id: row.bindingId, rank: row.rank, to_on: row.toOn })),
  );
}
