// Rosters as rules: what a file would add, change or leave, and every bad row with its reason.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseCsv } from '../src/domain/people/csv.ts';
import { type RosterKind, readTable } from '../src/domain/people/roster.ts';
import { planBindings } from '../src/domain/people/roster-bindings.ts';
import { type HouseholdKnown, type HouseholdsKnown, planHouseholds } from '../src/domain/people/roster-households.ts';
import { PlaceIndex } from '../src/domain/people/roster-place.ts';
import { planResidents, type ResidentsKnown } from '../src/domain/people/roster-residents.ts';
import { planStaff, type StaffKnown } from '../src/domain/people/roster-staff.ts';

let made = 0;
const makeId = () => `made-${++made}`;
const table = (kind: RosterKind, text: string) => readTable(kind, parseCsv(text.replaceAll('\n    ', '\n').trim(), ',') ?? []);
const codes = (bad: readonly { row: number; problems: readonly { column: string; code: string }[] }[]) =>
  bad.map(({ row, problems }) => [row, ...problems.map(one => `${one.column}:${one.code}`)]);

const names = {
  compounds: [{ compoundId: 'c1', name: '经纬印象小区', aliases: ['经纬'] }],
  buildings: [
    { buildingId: 'b10', compoundId: 'c1', label: '10号楼', aliases: [] },
    { buildingId: 'b1', compoundId: 'c1', label: '1号楼', aliases: [] },
  ],
  units: [
    { unitId: 'u101', buildingId: 'b10', label: '1单元' },
    { unitId: 'u102', buildingId: 'b10', label: '2单元' },
    { unitId: 'u1', buildingId: 'b1', label: '' },
  ],
};
const door = (householdId: string, unitId: string, name: string, more: Partial<HouseholdKnown> = {}): HouseholdKnown => ({
  householdId,
  unitId,
  floor: 10,
  door: name,
  aliases: [],
  living: 'lived_in',
  gridId: 'g1',
  areaId: 'a1',
  hasOpen: false,
  ...more,
});
const doors = [door('h1', 'u101', '1001'), door('h2', 'u102', '1002', { hasOpen: true }), door('h3', 'u1', '101', { floor: 1 })];
const householdsKnown: HouseholdsKnown = {
  divisionCode: '629901001001',
  names,
  buildings: [
    { buildingId: 'b10', floors: 11, lift: true },
    { buildingId: 'b1', floors: 6, lift: false },
  ],
  areas: [{ areaId: 'a1', name: '第一片区' }],
  grids: [{ gridId: 'g1', areaId: 'a1', name: '第一网格', code: '629901001001001' }],
  doors,
};

describe('the roster of doors', () => {
  const plan = (text: string) => planHouseholds(table('households', text), householdsKnown, makeId);

  it('knows a door however it is written, and leaves blank cells as they are', () => {
    const made = plan(`小区,楼栋,单元,门牌
    经纬,十号楼,一单元,1001室
    经纬印象小区,10栋,2,１００２
    经纬印象,1#,,101
    经纬印象,1号楼,1单元,101A`);
    assert.deepEqual([made.adds, made.changes, made.same], [1, 0, 3]);
    assert.equal(made.households[0]?.unitId, 'u1');
    assert.deepEqual([made.compounds, made.buildings, made.units, made.changedHouseholds], [[], [], [], []]);
  });

  it('adds the whole tree that is missing, once', () => {
    const made = plan(`小区,楼栋,单元,门牌,楼层,片区,网格,网格编码,总层数,电梯
    彩虹城B区,2号楼,1单元,301,,第二片区,北网格,629901001001002,6,无
    彩虹城B区,2号楼,1单元,302,,第二片区,,629901001001002,6,
    彩虹城B区,2号楼,2单元,B01,-1,第二片区,,629901001001002,,`);
    assert.deepEqual(made.bad, []);
    assert.deepEqual(
      [made.compounds, made.buildings, made.units, made.areas, made.grids, made.households].map(rows => rows.length),
      [1, 1, 2, 1, 1, 3],
    );
    assert.deepEqual([made.buildings[0]?.floors, made.buildings[0]?.lift], [6, false]);
    assert.deepEqual(
      made.households.map(row => row.floor),
      [3, 3, -1],
    );
    assert.equal(made.grids[0]?.areaId, made.areas[0]?.areaId);
  });

  it('names every bad row and its reason', () => {
    const made = plan(`小区,楼栋,单元,门牌,楼层,状态,片区,网格,网格编码,总层数
    经纬,10号楼,1单元,1001,,,,,,
    经纬,10号楼,一单元,1001,,,,,,
    经纬,10号楼,1单元,1003,三十层楼,也许,,,,
    经纬,10号楼,1单元,1004,,,,,62990100100100,
    经纬,10号楼,1单元,1004,,,,,629902001001001,
    经纬,10号楼,1单元,1004,,,,,629901001001009,
    经纬,10号楼,1单元,1004,,,第九片区,,629901001001001,
    经纬,10号楼,1单元,1004,,,,没有的网格,,
    经纬,10号楼,,1004,,,,,,
    经纬,10号楼,2单元,1002,,空置,,,,
    经纬,1号楼,2单元,201,,,,,,
    新小区,1号楼,1单元,101,,,,,,6
    新小区,1号楼,1单元,102,,,,,,7`);
    assert.deepEqual(codes(made.bad), [
      [3, 'door:twice'],
      [4, 'floor:malformed', 'living:malformed'],
      [5, 'grid_code:code_malformed'],
      [6, 'grid_code:other_division'],
      [7, 'area:missing'],
      [8, 'area:conflict'],
      [9, 'grid:place_unknown'],
      [10, 'unit:missing'],
      [11, 'living:still_in_use'],
      [12, 'unit:conflict'],
      [14, 'floors:conflict'],
    ]);
    assert.equal(made.bad[0]?.problems[0]?.value, '2', 'the row it repeats');
  });

  it('changes what the file says otherwise', () => {
    const made = plan(`小区,楼栋,单元,门牌,楼层,状态,别名,网格,总层数
    经纬,10号楼,1单元,1001,9,商铺,老王、小卖部,第一网格,12
    经纬,1号楼,,101,,,,,3`);
    assert.deepEqual([made.adds, made.changes, made.same], [0, 2, 0]);
    assert.deepEqual(made.changedHouseholds, [
      { householdId: 'h1', floor: 9, aliases: ['老王', '小卖部'], living: 'shop', gridId: 'g1', areaId: 'a1' },
    ]);
    assert.deepEqual(made.changedBuildings, [
      { buildingId: 'b10', floors: 12, lift: true },
      { buildingId: 'b1', floors: 3, lift: false },
    ]);
  });
});

describe('the roster of residents', () => {
  const known: ResidentsKnown = {
    places: new PlaceIndex(names, doors),
    people: [
      { personId: 'p1', name: '王芳', telephone: '19900000001', digits: '19900000001' },
      { personId: 'p2', name: '李强', telephone: null, digits: null },
      { personId: 'p3', name: '赵老', telephone: '19900000003', digits: '19900000003' },
    ],
    residents: [
      { householdId: 'h1', personId: 'p1', relation: 'lives_here', smartphone: true, ended: false },
      { householdId: 'h1', personId: 'p2', relation: 'lives_here', smartphone: false, ended: false },
      { householdId: 'h2', personId: 'p3', relation: 'lives_here', smartphone: false, ended: true },
    ],
    vacant: new Set(['h3']),
  };
  const plan = (text: string) => planResidents(table('residents', text), known, makeId);

  it('knows people by name and telephone, in one household also by name', () => {
    const made = plan(`小区,楼栋,单元,门牌,姓名,电话
    经纬,10号楼,1单元,1001,王芳,+86 199 0000 0001
    经纬,10号楼,1单元,1001,李强,`);
    assert.deepEqual([made.adds, made.changes, made.same], [0, 0, 2]);
  });
  it('a new number is a change; a second household of the same person is a relation, not a second person', () => {
    const made = plan(`小区,楼栋,单元,门牌,姓名,电话,关系
    经纬,10号楼,1单元,1001,李强,19900000099,
    经纬,1号楼,,101,王芳,19900000001,外地亲属`);
    assert.deepEqual([made.adds, made.changes, made.same], [1, 1, 0]);
    assert.deepEqual(made.people, []);
    assert.deepEqual(made.changedPeople, [{ personId: 'p2', telephone: '19900000099', digits: '19900000099' }]);
    assert.deepEqual(made.residents, [{ householdId: 'h3', personId: 'p1', relation: 'relative', smartphone: true }]);
    assert.deepEqual(made.livedIn, [], 'a relative elsewhere does not live there');
  });
  it('two of one name in a household are two when the file says so', () => {
    const made = plan(`小区,楼栋,单元,门牌,姓名,电话
    经纬,1号楼,,101,张伟,19900000007
    经纬,1号楼,,101,张伟,19900000008
    经纬,1号楼,,101,张伟,`);
    assert.equal(made.people.length, 3);
    assert.deepEqual(made.livedIn, ['h3']);
    const then: ResidentsKnown = {
      ...known,
      people: [...known.people, ...made.people],
      residents: [...known.residents, ...made.residents.map(row => ({ ...row, ended: false }))],
      vacant: new Set(),
    };
    const again = planResidents(
      table(
        'residents',
        `小区,楼栋,单元,门牌,姓名,电话
    经纬,1号楼,,101,张伟,19900000008
    经纬,1号楼,,101,张伟,
    经纬,1号楼,,101,张伟,19900000007`,
      ),
      then,
      makeId,
    );
    assert.deepEqual([again.adds, again.changes, again.same], [0, 0, 3]);
  });
  it('somebody who moved away and is in the file again lives here again', () => {
    const made = plan(`小区,楼栋,单元,门牌,姓名,电话
    经纬,10号楼,2单元,1002,赵老,19900000003`);
    assert.deepEqual(
      made.changedResidents.map(row => row.personId),
      ['p3'],
    );
  });
  it('names bad rows', () => {
    const made = plan(`小区,楼栋,单元,门牌,姓名,电话,关系,智能手机
    经纬,10号楼,1单元,1099,甲,,,
    阳光,10号楼,1单元,1001,乙,,,
    经纬,12号楼,1单元,1001,丙,,,
    经纬,10号楼,7单元,1001,丁,,,
    经纬,10号楼,1单元,1001,戊,电话不详,,
    经纬,10号楼,1单元,1001,己,,邻居,大概
    经纬,10号楼,1单元,1001,王芳,19900000001,,
    经纬,10号楼,1单元,1001,王芳,199-0000-0001,,`);
    assert.deepEqual(codes(made.bad), [
      [2, 'door:household_unknown'],
      [3, 'compound:place_unknown'],
      [4, 'building:place_unknown'],
      [5, 'unit:place_unknown'],
      [6, 'telephone:malformed'],
      [7, 'relation:malformed', 'smartphone:malformed'],
      [9, 'name:twice'],
    ]);
  });
});

describe('the roster of the staff', () => {
  const known: StaffKnown = {
    communityId: 'm',
    places: new PlaceIndex(names, doors),
    areas: [{ areaId: 'a1', name: '第一片区' }],
    grids: [{ gridId: 'g1', name: '第一网格', code: '629901001001001' }],
    accounts: [{ personId: 'p1', signInName: 'wang', name: '王芳', digits: '19900000001' }],
    people: [{ personId: 'p9', name: '赵六', digits: '19900000009' }],
    grants: [{ personId: 'p1', role: 'clerk', placeId: 'm' }],
    helpers: [],
  };
  const plan = (text: string) => planStaff(table('staff', text), known, makeId);

  it('adds accounts, roles and places; a resident stays one person; nothing is taken away', () => {
    const made = plan(`登录名,姓名,电话,角色,片区,网格,小区,楼栋,防护
    wang,王芳,19900000001,信息员,,,,,
    WANG,王芳,,楼栋长,,,经纬,10号楼,是
    zhao,赵六,199 0000 0009,志愿者,,,,,否
    sun,孙七,,网格员,,629901001001001,,,
    sun,孙七,,网格长,第一片区,,,,`);
    assert.deepEqual(made.bad, []);
    assert.deepEqual([made.adds, made.changes, made.same], [4, 0, 1]);
    assert.deepEqual(
      made.people.map(row => row.name),
      ['孙七'],
    );
    assert.deepEqual(
      made.accounts.map(row => row.signInName),
      ['zhao', 'sun'],
    );
    assert.equal(made.accounts[0]?.personId, 'p9');
    assert.deepEqual(
      made.grants.map(row => [row.role, row.placeKind, row.placeId]),
      [
        ['steward', 'building', 'b10'],
        ['volunteer', 'community', 'm'],
        ['grid_worker', 'grid', 'g1'],
        ['grid_lead', 'area', 'a1'],
      ],
    );
    assert.deepEqual(
      made.helpers.find(row => row.personId === 'p1'),
      { personId: 'p1', protection: true, insured: false },
    );
  });
  it('names bad rows: no role without its place, no place for a role of the whole community, no account handed to another name', () => {
    const made = plan(`登录名,姓名,角色,网格,小区,楼栋
    a b,甲,信息员,,,
    li,李四,楼栋长,,,
    li2,李四,楼栋长,,经纬,
    li3,李四,网格员,第九网格,,
    li4,李四,信息员,,经纬,
    wang,王强,供应组,,,
    new,甲,信息员,,,
    new,乙,供应组,,,
    new,甲,信息员,,,
    li5,李四,居民,,,`);
    assert.deepEqual(codes(made.bad), [
      [2, 'sign_in:malformed'],
      [3, 'compound:missing'],
      [4, 'building:missing'],
      [5, 'grid:place_unknown'],
      [6, 'compound:not_placed'],
      [7, 'name:name_taken'],
      [9, 'name:conflict'],
      [10, 'role:twice'],
      [11, 'role:malformed'],
    ]);
  });
});

describe('the roster of bindings', () => {
  const known = {
    places: new PlaceIndex(names, doors),
    accounts: [
      { personId: 'p1', signInName: 'wang', isHelper: true },
      { personId: 'p2', signInName: 'clerk', isHelper: false },
    ],
    bindings: [{ bindingId: 'n1', personId: 'p1', placeId: 'u101', rank: 'primary' as const, fromOn: '2022-03-01', toOn: null }],
    today: '2022-03-11',
  };
  const plan = (text: string) => planBindings(table('bindings', text), known, makeId);

  it('a building, a unit or a household; without a first day it is the one that lasts, or begins today', () => {
    const made = plan(`登录名,小区,楼栋,单元,门牌,主备,开始日期,结束日期
    wang,经纬,10号楼,1单元,,主,,
    wang,经纬,10号楼,,,备,,
    wang,经纬,10号楼,2单元,1002,,2022/3/12,2022-03-20`);
    assert.deepEqual(made.bad, []);
    assert.deepEqual([made.adds, made.changes, made.same], [2, 0, 1]);
    assert.deepEqual(
      made.bindings.map(row => [row.placeKind, row.placeId, row.rank, row.fromOn, row.toOn]),
      [
        ['building', 'b10', 'backup', '2022-03-11', null],
        ['household', 'h2', 'primary', '2022-03-12', '2022-03-20'],
      ],
    );
  });
  it('names bad rows', () => {
    const made = plan(`登录名,小区,楼栋,单元,主备,开始日期,结束日期
    nobody,经纬,10号楼,1单元,,,
    clerk,经纬,10号楼,1单元,,,
    wang,经纬,10号楼,1单元,,2022-03-05,
    wang,经纬,10号楼,2单元,第三,昨天,
    wang,经纬,10号楼,2单元,,2022-03-12,2022-03-11
    wang,经纬,1号楼,,,,
    wang,经纬,1号楼,,,,`);
    assert.deepEqual(codes(made.bad), [
      [2, 'sign_in:person_unknown'],
      [3, 'sign_in:not_a_helper'],
      [4, 'from:overlaps'],
      [5, 'rank:malformed', 'from:malformed'],
      [6, 'to:malformed'],
      [8, 'from:twice'],
    ]);
  });
});
