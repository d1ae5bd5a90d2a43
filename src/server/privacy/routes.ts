// Who looked at, exported or changed what; reading it leaves a row of its own.
import { id } from '../../api/field.ts';
import { listAudit } from '../../api/privacy.ts';
import { refuse } from '../../domain/refusal.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import { writeAudit } from './audit-store.ts';
import { readAudit } from './store.ts';

export function routes({ db }: Deps): Route[] {
  return [
    route(listAudit, async ({ actor, roles, query }) => {
      const { communityId } = actor;
      const { after, limit, ...filter } = query;
      const cursor = after === undefined ? undefined : id.safeParse(after);
      if (cursor?.success === false) return refuse('invalid', { field: 'after' });
      // Further pages belong to the first look.
      if (cursor === undefined) {
        await writeAudit(db, {
          communityId,
          byId: actor.personId,
          byRole: roles[0] ?? 'nobody',
          act: 'read_audit',
          subjectKind: 'audit',
          subjectId: query.subjectId ?? null,
          facts: {
            ...(query.byId === undefined ? {} : { byId: query.byId }),
            ...(query.act === undefined ? {} : { act: query.act }),
          },
        });
      }
      const rows = await readAudit(db, communityId, { ...filter, afterId: cursor?.data, limit: limit + 1 });
      const page = rows.slice(0, limit);
      return {
        rows: page.map(row => ({
          auditId: row.audit_id,
          at: row.at,
          byName: row.by_name,
          byRole: row.by_role,
          act: row.act,
          subjectKind: row.subject_kind,
          subjectId: row.subject_id,
          reason: row.reason,
          facts: row.facts,
        })),
        next: rows.length > limit ? (page.at(-1)?.audit_id ?? null) : null,
      };
    }),
  ];
}
