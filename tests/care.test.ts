// The call-back list through the interface: who is to be called, what they say, and what that does to their request.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, it } from 'node:test';
import { askToBeCalled, closeCallBack, listCallBacks } from '../src/api/care.ts';
import { newId } from '../src/server/id.ts';
import { type Caller, testApp } from './app.ts';
import { insertRows, makeForeignCommunity, type StaffName } from './community.ts';
import { readEvents, readRequest, storeRequests } from './requests.ts';

const test = await testApp();
const { community, db } = test;
const seats = {} as Record<StaffName, Caller>;
for (const name of Object.keys(community.staff) as StaffName[]) seats[name] = await test.signedIn(name);

beforeEach(async () => {
  await db.count(`UPDATE call_back SET closed_at = now(), outcome = 'given_up' WHERE closed_at IS NULL`);
});

/** A call to the household behind a door, about a delivered request unless told otherwise. */
async function callFor(door: string, options: { state?: 'delivered' | 'served' | null } = {}) {
  const state = options.state === undefined ? 'delivered' : options.state;
  const [requestId] =
    state === null
      ? [null]
      : await storeRequests(db, community, test.now(), [{ door, state, ownerId: community.staff.volunteer1.personId }]);
  const callBackId = newId();
  await insertRows(db, 'call_back', [
    {
      community_id: community.communityId,
      call_back_id: callBackId,
      household_id: community.households[door],
      request_id: requestId,
      reason: requestId === null ? 'not_heard_from' : 'after_delivery',
      due_at: test.now().toISOString(),
      made_at: test.now().toISOString(),
      tries: 0,
    },
  ]);
  return { callBackId, requestId: requestId ?? '' };
}

const record = (caller: Caller, callBackId: string, outcome: string, rest: Record<string, unknown> = {}) =>
  caller.call(closeCallBack, { params: { callBackId }, body: { id: randomUUID(), outcome, ...rest } as never });

describe('the call-back list', () => {
  it('shows whom to call and about what, with masked numbers, only inside the own places', async () => {
    const old = await callFor('10-1-201');
    const clean = await callFor('1-1-101', { state: null });
    const { callBacks } = await seats.clerk.get(listCallBacks);
    assert.deepEqual(new Set(callBacks.map(row => row.callBackId)), new Set([old.callBackId, clean.callBackId]));
    const row = callBacks.find(entry => entry.callBackId === old.callBackId);
    assert.equal(row?.door, '10号楼 1单元 201');
    assert.equal(row?.gist, '白菜 2斤');
    assert.equal(row?.people.length, 1, 'the man himself, not his daughter elsewhere');
    assert.match(row?.people[0]?.telephone ?? '', /\*{4}/);
    const ofGrid = (await seats.grid1.get(listCallBacks)).callBacks.map(entry => entry.callBackId);
    assert.deepEqual(ofGrid, [old.callBackId]);
    assert.equal((await record(seats.grid1, clean.callBackId, 'needs_nothing')).refusal?.code, 'not_found');
    const foreign = await test.signedIn('clerk', await makeForeignCommunity(db));
    assert.deepEqual((await foreign.get(listCallBacks)).callBacks, []);
    assert.equal(await seats.steward1.refused(listCallBacks), 'not_allowed');
  });

  it('content closes the request with its rating, and what was said stays apart', async () => {
    const { callBackId, requestId } = await callFor('10-1-201');
    const before = (await seats.clerk.get(listCallBacks)).closedToday;
    const { answer } = await record(seats.clerk, callBackId, 'satisfied', { said: '药收到了' });
    assert.deepEqual(answer, { closed: true, reopened: false });
    assert.equal((await readRequest(db, requestId)).state, 'served');
    const rating = await db.row<{ verdict: string; by_role: string }>(
      'SELECT verdict, by_role FROM rating WHERE request_id = $1',
      [requestId],
    );
    assert.deepEqual(rating, { verdict: 'satisfied', by_role: 'clerk' });
    const said = await db.row<{ said: string }>('SELECT said FROM call_back_words WHERE call_back_id = $1', [callBackId]);
    assert.equal(said?.said, '药收到了');
    const after = await seats.clerk.get(listCallBacks);
    assert.equal(after.closedToday, before + 1);
    assert.ok(!after.callBacks.some(row => row.callBackId === callBackId));
    const household = await db.row<{ heard_at: string; heard_how: string }>(
      'SELECT heard_at, heard_how FROM household WHERE household_id = $1',
      [community.households['10-1-201']],
    );
    assert.equal(household?.heard_how, 'telephone');
    assert.deepEqual(
      (await record(seats.clerk, callBackId, 'satisfied')).answer,
      { closed: true, reopened: false },
      'said twice',
    );
    assert.equal((await record(seats.clerk2, callBackId, 'dissatisfied')).refusal?.code, 'state_has_changed');
  });

  it('content after the clock has closed it still counts', async () => {
    const { callBackId, requestId } = await callFor('10-1-201', { state: 'served' });
    await record(seats.clerk, callBackId, 'so_so');
    const rating = await db.row<{ verdict: string }>('SELECT verdict FROM rating WHERE request_id = $1', [requestId]);
    assert.equal(rating?.verdict, 'so_so');
  });

  it('discontent reopens it in the same step, also when a grid worker hears it', async () => {
    for (const [caller, role] of [
      [seats.clerk, 'clerk'],
      [seats.grid1, 'grid_worker'],
    ] as const) {
      const { callBackId, requestId } = await callFor('10-1-201');
      const id = randomUUID();
      const body = { id, outcome: 'dissatisfied' as const, said: '送错了' };
      const first = await caller.get(closeCallBack, { params: { callBackId }, body });
      assert.deepEqual(first, { closed: true, reopened: true });
      assert.deepEqual(await caller.get(closeCallBack, { params: { callBackId }, body }), first, 'sent twice, done once');
      const stored = await readRequest(db, requestId);
      assert.deepEqual([stored.state, stored.reopened], ['asked', 1]);
      assert.equal((await readEvents(db, requestId)).at(-1)?.by_role, role);
    }
  });

  it('nobody answers: it is due again in an hour, and from the third time on somebody has to knock', async () => {
    const { callBackId } = await callFor('10-1-201', { state: null });
    const household = community.households['10-1-201'];
    await db.count('UPDATE household SET heard_at = NULL WHERE household_id = $1', [household]);
    for (const tries of [1, 2, 3, 4]) {
      const { answer } = await record(seats.clerk, callBackId, 'no_answer');
      assert.deepEqual(answer, { closed: false, reopened: false });
      const row = (await seats.clerk.get(listCallBacks)).callBacks.find(entry => entry.callBackId === callBackId);
      assert.equal(row?.tries, tries);
      const minutes = (Date.parse(row?.dueAt ?? '') - test.now().getTime()) / 60_000;
      if (tries < 3) assert.ok(minutes > 59 && minutes <= 60, `due in ${minutes} minutes`);
    }
    const heard = await db.row<{ heard_at: string | null }>('SELECT heard_at FROM household WHERE household_id = $1', [
      household,
    ]);
    assert.equal(heard?.heard_at, null, 'a telephone that rings has not been heard from');
    const contacts = await db.row<{ tries: number }>(
      `SELECT count(*)::integer AS tries FROM contact WHERE household_id = $1 AND outcome = 'no_answer'`,
      [household],
    );
    assert.equal(contacts?.tries, 4);
  });

  it('every outcome is audited in codes', async () => {
    const { callBackId } = await callFor('10-1-201', { state: null });
    await record(seats.clerk, callBackId, 'needs_more', { said: '还要盐' });
    const audit = await db.row<{ act: string; facts: Record<string, unknown> }>(
      'SELECT act, facts FROM audit WHERE subject_id = $1',
      [callBackId],
    );
    assert.equal(audit?.act, 'record_call');
    assert.deepEqual(audit?.facts, { outcome: 'needs_more', reopened: false });
  });
});

describe('我要打电话', () => {
  it('puts the household on the list once, however often it is pressed', async () => {
    const resident = await test.signedIn({ resident: '10-1-101' });
    const relative = await test.signedIn({ relative: true });
    for (let press = 0; press < 3; press++) await resident.get(askToBeCalled, { body: { id: randomUUID() } });
    await relative.get(askToBeCalled, { body: { id: randomUUID() } });
    const { callBacks } = await seats.clerk.get(listCallBacks);
    assert.deepEqual(
      callBacks.map(row => [row.door, row.reason]),
      [
        ['10号楼 1单元 101', 'asked_to_be_called'],
        ['10号楼 1单元 201', 'asked_to_be_called'],
      ],
    );
    await record(seats.clerk, callBacks[0]?.callBackId ?? '', 'needs_nothing');
    await resident.get(askToBeCalled, { body: { id: randomUUID() } });
    assert.equal((await seats.clerk.get(listCallBacks)).callBacks.length, 2, 'a new wish after the call is a new call');
    assert.equal(await seats.clerk.refused(askToBeCalled, { body: { id: randomUUID() } }), 'not_allowed');
  });
});
