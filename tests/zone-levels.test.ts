// Nested, overlapping and back-dated orders: the level of every door is what a slow reading of all orders says, everywhere it is asked.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { countdownOf, effectiveLevel, isStricter, type Level, levels, type Order } from '../src/domain/zone/level.ts';
import { newId } from '../src/server/id.ts';
import { levelSql } from '../src/server/zone/level-store.ts';
import { levelsOf, ordersAround } from '../src/server/zone/store.ts';
import { testApp } from './app.ts';
import { insertRows } from './community.ts';

const hourMs = 3_600_000;
const zero = Date.parse('2022-03-12T00:00:00Z');
const iso = (hours: number) => new Date(zero + hours * hourMs).toISOString();
const level = fc.constantFrom<Level>(...levels);

describe('the level of a door in the database', async () => {
  const { db, community } = await testApp();
  const { communityId } = community;
  const subAreaId = newId();
  const doorsOfSubArea = ['1-1-101', '10-2-301'];
  await insertRows(db, 'sub_area', [{ community_id: communityId, sub_area_id: subAreaId, name: '东侧' }]);
  await insertRows(
    db,
    'sub_area_door',
    doorsOfSubArea.map(door => ({ community_id: communityId, sub_area_id: subAreaId, household_id: community.households[door] })),
  );
  const keys = Object.keys(community.households);
  const [building, unit] = [community.buildings.clean, community.units['10-1']];

  /** Each place with the doors that it covers, written by hand and not from the program's SQL. */
  const places: readonly (readonly [kind: string, id: string, floor: number | null, covers: (key: string) => boolean])[] = [
    ['community', communityId, null, () => true],
    ['compound', community.compoundId, null, () => true],
    ['building', building, null, key => key.startsWith('1-')],
    ['unit', unit, null, key => key.startsWith('10-1-')],
    ['floor', building, 2, key => /^1-\d-2\d\d$/.test(key)],
    ['floor', unit, 3, key => /^10-1-3\d\d$/.test(key)],
    ['household', community.households['1-2-301'] ?? '', null, key => key === '1-2-301'],
    ['sub_area', subAreaId, null, key => doorsOfSubArea.includes(key)],
  ];
  const order = fc.record({
    place: fc.nat(places.length - 1),
    level,
    starts: fc.integer({ min: -48, max: 48 }),
    lasts: fc.option(fc.integer({ min: 0, max: 72 })),
    /** Recorded so many hours after it began: the days before it was recorded count all the same. */
    recordedAfter: fc.integer({ min: -24, max: 24 }),
  });

  it('is the strictest of all orders that cover it, for every kind of place, at any time, however late they were recorded', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(order, { maxLength: 8 }), fc.integer({ min: -60, max: 130 }), async (orders, at) => {
        await db.count('DELETE FROM zone WHERE community_id = $1', [communityId]);
        await insertRows(
          db,
          'zone',
          orders.map(one => {
            const [place_kind, place_id, floor] = places[one.place] as (typeof places)[number];
            return {
              ...{ community_id: communityId, zone_id: newId(), place_kind, place_id, floor, level: one.level },
              ...{ order_number: '试', starts_at: iso(one.starts), approved: [], changed_at: iso(one.starts) },
              ended_at: one.lasts === null ? null : iso(one.starts + one.lasts),
              recorded_at: iso(one.starts + one.recordedAfter),
            };
          }),
        );
        const slow = (key: string): Level => {
          let strictest: Level = 'open';
          for (const one of orders) {
            const covers = (places[one.place] as (typeof places)[number])[3](key);
            const active = one.starts <= at && (one.lasts === null || at < one.starts + one.lasts);
            if (covers && active && isStricter(one.level, strictest)) strictest = one.level;
          }
          return strictest;
        };
        const expected = new Map(keys.map(key => [community.households[key], slow(key)]));
        const rows = await db.rows<{
          household_id: string;
          unit_id: string;
          building_id: string;
          compound_id: string;
          level: Level;
        }>(
          `SELECT h.household_id, h.unit_id, h.building_id, h.compound_id, ${levelSql('h', '$2')} AS level FROM household h WHERE h.community_id = $1`,
          [communityId, iso(at)],
        );
        const known = await levelsOf(db, communityId, new Date(iso(at)));
        assert.equal(rows.length, keys.length);
        for (const row of rows) {
          assert.equal(row.level, expected.get(row.household_id), 'in SQL');
          assert.equal(known.ofHousehold(row), row.level, 'in memory');
        }
        const one = rows[0];
        if (one === undefined) return;
        const around = await ordersAround(db, communityId, one.household_id);
        assert.equal(effectiveLevel(around, iso(at)), one.level, 'from the orders around it');
      }),
      { numRuns: 40, seed: 20220312 },
    );
  });
});

describe('the countdown', () => {
  const dated = fc
    .record({
      level,
      starts: fc.integer({ min: -20, max: 20 }),
      ends: fc.option(fc.integer({ min: 0, max: 30 })),
      planned: fc.option(fc.integer({ min: 1, max: 30 })),
    })
    .map(
      (one): Order => ({
        level: one.level,
        startsAt: iso(one.starts),
        endedAt: one.ends === null ? null : iso(one.starts + one.ends),
        plannedEndAt: one.planned === null ? null : iso(one.starts + one.planned),
      }),
    );

  /** Hour by hour: until when somebody is under the level of now or a stricter one, as the orders themselves say; null: they do not say. */
  function slow(orders: readonly Order[], at: number): string | null {
    const now = effectiveLevel(orders, iso(at));
    if (now === 'open') return null;
    const strict = orders.filter(order => !isStricter(now, order.level));
    for (let hour = at; hour <= 80; hour++) {
      const holding = strict.filter(order => {
        const begun = Date.parse(order.startsAt) <= Date.parse(iso(hour));
        if (order.endedAt !== null) return begun && iso(hour) < order.endedAt;
        // Nothing was ordered: it holds for ever, or until the end that it expects, if that has not passed already.
        const expected = order.plannedEndAt !== null && order.plannedEndAt > iso(at);
        return begun && (!expected || iso(hour) < (order.plannedEndAt as string));
      });
      if (holding.length === 0) return iso(hour);
    }
    return null;
  }

  it('ends when the last of the orders that hold one after another ends, and is none where one of them says nothing', () => {
    fc.assert(
      fc.property(fc.array(dated, { maxLength: 5 }), fc.integer({ min: -25, max: 45 }), (orders, at) => {
        assert.equal(countdownOf(orders, iso(at))?.at ?? null, slow(orders, at));
      }),
      { numRuns: 500, seed: 20220312 },
    );
  });

  it('says whether the end is ordered or only expected', () => {
    const sealed = { level: 'sealed', startsAt: iso(-5), plannedEndAt: iso(9) } as const;
    assert.deepEqual(countdownOf([{ ...sealed, endedAt: null }], iso(0)), { at: iso(9), kind: 'planned' });
    assert.deepEqual(countdownOf([{ ...sealed, endedAt: iso(4) }], iso(0)), { at: iso(4), kind: 'ordered' });
    assert.equal(countdownOf([{ ...sealed, endedAt: null, plannedEndAt: null }], iso(0)), null);
    assert.equal(countdownOf([{ ...sealed, endedAt: null }], iso(10)), null, 'expected, passed, and nobody has lifted it');
  });
});
