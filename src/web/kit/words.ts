// The voice of the shared pieces.
import { voice } from './say.ts';
import { kitEn } from './words/kit.en.ts';
import { kitZh } from './words/kit.zh.ts';

export const sayKit = voice(kitZh, kitEn);
