// What the board's page works out by itself: each door's state as the clock goes on, and how large a house may be drawn.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fitStreet, type House, heightOf, heightOfStreet, widthOf } from '../src/web/board/fit.ts';
import { type Snapshot, streetOf, type ToldCell, turnStreet } from '../src/web/board/street.ts';

const hour = 3600;
const start = 1_700_000_000;

type Letter = ToldCell[1];
const letter = fc.constantFrom<Letter>('n', 'w', 'o', 's', 'v');
const moment = fc.integer({ min: start - 60 * hour, max: start + 60 * hour });
const facts = fc.record({ letter, dueAt: fc.oneof(fc.constant(0), moment), heardAt: fc.oneof(fc.constant(0), moment) });

function snapshotOf(doors: readonly { letter: Letter; dueAt: number; heardAt: number }[]): Snapshot {
  const floors = doors.map((door, n) => ({
    floor: n,
    cells: [[`id-${n}`, `${n}01`, door.letter, door.dueAt, door.heardAt] as [string, string, Letter, number, number]],
  }));
  const counters = { collect: 0, dispatch: 0, accept: 0, feedback: 0, late: 0, unheard: 0, callBacks: 0 };
  return {
    ...{ communityName: 'x', demo: true, timeZone: 'Asia/Shanghai', compoundId: 'c', compounds: [], helpers: [], cursor: 'c' },
    ...{ counters, unheardAfterHours: 24 },
    buildings: [
      {
        ...{ buildingId: 'b', label: '1号楼', level: 'control', since: new Date((start - 50 * hour) * 1000).toISOString() },
        units: [{ unitId: 'u', label: '', level: 'control', floors }],
      },
    ],
  };
}

const shownIn = (street: ReturnType<typeof streetOf>) =>
  street.buildings.flatMap(building =>
    building.units.flatMap(unit => unit.floors.flatMap(floor => floor.cells.map(cell => [cell.id, cell.state]))),
  );

describe('the street on the page', () => {
  it('after any messages and any time is the street that a fresh snapshot would give', () => {
    fc.assert(
      fc.property(
        fc.array(facts, { minLength: 1, maxLength: 8 }),
        fc.array(
          fc.record({
            changes: fc.array(fc.tuple(fc.nat(7), facts), { maxLength: 4 }),
            later: fc.integer({ min: 0, max: 20 * hour }),
          }),
          { maxLength: 6 },
        ),
        (doors, steps) => {
          let now = start;
          const truth = [...doors];
          let street = streetOf(snapshotOf(doors), now * 1000);
          for (const { changes, later } of steps) {
            now += later;
            const told = changes.filter(([at]) => at < truth.length);
            for (const [at, next] of told) truth[at] = next;
            const cells = told.map(([at]) => {
              const { letter, dueAt, heardAt } = truth[at] as (typeof truth)[number];
              return [`id-${at}`, letter, dueAt, heardAt] as const;
            });
            street = turnStreet(street, cells, undefined, now * 1000);
            assert.deepEqual(shownIn(street), shownIn(streetOf(snapshotOf(truth), now * 1000)));
          }
        },
      ),
    );
  });

  it('stays the same object while nothing looks different, so that nothing is drawn', () => {
    const street = streetOf(snapshotOf([{ letter: 'w', dueAt: start + 10, heardAt: start }]), start * 1000);
    assert.equal(turnStreet(street, [], undefined, (start + 9) * 1000), street);
    const later = turnStreet(street, [], undefined, (start + 10) * 1000);
    assert.deepEqual(shownIn(later), [['id-0', 'late']]);
    // A door of another compound, or one that was taken away, is nobody's here.
    assert.equal(turnStreet(street, [['elsewhere', 'w', 0, 0]], undefined, start * 1000), street);
  });

  it('says for how many full days a house lives under its level, and leaves out a building’s missing units', () => {
    const [house] = streetOf(snapshotOf([]), start * 1000).buildings;
    assert.deepEqual([house?.days, house?.units[0]?.label], [2, null]);
  });
});

describe('how large the houses are drawn', () => {
  const sample: House[] = Array.from({ length: 9 }, () => ({ doors: 6, units: 3, floors: 11, named: true }));

  it('nine houses of the sample fit a big screen, a projector and a laptop', () => {
    for (const [width, height, least] of [
      [1560, 860, 30],
      [3500, 1900, 60],
      [1000, 560, 18],
    ] as const) {
      const fit = fitStreet(sample, { width, height, rem: 16 });
      assert.ok(fit !== null && fit.cell >= least, `${width} × ${height}: ${JSON.stringify(fit)}`);
    }
  });

  it('whatever is promised to fit does, and nothing wider or higher than the room is promised', () => {
    const house = fc
      .record({
        units: fc.integer({ min: 1, max: 5 }),
        each: fc.integer({ min: 1, max: 6 }),
        floors: fc.integer({ min: 1, max: 34 }),
      })
      .map(({ units, each, floors }) => ({ units, doors: units * each, floors, named: units > 1 }));
    const room = fc.record({
      width: fc.integer({ min: 300, max: 4000 }),
      height: fc.integer({ min: 200, max: 2400 }),
      rem: fc.constantFrom(16, 20, 24, 30),
    });
    fc.assert(
      fc.property(fc.array(house, { minLength: 1, maxLength: 40 }), room, (houses, size) => {
        const fit = fitStreet(houses, size);
        if (fit === null) return;
        assert.ok(heightOfStreet(houses, fit, size) <= size.height);
        assert.ok(houses.every(one => widthOf(one, fit, size.rem) <= size.width));
        assert.ok(houses.every(one => heightOf(one, fit, size.rem) > one.floors * fit.high));
        assert.ok(fit.cell >= 13 && fit.high >= 12);
      }),
    );
  });

  it('gives up when the doors would be too small to tell apart', () => {
    const many = Array.from({ length: 60 }, () => ({ doors: 12, units: 6, floors: 33, named: true }));
    assert.equal(fitStreet(many, { width: 1200, height: 600, rem: 16 }), null);
  });
});
