// The part of the rights world that comes in by outside channels: a missed call and a message, and the calls that name them.
import { randomUUID } from 'node:crypto';
import { newId } from '../src/server/id.ts';
import type { Database } from '../src/server/postgres/pool.ts';
import { insertRows } from './community.ts';
import type { Sent, World } from './rights-world.ts';

export async function addReceived(
  db: Database,
  community_id: string,
  now: Date,
): Promise<Pick<World, 'missedCallId' | 'channelMessageId'>> {
  const [missedCallId, channelMessageId] = [newId(), newId()];
  await insertRows(db, 'missed_call', [
    {
      community_id,
      missed_call_id: missedCallId,
      telephone_digits: `1990${missedCallId.replace(/\D/g, '').slice(-7)}`,
      first_at: now,
      last_at: now,
    },
  ]);
  await insertRows(db, 'channel_message', [
    {
      community_id,
      channel_message_id: channelMessageId,
      channel: 'wecom_app',
      sender: 'somebody',
      message_key: channelMessageId,
      kind: 'text',
      said: '要两斤土豆',
      sent_at: now,
    },
  ]);
  return { missedCallId, channelMessageId };
}

export function receivedCalls(world: World): Record<string, () => Sent> {
  const once = { id: randomUUID() };
  const { missedCallId, channelMessageId, householdId } = world;
  const message = { params: { channelMessageId } };
  return {
    tellCall: () => ({ body: { community: randomUUID(), callId: 'x', event: 'ringing' } }),
    setExtension: () => ({ body: { extension: null } }),
    revealMissedCall: () => ({ params: { missedCallId } }),
    closeMissedCall: () => ({ params: { missedCallId }, body: { ...once, outcome: 'no_answer' } }),
    setChannel: () => ({ params: { channel: 'group_robot' }, body: { enabled: false, fields: {} } }),
    testChannel: () => ({ params: { channel: 'group_robot' } }),
    bindSender: () => ({ ...message, body: { householdId } }),
    makeRequestOfMessage: () => ({ ...message, body: { ...once, householdId } }),
    replyToMessage: () => ({ ...message, body: { ...once, text: '好的' } }),
    closeMessage: () => message,
    sendGroupNotice: () => ({ body: { ...once, text: '明天上午送菜' } }),
  };
}
