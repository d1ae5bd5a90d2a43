// Random and hostile text: nothing throws, every span lies in the text, and twice the text is at most about twice the work.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readPasted } from './envelope.ts';
import { readSaid, readText } from './read.ts';
import type { GroupContext, Reading } from './reading.ts';
import { hear } from './said.ts';
import { readSheet } from './sheet.ts';

const contexts: readonly GroupContext[] = [
  {},
  { group: '群', compound: '和风苑', scheme: 'building-unit-room', buildings: '1-12' },
  { group: '群', building: '10', unit: '2', scheme: 'building-unit-room', prev: ['(same sender) 10-2-301 白菜2棵'] },
  { group: '群', scheme: 'zone-building', menu: ['套餐'], defaultItem: '套餐' },
  { group: '群', scheme: 'none', menu: ['午餐', '', '('], prev: [''] },
];
const pieces = [
  ...[
    '1',
    '10',
    '301',
    '2022',
    '-',
    '#',
    '/',
    '.',
    '、',
    '，',
    '。',
    '\n',
    ' ',
    '　',
    '(',
    '（',
    ')',
    '【',
    ']',
    '+',
    '*',
    '×',
    '：',
    '"',
    '\\',
    '\u0000',
    '\ud83d',
    '🙏',
  ],
  ...[
    '号楼',
    '单元',
    '室',
    '层',
    '区',
    '栋',
    '一',
    '二',
    '两',
    '半',
    '百',
    '斤',
    '各',
    '份',
    '箱',
    '白菜',
    '土豆',
    '药',
    '布洛芬',
    '不要',
    '改成',
    '取消',
    '换成',
    '不是',
    '是',
  ],
  ...[
    '麻烦',
    '帮我',
    '请',
    '谢谢',
    '各位',
    '我家',
    '有',
    '没有',
    '同上',
    '例',
    '接龙',
    'A',
    'b',
    'kg',
    'ml',
    '13800138000',
    '+86',
    '张',
    '先生',
    '妈',
    '第',
    '行',
    '透析',
    '120',
    '10:32',
  ],
];
const text = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map(parts => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
);

function spansLieIn(reading: Reading, length: number): void {
  for (const [from, to] of [
    ...reading.marks.flatMap(mark => (mark.span === null ? [] : [mark.span])),
    ...reading.items.map(item => item.span),
  ])
    assert.ok(from >= 0 && from <= to && to <= length, `${from}-${to} of ${length}`);
}

describe('whatever is pasted', () => {
  it('ten thousand texts are read without a throw, spans inside the text, confidences between 0 and 1', () => {
    fc.assert(
      fc.property(text, fc.constantFrom(...contexts), (said, context) => {
        const reading = readText(said, context);
        spansLieIn(reading, said.length);
        for (const { sure } of reading.marks) assert.ok(sure >= 0 && sure <= 1);
        if (reading.colour === 'green') assert.deepEqual(reading.doubts, []);
      }),
      { numRuns: 10_000 },
    );
  });

  it('lists and records of hostile lines are read without a throw, rows inside the text', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 8 }), fc.constantFrom(...contexts), (lines, context) => {
        const pasted = lines.map((line, at) => `${at + 1}. ${line}`).join('\n');
        for (const { reading, span } of readSheet(pasted, context).rows) {
          assert.ok(span[0] >= 0 && span[1] <= pasted.length);
          spansLieIn(reading, span[1] - span[0]);
        }
        for (const { message } of readPasted(pasted, context)) assert.equal(pasted.slice(...message.span), message.text);
      }),
      { numRuns: 500 },
    );
  });

  it('reading the same text twice gives the same reading', () => {
    fc.assert(
      fc.property(text, fc.constantFrom(...contexts), (said, context) =>
        assert.deepEqual(readText(said, context), readText(said, context)),
      ),
      { numRuns: 500 },
    );
  });

  const hostile = [
    '1-',
    '10-2-',
    '一',
    '号楼',
    '2单元',
    '(',
    '【',
    '白菜',
    '白菜2棵',
    '半',
    '各',
    '不是',
    '改成白菜1棵，',
    '138',
    '1 ',
    'a1',
    '我',
    '有没有',
    '请',
    '换成',
    '+',
    '、',
    '姓名：',
    '和风苑',
    '🙏',
    'x2',
    '*',
  ];
  for (const piece of hostile)
    it(`twice as many ${JSON.stringify(piece)} are at most about twice the work`, () => {
      const work = (times: number): number => {
        const said = hear(piece.repeat(times));
        readSaid(said, contexts[1] as GroupContext, null);
        return said.steps;
      };
      const [once, twice] = [work(400), work(800)];
      assert.ok(twice <= once * 2.2 + 200, `${once} → ${twice}`);
    });
});
