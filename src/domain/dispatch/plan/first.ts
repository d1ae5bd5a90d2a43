// The first plan, within milliseconds: requests in order of building, staircase and floor, cut into rounds as well as that order allows.
import { addTrip, begin, type Crew, rollback } from './crew.ts';
import { fillRounds } from './fill.ts';
import { type Ground, leg, tiers } from './ground.ts';
import { bestLine, bestPlace, type Search, settle } from './insert.ts';
import { type Share, sharesOf } from './share.ts';

/** Requests that the same people would best carry. */
interface Pool {
  readonly workers: Int32Array;
  readonly requests: number[];
}

const waveSeconds = 1800;

/** Those of the best tier that may serve a unit. */
function bestWorkers(g: Ground, unit: number): Int32Array {
  const able = g.able[unit]!;
  if (able.length === 0) return able;
  const tierAt = (n: number): number => g.tier[unit * g.workers + able[n]!]!;
  const best = tierAt(0);
  let count = 1;
  while (count < able.length && tierAt(count) === best) count += 1;
  return able.subarray(0, count);
}

function planned(g: Ground, unit: number): number[] {
  return [...g.requestsOf[unit]!]
    .filter(r => g.frozen[r] === 0)
    .sort((a, b) => g.urgency[a]! - g.urgency[b]! || g.floor[a]! - g.floor[b]! || a - b);
}

function poolsOf(g: Ground): Pool[] {
  const secondsOf = (requests: readonly number[], worker: number) =>
    cutIntoRounds(
      g,
      [...requests].sort((a, b) => g.floor[a]! - g.floor[b]! || a - b),
      worker,
    ).reduce((sum, stops) => sum + secondsFor(g, stops), 0);
  const shares =
    g.problem.rules.binding === 'off' ? new Map<number, Share[]>() : sharesOf(g, unit => planned(g, unit), secondsOf);
  const pools = new Map<string, Pool>();
  const add = (u: number, workers: Int32Array, requests: readonly number[]): void => {
    let sum = 0;
    for (let n = 0; n < workers.length; n += 1) sum += workers[n]! * (n + 1);
    const key = `${g.unitSealed[u]} ${workers.length} ${workers[0]} ${workers.at(-1)} ${sum}`;
    const pool = pools.get(key) ?? { workers, requests: [] };
    pools.set(key, pool);
    pool.requests.push(...requests);
  };
  for (let u = 0; u < g.units; u += 1) {
    const own: Share[] | undefined = shares.get(u);
    if (own !== undefined) for (const share of own) add(u, Int32Array.of(share.worker), share.requests);
    else if (g.able[u]!.length > 0) add(u, bestWorkers(g, u), planned(g, u));
  }
  return [...pools.values()].filter(pool => pool.requests.length > 0);
}

function secondsFor(g: Ground, stops: readonly number[]): number {
  let seconds = g.gate[stops[0]!]! + g.gate[stops.at(-1)!]!;
  stops.forEach((r, n) => {
    seconds += g.service[r]! + (n === 0 ? 0 : leg(g, stops[n - 1]!, r));
  });
  return seconds;
}

/** Places of the units along a walk: buildings by their direction from the gate, then as they stand in the problem. */
function walkOrder(g: Ground): Float64Array {
  const { problem } = g;
  const angle = new Map<string, number>();
  for (const unit of problem.units)
    if (!angle.has(unit.building)) angle.set(unit.building, Math.atan2(unit.y - problem.gate.y, unit.x - problem.gate.x));
  const building = new Map(problem.buildings.map((one, n) => [one.id, n]));
  const order = problem.units.map((_, n) => n);
  const of = (n: number) => problem.units[n]!.building;
  order.sort((a, b) => angle.get(of(a))! - angle.get(of(b))! || building.get(of(a))! - building.get(of(b))! || a - b);
  const place = new Float64Array(g.units);
  order.forEach((unit, n) => {
    place[unit] = n;
  });
  return place;
}

/** Cuts an ordered list into rounds with the least walking; what fits into no round is left out. */
export function cutIntoRounds(g: Ground, list: readonly number[], worker: number): number[][] {
  const n = list.length;
  const best = new Float64Array(n + 1).fill(Infinity);
  const from = new Int32Array(n + 1).fill(-1);
  best[0] = 0;
  for (let i = 0; i < n; i += 1) {
    let weight = 0;
    let boxes = 0;
    let seconds = 0;
    for (let j = i; j < n; j += 1) {
      const r = list[j]!;
      if (g.sealed[r] !== g.sealed[list[i]!]) break;
      weight += g.weight[r]!;
      boxes += g.boxes[r]!;
      if (weight > g.maxWeight[worker]! || boxes > g.maxBoxes[worker]!) break;
      seconds += j === i ? g.gate[r]! : leg(g, list[j - 1]!, r);
      if (seconds > g.out[r]!) break;
      seconds += g.service[r]!;
      const whole = seconds + g.gate[r]!;
      if (whole > g.maxRound[worker]!) break;
      if (best[i]! + whole < best[j + 1]!) {
        best[j + 1] = best[i]! + whole;
        from[j + 1] = i;
      }
    }
    // Left out: dearer than any round, so only when it must be.
    if (best[i]! + 1e7 < best[i + 1]!) {
      best[i + 1] = best[i]! + 1e7;
      from[i + 1] = -2 - i;
    }
  }
  const rounds: number[][] = [];
  for (let end = n; end > 0; ) {
    const start = from[end]!;
    if (start >= 0) rounds.push(list.slice(start, end));
    end = start >= 0 ? start : -2 - start;
  }
  return rounds.reverse();
}

const medianOf = (g: Ground, workers: Int32Array): number => {
  const sorted = [...workers].sort((a, b) => g.maxWeight[a]! - g.maxWeight[b]! || a - b);
  return sorted[sorted.length >> 1]!;
};

function lastStartOf(g: Ground, stops: readonly number[]): number {
  return stops.reduce((least, r) => Math.min(least, g.due[r]! - g.gate[r]!), Infinity);
}

/** The people of a pool, the least loaded first; many are asked only as far as needed. */
function leastLoaded(crew: Crew, workers: Int32Array): number[] {
  const load = (w: number) => crew.g.base[w]! + crew.work[w]!;
  const sorted = [...workers].sort((a, b) => load(a) - load(b) || a - b);
  return sorted;
}

/** A list of workers kept in order of load, as rounds are handed out. */
function handOut(crew: Crew, pool: Pool, rounds: readonly number[][], left: number[]): void {
  const order = leastLoaded(crew, pool.workers);
  const load = (w: number) => crew.g.base[w]! + crew.work[w]!;
  for (const stops of rounds) {
    const where =
      bestLine(crew, stops, order.slice(0, 16)) ?? (order.length > 16 ? bestLine(crew, stops, order.slice(16, 64)) : null);
    begin(crew);
    if (where === null || !addTrip(crew, where.worker, where.index, stops)) {
      rollback(crew);
      left.push(...stops);
      continue;
    }
    let at = order.indexOf(where.worker);
    while (at + 1 < order.length && load(order[at + 1]!) < load(where.worker)) {
      order[at] = order[at + 1]!;
      at += 1;
    }
    order[at] = where.worker;
  }
}

/** Puts requests where they fit best, the most urgent first; answers those that fit nowhere. */
export function insertAll(search: Search, requests: readonly number[]): number[] {
  const { g } = search.crew;
  const sorted = [...requests].sort((a, b) => g.urgency[a]! - g.urgency[b]! || g.due[a]! - g.due[b]! || a - b);
  return sorted.filter(r => {
    const where = bestPlace(search, r);
    if (where === null) return true;
    begin(search.crew);
    if (settle(search.crew, r, where)) return false;
    rollback(search.crew);
    return true;
  });
}

/** Filled rounds, of a few staircases in every order of beginning: what is left over from one has to suit the next. */
function fewestFilled(g: Ground, requests: readonly number[], worker: number, wave: (r: number) => number): number[][] {
  const units = [...Map.groupBy(requests, r => g.unit[r]!).values()];
  let best = fillRounds(g, requests, worker, wave);
  if (units.length > 6) return best;
  for (let first = 0; first < units.length; first += 1)
    for (const turned of [false, true]) {
      const order = [...units.slice(first), ...units.slice(0, first)];
      if (turned) order.reverse();
      const sorted = order.flat().sort((a, b) => wave(a) - wave(b));
      const rounds = fillRounds(g, sorted, worker, wave);
      if (rounds.length < best.length) best = rounds;
    }
  return best;
}

/** Fills an empty crew; answers the requests nobody could take yet. */
export function firstPlan(crew: Crew): number[] {
  const { g } = crew;
  const place = walkOrder(g);
  const left: number[] = [];
  for (let u = 0; u < g.units; u += 1)
    if (g.able[u]!.length === 0) {
      const requests = g.requestsOf[u]!;
      for (let n = 0; n < requests.length; n += 1) if (g.frozen[requests[n]!] === 0) left.push(requests[n]!);
    }
  // The bound first: whoever is bound to nothing can still turn elsewhere.
  const pools = poolsOf(g).sort((a, b) => tierOfPool(g, a) - tierOfPool(g, b));
  for (const pool of pools) {
    const wave = (r: number) => Math.floor(g.ready[r]! / waveSeconds);
    pool.requests.sort(
      (a, b) => wave(a) - wave(b) || place[g.unit[a]!]! - place[g.unit[b]!]! || g.floor[a]! - g.floor[b]! || a - b,
    );
    const worker = medianOf(g, pool.workers);
    const cut = cutIntoRounds(g, pool.requests, worker);
    const filled = fewestFilled(g, pool.requests, worker, wave);
    const rounds = filled.length < cut.length ? filled : cut;
    const inRounds = new Set(rounds.flat());
    for (const r of pool.requests) if (!inRounds.has(r)) left.push(r);
    const firstNeeded = new Map(rounds.map(stops => [stops, lastStartOf(g, stops)]));
    rounds.sort((a, b) => firstNeeded.get(a)! - firstNeeded.get(b)!);
    handOut(crew, pool, rounds, left);
  }
  return insertAll({ crew, draw: null, blink: 0, wide: g.workers <= 64 }, left);
}

function tierOfPool(g: Ground, pool: Pool): number {
  const unit = g.unit[pool.requests[0]!]!;
  return g.tier[unit * g.workers + pool.workers[0]!] ?? tiers.never;
}
