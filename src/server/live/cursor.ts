// The place a reader has come to in the stream: a moment by the database's clock, written so that nobody builds on its form.

const form = /^c1-(\d{13})$/;
/** Older ones are answered with `again`: reading everything anew is cheaper than telling an hour of changes. */
export const oldestMs = 3600_000;
/** A cursor from the future was made by a clock that has since been set back: what came in between cannot be known from it. */
const mostAheadMs = 60_000;

/** `at`: an instant of the database, in ISO. */
export function cursorOf(at: string): string {
  return `c1-${String(Date.parse(at)).padStart(13, '0')}`;
}

/** Milliseconds since 1970; null when it is none of ours. */
export function readCursor(text: string): number | null {
  const parts = form.exec(text);
  return parts === null ? null : Number(parts[1]);
}

/** Can the stream go on from there without a gap? Both in milliseconds by the database's clock. */
export function canResume(since: number, now: number): boolean {
  return since >= now - oldestMs && since <= now + mostAheadMs;
}
