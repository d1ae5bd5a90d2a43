// Messages leave the house through a gateway: signed, taken once, tried again, given up in time, and without anything personal in them.
import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, beforeEach, describe, test } from 'node:test';
import { confirmDoor, issueDoorCards, openDoor, sendOneTimeCode } from '../src/api/session.ts';
import { noticeMessage } from '../src/domain/notice/template.ts';
import { ConfigError, readSettings } from '../src/server/config.ts';
import { handOverNotices } from '../src/server/notice/hand-over.ts';
import { addNotices } from '../src/server/notice/store.ts';
import { testApp } from './app.ts';

const secret = randomBytes(32).toString('hex');

interface Taken {
  readonly id: string;
  readonly template: string;
  readonly parameters: Record<string, string>;
  readonly telephone: string;
  readonly text: string;
}

/** A gateway as an operator would write it: checks signature and age, takes each key once. */
const gateway = {
  /** What was accepted, by key. */
  taken: new Map<string, Taken>(),
  posts: 0,
  refused: [] as string[],
  /** What to answer to the next posts instead; `cut` takes the message and then breaks the connection. */
  next: [] as (number | 'cut' | 'wait')[],
  now: () => new Date(),
};

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

const server = createServer(async (request, response) => {
  gateway.posts += 1;
  const body = await bodyOf(request);
  const header = (name: string) => String(request.headers[name] ?? '');
  const [key, timestamp] = [header('idempotency-key'), header('cailanzi-timestamp')];
  const wanted = `v1=${createHmac('sha256', secret).update(`${timestamp}.${key}.${body}`).digest('hex')}`;
  const stale = Math.abs(gateway.now().getTime() / 1000 - Number(timestamp)) > 300;
  if (request.method !== 'POST' || header('cailanzi-signature') !== wanted || stale) {
    gateway.refused.push(stale ? 'stale' : 'signature');
    return response.writeHead(401).end();
  }
  const instead = gateway.next.shift();
  if (instead === 'wait') return;
  if (typeof instead === 'number') return response.writeHead(instead, instead === 429 ? { 'retry-after': '60' } : {}).end();
  if (!gateway.taken.has(key)) gateway.taken.set(key, JSON.parse(body));
  if (instead === 'cut') return request.socket.destroy();
  response.writeHead(202).end('taken');
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
after(() => {
  server.closeAllConnections();
  server.close();
});
const smsUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/messages`;

const app = await testApp({ config: { smsUrl, smsSecret: secret } });
const { db, deps, community, clock, now, stranger, signedIn } = app;
gateway.now = now;
const { communityId } = community;

interface Row {
  readonly handed_over_at: string | null;
  readonly given_up_at: string | null;
  readonly next_try_at: string;
  readonly tries: number;
  readonly sealed: Buffer | null;
}
const rowOf = (requestNumber: string) =>
  db.row<Row>(`SELECT * FROM notice WHERE facts ->> 'number' = $1 AND community_id = $2`, [requestNumber, communityId]);

/** The daughter is told that something arrived. */
async function tell(number: string, toPerson = community.relative): Promise<void> {
  const householdId = community.households['10-1-201'] ?? '';
  await addNotices(
    db,
    communityId,
    [{ template: 'delivered_to_relative', toPerson, householdId, facts: { number, kind: 'medicine' } }],
    now(),
  );
}

beforeEach(() => {
  gateway.next = [];
  gateway.refused = [];
});

describe('a message', () => {
  test('is handed over once, signed, to the number with its country', async () => {
    await tell('A-001');
    assert.deepEqual(await handOverNotices(deps), { handedOver: 1, later: 0, givenUp: 0 });
    const [message] = [...gateway.taken.values()].filter(({ parameters }) => parameters.number === 'A-001');
    assert.ok(message);
    assert.equal(message.telephone, '+8619900019901');
    assert.equal(message.text, '【试验社区】您家人的物品已送到（编号 A-001）。');
    assert.ok((await rowOf('A-001'))?.handed_over_at);
    const { posts } = gateway;
    assert.deepEqual(await handOverNotices(deps), { handedOver: 0, later: 0, givenUp: 0 });
    assert.equal(gateway.posts, posts);
  });

  test('whose answer was lost comes again under the same key and is taken once', async () => {
    gateway.next = ['cut'];
    await tell('A-002');
    assert.equal((await handOverNotices(deps)).later, 1);
    const count = gateway.taken.size;
    clock.advance(5_000);
    assert.equal((await handOverNotices(deps)).handedOver, 1);
    assert.equal(gateway.taken.size, count);
    assert.equal((await rowOf('A-002'))?.tries, 2);
  });

  test('waits longer after each failure, as long as the gateway says, and a day at most', async () => {
    await tell('A-003');
    const pauses: number[] = [];
    for (const answer of [500, 503, 502, 408]) {
      gateway.next = [answer];
      assert.equal((await handOverNotices(deps)).later, 1);
      const pause = Date.parse((await rowOf('A-003'))?.next_try_at ?? '') - now().getTime();
      pauses.push(Math.round(pause / 1000));
      clock.advance(pause + 10);
    }
    assert.deepEqual(pauses, [5, 10, 20, 40]);
    gateway.next = [429];
    await handOverNotices(deps);
    assert.equal(Math.round((Date.parse((await rowOf('A-003'))?.next_try_at ?? '') - now().getTime()) / 1000), 60);
    clock.advance(24 * 3600_000);
    assert.equal((await handOverNotices(deps)).givenUp, 1);
    const row = await rowOf('A-003');
    assert.ok(row?.given_up_at && row.handed_over_at === null);
  });

  test('the gateway will never take is given up at once', async () => {
    gateway.next = [400];
    await tell('A-004');
    assert.deepEqual(await handOverNotices(deps), { handedOver: 0, later: 0, givenUp: 1 });
  });

  test('is not sent to whoever is no longer authorised, has no mobile number, or was removed', async () => {
    const { posts } = gateway;
    await db.count('UPDATE resident SET ended_at = $2 WHERE person_id = $1', [community.relative, now()]);
    await tell('A-005');
    assert.equal((await handOverNotices(deps)).givenUp, 1);
    await db.count('UPDATE resident SET ended_at = NULL WHERE person_id = $1', [community.relative]);
    await db.count('UPDATE person SET telephone = $2 WHERE person_id = $1', [community.relative, '0931-5550199']);
    await tell('A-006');
    assert.equal((await handOverNotices(deps)).givenUp, 1);
    await db.count('UPDATE person SET telephone = $2 WHERE person_id = $1', [community.relative, '+852 9123 4567']);
    await tell('A-007');
    assert.equal((await handOverNotices(deps)).handedOver, 1);
    await db.count('UPDATE person SET telephone = $2 WHERE person_id = $1', [community.relative, '19900019901']);
    assert.equal(gateway.posts, posts + 1);
  });

  test('holds nothing personal: no name, no address, not that it was medicine', () => {
    for (const { text, parameters } of gateway.taken.values()) {
      assert.doesNotMatch(`${text}${JSON.stringify(parameters)}`, /药|号楼|单元|住户|外地|1[3-9][0-9]{9}/);
    }
    assert.equal(noticeMessage('delivered_to_relative', '某社区', {}), null);
    assert.equal(noticeMessage('of_a_later_version', '某社区', { number: '1' }), null);
  });
});

describe('many messages', () => {
  test('two programs at once hand each over once', async () => {
    const before = gateway.posts;
    for (let number = 0; number < 60; number++) await tell(`B-${number}`);
    const [one, other] = await Promise.all([handOverNotices(deps), handOverNotices(deps)]);
    assert.equal(one.handedOver + other.handedOver, 60);
    assert.equal(gateway.posts - before, 60);
  });

  test('while the gateway is away only a few are tried, and none is lost', async () => {
    for (let number = 0; number < 30; number++) await tell(`C-${number}`);
    const before = gateway.posts;
    gateway.next = Array(30).fill(503);
    const first = await handOverNotices(deps);
    assert.deepEqual(first, { handedOver: 0, later: 4, givenUp: 0 });
    assert.equal(gateway.posts - before, 4);
    gateway.next = [];
    clock.advance(6_000);
    const rest = await handOverNotices(deps);
    assert.equal(rest.handedOver, 30);
  });

  test('a gateway that does not answer is left after a few seconds, or at once when the program stops', async () => {
    await tell('D-001');
    gateway.next = ['wait'];
    const stop = new AbortController();
    const began = performance.now();
    const waiting = handOverNotices(deps, stop.signal);
    setTimeout(() => stop.abort(), 100);
    assert.equal((await waiting).later, 1);
    assert.ok(performance.now() - began < 3_000);
    clock.advance(5_000);
    assert.equal((await handOverNotices(deps)).handedOver, 1);
  });
});

describe('a one-time code', () => {
  async function ask(door: string) {
    const clerk = await signedIn('clerk');
    const { cards } = await clerk.get(issueDoorCards, {
      body: { placeKind: 'household', placeId: community.households[door] ?? '' },
    });
    const caller = stranger();
    const opened = await caller.get(openDoor, { body: { code: cards[0]?.code ?? '' } });
    const personId = opened.telephones[0]?.personId ?? '';
    return { caller, personId, answer: await caller.get(sendOneTimeCode, { body: { personId } }) };
  }
  const codeRow = (personId: string) =>
    db.row<Row>(`SELECT * FROM notice WHERE to_person = $1 ORDER BY notice_id DESC LIMIT 1`, [personId]);

  test('goes sealed through the outbox to the telephone, which opens the door; afterwards the row is empty', async () => {
    const { caller, personId, answer } = await ask('10-1-101');
    assert.deepEqual(answer, { sent: true });
    assert.ok((await codeRow(personId))?.sealed);
    await handOverNotices(deps);
    const message = [...gateway.taken.values()].findLast(({ template }) => template === 'one_time_code');
    assert.match(message?.parameters.code ?? '', /^[0-9]{6}$/);
    assert.ok(message?.text.includes(message.parameters.code ?? 'x'));
    assert.equal((await codeRow(personId))?.sealed, null);
    const me = await caller.get(confirmDoor, { body: { code: message?.parameters.code ?? '' } });
    assert.equal(me.personId, personId);
  });

  test('that was replaced is not sent, and one that came too late is given up and emptied', async () => {
    const { caller, personId } = await ask('10-1-102');
    await caller.get(sendOneTimeCode, { body: { personId } });
    const before = gateway.posts;
    await handOverNotices(deps);
    assert.equal(gateway.posts - before, 1);

    await caller.get(sendOneTimeCode, { body: { personId } });
    gateway.next = [500];
    await handOverNotices(deps);
    clock.advance(10 * 60_000);
    gateway.next = [500];
    await handOverNotices(deps);
    const row = await codeRow(personId);
    assert.ok(row?.given_up_at);
    assert.equal(row.sealed, null);
  });
});

describe('without a gateway', () => {
  test('nothing is posted, codes are marked for the clerk to read out, and old messages are not kept waiting', async () => {
    const quiet = await testApp({ slug: 'quiet' });
    const { cards } = await (await quiet.signedIn('clerk')).get(issueDoorCards, {
      body: { placeKind: 'household', placeId: quiet.community.households['10-1-101'] ?? '' },
    });
    const caller = quiet.stranger();
    const opened = await caller.get(openDoor, { body: { code: cards[0]?.code ?? '' } });
    await caller.get(sendOneTimeCode, { body: { personId: opened.telephones[0]?.personId ?? '' } });
    const row = await quiet.db.row<{ facts: object; sealed: Buffer | null; given_up_at: string | null }>('SELECT * FROM notice');
    assert.deepEqual(row?.facts, { readOut: true });
    assert.equal(row?.sealed, null);
    assert.ok(row?.given_up_at);
    assert.deepEqual(await handOverNotices(quiet.deps), { handedOver: 0, later: 0, givenUp: 0 });
  });

  test('an address of a gateway without a secret is refused at the start', () => {
    assert.throws(() => readSettings({ CAILANZI_SMS_URL: smsUrl }, []), ConfigError);
    assert.equal(readSettings({ CAILANZI_SMS_URL: smsUrl, CAILANZI_SMS_SECRET: secret }, []).smsSecret, secret);
  });
});

test('the gateway of these tests refuses a wrong signature and an old message', async () => {
  const post = (headers: Record<string, string>) => fetch(smsUrl, { method: 'POST', headers, body: '{}' });
  assert.equal((await post({ 'idempotency-key': 'x', 'cailanzi-timestamp': '1', 'cailanzi-signature': 'v1=00' })).status, 401);
  await tell('E-001');
  const wrong = { ...deps, config: { ...deps.config, smsSecret: 'another secret of sixteen' } };
  assert.deepEqual(await handOverNotices(wrong), { handedOver: 0, later: 1, givenUp: 0 }, 'the operator can put it right');
  assert.deepEqual(gateway.refused, ['stale', 'signature']);
  clock.advance(5_000);
  assert.equal((await handOverNotices(deps)).handedOver, 1);
});
