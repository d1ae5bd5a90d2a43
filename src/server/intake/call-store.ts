// Calls, extensions and missed calls. Numbers stand here alone, never in events or logs, and calls are forgotten after a day.
import type { CallEvent } from '../../api/call.ts';
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';

export interface ToldCall {
  readonly callKey: string;
  readonly event: CallEvent;
  readonly digits: string | null;
  readonly extension: string | null;
}

const timeOf = { ringing: 'ringing_at', answered: 'answered_at', ended: 'ended_at', missed: 'missed_at' } as const;

/**
 * Writes the event unless it is known, and what it means for the missed calls of the number. Events may come in any order and twice.
 * True when something is new.
 */
export async function writeCall(tx: Queryable, communityId: string, told: ToldCall, now: Date): Promise<boolean> {
  const time = timeOf[told.event];
  const sitting = '(SELECT person_id FROM extension WHERE community_id = $1 AND extension = $4::text)';
  const row = await tx.row<{ digits: string | null; answered: boolean; missed: boolean }>(
    `INSERT INTO phone_call AS c (community_id, phone_call_id, call_key, extension, telephone_digits, person_id, ${time})
     VALUES ($1, $2, $3, $4, $5, ${sitting}, $6)
     ON CONFLICT (community_id, call_key) DO UPDATE SET ${time} = $6, at = clock_timestamp(),
       -- a call that is passed on rings elsewhere and is answered there
       extension = coalesce($4::text, c.extension),
       person_id = CASE WHEN $4::text IS NULL THEN c.person_id ELSE ${sitting} END,
       telephone_digits = coalesce(c.telephone_digits, $5)
     WHERE c.${time} IS NULL
     RETURNING telephone_digits AS digits, answered_at IS NOT NULL AS answered, missed_at IS NOT NULL AS missed`,
    [communityId, newId(), told.callKey, told.extension, told.digits, now],
  );
  if (row === undefined) return false;
  if (row.digits === null) return true;
  if (told.event === 'missed' && !row.answered) {
    await tx.count(
      `INSERT INTO missed_call AS m (community_id, missed_call_id, telephone_digits, first_at, last_at) VALUES ($1, $2, $3, $4, $4)
       ON CONFLICT (community_id, telephone_digits) WHERE closed_at IS NULL DO UPDATE SET calls = m.calls + 1, last_at = $4`,
      [communityId, newId(), row.digits, now],
    );
  } else if (told.event === 'answered') {
    await tx.count(
      `UPDATE missed_call SET outcome = 'called_again', closed_at = $3
       WHERE community_id = $1 AND telephone_digits = $2 AND closed_at IS NULL`,
      [communityId, row.digits, now],
    );
  }
  return true;
}

export interface CallRow {
  readonly phone_call_id: string;
  readonly telephone_digits: string | null;
  readonly answered: boolean;
  readonly since: string;
  readonly shown: boolean;
}

/** What rings or is held at the extension of this person; a call of which the end was never told is over after an hour. */
export function readCallsOf(db: Queryable, communityId: string, personId: string, now: Date): Promise<CallRow[]> {
  return db.rows<CallRow>(
    `SELECT phone_call_id, telephone_digits, answered_at IS NOT NULL AS answered, coalesce(answered_at, ringing_at) AS since,
       shown_at IS NOT NULL AS shown
     FROM phone_call
     WHERE community_id = $1 AND person_id = $2 AND ended_at IS NULL AND missed_at IS NULL AND coalesce(answered_at, ringing_at) > $3
     ORDER BY since`,
    [communityId, personId, new Date(now.getTime() - 3600_000)],
  );
}

/** True for the first who asks. */
export async function markShown(tx: Queryable, communityId: string, phoneCallId: string, now: Date): Promise<boolean> {
  const marked = await tx.count(
    'UPDATE phone_call SET shown_at = $3 WHERE community_id = $1 AND phone_call_id = $2 AND shown_at IS NULL',
    [communityId, phoneCallId, now],
  );
  return marked > 0;
}

/** The call at this person's extension is over, and what came of it; a call of somebody else stays as it is. */
export async function writeOutcome(
  tx: Queryable,
  communityId: string,
  personId: string,
  phoneCallId: string,
  outcome: string,
  now: Date,
): Promise<void> {
  await tx.count(
    `UPDATE phone_call SET outcome = $4, ended_at = coalesce(ended_at, $5), at = clock_timestamp()
     WHERE community_id = $1 AND phone_call_id = $2 AND person_id = $3`,
    [communityId, phoneCallId, personId, outcome, now],
  );
}

export async function readExtension(db: Queryable, communityId: string, personId: string): Promise<string | null> {
  const row = await db.row<{ extension: string }>('SELECT extension FROM extension WHERE community_id = $1 AND person_id = $2', [
    communityId,
    personId,
  ]);
  return row?.extension ?? null;
}

/** Whoever sits down takes the extension over; a person sits at one. */
export async function sitAt(tx: Queryable, communityId: string, personId: string, extension: string | null, now: Date) {
  await tx.count('DELETE FROM extension WHERE community_id = $1 AND person_id = $2', [communityId, personId]);
  if (extension === null) return;
  await tx.count(
    `INSERT INTO extension (community_id, extension, person_id, set_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (community_id, extension) DO UPDATE SET person_id = $3, set_at = $4`,
    [communityId, extension, personId, now],
  );
}

export interface MissedRow {
  readonly missed_call_id: string;
  readonly telephone_digits: string;
  readonly calls: number;
  readonly tries: number;
  readonly first_at: string;
  readonly last_at: string;
}

export function listMissed(db: Queryable, communityId: string): Promise<MissedRow[]> {
  return db.rows<MissedRow>(
    `SELECT missed_call_id, telephone_digits, calls, tries, first_at, last_at FROM missed_call
     WHERE community_id = $1 AND closed_at IS NULL ORDER BY tries, first_at LIMIT 200`,
    [communityId],
  );
}

export interface HeldMissed {
  readonly telephone_digits: string;
  readonly outcome: string | null;
  readonly closed_by: string | null;
  readonly closed: boolean;
}

export function holdMissed(tx: Queryable, communityId: string, missedCallId: string): Promise<HeldMissed | undefined> {
  return tx.row<HeldMissed>(
    `SELECT telephone_digits, outcome, closed_by, closed_at IS NOT NULL AS closed FROM missed_call
     WHERE community_id = $1 AND missed_call_id = $2 FOR UPDATE`,
    [communityId, missedCallId],
  );
}

/** `outcome` null: nobody answered, it stays. */
export async function writeMissedOutcome(
  tx: Queryable,
  communityId: string,
  missedCallId: string,
  outcome: string | null,
  byId: string | null,
  now: Date,
): Promise<void> {
  await tx.count(
    `UPDATE missed_call SET tries = tries + 1, outcome = $3, closed_by = CASE WHEN $3::text IS NOT NULL THEN $4::uuid END,
       closed_at = CASE WHEN $3::text IS NOT NULL THEN $5::timestamptz END
     WHERE community_id = $1 AND missed_call_id = $2`,
    [communityId, missedCallId, outcome, byId, now],
  );
}

/** Numbers of calls are needed for a day, of missed calls that were dealt with for a week. Returns how many rows were forgotten. */
export async function forgetCalls(db: Queryable, now: Date, most: number): Promise<number> {
  const before = (days: number) => new Date(now.getTime() - days * 24 * 3600_000);
  const calls = await db.count(
    `DELETE FROM phone_call WHERE (community_id, phone_call_id) IN (
       SELECT community_id, phone_call_id FROM phone_call WHERE at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    [before(1), most],
  );
  const missed = await db.count(
    `DELETE FROM missed_call WHERE (community_id, missed_call_id) IN (
       SELECT community_id, missed_call_id FROM missed_call WHERE closed_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    [before(7), most],
  );
  return calls + missed;
}
