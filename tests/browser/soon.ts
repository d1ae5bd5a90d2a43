// Waits until the page says what is expected: a page is drawn a moment after the key, and later still on a busy machine.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

const limit = 30_000;

async function until(read: () => Promise<unknown>, check: (value: unknown) => void): Promise<void> {
  const end = Date.now() + limit;
  for (;;) {
    try {
      return check(await read());
    } catch (error) {
      if (!(error instanceof assert.AssertionError) || Date.now() > end) throw error;
      await pause(25);
    }
  }
}

/** Reads again until it is this; fails with the difference that stays. */
export function soon<T>(read: () => Promise<T>, expected: T, message?: string): Promise<void> {
  return until(read, value => assert.deepEqual(value, expected, message));
}

/** Reads again until the text matches; nothing counts as the empty text. */
export function soonMatches(read: () => Promise<string | null | undefined>, expected: RegExp): Promise<void> {
  return until(read, text => assert.match(typeof text === 'string' ? text : '', expected));
}
