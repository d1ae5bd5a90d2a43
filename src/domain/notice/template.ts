// What messages say to people outside: short, in Chinese, without names, addresses or what was ordered.
import type { Kind } from '../request/kind.ts';

/** A message and the facts it needs; facts are codes and numbers, the one-time code comes sealed beside them. */
export const noticeTemplates = ['one_time_code', 'request_recorded', 'delivered_to_relative'] as const;
export type NoticeTemplate = (typeof noticeTemplates)[number];

/** What the outbox row says of itself. */
export type NoticeFacts = Readonly<Record<string, string | number | boolean>>;

// A telephone that lies on a table shows the first line: medicine is nobody else's business, so it is only "what was asked for".
const kindWords: Readonly<Record<Kind, string>> = {
  groceries: '物资',
  medicine: '物品',
  group_buy_parcel: '团购包裹',
  schoolbooks: '课本',
  parcel: '快递',
  rubbish: '垃圾清运',
  home_help: '上门帮助',
  other: '事项',
};

export interface NoticeMessage {
  /** Only what the words need: they leave the house. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Null when a fact is missing or the template is not known (an older program's row). */
export function noticeMessage(template: string, communityName: string, facts: NoticeFacts): NoticeMessage | null {
  const from = `【${communityName}】`;
  if (template === 'one_time_code' && typeof facts.code === 'string') {
    const { code } = facts;
    return { parameters: { code }, text: `${from}验证码 ${code}，10 分钟内有效。请勿告诉任何人，工作人员不会向您索要。` };
  }
  // Somebody told the desk by telephone or at the door: the number to ask for.
  if (template === 'request_recorded' && typeof facts.number === 'string') {
    const { number } = facts;
    return { parameters: { number }, text: `${from}您的需求已登记（编号 ${number}）。` };
  }
  if (template === 'delivered_to_relative' && typeof facts.number === 'string') {
    const { number } = facts;
    const kind = typeof facts.kind === 'string' && facts.kind in kindWords ? kindWords[facts.kind as Kind] : kindWords.other;
    return { parameters: { number, kind }, text: `${from}您家人的${kind}已送到（编号 ${number}）。` };
  }
  return null;
}
