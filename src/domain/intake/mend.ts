// A row as a person has put it right: what they said holds, the doubts it settles are gone, and what the reader had made of it is kept for review.
import { restrictedClassOf } from '../request/restricted.ts';
import { aliasKey, colourOf, withItems } from './alias.ts';
import type { Category, Field, Item, Kind, Mark, Reading, Reason, Urgency } from './reading.ts';

/** What a person may put right; left out: stays as it was read. */
export interface Fixes {
  readonly kind?: Kind | undefined;
  readonly category?: Category | undefined;
  readonly urgency?: Urgency | undefined;
  readonly items?: readonly { readonly name: string; readonly qty: number | null; readonly unit: string | null }[] | undefined;
  /** The door they picked, and how it is called. */
  readonly door?: { readonly id: string; readonly name: string } | undefined;
  readonly name?: string | null | undefined;
  readonly phone?: string | null | undefined;
}

/** One thing put right: the words it stands in, what the reader made of them, what it should have been. */
export interface Fix {
  readonly field: Field | 'door';
  readonly said: string;
  readonly before: string;
  readonly after: string;
}

const ofPlace: ReadonlySet<Reason> = new Set([
  'no_such_door',
  'several_doors',
  'several_addresses',
  'address_incomplete',
  'address_unchecked',
  'address_missing',
  'floor_differs',
]);
const placeFields: ReadonlySet<Field> = new Set(['compound', 'zone', 'building', 'unit', 'room']);

export function mend(reading: Reading, text: string, fixes: Fixes, before: { readonly door: string | null }): [Reading, Fix[]] {
  const made: Fix[] = [];
  const spanOf = (field: Field): string => textOf(text, reading.marks.find(mark => mark.field === field)?.span ?? null);
  let mended = reading;
  const settle = (doubts: (reason: Reason) => boolean, fields: (field: Field) => boolean): void => {
    const left = mended.doubts.filter(one => !doubts(one));
    const marks = mended.marks.map((mark): Mark => (fields(mark.field) ? { ...mark, sure: 1, reason: 'said' } : mark));
    mended = { ...mended, marks, doubts: left, colour: colourOf(left) };
  };
  if (fixes.kind !== undefined && fixes.kind !== reading.kind) {
    made.push({ field: 'kind', said: text.slice(0, 60), before: reading.kind, after: fixes.kind });
    mended = { ...mended, kind: fixes.kind, category: mended.category ?? 'other', urgency: mended.urgency ?? 'normal' };
    if (fixes.kind === 'free_request' || fixes.kind === 'jielong_line') mended = { ...mended, op: null, refLine: null };
  }
  if (fixes.kind !== undefined)
    settle(
      one => one === 'kind_unclear' || one === 'target_unclear',
      field => field === 'kind',
    );
  for (const field of ['category', 'urgency'] as const) {
    const to = fixes[field];
    if (to === undefined || to === mended[field]) continue;
    made.push({ field, said: text.slice(0, 60), before: mended[field] ?? '', after: to });
    mended = { ...mended, [field]: to };
    settle(
      one => field === 'urgency' && one === 'critical' && to !== 'critical',
      one => one === field,
    );
  }
  for (const field of ['name', 'phone'] as const) {
    const to = fixes[field];
    if (to === undefined || to === mended[field]) continue;
    made.push({ field, said: shape(spanOf(field)), before: shape(mended[field] ?? ''), after: shape(to ?? '') });
    mended = { ...mended, [field]: to };
    settle(
      one => field === 'phone' && one === 'several_phones',
      one => one === field,
    );
  }
  if (fixes.items !== undefined) {
    const [items, changes] = mendItems(mended.items, text, fixes.items);
    made.push(...changes);
    mended = withItems(mended, items);
    settle(
      one => one === 'item_unknown' || one === 'quantity_unclear' || one === 'unread_rest',
      () => false,
    );
  }
  if (fixes.door !== undefined) {
    if (fixes.door.name !== before.door)
      made.push({ field: 'door', said: spanOf('room') || spanOf('building'), before: before.door ?? '', after: fixes.door.name });
    mended = { ...mended, doorId: fixes.door.id, needsHuman: false };
    settle(
      one => ofPlace.has(one),
      one => placeFields.has(one),
    );
  }
  return [mended, made];
}

function mendItems(items: readonly Item[], text: string, fixed: NonNullable<Fixes['items']>): [Item[], Fix[]] {
  const changes: Fix[] = [];
  const next = fixed.map(({ name, qty, unit }, index): Item => {
    // The thing in the same place, unless the same name stands elsewhere: then that one was moved.
    const old = items.find(item => item.name === name) ?? items[index];
    const same = old !== undefined && old.name === name && old.qty === qty && old.unit === unit;
    if (same) return { ...old, sure: 1 };
    const said = textOf(text, old?.span ?? null);
    changes.push({ field: 'items', said, before: old === undefined ? '' : written(old), after: written({ name, qty, unit }) });
    const span = old?.span ?? [0, 0];
    return { name, qty, unit, spec: old?.name === name ? old.spec : null, restricted: restrictedClassOf(name), span, sure: 1 };
  });
  for (const old of items)
    if (!next.some(item => item.span === old.span))
      changes.push({ field: 'items', said: textOf(text, old.span), before: written(old), after: '' });
  return [next, changes];
}

export function written({ name, qty, unit }: Pick<Item, 'name' | 'qty' | 'unit'>): string {
  return `${name}${qty ?? ''}${unit ?? ''}`;
}

/** 洋芋 → 土豆: where only the name of a thing was put right, the community may mean it so again. */
export function aliasIn(before: readonly Item[], after: readonly Item[]): [said: string, means: string][] {
  if (before.length !== after.length) return [];
  return before.flatMap((old, index) => {
    const now = after[index];
    if (now === undefined || now.name === old.name || now.qty !== old.qty || now.unit !== old.unit) return [];
    if (aliasKey(old.name) === aliasKey(now.name) || old.name.length > 12) return [];
    return [[aliasKey(old.name), now.name] as [string, string]];
  });
}

/** Names and numbers are kept as their shape: enough to see what was misread, nobody to be known by it. */
export function shape(text: string): string {
  return text
    .replace(/\d/g, '9')
    .replace(/\p{Script=Han}/gu, '某')
    .replace(/[a-z]/gi, 'x')
    .slice(0, 60);
}

function textOf(text: string, span: readonly [number, number] | null): string {
  return span === null ? '' : text.slice(span[0], span[1]).slice(0, 60);
}
