// How many rounds a set of requests needs at least: by weight, by boxes, by the time of a round.
import type { Ground } from './ground.ts';
import { circlesOf } from './near.ts';

/** Requests that no round shares with requests of another group: other kind of building, or other people. */
export interface Group {
  readonly requests: number[];
  readonly workers: readonly number[];
  /** The most anybody of the group carries, and the longest anybody may be out. */
  readonly weight: number;
  readonly boxes: number;
  readonly seconds: number;
  /** The shortest leg there can be between two doors. */
  readonly leg: number;
}

/** Splits requests by the kind of building and by who may serve them, as far as no person links two parts. */
export function groupsOf(g: Ground, requests: readonly number[], ableTo = (unit: number): Int32Array => g.able[unit]!): Group[] {
  const lists = Array.from({ length: g.units }, (_, u) => ableTo(u));
  const circle = circlesOf(lists, g.unitSealed, g.workers);
  const leg = shortestLeg(g);
  return [...Map.groupBy(requests, r => circle[g.unit[r]!]!).values()].map(own => {
    const units = new Set(own.map(r => g.unit[r]!));
    const workers = [...new Set([...new Set([...units].map(u => lists[u]!))].flatMap(list => [...list]))];
    const most = (row: Float64Array) => workers.reduce((all, w) => Math.max(all, row[w]!), 0);
    return { requests: own, workers, weight: most(g.maxWeight), boxes: most(g.maxBoxes), seconds: most(g.maxRound), leg };
  });
}

function shortestLeg(g: Ground): number {
  const { travel } = g.problem;
  const climb = g.climb.reduce((least, one) => Math.min(least, one), Infinity);
  const whole = (seconds: number) => Math.floor(seconds + 0.5);
  return Math.min(
    g.sameFloor,
    whole(travel.liftStepSeconds + travel.liftFloorSeconds),
    whole(travel.stairFloorSeconds),
    whole(climb === Infinity ? 0 : 2 * climb),
  );
}

const ceil = (value: number): number => Math.ceil(value - 1e-9);

/** A set of requests that grows, as far as the number of its rounds is concerned. */
export interface Tally {
  count: number;
  weight: number;
  boxes: number;
  busy: number;
  nearest: number;
}

export const newTally = (): Tally => ({ count: 0, weight: 0, boxes: 0, busy: 0, nearest: Infinity });

export function addTo(tally: Tally, g: Ground, group: Group, requests: readonly number[]): void {
  for (const r of requests) {
    tally.count += 1;
    tally.weight += g.weight[r]!;
    tally.boxes += g.boxes[r]!;
    tally.busy += g.service[r]! + group.leg;
    tally.nearest = Math.min(tally.nearest, g.gate[r]!);
  }
}

/** Rounds that must go to the requests of a tally, which no round need leave alone. */
export function roundsOf(group: Group, tally: Tally): number {
  if (tally.count === 0) return 0;
  const room = group.seconds - 2 * tally.nearest + group.leg;
  return Math.max(
    1,
    group.weight > 0 ? ceil(tally.weight / group.weight) : 1,
    group.boxes > 0 ? ceil(tally.boxes / group.boxes) : 1,
    room > 0 ? ceil(tally.busy / room) : 1,
  );
}

/** Rounds of a whole group. */
export function roundsFor(g: Ground, group: Group): number {
  const tally = newTally();
  addTo(tally, g, group, group.requests);
  return Math.max(roundsOf(group, tally), group.weight > 0 ? packing(g, group.weight, group.requests) : 1);
}

/** Martello and Toth: what is larger than half a load shares with nothing as large; what is small fills what is left. */
function packing(g: Ground, load: number, requests: readonly number[]): number {
  const weights = requests.map(r => g.weight[r]!).sort((a, b) => b - a);
  const sums = [0];
  for (const weight of weights) sums.push(sums.at(-1)! + weight);
  const firstNotAbove = (limit: number): number => {
    let low = 0;
    let high = weights.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (weights[middle]! > limit) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const half = firstNotAbove(load / 2);
  let best = 0;
  for (const small of new Set([0, ...weights.slice(half)])) {
    const alone = firstNotAbove(load - small);
    const until = firstNotAbove(small - 0.5);
    const large = Math.min(alone, half);
    const room = (half - large) * load - (sums[half]! - sums[large]!);
    const filling = Math.max(0, sums[Math.max(until, half)]! - sums[half]!);
    best = Math.max(best, half + Math.max(0, ceil((filling - room) / load)));
  }
  return best;
}
