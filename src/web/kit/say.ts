// Says a thing in the reader's language: typed keys, with the parameters that the Chinese text names.
import { preference } from './preferences.ts';

/** The names in `{name}` of a text; `[[…]]` parts and `{n:one|many}` forms are optional and not counted. */
type Needs<T extends string> = T extends `${infer Before}[[${string}]]${infer After}`
  ? Needs<Before> | Needs<After>
  : T extends `${string}{${infer Name}}${infer Rest}`
    ? Name | Needs<Rest>
    : never;

type Value = string | number;
type Given<T extends string> = [Needs<T>] extends [never]
  ? [params?: Readonly<Record<string, Value>>]
  : [params: Readonly<Record<Needs<T>, Value>>];

export type Words<K extends string> = Readonly<Record<K, string>>;

/**
 * Fills a text. `{name}` is replaced; `{n:bag|bags}` gives "1 bag" or "3 bags" (for English);
 * a part in `[[…]]` is left out unless everything it names is given.
 */
export function fill(text: string, params: Readonly<Record<string, unknown>> = {}): string {
  if (!text.includes('{')) return text;
  const has = (name: string) => params[name] !== undefined && params[name] !== null;
  const whole = text.includes('[[')
    ? text.replace(/\[\[(.*?)\]\]/g, (_all, part: string) => {
        const names = [...part.matchAll(/\{([a-zA-Z]+)[:}]/g)].map(match => match[1] as string);
        return names.every(has) ? part : '';
      })
    : text;
  return whole.replace(/\{([a-zA-Z]+)(?::([^|}]*)\|([^}]*))?\}/g, (_all, name: string, one?: string, many?: string) => {
    const value = has(name) ? String(params[name]) : '';
    return one === undefined ? value : `${value} ${Number(value) === 1 ? one : many}`;
  });
}

export type Say<Zh extends Record<string, string>> = <K extends keyof Zh & string>(key: K, ...given: Given<Zh[K]>) => string;

/**
 * The voice of one list of words. Each seat makes its own, so that it loads only its own words:
 * `export const say = voice(deskZh, deskEn)` with `deskZh = {…} as const` and `deskEn: Words<keyof typeof deskZh>`.
 */
export function voice<const Zh extends Record<string, string>>(zh: Zh, en: Words<keyof Zh & string>): Say<Zh> {
  return (key, ...given) => fill((preference('language') === 'zh' ? zh : en)[key], given[0]);
}
