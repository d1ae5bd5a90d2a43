// Every reveal, export and change leaves one row here: ids and codes, never names, telephones or free text.
import type { Role } from '../../domain/people/role.ts';
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';

export interface AuditEntry {
  readonly communityId: string;
  readonly byId: string | null;
  readonly byRole: Role | 'system' | 'nobody';
  /** A verb in snake case: reveal_telephone, export_roster, add_staff, … */
  readonly act: string;
  readonly subjectKind: string;
  readonly subjectId?: string | null;
  readonly reason?: string | null;
  /** Codes, ids and counts only. */
  readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Written in the same transaction as what it tells of. */
export async function writeAudit(db: Queryable, entry: AuditEntry): Promise<void> {
  await db.count(
    `INSERT INTO audit (community_id, audit_id, by_id, by_role, act, subject_kind, subject_id, reason, facts)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      entry.communityId,
      newId(),
      entry.byId,
      entry.byRole,
      entry.act,
      entry.subjectKind,
      entry.subjectId ?? null,
      entry.reason ?? null,
      JSON.stringify(entry.facts ?? {}),
    ],
  );
}

/** A look at a page that renews itself: one row for a person, a thing and an hour. */
export async function writeLook(db: Queryable, entry: AuditEntry & { readonly subjectId: string }): Promise<void> {
  const looked = await db.row(
    `SELECT FROM audit WHERE community_id = $1 AND subject_id = $2 AND act = $3 AND by_id = $4 AND at > now() - interval '1 hour'
     LIMIT 1`,
    [entry.communityId, entry.subjectId, entry.act, entry.byId],
  );
  if (looked === undefined) await writeAudit(db, entry);
}
