// The voice of the pages about rounds and bags.
import { voice } from '../../kit/say.ts';
import { roundsEn } from '../../kit/words/rounds.en.ts';
import { roundsZh } from '../../kit/words/rounds.zh.ts';

export const sayRound = voice(roundsZh, roundsEn);
