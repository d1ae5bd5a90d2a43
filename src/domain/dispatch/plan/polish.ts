// The last touch: stops of neighbouring rounds change places one for one, two for one or two for two, as long as that saves walking.
import { addStop, begin, type Crew, dropStops, rollback, tierOf } from './crew.ts';
import { type Ground, leg, tiers } from './ground.ts';
import { changed } from './improve.ts';
import { worth } from './insert.ts';
import { overOf } from './timing.ts';
import type { Trip } from './trip.ts';

const list: number[] = [];

/** Where `r` adds least to `list`. */
function cheapest(g: Ground, r: number): { seconds: number; position: number } {
  let seconds = Infinity;
  let position = 0;
  let into = g.gate[r]!;
  for (let p = 0; p <= list.length; p += 1) {
    const before = p > 0 ? list[p - 1]! : -1;
    const after = p < list.length ? list[p]! : -1;
    const outOf = after < 0 ? g.gate[r]! : leg(g, r, after);
    const direct = before < 0 ? (after < 0 ? 0 : g.gate[after]!) : after < 0 ? g.gate[before]! : leg(g, before, after);
    const extra = into + outOf - direct;
    if (extra < seconds) {
      seconds = extra;
      position = p;
    }
    into = outOf;
  }
  return { seconds, position };
}

function walkOf(g: Ground, stops: readonly number[]): number {
  if (stops.length === 0) return 0;
  let seconds = g.gate[stops[0]!]! + g.gate[stops.at(-1)!]!;
  for (let n = 1; n < stops.length; n += 1) seconds += leg(g, stops[n - 1]!, stops[n]!);
  return seconds;
}

/** Walking of a round in which `count` stops from `at` on have given way to others; `places` get their positions. */
function walkAfter(g: Ground, trip: Trip, at: number, count: number, others: readonly number[], places: number[]): number {
  list.length = 0;
  for (let n = 0; n < trip.stops.length; n += 1) if (n < at || n >= at + count) list.push(trip.stops[n]!);
  let seconds = walkOf(g, list);
  places.length = 0;
  for (const r of others) {
    const found = cheapest(g, r);
    seconds += found.seconds;
    list.splice(found.position, 0, r);
    places.push(found.position);
  }
  return seconds;
}

/** May a worker take these stops for those into a round? Weight is asked before. */
function mayTake(g: Ground, trip: Trip, come: readonly number[], go: readonly number[]): boolean {
  const boxes = (stops: readonly number[]) => stops.reduce((sum, r) => sum + g.boxes[r]!, 0);
  if (trip.boxes + boxes(come) - boxes(go) > g.maxBoxes[trip.worker]!) return false;
  return come.every(r => tierOf(g, r, trip.worker) !== tiers.never);
}

/** How many stops change places, either way. */
const exchanges = [
  [1, 0],
  [1, 1],
  [2, 0],
  [2, 1],
  [2, 2],
] as const;

function carryOut(
  crew: Crew,
  a: Trip,
  outOfA: readonly number[],
  intoA: readonly number[],
  b: Trip,
  outOfB: readonly number[],
  intoB: readonly number[],
): boolean {
  begin(crew);
  const went =
    dropStops(crew, a, r => outOfA.includes(r)) &&
    dropStops(crew, b, r => outOfB.includes(r)) &&
    outOfB.every((r, n) => addStop(crew, a, intoA[n]!, r)) &&
    outOfA.every((r, n) => addStop(crew, b, intoB[n]!, r));
  if (went && changed(crew) < 0) return true;
  rollback(crew);
  return false;
}

/** One leg; below zero stands for the gate. */
function legOf(g: Ground, a: number, b: number): number {
  if (a < 0) return b < 0 ? 0 : g.gate[b]!;
  return b < 0 ? g.gate[a]! : leg(g, a, b);
}

/** The four cheapest places in a round for each stop of another: as many as are needed when two stops of the round are gone. */
interface Survey {
  seconds: Float64Array;
  position: Int32Array;
}
/** How many are kept. */
const looked = 4;
const surveyOf = (): Survey => ({ seconds: new Float64Array(256), position: new Int32Array(256) });

function survey(g: Ground, into: readonly number[], of: readonly number[], found: Survey): void {
  if (found.seconds.length < of.length * looked) {
    found.seconds = new Float64Array(of.length * looked * 2);
    found.position = new Int32Array(of.length * looked * 2);
  }
  const { seconds, position } = found;
  for (let k = 0; k < of.length; k += 1) {
    const r = of[k]!;
    const from = k * looked;
    for (let n = 0; n < looked; n += 1) seconds[from + n] = Infinity;
    let before = -1;
    let legIn = g.gate[r]!;
    for (let p = 0; p <= into.length; p += 1) {
      const after = p < into.length ? into[p]! : -1;
      const legOut = legOf(g, r, after);
      const extra = legIn + legOut - legOf(g, before, after);
      let n = looked - 1;
      if (extra < seconds[from + n]!) {
        for (; n > 0 && extra < seconds[from + n - 1]!; n -= 1) {
          seconds[from + n] = seconds[from + n - 1]!;
          position[from + n] = position[from + n - 1]!;
        }
        seconds[from + n] = extra;
        position[from + n] = p;
      }
      before = after;
      legIn = legOut;
    }
  }
}

/** What the dearest of `count` stops from `j` on adds at least to a round that `gone` stops from `i` on have left. */
function addsAtLeast(
  g: Ground,
  into: readonly number[],
  i: number,
  gone: number,
  of: readonly number[],
  j: number,
  count: number,
  found: Survey,
): number {
  let most = 0;
  for (let k = j; k < j + count; k += 1) {
    let least = Infinity;
    for (let n = k * looked; n < (k + 1) * looked; n += 1) {
      const p = found.position[n]!;
      if (gone > 0 && p >= i && p <= i + gone) continue;
      least = found.seconds[n]!;
      break;
    }
    if (gone > 0) {
      const [before, after] = [i > 0 ? into[i - 1]! : -1, i + gone < into.length ? into[i + gone]! : -1];
      least = Math.min(least, legOf(g, before, of[k]!) + legOf(g, of[k]!, after) - legOf(g, before, after));
    }
    most = Math.max(most, least);
  }
  return most;
}

/** Seconds that a round without `count` stops from `at` on is shorter. */
function savedBy(g: Ground, stops: readonly number[], at: number, count: number): number {
  if (count === 0) return 0;
  let before = at > 0 ? stops[at - 1]! : -1;
  const first = before;
  let seconds = 0;
  for (let n = at; n <= at + count; n += 1) {
    const after = n < stops.length ? stops[n]! : -1;
    seconds += legOf(g, before, after);
    before = after;
  }
  return seconds - legOf(g, first, before);
}

const weightFrom = (g: Ground, stops: readonly number[], at: number, count: number): number => {
  let weight = 0;
  for (let n = at; n < at + count; n += 1) weight += g.weight[stops[n]!]!;
  return weight;
};

const serviceFrom = (g: Ground, stops: readonly number[], at: number, count: number): number => {
  let seconds = 0;
  for (let n = at; n < at + count; n += 1) seconds += g.service[stops[n]!]!;
  return seconds;
};

const savedFromB: number[] = [];
const weightFromB: number[] = [];

const intoAOfB = surveyOf();
const intoBOfA = surveyOf();

/** Tries all exchanges of two rounds; true when one was carried out. */
function exchange(crew: Crew, a: Trip, b: Trip): boolean {
  const { g } = crew;
  const [roomA, roomB] = [g.maxWeight[a.worker]! - a.weight, g.maxWeight[b.worker]! - b.weight];
  const [intoA, intoB]: [number[], number[]] = [[], []];
  const [overA, overB] =
    a.worker === b.worker ? [0, 0] : [overOf(crew, a.worker, crew.work[a.worker]!), overOf(crew, b.worker, crew.work[b.worker]!)];
  survey(g, a.stops, b.stops, intoAOfB);
  survey(g, b.stops, a.stops, intoBOfA);
  for (const [m, n] of exchanges) {
    // A round must not be emptied here: it would be gone before it is filled again.
    if (m === a.stops.length || n === b.stops.length) continue;
    const last = n === 0 ? 0 : b.stops.length - n;
    for (let j = 0; j <= last; j += 1) {
      savedFromB[j] = savedBy(g, b.stops, j, n);
      weightFromB[j] = weightFrom(g, b.stops, j, n);
    }
    for (let i = 0; i + m <= a.stops.length; i += 1) {
      const weightA = weightFrom(g, a.stops, i, m);
      const savedA = savedBy(g, a.stops, i, m);
      for (let j = 0; j <= last; j += 1) {
        const more = weightFromB[j]! - weightA;
        if (more > roomA || -more > roomB) continue;
        let saved = savedA + savedFromB[j]!;
        // Who has too much to do may be relieved by a longer way.
        if (overA > 0) saved += worth.overload * Math.min(overA, savedA + serviceFrom(g, a.stops, i, m));
        if (overB > 0) saved += worth.overload * Math.min(overB, savedFromB[j]! + serviceFrom(g, b.stops, j, n));
        const added = addsAtLeast(g, a.stops, i, m, b.stops, j, n, intoAOfB);
        if (added >= saved || added + addsAtLeast(g, b.stops, j, n, a.stops, i, m, intoBOfA) >= saved) continue;
        const outOfA = a.stops.slice(i, i + m);
        const outOfB = b.stops.slice(j, j + n);
        if (!mayTake(g, a, outOfB, outOfA) || !mayTake(g, b, outOfA, outOfB)) continue;
        const walked = walkAfter(g, a, i, m, outOfB, intoA) + walkAfter(g, b, j, n, outOfA, intoB);
        const relief = saved - savedA - savedFromB[j]!;
        if (walked < a.travel + b.travel + relief && carryOut(crew, a, outOfA, intoA, b, outOfB, intoB)) return true;
      }
    }
  }
  return false;
}

/** Stops of one times stops of the other: beyond, a pair would take longer than all the rest. */
const longest = 10_000;

/** Goes over all pairs of rounds that stop near each other until nothing is saved, or `most` pairs were looked at. */
export function polish(crew: Crew, most: number, isOver: () => boolean): void {
  const { g } = crew;
  const queue = crew.lines.flat();
  const waiting = new Set(queue);
  let pairs = 0;
  for (let head = 0; head < queue.length && pairs < most && !isOver(); head += 1) {
    const a = queue[head]!;
    waiting.delete(a);
    const near = new Set<Trip>();
    for (const r of a.stops) for (const unit of g.near[g.unit[r]!]!.slice(0, 6)) for (const b of crew.tripsOf[unit]!) near.add(b);
    for (const b of near) {
      if (b === a || b.sealed !== a.sealed || a.stops.length * b.stops.length > longest) continue;
      pairs += 1;
      if (!exchange(crew, a, b) && !exchange(crew, b, a)) continue;
      for (const trip of [a, b])
        if (!waiting.has(trip)) {
          waiting.add(trip);
          queue.push(trip);
        }
    }
  }
}
