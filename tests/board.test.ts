// The board: every door as it stands, small enough for a phone, with nothing on it that is somebody's name.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { readBoard } from '../src/api/brief.ts';
import type { AnswerOf } from '../src/api/endpoint.ts';
import { type Cell, cellOf, isUnheard, shownAs } from '../src/domain/brief/cell.ts';
import { openStates, type State, states } from '../src/domain/request/life.ts';
import { newId } from '../src/server/id.ts';
import { testApp } from './app.ts';
import { makeBigCompound } from './big-compound.ts';
import { insertRows, makeForeignCommunity } from './community.ts';
import { makeRequests } from './made-requests.ts';

const now = new Date('2022-03-12T10:00:00.000Z');
const test = await testApp({ now });
const home = test.community;
const seconds = (date: Date) => Math.floor(date.getTime() / 1000);
const hours = (ago: number) => new Date(now.getTime() - ago * 3_600_000);

type Board = AnswerOf<typeof readBoard>;
const cellsOf = (board: Board) =>
  board.buildings.flatMap(building => building.units.flatMap(unit => unit.floors.flatMap(floor => floor.cells)));
const cellAt = (board: Board, door: string) => cellsOf(board).find(cell => cell[0] === home.households[door]);

describe('a cell of the elevation', () => {
  const anyState = fc.constantFrom(...(Object.keys(states) as State[]));

  it('shows the least settled of the household’s requests', () => {
    const table: [State[], string][] = [
      [[], 'none'],
      [['asked'], 'waiting'],
      [['offered'], 'waiting'],
      [['problem', 'served'], 'waiting'],
      [['accepted'], 'on_way'],
      [['carrying', 'asked'], 'waiting'],
      [['carrying', 'delivered'], 'on_way'],
      [['delivered'], 'served'],
      [['served', 'cancelled'], 'served'],
      [['cancelled', 'merged', 'refused'], 'none'],
    ];
    for (const [told, shown] of table) {
      assert.equal(cellOf({ livedIn: true, states: told, dueAt: 5, heardAt: 1 }).state, shown, told.join());
    }
    assert.equal(cellOf({ livedIn: false, states: [], dueAt: 0, heardAt: 0 }).state, 'vacant');
    // Somebody is there after all.
    assert.equal(cellOf({ livedIn: false, states: ['asked'], dueAt: 9, heardAt: 0 }).state, 'waiting');
  });

  it('never looks settled while one request is open, and never loses a deadline', () => {
    fc.assert(
      fc.property(fc.array(anyState, { maxLength: 6 }), fc.nat(), (told, dueAt) => {
        const cell = cellOf({ livedIn: true, states: told, dueAt, heardAt: 0 });
        const undelivered = told.some(state => (openStates as readonly State[]).includes(state) && state !== 'delivered');
        assert.equal(cell.state === 'waiting' || cell.state === 'on_way', undelivered);
        assert.equal(cell.dueAt, undelivered ? dueAt : 0);
      }),
    );
  });

  it('late goes before everything, silence before rest, and a vacant door is never unheard', () => {
    const at = 1_000_000;
    const cell = (state: Cell['state'], dueAt: number, heardAt: number): Cell => ({ state, dueAt, heardAt });
    assert.equal(shownAs(cell('waiting', at, 0), at, 24), 'late');
    assert.equal(shownAs(cell('on_way', at - 1, at), at, 24), 'late');
    assert.equal(shownAs(cell('waiting', at + 1, 0), at, 24), 'waiting');
    assert.equal(shownAs(cell('served', 0, at - 86_400), at, 24), 'unheard');
    assert.equal(shownAs(cell('served', 0, at - 86_399), at, 24), 'served');
    assert.equal(shownAs(cell('none', 0, 0), at, 24), 'unheard');
    assert.equal(shownAs(cell('vacant', 0, 0), at, 24), 'vacant');
    assert.equal(isUnheard(cell('none', 0, at - 7200), at, 2), true);
  });
});

describe('the board', () => {
  it('draws the houses in their order, floors from the top, with levels and since when', async () => {
    const viewer = await test.signedIn('district');
    const board = await viewer.get(readBoard);
    assert.deepEqual(
      board.buildings.map(({ label, level }) => [label, level]),
      [
        ['1号楼', 'control'],
        ['10号楼', 'sealed'],
      ],
    );
    assert.ok(Math.abs(Date.parse(board.buildings[1]?.since ?? '') - hours(48).getTime()) < 60_000);
    const unit = board.buildings[1]?.units[0];
    assert.deepEqual(
      unit?.floors.map(({ floor, cells }) => [floor, cells.map(cell => cell[1])]),
      [
        [3, ['301', '302']],
        [2, ['201', '202']],
        [1, ['101', '102']],
      ],
    );
    assert.deepEqual(cellAt(board, '10-2-302')?.slice(2), ['v', 0, 0]);
    assert.equal(cellsOf(board).length, 24);
    assert.deepEqual(board.compounds, [{ compoundId: home.compoundId, name: '试验小区', households: 23, level: 'control' }]);
    assert.match(board.cursor, /^c1-/);
  });

  it('shows each door’s state, counts by stage, and forgets at midnight what was served yesterday', async () => {
    await test.db.count('UPDATE household SET heard_at = $2 WHERE community_id = $1 AND floor = 1', [home.communityId, hours(1)]);
    await makeRequests(test.db, home, [
      { door: '10-1-101', state: 'asked', askedAt: hours(3), dueAt: hours(1) },
      { door: '10-1-101', state: 'served', askedAt: hours(5), deliveredAt: hours(4), closedAt: hours(3) },
      { door: '10-1-102', state: 'carrying', askedAt: hours(2), dueAt: hours(-2), ownerId: home.staff.volunteer1.personId },
      {
        door: '10-1-201',
        state: 'delivered',
        askedAt: hours(40),
        deliveredAt: hours(30),
        ownerId: home.staff.volunteer1.personId,
      },
      { door: '10-1-202', state: 'served', askedAt: hours(40), deliveredAt: hours(20), closedAt: hours(2) },
      { door: '1-1-101', state: 'served', askedAt: hours(9), deliveredAt: hours(8), closedAt: hours(8) },
      { door: '1-1-102', state: 'offered', askedAt: hours(1), ownerId: home.staff.volunteer2.personId },
      { door: '1-2-101', state: 'merged', askedAt: hours(1), closedAt: hours(1) },
    ]);
    await insertRows(test.db, 'call_back', [
      {
        ...{ community_id: home.communityId, call_back_id: newId(), household_id: home.households['10-1-201'] },
        ...{ reason: 'asked_to_be_called', due_at: now, made_at: now, tries: 0 },
      },
    ]);
    const board = await (await test.signedIn('lead')).get(readBoard);
    const told = (door: string) => cellAt(board, door)?.slice(2);
    assert.deepEqual(told('10-1-101'), ['w', seconds(hours(1)), seconds(hours(1))]);
    assert.deepEqual(told('10-1-102'), ['o', seconds(hours(-2)), seconds(hours(1))]);
    // Delivered the day before and not answered yet: the goods are there, the story is not over.
    assert.deepEqual(told('10-1-201'), ['s', 0, 0]);
    assert.deepEqual(told('10-1-202'), ['n', 0, 0]);
    assert.deepEqual(told('1-1-101')?.[0], 's');
    assert.deepEqual(told('1-2-101')?.[0], 'n');
    assert.deepEqual(board.counters, {
      ...{ collect: 1, dispatch: 1, accept: 1, feedback: 3, late: 1, callBacks: 1 },
      unheard: 24 - 1 - 8,
    });
    const shown = cellsOf(board).filter(([, , letter, dueAt, heardAt]) => {
      const letters = { n: 'none', w: 'waiting', o: 'on_way', s: 'served', v: 'vacant' } as const;
      return isUnheard({ state: letters[letter], dueAt, heardAt }, seconds(now), board.unheardAfterHours);
    });
    assert.equal(shown.length, board.counters.unheard);
    const helper = board.helpers.find(({ helperId }) => helperId === home.staff.volunteer1.personId);
    assert.deepEqual([helper?.role, helper?.held, helper?.maxOpen], ['volunteer', 1, 12]);
    assert.ok(!/职员|住户|1990001/.test(JSON.stringify(board)));
  });

  it('a compound of another community, or none of this world, is not there', async () => {
    const foreign = await makeForeignCommunity(test.db);
    const lead = await test.signedIn('lead');
    assert.equal(await lead.refused(readBoard, { query: { compoundId: foreign.compoundId } }), 'not_found');
    assert.equal(await lead.refused(readBoard, { query: { compoundId: newId() } }), 'not_found');
    const steward = await test.signedIn('steward1');
    assert.equal(await steward.refused(readBoard), 'not_allowed');
  });

  it('594 doors in nine houses take no more than 16 KiB on the way', async () => {
    // Every household was heard from at a time of its own: the worst case for the squeezing.
    const heardAt = () => new Date(now.getTime() - Math.floor(Math.random() * 80_000_000));
    const { compoundId } = await makeBigCompound(test.db, home.communityId, heardAt);
    const viewer = await test.signedIn('district');
    const ask = (encoding: string) =>
      test.app.inject({
        url: `/api/v1/board?compoundId=${compoundId}`,
        headers: { cookie: `cailanzi=${viewer.cookie}`, 'accept-encoding': encoding },
      });
    const reply = await ask('gzip, br');
    assert.equal(reply.statusCode, 200);
    assert.equal(reply.headers['content-encoding'], 'gzip');
    const squeezed = reply.rawPayload.length;
    const board = JSON.parse(gunzipSync(reply.rawPayload).toString()) as Board;
    assert.equal(cellsOf(board).length, 594);
    assert.ok(squeezed <= 16 * 1024, `${squeezed} bytes`);
    const plain = await ask('gzip;q=0');
    assert.equal(plain.headers['content-encoding'], undefined);
    const times = [];
    for (let round = 0; round < 15; round++) {
      const started = performance.now();
      await viewer.get(readBoard, { query: { compoundId } });
      times.push(performance.now() - started);
    }
    const median = times.toSorted((a, b) => a - b)[7] as number;
    console.log(JSON.stringify({ board: 594, gzip: squeezed, plain: plain.rawPayload.length, medianMs: Math.round(median) }));
  });
});
