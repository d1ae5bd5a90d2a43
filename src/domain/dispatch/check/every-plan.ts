// Tries every plan of a tiny problem: the oracle that the tests hold planner and bounds against. No gate, no wear, nothing frozen.
import type { PlanRequest, PlanWorker, Problem } from '../plan/problem.ts';
import { lateWeight, urgencies } from '../plan/problem.ts';
import { type Book, openBook, type WalkedRound, walk } from './book.ts';
import { checkRound } from './rules.ts';
import type { ToldRound } from './told.ts';

/** What a plan comes to. `work` is walking and service without waiting, history counted, of the most loaded. */
export interface Outcome {
  readonly unserved: readonly number[];
  readonly late: number;
  readonly lateSeconds: number;
  readonly outside: number;
  readonly travel: number;
  readonly rounds: number;
  readonly work: number;
}

interface Share extends Omit<Outcome, 'unserved'> {
  readonly mask: number;
}

const sum = (figures: readonly number[]): number => figures.reduce((all, one) => all + one, 0);

function roundAt(book: Book, worker: PlanWorker, requests: readonly PlanRequest[], startAt: number): WalkedRound | null {
  const bare: ToldRound = {
    worker: worker.id,
    startAt,
    endAt: startAt,
    stops: requests.map(request => ({ request: request.id, arriveAt: startAt })),
    travelSeconds: 0,
    kg: 0,
  };
  const walked = walk(book, bare, '', false, []);
  if (walked === null) return null;
  let at = startAt;
  const stops = requests.map((request, n) => {
    const arriveAt = Math.max(at + (walked.legs[n] as number), request.openAt ?? -Infinity);
    at = arriveAt + request.serviceSeconds;
    return { request: request.id, arriveAt };
  });
  return { ...walked, told: { ...bare, stops, endAt: at + (walked.legs.at(-1) as number) } };
}

/** The first start at or after `from` that breaks no rule of a round. Between these starts nothing becomes possible. */
function firstStart(book: Book, worker: PlanWorker, requests: readonly PlanRequest[], from: number): WalkedRound | null {
  const earliest = Math.max(from, worker.shift[0], ...requests.map(request => request.readyAt));
  const probe = roundAt(book, worker, requests, 0);
  if (probe === null) return null;
  let out = 0;
  const openings = requests.map((request, n) => {
    out += probe.legs[n] as number;
    const start = (request.openAt ?? -Infinity) - out;
    out += request.serviceSeconds;
    return start;
  });
  const long = out + (probe.legs.at(-1) as number);
  const limits = requests.flatMap(request =>
    request.openAt === undefined ? [] : [request.openAt + long - worker.maxRoundSeconds],
  );
  const starts = [earliest, ...openings, ...limits, ...(worker.breaks ?? []).map(([, until]) => until)];
  for (const start of starts.filter(one => one >= earliest).sort((a, b) => a - b)) {
    const round = roundAt(book, worker, requests, start);
    if (round !== null && checkRound(book, round).length === 0) return round;
  }
  return null;
}

/** Every ordered choice of at least one of `left`. */
function* orders(left: readonly number[]): Generator<number[]> {
  for (const one of left) {
    yield [one];
    for (const rest of orders(left.filter(other => other !== one))) yield [one, ...rest];
  }
}

/** Everything one worker could do, by the set of requests that are then served. */
function sharesOf(book: Book, worker: PlanWorker): Share[] {
  const { requests, rules, workers } = book.problem;
  const owned = new Set(workers.flatMap(one => one.primary ?? []));
  const free = worker.primary === undefined && worker.backup === undefined;
  const shares: Share[] = [];
  const go = (share: Share, at: number, wasSealed: boolean): void => {
    shares.push(share);
    const left = requests.map((_, r) => r).filter(r => (share.mask & (1 << r)) === 0);
    for (const order of orders(left)) {
      const stops = order.map(r => requests[r] as PlanRequest);
      const round = firstStart(book, worker, stops, at);
      if (round === null || (wasSealed && round.clean)) continue;
      const lates = stops.map((stop, n) => Math.max(0, (round.told.stops[n]?.arriveAt ?? 0) - stop.dueAt));
      const outside = stops.filter(({ unit }) => !worker.primary?.includes(unit) && !(free && !owned.has(unit))).length;
      const travel = sum(round.legs);
      const next: Share = {
        mask: order.reduce((mask, r) => mask | (1 << r), share.mask),
        late: share.late + sum(lates.map((late, n) => late * lateWeight[(stops[n] as PlanRequest).class])),
        lateSeconds: share.lateSeconds + sum(lates),
        outside: share.outside + (rules.binding === 'off' ? 0 : outside),
        travel: share.travel + travel,
        rounds: share.rounds + 1,
        work: share.work + travel + sum(stops.map(stop => stop.serviceSeconds)),
      };
      go(next, round.told.endAt, round.sealed);
    }
  };
  go({ mask: 0, late: 0, lateSeconds: 0, outside: 0, travel: 0, rounds: 0, work: worker.workedSeconds }, -Infinity, false);
  return bestOf(shares);
}

/** Without those that another one beats in everything. */
function bestOf(shares: readonly Share[]): Share[] {
  const names = ['late', 'lateSeconds', 'outside', 'travel', 'rounds', 'work'] as const;
  return [...Map.groupBy(shares, share => share.mask).values()].flatMap(same => {
    const kept: Share[] = [];
    for (const share of same.sort((a, b) => a.late - b.late || a.outside - b.outside || a.travel - b.travel))
      if (!kept.some(other => names.every(name => other[name] <= share[name]))) kept.push(share);
    return kept;
  });
}

/** Every plan that is not beaten in everything by another that serves the same. */
export function everyPlan(problem: Problem): Outcome[] {
  const book = openBook(problem);
  const nobody: Share = { mask: 0, late: 0, lateSeconds: 0, outside: 0, travel: 0, rounds: 0, work: 0 };
  let plans = [nobody];
  for (const worker of problem.workers) {
    const shares = sharesOf(book, worker);
    const together = plans.flatMap(plan =>
      shares
        .filter(share => (share.mask & plan.mask) === 0)
        .map(share => ({
          mask: plan.mask | share.mask,
          late: plan.late + share.late,
          lateSeconds: plan.lateSeconds + share.lateSeconds,
          outside: plan.outside + share.outside,
          travel: plan.travel + share.travel,
          rounds: plan.rounds + share.rounds,
          work: Math.max(plan.work, share.work),
        })),
    );
    plans = bestOf(together);
  }
  return plans.map(({ mask, ...plan }) => ({
    ...plan,
    unserved: urgencies.map(
      name => problem.requests.filter((request, r) => request.class === name && (mask & (1 << r)) === 0).length,
    ),
  }));
}
