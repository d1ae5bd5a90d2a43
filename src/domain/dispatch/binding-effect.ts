// What it does to give one unit to somebody else: minutes, who knows the doors, protection, how far it is; and who covers nothing or is not covered.

/** A unit as the assistant shows it. Seconds a day; x and y in metres from the gate. */
export interface BoundUnit {
  readonly unitId: string;
  readonly buildingId: string;
  readonly seconds: number;
  readonly sealed: boolean;
  readonly x: number;
  readonly y: number;
  readonly presentPrimary: string | null;
  /** Helper → doors they went to here in the last weeks. */
  readonly served: Readonly<Record<string, number>>;
}

export interface BoundHelper {
  readonly helperId: string;
  readonly protection: boolean;
  /** Seconds a day of what they carried lately and have elsewhere. */
  readonly baseSeconds: number;
  readonly homeUnitId: string | null;
}

/** Unit → helper. */
export type Owners = ReadonlyMap<string, string | null>;

export function dayOf(helper: BoundHelper, units: readonly BoundUnit[], owners: Owners): number {
  return units.reduce((sum, unit) => sum + (owners.get(unit.unitId) === helper.helperId ? unit.seconds : 0), helper.baseSeconds);
}

export interface MoveEffect {
  readonly from: { readonly before: number; readonly after: number } | null;
  readonly to: { readonly before: number; readonly after: number };
  /** The longest day of all. */
  readonly longest: { readonly before: number; readonly after: number };
  /** Does the unit stay with, or go back to, whoever has it today? */
  readonly staysWithPresent: boolean;
  readonly servedByOld: number;
  readonly servedByNew: number;
  readonly lacksProtection: boolean;
  /** They would go to sealed and to clean units. */
  readonly mixesSealed: boolean;
  /** Metres from the nearest of their other units or their home; null: there is none. */
  readonly metresOld: number | null;
  readonly metresNew: number | null;
}

function metresTo(unit: BoundUnit, helper: BoundHelper | undefined, units: readonly BoundUnit[], owners: Owners): number | null {
  if (helper === undefined) return null;
  const theirs = units.filter(
    other => other.unitId !== unit.unitId && (owners.get(other.unitId) === helper.helperId || other.unitId === helper.homeUnitId),
  );
  if (unit.unitId === helper.homeUnitId) return 0;
  const metres = theirs.map(other => Math.abs(other.x - unit.x) + Math.abs(other.y - unit.y));
  return metres.length === 0 ? null : Math.round(Math.min(...metres));
}

/** Before it is done. Undefined where there is no such unit or helper. */
export function effectOfMove(
  units: readonly BoundUnit[],
  helpers: readonly BoundHelper[],
  owners: Owners,
  move: { readonly unitId: string; readonly to: string },
): MoveEffect | undefined {
  const unit = units.find(one => one.unitId === move.unitId);
  const to = helpers.find(one => one.helperId === move.to);
  if (unit === undefined || to === undefined) return undefined;
  const after = new Map(owners).set(unit.unitId, to.helperId);
  const from = helpers.find(one => one.helperId === owners.get(unit.unitId));
  const span = (helper: BoundHelper) => ({ before: dayOf(helper, units, owners), after: dayOf(helper, units, after) });
  const longestOf = (of: Owners) => helpers.reduce((most, helper) => Math.max(most, dayOf(helper, units, of)), 0);
  return {
    from: from === undefined ? null : span(from),
    to: span(to),
    longest: { before: longestOf(owners), after: longestOf(after) },
    staysWithPresent: unit.presentPrimary === to.helperId,
    servedByOld: from === undefined ? 0 : (unit.served[from.helperId] ?? 0),
    servedByNew: unit.served[to.helperId] ?? 0,
    lacksProtection: unit.sealed && !to.protection,
    mixesSealed: units.some(
      other => other.unitId !== unit.unitId && owners.get(other.unitId) === to.helperId && other.sealed !== unit.sealed,
    ),
    metresOld: metresTo(unit, from, units, owners),
    metresNew: metresTo(unit, to, units, owners),
  };
}

/** Buildings of which a unit has nobody, with how many of their units. */
export function uncoveredBuildings(units: readonly BoundUnit[], owners: Owners): Map<string, number> {
  const open = units.filter(unit => (owners.get(unit.unitId) ?? null) === null);
  return new Map([...Map.groupBy(open, unit => unit.buildingId)].map(([buildingId, some]) => [buildingId, some.length]));
}
