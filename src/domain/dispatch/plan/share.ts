// Who should carry how much of which unit when the primaries cannot carry it all: the overflow goes to backups at the least cost.
import { addArc, cheapestFlow, newNetwork } from './flow.ts';
import { type Ground, tiers } from './ground.ts';
import { circlesOf } from './near.ts';

/** Requests of a unit, in the order in which they are handed out, for one worker. */
export interface Share {
  readonly worker: number;
  readonly requests: number[];
}

/** Longer lists of people are not shares but pools: whoever is free takes the next round. */
const mostWorkers = 24;

/** What keeps people's estimates from being spent to the last second: rounds do not fit a shift like water. */
const usable = 0.9;

function freeSeconds(g: Ground, w: number): number {
  const [from, until] = [g.from[w]!, g.until[w]!];
  const fixed = g.fixed[w]!;
  let free = until - from;
  for (let n = 0; n < fixed.length; n += 2) free -= Math.max(0, Math.min(until, fixed[n + 1]!) - Math.max(from, fixed[n]!));
  return Math.max(0, usable * free);
}

interface Demand {
  readonly unit: number;
  readonly requests: readonly number[];
  readonly seconds: number;
}

/** Does everybody have time for all the units they come first for? */
function isEnough(g: Ground, demands: readonly Demand[]): boolean {
  const wanted = new Float64Array(g.workers);
  for (const { unit, seconds } of demands) {
    const able = g.able[unit]!;
    const tier = g.tier[unit * g.workers + able[0]!]!;
    let first = 1;
    while (first < able.length && g.tier[unit * g.workers + able[first]!] === tier) first += 1;
    for (let n = 0; n < first; n += 1) wanted[able[n]!]! += seconds / first;
  }
  return wanted.every((seconds, w) => seconds === 0 || seconds <= freeSeconds(g, w));
}

const costs: Readonly<Record<number, number>> = {
  [tiers.primary]: 0,
  [tiers.free]: 0,
  [tiers.backup]: 1000,
  [tiers.stranger]: 1300,
};

function flowShares(g: Ground, demands: readonly Demand[]): Map<number, Share[]> {
  const people = [...new Set(demands.flatMap(({ unit }) => [...g.able[unit]!]))];
  const nodeOf = new Map(people.map((w, n) => [w, demands.length + n]));
  const [source, sink] = [demands.length + people.length, demands.length + people.length + 1];
  const network = newNetwork(sink + 1);
  for (const w of people) addArc(network, nodeOf.get(w)!, sink, freeSeconds(g, w));
  const flows = demands.map(({ unit, seconds }, n) => {
    addArc(network, source, n, seconds);
    return [...g.able[unit]!].map(w => ({
      w,
      flow: addArc(network, n, nodeOf.get(w)!, seconds, costs[g.tier[unit * g.workers + w]!]!),
    }));
  });
  cheapestFlow(network, source, sink);
  const shares = new Map<number, Share[]>();
  demands.forEach(({ unit, requests, seconds }, n) => {
    const own: Share[] = [];
    let given = 0;
    let flowed = 0;
    for (const { w, flow } of flows[n]!) {
      flowed += flow();
      const until = Math.round((requests.length * flowed) / Math.max(1, seconds));
      if (until > given) own.push({ worker: w, requests: requests.slice(given, until) });
      given = until;
    }
    // What nobody has time for is left to whoever turns out to have some after all.
    if (own[0] !== undefined) own[0].requests.push(...requests.slice(given));
    else own.push({ worker: g.able[unit]![0]!, requests: [...requests] });
    shares.set(unit, own);
  });
  return shares;
}

/** Shares of the units whose people are short of time; units that are not in it are carried by those who come first. */
export function sharesOf(
  g: Ground,
  requestsOf: (unit: number) => readonly number[],
  secondsOf: (requests: readonly number[], worker: number) => number,
): Map<number, Share[]> {
  const circle = circlesOf(g.able, g.unitSealed, g.workers);
  const demands: Demand[] = [];
  for (let unit = 0; unit < g.units; unit += 1) {
    const requests = requestsOf(unit);
    const able = g.able[unit]!;
    if (requests.length === 0 || able.length < 2 || able.length > mostWorkers) continue;
    demands.push({ unit, requests, seconds: secondsOf(requests, able[0]!) });
  }
  const shares = new Map<number, Share[]>();
  for (const together of Map.groupBy(demands, ({ unit }) => circle[unit]!).values())
    if (!isEnough(g, together)) for (const [unit, own] of flowShares(g, together)) shares.set(unit, own);
  return shares;
}
