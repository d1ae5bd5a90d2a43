// Takes apart what was pasted: one message, a record of many messages with sender and time, a whole 接龙, or a mixture; and reads each part.

import { readText } from './read.ts';
import type { GroupContext, Reading, Span } from './reading.ts';
import type { Registry } from './registry.ts';
import { isSheet, readSheet, type Sheet } from './sheet.ts';

export interface Message {
  readonly sender: string | null;
  /** As it was written ("10:32", "2022-03-12 10:32:11"). */
  readonly at: string | null;
  readonly text: string;
  /** Where the text stands in what was pasted. */
  readonly span: Span;
}

export type Part =
  | { readonly type: 'sheet'; readonly message: Message; readonly sheet: Sheet }
  | { readonly type: 'message'; readonly message: Message; readonly reading: Reading };

const clock = '(?:上午|下午|晚上|凌晨|中午|早上)?[ ]?\\d{1,2}[:：]\\d{2}(?:[:：]\\d{2})?';
const day =
  '(?:\\d{4}[-/年.]\\d{1,2}[-/月.]\\d{1,2}日?|\\d{1,2}月\\d{1,2}日|昨天|今天|前天|星期[一二三四五六日天]|周[一二三四五六日])?';
/** "张三 10:32", "张三  2022-03-12 10:32:11", on a line of its own. */
const header = new RegExp(`^[ ]{0,4}([^\\n:：]{1,24}?)[ ]{1,8}(${day}[ ]{0,4}${clock})[ ]{0,4}$`);
/** "2022-03-12 10:32:11 张三" */
const headerAfter = new RegExp(`^[ ]{0,4}(${day}[ ]{0,4}${clock})[ ]{1,8}([^\\n:：]{1,24}?)[ ]{0,4}[:：]?[ ]{0,4}$`);
/** "[10:32] 张三: 两斤土豆", "张三(10:32): 两斤土豆" */
const inline = new RegExp(
  `^[ ]{0,4}(?:[[【(（](${day}[ ]{0,4}${clock})[\\]】)）][ ]{0,4}([^\\n:：]{1,24}?)|([^\\n:：(（]{1,24}?)[(（](${day}[ ]{0,4}${clock})[)）])[ ]{0,2}[:：][ ]{0,4}`,
);
/** "————— 2022-03-12 —————" between the days of a record. */
const ruler = /^[ ]{0,4}[—–\-=_*·•]{2,40}[^\n]{0,24}[—–\-=_*·•]{2,40}[ ]{0,4}$/;
const mostLines = 20_000;

interface Head {
  readonly sender: string;
  readonly at: string;
  /** Signs of the line that belong to the head; the rest is the message. */
  readonly length: number;
}

function headOf(line: string): Head | null {
  if (line.length > 400) return null;
  const own = header.exec(line);
  if (own !== null && !/[，,。;；]/.test(own[1] as string))
    return { sender: (own[1] as string).trim(), at: (own[2] as string).trim(), length: line.length };
  const after = headerAfter.exec(line);
  if (after !== null) return { sender: (after[2] as string).trim(), at: (after[1] as string).trim(), length: line.length };
  const same = inline.exec(line);
  if (same === null) return null;
  return { sender: (same[2] ?? same[3] ?? '').trim(), at: (same[1] ?? same[4] ?? '').trim(), length: same[0].length };
}

/** The messages of a record; what is none comes back as one message without a sender. */
export function splitMessages(pasted: string): Message[] {
  const messages: Message[] = [];
  let current: { sender: string | null; at: string | null; from: number } = { sender: null, at: null, from: 0 };
  const close = (to: number): void => {
    const text = pasted.slice(current.from, to);
    const lead = text.length - text.trimStart().length;
    const trimmed = text.trim();
    if (trimmed === '') return;
    const from = current.from + lead;
    messages.push({ sender: current.sender, at: current.at, text: trimmed, span: [from, from + trimmed.length] });
  };
  let from = 0;
  for (let lines = 0; from < pasted.length && lines < mostLines; lines++) {
    const end = pasted.indexOf('\n', from);
    const to = end < 0 ? pasted.length : end;
    const line = pasted.slice(from, to).replace(/\r$/, '');
    const head = headOf(line);
    if (head !== null) {
      close(from);
      current = { sender: head.sender, at: head.at, from: Math.min(from + head.length, to) };
    } else if (ruler.test(line)) {
      close(from);
      current = { sender: null, at: null, from: to };
    }
    from = to + 1;
  }
  close(pasted.length);
  return messages;
}

/** Everything pasted, message by message; what a sender wrote before is known when he corrects it. */
export function readPasted(pasted: string, context: GroupContext = {}, registry: Registry | null = null): Part[] {
  const parts: Part[] = [];
  const last = new Map<string, string>();
  for (const message of splitMessages(pasted)) {
    const sheet = message.text.includes('\n') ? readSheet(message.text, context, registry) : null;
    if (sheet !== null && isSheet(sheet, message.text)) {
      parts.push({ type: 'sheet', message, sheet });
      continue;
    }
    const before = message.sender === null ? undefined : last.get(message.sender);
    const own = before === undefined ? context : { ...context, prev: [`(same sender) ${before}`] };
    const reading = readText(message.text, own, registry);
    if (message.sender !== null && (reading.kind === 'free_request' || reading.kind === 'jielong_line'))
      last.set(message.sender, message.text.slice(0, 400));
    parts.push({ type: 'message', message, reading });
  }
  return parts;
}
