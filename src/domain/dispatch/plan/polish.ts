// The last touch: stops of neighbouring rounds change places one for one, two for one or two for two, as long as that saves walking.
import { addStop, begin, type Crew, dropStops, rollback, tierOf } from './crew.ts';
import { type Ground, leg, tiers } from './ground.ts';
import { changed } from './improve.ts';
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

const weightOf = (g: Ground, stops: readonly number[]): number => stops.reduce((sum, r) => sum + g.weight[r]!, 0);

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

/** Tries all exchanges of two rounds; true when one was carried out. */
function exchange(crew: Crew, a: Trip, b: Trip): boolean {
  const { g } = crew;
  const [roomA, roomB] = [g.maxWeight[a.worker]! - a.weight, g.maxWeight[b.worker]! - b.weight];
  const [intoA, intoB]: [number[], number[]] = [[], []];
  for (const [m, n] of exchanges)
    for (let i = 0; i + m <= a.stops.length; i += 1) {
      const outOfA = a.stops.slice(i, i + m);
      const weightA = weightOf(g, outOfA);
      for (let j = 0; j + n <= b.stops.length && (n > 0 || j === 0); j += 1) {
        const outOfB = b.stops.slice(j, j + n);
        const more = weightOf(g, outOfB) - weightA;
        // A round must not be emptied here: it would be gone before it is filled again.
        if (more > roomA || -more > roomB || m === a.stops.length || n === b.stops.length) continue;
        const walkA = walkAfter(g, a, i, m, outOfB, intoA);
        if (walkA >= a.travel + b.travel) continue;
        const walkB = walkAfter(g, b, j, n, outOfA, intoB);
        if (walkA + walkB >= a.travel + b.travel) continue;
        if (!mayTake(g, a, outOfB, outOfA) || !mayTake(g, b, outOfA, outOfB)) continue;
        if (carryOut(crew, a, outOfA, intoA, b, outOfB, intoB)) return true;
      }
    }
  return false;
}

/** Goes over all pairs of rounds that stop near each other until nothing is saved, or `most` pairs were looked at. */
export function polish(crew: Crew, most: number, isOver: () => boolean): void {
  const { g } = crew;
  const queue = crew.lines.flat();
  const waiting = new Set(queue);
  let looked = 0;
  for (let head = 0; head < queue.length && looked < most && !isOver(); head += 1) {
    const a = queue[head]!;
    waiting.delete(a);
    const near = new Set<Trip>();
    for (const r of a.stops) for (const unit of g.near[g.unit[r]!]!.slice(0, 6)) for (const b of crew.tripsOf[unit]!) near.add(b);
    for (const b of near) {
      if (b === a || b.sealed !== a.sealed) continue;
      looked += 1;
      if (!exchange(crew, a, b) && !exchange(crew, b, a)) continue;
      for (const trip of [a, b])
        if (!waiting.has(trip)) {
          waiting.add(trip);
          queue.push(trip);
        }
    }
  }
}
