// Turns a refusal into words: what is so, and what to do next; and says which field of a form is meant.
import type { RefusalAnswer } from '../../api/endpoint.ts';
import { nameOf } from './names.ts';
import { preference } from './preferences.ts';
import { fill } from './say.ts';
import { clockTime } from './time.ts';
import type { kitZh } from './words/kit.zh.ts';
import type { NameKey } from './words/names.zh.ts';
import { namesZh } from './words/names.zh.ts';
import { refusalsEn } from './words/refusals.en.ts';
import { refusalsZh } from './words/refusals.zh.ts';
import { sayKit } from './words.ts';

// Facts are codes and instants; people read names and clock times.
function readable(name: string, value: unknown): unknown {
  const key = `${name}.${value}` as NameKey;
  if (key in namesZh) return nameOf(key);
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*Z$/.test(value)) return clockTime(value);
  return value;
}

export function sayRefusal(refusal: RefusalAnswer): string {
  const words: Readonly<Record<string, string>> = preference('language') === 'zh' ? refusalsZh : refusalsEn;
  const facts = Object.entries(refusal.facts ?? {}).map(([name, value]) => [name, readable(name, value)]);
  // A server newer than the page may have codes that the page does not know.
  return fill(words[refusal.code] ?? words.strange_answer ?? '', Object.fromEntries(facts));
}

type ProblemKey = Extract<keyof typeof kitZh, `problem.${string}`>;
const problems: readonly (readonly [RegExp, ProblemKey])[] = [
  [/hidden|broken/, 'problem.hidden_characters'],
  [/one line/, 'problem.one_line'],
  [/no such/, 'problem.no_such_time'],
  [/too_small|too small|>=|at least/i, 'problem.too_small'],
  [/too_big|too big|<=|at most/i, 'problem.too_big'],
  [/invalid_type|received undefined|required|needed/i, 'problem.needed'],
  [/format|pattern|regex|invalid/i, 'problem.format'],
];

/** What is wrong with one field of the form that was refused; undefined when nothing is. `path` such as `body.items.0.quantity`. */
export function fieldProblem(refusal: RefusalAnswer | undefined, path: string): string | undefined {
  const field = refusal?.fields?.find(one => one.path === path || one.path === `body.${path}`);
  if (!field) return undefined;
  return sayKit(problems.find(([pattern]) => pattern.test(field.problem))?.[1] ?? 'problem.other');
}
