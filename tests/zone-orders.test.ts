// What was shown is what happens: orders, rules, conditions of release, and going out, through the interface.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { findExit, issueExit, listExits, moveExit, myZone, readDoorExits } from '../src/api/exit.ts';
import { changeHousehold, splitHousehold } from '../src/api/place.ts';
import { readRequest } from '../src/api/request.ts';
import {
  addSubArea,
  endZone,
  levelRules,
  listPolicies,
  previewEndZone,
  previewPolicy,
  previewZone,
  readZone,
  recordZoneFact,
  setPolicy,
  setZone,
} from '../src/api/zone.ts';
import { dayAfter, dayIn } from '../src/domain/dispatch/capacity.ts';
import type { Level } from '../src/domain/zone/level.ts';
import { housePolicy } from '../src/domain/zone/policy.ts';
import { shippedPolicies } from '../src/domain/zone/shipped.ts';
import { newId } from '../src/server/id.ts';
import { levelsOf } from '../src/server/zone/store.ts';
import { type Caller, testApp } from './app.ts';
import { startMovers } from './movers.ts';

const app = await testApp();
const { community, db } = app;
const { communityId } = community;
const { seats, store, accepted, moved, refused, person } = await startMovers(app);
const { lead, clerk } = seats;
const hour = 3_600_000;
const day = 24 * hour;
const at = (hours: number) => new Date(app.now().getTime() + hours * hour).toISOString();
const today = dayIn('Asia/Shanghai', app.now());
const door = (key: string) => community.households[key] as string;

type Place = { placeKind: 'building' | 'unit' | 'floor' | 'household' | 'sub_area'; placeId: string; floor?: number };

async function order(place: Place, level: Level, more: { startsAt?: string; plannedEndAt?: string } = {}) {
  const asked = { ...place, level, startsAt: more.startsAt ?? at(0) };
  const preview = await lead.get(previewZone, { body: asked });
  const rest = more.plannedEndAt === undefined ? {} : { plannedEndAt: more.plannedEndAt };
  const body = {
    id: newId(),
    ...asked,
    ...rest,
    orderNumber: '试〔2022〕20号',
    approved: ['社区防控工作组'],
    shown: preview.token,
  };
  return { preview, ...(await lead.get(setZone, { body })) };
}

async function levelOf(key: string, when = app.now()): Promise<Level> {
  const row = await db.row<{ compound_id: string; building_id: string; unit_id: string; household_id: string }>(
    'SELECT compound_id, building_id, unit_id, household_id FROM household WHERE community_id = $1 AND household_id = $2',
    [communityId, door(key)],
  );
  assert.ok(row);
  return (await levelsOf(db, communityId, when)).ofHousehold(row);
}

async function end(caller: Caller, zoneId: string): Promise<void> {
  const body = { endedAt: at(0) };
  const { token } = await caller.get(previewEndZone, { params: { zoneId }, body });
  await caller.get(endZone, { params: { zoneId }, body: { ...body, orderNumber: '试〔2022〕21号', shown: token } });
}

describe('a preview', () => {
  it('holds until something else would happen: then the order is refused, and looking again says what', async () => {
    const asked = { placeKind: 'unit' as const, placeId: community.units['1-2'], level: 'sealed' as const, startsAt: at(0) };
    const before = await lead.get(previewZone, { body: asked });
    const requestId = await store({ door: '1-2-101', kind: 'rubbish' });
    await accepted(requestId, 'volunteer2');
    const body = { id: newId(), ...asked, orderNumber: '试 1', shown: before.token };
    assert.equal(await lead.refused(setZone, { body }), 'preview_changed');
    assert.equal(await levelOf('1-2-101'), 'control', 'nothing was recorded');
    const again = await lead.get(previewZone, { body: asked });
    const fresh = again.requests.list.filter(row => !before.requests.list.some(old => old.requestId === row.requestId));
    assert.deepEqual(
      fresh.map(row => [row.requestId, row.consequence, row.helperName]),
      [[requestId, 'taken_back', community.staff.volunteer2.name]],
    );
    const { zoneId } = await lead.get(setZone, { body: { ...body, id: newId(), shown: again.token } });
    assert.equal((await clerk.get(readRequest, { params: { requestId } })).state, 'sorted');
    await end(lead, zoneId);
    assert.equal(await levelOf('1-2-101', new Date(app.now().getTime() + 1000)), 'control');
  });

  it('of an order that began earlier says so, and what was done meanwhile stays as it was done', async () => {
    const requestId = await store({ door: '1-1-301', kind: 'rubbish' });
    await accepted(requestId, 'volunteer2');
    await moved(seats.volunteer2, requestId, { move: 'deliver' });
    const { preview, zoneId } = await order({ placeKind: 'floor', placeId: community.units['1-1'], floor: 3 }, 'sealed', {
      startsAt: at(-2),
    });
    assert.equal(preview.backdated?.minutes, 120);
    assert.equal(preview.backdated?.deliveredWithoutProtection, 1);
    assert.equal(preview.doors.all, 2, 'a floor of one unit');
    assert.equal(await levelOf('1-1-301', new Date(at(-1))), 'sealed');
    assert.equal(await levelOf('1-1-201'), 'control');
    assert.equal((await clerk.get(readRequest, { params: { requestId } })).state, 'delivered');
    const told = await lead.get(readZone, { params: { zoneId } });
    assert.ok(Date.parse(told.recordedAt) - Date.parse(told.startsAt) >= 2 * hour);
    assert.deepEqual(told.approvalMissing, ['街道（乡镇）指挥部', '区（县）联防联控指挥部']);
    await end(lead, zoneId);
  });

  it('warns when the place is wider than the document allows', async () => {
    const twenty = shippedPolicies.find(set => set.policyId === 'twenty_measures');
    assert.ok(twenty);
    const { document, issuer, region, levels } = twenty;
    const body = { from: today, levels: levelRules.parse(levels) };
    const { token } = await lead.get(previewPolicy, { body });
    const set = { id: newId(), ...body, basedOn: 'twenty_measures', document, issuer, region, orderNumber: '试 2', shown: token };
    await lead.get(setPolicy, { body: set });
    const compound = { placeKind: 'compound' as const, placeId: community.compoundId, level: 'sealed' as const, startsAt: at(0) };
    assert.equal((await lead.get(previewZone, { body: compound })).widerThan, 'building');
    const one = { ...compound, placeKind: 'building' as const, placeId: community.buildings.clean };
    assert.equal((await lead.get(previewZone, { body: one })).widerThan, null);
    const back = { from: today, levels: levelRules.parse(housePolicy.levels) };
    const again = await lead.get(previewPolicy, { body: back });
    assert.equal(
      await lead.refused(setPolicy, { body: { ...set, ...back, id: newId(), shown: '0'.repeat(64) } }),
      'preview_changed',
    );
    await lead.get(setPolicy, { body: { ...set, ...back, id: newId(), basedOn: 'three_zones', shown: again.token } });
    const { versions, inForce } = await clerk.get(listPolicies);
    assert.deepEqual(
      versions.map(version => version.version),
      [2, 1],
      'the old version stays',
    );
    assert.equal(inForce, versions[0]?.policyId);
  });
});

describe('rules changed by the community', () => {
  it('are obeyed at once: what now needs protection is taken back, and goods go where they say', async () => {
    const requestId = await store({ door: '1-1-101', kind: 'rubbish' });
    await accepted(requestId, 'volunteer2');
    const { control, ...others } = housePolicy.levels;
    assert.ok(control);
    const deliverTo = { anyone: 'lobby', limited_mobility: 'door' } as const;
    const levels = { ...others, control: { ...control, protection: true, deliverTo } };
    const { document, issuer, region } = housePolicy;
    const body = { from: today, levels: levelRules.parse(levels) };
    const preview = await lead.get(previewPolicy, { body });
    assert.ok(preview.requests.list.some(row => row.requestId === requestId && row.consequence === 'taken_back'));
    const set = {
      id: newId(),
      ...body,
      basedOn: 'three_zones',
      document,
      issuer,
      region,
      orderNumber: '试 3',
      shown: preview.token,
    };
    assert.ok((await lead.get(setPolicy, { body: set })).takenBack >= 1);
    const read = () => clerk.get(readRequest, { params: { requestId } });
    assert.deepEqual([(await read()).state, (await read()).deliverTo], ['sorted', 'lobby']);
    await clerk.get(changeHousehold, { params: { householdId: door('1-1-101') }, body: { toTheDoor: true } });
    assert.equal((await read()).deliverTo, 'door');
    assert.equal(
      (await refused(clerk, requestId, { move: 'offer', helperId: person('volunteer2') })).code,
      'helper_lacks_protection',
    );
    const back = { from: today, levels: levelRules.parse(housePolicy.levels) };
    const { token } = await lead.get(previewPolicy, { body: back });
    await lead.get(setPolicy, { body: { ...set, ...back, id: newId(), shown: token } });
    await moved(clerk, requestId, { move: 'offer', helperId: person('volunteer2') });
  });
});

describe('a named set of doors', () => {
  it('is sealed as one place; a flat of it that is split stays covered', async () => {
    const householdIds = [door('1-1-102'), door('1-2-202')];
    const { subAreaId } = await clerk.get(addSubArea, { body: { id: newId(), name: '水管漏的两户', householdIds } });
    assert.equal(await clerk.refused(addSubArea, { body: { id: newId(), name: '水管漏的两户', householdIds } }), 'name_taken');
    const { zoneId } = await order({ placeKind: 'sub_area', placeId: subAreaId }, 'sealed');
    assert.deepEqual(
      [await levelOf('1-1-102'), await levelOf('1-2-202'), await levelOf('1-1-101')],
      ['sealed', 'sealed', 'control'],
    );
    const { householdIds: parts } = await clerk.get(splitHousehold, {
      params: { householdId: door('1-1-102') },
      body: { doors: ['102A', '102B'] },
    });
    const rows = await db.rows<{ n: number }>(
      'SELECT count(*)::integer AS n FROM sub_area_door WHERE community_id = $1 AND household_id = ANY ($2)',
      [communityId, parts],
    );
    assert.equal(rows[0]?.n, 2);
    await end(lead, zoneId);
  });
});

describe('the release of a sealed unit', () => {
  it('shows each condition as met or not; a new case begins the days anew and puts off the end', async () => {
    const resident = await app.signedIn({ resident: '1-2-201' });
    const open = await resident.get(myZone);
    assert.equal(open.countdown, null, 'the order of the compound says nothing of its end');
    const plannedEndAt = at(14 * 24);
    const { zoneId } = await order({ placeKind: 'unit', placeId: community.units['1-2'] }, 'sealed', { plannedEndAt });
    const page = await resident.get(myZone);
    assert.deepEqual(
      [page.level, page.term, page.deliverTo, page.exits.kind, page.countdown?.at, page.countdown?.kind],
      ['sealed', '封控区', 'door', 'none', plannedEndAt, 'planned'],
    );
    assert.deepEqual([page.nextTestOn, page.today, page.orderNumber], [today, today, '试〔2022〕20号']);

    const real = app.now();
    app.clock.advance(14 * day);
    // Nobody stays signed in for a fortnight.
    const leader = await app.signedIn('lead');
    const params = { zoneId };
    const say = (body: Record<string, unknown>) =>
      leader.get(recordZoneFact, { params, body: { id: randomUUID(), happenedAt: at(0), ...body } as never });
    const conditions = async () => (await leader.get(readZone, { params })).conditions.map(row => [row.met, row.why]);
    assert.deepEqual(await conditions(), [
      [true, 'days_full'],
      [false, 'never_tested'],
    ]);
    await say({ kind: 'tested', expected: 12, tested: 11, positive: 0 });
    assert.deepEqual((await conditions())[1], [false, 'not_everybody']);
    app.clock.advance(hour);
    await say({ kind: 'tested', expected: 12, tested: 12, positive: 0 });
    assert.deepEqual((await conditions())[1], [true, 'all_negative']);
    assert.equal(
      (await app.signedIn({ resident: '1-2-201' }).then(one => one.get(myZone))).level,
      'sealed',
      'nothing lifts itself',
    );
    assert.equal(await levelOf('1-2-201'), 'sealed');

    app.clock.advance(hour);
    const later = at(14 * 24);
    await say({ kind: 'case', orderNumber: '试〔2022〕22号', plannedEndAt: later });
    assert.deepEqual(await conditions(), [
      [false, 'days_left'],
      [false, 'case_since'],
    ]);
    const told = await (await app.signedIn({ resident: '1-2-201' })).get(myZone);
    assert.deepEqual([told.countdown?.at, told.countdown?.kind], [later, 'planned']);
    assert.equal(told.nextTestOn, told.today, 'the test days begin anew');
    await end(leader, zoneId);
    app.clock.set(real);
  });
});

describe('going out', () => {
  it('a permit is counted against the rule, shown at the gate, out and back in time or not', async () => {
    const householdId = door('1-1-202');
    const gate = seats.property;
    const left = async () => (await clerk.get(readDoorExits, { params: { householdId } })).left;
    assert.deepEqual(await left(), { left: 1, nextOn: today });
    const body = { id: newId(), householdId, purpose: 'shopping' as const };
    const permit = await clerk.get(issueExit, { body });
    assert.deepEqual(await clerk.get(issueExit, { body }), permit, 'the same twice is one permit');
    assert.deepEqual(await left(), { left: 0, nextOn: dayAfter(today, 2) });
    assert.equal(await clerk.refused(issueExit, { body: { ...body, id: newId() } }), 'exit_used_up');
    assert.equal((await clerk.get(issueExit, { body: { ...body, id: newId(), purpose: 'medical' } })).state, 'issued');

    const shown = await gate.get(findExit, { params: { code: permit.code } });
    assert.deepEqual([shown.door, shown.state, shown.minutes], ['1号楼 1单元 202', 'issued', 120]);
    const go = (move: 'out' | 'back' | 'revoke') => ({ params: { exitId: permit.exitId }, body: { id: newId(), move } });
    assert.equal(await gate.refused(moveExit, go('back')), 'state_has_changed');
    assert.equal((await gate.get(moveExit, go('out'))).state, 'out');
    const own = await (await app.signedIn({ resident: '1-1-202' })).get(myZone);
    assert.deepEqual(own.permits.map(one => one.state).sort(), ['issued', 'out']);
    const real = app.now();
    app.clock.advance(2.5 * hour);
    assert.equal((await gate.get(listExits)).exits[0]?.minutesOver, 30, 'whoever is late stands first');
    assert.equal((await gate.get(moveExit, go('back'))).state, 'back');
    assert.equal(await gate.refused(moveExit, go('revoke')), 'state_has_changed');
    app.clock.set(real);
    app.clock.advance(2 * day);
    const next = await (await app.signedIn('clerk')).get(readDoorExits, { params: { householdId } });
    assert.deepEqual(next.left, { left: 1, nextOn: dayAfter(today, 2) });
    app.clock.set(real);
  });

  it('when the door is sealed, unused permits are void, and only a doctor is a reason to go', async () => {
    const householdId = door('1-1-302');
    const shopping = await clerk.get(issueExit, { body: { id: newId(), householdId, purpose: 'shopping' } });
    const medical = await clerk.get(issueExit, { body: { id: newId(), householdId, purpose: 'medical' } });
    const { preview, zoneId } = await order({ placeKind: 'household', placeId: householdId }, 'sealed');
    assert.deepEqual(preview.exits, { outside: 0, void: 1 });
    const out = (exitId: string) => ({ params: { exitId }, body: { id: newId(), move: 'out' as const } });
    assert.equal(await seats.property.refused(moveExit, out(shopping.exitId)), 'state_has_changed');
    assert.equal((await seats.property.get(moveExit, out(medical.exitId))).state, 'out');
    assert.equal(await clerk.refused(issueExit, { body: { id: newId(), householdId, purpose: 'shopping' } }), 'exit_not_allowed');
    await end(lead, zoneId);
  });
});
