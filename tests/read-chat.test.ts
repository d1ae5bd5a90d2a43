// The reader from a shell: a line in, a line out, with a roster or without; a bad line is named and stops nothing.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const root = join(import.meta.dirname, '..');
function readChat(input: string, ...args: string[]): { lines: Record<string, unknown>[]; stderr: string; status: number | null } {
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(root, 'scripts/read-chat.ts'), ...args], {
    input,
    encoding: 'utf8',
  });
  const lines = stdout.split('\n').filter(line => line !== '');
  return { lines: lines.map(line => JSON.parse(line) as Record<string, unknown>), stderr, status };
}
const line = (id: string, text: string, group_context: object = {}): string => `${JSON.stringify({ id, text, group_context })}\n`;
const group = { group: '银杏苑业主群', compound: '银杏苑', scheme: 'building-unit-room' };
const roster = join(root, 'samples/households-new-compound.csv');

describe('npm run read-chat', () => {
  it('answers each line with all its fields, null where the text gives nothing', () => {
    const { lines, status } = readChat(line('a', '1. 1-1-101 王敏 白菜2棵', group));
    assert.equal(status, 0);
    const [only] = lines;
    assert.deepEqual(Object.keys(only ?? {}).sort(), [
      ...['building', 'category', 'colour', 'compound', 'confidence', 'id', 'items', 'kind', 'name', 'needs_human'],
      ...['op', 'phone', 'ref_line', 'room', 'unit', 'urgency', 'zone'],
    ]);
    assert.deepEqual(only?.items, [{ name: '白菜', qty: 2, unit: '棵', spec: null }]);
    assert.deepEqual([only?.room, only?.phone, only?.zone], ['101', null, null]);
  });

  it('a roster decides which doors there are', () => {
    const input = line('there', '1. 1-1-101 白菜2棵', group) + line('not', '2. 1-9-101 白菜2棵', group);
    const { lines } = readChat(input, '--households', roster);
    assert.deepEqual(
      lines.map(one => [one.id, one.colour, one.needs_human]),
      [
        ['there', 'green', false],
        ['not', 'red', true],
      ],
    );
  });

  it('a whole list is answered with its rows and totals', () => {
    const [only] = readChat(line('list', '#接龙\n例 1-1-101 1份\n1. 1-1-101 白菜2棵\n2. 1-1-102 白菜1棵', group)).lines;
    assert.equal((only?.rows as unknown[] | undefined)?.length, 2);
    assert.deepEqual(only?.totals, { 白菜: 3 });
  });

  it('bad lines are named and answered with an error, the others are read', () => {
    const { lines, stderr, status } = readChat(`not json\n${JSON.stringify({ id: 'b' })}\n${line('c', '早上好')}`);
    assert.equal(status, 0);
    assert.deepEqual(
      lines.map(one => [one.id, typeof one.error]),
      [
        [null, 'string'],
        ['b', 'string'],
        ['c', 'undefined'],
      ],
    );
    assert.match(stderr, /line 1: .*\nline 2 \(b\): /);
  });

  it('an unreadable roster or a wrong option ends with 2', () => {
    assert.equal(readChat('', '--households', join(root, 'samples/nothing-here.csv')).status, 2);
    assert.equal(readChat('', '--houses').status, 2);
  });
});
