// Travel times: what is set is what the planner walks, sealed buildings cost protection once, and ranges hold.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { gateSeconds, legSeconds } from './plan/travel.ts';
import {
  fitIntoRange,
  gateWays,
  isWithinRange,
  placeUnits,
  planBuildings,
  type Standing,
  travelKindNames,
  travelOf,
  usualTimes,
} from './travel-times.ts';

const building = (n: number, zone: Standing['zone'] = 'control'): Standing => ({
  buildingId: `b${n}`,
  floors: 11,
  lift: true,
  zone,
  units: [1, 2, 3].map(unit => ({ unitId: `b${n}-${unit}`, zone })),
});
const nine = [1, 2, 3, 4, 5, 6, 7, 8].map(n => building(n));
const all = [...nine, building(9, 'sealed')];
const door = (units: ReturnType<typeof placeUnits>, id: string, unit: number) => {
  const { x, y } = units.find(one => one.id === id) ?? { x: Number.NaN, y: 0 };
  return { unit, floor: 0, lift: false, x, y };
};

describe('the ground of a compound', () => {
  it('takes from the gate to a building what was set for it, whatever stands before it', () => {
    for (const known of [0, 15, 240, 1800]) {
      const times = { ...usualTimes, buildings: { b6: { gateSeconds: known } } };
      assert.equal(gateWays(times, all).get('b6'), known);
      const way = gateSeconds(travelOf(times), { x: 0, y: 0 }, door(placeUnits(times, all), 'b6-1', 1));
      assert.equal(way, known);
    }
  });

  it('costs putting protection on and off on the way in and out of sealed buildings, and not between two of them', () => {
    const travel = travelOf(usualTimes);
    const two = placeUnits(usualTimes, [...nine.slice(0, 7), building(8, 'sealed'), building(9, 'sealed')]);
    const open = placeUnits(usualTimes, [...nine.slice(0, 7), building(8), building(9)]);
    const way = (units: typeof two) => gateSeconds(travel, { x: 0, y: 0 }, door(units, 'b9-1', 1));
    assert.equal(way(two) - way(open), usualTimes.seconds.sealedSeconds);
    const between = (units: typeof two) => legSeconds(travel, door(units, 'b8-1', 1), door(units, 'b9-1', 2));
    assert.equal(between(two), between(open));
  });

  it('keeps a unit under another level apart from its building', () => {
    const mixed = {
      ...building(1),
      units: building(1).units.map((unit, n) => ({ ...unit, zone: n === 1 ? 'sealed' : unit.zone })),
    } as Standing;
    assert.deepEqual(
      planBuildings([mixed]).map(({ id, zone }) => [id, zone]),
      [
        ['b1', 'control'],
        ['b1-2', 'sealed'],
      ],
    );
    assert.deepEqual(
      placeUnits(usualTimes, [mixed]).map(unit => unit.building),
      ['b1', 'b1-2', 'b1'],
    );
  });

  it('brings any number into the range of its kind', () => {
    fc.assert(
      fc.property(fc.constantFrom(...travelKindNames), fc.double({ noNaN: true, min: -1e6, max: 1e6 }), (kind, seconds) => {
        const fitted = fitIntoRange(kind, seconds);
        assert.ok(isWithinRange(kind, fitted));
        if (isWithinRange(kind, seconds)) assert.ok(Math.abs(fitted - seconds) <= 0.5 + 1e-9);
      }),
    );
    for (const kind of travelKindNames) assert.ok(isWithinRange(kind, usualTimes.seconds[kind]), kind);
    assert.ok(!isWithinRange('doorSeconds', Number.NaN));
  });
});
