// The desk stays live while a big plan is made: others are answered and told of what happens meanwhile, and the plan can be ended.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { acceptPlan, cancelPlan, makePlan, readPlan } from '../src/api/plan.ts';
import { askRequest } from '../src/api/request.ts';
import { newId } from '../src/server/id.ts';
import { cookieName } from '../src/server/people/sessions.ts';
import { makeBigCompound } from './big-compound.ts';
import { insertRows } from './community.ts';
import { EventStream } from './event-stream.ts';
import { startPlanning } from './planning.ts';

const { test, seats, actsOn } = await startPlanning();
const { db, community, app, now } = test;
const { communityId } = community;
const big = await makeBigCompound(db, communityId, now);

/** A sorted request of every third door. */
async function fill(): Promise<void> {
  const doors = await db.rows<{ household_id: string; unit_id: string; building_id: string }>(
    'SELECT household_id, unit_id, building_id FROM household WHERE community_id = $1 AND compound_id = $2 ORDER BY household_id',
    [communityId, big.compoundId],
  );
  const requests = doors.flatMap((door, n) =>
    n % 3 > 0
      ? []
      : {
          ...{ community_id: communityId, request_id: newId(), number: String(1000 + n), ...door, compound_id: big.compoundId },
          ...{
            kind: 'parcel',
            lane: 'ordinary',
            urgency: 'normal',
            channel: 'telephone',
            goods_class: 'ordinary',
            state: 'sorted',
          },
          ...{ grams: 2000 + (n % 7) * 1000, minutes: 10, asked_as: 'clerk', asked_at: now(), version: 1, escalation: 0 },
          ...{ reopened: 0, given_back: 0, due_at: new Date(now().getTime() + 4 * 3_600_000) },
        },
  );
  await insertRows(db, 'request', requests);
  await insertRows(
    db,
    'request_words',
    requests.map(({ request_id }) => ({ community_id: communityId, request_id, items: [] })),
  );
}

describe('while a big plan is made', () => {
  it('the desk is answered and told of a new request before the plan ends; then it is ended', async () => {
    await fill();
    await app.listen({ port: 0, host: '127.0.0.1' });
    const origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
    const stream = new EventStream(`${origin}/api/v1/live`, `${cookieName}=${seats.lead.cookie}`);
    await stream.opened();
    const planId = randomUUID();
    const wishes = { compoundId: big.compoundId, limitSeconds: 120, effort: 'thorough' as const };
    await seats.clerk.get(makePlan, { body: { id: planId, ...wishes } });
    const look = () => seats.clerk.get(readPlan, { params: { planId } });
    while ((await look()).progress?.phase !== 'improving') await pause(50);
    const id = randomUUID();
    const householdId = community.households['10-1-101'] ?? '';
    await seats.clerk.get(askRequest, {
      body: { id, householdId, kind: 'other', channel: 'telephone', note: '家里没盐了' } as never,
    });
    await stream.next(({ event, data }) => event === 'requests' && data.ids.includes(id), 'the new request', 20_000);
    assert.equal((await fetch(`${origin}/healthz`)).status, 200);
    const still = await look();
    assert.deepEqual([still.state, still.progress?.phase], ['running', 'improving'], 'all that before the plan ended');
    const early = { params: { planId }, body: { id: randomUUID(), version: still.version } };
    assert.equal(await seats.clerk.refused(acceptPlan, early), 'state_has_changed');
    // A second one waits for its turn.
    const second = randomUUID();
    await seats.clerk.get(makePlan, { body: { id: second, ...wishes } });
    const ended = await seats.clerk.get(cancelPlan, { params: { planId: second }, body: { id: randomUUID() } });
    assert.equal(ended.state, 'cancelled');
    assert.equal((await seats.clerk.get(cancelPlan, { params: { planId }, body: { id: randomUUID() } })).state, 'cancelled');
    const after = await look();
    assert.deepEqual([after.state, after.progress, after.parts], ['cancelled', null, []]);
    assert.deepEqual(await actsOn(planId), ['make_plan', 'cancel_plan']);
    stream.cut();
  });
});
