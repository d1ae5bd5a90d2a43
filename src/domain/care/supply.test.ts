// Tells that a household is asked again before its food runs out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askAgainAt, mostDaysOfSupply } from './supply.ts';

const saidAt = '2022-03-12T10:00:00.000Z';

test('the next contact is due a day before it runs out', () => {
  assert.equal(askAgainAt(3, saidAt), '2022-03-14T10:00:00.000Z');
  assert.equal(askAgainAt(30, saidAt), '2022-04-10T10:00:00.000Z');
});

test('who has nothing left is asked again after half a day, in which the order is on its way', () => {
  assert.equal(askAgainAt(0, saidAt), '2022-03-12T22:00:00.000Z');
  assert.equal(askAgainAt(1, saidAt), '2022-03-12T22:00:00.000Z');
});

test('more days never mean an earlier question', () => {
  for (let days = 1; days <= mostDaysOfSupply; days++) assert.ok(askAgainAt(days, saidAt) >= askAgainAt(days - 1, saidAt));
});
