// Which set of rules holds for a community on a day, and what it asks for at a level.
import { type Level, levels } from './level.ts';
import type { DeliveryMode, LevelRule, LevelRules, PersonClass } from './rule.ts';
import { shippedPolicies } from './shipped.ts';

/** One set of levels. A level the set does not know falls back to the next stricter one it does know. */
export interface Policy {
  readonly policyId: string;
  readonly document: string;
  readonly issuer: string;
  /** Leading digits of the division codes it holds for; '' for the whole country. */
  readonly region: string;
  /** Days of the community's calendar, from the first to the last but one. */
  readonly from: string;
  readonly until: string | null;
  readonly levels: LevelRules;
}

/** The set that was in use on a day (YYYY-MM-DD) in a place: the nearest region first, then the latest. Sets for other events are chosen. */
export function policyOn(
  day: string,
  divisionCode: string,
  among: readonly Policy[] = shippedPolicies.filter(({ event }) => event === 'epidemic'),
): Policy | null {
  const holding = among.filter(
    policy => policy.from <= day && (policy.until === null || day < policy.until) && divisionCode.startsWith(policy.region),
  );
  holding.sort((a, b) => b.region.length - a.region.length || (a.from < b.from ? 1 : -1));
  return holding[0] ?? null;
}

// Communities record the four levels of the three-zone set, so that set speaks where nobody has chosen another one.
export const housePolicy: Policy = shippedPolicies[0];

/** The rules a community has chosen, as they stand in its row; where nothing was chosen, the house's. Other communities' words are not believed. */
export function readRules(settings: unknown): LevelRules {
  const chosen = (settings as { zoneRules?: unknown } | null | undefined)?.zoneRules;
  return chosen === null || chosen === undefined ? housePolicy.levels : (chosen as LevelRules);
}

/** Of the versions a community has recorded, the one that holds on a day: the one that began last, of those the newest. */
export function policyInForce<V extends { readonly version: number; readonly from: string; readonly until: string | null }>(
  versions: readonly V[],
  day: string,
): V | null {
  const holding = versions.filter(version => version.from <= day && (version.until === null || day < version.until));
  holding.sort((a, b) => (a.from === b.from ? b.version - a.version : a.from < b.from ? 1 : -1));
  return holding[0] ?? null;
}

/** What a level asks for under these rules. */
export function ruleOf(level: Level, rules: LevelRules): LevelRule {
  for (const known of levels.slice(levels.indexOf(level))) {
    const rule = rules[known];
    if (rule !== undefined) return rule;
  }
  return rules.sealed;
}

/** How far goods are carried. */
export function deliverTo(level: Level, person: PersonClass, rules: LevelRules): DeliveryMode {
  return ruleOf(level, rules).deliverTo[person];
}

/** A door to which goods are always brought up; why stands elsewhere, for few to see. */
export function personClass(toTheDoor: boolean): PersonClass {
  return toTheDoor ? 'limited_mobility' : 'anyone';
}

/** May only helpers with protection go in? */
export function needsProtection(level: Level, rules: LevelRules): boolean {
  return ruleOf(level, rules).protection;
}

export function levelsWithProtection(rules: LevelRules): Level[] {
  return levels.filter(level => needsProtection(level, rules));
}

export interface RuleChange {
  readonly level: Level;
  readonly field: keyof LevelRule;
}

/** In which fields of which levels one set differs from another: what a community has changed of a set it took over. */
export function changedRules(base: LevelRules, own: LevelRules): RuleChange[] {
  return levels.flatMap(level => {
    const [before, after] = [base[level], own[level]];
    if (before === undefined || after === undefined) return [];
    const fields = Object.keys(before) as (keyof LevelRule)[];
    // The order of keys says nothing: the database keeps its own.
    return fields.filter(field => stable(before[field]) !== stable(after[field])).map(field => ({ level, field }));
  });
}

function stable(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(stable).join()}]`;
  return JSON.stringify(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, stable(inner)]),
  );
}
