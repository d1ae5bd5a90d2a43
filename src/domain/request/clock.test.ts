// The clocks start at intake, are policy, and never let a request be forgotten.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { answerMinutes } from '../brief/figures.ts';
import { actBy, addMinutes, dueAtIntake, escalate, escalationSteps, houseClocks, isLate, readClocks } from './clock.ts';
import { lanes } from './kind.ts';
import { endStates, openStates } from './life.ts';

const now = '2022-03-12T06:00:00.000Z';
const instant = fc
  .date({ min: new Date('2021-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  .map(date => date.toISOString());
const lane = fc.constantFrom(...lanes);

describe('the clocks', () => {
  it('a life is due in half an hour, medicine in four hours, an order two hours after its run starts', () => {
    assert.equal(dueAtIntake(houseClocks, 'life', now, null), '2022-03-12T06:30:00.000Z');
    assert.equal(dueAtIntake(houseClocks, 'medicine', now, null), '2022-03-12T10:00:00.000Z');
    assert.equal(dueAtIntake(houseClocks, 'ordinary', now, '2022-03-12T09:00:00.000Z'), '2022-03-12T11:00:00.000Z');
    assert.equal(dueAtIntake(houseClocks, 'ordinary', now, null), '2022-03-13T06:00:00.000Z');
  });

  it('a run never slows down the lanes that pass it', () => {
    fc.assert(
      fc.property(instant, instant, fc.constantFrom('life' as const, 'medicine' as const), (asked, run, lane) => {
        assert.equal(dueAtIntake(houseClocks, lane, asked, run), dueAtIntake(houseClocks, lane, asked, null));
      }),
    );
  });

  it('every open state must be left at some time, later than it was entered; an end state never', () => {
    fc.assert(
      fc.property(instant, instant, lane, fc.constantFrom(...openStates), (entered, due, lane, state) => {
        const by = actBy(houseClocks, state, lane, entered, due);
        assert.ok(by !== null && Date.parse(by) > Date.parse(entered));
      }),
    );
    for (const state of endStates) assert.equal(actBy(houseClocks, state, 'life', now, now), null);
  });

  it('a faster lane never waits longer in any state', () => {
    fc.assert(
      fc.property(instant, fc.constantFrom(...openStates), (entered, state) => {
        const by = lanes.map(lane =>
          Date.parse(actBy(houseClocks, state, lane, entered, dueAtIntake(houseClocks, lane, entered, null)) as string),
        );
        assert.deepEqual(
          by,
          by.toSorted((a, b) => a - b),
        );
      }),
    );
  });

  it('an order for tomorrow need not be given to anybody tonight', () => {
    assert.equal(actBy(houseClocks, 'sorted', 'ordinary', now, addMinutes(now, 24 * 60)), addMinutes(now, 21 * 60));
    assert.equal(actBy(houseClocks, 'sorted', 'ordinary', now, addMinutes(now, 30)), addMinutes(now, 60));
  });

  it('it goes up clerk → grid lead → community lead, each once, and ends there', () => {
    fc.assert(
      fc.property(lane, instant, (lane, at) => {
        const told: string[] = [];
        let taken = 0;
        let when: string | null = at;
        while (when !== null) {
          const next = escalate(houseClocks, lane, taken, when);
          assert.ok(next);
          assert.equal(next.escalation, taken + 1);
          if (next.actBy !== null) assert.ok(Date.parse(next.actBy) > Date.parse(when));
          told.push(next.tell);
          taken = next.escalation;
          when = next.actBy;
        }
        assert.deepEqual(told, [...escalationSteps]);
        assert.equal(escalate(houseClocks, lane, taken, at), null);
      }),
    );
  });

  it('a community sets its own minutes; nonsense in the settings changes nothing', () => {
    const clocks = readClocks({
      clocks: { medicine: { door: 120, sort: 0, answer: 'soon', offer: 1.5, step: 99_999 }, life: 7 },
    });
    assert.deepEqual(clocks.medicine, { ...houseClocks.medicine, door: 120 });
    assert.deepEqual(clocks.life, houseClocks.life);
    fc.assert(
      fc.property(fc.anything(), settings => {
        const read = readClocks(settings);
        for (const lane of lanes)
          for (const minutes of Object.values(read[lane])) assert.ok(Number.isInteger(minutes) && minutes >= 1);
      }),
    );
    fc.assert(fc.property(fc.anything(), own => void readClocks({ clocks: own })));
  });

  it('late is past the deadline and not yet at the door', () => {
    assert.equal(isLate('carrying', now, addMinutes(now, 1)), true);
    assert.equal(isLate('carrying', now, now), false);
    assert.equal(isLate('delivered', now, addMinutes(now, 1)), false);
    assert.equal(isLate('cancelled', now, addMinutes(now, 1)), false);
  });

  it('the answer time of the briefing is the time the desk is given', () => {
    for (const lane of lanes) assert.equal(answerMinutes[lane], houseClocks[lane].sort);
  });
});
