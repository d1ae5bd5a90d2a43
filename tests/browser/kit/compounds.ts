// Invented compounds for looking at the elevation: the nine buildings of the sample's shape, and one that is irregular.
import type { Building, Cell, CellState, Unit } from '../../../src/web/kit/facade.ts';

// The same picture on every run.
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
}

const shares: readonly [CellState, number][] = [
  ['none', 0.52],
  ['served', 0.24],
  ['waiting', 0.09],
  ['on_way', 0.07],
  ['late', 0.02],
  ['unheard', 0.03],
  ['vacant', 0.03],
];

export function stateBy(roll: number): CellState {
  let left = roll;
  for (const [state, share] of shares) {
    left -= share;
    if (left < 0) return state;
  }
  return 'none';
}

/** 9 buildings × 3 units × 11 floors × 2 doors = 594 doors. */
export function compound(seed: number): Building[] {
  const roll = dice(seed);
  const labels = ['1号楼', '2号楼', '3号楼', '4号楼', '5号楼', '6号楼', '7号楼', '8号楼', '10号楼'];
  return labels.map((label, at) => ({
    id: `${seed}-${at}`,
    label,
    level: label === '10号楼' ? 'sealed' : 'control',
    days: label === '10号楼' ? 7 : 12,
    units: [1, 2, 3].map(unit => ({
      label: `${unit}单元`,
      floors: Array.from({ length: 11 }, (_, below) => ({
        floor: String(below + 1),
        cells: [1, 2].map(door => ({
          id: `${seed}-${at}-${unit}-${below}-${door}`,
          door: `${below + 1}0${door}`,
          state: stateBy(roll()),
        })),
      })),
    })),
  }));
}

/** No unit label, a basement, shops on the ground floor, a split flat, a shorter second stair, an empty floor label. */
export function oddBuilding(): Building {
  const roll = dice(5);
  const cells = (...doors: string[]): Cell[] => doors.map(door => ({ id: `odd-${door}`, door, state: stateBy(roll()) }));
  const tall: Unit = {
    label: null,
    floors: [
      { floor: '1', cells: cells('底商') },
      { floor: '2', cells: cells('201', '202', '203') },
      { floor: '3', cells: cells('301', '302', '303') },
      { floor: '4', cells: cells('401', '402A', '402B', '403') },
      { floor: '5', cells: cells('501', '502', '503') },
      { floor: 'B1', cells: cells('地下 1') },
    ],
  };
  const short: Unit = {
    label: null,
    floors: [
      { floor: '2', cells: cells('西 201', '西 202') },
      { floor: '1', cells: cells('西 101', '西 102') },
      { floor: '3', cells: [] },
    ],
  };
  return { id: 'odd', label: '彩虹城B区 甲楼', level: 'precaution', units: [tall, short] };
}
