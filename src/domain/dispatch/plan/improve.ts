// Makes a plan better: takes a few neighbouring stops out of a few rounds, puts them back where they fit best, keeps what pays.
import { addTrip, begin, type Crew, dropStops, rollback } from './crew.ts';
import { bestLine, bestPlace, settle, worth } from './insert.ts';
import { isBetter, type Kept, keep, recall } from './kept.ts';
import type { Pace } from './pace.ts';
import type { Draw } from './random.ts';
import type { Trip } from './trip.ts';

export interface Effort {
  /** Changes to try: what the plan depends on. */
  readonly moves: number;
  readonly pace: Pace;
  /** Which part of the whole search this is. */
  readonly part: readonly [from: number, until: number];
  /** Seconds of worsening that are accepted at the beginning and at the end. */
  readonly warm: number;
  readonly cool: number;
  /** Stops taken out at a time, on average. */
  readonly stops: number;
}

interface Hunt {
  readonly crew: Crew;
  readonly draw: Draw;
  readonly removed: number[];
  readonly mark: Int32Array;
  /** Requests nobody carries. */
  readonly left: number[];
}

/** What a change since `begin` costs, in seconds and what outweighs them. */
export function changed(crew: Crew): number {
  const before = crew.saved!;
  let cost =
    crew.seconds -
    before.seconds +
    worth.late * (crew.late - before.late) +
    worth.outside * (crew.outside - before.outside) +
    worth.stranger * (crew.strangers - before.strangers) +
    worth.overload * (crew.overload - before.overload) +
    worth.trip * (crew.trips - before.trips);
  for (let c = 0; c < 4; c += 1) cost += worth.unserved[c]! * (crew.unserved[c]! - before.unserved[c]!);
  return cost;
}

/** Marks a run of neighbouring stops of a round, around one of the unit. */
function markString(hunt: Hunt, trip: Trip, unit: number, most: number): void {
  const { crew, draw, mark, removed } = hunt;
  const { stops } = trip;
  const length = 1 + draw.below(Math.min(most, stops.length));
  const offset = draw.below(stops.length);
  let at = 0;
  for (let n = 0; n < stops.length; n += 1) {
    at = (offset + n) % stops.length;
    if (crew.g.unit[stops[at]!] === unit) break;
  }
  let from = at - draw.below(length);
  from = Math.max(0, Math.min(from, stops.length - length));
  for (let n = from; n < from + length; n += 1) {
    mark[stops[n]!] = crew.stamp;
    removed.push(stops[n]!);
  }
}

/** Takes strings of stops out of rounds around a request. False when what is left cannot be walked. */
function ruin(hunt: Hunt, seed: number, stops: number): boolean {
  const { crew, draw, removed, mark } = hunt;
  const { g } = crew;
  const longest = 8;
  const strings = 1 + draw.below(Math.max(1, Math.round((2 * stops) / (1 + longest / 2))));
  const near = g.near[g.unit[seed]!]!;
  const chosen: Trip[] = [];
  const home = crew.home[seed];
  if (home) {
    chosen.push(home);
    markString(hunt, home, g.unit[seed]!, longest);
  }
  for (let n = 0; n < near.length && chosen.length < strings; n += 1) {
    if (n > 0 && draw.next() < 0.3) continue;
    const trips = crew.tripsOf[near[n]!]!;
    const offset = draw.below(Math.max(1, trips.length));
    for (let k = 0; k < trips.length && chosen.length < strings; k += 1) {
      const trip = trips[(k + offset) % trips.length]!;
      if (chosen.includes(trip)) continue;
      chosen.push(trip);
      markString(hunt, trip, near[n]!, longest);
    }
  }
  if (removed.length === 0) return false;
  const gone = (r: number) => mark[r] === crew.stamp;
  for (const trip of chosen) if (!dropStops(crew, trip, gone)) return false;
  return true;
}

function order(hunt: Hunt): void {
  const { crew, draw, removed } = hunt;
  const { g } = crew;
  for (let n = removed.length - 1; n > 0; n -= 1) {
    const other = draw.below(n + 1);
    const swap = removed[n]!;
    removed[n] = removed[other]!;
    removed[other] = swap;
  }
  const way = draw.below(10);
  if (way < 2) return;
  if (way < 4) removed.sort((a, b) => g.weight[b]! - g.weight[a]!);
  else if (way < 8) removed.sort((a, b) => g.gate[b]! - g.gate[a]!);
  else if (way < 9) removed.sort((a, b) => g.due[a]! - g.due[b]!);
  else removed.sort((a, b) => g.gate[a]! - g.gate[b]!);
}

/** Takes one round out as a whole and gives it to whoever it suits best. */
function moveTrip(hunt: Hunt, trip: Trip): boolean {
  const { crew, draw } = hunt;
  const stops = trip.stops.slice();
  if (!dropStops(crew, trip, () => true)) return false;
  const able = crew.g.able[crew.g.unit[stops[0]!]!]!;
  const workers = able.length <= 24 ? able : Array.from({ length: 16 }, () => able[draw.below(able.length)]!);
  const where = bestLine(crew, stops, workers);
  return where !== null && addTrip(crew, where.worker, where.index, stops);
}

/** A request of one of those who have most to do: of a few who are looked at. */
function ofMostLoaded({ crew, draw }: Hunt): number {
  let most = -1;
  let load = -1;
  for (let n = 0; n < 8; n += 1) {
    const w = draw.below(crew.g.workers);
    const own = crew.g.base[w]! + crew.work[w]!;
    if (own <= load || crew.lines[w]!.length === 0) continue;
    most = w;
    load = own;
  }
  if (most < 0) return draw.below(crew.g.requests);
  const line = crew.lines[most]!;
  const { stops } = line[draw.below(line.length)]!;
  return stops[draw.below(stops.length)]!;
}

/** One change. False when it led nowhere. */
function change(hunt: Hunt, stops: number): boolean {
  const { crew, draw, left, removed } = hunt;
  const { g } = crew;
  removed.length = 0;
  const wanting = left.length > 0 && draw.next() < 0.5;
  const seed = wanting
    ? left[draw.below(left.length)]!
    : crew.overload > 0 && draw.next() < 0.2
      ? ofMostLoaded(hunt)
      : draw.below(g.requests);
  if (g.frozen[seed] === 1) return false;
  const home = crew.home[seed];
  const tight = crew.late > 0 || left.length > 0 || crew.overload > 0;
  if (home && draw.next() < (tight ? 0.15 : 0.02)) return moveTrip(hunt, home);
  if (!ruin(hunt, seed, stops) && removed.length > 0) return false;
  if (left.length > 0) {
    if (crew.home[seed] === null && !removed.includes(seed)) removed.push(seed);
    for (let n = 0; n < 2; n += 1) {
      const r = left[draw.below(left.length)]!;
      if (crew.home[r] === null && !removed.includes(r)) removed.push(r);
    }
  }
  order(hunt);
  // Now and then the urgent first; always when somebody goes without.
  if (left.length > 0 && draw.next() < 0.7) removed.sort((a, b) => g.urgency[a]! - g.urgency[b]!);
  const search = { crew, draw, blink: 0.01, wide: false };
  for (let n = 0; n < removed.length; n += 1) {
    const where = bestPlace(search, removed[n]!);
    if (where !== null && !settle(crew, removed[n]!, where)) return false;
  }
  return true;
}

function leftOf(crew: Crew, left: number[]): void {
  left.length = 0;
  for (let r = 0; r < crew.g.requests; r += 1) if (crew.home[r] === null && crew.g.frozen[r] === 0) left.push(r);
}

/** Tries `effort.moves` changes, or as many as its pace allows. Leaves the best plan seen in `crew`. */
export function improve(crew: Crew, draw: Draw, effort: Effort): void {
  const { g } = crew;
  if (g.requests === 0 || g.workers === 0) return;
  const hunt: Hunt = { crew, draw, removed: [], mark: new Int32Array(g.requests), left: [] };
  leftOf(crew, hunt.left);
  // In a district every plan that is kept is a copy of thousands of rounds: there only what is better is accepted.
  const large = g.requests > 8000;
  let best: Kept | null = large ? null : keep(crew);
  // Early on nearly every change is the best so far, and none of them lasts.
  const keepsFrom = g.requests > 200 ? 0.7 : 0;
  const [from, until] = effort.part;
  // A change in rounds of hundreds of stops takes as long as many others.
  const looksAtClock = g.requests > 50 * Math.max(1, crew.trips) ? 0 : 15;
  let done = 0;
  let warmth = effort.warm;
  for (let move = 0; move < effort.moves; move += 1) {
    if ((move & looksAtClock) === 0) {
      done = (effort.pace.progress(from + ((until - from) * move) / effort.moves) - from) / (until - from);
      if (done >= 1) break;
      warmth = effort.warm * (effort.cool / effort.warm) ** done;
    }
    begin(crew);
    const waiting = hunt.left.length;
    const went = change(hunt, effort.stops);
    const limit = large ? 0 : -warmth * Math.log(draw.next() + 1e-12);
    if (!went || changed(crew) > limit) {
      rollback(crew);
      continue;
    }
    // The list may be a little old: whoever is in it is looked at again before being placed.
    const unserved = unservedOf(crew);
    if (unserved !== waiting || (unserved > 0 && (move & 63) === 0)) leftOf(crew, hunt.left);
    if (best !== null && done >= keepsFrom && isBetter(crew, best)) best = keep(crew);
  }
  if (best !== null && isBetter(best, crew)) recall(crew, best.lines);
}

function unservedOf({ unserved }: Crew): number {
  return unserved[0]! + unserved[1]! + unserved[2]! + unserved[3]!;
}
