// What a community calls things: a fix of the desk (洋芋 is 土豆) holds for the next text too.
import { restrictedClassOf } from '../request/restricted.ts';
import type { Colour, Item, Mark, Reading, Reason } from './reading.ts';

/** As people write it → what it is. */
export type Aliases = ReadonlyMap<string, string>;

const known = 0.95;
const forPeople: ReadonlySet<Reason> = new Set([
  'no_such_door',
  'several_doors',
  'several_addresses',
  'floor_differs',
  'critical',
]);

export function aliasKey(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\s+/g, '');
}

/** Red where a person has to act, yellow where a look is needed. */
export function colourOf(doubts: readonly Reason[]): Colour {
  if (doubts.some(one => forPeople.has(one))) return 'red';
  return doubts.length > 0 ? 'yellow' : 'green';
}

/**
 * The text with the community's words put in where they stand, so that the reader knows them. Every other sign keeps its place: a shorter
 * word is led by blanks, a longer one is left to `withAliases`.
 */
export function aliasedText(text: string, aliases: Aliases): string {
  let aliased = text;
  // Longer ones first: 红洋芋 before 洋芋.
  for (const [said, means] of [...aliases].sort((a, b) => b[0].length - a[0].length)) {
    if (said.length < 2 || means.length > said.length || !/^\p{Script=Han}+$/u.test(said)) continue;
    aliased = aliased.replaceAll(said, means.padStart(said.length));
  }
  return aliased;
}

/** The same reading with the community's words put in; what was doubtful only for its name is so no more. */
export function withAliases(reading: Reading, aliases: Aliases): Reading {
  if (aliases.size === 0 || reading.items.length === 0) return reading;
  const meant = new Map<Item, Item>();
  for (const item of reading.items) {
    const means = aliases.get(aliasKey(item.name));
    if (means === undefined || means === item.name) continue;
    // Half a bag stays half a bag: only what was doubtful for its name is sure now.
    const sure = item.qty === null ? item.sure : Math.max(item.sure, known);
    meant.set(item, { ...item, name: means, restricted: restrictedClassOf(means), sure });
  }
  if (meant.size === 0) return reading;
  const items = reading.items.map(item => meant.get(item) ?? item);
  return withItems(reading, items);
}

/** The reading with other items: their marks and doubts are worked out anew, all others stay. */
export function withItems(reading: Reading, items: readonly Item[]): Reading {
  const itemMarks = items.map((item): Mark => ({ field: 'items', span: item.span, sure: item.sure, reason: reasonOf(item) }));
  const marks = [...reading.marks.filter(mark => mark.field !== 'items'), ...itemMarks];
  const ofItems: readonly Reason[] = ['item_unknown', 'restricted', 'quantity_unclear'];
  // A quantity that belongs to nothing that was read stays a doubt.
  const hadStray =
    reading.doubts.includes('quantity_unclear') && !reading.items.some(item => reasonOf(item) === 'quantity_unclear');
  const doubts = [
    ...reading.doubts.filter(one => !ofItems.includes(one)),
    ...(hadStray ? (['quantity_unclear'] as const) : []),
    ...ofItems.filter(one => itemMarks.some(mark => mark.reason === one) && !(hadStray && one === 'quantity_unclear')),
  ];
  return { ...reading, items, marks, doubts, colour: colourOf(doubts) };
}

function reasonOf(item: Item): Reason {
  if (item.restricted !== null) return 'restricted';
  if (item.sure >= 0.85) return item.span[0] === item.span[1] ? 'from_menu' : 'said';
  return item.qty === null ? 'quantity_unclear' : 'item_unknown';
}
