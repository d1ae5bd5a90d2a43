// What a level means for the goods follows from dated data, and the strictest level around a door wins.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { levelRules } from '../src/api/zone.ts';
import { type DatedLevel, effectiveLevel, isStricter, levels } from '../src/domain/zone/level.ts';
import {
  changedRules,
  deliverTo,
  housePolicy,
  needsProtection,
  type Policy,
  policyInForce,
  policyOn,
  ruleOf,
} from '../src/domain/zone/policy.ts';
import { isWiderThan } from '../src/domain/zone/rule.ts';
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

describe('what a community has chosen', () => {
  const version = (n: number, from: string, until: string | null = null) => ({ version: n, from, until });

  it('the version that began last holds, of several of a day the newest; what is over or still to come does not', () => {
    const versions = [
      version(1, '2022-03-10'),
      version(2, '2022-03-15', '2022-03-20'),
      version(3, '2022-03-12'),
      version(4, '2022-03-12'),
    ];
    const table = [
      ['2022-03-09', undefined],
      ['2022-03-11', 1],
      ['2022-03-12', 4],
      ['2022-03-15', 2],
      ['2022-03-19', 2],
      ['2022-03-20', 4],
    ] as const;
    for (const [day, expected] of table) assert.equal(policyInForce(versions, day)?.version, expected, day);
  });

  it('a change is named by level and field, whatever the order in which the database gives the fields back', () => {
    const { sealed } = rules;
    const shuffled = Object.fromEntries(Object.entries(sealed).reverse()) as unknown as typeof sealed;
    assert.deepEqual(changedRules(rules, { ...rules, sealed: shuffled }), []);
    const own = { ...rules, control: { ...ruleOf('control', rules), rubbish: { from: '18:00', until: '19:00' } } };
    assert.deepEqual(changedRules(rules, own), [{ level: 'control', field: 'rubbish' }]);
  });

  it('every set that comes with the program is one that the desk could have written', () => {
    for (const { policyId, levels: shipped } of shippedPolicies) {
      assert.equal(levelRules.safeParse(shipped).success, true, policyId);
    }
  });

  it('the figures of the documents: days without a case, and how wide a place may be sealed', () => {
    const table = shippedPolicies.map(({ policyId, levels: of }) => [
      policyId,
      of.sealed.release.find(one => one.kind === 'days_without_case')?.days,
      of.control?.release.find(one => one.kind === 'days_without_case')?.days,
      of.sealed.widest,
    ]);
    assert.deepEqual(table, [
      ['three_zones', 14, 7, null],
      ['ninth_edition', 7, 7, null],
      ['twenty_measures', 5, undefined, 'building'],
      ['flood_outage', undefined, undefined, null],
    ]);
    assert.equal(isWiderThan('compound', 'building'), true);
    assert.equal(isWiderThan('building', 'building'), false);
    assert.equal(isWiderThan('floor', 'building'), false);
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
