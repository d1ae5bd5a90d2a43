// A building turns sealed while helpers are on their rounds: who may still deliver, and where the others hand on.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { myTasks } from '../src/api/own.ts';
import { moveRound } from '../src/api/round.ts';
import { previewZone, setZone } from '../src/api/zone.ts';
import { newId } from '../src/server/id.ts';
import { testApp } from './app.ts';
import { startCarrying } from './carrying.ts';

const app = await testApp();
const { community, db } = app;
const { seats, person, packed, ready, round, seen, counted, moved, refused } = await startCarrying(app);

const start = (helper: 'volunteer1' | 'volunteer2', roundId: string) =>
  seats[helper].get(moveRound, { params: { roundId }, body: { id: randomUUID(), move: 'start' } });

describe('a unit is sealed in mid-round', async () => {
  // volunteer2 has no protection: one bag on the way to the unit, one more promised there, one for the other unit.
  const onTheWay = await packed('volunteer2', { door: '1-2-101' });
  const promised = await packed('volunteer2', { door: '1-2-201' });
  const elsewhere = await packed('volunteer2', { door: '1-1-101' });
  const open = await round('volunteer2', [onTheWay, promised, elsewhere]);
  await ready('volunteer2', [onTheWay, elsewhere]);
  await start('volunteer2', open.roundId);
  // volunteer1 has: the sealed door stands first in a round that is under way.
  const first = await packed('volunteer1', { door: '1-2-301' });
  const second = await packed('volunteer1', { door: '1-1-201' });
  const mixed = await round('volunteer1', [first, second]);
  await ready('volunteer1', [first, second]);
  await start('volunteer1', mixed.roundId);

  const body = {
    ...{ placeKind: 'unit' as const, placeId: community.units['1-2'], level: 'sealed' as const },
    startsAt: app.now().toISOString(),
  };
  const preview = await seats.lead.get(previewZone, { body });
  const done = await seats.lead.get(setZone, { body: { id: newId(), ...body, orderNumber: '试 30', shown: preview.token } });

  it('is shown before: who hands on and where, what goes back, what comes last, and which rounds are touched', () => {
    const of = (requestId: string) => preview.requests.list.find(row => row.requestId === requestId);
    assert.deepEqual(
      [onTheWay, promised, elsewhere, first, second].map(({ requestId }) => of(requestId)?.consequence),
      ['called_back', 'taken_back', undefined, 'goes_last', undefined],
    );
    assert.equal(of(onTheWay.requestId)?.relayAt, 'building_door');
    assert.deepEqual(
      preview.rounds.map(row => [row.number, row.running, row.stops]).sort(),
      [
        [open.number, true, 2],
        [mixed.number, true, 1],
      ].sort(),
    );
    assert.deepEqual([done.takenBack, done.calledBack], [1, 1]);
  });

  it('whoever may not go in keeps the other stops, is told the hand-over point, and cannot deliver behind the sealed door', async () => {
    const { tasks } = await seats.volunteer2.get(myTasks);
    const task = tasks.find(one => one.requestId === onTheWay.requestId);
    assert.deepEqual([task?.guarded, task?.relayAt], [true, 'building_door']);
    assert.equal(
      tasks.some(one => one.requestId === promised.requestId),
      false,
    );
    const no = await refused(seats.volunteer2, onTheWay.requestId, { move: 'deliver' });
    assert.deepEqual([no.code, no.facts?.relayAt], ['place_is_guarded', 'building_door']);
    await moved(seats.volunteer2, elsewhere.requestId, { move: 'deliver' });
  });

  it('what was brought to the door before the order, and told afterwards, counts as brought', async () => {
    const [row] = await db.rows<{ recorded_at: string }>('SELECT recorded_at FROM zone WHERE zone_id = $1', [done.zoneId]);
    const late = await packed('volunteer2', { door: '1-2-102' });
    await db.count(`UPDATE request SET state = 'carrying' WHERE request_id = $1`, [late.requestId]);
    await db.count(`UPDATE bag SET step = 'disinfected' WHERE bag_id = $1`, [late.bagId]);
    const happenedAt = new Date(Date.parse(row?.recorded_at ?? '') - 60_000).toISOString();
    await moved(seats.volunteer2, late.requestId, { move: 'deliver', happenedAt });
  });

  it('a helper with protection takes it over at the point by a count, and brings it to the door', async () => {
    const bagIds = [onTheWay.bagId];
    await counted('volunteer2', { point: 'relay_out', toId: person('volunteer3'), bagIds });
    await counted('volunteer3', { point: 'relay_in', bagIds });
    await moved(seats.volunteer3, onTheWay.requestId, { move: 'deliver' });
  });

  it('a helper with protection ends the round behind the sealed door', async () => {
    const { stops, sealed } = await seen(mixed.roundId);
    const order = [...stops].sort((a, b) => a.position - b.position).map(stop => stop.requestId);
    assert.deepEqual(order, [second.requestId, first.requestId]);
    assert.equal(sealed, true);
    await moved(seats.volunteer1, second.requestId, { move: 'deliver' });
    await moved(seats.volunteer1, first.requestId, { move: 'deliver' });
  });
});
