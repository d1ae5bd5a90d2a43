// Rounds through the interface: made, filled, changed, walked; what leaves the helper leaves the round; on paper and back; in and out for a planner.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { readRequest } from '../src/api/request.ts';
import {
  changeRound,
  enterSheet,
  exportPlan,
  importPlan,
  listRounds,
  makeMyRound,
  moveRound,
  printSheets,
  readRound,
  readSheet,
} from '../src/api/round.ts';
import { testApp } from './app.ts';
import { startCarrying } from './carrying.ts';
import { makeForeignCommunity, type StaffName } from './community.ts';
import { readRequest as storedRequest } from './requests.ts';

const test = await testApp();
const { db, community } = test;
const { seats, person, moved, packed, round, roundOf, seen, store, custodyOf } = await startCarrying(test);

const walk = (helper: StaffName, roundId: string, move: string, rest: Record<string, unknown> = {}) =>
  seats[helper].call(moveRound, { params: { roundId }, body: { id: randomUUID(), move, ...rest } as never });

const change = (roundId: string, body: Record<string, unknown>) =>
  seats.clerk.call(changeRound, { params: { roundId }, body: { id: randomUUID(), ...body } as never });

const actsOn = async (subjectId: string) =>
  (await db.rows<{ act: string }>('SELECT act FROM audit WHERE subject_id = $1 ORDER BY at', [subjectId])).map(row => row.act);

describe('a round', () => {
  it('is made by the desk from what a helper holds, in the order walked best, and weighs what was packed', async () => {
    const low = await packed('volunteer1', { door: '10-2-101', grams: 9000 }, { grams: 2500 });
    const high = await packed('volunteer1', { door: '10-2-301' });
    const near = await packed('volunteer1', { door: '10-1-201', kind: 'rubbish', grams: 0 });
    const made = await round('volunteer1', [low, near, high], { order: 'suggested' });
    assert.deepEqual(
      made.stops.map(stop => stop.door),
      ['10号楼 1单元 201', '10号楼 2单元 301', '10号楼 2单元 101'],
    );
    assert.equal(made.grams, 2500 + 1000);
    assert.deepEqual([made.bags, made.open, made.sealed, made.helperName], [3, 3, true, '职员volunteer1']);
    assert.match(made.number, /^[0-9A-HJKMNP-TV-Z]{5}$/);
    assert.deepEqual(
      made.stops[2]?.bags.map(bag => bag.label),
      [low.label],
    );
    assert.deepEqual(await actsOn(made.roundId), ['make_round']);
    const { rounds } = await seats.clerk.get(listRounds);
    assert.ok(rounds.some(row => row.roundId === made.roundId && row.open === 3));
  });

  it('keeps the order and the times a planner gave, and sent twice is one round', async () => {
    const [one, two] = [await packed('volunteer1'), await packed('volunteer1', { door: '10-1-301' })];
    const id = randomUUID();
    const arriveAt = new Date(test.now().getTime() + 600_000).toISOString();
    const stops = [{ requestId: two.requestId, arriveAt }, { requestId: one.requestId }];
    const startAt = test.now().toISOString();
    const made = await round('volunteer1', [], { id, stops, startAt });
    assert.deepEqual(
      made.stops.map(stop => [stop.requestId, stop.arriveAt]),
      [
        [two.requestId, arriveAt],
        [one.requestId, null],
      ],
    );
    assert.equal((await round('volunteer1', [], { id, stops, startAt })).roundId, made.roundId);
    const count = await db.row<{ n: number }>('SELECT count(*)::integer AS n FROM round_stop WHERE request_id = $1', [
      one.requestId,
    ]);
    assert.equal(count?.n, 1);
  });

  it('takes only what this helper holds, once, not too much, and never a sealed and a clean building together', async () => {
    const mine = await packed('volunteer1');
    const other = await packed('volunteer3');
    assert.equal((await roundOf('volunteer1', [mine, other])).refusal?.code, 'not_yours');
    assert.equal(
      (await roundOf('volunteer1', [{ requestId: await store({ state: 'sorted' }) }])).refusal?.code,
      'state_has_changed',
    );
    assert.equal((await roundOf('volunteer1', [{ requestId: randomUUID() }])).refusal?.code, 'not_found');
    assert.equal((await roundOf('clerk', [mine])).refusal?.code, 'helper_unknown');
    assert.equal((await roundOf('volunteer1', [mine], { capacityGrams: 999 })).refusal?.code, 'too_heavy');
    const second = await packed('volunteer1');
    assert.equal((await roundOf('volunteer1', [mine, second], { capacityBags: 1 })).refusal?.code, 'round_full');
    const clean = await packed('volunteer1', { door: '1-1-101' });
    assert.equal((await roundOf('volunteer1', [mine, clean])).refusal?.code, 'round_mixed');
    await round('volunteer1', [mine]);
    assert.equal((await roundOf('volunteer1', [mine, second])).refusal?.code, 'in_other_round');
  });

  it('two desks that plan one request at the same moment make one round with it', async () => {
    for (let turn = 0; turn < 10; turn++) {
      const one = await packed('volunteer1', { grams: 10 });
      const both = await Promise.all([roundOf('volunteer1', [one]), roundOf('volunteer1', [one])]);
      const codes = both.map(reply => reply.refusal?.code ?? 'made').sort();
      assert.deepEqual(codes, ['in_other_round', 'made']);
    }
  });

  it('may be put in another order until the helper sets out, and then no more', async () => {
    const [one, two, three] = [await packed('steward1'), await packed('steward1'), await packed('steward1')];
    const made = await round('steward1', [one, two]);
    const stops = [three, one].map(({ requestId }) => ({ requestId }));
    const { answer } = await change(made.roundId, { version: made.version, stops, capacityBags: 3 });
    const walked = answer.stops.filter(stop => stop.outcome === null);
    assert.deepEqual(
      walked.map(stop => stop.requestId),
      [three.requestId, one.requestId],
    );
    const out = answer.stops.find(stop => stop.requestId === two.requestId);
    assert.deepEqual([out?.outcome, out?.reason], ['left', 'taken_out']);
    assert.deepEqual([answer.open, answer.left, answer.capacityBags], [2, 1, 3]);
    assert.equal(
      (await change(made.roundId, { version: made.version, stops })).refusal?.code,
      'state_has_changed',
      'somebody was first',
    );
    assert.equal((await change(made.roundId, { version: answer.version, capacityGrams: 1 })).refusal?.code, 'too_heavy');
    assert.equal((await walk('steward1', made.roundId, 'start')).answer.state, 'running');
    assert.equal((await change(made.roundId, { version: answer.version + 1, stops })).refusal?.code, 'state_has_changed');
    const back = await round('steward1', [two]);
    assert.equal(back.open, 1, 'what was taken out may go with another round');
  });

  it('goes from planned to finished; what was not walked to stays with the helper and may go again', async () => {
    const one = await packed('steward1', { door: '10-1-302' });
    const made = await round('steward1', [one]);
    assert.equal((await walk('clerk', made.roundId, 'announce')).answer.state, 'announced');
    assert.equal((await walk('steward1', made.roundId, 'finish')).refusal?.code, 'state_has_changed', 'not begun');
    assert.equal((await walk('steward1', made.roundId, 'start')).answer.state, 'running');
    const twice = await walk('steward1', made.roundId, 'start');
    assert.equal(twice.answer.state, 'running', 'said twice');
    assert.equal((await walk('steward1', made.roundId, 'finish')).answer.state, 'finished');
    assert.deepEqual(
      (await seen(made.roundId)).stops.map(stop => [stop.outcome, stop.reason]),
      [['left', 'round_finished']],
    );
    assert.equal((await storedRequest(db, one.requestId)).owner_id, person('steward1'));
    assert.equal((await round('steward1', [one])).open, 1);
    assert.deepEqual(await actsOn(made.roundId), ['make_round', 'announce_round', 'start_round', 'finish_round']);
  });

  it('loses each request that leaves the helper, keeps the row with the reason, and counts right', async () => {
    const carried = [];
    for (const door of ['10-1-101', '10-1-102', '10-1-201', '10-1-202', '10-1-301', '10-1-302']) {
      carried.push(await packed('volunteer3', { door, grams: 100, kind: 'parcel' }));
    }
    const made = await round('volunteer3', carried);
    const [given, taken, off, failed, done] = carried;
    await moved(seats.volunteer3, given?.requestId ?? '', { move: 'give_back', reason: 'unwell' });
    await moved(seats.clerk, taken?.requestId ?? '', { move: 'reassign', helperId: person('volunteer1') });
    await moved(seats.clerk, off?.requestId ?? '', { move: 'call_off', reason: 'household_asked' });
    await moved(seats.volunteer3, failed?.requestId ?? '', { move: 'fail', reason: 'nobody_answered' });
    await db.count(`UPDATE bag SET step = 'disinfected' WHERE bag_id = $1`, [done?.bagId]);
    await moved(seats.volunteer3, done?.requestId ?? '', { move: 'deliver' });
    const now = await seen(made.roundId);
    assert.deepEqual(
      now.stops.map(stop => [stop.outcome, stop.reason]),
      [
        ['left', 'give_back'],
        ['left', 'reassign'],
        ['left', 'call_off'],
        ['failed', 'nobody_answered'],
        ['delivered', 'deliver'],
        [null, null],
      ],
    );
    assert.deepEqual([now.open, now.delivered, now.failed, now.left], [1, 1, 1, 3]);
    assert.equal(now.grams, 300, 'what left is not carried');
    assert.deepEqual(now.stops[0]?.bags, [], 'and its bags are no longer shown to this round');
    const offered = await round('volunteer1', [{ requestId: taken?.requestId ?? '' }]);
    assert.equal(offered.open, 1, 'an offered one may be planned for the one who is asked');
    await moved(seats.volunteer1, taken?.requestId ?? '', { move: 'decline', reason: 'too_far' });
    assert.deepEqual(
      (await seen(offered.roundId)).stops.map(stop => [stop.outcome, stop.reason]),
      [['left', 'decline']],
    );
  });

  it('is nobody else’s business', async () => {
    const one = await packed('volunteer1');
    const { roundId, version } = await round('volunteer1', [one]);
    assert.equal((await walk('volunteer3', roundId, 'start')).refusal?.code, 'not_found');
    assert.equal(await seats.volunteer3.refused(readRound, { params: { roundId } }), 'not_found');
    const own = await seats.volunteer1.get(readRound, { params: { roundId } });
    assert.equal(own.helperName, null, 'a helper sees no names');
    assert.ok(!JSON.stringify(own).includes('住户'), 'nor those of households');
    const foreign = await test.signedIn('clerk', await makeForeignCommunity(db));
    assert.equal(await foreign.refused(readRound, { params: { roundId } }), 'not_found');
    const body = { id: randomUUID(), version, capacityBags: 5 };
    assert.equal(await foreign.refused(changeRound, { params: { roundId }, body }), 'not_found');
    const clean = await packed('volunteer2', { door: '1-1-101' });
    const elsewhere = await round('volunteer2', [clean]);
    const { rounds } = await seats.gridlead.get(listRounds);
    assert.ok(rounds.some(row => row.roundId === roundId) && !rounds.some(row => row.roundId === elsewhere.roundId));
  });
});

describe('my round', () => {
  const mine = (helper: StaffName, rest = {}) =>
    seats[helper].call(makeMyRound, { body: { id: randomUUID(), ...rest } as never });

  it('is everything I hold in one call, as much as I can carry, sealed doors apart', async () => {
    const heavy = await packed('grid1', { door: '10-1-101', grams: 20_000 });
    const alsoHeavy = await packed('grid1', { door: '10-1-102', grams: 20_000 });
    const light = await packed('grid1', { door: '10-2-101', grams: 500 });
    await db.count('UPDATE helper SET max_grams = 30000 WHERE person_id = $1', [person('grid1')]);
    const { answer } = await mine('grid1');
    assert.deepEqual(new Set(answer.stops.map(stop => stop.requestId)).size, 2);
    assert.ok(answer.stops.some(stop => stop.requestId === light.requestId));
    assert.equal(answer.leftOut, 1);
    const rest = await mine('grid1');
    const both = [...answer.stops, ...rest.answer.stops].map(stop => stop.requestId);
    assert.deepEqual(new Set(both), new Set([heavy, alsoHeavy, light].map(one => one.requestId)), 'the next round has the rest');
    assert.equal((await mine('grid1')).refusal?.code, 'not_found', 'nothing left to take');
  });
});

describe('a sheet of paper', () => {
  it('has one page per unit with surnames, a mark in the audit, and nothing more of a person', async () => {
    const [one, two, three] = [
      await packed('volunteer1', { door: '10-1-101' }),
      await packed('volunteer1', { door: '10-1-301', kind: 'medicine' }),
      await packed('volunteer1', { door: '10-2-201' }),
    ];
    await db.count(`UPDATE person SET name = '欧阳小满' WHERE person_id = $1`, [community.residents['10-1-101']]);
    const made = await round('volunteer1', [one, two, three], { order: 'suggested' });
    const { sheets } = await seats.clerk.get(printSheets, { params: { roundId: made.roundId } });
    assert.deepEqual(
      sheets.map(sheet => [sheet.sheetNumber, sheet.unit, sheet.stops.map(stop => stop.doorShort)]),
      [
        [`${made.number}-1`, '1单元', ['301', '101']],
        [`${made.number}-2`, '2单元', ['201']],
      ],
    );
    assert.equal(sheets[0]?.stops[1]?.surname, '欧阳');
    assert.ok(!JSON.stringify(sheets).includes('欧阳小满'));
    assert.ok((await actsOn(made.roundId)).includes('print_sheets'));
    const params = { sheetNumber: `${made.number}-2` };
    assert.deepEqual(
      (await seats.clerk.get(readSheet, { params })).stops.map(stop => stop.requestId),
      [three.requestId],
    );
    assert.equal(await seats.clerk.refused(readSheet, { params: { sheetNumber: `${made.number}-3` } }), 'not_found');
  });

  it('is entered for the helper with the time it happened, and says who wrote it down', async () => {
    const [good, closed, gone] = [
      await packed('volunteer1', { door: '10-1-101' }),
      await packed('volunteer1', { door: '10-1-102' }),
      await packed('volunteer1', { door: '10-1-201' }),
    ];
    const made = await round('volunteer1', [good, closed, gone]);
    await moved(seats.clerk, gone.requestId, { move: 'reassign', helperId: person('volunteer3') });
    const happenedAt = new Date(test.now().getTime() - 5_400_000).toISOString();
    const mark = (of: { requestId: string }, what: string) => ({ requestId: of.requestId, mark: what, happenedAt });
    const body = {
      id: randomUUID(),
      agent: 'chlorine_500',
      contactMinutes: 20,
      marks: [mark(good, 'delivered'), mark(closed, 'nobody_answered'), mark(gone, 'delivered')],
    };
    const params = { sheetNumber: `${made.number}-1` };
    const { results } = await seats.clerk.get(enterSheet, { params, body: body as never });
    assert.deepEqual(
      results.map(result => [result.state, result.refused]),
      [
        ['delivered', null],
        ['problem', null],
        ['offered', 'already_taken'],
      ],
    );
    assert.deepEqual(await seats.clerk.get(enterSheet, { params, body: body as never }), { results }, 'sent twice, entered once');
    const told = await db.row(
      `SELECT move, by_id, by_role, owner_id, happened_at, entered_by FROM request_event
       WHERE request_id = $1 AND move = 'deliver'`,
      [good.requestId],
    );
    assert.deepEqual(told, {
      move: 'deliver',
      by_id: person('volunteer1'),
      by_role: 'volunteer',
      owner_id: person('volunteer1'),
      happened_at: happenedAt,
      entered_by: person('clerk'),
    });
    assert.deepEqual(
      (await custodyOf(good.bagId)).map(line => [line.step, line.by_id === person('volunteer1'), line.entered_by !== null]),
      [
        ['packed', false, false],
        ['gate', true, true],
        ['disinfected', true, true],
        ['door', true, true],
      ],
    );
    const { events } = await seats.clerk.get(readRequest, { params: { requestId: good.requestId } });
    assert.deepEqual(
      events.filter(event => event.fromPaper).map(event => event.move),
      ['fetch', 'deliver'],
      'the desk sees that it was written down afterwards',
    );
    const now = await seen(made.roundId);
    assert.deepEqual([now.delivered, now.failed, now.left, now.open], [1, 1, 1, 0]);
    assert.ok((await actsOn(made.roundId)).includes('enter_sheet'));
  });

  it('does not make anybody spray food, and takes no door that is not on it', async () => {
    const fresh = await packed('volunteer1', {}, { goodsClass: 'fresh' });
    const other = await packed('volunteer1', { door: '10-2-101' });
    const made = await round('volunteer1', [fresh]);
    const params = { sheetNumber: `${made.number}-1` };
    const happenedAt = test.now().toISOString();
    const marks = [{ requestId: fresh.requestId, mark: 'delivered' as const, happenedAt }];
    const wrong = { id: randomUUID(), marks: [...marks, { ...marks[0], requestId: other.requestId }] };
    assert.equal(await seats.clerk.refused(enterSheet, { params, body: wrong as never }), 'invalid');
    await seats.clerk.get(enterSheet, { params, body: { id: randomUUID(), agent: 'chlorine_250', marks } });
    assert.deepEqual(
      (await custodyOf(fresh.bagId)).map(line => line.step),
      ['packed', 'gate', 'door'],
    );
  });
});

describe('a planner', () => {
  it('reads open rounds in seconds and writes its own back, all or none', async () => {
    await db.count(`UPDATE round SET state = 'finished' WHERE state IN ('planned', 'announced', 'running')`);
    const [one, two] = [await packed('volunteer1'), await packed('volunteer3')];
    const zeroAt = new Date(Math.floor(test.now().getTime() / 1000) * 1000).toISOString();
    const plan = (worker: StaffName, request: string) => ({
      worker: person(worker),
      startAt: 600,
      endAt: 1500,
      stops: [{ request, arriveAt: 840, reason: '就近' }],
      travelSeconds: 300,
      kg: 1,
    });
    await db.count('DELETE FROM round_stop WHERE request_id = ANY ($1)', [[one.requestId, two.requestId]]);
    const bad = { id: randomUUID(), zeroAt, rounds: [plan('volunteer1', one.requestId), plan('volunteer1', two.requestId)] };
    assert.equal(await seats.clerk.refused(importPlan, { body: bad }), 'not_yours');
    const none = await db.row('SELECT 1 FROM round_stop WHERE request_id = $1', [one.requestId]);
    assert.equal(none, undefined, 'the first of them is not left behind');
    const good = { ...bad, id: randomUUID(), rounds: [plan('volunteer1', one.requestId), plan('volunteer3', two.requestId)] };
    const { roundIds } = await seats.clerk.get(importPlan, { body: good });
    assert.equal(roundIds.length, 2);
    await walk('clerk', roundIds[0] ?? '', 'announce');
    const { frozen } = await seats.clerk.get(exportPlan, { query: { zeroAt } });
    const strip = ({ travelSeconds, kg, ...rest }: ReturnType<typeof plan>) => ({
      ...rest,
      stops: rest.stops.map(({ reason, ...stop }) => stop),
    });
    assert.deepEqual(
      new Set(frozen.map(entry => JSON.stringify([entry.round, entry.state]))),
      new Set([
        JSON.stringify([strip(plan('volunteer1', one.requestId)), 'accepted']),
        JSON.stringify([strip(plan('volunteer3', two.requestId)), 'planned']),
      ]),
    );
  });
});
