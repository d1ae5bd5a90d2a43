// The way of a bag from the gate to the door: which hand-over may follow which, and what can go wrong at each.
import type { GoodsClass } from '../request/kind.ts';

/**
 * packed 已打包 → gate 大门交接 → disinfected 已消杀 → rested 静置完毕 → relayed 接力 (another carrier has it) → door 已到交接点: the door,
 * or wherever the level says that the household takes it over (see zone/policy.ts).
 */
export const bagSteps = ['packed', 'gate', 'disinfected', 'rested', 'relayed', 'door', 'returned'] as const;
export type BagStep = (typeof bagSteps)[number];

export const bagProblems = [
  'nobody_answered',
  'wrong_goods',
  'missing_goods',
  'spoiled_goods',
  'refused_at_door',
  'cannot_reach',
  'recalled_goods',
] as const;
export type BagProblem = (typeof bagProblems)[number];

export const bagNext: Record<BagStep, readonly BagStep[]> = {
  packed: ['gate'],
  gate: ['disinfected', 'relayed', 'door', 'returned'],
  disinfected: ['rested', 'relayed', 'door', 'returned'],
  rested: ['relayed', 'door', 'returned'],
  relayed: ['relayed', 'door', 'returned'],
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
  if (now === 'gate' && (next === 'door' || next === 'relayed')) return maySkipDisinfection(goods);
  return true;
}

/** A bag as the rules see it. */
export interface Bag {
  readonly bagId: string;
  readonly step: BagStep;
  readonly goodsClass: GoodsClass;
  readonly problem: BagProblem | null;
  /** ISO 8601; null: it need not rest. */
  readonly restUntil: string | null;
}

/** Is it still resting at `at`? Somebody who says "rested" too early is not believed either. */
export function isResting(bag: Pick<Bag, 'step' | 'restUntil'>, at: string): boolean {
  return bag.step === 'disinfected' && bag.restUntil !== null && Date.parse(at) < Date.parse(bag.restUntil);
}

const problemsOfTheDoor: readonly BagProblem[] = ['nobody_answered', 'refused_at_door', 'cannot_reach'];

/** Does this bag still go to the door? One at the door has arrived; wrong, missing or spoiled goods go back and another is packed. */
export function isUnderWay(bag: Bag): boolean {
  return bag.step !== 'door' && (bag.problem === null || problemsOfTheDoor.includes(bag.problem));
}

/** Where a bag is when somebody fetches it at the gate; null when it needs no hand-over. */
export function stepAtFetch(bag: Bag): BagStep | null {
  return isUnderWay(bag) && bagNext[bag.step].includes('gate') ? 'gate' : null;
}

/** What keeps a bag from the door, or from the next carrier; null: it may go at `at` (ISO 8601). */
export function whatHoldsBag(bag: Bag, at: string): 'goods_not_fetched' | 'goods_not_disinfected' | 'goods_not_rested' | null {
  if (bag.step === 'packed' || bag.step === 'returned') return 'goods_not_fetched';
  if (!mayFollow(bag.step, 'door', bag.goodsClass)) return 'goods_not_disinfected';
  return isResting(bag, at) ? 'goods_not_rested' : null;
}

/** What keeps the bags of a request from the door; null when all of them may go. */
export function whatHoldsBags(bags: readonly Bag[], at: string): ReturnType<typeof whatHoldsBag> {
  const underWay = bags.filter(isUnderWay);
  if (underWay.length === 0) return 'goods_not_fetched';
  const held = underWay.map(bag => whatHoldsBag(bag, at));
  for (const first of ['goods_not_fetched', 'goods_not_disinfected', 'goods_not_rested'] as const) {
    if (held.includes(first)) return first;
  }
  return null;
}

/** What is written on the bag beside the door: the number people read out, and which bag of the request it is. */
export function bagLabel(number: string, bagsBefore: number): string {
  return bagsBefore === 0 ? number : `${number}-${bagsBefore + 1}`;
}
