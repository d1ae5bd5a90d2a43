// The voice of the pages about messages, and words for kinds and reasons that the other side may have more of than the page knows.
import { preference } from '../../kit/preferences.ts';
import { voice } from '../../kit/say.ts';
import { messagesEn } from '../../kit/words/messages.en.ts';
import { messagesZh } from '../../kit/words/messages.zh.ts';

export const sayMessage = voice(messagesZh, messagesEn);

function known(key: string): string | undefined {
  const words: Readonly<Record<string, string>> = preference('language') === 'zh' ? messagesZh : messagesEn;
  return words[key];
}

/** 图片, 语音 …; the other kinds are not for this page. */
export function sayKind(kind: string): string {
  return known(`kind.${kind}`) ?? sayMessage('kind.other');
}

/** Why something was not sent, as the other side said it. */
export function sayWhy(code: string): string {
  return known(`why.${code}`) ?? sayMessage('why.other', { code });
}
