// How little the most loaded worker can have: the work of every unit shared as a liquid among those who may do it.
import { type Group, groupsOf } from './bound-rounds.ts';
import { insideUnit, leastTravel } from './bound-walk.ts';
import { addArc, largestFlow, levels, newNetwork } from './flow.ts';
import { type Ground, tiers } from './ground.ts';

interface Supply {
  work: number;
  readonly workers: readonly number[];
}

/** Seconds that a unit takes off somebody in every plan: service, staircase, and its share of the way by weight or boxes. */
function workOf(g: Ground, group: Group, unit: number, requests: readonly number[]): number {
  const { gate, units, travel } = g.problem;
  const metres = Math.abs(units[unit]!.x - gate.x) + Math.abs(units[unit]!.y - gate.y);
  const sum = (values: Float64Array) => requests.reduce((all, r) => all + values[r]!, 0);
  const loads = group.weight > 0 ? sum(g.weight) / group.weight : 0;
  const service = sum(g.service);
  return service + Math.max(0, insideUnit(g, group, requests) + (2 * metres * loads) / travel.walkMetresPerSecond);
}

/** Units that the same people may serve count as one. */
function suppliesOf(g: Ground, groups: readonly Group[], inside: boolean): Supply[] {
  const supplies = new Map<string, Supply>();
  // Without strict binding everybody protected may; only the order of the lists differs.
  const anybody = g.problem.rules.binding !== 'strict' && !inside;
  for (const group of groups)
    for (const [unit, requests] of Map.groupBy(group.requests, r => g.unit[r]!)) {
      const work = workOf(g, group, unit, requests);
      const able = g.able[unit]!;
      const known = anybody ? supplies.get(`${g.unitSealed[unit]}`) : undefined;
      if (known !== undefined) {
        known.work += work;
        continue;
      }
      const workers = [...(inside ? insideWorkers(g, unit) : able)];
      const key = anybody ? `${g.unitSealed[unit]}` : workers.join();
      const same = supplies.get(key);
      if (same === undefined) supplies.set(key, { work, workers });
      else same.work += work;
    }
  return [...supplies.values()].filter(supply => supply.work > 0 && supply.workers.length > 0);
}

/** The level to which `work` fills people who start at different heights. */
function fill(heights: readonly number[], work: number): number {
  const sorted = [...heights].sort((a, b) => a - b);
  let sum = 0;
  for (let n = 0; n < sorted.length; n += 1) {
    sum += sorted[n]!;
    const level = (work + sum) / (n + 1);
    if (n + 1 === sorted.length || level <= sorted[n + 1]!) return level;
  }
  return 0;
}

/** Those bound to a unit first, or anybody where nobody is bound; the lists are sorted so that they stand at the head. */
function insideWorkers(g: Ground, unit: number): Int32Array {
  const able = g.able[unit]!;
  let count = 0;
  while (count < able.length && g.tier[unit * g.workers + able[count]!]! <= tiers.free) count += 1;
  return able.subarray(0, count);
}

/** Each set of people for itself: its whole work, with whole rounds, shared evenly. */
function leastByGroups(g: Ground, groups: readonly Group[]): number {
  let most = 0;
  for (const group of groups) {
    if (group.workers.length === 0) continue;
    const service = group.requests.reduce((sum, r) => sum + g.service[r]!, 0);
    most = Math.max(
      most,
      fill(
        group.workers.map(w => g.base[w]!),
        service + leastTravel(g, group),
      ),
    );
  }
  return most;
}

/** The least possible load of the most loaded worker; `inside`: nobody carries for a unit bound to another. */
export function leastLoad(g: Ground, groups: readonly Group[], inside: boolean): number {
  const highest = g.base.reduce((most, one) => Math.max(most, one), 0);
  const supplies = suppliesOf(g, groups, inside);
  if (supplies.length === 0) return highest;
  const all = [...new Set(supplies.flatMap(supply => [...supply.workers]))];
  const total = supplies.reduce((sum, supply) => sum + supply.work, 0);
  const heights = (workers: readonly number[]): number[] => workers.map(w => g.base[w]!);
  const requests = groups.flatMap(group => group.requests);
  const apart = leastByGroups(g, inside ? groupsOf(g, requests, unit => insideWorkers(g, unit)) : groups);
  let level = Math.max(apart, fill(heights(all), total));
  // Newton: where the flow does not fit, the people behind the narrowest cut must work longer.
  for (let tries = 0; tries < 50; tries += 1) {
    const [source, sink] = [supplies.length + g.workers, supplies.length + g.workers + 1];
    const network = newNetwork(sink + 1);
    supplies.forEach((supply, n) => {
      addArc(network, source, n, supply.work);
      for (const w of supply.workers) addArc(network, n, supplies.length + w, supply.work);
    });
    for (const w of all) addArc(network, supplies.length + w, sink, Math.max(0, level - g.base[w]!));
    if (largestFlow(network, source, sink) > total - 1e-3) break;
    const reached = levels(network, source);
    const stuck = supplies.filter((_, n) => reached[n] !== -1);
    const behind = [...new Set(stuck.flatMap(supply => [...supply.workers]))];
    const work = stuck.reduce((sum, supply) => sum + supply.work, 0);
    const higher = fill(heights(behind), work);
    if (higher <= level + 1e-6) break;
    level = higher;
  }
  return Math.max(highest, level - 1e-3);
}
