// Nothing in the queue jumps while somebody works in it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { QueueRow } from '../../../api/request.ts';
import { merge, type Shown } from './merge.ts';

const row = (requestId: string, state = 'asked') => ({ requestId, state }) as unknown as QueueRow;
const shown = (...ids: string[]): Shown => ({ rows: ids.map(id => row(id)), gone: new Set(), waiting: [] });
const ids = (rows: readonly QueueRow[]) => rows.map(one => one.requestId);

test('a shown row changes where it stands, and a new one waits at the bar', () => {
  const next = merge(shown('a', 'b'), [row('z'), row('b', 'sorted'), row('a')], true, false);
  assert.deepEqual(ids(next.rows), ['a', 'b']);
  assert.equal(next.rows[1]?.state, 'sorted');
  assert.deepEqual(ids(next.waiting), ['z']);
});

test('a row that left the list stays in view, marked as gone', () => {
  const next = merge(shown('a', 'b'), [row('b')], true, false);
  assert.deepEqual(ids(next.rows), ['a', 'b']);
  assert.deepEqual([...next.gone], ['a']);
});

test('what merely stands on the next page is neither gone nor new', () => {
  const next = merge(shown('a', 'b'), [row('n'), row('b'), row('c')], false, true);
  assert.deepEqual([...next.gone], []);
  assert.deepEqual(ids(next.waiting), ['n']);
});

test('whatever the server sends, the shown rows keep their order and number', () => {
  const letters = fc.uniqueArray(fc.constantFrom(...'abcdefghij'), { maxLength: 10 });
  fc.assert(
    fc.property(letters, letters, fc.boolean(), (now, newest, whole) => {
      const next = merge(
        shown(...now),
        newest.map(id => row(id)),
        whole,
        !whole,
      );
      assert.deepEqual(ids(next.rows), now);
      for (const waiting of ids(next.waiting)) assert.ok(!now.includes(waiting) && newest.includes(waiting));
    }),
  );
});
