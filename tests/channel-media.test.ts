// Pictures and voices that come with messages: fetched within limits, kept as files, and destroyed with what they came with.
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { closeMessages, readConversation, readMedia } from '../src/api/conversation.ts';
import { listAudit } from '../src/api/privacy.ts';
import { fetchMedia } from '../src/server/intake/fetch-media.ts';
import { fetchServiceMessages } from '../src/server/intake/fetch-service.ts';
import { forgetMessages } from '../src/server/intake/forget.ts';
import { admin, clerk, clock, communityId, config, db, deps, now, official, post, service, set, state } from './channel-world.ts';
import { field } from './wechat-stand-in.ts';

before(async () => {
  for (const channel of ['official_account', 'wecom_service'] as const) await set(channel);
});
const read = (params: { conversationId: string }) => clerk.get(readConversation, { params });

describe('pictures and voices', () => {
  const jpeg = Buffer.from(
    'ffd8ffe000104a46494600010100000100010000ffe1000c4578696600004750532dffc0000b080001000101011100ffc40014000100000000000000000000000000000008ffda0008010100003f0037ffd9',
    'hex',
  );
  const amr = Buffer.concat([Buffer.from('#!AMR\n'), Buffer.alloc(60, 0x3c)]);
  let number = 0;
  /** Sent to the 公众号; `Recognition` is what it heard in a voice, where it is set to. */
  async function sends(kind: string, mediaId: string, more = '') {
    number += 1;
    const created = `<CreateTime>${Math.floor(now().getTime() / 1000)}</CreateTime>`;
    const who = `${field('FromUserName', `media-${number}`)}${created}${field('MsgType', kind)}<MsgId>77${number}</MsgId>`;
    await post('official_account', official, `<xml>${who}${field('MediaId', mediaId)}${more}</xml>`);
    const row = await db.row<{ channel_message_id: string; channel_sender_id: string }>(
      `SELECT m.channel_message_id, s.channel_sender_id FROM channel_message m
       JOIN channel_sender s USING (community_id, channel, sender) WHERE m.message_key = $1`,
      [`77${number}`],
    );
    return { messageId: row?.channel_message_id ?? '', conversationId: row?.channel_sender_id ?? '' };
  }
  const mediaIn = async (conversationId: string) => (await read({ conversationId })).messages[0]?.media;
  const files = () => readdir(join(config.home, 'files', communityId)).catch(() => [] as string[]);

  test('are fetched and kept; a picture without its place and camera, a voice with what the account heard in it', async () => {
    state.media.set('P1', { type: 'image/jpeg', bytes: jpeg });
    state.media.set('V1', { type: 'voice/amr', bytes: amr });
    const picture = await sends('image', 'P1');
    const voice = await sends('voice', 'V1', field('Recognition', '我要两斤土豆'));
    assert.equal((await mediaIn(picture.conversationId))?.state, 'wanted');
    await fetchMedia(deps);
    const kept = await mediaIn(picture.conversationId);
    assert.deepEqual([kept?.state, kept?.mediaType], ['kept', 'image/jpeg']);
    const { bytes, headers } = await clerk.call(readMedia, { params: { channelMessageId: picture.messageId } });
    assert.equal(headers['content-type'], 'image/jpeg');
    assert.ok(!bytes.includes('Exif') && bytes.length === kept?.bytes);
    const heard = await read({ conversationId: voice.conversationId });
    assert.deepEqual([heard.messages[0]?.said, heard.messages[0]?.media?.mediaType], ['我要两斤土豆', 'audio/amr']);
    const { rows } = await admin.get(listAudit, { query: { subjectId: picture.messageId } });
    assert.ok(rows.some(row => row.act === 'read_channel_media'));
    const row = await db.row<{ media_key: string | null }>(
      'SELECT media_key FROM channel_message WHERE channel_message_id = $1',
      [picture.messageId],
    );
    assert.equal(row?.media_key, null);
  });

  test('that are too large, no picture, or no longer there are said to be, and leave no file', async () => {
    const count = (await files()).length;
    state.media.set('BIG', { type: 'voice/amr', bytes: Buffer.concat([amr, Buffer.alloc(2 * 1024 * 1024)]) });
    state.media.set('EXE', { type: 'image/jpeg', bytes: Buffer.from('MZ'.padEnd(200, 'x')) });
    const big = await sends('voice', 'BIG');
    const strange = await sends('image', 'EXE');
    const gone = await sends('image', 'NOWHERE');
    await fetchMedia(deps);
    const states = await Promise.all([big, strange, gone].map(async one => (await mediaIn(one.conversationId))?.state));
    assert.deepEqual(states, ['too_large', 'strange', 'gone']);
    assert.equal((await files()).length, count);
    assert.equal(await clerk.refused(readMedia, { params: { channelMessageId: big.messageId } }), 'not_found');
  });

  test('are tried again while the other side is down, and once more with a fresh token', async () => {
    state.media.set('LATER', { type: 'image/jpeg', bytes: jpeg });
    const one = await sends('image', 'LATER');
    state.next = ['down'];
    await fetchMedia(deps);
    assert.equal((await mediaIn(one.conversationId))?.state, 'wanted');
    await fetchMedia(deps);
    assert.equal((await mediaIn(one.conversationId))?.state, 'wanted');
    clock.advance(11_000);
    state.tokens.clear();
    await fetchMedia(deps);
    assert.equal((await mediaIn(one.conversationId))?.state, 'kept');
  });

  test('of other kinds are not fetched, and a name that is none fetches nothing', async () => {
    const asks = state.mediaAsks;
    const film = await sends('video', 'P1');
    const trick = await sends('image', '../../etc/passwd?x=1&y');
    await fetchMedia(deps);
    assert.equal(state.mediaAsks, asks);
    assert.deepEqual([await mediaIn(film.conversationId), await mediaIn(trick.conversationId)], [null, null]);
  });

  test('of 微信客服 come by the same way', async () => {
    state.media.set('KF', { type: 'image/jpeg', bytes: jpeg });
    state.service.push({ msgid: 'kf-1', external_userid: 'wm-9', origin: 3, msgtype: 'image', image: { media_id: 'KF' } });
    const event = `${field('MsgType', 'event')}${field('Event', 'kf_msg_or_event')}${field('Token', 'T')}${field('OpenKfId', 'wkMEDIA')}`;
    await post('wecom_service', service, `<xml>${event}</xml>`);
    assert.equal(await fetchServiceMessages(deps), 1);
    await fetchMedia(deps);
    const row = await db.row<{ media_state: string }>(`SELECT media_state FROM channel_message WHERE message_key = 'kf-1'`);
    assert.equal(row?.media_state, 'kept');
  });

  test('one sender fills no disk', async () => {
    const { conversationId, messageId } = await sends('image', 'P1');
    const row = await db.row<{ sender: string }>('SELECT sender FROM channel_sender WHERE channel_sender_id = $1', [
      conversationId,
    ]);
    await db.count(
      `INSERT INTO channel_message (community_id, channel_message_id, channel, sender, message_key, kind, sent_at, media_state)
       SELECT $1, gen_random_uuid(), 'official_account', $2, 'full ' || number, 'image', $3, 'kept' FROM generate_series(1, 40) number`,
      [communityId, row?.sender, now()],
    );
    await fetchMedia(deps);
    const { messages } = await read({ conversationId });
    assert.equal(messages.find(one => one.channelMessageId === messageId)?.media?.state, 'too_many');
  });

  test('are destroyed with their messages a month after those were dealt with, and the sender who is bound to no door', async () => {
    state.media.set('OLD', { type: 'image/jpeg', bytes: jpeg });
    const one = await sends('image', 'OLD');
    await fetchMedia(deps);
    const count = (await files()).length;
    await clerk.get(closeMessages, {
      params: { conversationId: one.conversationId },
      body: { messages: [one.messageId], outcome: 'nothing' },
    });
    await forgetMessages(deps, new Date(now().getTime() + 29 * 24 * 3600_000), 1000);
    assert.equal((await files()).length, count);
    await forgetMessages(deps, new Date(now().getTime() + 31 * 24 * 3600_000), 1000);
    assert.ok((await files()).length < count);
    const params = { conversationId: one.conversationId };
    assert.equal(await clerk.refused(readConversation, { params }), 'not_found');
    assert.equal(await clerk.refused(readMedia, { params: { channelMessageId: one.messageId } }), 'not_found');
  });
});
