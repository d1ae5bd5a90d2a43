// The kinds of field that the contract is made of: ids, times, texts without tricks, amounts.
import { z } from 'zod';

/** UUID in lower case. Senders make UUIDs of version 4 or 7. */
export const id = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  .meta({ format: 'uuid' });

/** The sender-made id of one move: the same id twice gives the same answer and does nothing twice. */
export const moveId = id.describe('Made by the sender; the same id twice gives the same answer');

/** ISO 8601 in UTC, ending in Z, between 2020 and 2100. */
export const instant = z
  .string()
  .regex(/^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?Z$/)
  .refine(text => !Number.isNaN(Date.parse(text)), 'no such time')
  .meta({ format: 'date-time' });

/** YYYY-MM-DD in the community's time zone. */
export const day = z
  .string()
  .regex(/^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)
  .refine(text => !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text), 'no such day')
  .meta({ format: 'date' });

// Control characters and direction overrides could make a line read as another door or another amount.
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is refused here
const tricks = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/;
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Trimmed text of 1 to `most` characters; emoji allowed; control characters and direction marks refused. */
export function text(most: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine(value => !tricks.test(value), 'hidden characters')
    .refine(value => !loneSurrogate.test(value), 'broken characters');
}

/** One line of text. */
export function line(most: number) {
  return text(most).refine(value => !/[\n\r\t]/.test(value), 'one line only');
}

/** Pasted text kept verbatim: only NUL and lone surrogates are refused (PostgreSQL cannot hold them). */
export function verbatim(most: number) {
  return z
    .string()
    .min(1)
    .max(most)
    .refine(value => !value.includes('\u0000') && !loneSurrogate.test(value), 'broken characters');
}

export const count = z.number().int().min(0).max(1_000_000_000);
export const fen = z.number().int().min(0).max(100_000_000).describe('money in fen');
export const telephone = z
  .string()
  .trim()
  .regex(/^\+?[0-9][0-9 -]{4,22}$/)
  .describe('digits, spaces, hyphens and a leading +');
export const placeKind = z.enum(['community', 'area', 'grid', 'compound', 'building', 'unit', 'household']);
export const done = z.object({ done: z.literal(true) });
