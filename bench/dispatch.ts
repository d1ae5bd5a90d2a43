// The planner's goals as JSON lines and as one table: times, walking and rounds against their bounds, fairness, repair, growth, violations.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { checkPlan } from '../src/domain/dispatch/check/check.ts';
import { readPlan } from '../src/domain/dispatch/check/told.ts';
import { planFile } from '../src/domain/dispatch/plan/file.ts';
import { parseProblem } from '../src/domain/dispatch/plan/parse.ts';
import type { Plan, Problem } from '../src/domain/dispatch/plan/problem.ts';
import { insertRequest } from '../src/domain/dispatch/plan/repair.ts';
import { planRounds } from '../src/domain/dispatch/plan/solve.ts';
import { takeUp } from '../src/domain/dispatch/plan/standing.ts';
import { byBuilding } from './dispatch-by-building.ts';
import { goalTable, type Line } from './dispatch-goals.ts';
import { compoundProblem, trickyProblem } from './dispatch-problems.ts';

const seeds = Number(process.env.BENCH_SEEDS ?? 20);
const randomProblems = Number(process.env.BENCH_RANDOM ?? 10_000);
/** Walking of another solver on the file that was given, and the seconds of a processor it took, for the ratios. */
const reference = Number(process.env.BENCH_REFERENCE ?? Number.NaN);
const referenceCpu = Number(process.env.BENCH_REFERENCE_CPU ?? Number.NaN);
const now = () => performance.now();
const cpuNow = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const lines: Line[] = [];

function report(line: Line): void {
  lines.push(line);
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const round = (value: number, digits = 3): number => Math.round(value * 10 ** digits) / 10 ** digits;
const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
const part = (values: readonly number[], share: number): number =>
  round(sorted(values)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN);
const mean = (values: readonly number[]): number => round(values.reduce((sum, one) => sum + one, 0) / values.length);
const spread = (values: readonly number[]) => ({ p50: part(values, 0.5), p99: part(values, 0.99) });

/** Milliseconds of the processor, so that what else runs on the machine is left out; wall milliseconds beside them. */
function timed<T>(work: () => T): { result: T; cpuMs: number; wallMs: number } {
  const [cpuFrom, from] = [cpuNow(), now()];
  const result = work();
  return { result, cpuMs: cpuNow() - cpuFrom, wallMs: now() - from };
}

const uncut = (problem: Problem): Problem => ({ ...problem, timeLimitMs: 1e9 });

function violations(problem: Problem, plan: Plan): number {
  const told = readPlan(planFile(plan));
  return told.ok ? checkPlan(problem, told.plan).length : 1;
}

/** Different people who come to a unit, and the share of requests that its primary brings. */
function continuity(problem: Problem, plan: Plan): { people: number; primary: number } {
  const unitOf = new Map(problem.requests.map(request => [request.id, request.unit]));
  const people = new Map<string, Set<string>>();
  let stops = 0;
  for (const { worker, stops: own } of plan.rounds)
    for (const stop of own) {
      const unit = unitOf.get(stop.request) ?? '';
      people.set(unit, (people.get(unit) ?? new Set()).add(worker));
      stops += 1;
    }
  return {
    people: mean([...people.values()].map(set => set.size)),
    primary: 1 - plan.totals.outsidePrimary / Math.max(1, stops),
  };
}

/** One kind of problem over many seeds, warm. */
function quality(name: string, problems: readonly Problem[]): void {
  for (const problem of problems.slice(0, 3)) planRounds(uncut(problem), { now });
  const runs = problems.map(problem => {
    let [first, firstCpu] = [0, 0];
    const [began, cpuBegan] = [now(), cpuNow()];
    const onFirst = () => {
      first = now() - began;
      firstCpu = cpuNow() - cpuBegan;
    };
    const { result: plan, cpuMs, wallMs } = timed(() => planRounds(uncut(problem), { now, onFirst }));
    return { problem, plan, first, firstCpu, cpuMs, wallMs, greedy: byBuilding(problem) };
  });
  const of = (figure: (run: (typeof runs)[number]) => number): number[] => runs.map(figure);
  const oftenest = (figure: (run: (typeof runs)[number]) => number) => ({
    mean: mean(of(figure)),
    max: round(Math.max(...of(figure))),
  });
  report({
    bench: 'dispatch',
    name,
    problems: problems.length,
    requests: problems[0]?.requests.length,
    firstMs: spread(of(run => run.first)),
    firstCpuMs: spread(of(run => run.firstCpu)),
    finalMs: spread(of(run => run.wallMs)),
    finalCpuMs: spread(of(run => run.cpuMs)),
    travel: mean(of(run => run.plan.totals.travelSeconds)),
    travelToBound: oftenest(run => run.plan.totals.travelSeconds / run.plan.bounds.travelSeconds),
    ...(Number.isNaN(reference) || !name.startsWith('file')
      ? {}
      : { travelToReference: oftenest(run => run.plan.totals.travelSeconds / reference) }),
    ...(Number.isNaN(referenceCpu) || !name.startsWith('file')
      ? {}
      : { cpuToReference: oftenest(run => run.cpuMs / 1000 / referenceCpu) }),
    travelToByBuilding: oftenest(run => run.plan.totals.travelSeconds / run.greedy.travelSeconds),
    roundsAboveBound: oftenest(run => run.plan.totals.rounds - run.plan.bounds.rounds),
    byBuildingRoundsAboveBound: oftenest(run => run.greedy.rounds - run.plan.bounds.rounds),
    maxLoadToBound: oftenest(run => run.plan.totals.maxWorkerSeconds / run.plan.bounds.maxWorkerSeconds),
    minToMaxLoad: mean(of(run => run.plan.totals.minWorkerSeconds / run.plan.totals.maxWorkerSeconds)),
    byBuildingMinToMaxLoad: mean(of(run => run.greedy.minWorkerSeconds / run.greedy.maxWorkerSeconds)),
    primaryShare: mean(of(run => continuity(run.problem, run.plan).primary)),
    peoplePerUnit: mean(of(run => continuity(run.problem, run.plan).people)),
    idle: Math.max(...of(run => run.problem.workers.length - new Set(run.plan.rounds.map(one => one.worker)).size)),
    unserved: Math.max(...of(run => run.plan.unserved.length)),
    lateSeconds: Math.max(...of(run => run.plan.totals.lateSeconds)),
    violations: of(run => violations(run.problem, run.plan)).reduce((sum, one) => sum + one, 0),
  });
}

/** What fairness costs in minutes, the same problems with and without. */
function fairness(): void {
  const minutes = (fair: boolean, seed: number): number => {
    const problem = compoundProblem(seed, { bindings: true, fair });
    const plan = planRounds(uncut(problem), { now });
    return plan.rounds.reduce((sum, one) => sum + one.endAt - one.startAt, 0);
  };
  const ratios = Array.from({ length: Math.min(seeds, 10) }, (_, n) => minutes(true, n + 1) / minutes(false, n + 1));
  report({
    bench: 'dispatch',
    name: 'minutes fair to unfair',
    problems: ratios.length,
    mean: mean(ratios),
    max: round(Math.max(...ratios)),
  });
}

/** What the clock leaves: the same problems with less and less time, told in processor time so that other work does not count. */
function cutShort(problems: readonly Problem[]): void {
  const whole = problems.map(problem => planRounds(uncut(problem), { now }).totals.travelSeconds);
  for (const timeLimitMs of [10, 25, 50, 100, 200]) {
    const plans = problems.map(problem => planRounds({ ...problem, timeLimitMs }, { now: cpuNow }));
    report({
      bench: 'dispatch',
      name: 'cut short',
      cpuMs: timeLimitMs,
      cut: plans.filter(plan => plan.cut).length,
      travelToWhole: mean(plans.map((plan, n) => plan.totals.travelSeconds / (whole[n] ?? 1))),
      minToMaxLoad: mean(plans.map(plan => plan.totals.minWorkerSeconds / plan.totals.maxWorkerSeconds)),
      unserved: Math.max(...plans.map(plan => plan.unserved.length)),
      violations: plans.reduce((sum, plan, n) => sum + violations(problems[n] as Problem, plan), 0),
    });
  }
}

/** Urgent requests one after the other into plans that are being carried out, thirty into each. */
function repair(name: string, problems: readonly Problem[], warm: number): void {
  const runs: { wallMs: number; cpuMs: number; changed: number; refused: number }[] = [];
  problems.forEach((problem, p) => {
    const standing = takeUp(problem, planRounds(uncut(problem), { now, effort: 0.5 }).rounds, 1000);
    for (let n = 0; n < 30; n += 1) {
      const like = problem.requests[(n * 37) % problem.requests.length];
      if (like === undefined) return;
      const urgent = { ...like, id: `urgent ${n}`, class: 'P0' as const, readyAt: 1000, dueAt: 4600 };
      const { result, cpuMs, wallMs } = timed(() => insertRequest(standing, urgent));
      // The first plans warm the program up.
      if (p >= warm)
        runs.push({ wallMs, cpuMs, changed: result.before === null ? 0 : 1, refused: result.refused === null ? 0 : 1 });
    }
  });
  report({
    bench: 'dispatch',
    name,
    requests: runs.length,
    ms: spread(runs.map(run => run.wallMs)),
    cpuMs: spread(runs.map(run => run.cpuMs)),
    roundsChanged: Math.max(...runs.map(run => run.changed)),
    refused: runs.reduce((sum, run) => sum + run.refused, 0),
  });
}

/** This file as a process of its own: reading, planning and judging a district from nothing. */
function district(compounds: number): { cpuMs: number; wallMs: number; planMs: number; rssMb: number; requests: number } {
  const out = execFileSync(process.execPath, [import.meta.filename, `--district=${compounds}`], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  return JSON.parse(out);
}

function planDistrict(compounds: number): void {
  const text = JSON.stringify(compoundProblem(1, { compounds, timeLimitMs: 1e9 }));
  const { result, cpuMs, wallMs } = timed(() => {
    const parsed = parseProblem(JSON.parse(text));
    if (!parsed.ok) throw new Error(parsed.bad.field);
    return planRounds(parsed.problem, { now });
  });
  const { totals, bounds, unserved, planMs } = result;
  const rssMb = Math.round(process.resourceUsage().maxRSS / 1024);
  report({
    compounds,
    requests: compounds * 574,
    cpuMs: round(cpuMs),
    wallMs: round(wallMs),
    planMs,
    rssMb,
    totals,
    bounds,
    unserved: unserved.length,
  });
}

function growth(): void {
  const districts = [1, 10, 100, 200].map(compounds => {
    const line = district(compounds);
    report({ bench: 'dispatch', name: `district of ${compounds}`, ...line, cpuSeconds: round(line.cpuMs / 1000) });
    return line;
  });
  const cpu = districts.map(line => line.cpuMs);
  report({
    bench: 'dispatch',
    name: 'growth ×10',
    from574: round((cpu[1] ?? 0) / (cpu[0] ?? 1)),
    from5740: round((cpu[2] ?? 0) / (cpu[1] ?? 1)),
  });
}

function random(): void {
  let broken = 0;
  let requests = 0;
  let unserved = 0;
  const { cpuMs } = timed(() => {
    for (let seed = 0; seed < randomProblems; seed += 1) {
      const problem = trickyProblem(seed);
      const plan = planRounds(problem, { now, effort: 0.1 });
      broken += violations(problem, plan);
      requests += problem.requests.length;
      unserved += plan.unserved.length;
    }
  });
  report({
    bench: 'dispatch',
    name: 'random problems',
    problems: randomProblems,
    requests,
    unserved,
    violations: broken,
    cpuMs: round(cpuMs),
  });
}

function main(): void {
  const asked = process.argv.slice(2);
  const compounds = asked.find(word => word.startsWith('--district='));
  if (compounds !== undefined) {
    planDistrict(Number(compounds.split('=')[1]));
    return;
  }
  const file = asked.find(word => !word.startsWith('-'));
  if (file !== undefined) {
    const parsed = parseProblem(JSON.parse(readFileSync(file, 'utf8')));
    if (!parsed.ok) throw new Error(`${file}: ${parsed.bad.field}: ${parsed.bad.wrong}`);
    const { problem } = parsed;
    const others = Array.from({ length: seeds }, (_, n) => ({ ...problem, seed: problem.seed + n }));
    quality('file, other seeds of the planner', others);
    if (asked.includes('--only')) return;
  }
  const many = (wishes: Parameters<typeof compoundProblem>[1]) =>
    Array.from({ length: seeds }, (_, n) => compoundProblem(n + 1, wishes));
  quality('compound', many({}));
  quality('compound, fair', many({ fair: true }));
  quality('compound, fair, bindings', many({ fair: true, bindings: true }));
  quality('compound, soft bindings', many({ binding: 'soft', bindings: true }));
  fairness();
  cutShort(many({}));
  repair('urgent request', many({}), seeds / 4);
  repair('urgent request, bindings', many({ bindings: true }), seeds / 4);
  const districts = [1, 2, 3, 4].map(seed => compoundProblem(seed, { compounds: 20 }));
  repair('urgent request in a district of 20 compounds', districts, 1);
  growth();
  random();
  process.stdout.write(`\n${goalTable(lines)}\n`);
}

main();
