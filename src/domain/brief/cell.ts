// How a household stands on the board: from what it asked for, what reached its door today, and when it was last heard from.
import type { State } from '../request/life.ts';

/** 没有需求 · 等待 · 在路上 · 已送到 · 空置. Late and unheard are a matter of the clock, so whoever draws the cell works them out: see `shownAs`. */
export const cellStates = ['none', 'waiting', 'on_way', 'served', 'vacant'] as const;
export type CellState = (typeof cellStates)[number];

export interface Cell {
  readonly state: CellState;
  /** Epoch seconds of the first deadline among what has not reached the door; 0 when nothing is under way. */
  readonly dueAt: number;
  /** Epoch seconds of the last sign of life; 0 when nobody ever heard from them. */
  readonly heardAt: number;
}

/** What the cell is made of. `states`: of the household's open requests and of those that reached the door today. */
export interface HouseholdFacts {
  readonly livedIn: boolean;
  readonly states: readonly State[];
  readonly dueAt: number;
  readonly heardAt: number;
}

const isWaiting: Readonly<Record<State, boolean>> = {
  asked: true,
  sorted: true,
  // Offered is not accepted: until somebody says yes nobody is coming.
  offered: true,
  problem: true,
  accepted: false,
  carrying: false,
  delivered: false,
  served: false,
  cancelled: false,
  merged: false,
  refused: false,
};
const onItsWay: readonly State[] = ['accepted', 'carrying'];
const atTheDoor: readonly State[] = ['delivered', 'served'];

/** The least settled of a household's requests speaks for it: one that waits is not hidden by another that was served. */
export function cellOf({ livedIn, states, dueAt, heardAt }: HouseholdFacts): Cell {
  if (states.some(state => isWaiting[state])) return { state: 'waiting', dueAt, heardAt };
  if (states.some(state => onItsWay.includes(state))) return { state: 'on_way', dueAt, heardAt };
  if (states.some(state => atTheDoor.includes(state))) return { state: 'served', dueAt: 0, heardAt };
  return { state: livedIn ? 'none' : 'vacant', dueAt: 0, heardAt };
}

export type ShownState = CellState | 'late' | 'unheard';

/** Is something for this door under way and past its time? `now` in epoch seconds. */
export function isLate(cell: Cell, now: number): boolean {
  return (cell.state === 'waiting' || cell.state === 'on_way') && cell.dueAt > 0 && cell.dueAt <= now;
}

/** Has nobody heard from the people behind this door for so many hours (or ever)? Vacant doors are silent by nature. */
export function isUnheard(cell: Cell, now: number, afterHours: number): boolean {
  return cell.state !== 'vacant' && cell.heardAt <= now - afterHours * 3600;
}

/**
 * What the elevation shows at this moment. Late goes before everything. A household that waits or is being served is in somebody's hands,
 * so silence shows only behind that; but it shows before `served` and `none`, which would look as if all were well.
 */
export function shownAs(cell: Cell, now: number, unheardAfterHours: number): ShownState {
  if (isLate(cell, now)) return 'late';
  if (cell.state === 'waiting' || cell.state === 'on_way') return cell.state;
  return isUnheard(cell, now, unheardAfterHours) ? 'unheard' : cell.state;
}
