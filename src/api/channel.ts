// The contract of the outside channels: their settings, what people wrote there, and what is sent to the group.
import { z } from 'zod';
import { outsideChannels, writtenChannels } from '../domain/notice/outside-channel.ts';
import { endpoint } from './endpoint.ts';
import { done, id, line, moveId, text } from './field.ts';

const channel = z.enum(outsideChannels);
const administrator = { administrator: 'community' } as const;
const desk = { clerk: 'community', community_lead: 'community' } as const;

export const listChannels = endpoint({
  method: 'GET',
  path: '/api/v1/channels',
  summary: 'How each outside channel is set up; of secrets only whether they are set',
  answer: z.object({
    channels: z.array(
      z.object({
        channel,
        enabled: z.boolean(),
        fields: z.record(z.string(), z.string()),
        secretsSet: z.array(z.string()),
        callback: z.string().nullable().describe('The path that the other side calls'),
        heardAt: z.string().nullable(),
      }),
    ),
  }),
  who: administrator,
});

export const setChannel = endpoint({
  method: 'PUT',
  path: '/api/v1/channels/{channel}',
  summary: 'Sets up an outside channel; a field that is left out stays as it is',
  params: z.strictObject({ channel }),
  body: z.strictObject({ enabled: z.boolean(), fields: z.record(line(40), line(200)) }),
  answer: done,
  who: administrator,
  refusals: ['channel_incomplete'],
});

/** What can be wrong with a connection; the words stand in the translations. */
export const channelProblems = [
  'incomplete',
  'unreachable',
  'wrong_id',
  'wrong_secret',
  'address_not_allowed',
  'wrong_account',
  'too_many',
  'strange_answer',
  'never_heard',
  'other',
] as const;

export const testChannel = endpoint({
  method: 'POST',
  path: '/api/v1/channels/{channel}/test',
  summary: 'Tries the connection as it is stored; the robot sends a line to its group',
  params: z.strictObject({ channel }),
  answer: z.object({
    works: z.boolean(),
    problem: z.enum(channelProblems).nullable(),
    errorCode: z.number().int().nullable().describe('As the other side gave it'),
  }),
  who: administrator,
});

export const listMessages = endpoint({
  method: 'GET',
  path: '/api/v1/channel-messages',
  summary: 'What people wrote to an official account and nobody has dealt with yet, the oldest first',
  answer: z.object({
    messages: z.array(
      z.object({
        channelMessageId: id,
        channel: z.enum(writtenChannels),
        kind: z.string().describe('text, image, voice, … as the channel names it; only text has words'),
        said: z.string().nullable(),
        sentAt: z.string(),
        household: z
          .object({ householdId: id, door: z.string(), compoundName: z.string(), boundHow: z.enum(['clerk', 'door_code']) })
          .nullable(),
      }),
    ),
  }),
  who: desk,
});

const message = z.strictObject({ channelMessageId: id });

export const bindSender = endpoint({
  method: 'POST',
  path: '/api/v1/channel-messages/{channelMessageId}/household',
  summary: 'Whoever wrote this belongs to that household; their later messages name it at once',
  params: message,
  body: z.strictObject({ householdId: id }),
  answer: done,
  who: desk,
  refusals: ['not_found', 'household_unknown'],
});

export const makeRequestOfMessage = endpoint({
  method: 'POST',
  path: '/api/v1/channel-messages/{channelMessageId}/request',
  summary: 'Takes the message down as a request of the household, word for word, to be sorted',
  params: message,
  body: z.strictObject({ id: moveId, householdId: id }),
  answer: z.object({ requestId: id, number: z.string() }),
  who: desk,
  refusals: [
    'not_found',
    'state_has_changed',
    'household_unknown',
    'household_vacant',
    'person_unknown',
    'same_id_other_body',
    'run_full',
    'run_closed',
    'no_run',
    'too_many_open',
    'restricted_medicine',
  ],
});

export const replyToMessage = endpoint({
  method: 'POST',
  path: '/api/v1/channel-messages/{channelMessageId}/reply',
  summary: 'Answers the sender in the channel they wrote by; handed over afterwards',
  params: message,
  body: z.strictObject({ id: moveId, text: text(500) }),
  answer: done,
  who: desk,
  refusals: ['not_found', 'same_id_other_body', 'channel_off'],
});

export const closeMessage = endpoint({
  method: 'POST',
  path: '/api/v1/channel-messages/{channelMessageId}/close',
  summary: 'Nothing to do about it',
  params: message,
  answer: done,
  who: desk,
  refusals: ['not_found', 'state_has_changed'],
});

export const sendGroupNotice = endpoint({
  method: 'POST',
  path: '/api/v1/group-notices',
  summary:
    'A notice to the WeCom group by its robot, at most twenty a minute; refused when it names a resident, a door or a number',
  body: z.strictObject({ id: moveId, text: text(600) }),
  answer: done,
  who: desk,
  refusals: ['channel_off', 'personal_in_text', 'same_id_other_body'],
});
