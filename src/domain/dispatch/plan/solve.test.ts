// The planner against every plan of a thousand tiny problems, against the judge, and against itself.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compoundProblem, trickyProblem } from '../../../../bench/dispatch-problems.ts';
import { tinyProblem } from '../../../../bench/dispatch-tiny.ts';
import { checkPlan } from '../check/check.ts';
import { everyPlan, type Outcome } from '../check/every-plan.ts';
import { readPlan } from '../check/told.ts';
import { planFile } from './file.ts';
import { lateWeight, type Plan, type Problem, urgencies } from './problem.ts';
import { planRounds } from './solve.ts';

/** A clock that stands still: nothing is ever cut. */
const stopped = () => 0;
const plan = (problem: Problem, effort = 0.1): Plan => planRounds(problem, { now: stopped, effort });

function brokenRules(problem: Problem, made: Plan): string[] {
  const told = readPlan(JSON.parse(JSON.stringify(planFile(made))));
  assert.ok(told.ok, 'the judge can read the file');
  return checkPlan(problem, told.plan).map(({ rule, where, why }) => `${rule} ${where} ${why}`);
}

const compare = (a: readonly number[], b: readonly number[]): number => {
  const differs = a.findIndex((one, n) => one !== b[n]);
  return differs < 0 ? 0 : (a[differs] as number) - (b[differs] as number);
};

/** Unserved by class, cost of lateness. */
function firstThings(problem: Problem, made: Plan): { unserved: number[]; late: number } {
  const classOf = new Map(problem.requests.map(request => [request.id, request.class]));
  const unserved = urgencies.map(name => made.unserved.filter(({ request }) => classOf.get(request) === name).length);
  const stops = made.rounds.flatMap(round => round.stops);
  const late = stops.reduce((sum, stop) => sum + stop.reason.lateSeconds * lateWeight[classOf.get(stop.request) ?? 'P3'], 0);
  return { unserved, late };
}

describe('on a thousand tiny problems, of which every plan was tried,', () => {
  const cases = Array.from({ length: 1000 }, (_, seed) => {
    const problem = tinyProblem(seed);
    return { seed, problem, made: plan(problem), every: everyPlan(problem) };
  });
  const best = (every: readonly Outcome[]) => {
    const unserved = every.reduce((least, one) => (compare(one.unserved, least.unserved) < 0 ? one : least)).unserved;
    return every.filter(one => compare(one.unserved, unserved) === 0);
  };
  const least = (of: readonly Outcome[], name: 'late' | 'lateSeconds' | 'outside' | 'travel' | 'rounds' | 'work') =>
    of.reduce((all, one) => Math.min(all, one[name]), Infinity);

  it('whoever can be served is served, the most urgent first, and as little late as can be', () => {
    for (const { seed, problem, made, every } of cases) {
      const mine = firstThings(problem, made);
      assert.deepEqual(mine.unserved, best(every)[0]?.unserved, `seed ${seed}`);
      assert.equal(mine.late, least(best(every), 'late'), `seed ${seed}`);
    }
    assert.ok(
      cases.filter(({ problem, made }) => made.unserved.length < problem.requests.length).length > 500,
      'most cases can be served',
    );
  });

  it('nobody is outside the primary binding without need', () => {
    for (const { seed, made, every } of cases) {
      const late = least(best(every), 'late');
      const punctual = best(every).filter(one => one.late === late);
      assert.equal(made.totals.outsidePrimary, least(punctual, 'outside'), `seed ${seed}`);
    }
  });

  it('nobody walks further than in the best plan, but in one case of a hundred', () => {
    // Without waiting at doors and without fairness, walking is what is left to be saved.
    const plain = cases.filter(({ problem }) => !problem.rules.fair && problem.requests.every(one => one.openAt === undefined));
    let [further, walked, shortest] = [0, 0, 0];
    for (const { made, every } of plain) {
      const punctual = best(every).filter(one => one.late === least(best(every), 'late'));
      const inside = punctual.filter(one => one.outside === least(punctual, 'outside'));
      const way = least(inside, 'travel');
      assert.ok(made.totals.travelSeconds >= way, 'the oracle has tried everything');
      further += made.totals.travelSeconds > way ? 1 : 0;
      walked += made.totals.travelSeconds;
      shortest += way;
    }
    assert.ok(plain.length > 200 && further <= plain.length / 100, `${further} of ${plain.length}`);
    assert.ok(walked <= 1.003 * shortest);
  });

  it('no bound is above what the best plans reach', () => {
    for (const { seed, problem, made, every } of cases) {
      const good = best(every);
      assert.ok(made.bounds.travelSeconds <= least(good, 'travel'), `travel, seed ${seed}`);
      assert.ok(made.bounds.rounds <= least(good, 'rounds'), `rounds, seed ${seed}`);
      assert.ok(made.bounds.lateSeconds <= least(good, 'lateSeconds'), `lateness, seed ${seed}`);
      // With fairness the load is bounded among plans that are as good in what counts before it.
      const punctual = good.filter(one => one.late === least(good, 'late'));
      const inside = punctual.filter(one => one.outside === least(punctual, 'outside'));
      assert.ok(made.bounds.maxWorkerSeconds <= least(problem.rules.fair ? inside : good, 'work'), `load, seed ${seed}`);
    }
    const tight = cases.filter(
      ({ made, every }) => made.totals.travelSeconds > 0 && made.bounds.travelSeconds > 0.6 * least(best(every), 'travel'),
    );
    assert.ok(tight.length > 200, 'and they are not merely zero');
  });
});

describe('a plan', () => {
  it('breaks no hard rule on three hundred problems in which every rule bites', () => {
    for (let seed = 0; seed < 300; seed += 1)
      assert.deepEqual(brokenRules(trickyProblem(seed), plan(trickyProblem(seed), 0.05)), [], `seed ${seed}`);
  });

  it('of a whole compound serves everybody, in at most one round more than the bound', () => {
    const problem = compoundProblem(7);
    const made = plan(problem, 0.3);
    assert.deepEqual(brokenRules(problem, made), []);
    assert.deepEqual([made.unserved.length, made.totals.lateSeconds, made.cut], [0, 0, false]);
    assert.ok(made.totals.rounds <= made.bounds.rounds + 1, `${made.totals.rounds} rounds, bound ${made.bounds.rounds}`);
    assert.ok(made.totals.travelSeconds <= 1.08 * made.bounds.travelSeconds);
  });

  it('that has to be fair uses everybody, and nobody much more than must be', () => {
    const problem = compoundProblem(8, { bindings: true, fair: true });
    const made = plan(problem, 0.3);
    assert.deepEqual(brokenRules(problem, made), []);
    assert.equal(made.totals.outsidePrimary, 0);
    assert.ok(made.totals.minWorkerSeconds > 0, 'everybody carries');
    assert.ok(made.totals.maxWorkerSeconds <= 1.06 * made.bounds.maxWorkerSeconds);
  });

  it('is the same for the same seed, and for the same things in another order', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const problem = trickyProblem(seed);
      const { requests, workers, units, buildings } = problem;
      const turned = {
        ...problem,
        requests: requests.toReversed(),
        workers: workers.toReversed(),
        units: units.toReversed(),
        buildings: buildings.toReversed(),
      };
      const first = plan(problem);
      assert.deepEqual(plan(problem), first);
      assert.deepEqual(plan(turned), first, `seed ${seed}`);
    }
  });

  it('that the clock ends says so and keeps every rule', () => {
    let reads = 0;
    const hurried = () => reads++ * 100;
    const problem = { ...compoundProblem(9), timeLimitMs: 500 };
    const made = planRounds(problem, { now: hurried });
    assert.equal(made.cut, true);
    assert.deepEqual(brokenRules(problem, made), []);
    assert.equal(made.unserved.length, 0);
    assert.equal(planRounds({ ...problem, timeLimitMs: 1e9 }, { now: stopped, effort: 0.01 }).cut, false);
  });

  it('of nothing, or with nobody, is still a plan', () => {
    const full = compoundProblem(1);
    const nothing = { ...full, requests: [] };
    const nobody = { ...full, workers: [] };
    const nowhere = { ...full, requests: [], workers: [], units: [], buildings: [] };
    for (const problem of [nothing, nobody, nowhere]) assert.deepEqual(brokenRules(problem, plan(problem)), []);
    assert.equal(plan(nobody).unserved.length, 574);
  });
});

describe('who goes without is told why', () => {
  const base = compoundProblem(1);
  const [request] = base.requests;
  const [clean, other] = base.workers;
  assert.ok(request && clean && other);
  const alone = (
    change: Partial<typeof request>,
    worker: Partial<typeof clean> = {},
    more: Partial<Problem> = {},
  ): string | undefined =>
    plan({ ...base, requests: [{ ...request, ...change }], workers: [{ ...clean, ...worker }], ...more }).unserved[0]?.reason;

  it('with a code that is true', () => {
    assert.equal(alone({}), undefined);
    assert.equal(alone({ unit: 'b9-1' }), 'no_ppe_worker');
    assert.equal(alone({}, { primary: ['b2-1'] }), 'no_bound_worker');
    assert.equal(alone({}, { primary: [] }), 'no_bound_worker', 'an empty list binds to nothing');
    assert.equal(alone({ kg: 61 }), 'too_heavy');
    assert.equal(alone({}, { maxKg: 0 }), 'too_heavy');
    assert.equal(alone({ boxes: 21 }), 'too_heavy');
    assert.equal(alone({ readyAt: 14_390 }), 'not_ready_in_shift');
    assert.equal(alone({ openAt: 14_390 }), 'not_ready_in_shift');
    assert.equal(alone({ maxOutSeconds: 20 }), 'cold_limit');
    assert.equal(alone({}, { shift: [0, 100] }), 'shift_full');
    assert.equal(alone({}, { breaks: [[0, 14_400]] }), 'shift_full');
    assert.equal(alone({}, {}, { gateCapacity: 0, gateWindowSeconds: 60 }), 'gate_full');
  });
});
