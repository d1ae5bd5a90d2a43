// The voice of the resident's page.
import { voice } from '../kit/say.ts';
import { residentEn } from '../kit/words/resident.en.ts';
import { residentZh } from '../kit/words/resident.zh.ts';

export const say = voice(residentZh, residentEn);
