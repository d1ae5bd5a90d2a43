// The audit log, read page by page from the newest row back.
import type { Queryable } from '../postgres/pool.ts';

export interface AuditRow {
  readonly audit_id: string;
  readonly at: string;
  readonly by_name: string | null;
  readonly by_role: string;
  readonly act: string;
  readonly subject_kind: string;
  readonly subject_id: string | null;
  readonly reason: string | null;
  readonly facts: Record<string, unknown>;
}

export interface AuditFilter {
  readonly byId?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly act?: string | undefined;
  readonly before?: string | undefined;
  /** The last row of the page before. */
  readonly afterId?: string | undefined;
  readonly limit: number;
}

/** Names are looked up now, not kept in the log: destroying a person leaves the row without a name. */
export function readAudit(db: Queryable, communityId: string, filter: AuditFilter): Promise<AuditRow[]> {
  return db.rows<AuditRow>(
    `SELECT a.audit_id, a.at, p.name AS by_name, a.by_role, a.act, a.subject_kind, a.subject_id, a.reason, a.facts
     FROM audit a LEFT JOIN person p ON p.community_id = a.community_id AND p.person_id = a.by_id
     WHERE a.community_id = $1
       AND ($2::uuid IS NULL OR a.by_id = $2) AND ($3::uuid IS NULL OR a.subject_id = $3) AND ($4::text IS NULL OR a.act = $4)
       AND ($5::timestamptz IS NULL OR a.at < $5)
       AND ($6::uuid IS NULL OR (a.at, a.audit_id) < (SELECT l.at, l.audit_id FROM audit l WHERE l.community_id = $1 AND l.audit_id = $6))
     ORDER BY a.at DESC, a.audit_id DESC LIMIT $7`,
    [
      communityId,
      filter.byId ?? null,
      filter.subjectId ?? null,
      filter.act ?? null,
      filter.before ?? null,
      filter.afterId ?? null,
      filter.limit,
    ],
  );
}
