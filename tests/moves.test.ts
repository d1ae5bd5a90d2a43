// Moves through the interface on a real database: the whole way to the door, and every way it can go wrong.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { testApp } from './app.ts';
import { startMovers } from './movers.ts';
import { readEvents, readRequest, storeRequests } from './requests.ts';

const test = await testApp();
const { seats, person, store, send, moved, refused, accepted } = await startMovers(test);

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
      bags.map(bag => bag.problem),
      ['spoiled_goods', null],
    );
    // The stored requests of this test all have the number 1000: their bags are told apart all the same.
    const labels = await test.db.rows<{ label: string }>('SELECT label FROM bag');
    assert.equal(new Set(labels.map(bag => bag.label)).size, labels.length);
    for (const { label } of bags) assert.match(label, /^1000(-|$)/);
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

  it('a phone that lost its memory may tell the whole way again', async () => {
    const requestId = await store({ kind: 'rubbish' });
    await accepted(requestId, 'volunteer1');
    for (const move of ['fetch', 'deliver']) await moved(seats.volunteer1, requestId, { move });
    const before = await readEvents(test.db, requestId);
    for (const move of ['accept', 'fetch', 'deliver']) {
      assert.equal((await moved(seats.volunteer1, requestId, { move })).state, 'delivered', move);
    }
    assert.deepEqual(await readEvents(test.db, requestId), before);
    await moved(seats.clerk, requestId, { move: 'reopen', reason: 'not_received' });
    assert.equal((await refused(seats.volunteer1, requestId, { move: 'deliver' })).code, 'state_has_changed');
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
