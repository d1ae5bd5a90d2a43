// The live stream: nothing is missed through cuts, restarts and late commits; nobody hears what is not theirs.
import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { readBoard } from '../src/api/brief.ts';
import { buildApp } from '../src/server/http/app.ts';
import { newId } from '../src/server/id.ts';
import { startLive } from '../src/server/live/live.ts';
import { silentLog } from '../src/server/log.ts';
import { insertRows } from './community.ts';
import { EventStream } from './event-stream.ts';
import { ask, board, door, foreign, home, listen, open, origin, test } from './live-world.ts';
import { makeMove, makeRequests } from './made-requests.ts';

describe('the live stream of a board', () => {
  it('tells a change within moments of the poke, with its cell and a cursor, and counts soon after', async () => {
    const stream = await listen('lead', board());
    await stream.named('beat');
    await ask('10-1-101');
    test.deps.live.poke(home.communityId);
    const message = await stream.next(({ event, data }) => event === 'cells' && data.cells.length > 0, 'cells');
    assert.deepEqual(message.data.cells[0].slice(0, 2), [door('10-1-101'), 'w']);
    assert.ok(message.data.cells[0][2] > Date.now() / 1000);
    // The counting follows, so that the door does not wait for it.
    await stream.next(({ event, data }) => event === 'cells' && data.counters?.collect === 1, 'counters', 2000);
    assert.match(message.id ?? '', /^c1-\d{13}$/);
    assert.equal(stream.headers['content-type'], 'text/event-stream; charset=utf-8');
  });

  it('finds without a poke what another program committed', async () => {
    const stream = await listen('lead', board());
    await stream.named('beat');
    await ask('10-1-102');
    await stream.cellOf(door('10-1-102'), 'w', 3000);
  });

  it('tells nothing of a foreign community, nor of its own to a foreign board', async () => {
    const [ours, theirs] = [await listen('lead', board()), await listen('lead', { of: foreign })];
    await Promise.all([ours.named('beat'), theirs.named('beat')]);
    await ask('10-1-103', home).catch(() => ask('10-1-201', home));
    await ask('10-1-101', foreign);
    await theirs.cellOf(door('10-1-101', foreign), 'w', 3000);
    await ours.cellOf(door('10-1-201'), 'w', 3000);
    const heard = (stream: EventStream) => JSON.stringify(stream.messages);
    for (const id of Object.values(foreign.households)) assert.ok(!heard(ours).includes(id));
    for (const id of Object.values(home.households)) assert.ok(!heard(theirs).includes(id));
    // A board may not be pointed at a foreign compound either.
    const pointed = await listen('lead', { query: { compoundId: foreign.compoundId } });
    await pointed.named('beat');
    await ask('10-1-102', foreign);
    await theirs.cellOf(door('10-1-102', foreign), 'w', 3000);
    await pause(300);
    assert.deepEqual(
      pointed.messages.filter(({ event, data }) => event === 'cells' && data.cells.length > 0),
      [],
    );
  });

  it('tells of contacts, and that levels changed, also when a zone begins by the clock alone', async () => {
    const stream = await listen('lead', board());
    await stream.named('beat');
    await test.db.count('UPDATE household SET heard_at = now() WHERE community_id = $1 AND household_id = $2', [
      home.communityId,
      door('1-1-101'),
    ]);
    await insertRows(test.db, 'contact', [
      {
        community_id: home.communityId,
        contact_id: newId(),
        household_id: door('1-1-101'),
        how: 'telephone',
        outcome: 'spoke',
        by_role: 'clerk',
        at: new Date(),
      },
    ]);
    const cell = await stream.cellOf(door('1-1-101'), 'n', 3000);
    assert.ok(Math.abs(cell[3] - Date.now() / 1000) < 30);
    const zone = {
      community_id: home.communityId,
      place_kind: 'unit',
      place_id: home.units['1-1'],
      level: 'sealed',
      order_number: '3',
      changed_at: new Date(Date.now() - 3_600_000),
    };
    await insertRows(test.db, 'zone', [{ ...zone, zone_id: newId(), starts_at: new Date(Date.now() + 1500) }]);
    await stream.named('zones', 6000);
  });

  it('gives a change of the doors themselves as "again"', async () => {
    const stream = await listen('lead', board());
    await stream.named('beat');
    await test.db.count(`UPDATE household SET living = 'vacant' WHERE community_id = $1 AND household_id = $2`, [
      home.communityId,
      door('1-2-302'),
    ]);
    await stream.named('again', 12_000);
  });

  it('merges a rush into at most four messages a second, and the last state always arrives', async () => {
    const stream = await listen('lead', board());
    await stream.named('beat');
    const requests = await makeRequests(
      test.db,
      home,
      ['1-1-201', '1-1-202', '1-1-301', '1-1-302'].map(name => ({ door: name, askedAt: new Date() })),
    );
    const from = stream.messages.length;
    const started = Date.now();
    for (let round = 0; round < 20; round++) {
      for (const id of requests) {
        await makeMove(test.db, home, id, 'sort', round % 2 === 0 ? 'sorted' : 'asked');
        test.deps.live.poke(home.communityId);
      }
    }
    for (const id of requests) await makeMove(test.db, home, id, 'deliver', 'delivered');
    test.deps.live.poke(home.communityId);
    const names = ['1-1-201', '1-1-202', '1-1-301', '1-1-302'];
    const lastOf = (name: string) => {
      const cells = stream.messages.flatMap(({ event, data }) => (event === 'cells' ? data.cells : []));
      return cells.findLast((cell: string[]) => cell[0] === door(name))?.[1];
    };
    await stream.until(() => names.every(name => lastOf(name) === 's'), 'the last state of every door');
    const seconds = (Date.now() - started) / 1000;
    const frames = stream.messages.slice(from).filter(({ event }) => event === 'cells').length;
    assert.ok(frames <= Math.ceil(seconds * 4) + 2, `${frames} messages in ${seconds} s`);
  });

  it('is not there for those who may not watch, nor for strangers', async () => {
    assert.equal((await listen({ resident: '10-1-101' })).status, 403);
    assert.equal((await listen('volunteer1')).status, 403);
    const stranger = new EventStream(`${origin}/api/v1/live`, '');
    open.push(stranger);
    await stranger.opened();
    assert.equal(stranger.status, 401);
  });

  it('refuses the thirteenth stream of one session', async () => {
    const { cookie } = await test.signedIn('supply');
    const streams = Array.from({ length: 13 }, () => new EventStream(`${origin}/api/v1/live`, `cailanzi=${cookie}`));
    open.push(...streams);
    await Promise.all(streams.map(stream => stream.opened()));
    assert.deepEqual(streams.map(({ status }) => status).toSorted(), [...Array(12).fill(200), 429]);
    for (const stream of streams) stream.cut();
  });
});

describe('coming back', () => {
  it('after a cut, by Last-Event-ID or since, every household that changed meanwhile is told, and not the others', async () => {
    const first = await listen('lead', board());
    await first.named('beat');
    const cursor = first.lastId as string;
    first.cut();
    // Longer ago than the overlap, so that it need not be told again.
    await ask('1-2-101');
    await ask('1-2-102');
    for (const back of [
      await listen('lead', { ...board(), headers: { 'last-event-id': cursor } }),
      await listen('lead', { query: { compoundId: home.compoundId, since: cursor } }),
    ]) {
      const { data } = await back.named('cells');
      const told = data.cells.map((cell: string[]) => cell[0]);
      assert.ok(told.includes(door('1-2-101')) && told.includes(door('1-2-102')));
      assert.ok(data.counters.collect >= 2);
      // Nobody has ever done anything there.
      assert.ok(!told.includes(door('1-2-301')));
    }
  });

  it('a snapshot and the stream from its cursor leave nothing between them', async () => {
    const caller = await test.signedIn('lead');
    const snapshot = await caller.get(readBoard);
    await ask('1-2-201');
    const stream = await listen('lead', { query: { compoundId: home.compoundId, since: snapshot.cursor } });
    await stream.cellOf(door('1-2-201'), 'w');
  });

  it('a cursor that is none of ours, too old, or from the future is answered with "again"', async () => {
    const ms = Date.now();
    for (const since of ['x', 'c1-12', `c1-${ms - 3_700_000}`, `c1-${ms + 300_000}`, '2022-03-12T00:00:00Z']) {
      const stream = await listen('lead', { query: { compoundId: home.compoundId, since } });
      const first = await stream.next(() => true);
      assert.equal(first.event, 'again', since);
      stream.cut();
    }
  });

  it('a commit that comes late, with a time before what was told already, still arrives; also at those who came back', async () => {
    const [id] = await makeRequests(test.db, home, [{ door: '10-2-101', askedAt: new Date() }]);
    const stream = await listen('lead', board());
    await stream.named('beat');
    let letCommit = () => {};
    const held = new Promise<void>(resolve => {
      letCommit = resolve;
    });
    let written = () => {};
    const isWritten = new Promise<void>(resolve => {
      written = resolve;
    });
    const late = test.db.transaction(async tx => {
      await makeMove(tx, home, id as string, 'deliver', 'delivered');
      written();
      await held;
    });
    await isWritten;
    // Two others overtake it, and the stream goes on well past its time.
    await ask('10-2-102');
    test.deps.live.poke(home.communityId);
    await stream.cellOf(door('10-2-102'), 'w');
    await pause(3500);
    await ask('10-2-201');
    test.deps.live.poke(home.communityId);
    await stream.cellOf(door('10-2-201'), 'w');
    const cursor = stream.lastId as string;
    letCommit();
    await late;
    await stream.cellOf(door('10-2-101'), 's', 3000);
    const back = await listen('lead', { ...board(), headers: { 'last-event-id': cursor } });
    await back.cellOf(door('10-2-101'), 's', 3000);
  });

  it('through a restart of the program on the same database', async () => {
    const first = await listen('lead', board());
    await first.named('beat');
    const cursor = first.lastId as string;
    first.cut();
    await ask('10-2-202');
    const live = startLive({ db: test.db, log: silentLog, now: test.now });
    const second = await buildApp({ ...test.deps, live });
    await second.listen({ port: 0, host: '127.0.0.1' });
    const at = `http://127.0.0.1:${(second.server.address() as AddressInfo).port}`;
    const back = await listen('lead', { ...board(), headers: { 'last-event-id': cursor }, at });
    await back.cellOf(door('10-2-202'), 'w');
    // A clean stop says good-bye at once instead of waiting for the pages to go.
    const started = Date.now();
    await second.close();
    await back.ended(1000);
    assert.ok(Date.now() - started < 2000);
  });

  it('two programs on one database wake each other', async () => {
    const live = startLive({ db: test.db, log: silentLog, now: test.now, shared: true });
    const other = startLive({ db: test.db, log: silentLog, now: test.now, shared: true });
    const second = await buildApp({ ...test.deps, live });
    await second.listen({ port: 0, host: '127.0.0.1' });
    const at = `http://127.0.0.1:${(second.server.address() as AddressInfo).port}`;
    const stream = await listen('lead', { ...board(), at });
    await stream.named('beat');
    // The slow look comes every second; three wake-ups well under that are not luck.
    const waits: number[] = [];
    for (const name of ['10-2-301', '1-1-102', '1-2-202']) {
      await pause(400);
      await ask(name);
      const started = performance.now();
      other.poke(home.communityId);
      await stream.cellOf(door(name), 'w');
      waits.push(performance.now() - started);
    }
    await second.close();
    await Promise.all([live.close(), other.close()]);
    assert.ok(Math.max(...waits) < 600, waits.join(' '));
  });
});
