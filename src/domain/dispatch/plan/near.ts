// Which units are near which, among those that the same people may serve; a district is searched along a line, not as a square table.
import type { Problem } from './problem.ts';

const most = 10;
/** Looks to each side: hundreds of compounds told from their own gates stand on the same spot. */
const looksEachSide = 300;

function finder(root: Int32Array): (n: number) => number {
  return n => {
    let at = n;
    while (root[at] !== at) {
      root[at] = root[root[at]!]!;
      at = root[at]!;
    }
    return at;
  };
}

/** People whom a chain of units that two of them may serve links. */
export function peopleTogether(able: readonly Int32Array[], workers: number): number[][] {
  const root = Int32Array.from({ length: workers }, (_, n) => n);
  const find = finder(root);
  for (const list of new Set(able)) for (let n = 1; n < list.length; n += 1) root[find(list[n]!)] = find(list[0]!);
  return [...Map.groupBy(Array.from(root.keys()), find).values()];
}

/** A number per unit: equal where a chain of people who may serve both links two units of one kind. */
export function circlesOf(able: readonly Int32Array[], sealed: Uint8Array, workers: number): Int32Array {
  const root = Int32Array.from({ length: able.length + 2 * workers }, (_, n) => n);
  const find = finder(root);
  const joined = new Set<Int32Array>();
  able.forEach((list, u) => {
    // Units bound to nobody share one list.
    for (let n = 0; n < (joined.has(list) ? 1 : list.length); n += 1)
      root[find(able.length + 2 * list[n]! + sealed[u]!)] = find(u);
    joined.add(list);
  });
  return Int32Array.from(able, (_, u) => find(u));
}

/** Per unit the nearest ones of its circle, itself at the head. */
export function nearUnits({ units, workers }: Problem, sealed: Uint8Array, able: readonly Int32Array[]): Int32Array[] {
  const circle = circlesOf(able, sealed, workers.length);
  const order = units.map((_, n) => n);
  order.sort((a, b) => circle[a]! - circle[b]! || units[a]!.x - units[b]!.x || units[a]!.y - units[b]!.y || a - b);
  const place = new Int32Array(units.length);
  order.forEach((unit, n) => {
    place[unit] = n;
  });
  return units.map((unit, n) => {
    const found: { unit: number; metres: number }[] = [];
    /** False when nothing further along can be nearer. */
    const look = (other: number): boolean => {
      if (circle[other] !== circle[n]) return false;
      const across = Math.abs(units[other]!.x - unit.x);
      const last = found.length < most ? Infinity : found[most - 1]!.metres;
      if (across > last) return false;
      const metres = other === n ? -1 : across + Math.abs(units[other]!.y - unit.y);
      if (metres >= last || sealed[other] !== sealed[n]) return true;
      let into = found.length;
      while (into > 0 && found[into - 1]!.metres > metres) into -= 1;
      found.splice(into, 0, { unit: other, metres });
      if (found.length > most) found.pop();
      return true;
    };
    const from = place[n]!;
    for (let at = from; at >= 0 && at > from - looksEachSide && look(order[at]!); ) at -= 1;
    for (let at = from + 1; at < units.length && at < from + looksEachSide && look(order[at]!); ) at += 1;
    return Int32Array.from(found, one => one.unit);
  });
}
