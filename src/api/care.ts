// The contract of care: the telephone call-back list and what people answered.
import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { count, done, id, moveId, text } from './field.ts';

export const callBackOutcomes = [
  'satisfied',
  'so_so',
  'dissatisfied',
  'needs_nothing',
  'needs_more',
  'no_answer',
  'wrong_number',
  'given_up',
] as const;

const callers = { clerk: 'community', community_lead: 'community', grid_lead: 'places', grid_worker: 'places' } as const;

export const listCallBacks = endpoint({
  method: 'GET',
  path: '/api/v1/call-backs',
  summary: 'Households to be called (电话回访), most urgent first; telephones masked',
  answer: z.object({
    callBacks: z.array(
      z.object({
        callBackId: id,
        householdId: id,
        door: z.string(),
        compoundName: z.string(),
        requestId: id.nullable(),
        gist: z.string().nullable(),
        reason: z.enum(['after_delivery', 'not_heard_from', 'asked_to_be_called', 'lot_recalled']),
        people: z.array(z.object({ personId: id, name: z.string(), telephone: z.string().nullable() })),
        dueAt: z.string(),
        tries: count,
        lastTriedAt: z.string().nullable(),
      }),
    ),
    closedToday: count,
  }),
  who: callers,
});

export const closeCallBack = endpoint({
  method: 'POST',
  path: '/api/v1/call-backs/{callBackId}/outcome',
  summary: 'What came of a call; `no_answer` keeps it on the list and counts the try; `dissatisfied` reopens the request',
  params: z.strictObject({ callBackId: id }),
  body: z.strictObject({ id: moveId, outcome: z.enum(callBackOutcomes), said: text(500).optional() }),
  answer: z.object({ closed: z.boolean(), reopened: z.boolean() }),
  who: callers,
  refusals: ['not_found', 'state_has_changed', 'same_id_other_body'],
});

export const askToBeCalled = endpoint({
  method: 'POST',
  path: '/api/v1/my/call-back',
  summary: '我要打电话: the household asks to be called',
  body: z.strictObject({ id: moveId }),
  answer: done,
  who: { resident: 'household', relative: 'household' },
  refusals: ['same_id_other_body'],
});
