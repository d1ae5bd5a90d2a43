// The live stream: the desk hears of requests, everybody else of what is theirs, and nobody takes more than their share of the server.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { buildApp } from '../src/server/http/app.ts';
import { encodeEvent } from '../src/server/live/frame.ts';
import { startLive } from '../src/server/live/live.ts';
import { Stream } from '../src/server/live/stream.ts';
import { silentLog } from '../src/server/log.ts';
import { EventStream } from './event-stream.ts';
import { ask, door, home, listen, open, origin, own, test } from './live-world.ts';
import { makeMove } from './made-requests.ts';

describe('the desk and what is somebody’s own', () => {
  it('the desk hears which requests changed', async () => {
    const stream = await listen('clerk');
    await stream.named('beat');
    const id = await ask('1-1-102');
    test.deps.live.poke(home.communityId);
    await stream.next(({ event, data }) => event === 'requests' && data.ids.includes(id));
    await stream.next(({ event, data }) => event === 'cells' && data.counters?.collect > 0, 'counters');
  });

  it('a household is poked about its own requests only, a relative likewise', async () => {
    const resident = await listen({ resident: '10-1-201' }, own);
    const relative = await listen({ relative: true }, own);
    const neighbour = await listen({ resident: '10-1-202' }, own);
    await Promise.all([resident.named('beat'), relative.named('beat'), neighbour.named('beat')]);
    const id = await ask('10-1-201');
    test.deps.live.poke(home.communityId);
    for (const stream of [resident, relative]) {
      const { data } = await stream.next(({ event, data }) => event === 'poke' && data.requestId === id);
      assert.deepEqual(data, { requestId: id, state: 'asked' });
    }
    const theirs = await ask('10-1-202');
    test.deps.live.poke(home.communityId);
    await neighbour.next(({ event, data }) => event === 'poke' && data.requestId === theirs);
    assert.ok(!JSON.stringify(neighbour.messages).includes(id));
    assert.ok(!JSON.stringify(resident.messages).includes(theirs));
    for (const stream of [resident, relative, neighbour]) {
      assert.deepEqual(new Set(stream.messages.map(({ event }) => event)), new Set(['beat', 'poke']));
    }
  });

  it('a helper hears of what is offered, and of what was given to somebody else, also after a cut', async () => {
    const { volunteer1, volunteer3, volunteer2 } = home.staff;
    const first = await listen('volunteer1', own);
    const second = await listen('volunteer3', own);
    const third = await listen('volunteer2', own);
    await Promise.all([first.named('beat'), second.named('beat'), third.named('beat')]);
    const id = await ask('10-1-301');
    await makeMove(test.db, home, id, 'offer', 'offered', { ownerId: volunteer1.personId });
    test.deps.live.poke(home.communityId);
    const isIt = (state: string) => (message: { event: string; data: { requestId?: string; state?: string } }) =>
      message.event === 'poke' && message.data.requestId === id && message.data.state === state;
    await first.next(isIt('offered'));
    const cursor = first.lastId as string;
    first.cut();
    await pause(300);
    await makeMove(test.db, home, id, 'accept', 'accepted', { ownerId: volunteer1.personId });
    await makeMove(test.db, home, id, 'reassign', 'offered', { ownerId: volunteer3.personId });
    test.deps.live.poke(home.communityId);
    await second.next(isIt('offered'));
    // Lost while the phone was away, taken back while it was there: both are told.
    const back = await listen('volunteer1', { ...own, headers: { 'last-event-id': cursor } });
    await back.next(isIt('offered'));
    await makeMove(test.db, home, id, 'take_back', 'sorted', { ownerId: null, concerns: null });
    test.deps.live.poke(home.communityId);
    await second.next(isIt('sorted'));
    await ask('10-1-302');
    await makeMove(test.db, home, id, 'offer', 'offered', { ownerId: volunteer2.personId });
    test.deps.live.poke(home.communityId);
    await third.next(isIt('offered'));
    assert.ok(third.messages.every(({ event, data }) => event !== 'poke' || data.state === 'offered'));
  });
});

describe('bounds', () => {
  it('a page that does not read is let go when a mebibyte waits for it', async () => {
    let stream: Stream | undefined;
    let sent = 0;
    const server = createServer((_request, response) => {
      const wants = { kind: 'desk' } as const;
      const opening = { communityId: home.communityId, wants, since: undefined, sessionKey: 'x', mayStay: async () => true };
      stream = new Stream(opening, null, response, () => {});
    });
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    const sleeper = new EventStream(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, '');
    await sleeper.opened();
    sleeper.stopReading();
    const chunk = encodeEvent('cells', 'x'.repeat(64 * 1024), null);
    // What the kernel takes in between is not the program's memory; then a mebibyte, then no more.
    for (; stream?.closed === false && sent < 64 * 1024 * 1024; sent += chunk.length) {
      stream.send(chunk);
      await pause(0);
    }
    assert.ok(stream?.closed, `${sent} bytes were taken`);
    sleeper.cut();
    server.close();
  });

  it('a session that ends, or loses its right, loses its stream at the next look', async () => {
    const live = startLive({ db: test.db, log: silentLog, now: test.now, stayEveryMs: 300 });
    const second = await buildApp({ ...test.deps, live });
    await second.listen({ port: 0, host: '127.0.0.1' });
    const at = `http://127.0.0.1:${(second.server.address() as AddressInfo).port}`;
    const [signedOut, demoted, stays] = [
      await listen('clerk2', { at }),
      await listen('grid2', { at }),
      await listen('grid1', { at }),
    ];
    await Promise.all([signedOut.named('beat'), demoted.named('beat'), stays.named('beat')]);
    const { clerk2, grid2 } = home.staff;
    await test.db.count('UPDATE session SET revoked_at = now() WHERE community_id = $1 AND person_id = $2', [
      home.communityId,
      clerk2.personId,
    ]);
    await test.db.count('UPDATE role_grant SET ended_at = now() WHERE community_id = $1 AND grant_id = $2', [
      home.communityId,
      grid2.grantId,
    ]);
    await Promise.all([signedOut.ended(4000), demoted.ended(4000)]);
    assert.ok(!stays.closed);
    await second.close();
  });

  it('hundreds of boards get every change', { timeout: 30_000 }, async () => {
    const { cookie } = await test.signedIn('district');
    const others = await Promise.all(Array.from({ length: 25 }, () => test.signedIn('district')));
    const cookies = [cookie, ...others.map(other => other.cookie)];
    const boards = cookies.flatMap(one =>
      Array.from({ length: 8 }, () => new EventStream(`${origin}/api/v1/live?compoundId=${home.compoundId}`, `cailanzi=${one}`)),
    );
    open.push(...boards);
    await Promise.all(boards.map(stream => stream.named('beat', 10_000)));
    const id = await ask('1-1-302');
    test.deps.live.poke(home.communityId);
    await Promise.all(boards.map(stream => stream.cellOf(door('1-1-302'), 'w', 10_000)));
    await makeMove(test.db, home, id, 'deliver', 'delivered');
    test.deps.live.poke(home.communityId);
    await Promise.all(boards.map(stream => stream.cellOf(door('1-1-302'), undefined, 10_000)));
    for (const stream of boards) stream.cut();
  });
});
