// The voice of the pages about care.
import { preference } from '../../kit/preferences.ts';
import { voice } from '../../kit/say.ts';
import { careEn } from '../../kit/words/care.en.ts';
import { careZh } from '../../kit/words/care.zh.ts';

export const sayCare = voice(careZh, careEn);

/** How a household was last heard from; a way the page has no word for is left out. */
export function sayHow(how: string | null): string {
  const words: Readonly<Record<string, string>> = preference('language') === 'zh' ? careZh : careEn;
  return words[`how.${how}`] ?? '';
}
