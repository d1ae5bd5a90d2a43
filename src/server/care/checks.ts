// Opens, passes on and closes care contacts: one open contact for each record that goes on, due by its grade.
import { beginTurn, nextDueAt, passOn } from '../../domain/care/ladder.ts';
import { type Grade, readEveryHours } from '../../domain/care/tag.ts';
import { minuteIn } from '../../domain/dispatch/capacity.ts';
import type { Database, Queryable } from '../postgres/pool.ts';
import {
  type HeldCheck,
  holdLateChecks,
  holdOpenCheck,
  insertCheck,
  insertStep,
  readTimeZone,
  writeDue,
  writeTurn,
} from './check-store.ts';
import { readCareSettings } from './record-store.ts';

interface Cared {
  readonly careRecordId: string;
  readonly householdId: string;
  readonly grade: Grade;
  readonly helperId: string | null;
  readonly backupId: string | null;
}

const namedOf = (of: { readonly helperId: string | null; readonly backupId: string | null }) => ({
  hasHelper: of.helperId !== null,
  hasBackup: of.backupId !== null,
});

/**
 * After a record was made or changed: the first contact is due at once; one that nobody has tried yet is due by the grade of now, and
 * by whoever is named now. What is on the ladder stays where it is.
 */
export async function keepCheck(tx: Queryable, communityId: string, cared: Cared, at: Date): Promise<void> {
  const { careRecordId, householdId, grade } = cared;
  const now = at.toISOString();
  const open = await holdOpenCheck(tx, communityId, careRecordId);
  if (open === undefined) {
    return insertCheck(tx, communityId, { careRecordId, householdId, dueAt: now, turn: beginTurn(grade, now, namedOf(cared)) });
  }
  if (open.rung !== 'call') return;
  const soonest = await nextAfter(tx, communityId, grade, at);
  const dueAt = Date.parse(open.due_at) <= Date.parse(soonest) ? open.due_at : soonest;
  const from = Date.parse(dueAt) < at.getTime() ? now : dueAt;
  await writeDue(tx, communityId, open.care_check_id, dueAt, beginTurn(grade, from, namedOf(cared)));
}

async function nextAfter(tx: Queryable, communityId: string, grade: Grade, at: Date): Promise<string> {
  const [settings, community] = await Promise.all([readCareSettings(tx, communityId), readTimeZone(tx, communityId)]);
  const hours = readEveryHours(settings?.settings)[grade];
  const timeZone = community?.time_zone ?? 'Asia/Shanghai';
  return nextDueAt(hours, at.toISOString(), instant => minuteIn(timeZone, new Date(instant)));
}

/** A contact was answered: the next one is due by the grade. */
export async function openNext(tx: Queryable, communityId: string, held: HeldCheck, at: Date): Promise<void> {
  const dueAt = await nextAfter(tx, communityId, held.grade, at);
  const named = namedOf({ helperId: held.helper_id, backupId: held.backup_id });
  await insertCheck(tx, communityId, {
    careRecordId: held.care_record_id,
    householdId: held.household_id,
    dueAt,
    turn: beginTurn(held.grade, dueAt, named),
  });
}

/** Turns that ran out go to the backup, then to the desk. Returns how many. */
export function passOnLate(db: Database, communityId: string, at: Date, most: number): Promise<number> {
  return db.transaction(async tx => {
    const late = await holdLateChecks(tx, communityId, at, most);
    for (const held of late) {
      const { care_check_id: careCheckId, rung, grade } = held;
      const turn = passOn(held, grade, namedOf({ helperId: held.helper_id, backupId: held.backup_id }), at.toISOString());
      if (turn === null) continue;
      await writeTurn(tx, communityId, careCheckId, turn);
      await insertStep(tx, communityId, { careCheckId, rung, outcome: 'late', byId: null, byRole: 'system', happenedAt: null });
    }
    return late.length;
  });
}
