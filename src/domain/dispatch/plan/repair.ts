// What happens after the plan was made: a new urgent request, a cancellation, somebody drops out, a building is sealed, a lift fails.
import { boundsOf } from './bound.ts';
import { newCrew } from './crew.ts';
import { layGround } from './ground.ts';
import { recall } from './kept.ts';
import type { Plan, PlanRequest, Problem, UnservedCode } from './problem.ts';
import { inOrder } from './solve.ts';
import { enter, isOpen, leave, problemOf, type Standing, type StandingRound, takeUp } from './standing.ts';
import { tell } from './tell.ts';
import { type Insertion, layOut, makeRoom, roundOf, setRows, settleTrip, tripOf } from './urgent.ts';

/** What a repair did. Rounds that were accepted or have begun are never touched; what they can no longer keep is told instead. */
export interface Repair {
  readonly standing: Standing;
  readonly changed: readonly { readonly before: StandingRound; readonly after: StandingRound | null }[];
  readonly added: readonly StandingRound[];
  readonly unserved: readonly { readonly request: string; readonly reason: UnservedCode }[];
  /** Rounds that stay although they no longer fit: somebody has to be called. */
  readonly conflicts: readonly StandingRound[];
}

/** A new request: at most one round that has not begun is changed, at most one is added. */
export function insertRequest(standing: Standing, request: PlanRequest): Insertion {
  if (standing.requests.has(request.id)) throw new Error(`request ${request.id} is planned already`);
  standing.requests.set(request.id, request);
  standing.unserved.add(request.id);
  return makeRoom(standing, request);
}

/** The same round without some of its stops, at the same start; null when it cannot be walked so, or nothing is left. */
function without(standing: Standing, round: StandingRound, gone: ReadonlySet<string>): StandingRound | null {
  const left = round.stops.filter(stop => !gone.has(stop.request)).map(stop => stop.request);
  const worker = standing.workers.get(round.worker)!;
  if (left.length === 0) return null;
  const requests = left.map(id => standing.requests.get(id)!);
  const squeeze = layOut(standing, [worker], { ...standing.problem, workers: [worker], requests, frozen: [] });
  const trip = tripOf(
    squeeze.g,
    0,
    left.map(id => squeeze.index.get(id)!),
  );
  const mixed = new Set(trip.stops.map(r => squeeze.g.sealed[r])).size > 1;
  const may = trip.stops.every(r => squeeze.g.tier[squeeze.g.unit[r]!] !== 0);
  setRows(standing, squeeze.g, 0, round, null);
  // Its own place at the gate is its own.
  return !mixed && may && settleTrip({ ...squeeze, gate: null }, trip, round.startAt) && trip.start === round.startAt
    ? roundOf(squeeze.g, trip)
    : null;
}

/** Stops to give up until the rest can be walked: the least urgent first. */
function shortened(standing: Standing, round: StandingRound, first: ReadonlySet<string>): StandingRound | null {
  const gone = new Set(first);
  const order = round.stops
    .map(stop => standing.requests.get(stop.request)!)
    .filter(request => !gone.has(request.id))
    .sort((a, b) => (a.class < b.class ? 1 : a.class > b.class ? -1 : b.kg - a.kg || (a.id < b.id ? -1 : 1)));
  for (let next = 0; next <= order.length; next += 1) {
    const kept = without(standing, round, gone);
    if (kept !== null || next === order.length) return kept;
    gone.add(order[next]!.id);
  }
  return null;
}

/** Puts requests that lost their round elsewhere, the most urgent first. */
function rehouse(
  standing: Standing,
  requests: readonly string[],
  changes: Map<StandingRound, StandingRound>,
): Pick<Repair, 'added' | 'unserved'> {
  const added = new Set<StandingRound>();
  const unserved: { request: string; reason: UnservedCode }[] = [];
  const sorted = requests
    .map(id => standing.requests.get(id)!)
    .sort((a, b) => (a.class < b.class ? -1 : a.class > b.class ? 1 : a.dueAt - b.dueAt));
  for (const request of sorted) {
    const done = makeRoom(standing, request);
    if (done.refused !== null) unserved.push({ request: request.id, reason: done.refused });
    if (done.before !== null && done.after !== null) {
      if (added.delete(done.before)) added.add(done.after);
      else {
        // A round changed twice is one change.
        const origin = [...changes].find(([, after]) => after === done.before)?.[0] ?? done.before;
        changes.set(origin, done.after);
      }
    }
    if (done.added !== null) added.add(done.added);
  }
  return { added: [...added], unserved };
}

/** Takes the rounds that a change touches apart and puts everything back as far as it still goes. */
function mend(
  standing: Standing,
  touched: readonly StandingRound[],
  gone: ReadonlySet<string>,
  keep: boolean,
  conflicts: readonly StandingRound[],
  cancelled: ReadonlySet<string> = new Set(),
): Repair {
  const changes = new Map<StandingRound, StandingRound>();
  const dropped: StandingRound[] = [];
  const homeless: string[] = [];
  for (const round of touched) {
    const kept = keep ? shortened(standing, round, gone) : null;
    leave(standing, round);
    if (kept !== null) {
      enter(standing, kept);
      changes.set(round, kept);
    } else dropped.push(round);
    const still = new Set(kept?.stops.map(stop => stop.request));
    homeless.push(...round.stops.map(stop => stop.request).filter(id => !still.has(id) && !cancelled.has(id)));
  }
  for (const id of cancelled) {
    if (standing.home.has(id)) continue;
    standing.requests.delete(id);
    standing.unserved.delete(id);
  }
  const rest = rehouse(standing, homeless, changes);
  const changed = [
    ...[...changes].map(([before, after]) => ({ before, after })),
    ...dropped.map(before => ({ before, after: null })),
  ];
  return { standing, changed, ...rest, conflicts };
}

const roundsOf = (standing: Standing): StandingRound[] => [...standing.byWorker.values()].flat();

/** Splits rounds into those that may be changed and those that may not. */
function split(standing: Standing, rounds: readonly StandingRound[]): [open: StandingRound[], closed: StandingRound[]] {
  return [rounds.filter(round => isOpen(standing, round)), rounds.filter(round => !isOpen(standing, round))];
}

/** The household needs it no longer. In a round that was accepted or has begun it stays: the carrier must be told. */
export function cancelRequest(standing: Standing, id: string): Repair {
  const home = standing.home.get(id);
  const [open, closed] = split(standing, home === undefined ? [] : [home]);
  return mend(standing, open, new Set([id]), true, closed, new Set(closed.length > 0 ? [] : [id]));
}

/** Takes the standing rounds over into a problem that has changed. */
function again(standing: Standing, problem: Problem): Standing {
  return takeUp({ ...problem, frozen: problemOf(standing).frozen }, roundsOf(standing), standing.at);
}

const endedAfter = (standing: Standing, rounds: readonly StandingRound[]) => rounds.filter(round => round.endAt > standing.at);

/** A worker is gone from now on: what they had not begun goes to others. */
export function dropWorker(standing: Standing, id: string): Repair {
  const problem = problemOf(standing);
  const { at } = standing;
  const workers = problem.workers.map(worker =>
    worker.id === id
      ? { ...worker, shift: [Math.min(worker.shift[0], at), Math.max(Math.min(worker.shift[0], at), at)] as const }
      : worker,
  );
  const next = again(standing, { ...problem, workers });
  const [open, closed] = split(next, next.byWorker.get(id) ?? []);
  return mend(next, open, new Set(), false, endedAfter(next, closed));
}

function touching(standing: Standing, building: string): StandingRound[] {
  const units = new Set(standing.problem.units.filter(unit => unit.building === building).map(unit => unit.id));
  return roundsOf(standing).filter(round => round.stops.some(stop => units.has(standing.requests.get(stop.request)?.unit ?? '')));
}

function withBuilding(standing: Standing, id: string, change: { zone: 'sealed' } | { lift: boolean }): Standing {
  const problem = problemOf(standing);
  const buildings = problem.buildings.map(building => (building.id === id ? { ...building, ...change } : building));
  return again(standing, { ...problem, buildings });
}

/** A building is sealed from now on: only protected people go there, and not back to clean ones. */
export function sealBuilding(standing: Standing, building: string): Repair {
  const next = withBuilding(standing, building, { zone: 'sealed' });
  const [open, closed] = split(next, touching(next, building));
  const units = new Set(next.problem.units.filter(unit => unit.building === building).map(unit => unit.id));
  const gone = new Set([...next.requests.values()].filter(request => units.has(request.unit)).map(request => request.id));
  // Whoever is in there now, or is promised to go, may have clean rounds planned for afterwards, or wear protection too long.
  const went = new Set(closed.map(round => round.worker));
  const theirs = [...went].flatMap(worker => next.byWorker.get(worker) ?? []).filter(round => isOpen(next, round));
  return mend(next, [...new Set([...open, ...theirs])], gone, true, endedAfter(next, closed));
}

/** A lift stands still (or runs again): rounds through the building take longer. */
export function switchLift(standing: Standing, building: string, runs: boolean): Repair {
  const next = withBuilding(standing, building, { lift: runs });
  const [open, closed] = split(next, touching(next, building));
  return mend(next, open, new Set(), true, runs ? [] : endedAfter(next, closed));
}

/** The plan as it stands now, with totals, bounds and reasons like a new one. */
export function planOf(standing: Standing, now: () => number): Plan {
  const began = now();
  const g = layGround(inOrder(problemOf(standing)));
  const crew = newCrew(g);
  const index = new Map(g.problem.requests.map((request, r) => [request.id, r]));
  const lines = g.problem.workers.map(worker =>
    (standing.byWorker.get(worker.id) ?? [])
      .filter(round => round.state === 'planned')
      .map(round => ({ stops: round.stops.map(stop => index.get(stop.request)!), start: round.startAt, end: round.endAt })),
  );
  recall(crew, lines);
  const { frozen, ...told } = tell(crew);
  return { ...told, bounds: boundsOf(crew, frozen), cut: false, planMs: now() - began };
}
