// The least seconds that a group of requests costs in walking, by cuts around the gate and within each staircase.
import { addTo, type Group, newTally, roundsOf } from './bound-rounds.ts';
import type { Ground } from './ground.ts';

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

/** A second at most is lost per visit of a staircase by rounding its two legs. */
const roundingLoss = 1;

/** By how much a leg of `floors` within a staircase may be shorter than what it is rounded from. */
function stepLoss(step: number, perFloor: number, floors: number): number {
  let most = 0;
  for (let d = 1; d <= Math.min(floors, 400); d += 1) {
    const exact = step + d * perFloor;
    most = Math.max(most, exact - Math.floor(exact + 0.5));
  }
  return most;
}

/** The least seconds inside one staircase, over all ways to share it between rounds. */
export function insideUnit(g: Ground, group: Group, requests: readonly number[]): number {
  const { travel } = g.problem;
  const lift = g.lift[requests[0]!] === 1;
  const perFloor = lift ? travel.liftFloorSeconds : travel.stairFloorSeconds;
  const wait = lift ? travel.liftWaitSeconds : 0;
  const step = lift ? travel.liftStepSeconds : 0;
  const byFloor = [...Map.groupBy(requests, r => g.floor[r]!)].sort((a, b) => b[0] - a[0]);
  // Up and down once for every round that must come so high; the ground is floor 0.
  let climbing = 0;
  let landings = 0;
  const above = newTally();
  byFloor.forEach(([floor, here], n) => {
    const alone = newTally();
    addTo(alone, g, group, here);
    landings += roundsOf(group, alone);
    addTo(above, g, group, here);
    climbing += 2 * perFloor * (floor - (byFloor[n + 1]?.[0] ?? 0)) * roundsOf(group, above);
  });
  const n = requests.length;
  const visits = roundsOf(group, above);
  const surely = step - stepLoss(step, perFloor, byFloor[0]![0] - byFloor.at(-1)![0]);
  const cost = (k: number, a: number) => k * (2 * wait - roundingLoss) + (a - k) * surely + (n - a) * g.sameFloor;
  // Linear in visits k and landings a, k ≤ a ≤ n: the least is at a corner.
  const a = Math.max(visits, landings);
  return climbing + Math.min(cost(visits, a), cost(a, a), cost(visits, n), cost(n, n));
}

/** The least metres along one axis: every line between two units is crossed twice by each round that must go beyond. */
function along(g: Ground, group: Group, byUnit: ReadonlyMap<number, number[]>, axis: 'x' | 'y'): number {
  const at = (unit: number) => g.problem.units[unit]![axis] - g.problem.gate[axis];
  let metres = 0;
  for (const side of [1, -1]) {
    const units = [...byUnit.keys()].filter(unit => side * at(unit) > 0).sort((a, b) => side * (at(b) - at(a)));
    const beyond = newTally();
    units.forEach((unit, n) => {
      addTo(beyond, g, group, byUnit.get(unit)!);
      const next = n + 1 < units.length ? side * at(units[n + 1]!) : 0;
      const width = side * at(unit) - next;
      if (width > 0) metres += 2 * width * roundsOf(group, beyond);
    });
  }
  return metres;
}

export function leastTravel(g: Ground, group: Group): number {
  const byUnit = Map.groupBy(group.requests, r => g.unit[r]!);
  const inside = sum([...byUnit.values()].map(requests => insideUnit(g, group, requests)));
  const metres = along(g, group, byUnit, 'x') + along(g, group, byUnit, 'y');
  return Math.max(0, inside + metres / g.problem.travel.walkMetresPerSecond);
}
