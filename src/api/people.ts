// The contract of people: staff and their rights, residents and relatives, bindings, rosters in and out, reveals.
import { z } from 'zod';
import { roles } from '../domain/people/role.ts';
import { endpoint } from './endpoint.ts';
import { count, day, done, id, line, telephone } from './field.ts';

const staffRole = z.enum(roles).exclude(['resident', 'relative']);
const grantPlace = z.enum(['community', 'area', 'grid', 'compound', 'building', 'unit']);

export const listStaff = endpoint({
  method: 'GET',
  path: '/api/v1/staff',
  summary: 'Staff, stewards and volunteers with their roles and places; telephones masked',
  query: z.strictObject({ search: line(60).optional(), role: staffRole.optional() }),
  answer: z.object({
    staff: z.array(
      z.object({
        personId: id,
        name: z.string(),
        telephone: z.string().nullable(),
        signInName: z.string().nullable(),
        disabled: z.boolean(),
        grants: z.array(z.object({ grantId: id, role: staffRole, placeKind: grantPlace, placeId: id, placeName: z.string() })),
        helper: z
          .object({ onDuty: z.boolean(), protection: z.boolean(), insured: z.boolean(), maxOpen: count, maxGrams: count })
          .nullable(),
      }),
    ),
  }),
  who: { administrator: 'community', community_lead: 'community', clerk: 'community', grid_lead: 'places' },
});

export const addStaff = endpoint({
  method: 'POST',
  path: '/api/v1/staff',
  summary: 'Add a person of the staff or a volunteer with roles; answers the first password once; audited',
  body: z.strictObject({
    name: line(40),
    telephone: telephone.optional(),
    signInName: z.string().regex(/^[a-z0-9._-]{2,40}$/),
    grants: z
      .array(z.strictObject({ role: staffRole, placeKind: grantPlace.default('community'), placeId: id.optional() }))
      .min(1)
      .max(20),
    protection: z.boolean().default(false),
    insured: z.boolean().default(false),
  }),
  answer: z.object({ personId: id, firstPassword: z.string() }),
  who: { administrator: 'community' },
  refusals: ['name_taken', 'not_found'],
});

export const changeStaff = endpoint({
  method: 'PATCH',
  path: '/api/v1/staff/{personId}',
  summary:
    'Disable or enable an account, make a new first password, drop the second factor, change what the desk knows of a helper; audited',
  params: z.strictObject({ personId: id }),
  body: z.strictObject({
    name: line(40).optional(),
    telephone: telephone.nullable().optional(),
    disabled: z.boolean().optional(),
    newPassword: z.literal(true).optional(),
    dropSecondFactor: z.literal(true).optional(),
    protection: z.boolean().optional(),
    insured: z.boolean().optional(),
    maxOpen: z.number().int().min(0).max(200).optional(),
    maxGrams: z.number().int().min(0).max(1_000_000).optional(),
  }),
  answer: z.object({ firstPassword: z.string().nullable() }),
  who: { administrator: 'community' },
  refusals: ['person_unknown', 'last_administrator'],
});

export const grantRole = endpoint({
  method: 'POST',
  path: '/api/v1/staff/{personId}/grants',
  summary: 'Give a role, in a place or the whole community; audited',
  params: z.strictObject({ personId: id }),
  body: z.strictObject({ role: staffRole, placeKind: grantPlace.default('community'), placeId: id.optional() }),
  answer: z.object({ grantId: id }),
  who: { administrator: 'community' },
  refusals: ['person_unknown', 'not_found', 'overlaps'],
});

export const endGrant = endpoint({
  method: 'DELETE',
  path: '/api/v1/staff/{personId}/grants/{grantId}',
  summary: 'Take a role away; takes effect at once; audited',
  params: z.strictObject({ personId: id, grantId: id }),
  answer: done,
  who: { administrator: 'community' },
  refusals: ['not_found', 'last_administrator'],
});

export const listBindings = endpoint({
  method: 'GET',
  path: '/api/v1/bindings',
  summary: '包楼定户: who is bound to which buildings, units, households; now and from later days on, or on one day',
  query: z.strictObject({ on: day.optional(), personId: id.optional(), buildingId: id.optional() }),
  answer: z.object({
    bindings: z.array(
      z.object({
        bindingId: id,
        personId: id,
        personName: z.string(),
        placeKind: z.enum(['building', 'unit', 'household']),
        placeId: id,
        placeName: z.string(),
        rank: z.enum(['primary', 'backup']),
        fromOn: z.string(),
        toOn: z.string().nullable(),
      }),
    ),
  }),
  who: { administrator: 'community', community_lead: 'community', clerk: 'community', grid_lead: 'places' },
});

export const addBinding = endpoint({
  method: 'POST',
  path: '/api/v1/bindings',
  summary: 'Bind a helper to a building, unit or household, as primary or backup, from a day on; audited',
  body: z.strictObject({
    personId: id,
    placeKind: z.enum(['building', 'unit', 'household']),
    placeId: id,
    rank: z.enum(['primary', 'backup']),
    fromOn: day,
    toOn: day.optional(),
  }),
  answer: z.object({ bindingId: id }),
  who: { administrator: 'community', community_lead: 'community', clerk: 'community', grid_lead: 'places' },
  refusals: ['person_unknown', 'not_found', 'overlaps'],
});

export const endBinding = endpoint({
  method: 'POST',
  path: '/api/v1/bindings/{bindingId}/end',
  summary: 'End a binding after a day; audited',
  params: z.strictObject({ bindingId: id }),
  body: z.strictObject({ toOn: day }),
  answer: done,
  who: { administrator: 'community', community_lead: 'community', clerk: 'community', grid_lead: 'places' },
  refusals: ['not_found', 'invalid'],
});

export const addResident = endpoint({
  method: 'POST',
  path: '/api/v1/households/{householdId}/people',
  summary:
    'Register somebody who lives here, or authorise a relative elsewhere (by the household itself or by the clerk); audited',
  params: z.strictObject({ householdId: id }),
  body: z.strictObject({
    name: line(40),
    telephone: telephone.optional(),
    relation: z.enum(['lives_here', 'relative']),
    smartphone: z.boolean().default(true),
  }),
  answer: z.object({
    personId: id,
    link: z.string().nullable().describe('a relative gets a link of their own; the code is in the fragment'),
  }),
  who: {
    resident: 'household',
    clerk: 'community',
    community_lead: 'community',
    administrator: 'community',
    grid_worker: 'places',
  },
  refusals: ['household_unknown', 'not_allowed', 'overlaps'],
});

export const endResident = endpoint({
  method: 'DELETE',
  path: '/api/v1/households/{householdId}/people/{personId}',
  summary: 'Somebody moved away, or a relative is no longer authorised; their sessions end; audited',
  params: z.strictObject({ householdId: id, personId: id }),
  answer: done,
  who: { resident: 'household', clerk: 'community', community_lead: 'community', administrator: 'community' },
  refusals: ['household_unknown', 'person_unknown'],
});

export const myHousehold = endpoint({
  method: 'GET',
  path: '/api/v1/my/household',
  summary: 'The own household as the resident or relative sees it: its door, its level, who is authorised, whom to call',
  answer: z.object({
    householdId: id,
    door: z.string(),
    compoundName: z.string(),
    level: z.enum(['open', 'precaution', 'control', 'sealed']),
    people: z.array(
      z.object({
        personId: id,
        name: z.string(),
        relation: z.enum(['lives_here', 'relative']),
        telephone: z.string().nullable(),
      }),
    ),
    callCentre: z.string().nullable().describe('the telephone of the desk'),
    heardAt: z.string().nullable().describe('when the community last heard from this home, by any means'),
  }),
  who: { resident: 'household', relative: 'household' },
});

export const revealReasons = ['call_back', 'delivery_question', 'medical', 'relative_asked', 'data_check'] as const;

export const revealTelephone = endpoint({
  method: 'POST',
  path: '/api/v1/people/{personId}/reveal',
  summary: 'Show one telephone number in full, with a reason; audited',
  params: z.strictObject({ personId: id }),
  body: z.strictObject({ reason: z.enum(revealReasons) }),
  answer: z.object({ telephone: z.string().nullable() }),
  who: {
    clerk: 'community',
    community_lead: 'community',
    administrator: 'community',
    grid_lead: 'places',
    grid_worker: 'places',
    steward: 'places',
  },
  refusals: ['person_unknown'],
});

export const rosterKind = z.enum(['households', 'residents', 'staff', 'bindings']);

const rosterRow = z.object({
  row: count,
  problems: z.array(z.object({ column: z.string(), code: z.string(), value: z.string() })),
});
const rosterAnswer = z.object({
  /** sha256 of the file; the import must name it, so that what was previewed is what is imported. */
  digest: z.string(),
  encoding: z.string(),
  rows: count,
  adds: count,
  changes: count,
  same: count,
  bad: z.array(rosterRow),
  /** The first 20 rows as read, to look at. */
  sample: z.array(z.record(z.string(), z.string())),
});
const rosterKeepers = { administrator: 'community', community_lead: 'community', clerk: 'community' } as const;

export const previewRoster = endpoint({
  method: 'POST',
  path: '/api/v1/rosters/{roster}/preview',
  summary: 'Read a roster (CSV in UTF-8 or GB18030, or XLSX; at most 8 MiB) and say what it would do; changes nothing',
  params: z.strictObject({ roster: rosterKind }),
  upload: true,
  answer: rosterAnswer,
  who: rosterKeepers,
  refusals: ['file_unreadable', 'file_too_large'],
});

export const importRoster = endpoint({
  method: 'POST',
  path: '/api/v1/rosters/{roster}/import',
  summary: 'Import a roster: all rows or none; the same file again changes nothing; audited',
  params: z.strictObject({ roster: rosterKind }),
  query: z.strictObject({ digest: z.string().regex(/^[0-9a-f]{64}$/) }),
  upload: true,
  answer: rosterAnswer,
  who: rosterKeepers,
  refusals: ['file_unreadable', 'file_too_large', 'roster_has_errors', 'roster_changed'],
});

export const exportRoster = endpoint({
  method: 'POST',
  path: '/api/v1/rosters/{roster}/export',
  summary: 'The roster as a file, in the form the import reads; audited',
  params: z.strictObject({ roster: rosterKind }),
  body: z.strictObject({ format: z.enum(['csv', 'xlsx']) }),
  answer: z.unknown(),
  kind: 'file',
  who: rosterKeepers,
});

export const rosterTemplate = endpoint({
  method: 'GET',
  path: '/api/v1/rosters/{roster}/template',
  summary: 'An empty roster with its headings and one example row',
  params: z.strictObject({ roster: rosterKind }),
  query: z.strictObject({ format: z.enum(['csv', 'xlsx']).default('csv') }),
  answer: z.unknown(),
  kind: 'file',
  who: rosterKeepers,
});
