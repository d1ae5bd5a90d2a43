// 排查 and "nobody is lost": every door ends with a result, and who was not heard from is seen by building and by helper.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { recordContact, splitHousehold } from '../src/api/place.ts';
import { askRequest } from '../src/api/request.ts';
import { readSilence, setSilenceHours } from '../src/api/silence.ts';
import { closeSurvey, listSurveyDoors, listSurveys, recordSurveyDoor, startSurvey } from '../src/api/survey.ts';
import { newId } from '../src/server/id.ts';
import { testApp } from './app.ts';
import { makeForeignCommunity } from './community.ts';
import { startMovers } from './movers.ts';
import { Phone } from './phones.ts';

const test = await testApp();
const { db, community } = test;
const { seats, accepted, moved } = await startMovers(test);
const surveyId = newId();
const params = { surveyId };
const at = (door: string) => ({ surveyId, householdId: community.households[door] ?? '' });

async function countsOf() {
  const { surveys } = await seats.district.get(listSurveys);
  const building = surveys.find(one => one.surveyId === surveyId)?.buildings[0];
  return building && [building.doors, building.asked, building.not_home, building.refused, building.again, building.left];
}

describe('a survey', () => {
  it('is of whole buildings, and only of the own community', async () => {
    const body = { id: surveyId, name: '特殊群体排查', buildingIds: [community.buildings.sealed] };
    assert.deepEqual(await seats.clerk.get(startSurvey, { body }), { surveyId, doors: 11 });
    assert.deepEqual(await seats.clerk.get(startSurvey, { body }), { surveyId, doors: 11 }, 'sent twice, started once');
    const foreign = await makeForeignCommunity(db);
    const other = { id: newId(), name: '别处', buildingIds: [community.buildings.sealed, foreign.buildings.sealed] };
    assert.equal(await seats.clerk.refused(startSurvey, { body: other }), 'not_found');
    assert.deepEqual(await countsOf(), [11, 0, 0, 0, 0, 11]);
  });

  it('goes from door to door on the steward’s phone, also without signal; an answer is not taken back by a closed door', async () => {
    const phone = new Phone(seats.steward1, test.now);
    const [survey] = (await phone.look()).surveys;
    assert.equal(survey?.doors.length, 11);
    assert.deepEqual((await new Phone(seats.steward2, test.now).look()).surveys, [], 'not of the other building');
    assert.deepEqual((await new Phone(seats.volunteer1, test.now).look()).surveys, [], 'a volunteer has no list of doors');
    const say = (door: string, outcome: 'asked' | 'not_home' | 'again', found = false) =>
      phone.make({ on: 'survey', ...at(door), body: { outcome, found } });
    const moves = [
      say('10-1-101', 'asked', true),
      say('10-1-102', 'not_home'),
      say('10-1-101', 'not_home'),
      say('10-1-201', 'again'),
    ];
    assert.deepEqual(await phone.outcomes(...moves), ['done', 'done', 'done', 'done']);
    assert.deepEqual(await countsOf(), [11, 1, 1, 0, 1, 8]);
    const { doors } = await seats.clerk.get(listSurveyDoors, { params });
    assert.deepEqual(
      doors.filter(door => door.found).map(door => [door.door, door.tries]),
      [['10号楼 1单元 101', 2]],
    );
    assert.equal(
      (await phone.one(phone.make({ on: 'survey', ...at('1-1-101'), body: { outcome: 'asked' } }))).outcome,
      'refused',
    );
  });

  it('cannot be closed while a door was never tried, and a flat split meanwhile is not skipped', async () => {
    for (const door of ['10-1-202', '10-1-301', '10-1-302', '10-2-101', '10-2-102', '10-2-201', '10-2-202']) {
      await seats.clerk.get(recordSurveyDoor, { params: at(door), body: { id: randomUUID(), outcome: 'refused' } });
    }
    const early = await seats.clerk.call(closeSurvey, { params });
    assert.deepEqual([early.refusal?.code, early.refusal?.facts], ['doors_left', { n: 1 }]);
    await seats.clerk.get(recordSurveyDoor, { params: at('10-2-301'), body: { id: randomUUID(), outcome: 'asked' } });
    const { householdIds } = await seats.clerk.get(splitHousehold, {
      params: { householdId: at('10-2-301').householdId },
      body: { doors: ['301A', '301B'] },
    });
    assert.equal(await seats.clerk.refused(closeSurvey, { params }), 'doors_left');
    const added = { surveyId, householdId: householdIds[1] ?? '' };
    await seats.clerk.get(recordSurveyDoor, { params: added, body: { id: randomUUID(), outcome: 'asked' } });
    await seats.clerk.get(closeSurvey, { params });
    const late = { params: at('10-1-101'), body: { id: randomUUID(), outcome: 'asked' as const } };
    assert.equal(await seats.steward1.refused(recordSurveyDoor, late), 'state_has_changed');
  });
});

describe('nobody is lost', () => {
  it('any kind of contact counts: a request, a delivery, a call, a door; a closed door does not', async () => {
    await db.count('UPDATE household SET heard_at = NULL');
    const before = await seats.clerk.get(readSilence);
    assert.equal(before.unheard, before.households);
    const contact = (door: string, how: 'telephone' | 'at_the_door', outcome: 'spoke' | 'no_answer') =>
      seats.clerk.get(recordContact, {
        params: { householdId: community.households[door] ?? '' },
        body: { id: randomUUID(), how, outcome },
      });
    await contact('1-1-101', 'telephone', 'spoke');
    await contact('1-1-102', 'at_the_door', 'spoke');
    await contact('1-1-201', 'at_the_door', 'no_answer');
    const requestId = randomUUID();
    const asked = { id: requestId, householdId: community.households['1-1-202'] ?? '', channel: 'telephone' as const };
    await seats.clerk.get(askRequest, { body: { ...asked, kind: 'rubbish' } });
    await moved(seats.clerk, requestId, { move: 'sort' });
    await accepted(requestId, 'volunteer2');
    await moved(seats.volunteer2, requestId, { move: 'deliver' });
    const now = await seats.clerk.get(readSilence);
    assert.equal(now.unheard, before.unheard - 3);
    const clean = now.buildings.find(one => one.label === '1号楼');
    assert.deepEqual([clean?.households, clean?.unheard, clean?.longestAt], [12, 9, null]);
    const tried = now.doors.find(one => one.door === '1号楼 1单元 201');
    assert.ok(tried?.triedAt, 'that somebody knocked is shown');
    const how = await db.row<{ heard_how: string }>('SELECT heard_how FROM household WHERE household_id = $1', [
      asked.householdId,
    ]);
    assert.equal(how?.heard_how, 'delivery');
  });

  it('is seen by helper, the nearest binding first, and inside the own places only', async () => {
    const { helpers } = await seats.clerk.get(readSilence);
    assert.deepEqual(
      helpers.map(one => [one.name, one.households, one.unheard]),
      [
        ['职员volunteer1', 12, 12],
        ['职员volunteer2', 12, 9],
      ],
    );
    const helperId = community.staff.volunteer2.personId;
    assert.equal((await seats.clerk.get(readSilence, { query: { helperId } })).doors.length, 9);
    const mine = await seats.gridlead.get(readSilence);
    assert.deepEqual(
      mine.buildings.map(one => one.label),
      ['10号楼'],
    );
    assert.ok(mine.doors.every(one => one.door.startsWith('10号楼')));
  });

  it('after how many hours somebody counts as lost is the community’s to say', async () => {
    await db.count(`UPDATE household SET heard_at = now() - interval '7 hours'`);
    assert.equal((await seats.clerk.get(readSilence)).unheard, 0);
    await seats.lead.get(setSilenceHours, { body: { hours: 6 } });
    const { hours, unheard, households } = await seats.clerk.get(readSilence);
    assert.deepEqual([hours, unheard], [6, households]);
    assert.equal((await seats.clerk.get(readSilence, { query: { hours: 8 } })).unheard, 0);
  });
});
