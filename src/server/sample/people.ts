// The people of the sample: whoever lives behind the doors, the staff with the accounts to try, stewards, volunteers, bindings.
import type { Role } from '../../domain/people/role.ts';
import { newId } from '../id.ts';
import type { Row } from '../postgres/rows.ts';
import type { Chance } from './chance.ts';
import { inventName, inventTelephone } from './names.ts';
import type { SampleDoor, SamplePlaces } from './places.ts';

export interface SamplePeople {
  /** Sign-in name → person; those that can sign in. */
  readonly accounts: ReadonlyMap<string, string>;
  /** Household → the person who asks for it, and whether they have a smartphone. */
  readonly askers: ReadonlyMap<string, { readonly personId: string; readonly smartphone: boolean }>;
  readonly oldMan: SampleDoor;
  /** Unit → its volunteers, primary first. */
  readonly carriers: ReadonlyMap<string, readonly string[]>;
  readonly tables: ReadonlyMap<string, readonly Row[]>;
}

const hour = 3_600_000;

export function samplePeople(communityId: string, places: SamplePlaces, chance: Chance, now: Date): SamplePeople {
  const community_id = communityId;
  const weekAgo = new Date(now.getTime() - 7 * 24 * hour).toISOString();
  const persons: Row[] = [];
  const residents: Row[] = [];
  const grants: Row[] = [];
  const helpers: Row[] = [];
  const bindings: Row[] = [];
  const accounts = new Map<string, string>();

  const addPerson = (name = inventName(chance)): string => {
    const personId = newId();
    const telephone = inventTelephone(persons.length + 1);
    persons.push({ community_id, person_id: personId, name, telephone, telephone_digits: telephone, created_at: weekAgo });
    return personId;
  };
  const grant = (personId: string, role: Role, placeKind = 'community', placeId = communityId) =>
    grants.push({
      community_id,
      grant_id: newId(),
      person_id: personId,
      role,
      place_kind: placeKind,
      place_id: placeId,
      starts_at: weekAgo,
    });
  const helper = (personId: string, protection: boolean) =>
    helpers.push({
      community_id,
      person_id: personId,
      on_duty: true,
      protection,
      insured: true,
      max_open: 12,
      max_grams: 60_000,
      shift_started_at: now.toISOString(),
    });
  const bind = (personId: string, placeKind: 'building' | 'unit', placeId: string, rank: 'primary' | 'backup') =>
    bindings.push({
      community_id,
      binding_id: newId(),
      person_id: personId,
      place_kind: placeKind,
      place_id: placeId,
      rank,
      from_on: weekAgo.slice(0, 10),
    });

  for (const [name, role] of [
    ['admin', 'administrator'],
    ['lead', 'community_lead'],
    ['clerk', 'clerk'],
    ['supply', 'supply'],
    ['district', 'district_viewer'],
  ] as const) {
    const personId = addPerson();
    grant(personId, role);
    accounts.set(name, personId);
  }
  for (const area of places.areas) {
    const personId = addPerson();
    grant(personId, 'grid_lead', 'area', area.areaId);
    helper(personId, true);
    if (area.areaId === places.sealed.areaId) accounts.set('gridlead1', personId);
  }
  for (const grid of places.grids) {
    const personId = addPerson();
    grant(personId, 'grid_worker', 'grid', grid.gridId);
    helper(personId, grid.gridId === places.sealed.gridId);
    for (const building of places.buildings)
      if (building.gridId === grid.gridId) bind(personId, 'building', building.buildingId, 'backup');
    if (grid.gridId === places.sealed.gridId) accounts.set('grid1', personId);
  }
  for (const building of places.buildings) {
    const personId = addPerson();
    grant(personId, 'steward', 'building', building.buildingId);
    helper(personId, building === places.sealed);
    bind(personId, 'building', building.buildingId, building === places.sealed ? 'backup' : 'primary');
    if (building === places.sealed) accounts.set('steward1', personId);
  }
  for (const compound of places.compounds) {
    const personId = addPerson();
    grant(personId, 'property', 'compound', compound.compoundId);
    helper(personId, false);
    if (compound === places.compounds[0]) accounts.set('property1', personId);
  }
  // Crews for clean and for sealed buildings are separate: the first two volunteers go nowhere but into 10号楼.
  const volunteers = Array.from({ length: 24 }, (_, n) => {
    const personId = addPerson();
    grant(personId, 'volunteer');
    helper(personId, n < 6);
    if (n < 3) accounts.set(`volunteer${n + 1}`, personId);
    return personId;
  });
  const carriers = new Map<string, readonly string[]>();
  let turn = 0;
  for (const building of places.buildings) {
    for (const unit of building.units) {
      const crew = building === places.sealed ? volunteers.slice(0, 2) : volunteers.slice(2);
      const primary = crew[turn % crew.length] ?? '';
      const backup = crew[(turn + 1) % crew.length] ?? '';
      // volunteer1 has all of 10号楼, volunteer2 stands by.
      const pair = building === places.sealed ? crew : [primary, backup];
      bind(pair[0] ?? '', 'unit', unit.unitId, 'primary');
      bind(pair[1] ?? '', 'unit', unit.unitId, 'backup');
      carriers.set(unit.unitId, pair);
      turn += 1;
    }
  }

  const askers = new Map<string, { personId: string; smartphone: boolean }>();
  const live = (door: SampleDoor, personId: string, smartphone: boolean, relation: 'lives_here' | 'relative' = 'lives_here') =>
    residents.push({
      community_id,
      household_id: door.householdId,
      person_id: personId,
      relation,
      smartphone,
      starts_at: weekAgo,
    });
  const isOldMans = (door: SampleDoor) =>
    door.building === places.sealed && door.door === '1002' && door.unitId === places.sealed.units[1]?.unitId;
  let oldMan: SampleDoor | undefined;
  for (const door of places.doors) {
    if (!door.livedIn) continue;
    if (isOldMans(door)) {
      oldMan = door;
      const personId = addPerson('陈守义');
      live(door, personId, false);
      for (const daughter of ['陈雨桐', '陈雨晴']) live(door, addPerson(daughter), true, 'relative');
      askers.set(door.householdId, { personId, smartphone: false });
      continue;
    }
    const smartphone = !chance.happens(11);
    const personId = addPerson();
    live(door, personId, smartphone);
    askers.set(door.householdId, { personId, smartphone });
    if (chance.happens(35)) live(door, addPerson(), smartphone);
  }
  if (oldMan === undefined) throw new Error('the sample has lost its old man');

  const tables = new Map<string, readonly Row[]>([
    ['person', persons],
    ['resident', residents],
    ['role_grant', grants],
    ['helper', helpers],
    ['binding', bindings],
  ]);
  return { accounts, askers, oldMan, carriers, tables };
}
