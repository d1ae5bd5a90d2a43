// The telephone: a signed event brings the household to the right screen, missed calls are returned, and no number stands where it may not.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { closeMissedCall, endCall, listMissedCalls, myCalls, revealMissedCall, setExtension, tellCall } from '../src/api/call.ts';
import { setChannel } from '../src/api/channel.ts';
import { findByTelephone } from '../src/api/place.ts';
import { listAudit } from '../src/api/privacy.ts';
import { tick } from '../src/server/clock/ticker.ts';
import { signCall } from '../src/server/intake/call-routes.ts';
import { testApp } from './app.ts';
import { makeCommunity } from './community.ts';
import { EventStream } from './event-stream.ts';

const app = await testApp();
const { db, community, now, clock, deps } = app;
const { communityId } = community;
const secret = randomBytes(24).toString('hex');
const [admin, clerk, lead] = await Promise.all([app.signedIn('admin'), app.signedIn('clerk'), app.signedIn('lead')]);
const door = '10-1-101';
const number = '13911112222';

before(async () => {
  await admin.get(setChannel, { params: { channel: 'telephone_system' }, body: { enabled: true, fields: { secret } } });
  await db.count('UPDATE person SET telephone = $2, telephone_digits = $2 WHERE person_id = $1', [
    community.residents[door],
    number,
  ]);
});

interface Told {
  readonly callId?: string;
  readonly event: 'ringing' | 'answered' | 'ended' | 'missed';
  readonly number?: string;
  readonly extension?: string;
  readonly community?: string;
}

/** As a telephone system sends it. */
function tell(told: Told, { by = secret, at = now(), change = (body: string) => body } = {}) {
  const body = JSON.stringify({ community: communityId, callId: randomUUID(), ...told });
  const timestamp = String(Math.floor(at.getTime() / 1000));
  return app.stranger('10.9.0.1').call(tellCall, {
    headers: {
      'content-type': 'application/json',
      'cailanzi-timestamp': timestamp,
      'cailanzi-signature': signCall(by, timestamp, body),
    },
    payload: Buffer.from(change(body)),
  });
}

const missedOf = async (calls: number) =>
  (await clerk.get(listMissedCalls)).missedCalls.find(row => row.calls === calls && row.tries === 0);

describe('an event of the telephone system', () => {
  test('brings the household to whoever sits at that extension, and to nobody else', async () => {
    await clerk.get(setExtension, { body: { extension: '801' } });
    const callId = 'call-1';
    assert.equal((await tell({ callId, event: 'ringing', number: '+86 139-1111-2222', extension: '801' })).status, 200);
    const { extension, calls } = await clerk.get(myCalls);
    assert.equal(extension, '801');
    assert.equal(calls.length, 1);
    assert.deepEqual([calls[0]?.state, calls[0]?.telephone], ['ringing', '139****22']);
    assert.deepEqual(
      calls[0]?.households.map(one => one.householdId),
      [community.households[door]],
    );
    assert.deepEqual((await lead.get(myCalls)).calls, []);
    await tell({ callId, event: 'answered', number, extension: '801' });
    assert.equal((await clerk.get(myCalls)).calls[0]?.state, 'answered');
    await tell({ callId, event: 'ended', number, extension: '801' });
    assert.deepEqual((await clerk.get(myCalls)).calls, []);
  });

  test('the look at who calls is in the audit once, however often the page asks', async () => {
    const rows = async () =>
      (await admin.get(listAudit, { query: { subjectId: community.households[door] ?? '' } })).rows.filter(
        entry => entry.act === 'show_caller',
      ).length;
    const earlier = await rows();
    await tell({ callId: 'call-2', event: 'ringing', number, extension: '801' });
    await Promise.all([clerk.get(myCalls), clerk.get(myCalls), clerk.get(myCalls)]);
    assert.equal((await rows()) - earlier, 1);
    await tell({ callId: 'call-2', event: 'ended' });
  });

  test('of a hidden or unknown number rings without a household', async () => {
    await tell({ callId: 'call-3', event: 'ringing', extension: '801' });
    await tell({ callId: 'call-4', event: 'ringing', number: '13700000001', extension: '801' });
    const { calls } = await clerk.get(myCalls);
    assert.deepEqual(
      calls.map(call => [call.telephone, call.households]),
      [
        [null, []],
        ['137****01', []],
      ],
    );
    for (const callId of ['call-3', 'call-4']) await tell({ callId, event: 'ended' });
  });

  test('ends with what came of it: the household counts as heard from, twice the same is once, a wrong number is no contact', async () => {
    await tell({ callId: 'call-ended', event: 'ringing', number, extension: '801' });
    const householdId = community.households[door] ?? '';
    const phoneCallId = (await clerk.get(myCalls)).calls[0]?.phoneCallId ?? '';
    const contacts = async () =>
      (await db.row<{ count: number }>('SELECT count(*)::integer AS count FROM contact WHERE household_id = $1', [householdId]))
        ?.count;
    const before = (await contacts()) ?? 0;
    const body = { id: randomUUID(), outcome: 'needs_nothing' as const, householdId, phoneCallId };
    // Somebody else's call is not theirs to end.
    await lead.get(endCall, { body: { id: randomUUID(), outcome: 'hung_up', phoneCallId } });
    assert.equal((await clerk.get(myCalls)).calls.length, 1);
    for (let turn = 0; turn < 2; turn++) await clerk.get(endCall, { body });
    assert.deepEqual((await clerk.get(myCalls)).calls, []);
    assert.equal(await contacts(), before + 1);
    await clerk.get(endCall, { body: { id: randomUUID(), outcome: 'wrong_number', householdId } });
    assert.equal(await contacts(), before + 1);
    const nowhere = { id: randomUUID(), outcome: 'answered' as const, householdId: randomUUID() };
    assert.equal(await clerk.refused(endCall, { body: nowhere }), 'household_unknown');
  });

  test('of a landline finds the door with and without area code, +86, spaces and dashes, however it is on the roster', async () => {
    const { residents, households } = community;
    const onRoster = async (written: string, digits: string) =>
      db.count('UPDATE person SET telephone = $2, telephone_digits = $3 WHERE person_id = $1', [
        residents['10-1-102'],
        written,
        digits,
      ]);
    const found = async (telephone: string) =>
      (await clerk.get(findByTelephone, { body: { telephone } })).households.map(one => one.householdId);
    const dresses = ['0931-5550199', '0931 555 0199', '+86 931 555 0199', '0086-931-5550199', '09315550199'];
    await onRoster('0931-5550199', '09315550199');
    for (const telephone of [...dresses, '5550199', '555-0199'])
      assert.deepEqual(await found(telephone), [households['10-1-102']], telephone);
    await onRoster('555 0199', '5550199');
    for (const telephone of [...dresses, '5550199'])
      assert.deepEqual(await found(telephone), [households['10-1-102']], telephone);
    assert.deepEqual(await found('0931-5550198'), []);
  });

  test('is refused with another key, another body, an old time, no signature, and for a community that has none', async () => {
    const other = await makeCommunity(db, { slug: 'another', name: '另一社区', divisionCode: '629902001001', now: now() });
    const minutes = (count: number) => new Date(now().getTime() + count * 60_000);
    const refused = [
      await tell({ event: 'missed', number: '13700000009' }, { by: randomBytes(24).toString('hex') }),
      await tell({ event: 'missed', number: '13700000009' }, { change: body => body.replace('missed', 'ringing') }),
      await tell({ event: 'missed', number: '13700000009' }, { change: body => `${body} ` }),
      await tell({ event: 'missed', number: '13700000009' }, { at: minutes(-6) }),
      await tell({ event: 'missed', number: '13700000009' }, { at: minutes(6) }),
      await tell({ event: 'missed', number: '13700000009', community: other.communityId }),
      await app.stranger('10.9.0.2').call(tellCall, { body: { community: communityId, callId: 'x', event: 'missed' } }),
    ];
    assert.deepEqual([...new Set(refused.map(({ status, refusal }) => `${status} ${refusal?.code}`))], ['401 signature_wrong']);
    const row = await db.row<{ calls: number }>(
      `SELECT count(*)::int AS calls FROM phone_call WHERE telephone_digits = '13700000009'`,
    );
    assert.equal(row?.calls, 0);
  });

  test('a hundred times at once counts once', async () => {
    const told = { callId: 'call-5', event: 'missed', number: '13700000010' } as const;
    const answers = await Promise.all(Array.from({ length: 100 }, () => tell(told)));
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    const missed = await db.rows<{ calls: number }>(`SELECT calls FROM missed_call WHERE telephone_digits = '13700000010'`);
    assert.deepEqual(missed, [{ calls: 1 }]);
  });

  test('a body that is longer than any call is not read', async () => {
    const { refusal } = await tell({ event: 'ringing', number: '1'.repeat(20_000) });
    assert.equal(refusal?.code, 'body_too_large');
  });

  test('whoever sits down at an extension has it from then on', async () => {
    await lead.get(setExtension, { body: { extension: '801' } });
    assert.equal((await clerk.get(myCalls)).extension, null);
    await tell({ callId: 'call-6', event: 'ringing', number, extension: '801' });
    assert.equal((await lead.get(myCalls)).calls.length, 1);
    assert.equal((await clerk.get(myCalls)).calls.length, 0);
    await tell({ callId: 'call-6', event: 'ended' });
    await clerk.get(setExtension, { body: { extension: '801' } });
  });
});

describe('a missed call', () => {
  test('of the same number is one row, with how often it rang', async () => {
    for (const callId of ['m-1', 'm-2', 'm-3']) {
      await tell({ callId, event: 'ringing', number, extension: '801' });
      await tell({ callId, event: 'missed', number });
    }
    const row = await missedOf(3);
    assert.equal(row?.telephone, '139****22');
    assert.deepEqual(
      row?.households.map(one => one.householdId),
      [community.households[door]],
    );
  });

  test('shows its number in full only with an audit row', async () => {
    const row = await missedOf(3);
    const params = { missedCallId: row?.missedCallId ?? '' };
    assert.equal((await clerk.get(revealMissedCall, { params })).telephone, number);
    const audit = await admin.get(listAudit, { query: { subjectId: params.missedCallId } });
    assert.equal(audit.rows.filter(entry => entry.act === 'reveal_telephone').length, 1);
  });

  test('stays when nobody answers, and is closed by any outcome without filling in anything', async () => {
    const row = await missedOf(3);
    const params = { missedCallId: row?.missedCallId ?? '' };
    const first = { id: randomUUID(), outcome: 'no_answer' } as const;
    assert.deepEqual(await clerk.get(closeMissedCall, { params, body: first }), { closed: false });
    assert.deepEqual(await clerk.get(closeMissedCall, { params, body: first }), { closed: false });
    const open = (await clerk.get(listMissedCalls)).missedCalls.find(one => one.missedCallId === params.missedCallId);
    assert.equal(open?.tries, 1);
    assert.deepEqual(await clerk.get(closeMissedCall, { params, body: { id: randomUUID(), outcome: 'spoke' } }), {
      closed: true,
    });
    assert.equal(
      await lead.refused(closeMissedCall, { params, body: { id: randomUUID(), outcome: 'given_up' } }),
      'state_has_changed',
    );
  });

  test('goes off the list when they call again and somebody answers', async () => {
    await tell({ callId: 'm-4', event: 'missed', number: '13700000020' });
    await tell({ callId: 'm-5', event: 'ringing', number: '13700000020', extension: '801' });
    await tell({ callId: 'm-5', event: 'answered', extension: '801' });
    const row = await db.row<{ outcome: string }>(`SELECT outcome FROM missed_call WHERE telephone_digits = '13700000020'`);
    assert.equal(row?.outcome, 'called_again');
    await tell({ callId: 'm-5', event: 'ended' });
  });

  test('that was answered elsewhere is none', async () => {
    await tell({ callId: 'm-6', event: 'answered', number: '13700000021', extension: '802' });
    await tell({ callId: 'm-6', event: 'missed', number: '13700000021', extension: '801' });
    assert.equal(await db.row(`SELECT 1 FROM missed_call WHERE telephone_digits = '13700000021'`), undefined);
  });
});

describe('the number', () => {
  test('does not go over the live stream, which names the clerk and nothing else', async () => {
    await app.app.listen({ port: 0, host: '127.0.0.1' });
    const origin = `http://127.0.0.1:${(app.app.server.address() as AddressInfo).port}`;
    const stream = await new EventStream(`${origin}/api/v1/live`, `cailanzi=${clerk.cookie}`).opened();
    after(() => stream.cut());
    await stream.named('beat');
    await tell({ callId: 's-1', event: 'ringing', number, extension: '801' });
    const { data } = await stream.named('call');
    assert.deepEqual(data, { personId: community.staff.clerk.personId });
    assert.ok(!JSON.stringify(stream.messages).includes(number));
    stream.cut();
  });

  test('is in no audit row, and calls are forgotten after a day', async () => {
    const audit = await db.row<{ text: string }>('SELECT string_agg(to_jsonb(audit)::text, chr(10)) AS text FROM audit');
    assert.ok(!audit?.text.includes(number));
    clock.advance(25 * 3600_000);
    // Rows carry the time of the database, which cannot be set ahead.
    await db.count(`UPDATE phone_call SET at = at - interval '1 hour'`);
    await tick(deps);
    assert.deepEqual(await db.row('SELECT count(*)::int AS calls FROM phone_call'), { calls: 0 });
  });
});
