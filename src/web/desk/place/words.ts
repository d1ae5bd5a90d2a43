// The voice of the pages about orders, rules and going out.
import { voice } from '../../kit/say.ts';
import { zonesEn } from '../../kit/words/zones.en.ts';
import { zonesZh } from '../../kit/words/zones.zh.ts';

export const sayZone = voice(zonesZh, zonesEn);
