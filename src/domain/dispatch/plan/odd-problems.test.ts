// Problems nobody would draw up on purpose: figures at their limits, nobody there, doors out of reach, times that contradict each other.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compoundProblem, trickyProblem } from '../../../../bench/dispatch-problems.ts';
import { checkPlan } from '../check/check.ts';
import { readPlan } from '../check/told.ts';
import { planFile } from './file.ts';
import { parseProblem } from './parse.ts';
import type { Plan, PlanRequest, PlanWorker, Problem } from './problem.ts';
import { drawFrom } from './random.ts';
import { planRounds } from './solve.ts';

const stopped = () => 0;
const plan = (problem: Problem, effort = 0.05): Plan => planRounds(problem, { now: stopped, effort });

function assertGood(problem: Problem, made: Plan, what: string): void {
  const told = readPlan(JSON.parse(JSON.stringify(planFile(made))));
  assert.ok(told.ok, what);
  assert.deepEqual(checkPlan(problem, told.plan), [], what);
}

/** Every figure of a problem, with what it stands in. */
function figuresOf(of: Record<string, unknown>): [Record<string, unknown>, string][] {
  return Object.entries(of).flatMap(([name, value]): [Record<string, unknown>, string][] => {
    if (typeof value === 'number') return [[of, name]];
    return typeof value === 'object' && value !== null ? figuresOf(value as Record<string, unknown>) : [];
  });
}

const extremes = [0, 0.1, 1 / 3, 1e-9, 1e6, 1e9, 1e12, 1e15, -1, 1e308];

describe('a problem with a figure at its limit', () => {
  it('is refused with the field, or planned within every rule', () => {
    let planned = 0;
    for (let seed = 0; seed < 400; seed += 1) {
      const draw = drawFrom(seed + 77);
      const spoiled = JSON.parse(JSON.stringify(trickyProblem(seed, 15)));
      const figures = figuresOf(seed % 2 === 0 ? spoiled : { requests: spoiled.requests, workers: spoiled.workers });
      const [chosen, name] = figures[draw.below(figures.length)] ?? [spoiled, 'seed'];
      const figure = extremes[draw.below(extremes.length)];
      // One of them, or all of its name.
      for (const [of, other] of draw.next() < 0.4 ? figures : []) if (other === name) of[other] = figure;
      chosen[name] = figure;
      const parsed = parseProblem(spoiled);
      if (!parsed.ok) {
        assert.ok(parsed.bad.field.includes(name) || Array.isArray(chosen), `seed ${seed}: ${parsed.bad.field}, not ${name}`);
        continue;
      }
      planned += 1;
      assertGood(parsed.problem, plan(parsed.problem), `seed ${seed}, ${name} ${figure}`);
    }
    assert.ok(planned > 200);
  });

  it('keeps its sums where seconds are fractions', () => {
    for (let seed = 0; seed < 60; seed += 1) {
      const problem = trickyProblem(seed, 20);
      const requests = problem.requests.map((request, n) => ({
        ...request,
        serviceSeconds: request.serviceSeconds + 0.1 * (n % 7),
        readyAt: request.readyAt + n / 3,
        dueAt: request.dueAt - 0.7,
      }));
      const workers = problem.workers.map(worker => ({
        ...worker,
        shift: [worker.shift[0] + 0.3, worker.shift[1] + 1.1] as const,
      }));
      const fractions = { ...problem, requests, workers };
      assertGood(fractions, plan(fractions), `seed ${seed}`);
    }
  });
});

describe('a compound', () => {
  const base = compoundProblem(2);
  const [some] = base.requests;
  assert.ok(some);
  const asked = (count: number, change: (n: number) => Partial<PlanRequest>): PlanRequest[] =>
    Array.from({ length: count }, (_, n) => ({ ...some, id: `q${n}`, ...change(n) }));
  const everybody = (change: Partial<PlanWorker>): PlanWorker[] => base.workers.map(worker => ({ ...worker, ...change }));
  const codes = (problem: Problem): string[] => {
    const made = plan(problem);
    assertGood(problem, made, 'odd');
    return [...new Set(made.unserved.map(({ reason }) => reason))];
  };

  it('without anybody to carry, with doors out of reach or times that contradict each other, says why for each request', () => {
    assert.deepEqual(codes({ ...base, workers: [] }), ['no_bound_worker', 'no_ppe_worker']);
    assert.deepEqual(codes({ ...base, requests: asked(40, () => ({ maxOutSeconds: 1 })) }), ['cold_limit']);
    assert.deepEqual(codes({ ...base, requests: asked(40, () => ({ openAt: 20_000, dueAt: 10 })) }), ['not_ready_in_shift']);
    assert.deepEqual(codes({ ...base, workers: everybody({ shift: [100, 100] }) }), ['shift_full']);
    assert.deepEqual(codes({ ...base, workers: everybody({ maxRoundSeconds: 0 }) }), ['shift_full']);
    assert.deepEqual(
      codes({ ...base, workers: everybody({ wearSeconds: 0 }) }),
      ['shift_full'],
      'only the sealed building goes without',
    );
    assert.deepEqual(codes({ ...base, gateCapacity: 1, gateWindowSeconds: 1e6 }), ['gate_full']);
  });

  it('where goods must be out briefly and doors open late is served by whoever waits at the gate, not at the door', () => {
    const problem = { ...base, requests: asked(30, n => ({ openAt: 9000 + n, dueAt: 10, maxOutSeconds: 400, kg: 20 })) };
    const made = plan(problem);
    assertGood(problem, made, 'late doors');
    assert.equal(made.unserved.length, 0);
  });
});

describe('the clock', () => {
  const bytes = (problem: Problem, now: () => number): string =>
    JSON.stringify({ ...(planFile(planRounds(problem, { now })) as object), planMs: 0 });

  it('decides nothing as long as it ends nothing: the same file is the same plan to the byte', () => {
    for (const problem of [compoundProblem(3), trickyProblem(11), compoundProblem(4, { fair: true, bindings: true })]) {
      let at = 0;
      const jumpy = () => (at += 7 + (at % 3));
      const roomy = { ...problem, timeLimitMs: 1e9 };
      const first = bytes(roomy, stopped);
      assert.equal(bytes(roomy, stopped), first);
      assert.equal(bytes(roomy, jumpy), first);
      assert.equal(bytes(JSON.parse(JSON.stringify(roomy)), stopped), first);
    }
  });

  it('whenever it ends the search leaves a whole plan within every rule, hardly longer, and evenly shared', () => {
    const problem = compoundProblem(5);
    const whole = planRounds({ ...problem, timeLimitMs: 1e9 }, { now: stopped });
    for (const looks of [1, 5, 40, 120, 250]) {
      let reads = 0;
      const made = planRounds({ ...problem, timeLimitMs: looks }, { now: () => reads++ });
      assertGood(problem, made, `${looks} looks`);
      assert.deepEqual([made.cut, made.unserved.length, made.totals.lateSeconds], [true, 0, 0], `${looks} looks`);
      assert.ok(made.totals.travelSeconds <= (looks < 100 ? 1.06 : 1.03) * whole.totals.travelSeconds, `${looks} looks`);
      assert.ok(made.totals.minWorkerSeconds > 0.6 * made.totals.maxWorkerSeconds, `${looks} looks`);
    }
  });

  it('that is given far less than was asked for still lets medicine go first', () => {
    const problem = {
      ...compoundProblem(6),
      workers: compoundProblem(6).workers.map(worker => ({ ...worker, shift: [0, 2400] as const })),
    };
    const made = planRounds(
      { ...problem, timeLimitMs: 20 },
      {
        now: (() => {
          let reads = 0;
          return () => reads++;
        })(),
      },
    );
    assertGood(problem, made, 'short shifts');
    const medicine = new Set(problem.requests.filter(request => request.class === 'P0').map(request => request.id));
    assert.ok(made.unserved.length > 100, 'not everybody can be served');
    assert.equal(made.unserved.filter(({ request }) => medicine.has(request)).length, 0);
  });
});
