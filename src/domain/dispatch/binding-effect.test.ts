// What a move does is said before it is done, and comes out so when it is done.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type BoundHelper, type BoundUnit, dayOf, effectOfMove, uncoveredBuildings } from './binding-effect.ts';

const unit = (n: number, more: Partial<BoundUnit> = {}): BoundUnit => ({
  unitId: `u${n}`,
  buildingId: `b${Math.floor(n / 2)}`,
  seconds: 600 + 60 * n,
  sealed: false,
  x: n * 20,
  y: 50,
  presentPrimary: 'anna',
  served: { anna: 4 },
  ...more,
});
const helper = (helperId: string, more: Partial<BoundHelper> = {}): BoundHelper => ({
  helperId,
  protection: false,
  baseSeconds: 300,
  homeUnitId: null,
  ...more,
});

describe('moving one unit', () => {
  const units = [unit(0), unit(1), unit(2), unit(3, { sealed: true, presentPrimary: null, served: {} })];
  const helpers = [helper('anna'), helper('bo', { homeUnitId: 'u2', baseSeconds: 0 }), helper('chen', { protection: true })];
  const owners = new Map([
    ['u0', 'anna'],
    ['u1', 'anna'],
    ['u2', 'anna'],
    ['u3', null],
  ]);

  it('shows both days, who knows the doors, and how far it is', () => {
    assert.deepEqual(effectOfMove(units, helpers, owners, { unitId: 'u1', to: 'bo' }), {
      from: { before: 300 + 600 + 660 + 720, after: 300 + 600 + 720 },
      to: { before: 0, after: 660 },
      longest: { before: 2280, after: 1620 },
      staysWithPresent: false,
      servedByOld: 4,
      servedByNew: 0,
      lacksProtection: false,
      mixesSealed: false,
      metresOld: 20,
      metresNew: 20,
    });
    assert.equal(effectOfMove(units, helpers, owners, { unitId: 'u2', to: 'bo' })?.metresNew, 0);
  });

  it('says when protection is missing and when crews would mix', () => {
    const sealed = (to: string) => effectOfMove(units, helpers, owners, { unitId: 'u3', to });
    assert.deepEqual([sealed('bo')?.lacksProtection, sealed('chen')?.lacksProtection], [true, false]);
    assert.deepEqual([sealed('anna')?.mixesSealed, sealed('chen')?.mixesSealed], [true, false]);
    assert.equal(sealed('chen')?.from, null);
    assert.equal(effectOfMove(units, helpers, owners, { unitId: 'u3', to: 'nobody' }), undefined);
  });

  it('names the buildings that nobody covers', () => {
    assert.deepEqual([...uncoveredBuildings(units, owners)], [['b1', 1]]);
  });

  it('comes out as it was said, whatever is moved', () => {
    const ids = helpers.map(one => one.helperId);
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.constantFrom(...ids)), { minLength: 4, maxLength: 4 }),
        fc.constantFrom(...units),
        fc.constantFrom(...ids),
        (given, { unitId }, to) => {
          const before = new Map(units.map((one, n) => [one.unitId, given[n] ?? null]));
          const effect = effectOfMove(units, helpers, before, { unitId, to });
          const after = new Map(before).set(unitId, to);
          const days = helpers.map(one => dayOf(one, units, after));
          assert.equal(effect?.longest.after, Math.max(...days));
          assert.equal(effect?.to.after, days[ids.indexOf(to)]);
        },
      ),
    );
  });
});
