// Money is kept to the fen, whatever is typed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fenOf } from './money.ts';

test('amounts as typed', () => {
  for (const [typed, fen] of [
    ['12.5', 1250],
    ['12.05', 1205],
    ['¥8', 800],
    ['0.1', 10],
    ['１２．３', 1230],
    ['', undefined],
    ['abc', null],
    ['1.234', null],
    ['-1', null],
  ] as const)
    assert.equal(fenOf(typed), fen, typed);
});

test('every amount in fen reads back to itself', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 99_999_999 }), fen => assert.equal(fenOf((fen / 100).toFixed(2)), fen)));
});
