// Legal holds: records that must not be destroyed yet, who asked for it and who approved.
import type { HoldSubject } from '../../domain/privacy/retention.ts';
import type { Queryable } from '../postgres/pool.ts';

export interface HoldRow {
  readonly legal_hold_id: string;
  readonly subject_kind: HoldSubject;
  readonly subject_id: string;
  readonly subject: string;
  readonly reason: string;
  readonly asked_by: string;
  readonly asked_by_name: string | null;
  readonly asked_at: string;
  readonly approved_by_name: string | null;
  readonly approved_at: string | null;
  readonly ended_at: string | null;
}

/** Those that count first, then the newest. */
export function readHolds(db: Queryable, communityId: string): Promise<HoldRow[]> {
  return db.rows<HoldRow>(
    `SELECT k.legal_hold_id, k.subject_kind, k.subject_id, k.reason, k.asked_by, a.name AS asked_by_name, k.asked_at,
       v.name AS approved_by_name, k.approved_at, k.ended_at,
       coalesce(concat_ws(' ', c.name, b.label, nullif(u.label, ''), h.door), r.number, '') AS subject
     FROM legal_hold k
     LEFT JOIN person a ON a.community_id = k.community_id AND a.person_id = k.asked_by
     LEFT JOIN person v ON v.community_id = k.community_id AND v.person_id = k.approved_by
     LEFT JOIN request r ON r.community_id = k.community_id AND r.request_id = k.subject_id
     LEFT JOIN household h ON h.community_id = k.community_id AND h.household_id = coalesce(r.household_id, k.subject_id)
     LEFT JOIN unit u ON u.community_id = h.community_id AND u.unit_id = h.unit_id
     LEFT JOIN building b ON b.community_id = h.community_id AND b.building_id = h.building_id
     LEFT JOIN compound c ON c.community_id = h.community_id AND c.compound_id = h.compound_id
     WHERE k.community_id = $1 ORDER BY k.ended_at IS NOT NULL, k.asked_at DESC`,
    [communityId],
  );
}

export async function subjectExists(tx: Queryable, communityId: string, kind: HoldSubject, subjectId: string): Promise<boolean> {
  const row = await tx.row(`SELECT 1 AS found FROM ${kind} WHERE community_id = $1 AND ${kind}_id = $2`, [
    communityId,
    subjectId,
  ]);
  return row !== undefined;
}

/** False when the record is held already. */
export async function addHold(
  tx: Queryable,
  communityId: string,
  hold: { legalHoldId: string; subjectKind: HoldSubject; subjectId: string; reason: string; askedBy: string },
  now: Date,
): Promise<boolean> {
  const count = await tx.count(
    `INSERT INTO legal_hold (community_id, legal_hold_id, subject_kind, subject_id, reason, asked_by, asked_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    [communityId, hold.legalHoldId, hold.subjectKind, hold.subjectId, hold.reason, hold.askedBy, now],
  );
  return count === 1;
}

export function holdHold(
  tx: Queryable,
  communityId: string,
  legalHoldId: string,
): Promise<{ asked_by: string; approved_at: string | null; ended_at: string | null } | undefined> {
  return tx.row(
    'SELECT asked_by, approved_at, ended_at FROM legal_hold WHERE community_id = $1 AND legal_hold_id = $2 FOR UPDATE',
    [communityId, legalHoldId],
  );
}

export async function writeApproved(
  tx: Queryable,
  communityId: string,
  legalHoldId: string,
  byId: string,
  now: Date,
): Promise<void> {
  await tx.count('UPDATE legal_hold SET approved_by = $3, approved_at = $4 WHERE community_id = $1 AND legal_hold_id = $2', [
    communityId,
    legalHoldId,
    byId,
    now,
  ]);
}

export async function writeHoldEnd(
  tx: Queryable,
  communityId: string,
  legalHoldId: string,
  byId: string,
  now: Date,
): Promise<void> {
  await tx.count('UPDATE legal_hold SET ended_by = $3, ended_at = $4 WHERE community_id = $1 AND legal_hold_id = $2', [
    communityId,
    legalHoldId,
    byId,
    now,
  ]);
}
