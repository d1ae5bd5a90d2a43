// An old man does not answer: whose turn it is, what is tried next, when the desk is told, and that nobody who helps learns why.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, it } from 'node:test';
import { careAlarms, listChecks, readFamily, recordEmergencyAct } from '../src/api/care-check.ts';
import { readCare } from '../src/api/care-record.ts';
import { myHousehold } from '../src/api/people.ts';
import { tick } from '../src/server/clock/ticker.ts';
import { testApp } from './app.ts';
import { startCare } from './care-world.ts';
import { Phone } from './phones.ts';

const morning = new Date('2026-03-12T02:00:00Z');
const test = await testApp({ now: morning });
const { db, community } = test;
const { seats, keep, tell, openCheckOf } = await startCare(test);
const minutes = (n: number) => n * 60_000;
const hours = (instant: string) => (Date.parse(instant) - test.now().getTime()) / 3_600_000;

beforeEach(async () => {
  test.clock.set(morning);
  await db.count(`UPDATE care_check SET result = 'ended', closed_at = now() WHERE closed_at IS NULL`);
  await db.count(`UPDATE care_record SET ended_at = now() WHERE ended_at IS NULL`);
});

describe('a care contact', () => {
  it('is on today’s list of the named helper, who sees a door and how to speak, and nothing of who or why', async () => {
    await keep('10-1-201', {
      tags: ['living_alone', 'dialysis'],
      note: '每周一三五透析',
      hearing: 'hard',
      manners: ['speak_up'],
    });
    const phone = new Phone(seats.volunteer1, test.now);
    const { checks } = await phone.look();
    assert.deepEqual(
      checks.map(({ door, rung, manners, isBackup }) => [door, rung, manners, isBackup]),
      [['10号楼 1单元 201', 'call', ['speak_up'], false]],
    );
    const text = JSON.stringify(checks);
    for (const word of ['dialysis', 'living_alone', '透析', 'hard', '住户']) assert.ok(!text.includes(word), word);
    for (const other of ['volunteer2', 'volunteer3', 'steward1'] as const) {
      assert.deepEqual((await new Phone(seats[other], test.now).look()).checks, [], other);
    }
  });

  it('answered well is a sign of life, and the next one is due by the grade, by day', async () => {
    const { careRecordId, careCheckId } = await keep('10-1-201');
    const answered = await tell(seats.volunteer1, careCheckId, 'well', { daysOfSupply: 2 });
    assert.deepEqual(answered.answer, { closed: true, rung: null, requestIds: [] });
    assert.ok(Math.abs(hours((await openCheckOf(careRecordId)).due_at) - 24) < 0.01);
    const household = await db.row<{ heard_how: string; days_of_supply: number }>(
      'SELECT heard_how, days_of_supply FROM household WHERE household_id = $1',
      [community.households['10-1-201']],
    );
    assert.deepEqual(household, { heard_how: 'care', days_of_supply: 2 });
    // The same said twice by the same hands is so; somebody else has to look first.
    assert.equal((await tell(seats.volunteer1, careCheckId, 'well')).answer.closed, true);
    assert.equal((await tell(seats.clerk, careCheckId, 'no_answer')).refusal?.code, 'state_has_changed');
  });

  it('of a high grade comes again the same day, never at night', async () => {
    const { careRecordId, careCheckId } = await keep('10-1-201', {}, { grade: 'high' });
    await tell(seats.clerk, careCheckId, 'well');
    // Ten in the morning and twelve hours are ten at night: eight it is.
    assert.equal((await openCheckOf(careRecordId)).due_at.slice(0, 16), '2026-03-12T12:00');
  });

  it('finds needs, which become requests of the lanes of life and medicine, once however often it is sent, also by a volunteer', async () => {
    const { careCheckId } = await keep('10-1-201');
    const needs = [
      { requestId: randomUUID(), need: 'medical_help', note: '头晕' },
      { requestId: randomUUID(), need: 'medicine', note: '降压药' },
    ];
    const id = randomUUID();
    const first = await tell(seats.volunteer1, careCheckId, 'needs', { id, needs, rung: 'call' });
    assert.deepEqual(first.answer, { closed: true, rung: null, requestIds: needs.map(({ requestId }) => requestId) });
    assert.deepEqual((await tell(seats.volunteer1, careCheckId, 'needs', { id, needs, rung: 'call' })).answer, first.answer);
    const rows = await db.rows<{ lane: string; asked_as: string; recorded_by: string }>(
      'SELECT lane, asked_as, recorded_by FROM request WHERE request_id = ANY ($1) ORDER BY lane',
      [needs.map(({ requestId }) => requestId)],
    );
    const by = { asked_as: 'volunteer', recorded_by: community.staff.volunteer1.personId };
    assert.deepEqual(rows, [
      { lane: 'life', ...by },
      { lane: 'medicine', ...by },
    ]);
  });

  it('made without signal arrives later, once, with the time it was made', async () => {
    const { careRecordId, careCheckId } = await keep('10-1-201');
    const phone = new Phone(seats.volunteer1, test.now);
    const householdId = community.households['10-1-201'] ?? '';
    const made = phone.make({ on: 'care', careCheckId, householdId, body: { outcome: 'no_answer', rung: 'call' } });
    test.clock.advance(minutes(20));
    assert.deepEqual(await phone.outcomes(made), ['done']);
    assert.deepEqual(await phone.outcomes(made), ['again']);
    assert.equal((await openCheckOf(careRecordId)).rung, 'neighbour');
    const { steps } = await seats.clerk.get(readCare, { params: { careRecordId } });
    assert.deepEqual(
      steps.map(step => [step.outcome, step.rung]),
      [['no_answer', 'call']],
    );
    assert.ok(Date.parse(steps[0]?.at ?? '') - morning.getTime() < minutes(1));
  });
});

describe('when nobody answers', () => {
  it('call → neighbour → knock → family and 120, by the helper up to the door and then by the desk, until somebody knows', async () => {
    const { careRecordId, careCheckId } = await keep('10-1-201', {
      family: [{ name: '外地侄子', relation: '侄子', telephone: '19900066001' }],
    });
    const seen: string[] = [];
    for (const rung of ['call', 'neighbour', 'knock'] as const) {
      const { answer } = await tell(seats.volunteer1, careCheckId, 'no_answer', { rung });
      const open = await openCheckOf(careRecordId);
      seen.push(`${answer.rung} ${open.holder} ${Math.round(hours(open.act_by) * 60)}`);
    }
    assert.deepEqual(seen, ['neighbour helper 30', 'knock helper 30', 'emergency desk 15']);
    assert.deepEqual((await new Phone(seats.volunteer1, test.now).look()).checks, [], 'it is the desk’s now');
    assert.deepEqual(await seats.clerk2.get(careAlarms), { alarms: 1, emergencies: 1 });
    const [row] = (await seats.clerk2.get(listChecks)).checks;
    assert.deepEqual([row?.isAlarm, row?.tries, row?.nextRung], [true, 3, null]);

    const { people } = await seats.clerk2.get(readFamily, { params: { careCheckId } });
    assert.deepEqual(
      people.map(one => [one.name, one.telephone]),
      [
        ['外地侄子', '19900066001'],
        ['外地女儿', '19900019901'],
      ],
    );
    const look = await db.row<{ facts: unknown }>(`SELECT facts FROM audit WHERE act = 'read_family' AND subject_id = $1`, [
      careRecordId,
    ]);
    assert.deepEqual(look?.facts, { rung: 'emergency' });

    for (const act of ['family_told', 'ambulance_called'] as const)
      await seats.clerk2.get(recordEmergencyAct, { params: { careCheckId }, body: { id: randomUUID(), act } });
    const [still] = (await seats.clerk2.get(listChecks)).checks;
    assert.deepEqual(still?.acts, ['ambulance_called', 'family_told'], 'calling 120 is not knowing how he is');
    await tell(seats.clerk2, careCheckId, 'away', { rung: 'emergency' });
    assert.deepEqual(await seats.clerk2.get(careAlarms), { alarms: 0, emergencies: 0 });
    assert.equal((await openCheckOf(careRecordId)).rung, 'call', 'tomorrow is a new day');
  });

  it('a rung that was tried already is not climbed twice by a second phone', async () => {
    const { careCheckId } = await keep('10-1-201');
    await tell(seats.volunteer1, careCheckId, 'no_answer');
    assert.equal((await tell(seats.steward1, careCheckId, 'no_answer')).refusal?.code, 'state_has_changed');
    assert.equal((await tell(seats.steward1, careCheckId, 'well', { rung: 'call' })).answer.closed, true);
  });

  it('a helper who does not come to it is followed by the backup, then by the desk with an alarm', async () => {
    const { careRecordId } = await keep('10-1-201');
    test.clock.advance(minutes(181));
    assert.equal((await tick(test.deps)).passedOn, 1);
    assert.deepEqual((await new Phone(seats.volunteer1, test.now).look()).checks, []);
    const [mine] = (await new Phone(seats.steward1, test.now).look()).checks;
    assert.equal(mine?.isBackup, true);
    assert.equal((await seats.clerk.get(careAlarms)).alarms, 0, 'the backup has his hour first');
    test.clock.advance(minutes(61));
    assert.equal((await seats.clerk.get(careAlarms)).alarms, 1);
    await tick(test.deps);
    assert.equal((await openCheckOf(careRecordId)).holder, 'desk');
    assert.equal((await tick(test.deps)).passedOn, 0, 'nobody is left to pass it to, so it stays on the desk');
    const { steps } = await seats.clerk.get(readCare, { params: { careRecordId } });
    assert.deepEqual(
      steps.map(step => [step.outcome, step.byRole]),
      [
        ['late', 'system'],
        ['late', 'system'],
      ],
    );
  });

  it('who is somebody else’s to ask is not there for another helper', async () => {
    const { careCheckId } = await keep('10-1-201');
    assert.equal((await tell(seats.volunteer2, careCheckId, 'well')).refusal?.code, 'not_found');
    assert.equal((await tell(seats.steward2, careCheckId, 'well')).refusal?.code, 'not_found');
    assert.equal(await seats.volunteer1.refused(listChecks), 'not_allowed');
    assert.equal(await seats.volunteer1.refused(readFamily, { params: { careCheckId } }), 'not_allowed');
  });
});

describe('a relative elsewhere', () => {
  it('sees that contact was made and when, and nothing of the care record', async () => {
    const { careCheckId } = await keep('10-1-201', { tags: ['chemotherapy'], note: '化疗第三次' });
    await tell(seats.volunteer1, careCheckId, 'well');
    const { answer, bytes } = await (await test.signedIn({ relative: true })).call(myHousehold);
    assert.ok(Math.abs(hours(answer.heardAt ?? '')) < 0.01);
    assert.doesNotMatch(bytes.toString(), /chemotherapy|化疗|grade|medium/);
  });
});
