// Names the codes of the domain in the reader's language: nameOf(`state.${state}`).
import { voice } from './say.ts';
import { namesEn } from './words/names.en.ts';
import { type NameKey, namesZh } from './words/names.zh.ts';

const say = voice(namesZh, namesEn);

export function nameOf(key: NameKey): string {
  return say(key);
}
