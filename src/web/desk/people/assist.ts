// What the bindings assistant holds: the proposal as it came, what was changed by hand, and the figures of both.
import type { proposeBindings } from '../../../api/binding-plan.ts';
import type { AnswerOf } from '../../../api/endpoint.ts';
import { dayOf, type Owners } from '../../../domain/dispatch/binding-effect.ts';
import { voice } from '../../kit/say.ts';
import { assistEn } from '../../kit/words/assist.en.ts';
import { assistZh } from '../../kit/words/assist.zh.ts';

export const sayAssist = voice(assistZh, assistEn);

export type Plan = AnswerOf<typeof proposeBindings>;
export type PlanUnit = Plan['units'][number];
export type PlanHelper = Plan['helpers'][number];

/** What the person at the desk wants instead of what was proposed. */
export interface Own {
  readonly primary?: string | null;
  readonly backup?: string | null;
  /** Not to be taken over. */
  readonly left?: boolean;
}
export type Owns = ReadonlyMap<string, Own>;

/** As it would be after taking over: a unit left out stays as it is today. */
export function wantedOf(unit: PlanUnit, owns: Owns): { readonly primary: string | null; readonly backup: string | null } {
  const own = owns.get(unit.unitId);
  if (own?.left) return { primary: unit.presentPrimary, backup: unit.presentBackup };
  const primary = own?.primary === undefined ? unit.primary : own.primary;
  const backup = own?.backup === undefined ? unit.backup : own.backup;
  return { primary, backup: backup === primary ? null : backup };
}

/** Does what is proposed or chosen differ from today, whether it is ticked or not? */
export function isChange(unit: PlanUnit, owns: Owns): boolean {
  const wanted = wantedOf(unit, new Map([[unit.unitId, { ...owns.get(unit.unitId), left: false }]]));
  return wanted.primary !== unit.presentPrimary || wanted.backup !== unit.presentBackup;
}

export const ownersWanted = (plan: Plan, owns: Owns): Owners =>
  new Map(plan.units.map(unit => [unit.unitId, wantedOf(unit, owns).primary]));
export const ownersNow = (plan: Plan): Owners => new Map(plan.units.map(unit => [unit.unitId, unit.presentPrimary]));

export const nameOfUnit = ({ building, unit }: PlanUnit): string => (unit === '' ? building : `${building} ${unit}`);
export const wholeMinutes = (seconds: number): number => Math.round(seconds / 60);

export interface Day {
  readonly helper: PlanHelper;
  readonly units: number;
  readonly seconds: number;
  readonly before: number;
}

/** Whoever takes part or has something, the longest day first. */
export function daysOf(plan: Plan, owns: Owns): Day[] {
  const [wanted, now] = [ownersWanted(plan, owns), ownersNow(plan)];
  return plan.helpers
    .map(helper => ({
      helper,
      units: plan.units.filter(unit => wanted.get(unit.unitId) === helper.helperId).length,
      seconds: dayOf(helper, plan.units, wanted),
      before: dayOf(helper, plan.units, now),
    }))
    .filter(day => day.helper.chosen || day.units > 0 || day.before > day.helper.baseSeconds)
    .sort((a, b) => b.seconds - a.seconds);
}
