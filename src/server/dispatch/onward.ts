// Nobody took it in time, or somebody said no: the program asks the next one who is near, or leaves it to the clerk.
import { propose } from '../../domain/dispatch/propose.ts';
import { readClocks } from '../../domain/request/clock.ts';
import { mayOfferByItself } from '../../domain/request/rules.ts';
import { nextRequest } from '../../domain/request/step.ts';
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';
import { type Change, type Moved, readRequests, requestOf, writeChanges } from '../request/moves-store.ts';
import { needOf } from './need.ts';
import { readCandidates } from './store.ts';

/** Offers each of these sorted requests to the first fit helper near the door; what nobody near can take stays with the clerk. */
export async function offerOnward(
  tx: Queryable,
  communityId: string,
  now: Date,
  requestIds: readonly string[],
): Promise<Moved[]> {
  const rows = (await readRequests(tx, communityId, requestIds, now)).filter(
    row => row.state === 'sorted' && mayOfferByItself(row.story),
  );
  if (rows.length === 0) return [];
  const at = now.toISOString();
  const proposals = propose(rows.map(needOf), await readCandidates(tx, communityId, now), at);
  const changes: Change[] = [];
  for (const row of rows) {
    // Only people who answer for the place are asked without a person of the desk having chosen them.
    const next = proposals.get(row.request_id)?.find(helper => helper.fit && helper.near);
    if (next === undefined) continue;
    const event = {
      eventId: newId(),
      move: 'offer',
      byId: null,
      byRole: 'system',
      reason: null,
      moveId: newId(),
      happenedAt: null,
    } as const;
    const after = nextRequest(requestOf(row), { ...event, now: at, helperId: next.helperId, clocks: readClocks(row.settings) });
    changes.push({ row, after, event });
  }
  return changes.length === 0 ? [] : writeChanges(tx, communityId, changes);
}
