// The contract of care records (关爱档案): held apart, sealed, by a right of their own; every look at them is written down.
import { z } from 'zod';
import { holders, rungs } from '../domain/care/ladder.ts';
import { planKinds, planParts } from '../domain/care/one-person-plan.ts';
import { grades, hearings, manners, needs, tags } from '../domain/care/tag.ts';
import { urgentReasons } from '../domain/care/urgency.ts';
import { endpoint } from './endpoint.ts';
import { count, day, done, id, line, moveId, telephone, text } from './field.ts';

/** Admitted by role here; the server also asks whether the person was given the right (see setCareRight). The community lead has it. */
const keepers = { clerk: 'community', community_lead: 'community', grid_lead: 'places' } as const;

export const onePersonPlan = z.strictObject({
  kind: z.enum(planKinds),
  hospital: line(80).nullable(),
  vehicle: line(120).nullable().describe('whose vehicle, its plate, how to reach the driver'),
  approver: line(80).nullable(),
  rehearsedOn: day.nullable(),
});

/** What is sealed: nothing of it stands anywhere in plain. */
export const careSecrets = z.strictObject({
  tags: z.array(z.enum(tags)).max(tags.length),
  needs: z.array(z.enum(needs)).max(needs.length),
  note: text(1000).nullable().describe('illness, medicine, allergies: what a doctor or driver must know'),
  medicineOutOn: day.nullable(),
  dialysisDays: z.array(z.number().int().min(1).max(7)).max(7).describe('1 = Monday'),
  dueOn: day.nullable(),
  hearing: z.enum(hearings),
  language: line(40).nullable(),
  manners: z.array(z.enum(manners)).max(manners.length),
  family: z
    .array(z.strictObject({ name: line(40), relation: line(20).nullable(), telephone }))
    .max(4)
    .describe('whom to call elsewhere'),
  plans: z.array(onePersonPlan).max(planKinds.length),
});

const careRow = z.object({
  careRecordId: id,
  householdId: id,
  personId: id,
  personName: z.string(),
  door: z.string(),
  compoundName: z.string(),
  grade: z.enum(grades),
  helperId: id.nullable(),
  helperName: z.string().nullable(),
  backupId: id.nullable(),
  backupName: z.string().nullable(),
  smartphone: z.boolean(),
  daysOfSupply: count.nullable(),
  foodOutOn: z.string().nullable(),
  heardAt: z.string().nullable(),
  check: z.object({ dueAt: z.string(), rung: z.enum(rungs), holder: z.enum(holders), actBy: z.string() }).nullable(),
  /** Null: the key that opens it is not here. */
  secrets: careSecrets.nullable(),
  reasons: z.array(z.enum(urgentReasons)),
  planGaps: z.array(z.object({ kind: z.enum(planKinds), missing: z.array(z.enum(planParts)).readonly() })),
  changedAt: z.string(),
  version: count,
});

export const listCare = endpoint({
  method: 'GET',
  path: '/api/v1/care-records',
  summary:
    'Care records inside the reach, the most urgent first; audited. `keys`: whether what is sealed can be read and written',
  query: z.strictObject({ householdId: id.optional(), grade: z.enum(grades).optional() }),
  answer: z.object({
    keys: z.enum(['here', 'missing']).describe('missing: nothing new can be sealed until the key file is put back'),
    shut: count.describe('records that no key here opens'),
    records: z.array(careRow),
  }),
  who: keepers,
  refusals: ['care_right_needed'],
});

export const readCare = endpoint({
  method: 'GET',
  path: '/api/v1/care-records/{careRecordId}',
  summary: 'One care record with what was tried lately; audited',
  params: z.strictObject({ careRecordId: id }),
  answer: careRow.extend({
    steps: z.array(
      z.object({ at: z.string(), rung: z.enum(rungs), outcome: z.string(), byName: z.string().nullable(), byRole: z.string() }),
    ),
  }),
  who: keepers,
  refusals: ['not_found', 'care_right_needed'],
});

export const keepCare = endpoint({
  method: 'PUT',
  path: '/api/v1/care-records/{careRecordId}',
  summary:
    'Make a care record (its id made by the sender, `version` 0) or change it (`version` as last read); opens its first contact; audited',
  params: z.strictObject({ careRecordId: id }),
  body: z.strictObject({
    id: moveId,
    version: count,
    personId: id,
    grade: z.enum(grades),
    helperId: id.nullable(),
    backupId: id.nullable(),
    smartphone: z.boolean(),
    secrets: careSecrets,
  }),
  answer: z.object({ careRecordId: id, version: count }),
  who: keepers,
  refusals: [
    'not_found',
    'person_unknown',
    'helper_unknown',
    'name_taken',
    'state_has_changed',
    'care_right_needed',
    'care_key_missing',
    'same_id_other_body',
  ],
});

export const endCare = endpoint({
  method: 'POST',
  path: '/api/v1/care-records/{careRecordId}/end',
  summary: 'The person needs no more looking after: what was sealed is emptied, the open contact ends; audited',
  params: z.strictObject({ careRecordId: id }),
  body: z.strictObject({ id: moveId }),
  answer: done,
  who: keepers,
  refusals: ['not_found', 'care_right_needed', 'same_id_other_body'],
});

const givers = { community_lead: 'community' } as const;

export const listCareRights = endpoint({
  method: 'GET',
  path: '/api/v1/care-rights',
  summary: 'Who of the desk may read care records, beside the community lead',
  answer: z.object({ people: z.array(z.object({ personId: id, name: z.string(), role: z.string(), given: z.boolean() })) }),
  who: givers,
});

export const setCareRight = endpoint({
  method: 'PUT',
  path: '/api/v1/care-rights/{personId}',
  summary: 'Give somebody of the desk the right to read and write care records, or take it back; audited',
  params: z.strictObject({ personId: id }),
  body: z.strictObject({ given: z.boolean() }),
  answer: done,
  who: givers,
  refusals: ['person_unknown'],
});
