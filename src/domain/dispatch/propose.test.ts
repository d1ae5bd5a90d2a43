// Who is proposed for a door: the bound one first, nobody who is unsafe, everybody fairly loaded, and always the same for the same facts.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Level } from '../zone/level.ts';
import { levels } from '../zone/level.ts';
import { whyUnfit } from './fit.ts';
import { type Candidate, type Need, propose } from './propose.ts';

const now = '2022-03-12T02:00:00.000Z';

const helper = (helperId: string, rest: Partial<Candidate> = {}): Candidate => ({
  helperId,
  roles: ['volunteer'],
  places: null,
  bindings: [],
  granted: [],
  onDuty: true,
  protection: true,
  maxOpen: 10,
  maxGrams: 30_000,
  open: 0,
  openGrams: 0,
  shiftStartedAt: '2022-03-12T00:00:00.000Z',
  wentSealedAt: null,
  carriesTo: [],
  holdsSealed: false,
  ...rest,
});

const need = (requestId: string, rest: Partial<Need> = {}): Need => ({
  requestId,
  householdId: 'h1',
  unitId: 'u1',
  buildingId: 'b1',
  gridId: 'g1',
  around: ['h1', 'u1', 'b1', 'c1', 'g1', 'a1'],
  protection: false,
  lane: 'ordinary',
  grams: 2000,
  dueAt: '2022-03-12T08:00:00.000Z',
  declinedBy: [],
  ...rest,
});

const names = (needs: Need[], candidates: Candidate[], requestId = needs[0]?.requestId ?? '') =>
  (propose(needs, candidates, now).get(requestId) ?? []).map(ranked => ranked.helperId);

const reasons = (one: Need, candidate: Candidate) => propose([one], [candidate], now).get(one.requestId)?.[0];

describe('proposals', () => {
  it('go by binding, then by place, then by load', () => {
    const candidates = [
      helper('stranger'),
      helper('busy stranger', { open: 6 }),
      helper('same grid', { granted: ['g1'], places: ['g1'], roles: ['grid_worker'] }),
      helper('same building', { granted: ['b1'], places: ['b1'], roles: ['steward'] }),
      helper('backup', { bindings: [{ placeId: 'u1', rank: 'backup' }] }),
      helper('primary of the building', { bindings: [{ placeId: 'b1', rank: 'primary' }] }),
      helper('primary of the door', { bindings: [{ placeId: 'h1', rank: 'primary' }] }),
    ];
    assert.deepEqual(names([need('r')], candidates), [
      'primary of the door',
      'primary of the building',
      'backup',
      'same building',
      'same grid',
      'stranger',
      'busy stranger',
    ]);
  });

  it('leave out who has nothing to do with the place, except when a life is in danger', () => {
    const elsewhere = helper('steward of b9', { roles: ['steward'], places: ['b9'], granted: ['b9'] });
    assert.deepEqual(names([need('r')], [elsewhere]), []);
    assert.deepEqual(names([need('r', { lane: 'life' })], [elsewhere]), ['steward of b9']);
  });

  it('say why somebody cannot go, in codes', () => {
    const cases: [Partial<Need>, Partial<Candidate>, string][] = [
      [{ protection: true }, { protection: false }, 'no_protection'],
      [{}, { wentSealedAt: '2022-03-12T01:00:00.000Z' }, 'sealed_before'],
      [{}, { holdsSealed: true }, 'sealed_before'],
      [{}, { onDuty: false }, 'off_duty'],
      [{}, { open: 10 }, 'shift_full'],
      [{}, { openGrams: 29_000 }, 'shift_full'],
      [{ grams: 31_000 }, {}, 'too_heavy'],
      [{ declinedBy: ['v'] }, {}, 'declined_before'],
    ];
    for (const [ofNeed, ofHelper, code] of cases) {
      const ranked = reasons(need('r', ofNeed), helper('v', ofHelper));
      assert.equal(ranked?.fit, false, code);
      assert.ok(ranked?.because.includes(code as never), `${code} in ${ranked?.because}`);
    }
    const went = helper('v', { wentSealedAt: '2022-03-11T23:00:00.000Z' });
    assert.equal(reasons(need('r'), went)?.fit, true, 'that was the shift before');
    assert.deepEqual(reasons(need('r', { protection: true }), helper('v'))?.because, ['protection', 'free']);
    assert.deepEqual(reasons(need('r'), helper('v', { open: 5 }))?.because, ['busy']);
  });

  it('spread a selection over people, and send one person twice to the same building rather than two', () => {
    const candidates = [helper('v1', { maxOpen: 3 }), helper('v2', { maxOpen: 3 }), helper('v3', { maxOpen: 3 })];
    const needs = Array.from({ length: 9 }, (_, index) => need(`r${index}`, { buildingId: `b${index % 3}` }));
    const proposals = propose(needs, candidates, now);
    const byHelper = new Map<string, string[]>();
    for (const one of needs) {
      const first = proposals.get(one.requestId)?.[0];
      assert.ok(first?.fit);
      byHelper.set(first.helperId, [...(byHelper.get(first.helperId) ?? []), one.buildingId]);
    }
    assert.deepEqual(
      [...byHelper.values()].map(buildings => buildings.length),
      [3, 3, 3],
    );
    for (const buildings of byHelper.values()) assert.ok(new Set(buildings).size <= 2, String(buildings));
  });

  it('keep crews for sealed and clean buildings apart within one selection', () => {
    const needs = [need('sealed', { protection: true, lane: 'medicine' }), need('clean', { buildingId: 'b2' })];
    const proposals = propose(needs, [helper('v1'), helper('v2')], now);
    assert.equal(proposals.get('sealed')?.[0]?.helperId, 'v1');
    assert.equal(proposals.get('clean')?.[0]?.helperId, 'v2');
  });

  const level = fc.constantFrom<Level>(...levels);
  const anyHelper = fc
    .record({
      protection: fc.boolean(),
      onDuty: fc.boolean(),
      open: fc.nat(12),
      openGrams: fc.nat(30_000),
      wentSealedAt: fc.constantFrom(null, '2022-03-12T01:00:00.000Z', '2022-03-11T20:00:00.000Z'),
      holdsSealed: fc.boolean(),
      placeId: fc.constantFrom('h1', 'u1', 'b1', 'b2', null),
      rank: fc.constantFrom<'primary' | 'backup'>('primary', 'backup'),
      everywhere: fc.boolean(),
    })
    .map(({ placeId, rank, everywhere, ...rest }) => ({
      ...rest,
      bindings: placeId === null ? [] : [{ placeId, rank }],
      places: everywhere ? null : placeId === null ? [] : [placeId],
    }));
  const helpers = fc.array(anyHelper, { maxLength: 8 }).map(list => list.map((rest, index) => helper(`v${index}`, rest)));
  const needs = fc
    .array(
      fc.record({
        level,
        lane: fc.constantFrom<'life' | 'medicine' | 'ordinary'>('life', 'medicine', 'ordinary'),
        grams: fc.nat(35_000),
        buildingId: fc.constantFrom('b1', 'b2'),
        declinedBy: fc.subarray(['v0', 'v1', 'v2']),
      }),
      { minLength: 1, maxLength: 12 },
    )
    .map(list =>
      list.map((rest, index) =>
        need(`r${index}`, { ...rest, around: ['h1', 'u1', rest.buildingId, 'c1', 'g1', 'a1'], unitId: 'u1' }),
      ),
    );

  it('never call fit whom an offer would refuse, whatever the facts', () => {
    fc.assert(
      fc.property(needs, helpers, (wanted, candidates) => {
        for (const [requestId, ranked] of propose(wanted, candidates, now)) {
          const one = wanted.find(each => each.requestId === requestId) as Need;
          for (const each of ranked.filter(entry => entry.fit)) {
            const candidate = candidates.find(entry => entry.helperId === each.helperId) as Candidate;
            assert.equal(whyUnfit({ ...candidate, open: each.open, openGrams: each.openGrams }, one, now), null);
            assert.ok(candidate.onDuty && !one.declinedBy.includes(each.helperId));
          }
          const fit = ranked.map(entry => entry.fit);
          assert.deepEqual(
            fit,
            [...fit].sort((a, b) => Number(b) - Number(a)),
            'who can go stands before who cannot',
          );
        }
      }),
    );
  });

  it('are the same for the same facts in any order', () => {
    fc.assert(
      fc.property(needs, helpers, fc.integer(), (wanted, candidates, seed) => {
        const shuffled = <T>(list: readonly T[]) =>
          [...list].map((entry, index) => ({ entry, key: Math.imul(index + seed, 2654435761) })).sort((a, b) => a.key - b.key);
        const again = propose(
          shuffled(wanted).map(({ entry }) => entry),
          shuffled(candidates).map(({ entry }) => entry),
          now,
        );
        for (const [requestId, ranked] of propose(wanted, candidates, now)) assert.deepEqual(again.get(requestId), ranked);
      }),
    );
  });

  it('take no longer than a breath for two hundred requests and three hundred helpers', () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      helper(`v${index}`, { bindings: [{ placeId: `b${index % 9}`, rank: 'primary' }] }),
    );
    const wanted = Array.from({ length: 200 }, (_, index) => need(`r${index}`, { buildingId: `b${index % 9}` }));
    const started = performance.now();
    propose(wanted, many, now);
    assert.ok(performance.now() - started < 1500);
  });
});
