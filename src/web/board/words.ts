// The voice of the board.
import { voice } from '../kit/say.ts';
import { boardEn } from '../kit/words/board.en.ts';
import { boardZh } from '../kit/words/board.zh.ts';

export const say = voice(boardZh, boardEn);
