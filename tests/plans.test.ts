// The planner at the desk, on a real database: the problem that is posed, plans made, changed by hand and accepted.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { myTasks } from '../src/api/own.ts';
import { acceptPlan, cancelPlan, listPlans, makePlan, moveStop, type Plan, readPlan, stopCosts } from '../src/api/plan.ts';
import { moveRequest } from '../src/api/request.ts';
import { makeRound, printSheets, readRound } from '../src/api/round.ts';
import { parseProblem } from '../src/domain/dispatch/plan/parse.ts';
import { readPlanRow } from '../src/server/dispatch/plan-store.ts';
import { makeForeignCommunity } from './community.ts';
import { startPlanning } from './planning.ts';
import { readEvents, readRequest as storedRequest } from './requests.ts';

const { test, seats, person, planned, plan, of, sorted, clear, partsOf, actsOn } = await startPlanning();
const { db, community } = test;

describe('a plan of the next rounds', () => {
  it('puts every sorted request into the hands of somebody who may go there, with times and the reason', async () => {
    const [sealed, clean] = [await sorted({ door: '10-1-101' }), await sorted({ door: '1-1-201', kind: 'medicine' })];
    const made = await planned();
    assert.equal(made.state, 'ready', JSON.stringify(made.broken));
    assert.deepEqual([made.requests, made.unserved, made.rounds], [2, 0, 2]);
    const [inSealed, inClean] = [of(made, sealed), of(made, clean)];
    assert.deepEqual([inSealed.sealed, inClean.sealed], [true, false]);
    const carriers = ['steward1', 'volunteer1'].map(name => person(name as 'steward1'));
    assert.ok(carriers.includes(inSealed.helperId), 'a primary of the sealed house');
    assert.equal(inSealed.stops[0]?.reason.carrier, 'primary');
    assert.equal(inClean.stops[0]?.door, '1号楼 1单元 201');
    assert.ok(Date.parse(inClean.startAt) >= Date.parse(made.zeroAt) + 600_000, 'nobody sets out before they were told');
    assert.ok((made.totals?.travelSeconds ?? 0) >= (made.bounds?.travelSeconds ?? 1));
    assert.deepEqual(await actsOn(made.planId), ['make_plan']);
    const [head] = (await seats.clerk.get(listPlans)).plans;
    assert.deepEqual([head?.planId, head?.madeBy, head?.accepted], [made.planId, '职员clerk', 0]);
  });

  it('keeps what it was asked without a name or a telephone, in the form of the contract', async () => {
    await sorted();
    const made = await planned();
    const row = await readPlanRow(db, community.communityId, made.planId);
    const parsed = parseProblem(
      JSON.parse(JSON.stringify({ ...row?.input.problem, travel: { metric: 'manhattan', ...row?.input.problem.travel } })),
    );
    assert.ok(parsed.ok, JSON.stringify(parsed));
    const kept = JSON.stringify([row?.input, row?.output, row?.asked]);
    for (const { name } of await db.rows<{ name: string }>('SELECT name FROM person')) assert.ok(!kept.includes(name), name);
    assert.ok(!/1990001\d{4}/.test(kept));
  });

  it('leaves alone who is off duty, whose shift is over, who has declined, and who is not to be asked', async () => {
    await clear();
    const id = await sorted({ door: '1-1-101' });
    const whoGoes = async (rest: Record<string, unknown> = {}) => of(await planned({ binding: 'bound', ...rest }), id).helperId;
    assert.ok([person('steward2'), person('volunteer2')].includes(await whoGoes()));
    await db.count('UPDATE helper SET on_duty = false WHERE person_id = $1', [person('steward2')]);
    assert.equal(await whoGoes(), person('volunteer2'));
    await db.count('UPDATE helper SET on_duty = true WHERE person_id = $1', [person('steward2')]);
    assert.equal(await whoGoes({ withoutHelperIds: [person('volunteer2')] }), person('steward2'));
    await db.count(`UPDATE helper SET shift_started_at = now() - interval '5 hours' WHERE person_id = $1`, [person('steward2')]);
    assert.equal(await whoGoes(), person('volunteer2'));
    await db.count(`UPDATE helper SET shift_started_at = now() WHERE person_id = $1`, [person('steward2')]);
    await db.count(`UPDATE request SET state = 'offered', owner_id = $2 WHERE request_id = $1`, [id, person('volunteer2')]);
    await db.count(`UPDATE helper SET on_duty = false WHERE person_id = $1`, [person('steward2')]);
    assert.equal(await whoGoes(), person('volunteer2'), 'what somebody holds stays theirs');
    await seats.volunteer2.get(moveRequest, {
      params: { requestId: id },
      body: { id: randomUUID(), move: 'decline', reason: 'unwell' } as never,
    });
    // The program has asked the next one near; a clerk takes it back.
    await db.count(`UPDATE request SET state = 'sorted', owner_id = NULL WHERE request_id = $1`, [id]);
    const left = await planned({ binding: 'bound' });
    assert.deepEqual(
      left.notServed.map(({ requestId, reason }) => [requestId, reason]),
      [[id, 'no_bound_worker']],
    );
    await db.count(`UPDATE helper SET on_duty = true WHERE person_id = $1`, [person('steward2')]);
  });

  it('says why one is not served: nobody with protection, and too heavy', async () => {
    await clear();
    await db.count('UPDATE helper SET protection = false');
    const sealed = await sorted({ door: '10-1-101' });
    const heavy = await sorted({ door: '1-1-101', grams: 99_000 });
    const made = await planned();
    const why = new Map(made.notServed.map(one => [one.requestId, one.reason]));
    assert.deepEqual([why.get(sealed), why.get(heavy)], ['no_ppe_worker', 'too_heavy']);
    await db.count(`UPDATE helper SET protection = person_id = ANY ($1)`, [
      (['steward1', 'volunteer1', 'volunteer3', 'grid1'] as const).map(name => person(name)),
    ]);
  });

  it('is made once when it is asked for twice, cancelled when it is no longer wanted, and of a compound that is there', async () => {
    await clear();
    await sorted();
    const body = { id: randomUUID(), compoundId: community.compoundId };
    const both = await Promise.all([seats.clerk.get(makePlan, { body }), seats.clerk.get(makePlan, { body })]);
    assert.deepEqual(both[0], both[1]);
    const row = await db.row<{ n: number }>('SELECT count(*)::integer AS n FROM plan WHERE plan_id = $1', [body.id]);
    assert.equal(row?.n, 1);
    assert.equal(
      await seats.clerk.refused(makePlan, { body: { ...body, id: randomUUID(), compoundId: randomUUID() } }),
      'not_found',
    );
    const foreign = await makeForeignCommunity(db);
    const stranger = await test.signedIn('clerk', foreign);
    assert.equal(await stranger.refused(readPlan, { params: { planId: body.id } }), 'not_found');
    assert.equal(await stranger.refused(cancelPlan, { params: { planId: body.id }, body: { id: randomUUID() } }), 'not_found');
  });
});

describe('a request of a plan', () => {
  it('is put into another round when no rule is broken, and the cost told before is what it costs', async () => {
    await clear();
    const one = await sorted({ door: '1-1-101', grams: 14_000 });
    for (const door of ['1-1-102', '1-2-201', '1-2-202', '10-1-101']) await sorted({ door, grams: 14_000 });
    const made = await planned();
    const from = of(made, one);
    const { costs } = await seats.clerk.get(stopCosts, { params: { planId: made.planId }, body: { requestId: one } });
    const sealedOnly = costs.filter(cost => 'helperId' in cost.to && cost.to.helperId === person('steward1'));
    assert.deepEqual(
      sealedOnly.map(cost => cost.broken),
      ['binding'],
      'the steward of another house has nothing to do here',
    );
    const free = costs.find(cost => cost.broken === null && 'helperId' in cost.to && cost.to.helperId !== from.helperId);
    assert.ok(free && 'helperId' in free.to, JSON.stringify(costs));
    const out = (of: Plan) => of.parts.reduce((sum, round) => sum + Date.parse(round.endAt) - Date.parse(round.startAt), 0);
    const move = (body: Record<string, unknown>) =>
      seats.clerk.call(moveStop, {
        params: { planId: made.planId },
        body: { id: randomUUID(), requestId: one, ...body } as never,
      });
    assert.equal((await move({ version: made.version, to: { helperId: person('steward1') } })).refusal?.facts?.rule, 'binding');
    assert.equal((await move({ version: made.version, to: free.to })).status, 200);
    const after = await plan(made.planId);
    const round = of(after, one);
    assert.equal(round.helperId, free.to.helperId);
    assert.equal(round.stops.find(stop => stop.requestId === one)?.reason.carrier, 'by_hand');
    assert.equal((out(after) - out(made)) / 1000, free.seconds);
    assert.equal((await move({ version: made.version, to: { helperId: from.helperId } })).refusal?.code, 'state_has_changed');
    assert.deepEqual(await actsOn(made.planId), ['make_plan', 'change_plan']);
  });

  it('is not put where too much would be carried: the rule is named before it is dropped', async () => {
    await clear();
    const one = await sorted({ door: '1-1-101', grams: 14_000 });
    for (const door of ['1-1-102', '1-1-201', '1-1-202']) await sorted({ door, grams: 14_000 });
    const made = await planned({ withoutHelperIds: [person('volunteer2')], binding: 'bound' });
    const from = of(made, one);
    const other = partsOf(made).find(part => part.roundId !== from.roundId && part.stops.length === 2);
    assert.ok(other, 'two rounds of two: three would weigh 42 kg of 30');
    const { costs } = await seats.clerk.get(stopCosts, { params: { planId: made.planId }, body: { requestId: one } });
    assert.equal(costs.find(cost => 'roundId' in cost.to && cost.to.roundId === other.roundId)?.broken, 'kg');
  });
});

describe('a plan that is accepted', () => {
  it('becomes rounds with its times, offered to whom it planned, past how much one may hold at once; the helper sees them, the sheets print', async () => {
    await clear();
    await db.count('UPDATE helper SET max_open = 1');
    const ids: string[] = [];
    for (const door of ['10-1-101', '10-1-201', '10-2-301']) ids.push(await sorted({ door }));
    const made = await planned({ withoutHelperIds: [person('volunteer1'), person('volunteer3'), person('grid1')] });
    const round = of(made, ids[0] ?? '');
    assert.deepEqual([round.helperId, round.stops.length], [person('steward1'), 3]);
    const { parts } = await seats.lead.get(acceptPlan, {
      params: { planId: made.planId },
      body: { id: randomUUID(), version: made.version },
    });
    assert.deepEqual(
      parts.map(part => [part.roundId, part.made, part.leftOut]),
      [[round.roundId, true, []]],
    );
    const real = await seats.clerk.get(readRound, { params: { roundId: round.roundId } });
    assert.deepEqual(
      [real.state, real.helperId, real.startAt, real.endAt],
      ['planned', round.helperId, round.startAt, round.endAt],
    );
    assert.deepEqual(
      real.stops.map(stop => [stop.requestId, stop.arriveAt]),
      round.stops.map(stop => [stop.requestId, stop.arriveAt]),
    );
    const { tasks } = await seats.steward1.get(myTasks);
    assert.deepEqual(tasks.map(task => task.requestId).sort(), [...ids].sort());
    assert.equal((await readEvents(db, ids[0] ?? '')).at(-1)?.by_role, 'community_lead');
    const { sheets } = await seats.clerk.get(printSheets, { params: { roundId: round.roundId } });
    assert.equal(sheets.length, 2);
    assert.deepEqual(await actsOn(made.planId), ['make_plan', 'accept_plan']);
    const later = await plan(made.planId);
    assert.equal(of(later, ids[0] ?? '').accepted?.made, true);
    assert.equal(later.accepted, 1);
    const again = await planned();
    assert.equal(of(again, ids[0] ?? '').state, 'accepted', 'the next plan leaves it as it is');
    await db.count('UPDATE helper SET max_open = 200');
  });

  it('in part: what changed since is named and left out, the rest is made', async () => {
    await clear();
    const [stays, cancelled, taken] = [
      await sorted({ door: '1-1-101' }),
      await sorted({ door: '1-1-102' }),
      await sorted({ door: '1-1-201' }),
    ];
    const other = await sorted({ door: '10-1-101' });
    const made = await planned({ withoutHelperIds: [person('volunteer2')], binding: 'bound' });
    const round = of(made, stays);
    assert.deepEqual([round.helperId, round.stops.length], [person('steward2'), 3]);
    const send = (requestId: string, body: Record<string, unknown>) =>
      seats.clerk.get(moveRequest, { params: { requestId }, body: { id: randomUUID(), ...body } as never });
    await send(cancelled, { move: 'cancel' });
    await send(taken, { move: 'offer', helperId: person('volunteer2') });
    const body = { id: randomUUID(), version: made.version, roundIds: [round.roundId] };
    const first = await seats.clerk.get(acceptPlan, { params: { planId: made.planId }, body });
    const [part] = first.parts;
    assert.deepEqual(
      [...(part?.leftOut ?? [])].sort((a, b) => (a.why < b.why ? -1 : 1)),
      [
        { requestId: taken, why: 'already_taken' },
        { requestId: cancelled, why: 'cancelled' },
      ],
    );
    assert.deepEqual([first.parts.length, part?.made], [1, true]);
    const real = await seats.clerk.get(readRound, { params: { roundId: round.roundId } });
    assert.deepEqual(
      real.stops.map(stop => stop.requestId),
      [stays],
    );
    assert.equal((await storedRequest(db, other)).state, 'sorted', 'what was not chosen is not given out');
    assert.deepEqual(
      await seats.clerk.get(acceptPlan, { params: { planId: made.planId }, body }),
      first,
      'sent twice is done once',
    );
    const rest = await seats.clerk.get(acceptPlan, {
      params: { planId: made.planId },
      body: { id: randomUUID(), version: made.version },
    });
    assert.deepEqual(
      rest.parts.map(one => [one.roundId, one.made]),
      [[of(made, other).roundId, true]],
    );
  });

  it('makes nothing of a round whose house was sealed, or whose helper went home or got another round meanwhile', async () => {
    await clear();
    const id = await sorted({ door: '1-2-101' });
    const accept = async (made: Plan) => {
      const body = { id: randomUUID(), version: made.version };
      return (await seats.clerk.get(acceptPlan, { params: { planId: made.planId }, body })).parts[0];
    };
    const bySteward = () => planned({ withoutHelperIds: [person('volunteer2')], binding: 'bound' });
    const one = await bySteward();
    await db.count('UPDATE helper SET on_duty = false WHERE person_id = $1', [person('steward2')]);
    assert.equal((await accept(one))?.why, 'off_duty');
    await db.count('UPDATE helper SET on_duty = true WHERE person_id = $1', [person('steward2')]);
    const two = await bySteward();
    const held = await sorted({ door: '1-2-102', state: 'accepted', ownerId: person('steward2') });
    const { startAt, endAt } = of(two, id);
    await seats.clerk.get(makeRound, {
      body: { id: randomUUID(), helperId: person('steward2'), startAt, endAt, stops: [{ requestId: held }], order: 'given' },
    });
    assert.equal((await accept(two))?.why, 'helper_busy');
    await clear();
    const again = await sorted({ door: '1-2-101' });
    const three = await bySteward();
    const zoneId = randomUUID();
    await db.count(
      `INSERT INTO zone (community_id, zone_id, place_kind, place_id, level, order_number, starts_at)
       VALUES ($1, $2, 'building', $3, 'sealed', '试 9', now() - interval '1 minute')`,
      [community.communityId, zoneId, community.buildings.clean],
    );
    const part = await accept(three);
    assert.deepEqual([part?.made, part?.leftOut], [false, [{ requestId: again, why: 'zone_changed' }]]);
    await db.count('DELETE FROM zone WHERE zone_id = $1', [zoneId]);
    assert.equal((await storedRequest(db, again)).state, 'sorted');
  });

  it('never, when the checker found a broken rule', async () => {
    await clear();
    await sorted({ door: '1-2-101' });
    const made = await planned();
    await db.count(`UPDATE plan SET state = 'rejected' WHERE plan_id = $1`, [made.planId]);
    const reply = await seats.clerk.call(acceptPlan, {
      params: { planId: made.planId },
      body: { id: randomUUID(), version: made.version },
    });
    assert.equal(reply.refusal?.code, 'state_has_changed');
    assert.equal(partsOf(await plan(made.planId)).length, 1, 'but it may be looked at');
  });
});
