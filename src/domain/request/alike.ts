// Is the same need told a second time, over another channel and in other words? The desk sees both side by side and decides.
import type { Kind } from './kind.ts';
import { sameName } from './rules.ts';
import { booksOf, clash, grams2, parcelOf, shared, topicsOf, whoseIn } from './same-errand.ts';
import { isMedicineClass, medicinesInText, sameMedicine } from './same-medicine.ts';
import { clausesOf, isNamedIn, plain, sameness, thingIn, thingsInText } from './same-thing.ts';

/** One telling of a need. */
export interface Telling {
  readonly householdId: string;
  readonly kind: Kind;
  readonly items: readonly { readonly name: string; readonly quantity: number | null; readonly unit: string | null }[];
  readonly note: string | null;
  readonly pasted: string | null;
  readonly channel?: string;
  /** ISO 8601. */
  readonly askedAt: string;
}

export const likenessCodes = [
  'same_items', // 物品相同
  'some_items', // 部分物品相同
  'other_name', // 同物异名
  'general_word', // 说得笼统
  'same_code', // 取件码相同
  'same_kind', // 同类
  'same_words', // 说法相近
  'other_channel', // 另一渠道
  'close_in_time', // 时间相近
] as const;
export type LikenessCode = (typeof likenessCodes)[number];

export interface Likeness {
  /** 0 to 1; from `worthShowing` on it is shown. */
  readonly score: number;
  readonly because: readonly LikenessCode[];
}

export const worthShowing = 0.5;
/** Beyond this it is another day's need. */
export const windowMs = 24 * 3_600_000;
const closeMs = 2 * 3_600_000;
/** Rubbish comes twice a day. */
const rubbishMs = 8 * 3_600_000;

/** How alike two tellings are; null: not worth a look. Symmetric. */
export function likeness(a: Telling, b: Telling): Likeness | null {
  const apart = Math.abs(Date.parse(a.askedAt) - Date.parse(b.askedAt));
  if (a.householdId !== b.householdId || apart > windowMs) return null;
  const found = compare(a, b, apart);
  if (found === null || found.score < worthShowing) return null;
  const because = [...found.because];
  if (a.channel !== undefined && b.channel !== undefined && a.channel !== b.channel) because.push('other_channel');
  if (apart <= closeMs) because.push('close_in_time');
  return { score: Math.round(Math.min(1, found.score) * 100) / 100, because };
}

const errands: readonly Kind[] = ['parcel', 'group_buy_parcel', 'schoolbooks', 'rubbish', 'home_help'];

function compare(a: Telling, b: Telling, apart: number): Likeness | null {
  if (whoseClash(a, b)) return null;
  const kinds = new Set([a.kind, b.kind]);
  const isErrand = errands.includes(a.kind) || errands.includes(b.kind);
  // What one clerk files under help, the next files under other.
  if (kinds.has('other') && (kinds.has('home_help') || kinds.has('rubbish'))) return topic(a, b);
  if (isErrand && kinds.size > 1 && !bothParcels(kinds)) return null;
  if (a.kind === 'schoolbooks') return books(a, b);
  if (a.kind === 'rubbish') return rubbish(a, b, apart);
  if (a.kind === 'home_help') return topic(a, b);
  if (isErrand) return parcels(a, b, kinds.size > 1);
  return goods(a, b) ?? (kinds.has('other') ? topic(a, b) : null);
}

function bothParcels(kinds: ReadonlySet<Kind>): boolean {
  return kinds.has('parcel') && kinds.has('group_buy_parcel');
}

function textOf({ items, note, pasted }: Telling): string {
  return [...items.map(item => item.name), note ?? '', pasted ?? ''].filter(text => text !== '').join('\n');
}

function whoseClash(a: Telling, b: Telling): boolean {
  if (a.kind !== 'medicine' && b.kind !== 'medicine') return false;
  return clash(whoseIn(textOf(a)), whoseIn(textOf(b)));
}

/** Names of what is wanted: the list where there is one, else what can be read out of the text; `other` may be written out in it. */
function wantedOf(telling: Telling, other: Telling, medicine: boolean): string[] {
  const text = [telling.note, telling.pasted].filter(one => one !== null).join('\n');
  const names = telling.items.map(item => item.name);
  const specific = medicine ? medicinesInText(text).filter(name => !isMedicineClass(name)) : [];
  if (names.length > 0) {
    if (!medicine) return [...new Set(names.map(thingIn))];
    // "降压药" with the name in the note: the note says which.
    return names.flatMap(name => (isMedicineClass(name) && specific.length > 0 ? specific : [name]));
  }
  const written = other.items.map(item => item.name).filter(name => isNamedIn(name, text));
  if (medicine) return [...new Set([...written, ...(specific.length > 0 ? specific : medicinesInText(text))])];
  return [...new Set([...written.map(thingIn), ...thingsInText(text)])];
}

function goods(a: Telling, b: Telling): Likeness | null {
  const medicine = a.kind === 'medicine' || b.kind === 'medicine';
  const [first, second] = [wantedOf(a, b, medicine), wantedOf(b, a, medicine)];
  if (first.length === 0 || second.length === 0) return null;
  const same = medicine ? sameMedicine : sameness;
  const best = (name: string, others: readonly string[]) => Math.max(...others.map(other => same(name, other)));
  const ofFirst = first.map(name => best(name, second));
  const ofSecond = second.map(name => best(name, first));
  const share = (found: readonly number[]) => found.reduce((sum, one) => sum + one, 0) / found.length;
  const [held, covered] = [share(ofFirst), share(ofSecond)].sort((x, y) => y - x) as [number, number];
  // One list inside the other counts most: people forget things, and add some, when they tell it again.
  const score = held * (0.6 + 0.4 * covered);
  const because: LikenessCode[] = [held === 1 && covered === 1 ? 'same_items' : 'some_items'];
  if (ofFirst.some(one => one > 0 && one < 1)) because.push('general_word');
  else if (isOtherwiseNamed(a, b)) because.push('other_name');
  return { score, because };
}

/** Is something in both lists that is not written the same way in both? */
function isOtherwiseNamed(a: Telling, b: Telling): boolean {
  const written = new Set(b.items.map(item => sameName(item.name)));
  const things = new Set(b.items.map(item => thingIn(item.name)));
  return a.items.some(({ name }) => things.has(thingIn(name)) && !written.has(sameName(name)));
}

function parcels(a: Telling, b: Telling, mixed: boolean): Likeness | null {
  const [first, second] = [parcelOf(textOf(a)), parcelOf(textOf(b))];
  const facts = ['codes', 'couriers', 'leaders', 'things'] as const;
  if (facts.some(fact => clash(first[fact], second[fact]))) return null;
  const agreed = facts.filter(fact => shared(first[fact], second[fact]));
  // A parcel and a group buy are one only if something besides says so.
  if (mixed && agreed.length === 0) return null;
  const because: LikenessCode[] = [agreed.includes('codes') ? 'same_code' : agreed.length > 0 ? 'same_words' : 'same_kind'];
  return { score: agreed.includes('codes') ? 0.95 : 0.55 + 0.2 * agreed.length, because };
}

function books(a: Telling, b: Telling): Likeness | null {
  const [first, second] = [booksOf(textOf(a)), booksOf(textOf(b))];
  const facts = ['grades', 'subjects', 'sorts'] as const;
  if (facts.some(fact => clash(first[fact], second[fact]))) return null;
  const agreed = facts.filter(fact => shared(first[fact], second[fact]));
  return { score: 0.55 + 0.15 * agreed.length, because: [agreed.length > 0 ? 'same_items' : 'same_kind'] };
}

function rubbish(a: Telling, b: Telling, apart: number): Likeness | null {
  const bulky = /沙发|家具|床垫|柜|冰箱|洗衣机|纸箱|装修|大件|旧/;
  if (apart > rubbishMs || bulky.test(textOf(a)) !== bulky.test(textOf(b))) return null;
  return { score: 0.7, because: ['same_kind'] };
}

/** Help and questions: about the same subject, or nearly the same words. */
function topic(a: Telling, b: Telling): Likeness | null {
  const [first, second] = [topicsOf(textOf(a)), topicsOf(textOf(b))];
  if (clash(first, second)) return null;
  if (shared(first, second)) return { score: 0.75, because: ['same_words'] };
  const words = (telling: Telling) => clausesOf(textOf(telling)).map(plain).join('').replace(/\s+/g, '');
  return { score: grams2(words(a), words(b)), because: ['same_words'] };
}
