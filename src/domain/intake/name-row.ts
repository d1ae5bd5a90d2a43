// Finds whose row it is: a name stands at the head of a row, behind the address, or beside the telephone.
import { goodAt } from './goods-table.ts';
import { isGoodName, nameAt, nameBefore, nameLabel, nameLikeness, withoutJob } from './person.ts';
import { amountAt } from './quantity.ts';
import type { GroupContext, Span } from './reading.ts';
import { surnames } from './word-table.ts';

export interface NameFound {
  readonly span: Span;
  readonly sure: number;
}

const breaks = /[ ,;、。!?:\n()-]/;
const notes = /^(?:少|多|不|换|要|急|送|放|自提|已|谢谢|加|同上|同|无|默认|都|全|各|代|帮|新增|补|请|麻烦|订|预定|报|买|我)/;

function wordAt(plain: string, from: number): Span | null {
  let start = from;
  while (start < plain.length && /[ ,;、:\-\n]/.test(plain[start] as string)) start++;
  let end = start;
  while (end < plain.length && end - start < 24 && (!breaks.test(plain[end] as string) || isInsideNick(plain, end))) end++;
  if (end === start && start < plain.length && /[。.]/.test(plain[start] as string) && plain[start + 1] === ' ')
    return [start, start + 1];
  return end > start ? [start, end] : null;
}

/** Jenny-W is one nickname. */
function isInsideNick(plain: string, at: number): boolean {
  return /[-.]/.test(plain[at] as string) && /[a-z]/.test(plain[at - 1] ?? '') && /[a-z]/.test(plain[at + 1] ?? '');
}

const withCount = (word: string): boolean => {
  for (let at = 0; at < word.length; at++) if (amountAt(word, at) !== null) return true;
  return false;
};

/** Aboard, people go by their rank. */
const rank = /^(?:[大二三四]副|[大二三四]管(?:轮)?|[大二三]轨|老轨|[一二三]水|[一二三]厨)$/;

function isMenu(word: string, context: GroupContext): boolean {
  return (
    (context.menu ?? []).some(one => word.includes(one.toLowerCase())) ||
    (/^(?:[a-k][ ]?\d{0,2}){1,6}$/.test(word) && (word.length < 3 || /\d/.test(word)))
  );
}

/** Of a row: `from` behind its number; `address` where the address stands; `plain` has address and telephone masked by line breaks. */
export function nameOfRow(plain: string, from: number, address: Span | null, context: GroupContext): NameFound | null {
  return nameAtHead(plain, from, address, context) ?? nameBehind(plain, address?.[1] ?? from);
}

/** "牛奶一箱 尹姐": behind the things only what can be nothing but a person. */
function nameBehind(plain: string, from: number): NameFound | null {
  for (let at = from; at < plain.length; ) {
    const word = wordAt(plain, at);
    if (word === null) return null;
    const text = plain.slice(...word);
    if (nameLikeness(text) >= 0.9 && !withCount(text) && !isGoodName(text)) return { span: word, sure: 0.9 };
    at = word[1] + 1;
  }
  return null;
}

function nameAtHead(plain: string, from: number, address: Span | null, context: GroupContext): NameFound | null {
  // Before the address: everything that is no good is a name ("Nina H区", "卢一鸣-F区", "陈小禾H区").
  if (address !== null && address[0] > from) {
    const name = headName(plain, from, address[0]);
    if (name !== null) return name;
  }
  const start = address === null ? from : address[1];
  const word = wordAt(plain, start);
  if (word === null) return null;
  const text = plain.slice(word[0], word[1]);
  // "小满 6份晚餐": where the menu is known, whatever stands before a dish of it is whose row it is.
  const dishes = context.menu ?? [];
  if (address === null && dishes.length > 0 && !isMenu(text, context) && !withCount(text)) {
    const behind = plain.slice(word[1], word[1] + 24).toLowerCase();
    if (dishes.some(one => behind.includes(one.toLowerCase()))) return { span: word, sure: 0.9 };
  }
  const first = nameAt(plain, word[0]);
  if (first !== null && first.likeness >= 0.8 && !withCount(plain.slice(first.from, first.to))) {
    const touches = first.to < word[1];
    const rest = plain.slice(first.to, word[1]);
    if (!touches || goodAt(plain, first.to) !== null || withCount(rest) || /^(?:要|订|买|来|的|家)/.test(rest)) {
      const whole = plain.slice(first.from, first.to);
      if (!isGoodName(text) || first.likeness >= 0.9 || whole === text)
        return { span: [first.from, first.to], sure: first.likeness >= 0.8 ? 0.95 : 0.7 };
    }
  }
  if (rank.test(text) && address === null) return { span: word, sure: 0.9 };
  if (isGoodName(text) || withCount(text) || isMenu(text, context) || notes.test(text) || text.length > 12) return null;
  if (goodAt(plain, word[0]) !== null && (goodAt(plain, word[0])?.length ?? 0) >= 2) return null;
  const rest = plain.slice(word[1]);
  const nextIsCount = amountAt(plain, word[1] + (/^[ ]+/.exec(rest)?.[0].length ?? 0)) !== null;
  if (nextIsCount && nameLikeness(text) < 0.5) {
    // "乐乐妈 2份": whose row, where the dish goes without saying.
    const dish = context.defaultItem !== undefined || context.menu !== undefined;
    const bareCount = /^[ ]*(?:[x*+]?\d{1,2}份?[ ]*(?:$|[,。(])|[一二两三四五六七八九十]份[ ]*(?:$|[,。(])|\+\d)/.test(rest);
    const beforeMenu = (context.menu ?? []).some(one => rest.slice(0, 14).includes(one.toLowerCase()));
    if (!dish || !(bareCount || beforeMenu)) return null;
  }
  if (/^[一-龥]$/.test(text) && !surnames.has(text) && address !== null) return null;
  // Without an address the first word of a row is whose it is.
  const sure =
    nameLikeness(text) >= 0.8 ? 0.95 : address === null ? 0.9 : /^[a-z_]/.test(text) || nameLikeness(text) > 0 ? 0.85 : 0.75;
  if (/^[\d.]+$/.test(text)) return null;
  const job = text.length - withoutJob(text).length;
  return { span: [word[0] + job, word[1]], sure };
}

function headName(plain: string, from: number, to: number): NameFound | null {
  let [start, end] = [from, to];
  while (start < end && /[ ,:\-\n]/.test(plain[start] as string)) start++;
  while (end > start && /[ ,:\-\n(]/.test(plain[end - 1] as string)) end--;
  if (end === start) return null;
  // A picture set apart is no part of the name; one that touches it is.
  const picture = /^(?:\p{Extended_Pictographic}\ufe0f?)+[ ]+(?=\S)/u.exec(plain.slice(start, end));
  if (picture !== null) start += picture[0].length;
  const text = plain.slice(start, end);
  if (text.length > 14 || withCount(text) || isGoodName(text) || /[,。;!?\n]/.test(text.slice(0, -1)) || /^[\d\s.]+$/.test(text))
    return null;
  if (/(?:送到|地址|我是|我住|住在|麻烦|您好|你好|帮忙|订单|取消|改|房号|接龙)/.test(text)) return null;
  const space = text.lastIndexOf(' ');
  const chosen =
    space > 0 && /^[一-龥]+ [一-龥]+$/.test(text) && nameLikeness(text.slice(0, space)) >= 0.8 ? text.slice(0, space) : text;
  return { span: [start, start + chosen.length], sure: nameLikeness(chosen) >= 0.8 ? 0.95 : 0.85 };
}

/** In running text: behind 姓名 and the like, beside the address or the telephone. */
export function nameInText(plain: string, address: Span | null, phone: Span | null): NameFound | null {
  for (const label of plain.matchAll(nameLabel)) {
    const at = label.index + label[0].length;
    if (!/[:：\]】]|应该?是$/.test(label[0]) && !/^(?:我叫|户主|联系人|收货人|收件人)|^姓名 /.test(label[0])) continue;
    const found = nameAt(plain, at);
    if (found !== null) return { span: [found.from, found.to], sure: 0.95 };
    const word = /^[^ ,;、。!?:\n()\d]{1,10}/.exec(plain.slice(at, at + 12))?.[0];
    if (/[:：]/.test(label[0]) && word !== undefined && /^[a-z_\u4e00-\u9fff]+$/.test(word) && word.length <= 5)
      return { span: [at, at + word.length], sure: 0.8 };
  }
  const beside: ({ from: number; to: number; likeness: number } | null)[] = [];
  if (phone !== null) {
    beside.push(nameBefore(plain, phone[0]));
    beside.push(nameAfter(plain, phone[1], 0.8));
  }
  const latin = address === null ? null : /^[ ,]{1,3}([a-z][a-z]{2,11})[ ]*$/.exec(plain.slice(address[1], address[1] + 20));
  if (address !== null && latin !== null)
    return { span: [address[1] + latin[0].indexOf(latin[1] as string), address[1] + latin[0].trimEnd().length], sure: 0.85 };
  if (address !== null) {
    beside.push(nameAfter(plain, address[1], 0.8));
    beside.push(nameBefore(plain, address[0]));
  }
  const best = beside.filter(one => one !== null).sort((a, b) => b.likeness - a.likeness)[0];
  if (best !== undefined) return { span: [best.from, best.to], sure: best.likeness >= 0.8 ? 0.95 : 0.6 };
  const self = /(?:我是|我叫|本人|我姓)(?!孕|老|独|一|\d)/.exec(plain);
  if (self !== null) {
    const found = nameAt(plain, self.index + self[0].length);
    if (found !== null && found.likeness >= 0.8) return { span: [found.from, found.to], sure: 0.85 };
  }
  return null;
}

function nameAfter(plain: string, at: number, least: number): { from: number; to: number; likeness: number } | null {
  let from = at;
  while (from < plain.length && from - at < 4 && /[ ,:：，(的\n-]/.test(plain[from] as string)) from++;
  const found = nameAt(plain, from);
  return found !== null && (found.likeness >= least || (found.likeness >= 0.5 && found.to - found.from === 1)) ? found : null;
}
