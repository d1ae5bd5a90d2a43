// Finds the best place for a request, or for a whole round, among the rounds that are near, and new rounds of people who may.
import { addStop, addTrip, type Crew, isOutside, tierOf } from './crew.ts';
import { type Ground, leg, tiers } from './ground.ts';
import type { Draw } from './random.ts';
import { firstSealed, overloadBy, weigh, weighed } from './timing.ts';
import { emptyTrip, measure, type Trip } from './trip.ts';

// What counts more is worth more than all that what counts less can save in one change; sums are compared exactly elsewhere.
export const worth = {
  unserved: [1e20, 1e19, 1e18, 1e17],
  late: 1e9,
  outside: 1e6,
  stranger: 300,
  overload: 5,
  trip: 0.01,
  /** A second of load: who has done least is asked first, where nothing else tells people apart. */
  load: 1e-5,
} as const;

export interface Found {
  cost: number;
  worker: number;
  /** In the line of the worker. */
  index: number;
  /** Null: a new round. */
  trip: Trip | null;
  position: number;
}

export interface Search {
  readonly crew: Crew;
  readonly draw: Draw | null;
  /** How often a place is overlooked on purpose. */
  readonly blink: number;
  /** Ask everybody, everywhere. */
  readonly wide: boolean;
}

const scratch = emptyTrip(0);

export function tierCost(tier: number): number {
  return (isOutside(tier) ? worth.outside : 0) + (tier === tiers.stranger ? worth.stranger : 0);
}

function offer(found: Found, cost: number, worker: number, index: number, trip: Trip | null, position: number): void {
  if (cost >= found.cost) return;
  found.cost = cost;
  found.worker = worker;
  found.index = index;
  found.trip = trip;
  found.position = position;
}

function costOf(crew: Crew, worker: number): number {
  return weighed.seconds + worth.late * weighed.late + worth.overload * overloadBy(crew, worker, weighed.seconds);
}

/** Where all is simple, what a stop adds to a round is all it adds to the plan: nothing else moves into being late or impossible. */
function isSimple(g: Ground, r: number, trip: Trip, out: number, seconds: number): boolean {
  return (
    trip.plain &&
    seconds <= trip.tail &&
    seconds <= trip.coldSlack &&
    trip.start + seconds <= trip.onTime &&
    trip.start >= g.ready[r]! &&
    trip.start + out <= g.due[r]! &&
    out <= g.out[r]! &&
    g.open[r]! === -Infinity
  );
}

function tryTrip(crew: Crew, r: number, trip: Trip, found: Found): void {
  const { g } = crew;
  const { worker, stops } = trip;
  if (trip.boxes + g.boxes[r]! > g.maxBoxes[worker]!) return;
  const tier = tierOf(g, r, worker);
  if (tier === tiers.never) return;
  const extra = tierCost(tier);
  const service = g.service[r]!;
  const unit = g.unit[r]!;
  const room = trip.plain ? g.maxRound[worker]! - trip.travel - trip.service : Infinity;
  let out = 0;
  let before = -1;
  let into = g.gate[r]!;
  for (let p = 0; p <= stops.length; p += 1) {
    // Seconds from the gate until `before` is served stand in `out`.
    const after = p < stops.length ? stops[p]! : -1;
    const direct = before < 0 ? g.gate[after]! : after < 0 ? g.gate[before]! : leg(g, before, after);
    const outOf = after < 0 ? g.gate[r]! : leg(g, r, after);
    // In the middle of another staircase is never better than at its end.
    const amid = before >= 0 && after >= 0 && g.unit[before] === g.unit[after] && g.unit[before] !== unit;
    const seconds = into + outOf - direct + service;
    if (!amid && seconds + extra < found.cost && seconds <= room) {
      if (isSimple(g, r, trip, out + into, seconds)) {
        const cost = extra + seconds + worth.overload * overloadBy(crew, worker, seconds);
        if (cost < found.cost) offer(found, cost, worker, crew.lines[worker]!.indexOf(trip), trip, p);
      } else tryPosition(crew, r, trip, p, extra, found);
    }
    if (after >= 0) out += direct + g.service[after]!;
    before = after;
    into = outOf;
  }
}

function tryPosition(crew: Crew, r: number, trip: Trip, p: number, extra: number, found: Found): void {
  const { worker, stops } = trip;
  const list = scratch.stops;
  list.length = stops.length + 1;
  for (let n = 0; n < p; n += 1) list[n] = stops[n]!;
  list[p] = r;
  for (let n = p; n < stops.length; n += 1) list[n + 1] = stops[n]!;
  measure(crew.g, scratch);
  const index = crew.lines[worker]!.indexOf(trip);
  if (weigh(crew, worker, index, scratch, 1)) offer(found, extra + costOf(crew, worker), worker, index, trip, p);
}

function tryNewTrip(crew: Crew, r: number, worker: number, found: Found): void {
  const { g } = crew;
  const tier = tierOf(g, r, worker);
  if (tier === tiers.never || g.weight[r]! > g.maxWeight[worker]! || g.boxes[r]! > g.maxBoxes[worker]!) return;
  const extra = tierCost(tier) + worth.trip;
  if (2 * g.gate[r]! + g.service[r]! + extra >= found.cost) return;
  scratch.stops.length = 1;
  scratch.stops[0] = r;
  measure(g, scratch);
  tryLine(crew, scratch, worker, extra, found);
}

/** Tries a round in a line: at its end, and where that is late or impossible, everywhere its kind may stand. */
function tryLine(crew: Crew, trip: Trip, worker: number, extra: number, found: Found): void {
  const line = crew.lines[worker]!;
  const border = firstSealed(line);
  const least = trip.sealed ? border : 0;
  const most = trip.sealed ? line.length : border;
  for (let index = most; index >= least; index -= 1) {
    if (!weigh(crew, worker, index, trip, 0)) continue;
    offer(found, extra + worth.load * (crew.g.base[worker]! + crew.work[worker]!) + costOf(crew, worker), worker, index, null, 0);
    if (weighed.late <= 0) return;
  }
}

const someWorkers: number[] = [];

/** Who may start a new round to a unit: everybody who may, or, where they are many, those near it and some others. */
function newTripWorkers({ crew, draw, wide }: Search, unit: number): ArrayLike<number> {
  const able = crew.g.able[unit]!;
  if (wide || draw === null || able.length <= 24) return able;
  someWorkers.length = 0;
  for (const trip of crew.tripsOf[unit]!) {
    if (someWorkers.length >= 6) break;
    if (!someWorkers.includes(trip.worker)) someWorkers.push(trip.worker);
  }
  // The best tier stands at the head.
  for (let n = 0; n < 4; n += 1) someWorkers.push(able[n]!);
  for (let n = 0; n < 8; n += 1) someWorkers.push(able[draw.below(able.length)]!);
  return someWorkers;
}

let asked = 0;
const found: Found = { cost: Infinity, worker: -1, index: -1, trip: null, position: 0 };

/** The best place for a request; null when there is none. One object for all calls. */
export function bestPlace(search: Search, r: number): Found | null {
  const { crew, draw, blink, wide } = search;
  const { g } = crew;
  found.cost = Infinity;
  asked += 1;
  const unit = g.unit[r]!;
  const near = g.near[unit]!;
  const weight = g.weight[r]!;
  const sealed = g.sealed[r] === 1;
  const units = wide ? g.units : near.length;
  for (let n = 0; n < units; n += 1) {
    const trips = crew.tripsOf[wide ? n : near[n]!]!;
    for (let k = 0; k < trips.length; k += 1) {
      const trip = trips[k]!;
      // Most rounds are full: that is asked first.
      if (trip.weight + weight > g.maxWeight[trip.worker]! || trip.asked === asked || trip.sealed !== sealed) continue;
      trip.asked = asked;
      if (draw !== null && blink > 0 && draw.next() < blink) continue;
      tryTrip(crew, r, trip, found);
    }
  }
  const workers = newTripWorkers(search, unit);
  for (let n = 0; n < workers.length; n += 1) tryNewTrip(crew, r, workers[n]!, found);
  return found.cost === Infinity ? null : found;
}

/** Carries out what `bestPlace` found. */
export function settle(crew: Crew, r: number, where: Found): boolean {
  return where.trip === null ? addTrip(crew, where.worker, where.index, [r]) : addStop(crew, where.trip, where.position, r);
}

/** Extra cost of a whole round with a worker; Infinity when somebody's door or the load forbids it. */
export function tripExtra(g: Ground, stops: readonly number[], worker: number): number {
  let extra = 0;
  let weight = 0;
  let boxes = 0;
  for (const r of stops) {
    const tier = tierOf(g, r, worker);
    if (tier === tiers.never) return Infinity;
    extra += tierCost(tier);
    weight += g.weight[r]!;
    boxes += g.boxes[r]!;
  }
  return weight > g.maxWeight[worker]! || boxes > g.maxBoxes[worker]! ? Infinity : extra;
}

/** The best worker and time for a whole round; null when nobody can. */
export function bestLine(crew: Crew, stops: readonly number[], workers: ArrayLike<number>): Found | null {
  found.cost = Infinity;
  const trip = emptyTrip(0);
  trip.stops = stops.slice();
  measure(crew.g, trip);
  for (let n = 0; n < workers.length; n += 1) {
    const worker = workers[n]!;
    const extra = tripExtra(crew.g, stops, worker);
    if (extra < found.cost) tryLine(crew, trip, worker, extra, found);
  }
  return found.cost === Infinity ? null : found;
}
