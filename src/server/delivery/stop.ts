// Stops what was on its way: bags with a problem found at the desk or in a count, and the requests that have no good bag left.
import { type Bag, type BagProblem, isUnderWay } from '../../domain/delivery/custody.ts';
import type { Role } from '../../domain/people/role.ts';
import { readClocks } from '../../domain/request/clock.ts';
import { moveOf } from '../../domain/request/life.ts';
import { nextRequest } from '../../domain/request/step.ts';
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';
import { placesOf } from '../request/booking.ts';
import type { Effects } from '../request/effects-store.ts';
import { type Change, giveBackPlaces, type RequestRow, readRequests, requestOf, writeChanges } from '../request/moves-store.ts';

export interface Stopper {
  readonly communityId: string;
  readonly byId: string | null;
  readonly byRole: Role;
  readonly moveId: string;
  readonly happenedAt: string | null;
}

/** A request was changed between reading and writing. The code tells the pool to run the transaction again from the start. */
export class ChangedMeanwhile extends Error {
  override readonly name = 'ChangedMeanwhile';
  readonly code = '40001';
}

/** Adds to `effects`: this bag stays where it is, with its problem, and has its line in the log. */
export function stopBag(effects: Effects, by: Stopper, requestId: string, bag: Bag, problem: BagProblem): void {
  effects.steppedBags.push({ bag_id: bag.bagId, from_step: bag.step, from_problem: bag.problem, step: bag.step, problem });
  effects.custody.push({
    custody_id: newId(),
    bag_id: bag.bagId,
    request_id: requestId,
    step: bag.step,
    by_id: by.byId,
    by_role: by.byRole,
    problem,
    move_id: by.moveId,
    happened_at: by.happenedAt,
  });
}

/** The change that takes a request to the desk because of its goods; null where nobody is on the way with it. */
export function stopRequest(by: Stopper, row: RequestRow, reason: BagProblem, now: Date): Change | null {
  if (!moveOf('stop').from.includes(row.state)) return null;
  const step = { move: 'stop' as const, byRole: by.byRole, byId: by.byId, reason };
  return {
    row,
    after: nextRequest(requestOf(row), { ...step, now: now.toISOString(), clocks: readClocks(row.settings) }),
    event: { ...step, eventId: newId(), moveId: by.moveId, happenedAt: by.happenedAt },
  };
}

/** Has the request, after what `effects` does to its bags, none left that goes to the door? */
export function hasNoneLeft(row: RequestRow, effects: Effects): boolean {
  const after = row.bags.map(bag => {
    const stepped = effects.steppedBags.find(one => one.bag_id === bag.bagId);
    return stepped === undefined ? bag : { ...bag, step: stepped.step, problem: stepped.problem };
  });
  return !after.some(isUnderWay);
}

/** Writes changes that must all still be as they were read. */
export async function writeAll(tx: Queryable, communityId: string, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  const moved = await writeChanges(tx, communityId, changes);
  if (moved.length !== changes.length) throw new ChangedMeanwhile('a request was changed meanwhile');
  // Who goes again needs a new place; the old one is free for another household.
  const freed = changes.filter(({ row, after }) => row.run_id !== null && after.runId === null);
  await giveBackPlaces(
    tx,
    communityId,
    freed.flatMap(({ row }) => placesOf(row)),
  );
}

export async function readAll(
  tx: Queryable,
  communityId: string,
  requestIds: readonly string[],
  now: Date,
): Promise<Map<string, RequestRow>> {
  const rows = requestIds.length === 0 ? [] : await readRequests(tx, communityId, [...new Set(requestIds)], now);
  return new Map(rows.map(row => [row.request_id, row]));
}
