// The ground a planner walks on: the travel times of a compound, its buildings with their levels, and where its staircases stand.
import type { PlanBuilding, PlanUnit, Travel, ZoneLevel } from '../../domain/dispatch/plan/problem.ts';
import {
  placeUnits,
  planBuildings,
  type Standing,
  type TravelSeconds,
  type TravelTimes,
  travelOf,
  usualTimes,
} from '../../domain/dispatch/travel-times.ts';
import type { Level } from '../../domain/zone/level.ts';
import type { Queryable } from '../postgres/pool.ts';
import { type Levels, levelsOf } from '../zone/store.ts';
import { type GroundRow, listTimes, readStaircases, type TimesRow } from './travel-store.ts';

/** What a row says; a kind added since it was written has its usual value. */
export function timesOfRow(row: Pick<TimesRow, 'seconds' | 'buildings'> | undefined): TravelTimes {
  if (row === undefined) return usualTimes;
  return { seconds: { ...usualTimes.seconds, ...(row.seconds as Partial<TravelSeconds>) }, buildings: row.buildings };
}

/** The travel times that hold in a compound now; the usual ones where nobody has set any. */
export async function readTravelTimes(db: Queryable, communityId: string, compoundId: string): Promise<TravelTimes> {
  const [present] = await listTimes(db, communityId, compoundId);
  return timesOfRow(present);
}

/** Buildings in the order of the list, each with its level and its staircases with theirs. */
export function standingOf(rows: readonly GroundRow[], levels: Levels): Standing[] {
  return [...Map.groupBy(rows, row => row.building_id)].map(([buildingId, units]) => {
    const { compound_id, floors, lift } = units[0] as GroundRow;
    return {
      buildingId,
      floors,
      lift,
      zone: zoneOf(levels.ofBuilding({ compound_id, building_id: buildingId })),
      units: units.map(({ unit_id }) => ({
        unitId: unit_id,
        zone: zoneOf(levels.ofUnit({ compound_id, building_id: buildingId, unit_id })),
      })),
    };
  });
}

function zoneOf(level: Level): ZoneLevel {
  return level === 'precaution' ? 'open' : level;
}

export interface Ground {
  readonly times: TravelTimes;
  readonly travel: Travel;
  readonly gate: { readonly x: number; readonly y: number };
  readonly buildings: readonly PlanBuilding[];
  readonly units: readonly PlanUnit[];
}

/** For a planner's problem: `gate`, `travel`, `buildings` and `units` as they stand there; `doorSeconds(times, buildingId)` is the service. */
export async function readGround(db: Queryable, communityId: string, compoundId: string, now: Date): Promise<Ground> {
  const [times, rows, levels] = await Promise.all([
    readTravelTimes(db, communityId, compoundId),
    readStaircases(db, communityId, compoundId),
    levelsOf(db, communityId, now),
  ]);
  const standing = standingOf(rows, levels);
  return {
    times,
    travel: travelOf(times),
    gate: { x: 0, y: 0 },
    buildings: planBuildings(standing),
    units: placeUnits(times, standing),
  };
}
