// The voice of the pages about plans, and words for the codes in them.

import type { PlannedStop } from '../../../api/plan.ts';
import { nameOf } from '../../kit/names.ts';
import { voice } from '../../kit/say.ts';
import { type NameKey, namesZh } from '../../kit/words/names.zh.ts';
import { planEn } from '../../kit/words/plan.en.ts';
import { planZh } from '../../kit/words/plan.zh.ts';
import { sayList } from '../words.ts';

export const sayPlan = voice(planZh, planEn);
type Key = keyof typeof planZh & string;

/** The word of a rule of the checker. */
export function sayRule(rule: string): string {
  const key = `rule.${rule}`;
  return sayPlan((key in planZh ? key : 'rule.other') as 'rule.kg');
}

/** Why something was left out: a state, a code, or a rule. */
export function sayWhy(why: string): string {
  if (`why.${why}` in planZh) return sayPlan(`why.${why}` as Key & 'why.not_found');
  if (`state.${why}` in namesZh) return nameOf(`state.${why}` as NameKey);
  return sayRule(why);
}

export const minutes = (seconds: number): number => Math.round(seconds / 60);

/** `多 4 分钟` */
export function sayMore(seconds: number): string {
  const n = Math.max(1, Math.abs(minutes(seconds)));
  if (Math.abs(seconds) < 1) return sayPlan('minutes.same');
  return seconds > 0 ? sayPlan('minutes.more', { n }) : sayPlan('minutes.less', { n });
}

/** Why this person carries it, in a row of words. */
export function sayReason({ reason }: PlannedStop): string {
  const said = [sayPlan(`carrier.${reason.carrier}`)];
  if (reason.instead !== null) said.unshift(sayPlan(`instead.${reason.instead}`));
  if (reason.together > 0) said.push(sayPlan('reason.together', { n: reason.together }));
  return sayList(said);
}
