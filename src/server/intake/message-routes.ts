// What people wrote by an official account, on the desk: whose door it is, a request of it, an answer, or nothing; and notices to the group.
import {
  bindSender,
  closeMessage,
  listMessages,
  makeRequestOfMessage,
  replyToMessage,
  sendGroupNotice,
} from '../../api/channel.ts';
import type { Endpoint } from '../../api/endpoint.ts';
import { askRequest } from '../../api/request.ts';
import { personalIn } from '../../domain/notice/group-text.ts';
import { doorName } from '../../domain/place/door.ts';
import { isRefusal, refuse } from '../../domain/refusal.ts';
import { allOrNothing, digestOf, doOnce } from '../http/receipt-store.ts';
import { type Call, type Deps, type Route, route, type SignedCall } from '../http/route.ts';
import { readHouseholds } from '../place/store.ts';
import type { Queryable } from '../postgres/pool.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import type { Receipt } from '../request/intake.ts';
import {
  bindSenderTo,
  closeMessageRow,
  type Done,
  findResidentNames,
  type HeldMessage,
  holdMessage,
  listOpenMessages,
} from './message-store.ts';
import { addReply } from './reply-store.ts';
import { readSetting } from './setting-store.ts';
import { requestOfText } from './waiting-text.ts';

type Handles = ReadonlyMap<Endpoint, Route['handle']>;

/** `handles`: a request of a message goes in by the same way as all others. */
export function messageRoutes(deps: Deps, handles: Handles): Route[] {
  const { db, config, now } = deps;
  const ask = handles.get(askRequest);
  if (ask === undefined) throw new Error('nobody takes requests');

  const audit = (
    tx: Queryable,
    call: Pick<SignedCall<Endpoint>, 'actor' | 'roles'>,
    act: string,
    messageId: string,
    channel: string,
  ) =>
    writeAudit(tx, {
      communityId: call.actor.communityId,
      byId: call.actor.personId,
      byRole: call.roles[0] ?? 'nobody',
      act,
      subjectKind: 'channel_message',
      subjectId: messageId,
      facts: { channel },
    });

  const isOn = async (communityId: string, channel: HeldMessage['channel'] | 'group_robot') =>
    (await readSetting(db, config, communityId, channel))?.enabled === true;

  return [
    route(listMessages, async ({ actor: { communityId }, reach }) => {
      const rows = await listOpenMessages(db, communityId);
      const ids = rows.flatMap(row => row.household_id ?? []);
      const households = new Map(
        (await readHouseholds(db, communityId, reach.places, ids)).map(household => [household.household_id, household]),
      );
      return {
        messages: rows.map(row => {
          const household = households.get(row.household_id ?? '');
          return {
            channelMessageId: row.channel_message_id,
            channel: row.channel,
            kind: row.kind,
            said: row.said,
            sentAt: row.sent_at,
            household:
              household === undefined || row.bound_how === null
                ? null
                : {
                    householdId: household.household_id,
                    door: doorName(household.building_label, household.unit_label, household.door),
                    compoundName: household.compound_name,
                    boundHow: row.bound_how,
                  },
          };
        }),
      };
    }),

    route(bindSender, call =>
      allOrNothing(db, async tx => {
        const { communityId, personId } = call.actor;
        const { channelMessageId } = call.params;
        const held = await holdMessage(tx, communityId, channelMessageId);
        if (held === undefined) return refuse('not_found');
        const [household] = await readHouseholds(tx, communityId, call.reach.places, [call.body.householdId]);
        if (household === undefined) return refuse('household_unknown');
        await bindSenderTo(tx, communityId, held, household.household_id, 'clerk', personId);
        await audit(tx, call, 'bind_sender', channelMessageId, held.channel);
        return { done: true as const };
      }),
    ),

    route(makeRequestOfMessage, async call => {
      const { communityId, personId } = call.actor;
      const { channelMessageId } = call.params;
      const held = await db.transaction(tx => holdMessage(tx, communityId, channelMessageId));
      if (held === undefined) return refuse('not_found');
      // A page that sends again gets the same answer; anybody else has to look first.
      if (held.said === null || (held.outcome !== null && held.request_id !== call.body.id)) {
        return refuse('state_has_changed', { outcome: held.outcome });
      }
      const body = askRequest.body.parse(requestOfText(call.body.id, call.body.householdId, held.said));
      const answer = (await ask({ ...call, params: {}, query: {}, body } as Call<Endpoint>)) as Receipt;
      if (isRefusal(answer)) return answer;
      const done: Done = { outcome: 'request', requestId: answer.requestId, byId: personId, at: now() };
      await db.transaction(async tx => {
        const present = await holdMessage(tx, communityId, channelMessageId);
        if (present === undefined || present.outcome !== null) return;
        await closeMessageRow(tx, communityId, channelMessageId, done);
        await audit(tx, call, 'request_of_message', channelMessageId, held.channel);
      });
      return { requestId: answer.requestId, number: answer.number };
    }),

    route(replyToMessage, async call => {
      const { communityId, personId } = call.actor;
      const { channelMessageId } = call.params;
      const digest = digestOf(`channel-messages/${channelMessageId}/reply`, call.body);
      return doOnce(db, { communityId, moveId: call.body.id, actorId: personId ?? communityId, digest }, async tx => {
        const held = await holdMessage(tx, communityId, channelMessageId);
        if (held === undefined) return refuse('not_found');
        if (!(await isOn(communityId, held.channel))) return refuse('channel_off');
        const { channel, sender, account } = held;
        await addReply(
          tx,
          communityId,
          { id: call.body.id, channel, sender, account, said: call.body.text, byId: personId },
          now(),
        );
        if (held.outcome === null) {
          await closeMessageRow(tx, communityId, channelMessageId, { outcome: 'answered', byId: personId, at: now() });
        }
        await audit(tx, call, 'reply_to_message', channelMessageId, channel);
        return { done: true as const };
      });
    }),

    route(closeMessage, call =>
      allOrNothing(db, async tx => {
        const { communityId, personId } = call.actor;
        const { channelMessageId } = call.params;
        const held = await holdMessage(tx, communityId, channelMessageId);
        if (held === undefined) return refuse('not_found');
        if (held.outcome === 'nothing') return { done: true as const };
        if (held.outcome !== null) return refuse('state_has_changed', { outcome: held.outcome });
        await closeMessageRow(tx, communityId, channelMessageId, { outcome: 'nothing', byId: personId, at: now() });
        await audit(tx, call, 'close_message', channelMessageId, held.channel);
        return { done: true as const };
      }),
    ),

    route(sendGroupNotice, async call => {
      const { communityId, personId } = call.actor;
      const { id, text } = call.body;
      const digest = digestOf('group-notices', call.body);
      return doOnce(db, { communityId, moveId: id, actorId: personId ?? communityId, digest }, async tx => {
        if (!(await isOn(communityId, 'group_robot'))) return refuse('channel_off');
        const personal = personalIn(text, await findResidentNames(tx, communityId, text.replace(/[\s\-–—_.·()]/g, '')));
        if (personal !== null) return refuse('personal_in_text', { what: personal });
        await addReply(
          tx,
          communityId,
          { id, channel: 'group_robot', sender: null, account: null, said: text, byId: personId },
          now(),
        );
        await writeAudit(tx, {
          communityId,
          byId: personId,
          byRole: call.roles[0] ?? 'nobody',
          act: 'send_group_notice',
          subjectKind: 'channel',
          facts: { channel: 'group_robot' },
        });
        return { done: true as const };
      });
    }),
  ];
}
