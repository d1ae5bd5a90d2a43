// The same histories of phones against the real server and its database, move by move beside the model: the same answers, the same rows.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { listLateMoves, myPhone, type PhoneMove, sendMoves } from '../src/api/phone.ts';
import { moveRequest } from '../src/api/request.ts';
import { newId } from '../src/server/id.ts';
import { type Caller, testApp } from './app.ts';
import { insertRows } from './community.ts';
import { check, histories, type Ids, play, requestCount, type Server } from './phone-histories.ts';
import { type DeskMove, ModelServer, type Outcome } from './phone-model.ts';
import { readRequest, storeRequests } from './requests.ts';

const runs = Number(process.env.PHONE_SERVER_HISTORIES ?? 150);
const app = await testApp();
const { db, community } = app;
const clerk = await app.signedIn('clerk');
const helpers = [community.staff.volunteer1.personId, community.staff.volunteer3.personId];
const seats = new Map<string, Caller>();
for (const personId of helpers) seats.set(personId, await app.signedIn({ personId }));
// Days pass here; signing in again, full hands and tired helpers are tried elsewhere.
await db.count(`UPDATE session SET expires_at = '2099-01-01'`);
await db.count('UPDATE helper SET max_open = 200, max_grams = 1000000, shift_started_at = NULL');
const phoneId = randomUUID();

async function newRequests(): Promise<Ids> {
  const requestIds = await storeRequests(
    db,
    community,
    app.now(),
    Array.from({ length: requestCount }, () => ({ state: 'sorted' as const })),
  );
  await db.count(`UPDATE request SET goods_class = 'cold' WHERE request_id = ANY ($1)`, [requestIds]);
  const requests = requestIds.map(requestId => ({ requestId, bagId: newId() }));
  const community_id = community.communityId;
  await insertRows(
    db,
    'bag',
    requests.map(({ requestId, bagId }) => ({
      community_id,
      bag_id: bagId,
      request_id: requestId,
      label: bagId.slice(-8),
      step: 'packed',
      goods_class: 'cold',
      made_at: app.now(),
    })),
  );
  return { helpers, requests };
}

/** Everything is asked of both, and both must say the same. */
function both(model: ModelServer): Server {
  return {
    async take(helper, phoneNow, now, moves) {
      const body = { phoneId, phoneNow: new Date(phoneNow).toISOString(), moves: moves as PhoneMove[] };
      const { moves: answers } = await (seats.get(helper) as Caller).get(sendMoves, { body });
      const real: Outcome[] = answers.map(({ id, outcome, refusal }) => ({
        id,
        outcome,
        ...(refusal === undefined ? {} : { code: refusal.code }),
      }));
      assert.deepEqual(real, model.take(helper, phoneNow, now, moves as never), 'the server and the model answer alike');
      return real;
    },
    async desk(requestId: string, id: string, move: DeskMove, now: number) {
      const { refusal } = await clerk.call(moveRequest, { params: { requestId }, body: { id, ...move } as never });
      assert.equal(refusal?.code ?? null, model.desk(requestId, id, move, now), `${move.move} by the desk`);
    },
    wait: ms => app.clock.advance(ms),
  };
}

async function compareRows(ids: Ids, model: ModelServer): Promise<void> {
  for (const { requestId, bagId } of ids.requests) {
    const held = model.held.get(requestId);
    const row = await readRequest(db, requestId);
    assert.deepEqual(
      [row.state, row.owner_id, row.version],
      [held?.request.state, held?.request.ownerId, held?.version],
      'one state, whoever is asked',
    );
    const custody = await db.rows<{ step: string; by: string; moveId: string }>(
      'SELECT step, by_id AS by, move_id AS "moveId" FROM custody WHERE bag_id = $1 ORDER BY at, custody_id',
      [bagId],
    );
    assert.deepEqual(custody, held?.custody, 'each hand-over once');
    const late = await db.rows<{ moveId: string; by: string; holder: string | null }>(
      'SELECT move_id AS "moveId", by_id AS by, request_id AS "requestId", holder_id AS holder FROM late_move WHERE request_id = $1 ORDER BY at',
      [requestId],
    );
    assert.deepEqual(
      late,
      model.late.filter(one => one.requestId === requestId),
    );
    const told = await db.rows<{ by_id: string; happened_at: string; at: string }>(
      'SELECT by_id, happened_at, at FROM request_event WHERE request_id = $1 AND by_id = ANY ($2) ORDER BY at, event_id',
      [requestId, helpers],
    );
    for (const [index, one] of told.entries()) {
      const before = told.slice(0, index).findLast(({ by_id }) => by_id === one.by_id);
      assert.ok(before === undefined || before.happened_at <= one.happened_at, 'the times of a story are in its order');
    }
  }
}

async function conflictsAreInSight(ids: Ids, model: ModelServer): Promise<void> {
  if (model.late.length === 0) return;
  const atDesk = (await clerk.get(listLateMoves)).lateMoves;
  for (const late of model.late) assert.ok(atDesk.some(({ lateMoveId }) => lateMoveId === late.moveId));
  const asked = new Set(ids.requests.map(({ requestId }) => requestId));
  for (const helper of helpers) {
    const seen = (await (seats.get(helper) as Caller).get(myPhone)).lateMoves.filter(late => asked.has(late.requestId ?? ''));
    const due = model.late.filter(({ by, requestId }) => {
      const request = model.held.get(requestId)?.request;
      return by === helper || (request?.ownerId === helper && ['offered', 'accepted', 'carrying'].includes(request.state));
    });
    assert.deepEqual(seen.map(({ lateMoveId }) => lateMoveId).sort(), due.map(({ moveId }) => moveId).sort());
  }
}

/** So that the lists of the next history are its own. */
async function tidy(ids: Ids, model: ModelServer): Promise<void> {
  await db.count(`UPDATE request SET state = 'cancelled', owner_id = NULL WHERE request_id = ANY ($1)`, [
    ids.requests.map(({ requestId }) => requestId),
  ]);
  await db.count(
    `INSERT INTO late_move_seen (community_id, move_id, decision, by_id, by_role)
     SELECT community_id, move_id, 'ignored', $2, 'clerk' FROM late_move WHERE move_id = ANY ($1)`,
    [model.late.map(({ moveId }) => moveId), community.staff.clerk.personId],
  );
}

test('histories of phones against the server: what the model says, and every conflict in sight of both helpers and the desk', async () => {
  let late = 0;
  await fc.assert(
    fc.asyncProperty(histories(14), async commands => {
      const ids = await newRequests();
      const model = new ModelServer(ids.requests);
      const ended = await play(ids, commands, both(model), model, app.now().getTime());
      check(ids, ended);
      await compareRows(ids, model);
      await conflictsAreInSight(ids, model);
      await tidy(ids, model);
      late += model.late.length;
    }),
    { numRuns: runs, endOnFailure: true },
  );
  assert.ok(late > runs / 10, `${late} late moves`);
});
