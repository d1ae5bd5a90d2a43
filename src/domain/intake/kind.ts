// Decides what a text is: the weights of the words in it are summed by tone, and what was found in it (a door, goods, danger) is added.
import { high, urgent } from './critical-table.ts';
import { cues, type Tone } from './cue-table.ts';
import type { Danger } from './danger.ts';
import { Ear } from './ear.ts';
import type { GroupContext, Kind, Urgency } from './reading.ts';

export type Tones = Readonly<Record<Tone, number>>;

// Whoever writes more than this writes a notice or a story; its beginning tells which.
const mostSigns = 600;

const tones: readonly Tone[] = ['ask', 'chat', 'notice', 'offer', 'cancel', 'correct'];
const weighed = tones.flatMap(tone => cues[tone].map(([weight, words]) => ({ tone, weight, words })));
const toneEar = new Ear(weighed.map(one => one.words));
const urgencyEar = new Ear([...urgent, ...high]);

export function hearTones(plain: string): Tones {
  const heard = toneEar.hear(plain.length > mostSigns ? plain.slice(0, mostSigns) : plain);
  const sums = { ask: 0, chat: 0, notice: 0, offer: 0, cancel: 0, correct: 0 };
  for (const [at, { tone, weight }] of weighed.entries()) if (heard[at] === 1) sums[tone] += weight;
  return sums;
}

export interface Evidence {
  readonly hasRowNumber: boolean;
  /** A door, complete or not. */
  readonly hasAddress: boolean;
  readonly hasDoor: boolean;
  /** 有没有, 哪里有卖, 用完了: with a thing, it is wanted. */
  readonly looksFor: boolean;
  /** Somebody tells of himself and his family. */
  readonly isPersonal: boolean;
  readonly addresses: number;
  readonly hasPhone: boolean;
  readonly phones: number;
  /** Things with a quantity, known or beside a number. */
  readonly counted: number;
  readonly knownGoods: number;
  /** The text is a list of things and little else. */
  readonly isAllGoods: boolean;
  readonly urgency: Urgency;
  readonly danger: Danger;
  /** 同上: what the row above has. */
  readonly isSame: boolean;
  /** More is said than a word or two. */
  readonly isSentence: boolean;
  /** It ends in a question. */
  readonly isQuestion: boolean;
}

/** 打卡 and the like: lists of people, not of orders. */
const otherLists = /打卡|早起|读书|跑步|健身|签到|学习|运动|作业|背单词|投票|核酸|体温|健康|值班|报名/;

export function otherList(context: GroupContext): boolean {
  return otherLists.test(context.group ?? '') && !/团购|订餐|代购|买菜/.test(context.group ?? '');
}

export interface KindRead {
  readonly kind: Kind;
  /** 0 to 1. */
  readonly sure: number;
}

/** Request, talk or notice; corrections and cancellations are told apart before. */
export function decideKind(tones: Tones, evidence: Evidence, context: GroupContext): KindRead {
  const isList = evidence.hasRowNumber;
  let ask = tones.ask;
  // A notice on what to do in an emergency is none, nor is an offer of help.
  const mostNotice = evidence.hasDoor || evidence.hasPhone || evidence.isPersonal ? 3.5 : 2.6;
  const isCry =
    evidence.danger === 'cry' && tones.notice < mostNotice && (tones.offer < 3.5 || (evidence.hasDoor && evidence.isPersonal));
  if (evidence.danger === 'cry') ask += isCry ? 3 : 0.5;
  else if (evidence.danger !== null) ask -= evidence.danger === 'told' ? 1 : 1.5;
  else if (evidence.urgency === 'urgent') ask += 0.6;
  if (evidence.hasAddress) ask += evidence.hasDoor ? 1.1 : 0.8;
  if (evidence.knownGoods > 0 && evidence.looksFor) ask += 1.8;
  if (evidence.hasPhone) ask += 0.5;
  if (evidence.counted > 0) ask += evidence.isAllGoods ? 2 : 0.7;
  if (evidence.knownGoods > 0) ask += 0.3;
  if (evidence.hasAddress && evidence.counted > 0) ask += 1.6;
  if (context.channel === 'phone_note' || context.channel === 'form') ask += 2;
  let notice = tones.notice;
  if (evidence.isPersonal && notice < 4) notice -= 1;
  if (evidence.isQuestion && notice < 4) notice -= 2.5;
  // Three doors and more are a list that somebody posts.
  if (evidence.addresses > 2) notice += 3;
  if (evidence.phones > 2) notice += 1;
  // Thanks and talk around it make a cry no smaller.
  const talk = isCry ? (evidence.hasDoor ? 0 : tones.offer) : tones.chat + tones.offer;
  if (isList) {
    if (notice >= 2.2 && notice > ask) return { kind: 'announcement', sure: 0.8 };
    if (tones.offer >= 2.5 && tones.offer > ask) return { kind: 'chatter', sure: 0.7 };
    const isOrder = evidence.counted > 0 || (evidence.knownGoods > 0 && (evidence.hasAddress || ask >= 2.5));
    if (isOrder && !(otherList(context) && !(evidence.hasAddress && evidence.knownGoods > 0)))
      return { kind: 'jielong_line', sure: evidence.counted > 0 ? 0.97 : 0.8 };
    if (evidence.isSame && evidence.hasDoor) return { kind: 'jielong_line', sure: 0.8 };
    if (ask >= 2.5 && ask > talk) return { kind: 'jielong_line', sure: 0.7 };
    return { kind: 'chatter', sure: 0.7 };
  }
  // Who writes a door and a sentence that nothing else explains wants something of somebody; a person has to see what.
  if (evidence.hasDoor && ask < 1.5 && evidence.isSentence && notice <= 0 && talk === 0)
    return { kind: 'free_request', sure: 0.6 };
  if (ask >= 1.5 && ask > notice && ask > talk) {
    const margin = ask - Math.max(notice, talk);
    return { kind: 'free_request', sure: margin >= 1.5 ? 0.95 : margin >= 0.7 ? 0.85 : 0.65 };
  }
  if (notice > 0 && notice >= talk) return { kind: 'announcement', sure: notice - Math.max(ask, talk) >= 1.5 ? 0.95 : 0.7 };
  const margin = talk - Math.max(ask, notice);
  const isSure = talk > 0 && margin >= 1.5 && tones.ask < 1 && !evidence.hasDoor && evidence.counted === 0;
  return { kind: 'chatter', sure: isSure ? 0.95 : 0.7 };
}

/** Of what is no danger to life. */
export function hearUrgency(plain: string): Urgency {
  const first = urgencyEar.hear(plain.length > mostSigns ? plain.slice(0, mostSigns) : plain).indexOf(1);
  if (first < 0) return 'normal';
  return first < urgent.length ? 'urgent' : 'high';
}
