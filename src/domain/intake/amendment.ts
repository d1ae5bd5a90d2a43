// What a correction or a cancellation would do to a request that is there: worked out and shown, done by nobody but the person who taps.

import type { Kind } from '../request/kind.ts';
import type { State } from '../request/life.ts';
import { thingIn } from '../request/same-thing.ts';
import type { Item, Reading } from './reading.ts';
import { type WishedItem, wishedItems, wordsOf } from './wish.ts';

export interface Held {
  readonly kind: Kind;
  readonly state: State;
  readonly items: readonly WishedItem[];
  readonly note: string | null;
  /** The list of what to buy for its run is closed. */
  readonly isListed: boolean;
}

export type Amendment =
  | { readonly do: 'amend'; readonly items: readonly WishedItem[]; readonly note: string | null }
  | { readonly do: 'cancel' }
  /** Another door: asked for there, cancelled here. */
  | { readonly do: 'move' };

export const hindrances = [
  'being_bought', // 正在采购
  'on_its_way', // 已在路上
  'delivered', // 已送达
  'over', // 已结束
  'not_among_them', // 单上没有这样东西
  'unclear', // 说不清改什么
] as const;
export type Hindrance = (typeof hindrances)[number];

export interface Proposal {
  /** Null: what is meant cannot be told from the words. */
  readonly amendment: Amendment | null;
  /** Why a person has to speak to somebody first; null: one tap does it. */
  readonly hindrance: Hindrance | null;
  /** One more tap does it all the same: what was bought comes back. */
  readonly evenSo: boolean;
}

const ofState: Partial<Record<State, Hindrance>> = {
  accepted: 'being_bought',
  carrying: 'on_its_way',
  delivered: 'delivered',
  served: 'over',
  cancelled: 'over',
  merged: 'over',
  refused: 'over',
};

/** `reading` is what was said, `isWhole` says that its things are the whole order as it shall be (a row of a list that was changed). */
export function propose(reading: Reading, text: string, held: Held, isWhole = false): Proposal {
  const amendment = isWhole ? wholeOrder(reading, held) : amendmentOf(reading, text, held);
  if (typeof amendment === 'string') return { amendment: null, hindrance: amendment, evenSo: false };
  const stopped = ofState[held.state] ?? (held.isListed ? 'being_bought' : null);
  const undoes = amendment.do === 'cancel';
  const evenSo =
    stopped !== null &&
    stopped !== 'over' &&
    (undoes || held.state === 'sorted' || held.state === 'offered' || held.state === 'asked');
  return { amendment, hindrance: stopped, evenSo };
}

function wholeOrder(reading: Reading, held: Held): Amendment {
  if (reading.kind === 'cancellation') return { do: 'cancel' };
  return { do: 'amend', items: wishedItems(reading.items, held.kind), note: held.note };
}

function amendmentOf(reading: Reading, text: string, held: Held): Amendment | Hindrance {
  const said = wishedItems(reading.items, held.kind);
  const amend = (items: readonly WishedItem[]): Amendment => ({ do: 'amend', items, note: held.note });
  switch (reading.op) {
    case 'cancel':
    case 'cancel_dup':
      return { do: 'cancel' };
    case 'cancel_item': {
      const left = held.items.filter(item => !reading.items.some(one => isSame(one, item)));
      if (left.length === held.items.length) return 'not_among_them';
      return left.length === 0 ? { do: 'cancel' } : amend(left);
    }
    case 'set_qty': {
      if (said.length === 0) return 'unclear';
      const changed = new Map<WishedItem, WishedItem>();
      for (const one of said) {
        const old = held.items.find(item => isSame(one, item));
        if (old === undefined) return 'not_among_them';
        changed.set(old, { ...old, quantity: one.quantity, unit: one.unit ?? old.unit });
      }
      return amend(held.items.map(item => changed.get(item) ?? item));
    }
    case 'add_item':
      return said.length === 0 ? 'unclear' : amend(added(held.items, said));
    case 'replace_item': {
      if (said.length === 0) return 'unclear';
      const named = held.items.filter(item => !said.some(one => isSame(one, item)) && mentions(text, item.name));
      const [old] = held.items.length === 1 ? held.items : named;
      if (old === undefined || (held.items.length > 1 && named.length !== 1)) return 'not_among_them';
      return amend(held.items.flatMap(item => (item === old ? said : [item])));
    }
    case 'set_addr':
      return { do: 'move' };
    case 'set_phone':
    case 'set_contact':
      return { do: 'amend', items: held.items, note: joined(held.note, wordsOf(reading, text)) };
    default:
      return 'unclear';
  }
}

function added(held: readonly WishedItem[], more: readonly WishedItem[]): WishedItem[] {
  const items = [...held];
  for (const one of more) {
    const at = items.findIndex(item => isSame(one, item) && item.unit === one.unit && item.quantity !== null);
    const old = items[at];
    if (old?.quantity == null || one.quantity === null) items.push(one);
    else items[at] = { ...old, quantity: Math.round((old.quantity + one.quantity) * 100) / 100 };
  }
  return items;
}

function isSame(a: Pick<Item, 'name'>, b: Pick<Item, 'name'>): boolean {
  return a.name === b.name || thingIn(a.name) === thingIn(b.name);
}

function mentions(text: string, name: string): boolean {
  return text.includes(name) || (name.length > 2 && text.includes(name.slice(0, 2)));
}

function joined(note: string | null, words: string): string {
  if (note === null || note === words) return words;
  return `${note}\n${words}`.slice(0, 500);
}
