// Where only helpers with protection may go, what others were to carry goes back to the desk, and what they carry is called back.
import type { Role } from '../../domain/people/role.ts';
import { readClocks } from '../../domain/request/clock.ts';
import { nextRequest } from '../../domain/request/step.ts';
import { levelsWithProtection } from '../../domain/zone/policy.ts';
import { newId } from '../id.ts';
import type { Database, Queryable } from '../postgres/pool.ts';
import { readRequests, requestOf, writeChanges } from '../request/moves-store.ts';
import { findHeldWithoutProtection, findUnderOrders, readSettings, recorderRole, writeCalledBack } from './held-store.ts';
import { rulesAt } from './level-store.ts';

export interface TakingBack {
  readonly communityId: string;
  /** The named person who recorded the order. */
  readonly byId: string | null;
  readonly byRole: Role;
}

/** How many of these went back to the desk; one that somebody is moving at this moment is found by the next look. */
export async function takeBack(tx: Queryable, by: TakingBack, requestIds: readonly string[], now: Date): Promise<number> {
  if (requestIds.length === 0) return 0;
  const { communityId, byId, byRole } = by;
  const clocks = readClocks(await readSettings(tx, communityId));
  const rows = await readRequests(tx, communityId, requestIds, now);
  const changes = rows
    .filter(row => row.state === 'offered' || row.state === 'accepted')
    .map(row => ({
      row,
      after: nextRequest(requestOf(row), { move: 'take_back', byRole, byId, now: now.toISOString(), clocks }),
      event: {
        eventId: newId(),
        move: 'take_back' as const,
        byId,
        byRole,
        reason: null,
        moveId: newId(),
        happenedAt: null,
      },
    }));
  return (await writeChanges(tx, communityId, changes)).length;
}

export function callBack(tx: Queryable, communityId: string, requestIds: readonly string[], now: Date): Promise<number> {
  return requestIds.length === 0 ? Promise.resolve(0) : writeCalledBack(tx, communityId, requestIds, now);
}

/**
 * For the clock: rules recorded in advance that have begun meanwhile, and whatever slipped into the wrong hands while an order was being
 * recorded. Doing it again finds nothing more. Answers the communities in which something changed.
 */
export async function takeBackAgainstRules(db: Database, now: Date): Promise<string[]> {
  const changed: string[] = [];
  for (const communityId of await findUnderOrders(db, now)) {
    const guarded = levelsWithProtection(await rulesAt(db, communityId, now));
    const held = await findHeldWithoutProtection(db, communityId, guarded, now);
    if (held.length === 0) continue;
    const done = await db.transaction(async tx => {
      let n = await callBack(
        tx,
        communityId,
        held.map(row => row.request_id),
        now,
      );
      for (const [byId, rows] of Map.groupBy(held, row => row.recorded_by)) {
        const by: TakingBack = { communityId, byId, byRole: await recorderRole(tx, communityId, byId) };
        n += await takeBack(
          tx,
          by,
          rows.map(row => row.request_id),
          now,
        );
      }
      return n;
    });
    if (done > 0) changed.push(communityId);
  }
  return changed;
}
