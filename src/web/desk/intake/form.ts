// What is being taken down, as typed, and as the contract takes it.
import type { Channel, Kind, Urgency } from '../../../domain/request/kind.ts';
import { isoDay } from '../../kit/time.ts';
import { instantOf } from '../place/pick.ts';
import type { Found } from './FindDoor.tsx';
import { isWhole, itemsOf, type TypedItem, typedLine, typedOf } from './items.ts';
import type { Ask, Entry } from './unsent.ts';

export const ways = ['telephone', 'door_to_door', 'pasted_text'] as const satisfies readonly Channel[];
export type Way = (typeof ways)[number];

export interface Form {
  readonly search: string;
  readonly household: Found | null;
  readonly kind: Kind;
  readonly items: readonly TypedItem[];
  readonly line: string;
  readonly note: string;
  readonly urgency: Urgency;
  readonly runId: string;
  readonly askedBy: string;
  readonly pasted: string;
  /** HH:MM, for what was heard earlier at a door. */
  readonly heardAt: string;
}

export const emptyForm: Form = {
  search: '',
  household: null,
  kind: 'groceries',
  items: [],
  line: '',
  note: '',
  urgency: 'normal',
  runId: '',
  askedBy: '',
  pasted: '',
  heardAt: '',
};

export type Missing = 'household' | 'items' | 'quantity' | 'pasted';

/** What still keeps it from being sent. */
export function missingIn(form: Form, way: Way): Missing | undefined {
  if (!form.household) return 'household';
  if (way === 'pasted_text' && form.pasted.trim() === '') return 'pasted';
  const items = allItems(form);
  if (!isWhole(items)) return 'quantity';
  if (itemsOf(items).length === 0 && form.note.trim() === '' && ['groceries', 'medicine', 'other'].includes(form.kind))
    return 'items';
  return undefined;
}

/** Also what stands in the line and was not taken over by Enter. */
export function allItems(form: Form): readonly TypedItem[] {
  return [...form.items, ...typedLine(form.line, form.kind === 'medicine' ? 'none' : 'ask')];
}

/** `heardAt` is HH:MM of today, or of yesterday when that is still ahead. */
export function heardInstant(heardAt: string, now: number): string | undefined {
  const today = instantOf(isoDay(now), heardAt);
  if (today === undefined || Date.parse(today) <= now) return today;
  return instantOf(isoDay(now - 86_400_000), heardAt);
}

export function askOf(form: Form, way: Way, id: string, now: number): Ask {
  const items = itemsOf(allItems(form));
  const happenedAt = way === 'door_to_door' ? heardInstant(form.heardAt, now) : undefined;
  return {
    id,
    householdId: form.household?.householdId,
    kind: form.kind,
    urgency: form.urgency,
    channel: way,
    items: form.kind === 'medicine' ? items.map(item => ({ ...item, substitution: 'none' as const })) : items,
    ...(form.note.trim() ? { note: form.note.trim() } : {}),
    ...(way === 'pasted_text' ? { pasted: form.pasted } : {}),
    ...(form.runId && form.kind !== 'medicine' && form.urgency !== 'life' ? { runId: form.runId } : {}),
    ...(form.askedBy ? { askedBy: form.askedBy } : {}),
    ...(happenedAt ? { happenedAt } : {}),
  };
}

/** Back into the form: what the server did not take. */
export function formOf(entry: Entry): Form {
  const { ask, door } = entry;
  return {
    ...emptyForm,
    household: ask.householdId
      ? { householdId: ask.householdId, door, compoundName: '', living: 'lived_in', level: 'open' }
      : null,
    kind: ask.kind,
    items: (ask.items ?? []).map(item => typedOf({ ...item, substitution: item.substitution ?? 'ask' })),
    note: ask.note ?? '',
    urgency: ask.urgency ?? 'normal',
    askedBy: ask.askedBy ?? '',
    pasted: ask.pasted ?? '',
  };
}
