// Sheets and their cells: CSV to the letter, headings wherever they stand, the words people write.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { guardCell, guessDelimiter, parseCsv, unguardCell, writeCsv } from '../src/domain/people/csv.ts';
import { readTable, rosterKinds, templateLines } from '../src/domain/people/roster.ts';
import { floorOfDoor, readDay, readLiving, readRole, readYes } from '../src/domain/people/roster-cell.ts';
import { maskTelephone, telephoneDigits } from '../src/domain/people/telephone.ts';

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
