// A round: its order, what fits into it, and that no bag is lost in a count.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compareCount, differences, whyCountDiffers } from './handover.ts';
import {
  fillRound,
  loadOf,
  mayMoveRound,
  roundMoveNames,
  roundStates,
  suggestOrder,
  whyMixed,
  whyTaken,
  whyTooMuch,
} from './round.ts';

const stop = (buildingSort: number, unitSort: number, floor: number, door = `${floor}01`) => ({
  buildingSort,
  building: `${buildingSort}号楼`,
  unitSort,
  unit: `${unitSort}单元`,
  floor,
  door,
});

describe('the suggested order', () => {
  it('goes building by building, unit by unit, from the top floor down', () => {
    const order = suggestOrder([stop(2, 1, 3), stop(10, 1, 9), stop(2, 2, 1), stop(2, 1, 11), stop(2, 1, 3, '302')]);
    assert.deepEqual(
      order.map(one => `${one.building} ${one.unit} ${one.door}`),
      ['2号楼 1单元 1101', '2号楼 1单元 301', '2号楼 1单元 302', '2号楼 2单元 101', '10号楼 1单元 901'],
    );
  });

  it('loses and doubles nothing and enters each unit once', () => {
    const stops = fc.array(fc.tuple(fc.nat(4), fc.nat(3), fc.nat(20)).map(([b, u, f]) => stop(b, u, f)));
    fc.assert(
      fc.property(stops, given => {
        const order = suggestOrder(given);
        assert.deepEqual(new Set(order), new Set(given));
        const units = order.map(one => `${one.building}${one.unit}`).filter((unit, index, all) => unit !== all[index - 1]);
        assert.equal(new Set(units).size, units.length);
      }),
    );
  });
});

describe('a round', () => {
  it('is filled up to what one person can carry, and says what is too much', () => {
    const capacity = { grams: 10_000, bags: 3 };
    const stops = [6000, 5000, 3000, 1000, 0].map(grams => ({ grams, bags: 1 }));
    assert.deepEqual(
      fillRound(stops, capacity).map(one => one.grams),
      [6000, 3000, 1000],
    );
    assert.equal(whyTooMuch(fillRound(stops, capacity), capacity), null);
    assert.equal(whyTooMuch(stops, capacity)?.refused, 'too_heavy');
    assert.equal(whyTooMuch([{ grams: 0, bags: 4 }], capacity)?.refused, 'round_full');
    assert.deepEqual(loadOf([]), { grams: 0, bags: 0 });
  });

  it('is all sealed or all clean, and takes nobody from another round', () => {
    assert.equal(whyMixed([{ sealed: true }, { sealed: false }])?.refused, 'round_mixed');
    assert.equal(whyMixed([{ sealed: true }, { sealed: true }]), null);
    assert.equal(whyTaken([{ requestId: 'r', inRound: 'other' }], 'mine')?.refused, 'in_other_round');
    assert.equal(whyTaken([{ requestId: 'r', inRound: 'mine' }], 'mine'), null);
  });

  it('that is over stays over', () => {
    for (const state of roundStates) {
      const open = roundMoveNames.some(move => mayMoveRound(state, move));
      assert.equal(open, state !== 'finished' && state !== 'dropped', state);
    }
  });
});

describe('a count', () => {
  it('puts every bag into exactly one place, and speaks up until each difference has its name', () => {
    const bags = fc.uniqueArray(fc.nat(12).map(String));
    const named = fc.uniqueArray(fc.record({ bagId: fc.nat(12).map(String), difference: fc.constantFrom(...differences) }), {
      selector: one => one.bagId,
    });
    fc.assert(
      fc.property(bags, bags, named, (expected, counted, said) => {
        const { fine, short, surplus, unnamed, unlisted } = compareCount(expected, counted, said);
        const all = [...fine, ...short.map(one => one.bagId), ...surplus, ...unnamed, ...unlisted];
        assert.equal(new Set(all).size, all.length, 'nothing twice');
        assert.deepEqual(new Set(all), new Set([...expected, ...counted, ...said.map(one => one.bagId)]), 'nothing lost');
        assert.equal(fine.length + short.length + unnamed.length, expected.length);
        for (const bag of fine) assert.ok(counted.includes(bag));
        const compared = { fine, short, surplus, unnamed, unlisted };
        const agrees = whyCountDiffers(compared, expected.length, counted.length) === null;
        assert.equal(agrees, unnamed.length + unlisted.length === 0);
      }),
    );
  });
});
