// The voice of the desk, and words for codes that the server may have more of than the page knows.
import { nameOf } from '../kit/names.ts';
import { preference } from '../kit/preferences.ts';
import { voice } from '../kit/say.ts';
import { deskEn } from '../kit/words/desk.en.ts';
import { deskZh } from '../kit/words/desk.zh.ts';
import { type NameKey, namesZh } from '../kit/words/names.zh.ts';

export const say = voice(deskZh, deskEn);

type Family = 'why' | 'alike' | 'roster' | 'column' | 'act' | 'subject' | 'channel' | 'channelfield' | 'channelproblem';

/** The word for a code such as `why.primary`; the code itself where the page has no word for it. */
export function sayCode(family: Family, code: string): string {
  const words: Readonly<Record<string, string>> = preference('language') === 'zh' ? deskZh : deskEn;
  return words[`${family}.${code}`] ?? code;
}

/** Several words in a row. */
export function sayList(words: readonly string[]): string {
  return words.join(preference('language') === 'zh' ? '、' : ', ');
}

/** The reason of a move, what went wrong with a bag, or the role that an escalation tells. */
export function sayReason(code: string): string {
  const key = [`reason.${code}`, `role.${code}`].find(name => name in namesZh);
  return key === undefined ? code : nameOf(key as NameKey);
}
