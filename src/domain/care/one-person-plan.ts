// 一人一预案: how one person gets to dialysis or to the delivery room while the gate is shut; what is still missing from the plan.
import type { Tag } from './tag.ts';

export const planKinds = ['dialysis', 'childbirth'] as const;
export type PlanKind = (typeof planKinds)[number];

export interface OnePersonPlan {
  readonly kind: PlanKind;
  readonly hospital: string | null;
  readonly vehicle: string | null;
  /** Who approved leaving and coming back. */
  readonly approver: string | null;
  /** YYYY-MM-DD */
  readonly rehearsedOn: string | null;
}

const planOf: Partial<Record<Tag, PlanKind>> = { dialysis: 'dialysis', pregnant: 'childbirth' };

export const planParts = ['hospital', 'vehicle', 'approver', 'rehearsed'] as const;
export type PlanPart = (typeof planParts)[number];

/** A rehearsal is believed for thirty days. */
const rehearsalDays = 30;

export interface PlanGap {
  readonly kind: PlanKind;
  /** Empty: the plan is ready. */
  readonly missing: readonly PlanPart[];
}

/** The plans that these tags ask for, with what each lacks on a day (YYYY-MM-DD). */
export function planGaps(tags: readonly Tag[], plans: readonly OnePersonPlan[], today: string): PlanGap[] {
  return planKinds
    .filter(kind => tags.some(tag => planOf[tag] === kind))
    .map(kind => {
      const plan = plans.find(one => one.kind === kind);
      if (plan === undefined) return { kind, missing: planParts };
      const { hospital, vehicle, approver, rehearsedOn } = plan;
      const age = rehearsedOn === null ? Number.POSITIVE_INFINITY : (Date.parse(today) - Date.parse(rehearsedOn)) / 86_400_000;
      const lacks = {
        hospital: hospital === null,
        vehicle: vehicle === null,
        approver: approver === null,
        rehearsed: age > rehearsalDays,
      };
      return { kind, missing: planParts.filter(part => lacks[part]) };
    });
}
