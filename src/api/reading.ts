// The contract of the reader: a text in, what it asks for out, with the spans, the doubts and the doors of the community; stores nothing.
import { z } from 'zod';
import { mostText } from '../domain/intake/heard.ts';
import { fields, kinds, reasons } from '../domain/intake/reading.ts';
import { restrictedClasses } from '../domain/request/restricted.ts';
import { endpoint } from './endpoint.ts';
import { count, id, verbatim } from './field.ts';

export const desk = { clerk: 'community', community_lead: 'community' } as const;

export const span = z.tuple([count, count]).describe('[from, to) in UTF-16 units');
export const category = z.enum([
  ...(['grocery', 'meal', 'medicine', 'medical_help', 'medical_supply', 'pickup', 'delivery', 'daily', 'baby', 'pet'] as const),
  ...(['repair', 'garbage', 'testing', 'visit', 'rescue', 'other'] as const),
]);
export const saidUrgency = z.enum(['normal', 'high', 'urgent', 'critical']);
export const readingKind = z.enum(kinds);
export const colour = z.enum(['green', 'yellow', 'red']);
const word = z.string().nullable();

export const readItem = z.object({
  name: z.string(),
  qty: z.number().nullable().describe('null: not said; never converted'),
  unit: word,
  spec: word,
  restricted: z.enum(restrictedClasses).nullable(),
  span,
  sure: z.number(),
});

export const reading = z.object({
  kind: readingKind,
  rowNumber: word,
  compound: word,
  zone: word,
  building: word,
  unit: word,
  floor: word,
  room: word,
  name: word,
  phone: word,
  category: category.nullable(),
  urgency: saidUrgency.nullable(),
  items: z.array(readItem),
  op: z
    .enum(['set_qty', 'add_item', 'replace_item', 'cancel_item', 'cancel', 'cancel_dup', 'set_addr', 'set_phone', 'set_contact'])
    .nullable(),
  refLine: word,
  doorId: id.nullable().describe('the one household that is meant; null: none, or several'),
  needsHuman: z.boolean(),
  marks: z.array(z.object({ field: z.enum(fields), span: span.nullable(), sure: z.number(), reason: z.enum(reasons) })),
  doubts: z.array(z.enum(reasons)).describe('what keeps it from being green'),
  colour,
});

export const door = z.object({ householdId: id, door: z.string(), compoundName: z.string() });

export const readChatText = endpoint({
  method: 'POST',
  path: '/api/v1/chat-readings',
  summary: 'Reads a text against the doors of the community and answers what it asks for; nothing is stored and nothing asked',
  body: z.strictObject({
    text: verbatim(mostText),
    /** The group it came from: its compound, building and menu are taken as said. */
    chatGroupId: id.optional(),
    /** Where the sender is known to live: what is said without an address is for there. */
    householdId: id.optional(),
  }),
  answer: z.object({
    rows: z.array(
      z.object({
        sender: word,
        saidAt: word.describe('as it was written'),
        span: span.describe('where the row stands in the text; the spans of its reading count from its beginning'),
        isSheetRow: z.boolean(),
        isRepeated: z.boolean().describe('the same person stands on an earlier row of the list too'),
        reading,
        doors: z.array(door).describe('the one door, or those that may be meant'),
      }),
    ),
    totals: z.record(z.string(), z.number()).describe('how much of each thing the lists ask for'),
  }),
  who: desk,
  refusals: ['not_found', 'household_unknown'],
});
