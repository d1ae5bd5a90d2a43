// What a phone may hold and when it must forget it; shifts, protection, and days of supply asked at the door.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { setDuty } from '../src/api/own.ts';
import { changeStaff, endGrant } from '../src/api/people.ts';
import { listLateMoves, myPhone, sendMoves, setWear } from '../src/api/phone.ts';
import { recordContact } from '../src/api/place.ts';
import { makeMyRound } from '../src/api/round.ts';
import { phoneMust } from '../src/domain/delivery/phone.ts';
import { tick } from '../src/server/clock/ticker.ts';
import { testApp } from './app.ts';
import { startMovers } from './movers.ts';
import { Phone } from './phones.ts';

const hour = 3_600_000;
const test = await testApp();
const { db, community } = test;
const { seats, person, store, moved, accepted } = await startMovers(test);
const phoneOf = (name: keyof typeof seats, skew = 0) => new Phone(seats[name], test.now, skew);
const door = (name: string) => community.households[name] as string;

describe('what the phone may hold', () => {
  it('tasks, and for those who knock their own doors; no name and no telephone', async () => {
    const requestId = await store({ door: '10-1-201' });
    await accepted(requestId, 'steward1');
    const steward = await phoneOf('steward1').look();
    assert.ok(steward.tasks.some(task => task.requestId === requestId));
    assert.equal(steward.doors.length, 12);
    assert.ok(
      steward.doors.every(
        ({ building, level, deliverTo }) => building === '10号楼' && level === 'sealed' && deliverTo === 'door',
      ),
    );
    assert.ok(steward.doors.some(({ openRequests }) => openRequests > 0));
    const names = await db.rows<{ name: string }>('SELECT name FROM person WHERE community_id = $1', [community.communityId]);
    const text = JSON.stringify(steward);
    assert.deepEqual(
      names.filter(({ name }) => text.includes(name)),
      [],
    );
    const volunteer = await phoneOf('volunteer2').look();
    assert.deepEqual([volunteer.doors, volunteer.protection, volunteer.onDuty], [[], false, true]);
    assert.deepEqual(
      volunteer.policy.handover.map(({ level, protection }) => [level, protection]),
      [
        ['open', false],
        ['precaution', false],
        ['control', false],
        ['sealed', true],
      ],
    );
  });

  it('after a request was taken away nothing of its door, only the own late move and the role of the new helper', async () => {
    const requestId = await store({ door: '10-1-302', note: '按两下门铃' });
    await accepted(requestId, 'volunteer1');
    const phone = phoneOf('volunteer1');
    const fetch = phone.on(requestId, 'fetch');
    await seats.volunteer1.get(makeMyRound, { body: { id: randomUUID(), requestIds: [requestId] } });
    assert.ok(JSON.stringify((await phone.look()).rounds).includes(door('10-1-302')));
    await moved(seats.clerk, requestId, { move: 'reassign', helperId: person('volunteer3') });
    await phone.one(fetch);
    const held = await phone.look();
    const text = JSON.stringify(held);
    assert.ok(!text.includes('按两下门铃') && !text.includes(door('10-1-302')) && !text.includes(person('volunteer3')));
    assert.deepEqual(
      held.lateMoves.filter(late => late.requestId === requestId).map(({ move, holderRole }) => [move, holderRole]),
      [['fetch', 'volunteer']],
    );
    test.clock.advance(49 * hour);
    const later = await test.signedIn('volunteer1');
    assert.ok(!(await later.get(myPhone)).lateMoves.some(late => late.requestId === requestId), 'for two days');
    assert.ok(
      (await (await test.signedIn('clerk')).get(listLateMoves)).lateMoves.some(late => late.requestId === requestId),
      'at the desk until somebody has looked',
    );
    test.clock.advance(-49 * hour);
  });
});

describe('forgetting', () => {
  const code = async (caller: { call: typeof seats.clerk.call }) => {
    const { status, refusal } = await caller.call(myPhone);
    return { status, code: refusal?.code, must: refusal && phoneMust(refusal) };
  };

  it('a closed account and a helper without any role left are told to wipe; a session that ran out is not', async () => {
    const { volunteer2 } = community.staff;
    const [one, two] = [await test.signedIn('volunteer2'), await test.signedIn('volunteer2')];
    await one.get(myPhone);
    test.clock.advance(13 * hour);
    assert.deepEqual(await code(one), { status: 401, code: 'session_expired', must: 'sign_in' });
    test.clock.advance(-13 * hour);

    await seats.admin.get(endGrant, { params: { personId: volunteer2.personId, grantId: volunteer2.grantId } });
    assert.deepEqual(await code(two), { status: 403, code: 'not_allowed', must: 'wipe' });
    const body = {
      phoneId: randomUUID(),
      phoneNow: test.now().toISOString(),
      moves: [phoneOf('volunteer2').on(randomUUID(), 'fetch')],
    };
    assert.equal(await two.refused(sendMoves, { body }), 'not_allowed');

    await seats.admin.get(changeStaff, { params: { personId: volunteer2.personId }, body: { disabled: true } });
    assert.deepEqual(await code(two), { status: 401, code: 'account_closed', must: 'wipe' });
  });

  it('a first password that is still to be changed wipes nothing', async () => {
    const { volunteer3 } = community.staff;
    const caller = await test.signedIn('volunteer3');
    await db.count('UPDATE account SET must_change_password = true WHERE person_id = $1', [volunteer3.personId]);
    test.deps.sessions.forget(community.communityId);
    assert.deepEqual(await code(caller), { status: 403, code: 'not_allowed', must: 'keep' });
    await db.count('UPDATE account SET must_change_password = false WHERE person_id = $1', [volunteer3.personId]);
    test.deps.sessions.forget(community.communityId);
  });
});

describe('protection and shifts', () => {
  it('after four hours nothing new is taken but what a life depends on; what is in hand is finished', async () => {
    const [held, next, life] = [await store(), await store(), await store({ urgency: 'life' })];
    const helper = await test.signedIn('volunteer3');
    await helper.get(setDuty, { body: { onDuty: false } });
    await helper.get(setDuty, { body: { onDuty: true } });
    await accepted(held, 'volunteer3');
    test.clock.advance(4 * hour);
    for (const requestId of [next, life]) await moved(seats.clerk, requestId, { move: 'offer', helperId: person('volunteer3') });
    const phone = new Phone(helper, test.now);
    const answer = await phone.one(phone.on(next, 'accept'));
    assert.deepEqual([answer.outcome, answer.refusal], ['refused', { code: 'helper_shift_over', facts: { hours: 4 } }]);
    assert.deepEqual(await phone.outcomes(phone.on(life, 'accept'), phone.on(held, 'fetch')), ['done', 'done']);
    const { shift } = await phone.look();
    assert.equal(shift.limitSeconds, 14_400);
    assert.ok(test.now().getTime() - Date.parse(shift.startedAt ?? '') >= 4 * hour);
    test.clock.advance(-4 * hour);
  });

  it('the time in protection is counted from putting it on until the end of duty', async () => {
    const helper = await test.signedIn('volunteer3');
    await helper.get(setDuty, { body: { onDuty: true } });
    await helper.get(setWear, { body: { wearing: true } });
    test.clock.advance(hour);
    const { shift } = await helper.get(myPhone);
    assert.ok(shift.wearStartedAt !== null && Math.abs(shift.wearSeconds - 3600) <= 5);
    await helper.get(setDuty, { body: { onDuty: false } });
    assert.deepEqual([(await helper.get(myPhone)).shift.wearStartedAt, (await helper.get(myPhone)).shift.wearSeconds], [null, 0]);
    await helper.get(setDuty, { body: { onDuty: true } });
    test.clock.advance(-hour);
  });

  it('after a sealed building no clean one in the same shift, also where both come in one call; never a sealed one unqualified', async () => {
    const helper = await test.signedIn('volunteer1');
    await helper.get(setDuty, { body: { onDuty: false } });
    await helper.get(setDuty, { body: { onDuty: true } });
    const [sealed, clean] = [await store({ kind: 'rubbish' }), await store({ kind: 'rubbish', door: '1-1-102' })];
    for (const requestId of [sealed, clean]) await accepted(requestId, 'volunteer1');
    const phone = new Phone(helper, test.now);
    const answers = await phone.send(phone.on(sealed, 'fetch'), phone.on(clean, 'fetch'));
    assert.deepEqual(
      answers.map(({ outcome, refusal }) => [outcome, refusal?.code]),
      [
        ['done', undefined],
        ['refused', 'helper_out_of_zone'],
      ],
    );
    const inside = await store({ state: 'offered', ownerId: person('property') });
    const unqualified = phoneOf('property');
    assert.equal((await unqualified.one(unqualified.on(inside, 'accept'))).refusal?.code, 'helper_lacks_protection');
  });

  it('whoever forgets to say so is in protection from the first sealed building on', async () => {
    const requestId = await store({ kind: 'rubbish' });
    const helper = await test.signedIn('volunteer3');
    await helper.get(setDuty, { body: { onDuty: false } });
    await helper.get(setDuty, { body: { onDuty: true } });
    await accepted(requestId, 'volunteer3');
    assert.equal((await helper.get(myPhone)).shift.wearStartedAt, null);
    await moved(helper, requestId, { move: 'fetch' });
    const { shift } = await helper.get(myPhone);
    assert.ok(shift.wearStartedAt !== null && shift.wearStartedAt === shift.wentSealedAt);
    test.clock.advance(60_000);
    await moved(helper, requestId, { move: 'deliver' });
    assert.equal((await helper.get(myPhone)).shift.wearStartedAt, shift.wearStartedAt, 'and not anew at every door');
    test.clock.advance(-60_000);
  });
});

describe('days of supply', () => {
  it('are kept with the door, and the household is called before they run out unless somebody heard from it', async () => {
    const phone = phoneOf('steward1');
    const [asked, calm] = [door('10-2-201'), door('10-2-202')];
    const contact = (householdId: string) =>
      phone.make({ on: 'household', householdId, body: { how: 'at_the_door', outcome: 'needs_nothing', daysOfSupply: 1 } });
    assert.deepEqual(await phone.outcomes(contact(asked), contact(calm)), ['done', 'done']);
    const known = (await phone.look()).doors.find(one => one.householdId === asked);
    assert.equal(known?.daysOfSupply, 1);
    assert.ok(Math.abs(Date.parse(known?.askAgainAt ?? '') - test.now().getTime() - 12 * hour) < 5000);
    const called = async () => {
      await tick({ ...test.deps, log: test.deps.log });
      const rows = await db.rows<{ household_id: string }>(
        `SELECT household_id FROM call_back WHERE reason = 'not_heard_from' AND household_id = ANY ($1) AND closed_at IS NULL`,
        [[asked, calm]],
      );
      return rows.map(row => row.household_id);
    };
    test.clock.advance(11 * hour);
    assert.deepEqual(await called(), []);
    test.clock.advance(hour + 60_000);
    const clerk = await test.signedIn('clerk');
    await clerk.get(recordContact, {
      params: { householdId: calm },
      body: { id: randomUUID(), how: 'telephone', outcome: 'spoke' },
    });
    assert.deepEqual(await called(), [asked]);
    assert.deepEqual(await called(), [asked], 'once');
    test.clock.advance(-12 * hour - 60_000);
  });

  it('said at a door without signal are not lost because the household pressed a button meanwhile', async () => {
    const phone = phoneOf('steward1');
    const householdId = door('10-1-301');
    const contact = phone.make({ on: 'household', householdId, body: { how: 'at_the_door', outcome: 'spoke', daysOfSupply: 5 } });
    test.clock.advance(1000);
    await seats.clerk.get(recordContact, {
      params: { householdId },
      body: { id: randomUUID(), how: 'telephone', outcome: 'spoke' },
    });
    test.clock.advance(1000);
    assert.equal((await phone.one(contact)).outcome, 'done');
    assert.equal((await phone.look()).doors.find(one => one.householdId === householdId)?.daysOfSupply, 5);
  });
});
