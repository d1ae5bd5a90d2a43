// The judge finds every kind of fault that is planted into a good plan, and none where there is none.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PlanRequest, PlanWorker, Problem } from '../plan/problem.ts';
import { checkPlan } from './check.ts';
import { readPlan, type ToldPlan } from './told.ts';

// Two clean units and a sealed one in a row; legs by hand: gate to a1 (floor 2) 130 s, to b1 (stairs, floor 1) 112 s, to s1 (floor 1) 300 s.
const travel = {
  walkMetresPerSecond: 1,
  liftWaitSeconds: 25,
  liftFloorSeconds: 2.5,
  liftStepSeconds: 12,
  sameFloorSeconds: 8,
  stairFloorSeconds: 12,
};

const request = (id: string, unit: string, floor: number, change: Partial<PlanRequest> = {}): PlanRequest => ({
  id,
  unit,
  floor,
  class: 'P3',
  kg: 10,
  boxes: 2,
  readyAt: 0,
  dueAt: 2000,
  serviceSeconds: 40,
  ...change,
});

const worker = (id: string, change: Partial<PlanWorker> = {}): PlanWorker => ({
  id,
  shift: [0, 4000],
  ppe: false,
  maxKg: 20,
  maxBoxes: 4,
  maxRoundSeconds: 900,
  workedSeconds: 100,
  ...change,
});

function problem(change: Partial<Problem> = {}): Problem {
  return {
    gate: { x: 0, y: 0 },
    travel,
    buildings: [
      { id: 'a', floors: 9, lift: true, zone: 'control' },
      { id: 'b', floors: 6, lift: false, zone: 'open' },
      { id: 's', floors: 9, lift: true, zone: 'sealed' },
    ],
    units: [
      { id: 'a1', building: 'a', x: 60, y: 40 },
      { id: 'b1', building: 'b', x: 60, y: 40 },
      { id: 's1', building: 's', x: 100, y: 50 },
    ],
    requests: [request('r1', 'a1', 2), request('r2', 'a1', 4), request('r3', 'b1', 1), request('r4', 's1', 1)],
    workers: [worker('w1'), worker('w2', { ppe: true })],
    rules: { binding: 'strict', fair: false },
    frozen: [],
    seed: 1,
    timeLimitMs: 500,
    ...change,
  };
}

type Loose = {
  rounds: {
    worker: string;
    startAt: number;
    endAt: number;
    stops: { request: string; arriveAt: number; reason: string }[];
    travelSeconds: number;
    kg: number;
  }[];
  unserved: { request: string; reason: string }[];
  totals: Record<string, number>;
  bounds: Record<string, number>;
};

/** w1: r1, r2, then r3; w2: r4. */
function good(): Loose {
  const stop = (name: string, arriveAt: number) => ({ request: name, arriveAt, reason: '.' });
  return {
    rounds: [
      { worker: 'w1', startAt: 0, endAt: 362, stops: [stop('r1', 130), stop('r2', 187)], travelSeconds: 282, kg: 20 },
      { worker: 'w1', startAt: 400, endAt: 664, stops: [stop('r3', 512)], travelSeconds: 224, kg: 10 },
      { worker: 'w2', startAt: 0, endAt: 396, stops: [stop('r4', 178)], travelSeconds: 356, kg: 10 },
    ],
    unserved: [],
    totals: { travelSeconds: 862, rounds: 3, maxWorkerSeconds: 726, minWorkerSeconds: 496, lateSeconds: 0, outsidePrimary: 0 },
    bounds: { travelSeconds: 800, rounds: 3, maxWorkerSeconds: 700 },
  };
}

function rules(of: Problem, plan: Loose): string[] {
  const told = readPlan({ ...plan, cut: false, planMs: 1 });
  assert.ok(told.ok, JSON.stringify(told));
  return [...new Set(checkPlan(of, told.plan as ToldPlan).map(({ rule }) => rule))];
}

/** Faults of a good plan after something was spoiled, of which figures are left aside: they follow from the rest. */
function found(spoil: (plan: Loose) => void, change: Partial<Problem> = {}): string[] {
  const plan = good();
  spoil(plan);
  return rules(problem(change), plan).filter(rule => !['totals', 'round_travel', 'round_kg', 'bounds'].includes(rule));
}

const change = (id: string, of: Partial<PlanRequest>): Partial<Problem> => ({
  requests: problem().requests.map(one => (one.id === id ? { ...one, ...of } : one)),
});
const person = (id: string, of: Partial<PlanWorker>): Partial<Problem> => ({
  workers: problem().workers.map(one => (one.id === id ? { ...one, ...of } : one)),
});
const nothing = () => {};

describe('the judge', () => {
  it('has nothing to say of a good plan, to the last figure', () => assert.deepEqual(rules(problem(), good()), []));

  it('finds a request that is lost, doubled, unknown, or refused with an untrue or unknown word', () => {
    assert.deepEqual(
      found(plan => plan.rounds.pop()),
      ['missing'],
    );
    assert.deepEqual(
      found(plan => plan.unserved.push({ request: 'r3', reason: 'shift_full' })),
      ['twice'],
    );
    assert.ok(found(plan => (plan.rounds[1]!.stops[0]!.request = 'r1')).includes('twice'));
    assert.ok(found(plan => (plan.rounds[1]!.stops[0]!.request = 'r9')).includes('unknown_request'));
    assert.ok(found(plan => (plan.rounds[1]!.worker = 'w9')).includes('unknown_worker'));
    const refused = (reason: string) =>
      found(plan => {
        plan.rounds.splice(1, 1);
        plan.unserved.push({ request: 'r3', reason });
      });
    assert.deepEqual(refused('shift_full'), []);
    assert.deepEqual(refused('tired'), ['unserved_code']);
    for (const reason of ['no_ppe_worker', 'no_bound_worker', 'too_heavy'])
      assert.deepEqual(refused(reason), ['unserved_untrue']);
  });

  it('finds every rule of a round that is broken', () => {
    assert.deepEqual(found(nothing, person('w1', { maxKg: 19.9 })), ['kg']);
    assert.deepEqual(found(nothing, person('w1', { maxBoxes: 3 })), ['boxes']);
    assert.deepEqual(found(nothing, change('r2', { readyAt: 1 })), ['ready']);
    assert.deepEqual(found(nothing, change('r2', { openAt: 188 })), ['open']);
    assert.deepEqual(
      found(plan => (plan.rounds[0]!.stops[1]!.arriveAt = 186)),
      ['arrival'],
    );
    assert.deepEqual(
      found(plan => (plan.rounds[0]!.stops[0]!.arriveAt = 129)),
      ['arrival'],
    );
    assert.deepEqual(
      found(plan => (plan.rounds[0]!.endAt = 361)),
      ['end'],
    );
    assert.deepEqual(found(nothing, change('r2', { maxOutSeconds: 186 })), ['cold']);
    assert.deepEqual(found(nothing, change('r2', { maxOutSeconds: 187 })), []);
    assert.deepEqual(found(nothing, person('w1', { shift: [0, 663] })), ['shift']);
    assert.deepEqual(found(nothing, person('w1', { shift: [1, 4000] })), ['shift']);
    assert.deepEqual(found(nothing, person('w1', { breaks: [[361, 370]] })), ['break']);
    assert.deepEqual(found(nothing, person('w1', { breaks: [[362, 400]] })), []);
    assert.deepEqual(found(nothing, person('w1', { maxRoundSeconds: 361 })), ['round_seconds']);
    assert.deepEqual(found(nothing, person('w2', { ppe: false })), ['ppe']);
    assert.ok(found(plan => plan.rounds[1]!.stops.push({ request: 'r4', arriveAt: 600, reason: '.' })).includes('mixed'));
    assert.deepEqual(found(nothing, person('w1', { primary: ['a1'] })), ['binding']);
    assert.deepEqual(found(nothing, person('w1', { primary: ['a1'], backup: ['b1'] })), []);
    assert.deepEqual(found(nothing, person('w1', { backup: ['a1'] })), ['binding'], 'a list that is absent is empty');
    assert.deepEqual(found(nothing, { ...person('w1', { primary: ['a1'] }), rules: { binding: 'soft', fair: false } }), []);
    assert.deepEqual(
      found(plan => plan.rounds.push({ ...plan.rounds[0]!, startAt: 700, endAt: 700, stops: [] })),
      ['empty'],
    );
  });

  it('finds every rule between rounds that is broken', () => {
    assert.deepEqual(
      found(plan => (plan.rounds[0]!.endAt = 401)),
      ['overlap'],
    );
    const carryAll = (plan: Loose, from: number, sealedFrom: number) => {
      plan.rounds[1] = {
        ...plan.rounds[1]!,
        worker: 'w2',
        startAt: from,
        endAt: from + 264,
        stops: [{ request: 'r3', arriveAt: from + 112, reason: '.' }],
      };
      plan.rounds[2] = {
        ...plan.rounds[2]!,
        startAt: sealedFrom,
        endAt: sealedFrom + 396,
        stops: [{ request: 'r4', arriveAt: sealedFrom + 178, reason: '.' }],
      };
    };
    assert.deepEqual(
      found(plan => carryAll(plan, 1000, 0)),
      ['clean_after_sealed'],
    );
    assert.deepEqual(
      found(plan => carryAll(plan, 0, 1000)),
      [],
    );
    assert.deepEqual(found(nothing, person('w2', { wearSeconds: 395 })), ['wear']);
    assert.deepEqual(found(nothing, person('w2', { wearSeconds: 396 })), []);
    assert.deepEqual(found(nothing, { gateCapacity: 1, gateWindowSeconds: 0 }), ['gate'], 'two start at 0');
    assert.deepEqual(found(nothing, { gateCapacity: 2, gateWindowSeconds: 401 }), ['gate']);
    assert.deepEqual(found(nothing, { gateCapacity: 2, gateWindowSeconds: 400 }), []);
    assert.deepEqual(found(nothing, { gateCapacity: 0, gateWindowSeconds: 400 }), ['gate']);
  });

  it('finds a frozen round that was touched, and holds nothing that was frozen against the plan', () => {
    const frozen = (arriveAt: number): Partial<Problem> => ({
      ...person('w1', { maxKg: 1, primary: [] }),
      frozen: [
        {
          round: {
            worker: 'w1',
            startAt: 0,
            endAt: 362,
            stops: [
              { request: 'r1', arriveAt: 130 },
              { request: 'r2', arriveAt },
            ],
          },
          state: 'running',
        },
        { round: { worker: 'w1', startAt: 400, endAt: 664, stops: [{ request: 'r3', arriveAt: 512 }] }, state: 'accepted' },
      ],
    });
    assert.deepEqual(found(nothing, frozen(187)), []);
    assert.ok(found(nothing, frozen(188)).includes('frozen'));
    assert.ok(found(plan => plan.rounds.splice(0, 1), frozen(187)).includes('frozen'));
  });

  it('counts every figure again', () => {
    const figures = (spoil: (plan: Loose) => void, of: Partial<Problem> = {}) => {
      const plan = good();
      spoil(plan);
      return rules(problem(of), plan);
    };
    for (const name of Object.keys(good().totals))
      assert.deepEqual(
        figures(plan => (plan.totals[name] = (plan.totals[name] ?? 0) + 1)),
        ['totals'],
        name,
      );
    for (const name of Object.keys(good().bounds))
      assert.deepEqual(
        figures(plan => (plan.bounds[name] = 900)),
        ['bounds'],
        name,
      );
    assert.deepEqual(
      figures(plan => (plan.rounds[0]!.travelSeconds = 281)),
      ['round_travel'],
    );
    assert.deepEqual(
      figures(plan => (plan.rounds[0]!.kg = 21)),
      ['round_kg'],
    );
    assert.deepEqual(figures(nothing, change('r2', { dueAt: 180 })), ['totals'], 'seven seconds late');
    assert.deepEqual(figures(nothing, person('w1', { backup: ['a1', 'b1'] })), ['totals'], 'three outside the primary binding');
    assert.deepEqual(figures(nothing, person('w2', { primary: ['s1', 'b1'] })), ['totals'], 'an unbound carrier of a bound unit');
    assert.deepEqual(figures(nothing, person('w1', { workedSeconds: 90 })), ['totals'], 'history counts');
  });

  it('names the field of a plan that is none', () => {
    const field = (spoil: (plan: Loose) => void): string => {
      const plan = good();
      spoil(plan);
      const told = readPlan({ ...plan, cut: false, planMs: 1 });
      return told.ok ? '' : told.field;
    };
    assert.equal(
      field(plan => (plan.rounds[1]!.stops[0]!.reason = '')),
      'rounds[1].stops[0].reason',
    );
    assert.equal(
      field(plan => delete plan.totals.rounds),
      'totals.rounds',
    );
    assert.equal(
      field(plan => (plan.bounds.travelSeconds = Number.NaN)),
      'bounds.travelSeconds',
    );
    assert.equal(
      field(plan => (plan.unserved as unknown[]).push(7)),
      'unserved[0]',
    );
    for (const value of [null, 3, [], {}]) assert.equal(readPlan(value).ok, false);
  });
});
