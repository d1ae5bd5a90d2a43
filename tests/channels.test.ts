// Official 1:1 channels and the group robot, against a stand-in that keeps the documented rules, and against those who forge callbacks.
import assert from 'node:assert/strict';
import { createCipheriv, randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { listChannels, setChannel, testChannel } from '../src/api/channel.ts';
import { readFlatXml } from '../src/server/intake/flat-xml.ts';
import { closeEncrypted, signatureOf } from '../src/server/intake/wechat-crypt.ts';
import {
  addressOf,
  admin,
  corp,
  db,
  now,
  official,
  openMessages,
  post,
  type SetUp,
  saying,
  set,
  settings,
  state,
  textFrom,
} from './channel-world.ts';
import { callBack, callbackOf, field } from './wechat-stand-in.ts';

describe('XML of strangers', () => {
  test('with DOCTYPE, entities, comments or instructions is refused, and a bomb costs nothing', () => {
    const bomb = `<!DOCTYPE lolz [<!ENTITY a "${'ha'.repeat(50)}"><!ENTITY b "&a;&a;&a;">]><xml><A>&b;</A></xml>`;
    const refused = [
      bomb,
      '<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml><A>1</A></xml>',
      '<xml><!ENTITY a "b"><A>1</A></xml>',
      '<xml><A>&a;</A></xml>',
      '<xml><A>&#x41;</A></xml>',
      '<xml><A>a & b</A></xml>',
      '<xml><!-- x --><A>1</A></xml>',
      '<xml><?php x ?><A>1</A></xml>',
      '<xml><A>1</A><A>2</A></xml>',
      '<xml><A>1</B></xml>',
      '<xml><A b="c">1</A></xml>',
      '<xml><A>1</A>',
      '<xml><A>1</A></xml><xml></xml>',
      'x<xml><A>1</A></xml>',
      '<html><A>1</A></html>',
      `<xml>${'<A>'.repeat(5000)}`,
      `<xml><A>${'x'.repeat(70_000)}</A></xml>`,
      '',
    ];
    for (const text of refused) assert.equal(readFlatXml(text), null, text.slice(0, 60));
  });
  test('is read as it is written, groups are passed over', () => {
    const read = readFlatXml(
      '<?xml version="1.0"?>\n<xml>\n <A><![CDATA[a <b> &amp; ]] c]]></A><B>1 &lt; 2 &amp;</B><C/><G><A>other</A></G>\n</xml>\n',
    );
    assert.deepEqual(
      [...(read ?? [])],
      [
        ['A', 'a <b> &amp; ]] c'],
        ['B', '1 < 2 &'],
        ['C', ''],
      ],
    );
  });
});

describe('the settings', () => {
  test('are off and empty at first, and nothing answers at the callback', async () => {
    const { channels } = await admin.get(listChannels);
    assert.ok(channels.length === 5 && channels.every(channel => !channel.enabled && channel.secretsSet.length === 0));
    assert.equal((await post('wecom_app', corp, textFrom('a', 'b'))).status, 403);
  });
  test('say what is missing, refuse what cannot be right, and never show a secret again', async () => {
    const params = { channel: 'wecom_app' } as const;
    assert.equal(
      await admin.refused(setChannel, { params, body: { enabled: true, fields: { corpId: corp.receiver } } }),
      'channel_incomplete',
    );
    assert.equal(
      await admin.refused(setChannel, { params, body: { enabled: false, fields: { encodingAesKey: 'short' } } }),
      'invalid',
    );
    assert.equal(await admin.refused(setChannel, { params, body: { enabled: false, fields: { host: 'x' } } }), 'invalid');
    await set('wecom_app');
    const shown = JSON.stringify(await admin.get(listChannels));
    for (const hidden of [corp.secret, corp.token, corp.encodingAesKey]) assert.ok(!shown.includes(hidden));
    const stored = await db.row<{ text: string }>(`SELECT string_agg(to_jsonb(s)::text, '') AS text FROM channel_setting s`);
    const audit = await db.row<{ text: string }>(`SELECT string_agg(to_jsonb(a)::text, '') AS text FROM audit a`);
    for (const hidden of [corp.secret, corp.token, corp.encodingAesKey]) {
      assert.ok(!stored?.text.includes(hidden) && !stored?.text.includes(Buffer.from(hidden).toString('hex')));
      assert.ok(!audit?.text.includes(hidden));
    }
  });
  test('the test of a connection says what is wrong', async () => {
    const tried = async (channel: SetUp) => {
      const { works, problem } = await admin.get(testChannel, { params: { channel } });
      return works ? 'works' : problem;
    };
    assert.equal(await tried('official_account'), 'incomplete');
    await set('official_account', false, { ...settings.official_account, appId: 'wx0000000000000000' });
    assert.equal(await tried('official_account'), 'wrong_id');
    await set('official_account', false, { appId: official.receiver, secret: 'f'.repeat(32) });
    assert.equal(await tried('official_account'), 'wrong_secret');
    await set('official_account');
    assert.equal(await tried('official_account'), 'works');
    assert.equal(await tried('wecom_app'), 'works');
    state.next = [60020];
    assert.equal(await tried('wecom_app'), 'address_not_allowed');
    state.next = ['down'];
    assert.equal(await tried('wecom_app'), 'unreachable');
    await set('group_robot', false, { key: 'a'.repeat(32) });
    assert.equal(await tried('group_robot'), 'wrong_secret');
    await set('group_robot');
    assert.equal(await tried('group_robot'), 'works');
    await set('wecom_service');
    assert.equal(await tried('wecom_service'), 'works');
  });
});

describe('the check of the address', () => {
  test('of WeCom is answered with what was encrypted, of 公众号 with what was sent, each inside a second', async () => {
    const [timestamp, nonce] = [String(Math.floor(now().getTime() / 1000)), 'abc'];
    const echo = closeEncrypted(corp.encodingAesKey, '4711', corp.receiver);
    const began = performance.now();
    const wecom = await fetch(
      addressOf(
        'wecom_app',
        new URLSearchParams({ msg_signature: signatureOf(corp.token, timestamp, nonce, echo), timestamp, nonce, echostr: echo }),
      ),
    );
    assert.deepEqual([wecom.status, await wecom.text()], [200, '4711']);
    const plain = new URLSearchParams({
      signature: signatureOf(official.token, timestamp, nonce),
      timestamp,
      nonce,
      echostr: '815',
    });
    const theirs = await fetch(addressOf('official_account', plain));
    assert.deepEqual([theirs.status, await theirs.text()], [200, '815']);
    assert.ok(performance.now() - began < 1000, 'the other side waits a second for each');
    plain.set('signature', '0'.repeat(40));
    assert.equal((await fetch(addressOf('official_account', plain))).status, 403);
    plain.set('signature', signatureOf(official.token, timestamp, nonce));
    plain.set('echostr', '<script>alert(1)</script>');
    assert.equal((await fetch(addressOf('official_account', plain))).status, 403);
  });
});

describe('a message to an official account', () => {
  test('is answered at once and stands on the desk, word for word', async () => {
    const said = '要两斤土豆 <b>&amp; 一颗白菜\n放门口';
    const { query, body } = callbackOf(official, textFrom('openid-1', said), now());
    const { tries, text } = await callBack(addressOf('official_account', query), body);
    assert.deepEqual([tries, text], [[200], 'success']);
    const [message] = await saying(said);
    assert.deepEqual([message?.channel, message?.kind, message?.household], ['official_account', 'text', null]);
  });

  test('that comes a hundred times at once is there once', async () => {
    const inner = textFrom('user-1', '一百次', '777');
    const answers = await Promise.all(Array.from({ length: 100 }, () => post('wecom_app', corp, inner)));
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    assert.equal((await saying('一百次')).length, 1);
  });

  test('whose answer came too late is sent again and still there once', async () => {
    const { query, body } = callbackOf(corp, textFrom('user-1', '晚了'), now());
    // Cut off before any answer can come: the other side has heard nothing, we may have.
    const first = await callBack(addressOf('wecom_app', query), body, 1);
    assert.deepEqual(first.tries, ['late', 'late', 'late']);
    assert.deepEqual((await callBack(addressOf('wecom_app', query), body)).tries, [200]);
    assert.equal((await saying('晚了')).length, 1);
  });

  test('without a MsgId is told apart by who and when', async () => {
    const inner = (second: number) =>
      `<xml>${field('FromUserName', 'user-2')}<CreateTime>${second}</CreateTime>${field('MsgType', 'text')}${field('Content', '无号')}</xml>`;
    const second = Math.floor(now().getTime() / 1000);
    for (const at of [second, second, second - 1]) await post('wecom_app', corp, inner(at));
    assert.equal((await saying('无号')).length, 2);
  });

  test('a picture has no words, an event is no message', async () => {
    const before = (await openMessages()).length;
    await post(
      'wecom_app',
      corp,
      `<xml>${field('FromUserName', 'u')}<CreateTime>1</CreateTime>${field('MsgType', 'image')}<MsgId>42</MsgId></xml>`,
    );
    await post(
      'wecom_app',
      corp,
      `<xml>${field('FromUserName', 'u')}${field('MsgType', 'event')}${field('Event', 'enter_agent')}</xml>`,
    );
    const open = await openMessages();
    assert.equal(open.length, before + 1);
    assert.ok(open.some(message => message.kind === 'image' && message.said === null));
  });
});

describe('whoever forges a callback', () => {
  test('gets one and the same answer, and nothing is taken down', async () => {
    const before = (await openMessages()).length;
    const inner = textFrom('evil', '假的');
    const send = (query: URLSearchParams, body: string) =>
      fetch(addressOf('wecom_app', query), { method: 'POST', headers: { 'content-type': 'text/xml' }, body });
    const signed = (encrypted: string) => {
      const [timestamp, nonce] = [String(Math.floor(now().getTime() / 1000)), 'n'];
      const query = new URLSearchParams({
        msg_signature: signatureOf(corp.token, timestamp, nonce, encrypted),
        timestamp,
        nonce,
      });
      return send(query, `<xml>${field('Encrypt', encrypted)}</xml>`);
    };
    const good = callbackOf(corp, inner, now());
    const unsigned = new URLSearchParams(good.query);
    unsigned.set('msg_signature', '0'.repeat(40));
    const other = new URLSearchParams(good.query);
    other.set('nonce', 'other');
    const key = Buffer.from(`${corp.encodingAesKey}=`, 'base64');
    /** Right key and right signature, with a padding of the forger's making. */
    const padded = (tail: Buffer) => {
      const words = Buffer.from(inner);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(words.length);
      const content = Buffer.concat([randomBytes(16), length, words, Buffer.from(corp.receiver)]);
      const room = Buffer.alloc((32 - ((content.length + tail.length) % 32)) % 32, 7);
      const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
      return Buffer.concat([cipher.update(Buffer.concat([content, room, tail])), cipher.final()]).toString('base64');
    };
    const answers = [
      await send(unsigned, good.body),
      await send(other, good.body),
      await send(good.query, good.body.replace('<xml>', '<!DOCTYPE x [<!ENTITY a "b">]><xml>')),
      await send(good.query, good.body.replace('<Encrypt><![CDATA[', '<Encrypt><![CDATA[A')),
      await send(new URLSearchParams(), good.body),
      await post('wecom_app', corp, inner, { receiver: 'ww0000000000000000' }),
      await post('wecom_app', corp, inner, { token: official.token }),
      await post('wecom_app', official, inner, { receiver: corp.receiver, token: corp.token }),
      await post('wecom_app', corp, inner, { at: new Date(now().getTime() - 2 * 3600_000) }),
      await post('wecom_app', corp, '<!DOCTYPE x [<!ENTITY a "b">]><xml><A>&a;</A></xml>'),
      await signed(padded(Buffer.from([0]))),
      await signed(padded(Buffer.from([33]))),
      await signed(padded(Buffer.from([1, 2, 3, 4]))),
      await signed(randomBytes(32).toString('base64')),
      await signed(randomBytes(17).toString('base64')),
      await signed('!!!'),
    ];
    const told = await Promise.all(answers.map(async answer => `${answer.status} ${await answer.text()}`));
    assert.deepEqual([...new Set(told)], ['403 ']);
    assert.equal((await fetch(addressOf('wecom_app', good.query), { method: 'POST', body: 'x'.repeat(100_000) })).status, 413);
    assert.equal((await openMessages()).length, before);
  });
});
