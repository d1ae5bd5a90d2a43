// Reads what things somebody asks for, whatever they call them: 洋芋 is 土豆, but 苹果手机 is no apple.
import { covers, longestWord, thingless, thingOf } from './thing-table.ts';

/** Full width to half width, small letters, what stands in brackets and the measures of packages left out. */
export function plain(text: string): string {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      // Nobody puts more than that in brackets; without a bound, thousands of open ones would be searched to the end each.
      .replace(/[(（【[][^)）】\]]{0,80}[)）】\]]/g, '')
  );
}

const digits = '0-9零〇一二两三四五六七八九十百半几';
const measure =
  '(?:市?斤|公斤|千克|kg|两|克|g|毫升|ml|升|l|袋|包|盒|瓶|桶|箱|件|提|板|棵|颗|把|个|只|条|根|块|本|套|份|罐|听|支|卷|枚|头|串|捆|扎|贯|粒|片|双|台|部|张|样|种)';
const leadingCount = new RegExp(`^(?:[${digits}.]+\\s*${measure}(?:装)?的?)`);
const trailingCount = new RegExp(`(?:各?[${digits}.]+\\s*${measure}(?:装)?(?:左右)?)+$`);
const size = /(?:xxl|xl|[sml])码|\d段|\d+号(?!电池)|\d+支装|大包|小包|家庭装/g;
const adjective = /^(?:新鲜|本地|散装|普通|普通的|便宜|好的|有机|农家|冷鲜|品牌|东北|老|买|要|来|点|一点|一些|些|再)+(?=.{1,})/;

/** A name without how much, how big and how fresh. */
export function bareName(name: string): string {
  let bare = plain(name)
    .replace(size, '')
    .replace(/\s+/g, '')
    .replace(/[,，。.、!！~]+$/g, '');
  bare = bare.replace(leadingCount, '').replace(trailingCount, '');
  const without = bare.replace(adjective, '');
  return thingOf(bare) !== undefined || without === '' ? bare : without;
}

// A battery for a telephone is not what somebody means who wants batteries.
const partOf = /^(?:手机|电脑|平板|汽车|电动车|苹果手机|摩托)/;

/**
 * The thing a name means: the longest known word at its end (Chinese names end in what the thing is), else the name itself. A single sign
 * has to stand alone, because 小米, 玉米 and 虾米 are no rice.
 */
export function thingIn(name: string): string {
  let thing = remembered.get(name);
  if (thing === undefined) {
    thing = readThing(name);
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(name, thing);
  }
  return thing;
}

// A page of the queue asks for the same few hundred names over and over.
const remembered = new Map<string, string>();
const mostRemembered = 4000;

function readThing(name: string): string {
  const bare = bareName(name);
  const whole = thingOf(bare);
  if (whole !== undefined) return whole;
  if (partOf.test(bare)) return bare;
  for (let from = 1; bare.length - from >= 2; from++) {
    const known = thingOf(bare.slice(from));
    if (known !== undefined) return known;
  }
  return bare;
}

// Somebody has it, got it, or does not want it: not asked for.
const notWanted = /不要|不用|别买|别带|别送|不需要|不吃|除了|收到|到了谢谢|(?:家里|还|已经)有(?!没|吗|么|卖|货)/;
const singleSigns = new Set(['米', '油', '菜', '蛋', '盐', '醋', '肉', '葱', '姜', '蒜', '书']);

/** The parts of a message: people put one thought between two marks. */
export function clausesOf(text: string): string[] {
  return plain(text).split(/[,，。;；!！?？\n\r、:：~]+|\s{2,}/);
}

/** The parts of a message in which something is asked for. */
export function wantedClauses(text: string): string[] {
  return clausesOf(text).filter(clause => clause !== '' && !notWanted.test(clause));
}

/** Is a name that the list of things does not know written out in the text? */
export function isNamedIn(name: string, text: string): boolean {
  const bare = bareName(name);
  return (
    bare.length >= 2 &&
    thingOf(bare) === undefined &&
    wantedClauses(text).some(clause => clause.replace(/\s+/g, '').includes(bare))
  );
}

/** Known things in running text, in the order they are named, each once. */
export function thingsInText(text: string): string[] {
  const found = new Set<string>();
  for (const clause of wantedClauses(text)) {
    for (const word of clause.split(/\s+/)) scan(word, found);
  }
  return [...found];
}

function scan(word: string, found: Set<string>): void {
  for (let at = 0; at < word.length; ) {
    let length = Math.min(longestWord, word.length - at);
    for (; length > 0; length--) {
      const part = word.slice(at, at + length);
      if (thingless.has(part)) break;
      const thing = thingOf(part);
      if (thing === undefined || (length === 1 && !singleSigns.has(part))) continue;
      found.add(thing);
      break;
    }
    at += Math.max(1, length);
  }
}

/** How much two things are one: 1 the same, 0.8 one word covers the other, 0 different. */
export function sameness(a: string, b: string): number {
  if (a === b) return 1;
  if (covers(a, b) || covers(b, a)) return 0.8;
  // Words the list does not know: 酱肉 and 老王酱肉 are one, by the same rule that a name ends in what the thing is.
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  const unknown = thingOf(short) === undefined && thingOf(long) === undefined;
  return unknown && short.length >= 2 && long.endsWith(short) ? 0.9 : 0;
}
