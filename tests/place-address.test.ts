// What people say for a door is found in the register: one, none or several, never a guess.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type DoorRow, matchAlias, matchDoors, type PlaceNames, readAddress, type Within } from '../src/domain/place/address.ts';
import { buildingKey, doorKey, doorName, unitKey } from '../src/domain/place/door.ts';
import { readGridCode } from '../src/domain/place/grid-code.ts';
import { plainDigits, readChineseNumber } from '../src/domain/place/number.ts';

/** Two compounds, written as the ids are: "jw/10/2/1002". */
const plan = [
  ['jw', '10', '10号楼', ['1', '2', '3']],
  ['jw', '1', '1号楼', ['1', '2']],
  ['jw', 'shop', '商业楼', ['']],
  ['rb', '1', '1栋', ['']],
  ['rb', 'a', 'A座', ['东', '西']],
  ['rb', '2', '二号楼', ['1']],
] as const;
const buildings = plan.map(([compoundId, key, label]) => ({
  buildingId: `${compoundId}/${key}`,
  compoundId,
  label,
  aliases: key === 'shop' ? ['门面房'] : [],
}));
const units = plan.flatMap(([compoundId, key, , labels]) =>
  labels.map(label => ({
    unitId: `${compoundId}/${key}/${label}`,
    buildingId: `${compoundId}/${key}`,
    label: label === '' ? '' : `${label}单元`,
  })),
);
const doors: DoorRow[] = units.flatMap(({ unitId }) =>
  [1, 3, 10, 12].flatMap(floor =>
    ['01', '02'].map(landing => ({
      householdId: `${unitId}/${floor}${landing}`,
      unitId,
      floor,
      door: `${floor}${landing}`,
      aliases: unitId === 'jw/shop/' && floor === 1 && landing === '01' ? ['老王小卖部'] : [],
    })),
  ),
);
doors.push(...['502A', '502B'].map(door => ({ householdId: `jw/1/1/${door}`, unitId: 'jw/1/1', floor: 5, door, aliases: [] })), {
  householdId: 'rb/1//门卫室',
  unitId: 'rb/1/',
  floor: 1,
  door: '门卫室',
  aliases: [],
});
const names: PlaceNames = {
  outer: ['小横路社区'],
  compounds: [
    { compoundId: 'jw', name: '经纬印象小区', aliases: ['经纬'] },
    { compoundId: 'rb', name: '彩虹城B区', aliases: ['彩虹B'] },
  ],
  buildings,
  units,
};

function find(text: string, within: Within = {}): string[] {
  return matchDoors(readAddress(text, names), names, doors, { within }).map(row => row.householdId);
}

describe('one door, however it is said', () => {
  const table: readonly (readonly [said: string, door: string])[] = [
    ['10-2-1002', 'jw/10/2/1002'],
    ['10号楼2单元1002', 'jw/10/2/1002'],
    ['10号楼2单元1002室', 'jw/10/2/1002'],
    ['10号楼 2单元 1002', 'jw/10/2/1002'],
    ['10#2-1002', 'jw/10/2/1002'],
    ['10＃－２－１００２', 'jw/10/2/1002'],
    ['１０号楼２单元１００２室', 'jw/10/2/1002'],
    ['十号楼二单元一〇〇二', 'jw/10/2/1002'],
    ['十号楼二单元一零零二室', 'jw/10/2/1002'],
    ['10栋2门1002号', 'jw/10/2/1002'],
    ['10幢二单元1002户', 'jw/10/2/1002'],
    ['10/2/1002', 'jw/10/2/1002'],
    ['10—2—1002', 'jw/10/2/1002'],
    ['10 2 1002', 'jw/10/2/1002'],
    ['10、2、1002', 'jw/10/2/1002'],
    ['010-02-1002', 'jw/10/2/1002'],
    ['10号楼2单元10楼1002', 'jw/10/2/1002'],
    ['10号楼2单元10层02室', 'jw/10/2/1002'],
    ['经纬印象小区10-2-1002', 'jw/10/2/1002'],
    ['经纬印象 10号楼2单元1002', 'jw/10/2/1002'],
    ['经纬10-2-1002', 'jw/10/2/1002'],
    ['10-2-1002 经纬印象', 'jw/10/2/1002'],
    ['小横路社区经纬印象小区10号楼2单元1002室', 'jw/10/2/1002'],
    ['彩虹城Ｂ区1栋301', 'rb/1//301'],
    ['彩虹城b区1栋1单元301', 'rb/1//301'],
    ['彩虹B 1栋-301', 'rb/1//301'],
    ['A座东单元1201', 'rb/a/东/1201'],
    ['a座 西单元 十二楼 一二零一', 'rb/a/西/1201'],
    ['彩虹城B区2号楼1201', 'rb/2/1/1201'],
    ['商业楼301', 'jw/shop//301'],
    ['门面房 301', 'jw/shop//301'],
    ['经纬印象小区1号楼1单元502A', 'jw/1/1/502A'],
    ['1-1-502-a', 'jw/1/1/502A'],
    ['彩虹B1栋一零一', 'rb/1//101'],
  ];
  for (const [said, door] of table) it(`${said} → ${door}`, () => assert.deepEqual(find(said), [door]));
});

describe('several are several', () => {
  it('the unit was not said: one door in each unit', () => {
    assert.deepEqual(find('10号楼1002'), ['jw/10/1/1002', 'jw/10/2/1002', 'jw/10/3/1002']);
  });
  it('the building was not said: that unit of every building', () => {
    assert.deepEqual(find('2单元1002'), ['jw/10/2/1002', 'jw/1/2/1002']);
  });
  it('1号楼 stands in two compounds', () => {
    assert.deepEqual(find('1号楼1单元301'), ['jw/1/1/301', 'rb/1//301']);
  });
  it('"1-301" may leave out the unit or the building', () => {
    const found = find('1-301');
    assert.ok(found.includes('rb/1//301') && found.includes('jw/1/2/301') && found.includes('jw/10/1/301'));
  });
  it('where the speaker is known to be, less is enough', () => {
    assert.deepEqual(find('2单元1002', { buildingId: 'jw/10' }), ['jw/10/2/1002']);
    assert.deepEqual(find('1002', { unitId: 'jw/10/3' }), ['jw/10/3/1002']);
    assert.deepEqual(find('1号楼1单元301', { compoundId: 'rb' }), ['rb/1//301']);
  });
});

describe('none is none', () => {
  const table = [
    '',
    '   ',
    '10-2-1099',
    '11号楼2单元1002',
    '10号楼4单元1002',
    '10号楼2单元12楼1002', // floor and door contradict each other
    '阳光小区10-2-1002', // no such compound
    '老张10-2-1002',
    '10-2-1002-3-4-5',
    '我要两斤白菜',
    '彩虹城B区10号楼2单元1002', // that building stands elsewhere
    '502', // split: 502A and 502B
    '13800138000',
    '(((',
    '😀',
  ];
  for (const said of table) it(JSON.stringify(said), () => assert.deepEqual(find(said), []));
});

describe('a search may name less than a door', () => {
  const wide = (text: string) => matchDoors(readAddress(text, names), names, doors, { wide: true }).map(row => row.householdId);
  it('a unit lists its doors', () => {
    assert.deepEqual(
      wide('10号楼2单元'),
      doors.filter(row => row.unitId === 'jw/10/2').map(row => row.householdId),
    );
  });
  it('a floor lists its doors', () => assert.deepEqual(wide('10号楼2单元12层'), ['jw/10/2/1201', 'jw/10/2/1202']));
  it('a compound lists all of its doors', () => {
    assert.equal(wide('彩虹城B区').length, doors.filter(row => row.unitId.startsWith('rb/')).length);
  });
  it('an alias is found as it is written', () => {
    assert.deepEqual(
      matchAlias(' 老王 小卖部 ', doors).map(row => row.householdId),
      ['jw/shop//101'],
    );
    assert.deepEqual(matchAlias('老王', doors), []);
  });
});

describe('what the program says itself, it understands', () => {
  it('every door is found again by compound and door name, with any separators and digits', () => {
    const full = (text: string) => text.replace(/[0-9]/g, digit => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
    const spoken = (text: string) => text.replace(/[0-9]/g, digit => '〇一二三四五六七八九'[Number(digit)] as string);
    fc.assert(
      fc.property(
        fc.constantFrom(...doors),
        fc.constantFrom(' ', '-', '', '，', '  - '),
        fc.constantFrom((text: string) => text, full, spoken),
        (row, between, written) => {
          const unit = units.find(one => one.unitId === row.unitId) as (typeof units)[number];
          const building = buildings.find(one => one.buildingId === unit.buildingId) as (typeof buildings)[number];
          const compound = names.compounds.find(one => one.compoundId === building.compoundId);
          if (/[A-Z门]/.test(row.door)) return;
          const said = [compound?.name ?? '', building.label, unit.label].join(between) + (between || ' ') + written(row.door);
          assert.deepEqual(find(said), [row.householdId], said);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('any text at all is read without an error and quickly', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), text => {
        find(text);
      }),
    );
    const before = performance.now();
    find('1-'.repeat(30));
    find('彩'.repeat(60));
    assert.ok(performance.now() - before < 100);
  });
});

describe('numbers as they are written', () => {
  const table = [
    ['三零一', '301'],
    ['一〇〇二', '1002'],
    ['十', '10'],
    ['十二', '12'],
    ['二十', '20'],
    ['二十一', '21'],
    ['一百零二', '102'],
    ['一百一十二', '112'],
    ['一百二', '120'],
    ['两百', '200'],
    ['二百五十', '250'],
    ['两', '2'],
    ['〇', '0'],
  ] as const;
  for (const [written, read] of table) it(`${written} is ${read}`, () => assert.equal(readChineseNumber(written), read));
  it('what is no number stays what it is', () => {
    assert.equal(readChineseNumber('十百'), null);
    assert.equal(readChineseNumber('十二三'), null);
    assert.equal(readChineseNumber(''), null);
    assert.equal(plainDigits('十百号楼'), '十百号楼');
  });
});

describe('names and keys', () => {
  it('a door is named as people say it', () => {
    assert.equal(doorName('10号楼', '2单元', '1002'), '10号楼 2单元 1002');
    assert.equal(doorName('1栋', '', '301'), '1栋 301');
  });
  it('ways of writing one place share a key', () => {
    for (const label of ['10号楼', '10#', '10栋', '十号楼', '１０幢', '010号楼', '10 座']) assert.equal(buildingKey(label), '10');
    for (const label of ['2单元', '二单元', '2门', '02']) assert.equal(unitKey(label), '2');
    for (const door of ['1002', '1002室', '一〇〇二', ' 1002 户']) assert.equal(doorKey(door), '1002');
    assert.equal(unitKey(''), '');
    assert.equal(buildingKey('号楼'), '号楼');
  });
});

describe('grid codes', () => {
  it('15 digits: county, street, community, grid; the first 12 are the division code', () => {
    assert.deepEqual(readGridCode('629901001002003'), {
      code: '629901001002003',
      divisionCode: '629901001002',
      county: '629901',
      street: '001',
      community: '002',
      grid: '003',
    });
    assert.equal(readGridCode('６２９９０１００１００２００３')?.grid, '003');
  });
  it('anything else is malformed', () => {
    for (const text of ['', '62990100100200', '6299010010020031', '62990100100200a', '629901001002 03']) {
      assert.equal(readGridCode(text), null, text);
    }
  });
});
