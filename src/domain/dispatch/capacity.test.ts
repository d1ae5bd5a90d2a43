// A run takes what it can carry and no more; a plan holds from its day until the next one.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { dayAfter, dayIn, nextWithRoom, planOn, type Room, type RunPlan, readPlans, replacePlan, whyNot } from './capacity.ts';

const now = '2022-03-12T06:00:00.000Z';
const run = (more: Partial<Room> = {}): Room => ({
  startsAt: '2022-03-12T09:00:00.000Z',
  cutoffAt: '2022-03-12T08:00:00.000Z',
  capacityRequests: 10,
  capacityGrams: 20_000,
  capacityMinutes: 100,
  bookedRequests: 0,
  bookedGrams: 0,
  bookedMinutes: 0,
  ...more,
});
const load = { grams: 2000, minutes: 10 };

describe('a run', () => {
  it('is closed from its cut-off on, and full in whichever measure is used up first', () => {
    assert.equal(whyNot(run(), load, now), null);
    assert.equal(whyNot(run({ cutoffAt: now }), load, now), 'run_closed');
    assert.equal(whyNot(run({ bookedRequests: 10 }), load, now), 'run_full');
    assert.equal(whyNot(run({ bookedGrams: 18_000 }), load, now), null);
    assert.equal(whyNot(run({ bookedGrams: 18_001 }), load, now), 'run_full');
    assert.equal(whyNot(run({ bookedMinutes: 91 }), load, now), 'run_full');
    assert.equal(whyNot(run({ cutoffAt: now, bookedRequests: 10 }), load, now), 'run_closed');
  });

  it('filling one up by its own rule never goes over any of its limits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ grams: fc.nat(6000), minutes: fc.nat(40) }), { maxLength: 60 }),
        fc.record({ capacityRequests: fc.nat(20), capacityGrams: fc.nat(50_000), capacityMinutes: fc.nat(300) }),
        (loads, capacity) => {
          let room = run(capacity);
          for (const one of loads) {
            if (whyNot(room, one, now) !== null) continue;
            room = {
              ...room,
              bookedRequests: room.bookedRequests + 1,
              bookedGrams: room.bookedGrams + one.grams,
              bookedMinutes: room.bookedMinutes + one.minutes,
            };
          }
          assert.ok(
            room.bookedRequests <= room.capacityRequests &&
              room.bookedGrams <= room.capacityGrams &&
              room.bookedMinutes <= room.capacityMinutes,
          );
        },
      ),
    );
  });

  it('the next with room is the first to leave that can take it', () => {
    const evening = run({ startsAt: '2022-03-12T12:00:00.000Z' });
    const full = run({ bookedRequests: 10 });
    assert.equal(nextWithRoom([evening, full], load, now), evening);
    assert.equal(nextWithRoom([evening, run()], load, now)?.startsAt, run().startsAt);
    assert.equal(nextWithRoom([full], load, now), undefined);
  });
});

const plan = (startsAtMinute: number): RunPlan => ({
  startsAtMinute,
  cutoffMinutesBefore: 30,
  capacityRequests: 1,
  capacityGrams: 1,
  capacityMinutes: 1,
});
const day = fc.integer({ min: 0, max: 400 }).map(offset => dayAfter('2022-01-01', offset));

describe('the daily plan', () => {
  it('holds from its day until the next; before the first there is none', () => {
    const plans = [
      { fromOn: '2022-03-10', runs: [plan(600)] },
      { fromOn: '2022-03-12', runs: [] },
    ];
    assert.deepEqual(planOn(plans, '2022-03-09'), []);
    assert.deepEqual(planOn(plans, '2022-03-11'), [plan(600)]);
    assert.deepEqual(planOn(plans, '2022-03-12'), []);
  });

  it('a new one changes nothing before its day, holds from then on, and the list does not grow for ever', () => {
    fc.assert(
      fc.property(fc.array(day, { maxLength: 30 }), day, (days, today) => {
        let plans: { fromOn: string; runs: RunPlan[] }[] = [];
        for (const [n, fromOn] of days.entries()) {
          const before = plans;
          plans = replacePlan(plans, { fromOn, runs: [plan(n)] }, today).map(one => ({ ...one, runs: [...one.runs] }));
          for (const ahead of [0, 1, 50]) {
            const on = dayAfter(today, ahead);
            assert.deepEqual(planOn(plans, on), on >= fromOn ? [plan(n)] : planOn(before, on));
          }
          assert.equal(plans.filter(one => one.fromOn <= today).length <= 2, true);
        }
      }),
    );
  });

  it('settings that are no plans are left out and never throw', () => {
    assert.deepEqual(
      readPlans({
        runs: {
          a: [
            { fromOn: '2022-03-01', runs: [plan(1)] },
            { fromOn: 'soon', runs: [] },
          ],
          b: 7,
        },
      }),
      new Map([['a', [{ fromOn: '2022-03-01', runs: [plan(1)] }]]]),
    );
    assert.equal(
      readPlans({ runs: { a: [{ fromOn: '2022-03-01', runs: [{ ...plan(1), startsAtMinute: 1440 }] }] } }).get('a')?.length,
      0,
    );
    fc.assert(fc.property(fc.anything(), settings => void readPlans(settings)));
    fc.assert(fc.property(fc.anything(), runs => void readPlans({ runs })));
  });
});

describe('days', () => {
  it('are those of the community, not of the server', () => {
    assert.equal(dayIn('Asia/Shanghai', new Date('2022-03-12T16:00:00Z')), '2022-03-13');
    assert.equal(dayIn('Asia/Shanghai', new Date('2022-03-12T15:59:59Z')), '2022-03-12');
    assert.equal(dayIn('America/New_York', new Date('2022-03-13T04:59:59Z')), '2022-03-12');
    assert.equal(dayAfter('2022-02-28', 1), '2022-03-01');
    assert.equal(dayAfter('2024-02-28', 1), '2024-02-29');
  });
});
