// Places in runs that a move takes or gives back: taken before the request is changed, given back when that fails or is no longer needed.
import type { AskedMove } from '../../api/request.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts';
import { actBy, dueAtIntake, readClocks } from '../../domain/request/clock.ts';
import { type Booked, bookRun, changeBooking } from '../dispatch/runs-store.ts';
import type { Queryable } from '../postgres/pool.ts';
import type { Change, HeldPlace, RequestRow } from './moves-store.ts';

/** The change with its place in a run, and what to give back in either case. */
export interface Booking {
  readonly change: Change;
  readonly giveBackWhenDone: readonly HeldPlace[];
  readonly giveBackWhenLost: readonly HeldPlace[];
}

/** Null: the move has nothing to do with runs. */
export async function book(
  tx: Queryable,
  now: Date,
  communityId: string,
  change: Change,
  move: AskedMove | { readonly move: 'lapse' },
): Promise<Booking | Refusal | null> {
  const { row, after } = change;
  const before = placesOf(row);
  const wanted = 'runId' in move ? move.runId : undefined;
  if (after.lane !== 'ordinary' || (wanted === undefined && !mayNeedRun(move.move))) return givenBack(change, before);
  if (wanted !== undefined && wanted !== row.run_id) {
    const booked = await ask(tx, now, communityId, change, wanted);
    return isRefusal(booked) ? booked : promised(change, booked, before, now);
  }
  if (after.runId === null) {
    // A second attempt is owed, not newly promised: where no run has room it goes without one and the desk sees its clock.
    const booked = await ask(tx, now, communityId, change, null);
    return isRefusal(booked) ? givenBack(change, before) : promised(change, booked, before, now);
  }
  if (after.grams === row.grams) return null;
  const held = { communityId, runId: after.runId };
  const to = { grams: after.grams, minutes: row.minutes };
  if (!(await changeBooking(tx, held, { grams: row.grams, minutes: row.minutes }, to))) return refuse('run_full');
  // Lost means the transaction or this try starts again, so the difference goes back the same way it came.
  const difference = { runId: after.runId, requests: 0, grams: after.grams - row.grams, minutes: 0 };
  return { change, giveBackWhenDone: [], giveBackWhenLost: [difference] };
}

function mayNeedRun(move: string): boolean {
  return move === 'sort' || move === 'retry' || move === 'amend';
}

function givenBack(change: Change, before: HeldPlace[]): Booking | null {
  const freed = change.row.run_id !== null && change.after.runId === null;
  return freed ? { change, giveBackWhenDone: before, giveBackWhenLost: [] } : null;
}

/** What a stored request takes up, if it is in a run. */
export function placesOf(row: RequestRow): HeldPlace[] {
  return row.run_id === null ? [] : [{ runId: row.run_id, requests: 1, grams: row.grams, minutes: row.minutes }];
}

function ask(tx: Queryable, now: Date, communityId: string, { row, after }: Change, runId: string | null) {
  return bookRun(tx, { communityId, compoundId: row.compound_id, runId, grams: after.grams, minutes: row.minutes, now });
}

/** Another run is another promise; how long the household has waited since asking stays as it is. */
function promised(change: Change, booked: Booked, before: HeldPlace[], now: Date): Booking {
  const { row, after } = change;
  const clocks = readClocks(row.settings);
  const dueAt = row.reopened > 0 ? after.dueAt : dueAtIntake(clocks, after.lane, after.askedAt, booked.startsAt);
  const inRun = {
    ...after,
    runId: booked.runId,
    dueAt,
    actBy: actBy(clocks, after.state, after.lane, now.toISOString(), dueAt),
  };
  return {
    change: { ...change, after: inRun },
    giveBackWhenDone: before,
    giveBackWhenLost: placesOf({ ...row, run_id: booked.runId, grams: after.grams }),
  };
}
