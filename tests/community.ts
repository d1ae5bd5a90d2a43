// A small community to test with: one compound, a sealed and a clean building, somebody in every role, runs of today and tomorrow.

import type { Role } from '../src/domain/people/role.ts';
import { newId } from '../src/server/id.ts';
import type { Queryable } from '../src/server/postgres/pool.ts';

/** The password of every account made here; a cheap hash of it, made once, so that tests need not wait for argon2. */
export const testPassword = 'Eine-Probe-2022';
const testPasswordHash = '$argon2id$v=19$m=1024,t=1,p=1$OtVyQwT4Pw2c4xQB/JWgQg$5CvFtztOQ9m7kpPR8xrDgG7BCH3wJV7TLUtehqF1D+Q';

export interface CommunityOptions {
  readonly slug?: string;
  readonly name?: string;
  readonly divisionCode?: string;
  /** The clock runs and zones are laid out around. */
  readonly now?: Date;
  readonly demo?: boolean;
}

export interface Staff {
  readonly personId: string;
  readonly signInName: string;
  readonly name: string;
  readonly grantId: string;
}

const hour = 3_600_000;

/** Sign-in name → role, place of the grant, and (for helpers) whether protected. */
const staffPlan = {
  admin: ['administrator', 'community'],
  lead: ['community_lead', 'community'],
  clerk: ['clerk', 'community'],
  clerk2: ['clerk', 'community'],
  supply: ['supply', 'community'],
  district: ['district_viewer', 'community'],
  gridlead: ['grid_lead', 'area1', false],
  grid1: ['grid_worker', 'grid1', true],
  grid2: ['grid_worker', 'grid2', false],
  steward1: ['steward', 'sealed', true],
  steward2: ['steward', 'clean', false],
  property: ['property', 'compound', false],
  volunteer1: ['volunteer', 'community', true],
  volunteer2: ['volunteer', 'community', false],
  volunteer3: ['volunteer', 'community', true],
} as const satisfies Record<string, readonly [Role, string, boolean?]>;
export type StaffName = keyof typeof staffPlan;

/** Writes whole rows at once; keys of the rows are the columns. */
export async function insertRows(db: Queryable, table: string, rows: readonly Record<string, unknown>[]): Promise<void> {
  if (rows.length === 0) return;
  const columns = Object.keys(rows[0] as object).join(', ');
  await db.count(`INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`, [
    JSON.stringify(rows),
  ]);
}

/**
 * Places: area1 with grid1 holds 10号楼 (sealed), area2 with grid2 holds 1号楼 (clean, under control with its compound); each building has
 * two units, three floors, two doors a landing. `households['10-1-101']` and so on; 10-2-302 is vacant. `residents['10-1-101']` lives there;
 * in 10-1-201 an old man without a smartphone, whose daughter elsewhere is `relative`. Bound: steward1 primary to 10号楼, steward2 to 1号楼,
 * volunteer1 primary and volunteer3 backup to both units of 10号楼, volunteer2 primary to both units of 1号楼. clerk and gridlead may
 * read care records.
 */
export async function makeCommunity(db: Queryable, options: CommunityOptions = {}) {
  const now = options.now ?? new Date();
  const ago = (hours: number) => new Date(now.getTime() - hours * hour).toISOString();
  const communityId = newId();
  const community_id = communityId;
  const divisionCode = options.divisionCode ?? '629901001001';
  const name = options.name ?? '试验社区';
  await insertRows(db, 'community', [
    {
      community_id,
      slug: options.slug ?? 'shiyan',
      name,
      division_code: divisionCode,
      time_zone: 'Asia/Shanghai',
      demo: options.demo ?? false,
      settings: { unheardAfterHours: 24, callCentre: '0931-5550100' },
      created_at: ago(72),
    },
  ]);

  const areas = { area1: newId(), area2: newId() };
  const grids = { grid1: newId(), grid2: newId() };
  const compoundId = newId();
  const buildings = { sealed: newId(), clean: newId() };
  const units = { '10-1': newId(), '10-2': newId(), '1-1': newId(), '1-2': newId() };
  await insertRows(db, 'area', [
    { community_id, area_id: areas.area1, name: '第一片区', sort: 1 },
    { community_id, area_id: areas.area2, name: '第二片区', sort: 2 },
  ]);
  await insertRows(db, 'grid', [
    { community_id, grid_id: grids.grid1, area_id: areas.area1, name: '第一网格', code: `${divisionCode}001` },
    { community_id, grid_id: grids.grid2, area_id: areas.area2, name: '第二网格', code: `${divisionCode}002` },
  ]);
  await insertRows(db, 'compound', [{ community_id, compound_id: compoundId, name: '试验小区', aliases: ['试验'], sort: 1 }]);
  const building = { community_id, compound_id: compoundId, floors: 3, lift: true };
  await insertRows(db, 'building', [
    { ...building, building_id: buildings.clean, grid_id: grids.grid2, label: '1号楼', aliases: [], sort: 1 },
    { ...building, building_id: buildings.sealed, grid_id: grids.grid1, label: '10号楼', aliases: ['十号楼'], sort: 2 },
  ]);

  const places = [
    { key: '10-1', building: 'sealed', grid: 'grid1', area: 'area1', label: '1单元', sort: 1 },
    { key: '10-2', building: 'sealed', grid: 'grid1', area: 'area1', label: '2单元', sort: 2 },
    { key: '1-1', building: 'clean', grid: 'grid2', area: 'area2', label: '1单元', sort: 1 },
    { key: '1-2', building: 'clean', grid: 'grid2', area: 'area2', label: '2单元', sort: 2 },
  ] as const;
  await insertRows(
    db,
    'unit',
    places.map(place => ({
      community_id,
      unit_id: units[place.key],
      building_id: buildings[place.building],
      grid_id: grids[place.grid],
      label: place.label,
      sort: place.sort,
    })),
  );

  const households: Record<string, string> = {};
  const residents: Record<string, string> = {};
  const householdRows: Record<string, unknown>[] = [];
  const personRows: Record<string, unknown>[] = [];
  const residentRows: Record<string, unknown>[] = [];
  const addPerson = (personName: string, telephone: string): string => {
    const person_id = newId();
    personRows.push({
      community_id,
      person_id,
      name: personName,
      telephone,
      telephone_digits: telephone,
      created_at: ago(72),
    });
    return person_id;
  };
  for (const place of places) {
    for (const floor of [1, 2, 3]) {
      for (const landing of [1, 2]) {
        const door = `${floor}0${landing}`;
        const key = `${place.key}-${door}`;
        const household_id = newId();
        const vacant = key === '10-2-302';
        households[key] = household_id;
        householdRows.push({
          community_id,
          household_id,
          unit_id: units[place.key],
          building_id: buildings[place.building],
          compound_id: compoundId,
          grid_id: grids[place.grid],
          area_id: areas[place.area],
          floor,
          door,
          aliases: [],
          living: vacant ? 'vacant' : 'lived_in',
          sort: floor * 100 + landing,
        });
        if (vacant) continue;
        const telephone = `1990001${String(householdRows.length).padStart(4, '0')}`;
        residents[key] = addPerson(`住户${key}`, telephone);
        residentRows.push({
          community_id,
          household_id,
          person_id: residents[key],
          relation: 'lives_here',
          smartphone: key !== '10-1-201',
          starts_at: ago(72),
        });
      }
    }
  }
  const oldMan = residents['10-1-201'] as string;
  const relative = addPerson('外地女儿', '19900019901');
  residentRows.push({
    community_id,
    household_id: households['10-1-201'],
    person_id: relative,
    relation: 'relative',
    smartphone: true,
    starts_at: ago(48),
  });

  const placeIds: Record<string, readonly [kind: string, id: string]> = {
    community: ['community', communityId],
    compound: ['compound', compoundId],
    area1: ['area', areas.area1],
    grid1: ['grid', grids.grid1],
    grid2: ['grid', grids.grid2],
    sealed: ['building', buildings.sealed],
    clean: ['building', buildings.clean],
  };
  const staff = {} as Record<StaffName, Staff>;
  const grantRows: Record<string, unknown>[] = [];
  const accountRows: Record<string, unknown>[] = [];
  const helperRows: Record<string, unknown>[] = [];
  let number = 0;
  for (const [signInName, [role, placeName, protection]] of Object.entries(staffPlan) as [
    StaffName,
    readonly [Role, string, boolean?],
  ][]) {
    const personName = `职员${signInName}`;
    const personId = addPerson(personName, `199000188${String(number++).padStart(2, '0')}`);
    const grantId = newId();
    staff[signInName] = { personId, signInName, name: personName, grantId };
    const [place_kind, place_id] = placeIds[placeName] as readonly [string, string];
    grantRows.push({ community_id, grant_id: grantId, person_id: personId, role, place_kind, place_id, starts_at: ago(72) });
    accountRows.push({
      community_id,
      person_id: personId,
      sign_in_name: signInName,
      password_hash: testPasswordHash,
      must_change_password: false,
      failed_tries: 0,
      created_at: ago(72),
    });
    if (protection === undefined) continue;
    helperRows.push({
      community_id,
      person_id: personId,
      on_duty: true,
      protection,
      insured: true,
      max_open: 12,
      max_grams: 30_000,
      shift_started_at: ago(1),
    });
  }
  await insertRows(db, 'household', householdRows);
  await insertRows(db, 'person', personRows);
  await insertRows(db, 'resident', residentRows);
  await insertRows(db, 'account', accountRows);
  await insertRows(db, 'role_grant', grantRows);
  await insertRows(db, 'helper', helperRows);
  const keepers = (['clerk', 'gridlead'] as const).map(name => ({
    community_id,
    person_id: staff[name].personId,
    given_at: ago(72),
  }));
  await insertRows(db, 'care_right', keepers);

  const bind = (who: StaffName, place_kind: string, place_id: string, rank: string) => ({
    community_id,
    binding_id: newId(),
    person_id: staff[who].personId,
    place_kind,
    place_id,
    rank,
    from_on: ago(72).slice(0, 10),
  });
  await insertRows(db, 'binding', [
    bind('steward1', 'building', buildings.sealed, 'primary'),
    bind('steward2', 'building', buildings.clean, 'primary'),
    bind('volunteer1', 'unit', units['10-1'], 'primary'),
    bind('volunteer1', 'unit', units['10-2'], 'primary'),
    bind('volunteer3', 'unit', units['10-1'], 'backup'),
    bind('volunteer3', 'unit', units['10-2'], 'backup'),
    bind('volunteer2', 'unit', units['1-1'], 'primary'),
    bind('volunteer2', 'unit', units['1-2'], 'primary'),
  ]);

  const zones = { compound: newId(), sealed: newId() };
  const zone = { community_id, recorded_by: staff.lead.personId, starts_at: ago(48), changed_at: ago(48) };
  await insertRows(db, 'zone', [
    {
      ...zone,
      zone_id: zones.compound,
      place_kind: 'compound',
      place_id: compoundId,
      level: 'control',
      order_number: '试〔2022〕1号',
    },
    {
      ...zone,
      zone_id: zones.sealed,
      place_kind: 'building',
      place_id: buildings.sealed,
      level: 'sealed',
      order_number: '试〔2022〕2号',
    },
  ]);

  // Laid out around now, not around the wall clock: `closed` starts within the hour and its cut-off is past.
  const runs = { closed: newId(), next: newId(), later: newId(), tomorrow: newId() };
  const run = (run_id: string, startsIn: number, cutoffIn: number) => ({
    community_id,
    run_id,
    compound_id: compoundId,
    starts_at: ago(-startsIn),
    cutoff_at: ago(-cutoffIn),
    capacity_requests: 40,
    capacity_grams: 200_000,
    capacity_minutes: 480,
    booked_requests: 0,
    booked_grams: 0,
    booked_minutes: 0,
  });
  await insertRows(db, 'run', [
    run(runs.closed, 0.5, -0.5),
    run(runs.next, 2, 1),
    run(runs.later, 5, 4),
    run(runs.tomorrow, 24, 23),
  ]);

  return {
    communityId,
    name,
    slug: options.slug ?? 'shiyan',
    areas,
    grids,
    compoundId,
    compoundName: '试验小区',
    buildings,
    units,
    households,
    residents,
    oldMan,
    relative,
    staff,
    zones,
    runs,
    password: testPassword,
  };
}
export type TestCommunity = Awaited<ReturnType<typeof makeCommunity>>;

/** Another community on the same database: none of its ids may be seen from the first. */
export function makeForeignCommunity(db: Queryable): Promise<TestCommunity> {
  return makeCommunity(db, { slug: 'waishe', name: '外地社区', divisionCode: '629902001001' });
}
