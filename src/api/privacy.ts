// The contract of privacy: who looked at, exported or changed what.
import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { id, instant, line } from './field.ts';

export const listAudit = endpoint({
  method: 'GET',
  path: '/api/v1/audit',
  summary: 'The audit log, newest first: ids and codes, the acting person by name; reading it is itself audited',
  query: z.strictObject({
    byId: id.optional(),
    subjectId: id.optional(),
    act: z
      .string()
      .regex(/^[a-z_]{2,40}$/)
      .optional(),
    before: instant.optional(),
    after: line(200).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(100),
  }),
  answer: z.object({
    rows: z.array(
      z.object({
        auditId: id,
        at: z.string(),
        byName: z.string().nullable(),
        byRole: z.string(),
        act: z.string(),
        subjectKind: z.string(),
        subjectId: id.nullable(),
        reason: z.string().nullable(),
        facts: z.record(z.string(), z.unknown()),
      }),
    ),
    next: z.string().nullable(),
  }),
  who: { administrator: 'community', community_lead: 'community' },
});
