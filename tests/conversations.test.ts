// Conversations on the desk: who waits, whose door it is, what is made of messages, and answers inside the window.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, test } from 'node:test';
import {
  bindConversation,
  closeMessages,
  handOverConversation,
  listConversations,
  readConversation,
  replyInConversation,
  requestOfConversation,
} from '../src/api/conversation.ts';
import { listAudit } from '../src/api/privacy.ts';
import { listRequests, readRequest } from '../src/api/request.ts';
import { issueDoorCards } from '../src/api/session.ts';
import { handOutReplies } from '../src/server/intake/hand-out.ts';
import { writeDoorCode } from '../src/server/people/door-code.ts';
import {
  admin,
  app,
  clerk,
  clock,
  community,
  communityId,
  config,
  corp,
  db,
  deps,
  now,
  official,
  post,
  saying,
  set,
  state,
  textFrom,
} from './channel-world.ts';

before(async () => {
  for (const channel of ['official_account', 'wecom_app'] as const) await set(channel);
});
const clerk2 = await app.signedIn('clerk2');
const door = '10-1-101';
const householdId = community.households[door] ?? '';

/** Somebody writes these, one after another; answers the conversation and the messages. */
async function wrote(sender: string, ...texts: string[]) {
  for (const said of texts) await post('official_account', official, textFrom(sender, said));
  const found = await Promise.all(texts.map(async said => (await saying(said)).at(-1)));
  const params = { conversationId: found[0]?.conversationId ?? '' };
  return { params, messages: found.map(one => one?.channelMessageId ?? '') };
}
const read = (params: { conversationId: string }) => clerk.get(readConversation, { params });

describe('the list of conversations', () => {
  test('has one row for a sender, the longest waiting first, and those that were dealt with below', async () => {
    const first = await wrote('list-1', '第一个人');
    clock.advance(60_000);
    const second = await wrote('list-2', '第二个人', '第二个人又写');
    const order = async () => {
      const { conversations } = await clerk.get(listConversations);
      return [first, second].map(({ params }) => {
        const at = conversations.findIndex(one => one.conversationId === params.conversationId);
        return { at, open: conversations[at]?.open };
      });
    };
    const [one, two] = await order();
    assert.deepEqual([one?.open, two?.open], [1, 2]);
    assert.ok((one?.at ?? 9) < (two?.at ?? -1));
    await clerk.get(closeMessages, { params: first.params, body: { messages: first.messages, outcome: 'called' } });
    const [later, now_] = await order();
    assert.ok((now_?.at ?? 9) < (later?.at ?? -1));
    assert.equal(later?.open, 0);
  });

  test('names who has taken a conversation over, and takes only colleagues of the desk', async () => {
    const { params } = await wrote('given', '交给同事');
    const { personId } = community.staff.clerk2;
    await clerk.get(handOverConversation, { params, body: { personId } });
    const row = async () =>
      (await clerk2.get(listConversations)).conversations.find(one => one.conversationId === params.conversationId);
    assert.equal((await row())?.forId, personId);
    assert.ok((await row())?.forName);
    const volunteer = community.staff.volunteer1.personId;
    assert.equal(await clerk.refused(handOverConversation, { params, body: { personId: volunteer } }), 'person_unknown');
    await clerk2.get(handOverConversation, { params, body: { personId: null } });
    assert.equal((await row())?.forId, null);
  });
});

describe('whose door it is', () => {
  test('is said once by a clerk: earlier and later messages name it, until it is taken back', async () => {
    const { params } = await wrote('bound', '家里没米了');
    await clerk.get(bindConversation, { params, body: { householdId } });
    await wrote('bound', '还要盐');
    const { household, messages } = await read(params);
    assert.deepEqual([household?.householdId, household?.boundHow, messages.length], [householdId, 'clerk', 2]);
    await clerk.get(bindConversation, { params, body: { householdId: null } });
    assert.equal((await read(params)).household, null);
    const body = { householdId: randomUUID() };
    assert.equal(await clerk.refused(bindConversation, { params, body }), 'household_unknown');
  });

  test('is said by a door code typed into the chat, which is not kept; a forged or revoked one does nothing', async () => {
    await clerk.get(issueDoorCards, { body: { placeKind: 'household', placeId: householdId } });
    const row = await db.row<{ door_code_id: string }>(
      'SELECT door_code_id FROM door_code WHERE community_id = $1 AND household_id = $2 AND revoked_at IS NULL',
      [communityId, householdId],
    );
    const code = writeDoorCode(config.secret, { communityId, doorCodeId: row?.door_code_id ?? '' });
    await post('wecom_app', corp, textFrom('user-9', `${code.slice(0, -2)}AA`));
    await post('wecom_app', corp, textFrom('user-9', '先说一句'));
    assert.equal((await saying('先说一句'))[0]?.household, null);
    await post('wecom_app', corp, textFrom('user-9', ` ${code} `));
    const [named] = await saying('先说一句');
    assert.deepEqual([named?.household?.householdId, named?.household?.boundHow], [householdId, 'door_code']);
    const kept = await db.row<{ text: string }>(`SELECT string_agg(to_jsonb(m)::text, '') AS text FROM channel_message m`);
    assert.ok(!kept?.text.includes(code));
    await db.count('UPDATE door_code SET revoked_at = now() WHERE door_code_id = $1', [row?.door_code_id]);
    await post('wecom_app', corp, textFrom('user-10', code));
    await post('wecom_app', corp, textFrom('user-10', '旧码'));
    assert.equal((await saying('旧码'))[0]?.household, null);
  });
});

describe('a request of messages', () => {
  const ask = (messages: readonly string[], id = randomUUID()) => ({
    id,
    householdId,
    kind: 'groceries' as const,
    items: [{ name: '土豆', quantity: 2, unit: '斤' }],
    messages: [...messages],
  });

  test('holds what was written to the letter, closes the messages, and is made once however often it is sent', async () => {
    const { params, messages } = await wrote('asks', '要两斤土豆', '放门口 <b>');
    const body = ask(messages);
    const [made, again] = await Promise.all([
      clerk.get(requestOfConversation, { params, body }),
      clerk.get(requestOfConversation, { params, body }),
    ]);
    assert.deepEqual(made, again);
    const request = await clerk.get(readRequest, { params: { requestId: made.requestId } });
    assert.deepEqual([request.pasted, request.state, request.channel], ['要两斤土豆\n放门口 <b>', 'asked', 'pasted_text']);
    const { rows } = await clerk.get(listRequests, { query: { householdId } });
    assert.equal(rows.filter(row => row.requestId === made.requestId).length, 1);
    const done = await read(params);
    assert.deepEqual(
      done.messages.map(one => [one.outcome, one.requestId]),
      messages.map(() => ['request', made.requestId]),
    );
  });

  test('is made by one of two clerks who press at the same moment', async () => {
    const { params, messages } = await wrote('race', '两个人同时点');
    const before = (await clerk.get(listRequests, { query: { householdId } })).rows.length;
    const answers = await Promise.all(
      [clerk, clerk2].map(who => who.call(requestOfConversation, { params, body: ask(messages) })),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
    assert.equal((await clerk.get(listRequests, { query: { householdId } })).rows.length, before + 1);
  });

  test('that is refused leaves the messages open for the next try', async () => {
    const { params, messages } = await wrote('refused', '这户没人住');
    const body = { ...ask(messages), householdId: randomUUID() };
    assert.equal(await clerk.refused(requestOfConversation, { params, body }), 'household_unknown');
    assert.equal((await read(params)).messages[0]?.outcome, null);
    await clerk2.get(requestOfConversation, { params, body: ask(messages) });
  });

  test('takes only open messages of this sender, and leaves what came meanwhile open', async () => {
    const { params, messages } = await wrote('mixed', '这句要办');
    const other = await wrote('mixed-2', '别人的话');
    assert.equal(
      await clerk.refused(requestOfConversation, { params, body: ask([...messages, ...other.messages]) }),
      'not_found',
    );
    await wrote('mixed', '刚刚又写');
    await clerk.get(requestOfConversation, { params, body: ask(messages) });
    assert.deepEqual(
      (await read(params)).messages.map(one => one.outcome),
      ['request', null],
    );
    const body = { messages, outcome: 'nothing' as const };
    assert.equal(await clerk.refused(closeMessages, { params, body }), 'state_has_changed');
  });
});

describe('closing', () => {
  test('says what became of it, twice the same is once, another word afterwards is refused', async () => {
    const { params, messages } = await wrote('closed', '谢谢');
    const close = (outcome: 'nothing' | 'known') => clerk.call(closeMessages, { params, body: { messages, outcome } });
    assert.equal((await close('nothing')).status, 200);
    assert.equal((await close('nothing')).status, 200);
    assert.equal((await close('known')).refusal?.code, 'state_has_changed');
    const [message] = (await read(params)).messages;
    assert.equal(message?.outcome, 'nothing');
    assert.ok(message?.doneByName && message.doneAt);
  });
});

describe('an answer', () => {
  const reply = (params: { conversationId: string }, text: string, messages: string[] = []) =>
    clerk.call(replyInConversation, { params, body: { id: randomUUID(), text, messages } });

  test('may leave the messages open, and is seen waiting, sent, or given up with the reason', async () => {
    const { params, messages } = await wrote('answered', '几点送');
    assert.equal((await reply(params, '我去问一下')).status, 200);
    const states = async () => (await read(params)).replies.map(one => [one.state, one.why]);
    assert.deepEqual(await states(), [['waiting', null]]);
    assert.equal((await read(params)).messages[0]?.outcome, null);
    await handOutReplies(deps);
    assert.deepEqual(await states(), [['sent', null]]);
    assert.equal((await reply(params, '下午三点', messages)).status, 200);
    state.next = [45015];
    await handOutReplies(deps);
    assert.deepEqual(await states(), [
      ['sent', null],
      ['failed', '45015'],
    ]);
    assert.equal((await read(params)).messages[0]?.outcome, 'answered');
    const row = (await clerk.get(listConversations)).conversations.find(one => one.conversationId === params.conversationId);
    assert.equal(row?.answer, 'failed');
  });

  test('to a WeChat user ends after five, or two days after they wrote last; they write again and it begins anew', async () => {
    const { params } = await wrote('window', '在吗');
    for (let number = 1; number <= 5; number++) assert.equal((await reply(params, `第 ${number} 句`)).status, 200);
    assert.equal((await reply(params, '第 6 句')).refusal?.code, 'answer_window_over');
    assert.deepEqual([(await read(params)).window.left, (await read(params)).window.isOpen], [0, false]);
    clock.advance(1000);
    await wrote('window', '还在吗');
    assert.equal((await read(params)).window.left, 5);
    const late = textFrom('window-2', '两天前写的', undefined, new Date(now().getTime() - 48 * 3600_000 - 1000));
    await post('official_account', official, late);
    const [message] = await saying('两天前写的');
    const old = { conversationId: message?.conversationId ?? '' };
    assert.equal((await read(old)).window.isOpen, false);
    assert.equal((await reply(old, '太晚了')).refusal?.code, 'answer_window_over');
  });

  test('to a member of the own organisation has no end', async () => {
    const at = new Date(now().getTime() - 72 * 3600_000);
    await post('wecom_app', corp, textFrom('member', '网格员问一句', undefined, at));
    const [message] = await saying('网格员问一句');
    const params = { conversationId: message?.conversationId ?? '' };
    for (let number = 1; number <= 7; number++) assert.equal((await reply(params, `答 ${number}`)).status, 200);
    assert.deepEqual((await read(params)).window, { until: null, left: null, isOpen: true });
    await handOutReplies(deps);
  });

  test('is refused while the channel is off', async () => {
    const { params } = await wrote('off', '关着的时候');
    await set('official_account', false);
    assert.equal((await reply(params, '收到')).refusal?.code, 'channel_off');
    await set('official_account');
  });
});

describe('what the desk looks at', () => {
  test('is audited once an hour for a person and a conversation, without a word of it', async () => {
    const { params } = await wrote('looked', '只看一眼的话');
    for (const who of [clerk, clerk, clerk2]) await who.get(readConversation, { params });
    const { rows } = await admin.get(listAudit, { query: { subjectId: params.conversationId } });
    assert.equal(rows.filter(row => row.act === 'read_conversation').length, 2);
    const audit = await db.row<{ text: string }>(`SELECT string_agg(to_jsonb(a)::text, '') AS text FROM audit a`);
    assert.ok(!audit?.text.includes('只看一眼') && !audit?.text.includes('looked'));
  });
});
