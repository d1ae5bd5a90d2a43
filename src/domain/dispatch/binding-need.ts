// What a unit is likely to ask for in a day, as a problem for the planner: bindings are made for days, not for the requests of this hour.
import type { PlanRequest } from './plan/problem.ts';
import { doorSeconds, type TravelTimes } from './travel-times.ts';

export interface UnitNeed {
  readonly unitId: string;
  readonly buildingId: string;
  /** Floors of the lived-in doors, from the ground up. */
  readonly floors: readonly number[];
  /** Asked in the days looked at. */
  readonly asked: number;
}

/** Where nobody has asked for anything yet: every door every second day. */
const usualRate = 0.5;
/** Days of one door that the rest of the compound speaks for it: few requests say little about a unit. */
const weightOfOthers = 20;

/** Requests a day per unit, whole numbers; a unit with lived-in doors has at least one. */
export function expectRequests(needs: readonly UnitNeed[], days: number): Map<string, number> {
  const doors = needs.reduce((sum, need) => sum + need.floors.length, 0);
  const asked = needs.reduce((sum, need) => sum + need.asked, 0);
  const common = asked === 0 ? usualRate : asked / Math.max(1, doors * days);
  return new Map(
    needs.map(({ unitId, floors, asked: own }) => {
      const rate = (own + weightOfOthers * common) / (floors.length * days + weightOfOthers);
      return [unitId, floors.length === 0 ? 0 : Math.max(1, Math.round(rate * floors.length))];
    }),
  );
}

/** So many requests in each unit, spread evenly over its doors. */
export function likelyDay(
  needs: readonly UnitNeed[],
  expected: ReadonlyMap<string, number>,
  times: TravelTimes,
  kg: number,
): PlanRequest[] {
  return needs.flatMap(({ unitId, buildingId, floors }) =>
    Array.from({ length: expected.get(unitId) ?? 0 }, (_, n) => ({
      id: `${unitId}/${n}`,
      unit: unitId,
      floor: Math.max(0, floors[Math.floor(((n + 0.5) * floors.length) / (expected.get(unitId) ?? 1)) % floors.length] ?? 1),
      class: 'P3' as const,
      kg,
      boxes: 1,
      readyAt: 0,
      dueAt: 14_400,
      serviceSeconds: doorSeconds(times, buildingId),
    })),
  );
}
