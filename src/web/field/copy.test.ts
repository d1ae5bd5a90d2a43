// What the phone shows while nothing has been answered yet: the next step at once, the same however often it is drawn, never more than was done.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Copy, inOrder, type Move, openRound, touchedBy, withWaiting } from './copy.ts';
import type { Waiting } from './outbox.ts';

const bag = (n: number, step: string) => ({
  bagId: `bag-${n}`,
  label: `A-${n}`,
  code: `00000000000${n}`,
  step,
  goodsClass: 'ordinary',
});
const task = (n: number, state: string, step = 'packed') => ({
  requestId: `request-${n}`,
  door: `door ${n}`,
  state,
  goodsClass: 'ordinary',
  urgency: 'normal',
  bags: [bag(n, step)],
});
const stop = (n: number, position: number) => ({
  requestId: `request-${n}`,
  position,
  outcome: null,
  closedAt: null,
  bags: [bag(n, 'packed')],
});

function copyOf(part: Record<string, unknown>): Copy {
  const policy = { handover: [], disinfectants: [{ goodsClass: 'ordinary', mayUse: [], restMinutes: 30 }] };
  return { tasks: [], rounds: [], relays: [], doors: [], lateMoves: [], doneToday: 0, policy, ...part } as unknown as Copy;
}
let seq = 0;
const waiting = (move: Move): Waiting<Move> => ({ id: `move-${++seq}`, seq, madeAt: '2022-03-19T06:20:00.000Z', move });
const of = (n: number, body: Extract<Move, { on: 'request' }>['body']) =>
  waiting({ on: 'request', requestId: `request-${n}`, body });

describe('the copy with what waits on top', () => {
  it('goes from the offer to the gate, to the disinfected bag, to the next door', () => {
    const start = copyOf({ tasks: [task(1, 'offered'), task(2, 'accepted')], rounds: [] });
    const accepted = withWaiting(start, [of(1, { move: 'accept' })]);
    assert.equal(accepted.tasks[0]?.state, 'accepted');
    const steps = [
      of(1, { move: 'accept' }),
      of(1, { move: 'fetch' }),
      waiting({ on: 'bag', bagId: 'bag-1', body: { step: 'disinfected', agent: 'chlorine_500', contactMinutes: 10 } }),
    ];
    const ready = withWaiting(start, steps);
    assert.deepEqual([ready.tasks[0]?.state, ready.tasks[0]?.bags[0]?.step], ['carrying', 'disinfected']);
    // By the minutes the community set, counted from the step on this phone: the countdown needs no signal.
    assert.equal(ready.tasks[0]?.bags[0]?.restUntil, '2022-03-19T06:50:00.000Z');
    const delivered = withWaiting(start, [...steps, of(1, { move: 'deliver' })]);
    assert.deepEqual(
      delivered.tasks.map(one => one.requestId),
      ['request-2'],
    );
  });

  it('is the same when the server had counted the steps in already', () => {
    const start = copyOf({
      tasks: [task(1, 'carrying', 'disinfected')],
      rounds: [{ roundId: 'round', state: 'running', startAt: '1', stops: [stop(1, 1)] }],
      doors: [{ householdId: 'home', heardAt: null, daysOfSupply: null, openRequests: 0 }],
    });
    const steps = [
      of(1, { move: 'deliver' }),
      waiting({ on: 'household', householdId: 'home', body: { how: 'at_the_door', outcome: 'needs_nothing', daysOfSupply: 3 } }),
      waiting({ on: 'round', roundId: 'round', body: { move: 'finish' } }),
    ];
    const once = withWaiting(start, steps);
    assert.deepEqual(withWaiting(once, steps), once);
    assert.equal(once.doneToday, 1);
    assert.equal(once.rounds[0]?.stops[0]?.outcome, 'delivered');
  });

  it('does not take back what others did meanwhile', () => {
    const start = copyOf({ tasks: [task(1, 'offered')] });
    assert.deepEqual(withWaiting(start, [of(2, { move: 'deliver' }), of(1, { move: 'deliver' })]).tasks, start.tasks);
  });

  it('does not count an unanswered door as heard from', () => {
    const start = copyOf({ doors: [{ householdId: 'home', heardAt: null, daysOfSupply: null }] });
    const silent = waiting({ on: 'household', householdId: 'home', body: { how: 'at_the_door', outcome: 'no_answer' } });
    assert.equal(withWaiting(start, [silent]).doors[0]?.heardAt, null);
    assert.ok(touchedBy([silent]).has('home'));
  });

  it('fetches what was counted at the gate, and drops what was not there', () => {
    const start = copyOf({
      tasks: [task(1, 'accepted'), task(2, 'accepted')],
      rounds: [{ roundId: 'round', state: 'planned', startAt: '1', stops: [stop(2, 1), stop(1, 2)] }],
    });
    assert.deepEqual(
      inOrder(start).map(one => one.requestId),
      ['request-2', 'request-1'],
    );
    const counted = withWaiting(start, [
      waiting({
        on: 'handover',
        body: { point: 'gate', roundId: 'round', bagIds: ['bag-2'], differences: [{ bagId: 'bag-1', difference: 'missing' }] },
      }),
    ]);
    assert.deepEqual(
      counted.tasks.map(one => [one.requestId, one.state, one.bags[0]?.step]),
      [['request-2', 'carrying', 'gate']],
    );
    assert.deepEqual(
      openRound(counted)?.stops.map(one => one.outcome),
      [null, 'failed'],
    );
  });

  it('gives on what was handed to the next carrier, and takes what was taken off the list', () => {
    const start = copyOf({
      tasks: [task(1, 'carrying', 'disinfected')],
      rounds: [{ roundId: 'round', state: 'running', startAt: '1', stops: [stop(1, 1)] }],
      relays: [{ relayId: 'relay', bags: [{ bagId: 'bag-9', label: 'A-9', code: '000000000009' }] }],
    });
    const given = withWaiting(start, [waiting({ on: 'handover', body: { point: 'relay_out', bagIds: ['bag-1'] } })]);
    assert.deepEqual([given.tasks, given.rounds[0]?.stops[0]?.outcome], [[], 'left']);
    const taken = withWaiting(start, [waiting({ on: 'handover', body: { point: 'relay_in', codes: ['000000000009'] } })]);
    assert.deepEqual(taken.relays, []);
  });
});
