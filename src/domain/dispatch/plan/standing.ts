// A plan that is being carried out: who is out when, found quickly by person and by staircase, so that it can be repaired in milliseconds.
import type { PlanBuilding, PlanRequest, PlanUnit, PlanWorker, Problem, RoundTime } from './problem.ts';

export interface StandingRound extends RoundTime {
  /** `planned` rounds may be changed until they start; `accepted` and `running` ones stay. */
  readonly state: 'accepted' | 'running' | 'planned';
}

export interface Standing {
  readonly problem: Omit<Problem, 'requests' | 'frozen'>;
  /** Seconds: nothing starts before it. */
  readonly at: number;
  readonly requests: Map<string, PlanRequest>;
  readonly unserved: Set<string>;
  readonly units: ReadonlyMap<string, PlanUnit>;
  readonly buildings: ReadonlyMap<string, PlanBuilding>;
  readonly workers: ReadonlyMap<string, PlanWorker>;
  /** Per worker, in order of time. */
  readonly byWorker: Map<string, StandingRound[]>;
  readonly byUnit: Map<string, Set<StandingRound>>;
  readonly home: Map<string, StandingRound>;
  /** Of unit: bound workers, best first. */
  readonly boundTo: ReadonlyMap<string, PlanWorker[]>;
  readonly unbound: readonly PlanWorker[];
  /** Starts of all rounds, sorted. */
  starts: Float64Array;
  readonly kinds: WeakMap<StandingRound, Kinds>;
}

interface Kinds {
  readonly sealed: boolean;
  readonly clean: boolean;
}

/** A round that may be changed: only planned, and not begun. */
export const isOpen = (standing: Standing, round: StandingRound): boolean =>
  round.state === 'planned' && round.startAt > standing.at;

export function isSealedUnit(standing: Standing, unit: string): boolean {
  const building = standing.units.get(unit)?.building ?? '';
  return standing.buildings.get(building)?.zone === 'sealed';
}

/** To which kinds of building a round goes: one, if it is ours. */
export function kindsOf(standing: Standing, round: StandingRound): Kinds {
  const known = standing.kinds.get(round);
  if (known !== undefined) return known;
  const sealed = round.stops.map(stop => isSealedUnit(standing, standing.requests.get(stop.request)?.unit ?? ''));
  const kinds = { sealed: sealed.includes(true), clean: sealed.includes(false) };
  standing.kinds.set(round, kinds);
  return kinds;
}

/** Takes up a plan at a time. Rounds of `problem.frozen` keep their state wherever they stand in the plan. */
export function takeUp(problem: Problem, rounds: readonly RoundTime[], at: number): Standing {
  const boundTo = new Map<string, PlanWorker[]>();
  for (const list of ['primary', 'backup'] as const)
    for (const worker of problem.workers)
      for (const unit of worker[list] ?? []) {
        const bound = boundTo.get(unit) ?? [];
        if (!bound.includes(worker)) boundTo.set(unit, [...bound, worker]);
      }
  const standing: Standing = {
    problem,
    at,
    requests: new Map(problem.requests.map(request => [request.id, request])),
    unserved: new Set(problem.requests.map(request => request.id)),
    units: new Map(problem.units.map(unit => [unit.id, unit])),
    buildings: new Map(problem.buildings.map(building => [building.id, building])),
    workers: new Map(problem.workers.map(worker => [worker.id, worker])),
    byWorker: new Map(problem.workers.map(worker => [worker.id, []])),
    byUnit: new Map(),
    home: new Map(),
    boundTo,
    unbound: problem.workers.filter(worker => worker.primary === undefined && worker.backup === undefined),
    starts: new Float64Array(0),
    kinds: new WeakMap(),
  };
  const stateOf = new Map(
    problem.frozen.map(({ round, state }) => [`${round.worker} ${round.startAt} ${round.stops[0]?.request}`, state]),
  );
  for (const { worker, startAt, endAt, stops } of rounds) {
    const frozen = stateOf.get(`${worker} ${startAt} ${stops[0]?.request}`);
    const times = stops.map(({ request, arriveAt }) => ({ request, arriveAt }));
    enter(standing, { worker, startAt, endAt, stops: times, state: frozen ?? (startAt <= at ? 'running' : 'planned') }, false);
  }
  standing.starts = Float64Array.from([...standing.byWorker.values()].flat(), round => round.startAt).sort();
  for (const own of standing.byWorker.values()) own.sort((a, b) => a.startAt - b.startAt);
  return standing;
}

/** The first of the sorted starts that is not before a time. */
function placeOf(starts: Float64Array, time: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (starts[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Puts a round in. */
export function enter(standing: Standing, round: StandingRound, sorted = true): void {
  const own = standing.byWorker.get(round.worker) ?? [];
  const after = sorted ? own.findIndex(other => other.startAt > round.startAt) : -1;
  own.splice(after < 0 ? own.length : after, 0, round);
  standing.byWorker.set(round.worker, own);
  for (const { request } of round.stops) {
    const unit = standing.requests.get(request)?.unit ?? '';
    const there = standing.byUnit.get(unit);
    if (there === undefined) standing.byUnit.set(unit, new Set([round]));
    else there.add(round);
    standing.home.set(request, round);
    standing.unserved.delete(request);
  }
  if (!sorted) return;
  const { starts } = standing;
  const at = placeOf(starts, round.startAt);
  const more = new Float64Array(starts.length + 1);
  more.set(starts.subarray(0, at));
  more[at] = round.startAt;
  more.set(starts.subarray(at), at + 1);
  standing.starts = more;
}

/** Takes a round out; its requests are then unserved. */
export function leave(standing: Standing, round: StandingRound): void {
  const own = standing.byWorker.get(round.worker) ?? [];
  own.splice(own.indexOf(round), 1);
  for (const { request } of round.stops) {
    standing.byUnit.get(standing.requests.get(request)?.unit ?? '')?.delete(round);
    standing.home.delete(request);
    standing.unserved.add(request);
  }
  const { starts } = standing;
  const at = placeOf(starts, round.startAt);
  const fewer = new Float64Array(starts.length - 1);
  fewer.set(starts.subarray(0, at));
  fewer.set(starts.subarray(at + 1), at);
  standing.starts = fewer;
}

/** All rounds and requests as a problem that `planRounds` or the checker can read, the rounds that stay being frozen. */
export function problemOf(standing: Standing): Problem {
  const rounds = [...standing.byWorker.values()].flat();
  const frozen = rounds.flatMap(({ state, ...round }) => (state === 'planned' ? [] : [{ round, state }]));
  return { ...standing.problem, requests: [...standing.requests.values()], frozen };
}
