// 行走时间: how many seconds each kind of leg takes in a compound, and what the planner makes of it where nobody has drawn a map.
import type { PlanBuilding, PlanUnit, Travel, ZoneLevel } from './plan/problem.ts';

/** Kind of leg → the usual seconds and what can be set. `step`: the finest that is worth setting. */
export const travelKinds = {
  gateSeconds: { usual: 60, least: 0, most: 1800, step: 1 },
  betweenBuildingsSeconds: { usual: 60, least: 5, most: 1800, step: 1 },
  betweenUnitsSeconds: { usual: 20, least: 1, most: 600, step: 1 },
  liftWaitSeconds: { usual: 25, least: 0, most: 900, step: 1 },
  liftFloorSeconds: { usual: 2.5, least: 0.5, most: 60, step: 0.1 },
  liftStepSeconds: { usual: 12, least: 0, most: 600, step: 1 },
  stairFloorSeconds: { usual: 12, least: 2, most: 120, step: 0.1 },
  sameFloorSeconds: { usual: 8, least: 0, most: 300, step: 1 },
  doorSeconds: { usual: 45, least: 5, most: 1800, step: 1 },
  sealedSeconds: { usual: 180, least: 0, most: 3600, step: 1 },
} as const;
export type TravelKind = keyof typeof travelKinds;
export const travelKindNames = Object.keys(travelKinds) as TravelKind[];
export type TravelSeconds = Readonly<Record<TravelKind, number>>;

/** What can differ from building to building. */
export const buildingKinds = ['gateSeconds', 'doorSeconds'] as const satisfies readonly TravelKind[];
export type BuildingKind = (typeof buildingKinds)[number];

export interface TravelTimes {
  readonly seconds: TravelSeconds;
  /** Building → its own seconds; what is absent is as in the compound. */
  readonly buildings: Readonly<Record<string, Readonly<Partial<Record<BuildingKind, number>>>>>;
}

export const usualTimes: TravelTimes = {
  seconds: Object.fromEntries(travelKindNames.map(kind => [kind, travelKinds[kind].usual])) as unknown as TravelSeconds,
  buildings: {},
};

export function isWithinRange(kind: TravelKind, seconds: number): boolean {
  const { least, most } = travelKinds[kind];
  return Number.isFinite(seconds) && seconds >= least && seconds <= most;
}

/** Into the range, and no finer than can be set. */
export function fitIntoRange(kind: TravelKind, seconds: number): number {
  const { least, most, step } = travelKinds[kind];
  const rounded = Math.round(seconds / step) * step;
  return Number(Math.min(most, Math.max(least, rounded)).toFixed(1));
}

/** Walking pace in metres a second; seconds are what is set and learned, so it only draws the map to scale. */
const pace = 1.1;

/** The planner's own table. */
export function travelOf({ seconds }: TravelTimes): Travel {
  return {
    walkMetresPerSecond: pace,
    liftWaitSeconds: seconds.liftWaitSeconds,
    liftFloorSeconds: seconds.liftFloorSeconds,
    liftStepSeconds: seconds.liftStepSeconds,
    sameFloorSeconds: seconds.sameFloorSeconds,
    stairFloorSeconds: seconds.stairFloorSeconds,
  };
}

/** Seconds at each door of a building: ring, hand over, tick off. */
export function doorSeconds(times: TravelTimes, buildingId: string): number {
  return times.buildings[buildingId]?.doorSeconds ?? times.seconds.doorSeconds;
}

/** A building of the compound, in the order of its list. */
export interface Standing {
  readonly buildingId: string;
  readonly floors: number;
  readonly lift: boolean;
  readonly zone: ZoneLevel;
  readonly units: readonly { readonly unitId: string; readonly zone: ZoneLevel }[];
}

interface Foot {
  /** Seconds of walking from the gate, along the rows and away from it. */
  readonly across: number;
  readonly along: number;
}

/** Rows of buildings behind the gate, as wide as deep, in the order of the list; where the way from the gate is known it decides how deep. */
function footOf(times: TravelTimes, buildings: readonly Standing[], at: number): Foot {
  const { seconds } = times;
  const wide = Math.ceil(Math.sqrt(buildings.length));
  const across = (at % wide) * seconds.betweenBuildingsSeconds;
  const along = seconds.gateSeconds + Math.floor(at / wide) * seconds.betweenBuildingsSeconds;
  const known = times.buildings[buildings[at]?.buildingId ?? '']?.gateSeconds;
  if (known === undefined) return { across, along };
  return { across: Math.min(across, known), along: Math.max(0, known - across) };
}

/** Seconds from the gate to the door of each building, without protection. */
export function gateWays(times: TravelTimes, buildings: readonly Standing[]): Map<string, number> {
  return new Map(
    buildings.map(({ buildingId }, at) => {
      const { across, along } = footOf(times, buildings, at);
      return [buildingId, across + along];
    }),
  );
}

/** A unit under another level than its building is a building of its own to the planner: crews stay apart. */
const planId = (building: Standing, unit: Standing['units'][number]): string =>
  unit.zone === building.zone ? building.buildingId : unit.unitId;

export function planBuildings(buildings: readonly Standing[]): PlanBuilding[] {
  return buildings.flatMap(building => {
    const { floors, lift } = building;
    const apart = building.units.filter(unit => unit.zone !== building.zone);
    return [
      { id: building.buildingId, floors, lift, zone: building.zone },
      ...apart.map(({ unitId, zone }) => ({ id: unitId, floors, lift, zone })),
    ];
  });
}

/**
 * Where the staircases of a compound stand for the planner, in metres from the gate at 0, 0. What is sealed stands farther off by the time
 * that putting protection on, and off again, takes: it is paid when going in from the gate and when coming back, not from one to the next.
 */
export function placeUnits(times: TravelTimes, buildings: readonly Standing[]): PlanUnit[] {
  const metres = (seconds: number) => Math.round(seconds * pace * 100) / 100;
  return buildings.flatMap((building, at) => {
    const { across, along } = footOf(times, buildings, at);
    return building.units.map((unit, n) => ({
      id: unit.unitId,
      building: planId(building, unit),
      x: metres(across + n * times.seconds.betweenUnitsSeconds),
      y: metres(along + (unit.zone === 'sealed' ? times.seconds.sealedSeconds : 0)),
    }));
  });
}
