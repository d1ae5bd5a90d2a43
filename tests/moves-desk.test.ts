// What is asked for changes on its way: merged, amended, moved to another run, reopened; and a selection of the desk at once.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { moveMany } from '../src/api/request.ts';
import { testApp } from './app.ts';
import { startMovers } from './movers.ts';
import { readEvents, readRequest, storeRequests } from './requests.ts';

const test = await testApp();
const { seats, person, store, moved, refused, accepted } = await startMovers(test);

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

  it('restricted medicine is talked over with the desk, not added by a button', async () => {
    const requestId = await store({ kind: 'medicine' });
    const resident = await test.signedIn({ resident: '10-1-101' });
    const items = [{ name: '布洛芬缓释胶囊', quantity: 1, unit: '盒', substitution: 'none' }];
    assert.equal((await refused(resident, requestId, { move: 'amend', items })).code, 'restricted_medicine');
    await moved(seats.clerk, requestId, { move: 'amend', items });
  });

  it('a life in danger that was told twice takes the first telling along into its lane', async () => {
    const into = await store({ kind: 'home_help', items: [] });
    const urgent = await store({ kind: 'home_help', urgency: 'life', items: [], note: '喘不上气' });
    await moved(seats.clerk, urgent, { move: 'merge', into });
    const stored = await readRequest(test.db, into);
    assert.deepEqual([stored.lane, stored.urgency], ['life', 'life']);
    const held = await store({ kind: 'home_help', items: [] });
    await accepted(held, 'volunteer1');
    const again = await store({ kind: 'home_help', urgency: 'life', items: [] });
    const refusal = await refused(seats.clerk, again, { move: 'merge', into: held });
    assert.equal(refusal.code, 'state_has_changed', 'what is under way would not hurry because of it');
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
