// A place was sealed: what helpers without protection were to carry there goes back to the desk.
import type { Role } from '../../domain/people/role.ts';
import { readClocks } from '../../domain/request/clock.ts';
import { nextRequest } from '../../domain/request/step.ts';
import { newId } from '../id.ts';
import type { Database, Queryable } from '../postgres/pool.ts';
import { readRequests, requestOf, writeChanges } from '../request/moves-store.ts';
import { escalateNow, findHeldWithoutProtection, findSealedLately, readSettings } from './held-store.ts';

export interface TakingBack {
  readonly communityId: string;
  readonly placeId: string;
  /** The named person who recorded the order. */
  readonly byId: string | null;
  readonly byRole: Role;
}

/** How many requests went back to the desk. Somebody may be moving one at this moment: it is looked at again. */
export async function takeBackUnsafe(tx: Queryable, order: TakingBack, now: Date): Promise<number> {
  const { communityId } = order;
  const clocks = readClocks(await readSettings(tx, communityId));
  let taken = 0;
  for (let round = 0; round < 4; round++) {
    const unsafe = await findHeldWithoutProtection(tx, communityId, order.placeId);
    const carrying = unsafe.filter(row => row.state === 'carrying').map(row => row.request_id);
    if (carrying.length > 0) await escalateNow(tx, communityId, carrying, now);
    const waiting = unsafe.filter(row => row.state !== 'carrying').map(row => row.request_id);
    if (waiting.length === 0) return taken;
    const rows = await readRequests(tx, communityId, waiting, now);
    const changes = rows
      .filter(row => row.state === 'offered' || row.state === 'accepted')
      .map(row => ({
        row,
        after: nextRequest(requestOf(row), {
          move: 'take_back',
          byRole: order.byRole,
          byId: order.byId,
          now: now.toISOString(),
          clocks,
        }),
        event: {
          eventId: newId(),
          move: 'take_back' as const,
          byId: order.byId,
          byRole: order.byRole,
          reason: null,
          moveId: newId(),
          happenedAt: null,
        },
      }));
    taken += (await writeChanges(tx, communityId, changes)).length;
  }
  return taken;
}

// Also when the program did not run while the order began.
const lookBackMinutes = 2 * 24 * 60;

/**
 * For the clock: orders recorded in advance that have begun meanwhile. Doing it again finds nothing more. Answers the communities in
 * which something changed, so that their boards can be told.
 */
export async function takeBackWhereOrdersBegan(db: Database, now: Date): Promise<string[]> {
  const changed = new Set<string>();
  for (const zone of await findSealedLately(db, now, lookBackMinutes)) {
    const order = {
      communityId: zone.community_id,
      placeId: zone.place_id,
      byId: zone.recorded_by,
      byRole: zone.recorder_role,
    };
    if ((await db.transaction(tx => takeBackUnsafe(tx, order, now))) > 0) changed.add(zone.community_id);
  }
  return [...changed];
}
