// Whether one more permit to go out may be given, by the rule of the door and the days on which others were used.
import { type Refusal, refuse } from '../refusal.ts';
import type { ExitPurpose, ExitRule } from './rule.ts';

const dayMs = 86_400_000;

function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * dayMs).toISOString().slice(0, 10);
}

/** The first day that counts for a permit of today: the rule's days include today. */
export function countedFrom(rule: ExitRule, today: string): string {
  return rule.kind === 'permit' ? dayBefore(today, rule.days - 1) : today;
}

/** Somebody who must see a doctor goes, whatever the rule. */
export function isCounted(purpose: ExitPurpose): boolean {
  return purpose !== 'medical';
}

export interface ExitsLeft {
  readonly left: number;
  /** YYYY-MM-DD on which the next one may be given, when none is left; null where the rule gives none at all. */
  readonly nextOn: string | null;
}

/** `usedOn`: the days since countedFrom() on which counted permits of the household (or its building) were used or still may be. */
export function exitsLeft(rule: ExitRule, usedOn: readonly string[], today: string): ExitsLeft | null {
  if (rule.kind === 'free') return null;
  if (rule.kind === 'none') return { left: 0, nextOn: null };
  const from = countedFrom(rule, today);
  const used = usedOn.filter(day => day >= from && day <= today).sort();
  const left = Math.max(0, rule.times - used.length);
  // The window moves a day at a time: the permit that has to fall out of it decides.
  const falls = used[used.length - rule.times];
  return { left, nextOn: left > 0 || falls === undefined ? today : dayBefore(falls, -rule.days) };
}

export function whyNoExit(
  rule: ExitRule,
  purpose: ExitPurpose,
  usedOn: readonly string[],
  today: string,
): Refusal<'exit_not_allowed' | 'exit_used_up'> | null {
  if (!isCounted(purpose)) return null;
  const left = exitsLeft(rule, usedOn, today);
  if (left === null || left.left > 0) return null;
  return left.nextOn === null ? refuse('exit_not_allowed') : refuse('exit_used_up', { nextOn: left.nextOn });
}

/** Minutes over the time, for somebody who is back or still outside; 0 within it. */
export function minutesOver(outAt: string, backAt: string, minutes: number | null): number {
  if (minutes === null) return 0;
  return Math.max(0, Math.floor((Date.parse(backAt) - Date.parse(outAt)) / 60_000) - minutes);
}
