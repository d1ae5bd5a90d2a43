// The runs of a compound: what still has room today and the next days, and the daily plan they are made from.

import type { listRuns, setRunPlan } from '../../api/dispatch.ts';
import type { AnswerOf } from '../../api/endpoint.ts';
import { dayIn, replacePlan } from '../../domain/dispatch/capacity.ts';
import { type Refusal, refuse } from '../../domain/refusal.ts';
import { allOrNothing } from '../http/receipt-store.ts';
import type { Deps, SignedCall } from '../http/route.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { holdPlans, makeRuns, listRuns as readRuns, writePlan } from './runs-store.ts';

const freshMs = 60_000;
/** When the runs of a community were last seen to be made; the day is part of the key, so midnight makes the next ones at once. */
const madeAt = new WeakMap<Deps['db'], Map<string, number>>();

/** Makes the runs of today and the next days, at most once a minute in this process; whoever changes a plan makes them at once. */
export async function ensureRuns(deps: Pick<Deps, 'db' | 'now'>, communityId: string, timeZone: string): Promise<void> {
  const now = deps.now();
  const known = madeAt.get(deps.db) ?? new Map<string, number>();
  madeAt.set(deps.db, known);
  const key = `${communityId} ${dayIn(timeZone, now)}`;
  const last = known.get(key);
  if (last !== undefined && Math.abs(now.getTime() - last) < freshMs) return;
  await makeRuns(deps.db, communityId, timeZone, now);
  if (known.size > 1000) known.clear();
  known.set(key, now.getTime());
}

export async function showRuns(deps: Deps, call: SignedCall<typeof listRuns>): Promise<AnswerOf<typeof listRuns>> {
  const { communityId, timeZone } = call.actor;
  await ensureRuns(deps, communityId, timeZone);
  const now = deps.now();
  // Today's departed runs too: people look for what was on them. A day is at most 25 hours long.
  const rows = await readRuns(deps.db, communityId, {
    places: call.reach.places,
    compoundId: call.query.compoundId ?? null,
    from: new Date(now.getTime() - 25 * 3_600_000),
    until: new Date(now.getTime() + 4 * 86_400_000),
  });
  const today = dayIn(timeZone, now);
  return {
    runs: rows
      .filter(row => dayIn(timeZone, new Date(row.starts_at)) >= today)
      .map(row => ({
        runId: row.run_id,
        compoundId: row.compound_id,
        compoundName: row.compound_name,
        startsAt: row.starts_at,
        cutoffAt: row.cutoff_at,
        open: row.cutoff_at > now.toISOString() && row.booked_requests < row.capacity_requests,
        capacityRequests: row.capacity_requests,
        capacityGrams: row.capacity_grams,
        capacityMinutes: row.capacity_minutes,
        bookedRequests: row.booked_requests,
        bookedGrams: row.booked_grams,
        bookedMinutes: row.booked_minutes,
      })),
  };
}

export async function changeRunPlan(
  deps: Deps,
  call: SignedCall<typeof setRunPlan>,
): Promise<AnswerOf<typeof setRunPlan> | Refusal> {
  const { communityId, timeZone, personId } = call.actor;
  const { compoundId } = call.params;
  const { fromOn, runs } = call.body;
  const starts = new Set(runs.map(run => run.startsAtMinute));
  if (starts.size < runs.length) return refuse('overlaps');
  const now = deps.now();
  const today = dayIn(timeZone, now);
  const answer = await allOrNothing(deps.db, async tx => {
    const plans = await holdPlans(tx, communityId, compoundId);
    if (plans === undefined) return refuse('not_found');
    await writePlan(tx, communityId, {
      compoundId,
      plans: replacePlan(plans, { fromOn, runs }, today),
      fromOn,
      timeZone,
      now,
    });
    await writeAudit(tx, {
      communityId,
      byId: personId,
      byRole: call.roles[0] ?? 'nobody',
      act: 'set_run_plan',
      subjectKind: 'compound',
      subjectId: compoundId,
      facts: { fromOn, runs: runs.length },
    });
    return { done: true as const };
  });
  deps.live.poke(communityId);
  return answer;
}
