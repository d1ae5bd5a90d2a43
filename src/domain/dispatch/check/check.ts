// The judge of a plan: breaks no hard rule, serves each request once, tells its figures rightly, and claims no bound above them.
import { type PlanRequest, type Problem, refusalOrder, type Totals } from '../plan/problem.ts';
import { type Book, type Broken, isSealed, openBook, type WalkedRound, walk } from './book.ts';
import { checkRoster } from './roster.ts';
import { checkRound } from './rules.ts';
import type { ToldPlan, ToldRound } from './told.ts';

const sum = (figures: readonly number[]): number => figures.reduce((all, one) => all + one, 0);

/** The frozen rounds of the problem, found again among the rounds of the plan by what is in them. */
function frozenAmong(problem: Problem, rounds: readonly ToldRound[], broken: Broken[]): ReadonlySet<ToldRound> {
  const found = new Set<ToldRound>();
  const keyOf = (round: Pick<ToldRound, 'worker' | 'startAt' | 'endAt' | 'stops'>) =>
    JSON.stringify([round.worker, round.startAt, round.endAt, round.stops.map(stop => [stop.request, stop.arriveAt])]);
  const byKey = Map.groupBy(rounds, keyOf);
  problem.frozen.forEach(({ round }, n) => {
    const same = byKey.get(keyOf(round))?.find(one => !found.has(one));
    if (same !== undefined) found.add(same);
    else
      broken.push({
        rule: 'frozen',
        where: `frozen[${n}]`,
        why: `the round of ${round.worker} at ${round.startAt} is not as it was`,
      });
  });
  return found;
}

function eachOnce(book: Book, plan: ToldPlan, broken: Broken[]): void {
  const times = new Map<string, number>();
  const count = (request: string) => times.set(request, (times.get(request) ?? 0) + 1);
  for (const round of plan.rounds) for (const stop of round.stops) count(stop.request);
  for (const { request, reason } of plan.unserved) {
    count(request);
    if (!book.requests.has(request))
      broken.push({ rule: 'unknown_request', where: 'unserved', why: `there is no request ${request}` });
    if (!(refusalOrder as readonly string[]).includes(reason))
      broken.push({ rule: 'unserved_code', where: request, why: `${reason} is no code` });
  }
  for (const id of book.requests.keys()) {
    const seen = times.get(id) ?? 0;
    if (seen === 0) broken.push({ rule: 'missing', where: id, why: 'neither in a round nor unserved' });
    if (seen > 1) broken.push({ rule: 'twice', where: id, why: `stands ${seen} times` });
  }
}

/** A refusal that says "nobody" must be true of everybody. */
function refusalsAreTrue(book: Book, plan: ToldPlan, broken: Broken[]): void {
  for (const { request: id, reason } of plan.unserved) {
    const request = book.requests.get(id);
    if (request === undefined) continue;
    const protectedEnough = book.problem.workers.filter(worker => worker.ppe || !isSealed(book, request));
    const bound = protectedEnough.filter(({ primary, backup }) => {
      if (book.problem.rules.binding !== 'strict' || (primary === undefined && backup === undefined)) return true;
      return [...(primary ?? []), ...(backup ?? [])].includes(request.unit);
    });
    const strong = bound.filter(worker => request.kg <= worker.maxKg && request.boxes <= worker.maxBoxes);
    const untrue =
      (reason === 'no_ppe_worker' && protectedEnough.length > 0) ||
      (reason === 'no_bound_worker' && bound.length > 0) ||
      (reason === 'too_heavy' && strong.length > 0);
    if (untrue) broken.push({ rule: 'unserved_untrue', where: id, why: `${reason} is not so` });
  }
}

/** Every total, counted again. */
export function recount(book: Book, rounds: readonly WalkedRound[]): Totals {
  const { problem } = book;
  const worked = new Map(problem.workers.map(worker => [worker.id, worker.workedSeconds]));
  const owned = new Set(problem.workers.flatMap(worker => worker.primary ?? []));
  let lateSeconds = 0;
  let outsidePrimary = 0;
  for (const { told, worker, requests } of rounds) {
    worked.set(worker.id, (worked.get(worker.id) ?? 0) + told.endAt - told.startAt);
    const unbound = worker.primary === undefined && worker.backup === undefined;
    told.stops.forEach((stop, n) => {
      const request = requests[n] as PlanRequest;
      lateSeconds += Math.max(0, stop.arriveAt - request.dueAt);
      const inside = worker.primary?.includes(request.unit) || (unbound && !owned.has(request.unit));
      if (!inside && problem.rules.binding !== 'off') outsidePrimary += 1;
    });
  }
  const seconds = [...worked.values()];
  return {
    travelSeconds: sum(rounds.flatMap(round => round.legs)),
    rounds: rounds.length,
    maxWorkerSeconds: seconds.reduce((most, one) => Math.max(most, one), 0),
    minWorkerSeconds: seconds.length === 0 ? 0 : seconds.reduce((least, one) => Math.min(least, one)),
    lateSeconds,
    outsidePrimary,
  };
}

function figuresAreRight(plan: ToldPlan, rounds: readonly WalkedRound[], counted: Totals, broken: Broken[]): void {
  const differs = (a: number, b: number) => Math.abs(a - b) > 1e-6 * Math.max(1, Math.abs(b));
  for (const round of rounds) {
    const travel = sum(round.legs);
    const kg = sum(round.requests.map(request => request.kg));
    if (differs(round.told.travelSeconds, travel))
      broken.push({
        rule: 'round_travel',
        where: round.name,
        why: `${round.told.travelSeconds} s are told, ${travel} are walked`,
      });
    if (differs(round.told.kg, kg))
      broken.push({ rule: 'round_kg', where: round.name, why: `${round.told.kg} kg are told, ${kg} are carried` });
  }
  for (const name of Object.keys(counted) as (keyof Totals)[])
    if (differs(plan.totals[name], counted[name]))
      broken.push({ rule: 'totals', where: `totals.${name}`, why: `${plan.totals[name]} is told, ${counted[name]} is counted` });
  for (const name of ['travelSeconds', 'rounds', 'maxWorkerSeconds', 'lateSeconds'] as const)
    if ((plan.bounds[name] ?? 0) > counted[name] + 1e-6)
      broken.push({
        rule: 'bounds',
        where: `bounds.${name}`,
        why: `${plan.bounds[name]} is above the ${counted[name]} of the plan`,
      });
}

/** Every way in which `plan` breaks `problem`; empty when it is good. */
export function checkPlan(problem: Problem, plan: ToldPlan): Broken[] {
  const broken: Broken[] = [];
  const book = openBook(problem);
  const frozen = frozenAmong(problem, plan.rounds, broken);
  eachOnce(book, plan, broken);
  refusalsAreTrue(book, plan, broken);
  const rounds = plan.rounds
    .map((told, n) => walk(book, told, `rounds[${n}]`, frozen.has(told), broken))
    .filter(round => round !== null);
  for (const round of rounds) if (!round.frozen) broken.push(...checkRound(book, round));
  broken.push(...checkRoster(book, rounds));
  figuresAreRight(plan, rounds, recount(book, rounds), broken);
  return broken;
}
