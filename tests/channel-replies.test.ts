// What goes out by official channels and the group robot: once each, no faster than allowed, and nothing that is somebody's own.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, test } from 'node:test';
import { sendGroupNotice } from '../src/api/channel.ts';
import { replyInConversation } from '../src/api/conversation.ts';
import { personalIn } from '../src/domain/notice/group-text.ts';
import { fetchServiceMessages } from '../src/server/intake/fetch-service.ts';
import { handOutReplies } from '../src/server/intake/hand-out.ts';
import { clerk, clock, community, corp, db, deps, post, saying, service, set, state, textFrom } from './channel-world.ts';
import { field } from './wechat-stand-in.ts';

before(async () => {
  for (const channel of ['official_account', 'wecom_app', 'wecom_service', 'group_robot'] as const) await set(channel);
});

describe('an answer', () => {
  async function answer(said: string, text: string, sender = 'user-1') {
    await post('wecom_app', corp, textFrom(sender, said));
    const [message] = await saying(said);
    await clerk.get(replyInConversation, {
      params: { conversationId: message?.conversationId ?? '' },
      body: { id: randomUUID(), text, messages: [message?.channelMessageId ?? ''] },
    });
  }
  const sentTexts = () => state.sent.map(({ body }) => (body.text as { content?: string } | undefined)?.content);

  test('goes to whoever wrote, with a token that is asked for once', async () => {
    const asks = state.tokenAsks;
    await answer('几点送', '今天下午送到');
    await answer('多少钱', '一共三十元');
    assert.equal((await handOutReplies(deps)).handedOver, 2);
    const sent = state.sent.filter(({ path }) => path === '/cgi-bin/message/send').map(({ body }) => body);
    assert.deepEqual([sent.at(-1)?.touser, sent.at(-1)?.agentid], ['user-1', 1000002]);
    assert.ok(sentTexts().includes('今天下午送到') && sentTexts().includes('一共三十元'));
    assert.ok(state.tokenAsks - asks <= 1);
    assert.deepEqual(await handOutReplies(deps), { handedOver: 0, later: 0, givenUp: 0 });
  });

  test('gets through when the token ran out or was taken back', async () => {
    clock.advance(7200_000);
    await answer('过期', '令牌过期后');
    assert.equal((await handOutReplies(deps)).handedOver, 1);
    state.tokens.clear();
    await answer('作废', '令牌作废后');
    assert.equal((await handOutReplies(deps)).handedOver, 1);
    state.next = [42001];
    await answer('又过期', '说过期就再取');
    assert.equal((await handOutReplies(deps)).handedOver, 1);
    assert.ok(sentTexts().includes('说过期就再取'));
  });

  test('waits while the other side is down, and is given up where it will never be taken', async () => {
    state.next = ['down'];
    await answer('断线', '断线之后');
    assert.deepEqual(await handOutReplies(deps), { handedOver: 0, later: 1, givenUp: 0 });
    assert.deepEqual(await handOutReplies(deps), { handedOver: 0, later: 0, givenUp: 0 });
    clock.advance(5_000);
    assert.equal((await handOutReplies(deps)).handedOver, 1);
    state.next = [81013];
    await answer('走了', '没有这个人');
    assert.deepEqual(await handOutReplies(deps), { handedOver: 0, later: 0, givenUp: 1 });
  });

  test('two programs at once send it once', async () => {
    await answer('两台', '只发一次');
    await Promise.all([handOutReplies(deps), handOutReplies(deps), handOutReplies(deps)]);
    assert.equal(sentTexts().filter(text => text === '只发一次').length, 1);
  });
});

describe('微信客服', () => {
  const event = () =>
    `<xml>${field('MsgType', 'event')}${field('Event', 'kf_msg_or_event')}${field('Token', 'TOKEN1')}${field('OpenKfId', 'wkABC')}</xml>`;
  const wrote = (msgid: string, content: string) => ({ msgid, external_userid: 'wm-1', origin: 3, msgtype: 'text', content });

  test('what was written is fetched page after page, once, and on from where it ended', async () => {
    state.service.push(
      wrote('k1', '客服一'),
      { msgid: 'k2', origin: 4, msgtype: 'event' },
      { msgid: 'k3', external_userid: 'wm-1', origin: 5, msgtype: 'text', content: '我们自己的话' },
      wrote('k4', '客服二'),
      wrote('k5', '客服三'),
    );
    await Promise.all(Array.from({ length: 5 }, () => post('wecom_service', service, event())));
    assert.equal(await fetchServiceMessages(deps), 3);
    assert.deepEqual(
      state.fetches.map(fetch => [fetch.cursor, fetch.token, fetch.open_kfid]),
      [
        [undefined, 'TOKEN1', 'wkABC'],
        ['place-2', 'TOKEN1', 'wkABC'],
        ['place-4', 'TOKEN1', 'wkABC'],
      ],
    );
    assert.equal(await fetchServiceMessages(deps), 0);
    assert.equal(state.fetches.length, 3);
    state.service.push(wrote('k5', '客服三'), wrote('k6', '客服四'));
    await post('wecom_service', service, event());
    assert.equal(await fetchServiceMessages(deps), 1);
    assert.equal((await saying('客服三')).length, 1);
    assert.equal((await saying('我们自己的话')).length, 0);
  });

  test('a fetch that fails is tried again from the same place', async () => {
    state.service.push(wrote('k7', '断前'), wrote('k8', '断前二'), wrote('k9', '断后'));
    await post('wecom_service', service, event());
    state.servicePage = 1;
    const fetches = state.fetches.length;
    await fetchServiceMessages(deps);
    assert.equal(state.fetches.length, fetches + 3);
    assert.equal((await saying('断后')).length, 1);
    state.service.push(wrote('k10', '停机时'));
    await post('wecom_service', service, event());
    state.next = ['down'];
    assert.equal(await fetchServiceMessages(deps), 0);
    assert.equal(await fetchServiceMessages(deps), 0);
    clock.advance(6_000);
    assert.equal(await fetchServiceMessages(deps), 1);
  });

  test('is answered in the account that was written to, under an id that counts once', async () => {
    const [message] = await saying('客服一');
    const body = { id: randomUUID(), text: '马上安排', messages: [message?.channelMessageId ?? ''] };
    const params = { conversationId: message?.conversationId ?? '' };
    await clerk.get(replyInConversation, { params, body });
    await clerk.get(replyInConversation, { params, body });
    await handOutReplies(deps);
    const sent = state.sent.filter(({ path }) => path === '/cgi-bin/kf/send_msg').map(({ body: one }) => one);
    assert.deepEqual(
      sent.map(one => [one.touser, one.open_kfid, one.msgid]),
      [['wm-1', 'wkABC', body.id.replaceAll('-', '')]],
    );
  });
});

describe('the robot of the group', () => {
  const notice = (text: string) => clerk.call(sendGroupNotice, { body: { id: randomUUID(), text } });

  test('says nothing that is somebody’s own', async () => {
    const name = (
      await db.row<{ name: string }>('SELECT name FROM person WHERE person_id = $1', [community.residents['10-1-101']])
    )?.name;
    const personal = [
      '请 13912345678 来取菜',
      '请 139-1234-5678 来取菜',
      '请１３９１２３４５６７８来取菜',
      '电话 0931 555 0100',
      '一三九一二三四五六七八',
      '10-2-1002 的菜到了',
      '10号楼2单元1002 的菜到了',
      '十号楼二单元一〇〇二',
      '1002室请下楼',
      '身份证 62010119900101123X',
      '6号楼302 的菜到了',
      '六栋三〇二请下楼',
      '302 王阿姨的药到了',
      '3 楼 302 老王阿姨',
      '请转告李奶奶家 1501',
      `${name}家的药到了`,
      `${[...(name ?? '')].join(' ')}家的药到了`,
    ];
    for (const text of personal) assert.equal((await notice(text)).refusal?.code, 'personal_in_text', text);
    for (const text of [
      '今天 16:00 截止登记，2026-11-24 上午送菜',
      '10号楼明天做核酸，请分批下楼',
      '共 574 户已送 320 户',
      '6号楼 120 户、9号楼 1200 斤土豆',
      '3号楼 16:00 开始',
      '200 位志愿者老师辛苦了',
    ]) {
      assert.equal(personalIn(text), null, text);
    }
  });

  test('sends twenty a minute and no more, in order, and everything in the end', async () => {
    state.sent = [];
    clock.advance(120_000);
    for (let number = 1; number <= 45; number++) assert.equal((await notice(`第 ${number} 车到门口了`)).status, 200);
    const rounds: number[] = [];
    for (let turn = 0; turn < 40 && rounds.reduce((sum, one) => sum + one, 0) < 45; turn++) {
      rounds.push((await handOutReplies(deps)).handedOver);
      clock.advance(5_000);
    }
    assert.equal(rounds[0], 20);
    assert.equal(state.robotRefused, 0);
    const sent = state.sent.map(({ body }) => (body.text as { content: string }).content);
    assert.deepEqual(
      sent,
      Array.from({ length: 45 }, (_, index) => `第 ${index + 1} 车到门口了`),
    );
  });

  test('waits a minute when it is told that it was too much', async () => {
    clock.advance(120_000);
    state.next = [45009];
    await notice('太快了');
    assert.deepEqual(await handOutReplies(deps), { handedOver: 0, later: 1, givenUp: 0 });
    clock.advance(66_000);
    assert.equal((await handOutReplies(deps)).handedOver, 1);
  });

  test('that is switched off takes nothing', async () => {
    await set('group_robot', false);
    assert.equal((await notice('明天送菜')).refusal?.code, 'channel_off');
  });
});
