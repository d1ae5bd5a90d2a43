// The shared pieces without a browser: floors in order, only what changed is new, times and money as people read them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { addressOf, newMoveId } from '../src/web/kit/call.ts';
import { type CellState, cellStates, changeCells, countCells, floorOrder, rowsOf, unitWidth } from '../src/web/kit/facade.ts';
import { ago, clockTime, dayTime, isoDay, setTimeZone, span, weight, yuan } from '../src/web/kit/time.ts';
import { compound, oddBuilding } from './browser/kit/compounds.ts';

describe('the elevation', () => {
  it('draws floors from the top down, basements below', () => {
    const labels = ['1', 'B1', '11', '2', '负二', '10', '-1', '地下1层', '3层'];
    assert.deepEqual(
      labels.toSorted((a, b) => floorOrder(b) - floorOrder(a)).map(label => floorOrder(label)),
      [11, 10, 3, 2, 1, -1, -1, -1, -2],
    );
  });

  it('lines up units of different heights and keeps split flats, shops and empty floors', () => {
    const odd = oddBuilding();
    const rows = rowsOf(odd);
    assert.deepEqual(
      rows.map(row => row.floor),
      ['5', '4', '3', '2', '1', 'B1'],
    );
    assert.deepEqual(
      rows.map(row => row.units.map(cells => cells?.length)),
      [
        [3, undefined],
        [4, undefined],
        [3, 0],
        [3, 2],
        [1, 2],
        [1, undefined],
      ],
    );
    assert.deepEqual(odd.units.map(unitWidth), [3, 2]);
  });

  it('shows every door of the building exactly once', () => {
    for (const building of [...compound(3), oddBuilding()]) {
      const drawn = rowsOf(building).flatMap(row => row.units.flatMap(cells => (cells ?? []).map(cell => cell.id)));
      const all = building.units.flatMap(unit => unit.floors.flatMap(floor => floor.cells.map(cell => cell.id)));
      assert.deepEqual(drawn.toSorted(), all.toSorted());
    }
  });

  it('after any changes holds the new states, and every part without a change is the same object', () => {
    const before = compound(7);
    const ids = before.flatMap(building =>
      building.units.flatMap(unit => unit.floors.flatMap(floor => floor.cells.map(cell => cell.id))),
    );
    const change = fc.tuple(fc.constantFrom(...ids, 'unknown'), fc.constantFrom(...cellStates));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), list => {
        const changes = new Map<string, CellState>(list);
        const after = changeCells(before, changes);
        after.forEach((building, at) => {
          const old = before[at];
          const touched = (cells: readonly { id: string; state: CellState }[]) =>
            cells.some(cell => (changes.get(cell.id) ?? cell.state) !== cell.state);
          building.units.forEach((unit, unitAt) => {
            unit.floors.forEach((floor, floorAt) => {
              const oldFloor = old?.units[unitAt]?.floors[floorAt];
              assert.equal(floor === oldFloor, !touched(oldFloor?.cells ?? []));
              floor.cells.forEach((cell, cellAt) => {
                const oldCell = oldFloor?.cells[cellAt];
                assert.equal(cell.id, oldCell?.id);
                assert.equal(cell.state, changes.get(cell.id) ?? oldCell?.state);
              });
            });
          });
          assert.equal(building === old, !touched(old?.units.flatMap(unit => unit.floors.flatMap(floor => floor.cells)) ?? []));
        });
        const sum = Object.values(countCells(after)).reduce((total, count) => total + count, 0);
        assert.equal(sum, ids.length);
      }),
      { numRuns: 60 },
    );
  });
});

describe('times, weights and money', () => {
  const now = Date.parse('2022-03-12T06:55:00Z');

  it('are in the community’s time zone, whatever the device says', () => {
    assert.equal(clockTime('2022-03-12T06:20:00Z'), '14:20');
    assert.equal(clockTime('2022-03-11T16:00:00Z'), '00:00');
    assert.equal(isoDay('2022-03-11T16:00:00Z'), '2022-03-12');
    setTimeZone('Asia/Urumqi');
    assert.equal(clockTime('2022-03-12T06:20:00Z'), '12:20');
    setTimeZone('Asia/Shanghai');
    assert.equal(clockTime('2022-03-12T06:20:00Z'), '14:20');
  });

  it('name the day unless it is today, also across midnight', () => {
    assert.equal(dayTime('2022-03-12T06:20:00Z', now), '14:20');
    assert.equal(dayTime('2022-03-11T15:59:00Z', now), '昨天 23:59');
    assert.equal(dayTime('2022-03-12T16:00:00Z', now), '明天 00:00');
    assert.equal(dayTime('2022-03-01T06:20:00Z', now), '3月1日 14:20');
  });

  it('say how long in words', () => {
    assert.equal(ago('2022-03-12T06:20:00Z', now), '35 分钟前');
    assert.equal(ago('2022-03-12T06:54:30Z', now), '刚刚');
    assert.equal(ago('2022-03-12T07:15:00Z', now), '20 分钟后');
    assert.equal(span(2 * 3_600_000), '2 小时');
    assert.equal(span(-(75 * 60_000)), '1 小时 15 分');
    assert.equal(span(72 * 3_600_000), '3 天');
  });

  it('keep money to the fen', () => {
    assert.equal(yuan(0), '¥0.00');
    assert.equal(yuan(5), '¥0.05');
    assert.equal(yuan(1250), '¥12.50');
    assert.equal(yuan(123_456_789), '¥1,234,567.89');
    assert.equal(yuan(-300), '−¥3.00');
    assert.equal(weight(850), '850 克');
    assert.equal(weight(2500), '2.5 公斤');
  });
});

describe('an address', () => {
  it('carries parameters and query safely', () => {
    assert.equal(
      addressOf('/api/v1/requests/{id}/moves', {
        params: { id: 'a/b?c' },
        query: { text: '青菜 & 米', state: ['asked', 'sorted'], none: undefined },
      }),
      '/api/v1/requests/a%2Fb%3Fc/moves?text=%E9%9D%92%E8%8F%9C+%26+%E7%B1%B3&state=asked&state=sorted',
    );
    assert.equal(addressOf('/api/v1/live'), '/api/v1/live');
  });
});

describe('a move id', () => {
  const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

  it('is a UUID, also where crypto.randomUUID is missing (plain http in the community’s network)', () => {
    assert.match(newMoveId(), form);
    const own = Object.getOwnPropertyDescriptor(crypto, 'randomUUID');
    Object.defineProperty(crypto, 'randomUUID', { value: undefined, configurable: true });
    try {
      const ids = Array.from({ length: 200 }, newMoveId);
      for (const id of ids) assert.match(id, form);
      assert.equal(new Set(ids).size, 200);
    } finally {
      if (own) Object.defineProperty(crypto, 'randomUUID', own);
      else delete (crypto as { randomUUID?: unknown }).randomUUID;
    }
    assert.match(newMoveId(), form);
  });
});
