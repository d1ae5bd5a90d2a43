// Draws the doors of one floor straight into the page: six hundred doors must stand within a frame or two on a slow phone.
import type { Cell, CellState, Row } from './facade.ts';
import { sayKit } from './words.ts';

export interface FloorProps {
  readonly row: Row;
  /** Of the units. */
  readonly labels: readonly (string | null)[];
  /** Of the units, in cells. */
  readonly widths: readonly number[];
  /** Shows the doors' numbers. */
  readonly doors: boolean;
}

// Copying one element is cheaper than putting it together anew, attribute by attribute.
let cellModel: HTMLElement | undefined;

function newCell(): HTMLElement {
  if (!cellModel) {
    cellModel = document.createElement('span');
    cellModel.className = 'k-cell';
    // A table would need a table's layout, and split flats do not fit one; the roles tell a screen reader the same.
    cellModel.setAttribute('role', 'gridcell');
    cellModel.dataset.is = 'none' satisfies CellState;
  }
  return cellModel.cloneNode() as HTMLElement;
}

function labelOf(cell: Cell, floor: string, unit: string | null | undefined): string {
  const state = sayKit(`meaning.${cell.state}`);
  if (unit === null || unit === undefined) return sayKit('cell', { floor, door: cell.door, state });
  return sayKit('cell.unit', { unit, floor, door: cell.door, state });
}

/** Everything anew; `floor` is empty or drawn by this before. */
export function drawFloor(floor: HTMLElement, { row, labels, widths, doors }: FloorProps): void {
  const parts: Node[] = row.units.map((cells, at) => {
    const unit = document.createElement('div');
    unit.style.setProperty('--w', String(widths[at]));
    for (const cell of cells ?? []) {
      const drawn = newCell();
      drawn.setAttribute('data-id', cell.id);
      if (cell.state !== 'none') drawn.setAttribute('data-is', cell.state);
      if (doors) drawn.setAttribute('data-door', cell.door);
      drawn.setAttribute('aria-label', labelOf(cell, row.floor, labels[at]));
      unit.append(drawn);
    }
    return unit;
  });
  const name = document.createElement('b');
  name.setAttribute('role', 'rowheader');
  name.textContent = /^\d+$/.test(row.floor) ? sayKit('elevation.floor', { n: row.floor }) : row.floor;
  floor.replaceChildren(...parts, name);
}

function hasSameDoors(old: FloorProps, next: FloorProps): boolean {
  return (
    old.doors === next.doors &&
    old.row.floor === next.row.floor &&
    old.row.units.length === next.row.units.length &&
    old.row.units.every((cells, at) => {
      const others = next.row.units[at];
      if (old.widths[at] !== next.widths[at] || old.labels[at] !== next.labels[at]) return false;
      return (
        cells?.length === others?.length &&
        (cells ?? []).every((cell, index) => cell.id === others?.[index]?.id && cell.door === others?.[index]?.door)
      );
    })
  );
}

/** Only what changed. The element with the focus stays the same element, so a person walking by arrow keys is not thrown out. */
export function redrawFloor(floor: HTMLElement, old: FloorProps, next: FloorProps): void {
  if (!hasSameDoors(old, next)) {
    drawFloor(floor, next);
    return;
  }
  next.row.units.forEach((cells, at) => {
    if (cells === old.row.units[at]) return;
    const unit = floor.children[at];
    cells?.forEach((cell, index) => {
      if (cell.state === old.row.units[at]?.[index]?.state) return;
      const drawn = unit?.children[index] as HTMLElement | undefined;
      drawn?.setAttribute('data-is', cell.state);
      drawn?.setAttribute('aria-label', labelOf(cell, next.row.floor, next.labels[at]));
    });
  });
}
