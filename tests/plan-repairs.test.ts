// What happens after a plan was accepted: the desk is told, the smallest change is proposed, and accepted it is made; nobody who has set out is touched.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { acceptPlan, makeRepair, type Plan, type PlanEvent, planEvents } from '../src/api/plan.ts';
import { moveRequest } from '../src/api/request.ts';
import { moveRound, readRound } from '../src/api/round.ts';
import { startPlanning } from './planning.ts';
import { readRequest as storedRequest } from './requests.ts';

const { test, seats, person, planned, plan, of, sorted, clear, actsOn } = await startPlanning();
const { db, community } = test;

async function accept(made: Plan) {
  assert.equal(made.state, 'ready', JSON.stringify(made.broken));
  const body = { id: randomUUID(), version: made.version };
  return (await seats.clerk.get(acceptPlan, { params: { planId: made.planId }, body })).parts;
}

/** Planned and accepted: rounds to walk. */
async function walking(rest: Record<string, unknown> = {}): Promise<Plan> {
  const made = await planned(rest);
  const parts = await accept(made);
  assert.ok(
    parts.every(part => part.made && part.leftOut.length === 0),
    JSON.stringify(parts),
  );
  return made;
}

async function repaired(event: PlanEvent): Promise<Plan> {
  const id = randomUUID();
  await seats.clerk.get(makeRepair, { body: { id, compoundId: community.compoundId, event } });
  const made = await plan(id);
  assert.equal(made.state, 'ready', JSON.stringify(made.broken));
  return made;
}

const events = async () => (await seats.clerk.get(planEvents, { params: { compoundId: community.compoundId } })).events;
const real = (roundId: string) => seats.clerk.get(readRound, { params: { roundId } });
const open = async (roundId: string) => (await real(roundId)).stops.filter(stop => stop.outcome === null);
const changes = (made: Plan) => made.parts.filter(part => part.change !== 'same');

describe('an urgent request', () => {
  it('is seen, changes one round that nobody has set out on and no other, and is offered with it', async () => {
    await clear();
    for (const door of ['1-1-101', '1-1-201', '1-2-101']) await sorted({ door });
    const made = await walking({ withoutHelperIds: [person('volunteer2')], binding: 'bound' });
    const urgent = await sorted({ door: '1-1-102', kind: 'medicine' });
    const [seen] = await events();
    assert.deepEqual(seen?.event, { kind: 'urgent', requestId: urgent });
    assert.equal(seen?.doors[0]?.door, '1号楼 1单元 102');
    const repair = await repaired({ kind: 'urgent', requestId: urgent });
    const touched = changes(repair);
    assert.ok(touched.filter(part => part.change === 'changed').length <= 1, JSON.stringify(touched));
    const parts = await accept(repair);
    assert.ok(parts.length >= 1 && parts.every(part => part.made));
    const carrier = of(repair, urgent);
    assert.ok((await open(carrier.roundId)).some(stop => stop.requestId === urgent));
    assert.deepEqual(
      [(await storedRequest(db, urgent)).state, (await storedRequest(db, urgent)).owner_id],
      ['offered', carrier.helperId],
    );
    for (const round of made.parts) {
      if (touched.some(part => part.roundId === round.roundId)) continue;
      assert.equal((await real(round.roundId)).version, 1, 'as it was');
    }
    assert.deepEqual(await events(), [], 'nothing is left to do');
    assert.deepEqual(await actsOn(repair.planId), ['make_repair', 'accept_plan']);
  });
});

describe('a request that is cancelled', () => {
  it('shortens its round and nothing else; a round that was announced stays and is named', async () => {
    await clear();
    const ids: string[] = [];
    for (const door of ['1-1-101', '1-1-201', '1-2-101']) ids.push(await sorted({ door }));
    const made = await walking({ withoutHelperIds: [person('volunteer2')], binding: 'bound' });
    const gone = ids[1] ?? '';
    const round = of(made, gone);
    await seats.clerk.get(moveRequest, { params: { requestId: gone }, body: { id: randomUUID(), move: 'cancel' } as never });
    const [seen] = await events();
    assert.deepEqual([seen?.event, seen?.roundIds], [{ kind: 'cancelled', requestIds: [gone] }, [round.roundId]]);
    const repair = await repaired({ kind: 'cancelled', requestIds: [gone] });
    assert.deepEqual(
      changes(repair).map(part => [part.roundId, part.change]),
      [[round.roundId, 'changed']],
    );
    assert.deepEqual(
      repair.gone.map(door => door.requestId),
      [gone],
    );
    await accept(repair);
    const after = await real(round.roundId);
    assert.ok(Date.parse(after.endAt ?? '') < Date.parse(round.endAt), 'home sooner');
    assert.deepEqual([after.startAt, after.open, after.left], [round.startAt, 2, 1]);
    assert.deepEqual(await events(), []);
  });
});

describe('somebody who drops out', () => {
  it('leaves their rounds to others, who are asked; what nobody can take goes back to the desk', async () => {
    await clear();
    const ids: string[] = [];
    for (const door of ['10-1-101', '10-2-201']) ids.push(await sorted({ door }));
    const made = await walking({ withoutHelperIds: [person('volunteer1'), person('volunteer3'), person('grid1')] });
    const round = of(made, ids[0] ?? '');
    assert.equal(round.helperId, person('steward1'));
    await db.count('UPDATE helper SET on_duty = false WHERE person_id = $1', [person('steward1')]);
    const [seen] = await events();
    assert.deepEqual(seen?.event, { kind: 'dropped_out', helperId: person('steward1') });
    const repair = await repaired({ kind: 'dropped_out', helperId: person('steward1') });
    assert.equal(changes(repair).find(part => part.roundId === round.roundId)?.change, 'dropped');
    await accept(repair);
    assert.equal((await real(round.roundId)).state, 'dropped');
    for (const id of ids) {
      const { state, owner_id } = await storedRequest(db, id);
      assert.equal(state, 'offered');
      assert.notEqual(owner_id, person('steward1'));
      assert.equal(owner_id, of(repair, id).helperId);
    }
    await db.count(`UPDATE helper SET on_duty = false WHERE person_id = ANY ($1)`, [
      (['volunteer1', 'volunteer3', 'grid1'] as const).map(name => person(name)),
    ]);
    const helperId = of(repair, ids[0] ?? '').helperId;
    const last = await repaired({ kind: 'dropped_out', helperId });
    assert.ok(last.notServed.length > 0);
    await accept(last);
    const left = await Promise.all(last.notServed.map(async one => (await storedRequest(db, one.requestId)).state));
    assert.ok(
      left.every(state => state === 'sorted'),
      'they wait where they are seen',
    );
  });
});

describe('a building that turns sealed', () => {
  it('is left to the protected; who has set out is not touched but named', async () => {
    await clear();
    const first = await sorted({ door: '1-1-101' });
    const out = of(await walking({ binding: 'bound' }), first);
    await seats.clerk.get(moveRound, { params: { roundId: out.roundId }, body: { id: randomUUID(), move: 'announce' } as never });
    const second = await sorted({ door: '1-2-201' });
    const other = of(await walking({ binding: 'bound' }), second);
    await db.count(
      `INSERT INTO zone (community_id, zone_id, place_kind, place_id, level, order_number, starts_at)
       VALUES ($1, $2, 'building', $3, 'sealed', '试 9', now() - interval '1 minute')`,
      [community.communityId, randomUUID(), community.buildings.clean],
    );
    const repair = await repaired({ kind: 'sealed', buildingId: community.buildings.clean });
    assert.deepEqual(repair.conflicts, [out.roundId], 'somebody has to be called');
    assert.equal(repair.parts.find(part => part.roundId === out.roundId)?.change, 'same');
    const [seen] = (await events()).filter(one => one.event.kind === 'sealed');
    assert.deepEqual(seen?.roundIds, [other.roundId]);
    await accept(repair);
    const { owner_id } = await storedRequest(db, second);
    const helper = await db.row<{ protection: boolean }>('SELECT protection FROM helper WHERE person_id = $1', [owner_id]);
    assert.ok(owner_id === null || helper?.protection, 'nobody goes in without protection');
    assert.equal((await real(out.roundId)).state, 'announced');
    await db.count('DELETE FROM zone WHERE place_id = $1', [community.buildings.clean]);
  });
});

describe('a lift that fails', () => {
  it('makes rounds through the house longer, and a round that was changed meanwhile is left alone', async () => {
    await clear();
    for (const door of ['1-1-301', '1-1-302', '1-2-301']) await sorted({ door });
    const made = await walking({ withoutHelperIds: [person('volunteer2')], binding: 'bound' });
    const [round] = made.parts.filter(part => part.state === 'planned');
    assert.ok(round);
    const repair = await repaired({ kind: 'lift', buildingId: community.buildings.clean, runs: false });
    const part = repair.parts.find(one => one.roundId === round.roundId);
    assert.equal(part?.change, 'changed');
    assert.notEqual(part?.endAt, round.endAt);
    await seats.clerk.get(moveRound, {
      params: { roundId: round.roundId },
      body: { id: randomUUID(), move: 'announce' } as never,
    });
    const parts = await accept(repair);
    assert.deepEqual([parts[0]?.made, parts[0]?.why], [false, 'state_has_changed']);
    assert.equal((await real(round.roundId)).endAt, round.endAt);
  });
});
