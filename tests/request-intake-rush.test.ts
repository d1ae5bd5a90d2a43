// Everybody at once: one request for each id, no run overbooked, one bad row harms nobody, and a clear "later" when it is too much.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { askRequest } from '../src/api/request.ts';
import { isRefusal } from '../src/domain/refusal.ts';
import { bookRun, changeBooking, releaseRun } from '../src/server/dispatch/runs-store.ts';
import { newId } from '../src/server/id.ts';
import { startIntakeQueue } from '../src/server/request/intake-queue.ts';
import type { AskedRow } from '../src/server/request/intake-store.ts';
import { type Caller, testApp } from './app.ts';
import { insertRows, makeForeignCommunity } from './community.ts';

const app = await testApp();
const { community, db } = app;
const foreign = await makeForeignCommunity(db);
const { communityId, compoundId } = community;
const livedIn = Object.keys(community.residents);
// As many open requests as a test wants.
await db.count(`UPDATE community SET settings = settings || '{"mostOpenPerHousehold": 1000}'`);

const order = (more: Record<string, unknown> = {}) => ({
  id: randomUUID() as string,
  kind: 'medicine' as const,
  channel: 'resident_page' as const,
  items: [{ name: '阿司匹林', quantity: 1, unit: '盒' }],
  ...more,
});

async function count(sql: string, values: unknown[] = []): Promise<number> {
  return (await db.row<{ n: number }>(`SELECT count(*) AS n FROM ${sql}`, values))?.n ?? 0;
}

/** A row as the intake makes it. */
function row(more: Partial<AskedRow> = {}): AskedRow {
  const now = app.now().toISOString();
  const actor_id = community.staff.clerk.personId;
  return {
    request_id: newId(),
    household_id: community.households[livedIn[Math.floor(Math.random() * livedIn.length)] as string] as string,
    reach: null,
    actor_id,
    digest: randomBytes(32).toString('hex'),
    number: '0312-00001',
    kind: 'groceries',
    lane: 'ordinary',
    urgency: 'normal',
    channel: 'telephone',
    goods_class: 'ordinary',
    grams: 1000,
    minutes: 8,
    run_id: null,
    needs_run: true,
    may_do_without: true,
    asked_by: null,
    asked_as: 'clerk',
    recorded_by: actor_id,
    asked_at: now,
    due_at: now,
    act_by: now,
    items: [],
    note: null,
    pasted: null,
    event_id: newId(),
    by_role: 'clerk',
    happened_at: null,
    heard_how: 'telephone',
    notice_id: null,
    ...more,
  };
}

describe('the same id again', () => {
  it('a hundred ids, ten copies each, all at once: a hundred requests, ten times the same answer', async () => {
    const askers = await Promise.all(livedIn.slice(0, 20).map(key => app.signedIn({ resident: key })));
    const bodies = Array.from({ length: 100 }, (_, n) => ({ asker: askers[n % 20] as Caller, body: order() }));
    const before = await count('request');
    const copies = bodies.flatMap(one => Array.from({ length: 10 }, () => one)).sort(() => Math.random() - 0.5);
    const answers = await Promise.all(copies.map(({ asker, body }) => asker.get(askRequest, { body })));
    const byId = Map.groupBy(answers, answer => answer.requestId);
    assert.equal(byId.size, 100);
    for (const same of byId.values()) {
      assert.equal(same.length, 10);
      for (const answer of same) assert.deepEqual(answer, same[0]);
    }
    assert.equal(await count('request'), before + 100);
    const ids = bodies.map(({ body }) => body.id);
    assert.equal(await count('request_event WHERE request_id = ANY ($1)', [ids]), 100);
    assert.equal(await count('receipt WHERE move_id = ANY ($1)', [ids]), 100);
  });

  it('also when two programs take the copies, in one lane with a run and without overbooking it', async () => {
    const queues = [1, 2, 3].map(() => startIntakeQueue(db, app.now, () => {}));
    const rows = Array.from({ length: 40 }, () => row({ run_id: community.runs.tomorrow }));
    const outcomes = await Promise.all(
      queues.flatMap(queue => rows.map(one => queue.ask(communityId, { ...one, event_id: newId() }, 1000))),
    );
    for (const outcome of outcomes) assert.ok('answer' in outcome, JSON.stringify(outcome));
    const ids = rows.map(({ request_id }) => request_id);
    assert.equal(await count('request WHERE request_id = ANY ($1)', [ids]), 40);
    const run = await db.row('SELECT booked_requests, booked_grams, booked_minutes FROM run WHERE run_id = $1', [
      community.runs.tomorrow,
    ]);
    assert.deepEqual(run, { booked_requests: 40, booked_grams: 40_000, booked_minutes: 320 });
  });

  it('with another body, or from another sender, it is refused, whether at once or later', async () => {
    const home = await app.signedIn({ resident: '1-1-101' });
    const neighbour = await app.signedIn({ resident: '1-1-102' });
    const body = order();
    const answers = await Promise.all([
      home.call(askRequest, { body }),
      home.call(askRequest, { body: { ...body, note: '再加一盒' } }),
      neighbour.call(askRequest, { body }),
    ]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 422, 422]);
    assert.equal(answers[0]?.status, 200, 'the first to arrive is the one');
    assert.equal(await home.refused(askRequest, { body: { ...body, items: [] } }), 'same_id_other_body');
    assert.equal(await neighbour.refused(askRequest, { body }), 'same_id_other_body');
    const { items, ...rest } = body;
    assert.equal(
      (await home.call(askRequest, { body: { items, ...rest } })).status,
      200,
      'the order of the fields is no other body',
    );
  });

  it('a refused id may be used again once the reason is gone', async () => {
    const home = await app.signedIn({ resident: '1-1-201' });
    const body = order({ kind: 'groceries', runId: community.runs.closed });
    assert.equal(await home.refused(askRequest, { body }), 'run_closed');
    await db.count('UPDATE run SET cutoff_at = starts_at WHERE run_id = $1', [community.runs.closed]);
    assert.equal((await home.get(askRequest, { body })).run?.runId, community.runs.closed);
  });

  it('an id of one community means nothing in another', async () => {
    const body = order();
    await (await app.signedIn({ resident: '1-1-202' })).get(askRequest, { body });
    const there = await app.signedIn({ resident: '1-1-202' }, foreign);
    assert.equal((await there.get(askRequest, { body })).requestId, body.id);
  });
});

describe('one bad row harms nobody', () => {
  it('an id whose receipt was thrown away long ago fails alone; all that came with it are written', async () => {
    const old = row({ needs_run: false, lane: 'medicine' });
    const queue = startIntakeQueue(db, app.now, () => {});
    assert.ok('answer' in (await queue.ask(communityId, old, 1000)));
    await db.count('DELETE FROM receipt WHERE move_id = $1', [old.request_id]);
    const others = livedIn
      .slice(0, 15)
      .map(key => row({ needs_run: false, lane: 'medicine', household_id: community.households[key] as string }));
    const all = [...others.slice(0, 7), { ...old, household_id: community.households['1-2-302'] as string }, ...others.slice(7)];
    const outcomes = await Promise.all(all.map(one => queue.ask(communityId, one, 1000)));
    assert.equal(outcomes.filter(outcome => 'answer' in outcome).length, 15);
    assert.deepEqual(outcomes[7], { refused: 'same_id_other_body' });
    assert.equal(await count('request WHERE request_id = ANY ($1)', [others.map(one => one.request_id)]), 15);
  });

  it('a value the tables cannot hold fails alone, and leaves nothing of itself', async () => {
    const queue = startIntakeQueue(db, app.now, () => {});
    const rows = livedIn
      .slice(0, 12)
      .map(key => row({ household_id: community.households[key] as string, run_id: community.runs.later }));
    const bad = { ...(rows[5] as AskedRow), kind: 'gold' as never };
    const all = rows.map((one, n) => (n === 5 ? bad : one));
    const outcomes = await Promise.allSettled(all.map(one => queue.ask(communityId, one, 1000)));
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      all.map(one => (one === bad ? 'rejected' : 'fulfilled')),
    );
    assert.equal(await count('receipt WHERE move_id = $1', [bad.request_id]), 0);
    const run = await db.row<{ booked_requests: number }>('SELECT booked_requests FROM run WHERE run_id = $1', [
      community.runs.later,
    ]);
    assert.equal(run?.booked_requests, await count('request WHERE run_id = $1', [community.runs.later]));
  });
});

describe('the places of a run', () => {
  it('never more than there are, whoever books, gives back and changes at once; and what is booked is what stands in the requests', async () => {
    for (let round = 0; round < 6; round++) {
      const runIds = [newId(), newId(), newId()];
      const [requests, grams, minutes] = [5 + round * 7, 20_000 + round * 9000, 60 + round * 40];
      await insertRows(
        db,
        'run',
        runIds.map((run_id, n) => ({
          community_id: communityId,
          run_id,
          compound_id: compoundId,
          starts_at: new Date(app.now().getTime() + (n + 1) * 60_000 + round * 7).toISOString(),
          cutoff_at: new Date(app.now().getTime() + 30_000).toISOString(),
          capacity_requests: requests,
          capacity_grams: grams,
          capacity_minutes: minutes,
          booked_requests: 0,
          booked_grams: 0,
          booked_minutes: 0,
        })),
      );
      const queues = [1, 2].map(() => startIntakeQueue(db, app.now, () => {}));
      const held: { runId: string; grams: number; minutes: number }[] = [];
      const asks = Array.from({ length: 120 }, async (_, n) => {
        const load = { grams: 200 + Math.floor(Math.random() * 4000), minutes: 5 + Math.floor(Math.random() * 20) };
        // Half of them choose their run.
        const run_id = (n % 2 === 0 ? runIds[n % 3] : runIds[0]) as string;
        const outcome = await (queues[n % 2] as (typeof queues)[0]).ask(communityId, row({ ...load, run_id }), 1000);
        return 'answer' in outcome ? 'taken' : 'noRoomIn' in outcome ? 'no_room' : outcome.refused;
      });
      const byHand = Array.from({ length: 40 }, async (_, n) => {
        const load = { grams: 100 + n * 20, minutes: 5 };
        const runId = runIds[n % 3] as string;
        const booked = await db.transaction(tx => bookRun(tx, { communityId, compoundId, runId, ...load, now: app.now() }));
        if (isRefusal(booked)) return;
        if (n % 2 === 0) return db.transaction(tx => releaseRun(tx, { communityId, runId, ...load }));
        const heavier = { grams: load.grams * 3, minutes: 6 };
        const changed = await db.transaction(tx => changeBooking(tx, { communityId, runId }, load, heavier));
        held.push({ runId, ...(changed ? heavier : load) });
      });
      const answers = await Promise.all(asks);
      await Promise.all(byHand);
      assert.deepEqual(
        answers.filter(answer => answer !== 'taken' && answer !== 'no_room'),
        [],
        'full or not, nothing else',
      );
      assert.ok(answers.includes('taken'));
      for (const runId of runIds) {
        const run = await db.row<Record<string, number>>(
          `SELECT r.*, (SELECT count(*) FROM request q WHERE q.run_id = r.run_id) AS n,
             (SELECT coalesce(sum(grams), 0) FROM request q WHERE q.run_id = r.run_id) AS g,
             (SELECT coalesce(sum(minutes), 0) FROM request q WHERE q.run_id = r.run_id) AS m FROM run r WHERE run_id = $1`,
          [runId],
        );
        const own = held.filter(one => one.runId === runId);
        const sum = (key: 'grams' | 'minutes') => own.reduce((total, one) => total + one[key], 0);
        assert.ok(run);
        assert.equal(run.booked_requests, (run.n ?? 0) + own.length);
        assert.equal(run.booked_grams, (run.g ?? 0) + sum('grams'));
        assert.equal(run.booked_minutes, (run.m ?? 0) + sum('minutes'));
        assert.ok(
          (run.booked_requests ?? 0) <= requests && (run.booked_grams ?? 0) <= grams && (run.booked_minutes ?? 0) <= minutes,
        );
      }
      await db.count("UPDATE run SET cutoff_at = starts_at - interval '1 day' WHERE run_id = ANY ($1)", [runIds]);
    }
  });

  it('those who choose no run fill one after the other to the last place', async () => {
    await db.count(`UPDATE run SET cutoff_at = starts_at - interval '7 days'`);
    const runIds = [newId(), newId()];
    await insertRows(
      db,
      'run',
      runIds.map((run_id, n) => ({
        community_id: communityId,
        run_id,
        compound_id: compoundId,
        starts_at: new Date(app.now().getTime() + (n + 5) * 3_600_000).toISOString(),
        cutoff_at: new Date(app.now().getTime() + 3_600_000).toISOString(),
        capacity_requests: 23,
        capacity_grams: 1_000_000,
        capacity_minutes: 10_000,
        booked_requests: 0,
        booked_grams: 0,
        booked_minutes: 0,
      })),
    );
    const queues = [1, 2].map(() => startIntakeQueue(db, app.now, () => {}));
    const outcomes = await Promise.all(
      Array.from({ length: 58 }, (_, n) => (queues[n % 2] as (typeof queues)[0]).ask(communityId, row(), 1000)),
    );
    assert.equal(outcomes.filter(outcome => 'answer' in outcome).length, 46);
    assert.equal(outcomes.filter(outcome => 'noRoomIn' in outcome).length, 12);
    for (const runId of runIds) assert.equal(await count('request WHERE run_id = $1', [runId]), 23);
  });
});

describe('too much at once', () => {
  it('one door cannot fill the line: the rest of its rush is told to come later, its neighbours get in', async () => {
    const queue = startIntakeQueue(db, app.now, () => {});
    const rush = { needs_run: false, lane: 'life', household_id: community.households['10-1-302'] as string } as const;
    const [pushy, neighbour] = await Promise.all([
      Promise.all(Array.from({ length: 200 }, () => queue.ask(communityId, row(rush), 12))),
      queue.ask(communityId, row({ ...rush, household_id: community.households['10-1-301'] as string }), 12),
    ]);
    assert.equal(pushy.filter(outcome => 'refused' in outcome && outcome.refused === 'busy').length, 170);
    assert.ok('answer' in neighbour);
  });

  it('what a door has open is counted exactly, also when its orders arrive together', async () => {
    const queue = startIntakeQueue(db, app.now, () => {});
    const one = { needs_run: false, lane: 'medicine', household_id: community.households['10-1-202'] as string } as const;
    const before = await count(`request WHERE household_id = $1`, [one.household_id]);
    const outcomes = await Promise.all(Array.from({ length: 30 }, () => queue.ask(communityId, row(one), before + 7)));
    assert.equal(outcomes.filter(outcome => 'answer' in outcome).length, 7);
    assert.equal(outcomes.filter(outcome => 'refused' in outcome && outcome.refused === 'too_many_open').length, 23);
  });

  it('beyond a thousand waiting the answer is a 503 with the seconds to wait, and everybody who was let in is served', async () => {
    const queue = startIntakeQueue(db, app.now, () => {});
    const doors = Array.from({ length: 1200 }, () => newId());
    await insertRows(
      db,
      'household',
      doors.map((household_id, n) => ({
        community_id: communityId,
        household_id,
        unit_id: community.units['1-1'],
        building_id: community.buildings.clean,
        compound_id: compoundId,
        floor: 3,
        door: `X${n}`,
        aliases: [],
        living: 'lived_in',
        sort: n,
      })),
    );
    const outcomes = await Promise.all(
      doors.map(household_id => queue.ask(communityId, row({ household_id, needs_run: false, lane: 'life' }), 12)),
    );
    assert.equal(outcomes.filter(outcome => 'answer' in outcome).length, 1000);
    assert.equal(outcomes.filter(outcome => 'refused' in outcome && outcome.refused === 'busy').length, 200);
  });
});
