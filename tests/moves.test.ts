// Moves through the interface on a real database: the whole way to the door, and every way it can go wrong.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { moveMany, moveRequest } from '../src/api/request.ts';
import { type Caller, testApp } from './app.ts';
import type { StaffName } from './community.ts';
import { type RequestOptions, readEvents, readRequest, storeRequests } from './requests.ts';

const test = await testApp();
const seats = {} as Record<StaffName, Caller>;
for (const name of Object.keys(test.community.staff) as StaffName[]) seats[name] = await test.signedIn(name);

const person = (name: StaffName) => test.community.staff[name].personId;

async function store(options: RequestOptions = {}): Promise<string> {
  const [requestId] = await storeRequests(test.db, test.community, test.now(), [options]);
  assert.ok(requestId);
  return requestId;
}

type Body = Record<string, unknown> & { move: string; id?: string };

function send(caller: Caller, requestId: string, body: Body) {
  return caller.call(moveRequest, { params: { requestId }, body: { id: randomUUID(), ...body } as never });
}

async function moved(caller: Caller, requestId: string, body: Body) {
  const { status, answer, refusal } = await send(caller, requestId, body);
  assert.equal(status, 200, `${body.move} was refused: ${JSON.stringify(refusal)}`);
  return answer;
}

async function refused(caller: Caller, requestId: string, body: Body) {
  const { refusal, answer } = await send(caller, requestId, body);
  assert.ok(refusal, `${body.move} should have been refused: ${JSON.stringify(answer)}`);
  return refusal;
}

/** Gives it to a helper, who accepts. */
async function accepted(requestId: string, helper: StaffName): Promise<void> {
  await moved(seats.clerk, requestId, { move: 'offer', helperId: person(helper) });
  await moved(seats[helper], requestId, { move: 'accept' });
}

async function bagsOf(requestId: string) {
  return test.db.rows<{ bag_id: string; step: string; problem: string | null; label: string }>(
    'SELECT bag_id, step, problem, label FROM bag WHERE request_id = $1 ORDER BY made_at, bag_id',
    [requestId],
  );
}

describe('the way to the door', () => {
  it('from asked to served: each move writes one event, and the events form a chain', async () => {
    const requestId = await store();
    await moved(seats.clerk, requestId, { move: 'sort' });
    await accepted(requestId, 'volunteer1');
    await moved(seats.volunteer1, requestId, { move: 'fetch' });
    const [bag] = await bagsOf(requestId);
    assert.equal(bag?.step, 'gate', 'the bag is made at the gate when nobody has packed it');
    await test.db.count(`UPDATE bag SET step = 'disinfected' WHERE request_id = $1`, [requestId]);
    const delivered = await moved(seats.volunteer1, requestId, { move: 'deliver' });
    assert.deepEqual(delivered, { requestId, state: 'delivered', version: 6, ownerId: person('volunteer1') });
    const resident = await test.signedIn({ resident: '10-1-101' });
    const served = await moved(resident, requestId, { move: 'confirm', verdict: 'satisfied' });
    assert.equal(served.state, 'served');
    assert.equal(served.ownerId, null, 'the household knows its helper by role only');
    const events = await readEvents(test.db, requestId);
    assert.deepEqual(
      events.map(event => [event.move, event.from_state, event.to_state, event.by_role]),
      [
        ['ask', null, 'asked', 'clerk'],
        ['sort', 'asked', 'sorted', 'clerk'],
        ['offer', 'sorted', 'offered', 'clerk'],
        ['accept', 'offered', 'accepted', 'volunteer'],
        ['fetch', 'accepted', 'carrying', 'volunteer'],
        ['deliver', 'carrying', 'delivered', 'volunteer'],
        ['confirm', 'delivered', 'served', 'resident'],
      ],
    );
    assert.equal(events[2]?.owner_id, person('volunteer1'), 'the event says whom it was offered to');
    const stored = await readRequest(test.db, requestId);
    assert.ok(stored.answered_at && stored.accepted_at && stored.delivered_at && stored.closed_at);
    const [custody, rating, contact] = await Promise.all([
      test.db.rows<{ step: string }>('SELECT step FROM custody WHERE request_id = $1 ORDER BY at', [requestId]),
      test.db.row<{ verdict: string }>('SELECT verdict FROM rating WHERE request_id = $1', [requestId]),
      test.db.rows<{ how: string }>('SELECT how FROM contact WHERE household_id = $1 ORDER BY at', [
        test.community.households['10-1-101'],
      ]),
    ]);
    assert.deepEqual(
      custody.map(line => line.step),
      ['gate', 'door'],
    );
    assert.equal(rating?.verdict, 'satisfied');
    assert.deepEqual(
      contact.map(line => line.how),
      ['delivery', 'page'],
    );
    assert.ok(test.pokes.includes(test.community.communityId), 'open boards are told to look');
  });

  it('goods that were not fetched or not disinfected do not reach the door; hands alone need no bag', async () => {
    const requestId = await store({ door: '10-1-102' });
    await accepted(requestId, 'volunteer1');
    assert.equal((await refused(seats.volunteer1, requestId, { move: 'deliver' })).code, 'goods_not_fetched');
    await moved(seats.volunteer1, requestId, { move: 'fetch' });
    assert.equal((await refused(seats.volunteer1, requestId, { move: 'deliver' })).code, 'goods_not_disinfected');
    const rubbish = await store({ door: '10-1-102', kind: 'rubbish' });
    await accepted(rubbish, 'volunteer1');
    assert.equal((await moved(seats.volunteer1, rubbish, { move: 'deliver' })).state, 'delivered');
  });

  it('fresh food goes to the door without chemicals', async () => {
    const requestId = await store({ door: '10-1-102' });
    await test.db.count(`UPDATE request SET goods_class = 'fresh' WHERE request_id = $1`, [requestId]);
    await accepted(requestId, 'volunteer1');
    await moved(seats.volunteer1, requestId, { move: 'fetch' });
    assert.equal((await moved(seats.volunteer1, requestId, { move: 'deliver' })).state, 'delivered');
  });

  it('an old man without a smartphone is to be called, and his daughter elsewhere is told', async () => {
    const requestId = await store({ door: '10-1-201', kind: 'home_help' });
    await accepted(requestId, 'volunteer1');
    await moved(seats.volunteer1, requestId, { move: 'deliver' });
    const [call, notice] = await Promise.all([
      test.db.row<{ reason: string; due_at: string }>('SELECT reason, due_at FROM call_back WHERE request_id = $1', [requestId]),
      test.db.row<{ to_person: string; facts: unknown }>('SELECT to_person, facts FROM notice WHERE request_id = $1', [
        requestId,
      ]),
    ]);
    assert.equal(call?.reason, 'after_delivery');
    const hours = (Date.parse(call?.due_at ?? '') - test.now().getTime()) / 3_600_000;
    assert.ok(hours > 3.9 && hours <= 4, `due in ${hours} hours`);
    assert.equal(notice?.to_person, test.community.relative);
    assert.doesNotMatch(JSON.stringify(notice?.facts), /女儿|1990/, 'a notice holds codes, no name and no number');
    await moved(seats.clerk, requestId, { move: 'confirm', verdict: 'so_so' });
    const closed = await test.db.row<{ outcome: string }>('SELECT outcome FROM call_back WHERE request_id = $1', [requestId]);
    assert.equal(closed?.outcome, 'so_so', 'nobody needs to ask twice');
  });

  it('nobody answered: the goods are a problem of the desk, and the same bag goes again', async () => {
    const requestId = await store({ door: '10-1-102', runId: test.community.runs.next });
    await test.db.count('UPDATE run SET booked_requests = 1, booked_grams = 1000, booked_minutes = 10 WHERE run_id = $1', [
      test.community.runs.next,
    ]);
    await accepted(requestId, 'volunteer1');
    await moved(seats.volunteer1, requestId, { move: 'fetch' });
    assert.equal((await refused(seats.volunteer1, requestId, { move: 'fail', reason: 'rain' })).code, 'reason_needed');
    const failed = await moved(seats.volunteer1, requestId, { move: 'fail', reason: 'nobody_answered' });
    assert.deepEqual([failed.state, failed.ownerId], ['problem', null]);
    const stored = await readRequest(test.db, requestId);
    assert.deepEqual([stored.problem, stored.run_id], ['nobody_answered', null]);
    const run = await test.db.row<{ booked_requests: number }>('SELECT booked_requests FROM run WHERE run_id = $1', [
      test.community.runs.next,
    ]);
    assert.equal(run?.booked_requests, 0, 'the place in the run is free again');
    await moved(seats.clerk, requestId, { move: 'retry' });
    assert.ok((await readRequest(test.db, requestId)).run_id, 'the second attempt has a place in a run again');
    await accepted(requestId, 'volunteer1');
    await moved(seats.volunteer1, requestId, { move: 'fetch' });
    const bags = await bagsOf(requestId);
    assert.equal(bags.length, 1);
  });

  it('spoiled goods go back and another bag is packed', async () => {
    const requestId = await store({ door: '10-1-102' });
    await accepted(requestId, 'volunteer1');
    await moved(seats.volunteer1, requestId, { move: 'fetch' });
    await moved(seats.volunteer1, requestId, { move: 'fail', reason: 'spoiled_goods' });
    await accepted(requestId, 'volunteer1');
    assert.equal((await refused(seats.volunteer1, requestId, { move: 'deliver' })).code, 'goods_not_fetched');
    await moved(seats.volunteer1, requestId, { move: 'fetch' });
    const bags = await bagsOf(requestId);
    assert.deepEqual(
      bags.map(bag => [bag.label, bag.problem]),
      [
        ['1000', 'spoiled_goods'],
        ['1000-2', null],
      ],
    );
  });
});

describe('who may, and who has it', () => {
  it('a helper who loses it while offline is told who has it; a stranger is told nothing', async () => {
    const requestId = await store();
    await accepted(requestId, 'volunteer1');
    await moved(seats.clerk, requestId, { move: 'reassign', helperId: person('volunteer3') });
    await moved(seats.volunteer3, requestId, { move: 'accept' });
    const refusal = await refused(seats.volunteer1, requestId, { move: 'fetch' });
    assert.equal(refusal.code, 'already_taken');
    assert.deepEqual(refusal.facts, { state: 'accepted', ownerId: person('volunteer3'), role: 'volunteer' });
    assert.equal((await refused(seats.volunteer2, requestId, { move: 'accept' })).code, 'not_found');
  });

  it('the same move again, under another id, is answered with the present state and written once', async () => {
    const requestId = await store();
    const offer = { move: 'offer', helperId: person('volunteer1') };
    const first = await moved(seats.clerk, requestId, offer);
    assert.deepEqual(await moved(seats.clerk, requestId, offer), first);
    const taken = await moved(seats.volunteer1, requestId, { move: 'accept' });
    assert.deepEqual(await moved(seats.volunteer1, requestId, { move: 'accept' }), taken);
    const back = await moved(seats.volunteer1, requestId, { move: 'give_back', reason: 'unwell' });
    assert.equal(back.state, 'sorted');
    assert.equal((await moved(seats.volunteer1, requestId, { move: 'give_back', reason: 'unwell' })).state, 'sorted');
    assert.deepEqual(
      (await readEvents(test.db, requestId)).map(event => event.move),
      ['ask', 'offer', 'accept', 'give_back'],
    );
  });

  it('the same id gives the same answer, and with another body it is refused', async () => {
    const requestId = await store();
    const id = randomUUID();
    const sorted = await moved(seats.clerk, requestId, { id, move: 'sort' });
    await moved(seats.clerk, requestId, { move: 'offer', helperId: person('volunteer1') });
    assert.deepEqual(await moved(seats.clerk, requestId, { id, move: 'sort' }), sorted, 'although it went on since');
    assert.equal((await refused(seats.clerk, requestId, { id, move: 'take_back' })).code, 'same_id_other_body');
    assert.equal((await refused(seats.clerk2, requestId, { id, move: 'sort' })).code, 'same_id_other_body');
  });

  it('a refused move leaves no receipt: it may be tried again when it is possible', async () => {
    const requestId = await store();
    const id = randomUUID();
    assert.equal((await refused(seats.clerk, requestId, { id, move: 'take_back' })).code, 'state_has_changed');
    await moved(seats.clerk, requestId, { move: 'offer', helperId: person('volunteer1') });
    assert.equal((await moved(seats.clerk, requestId, { id, move: 'take_back' })).state, 'sorted');
  });

  it('a move that is looked at too late is refused with the present state', async () => {
    const requestId = await store();
    await moved(seats.clerk, requestId, { move: 'sort', version: 1 });
    const refusal = await refused(seats.clerk, requestId, { move: 'refuse', reason: 'not_our_task', version: 1 });
    assert.equal(refusal.code, 'state_has_changed');
    assert.deepEqual(refusal.facts, { state: 'sorted', version: 2 });
  });

  it('each role moves only what the table and its places allow', async () => {
    const sealed = await store();
    const clean = await store({ door: '1-1-101' });
    const neighbour = await test.signedIn({ resident: '10-1-102' });
    assert.equal((await refused(neighbour, sealed, { move: 'cancel' })).code, 'not_found');
    assert.equal((await refused(seats.gridlead, clean, { move: 'sort' })).code, 'not_found', 'another area');
    assert.equal((await refused(seats.steward1, sealed, { move: 'sort' })).code, 'not_allowed', 'a steward does not sort');
    assert.equal((await refused(seats.volunteer1, sealed, { move: 'accept' })).code, 'not_found', 'nobody gave it to them');
    assert.equal((await send(seats.supply, sealed, { move: 'sort' })).status, 403);
    assert.equal((await send(seats.district, sealed, { move: 'sort' })).status, 403);
    await moved(seats.gridlead, sealed, { move: 'sort' });
    assert.equal((await readEvents(test.db, sealed)).at(-1)?.by_role, 'grid_lead');
  });

  it('a steward takes what nobody holds in the own building, and not what is elsewhere', async () => {
    const sealed = await store({ state: 'sorted' });
    const clean = await store({ door: '1-1-101', state: 'sorted' });
    const taken = await moved(seats.steward1, sealed, { move: 'accept' });
    assert.deepEqual([taken.state, taken.ownerId], ['accepted', person('steward1')]);
    assert.equal((await refused(seats.steward1, clean, { move: 'accept' })).code, 'not_found');
    const late = await refused(seats.grid1, sealed, { move: 'accept' });
    assert.deepEqual([late.code, late.facts?.role], ['already_taken', 'steward']);
  });
});

describe('whom it may be given to', () => {
  it('sealed places need protection; unknown and foreign people are no helpers', async () => {
    const requestId = await store();
    const offer = (helperId: string) => refused(seats.clerk, requestId, { move: 'offer', helperId });
    assert.equal((await offer(person('volunteer2'))).code, 'helper_lacks_protection');
    assert.equal((await offer(randomUUID())).code, 'helper_unknown');
    assert.equal((await offer(person('supply'))).code, 'helper_unknown', 'the supply group does not go to doors');
    assert.equal((await offer(person('steward2'))).code, 'helper_lacks_protection');
    const clean = await store({ door: '1-1-101' });
    assert.equal(
      (await refused(seats.clerk, clean, { move: 'offer', helperId: person('steward1') })).code,
      'helper_out_of_place',
    );
  });

  it('whoever went into a sealed building goes into no clean one in the same shift', async () => {
    const sealed = await store({ kind: 'rubbish' });
    await accepted(sealed, 'volunteer3');
    const clean = await store({ door: '1-1-101', kind: 'rubbish' });
    await moved(seats.clerk, clean, { move: 'offer', helperId: person('volunteer3') });
    await moved(seats.volunteer3, sealed, { move: 'deliver' });
    assert.equal((await refused(seats.volunteer3, clean, { move: 'accept' })).code, 'helper_out_of_zone');
    const other = await store({ door: '1-1-101' });
    const offer = { move: 'offer', helperId: person('volunteer3') };
    assert.equal((await refused(seats.clerk, other, offer)).code, 'helper_out_of_zone');
    await test.db.count('UPDATE helper SET shift_started_at = $2 WHERE person_id = $1', [
      person('volunteer3'),
      new Date(test.now().getTime() + 1000),
    ]);
    assert.equal((await moved(seats.clerk, other, offer)).state, 'offered', 'a new shift starts clean');
  });

  it('nobody is given more than they can hold; a life in danger goes past that', async () => {
    await test.db.count('UPDATE helper SET max_open = 1 WHERE person_id = $1', [person('grid1')]);
    const [first, second, heavy, life] = await storeRequests(test.db, test.community, test.now(), [
      {},
      {},
      { grams: 31_000 },
      { kind: 'home_help', urgency: 'life' },
    ]);
    const offer = { move: 'offer', helperId: person('grid1') };
    await moved(seats.clerk, first as string, offer);
    assert.equal((await refused(seats.clerk, second as string, offer)).code, 'helper_shift_full');
    assert.equal((await refused(seats.clerk, heavy as string, offer)).code, 'too_heavy');
    await moved(seats.clerk, life as string, offer);
    await test.db.count('UPDATE helper SET max_open = 200, max_grams = 1000000');
  });

  it('after a no it goes to the backup by itself, never again to the same person, and at last back to the clerk', async () => {
    const requestId = await store();
    await moved(seats.clerk, requestId, { move: 'offer', helperId: person('volunteer1') });
    const declined = await moved(seats.volunteer1, requestId, { move: 'decline', reason: 'off_shift' });
    assert.equal(declined.state, 'offered');
    const asked = new Set<string>([person('volunteer1')]);
    let state: string = declined.state;
    for (let round = 0; state === 'offered'; round++) {
      assert.ok(round < 5, 'it comes back to the clerk in the end');
      const owner = (await readRequest(test.db, requestId)).owner_id as string;
      assert.ok(!asked.has(owner), 'nobody is asked twice');
      asked.add(owner);
      const helper = await test.signedIn({ personId: owner });
      state = (await moved(helper, requestId, { move: 'decline', reason: 'unwell' })).state;
    }
    assert.equal(state, 'sorted');
    const events = await readEvents(test.db, requestId);
    assert.ok(events.some(event => event.move === 'offer' && event.by_role === 'system'));
    for (const [index, event] of events.entries()) {
      if (index > 0) assert.equal(event.from_state, events[index - 1]?.to_state, 'the chain has no gap');
    }
  });
});

describe('what is asked for changes', () => {
  it('merging keeps both texts, counts nothing twice, and keeps the clock of whoever asked first', async () => {
    const item = (name: string) => ({ name, quantity: 1, unit: '袋', substitution: 'ask' });
    const earlier = new Date(test.now().getTime() - 3_600_000).toISOString();
    const into = await store({ items: [item('大米'), item('土豆')], note: '放门口' });
    const twin = await store({ items: [item('大 米'), item('洋芋'), item('食盐')], note: '要小袋', askedAt: earlier });
    const merged = await moved(seats.clerk, twin, { move: 'merge', into });
    assert.equal(merged.state, 'merged');
    const words = await test.db.row<{ items: { name: string }[]; note: string }>(
      'SELECT items, note FROM request_words WHERE request_id = $1',
      [into],
    );
    assert.deepEqual(
      words?.items.map(entry => entry.name),
      ['大米', '土豆', '食盐'],
    );
    assert.equal(words?.note, '放门口\n要小袋');
    const target = await readRequest(test.db, into);
    assert.equal(target.asked_at, earlier);
    assert.equal((await readRequest(test.db, twin)).merged_into, into);
    assert.deepEqual(
      (await readEvents(test.db, into)).map(event => [event.move, event.reason]),
      [
        ['ask', null],
        ['amend', 'merged'],
      ],
    );
    const other = await store({ door: '10-1-102' });
    const third = await store();
    assert.equal((await refused(seats.clerk, third, { move: 'merge', into: other })).code, 'not_found', 'another household');
    assert.equal((await refused(seats.clerk, third, { move: 'merge', into: third })).code, 'not_found');
    assert.equal((await refused(seats.clerk, third, { move: 'merge', into: twin })).code, 'state_has_changed');
  });

  it('a duplicate of what a helper already carries is merged only if it adds nothing', async () => {
    const into = await store();
    await accepted(into, 'volunteer1');
    const more = await store({ items: [{ name: '鸡蛋', quantity: 1, unit: '板', substitution: 'ask' }] });
    assert.equal((await refused(seats.clerk, more, { move: 'merge', into })).code, 'state_has_changed');
    const same = await store();
    assert.equal((await moved(seats.clerk, same, { move: 'merge', into })).state, 'merged');
  });

  it('a household changes its order while it waits, and a life in danger changes the lane', async () => {
    const requestId = await store({ kind: 'home_help', runId: test.community.runs.later });
    await test.db.count('UPDATE run SET booked_requests = 1, booked_grams = 1000, booked_minutes = 10 WHERE run_id = $1', [
      test.community.runs.later,
    ]);
    const resident = await test.signedIn({ resident: '10-1-101' });
    await moved(resident, requestId, { move: 'amend', note: '他摔倒了', urgency: 'life' });
    const stored = await readRequest(test.db, requestId);
    assert.deepEqual([stored.state, stored.lane, stored.run_id], ['asked', 'life', null]);
    assert.ok(Date.parse(stored.due_at) - Date.parse(stored.asked_at) <= 30 * 60_000, 'due as if asked for in that lane');
    const run = await test.db.row<{ booked_requests: number }>('SELECT booked_requests FROM run WHERE run_id = $1', [
      test.community.runs.later,
    ]);
    assert.equal(run?.booked_requests, 0);
  });

  it('another run is booked before the old one is given back; a full or closed one is refused and changes nothing', async () => {
    const { runs } = test.community;
    await test.db.count('UPDATE run SET booked_requests = 0, booked_grams = 0, booked_minutes = 0');
    await test.db.count('UPDATE run SET booked_requests = capacity_requests WHERE run_id = $1', [runs.tomorrow]);
    await test.db.count('UPDATE run SET booked_requests = 1, booked_grams = 1000, booked_minutes = 10 WHERE run_id = $1', [
      runs.next,
    ]);
    const requestId = await store({ runId: runs.next });
    assert.equal((await refused(seats.clerk, requestId, { move: 'sort', runId: runs.closed })).code, 'run_closed');
    assert.equal((await refused(seats.clerk, requestId, { move: 'sort', runId: runs.tomorrow })).code, 'run_full');
    assert.equal((await readRequest(test.db, requestId)).state, 'asked');
    await moved(seats.clerk, requestId, { move: 'sort', runId: runs.later });
    await moved(seats.clerk, requestId, { move: 'amend', grams: 2500 });
    const booked = await test.db.rows<{ run_id: string; booked_requests: number; booked_grams: number }>(
      'SELECT run_id, booked_requests, booked_grams FROM run WHERE run_id = ANY ($1)',
      [[runs.next, runs.later]],
    );
    assert.deepEqual(
      new Map(booked.map(run => [run.run_id, [run.booked_requests, run.booked_grams]])),
      new Map([
        [runs.next, [0, 0]],
        [runs.later, [1, 2500]],
      ]),
    );
    await moved(seats.clerk, requestId, { move: 'cancel' });
    const after = await test.db.row<{ booked_grams: number }>('SELECT booked_grams FROM run WHERE run_id = $1', [runs.later]);
    assert.equal(after?.booked_grams, 0);
  });

  it('dissatisfied means reopened, with its clock kept, and the rating says so', async () => {
    const requestId = await store({ kind: 'rubbish' });
    const before = await readRequest(test.db, requestId);
    await accepted(requestId, 'volunteer1');
    await moved(seats.volunteer1, requestId, { move: 'deliver' });
    const resident = await test.signedIn({ resident: '10-1-101' });
    await moved(resident, requestId, { move: 'confirm', verdict: 'satisfied' });
    const reopened = await moved(resident, requestId, { move: 'reopen', reason: 'other', note: '只拿走了一袋' });
    assert.equal(reopened.state, 'asked');
    const stored = await readRequest(test.db, requestId);
    assert.deepEqual([stored.asked_at, stored.due_at], [before.asked_at, before.due_at]);
    assert.deepEqual([stored.reopened, stored.owner_id, stored.delivered_at, stored.closed_at], [1, null, null, null]);
    const rating = await test.db.row<{ verdict: string }>('SELECT verdict FROM rating WHERE request_id = $1', [requestId]);
    assert.equal(rating?.verdict, 'dissatisfied');
    const words = await test.db.row<{ note: string }>('SELECT note FROM request_words WHERE request_id = $1', [requestId]);
    assert.equal(words?.note, '只拿走了一袋');
  });

  it('what a device says about time is kept as said, and never moves a clock', async () => {
    const requestId = await store({ kind: 'rubbish' });
    await accepted(requestId, 'volunteer1');
    const dayAgo = new Date(test.now().getTime() - 24 * 3_600_000).toISOString();
    const dayAhead = new Date(test.now().getTime() + 24 * 3_600_000).toISOString();
    await moved(seats.volunteer1, requestId, { move: 'fetch', happenedAt: dayAgo });
    await moved(seats.volunteer1, requestId, { move: 'deliver', happenedAt: dayAhead });
    const events = (await readEvents(test.db, requestId)).slice(-2);
    assert.equal(events[0]?.happened_at, dayAgo);
    assert.ok(Date.parse(events[1]?.happened_at ?? '') <= test.now().getTime(), 'nothing has happened in the future');
    const stored = await readRequest(test.db, requestId);
    assert.ok(Math.abs(Date.parse(stored.delivered_at ?? '') - test.now().getTime()) < 60_000);
  });
});

describe('a selection of the desk', () => {
  it('is answered move by move; what fails takes nothing with it', async () => {
    const [first, second, third] = (await storeRequests(test.db, test.community, test.now(), [{}, {}, { state: 'served' }])) as [
      string,
      string,
      string,
    ];
    const id = randomUUID();
    const moves = [
      { requestId: first, move: { id, move: 'sort' as const } },
      { requestId: second, move: { id: randomUUID(), move: 'offer' as const, helperId: person('volunteer2') } },
      { requestId: third, move: { id: randomUUID(), move: 'sort' as const } },
      { requestId: first, move: { id: randomUUID(), move: 'offer' as const, helperId: person('volunteer1') } },
      { requestId: first, move: { id, move: 'sort' as const } },
      { requestId: second, move: { id, move: 'sort' as const } },
      { requestId: randomUUID(), move: { id: randomUUID(), move: 'sort' as const } },
    ];
    const { results } = await seats.clerk.get(moveMany, { body: { moves } });
    assert.deepEqual(
      results.map(result => result.moved?.state ?? result.refused),
      ['sorted', 'helper_lacks_protection', 'state_has_changed', 'offered', 'sorted', 'same_id_other_body', 'not_found'],
    );
    const again = await seats.clerk.get(moveMany, { body: { moves } });
    assert.deepEqual(again.results.slice(0, 1), results.slice(0, 1), 'the whole selection may be sent again');
    assert.equal(again.results[3]?.moved?.state, 'offered');
    assert.deepEqual(await moved(seats.clerk, first, { id, move: 'sort' }), results[0]?.moved, 'also one by one');
  });

  it('confirms two hundred at once', async () => {
    const ids = await storeRequests(
      test.db,
      test.community,
      test.now(),
      Array.from({ length: 200 }, () => ({})),
    );
    const moves = ids.map(requestId => ({ requestId, move: { id: randomUUID(), move: 'sort' as const } }));
    const started = performance.now();
    const { results } = await seats.clerk.get(moveMany, { body: { moves } });
    assert.ok(results.every(result => result.moved?.state === 'sorted'));
    assert.ok(performance.now() - started < 5000);
  });
});
