// Bags, photos and the shopping list through the interface.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import { packBag, readPhoto, shoppingList, stepBag, uploadPhoto } from '../src/api/delivery.ts';
import { moveRequest } from '../src/api/request.ts';
import { type Caller, testApp } from './app.ts';
import { makeForeignCommunity, type StaffName } from './community.ts';
import { type RequestOptions, readRequest, storeRequests } from './requests.ts';

const home = mkdtempSync(join(tmpdir(), 'cailanzi-photos-'));
after(() => rmSync(home, { recursive: true, force: true }));
const test = await testApp({ config: { home } });
const { community, db } = test;
const seats = {} as Record<StaffName, Caller>;
for (const name of Object.keys(community.staff) as StaffName[]) seats[name] = await test.signedIn(name);
const person = (name: StaffName) => community.staff[name].personId;

async function store(options: RequestOptions = {}): Promise<string> {
  const [requestId] = await storeRequests(db, community, test.now(), [options]);
  assert.ok(requestId);
  return requestId;
}

const move = (caller: Caller, requestId: string, body: Record<string, unknown>) =>
  caller.get(moveRequest, { params: { requestId }, body: { id: randomUUID(), ...body } as never });

const pack = (requestId: string, rest: Record<string, unknown> = {}) =>
  seats.supply.get(packBag, { params: { requestId }, body: { id: randomUUID(), ...rest } });

const step = (caller: Caller, bagId: string, body: Record<string, unknown>) =>
  caller.call(stepBag, { params: { bagId }, body: { id: randomUUID(), ...body } as never });

const custodyOf = (bagId: string) =>
  db.rows<{ step: string; by_role: string; agent: string | null; contact_minutes: number | null }>(
    'SELECT step, by_role, agent, contact_minutes FROM custody WHERE bag_id = $1 ORDER BY at',
    [bagId],
  );

describe('a bag', () => {
  it('is handed from the supply group over the gate to the door, each time written down', async () => {
    const requestId = await store({ state: 'accepted', ownerId: person('volunteer1') });
    const id = randomUUID();
    const body = { id, grams: 1500, paidFen: 2350 };
    const packed = await seats.supply.get(packBag, { params: { requestId }, body });
    assert.deepEqual(await seats.supply.get(packBag, { params: { requestId }, body }), packed, 'sent twice, packed once');
    assert.equal(packed.label, '1000');
    assert.equal(
      (await step(seats.volunteer1, packed.bagId, { step: 'disinfected', agent: 'chlorine_500' })).refusal?.code,
      'state_has_changed',
    );
    assert.equal((await step(seats.volunteer1, packed.bagId, { step: 'gate' })).answer.step, 'gate');
    assert.equal((await step(seats.volunteer1, packed.bagId, { step: 'gate' })).answer.step, 'gate', 'tapped twice');
    assert.equal((await step(seats.volunteer1, packed.bagId, { step: 'disinfected' })).refusal?.code, 'invalid', 'with what?');
    const spray = { step: 'disinfected', agent: 'chlorine_500', contactMinutes: 15 };
    assert.equal((await step(seats.volunteer1, packed.bagId, spray)).answer.step, 'disinfected');
    await move(seats.volunteer1, requestId, { move: 'deliver' });
    assert.deepEqual(await custodyOf(packed.bagId), [
      { step: 'packed', by_role: 'supply', agent: null, contact_minutes: null },
      { step: 'gate', by_role: 'volunteer', agent: null, contact_minutes: null },
      { step: 'disinfected', by_role: 'volunteer', agent: 'chlorine_500', contact_minutes: 15 },
      { step: 'door', by_role: 'volunteer', agent: null, contact_minutes: null },
    ]);
    const audit = await db.rows<{ act: string }>('SELECT act FROM audit WHERE subject_id = $1 ORDER BY at', [packed.bagId]);
    assert.deepEqual(
      audit.map(row => row.act),
      ['pack_bag', 'step_bag', 'step_bag'],
    );
  });

  it('of fresh food is not sprayed', async () => {
    const requestId = await store({ state: 'accepted', ownerId: person('volunteer1') });
    const { bagId } = await pack(requestId, { goodsClass: 'fresh' });
    await step(seats.supply, bagId, { step: 'gate' });
    assert.equal((await step(seats.volunteer1, bagId, { step: 'disinfected', agent: 'chlorine_250' })).refusal?.code, 'invalid');
    assert.equal((await step(seats.volunteer1, bagId, { step: 'disinfected', agent: 'wiped' })).status, 200);
  });

  it('is nobody else’s business: other helpers, other communities, requests that are over', async () => {
    const requestId = await store({ state: 'accepted', ownerId: person('volunteer1') });
    const { bagId } = await pack(requestId);
    assert.equal((await step(seats.volunteer3, bagId, { step: 'gate' })).refusal?.code, 'not_found');
    const foreign = await test.signedIn('supply', await makeForeignCommunity(db));
    assert.equal((await step(foreign, bagId, { step: 'gate' })).refusal?.code, 'not_found');
    assert.equal(await foreign.refused(packBag, { params: { requestId }, body: { id: randomUUID() } }), 'not_found');
    const over = await store({ state: 'served' });
    assert.equal(
      await seats.supply.refused(packBag, { params: { requestId: over }, body: { id: randomUUID() } }),
      'state_has_changed',
    );
    assert.equal(
      await seats.supply.refused(packBag, { params: { requestId: randomUUID() }, body: { id: randomUUID() } }),
      'not_found',
    );
  });

  it('that could not be delivered is brought back by whoever carried it', async () => {
    const requestId = await store({ state: 'accepted', ownerId: person('volunteer1') });
    const { bagId } = await pack(requestId);
    await move(seats.volunteer1, requestId, { move: 'fetch' });
    await move(seats.volunteer1, requestId, { move: 'fail', reason: 'nobody_answered' });
    assert.equal((await readRequest(db, requestId)).owner_id, null);
    assert.equal((await step(seats.volunteer1, bagId, { step: 'returned' })).answer.step, 'returned');
    assert.equal((await step(seats.volunteer3, bagId, { step: 'gate' })).refusal?.code, 'not_found');
  });

  it('handed on by two people at once goes one way only', async () => {
    for (let round = 0; round < 10; round++) {
      const requestId = await store({ state: 'accepted', ownerId: person('volunteer1') });
      const { bagId } = await pack(requestId);
      await step(seats.supply, bagId, { step: 'gate' });
      const both = await Promise.all([
        step(seats.volunteer1, bagId, { step: 'disinfected', agent: 'wiped' }),
        step(seats.supply, bagId, { step: 'returned' }),
      ]);
      const custody = (await custodyOf(bagId)).map(line => line.step);
      assert.equal(both.filter(reply => reply.status === 200).length, custody.length - 2, 'every answer has its line');
      const order = custody.slice(2).join(' ');
      assert.ok(['disinfected', 'returned', 'disinfected returned'].includes(order), order);
    }
  });
});

const chunk = (name: string, body: Buffer) => {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), body]);
  const frame = Buffer.alloc(named.length + 8);
  frame.writeUInt32BE(body.length);
  named.copy(frame, 4);
  frame.writeUInt32BE(crc32(named), named.length + 4);
  return frame;
};
const png = (...extra: Buffer[]) =>
  Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])),
    ...extra,
    chunk('IDAT', deflateSync(Buffer.from([0, 0x7f]))),
    chunk('IEND', Buffer.alloc(0)),
  ]);

function upload(caller: Caller, requestId: string, file: Buffer, name = 'door.png') {
  const boundary = 'a-line-between-the-parts';
  const payload = Buffer.concat([
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: image/png\r\n\r\n`,
    ),
    file,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  return caller.call(uploadPhoto, { params: { requestId }, headers, payload });
}

describe('a photo of the door', () => {
  it('is kept without its hidden parts, stands beside the hand-over, and is shown to the household and the desk', async () => {
    const requestId = await store({ state: 'accepted', ownerId: person('volunteer1'), kind: 'parcel' });
    const { bagId } = await pack(requestId);
    await move(seats.volunteer1, requestId, { move: 'fetch' });
    await step(seats.volunteer1, bagId, { step: 'disinfected', agent: 'wiped' });
    const { answer } = await upload(
      seats.volunteer1,
      requestId,
      png(chunk('eXIf', Buffer.from('GPS 36.06'))),
      '../../etc/passwd',
    );
    const again = await upload(seats.volunteer1, requestId, png(chunk('eXIf', Buffer.from('GPS 36.06'))));
    assert.equal(again.answer.fileId, answer.fileId, 'a retried upload is the same photo');
    await move(seats.volunteer1, requestId, { move: 'deliver', fileId: answer.fileId });
    const line = await db.row<{ file_id: string }>(`SELECT file_id FROM custody WHERE bag_id = $1 AND step = 'door'`, [bagId]);
    assert.equal(line?.file_id, answer.fileId);
    const params = { requestId, fileId: answer.fileId };
    const resident = await test.signedIn({ resident: '10-1-101' });
    for (const caller of [resident, seats.clerk, seats.gridlead]) {
      const shown = await caller.call(readPhoto, { params });
      assert.equal(shown.status, 200);
      assert.equal(shown.headers['content-type'], 'image/png');
      assert.equal(shown.headers['x-content-type-options'], 'nosniff');
      assert.deepEqual(shown.bytes, png());
    }
    const neighbour = await test.signedIn({ resident: '10-1-102' });
    assert.equal(await neighbour.refused(readPhoto, { params }), 'not_found');
    const other = await store();
    assert.equal(await seats.clerk.refused(readPhoto, { params: { requestId: other, fileId: answer.fileId } }), 'not_found');
    assert.deepEqual(readdirSync(join(home, 'files', community.communityId)), [answer.fileId], 'no half-written file is left');
  });

  it('that is none, too large, or of a request of others is refused and not kept', async () => {
    const requestId = await store({ state: 'accepted', ownerId: person('volunteer1') });
    const before = readdirSync(join(home, 'files', community.communityId)).length;
    assert.equal((await upload(seats.volunteer1, requestId, Buffer.from('<svg/>'))).refusal?.code, 'file_unreadable');
    assert.equal((await upload(seats.volunteer1, requestId, Buffer.alloc(2 * 1024 * 1024 + 1))).refusal?.code, 'file_too_large');
    assert.equal((await upload(seats.volunteer3, requestId, png())).refusal?.code, 'not_found');
    assert.equal((await seats.volunteer1.call(uploadPhoto, { params: { requestId }, payload: png() })).status, 400);
    assert.equal(readdirSync(join(home, 'files', community.communityId)).length, before);
  });

  it('that never arrived does not keep the delivery from being written down', async () => {
    const requestId = await store({ state: 'accepted', ownerId: person('volunteer1'), kind: 'rubbish' });
    assert.equal((await move(seats.volunteer1, requestId, { move: 'deliver', fileId: randomUUID() })).state, 'delivered');
  });
});

describe('the shopping list', () => {
  it('adds up what is to be bought, with the requests behind it, and leaves out what is packed', async () => {
    await db.count(`UPDATE request SET state = 'served', owner_id = NULL`);
    const item = (name: string, quantity: number) => ({ name, quantity, unit: '斤', substitution: 'ask' });
    const [first, second, third] = (await storeRequests(db, community, test.now(), [
      { state: 'sorted', items: [item('土豆', 3), item('白菜', 2)], runId: community.runs.next },
      { state: 'accepted', ownerId: person('volunteer1'), items: [item('土 豆', 1.5)], door: '1-1-101' },
      { state: 'sorted', items: [item('土豆', 10)] },
      { state: 'asked', items: [item('土豆', 100)] },
      { state: 'sorted', kind: 'rubbish', items: [] },
    ])) as [string, string, string];
    await pack(third);
    const list = await seats.supply.get(shoppingList);
    assert.deepEqual(
      list.lines.map(line => [line.name, line.quantity, line.requests]),
      [
        ['土豆', 4.5, 2],
        ['白菜', 2, 1],
      ],
    );
    assert.deepEqual(
      new Set(list.requests.map(row => `${row.requestId} ${row.packed}`)),
      new Set([`${first} false`, `${second} false`, `${third} true`]),
    );
    assert.ok(list.requests.some(row => row.door === '10号楼 1单元 101'));
    const ofRun = await seats.supply.get(shoppingList, { query: { runId: community.runs.next } });
    assert.deepEqual(
      ofRun.requests.map(row => row.requestId),
      [first],
    );
    const cabbage = await seats.supply.get(shoppingList, { query: { search: '白菜' } });
    assert.deepEqual(
      cabbage.lines.map(line => line.name),
      ['白菜'],
    );
    const door = await seats.supply.get(shoppingList, { query: { search: '1号楼 1单元 101' } });
    assert.ok(door.requests.length >= 1);
    assert.equal((await seats.volunteer1.call(shoppingList)).status, 403);
  });
});
