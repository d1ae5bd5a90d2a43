// Counting at a hand-over: every bag that was expected is there or its difference is named, and nothing comes along unnamed.
import { type Refusal, refuse } from '../refusal.ts';
import type { BagProblem } from './custody.ts';

/** gate 大门 (the round leaves with it) · relay_out 交出接力 · relay_in 接过接力 · lobby 大堂等交接点 (the household takes it over there). */
export const handoverPoints = ['gate', 'relay_out', 'relay_in', 'lobby'] as const;
export type HandoverPoint = (typeof handoverPoints)[number];

/** missing 少了 · wrong 错了 · spoiled 坏了 · surplus 多了 (a bag that is not on the list). */
export const differences = ['missing', 'wrong', 'spoiled', 'surplus'] as const;
export type Difference = (typeof differences)[number];

/** What became of a difference at the desk. */
export const settlements = ['found', 'replaced', 'refunded', 'returned', 'written_off'] as const;
export type Settlement = (typeof settlements)[number];

/** A bag with such a difference does not go on; a surplus one stays what it was. */
export const problemOf = {
  missing: 'missing_goods',
  wrong: 'wrong_goods',
  spoiled: 'spoiled_goods',
} as const satisfies Record<Exclude<Difference, 'surplus'>, BagProblem>;

export interface Named {
  readonly bagId: string;
  readonly difference: Difference;
}

export interface Counted {
  /** Handed over in order. */
  readonly fine: readonly string[];
  /** On the list, with a difference. */
  readonly short: readonly Named[];
  /** Not on the list. */
  readonly surplus: readonly string[];
  /** On the list, neither counted nor named. */
  readonly unnamed: readonly string[];
  /** Counted or named as if on the list, and not on it. */
  readonly unlisted: readonly string[];
}

/** Holds what was counted and named against the list. Every id ends in exactly one of the five. */
export function compareCount(expected: readonly string[], counted: readonly string[], named: readonly Named[]): Counted {
  const list = new Set(expected);
  const said = new Map(named.map(one => [one.bagId, one.difference]));
  const there = new Set(counted);
  const fine: string[] = [];
  const unnamed: string[] = [];
  const short: Named[] = [];
  for (const bagId of list) {
    const difference = said.get(bagId);
    if (difference !== undefined && difference !== 'surplus') short.push({ bagId, difference });
    else if (there.has(bagId)) fine.push(bagId);
    else unnamed.push(bagId);
  }
  const surplus: string[] = [];
  const unlisted: string[] = [];
  for (const bagId of new Set([...there, ...said.keys()])) {
    if (list.has(bagId)) continue;
    (said.get(bagId) === 'surplus' ? surplus : unlisted).push(bagId);
  }
  return { fine, short, surplus, unnamed, unlisted };
}

/** Null when every difference has its name. */
export function whyCountDiffers(compared: Counted, expected: number, counted: number): Refusal<'count_differs'> | null {
  const { unnamed, unlisted } = compared;
  if (unnamed.length === 0 && unlisted.length === 0) return null;
  return refuse('count_differs', { expected, counted, unnamed: unnamed.length, unlisted: unlisted.length });
}
