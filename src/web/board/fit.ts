// How large the doors can be drawn so that every house of the compound stands on the screen at once.
import { type Building, rowsOf, unitWidth } from '../kit/facade.ts';

export interface House {
  /** Doors side by side, units, floors. */
  readonly doors: number;
  readonly units: number;
  readonly floors: number;
  readonly named: boolean;
}

export function houseOf(building: Building): House {
  return {
    doors: building.units.reduce((sum, unit) => sum + unitWidth(unit), 0),
    units: building.units.length,
    floors: rowsOf(building).length,
    named: building.units.some(unit => unit.label !== null),
  };
}

/** All in pixels. `compact`: with smaller letters over the house. */
export interface Fit {
  readonly cell: number;
  readonly high: number;
  readonly compact: boolean;
}
export interface Room {
  readonly width: number;
  readonly height: number;
  /** Pixels of one rem. */
  readonly rem: number;
}

const gapRem = 1.25;
const least = { cell: 13, high: 12 } as const;
const most = { cell: 64, high: 48 } as const;
/** Below this the letters over the house would take more room than the house. */
const roomy = { cell: 30, high: 20 } as const;

/** What stands over the house, in rem: label and level with their width and height, the counts, the space below. */
const heads = {
  usual: { label: 11.5, line: 1.75, counts: 12, countLine: 1.25, below: 0.75 },
  compact: { label: 9.5, line: 1.4, counts: 10.5, countLine: 1.05, below: 0.4 },
} as const;

/** As Elevation.css draws it: doors, the gaps between units, the floors' names, the wall. */
export function widthOf(house: House, { cell }: Pick<Fit, 'cell'>, rem: number): number {
  return house.doors * (cell + 2) + house.units * 4 + 2.4 * rem + 8;
}

export function heightOf(house: House, fit: Fit, rem: number): number {
  const { label, line, counts, countLine, below } = heads[fit.compact ? 'compact' : 'usual'];
  const width = widthOf(house, fit, rem) / rem;
  // On as many lines as they need.
  const head = (Math.ceil(label / width) * line + Math.ceil(counts / width) * countLine + below) * rem;
  return head + (house.named ? rem + 2 : 0) + house.floors * (fit.high + 2) + 20;
}

/** Houses stand side by side and go on in the next row, as the page lets them. */
export function heightOfStreet(houses: readonly House[], fit: Fit, { width, rem }: Room): number {
  const gap = gapRem * rem;
  let total = 0;
  let rowWidth = 0;
  let rowHeight = 0;
  for (const house of houses) {
    const wide = widthOf(house, fit, rem);
    if (rowWidth > 0 && rowWidth + gap + wide > width) {
      total += rowHeight + gap;
      rowWidth = 0;
      rowHeight = 0;
    }
    rowWidth += (rowWidth > 0 ? gap : 0) + wide;
    rowHeight = Math.max(rowHeight, heightOf(house, fit, rem));
  }
  return total + rowHeight;
}

/** The largest doors with which everything fits; null when they would be too small to tell apart, then the page scrolls. */
export function fitStreet(houses: readonly House[], room: Room): Fit | null {
  const usual = largest(houses, room, false);
  if (usual !== null && usual.cell >= roomy.cell && usual.high >= roomy.high) return usual;
  return largest(houses, room, true);
}

function largest(houses: readonly House[], room: Room, compact: boolean): Fit | null {
  let best: Fit | null = null;
  for (let cell: number = most.cell; cell >= least.cell; cell--) {
    if (houses.some(house => widthOf(house, { cell }, room.rem) > room.width)) continue;
    // A door is wider than high, so that a floor reads as a floor.
    const highest = Math.min(most.high, Math.floor(cell * 0.9));
    for (let high = highest; high >= Math.max(least.high, Math.ceil(cell * 0.5)); high--) {
      if (best !== null && cell * high <= best.cell * best.high) break;
      if (heightOfStreet(houses, { cell, high, compact }, room) > room.height) continue;
      best = { cell, high, compact };
      break;
    }
  }
  return best;
}
