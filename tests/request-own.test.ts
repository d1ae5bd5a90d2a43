// What a household sees of its orders and a helper of the tasks in hand, and what coming on duty changes.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { it } from 'node:test';
import { myRequests, myTasks, setDuty } from '../src/api/own.ts';
import { addResident, endResident } from '../src/api/people.ts';
import { askRequest, moveRequest } from '../src/api/request.ts';
import { readOrders } from '../src/server/request/own-store.ts';
import { testApp } from './app.ts';

const { signedIn: as, community, db } = await testApp();
const clerk = await as('clerk');
const volunteer = await as('volunteer1');

async function askFor(door: string): Promise<string> {
  const { requestId } = await clerk.get(askRequest, {
    body: {
      id: randomUUID(),
      householdId: community.households[door] ?? '',
      kind: 'groceries',
      channel: 'telephone',
      note: '放门口',
      items: [{ name: '土豆', quantity: 2, unit: '斤' }],
    },
  });
  return requestId;
}
function move(by: typeof clerk, requestId: string, body: Record<string, unknown>) {
  return by.get(moveRequest, { params: { requestId }, body: { id: randomUUID(), ...body } as never });
}

it('a household sees its own orders, the helper by role and never by name', async () => {
  const requestId = await askFor('10-1-101');
  await askFor('10-1-102');
  await move(clerk, requestId, { move: 'offer', helperId: community.staff.volunteer1.personId });
  await move(volunteer, requestId, { move: 'accept' });
  const family = await as({ resident: '10-1-101' });
  const { status, bytes, answer } = await family.call(myRequests);
  assert.equal(status, 200);
  assert.deepEqual(
    answer.requests.map(one => one.requestId),
    [requestId],
  );
  assert.equal(answer.requests[0]?.helperRole, 'volunteer');
  assert.equal(answer.requests[0]?.askedAs, 'clerk');
  assert.ok(!bytes.includes(community.staff.volunteer1.name), 'no name of a helper');
});

it('who moves in does not see what those before asked for; who stays sees all of it', async () => {
  const door = '10-1-201';
  const householdId = community.households[door] ?? '';
  const before = await askFor(door);
  const family = await as({ resident: door });
  const seen = async (who: typeof family) => (await who.get(myRequests)).requests.map(one => one.requestId);
  const add = (name: string) =>
    clerk.get(addResident, {
      params: { householdId },
      body: { name, relation: 'lives_here', smartphone: false },
    });

  const { personId } = await add('后来的');
  assert.deepEqual(await seen(family), [before], 'one more in the flat changes nothing');
  await clerk.get(endResident, { params: { householdId, personId } });
  assert.deepEqual(await seen(family), [before], 'nor does one who leaves again');

  await db.count(`UPDATE resident SET ended_at = now() WHERE community_id = $1 AND household_id = $2`, [
    community.communityId,
    householdId,
  ]);
  await add('新住户');
  const shown = async () => (await readOrders(db, community.communityId, householdId)).map(one => one.request_id);
  assert.deepEqual(await shown(), []);
  const own = await askFor(door);
  assert.deepEqual(await shown(), [own]);
});

it('a helper sees doors, weights and notes, and no name or telephone', async () => {
  const { bytes, answer } = await volunteer.call(myTasks);
  const task = answer.tasks[0];
  assert.equal(task?.door, '10号楼 1单元 101');
  assert.equal(task?.level, 'sealed');
  assert.equal(task?.deliverTo, 'door');
  assert.equal(task?.note, '放门口');
  assert.ok(task?.moves.includes('fetch'));
  assert.ok(!task?.moves.includes('accept'));
  assert.ok(!bytes.includes('住户'), 'residents of the tests are called 住户…');
  assert.ok(!bytes.includes('1990001'), 'no telephone');
});

it('what somebody else holds is not on the list', async () => {
  assert.deepEqual((await (await as('volunteer2')).get(myTasks)).tasks, []);
});

it('coming on duty begins a new shift and forgets the sealed building of the last one; saying it twice changes nothing', async () => {
  const personId = community.staff.volunteer1.personId;
  const read = () =>
    db.row<{ on_duty: boolean; shift_started_at: string; went_sealed_at: string | null }>(
      'SELECT on_duty, shift_started_at, went_sealed_at FROM helper WHERE person_id = $1',
      [personId],
    );
  await db.count('UPDATE helper SET went_sealed_at = now() WHERE person_id = $1', [personId]);
  const before = await read();
  await volunteer.get(setDuty, { body: { onDuty: true } });
  assert.deepEqual(await read(), before, 'already on duty: the shift goes on');
  await volunteer.get(setDuty, { body: { onDuty: false } });
  assert.equal((await volunteer.get(myTasks)).onDuty, false);
  await volunteer.get(setDuty, { body: { onDuty: true } });
  const after = await read();
  assert.equal(after?.went_sealed_at, null);
  assert.ok((after?.shift_started_at ?? '') > (before?.shift_started_at ?? ''));
});
