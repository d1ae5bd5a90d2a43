// The figures behind the drawing of a building: how its floors line up, how many doors stand how, what changed.
import type { Level } from '../../domain/zone/level.ts';

/** How a household stands; the order is the one in which a building's counts are shown. */
export const cellStates = ['none', 'waiting', 'on_way', 'served', 'late', 'unheard', 'vacant'] as const;
export type CellState = (typeof cellStates)[number];

export interface Cell {
  /** The household. */
  readonly id: string;
  /** As on the door: `1102`, `底商 3`. */
  readonly door: string;
  readonly state: CellState;
}
export interface Floor {
  readonly floor: string;
  readonly cells: readonly Cell[];
}
export interface Unit {
  /** `1单元`; null where the building has no units. */
  readonly label: string | null;
  /** In any order; drawn from the top down. */
  readonly floors: readonly Floor[];
}
export interface Building {
  readonly id: string;
  readonly label: string;
  readonly level: Level;
  /** Days under this level. */
  readonly days?: number | undefined;
  readonly units: readonly Unit[];
}

/** Floors from the top down. Labels are free: numbers by size, basements (B1, -1, 负一) below, the rest as it stands. */
export function floorOrder(label: string): number {
  const basement = /^(?:[bB]|-|−|负|地下)\s*(\d+|[一二三])?/.exec(label);
  if (basement) return -(Number(basement[1]) || '一二三'.indexOf(basement[1] ?? '一') + 1 || 1);
  const number = /\d+/.exec(label);
  return number ? Number(number[0]) : 0;
}

export interface Row {
  readonly floor: string;
  /** One for each unit; undefined where the unit has no such floor. */
  readonly units: readonly (readonly Cell[] | undefined)[];
}

/** A row for each floor that any unit has, from the top down. */
export function rowsOf(building: Building): Row[] {
  const labels = new Map<string, number>();
  for (const unit of building.units) for (const floor of unit.floors) labels.set(floor.floor, floorOrder(floor.floor));
  return [...labels]
    .sort((a, b) => b[1] - a[1])
    .map(([floor]) => ({ floor, units: building.units.map(unit => unit.floors.find(one => one.floor === floor)?.cells) }));
}

/** How many cells wide a unit is drawn: its usual number of doors; a split flat makes narrower cells, not a wider house. */
export function unitWidth(unit: Unit): number {
  const times = new Map<number, number>();
  let most = 1;
  for (const { cells } of unit.floors) {
    times.set(cells.length, (times.get(cells.length) ?? 0) + 1);
    most = Math.max(most, cells.length);
  }
  const [usual] = [...times].filter(([doors]) => doors > 0).sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [1];
  return Math.max(usual, Math.ceil(most * 0.7));
}

export type Counts = Readonly<Record<CellState, number>>;

export function countCells(buildings: readonly Building[]): Counts {
  const counts: Record<CellState, number> = { none: 0, waiting: 0, on_way: 0, served: 0, late: 0, unheard: 0, vacant: 0 };
  for (const building of buildings) {
    for (const unit of building.units) for (const floor of unit.floors) for (const cell of floor.cells) counts[cell.state] += 1;
  }
  return counts;
}

/** Puts changed states in; buildings, units and floors without a change stay the same objects, so that only changed ones are drawn. */
export function changeCells(buildings: readonly Building[], changes: ReadonlyMap<string, CellState>): readonly Building[] {
  const replace = <T>(list: readonly T[], change: (one: T) => T): readonly T[] => {
    let touched = false;
    const next = list.map(one => {
      const changed = change(one);
      if (changed !== one) touched = true;
      return changed;
    });
    return touched ? next : list;
  };
  return replace(buildings, building => {
    const units = replace(building.units, unit => {
      const floors = replace(unit.floors, floor => {
        const cells = replace(floor.cells, cell => {
          const state = changes.get(cell.id);
          return state === undefined || state === cell.state ? cell : { ...cell, state };
        });
        return cells === floor.cells ? floor : { ...floor, cells };
      });
      return floors === unit.floors ? unit : { ...unit, floors };
    });
    return units === building.units ? building : { ...building, units };
  });
}
