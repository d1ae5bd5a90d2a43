// Rosters as rules: CSV, headings, the words in cells, and what a file would add, change or leave.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { guardCell, guessDelimiter, parseCsv, unguardCell, writeCsv } from '../src/domain/people/csv.ts';
import { type RosterKind, readTable, rosterKinds, templateLines } from '../src/domain/people/roster.ts';
import { planBindings } from '../src/domain/people/roster-bindings.ts';
import { floorOfDoor, readDay, readLiving, readRole, readYes } from '../src/domain/people/roster-cell.ts';
import { type HouseholdKnown, type HouseholdsKnown, planHouseholds } from '../src/domain/people/roster-households.ts';
import { PlaceIndex } from '../src/domain/people/roster-place.ts';
import { planResidents, type ResidentsKnown } from '../src/domain/people/roster-residents.ts';
import { planStaff, type StaffKnown } from '../src/domain/people/roster-staff.ts';
import { maskTelephone, telephoneDigits } from '../src/domain/people/telephone.ts';

let made = 0;
const makeId = () => `made-${++made}`;
const table = (kind: RosterKind, text: string) => readTable(kind, parseCsv(text.replaceAll('\n    ', '\n').trim(), ',') ?? []);
const codes = (bad: readonly { row: number; problems: readonly { column: string; code: string }[] }[]) =>
  bad.map(({ row, problems }) => [row, ...problems.map(one => `${one.column}:${one.code}`)]);

describe('CSV by RFC 4180', () => {
  const cases: readonly (readonly [string, string[][]])[] = [
    [
      'a,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\r1,2\r',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['"a ""x""",b', [['a "x"', 'b']]],
    ['"two\r\nlines",b\n', [['two\r\nlines', 'b']]],
    [
      'a,,\n,b,',
      [
        ['a', '', ''],
        ['', 'b', ''],
      ],
    ],
    ['a,', [['a', '']]],
    ['"a"b,c', [['ab', 'c']]],
    ['a"b,c', [['a"b', 'c']]],
    ['\n\na', [[''], [''], ['a']]],
    ['', []],
  ];
  for (const [text, records] of cases) it(JSON.stringify(text), () => assert.deepEqual(parseCsv(text, ','), records));
  it('a quote that is never closed makes the file unreadable', () => assert.equal(parseCsv('a,"b\nc,d', ','), null));
  it('the delimiter is guessed from the headings, not from quoted text', () => {
    assert.equal(guessDelimiter('a;b;c\n1,2,3,4,5'), ';');
    assert.equal(guessDelimiter('"a,b,c"\tb\nx'), '\t');
    assert.equal(guessDelimiter('名册\n小区;楼栋\n'), ';');
    assert.equal(guessDelimiter('a'), ',');
  });

  const cell = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('=1+1', "'=1", "''@x", '+86 138', '-1', '@a', '\t=x', 'a,b', '"', 'a\r\nb', ' x ', '小区；楼栋'),
  );
  it('what is written is read back the same, and no cell begins like a formula', () => {
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 5 }), records => {
        const text = writeCsv(records);
        assert.deepEqual(
          parseCsv(text, ',')?.map(record => record.map(unguardCell)),
          records.map(record => record.map(one => one)),
        );
        for (const record of parseCsv(text, ',') ?? []) for (const one of record) assert.doesNotMatch(one, /^[=+\-@\t\r]/);
      }),
    );
  });
  it('an apostrophe of the writer’s own is kept', () => {
    for (const text of ["'s-Gravenhage", "'", "'=x", '=x', '']) assert.equal(unguardCell(guardCell(text)), text);
  });
});

describe('headings', () => {
  it('in Chinese or English, in any order, with a title above and columns nobody knows', () => {
    const read = readTable('residents', [
      ['小横路社区居民花名册', '', ''],
      [],
      ['序号', ' 姓名* ', '联系电话（手机）', 'Room', '楼号', '单元号', '小区名称', '备注'],
      ['1', '王芳', '19900001234', '1002', '10号楼', '2', '经纬印象', '租户'],
      ['', '', '', '', '', '', '', ''],
    ]);
    assert.deepEqual(read.bad, []);
    assert.equal(read.rows.length, 1);
    assert.equal(read.rows[0]?.row, 4);
    assert.deepEqual(
      { ...read.rows[0]?.cells },
      {
        compound: '经纬印象',
        building: '10号楼',
        unit: '2',
        door: '1002',
        name: '王芳',
        telephone: '19900001234',
        relation: '',
        smartphone: '',
      },
    );
  });
  it('a missing column is named, and nothing is read', () => {
    const read = readTable('residents', [
      ['小区', '楼栋', '姓名'],
      ['a', 'b', 'c'],
    ]);
    assert.deepEqual(codes(read.bad), [[1, 'door:column_missing']]);
    assert.equal(read.rows.length, 0);
    assert.equal(readTable('staff', []).bad[0]?.problems.length, 3);
  });
  it('bad cells are named by row and column: missing, too long, hidden characters', () => {
    const read = readTable('residents', [
      ['小区', '楼栋', '门牌', '姓名'],
      ['a', 'b', '', '王芳'],
      ['a', 'b', '1', '王\u202e芳'],
      ['a', 'b', '1', '王'.repeat(41)],
      ['a', 'b', '1', '王\u200b芳'],
    ]);
    assert.deepEqual(codes(read.bad), [
      [2, 'door:missing'],
      [3, 'name:hidden_characters'],
      [4, 'name:too_long'],
    ]);
    assert.equal(read.rows[3]?.cells.name, '王芳');
    assert.ok(!read.bad[1]?.problems[0]?.value.includes('\u202e'));
  });
  it('the example of a template is not taken for a row', () => {
    for (const kind of rosterKinds) assert.deepEqual(readTable(kind, templateLines(kind)), { rows: [], bad: [] }, kind);
  });
});

describe('words in cells', () => {
  it('are read as people write them', () => {
    assert.deepEqual(['是', '有', 'Y', '√', '否', '无', 'no', 'FALSE'].map(readYes), [
      true,
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
    assert.deepEqual(['入住', '空置', '商铺', '已取消', 'lived_in'].map(readLiving), [
      'lived_in',
      'vacant',
      'shop',
      'removed',
      'lived_in',
    ]);
    assert.deepEqual(['楼栋长', '网格员', '志愿者', 'grid lead', 'clerk'].map(readRole), [
      'steward',
      'grid_worker',
      'volunteer',
      'grid_lead',
      'clerk',
    ]);
    assert.deepEqual(['2022-03-11', '2022/3/1', '2022年3月11日', '20220311'].map(readDay), [
      '2022-03-11',
      '2022-03-01',
      '2022-03-11',
      '2022-03-11',
    ]);
  });
  it('what is not understood is not guessed', () => {
    assert.deepEqual(
      ['也许', '居民', '2022-02-30', '3月11日', '44631'].map(cell =>
        [readYes(cell), readRole(cell), readDay(cell)].every(one => one === null),
      ),
      [true, true, true, true, true],
    );
    assert.equal(readYes(''), undefined);
  });
  it('the floor is told by the door where it can be', () => {
    assert.deepEqual(['1002', '302', '302A', '12', 'B101', '10021'].map(floorOfDoor), [10, 3, 3, null, null, null]);
  });
  it('telephones are known by their digits and shown masked', () => {
    const same = ['13800138021', '+86 138 0013 8021', '0086-138-0013-8021', '8613800138021', '１３８００１３８０２１'];
    for (const text of same) assert.equal(telephoneDigits(text), '13800138021', text);
    for (const text of ['0931-5550100', '+86 931 5550100', '(0931) 5550100'])
      assert.equal(telephoneDigits(text), '09315550100', text);
    assert.equal(telephoneDigits('12'), null);
    assert.equal(maskTelephone('13800138021'), '138****21');
    assert.equal(maskTelephone('5550100'), '****00');
    assert.equal(maskTelephone(null), null);
  });
});

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
