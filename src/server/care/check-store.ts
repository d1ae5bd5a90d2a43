// Care contacts as rows: the open one of each record, whose turn it is, and the log of what was tried.
import type { CheckOutcome, EmergencyAct, Holder, Rung, Turn } from '../../domain/care/ladder.ts';
import type { Grade } from '../../domain/care/tag.ts';
import type { Mover } from '../../domain/request/life.ts';
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';

type Places = readonly string[] | null;

export interface CheckRow {
  readonly care_check_id: string;
  readonly care_record_id: string;
  readonly household_id: string;
  readonly person_id: string;
  readonly person_name: string;
  readonly telephone: string | null;
  readonly building_label: string;
  readonly unit_label: string;
  readonly door: string;
  readonly floor: number;
  readonly compound_name: string;
  readonly grade: Grade;
  readonly rung: Rung;
  readonly holder: Holder;
  readonly holder_name: string | null;
  readonly due_at: string;
  readonly act_by: string;
  readonly heard_at: string | null;
  readonly tries: number;
  readonly acts: readonly EmergencyAct[];
  readonly key_id: string;
  readonly sealed: Buffer;
}

/** $3: now. Due before midnight in the community's time zone, or on the ladder already. */
const dueToday = `(c.rung <> 'call' OR c.act_by <= $3 OR c.due_at < (SELECT (date_trunc('day', $3::timestamptz AT TIME ZONE o.time_zone)
  + interval '1 day') AT TIME ZONE o.time_zone FROM community o WHERE o.community_id = $1))`;
const inReach = 'in_reach($2::uuid[], h.area_id, h.grid_id, h.compound_id, h.building_id, h.unit_id, h.household_id)';

const openChecks = (where: string) => `
  SELECT c.care_check_id, c.care_record_id, c.household_id, r.person_id, p.name AS person_name, p.telephone,
    b.label AS building_label, u.label AS unit_label, h.door, h.floor, q.name AS compound_name, r.grade, c.rung, c.holder,
    k.name AS holder_name, c.due_at, c.act_by, h.heard_at, r.key_id, r.sealed,
    (SELECT count(*)::integer FROM care_step s WHERE s.community_id = $1 AND s.care_check_id = c.care_check_id
       AND s.outcome = 'no_answer') AS tries,
    coalesce((SELECT array_agg(DISTINCT s.outcome) FROM care_step s WHERE s.community_id = $1 AND s.care_check_id = c.care_check_id
       AND s.outcome IN ('family_told', 'ambulance_called', 'police_called')), '{}') AS acts
  FROM care_check c
  JOIN care_record r ON r.community_id = c.community_id AND r.care_record_id = c.care_record_id
  JOIN person p ON p.community_id = c.community_id AND p.person_id = r.person_id
  JOIN household h ON h.community_id = c.community_id AND h.household_id = c.household_id
  JOIN unit u ON u.community_id = c.community_id AND u.unit_id = h.unit_id
  JOIN building b ON b.community_id = c.community_id AND b.building_id = h.building_id
  JOIN compound q ON q.community_id = c.community_id AND q.compound_id = h.compound_id
  LEFT JOIN person k ON k.community_id = c.community_id
    AND k.person_id = CASE c.holder WHEN 'helper' THEN r.helper_id WHEN 'backup' THEN r.backup_id END
  WHERE c.community_id = $1 AND c.closed_at IS NULL AND ${dueToday} AND ${where}
  ORDER BY c.act_by, c.care_check_id LIMIT 1000`;

export function listOpenChecks(db: Queryable, communityId: string, places: Places, now: Date): Promise<CheckRow[]> {
  return db.rows<CheckRow>(openChecks(inReach), [communityId, places, now]);
}

/** Whose turn it is now: the helper's own, and as backup what the first one did not come to. */
export function listHelperChecks(db: Queryable, communityId: string, personId: string, now: Date): Promise<CheckRow[]> {
  return db.rows<CheckRow>(
    openChecks(`((c.holder = 'helper' AND r.helper_id = $2) OR (c.holder = 'backup' AND r.backup_id = $2))`),
    [communityId, personId, now],
  );
}

export async function countAlarms(
  db: Queryable,
  communityId: string,
  places: Places,
  now: Date,
): Promise<{ alarms: number; emergencies: number }> {
  const row = await db.row<{ alarms: number; emergencies: number }>(
    `SELECT count(*)::integer AS alarms, (count(*) FILTER (WHERE c.rung = 'emergency'))::integer AS emergencies
     FROM care_check c JOIN household h ON h.community_id = c.community_id AND h.household_id = c.household_id
     WHERE c.community_id = $1 AND c.closed_at IS NULL AND ${inReach}
       AND (c.rung = 'emergency' OR c.act_by <= $3 OR (c.holder = 'desk' AND c.rung <> 'call'))`,
    [communityId, places, now],
  );
  return row ?? { alarms: 0, emergencies: 0 };
}

/** Answered since midnight in the community's time zone. */
export async function countDoneToday(db: Queryable, communityId: string, places: Places, now: Date): Promise<number> {
  const row = await db.row<{ done: number }>(
    `SELECT count(*)::integer AS done
     FROM care_check c JOIN household h ON h.community_id = c.community_id AND h.household_id = c.household_id
     WHERE c.community_id = $1 AND c.result IN ('well', 'needs', 'away') AND ${inReach}
       AND c.closed_at >= (SELECT date_trunc('day', $3::timestamptz AT TIME ZONE time_zone) AT TIME ZONE time_zone
                           FROM community WHERE community_id = $1)`,
    [communityId, places, now],
  );
  return row?.done ?? 0;
}

export interface HeldCheck {
  readonly care_check_id: string;
  readonly care_record_id: string;
  readonly household_id: string;
  readonly grade: Grade;
  readonly helper_id: string | null;
  readonly backup_id: string | null;
  readonly rung: Rung;
  readonly holder: Holder;
  readonly due_at: string;
  readonly result: string | null;
  readonly closed_by: string | null;
}

const heldColumns = `c.care_check_id, c.care_record_id, c.household_id, r.grade, r.helper_id, r.backup_id, c.rung, c.holder, c.due_at,
  c.result, c.closed_by`;

/** Within the places, or given to this helper; held until the transaction ends. */
export function holdCheck(
  tx: Queryable,
  communityId: string,
  reach: { readonly places: Places; readonly ownerId: string | null },
  careCheckId: string,
): Promise<HeldCheck | undefined> {
  return tx.row<HeldCheck>(
    `SELECT ${heldColumns}
     FROM care_check c JOIN care_record r ON r.community_id = c.community_id AND r.care_record_id = c.care_record_id
     JOIN household h ON h.community_id = c.community_id AND h.household_id = c.household_id
     WHERE c.community_id = $1 AND c.care_check_id = $4 AND (${inReach} OR $3::uuid IN (r.helper_id, r.backup_id))
     FOR UPDATE OF c`,
    [communityId, reach.places, reach.ownerId, careCheckId],
  );
}

/** Whose turn is over; those that another program holds are left to it. */
export function holdLateChecks(tx: Queryable, communityId: string, now: Date, most: number): Promise<HeldCheck[]> {
  return tx.rows<HeldCheck>(
    `SELECT ${heldColumns}
     FROM care_check c JOIN care_record r ON r.community_id = c.community_id AND r.care_record_id = c.care_record_id
     WHERE c.community_id = $1 AND c.closed_at IS NULL AND c.act_by <= $2 AND c.holder <> 'desk'
     ORDER BY c.act_by LIMIT $3 FOR UPDATE OF c SKIP LOCKED`,
    [communityId, now, most],
  );
}

/** The open contact of a record, held. */
export function holdOpenCheck(
  tx: Queryable,
  communityId: string,
  careRecordId: string,
): Promise<{ care_check_id: string; due_at: string; rung: Rung } | undefined> {
  return tx.row(
    `SELECT care_check_id, due_at, rung FROM care_check
     WHERE community_id = $1 AND care_record_id = $2 AND closed_at IS NULL FOR UPDATE`,
    [communityId, careRecordId],
  );
}

export async function insertCheck(
  tx: Queryable,
  communityId: string,
  check: { readonly careRecordId: string; readonly householdId: string; readonly dueAt: string; readonly turn: Turn },
): Promise<void> {
  await tx.count(
    `INSERT INTO care_check (community_id, care_check_id, care_record_id, household_id, due_at, rung, holder, act_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      communityId,
      newId(),
      check.careRecordId,
      check.householdId,
      check.dueAt,
      check.turn.rung,
      check.turn.holder,
      check.turn.actBy,
    ],
  );
}

export async function writeTurn(tx: Queryable, communityId: string, careCheckId: string, turn: Turn): Promise<void> {
  await tx.count(
    `UPDATE care_check SET rung = $3, holder = $4, act_by = $5
     WHERE community_id = $1 AND care_check_id = $2 AND closed_at IS NULL`,
    [communityId, careCheckId, turn.rung, turn.holder, turn.actBy],
  );
}

/** The contact is due at another time, as the grade was changed before anybody had tried. */
export async function writeDue(
  tx: Queryable,
  communityId: string,
  careCheckId: string,
  dueAt: string,
  turn: Turn,
): Promise<void> {
  await tx.count('UPDATE care_check SET due_at = $3 WHERE community_id = $1 AND care_check_id = $2', [
    communityId,
    careCheckId,
    dueAt,
  ]);
  await writeTurn(tx, communityId, careCheckId, turn);
}

export async function closeCheck(
  tx: Queryable,
  communityId: string,
  careCheckId: string,
  result: Exclude<CheckOutcome, 'no_answer'>,
  byId: string | null,
  now: Date,
): Promise<void> {
  await tx.count(
    `UPDATE care_check SET result = $3, closed_by = $4, closed_at = $5
     WHERE community_id = $1 AND care_check_id = $2 AND closed_at IS NULL`,
    [communityId, careCheckId, result, byId, now],
  );
}

export interface Step {
  readonly careCheckId: string;
  readonly rung: Rung;
  readonly outcome: CheckOutcome | EmergencyAct | 'late';
  readonly byId: string | null;
  readonly byRole: Mover;
  readonly happenedAt: string | null;
}

export async function insertStep(tx: Queryable, communityId: string, step: Step): Promise<void> {
  await tx.count(
    `INSERT INTO care_step (community_id, care_step_id, care_check_id, rung, outcome, by_id, by_role, happened_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [communityId, newId(), step.careCheckId, step.rung, step.outcome, step.byId, step.byRole, step.happenedAt],
  );
}

/** Relatives elsewhere whom the household or the desk has authorised. */
export function readRelatives(
  db: Queryable,
  communityId: string,
  householdId: string,
  now: Date,
): Promise<{ name: string; telephone: string | null }[]> {
  return db.rows(
    `SELECT p.name, p.telephone FROM resident m
     JOIN person p ON p.community_id = m.community_id AND p.person_id = m.person_id AND p.removed_at IS NULL
     WHERE m.community_id = $1 AND m.household_id = $2 AND m.relation = 'relative' AND (m.ended_at IS NULL OR m.ended_at > $3)
     ORDER BY m.starts_at`,
    [communityId, householdId, now],
  );
}

export function readSealedOf(
  db: Queryable,
  communityId: string,
  careRecordId: string,
): Promise<{ care_record_id: string; key_id: string; sealed: Buffer } | undefined> {
  return db.row('SELECT care_record_id, key_id, sealed FROM care_record WHERE community_id = $1 AND care_record_id = $2', [
    communityId,
    careRecordId,
  ]);
}

/** For the hours in which people may be called. */
export function readTimeZone(db: Queryable, communityId: string): Promise<{ time_zone: string } | undefined> {
  return db.row('SELECT time_zone FROM community WHERE community_id = $1', [communityId]);
}
