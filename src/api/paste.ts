// The contract of what is pasted from group chats: groups, texts with their rows, and what a clerk does with each row.
import { z } from 'zod';
import { hindrances } from '../domain/intake/amendment.ts';
import { groupChannels, mostText } from '../domain/intake/heard.ts';
import { endpoint } from './endpoint.ts';
import { count, done, id, line, moveId, verbatim } from './field.ts';
import { category, desk, door, reading, readingKind, saidUrgency, span } from './reading.ts';
import { state } from './request.ts';

const place = z.object({ id, name: z.string() }).nullable();

export const chatGroup = z.object({
  chatGroupId: id,
  name: z.string(),
  compound: place,
  building: place.describe('where all of its members live; an address that names none is there'),
  unit: place,
  menu: z.array(z.string()),
  defaultItem: z.string().nullable(),
  channel: z.enum(groupChannels),
});

export const listChatGroups = endpoint({
  method: 'GET',
  path: '/api/v1/chat-groups',
  summary: 'The groups that texts are pasted from, the one used last first',
  answer: z.object({ groups: z.array(chatGroup) }),
  who: desk,
});

const groupFields = {
  name: line(40),
  compoundId: id.nullable(),
  buildingId: id.nullable(),
  unitId: id.nullable(),
  menu: z.array(line(40)).max(40),
  defaultItem: line(40).nullable(),
  channel: z.enum(groupChannels),
};

export const addChatGroup = endpoint({
  method: 'POST',
  path: '/api/v1/chat-groups',
  summary: 'Sets up a group that texts are pasted from',
  body: z.strictObject({ id: moveId, ...groupFields }),
  answer: z.object({ chatGroupId: id }),
  who: desk,
  refusals: ['not_found', 'same_id_other_body'],
});

export const changeChatGroup = endpoint({
  method: 'PUT',
  path: '/api/v1/chat-groups/{chatGroupId}',
  summary: 'Changes a group, or ends it: it is offered no more, its texts stay',
  params: z.strictObject({ chatGroupId: id }),
  body: z.strictObject({ ...groupFields, ended: z.boolean().default(false) }),
  answer: done,
  who: desk,
  refusals: ['not_found'],
});

export const rowStates = [
  'open', // 待处理
  'folded', // 闲聊、通知
  'same', // 没有变化
  'requested', // 已登记
  'applied', // 已改
  'answered', // 已回答
  'dropped', // 不要
  'replaced', // 有了新版本
] as const;
export const rowChanges = ['new', 'changed', 'vanished', 'same'] as const;

export const pasteText = endpoint({
  method: 'POST',
  path: '/api/v1/pastes',
  summary:
    'Takes a text in, reads it and keeps it with its rows; the same text again is the same paste, the next version of a 接龙 is compared with the one before',
  body: z.strictObject({ id: moveId, text: verbatim(mostText), chatGroupId: id.optional() }),
  answer: z.object({
    pasteId: id,
    isNew: z.boolean().describe('false: this very text is here already, and nothing has changed'),
    rows: count,
    unchanged: count.describe('rows that stand in an earlier version or copy as they are'),
    raised: count.describe('rows that told of danger and were asked for at once, in the lane of life'),
  }),
  who: desk,
  refusals: ['not_found', 'same_id_other_body'],
});

const counts = z.object({ open: count, ready: count, questions: count, folded: count, done: count });

export const listPastes = endpoint({
  method: 'GET',
  path: '/api/v1/pastes',
  summary: 'What was pasted, what still has open rows first; and rows that tell of danger and have no door yet',
  answer: z.object({
    pastes: z.array(z.object({ pasteId: id, groupName: z.string(), pastedAt: z.string(), rows: count, open: count })),
    alarms: z.array(z.object({ pasteId: id, pasteRowId: id, text: z.string(), since: z.string() })),
  }),
  who: desk,
});

const besides = z.object({ requestId: id, number: z.string(), state, gist: z.string() });

export const pasteRow = z.object({
  pasteRowId: id,
  seq: count,
  change: z.enum(rowChanges).describe('against the version before'),
  isSheetRow: z.boolean(),
  sender: z.string().nullable(),
  saidAt: z.string().nullable(),
  span: span.describe('where it stands in the text; spans of the reading count from there'),
  text: z.string(),
  reading: reading.nullable().describe('null: as it was in the version before'),
  household: door.nullable(),
  candidates: z.array(door),
  isRepeated: z.boolean(),
  state: z.enum(rowStates),
  isReady: z.boolean().describe('green, one door, nothing like it beside it: confirmed together with the others'),
  request: besides.nullable().describe('what came of it, or what it was applied to'),
  alike: z.array(besides.extend({ score: z.number(), because: z.array(z.string()) })).describe('what may be the same need'),
  alikeSeq: count.nullable().describe('a row above that may be the same need'),
  waitsForSeq: count.nullable().describe('the row above that it changes and that is not confirmed yet'),
  targets: z.array(
    besides.extend({
      door: z.string(),
      ownerName: z.string().nullable(),
      does: z.enum(['amend', 'cancel', 'move']).nullable(),
      after: z.string().describe('the gist as it would be'),
      hindrance: z.enum(hindrances).nullable(),
      evenSo: z.boolean().describe('one more tap does it all the same'),
    }),
  ),
  version: count,
});
export type PasteRow = z.infer<typeof pasteRow>;

export const readPaste = endpoint({
  method: 'GET',
  path: '/api/v1/pastes/{pasteId}',
  summary: 'A text with its rows: what each asks for, whom it may mean, what may be the same need, what it would change',
  params: z.strictObject({ pasteId: id }),
  answer: z.object({
    pasteId: id,
    group: z.object({ chatGroupId: id, name: z.string() }).nullable(),
    text: z.string(),
    pastedAt: z.string(),
    rows: z.array(pasteRow),
    totals: z.record(z.string(), z.number()).describe('how much of each thing the rows ask for that are open or confirmed'),
    counts,
  }),
  who: desk,
  refusals: ['not_found'],
});

const pasteRowId = z.strictObject({ pasteRowId: id });

export const fixPasteRow = endpoint({
  method: 'POST',
  path: '/api/v1/paste-rows/{pasteRowId}/fix',
  summary:
    'Puts right what the reader made of a row; what it had made of it is kept for review, names of things as words of the community',
  params: pasteRowId,
  body: z.strictObject({
    id: moveId,
    version: count,
    householdId: id.optional(),
    kind: readingKind.optional(),
    category: category.optional(),
    urgency: saidUrgency.optional(),
    items: z
      .array(
        z.strictObject({
          name: line(60),
          qty: z.number().min(0.01).max(9999).nullable(),
          unit: line(12).nullable(),
        }),
      )
      .max(40)
      .optional(),
    name: line(40).nullable().optional(),
    phone: line(24).nullable().optional(),
    /** Is another name of the same thing here from now on (洋芋 = 土豆). */
    keepAlias: z.boolean().default(true),
  }),
  answer: z.object({ version: count }),
  who: desk,
  refusals: ['not_found', 'state_has_changed', 'household_unknown', 'same_id_other_body'],
});

const perRow = z.object({
  pasteRowId: id,
  requestId: id.nullable(),
  number: z.string().nullable(),
  refused: z.string().nullable(),
});

export const confirmPasteRows = endpoint({
  method: 'POST',
  path: '/api/v1/pastes/{pasteId}/confirm',
  summary: 'Asks for what these rows say, each answered for itself; a row that was confirmed before gives its request again',
  params: z.strictObject({ pasteId: id }),
  body: z.strictObject({
    rows: z
      .array(z.strictObject({ pasteRowId: id, version: count }))
      .min(1)
      .max(2000),
  }),
  answer: z.object({ results: z.array(perRow) }),
  who: desk,
  refusals: ['not_found'],
});

export const settlePasteRows = endpoint({
  method: 'POST',
  path: '/api/v1/pastes/{pasteId}/rows',
  summary: 'Drops rows, says that a question is answered, or opens them again: chatter that was folded, too',
  params: z.strictObject({ pasteId: id }),
  body: z.strictObject({ rows: z.array(id).min(1).max(2000), to: z.enum(['open', 'dropped', 'answered']) }),
  answer: z.object({ changed: count }),
  who: desk,
  refusals: ['not_found'],
});

export const applyPasteRow = endpoint({
  method: 'POST',
  path: '/api/v1/paste-rows/{pasteRowId}/apply',
  summary:
    'Does to a request what the row says: a correction, a cancellation; once its goods are being bought only when asked to even so',
  params: pasteRowId,
  body: z.strictObject({ id: moveId, requestId: id, evenSo: z.boolean().default(false) }),
  answer: z.object({ requestId: id, state }),
  who: desk,
  refusals: [
    'not_found',
    'state_has_changed',
    'already_bought',
    'household_unknown',
    'household_vacant',
    'person_unknown',
    'too_many_open',
    'restricted_medicine',
    'run_full',
    'run_closed',
    'no_run',
    'same_id_other_body',
    'invalid',
  ],
});

export const listReadingFixes = endpoint({
  method: 'GET',
  path: '/api/v1/reading-fixes',
  summary:
    'What was put right, the newest first: words, what the reader made of them, what it should have been; and the words of the community',
  answer: z.object({
    fixes: z.array(
      z.object({
        field: z.string(),
        said: z.string(),
        before: z.string(),
        after: z.string(),
        on: z.string().describe('the day'),
      }),
    ),
    aliases: z.array(z.object({ said: z.string(), means: z.string() })),
  }),
  who: desk,
});

export const exportReadingFixes = endpoint({
  method: 'POST',
  path: '/api/v1/reading-fixes/export',
  summary: 'The same as CSV, without doors: to better the reader by',
  answer: z.unknown(),
  kind: 'csv',
  who: desk,
});

export const setWordAlias = endpoint({
  method: 'PUT',
  path: '/api/v1/word-aliases',
  summary: 'In this community `said` means `means` from the next text on; null: no more',
  body: z.strictObject({ said: line(12), means: line(60).nullable() }),
  answer: done,
  who: desk,
});
