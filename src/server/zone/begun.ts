// For the clock: what follows from orders that were recorded in advance, when they begin.
import { isRefusal } from '../../domain/refusal.ts';
import type { Database } from '../postgres/pool.ts';
import { applyChange } from './change.ts';
import { findBegun, markApplied, recorderRole } from './held-store.ts';
import { rulesAt } from './level-store.ts';
import { levelsOf } from './store.ts';

/** Each order once, also with several programs on one database. Answers the communities in which hands changed. */
export async function applyBegun(db: Database, now: Date): Promise<string[]> {
  const communities = new Set<string>();
  for (const { community_id: communityId, zone_id: zoneId, recorded_by: byId } of await findBegun(db, now)) {
    const done = await db.transaction(async tx => {
      if (!(await markApplied(tx, communityId, zoneId, now))) return 0;
      const [known, rules] = [await levelsOf(tx, communityId, now), await rulesAt(tx, communityId, now)];
      const change = {
        ...{ communityId, appliesAt: now, backdatedTo: null },
        before: { levels: known.without(zoneId), rules },
        after: { levels: known, rules },
      };
      const by = { byId, byRole: await recorderRole(tx, communityId, byId), shown: null };
      const applied = await applyChange(tx, change, by, now, async () => {});
      if (isRefusal(applied)) throw new Error('an order that has begun was refused');
      return applied.takenBack + applied.calledBack;
    });
    if (done > 0) communities.add(communityId);
  }
  return [...communities];
}
