// The voice of care contacts and surveys, in the field and at the desk.
import { voice } from './say.ts';
import { visitEn } from './words/visit.en.ts';
import { visitZh } from './words/visit.zh.ts';

export const sayVisit = voice(visitZh, visitEn);
