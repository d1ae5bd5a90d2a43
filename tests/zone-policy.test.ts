// What a level means for the goods follows from dated data, and the strictest level around a door wins.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type DatedLevel, effectiveLevel, isStricter, levels } from '../src/domain/zone/level.ts';
import { deliverTo, housePolicy, needsProtection, type Policy, policyInForce, policyOn, ruleOf } from '../src/domain/zone/policy.ts';
import { shippedPolicies } from '../src/domain/zone/shipped.ts';

const divisionCode = '629901001001';
const rules = housePolicy.levels;

describe('policies are dated data', () => {
  it('each day of 2022 has the set of its time', () => {
    const table = [
      ['2021-08-31', null],
      ['2022-03-12', 'three_zones'],
      ['2022-06-27', 'three_zones'],
      ['2022-06-28', 'ninth_edition'],
      ['2022-11-10', 'ninth_edition'],
      ['2022-11-11', 'twenty_measures'],
      ['2026-01-01', 'twenty_measures'],
    ] as const;
    for (const [day, expected] of table) assert.equal(policyOn(day, divisionCode)?.policyId ?? null, expected, day);
  });

  it('the order of the own county goes before the one of the country, and only there', () => {
    const local: Policy = {
      ...housePolicy,
      policyId: 'local',
      region: '629901',
      from: '2022-03-10',
      until: '2022-03-20',
    };
    const among = [...shippedPolicies, local];
    assert.equal(policyOn('2022-03-12', divisionCode, among)?.policyId, 'local');
    assert.equal(policyOn('2022-03-20', divisionCode, among)?.policyId, 'three_zones');
    assert.equal(policyOn('2022-03-12', '629902001001', among)?.policyId, 'three_zones');
  });

  it('every policy says what every level asks for; one it does not know is treated as the next stricter', () => {
    for (const policy of shippedPolicies) for (const level of levels) assert.ok(ruleOf(level, policy.levels));
    const twenty = shippedPolicies.find(policy => policy.policyId === 'twenty_measures') as Policy;
    assert.equal(ruleOf('control', twenty.levels).term, '高风险区');
  });

  it('in a sealed place everybody is served at the door by protected helpers; under control whoever cannot walk well is', () => {
    assert.equal(deliverTo('sealed', 'anyone', rules), 'door');
    assert.equal(deliverTo('control', 'limited_mobility', rules), 'door');
    assert.equal(deliverTo('control', 'anyone', rules), 'unit_door');
    assert.equal(deliverTo('open', 'anyone', rules), 'compound_point');
    assert.deepEqual(
      levels.map(level => needsProtection(level, rules)),
      [false, false, false, true],
    );
  });
});

describe('the strictest active level wins', () => {
  const instant = fc.date({ min: new Date('2022-01-01'), max: new Date('2022-12-31'), noInvalidDate: true });
  const dated = fc
    .record({ level: fc.constantFrom(...levels), starts: instant, ends: fc.option(instant) })
    .map(
      ({ level, starts, ends }): DatedLevel => ({ level, startsAt: starts.toISOString(), endedAt: ends?.toISOString() ?? null }),
    );

  it('for any nesting: no active level is stricter than the one that counts, and that one is active or open', () => {
    fc.assert(
      fc.property(fc.array(dated, { maxLength: 6 }), instant, (around, at) => {
        const now = at.toISOString();
        const effective = effectiveLevel(around, now);
        const active = around.filter(one => one.startsAt <= now && (one.endedAt === null || now < one.endedAt));
        assert.ok(active.every(one => !isStricter(one.level, effective)));
        assert.ok(effective === 'open' || active.some(one => one.level === effective));
      }),
    );
  });
});
