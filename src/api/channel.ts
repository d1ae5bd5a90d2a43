// The contract of the outside channels: their settings, and what is sent to the group.
import { z } from 'zod';
import { outsideChannels } from '../domain/notice/outside-channel.ts';
import { endpoint } from './endpoint.ts';
import { count, done, id, line, moveId, text } from './field.ts';

/** waiting: in the queue, or to be tried again; failed: given up. */
export const sentStates = ['waiting', 'sent', 'failed'] as const;

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

export const listGroupNotices = endpoint({
  method: 'GET',
  path: '/api/v1/group-notices',
  summary: 'The notices to the group of the last week, the newest first, and whether they have reached it',
  answer: z.object({
    enabled: z.boolean(),
    waiting: count,
    notices: z.array(
      z.object({
        noticeId: id,
        text: z.string(),
        byName: z.string().nullable(),
        madeAt: z.string(),
        state: z.enum(sentStates),
        sentAt: z.string().nullable(),
        why: z.string().nullable().describe('Of the last try that failed: a code of the other side, or a word'),
      }),
    ),
  }),
  who: desk,
});
