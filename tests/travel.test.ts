// Travel times through the interface: set within their ranges, learned from rounds that were really walked, taken over by somebody, taken back.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { moveRequest } from '../src/api/request.ts';
import { moveRound } from '../src/api/round.ts';
import { adoptTravel, learnedTravel, readTravelTimes, revertTravel, setTravelTimes } from '../src/api/travel.ts';
import { doorSeconds, usualTimes } from '../src/domain/dispatch/travel-times.ts';
import { readGround } from '../src/server/dispatch/ground.ts';
import { newId } from '../src/server/id.ts';
import { testApp } from './app.ts';
import { startCarrying } from './carrying.ts';
import { makeForeignCommunity } from './community.ts';
import { storeRequests } from './requests.ts';

// Two hours back, so that what is walked here has happened by the clock of the database.
const test = await testApp({ now: new Date(Date.now() - 2 * 3_600_000) });
const { db, community, clock } = test;
const { communityId, compoundId, buildings } = community;
const { seats, person, round } = await startCarrying(test);
const foreign = await makeForeignCommunity(db);
const lead = await test.signedIn('lead');
const params = { compoundId };
const times = () => seats.clerk.get(readTravelTimes, { params });
const audits = () =>
  db.rows<{ act: string; by_id: string; facts: Record<string, unknown> }>(
    `SELECT act, by_id, facts FROM audit WHERE act LIKE '%travel_times' ORDER BY at`,
  );

/** A round of volunteer2 through 1号楼: so many seconds to the first door, and from door to door. */
async function walk(first: number, each: number, doors: readonly string[]): Promise<void> {
  const requestIds = await storeRequests(
    db,
    community,
    test.now(),
    doors.map(door => ({ door, state: 'accepted' as const, ownerId: person('volunteer2'), kind: 'rubbish' as const, grams: 0 })),
  );
  const { roundId } = await round(
    'volunteer2',
    requestIds.map(requestId => ({ requestId })),
  );
  const move = (name: string) =>
    seats.volunteer2.get(moveRound, { params: { roundId }, body: { id: randomUUID(), move: name } as never });
  await move('start');
  for (const [n, requestId] of requestIds.entries()) {
    clock.advance((n === 0 ? first : each) * 1000);
    const body = { id: randomUUID(), move: 'deliver', happenedAt: test.now().toISOString() };
    await seats.volunteer2.get(moveRequest, { params: { requestId }, body: body as never });
  }
  await move('finish');
}

describe('travel times', () => {
  it('are the usual ones until somebody sets others, and those are what the planner walks', async () => {
    const before = await times();
    assert.deepEqual([before.basedOn, before.seconds, before.changes], [null, usualTimes.seconds, []]);
    assert.deepEqual(
      before.buildings.map(({ label, gateWay, doorSeconds: door }) => [label, gateWay, door]),
      [
        ['1号楼', 60, null],
        ['10号楼', 120, null],
      ],
    );
    const { travelTimesId } = await seats.clerk.get(setTravelTimes, {
      params,
      body: {
        basedOn: null,
        seconds: { ...usualTimes.seconds, liftWaitSeconds: 50 },
        buildings: [{ buildingId: buildings.clean, gateSeconds: 200, doorSeconds: 70 }],
      },
    });
    const ground = await readGround(db, communityId, compoundId, test.now());
    assert.equal(ground.travel.liftWaitSeconds, 50);
    assert.deepEqual([doorSeconds(ground.times, buildings.clean), doorSeconds(ground.times, buildings.sealed)], [70, 45]);
    assert.equal(ground.units.find(unit => unit.id === community.units['1-1'])?.y, 220, '200 seconds at 1.1 m/s');
    assert.equal(ground.buildings.find(one => one.id === buildings.sealed)?.zone, 'sealed');
    const { changes } = await times();
    assert.deepEqual(
      changes.map(({ how, byName, changed }) => [how, byName, changed]),
      [['typed', '职员clerk', 3]],
    );
    const [audit] = await audits();
    assert.deepEqual(
      [audit?.act, audit?.by_id, audit?.facts],
      ['set_travel_times', community.staff.clerk.personId, { travelTimesId, before: null, values: 3 }],
    );
  });

  it('stay within their ranges, name buildings of the compound, and are not changed unseen by two people', async () => {
    const { basedOn, seconds } = await times();
    const put = (change: object, buildingId: string = buildings.clean, seen: string | null = basedOn) =>
      seats.clerk.refused(setTravelTimes, {
        params,
        body: {
          basedOn: seen,
          seconds: { ...seconds, ...change },
          buildings: [{ buildingId, gateSeconds: null, doorSeconds: null }],
        },
      });
    assert.equal(await put({ liftWaitSeconds: -1 }), 'invalid');
    assert.equal(await put({ stairFloorSeconds: 121 }), 'invalid');
    assert.equal(await put({}, foreign.buildings.clean), 'not_found');
    assert.equal(await put({}, buildings.clean, null), 'state_has_changed');
    assert.equal(await seats.clerk.refused(readTravelTimes, { params: { compoundId: foreign.compoundId } }), 'not_found');
    const both = await Promise.all(
      [seats.clerk, lead].map(who =>
        who.call(setTravelTimes, { params, body: { basedOn, seconds: { ...seconds, sameFloorSeconds: 9 }, buildings: [] } }),
      ),
    );
    assert.deepEqual(both.map(reply => reply.status).sort(), [200, 409]);
  });

  it('are learned from rounds as walked, taken over as shown, and taken back', async () => {
    const doors = ['1-1-101', '1-1-102', '1-1-201', '1-1-202', '1-1-301', '1-1-302'];
    const seen = () => seats.clerk.get(learnedTravel, { params });
    for (let n = 0; n < 2; n += 1) await walk(400, 100, doors);
    const few = await seen();
    assert.equal(few.rounds, 2);
    const gateOf = (answer: typeof few) => answer.learned.find(one => one.kind === 'gateSeconds');
    assert.deepEqual([gateOf(few)?.proposed, gateOf(few)?.observations, gateOf(few)?.needed], [null, 2, 5]);
    for (let n = 0; n < 3; n += 1) await walk(400, 100, doors);
    // Somebody stopped for half an hour: it changes nothing.
    await walk(400 + 1800, 100, doors);
    const { learned, basedOn } = await seen();
    const door = learned.find(one => one.kind === 'doorSeconds');
    assert.deepEqual([door?.buildingId, door?.label, door?.observations, door?.present], [buildings.clean, '1号楼', 30, 45]);
    // 100 seconds a door, of which nine across the landing, or twelve and two and a half for the lift.
    assert.equal(door?.proposed, 91);
    const gate = learned.find(one => one.kind === 'gateSeconds');
    assert.equal(gate?.observations, 6);
    assert.ok((gate?.proposed ?? 0) > 200 && (gate?.proposed ?? 0) < 320, `${gate?.proposed}`);

    const adopt = learned.flatMap(({ kind, buildingId, proposed }) =>
      proposed === null ? [] : [{ kind, buildingId, seconds: proposed }],
    );
    const wrong = adopt.map(one => ({ ...one, seconds: one.seconds + 1 }));
    assert.equal(await lead.refused(adoptTravel, { params, body: { basedOn, adopt: wrong } }), 'state_has_changed');
    await lead.get(adoptTravel, { params, body: { basedOn, adopt } });
    const after = await times();
    assert.equal(after.buildings.find(one => one.buildingId === buildings.clean)?.doorSeconds, 91);
    assert.deepEqual([after.changes[0]?.how, after.changes[0]?.byName], ['learned', '职员lead']);

    assert.equal(await lead.refused(revertTravel, { params, body: { basedOn: after.basedOn, to: newId() } }), 'not_found');
    await lead.get(revertTravel, { params, body: { basedOn: after.basedOn, to: basedOn } });
    const back = await times();
    assert.equal(back.buildings.find(one => one.buildingId === buildings.clean)?.doorSeconds, null);
    assert.deepEqual(
      back.changes.map(change => change.how),
      ['reverted', 'learned', 'typed', 'typed'],
    );
    assert.deepEqual(
      (await audits()).map(row => row.act),
      ['set_travel_times', 'set_travel_times', 'adopt_travel_times', 'revert_travel_times'],
    );
  });
});
