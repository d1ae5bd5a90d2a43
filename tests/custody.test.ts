// Bags change hands through the interface: gate, disinfection, rest, relay, handover point; every difference has a name, no bag is lost or doubled.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { findBag, printLabels, readBag, stepBags } from '../src/api/bag.ts';
import { packBag, stepBag } from '../src/api/delivery.ts';
import { listDifferences, myRelays, settleDifference } from '../src/api/handover.ts';
import { exportLot, listLots, readLot, recallLot } from '../src/api/lot.ts';
import { testApp } from './app.ts';
import { startCarrying } from './carrying.ts';
import type { StaffName } from './community.ts';
import { readRequest } from './requests.ts';

const test = await testApp();
const { db, community } = test;
const carrying = await startCarrying(test);
const { seats, person, moved, refused, packed, pack, round, seen, count, counted, ready, bagRow, custodyOf } = carrying;

const differencesNow = async () => (await seats.clerk.get(listDifferences)).differences;
const settle = (differenceId: string, settlement: string) =>
  seats.supply.call(settleDifference, { params: { differenceId }, body: { id: randomUUID(), settlement } as never });
const step = (helper: StaffName, bagId: string, body: Record<string, unknown>) =>
  seats[helper].call(stepBag, { params: { bagId }, body: { id: randomUUID(), ...body } as never });

describe('at the gate', () => {
  it('a round is counted against its list: in order, and everything is fetched at once', async () => {
    const [one, two] = [await packed('volunteer1'), await packed('volunteer1', { door: '10-1-301' })];
    const { roundId } = await round('volunteer1', [one, two]);
    const body = { id: randomUUID(), point: 'gate', roundId, bagIds: [one.bagId], codes: [two.code] };
    const done = await counted('volunteer1', body);
    assert.deepEqual([done.expected, done.counted, done.differences, done.waiting], [2, 2, 0, false]);
    assert.ok(done.requests.every(request => request.state === 'carrying'));
    assert.deepEqual(await counted('volunteer1', body), done, 'sent twice, handed over once');
    assert.deepEqual(
      (await custodyOf(one.bagId)).map(line => line.step),
      ['packed', 'gate'],
    );
  });

  it('a count that differs is not taken until each difference has its name, and then it stands at the desk', async () => {
    const [fine, lost, bad, wrong] = [
      await packed('volunteer1'),
      await packed('volunteer1'),
      await packed('volunteer1'),
      await packed('volunteer1'),
    ];
    const stranger = await packed('volunteer3');
    const { roundId } = await round('volunteer1', [fine, lost, bad, wrong]);
    const gate = { point: 'gate', roundId };
    const short = await count('volunteer1', { ...gate, bagIds: [fine.bagId] });
    assert.equal(short.refusal?.code, 'count_differs');
    assert.deepEqual(short.refusal?.facts, { expected: 4, counted: 1, unnamed: 3, unlisted: 0 });
    assert.equal((await bagRow(fine.bagId))?.step, 'packed', 'nothing of a refused count stays');
    const tooMany = await count('volunteer1', {
      ...gate,
      bagIds: [fine, lost, bad, wrong].map(one => one.bagId),
      codes: [stranger.code],
    });
    assert.equal(tooMany.refusal?.code, 'count_differs');
    const done = await counted('volunteer1', {
      ...gate,
      bagIds: [fine.bagId],
      differences: [
        { bagId: lost.bagId, difference: 'missing' },
        { bagId: bad.bagId, difference: 'spoiled' },
        { code: wrong.code, difference: 'wrong' },
        { code: stranger.code, difference: 'surplus' },
        { label: '1124-99999', difference: 'surplus' },
      ],
    });
    assert.deepEqual([done.expected, done.counted, done.differences], [4, 2, 5]);
    for (const [bag, problem] of [
      [lost, 'missing_goods'],
      [bad, 'spoiled_goods'],
      [wrong, 'wrong_goods'],
    ] as const) {
      assert.equal((await bagRow(bag.bagId))?.problem, problem);
      const request = await readRequest(db, bag.requestId);
      assert.deepEqual([request.state, request.problem], ['problem', problem], 'the desk has it');
    }
    assert.deepEqual(
      await bagRow(stranger.bagId),
      { step: 'packed', problem: null, rest_until: null },
      'a surplus bag stays what it was',
    );
    const named = (await differencesNow()).filter(row => row.handoverId === done.handoverId);
    assert.deepEqual(named.map(row => row.difference).sort(), ['missing', 'spoiled', 'surplus', 'surplus', 'wrong']);
    assert.deepEqual([(await seen(roundId)).open, (await seen(roundId)).failed], [1, 3]);
  });

  it('a bag that is found goes on; a difference is settled once', async () => {
    const lost = await packed('volunteer1');
    const { handoverId } = await counted('volunteer1', {
      point: 'gate',
      differences: [{ bagId: lost.bagId, difference: 'missing' }],
    });
    const row = (await differencesNow()).find(one => one.handoverId === handoverId);
    assert.ok(row);
    assert.equal((await settle(row.differenceId, 'found')).status, 200);
    assert.equal((await settle(row.differenceId, 'found')).refusal?.code, 'state_has_changed');
    assert.equal((await bagRow(lost.bagId))?.problem, null);
    await moved(seats.clerk, lost.requestId, { move: 'retry' });
    await moved(seats.clerk, lost.requestId, { move: 'offer', helperId: person('volunteer1') });
    await moved(seats.volunteer1, lost.requestId, { move: 'accept' });
    assert.equal((await counted('volunteer1', { point: 'gate', bagIds: [lost.bagId] })).counted, 1);
  });

  it('a request with one good bag of two goes on with that one', async () => {
    const one = await packed('volunteer1');
    const two = await pack(one.requestId);
    assert.equal((await count('volunteer1', { point: 'gate', bagIds: [one.bagId] })).refusal?.code, 'count_differs');
    await counted('volunteer1', {
      point: 'gate',
      bagIds: [one.bagId],
      differences: [{ bagId: two.bagId, difference: 'missing' }],
    });
    assert.equal((await readRequest(db, one.requestId)).state, 'carrying');
    await step('volunteer1', one.bagId, { step: 'disinfected', agent: 'wiped' });
    await moved(seats.volunteer1, one.requestId, { move: 'deliver' });
    assert.deepEqual([(await bagRow(one.bagId))?.step, (await bagRow(two.bagId))?.step], ['door', 'packed']);
  });

  it('a phone that was away counts what has gone to somebody else: that bag is in its hands and not on its list', async () => {
    const [mine, gone] = [await packed('volunteer1'), await packed('volunteer1')];
    await moved(seats.clerk, gone.requestId, { move: 'reassign', helperId: person('volunteer3') });
    const list = [mine.bagId, gone.bagId];
    const done = await counted('volunteer1', { point: 'gate', list, bagIds: list });
    assert.deepEqual([done.expected, done.differences], [1, 1]);
    const [row] = (await differencesNow()).filter(one => one.handoverId === done.handoverId);
    assert.deepEqual([row?.difference, row?.bagId], ['surplus', gone.bagId]);
    assert.equal((await readRequest(db, gone.requestId)).owner_id, person('volunteer3'), 'nothing is taken from the new helper');
    assert.equal((await bagRow(gone.bagId))?.step, 'packed');
  });

  it('nobody counts bags of others, and nobody without protection fetches for a sealed building', async () => {
    const other = await packed('volunteer3');
    assert.equal((await count('volunteer1', { point: 'gate', bagIds: [other.bagId] })).refusal?.code, 'not_found');
    assert.equal((await count('volunteer1', { point: 'gate', bagIds: [randomUUID()] })).refusal?.code, 'not_found');
    assert.equal((await count('volunteer1', { point: 'gate', roundId: randomUUID() })).refusal?.code, 'not_found');
    const sealed = await packed('volunteer2');
    assert.equal((await count('volunteer2', { point: 'gate', bagIds: [sealed.bagId] })).refusal?.code, 'helper_lacks_protection');
  });
});

describe('between gate and door', () => {
  it('a trolley is disinfected at once; fresh food on it is not sprayed', async () => {
    const [plain, leaves] = [await packed('volunteer1'), await packed('volunteer1', {}, { goodsClass: 'fresh' })];
    const bagIds = [plain.bagId, leaves.bagId];
    await counted('volunteer1', { point: 'gate', bagIds });
    const body = { id: randomUUID(), bagIds, step: 'disinfected' as const, agent: 'chlorine_500' as const, contactMinutes: 20 };
    const { results } = await seats.volunteer1.get(stepBags, { body });
    assert.deepEqual(
      results.map(result => [result.step, result.refused]),
      [
        ['disinfected', null],
        [null, 'invalid'],
      ],
    );
    assert.deepEqual((await seats.volunteer1.get(stepBags, { body })).results, results);
  });

  it('goods rest as long as the community says, and not longer', async () => {
    await db.count(
      `UPDATE community SET settings = settings || '{"restMinutes": {"ordinary": 30, "cold": 30}}' WHERE community_id = $1`,
      [community.communityId],
    );
    try {
      const [plain, cold] = [await packed('volunteer1'), await packed('volunteer1', {}, { goodsClass: 'cold' })];
      await ready('volunteer1', [plain, cold]);
      assert.equal((await bagRow(cold.bagId))?.rest_until, null, 'cold goods must not wait');
      await moved(seats.volunteer1, cold.requestId, { move: 'deliver' });
      assert.equal((await refused(seats.volunteer1, plain.requestId, { move: 'deliver' })).code, 'goods_not_rested');
      assert.equal((await step('volunteer1', plain.bagId, { step: 'rested' })).refusal?.code, 'goods_not_rested');
      assert.equal((await count('volunteer1', { point: 'relay_out', bagIds: [plain.bagId] })).refusal?.code, 'goods_not_rested');
      await db.count(`UPDATE bag SET rest_until = rest_until - interval '31 minutes' WHERE bag_id = $1`, [plain.bagId]);
      assert.equal((await step('volunteer1', plain.bagId, { step: 'rested' })).answer.step, 'rested');
      await moved(seats.volunteer1, plain.requestId, { move: 'deliver' });
    } finally {
      await db.count(`UPDATE community SET settings = settings - 'restMinutes' WHERE community_id = $1`, [community.communityId]);
    }
  });
});

describe('a relay', () => {
  it('is given and taken, each side counts, and the carrier inside has it from then on', async () => {
    const [one, two] = [await packed('volunteer1'), await packed('volunteer1')];
    const { roundId } = await round('volunteer1', [one, two]);
    await ready('volunteer1', [one, two]);
    const bagIds = [one.bagId, two.bagId];
    const given = await counted('volunteer1', { point: 'relay_out', toId: person('volunteer3'), bagIds });
    assert.ok(given.waiting);
    assert.equal((await readRequest(db, one.requestId)).owner_id, person('volunteer1'), 'until it is taken');
    const { relays } = await seats.volunteer3.get(myRelays);
    assert.deepEqual(
      relays.map(relay => [relay.relayId, relay.fromRole, relay.bags.length]),
      [[given.handoverId, 'volunteer', 2]],
    );
    assert.equal((await count('volunteer3', { point: 'relay_in', codes: [one.code] })).refusal?.code, 'count_differs');
    assert.equal((await count('steward1', { point: 'relay_in', bagIds })).refusal?.code, 'not_found', 'it is for another');
    const taken = await counted('volunteer3', { point: 'relay_in', codes: [one.code, two.code] });
    assert.deepEqual([taken.expected, taken.waiting], [2, false]);
    for (const bag of [one, two]) {
      const request = await readRequest(db, bag.requestId);
      assert.deepEqual([request.state, request.owner_id], ['carrying', person('volunteer3')]);
    }
    assert.equal((await refused(seats.volunteer1, one.requestId, { move: 'deliver' })).code, 'already_taken');
    assert.deepEqual(
      (await seen(roundId)).stops.map(stop => [stop.outcome, stop.reason]),
      [
        ['left', 'relay'],
        ['left', 'relay'],
      ],
    );
    await moved(seats.volunteer3, one.requestId, { move: 'deliver' });
    const story = await seats.clerk.get(readBag, { params: { bagId: one.bagId } });
    assert.deepEqual(
      story.steps.map(line => [line.step, line.point, line.byName]),
      [
        ['packed', null, '职员supply'],
        ['gate', 'gate', '职员volunteer1'],
        ['disinfected', null, '职员volunteer1'],
        ['relayed', 'relay_out', '职员volunteer1'],
        ['relayed', 'relay_in', '职员volunteer3'],
        ['door', 'door', '职员volunteer3'],
      ],
    );
    assert.equal((await seats.volunteer3.get(myRelays)).relays.length, 0);
  });

  it('names what did not arrive, and that goes to the desk while the rest goes on', async () => {
    const [one, two] = [await packed('volunteer1'), await packed('volunteer1')];
    await ready('volunteer1', [one, two]);
    await counted('volunteer1', { point: 'relay_out', bagIds: [one.bagId, two.bagId] });
    const taken = await counted('volunteer3', {
      point: 'relay_in',
      codes: [one.code],
      differences: [{ bagId: two.bagId, difference: 'missing' }],
    });
    assert.equal(taken.differences, 1);
    assert.equal((await readRequest(db, one.requestId)).owner_id, person('volunteer3'));
    assert.deepEqual(
      [(await readRequest(db, two.requestId)).state, (await bagRow(two.bagId))?.problem],
      ['problem', 'missing_goods'],
    );
  });

  it('may be said by the one who takes first, when the other’s phone is away', async () => {
    const one = await packed('volunteer1');
    await ready('volunteer1', [one]);
    assert.equal(
      (await count('volunteer3', { point: 'relay_in', bagIds: [one.bagId] })).refusal?.code,
      'not_found',
      'who has it knows its code',
    );
    const taken = await counted('volunteer3', { point: 'relay_in', codes: [one.code] });
    assert.ok(taken.waiting);
    assert.equal((await readRequest(db, one.requestId)).owner_id, person('volunteer3'));
    const half = (await seats.clerk.get(listDifferences)).halfRelays;
    assert.ok(half.some(relay => relay.relayId === taken.handoverId && relay.point === 'relay_in'));
    const late = await counted('volunteer1', { point: 'relay_out', list: [one.bagId], bagIds: [one.bagId] });
    assert.deepEqual([late.expected, late.differences, late.waiting], [1, 0, false]);
    const after = (await seats.clerk.get(listDifferences)).halfRelays;
    assert.ok(!after.some(relay => relay.relayId === taken.handoverId), 'both have said so');
    assert.equal((await readRequest(db, one.requestId)).owner_id, person('volunteer3'));
  });

  it('takes one carrier only, however many reach for it, and nobody without protection into a sealed building', async () => {
    for (let turn = 0; turn < 6; turn++) {
      const one = await packed('volunteer1');
      await ready('volunteer1', [one]);
      await counted('volunteer1', { point: 'relay_out', bagIds: [one.bagId] });
      assert.equal(
        (await count('volunteer2', { point: 'relay_in', codes: [one.code] })).refusal?.code,
        'helper_lacks_protection',
      );
      await Promise.all([
        count('volunteer3', { point: 'relay_in', codes: [one.code] }),
        count('volunteer3', { point: 'relay_in', codes: [one.code] }),
      ]);
      const lines = (await custodyOf(one.bagId)).filter(line => line.step === 'relayed' && line.by_id === person('volunteer3'));
      assert.equal(lines.length, 1);
    }
  });
});

describe('where the household takes it', () => {
  it('several bags are put down with one count, each request is delivered', async () => {
    const [one, two] = [await packed('volunteer2', { door: '1-1-101' }), await packed('volunteer2', { door: '1-1-201' })];
    await ready('volunteer2', [one, two]);
    const done = await counted('volunteer2', { point: 'lobby', bagIds: [one.bagId, two.bagId] });
    assert.deepEqual(
      done.requests.map(request => request.state),
      ['delivered', 'delivered'],
    );
    assert.ok(done.bags.every(bag => bag.step === 'door'));
    const unready = await packed('volunteer2', { door: '1-1-301' });
    await counted('volunteer2', { point: 'gate', bagIds: [unready.bagId] });
    const early = await count('volunteer2', { point: 'lobby', bagIds: [unready.bagId] });
    assert.equal(early.refusal?.code, 'goods_not_disinfected');
    assert.equal((await readRequest(db, unready.requestId)).state, 'carrying', 'nothing of it was written');
  });
});

describe('a label', () => {
  it('carries a code that says nothing; the door is told to those who reach it', async () => {
    const one = await packed('volunteer1', { kind: 'medicine', door: '10-1-302' }, { lot: 'A-7', goodsClass: 'medicine' });
    assert.match(one.code, /^[0-9A-F]{12}$/);
    const params = { code: one.code };
    assert.equal((await seats.volunteer1.get(findBag, { params })).door, '10号楼 1单元 302');
    assert.equal(await seats.volunteer3.refused(findBag, { params }), 'not_found');
    await ready('volunteer1', [one]);
    await counted('volunteer1', { point: 'relay_out', bagIds: [one.bagId] });
    const offered = await seats.volunteer3.get(findBag, { params });
    assert.deepEqual([offered.label, offered.door, offered.requestId], [one.label, null, null]);
    await db.count(`UPDATE person SET name = '王小明' WHERE person_id = $1`, [community.residents['10-1-302']]);
    const { labels } = await seats.supply.get(printLabels, { body: { bagIds: [one.bagId] } });
    assert.deepEqual(labels[0], {
      ...{
        bagId: one.bagId,
        label: one.label,
        code: one.code,
        compoundName: '试验小区',
        building: '10号楼',
        unit: '1单元',
        door: '302',
      },
      ...{ surname: '王', kind: 'medicine', lane: 'medicine', goodsClass: 'medicine', grams: null, lot: 'A-7' },
    });
    const audit = await db.row(`SELECT 1 AS found FROM audit WHERE act = 'print_labels' AND facts ->> 'labels' = '1'`);
    assert.ok(audit);
    assert.equal(await seats.supply.refused(printLabels, { body: {} }), 'invalid');
    assert.equal(await seats.supply.refused(printLabels, { body: { bagIds: [randomUUID()] } }), 'not_found');
  });

  it('tells bags apart although two requests have drawn one number', async () => {
    const labels = new Set<string>();
    for (let turn = 0; turn < 5; turn++) labels.add((await packed('volunteer1')).label);
    assert.equal(labels.size, 5);
  });
});

describe('a recalled lot', () => {
  it('stops what is under way, calls who has it, lists and exports every household, and is packed no more', async () => {
    const lot = '鸡蛋 3月12日/2车';
    const doors = ['10-1-101', '10-1-102', '10-1-201'] as const;
    const [delivered, carried, waiting] = [
      await packed('volunteer1', { door: doors[0] }, { lot }),
      await packed('volunteer1', { door: doors[1] }, { lot }),
      await packed('volunteer1', { door: doors[2] }, { lot }),
    ];
    const also = await pack(waiting.requestId);
    await ready('volunteer1', [delivered, carried]);
    await moved(seats.volunteer1, delivered.requestId, { move: 'deliver' });
    const params = { lot };
    const before = await seats.supply.get(readLot, { params });
    assert.deepEqual([before.bags, before.households, before.delivered, before.underWay, before.recalledAt], [3, 3, 1, 2, null]);
    assert.deepEqual(
      before.list.map(row => row.door),
      ['10号楼 1单元 101', '10号楼 1单元 102', '10号楼 1单元 201'],
    );
    const body = { id: randomUUID() };
    const done = await seats.supply.get(recallLot, { params, body });
    assert.deepEqual(done, { stopped: 2, toCall: 1 });
    assert.deepEqual(await seats.supply.get(recallLot, { params, body }), done);
    assert.deepEqual(await seats.supply.get(recallLot, { params, body: { id: randomUUID() } }), { stopped: 0, toCall: 0 });
    assert.equal((await readRequest(db, carried.requestId)).state, 'problem');
    assert.equal((await readRequest(db, waiting.requestId)).state, 'accepted', 'it has another bag');
    assert.equal((await bagRow(also.bagId))?.problem, null);
    await ready('volunteer1', [{ ...waiting, bagId: also.bagId }]);
    await moved(seats.volunteer1, waiting.requestId, { move: 'deliver' });
    assert.equal((await bagRow(waiting.bagId))?.problem, 'recalled_goods', 'delivering the other takes no recalled one along');
    const call = await db.row<{ reason: string; household_id: string }>(
      `SELECT reason, household_id FROM call_back WHERE request_id = $1 AND closed_at IS NULL`,
      [delivered.requestId],
    );
    assert.deepEqual(call, { reason: 'lot_recalled', household_id: community.households[doors[0]] });
    const refusal = await seats.supply.refused(packBag, {
      params: { requestId: carried.requestId },
      body: { id: randomUUID(), lot },
    });
    assert.equal(refusal, 'lot_recalled');
    const sheet = await seats.supply.call(exportLot, { params });
    assert.equal(sheet.status, 200);
    const text = sheet.bytes.toString('utf8');
    assert.ok(doors.every(door => text.includes(door.split('-')[2] ?? '')) && !text.includes('住户'));
    assert.ok(await db.row(`SELECT 1 AS found FROM audit WHERE act = 'export_lot' AND facts ->> 'rows' = '3'`));
    const { lots } = await seats.supply.get(listLots, { query: { search: '鸡蛋' } });
    assert.ok(lots.some(row => row.lot === lot && row.recalledAt !== null));
    assert.equal(await seats.supply.refused(readLot, { params: { lot: '没有' } }), 'not_found');
  });
});
