// The part of the rights world that comes in by outside channels: a missed call and a message, and the calls that name them.
import { randomUUID } from 'node:crypto';
import { keepPhoto } from '../src/server/delivery/photo-files.ts';
import { newId } from '../src/server/id.ts';
import type { TestApp } from './app.ts';
import { insertRows } from './community.ts';
import type { Sent, World } from './rights-world.ts';

export async function addReceived(
  { db, config }: TestApp,
  community_id: string,
  now: Date,
): Promise<Pick<World, 'missedCallId' | 'channelMessageId' | 'conversationId'>> {
  const [missedCallId, channelMessageId, conversationId] = [newId(), newId(), newId()];
  const sender = { community_id, channel: 'wecom_app', sender: channelMessageId };
  await keepPhoto(config.home, community_id, channelMessageId, Buffer.from('#!AMR\n'));
  await insertRows(db, 'channel_sender', [{ ...sender, channel_sender_id: conversationId }]);
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
      ...sender,
      channel_message_id: channelMessageId,
      message_key: channelMessageId,
      kind: 'text',
      said: '要两斤土豆',
      sent_at: now,
      media_state: 'kept',
      media_type: 'audio/amr',
      media_file_id: channelMessageId,
    },
  ]);
  return { missedCallId, channelMessageId, conversationId };
}

export function receivedCalls(world: World): Record<string, () => Sent> {
  const once = { id: randomUUID() };
  const { missedCallId, channelMessageId, conversationId, householdId } = world;
  const conversation = { params: { conversationId } };
  const messages = [channelMessageId];
  return {
    tellCall: () => ({ body: { community: randomUUID(), callId: 'x', event: 'ringing' } }),
    endCall: () => ({ body: { ...once, outcome: 'answered', householdId } }),
    setExtension: () => ({ body: { extension: null } }),
    revealMissedCall: () => ({ params: { missedCallId } }),
    closeMissedCall: () => ({ params: { missedCallId }, body: { ...once, outcome: 'no_answer' } }),
    setChannel: () => ({ params: { channel: 'group_robot' }, body: { enabled: false, fields: {} } }),
    testChannel: () => ({ params: { channel: 'group_robot' } }),
    readConversation: () => conversation,
    bindConversation: () => ({ ...conversation, body: { householdId } }),
    requestOfConversation: () => ({ ...conversation, body: { ...once, householdId, kind: 'other', messages } }),
    replyInConversation: () => ({ ...conversation, body: { ...once, text: '好的', messages } }),
    closeMessages: () => ({ ...conversation, body: { messages, outcome: 'known' } }),
    handOverConversation: () => ({ ...conversation, body: { personId: null } }),
    readMedia: () => ({ params: { channelMessageId } }),
    sendGroupNotice: () => ({ body: { ...once, text: '明天上午送菜' } }),
  };
}
