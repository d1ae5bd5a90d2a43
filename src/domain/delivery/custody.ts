// The way of a bag from the gate to the door: which hand-over may follow which, and what can go wrong at each.
import type { GoodsClass } from '../request/kind.ts';

/** packed 已打包 → gate 大门交接 → disinfected 已消杀 → door 已到门口. (rested and relayed come with the relay.) */
export const bagSteps = ['packed', 'gate', 'disinfected', 'door', 'returned'] as const;
export type BagStep = (typeof bagSteps)[number];

export const bagProblems = [
  'nobody_answered',
  'wrong_goods',
  'missing_goods',
  'spoiled_goods',
  'refused_at_door',
  'cannot_reach',
] as const;
export type BagProblem = (typeof bagProblems)[number];

export const bagNext: Record<BagStep, readonly BagStep[]> = {
  packed: ['gate'],
  gate: ['disinfected', 'door', 'returned'],
  disinfected: ['door', 'returned'],
  door: ['returned'],
  returned: ['gate'],
};

export const disinfectants = ['chlorine_250', 'chlorine_500', 'wiped', 'none_needed'] as const;
export type Disinfectant = (typeof disinfectants)[number];

/** Chemicals never touch fresh food; cold, frozen and urgent medicine are wiped outside and do not wait. */
export function allowedDisinfectants(goods: GoodsClass): readonly Disinfectant[] {
  if (goods === 'fresh') return ['wiped', 'none_needed'];
  if (goods === 'cold' || goods === 'frozen') return ['wiped', 'none_needed'];
  return ['chlorine_250', 'chlorine_500', 'wiped'];
}

export function maySkipDisinfection(goods: GoodsClass): boolean {
  return allowedDisinfectants(goods).includes('none_needed');
}

export function mayFollow(now: BagStep, next: BagStep, goods: GoodsClass): boolean {
  if (!bagNext[now].includes(next)) return false;
  if (now === 'gate' && next === 'door') return maySkipDisinfection(goods);
  return true;
}
