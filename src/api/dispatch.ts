// The contract of dispatch: who could go and why, runs with their room, cut-offs and capacity.
import { z } from 'zod';
import { roles } from '../domain/people/role.ts';
import { endpoint } from './endpoint.ts';
import { count, day, done, id } from './field.ts';

export const proposal = z.object({
  helperId: id,
  name: z.string(),
  role: z.enum(roles),
  /** Higher is better; the first of the list is proposed. */
  score: z.number(),
  /** Codes a clerk can read: primary, backup, same_building, same_grid, protection, free, busy, off_duty, no_protection, sealed_before, shift_full, too_heavy, declined_before */
  because: z.array(z.string()),
  open: count.describe('requests held now'),
  maxOpen: count,
  openGrams: count,
  fit: z.boolean(),
});
export type Proposal = z.infer<typeof proposal>;

export const propose = endpoint({
  method: 'POST',
  path: '/api/v1/proposals',
  summary: 'For each request, the helpers who could go, best first, with reasons (binding, zone, protection, load); reads only',
  body: z.strictObject({ requestIds: z.array(id).min(1).max(200) }),
  answer: z.object({ proposals: z.array(z.object({ requestId: id, helpers: z.array(proposal).max(12) })) }),
  who: { clerk: 'community', community_lead: 'community', grid_lead: 'places' },
});

export const helperLoads = endpoint({
  method: 'GET',
  path: '/api/v1/helpers',
  summary: 'Helpers on the list with their load',
  answer: z.object({
    helpers: z.array(
      z.object({
        helperId: id,
        name: z.string(),
        roles: z.array(z.enum(roles)),
        onDuty: z.boolean(),
        protection: z.boolean(),
        offered: count,
        held: count,
        doneToday: count,
        maxOpen: count,
        openGrams: count,
      }),
    ),
  }),
  who: { clerk: 'community', community_lead: 'community', grid_lead: 'places', administrator: 'community' },
});

export const runRow = z.object({
  runId: id,
  compoundId: id,
  compoundName: z.string(),
  startsAt: z.string(),
  cutoffAt: z.string(),
  open: z.boolean(),
  capacityRequests: count,
  capacityGrams: count,
  capacityMinutes: count,
  bookedRequests: count,
  bookedGrams: count,
  bookedMinutes: count,
});

export const listRuns = endpoint({
  method: 'GET',
  path: '/api/v1/runs',
  summary: 'Runs of today and the next days with the room they have; a household sees those of its own compound',
  query: z.strictObject({ compoundId: id.optional() }),
  answer: z.object({ runs: z.array(runRow) }),
  who: {
    resident: 'household',
    relative: 'household',
    steward: 'places',
    property: 'places',
    grid_worker: 'places',
    grid_lead: 'places',
    clerk: 'community',
    supply: 'community',
    community_lead: 'community',
    administrator: 'community',
  },
});

export const runPlan = z.strictObject({
  /** Minutes after midnight in the community's time zone. */
  startsAtMinute: z.number().int().min(0).max(1439),
  cutoffMinutesBefore: z.number().int().min(0).max(1440),
  capacityRequests: z.number().int().min(0).max(100_000),
  capacityGrams: z.number().int().min(0).max(1_000_000_000),
  capacityMinutes: z.number().int().min(0).max(1_000_000),
});

export const setRunPlan = endpoint({
  method: 'PUT',
  path: '/api/v1/compounds/{compoundId}/runs',
  summary: 'The daily runs of a compound from a day on; runs that hold bookings keep at least those; audited',
  params: z.strictObject({ compoundId: id }),
  body: z.strictObject({ fromOn: day, runs: z.array(runPlan).max(12) }),
  answer: done,
  who: { supply: 'community', community_lead: 'community', administrator: 'community', clerk: 'community' },
  refusals: ['not_found', 'overlaps'],
});
