// Which records somebody should look at first, and why.
import { type OnePersonPlan, planGaps } from './one-person-plan.ts';
import type { Grade, Tag } from './tag.ts';

export const urgentReasons = [
  'no_answer', // 联系不上
  'medicine_out', // 药快没了
  'food_out', // 吃的快没了
  'dialysis_next', // 今明透析
  'due_soon', // 临产
  'plan_gap', // 预案不全
  'no_helper', // 没有联系人
] as const;
export type UrgentReason = (typeof urgentReasons)[number];

export interface CareFacts {
  readonly grade: Grade;
  readonly tags: readonly Tag[];
  readonly plans: readonly OnePersonPlan[];
  /** YYYY-MM-DD */
  readonly medicineOutOn: string | null;
  /** 1 = Monday … 7 = Sunday */
  readonly dialysisDays: readonly number[];
  readonly dueOn: string | null;
  readonly foodOutOn: string | null;
  readonly hasHelper: boolean;
  /** Somebody tried and nobody answered. */
  readonly onLadder: boolean;
}

const dayMs = 86_400_000;
const medicineDays = 3;
const dueDays = 14;

function daysUntil(day: string | null, today: string): number {
  return day === null ? Number.POSITIVE_INFINITY : (Date.parse(day) - Date.parse(today)) / dayMs;
}

/** `today`: YYYY-MM-DD in the community's time zone. The most pressing first. */
export function urgentReasonsOf(facts: CareFacts, today: string): UrgentReason[] {
  const weekday = new Date(today).getUTCDay() || 7;
  const holds: Record<UrgentReason, boolean> = {
    no_answer: facts.onLadder,
    medicine_out: daysUntil(facts.medicineOutOn, today) <= medicineDays,
    food_out: daysUntil(facts.foodOutOn, today) <= 1,
    dialysis_next: facts.dialysisDays.includes(weekday) || facts.dialysisDays.includes((weekday % 7) + 1),
    due_soon: daysUntil(facts.dueOn, today) <= dueDays,
    plan_gap: planGaps(facts.tags, facts.plans, today).some(({ missing }) => missing.length > 0),
    no_helper: !facts.hasHelper,
  };
  return urgentReasons.filter(reason => holds[reason]);
}

const gradeRank: Record<Grade, number> = { high: 0, medium: 1, low: 2 };

/** The most pressing reason first, then the grade. */
export function compareUrgency(
  one: { readonly grade: Grade; readonly reasons: readonly UrgentReason[] },
  other: { readonly grade: Grade; readonly reasons: readonly UrgentReason[] },
): number {
  const rank = ({ reasons: [first] }: typeof one) => (first === undefined ? urgentReasons.length : urgentReasons.indexOf(first));
  return rank(one) - rank(other) || gradeRank[one.grade] - gradeRank[other.grade];
}
