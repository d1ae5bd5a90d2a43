// The voice of the pages about travel times.
import { voice } from '../../kit/say.ts';
import { travelEn } from '../../kit/words/travel.en.ts';
import { travelZh } from '../../kit/words/travel.zh.ts';

export const sayTravel = voice(travelZh, travelEn);
