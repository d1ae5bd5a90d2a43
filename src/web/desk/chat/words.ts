// The voice of the page for pasted chats.
import { voice } from '../../kit/say.ts';
import { chatEn } from '../../kit/words/chat.en.ts';
import { chatZh } from '../../kit/words/chat.zh.ts';

export const sayChat = voice(chatZh, chatEn);
