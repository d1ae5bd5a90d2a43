// Tells that a phone's clock never reorders, that what others overtook is known as late, and when a phone forgets everything.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isShiftOver } from '../dispatch/fit.ts';
import { refusalCodes } from '../refusal.ts';
import { isLate, phoneMust, whenHappened } from './phone.ts';

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.parse('2022-03-12T10:00:00Z');
const said = (...times: number[]) => times.map(at => ({ at, notBefore: null }));

describe('when the moves of a phone happened', () => {
  test('a clock that is right is believed, a clock that is a day wrong by its distance', () => {
    const times = [now - 2 * hour, now - hour, now - 60_000];
    assert.deepEqual(whenHappened(said(...times), now, now), times);
    for (const wrong of [day, -day, 400 * day, -400 * day]) {
      assert.deepEqual(whenHappened(said(...times.map(at => at + wrong)), now + wrong, now), times, `${wrong}`);
    }
  });

  test('a clock that was changed in between does not put one move before another', () => {
    // Set right after the first move: it stood a day ahead.
    assert.deepEqual(whenHappened(said(now - hour + day, now - 60_000), now, now), [now - 60_000, now - 60_000]);
    // Set wrong after the first move.
    assert.deepEqual(whenHappened(said(now - hour, now - 60_000 - day), now - day, now), [now - 60_000, now - 60_000]);
  });

  test('nothing happened in the future, nor before what it is about was there', () => {
    assert.deepEqual(whenHappened(said(now + hour), now, now), [now]);
    const moves = [
      { at: now - 3 * day, notBefore: now - hour },
      { at: now - 2 * day, notBefore: null },
    ];
    assert.deepEqual(whenHappened(moves, now, now), [now - hour, now - hour]);
    assert.deepEqual(whenHappened([{ at: now, notBefore: now + hour }], now, now), [now], 'also when that is said to be later');
  });

  test('whatever the clocks say, the times are in the order of the phone and not after now', () => {
    const time = fc.integer({ min: now - 1000 * day, max: now + 1000 * day });
    fc.assert(
      fc.property(fc.array(fc.record({ at: time, notBefore: fc.option(time) }), { maxLength: 50 }), time, (moves, phoneNow) => {
        const times = whenHappened(moves, phoneNow, now);
        assert.equal(times.length, moves.length);
        for (const [index, at] of times.entries()) {
          assert.ok(at <= now);
          assert.ok(index === 0 || at >= (times[index - 1] as number));
          assert.ok(at >= Math.min(moves[index]?.notBefore ?? at, now));
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a refused move', () => {
  test('is late when it was theirs and others moved on, and nothing else', () => {
    const gone = { wasTheirs: true, isTheirs: false };
    for (const code of ['not_yours', 'already_taken', 'state_has_changed', 'not_found', 'household_unknown'] as const) {
      assert.ok(isLate(code, gone), code);
      assert.ok(!isLate(code, { wasTheirs: true, isTheirs: true }), `${code}: their own mistake`);
      assert.ok(!isLate(code, { wasTheirs: false, isTheirs: false }), `${code}: never theirs`);
    }
    for (const code of ['goods_not_disinfected', 'helper_lacks_protection', 'reason_needed', 'invalid'] as const) {
      assert.ok(!isLate(code, gone), code);
    }
  });
});

describe('the phone forgets everything', () => {
  test('when the account is closed or no role is left, and for no other reason', () => {
    const wiping = refusalCodes.filter(code => phoneMust({ code }) === 'wipe');
    assert.deepEqual([...wiping].sort(), ['account_closed', 'not_allowed']);
    assert.equal(phoneMust({ code: 'not_allowed', facts: { mustChangePassword: true } }), 'keep');
    assert.equal(phoneMust({ code: 'session_expired' }), 'sign_in');
    assert.equal(phoneMust({ code: 'not_signed_in' }), 'sign_in');
    assert.equal(phoneMust({ code: 'a code of tomorrow' }), 'keep');
  });
});

describe('a shift', () => {
  test('is over after four hours on duty', () => {
    const at = new Date(now).toISOString();
    const since = (ms: number) => new Date(now - ms).toISOString();
    assert.ok(!isShiftOver({ onDuty: true, shiftStartedAt: since(4 * hour - 1000) }, at));
    assert.ok(isShiftOver({ onDuty: true, shiftStartedAt: since(4 * hour) }, at));
    assert.ok(!isShiftOver({ onDuty: false, shiftStartedAt: since(9 * hour) }, at));
    assert.ok(!isShiftOver({ onDuty: true, shiftStartedAt: null }, at));
  });
});
