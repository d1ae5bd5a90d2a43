// The contract of the stand-down: closing the work after the emergency, what is destroyed when, legal holds, and the signed proof.
import { z } from 'zod';
import { dataClasses, defaultDays, holdSubjects, mostDays } from '../domain/privacy/retention.ts';
import { endpoint } from './endpoint.ts';
import { count, done, id, line, moveId } from './field.ts';

const readers = { community_lead: 'community', administrator: 'community' } as const;
const lead = { community_lead: 'community' } as const;

export const hold = z.object({
  legalHoldId: id,
  subjectKind: z.enum(holdSubjects),
  subjectId: id,
  subject: z.string().describe('the door, or the number of the request; empty for a person'),
  reason: z.string(),
  askedByName: z.string(),
  askedAt: z.string(),
  askedByYou: z.boolean(),
  approvedByName: z.string().nullable(),
  approvedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
});
export type Hold = z.infer<typeof hold>;

const planned = z.object({
  class: z.enum(dataClasses),
  dueAt: z.string(),
  doneAt: z.string().nullable(),
  rows: count.describe('destroyed, or 0 before'),
  files: count,
});

export const standing = z.object({
  standDownId: id,
  orderNumber: z.string(),
  at: z.string(),
  byName: z.string().nullable(),
  closed: z.object({ requests: count, zones: count, sessions: count, doorCodes: count }),
  classes: z.array(planned),
  exportsGoneAt: z.string().nullable(),
  backUpsGoneAt: z.string().nullable(),
  purgedAt: z.string().nullable(),
  certifiedAt: z.string().nullable(),
});
export type Standing = z.infer<typeof standing>;

export const readStandDown = endpoint({
  method: 'GET',
  path: '/api/v1/stand-down',
  summary: 'What a stand-down would close and destroy now, the legal holds, the exports to hunt down, and the stand-downs so far',
  answer: z.object({
    communityName: z.string(),
    open: z.object({ requests: count, zones: count, running: count.describe('requests on the way to a door') }),
    holds: z.array(hold),
    exports: z.array(z.object({ act: z.string(), at: z.string(), byName: z.string().nullable() })),
    standDowns: z.array(standing),
  }),
  who: readers,
});

const days = z.number().int().min(0).max(mostDays);

export const standDown = endpoint({
  method: 'POST',
  path: '/api/v1/stand-down',
  summary:
    'Ends the emergency by a recorded order: closes what is open, ends the orders on places, voids door cards and sessions of residents, and plans the destruction',
  body: z.strictObject({
    id: moveId,
    orderNumber: line(60),
    name: line(60).describe('the name of the community, typed by hand: this cannot be taken back'),
    days: z
      .strictObject({ access: days, sensitive: days, words: days, work: days, people: days })
      .default({ ...defaultDays })
      .describe('after how many days each class is destroyed'),
  }),
  answer: z.object({ standDownId: id }),
  who: lead,
  refusals: ['same_id_other_body', 'name_differs', 'invalid'],
});

export const confirmGone = endpoint({
  method: 'POST',
  path: '/api/v1/stand-down/{standDownId}/gone',
  summary: 'A named person says that files taken out of the program, or its back-ups, were destroyed by hand',
  params: z.strictObject({ standDownId: id }),
  body: z.strictObject({ what: z.enum(['exports', 'back_ups']) }),
  answer: done,
  who: readers,
  refusals: ['not_found'],
});

export const readCertificate = endpoint({
  method: 'GET',
  path: '/api/v1/stand-down/{standDownId}/certificate',
  summary:
    'The signed certificate of destruction: the words that were signed, the signature (Ed25519, base64) and the public key (PEM)',
  params: z.strictObject({ standDownId: id }),
  answer: z.object({ words: z.string(), signature: z.string(), publicKey: z.string(), issuedAt: z.string() }),
  who: readers,
  refusals: ['not_found'],
});

export const askHold = endpoint({
  method: 'POST',
  path: '/api/v1/legal-holds',
  summary: 'Keeps a record from being destroyed, from now on; a second person approves it or lets it go',
  body: z.strictObject({ id: moveId, subjectKind: z.enum(holdSubjects), subjectId: id, reason: line(200) }),
  answer: z.object({ legalHoldId: id }),
  who: { ...readers, clerk: 'community' },
  refusals: ['same_id_other_body', 'not_found', 'overlaps'],
});

export const approveHold = endpoint({
  method: 'POST',
  path: '/api/v1/legal-holds/{legalHoldId}/approve',
  summary: 'A second person approves a legal hold',
  params: z.strictObject({ legalHoldId: id }),
  answer: done,
  who: readers,
  refusals: ['not_found', 'state_has_changed', 'needs_second_person'],
});

export const endHold = endpoint({
  method: 'POST',
  path: '/api/v1/legal-holds/{legalHoldId}/end',
  summary: 'Lets a held record go: it is destroyed with the next pass when its class is due',
  params: z.strictObject({ legalHoldId: id }),
  answer: done,
  who: readers,
  refusals: ['not_found'],
});
