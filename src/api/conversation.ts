// The contract of conversations: what people wrote to an official account, whose door it is, and what the desk made of it.
import { z } from 'zod';
import { closingOutcomes } from '../domain/intake/heard.ts';
import { writtenChannels } from '../domain/notice/outside-channel.ts';
import { sentStates } from './channel.ts';
import { endpoint } from './endpoint.ts';
import { count, done, id, moveId, text } from './field.ts';
import { ask, askRequest, receipt } from './request.ts';

const desk = { clerk: 'community', community_lead: 'community' } as const;
const conversation = z.strictObject({ conversationId: id });
const channel = z.enum(writtenChannels);
const sentState = z.enum(sentStates);

/** What became of a message. Those that a clerk picks come first; `request`, `answered` and `bound` say themselves. */
export const messageOutcomes = [...closingOutcomes, 'request', 'answered', 'bound'] as const;

/** The messages that the clerk has seen and deals with: what comes meanwhile stays open. */
const seen = z.array(id).max(100).describe('Messages that are dealt with by this; they have to be open');

const household = z
  .object({ householdId: id, door: z.string(), compoundName: z.string(), boundHow: z.enum(['clerk', 'door_code']) })
  .nullable();

export const listConversations = endpoint({
  method: 'GET',
  path: '/api/v1/conversations',
  summary:
    'Who wrote to an official account: those nobody has dealt with first, the longest waiting on top, then those of the last days',
  answer: z.object({
    conversations: z.array(
      z.object({
        conversationId: id,
        channel,
        open: count,
        openSince: z.string().nullable(),
        last: z.object({ kind: z.string(), said: z.string().nullable(), at: z.string() }),
        household,
        forId: id.nullable().describe('The colleague who has taken it over'),
        forName: z.string().nullable(),
        answer: sentState.nullable().describe('Of the last answer'),
      }),
    ),
    colleagues: z.array(z.object({ personId: id, name: z.string() })),
  }),
  who: desk,
});

export const readConversation = endpoint({
  method: 'GET',
  path: '/api/v1/conversations/{conversationId}',
  summary: 'What was written and answered, at most the last hundred of each; the look is audited once an hour',
  params: conversation,
  answer: z.object({
    conversationId: id,
    channel,
    enabled: z.boolean(),
    household,
    forId: id.nullable(),
    messages: z.array(
      z.object({
        channelMessageId: id,
        kind: z.string().describe('text, image, voice, … as the channel names it'),
        said: z.string().nullable().describe('The text; of a voice what the channel itself heard in it'),
        sentAt: z.string(),
        media: z
          .object({
            state: z.enum(['wanted', 'kept', 'too_large', 'too_many', 'gone', 'strange']),
            mediaType: z.string().nullable(),
            bytes: count.nullable(),
          })
          .nullable(),
        outcome: z.enum(messageOutcomes).nullable(),
        doneByName: z.string().nullable(),
        doneAt: z.string().nullable(),
        requestId: id.nullable(),
      }),
    ),
    replies: z.array(
      z.object({
        replyId: id,
        said: z.string(),
        byName: z.string().nullable(),
        madeAt: z.string(),
        state: sentState,
        why: z.string().nullable().describe('Of the last try that failed: a code of the other side, or a word'),
      }),
    ),
    window: z
      .object({ until: z.string().nullable(), left: count.nullable(), isOpen: z.boolean() })
      .describe('Until when and how often the other side allows an answer; null: without end'),
  }),
  who: desk,
  refusals: ['not_found'],
});

export const bindConversation = endpoint({
  method: 'PUT',
  path: '/api/v1/conversations/{conversationId}/household',
  summary: 'Whoever writes here belongs to that household; their later messages name it at once. Null: to none that is known',
  params: conversation,
  body: z.strictObject({ householdId: id.nullable() }),
  answer: done,
  who: desk,
  refusals: ['not_found', 'household_unknown'],
});

export const requestOfConversation = endpoint({
  method: 'POST',
  path: '/api/v1/conversations/{conversationId}/requests',
  summary: 'A request of these messages; what was written stands beside it word for word, and the messages are done',
  params: conversation,
  body: ask.omit({ channel: true, pasted: true, happenedAt: true }).extend({ messages: seen.min(1) }),
  answer: receipt,
  who: desk,
  refusals: ['not_found', 'state_has_changed', ...askRequest.refusals],
});

export const replyInConversation = endpoint({
  method: 'POST',
  path: '/api/v1/conversations/{conversationId}/replies',
  summary:
    'Answers in the channel they wrote by; handed over afterwards. The messages it answers are done; without any they stay open',
  params: conversation,
  body: z.strictObject({ id: moveId, text: text(500), messages: seen }),
  answer: done,
  who: desk,
  refusals: ['not_found', 'state_has_changed', 'same_id_other_body', 'channel_off', 'answer_window_over'],
});

export const closeMessages = endpoint({
  method: 'POST',
  path: '/api/v1/conversations/{conversationId}/close',
  summary: 'These messages are done without a request and without an answer here',
  params: conversation,
  body: z.strictObject({ messages: seen.min(1), outcome: z.enum(closingOutcomes) }),
  answer: done,
  who: desk,
  refusals: ['not_found', 'state_has_changed'],
});

export const handOverConversation = endpoint({
  method: 'PUT',
  path: '/api/v1/conversations/{conversationId}/colleague',
  summary: 'A colleague of the desk goes on with it; null: whoever comes first',
  params: conversation,
  body: z.strictObject({ personId: id.nullable() }),
  answer: done,
  who: desk,
  refusals: ['not_found', 'person_unknown'],
});

export const readMedia = endpoint({
  method: 'GET',
  path: '/api/v1/channel-messages/{channelMessageId}/media',
  summary: 'The picture or voice that came with a message; audited',
  params: z.strictObject({ channelMessageId: id }),
  answer: z.unknown(),
  kind: 'file',
  who: desk,
  refusals: ['not_found'],
});
