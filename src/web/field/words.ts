// The voice of the field seat.
import { voice } from '../kit/say.ts';
import { fieldEn } from '../kit/words/field.en.ts';
import { fieldZh } from '../kit/words/field.zh.ts';

export const say = voice(fieldZh, fieldEn);
