// How long a leg takes, against the table of the contract.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { gateSeconds, legSeconds } from './travel.ts';

const travel = {
  walkMetresPerSecond: 1.1,
  liftWaitSeconds: 25,
  liftFloorSeconds: 2.5,
  liftStepSeconds: 12,
  sameFloorSeconds: 8,
  stairFloorSeconds: 12,
};
const door = (unit: number, floor: number, lift: boolean, x = 60, y = 50) => ({ unit, floor, lift, x, y });

it('a leg takes what the contract says, half a second counting as one', () => {
  assert.equal(legSeconds(travel, door(1, 7, true), door(1, 7, true)), 8, 'across the landing');
  assert.equal(legSeconds(travel, door(1, 7, true), door(1, 10, true)), 20, '12 + 3 × 2.5 = 19.5');
  assert.equal(legSeconds(travel, door(1, 7, false), door(1, 4, false)), 36, 'three flights');
  assert.equal(legSeconds(travel, door(1, 7, true), door(2, 3, true, 80)), 93, '42.5 + 18.18 + 32.5 = 93.18');
  assert.equal(legSeconds(travel, door(1, 2, false), door(2, 3, true, 80)), 75, '24 + 18.18 + 32.5 = 74.68');
  assert.equal(gateSeconds(travel, { x: 0, y: 0 }, door(1, 2, true)), 130, '100 + 30');
});
