// Runs: made from the daily plan of a compound, shown with the room they have, changed without dropping what is booked.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { listRuns, setRunPlan } from '../src/api/dispatch.ts';
import { askRequest } from '../src/api/request.ts';
import { makeRuns } from '../src/server/dispatch/runs-store.ts';
import { testApp } from './app.ts';
import { makeForeignCommunity } from './community.ts';

// Saturday, eight in the morning in Lanzhou.
const app = await testApp({ now: new Date('2022-03-12T00:00:00Z') });
const { community, db } = app;
const { compoundId } = community;
await db.count('DELETE FROM run');
const foreign = await makeForeignCommunity(db);
// Signed in anew each time: a shift ends before these days do.
const clerk = () => app.signedIn('clerk');
const resident = await app.signedIn({ resident: '10-1-101' });

const at = (startsAtMinute: number, more: Record<string, number> = {}) => ({
  startsAtMinute,
  cutoffMinutesBefore: 90,
  capacityRequests: 20,
  capacityGrams: 100_000,
  capacityMinutes: 240,
  ...more,
});
const set = async (runs: ReturnType<typeof at>[], fromOn = '2022-03-12', compound = compoundId) =>
  (await clerk()).call(setRunPlan, { params: { compoundId: compound }, body: { fromOn, runs } });
async function starts(): Promise<string[]> {
  return (await (await clerk()).get(listRuns)).runs.map(run => run.startsAt);
}
const order = (runId?: string) => ({
  body: {
    id: randomUUID(),
    kind: 'groceries',
    channel: 'resident_page',
    items: [{ name: '土豆', quantity: 2, unit: '斤' }],
    runId,
  } as never,
});

describe('the plan of a compound', () => {
  it('makes the runs of today and the next days at once, in the time of the community', async () => {
    assert.deepEqual(await starts(), []);
    assert.equal((await set([at(600), at(1080)])).status, 200);
    assert.deepEqual(await starts(), [
      ...['2022-03-12T02:00:00.000Z', '2022-03-12T10:00:00.000Z'],
      ...['2022-03-13T02:00:00.000Z', '2022-03-13T10:00:00.000Z'],
      ...['2022-03-14T02:00:00.000Z', '2022-03-14T10:00:00.000Z'],
    ]);
    const [first] = (await (await clerk()).get(listRuns)).runs;
    assert.deepEqual(
      [first?.cutoffAt, first?.open, first?.capacityRequests, first?.bookedRequests],
      ['2022-03-12T00:30:00.000Z', true, 20, 0],
    );
    const audit = await db.row('SELECT by_id, act, subject_id, facts FROM audit');
    assert.deepEqual(audit, {
      by_id: community.staff.clerk.personId,
      act: 'set_run_plan',
      subject_id: compoundId,
      facts: { fromOn: '2022-03-12', runs: 2 },
    });
    assert.ok(app.pokes.includes(community.communityId));
  });

  it('is followed day by day without anybody doing anything; making them twice, at once, makes them once', async () => {
    app.clock.set('2022-03-13T20:00:00Z');
    await Promise.all(Array.from({ length: 8 }, () => makeRuns(db, community.communityId, 'Asia/Shanghai', app.now())));
    assert.equal((await starts()).at(-1), '2022-03-16T10:00:00.000Z');
    assert.equal((await starts())[0], '2022-03-14T02:00:00.000Z', 'the days that are over are not shown');
    const twice = await db.rows('SELECT starts_at FROM run GROUP BY starts_at HAVING count(*) > 1');
    assert.deepEqual(twice, []);
  });

  it('midnight in the community brings the next day, also when nobody looked for a minute before', async () => {
    app.clock.set('2022-03-14T15:59:50Z');
    assert.equal((await starts()).at(-1), '2022-03-16T10:00:00.000Z');
    app.clock.set('2022-03-14T16:00:10Z');
    assert.equal((await starts()).at(-1), '2022-03-17T10:00:00.000Z');
  });

  it('changed: runs without bookings go, those with bookings stay and take no more', async () => {
    const runs = (await resident.get(listRuns)).runs.filter(run => run.open);
    const [early, late] = [runs[0]?.runId, runs[1]?.runId];
    await resident.get(askRequest, order(late));
    assert.equal((await set([at(900)], '2022-03-15')).status, 200);
    const left = (await (await clerk()).get(listRuns)).runs;
    assert.ok(!left.some(run => run.runId === early), 'an empty run that is no longer planned is gone');
    const kept = left.find(run => run.runId === late);
    assert.deepEqual([kept?.bookedRequests, kept?.capacityRequests, kept?.open], [1, 1, false]);
    const answer = await resident.call(askRequest, order(late));
    assert.equal(answer.refusal?.code, 'run_full');
    assert.equal(answer.refusal.facts?.nextStartsAt, '2022-03-15T07:00:00.000Z');
  });

  it('planned again, the same run has room again; less room than is booked is raised to what is booked', async () => {
    assert.equal((await set([at(900), at(1080, { capacityGrams: 10, capacityRequests: 5 })], '2022-03-15')).status, 200);
    const again = (await (await clerk()).get(listRuns)).runs.find(run => run.startsAt === '2022-03-15T10:00:00.000Z');
    assert.deepEqual([again?.capacityRequests, again?.bookedRequests, again?.capacityGrams], [5, 1, 1000]);
  });

  it('for a later day changes nothing before it', async () => {
    const before = await starts();
    assert.equal((await set([], '2022-03-17')).status, 200);
    assert.deepEqual(
      await starts(),
      before.filter(start => start < '2022-03-16T16:00:00Z'),
    );
  });

  it('twice the same minute, an unknown compound and one of another community are refused and change nothing', async () => {
    const before = await db.row('SELECT settings FROM community WHERE community_id = $1', [community.communityId]);
    assert.equal((await set([at(600), at(600)])).refusal?.code, 'overlaps');
    assert.equal((await set([at(600)], '2022-03-15', randomUUID())).refusal?.code, 'not_found');
    assert.equal((await set([at(600)], '2022-03-15', foreign.compoundId)).refusal?.code, 'not_found');
    assert.equal((await set([at(1440)])).status, 400);
    assert.equal((await set([at(600, { capacityGrams: -1 })])).status, 400);
    assert.deepEqual(await db.row('SELECT settings FROM community WHERE community_id = $1', [community.communityId]), before);
  });
});

describe('who sees which runs', () => {
  it('a household those of its own compound, the desk all, nobody those of another community', async () => {
    const other = randomUUID();
    await db.count(`INSERT INTO compound (community_id, compound_id, name) VALUES ($1, $2, '另一个小区')`, [
      community.communityId,
      other,
    ]);
    assert.equal((await set([at(600)], '2022-03-15', other)).status, 200);
    const theirs = new Set((await resident.get(listRuns)).runs.map(run => run.compoundId));
    assert.deepEqual([...theirs], [compoundId]);
    const all = new Set((await (await clerk()).get(listRuns)).runs.map(run => run.compoundId));
    assert.deepEqual(all, new Set([compoundId, other]));
    assert.ok(!all.has(foreign.compoundId));
    const steward = await app.signedIn('steward1');
    assert.deepEqual([...new Set((await steward.get(listRuns)).runs.map(run => run.compoundId))], [compoundId]);
    const only = await (await clerk()).get(listRuns, { query: { compoundId: other } });
    assert.deepEqual([...new Set(only.runs.map(run => run.compoundName))], ['另一个小区']);
    assert.deepEqual((await (await clerk()).get(listRuns, { query: { compoundId: foreign.compoundId } })).runs, []);
  });
});
