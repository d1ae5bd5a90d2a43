// Judges a reading: green where every field is sure and the door is one and only one, yellow where a look is needed, red where a person has to act.
import type { NameFound } from './name-row.ts';
import type { OperationRead } from './operation.ts';
import type { PhoneFound } from './phone.ts';
import type { PlaceRead } from './place.ts';
import type { Category, Colour, Field, GroupContext, Item, Kind, Mark, Reading, Reason, Span, Urgency } from './reading.ts';
import type { Said } from './said.ts';

export interface Parts {
  readonly said: Said;
  readonly kind: Kind;
  readonly kindSure: number;
  readonly rowNumber: string | null;
  readonly place: PlaceRead;
  readonly addressSaid: boolean;
  readonly name: NameFound | null;
  readonly phones: readonly PhoneFound[];
  readonly category: Category | null;
  readonly urgency: Urgency;
  readonly items: readonly Item[];
  readonly unread: readonly Span[];
  readonly stray: boolean;
  readonly operation: OperationRead | null;
  readonly context: GroupContext;
  readonly hasRegistry: boolean;
}

const enough = 0.85;
/** Reasons that only a person can settle. */
const forPeople: ReadonlySet<Reason> = new Set([
  'no_such_door',
  'several_doors',
  'several_addresses',
  'floor_differs',
  'critical',
]);

export function judge(parts: Parts): Reading {
  const { said, place, name, phones, items, operation, kind } = parts;
  const marks: Mark[] = [
    { field: 'kind', span: null, sure: parts.kindSure, reason: parts.kindSure >= enough ? 'said' : 'kind_unclear' },
  ];
  const doubts = new Set<Reason>();
  if (parts.kindSure < enough) doubts.add('kind_unclear');
  markPlace(parts, marks, doubts);
  if (name !== null) marks.push({ field: 'name', span: name.span, sure: name.sure, reason: 'said' });
  if (name !== null && name.sure < enough) doubts.add('unread_rest');
  const [phone] = phones;
  if (phone !== undefined) {
    const several = phones.length > 1;
    marks.push({ field: 'phone', span: phone.span, sure: several ? 0.7 : 0.99, reason: several ? 'several_phones' : 'said' });
    if (several) doubts.add('several_phones');
  }
  for (const item of items) {
    const fromMenu = item.sure >= enough && item.span[0] === item.span[1];
    const reason: Reason =
      item.restricted !== null
        ? 'restricted'
        : item.sure >= enough
          ? fromMenu
            ? 'from_menu'
            : 'said'
          : item.qty === null
            ? 'quantity_unclear'
            : 'item_unknown';
    marks.push({ field: 'items', span: item.span, sure: item.sure, reason });
    if (item.sure < enough) doubts.add(item.qty === null ? 'quantity_unclear' : 'item_unknown');
    if (item.restricted !== null) doubts.add('restricted');
  }
  if (parts.stray) doubts.add('quantity_unclear');
  if (parts.unread.length > 0 && parts.rowNumber !== null) doubts.add('unread_rest');
  // Illness and danger are for a person, however clear the words.
  if (parts.urgency === 'critical' || parts.category === 'medical_help' || parts.category === 'rescue') doubts.add('critical');
  if (operation !== null) {
    marks.push({ field: 'op', span: null, sure: operation.sure, reason: 'said' });
    if (operation.refSpan !== null) marks.push({ field: 'ref_line', span: operation.refSpan, sure: 0.95, reason: 'said' });
    if (operation.sure < enough) doubts.add('kind_unclear');
    const sameSender = (parts.context.prev ?? []).some(one => one.includes('same sender'));
    if (!parts.addressSaid && operation.refLine === null && !sameSender && parts.context.home === undefined)
      doubts.add('target_unclear');
    if (operation.op === 'cancel_dup') doubts.add('target_unclear');
    if (isWithoutObject(parts, operation)) doubts.add('target_unclear');
  } else if (kind === 'free_request' && items.length === 0 && parts.category !== null && needsGoods.has(parts.category))
    doubts.add('item_unknown');
  if (parts.category !== null) marks.push({ field: 'category', span: null, sure: 0.9, reason: 'said' });
  marks.push({ field: 'urgency', span: null, sure: 0.9, reason: parts.urgency === 'critical' ? 'critical' : 'said' });
  const needsHuman =
    [...doubts].some(one => forPeople.has(one) && one !== 'critical') ||
    operation?.op === 'cancel_dup' ||
    (doubts.has('address_incomplete') &&
      parts.addressSaid &&
      operation === null &&
      place.room === null &&
      place.building !== null &&
      !place.fromGroup &&
      place.compound === null);
  const colour: Colour = [...doubts].some(one => forPeople.has(one)) ? 'red' : doubts.size > 0 ? 'yellow' : 'green';
  return {
    kind,
    rowNumber: parts.rowNumber,
    ...shownPlace(parts),
    name: name === null ? null : said.raw.slice(...name.span).trim(),
    phone: phone?.digits ?? null,
    category: parts.category,
    urgency: parts.urgency,
    items,
    op: operation?.op ?? null,
    refLine: operation?.refLine ?? null,
    doorId: place.doorId,
    needsHuman,
    marks,
    doubts: [...doubts],
    colour,
  };
}

/** A change that does not say to what. */
function isWithoutObject({ name, phones, addressSaid }: Parts, { op, items }: OperationRead): boolean {
  if (op === 'set_addr') return !addressSaid;
  if (op === 'set_phone') return phones.length === 0;
  if (op === 'set_contact') return name === null && phones.length === 0;
  return op !== 'cancel' && op !== 'cancel_dup' && items.length === 0;
}

const needsGoods: ReadonlySet<Category> = new Set(['grocery', 'meal', 'medicine', 'medical_supply', 'daily', 'baby', 'pet']);

/** A request in a group of one building, that names no place, is of that building; a correction names only what it changes. */
function shownPlace({
  place,
  addressSaid,
  operation,
  context,
}: Parts): Pick<Reading, 'compound' | 'zone' | 'building' | 'unit' | 'floor' | 'room'> {
  const { zone, floor, room } = place;
  if (!addressSaid && operation !== null)
    return { compound: null, zone: null, building: null, unit: null, floor: null, room: null };
  const compound = place.compound ?? (!addressSaid && place.fromGroup ? (context.compound ?? null) : null);
  return { compound, zone, building: place.building, unit: place.unit, floor, room };
}

function markPlace({ place, addressSaid, operation, context, hasRegistry }: Parts, marks: Mark[], doubts: Set<Reason>): void {
  const { doubt } = place;
  const needed = operation === null || addressSaid;
  if (doubt !== null && needed && !(operation?.op === 'set_addr' && doubt === 'address_incomplete')) doubts.add(doubt);
  if (operation?.op === 'set_addr' && (place.building === null || place.room === null)) doubts.add('address_incomplete');
  if (!hasRegistry && (context.scheme === undefined || context.group === null) && context.home === undefined)
    doubts.add('address_unchecked');
  const sure = doubt === null ? 0.97 : doubt === 'address_unchecked' ? 0.8 : 0.5;
  for (const field of ['zone', 'building', 'unit', 'room'] as const satisfies readonly Field[]) {
    if (place[field] === null || (!addressSaid && operation !== null)) continue;
    const said =
      addressSaid &&
      place.span !== null &&
      !(place.fromGroup && (field === 'building' || field === 'unit') && place[field] === context[field]);
    marks.push({ field, span: said ? place.span : null, sure, reason: doubt ?? (said ? 'said' : 'from_group') });
  }
  if (place.compoundSpan !== null) marks.push({ field: 'compound', span: place.compoundSpan, sure, reason: doubt ?? 'said' });
}
