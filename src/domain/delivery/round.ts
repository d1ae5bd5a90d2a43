// 路线: one helper's trip with its ordered stops. States, capacity, the suggested order, and what a planner reads and writes.
import { type Refusal, refuse } from '../refusal.ts';

/** planned 已安排 → announced 已告知 → running 进行中 → finished 已完成; dropped 已取消. */
export const roundStates = ['planned', 'announced', 'running', 'finished', 'dropped'] as const;
export type RoundState = (typeof roundStates)[number];
export const openRoundStates = ['planned', 'announced', 'running'] as const satisfies readonly RoundState[];

interface RoundMove {
  readonly from: readonly RoundState[];
  readonly to: RoundState;
}
export const roundLife = {
  announce: { from: ['planned'], to: 'announced' },
  start: { from: ['planned', 'announced'], to: 'running' },
  finish: { from: ['running'], to: 'finished' },
  drop: { from: ['planned', 'announced', 'running'], to: 'dropped' },
} as const satisfies Record<string, RoundMove>;
export type RoundMoveName = keyof typeof roundLife;
export const roundMoveNames = Object.keys(roundLife) as RoundMoveName[];

export function mayMoveRound(state: RoundState, move: RoundMoveName): boolean {
  return (roundLife[move].from as readonly RoundState[]).includes(state);
}

/** Stops may be added, removed and put in another order until the helper has set out. */
export function isStillPlanned(state: RoundState): boolean {
  return state === 'planned' || state === 'announced';
}

/** How a stop ended. `left`: it went out of the round unserved, with the move that took it as the reason. */
export const stopOutcomes = ['delivered', 'failed', 'left'] as const;
export type StopOutcome = (typeof stopOutcomes)[number];

/** What a helper ticks on paper: it was delivered, or why not. */
export const sheetMarks = [
  'delivered',
  'nobody_answered',
  'wrong_goods',
  'missing_goods',
  'spoiled_goods',
  'refused_at_door',
  'cannot_reach',
] as const;

/** Where a stop is, as far as its place in the round goes. */
export interface Standing {
  readonly buildingSort: number;
  readonly building: string;
  readonly unitSort: number;
  readonly unit: string;
  readonly floor: number;
  readonly door: string;
}

/** Building by building, unit by unit, from the top floor down: with a lift one rides up once, without one the bags get fewer going down. */
export function suggestOrder<Stop extends Standing>(stops: readonly Stop[]): Stop[] {
  return [...stops].sort(
    (a, b) =>
      a.buildingSort - b.buildingSort ||
      compare(a.building, b.building) ||
      a.unitSort - b.unitSort ||
      compare(a.unit, b.unit) ||
      b.floor - a.floor ||
      compare(a.door, b.door),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export interface Load {
  readonly grams: number;
  readonly bags: number;
}

export function loadOf(stops: readonly Load[]): Load {
  return stops.reduce((sum, stop) => ({ grams: sum.grams + stop.grams, bags: sum.bags + stop.bags }), { grams: 0, bags: 0 });
}

/** Null when all of it fits. */
export function whyTooMuch(stops: readonly Load[], capacity: Load): Refusal<'too_heavy' | 'round_full'> | null {
  const load = loadOf(stops);
  if (load.grams > capacity.grams) return refuse('too_heavy', { most: Math.floor(capacity.grams / 1000) });
  if (load.bags > capacity.bags) return refuse('round_full', { bags: load.bags, most: capacity.bags });
  return null;
}

/** As many of the first stops as fit; a smaller one behind a stop that does not fit is still taken. */
export function fillRound<Stop extends Load>(stops: readonly Stop[], capacity: Load): Stop[] {
  const taken: Stop[] = [];
  for (const stop of stops) if (whyTooMuch([...taken, stop], capacity) === null) taken.push(stop);
  return taken;
}

/** A round is all sealed or all clean: nobody goes from a sealed building to a clean one. */
export function whyMixed(stops: readonly { readonly sealed: boolean }[]): Refusal<'round_mixed'> | null {
  return new Set(stops.map(stop => stop.sealed)).size > 1 ? refuse('round_mixed') : null;
}

/** A request is walked to in one round at a time. */
export function whyTaken(
  stops: readonly { readonly requestId: string; readonly inRound: string | null }[],
  roundId: string,
): Refusal<'in_other_round'> | null {
  const taken = stops.find(stop => stop.inRound !== null && stop.inRound !== roundId);
  return taken === undefined ? null : refuse('in_other_round', { requestId: taken.requestId });
}
