// The sample is the compound of March 2022, and everything in it could have happened: the life table, custody, protection and runs agree.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { allowedDisinfectants, type BagStep, type Disinfectant, mayFollow } from '../src/domain/delivery/custody.ts';
import { type GoodsClass, hasGoods, type Kind } from '../src/domain/request/kind.ts';
import { type MoveName, type Mover, moveOf, type State } from '../src/domain/request/life.ts';
import { checkPassword } from '../src/server/people/password-hash.ts';
import { findDoors } from '../src/server/place/names-store.ts';
import type { Database } from '../src/server/postgres/pool.ts';
import { loadSample } from '../src/server/sample.ts';
import { levelsOf } from '../src/server/zone/store.ts';
import { testConfig, testDatabase } from './database.ts';

const demo = testConfig({ CAILANZI_DEMO_PASSWORD: 'a-long-demo-password' });
/** The first start may be at any hour of the day; in the community it is eight hours later. */
const hours = ['2026-11-23T16:05:00Z', '2026-11-24T01:30:00Z', '2026-11-24T06:00:00Z', '2026-11-24T15:50:00Z'];
const fresh = [];
for (const hour of hours) fresh.push({ now: new Date(hour), db: await testDatabase({ size: 2 }) });

const one = async <T>(db: Database, sql: string): Promise<T> =>
  (await db.row<{ value: T }>(`SELECT ${sql} AS value`))?.value as T;

const sealed = `(SELECT place_id FROM zone WHERE level = 'sealed')`;

for (const { now, db } of fresh) {
  describe(`the sample, first started at ${now.toISOString()}`, () => {
    let accounts: { name: string; password: string }[] | null = null;
    let communityId = '';
    before(async () => {
      const started = performance.now();
      accounts = await loadSample(db, demo, now);
      assert.ok(performance.now() - started < 10_000, 'it loads in a moment (3 s on an idle machine)');
      communityId = await one(db, '(SELECT community_id FROM community)');
    });

    it('is loaded once, and marked DEMO', async () => {
      assert.equal(await loadSample(db, demo, now), null);
      assert.equal(await one(db, '(SELECT demo FROM community)'), true);
    });

    it('has the places of the article: 5 areas, 15 grids, 39 buildings, and nine with 594 doors of which 574 are lived in', async () => {
      const count = (what: string) => one<number>(db, `(SELECT count(*) FROM ${what})`);
      assert.deepEqual([await count('area'), await count('grid'), await count('building')], [5, 15, 39]);
      const [row] = await db.rows(
        `SELECT c.name, count(DISTINCT h.building_id) AS buildings, count(DISTINCT h.unit_id) AS units, count(*) AS doors,
           count(*) FILTER (WHERE h.living = 'lived_in') AS lived_in, count(*) FILTER (WHERE h.living = 'vacant') AS vacant, max(h.floor) AS floors
         FROM household h JOIN compound c USING (community_id, compound_id) GROUP BY c.name, c.sort ORDER BY c.sort LIMIT 1`,
      );
      assert.deepEqual(row, { name: '经纬印象小区', buildings: 9, units: 27, doors: 594, lived_in: 574, vacant: 20, floors: 11 });
      const roles = await db.rows<{ role: string; people: number }>(
        `SELECT role, count(DISTINCT person_id) AS people FROM role_grant WHERE role IN ('steward', 'grid_worker', 'grid_lead') GROUP BY role ORDER BY role`,
      );
      assert.deepEqual(roles, [
        { role: 'grid_lead', people: 5 },
        { role: 'grid_worker', people: 15 },
        { role: 'steward', people: 39 },
      ]);
    });

    it('10号楼 is sealed and every compound is under control', async () => {
      const levels = await levelsOf(db, communityId, now);
      const buildings = await db.rows<{ compound_id: string; building_id: string; label: string; compound: string }>(
        'SELECT compound_id, building_id, label, c.name AS compound FROM building b JOIN compound c USING (community_id, compound_id)',
      );
      for (const building of buildings) {
        // 彩虹城B区 has a 10号楼 of its own, which is not sealed.
        const isSealed = building.label === '10号楼' && building.compound === '经纬印象小区';
        assert.equal(levels.ofBuilding(building), isSealed ? 'sealed' : 'control', `${building.compound} ${building.label}`);
      }
    });

    it('somebody with an invented telephone of their own lives behind every door that is lived in', async () => {
      assert.equal(
        await one(
          db,
          `(SELECT count(*) FROM household h WHERE h.living = 'lived_in' AND NOT EXISTS (SELECT FROM resident r JOIN person p USING (community_id, person_id)
             WHERE r.household_id = h.household_id AND r.relation = 'lives_here' AND p.telephone IS NOT NULL))`,
        ),
        0,
      );
      assert.equal(await one(db, `(SELECT count(*) FROM person WHERE telephone !~ '^1990000[0-9]{4}$')`), 0);
      assert.equal(await one(db, '(SELECT count(*) = count(DISTINCT telephone_digits) FROM person)'), true);
    });

    it('the old man of 10-2-1002 has no smartphone, and daughters elsewhere', async () => {
      const doors = await findDoors(db, communityId, '经纬印象10号楼2单元1002');
      assert.equal(doors.length, 1);
      const people = await db.rows(
        'SELECT relation, smartphone, count(*) AS people FROM resident WHERE household_id = $1 GROUP BY relation, smartphone ORDER BY relation',
        [doors[0]?.householdId],
      );
      assert.deepEqual(people, [
        { relation: 'lives_here', smartphone: false, people: 1 },
        { relation: 'relative', smartphone: true, people: 2 },
      ]);
    });

    it('every unit has a primary and a backup, and only protected people are bound to the sealed building', async () => {
      assert.equal(
        await one(
          db,
          `(SELECT count(*) FROM unit u WHERE (SELECT count(DISTINCT rank) FROM binding b WHERE b.place_id = u.unit_id) <> 2)`,
        ),
        0,
      );
      assert.equal(
        await one(
          db,
          `(SELECT count(*) FROM binding b JOIN helper p USING (community_id, person_id) LEFT JOIN unit u ON u.unit_id = b.place_id
             JOIN building g ON g.building_id = coalesce(u.building_id, b.place_id) WHERE g.building_id = ${sealed} AND NOT p.protection)`,
        ),
        0,
      );
    });

    it('the accounts can sign in with the password that was chosen', async () => {
      const names = accounts?.map(account => account.name) ?? [];
      for (const name of ['admin', 'lead', 'clerk', 'supply', 'grid1', 'steward1', 'volunteer1', 'district'])
        assert.ok(names.includes(name), name);
      assert.ok(accounts?.every(account => account.password === 'a-long-demo-password'));
      const kept = await one<string>(db, `(SELECT password_hash FROM account WHERE sign_in_name = 'clerk')`);
      assert.equal(await checkPassword(kept, 'a-long-demo-password'), true);
    });

    it('about forty requests, in every state that lives, over all four channels', async () => {
      const states = await db.rows<{ state: string; n: number }>('SELECT state, count(*) AS n FROM request GROUP BY state');
      for (const state of ['asked', 'sorted', 'offered', 'problem', 'accepted', 'carrying', 'delivered', 'served']) {
        assert.ok(
          states.some(row => row.state === state),
          state,
        );
      }
      const all = states.reduce((sum, row) => sum + row.n, 0);
      assert.ok(all >= 35 && all <= 60, String(all));
      assert.equal(await one(db, '(SELECT count(DISTINCT channel) FROM request)'), 4);
      assert.equal(
        await one(
          db,
          `(SELECT count(*) FROM request r LEFT JOIN request_words w USING (community_id, request_id) WHERE w.request_id IS NULL)`,
        ),
        0,
      );
      assert.equal(
        await one(
          db,
          `(SELECT count(*) FROM request r JOIN household h USING (community_id, household_id) WHERE h.living <> 'lived_in')`,
        ),
        0,
      );
    });

    it('every story follows the life table, by people who may, in the order of time', async () => {
      const events = await db.rows<{
        request_id: string;
        move: MoveName;
        from_state: State | null;
        to_state: State;
        by_role: Mover;
        at: string;
        state: State;
        asked_at: string;
      }>(
        `SELECT e.request_id, e.move, e.from_state, e.to_state, e.by_role, e.at, r.state, r.asked_at
         FROM request_event e JOIN request r USING (community_id, request_id) ORDER BY e.request_id, e.at, e.event_id`,
      );
      const stories = Map.groupBy(events, event => event.request_id);
      assert.equal(stories.size, await one(db, '(SELECT count(*) FROM request)'));
      for (const story of stories.values()) {
        let state: State | null = null;
        let at = '';
        for (const event of story) {
          const move = moveOf(event.move);
          assert.equal(event.from_state, state);
          assert.ok(state === null ? move.from.length === 0 : move.from.includes(state), `${event.move} from ${state}`);
          assert.equal(event.to_state, move.to ?? state);
          assert.ok(move.by.includes(event.by_role), `${event.move} by ${event.by_role}`);
          assert.ok(event.at >= at && event.at <= now.toISOString(), `${event.move} at ${event.at}`);
          [state, at] = [event.to_state, event.at];
        }
        assert.equal(story[0]?.at, story[0]?.asked_at);
        assert.equal(state, story[0]?.state);
      }
    });

    it('every bag was handed on in order, treated with what its goods bear, and is where its request says', async () => {
      const steps = await db.rows<{
        bag_id: string;
        step: BagStep;
        agent: Disinfectant | null;
        at: string;
        goods_class: GoodsClass;
        now_at: BagStep;
        state: State;
        made_for: string;
        goods_of_request: GoodsClass;
      }>(
        `SELECT c.bag_id, c.step, c.agent, c.at, b.goods_class, b.step AS now_at, r.state, b.request_id AS made_for, r.goods_class AS goods_of_request
         FROM custody c JOIN bag b USING (community_id, bag_id) JOIN request r ON r.request_id = b.request_id ORDER BY c.bag_id, c.at, c.custody_id`,
      );
      const bags = Map.groupBy(steps, step => step.bag_id);
      assert.equal(bags.size, await one(db, '(SELECT count(*) FROM bag)'));
      for (const way of bags.values()) {
        for (const [index, step] of way.entries()) {
          const earlier = way[index - 1];
          if (earlier !== undefined) {
            assert.ok(
              mayFollow(earlier.step, step.step, step.goods_class),
              `${earlier.step} → ${step.step} for ${step.goods_class}`,
            );
            assert.ok(step.at >= earlier.at);
          }
          if (step.step === 'disinfected') {
            assert.ok(
              step.agent !== null && allowedDisinfectants(step.goods_class).includes(step.agent),
              `${step.agent} on ${step.goods_class}`,
            );
          }
        }
        assert.equal(way.at(-1)?.step, way[0]?.now_at);
        assert.equal(way[0]?.goods_class, way[0]?.goods_of_request);
        if (way[0]?.state === 'delivered' || way[0]?.state === 'served') assert.equal(way[0].now_at, 'door');
      }
      const delivered = await db.rows<{ request_id: string; kind: Kind }>(
        `SELECT request_id, kind FROM request WHERE state IN ('carrying', 'delivered', 'served')`,
      );
      const withBag = new Set(steps.map(step => step.made_for));
      for (const { request_id, kind } of delivered) assert.equal(withBag.has(request_id), hasGoods(kind), kind);
    });

    it('nobody holds more than they may, and nobody without protection holds anything for the sealed building', async () => {
      const held = await db.rows<{ requests: number; grams: number; max_open: number; max_grams: number; unprotected: number }>(
        `SELECT count(*) AS requests, sum(r.grams) AS grams, p.max_open, p.max_grams,
           count(*) FILTER (WHERE b.building_id = ${sealed} AND NOT p.protection) AS unprotected
         FROM request r JOIN helper p ON p.community_id = r.community_id AND p.person_id = r.owner_id JOIN building b ON b.building_id = r.building_id
         WHERE r.state IN ('offered', 'accepted', 'carrying') GROUP BY p.person_id, p.max_open, p.max_grams`,
      );
      assert.ok(held.length > 3);
      for (const row of held)
        assert.ok(row.requests <= row.max_open && row.grams <= row.max_grams && row.unprotected === 0, JSON.stringify(row));
    });

    it('what the runs have booked is what the requests in them weigh', async () => {
      const wrong = await db.rows(
        `SELECT u.run_id FROM run u LEFT JOIN (SELECT run_id, count(*) AS n, sum(grams) AS grams, sum(minutes) AS minutes FROM request GROUP BY run_id) r USING (run_id)
         WHERE (u.booked_requests, u.booked_grams, u.booked_minutes) IS DISTINCT FROM (coalesce(r.n, 0)::integer, coalesce(r.grams, 0)::bigint, coalesce(r.minutes, 0)::integer)`,
      );
      assert.deepEqual(wrong, []);
      assert.ok(
        (await one<number>(db, `(SELECT count(*) FROM run WHERE cutoff_at > '${now.toISOString()}')`)) >= 3,
        'a run can still be joined in each compound',
      );
    });

    it('a few households have not been heard from for more than a day', async () => {
      const silent = await one<number>(
        db,
        `(SELECT count(*) FROM household WHERE living = 'lived_in' AND (heard_at IS NULL OR heard_at < '${new Date(now.getTime() - 24 * 3_600_000).toISOString()}'))`,
      );
      assert.ok(silent >= 3 && silent <= 60, String(silent));
    });
  });
}

describe('without a chosen password', () => {
  it('every account has a random one of its own', async () => {
    const db = await testDatabase({ size: 2 });
    const accounts = (await loadSample(db, testConfig())) ?? [];
    assert.ok(accounts.length >= 8);
    assert.equal(new Set(accounts.map(account => account.password)).size, accounts.length);
    const [first] = accounts;
    const kept = await db.row<{ password_hash: string }>('SELECT password_hash FROM account WHERE sign_in_name = $1', [
      first?.name,
    ]);
    assert.equal(await checkPassword(kept?.password_hash ?? null, first?.password ?? ''), true);
  });

  it('two programs that start at one moment load it once', async () => {
    const db = await testDatabase({ size: 4 });
    const loaded = await Promise.all([loadSample(db, demo), loadSample(db, demo)]);
    assert.equal(loaded.filter(accounts => accounts !== null).length, 1);
    assert.equal(await one(db, '(SELECT count(*) FROM community)'), 1);
  });
});
