// The contract of care contacts (关爱联系): today's list, what came of a try, and the ladder when nobody answers. No tag, no illness.
import { z } from 'zod';
import { checkOutcomes, emergencyActs, holders, rungs } from '../domain/care/ladder.ts';
import { mostDaysOfSupply } from '../domain/care/supply.ts';
import { grades, manners } from '../domain/care/tag.ts';
import { endpoint } from './endpoint.ts';
import { count, done, id, instant, moveId, text } from './field.ts';

const desk = { clerk: 'community', community_lead: 'community', grid_lead: 'places' } as const;
const helpers = { steward: 'tasks', volunteer: 'tasks', property: 'tasks', grid_worker: 'tasks' } as const;

/** Of one contact, what a helper sees: which door, what to do, by when, how to; never who or why. */
export const phoneCheck = z.object({
  careCheckId: id,
  householdId: id,
  compoundName: z.string(),
  door: z.string(),
  floor: z.number().int(),
  rung: z.enum(rungs),
  dueAt: z.string(),
  actBy: z.string(),
  manners: z.array(z.enum(manners)),
  isBackup: z.boolean().describe('the first helper did not come to it'),
});
export type PhoneCheck = z.infer<typeof phoneCheck>;

export const listChecks = endpoint({
  method: 'GET',
  path: '/api/v1/care-checks',
  summary: 'Contacts due today and everything on the ladder, alarms first, with whose turn it is; telephones masked; no tags',
  answer: z.object({
    checks: z.array(
      z.object({
        careCheckId: id,
        careRecordId: id,
        householdId: id,
        personId: id,
        personName: z.string(),
        telephone: z.string().nullable(),
        door: z.string(),
        compoundName: z.string(),
        grade: z.enum(grades),
        rung: z.enum(rungs),
        holder: z.enum(holders),
        holderName: z.string().nullable(),
        nextRung: z.enum(rungs).nullable(),
        dueAt: z.string(),
        actBy: z.string(),
        isAlarm: z.boolean(),
        tries: count,
        heardAt: z.string().nullable(),
        manners: z.array(z.enum(manners)),
        acts: z.array(z.enum(emergencyActs)).describe('done already on the last rung'),
      }),
    ),
    doneToday: count,
    alarms: count,
  }),
  who: desk,
});

export const careAlarms = endpoint({
  method: 'GET',
  path: '/api/v1/care-alarms',
  summary: 'How many care contacts need the desk now; of them on the last rung',
  answer: z.object({ alarms: count, emergencies: count }),
  who: desk,
});

/** Needs that a contact finds; each becomes a request by the way all requests take. */
export const foundNeeds = ['medical_help', 'medicine', 'groceries', 'other'] as const;

export const recordCheck = endpoint({
  method: 'POST',
  path: '/api/v1/care-checks/{careCheckId}/outcome',
  summary:
    'What came of a try. `no_answer` climbs the ladder by one rung (`rung`: the one that was tried); `needs` makes a request of each need, medical_help in the lane of life',
  params: z.strictObject({ careCheckId: id }),
  body: z.strictObject({
    id: moveId,
    outcome: z.enum(checkOutcomes),
    rung: z.enum(rungs),
    needs: z
      .array(z.strictObject({ requestId: id.describe('made by the sender'), need: z.enum(foundNeeds), note: text(300) }))
      .max(foundNeeds.length)
      .optional(),
    daysOfSupply: z.number().int().min(0).max(mostDaysOfSupply).optional(),
    happenedAt: instant.optional(),
  }),
  answer: z.object({
    closed: z.boolean(),
    rung: z.enum(rungs).nullable().describe('what is tried next'),
    requestIds: z.array(id),
  }),
  who: { ...desk, ...helpers },
  refusals: [
    'not_found',
    'state_has_changed',
    'same_id_other_body',
    'too_many_open',
    'household_vacant',
    'no_run',
    'run_full',
    'run_closed',
  ],
});

export const recordEmergencyAct = endpoint({
  method: 'POST',
  path: '/api/v1/care-checks/{careCheckId}/acts',
  summary: 'On the last rung: the family was told, 120 or 110 was called; the contact stays open until somebody knows; audited',
  params: z.strictObject({ careCheckId: id }),
  body: z.strictObject({ id: moveId, act: z.enum(emergencyActs) }),
  answer: done,
  who: desk,
  refusals: ['not_found', 'state_has_changed', 'same_id_other_body'],
});

export const readFamily = endpoint({
  method: 'POST',
  path: '/api/v1/care-checks/{careCheckId}/family',
  summary: 'Whom to call when nobody answers: relatives of the door and those named in the care record, in full; audited',
  params: z.strictObject({ careCheckId: id }),
  answer: z.object({
    people: z.array(z.object({ name: z.string(), relation: z.string().nullable(), telephone: z.string().nullable() })),
    shut: z.boolean().describe('the record names people, but the key that opens it is not here'),
  }),
  who: desk,
  refusals: ['not_found'],
});
