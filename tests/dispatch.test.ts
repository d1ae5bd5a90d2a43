// Proposals and loads through the interface, and a thousand orders that eight helpers want at the same moment.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { helperLoads, propose } from '../src/api/dispatch.ts';
import { moveRequest } from '../src/api/request.ts';
import { isRefusal } from '../src/domain/refusal.ts';
import type { Reach } from '../src/server/http/actor.ts';
import { doOnce } from '../src/server/http/receipt-store.ts';
import { newId } from '../src/server/id.ts';
import type { Maker } from '../src/server/request/maker.ts';
import { type MoveAnswer, makeMoves } from '../src/server/request/moves.ts';
import { type Caller, testApp } from './app.ts';
import { insertRows, makeForeignCommunity, type StaffName } from './community.ts';
import { readEvents, storeRequests } from './requests.ts';

const test = await testApp();
const { community, db } = test;
const seats = {} as Record<StaffName, Caller>;
for (const name of Object.keys(community.staff) as StaffName[]) seats[name] = await test.signedIn(name);
const person = (name: StaffName) => community.staff[name].personId;

describe('proposals', () => {
  it('show bound and protected people first for a sealed door, with reasons, and who cannot go at the end', async () => {
    const [sealed, clean] = (await storeRequests(db, community, test.now(), [{}, { door: '1-1-101' }])) as [string, string];
    const { proposals } = await seats.clerk.get(propose, { body: { requestIds: [sealed, clean, randomUUID()] } });
    assert.deepEqual(
      proposals.map(each => each.requestId),
      [sealed, clean],
      'what does not exist is left out',
    );
    const [ofSealed, ofClean] = proposals;
    const [first] = ofSealed?.helpers ?? [];
    assert.ok([person('volunteer1'), person('steward1')].includes(first?.helperId ?? ''));
    assert.ok(first?.because.includes('primary') && first.because.includes('protection') && first.fit);
    const unprotected = ofSealed?.helpers.find(helper => helper.helperId === person('volunteer2'));
    assert.deepEqual([unprotected?.fit, unprotected?.because.includes('no_protection')], [false, true]);
    assert.ok(!ofSealed?.helpers.some(helper => helper.helperId === person('steward2')), 'no steward of another building');
    assert.ok([person('volunteer2'), person('steward2')].includes(ofClean?.helpers[0]?.helperId ?? ''));
  });

  it('for a grid lead only in the own area, and for nobody in another community', async () => {
    const [sealed, clean] = (await storeRequests(db, community, test.now(), [{}, { door: '1-1-101' }])) as [string, string];
    const { proposals } = await seats.gridlead.get(propose, { body: { requestIds: [sealed, clean] } });
    assert.deepEqual(
      proposals.map(each => each.requestId),
      [sealed],
    );
    const foreign = await test.signedIn('clerk', await makeForeignCommunity(db));
    assert.deepEqual(await foreign.get(propose, { body: { requestIds: [sealed] } }), { proposals: [] });
    assert.equal(await seats.volunteer1.refused(propose, { body: { requestIds: [sealed] } }), 'not_allowed');
  });
});

describe('loads', () => {
  it('count what is offered, held and done today, for a grid lead of the own area', async () => {
    await storeRequests(db, community, test.now(), [
      { state: 'offered', ownerId: person('volunteer3') },
      { state: 'accepted', ownerId: person('volunteer3'), grams: 500 },
      { state: 'carrying', ownerId: person('volunteer3'), grams: 700 },
    ]);
    const done = await storeRequests(db, community, test.now(), [
      { state: 'delivered', ownerId: person('volunteer3') },
      { state: 'served', ownerId: person('volunteer3') },
      { state: 'served', ownerId: person('volunteer3') },
    ]);
    await db.count('UPDATE request SET delivered_at = $2 WHERE request_id = ANY ($1)', [done, test.now()]);
    await db.count('UPDATE request SET delivered_at = $2 WHERE request_id = $1', [
      done[2],
      new Date(test.now().getTime() - 30 * 3_600_000),
    ]);
    const { helpers } = await seats.clerk.get(helperLoads);
    const mine = helpers.find(helper => helper.helperId === person('volunteer3'));
    assert.deepEqual([mine?.offered, mine?.held, mine?.doneToday, mine?.openGrams], [1, 2, 2, 2200]);
    assert.ok(!helpers.some(helper => helper.helperId === person('supply')));
    const ofArea = (await seats.gridlead.get(helperLoads)).helpers.map(helper => helper.helperId);
    assert.ok(ofArea.includes(person('steward1')) && ofArea.includes(person('volunteer1')));
    assert.ok(!ofArea.includes(person('steward2')), 'who answers for another area');
  });
});

describe('a thousand orders and eight helpers at one moment', () => {
  it('each order has exactly one owner, and every loser is told who', { timeout: 240_000 }, async () => {
    // A household each would be 574 doors; the race is about the orders, so they may share doors.
    await db.count('UPDATE helper SET max_open = 200, max_grams = 1000000');
    const eight = Array.from({ length: 8 }, () => newId());
    const { communityId: community_id } = community;
    await insertRows(
      db,
      'person',
      eight.map(person_id => ({ community_id, person_id, name: '抢单', created_at: test.now().toISOString() })),
    );
    await insertRows(
      db,
      'role_grant',
      eight.map(person_id => ({
        community_id,
        grant_id: newId(),
        person_id,
        role: 'steward',
        place_kind: 'building',
        place_id: community.buildings.clean,
        starts_at: new Date(test.now().getTime() - 3_600_000).toISOString(),
      })),
    );
    await insertRows(
      db,
      'helper',
      eight.map(person_id => ({
        community_id,
        person_id,
        on_duty: true,
        protection: true,
        insured: true,
        max_open: 200,
        max_grams: 1_000_000,
      })),
    );
    const orders = await storeRequests(
      db,
      community,
      test.now(),
      Array.from({ length: 1000 }, () => ({ state: 'sorted' as const, door: '1-1-101', grams: 100 })),
    );
    const reach: Reach = { places: [community.buildings.clean], ownerId: null };
    const accept = (personId: string, requestId: string) => {
      const maker: Maker = { communityId: community_id, personId, sees: reach, as: () => ({ role: 'steward', reach }) };
      const move = { id: randomUUID(), move: 'accept' as const };
      const once = { communityId: community_id, moveId: move.id, actorId: personId, digest: Buffer.from(move.id) };
      return doOnce<MoveAnswer>(db, once, async tx => {
        const [outcome] = await makeMoves(tx, test.now(), maker, [{ requestId, move }]);
        assert.ok(outcome);
        return outcome;
      });
    };
    let won = 0;
    // Eight phones in a row for each order, all on their way before the first answer; twenty orders at a time, as nobody waits longer for the database.
    for (let from = 0; from < orders.length; from += 20) {
      const batch = orders.slice(from, from + 20);
      const answers = await Promise.all(
        batch.flatMap(requestId =>
          eight.map(async personId => ({ requestId, personId, answer: await accept(personId, requestId) })),
        ),
      );
      for (const requestId of batch) {
        const ofOrder = answers.filter(each => each.requestId === requestId);
        const winners = ofOrder.filter(each => !isRefusal(each.answer));
        assert.equal(winners.length, 1, `${winners.length} helpers were told that they have it`);
        won++;
        const [winner] = winners;
        for (const { answer } of ofOrder) {
          if (!isRefusal(answer)) continue;
          assert.equal(answer.refused, 'already_taken');
          assert.deepEqual(answer.facts, { state: 'accepted', ownerId: winner?.personId, role: 'steward' });
        }
      }
      const stored = await db.row<{ owned: number; events: number }>(
        `SELECT count(DISTINCT r.request_id)::integer AS owned, count(e.event_id)::integer AS events
         FROM request r JOIN request_event e ON e.request_id = r.request_id AND e.move = 'accept' AND e.by_id = r.owner_id
         WHERE r.request_id = ANY ($1) AND r.state = 'accepted'`,
        [batch],
      );
      assert.deepEqual(stored, { owned: 20, events: 20 });
      // Hands are free again, else the quickest phone would be full before the end.
      await db.count(`UPDATE request SET state = 'served', owner_id = NULL WHERE request_id = ANY ($1)`, [batch]);
    }
    assert.equal(won, 1000);
  });

  it('two desks that offer the last free hand at once do not fill it twice', async () => {
    await db.count(`UPDATE request SET state = 'served', owner_id = NULL WHERE state IN ('offered', 'accepted', 'carrying')`);
    await db.count('UPDATE helper SET max_open = 3 WHERE person_id = $1', [person('volunteer1')]);
    const orders = await storeRequests(
      db,
      community,
      test.now(),
      Array.from({ length: 12 }, () => ({ grams: 10 })),
    );
    const replies = await Promise.all(
      orders.map((requestId, index) =>
        (index % 2 === 0 ? seats.clerk : seats.clerk2).call(moveRequest, {
          params: { requestId },
          body: { id: randomUUID(), move: 'offer', helperId: person('volunteer1') },
        }),
      ),
    );
    assert.equal(replies.filter(reply => reply.status === 200).length, 3);
    assert.ok(replies.every(reply => reply.status === 200 || reply.refusal?.code === 'helper_shift_full'));
  });

  it('an offer, a take-back and an acceptance at once leave one story without a gap', async () => {
    await db.count('UPDATE helper SET max_open = 200 WHERE person_id = $1', [person('volunteer1')]);
    for (let round = 0; round < 20; round++) {
      const [requestId] = (await storeRequests(db, community, test.now(), [{}])) as [string];
      const send = (caller: Caller, body: Record<string, unknown>) =>
        caller.call(moveRequest, { params: { requestId }, body: { id: randomUUID(), ...body } as never });
      await send(seats.clerk, { move: 'offer', helperId: person('volunteer1') });
      const replies = await Promise.all([
        send(seats.volunteer1, { move: 'accept' }),
        send(seats.clerk, { move: 'reassign', helperId: person('volunteer3') }),
        send(seats.clerk2, { move: 'take_back' }),
        send(seats.volunteer1, { move: 'decline', reason: 'too_far' }),
      ]);
      assert.ok(replies.some(reply => reply.status === 200));
      assert.ok(replies.every(reply => reply.status === 200 || reply.status === 409 || reply.status === 404));
      const events = await readEvents(db, requestId);
      for (const [index, event] of events.entries()) {
        if (index > 0) assert.equal(event.from_state, events[index - 1]?.to_state);
      }
      const stored = await db.row<{ state: string; version: number }>(
        'SELECT state, version FROM request WHERE request_id = $1',
        [requestId],
      );
      assert.equal(stored?.state, events.at(-1)?.to_state);
      assert.equal(stored?.version, events.length, 'every version has its event');
    }
  });
});
