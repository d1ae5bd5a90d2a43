// The runs in the database: made from the daily plan, booked and given back by conditional updates that never overbook.
import { type DatedPlan, dayAfter, dayIn, type Load, planOn, type RunPlan, readPlans } from '../../domain/dispatch/capacity.ts';
import { type Refusal, refuse } from '../../domain/refusal.ts';
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';

export interface RunRow {
  run_id: string;
  compound_id: string;
  compound_name: string;
  starts_at: string;
  cutoff_at: string;
  capacity_requests: number;
  capacity_grams: number;
  capacity_minutes: number;
  booked_requests: number;
  booked_grams: number;
  booked_minutes: number;
}

/** Today, tomorrow, and the day after for whoever looks in the evening. */
const daysMade = 3;

/** A run taken out of the plan keeps its row for the requests it carried, without room; nobody needs to see it when it is empty. */
export async function listRuns(
  db: Queryable,
  communityId: string,
  reach: {
    readonly places: readonly string[] | null;
    readonly compoundId: string | null;
    readonly from: Date;
    readonly until: Date;
  },
): Promise<RunRow[]> {
  return db.rows<RunRow>(
    `SELECT r.run_id, r.compound_id, c.name AS compound_name, r.starts_at, r.cutoff_at, r.capacity_requests, r.capacity_grams,
       r.capacity_minutes, r.booked_requests, r.booked_grams, r.booked_minutes
     FROM run r JOIN compound c ON c.community_id = r.community_id AND c.compound_id = r.compound_id
     WHERE r.community_id = $1 AND r.starts_at >= $4 AND r.starts_at < $5
       AND ($3::uuid IS NULL OR r.compound_id = $3)
       AND (r.capacity_requests > 0 OR r.booked_requests > 0)
       AND ($2::uuid[] IS NULL OR r.compound_id = ANY ($2) OR r.compound_id IN (
         SELECT h.compound_id FROM household h WHERE h.community_id = $1
           AND in_reach($2, h.area_id, h.grid_id, h.compound_id, h.building_id, h.unit_id, h.household_id)))
     ORDER BY r.starts_at, c.sort, c.name, r.run_id`,
    [communityId, reach.places, reach.compoundId, reach.from, reach.until],
  );
}

interface Planned extends RunPlan {
  readonly runId: string;
  readonly compoundId: string;
  readonly day: string;
}

function planned(plans: ReadonlyMap<string, readonly DatedPlan[]>, today: string): Planned[] {
  return [...plans].flatMap(([compoundId, dated]) =>
    Array.from({ length: daysMade }, (_, offset) => dayAfter(today, offset)).flatMap(day =>
      planOn(dated, day).map(run => ({ ...run, runId: newId(), compoundId, day })),
    ),
  );
}

// Settings may name a compound that was removed, so the compound is looked up again.
const insertSql = `INSERT INTO run (community_id, run_id, compound_id, starts_at, cutoff_at, capacity_requests, capacity_grams, capacity_minutes)
  SELECT $1, a."runId", a."compoundId", s.starts_at, s.starts_at - make_interval(mins => a."cutoffMinutesBefore"),
    a."capacityRequests", a."capacityGrams", a."capacityMinutes"
  FROM jsonb_to_recordset($2::jsonb) AS a("runId" uuid, "compoundId" uuid, day date, "startsAtMinute" integer, "cutoffMinutesBefore" integer,
    "capacityRequests" integer, "capacityGrams" bigint, "capacityMinutes" integer)
  JOIN community c ON c.community_id = $1
  JOIN compound o ON o.community_id = $1 AND o.compound_id = a."compoundId"
  CROSS JOIN LATERAL (SELECT (a.day + make_interval(mins => a."startsAtMinute")) AT TIME ZONE c.time_zone AS starts_at) s
  ORDER BY o.compound_id, s.starts_at
  ON CONFLICT (community_id, compound_id, starts_at)`;

/** Makes the runs of the next days that the plan asks for and the table does not have. Safe to do at any time, by anybody, twice. */
export async function makeRuns(db: Queryable, communityId: string, timeZone: string, now: Date): Promise<void> {
  const community = await db.row<{ runs: unknown }>(`SELECT settings -> 'runs' AS runs FROM community WHERE community_id = $1`, [
    communityId,
  ]);
  const wanted = planned(readPlans(community), dayIn(timeZone, now));
  if (wanted.length === 0) return;
  await db.count(`${insertSql} DO NOTHING`, [communityId, JSON.stringify(wanted)]);
}

/** The settings of a compound's runs, held until the transaction ends; undefined when there is no such compound. */
export async function holdPlans(tx: Queryable, communityId: string, compoundId: string): Promise<DatedPlan[] | undefined> {
  const row = await tx.row<{ runs: unknown; known: boolean }>(
    `SELECT c.settings -> 'runs' AS runs,
       EXISTS (SELECT FROM compound o WHERE o.community_id = c.community_id AND o.compound_id = $2) AS known
     FROM community c WHERE c.community_id = $1 FOR NO KEY UPDATE`,
    [communityId, compoundId],
  );
  return row?.known ? (readPlans(row).get(compoundId) ?? []) : undefined;
}

/** Keeps the plan, and brings the runs that exist already into line: what is booked stays booked. */
export async function writePlan(
  tx: Queryable,
  communityId: string,
  plan: {
    readonly compoundId: string;
    readonly plans: readonly DatedPlan[];
    readonly fromOn: string;
    readonly timeZone: string;
    readonly now: Date;
  },
): Promise<void> {
  await tx.count(
    `UPDATE community SET settings = jsonb_set(settings, '{runs}',
       coalesce(settings -> 'runs', '{}') || jsonb_build_object($2::text, $3::jsonb))
     WHERE community_id = $1`,
    [communityId, plan.compoundId, JSON.stringify(plan.plans)],
  );
  // Runs that are not planned any more take nothing more; those that are get their new room below.
  await tx.count(
    `UPDATE run r SET capacity_requests = booked_requests, capacity_grams = booked_grams, capacity_minutes = booked_minutes
     FROM community c
     WHERE r.community_id = $1 AND c.community_id = $1 AND r.compound_id = $2 AND r.starts_at > $4
       AND (r.starts_at AT TIME ZONE c.time_zone)::date >= $3::date`,
    [communityId, plan.compoundId, plan.fromOn, plan.now],
  );
  const today = dayIn(plan.timeZone, plan.now);
  const wanted = planned(new Map([[plan.compoundId, plan.plans]]), today).filter(({ day }) => day >= plan.fromOn);
  await tx.count(
    `${insertSql} DO UPDATE SET cutoff_at = excluded.cutoff_at,
       capacity_requests = greatest(excluded.capacity_requests, run.booked_requests),
       capacity_grams = greatest(excluded.capacity_grams, run.booked_grams),
       capacity_minutes = greatest(excluded.capacity_minutes, run.booked_minutes)
     WHERE run.starts_at > $3`,
    [communityId, JSON.stringify(wanted), plan.now],
  );
}

export interface Booking extends Load {
  readonly communityId: string;
  readonly compoundId: string;
  /** Null: the next one with room. */
  readonly runId: string | null;
  readonly now: Date;
}

export interface Booked {
  readonly runId: string;
  /** ISO 8601. */
  readonly startsAt: string;
}

/** What keeps `load` out of a run, as SQL over the row `r`: the same as capacity.ts says. */
export function fitsSql(grams: string, minutes: string): string {
  return `r.booked_requests < r.capacity_requests AND r.booked_grams + ${grams} <= r.capacity_grams AND r.booked_minutes + ${minutes} <= r.capacity_minutes`;
}

/** Books one request into a run; a refusal names the next run that has room. Belongs into the transaction of what it books for. */
export async function bookRun(tx: Queryable, booking: Booking): Promise<Booked | Refusal<'run_full' | 'run_closed' | 'no_run'>> {
  const { communityId, compoundId, runId, grams, minutes, now } = booking;
  const booked = await tx.row<{ run_id: string; starts_at: string }>(
    `UPDATE run SET booked_requests = booked_requests + 1, booked_grams = booked_grams + $4, booked_minutes = booked_minutes + $5
     WHERE community_id = $1 AND run_id = (
       SELECT r.run_id FROM run r
       WHERE r.community_id = $1 AND r.compound_id = $2 AND ($3::uuid IS NULL OR r.run_id = $3) AND r.cutoff_at > $6
         AND ${fitsSql('$4::bigint', '$5::integer')}
       ORDER BY r.starts_at LIMIT 1 FOR UPDATE)
     RETURNING run_id, starts_at`,
    [communityId, compoundId, runId, grams, minutes, now],
  );
  if (booked !== undefined) return { runId: booked.run_id, startsAt: booked.starts_at };
  return whyNoRun(tx, booking);
}

/** The refusal that fits, with the next run that could take it: `nextRunId`, `nextStartsAt`. */
export async function whyNoRun(
  db: Queryable,
  { communityId, compoundId, runId, grams, minutes, now }: Booking,
): Promise<Refusal<'run_full' | 'run_closed' | 'no_run'>> {
  const runs = await db.rows<{ run_id: string; starts_at: string; closed: boolean; fits: boolean }>(
    `SELECT r.run_id, r.starts_at, r.cutoff_at <= $5 AS closed, ${fitsSql('$3::bigint', '$4::integer')} AS fits
     FROM run r WHERE r.community_id = $1 AND r.compound_id = $2 AND (r.cutoff_at > $5 AND r.capacity_requests > 0 OR r.run_id = $6) ORDER BY r.starts_at`,
    [communityId, compoundId, grams, minutes, now, runId],
  );
  const chosen = runs.find(run => run.run_id === runId);
  const next = runs.find(run => !run.closed && run.fits);
  const facts = next === undefined ? undefined : { nextRunId: next.run_id, nextStartsAt: next.starts_at };
  if (runId !== null && chosen === undefined) return refuse('no_run', facts);
  if (chosen?.closed) return refuse('run_closed', facts);
  return refuse(runs.length === 0 ? 'no_run' : 'run_full', facts);
}

/** Gives the place of one request back; nothing happens without a run. */
export async function releaseRun(tx: Queryable, held: { communityId: string; runId: string | null } & Load): Promise<void> {
  if (held.runId === null) return;
  await tx.count(
    `UPDATE run SET booked_requests = greatest(0, booked_requests - 1), booked_grams = greatest(0, booked_grams - $3),
       booked_minutes = greatest(0, booked_minutes - $4)
     WHERE community_id = $1 AND run_id = $2`,
    [held.communityId, held.runId, held.grams, held.minutes],
  );
}

/** A booked request got heavier or lighter. False: the run cannot take the difference, and nothing was changed. */
export async function changeBooking(
  tx: Queryable,
  held: { communityId: string; runId: string },
  from: Load,
  to: Load,
): Promise<boolean> {
  const changed = await tx.count(
    `UPDATE run SET booked_grams = greatest(0, booked_grams + $3), booked_minutes = greatest(0, booked_minutes + $4)
     WHERE community_id = $1 AND run_id = $2
       AND ($3 <= 0 OR booked_grams + $3 <= capacity_grams) AND ($4 <= 0 OR booked_minutes + $4 <= capacity_minutes)`,
    [held.communityId, held.runId, to.grams - from.grams, to.minutes - from.minutes],
  );
  return changed > 0;
}
