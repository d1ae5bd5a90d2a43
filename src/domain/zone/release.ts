// Whether the conditions of a release are met, with the reason; it only tells: an order of a named person releases.
import type { ReleaseCondition, TestDays } from './rule.ts';

export interface ZoneFact {
  readonly kind: 'case' | 'tested' | 'confirmed';
  /** ISO instant. */
  readonly happenedAt: string;
  readonly expected: number | null;
  readonly tested: number | null;
  readonly positive: number | null;
  readonly what: string | null;
}

export const releaseReasons = [
  'days_left',
  'days_full',
  'never_tested',
  'tested_too_long_ago',
  'not_everybody',
  'some_positive',
  'case_since',
  'all_negative',
  'not_confirmed',
  'confirmed',
] as const;
export type ReleaseReason = (typeof releaseReasons)[number];

export interface ConditionState {
  readonly condition: ReleaseCondition;
  readonly met: boolean;
  readonly why: ReleaseReason;
  /** Since when it is met, or from when on it will be, where that can be said. */
  readonly metAt: string | null;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Where days are counted from: the beginning of the order, or the last case since then. */
export function clockFrom(startsAt: string, facts: readonly ZoneFact[]): string {
  const cases = facts.filter(fact => fact.kind === 'case').map(fact => fact.happenedAt);
  return [startsAt, ...cases].reduce((latest, at) => (Date.parse(at) > Date.parse(latest) ? at : latest));
}

export function judgeRelease(
  conditions: readonly ReleaseCondition[],
  of: { readonly startsAt: string; readonly facts: readonly ZoneFact[]; readonly at: string },
): ConditionState[] {
  const from = clockFrom(of.startsAt, of.facts);
  const now = Date.parse(of.at);
  const judge = (condition: ReleaseCondition): ConditionState => {
    switch (condition.kind) {
      case 'days_without_case': {
        const fullAt = Date.parse(from) + condition.days * dayMs;
        const met = fullAt <= now;
        return { condition, met, why: met ? 'days_full' : 'days_left', metAt: new Date(fullAt).toISOString() };
      }
      case 'all_tested_negative':
        return { condition, ...judgeTests(condition.hours, from, of.facts, now) };
      case 'confirmed': {
        const said = of.facts.find(fact => fact.kind === 'confirmed' && fact.what === condition.what);
        return { condition, met: said !== undefined, why: said ? 'confirmed' : 'not_confirmed', metAt: said?.happenedAt ?? null };
      }
    }
  };
  return conditions.map(judge);
}

/** The last round of tests decides: an older one that was clean says nothing once a later one was not. */
function judgeTests(hours: number, from: string, facts: readonly ZoneFact[], now: number): Omit<ConditionState, 'condition'> {
  const rounds = facts.filter(fact => fact.kind === 'tested' && Date.parse(fact.happenedAt) <= now);
  const last = rounds.reduce<ZoneFact | undefined>(
    (latest, fact) => (latest === undefined || Date.parse(fact.happenedAt) > Date.parse(latest.happenedAt) ? fact : latest),
    undefined,
  );
  const no = (why: ReleaseReason) => ({ met: false, why, metAt: null });
  if (last === undefined) return no('never_tested');
  const hadCase = facts.some(fact => fact.kind === 'case');
  if (hadCase && Date.parse(last.happenedAt) < Date.parse(from)) return no('case_since');
  if ((last.positive ?? 0) > 0) return no('some_positive');
  if ((last.tested ?? 0) < (last.expected ?? 0)) return no('not_everybody');
  if (now - Date.parse(last.happenedAt) > hours * hourMs) return no('tested_too_long_ago');
  return { met: true, why: 'all_negative', metAt: last.happenedAt };
}

/** The next day of testing, today included, as YYYY-MM-DD; null where the rule names none any more. Both days are the community's. */
export function nextTestDay(tests: TestDays, firstDay: string, today: string): string | null {
  const dayNumber = Math.floor((Date.parse(today) - Date.parse(firstDay)) / dayMs) + 1;
  const dayOf = (n: number) => new Date(Date.parse(firstDay) + (n - 1) * dayMs).toISOString().slice(0, 10);
  switch (tests.kind) {
    case 'none':
      return null;
    case 'on_days': {
      const next = tests.days.filter(day => day >= dayNumber);
      return next.length === 0 ? null : dayOf(Math.min(...next));
    }
    case 'every': {
      const since = Math.max(0, dayNumber - 1);
      return dayOf(Math.ceil(since / tests.days) * tests.days + 1);
    }
  }
}
