// Care records as rows: whom they are about and who answers for them in plain, everything else sealed.

import type { Holder, Rung } from '../../domain/care/ladder.ts';
import type { Grade } from '../../domain/care/tag.ts';
import { helperRoles } from '../../domain/people/role.ts';
import type { Queryable } from '../postgres/pool.ts';

type Places = readonly string[] | null;

export interface CareRow {
  readonly care_record_id: string;
  readonly household_id: string;
  readonly person_id: string;
  readonly person_name: string;
  readonly building_label: string;
  readonly unit_label: string;
  readonly door: string;
  readonly compound_name: string;
  readonly grade: Grade;
  readonly helper_id: string | null;
  readonly helper_name: string | null;
  readonly backup_id: string | null;
  readonly backup_name: string | null;
  readonly smartphone: boolean;
  readonly days_of_supply: number | null;
  readonly supply_said_at: string | null;
  readonly heard_at: string | null;
  readonly due_at: string | null;
  readonly rung: Rung | null;
  readonly holder: Holder | null;
  readonly act_by: string | null;
  readonly key_id: string;
  readonly sealed: Buffer;
  readonly changed_at: string;
  readonly version: number;
}

const reached = (reach: string) =>
  `in_reach(${reach}::uuid[], h.area_id, h.grid_id, h.compound_id, h.building_id, h.unit_id, h.household_id)`;

export interface CareFilter {
  readonly careRecordId?: string | undefined;
  readonly householdId?: string | undefined;
  readonly grade?: Grade | undefined;
}

/** Records that go on, inside the reach. */
export function readRecords(db: Queryable, communityId: string, places: Places, filter: CareFilter): Promise<CareRow[]> {
  return db.rows<CareRow>(
    `SELECT r.care_record_id, r.household_id, r.person_id, p.name AS person_name, b.label AS building_label, u.label AS unit_label,
       h.door, o.name AS compound_name, r.grade, r.helper_id, hp.name AS helper_name, r.backup_id, bp.name AS backup_name,
       coalesce(m.smartphone, true) AS smartphone, h.days_of_supply, h.supply_said_at, h.heard_at,
       c.due_at, c.rung, c.holder, c.act_by, r.key_id, r.sealed, r.changed_at, r.version
     FROM care_record r
     JOIN household h ON h.community_id = r.community_id AND h.household_id = r.household_id
     JOIN unit u ON u.community_id = r.community_id AND u.unit_id = h.unit_id
     JOIN building b ON b.community_id = r.community_id AND b.building_id = h.building_id
     JOIN compound o ON o.community_id = r.community_id AND o.compound_id = h.compound_id
     JOIN person p ON p.community_id = r.community_id AND p.person_id = r.person_id
     LEFT JOIN resident m ON m.community_id = r.community_id AND m.household_id = r.household_id AND m.person_id = r.person_id
     LEFT JOIN person hp ON hp.community_id = r.community_id AND hp.person_id = r.helper_id
     LEFT JOIN person bp ON bp.community_id = r.community_id AND bp.person_id = r.backup_id
     LEFT JOIN care_check c ON c.community_id = r.community_id AND c.care_record_id = r.care_record_id AND c.closed_at IS NULL
     WHERE r.community_id = $1 AND r.ended_at IS NULL AND ${reached('$2')}
       AND ($3::uuid IS NULL OR r.care_record_id = $3) AND ($4::uuid IS NULL OR r.household_id = $4)
       AND ($5::text IS NULL OR r.grade = $5)
     ORDER BY b.sort, b.label, u.sort, h.sort, p.name`,
    [communityId, places, filter.careRecordId ?? null, filter.householdId ?? null, filter.grade ?? null],
  );
}

export interface StepRow {
  readonly at: string;
  readonly rung: Rung;
  readonly outcome: string;
  readonly by_name: string | null;
  readonly by_role: string;
}

/** What was tried for a person, the newest first. */
export function readSteps(db: Queryable, communityId: string, careRecordId: string): Promise<StepRow[]> {
  return db.rows<StepRow>(
    `SELECT coalesce(s.happened_at, s.at) AS at, s.rung, s.outcome, p.name AS by_name, s.by_role
     FROM care_check c JOIN care_step s ON s.community_id = c.community_id AND s.care_check_id = c.care_check_id
     LEFT JOIN person p ON p.community_id = s.community_id AND p.person_id = s.by_id
     WHERE c.community_id = $1 AND c.care_record_id = $2 ORDER BY s.at DESC LIMIT 60`,
    [communityId, careRecordId],
  );
}

/** Taken before the key file is read: a rotation waits for whoever writes, and whoever writes waits for a rotation. */
export async function holdForWriting(tx: Queryable): Promise<void> {
  await tx.count('LOCK TABLE care_record IN ROW EXCLUSIVE MODE');
}

export interface HeldRecord {
  readonly household_id: string;
  readonly person_id: string;
  readonly version: number;
  readonly grade: Grade;
  readonly ended: boolean;
}

export function holdRecord(
  tx: Queryable,
  communityId: string,
  places: Places,
  careRecordId: string,
): Promise<HeldRecord | undefined> {
  return tx.row<HeldRecord>(
    `SELECT r.household_id, r.person_id, r.version, r.grade, r.ended_at IS NOT NULL AS ended
     FROM care_record r JOIN household h ON h.community_id = r.community_id AND h.household_id = r.household_id
     WHERE r.community_id = $1 AND r.care_record_id = $3 AND ${reached('$2')} FOR UPDATE OF r`,
    [communityId, places, careRecordId],
  );
}

/** Where somebody lives, inside the reach; undefined: nowhere here. `taken`: there is a record of theirs already. */
export function findHome(
  tx: Queryable,
  communityId: string,
  places: Places,
  personId: string,
  now: Date,
): Promise<{ household_id: string; taken: boolean } | undefined> {
  return tx.row(
    `SELECT m.household_id, EXISTS (SELECT FROM care_record r WHERE r.community_id = $1 AND r.person_id = $3 AND r.ended_at IS NULL) AS taken
     FROM resident m JOIN household h ON h.community_id = m.community_id AND h.household_id = m.household_id
     WHERE m.community_id = $1 AND m.person_id = $3 AND m.relation = 'lives_here' AND (m.ended_at IS NULL OR m.ended_at > $4)
       AND ${reached('$2')} ORDER BY m.starts_at DESC LIMIT 1`,
    [communityId, places, personId, now],
  );
}

const carriers = helperRoles.map(role => `'${role}'`).join(', ');

/** How many of these people carry here now. */
export async function countHelpers(tx: Queryable, communityId: string, personIds: readonly string[], now: Date): Promise<number> {
  const row = await tx.row<{ helpers: number }>(
    `SELECT count(DISTINCT person_id)::integer AS helpers FROM role_grant
     WHERE community_id = $1 AND person_id = ANY ($2::uuid[]) AND role IN (${carriers})
       AND starts_at <= $3 AND (ended_at IS NULL OR ended_at > $3)`,
    [communityId, personIds, now],
  );
  return row?.helpers ?? 0;
}

export interface KeptRecord {
  readonly careRecordId: string;
  readonly householdId: string;
  readonly personId: string;
  readonly grade: Grade;
  readonly helperId: string | null;
  readonly backupId: string | null;
  readonly keyId: string;
  readonly sealed: Buffer;
  readonly byId: string | null;
  readonly at: Date;
}

/** Makes the row or changes it; answers its version now. */
export async function writeRecord(tx: Queryable, communityId: string, kept: KeptRecord): Promise<number> {
  const row = await tx.row<{ version: number }>(
    `INSERT INTO care_record (community_id, care_record_id, household_id, person_id, grade, helper_id, backup_id, key_id, sealed,
       made_by, made_at, changed_by, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $10, $11)
     ON CONFLICT (community_id, care_record_id) DO UPDATE SET grade = excluded.grade, helper_id = excluded.helper_id,
       backup_id = excluded.backup_id, key_id = excluded.key_id, sealed = excluded.sealed, changed_by = excluded.changed_by,
       changed_at = excluded.changed_at, version = care_record.version + 1
     RETURNING version`,
    [
      communityId,
      kept.careRecordId,
      kept.householdId,
      kept.personId,
      kept.grade,
      kept.helperId,
      kept.backupId,
      kept.keyId,
      kept.sealed,
      kept.byId,
      kept.at,
    ],
  );
  return row?.version ?? 0;
}

export async function writeSmartphone(
  tx: Queryable,
  communityId: string,
  householdId: string,
  personId: string,
  smartphone: boolean,
): Promise<void> {
  await tx.count(
    'UPDATE resident SET smartphone = $4 WHERE community_id = $1 AND household_id = $2 AND person_id = $3 AND smartphone <> $4',
    [communityId, householdId, personId, smartphone],
  );
}

/** Nothing sensitive is kept of somebody who is not looked after any more. */
export async function endRecord(
  tx: Queryable,
  communityId: string,
  careRecordId: string,
  byId: string | null,
  now: Date,
): Promise<void> {
  await tx.count(
    `UPDATE care_record SET sealed = '', ended_by = $3, ended_at = $4, version = version + 1
     WHERE community_id = $1 AND care_record_id = $2 AND ended_at IS NULL`,
    [communityId, careRecordId, byId, now],
  );
  await tx.count(
    `UPDATE care_check SET result = 'ended', closed_by = $3, closed_at = $4
     WHERE community_id = $1 AND care_record_id = $2 AND closed_at IS NULL`,
    [communityId, careRecordId, byId, now],
  );
}

export function readCareSettings(db: Queryable, communityId: string): Promise<{ settings: unknown } | undefined> {
  return db.row(
    `SELECT jsonb_build_object('careEveryHours', settings -> 'careEveryHours') AS settings FROM community WHERE community_id = $1`,
    [communityId],
  );
}
