// Reads what the planner has to know of a compound, at one moment.
import type { Facts, HelperFact } from '../../domain/dispatch/pose.ts';
import type { Queryable } from '../postgres/pool.ts';
import { readTravelTimes } from './ground.ts';
import { type OpenRoundRow, type RequestRow, readOpenRounds, readRequestFacts, readWorked } from './plan-facts-store.ts';
import { readCandidates } from './store.ts';
import { readStaircases } from './travel-store.ts';

export interface Gathered extends Facts {
  readonly requests: readonly RequestRow[];
  readonly rounds: readonly OpenRoundRow[];
}

/** `loose`: also what is in no round yet; `also`: these requests, whatever their state. */
export async function gatherFacts(
  db: Queryable,
  communityId: string,
  of: { readonly compoundId: string; readonly loose: boolean; readonly also?: readonly string[] },
  now: Date,
): Promise<Gathered> {
  const { compoundId, loose, also = [] } = of;
  const staircases = await readStaircases(db, communityId, compoundId);
  const buildings = [...Map.groupBy(staircases, row => row.building_id)].map(([buildingId, units]) => ({
    buildingId,
    floors: units[0]?.floors ?? 0,
    lift: units[0]?.lift ?? false,
    unitIds: units.map(unit => unit.unit_id),
  }));
  const times = await readTravelTimes(db, communityId, compoundId);
  const requests = await readRequestFacts(db, communityId, { compoundId, loose, also }, now);
  const open = await readOpenRounds(db, communityId, compoundId);
  const candidates = await readCandidates(db, communityId, now);
  const worked = await readWorked(db, communityId, now);
  const helpers = candidates.map((helper): HelperFact => ({ ...helper, workedSeconds: worked.get(helper.helperId) ?? 0 }));
  const rounds = open.filter(round => round.inside);
  const away = open
    .filter(round => !round.inside)
    .map(round => ({ helperId: round.helperId, from: round.startAt, until: round.endAt ?? hourAfter(round.startAt, now) }));
  return { buildings, requests, helpers, rounds, away, times };
}

/** A round made by hand says when it starts, and mostly not when it ends: an hour, as one trip takes. */
function hourAfter(startAt: string, now: Date): string {
  return new Date(Math.max(Date.parse(startAt), now.getTime()) + 3_600_000).toISOString();
}
