// The queue of the desk: in the right order, page by page without a gap while it changes, found by door, number and words, for those who may.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { askRequest, listRequests, type QueueRow, readRequest } from '../src/api/request.ts';
import { lanes } from '../src/domain/request/kind.ts';
import { testApp } from './app.ts';
import { makeForeignCommunity } from './community.ts';
import { type RequestOptions, storeRequests } from './requests.ts';

const app = await testApp();
const { community, db } = app;
const foreign = await makeForeignCommunity(db);
const clerk = await app.signedIn('clerk');
const now = app.now();
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString();
const store = (options: RequestOptions[]) => storeRequests(db, community, now, options);
type Query = NonNullable<Parameters<typeof clerk.get<typeof listRequests>>[1]>['query'];
const list = (query: Query = {}, who = clerk) => who.get(listRequests, { query });

async function clear(): Promise<void> {
  await db.transaction(async tx => {
    await tx.rows(`SELECT set_config('cailanzi.destroying', 'on', true)`);
    for (const table of ['request_event', 'request_words', 'request']) await tx.count(`DELETE FROM ${table}`);
  });
}
async function everything(
  query: Query,
  limit: number,
  between: (page: number) => Promise<void> = async () => {},
): Promise<QueueRow[]> {
  const rows: QueueRow[] = [];
  let after: string | undefined;
  for (let page = 0; page < 200; page++) {
    const answer = await list({ ...query, limit, after });
    rows.push(...answer.rows);
    if (answer.next === null) return rows;
    after = answer.next;
    await between(page);
  }
  throw new Error('the queue has no end');
}
const ids = (rows: readonly QueueRow[]) => rows.map(row => row.requestId);
const asked = (rows: readonly QueueRow[]) => rows.map(row => `${row.lane} ${row.dueAt}`);

describe('the order', () => {
  it('is life, then medicine, then by deadline, over all channels', async () => {
    await clear();
    await store([
      { askedAt: hoursAgo(9) },
      { kind: 'medicine', askedAt: hoursAgo(1) },
      { urgency: 'life', askedAt: hoursAgo(0.1) },
      { kind: 'medicine', askedAt: hoursAgo(2) },
      { askedAt: hoursAgo(8), door: '1-2-301' },
      { urgency: 'life', askedAt: hoursAgo(0.2), door: '10-2-101' },
    ]);
    const { rows, counts } = await list();
    assert.deepEqual(
      rows.map(row => row.lane),
      ['life', 'life', 'medicine', 'medicine', 'ordinary', 'ordinary'],
    );
    assert.deepEqual(asked(rows), asked(rows).toSorted());
    assert.deepEqual([counts.asked, counts.late], [6, 2]);
    // The table sorts lanes by their letters.
    assert.deepEqual([...lanes], [...lanes].toSorted());
  });

  it('a row shows the door, the level, the gist and the clocks, and no name', async () => {
    await clear();
    await store([
      { door: '10-2-101', items: [{ name: '洋芋', quantity: 3, unit: '斤', substitution: 'ask' }], note: '老人腿脚不便' },
    ]);
    const [row] = (await list()).rows;
    assert.deepEqual(
      [row?.door, row?.compoundName, row?.level, row?.gist, row?.lookAlikes],
      ['10号楼 2单元 101', '试验小区', 'sealed', '洋芋 3斤', 0],
    );
    assert.ok(!JSON.stringify(await list()).includes('住户'));
  });
});

describe('page by page', () => {
  it('nothing twice and nothing left out, whatever the size of a page, also with equal deadlines', async () => {
    await clear();
    const same = hoursAgo(3);
    const stored = await store(
      Array.from({ length: 61 }, (_, n) => ({
        kind: n % 3 === 0 ? ('medicine' as const) : ('groceries' as const),
        askedAt: n % 2 === 0 ? same : hoursAgo(n / 10),
      })),
    );
    for (const limit of [1, 7, 50, 60, 61, 200]) {
      const rows = await everything({}, limit);
      assert.deepEqual(ids(rows).toSorted(), stored.toSorted(), `pages of ${limit}`);
      assert.deepEqual(asked(rows), asked(rows).toSorted());
    }
  });

  it('while rows come, go and change between the pages, every row that stays is shown once', async () => {
    for (let round = 0; round < 5; round++) {
      await clear();
      const stored = await store(Array.from({ length: 40 }, (_, n) => ({ askedAt: hoursAgo((n * 7 + round) % 30) })));
      const gone = new Set<string>();
      const rows = await everything({}, 4, async () => {
        const one = stored[Math.floor(Math.random() * stored.length)] as string;
        gone.add(one);
        await db.count(`UPDATE request SET state = 'cancelled', closed_at = now() WHERE request_id = $1`, [one]);
        await store([{ askedAt: hoursAgo(Math.random() * 30) }, { urgency: 'life' }]);
      });
      const seen = ids(rows);
      assert.equal(new Set(seen).size, seen.length, 'shown twice');
      for (const one of stored) if (!gone.has(one)) assert.ok(seen.includes(one), 'left out');
    }
  });

  it('a place that is not one of ours is refused', async () => {
    const bad = [
      'x',
      'life~0~0',
      `life~2022-13-01T00:00:00.000000Z~${randomUUID()}`,
      `gold~2022-03-01T00:00:00.000000Z~${randomUUID()}`,
    ];
    for (const after of bad) assert.equal(await clerk.refused(listRequests, { query: { after } }), 'invalid', after);
  });
});

describe('what is shown', () => {
  it('one state, stage, lane, kind, place, door, helper or run; only the late ones', async () => {
    await clear();
    const helper = community.staff.volunteer1.personId;
    const [a, b, c, d, e] = await store([
      { askedAt: hoursAgo(6), door: '10-1-101' },
      { kind: 'medicine', door: '1-1-102', state: 'sorted' },
      { state: 'accepted', ownerId: helper, door: '10-1-102', runId: community.runs.next },
      { state: 'served', door: '10-1-101', askedAt: hoursAgo(7) },
      { state: 'delivered', door: '1-2-101', askedAt: hoursAgo(7) },
    ]);
    const shows = async (query: Query, expected: (string | undefined)[]) =>
      assert.deepEqual(ids((await list(query)).rows).toSorted(), expected.toSorted(), JSON.stringify(query));
    await shows({}, [a, b, c, e]);
    await shows({ state: 'served' }, [d]);
    await shows({ stage: 'feedback' }, [d, e]);
    await shows({ stage: 'dispatch' }, [b]);
    await shows({ lane: 'medicine' }, [b]);
    await shows({ kind: 'groceries' }, [a, c, e]);
    await shows({ compoundId: community.compoundId }, [a, b, c, e]);
    await shows({ compoundId: foreign.compoundId }, []);
    await shows({ buildingId: community.buildings.clean }, [b, e]);
    await shows({ householdId: community.households['10-1-101'] as string }, [a, d]);
    await shows({ ownerId: helper }, [c]);
    await shows({ runId: community.runs.next }, [c]);
    await shows({ late: 'true' }, [a]);
    const { counts } = await list({ state: 'served' });
    assert.deepEqual(counts, { asked: 1, sorted: 1, offered: 0, problem: 0, accepted: 1, carrying: 0, delivered: 1, late: 1 });
  });

  it('found by door as people say it, by number, by words of the list or the note; signs are no patterns', async () => {
    await clear();
    const item = (name: string) => [{ name, quantity: 1, unit: '个', substitution: 'ask' }];
    const [a, b, c, d] = await store([
      { door: '10-1-101', items: item('五常大米') },
      { door: '10-1-102', items: item('AD钙奶'), note: '门口有狗' },
      { door: '1-2-301', items: item('100%果汁') },
      { door: '1-2-302', items: item('大白菜'), state: 'served', askedAt: hoursAgo(100) },
    ]);
    await db.count(`UPDATE request SET number = '0312-0431' || right(number, 1)`);
    const shows = async (search: string, expected: (string | undefined)[]) =>
      assert.deepEqual(ids((await list({ search })).rows).toSorted(), expected.toSorted(), search);
    await shows('10-1-101', [a]);
    await shows('十号楼一单元一〇二', [b]);
    await shows('1号楼', [c, d]);
    await shows('大米', [a]);
    await shows('ad钙', [b]);
    await shows('狗', [b]);
    await shows('100%', [c]);
    await shows('%', [c]);
    await shows('_', []);
    await shows('name', []);
    await shows('ask', []);
    await shows('0312-04311', [b]);
    await shows('04312', [c]);
    await shows('0312-', [a, b, c, d]);
    await shows('大白菜', []);
    await shows('没有的东西', []);
  });
});

describe('who sees what', () => {
  it('a steward her building, nobody another community, a carrier no queue at all', async () => {
    await clear();
    const [a, b] = await store([{ door: '10-1-101' }, { door: '1-1-101' }]);
    const theirs = await storeRequests(db, foreign, now, [{ door: '10-1-101' }]);
    const steward = await app.signedIn('steward1');
    const answer = await list({}, steward);
    assert.deepEqual([ids(answer.rows), answer.counts.asked], [[a], 1]);
    assert.deepEqual(ids((await list({}, await app.signedIn('gridlead'))).rows), [a]);
    assert.deepEqual(ids((await list()).rows).toSorted(), [a, b].toSorted());
    assert.equal(await clerk.refused(readRequest, { params: { requestId: theirs[0] as string } }), 'not_found');
    assert.equal(await steward.refused(readRequest, { params: { requestId: b as string } }), 'not_found');
    for (const who of ['volunteer1', 'property', 'district'] as const) {
      assert.equal(await (await app.signedIn(who)).refused(listRequests), 'not_allowed');
    }
  });

  it('a carrier reads what they carry without names, pasted text or sums; a household sees roles, and its own words', async () => {
    await clear();
    const receipt = await clerk.get(askRequest, {
      body: {
        id: randomUUID(),
        householdId: community.households['10-1-201'] as string,
        kind: 'medicine',
        channel: 'pasted_text',
        askedBy: community.oldMan,
        items: [{ name: '硝苯地平缓释片', quantity: 2, unit: '盒' }],
        pasted: '王老汉 19900010003 要两盒降压药',
      },
    });
    const params = { requestId: receipt.requestId };
    const volunteer = await app.signedIn('volunteer1');
    assert.equal(await volunteer.refused(readRequest, { params }), 'not_found');
    await db.count(`UPDATE request SET state = 'accepted', owner_id = $2 WHERE request_id = $1`, [
      receipt.requestId,
      community.staff.volunteer1.personId,
    ]);
    const full = await clerk.get(readRequest, { params });
    assert.equal(full.pasted, '王老汉 19900010003 要两盒降压药');
    assert.equal(full.askedByName, '住户10-1-201');
    assert.equal(full.recordedByName, '职员clerk');
    assert.equal(full.ownerName, '职员volunteer1');
    const carried = JSON.stringify((await volunteer.call(readRequest, { params })).answer);
    for (const secret of ['住户', '职员', '王老汉', '1990001']) assert.ok(!carried.includes(secret), secret);
    assert.ok(carried.includes('硝苯地平'), 'the helper must know what to fetch');
    const home = await (await app.signedIn({ relative: true })).get(readRequest, { params });
    assert.ok(!JSON.stringify(home).includes('职员'));
    assert.deepEqual(
      home.events.map(event => [event.move, event.byRole, event.byName]),
      [['ask', 'clerk', null]],
    );
    assert.equal(home.deliverTo, 'door');
    assert.equal(await (await app.signedIn({ resident: '10-1-101' })).refused(readRequest, { params }), 'not_found');
  });
});

describe('the same need twice', () => {
  it('is marked in the queue and stands side by side, and what is only near does not', async () => {
    await clear();
    const ask = async (
      door: string,
      kind: 'groceries' | 'medicine',
      name: string,
      channel: 'telephone' | 'pasted_text' = 'telephone',
    ) =>
      (
        await clerk.get(askRequest, {
          body: {
            id: randomUUID(),
            householdId: community.households[door] as string,
            kind,
            channel,
            items: [{ name, quantity: 3, unit: '斤' }],
          },
        })
      ).requestId;
    const potatoes = await ask('10-1-101', 'groceries', '土豆');
    const again = await ask('10-1-101', 'groceries', '洋芋', 'pasted_text');
    await ask('10-1-102', 'groceries', '洋芋');
    await ask('10-1-101', 'medicine', '硝苯地平缓释片');
    await ask('10-1-101', 'medicine', '硝苯地平控释片');
    const marked = (await list()).rows.filter(row => row.lookAlikes > 0);
    assert.deepEqual(ids(marked).toSorted(), [potatoes, again].toSorted());
    const detail = await clerk.get(readRequest, { params: { requestId: again } });
    assert.equal(detail.alike.length, 1);
    const [like] = detail.alike;
    assert.equal(like?.requestId, potatoes);
    assert.deepEqual(
      like?.items.map(item => item.name),
      ['土豆'],
    );
    assert.deepEqual(like?.because, ['same_items', 'other_name', 'other_channel', 'close_in_time']);
    await db.count(`UPDATE request SET state = 'merged', merged_into = $2, closed_at = now() WHERE request_id = $1`, [
      again,
      potatoes,
    ]);
    assert.deepEqual(
      (await list()).rows.filter(row => row.lookAlikes > 0),
      [],
      'what was merged is no longer in question',
    );
  });
});
