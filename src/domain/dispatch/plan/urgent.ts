// Finds room for one request in a plan that is being carried out: a new round, or one round that has not begun and is changed.
import { newCrew } from './crew.ts';
import { addStart, dropStart, type Gate, openGate } from './gate.ts';
import { type Fixed, fixedOf, type Ground, layGround, tiers, upward } from './ground.ts';
import { tierCost, worth } from './insert.ts';
import type { PlanRequest, PlanWorker, Problem, UnservedCode } from './problem.ts';
import { refusalOf } from './refuse.ts';
import { enter, isOpen, isSealedUnit, kindsOf, leave, type Standing, type StandingRound } from './standing.ts';
import { arrivalsOf, emptyTrip, measure, place, type Trip } from './trip.ts';

/** What one request did to the plan: at most one round was changed, at most one was added. */
export interface Insertion {
  readonly before: StandingRound | null;
  readonly after: StandingRound | null;
  readonly added: StandingRound | null;
  readonly refused: UnservedCode | null;
}

const manyWorkers = 40;
const openRounds = 16;

/** The few of very many who are free first, in order. */
function soonest(workers: readonly PlanWorker[], most: number, freeFrom: (worker: PlanWorker) => number): PlanWorker[] {
  const found: { worker: PlanWorker; from: number }[] = [];
  for (const worker of workers) {
    const from = freeFrom(worker);
    if (found.length === most && from >= found[most - 1]!.from) continue;
    let at = found.length;
    while (at > 0 && found[at - 1]!.from > from) at -= 1;
    found.splice(at, 0, { worker, from });
    if (found.length > most) found.pop();
  }
  return found.map(({ worker }) => worker);
}

/** Who may carry to a unit; of very many, those who are bound to it, near it, or free soonest. */
function candidates(standing: Standing, unit: string): PlanWorker[] {
  const { problem, byUnit, byWorker, workers } = standing;
  const sealed = isSealedUnit(standing, unit);
  const able = (worker: PlanWorker) => worker.ppe || !sealed;
  const bound = (standing.boundTo.get(unit) ?? []).filter(able);
  const others = (problem.rules.binding === 'strict' ? standing.unbound : problem.workers).filter(able);
  const all = new Set(problem.rules.binding === 'off' ? others : [...bound, ...others]);
  if (all.size <= manyWorkers) return [...all];
  const chosen = new Set(problem.rules.binding === 'off' ? [] : bound.slice(0, 16));
  for (const round of byUnit.get(unit) ?? []) {
    const worker = workers.get(round.worker);
    if (chosen.size < 28 && worker !== undefined && all.has(worker)) chosen.add(worker);
  }
  const freeFrom = (worker: PlanWorker) => Math.max(worker.shift[0], byWorker.get(worker.id)?.at(-1)?.endAt ?? 0);
  for (const worker of soonest(others, 2 * manyWorkers, freeFrom)) {
    if (chosen.size >= manyWorkers) break;
    chosen.add(worker);
  }
  return [...chosen];
}

/** The rounds near a unit that may still be changed, the nearest first. */
function changeable(standing: Standing, unit: string, workers: readonly PlanWorker[]): StandingRound[] {
  const here = standing.units.get(unit);
  const metres = (round: StandingRound) =>
    round.stops.reduce((least, stop) => {
      const there = standing.units.get(standing.requests.get(stop.request)?.unit ?? '');
      return Math.min(least, Math.abs((there?.x ?? 0) - (here?.x ?? 0)) + Math.abs((there?.y ?? 0) - (here?.y ?? 0)));
    }, Infinity);
  const sealed = isSealedUnit(standing, unit);
  const open = workers.flatMap(worker => (standing.byWorker.get(worker.id) ?? []).filter(round => isOpen(standing, round)));
  return open
    .filter(round => kindsOf(standing, round).sealed === sealed)
    .map(round => ({ round, metres: metres(round) }))
    .sort((a, b) => a.metres - b.metres || a.round.startAt - b.round.startAt)
    .slice(0, openRounds)
    .map(({ round }) => round);
}

/** Just what matters for one request: the people who could carry it, and the rounds that may change. */
function smallProblem(
  standing: Standing,
  request: PlanRequest,
  workers: readonly PlanWorker[],
  open: readonly StandingRound[],
): Problem {
  const requests = new Map([[request.id, request]]);
  const take = (id: string): void => {
    const known = standing.requests.get(id);
    if (known !== undefined) requests.set(id, known);
  };
  for (const round of open) for (const stop of round.stops) take(stop.request);
  const unitIds = new Set([...requests.values()].map(one => one.unit));
  const units = standing.problem.units.length <= 64 ? standing.problem.units : [...unitIds].map(id => standing.units.get(id)!);
  const present = new Set(units.map(unit => unit.id));
  const within = (list: readonly string[] | undefined) => list?.filter(id => present.has(id));
  return {
    ...standing.problem,
    buildings: [...new Set(units.map(unit => unit.building))].map(id => standing.buildings.get(id)!),
    units,
    requests: [...requests.values()],
    workers: workers.map(({ primary, backup, ...worker }) => ({
      ...worker,
      ...(primary === undefined ? {} : { primary: within(primary) ?? [] }),
      ...(backup === undefined ? {} : { backup: within(backup) ?? [] }),
    })),
    frozen: [],
  };
}

/** Lays out the times of one worker as if some rounds were not there, and one other were. */
export function setRows(standing: Standing, g: Ground, w: number, without: StandingRound | null, other: Trip | null): void {
  const worker = g.problem.workers[w]!;
  const spans = (worker.breaks ?? []).map(([from, until]): [number, number] => [from, until]);
  let [sealedFrom, cleanUntil, wornFrom, wornUntil] = [-Infinity, Infinity, Infinity, -Infinity];
  const add = (from: number, until: number, sealed: boolean, clean: boolean): void => {
    spans.push([from, until]);
    if (clean) sealedFrom = Math.max(sealedFrom, until);
    if (!sealed) return;
    cleanUntil = Math.min(cleanUntil, from);
    wornFrom = Math.min(wornFrom, from);
    wornUntil = Math.max(wornUntil, until);
  };
  for (const round of standing.byWorker.get(worker.id) ?? []) {
    if (round === without) continue;
    const { sealed, clean } = kindsOf(standing, round);
    add(round.startAt, round.endAt, sealed, clean);
  }
  if (other !== null) add(other.start, other.end, other.sealed, !other.sealed);
  (g.fixed as Fixed[])[w] = fixedOf(spans);
  g.sealedFrom[w] = sealedFrom;
  g.cleanUntil[w] = cleanUntil;
  g.wornFrom[w] = wornFrom;
  g.wornUntil[w] = wornUntil;
}

interface Option {
  cost: number;
  /** The round that is changed into `trip`; null: `trip` is new. */
  changed: StandingRound | null;
  trip: Trip | null;
  /** A second, new round for what had to give way. */
  moved: Trip | null;
}

export interface Squeeze {
  readonly standing: Standing;
  readonly g: Ground;
  readonly gate: Gate | null;
  readonly index: ReadonlyMap<string, number>;
  readonly workerIndex: ReadonlyMap<string, number>;
}

export function tripOf(g: Ground, worker: number, stops: readonly number[]): Trip {
  const trip = Object.assign(emptyTrip(worker), { stops: [...stops] });
  measure(g, trip);
  return trip;
}

/** Places a trip among the fixed times of its worker; false when it cannot be. */
export function settleTrip({ g, gate }: Squeeze, trip: Trip, from: number): boolean {
  const w = trip.worker;
  if (trip.weight > g.maxWeight[w]! || trip.boxes > g.maxBoxes[w]!) return false;
  const placed = place(g, gate, trip, w, from);
  if (placed === null) return false;
  Object.assign(trip, placed);
  return !trip.sealed || Math.max(placed.end, g.wornUntil[w]!) - Math.min(placed.start, g.wornFrom[w]!) <= g.wear[w]!;
}

function tiersCost(g: Ground, trip: Trip): number {
  let cost = 0;
  for (const r of trip.stops) {
    const tier = g.tier[g.unit[r]! * g.workers + trip.worker]!;
    cost += tier === tiers.never ? Infinity : tierCost(tier);
  }
  return cost;
}

const costOf = (g: Ground, trip: Trip): number => trip.end - trip.start + worth.late * trip.late + tiersCost(g, trip);

/** The best new round for some stops below a cost, all others staying as they are. */
function newRound(squeeze: Squeeze, stops: readonly number[], limit = Infinity): Trip | null {
  const { g, standing } = squeeze;
  let best: Trip | null = null;
  let least = limit;
  const trip = tripOf(g, 0, stops);
  for (let w = 0; w < g.workers; w += 1) {
    trip.worker = w;
    // Waiting and lateness can only be added.
    if (tiersCost(g, trip) + trip.travel + trip.service >= least || !settleTrip(squeeze, trip, upward(standing.at))) continue;
    const cost = costOf(g, trip);
    if (cost >= least) continue;
    least = cost;
    best = { ...trip };
  }
  return best;
}

function oldTrip(squeeze: Squeeze, round: StandingRound): Trip {
  const { g, index, workerIndex } = squeeze;
  const stops = round.stops.map(stop => index.get(stop.request)!);
  const trip = tripOf(g, workerIndex.get(round.worker)!, stops);
  const late = round.stops.reduce((sum, stop, n) => sum + Math.max(0, stop.arriveAt - g.due[stops[n]!]!) * g.late[stops[n]!]!, 0);
  return Object.assign(trip, { start: round.startAt, end: round.endAt, late });
}

/** Stops that would give way to a more urgent one, the least urgent and heaviest first. */
function givingWay(g: Ground, stops: readonly number[], r: number): number[] {
  return stops
    .filter(other => g.urgency[other]! > g.urgency[r]!)
    .sort((a, b) => g.urgency[b]! - g.urgency[a]! || g.weight[b]! - g.weight[a]! || a - b);
}

/** The best place for `r` among some stops of a round that starts as it did; null when there is none below `limit`. */
function bestWithin(
  squeeze: Squeeze,
  r: number,
  stops: readonly number[],
  old: Trip,
  limit: number,
): { trip: Trip; cost: number } | null {
  const { g } = squeeze;
  const w = old.worker;
  const base = old.end - old.start + worth.late * old.late + tiersCost(g, old);
  let best: Trip | null = null;
  let least = limit;
  for (let p = 0; p <= stops.length; p += 1) {
    const trip = tripOf(g, w, [...stops.slice(0, p), r, ...stops.slice(p)]);
    // Lateness can only be added to what is walked.
    if (old.late === 0 && trip.travel + trip.service - (old.end - old.start) >= least) continue;
    if (!settleTrip(squeeze, trip, old.start)) continue;
    const cost = costOf(g, trip) - base;
    if (cost >= least) continue;
    least = cost;
    best = trip;
  }
  return best === null ? null : { trip: best, cost: least };
}

/** Tries to put `r` into one round; with `giveWay`, up to three less urgent stops make room and get a round of their own. */
function changeRound(squeeze: Squeeze, r: number, round: StandingRound, best: Option, giveWay: boolean): void {
  const { g, gate, standing } = squeeze;
  const old = oldTrip(squeeze, round);
  const w = old.worker;
  if (g.tier[g.unit[r]! * g.workers + w] === tiers.never) return;
  const yielding = giveWay ? givingWay(g, old.stops, r).slice(0, 3) : [];
  setRows(standing, g, w, round, null);
  if (gate !== null) dropStart(gate, round.startAt);
  for (let gone = giveWay ? 1 : 0; gone <= yielding.length; gone += 1) {
    const out = yielding.slice(0, gone);
    const stops = old.stops.filter(other => !out.includes(other));
    const within = bestWithin(squeeze, r, stops, old, best.cost);
    if (within === null) continue;
    if (!giveWay) {
      Object.assign(best, { cost: within.cost, changed: round, trip: within.trip, moved: null });
      continue;
    }
    setRows(standing, g, w, round, within.trip);
    if (gate !== null) addStart(gate, within.trip.start);
    const moved = newRound(squeeze, out, best.cost - within.cost);
    if (gate !== null) dropStart(gate, within.trip.start);
    setRows(standing, g, w, round, null);
    if (moved === null) continue;
    const cost = within.cost + costOf(g, moved);
    if (cost < best.cost) Object.assign(best, { cost, changed: round, trip: within.trip, moved });
    break;
  }
  setRows(standing, g, w, null, null);
  if (gate !== null) addStart(gate, round.startAt);
}

export function roundOf(g: Ground, trip: Trip): StandingRound {
  const arrive = arrivalsOf(g, trip);
  const stops = trip.stops.map((r, n) => ({ request: g.problem.requests[r]!.id, arriveAt: arrive[n]! }));
  return { worker: g.problem.workers[trip.worker]!.id, startAt: trip.start, endAt: trip.end, stops, state: 'planned' };
}

function refusedAs(standing: Standing, request: PlanRequest, squeeze: Squeeze): UnservedCode {
  const alone = { ...standing.problem, requests: [request], frozen: [] };
  const code = refusalOf(newCrew(layGround(alone)), 0);
  const open = { ...squeeze, gate: null };
  return code === 'shift_full' && squeeze.gate !== null && newRound(open, [squeeze.index.get(request.id)!]) !== null
    ? 'gate_full'
    : code;
}

/** Lays out what is needed to change the plan around one unit. */
export function layOut(standing: Standing, workers: readonly PlanWorker[], problem: Problem): Squeeze {
  const { gateCapacity = Infinity, gateWindowSeconds = 0 } = standing.problem;
  return {
    standing,
    g: layGround(problem, { near: false }),
    gate: gateCapacity === Infinity ? null : openGate(gateCapacity, gateWindowSeconds, standing.starts),
    index: new Map(problem.requests.map((one, n) => [one.id, n])),
    workerIndex: new Map(workers.map((worker, n) => [worker.id, n])),
  };
}

/** Finds room for a request that stands in `standing.requests` and is unserved, and puts it there. */
export function makeRoom(standing: Standing, request: PlanRequest): Insertion {
  const workers = candidates(standing, request.unit);
  const open = changeable(standing, request.unit, workers);
  const squeeze = layOut(standing, workers, smallProblem(standing, request, workers, open));
  const { g } = squeeze;
  for (let w = 0; w < g.workers; w += 1) setRows(standing, g, w, null, null);
  const r = squeeze.index.get(request.id)!;
  const best: Option = { cost: Infinity, changed: null, trip: null, moved: null };
  const fresh = newRound(squeeze, [r]);
  if (fresh !== null) Object.assign(best, { cost: costOf(g, fresh), trip: fresh });
  for (const round of open) changeRound(squeeze, r, round, best, false);
  // Late or nowhere: less urgent goods make way.
  if (best.trip === null || best.cost >= worth.late)
    for (const [n, round] of open.slice(0, 6).entries()) {
      // The nearest come first: once nobody is late, those further off are not better.
      if (n >= 3 && best.trip !== null && best.cost < worth.late) break;
      changeRound(squeeze, r, round, best, true);
    }
  if (best.trip === null) return { before: null, after: null, added: null, refused: refusedAs(standing, request, squeeze) };
  const placed = roundOf(g, best.trip);
  const moved = best.moved === null ? null : roundOf(g, best.moved);
  if (best.changed !== null) leave(standing, best.changed);
  enter(standing, placed);
  if (moved !== null) enter(standing, moved);
  return {
    before: best.changed,
    after: best.changed === null ? null : placed,
    added: best.changed === null ? placed : moved,
    refused: null,
  };
}
