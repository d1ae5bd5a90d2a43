// What the passing of time does, with a clock that is set: offers lapse, the late ones rise, deliveries settle, the silent are called.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, it } from 'node:test';
import { moveRequest } from '../src/api/request.ts';
import { startTicker, tick } from '../src/server/clock/ticker.ts';
import { newId } from '../src/server/id.ts';
import { DatabaseGone, openDatabase } from '../src/server/postgres/pool.ts';
import { type Caller, testApp } from './app.ts';
import { insertRows, makeForeignCommunity, type StaffName } from './community.ts';
import { type RequestOptions, readEvents, readRequest, storeRequests } from './requests.ts';

const test = await testApp();
const { community, db, clock } = test;
const seats = {} as Record<StaffName, Caller>;
for (const name of Object.keys(community.staff) as StaffName[]) seats[name] = await test.signedIn(name);
const person = (name: StaffName) => community.staff[name].personId;
const minute = 60_000;
const hour = 60 * minute;
const ago = (ms: number) => new Date(test.now().getTime() - ms).toISOString();

async function store(options: RequestOptions = {}): Promise<string> {
  const [requestId] = await storeRequests(db, community, test.now(), [options]);
  assert.ok(requestId);
  return requestId;
}

const movesOf = async (requestId: string) => (await readEvents(db, requestId)).map(event => `${event.move} ${event.by_role}`);

// Each test has the table for itself, and everybody has just been heard from.
beforeEach(async () => {
  await db.count('UPDATE request SET act_by = NULL');
  await db.count('UPDATE household SET heard_at = $1', [test.now()]);
  await db.count('DELETE FROM call_back');
});

describe('an offer that nobody answers', () => {
  it('goes to the backup when its time is over, not before, then to others nearby, and then back to the clerk', async () => {
    const requestId = await store();
    await seats.clerk.get(moveRequest, {
      params: { requestId },
      body: { id: randomUUID(), move: 'offer', helperId: person('volunteer1') },
    });
    assert.equal((await tick(test.deps)).lapsed, 0);
    assert.equal((await readRequest(db, requestId)).owner_id, person('volunteer1'));
    const asked = [person('volunteer1')];
    for (const round of [1, 2]) {
      clock.advance(31 * minute);
      assert.equal((await tick(test.deps)).lapsed, 1, `round ${round}`);
      const stored = await readRequest(db, requestId);
      assert.equal(stored.state, 'offered');
      assert.ok(stored.owner_id && !asked.includes(stored.owner_id), 'somebody who was not asked yet');
      asked.push(stored.owner_id);
      assert.ok(Date.parse(stored.act_by ?? '') > test.now().getTime());
    }
    clock.advance(31 * minute);
    await tick(test.deps);
    const stored = await readRequest(db, requestId);
    assert.deepEqual([stored.state, stored.owner_id], ['sorted', null]);
    assert.deepEqual(await movesOf(requestId), [
      'ask clerk',
      'offer clerk',
      'lapse system',
      'offer system',
      'lapse system',
      'offer system',
      'lapse system',
    ]);
    const late = await seats.volunteer1.call(moveRequest, {
      params: { requestId },
      body: { id: randomUUID(), move: 'accept' },
    });
    assert.equal(late.refusal?.code, 'state_has_changed', 'who comes back late is told how it stands');
  });

  it('is handled once by three programs that tick at the same moment', async () => {
    const ids = await storeRequests(
      db,
      community,
      test.now(),
      Array.from({ length: 60 }, (_, index) => ({
        state: 'offered' as const,
        ownerId: person('volunteer1'),
        actBy: ago(minute),
        door: index % 2 === 0 ? '10-1-101' : '10-2-101',
        grams: 10,
      })),
    );
    const ticks = await Promise.all([tick(test.deps), tick(test.deps), tick(test.deps)]);
    assert.equal(
      ticks.reduce((sum, each) => sum + each.lapsed, 0),
      60,
    );
    for (const requestId of ids) {
      const lapses = (await movesOf(requestId)).filter(move => move === 'lapse system');
      assert.equal(lapses.length, 1);
    }
  });

  it('and an answer at the last moment: one of the two counts, and the story has no gap', async () => {
    for (let round = 0; round < 10; round++) {
      const requestId = await store({ state: 'offered', ownerId: person('volunteer1'), actBy: ago(minute) });
      const [reply] = await Promise.all([
        seats.volunteer1.call(moveRequest, { params: { requestId }, body: { id: randomUUID(), move: 'accept' } }),
        tick(test.deps),
      ]);
      const events = await readEvents(db, requestId);
      const stored = await readRequest(db, requestId);
      for (const [index, event] of events.entries()) {
        if (index > 0) assert.equal(event.from_state, events[index - 1]?.to_state);
      }
      assert.equal(stored.state, events.at(-1)?.to_state);
      assert.equal(reply.status === 200, stored.owner_id === person('volunteer1'), 'told that they have it, and they have it');
    }
  });
});

describe('what nobody moves', () => {
  it('rises to the grid lead and then to the community lead, each step once, and a move on its way is not disturbed', async () => {
    const requestId = await store({ kind: 'medicine', actBy: ago(minute) });
    const before = await readRequest(db, requestId);
    assert.equal((await tick(test.deps)).escalated, 1);
    assert.equal((await tick(test.deps)).escalated, 0, 'the next step waits');
    const raised = await readRequest(db, requestId);
    assert.deepEqual([raised.state, raised.escalation, raised.version], ['asked', 1, before.version]);
    clock.advance(31 * minute);
    await tick(test.deps);
    const twice = await readRequest(db, requestId);
    assert.deepEqual([twice.escalation, twice.act_by], [2, null]);
    const events = (await readEvents(db, requestId)).slice(1);
    assert.deepEqual(
      events.map(event => [event.move, event.reason, event.from_state, event.to_state]),
      [
        ['escalate', 'grid_lead', 'asked', 'asked'],
        ['escalate', 'community_lead', 'asked', 'asked'],
      ],
    );
    const sorted = await seats.clerk.get(moveRequest, {
      params: { requestId },
      body: { id: randomUUID(), move: 'sort', version: before.version },
    });
    assert.equal(sorted.state, 'sorted');
    assert.equal((await readRequest(db, requestId)).escalation, 2, 'who was told stays told until somebody accepts');
  });

  it('a community’s own clocks hold', async () => {
    await db.count(`UPDATE community SET settings = settings || '{"clocks": {"life": {"step": 2}}}' WHERE community_id = $1`, [
      community.communityId,
    ]);
    const requestId = await store({ kind: 'home_help', urgency: 'life', actBy: ago(minute) });
    await tick(test.deps);
    clock.advance(2 * minute + 1000);
    await tick(test.deps);
    assert.equal((await readRequest(db, requestId)).escalation, 2);
  });

  it('a delivery that nobody contradicts is served after a day, with its event', async () => {
    const requestId = await store({ kind: 'rubbish', state: 'accepted', ownerId: person('volunteer1') });
    await seats.volunteer1.get(moveRequest, { params: { requestId }, body: { id: randomUUID(), move: 'deliver' } });
    clock.advance(23 * hour);
    assert.equal((await tick(test.deps)).settled, 0);
    clock.advance(61 * minute);
    assert.equal((await tick(test.deps)).settled, 1);
    const stored = await readRequest(db, requestId);
    assert.deepEqual([stored.state, stored.act_by], ['served', null]);
    assert.ok(stored.closed_at);
    assert.equal((await movesOf(requestId)).at(-1), 'settle system');
    const chain = (await readEvents(db, requestId)).at(-1);
    assert.deepEqual([chain?.from_state, chain?.to_state, chain?.owner_id], ['delivered', 'served', person('volunteer1')]);
  });

  it('five hundred deliveries settle in one pass, each with an event of its own', async () => {
    const ids = await storeRequests(
      db,
      community,
      test.now(),
      Array.from({ length: 500 }, () => ({ state: 'delivered' as const, ownerId: person('volunteer1'), actBy: ago(minute) })),
    );
    const both = await Promise.all([tick(test.deps), tick(test.deps)]);
    assert.equal(
      both.reduce((sum, each) => sum + each.settled, 0),
      500,
    );
    const events = await db.row<{ events: number; requests: number }>(
      `SELECT count(*)::integer AS events, count(DISTINCT request_id)::integer AS requests FROM request_event
       WHERE request_id = ANY ($1) AND move = 'settle'`,
      [ids],
    );
    assert.deepEqual(events, { events: 500, requests: 500 });
  });
});

describe('households nobody has heard from', () => {
  const openCalls = () =>
    db.rows<{ household_id: string }>(
      `SELECT household_id FROM call_back WHERE community_id = $1 AND reason = 'not_heard_from' AND closed_at IS NULL`,
      [community.communityId],
    );

  it('are put on the list after a day, once, and taken off when they are heard from', async () => {
    const silent = community.households['10-1-102'] as string;
    const vacant = community.households['10-2-302'] as string;
    await db.count('UPDATE household SET heard_at = $2 WHERE household_id = ANY ($1)', [[silent, vacant], ago(25 * hour)]);
    assert.equal((await tick(test.deps)).unheard, 1);
    await Promise.all([tick(test.deps), tick(test.deps)]);
    assert.deepEqual(
      (await openCalls()).map(row => row.household_id),
      [silent],
      'nobody lives in the vacant one',
    );
    clock.advance(minute);
    await db.count('UPDATE household SET heard_at = $2 WHERE household_id = $1', [silent, test.now()]);
    await tick(test.deps);
    assert.deepEqual(await openCalls(), []);
  });

  it('never heard from at all counts from the beginning of the order; without an order nobody is called', async () => {
    const never = community.households['1-1-101'] as string;
    await db.count('UPDATE household SET heard_at = NULL WHERE household_id = $1', [never]);
    await db.count('UPDATE zone SET starts_at = $1', [ago(23 * hour)]);
    assert.equal((await tick(test.deps)).unheard, 0);
    await db.count('UPDATE zone SET starts_at = $1', [ago(25 * hour)]);
    assert.equal((await tick(test.deps)).unheard, 1);
    await db.count('DELETE FROM call_back');
    await db.count('UPDATE zone SET ended_at = $1', [ago(minute)]);
    assert.equal((await tick(test.deps)).unheard, 0);
    await db.count('UPDATE zone SET ended_at = NULL');
  });

  it('a call that was given up is not made again at once', async () => {
    const silent = community.households['10-1-102'] as string;
    await db.count('UPDATE household SET heard_at = $2 WHERE household_id = $1', [silent, ago(30 * hour)]);
    await tick(test.deps);
    await db.count(`UPDATE call_back SET closed_at = $1, outcome = 'given_up' WHERE closed_at IS NULL`, [test.now()]);
    assert.equal((await tick(test.deps)).unheard, 0);
    clock.advance(25 * hour);
    await db.count('UPDATE household SET heard_at = $2 WHERE household_id <> $1', [silent, test.now()]);
    assert.equal((await tick(test.deps)).unheard, 1);
  });
});

describe('the clock itself', () => {
  it('looks after every community, and pokes only where something changed', async () => {
    const foreign = await makeForeignCommunity(db);
    await db.count('UPDATE household SET heard_at = $1', [test.now()]);
    const [theirs] = await storeRequests(db, foreign, test.now(), [{ actBy: ago(minute) }]);
    test.pokes.length = 0;
    await tick(test.deps);
    assert.equal((await readRequest(db, theirs as string)).escalation, 1);
    assert.deepEqual(test.pokes, [foreign.communityId]);
  });

  it('forgets receipts after thirty-five days and sessions after they ran out, and nothing younger', async () => {
    const community_id = community.communityId;
    const receipt = (at: string) => ({ community_id, move_id: newId(), actor_id: newId(), body_digest: '\\x00', at });
    const [old, young] = [receipt(ago(36 * 24 * hour)), receipt(ago(31 * 24 * hour))];
    await insertRows(db, 'receipt', [old, young]);
    const session = (byte: string, expires_at: string) => ({
      community_id,
      token_digest: `\\x${byte}`,
      person_id: person('clerk'),
      kind: 'staff',
      created_at: ago(40 * 24 * hour),
      expires_at,
    });
    await insertRows(db, 'session', [session('01', ago(8 * 24 * hour)), session('02', ago(hour))]);
    assert.equal((await tick(test.deps)).forgotten, 2);
    const kept = await db.rows<{ move_id: string }>('SELECT move_id FROM receipt WHERE move_id = ANY ($1)', [
      [old.move_id, young.move_id],
    ]);
    assert.deepEqual(
      kept.map(row => row.move_id),
      [young.move_id],
    );
  });

  it('one step that fails keeps no other from its turn; a database that is away is an error of the whole pass', async () => {
    const requestId = await store({ actBy: ago(minute) });
    const broken = { ...test.deps, db: { ...db, count: () => Promise.reject(new Error('a step that fails')) } };
    await tick(broken);
    assert.equal((await readRequest(db, requestId)).escalation, 1);
    const gone = openDatabase('postgres://nobody@127.0.0.1:1/nothing', { log: test.deps.log });
    await assert.rejects(tick({ ...test.deps, db: gone }), DatabaseGone);
    await gone.close();
  });

  it('ticks by itself until it is stopped', async () => {
    const requestId = await store({ actBy: ago(minute) });
    const ticker = startTicker(test.deps, 20);
    const deadline = Date.now() + 20_000;
    while ((await readRequest(db, requestId)).escalation === 0) {
      assert.ok(Date.now() < deadline, 'it never ticked');
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    await ticker.stop();
    const later = await store({ actBy: ago(minute) });
    await new Promise(resolve => setTimeout(resolve, 120));
    assert.equal((await readRequest(db, later)).escalation, 0);
  });
});
