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

/** All in pixels. */
export interface Fit {
  readonly cell: number;
  readonly high: number;
}
export interface Room {
  readonly width: number;
  readonly height: number;
  /** Pixels of one rem. */
  readonly rem: number;
}

const gapRem = 1.25;
const least: Fit = { cell: 13, high: 10 };
const most: Fit = { cell: 64, high: 48 };

/** As Elevation.css draws it: doors, the gaps between units, the floors' names, the wall. */
export function widthOf(house: House, { cell }: Fit, rem: number): number {
  return house.doors * (cell + 2) + house.units * 4 + 2.4 * rem + 8;
}

export function heightOf(house: House, { cell, high }: Fit, rem: number): number {
  // The head: label, level and days; below them the counts, on as many lines as they need.
  const width = widthOf(house, { cell, high }, rem);
  const headLines = Math.ceil((11.5 * rem) / width);
  const countLines = Math.ceil((12 * rem) / width);
  const head = headLines * 1.75 * rem + countLines * 1.25 * rem + 0.75 * rem;
  return head + (house.named ? rem + 2 : 0) + house.floors * (high + 2) + 20;
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

/** The largest doors with which everything fits; null when even the smallest do not. A door is wider than high, as doors on plans are. */
export function fitStreet(houses: readonly House[], room: Room): Fit | null {
  let best: Fit | null = null;
  for (let cell = most.cell; cell >= least.cell; cell--) {
    if (houses.some(house => widthOf(house, { cell, high: least.high }, room.rem) > room.width)) continue;
    const highest = Math.min(most.high, Math.floor(cell * 0.9));
    for (let high = highest; high >= Math.max(least.high, Math.ceil(cell * 0.5)); high--) {
      if (best !== null && cell * high <= best.cell * best.high) break;
      if (heightOfStreet(houses, { cell, high }, room) > room.height) continue;
      best = { cell, high };
      break;
    }
  }
  return best;
}
