// How much of the lines kept aside is read right; the reader was fitted to the other part (see samples/chat/README.md).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type ChatLine, score } from '../../../bench/reader-score.ts';
import { answerOf, readContext } from './answer.ts';
import { readText } from './read.ts';

const folder = join(import.meta.dirname, '../../../samples/chat');
const linesOf = (file: string): ChatLine[] =>
  readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as ChatLine);

const least: Readonly<Record<string, number>> = {
  ...{ kind: 93, 'request recall': 97, 'request precision': 95, 'critical recall': 98 },
  ...{
    'building precision': 99,
    'building recall': 95,
    'unit precision': 99,
    'unit recall': 95,
    'room precision': 99,
    'room recall': 95,
  },
  ...{ 'phone precision': 99, 'phone recall': 99, 'name precision': 92, 'name recall': 88 },
  ...{ 'items jielong precision': 93, 'items jielong recall': 92, 'items all precision': 88, 'items all recall': 82 },
  ...{ 'green rows': 55, 'green rows right': 99.5 },
};
const most: Readonly<Record<string, number>> = {
  'false alarms on chatter': 1,
  'rows needing a change': 20,
  'green rows with a wrong address': 0,
};

describe('lines kept aside', () => {
  const lines = ['written-held-out.jsonl', 'made-held-out.jsonl'].flatMap(linesOf);
  const { figures } = score(
    lines,
    lines.map(line => answerOf(readText(line.text, readContext(line.group_context)))),
  );
  for (const { figure, percent, of } of figures) {
    const [low, high] = [least[figure], most[figure]];
    if (low === undefined && high === undefined) continue;
    it(`${figure} is ${low === undefined ? `at most ${high}` : `at least ${low}`} %`, () => {
      assert.ok(of > 0 && percent !== null);
      assert.ok(low === undefined ? percent <= (high as number) : percent >= low, `${percent} % of ${of}`);
    });
  }
});

describe('cries and what only sounds like one', () => {
  const lines = ['hard-fit.jsonl', 'blind.jsonl'].flatMap(linesOf);
  const { figures } = score(
    lines,
    lines.map(line => answerOf(readText(line.text, readContext(line.group_context)))),
  );
  const percentOf = (name: string): number => figures.find(one => one.figure === name)?.percent ?? Number.NaN;

  it('98 of a hundred cries rise, however they are worded', () => assert.ok(percentOf('critical recall') >= 98));

  it('nearly all talk with words of danger in it stays talk', () => assert.ok(percentOf('false alarms on chatter') <= 4));

  it('no green row has a wrong address', () => assert.equal(percentOf('green rows with a wrong address'), 0));

  it('of the green rows of these hard lines 98 of a hundred are right', () => assert.ok(percentOf('green rows right') >= 98));
});
