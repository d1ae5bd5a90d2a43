// Conversations on the desk: whose door it is, a request of what was written, an answer, a colleague, or nothing to do.
import {
  bindConversation,
  closeMessages,
  handOverConversation,
  listConversations,
  readConversation,
  readMedia,
  replyInConversation,
  requestOfConversation,
} from '../../api/conversation.ts';
import type { Endpoint } from '../../api/endpoint.ts';
import { askRequest } from '../../api/request.ts';
import { answerWindow } from '../../domain/notice/answer-window.ts';
import { doorName } from '../../domain/place/door.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts';
import { readPhotoFile } from '../delivery/photo-files.ts';
import { allOrNothing, digestOf, doOnce } from '../http/receipt-store.ts';
import { type Call, type Deps, type Route, route, type SignedCall } from '../http/route.ts';
import { type HouseholdRow, readHouseholds } from '../place/store.ts';
import { type AuditEntry, writeAudit, writeLook } from '../privacy/audit-store.ts';
import type { Receipt } from '../request/intake.ts';
import {
  type Conversation,
  claimMessages,
  closeMessageRows,
  findConversation,
  giveConversation,
  type HeldMessage,
  holdMessages,
  listColleagues,
  listConversationRows,
  listMessageRows,
  listReplyRows,
  readAnswered,
} from './conversation-store.ts';
import { findMedia } from './media-store.ts';
import { bindSenderTo, touchSender } from './message-store.ts';
import { addReply } from './reply-store.ts';
import { readSetting } from './setting-store.ts';

type Handles = ReadonlyMap<Endpoint, Route['handle']>;
type Caller = Pick<SignedCall<Endpoint>, 'actor' | 'roles'>;

const mostPasted = 4000;

function entryOf(call: Caller, act: string, subjectId: string, facts: NonNullable<AuditEntry['facts']>) {
  return {
    communityId: call.actor.communityId,
    byId: call.actor.personId,
    byRole: call.roles[0] ?? ('nobody' as const),
    act,
    subjectKind: 'conversation',
    subjectId,
    facts,
  };
}

function householdOf(row: Pick<Conversation, 'household_id' | 'bound_how'>, households: readonly HouseholdRow[]) {
  const household = households.find(one => one.household_id === row.household_id);
  if (household === undefined || row.bound_how === null) return null;
  return {
    householdId: household.household_id,
    door: doorName(household.building_label, household.unit_label, household.door),
    compoundName: household.compound_name,
    boundHow: row.bound_how,
  };
}

/** Why these messages cannot be dealt with now; undefined when all are open. */
function whyNot(held: readonly HeldMessage[], wanted: readonly string[]): Refusal | undefined {
  if (held.length < new Set(wanted).size) return refuse('not_found');
  const done = held.find(message => message.outcome !== null || message.claimed);
  return done && refuse('state_has_changed', { outcome: done.outcome ?? 'request' });
}

/** `handles`: a request of a conversation goes in by the same way as all others. */
export function conversationRoutes(deps: Deps, handles: Handles): Route[] {
  const { db, config, now, log, live } = deps;
  const ask = handles.get(askRequest);
  if (ask === undefined) throw new Error('nobody takes requests');

  /** What is written down here is seen on the other desks at once. */
  async function told<Answer>(communityId: string, work: Promise<Answer>): Promise<Answer> {
    const answer = await work;
    if (!isRefusal(answer)) live.poke(communityId);
    return answer;
  }

  return [
    route(listConversations, async ({ actor: { communityId }, reach }) => {
      const [rows, colleagues] = await Promise.all([
        listConversationRows(db, communityId),
        listColleagues(db, communityId, now()),
      ]);
      const ids = rows.flatMap(row => row.household_id ?? []);
      const households = ids.length === 0 ? [] : await readHouseholds(db, communityId, reach.places, ids);
      return {
        conversations: rows.map(row => ({
          conversationId: row.channel_sender_id,
          channel: row.channel,
          open: row.open,
          openSince: row.open_since,
          last: { kind: row.kind, said: row.said, at: row.last_at },
          household: householdOf(row, households),
          forId: row.for_id,
          forName: row.for_name,
          answer: row.answer,
        })),
        colleagues: colleagues.map(one => ({ personId: one.person_id, name: one.name })),
      };
    }),

    route(readConversation, async call => {
      const { communityId } = call.actor;
      const { conversationId } = call.params;
      const found = await findConversation(db, communityId, conversationId);
      if (found === undefined) return refuse('not_found');
      const { channel, household_id } = found;
      const [messages, replies, answered, setting, households] = await Promise.all([
        listMessageRows(db, communityId, found),
        listReplyRows(db, communityId, found),
        readAnswered(db, communityId, found),
        readSetting(db, config, communityId, channel),
        household_id === null ? [] : readHouseholds(db, communityId, call.reach.places, [household_id]),
      ]);
      await writeLook(db, entryOf(call, 'read_conversation', conversationId, { channel }));
      return {
        conversationId,
        channel,
        enabled: setting?.enabled === true,
        household: householdOf(found, households),
        forId: found.for_id,
        messages: messages.map(row => ({
          channelMessageId: row.channel_message_id,
          kind: row.kind,
          said: row.said,
          sentAt: row.sent_at,
          media: row.media_state && { state: row.media_state, mediaType: row.media_type, bytes: row.media_bytes },
          outcome: row.outcome,
          doneByName: row.done_by_name,
          doneAt: row.done_at,
          requestId: row.request_id,
        })),
        replies: replies.map(row => ({
          replyId: row.channel_reply_id,
          said: row.said,
          byName: row.by_name,
          madeAt: row.made_at,
          state: row.state,
          why: row.why,
        })),
        window: answerWindow(channel, answered.last_at, answered.answers, now()),
      };
    }),

    route(bindConversation, call => {
      const { communityId, personId } = call.actor;
      const { conversationId } = call.params;
      const { householdId } = call.body;
      const bound = allOrNothing(db, async tx => {
        const held = await findConversation(tx, communityId, conversationId, true);
        if (held === undefined) return refuse('not_found');
        if (householdId !== null) {
          const [household] = await readHouseholds(tx, communityId, call.reach.places, [householdId]);
          if (household === undefined) return refuse('household_unknown');
        }
        await bindSenderTo(tx, communityId, held, { householdId, how: 'clerk', byId: personId }, now());
        await writeAudit(tx, entryOf(call, 'bind_sender', conversationId, { channel: held.channel, householdId }));
        return { done: true as const };
      });
      return told(communityId, bound);
    }),

    route(requestOfConversation, async call => {
      const { communityId, personId } = call.actor;
      const { conversationId } = call.params;
      const { messages, ...wanted } = call.body;
      const claimed = await allOrNothing(db, async tx => {
        const conversation = await findConversation(tx, communityId, conversationId, true);
        if (conversation === undefined) return refuse('not_found');
        const held = await holdMessages(tx, communityId, conversation, messages);
        // A page that sends again gets the same answer; anybody else has to look first.
        const others = held.filter(message => message.request_id !== wanted.id);
        const why = held.length < new Set(messages).size ? refuse('not_found') : whyNot(others, []);
        if (why !== undefined) return why;
        await claimMessages(tx, communityId, messages, wanted.id);
        const said = held.flatMap(message => message.said ?? []).join('\n');
        return { channel: conversation.channel, pasted: said.slice(0, mostPasted).toWellFormed() };
      });
      if (isRefusal(claimed)) return claimed;
      const { pasted } = claimed;
      const body = askRequest.body.parse({ ...wanted, channel: 'pasted_text', ...(pasted === '' ? {} : { pasted }) });
      const answer = (await ask({ ...call, params: {}, query: {}, body } as Call<Endpoint>)) as Receipt | Refusal;
      await db.transaction(async tx => {
        if (isRefusal(answer)) return claimMessages(tx, communityId, messages, null);
        const done = { outcome: 'request', requestId: answer.requestId, byId: personId, at: now() } as const;
        if ((await closeMessageRows(tx, communityId, messages, done)) === 0) return;
        await writeAudit(
          tx,
          entryOf(call, 'request_of_message', conversationId, { channel: claimed.channel, requestId: answer.requestId }),
        );
      });
      live.poke(communityId);
      return answer;
    }),

    route(replyInConversation, call => {
      const { communityId, personId } = call.actor;
      const { conversationId } = call.params;
      const { id, text, messages } = call.body;
      const digest = digestOf(`conversations/${conversationId}/replies`, call.body);
      const once = { communityId, moveId: id, actorId: personId ?? communityId, digest };
      const replied = doOnce(db, once, async tx => {
        const conversation = await findConversation(tx, communityId, conversationId, true);
        if (conversation === undefined) return refuse('not_found');
        const { channel, sender } = conversation;
        if ((await readSetting(tx, config, communityId, channel))?.enabled !== true) return refuse('channel_off');
        const { last_at, account, answers } = await readAnswered(tx, communityId, conversation);
        const window = answerWindow(channel, last_at, answers, now());
        if (!window.isOpen) return refuse('answer_window_over', { until: window.until, left: window.left });
        const why = whyNot(await holdMessages(tx, communityId, conversation, messages), messages);
        if (why !== undefined) return why;
        await addReply(tx, communityId, { id, channel, sender, account, said: text, byId: personId }, now());
        await closeMessageRows(tx, communityId, messages, { outcome: 'answered', byId: personId, at: now() });
        await writeAudit(tx, entryOf(call, 'reply_to_message', conversationId, { channel, messages: messages.length }));
        return { done: true as const };
      });
      return told(communityId, replied);
    }),

    route(closeMessages, call => {
      const { communityId, personId } = call.actor;
      const { conversationId } = call.params;
      const { messages, outcome } = call.body;
      const closed = allOrNothing(db, async tx => {
        const conversation = await findConversation(tx, communityId, conversationId, true);
        if (conversation === undefined) return refuse('not_found');
        const held = await holdMessages(tx, communityId, conversation, messages);
        if (held.length > 0 && held.every(message => message.outcome === outcome)) return { done: true as const };
        const why = whyNot(held, messages);
        if (why !== undefined) return why;
        await closeMessageRows(tx, communityId, messages, { outcome, byId: personId, at: now() });
        await writeAudit(tx, entryOf(call, 'close_message', conversationId, { outcome, messages: messages.length }));
        return { done: true as const };
      });
      return told(communityId, closed);
    }),

    route(handOverConversation, call => {
      const { communityId } = call.actor;
      const { conversationId } = call.params;
      const { personId } = call.body;
      const given = allOrNothing(db, async tx => {
        const conversation = await findConversation(tx, communityId, conversationId, true);
        if (conversation === undefined) return refuse('not_found');
        const colleagues = personId === null ? [] : await listColleagues(tx, communityId, now());
        if (personId !== null && !colleagues.some(one => one.person_id === personId)) return refuse('person_unknown');
        await giveConversation(tx, communityId, conversationId, personId);
        await touchSender(tx, communityId, conversation);
        await writeAudit(tx, entryOf(call, 'hand_over_conversation', conversationId, { toId: personId }));
        return { done: true as const };
      });
      return told(communityId, given);
    }),

    route(readMedia, async call => {
      const { communityId } = call.actor;
      const { channelMessageId } = call.params;
      const media = await findMedia(db, communityId, channelMessageId);
      if (media === undefined) return refuse('not_found');
      const file = await readPhotoFile(config.home, communityId, media.media_file_id);
      if (file === undefined) {
        log.warn({ channelMessageId }, 'a file of a message is in the database and not in the folder');
        return refuse('not_found');
      }
      const entry = entryOf(call, 'read_channel_media', channelMessageId, { channel: media.channel });
      await writeAudit(db, { ...entry, subjectKind: 'channel_message' });
      return { file, mediaType: media.media_type };
    }),
  ];
}
