// The contract of the telephone: what a telephone system tells us, who calls the clerk at an extension, and missed calls to return.
import { z } from 'zod';
import { callOutcomes } from '../domain/intake/heard.ts';
import { endpoint } from './endpoint.ts';
import { count, done, id, line, moveId } from './field.ts';

export const callEvents = ['ringing', 'answered', 'ended', 'missed'] as const;
export type CallEvent = (typeof callEvents)[number];

const extension = z.string().regex(/^[0-9]{1,10}$/);

export const tellCall = endpoint({
  method: 'POST',
  path: '/api/v1/calls',
  summary:
    'From a telephone system: a call rang, was answered, ended or was missed. Header `cailanzi-timestamp`: seconds since 1970; refused when more than five minutes off. Header `cailanzi-signature`: `v1=` and the HMAC-SHA256 in hex over `{timestamp}.{body}`, key: the secret of the telephone system. The same call and event may come again',
  body: z.strictObject({
    community: id,
    callId: line(100).describe('The telephone system’s own name for the call, the same in all its events'),
    event: z.enum(callEvents),
    number: z.string().max(40).optional().describe('As the network gives it; absent when it is hidden'),
    extension: extension.optional(),
  }),
  answer: done,
  who: 'anyone',
  refusals: ['signature_wrong'],
});

const sitters = { clerk: 'community', community_lead: 'community', grid_lead: 'places' } as const;

export const myCalls = endpoint({
  method: 'GET',
  path: '/api/v1/me/calls',
  summary: 'Calls that ring or are held at the caller’s own extension now, with the households that have the number',
  answer: z.object({
    extension: z.string().nullable(),
    calls: z.array(
      z.object({
        phoneCallId: id,
        state: z.enum(['ringing', 'answered']),
        telephone: z.string().nullable().describe('masked'),
        since: z.string(),
        households: z.array(
          z.object({
            householdId: id,
            door: z.string(),
            compoundName: z.string(),
            personName: z.string(),
            relation: z.enum(['lives_here', 'relative']),
          }),
        ),
      }),
    ),
  }),
  who: sitters,
});

export const setExtension = endpoint({
  method: 'PUT',
  path: '/api/v1/me/extension',
  summary: 'At which extension I sit now; whoever sat there before does not any more. Null: at none',
  body: z.strictObject({ extension: extension.nullable() }),
  answer: done,
  who: sitters,
});

export const endCall = endpoint({
  method: 'POST',
  path: '/api/v1/me/calls/outcome',
  summary: 'A call is over without a request; with a household that was spoken to, it counts as heard from',
  body: z.strictObject({
    id: moveId,
    outcome: z.enum(callOutcomes),
    householdId: id.optional(),
    phoneCallId: id.optional().describe('The call at my extension that this was; it is over then'),
  }),
  answer: done,
  who: sitters,
  refusals: ['household_unknown', 'same_id_other_body'],
});

export const missedCallOutcomes = ['spoke', 'no_answer', 'wrong_number', 'not_needed', 'given_up'] as const;

export const listMissedCalls = endpoint({
  method: 'GET',
  path: '/api/v1/missed-calls',
  summary: 'Calls that nobody took (未接来电), one row for a number, the longest waiting first; telephones masked',
  answer: z.object({
    missedCalls: z.array(
      z.object({
        missedCallId: id,
        telephone: z.string(),
        calls: count,
        tries: count,
        firstAt: z.string(),
        lastAt: z.string(),
        households: z.array(z.object({ householdId: id, door: z.string(), compoundName: z.string(), personName: z.string() })),
      }),
    ),
  }),
  who: { clerk: 'community', community_lead: 'community' },
});

export const revealMissedCall = endpoint({
  method: 'POST',
  path: '/api/v1/missed-calls/{missedCallId}/telephone',
  summary: 'The number in full, to call back; audited',
  params: z.strictObject({ missedCallId: id }),
  answer: z.object({ telephone: z.string() }),
  who: { clerk: 'community', community_lead: 'community' },
  refusals: ['not_found'],
});

export const closeMissedCall = endpoint({
  method: 'POST',
  path: '/api/v1/missed-calls/{missedCallId}/outcome',
  summary: 'What came of calling back; `no_answer` keeps it on the list and counts the try',
  params: z.strictObject({ missedCallId: id }),
  body: z.strictObject({ id: moveId, outcome: z.enum(missedCallOutcomes) }),
  answer: z.object({ closed: z.boolean() }),
  who: { clerk: 'community', community_lead: 'community' },
  refusals: ['not_found', 'state_has_changed', 'same_id_other_body'],
});
