// What a reading asks for, in the words of a request: its kind, how urgent, its things, and what the carrier has to know besides.
import { hasGoods, type Kind, type Substitution, type Urgency } from '../request/kind.ts';
import type { Category, Item, Reading, Urgency as Said, Span } from './reading.ts';

const kindOf: Readonly<Record<Category, Kind>> = {
  grocery: 'groceries',
  meal: 'groceries',
  daily: 'groceries',
  baby: 'groceries',
  pet: 'groceries',
  medicine: 'medicine',
  medical_supply: 'medicine',
  medical_help: 'home_help',
  rescue: 'home_help',
  repair: 'home_help',
  visit: 'home_help',
  testing: 'home_help',
  pickup: 'parcel',
  delivery: 'parcel',
  garbage: 'rubbish',
  other: 'other',
};
const urgencyOf: Readonly<Record<Said, Urgency>> = { normal: 'normal', high: 'soon', urgent: 'soon', critical: 'life' };

const mostItems = 40;
const mostNote = 200;

export interface WishedItem {
  readonly name: string;
  readonly quantity: number | null;
  readonly unit: string | null;
  readonly substitution: Substitution;
}

export interface Wish {
  readonly kind: Kind;
  readonly urgency: Urgency;
  readonly items: readonly WishedItem[];
  readonly note: string | null;
}

/** The kind of request that a category stands for; errands tell in their words what is to be fetched. */
export function kindOfCategory(category: Category | null, text: string): Kind {
  if (category === 'pickup' && /课本|教材|练习册|作业本/.test(text)) return 'schoolbooks';
  if ((category === 'pickup' || category === 'delivery') && /团购|团长/.test(text)) return 'group_buy_parcel';
  return category === null ? 'other' : kindOf[category];
}

/** Size and make belong to the name: whoever buys has to see them. What cannot be counted to the hundredth stays uncounted. */
export function wishedItems(items: readonly Item[], kind: Kind): WishedItem[] {
  return items.slice(0, mostItems).map(({ name, qty, unit, spec }) => {
    const whole = spec === null || name.includes(spec) ? name : `${name} ${spec}`;
    const isAmount = qty !== null && qty >= 0.01 && qty <= 9999 && Math.abs(qty * 100 - Math.round(qty * 100)) < 1e-6;
    return {
      name: oneLine(whole, 60) || '?',
      quantity: isAmount ? Math.round(qty * 100) / 100 : null,
      unit: unit === null ? null : oneLine(unit, 12) || null,
      substitution: kind === 'medicine' ? 'none' : 'ask',
    };
  });
}

/** The words of the row without telephones: the desk sees them in the pasted text, those who carry need them not. */
export function wordsOf(reading: Reading, text: string): string {
  const phones = reading.marks.filter(mark => mark.field === 'phone').flatMap(mark => (mark.span === null ? [] : [mark.span]));
  return oneLine(without(text, phones).replace(/1[3-9]\d(?:[ -]?\d){8}/g, ' '), mostNote);
}

export function wishOf(reading: Reading, text: string): Wish {
  const kind = kindOfCategory(reading.category, text);
  const items = hasGoods(kind) ? wishedItems(reading.items, kind) : [];
  // A row of a list that was read to its end says no more than its things.
  const isAllSaid =
    items.length > 0 &&
    items.length === reading.items.length &&
    !reading.doubts.includes('unread_rest') &&
    reading.kind === 'jielong_line';
  const words = isAllSaid ? '' : wordsOf(reading, text);
  return { kind, urgency: urgencyOf[reading.urgency ?? 'normal'], items, note: words === '' ? null : words };
}

function without(text: string, spans: readonly Span[]): string {
  let left = text;
  for (const [from, to] of [...spans].sort((a, b) => b[0] - a[0])) left = `${left.slice(0, from)} ${left.slice(to)}`;
  return left;
}

/** On one line, without hidden signs, cut to the length without breaking a sign in two. */
function oneLine(text: string, most: number): string {
  const plain = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return plain.length <= most
    ? plain
    : [...plain]
        .slice(0, most)
        .join('')
        .slice(0, most)
        .replace(/[\ud800-\udbff]$/, '')
        .trim();
}
