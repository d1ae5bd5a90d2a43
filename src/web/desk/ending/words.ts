// The voice of the pages about the stand-down.
import { voice } from '../../kit/say.ts';
import { endingEn } from '../../kit/words/ending.en.ts';
import { endingZh } from '../../kit/words/ending.zh.ts';

export const sayEnding = voice(endingZh, endingEn);
