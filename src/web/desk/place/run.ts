// Runs as a person picks one: when it leaves, until when one may ask, how much room it has.
import type { listRuns } from '../../../api/dispatch.ts';
import type { AnswerOf } from '../../../api/endpoint.ts';
import { clockTime, dayTime } from '../../kit/time.ts';
import { say } from '../words.ts';

export type Run = AnswerOf<typeof listRuns>['runs'][number];

export function roomOf(run: Run): number {
  return Math.max(0, run.capacityRequests - run.bookedRequests);
}

/** Whether an ordinary request can still be promised for it. */
export function isTakingIn(run: Run, now: number): boolean {
  return run.open && Date.parse(run.cutoffAt) > now && roomOf(run) > 0 && run.bookedGrams < run.capacityGrams;
}

export function sayRun(run: Run, now: number): string {
  const time = dayTime(run.startsAt, now);
  if (!run.open || Date.parse(run.cutoffAt) <= now) return say('run.closed', { time });
  if (roomOf(run) === 0) return say('run.full', { time });
  return say('run.room', { time, n: roomOf(run), cutoff: clockTime(run.cutoffAt) });
}

export function runOptions(runs: readonly Run[], now: number, kept?: string | undefined) {
  return runs
    .filter(run => Date.parse(run.startsAt) > now - 3_600_000 || run.runId === kept)
    .map(run => ({ value: run.runId, text: sayRun(run, now), disabled: !isTakingIn(run, now) && run.runId !== kept }));
}

/** The first run after the refused one that has room. */
export function nextWithRoom(runs: readonly Run[], now: number, refused?: string | undefined): Run | undefined {
  return runs
    .filter(run => run.runId !== refused && isTakingIn(run, now))
    .sort((a, b) => a.startsAt.localeCompare(b.startsAt))[0];
}
