// The contract of going out: permits counted against the rule, shown at the gate, and what the level means for one household.
import { z } from 'zod';
import { levels } from '../domain/zone/level.ts';
import { deliveryModes, exitKinds, exitPurposes, exitsPer } from '../domain/zone/rule.ts';
import { endpoint } from './endpoint.ts';
import { count, day, id } from './field.ts';

const issuers = {
  steward: 'places',
  grid_worker: 'places',
  grid_lead: 'places',
  clerk: 'community',
  community_lead: 'community',
} as const;
const gatekeepers = { ...issuers, property: 'places' } as const;

export const exitStates = ['issued', 'out', 'back', 'revoked', 'expired'] as const;

const permit = z.object({
  exitId: id,
  householdId: id,
  door: z.string(),
  code: z.string().describe('read out or shown at the gate'),
  purpose: z.enum(exitPurposes),
  minutes: count.nullable(),
  validOn: day,
  state: z.enum(exitStates),
  issuedAt: z.string(),
  outAt: z.string().nullable(),
  backAt: z.string().nullable(),
  dueBackAt: z.string().nullable(),
  minutesOver: count,
});
export type Permit = z.infer<typeof permit>;

const left = z
  .object({ left: count, nextOn: day.nullable() })
  .nullable()
  .describe('how many more permits the rule gives now; null: none is needed');

const exits = z.object({
  kind: z.enum(exitKinds),
  per: z.enum(exitsPer).nullable(),
  times: count.nullable(),
  days: count.nullable(),
  minutes: count.nullable(),
});

export const listExits = endpoint({
  method: 'GET',
  path: '/api/v1/exits',
  summary: 'Permits of today, those still outside first; doors and codes, no names',
  answer: z.object({ today: day, exits: z.array(permit) }),
  who: gatekeepers,
});

export const readDoorExits = endpoint({
  method: 'GET',
  path: '/api/v1/households/{householdId}/exits',
  summary: 'What the rule gives this door and what was used of it',
  params: z.strictObject({ householdId: id }),
  answer: z.object({ level: z.enum(levels), rule: exits, left, exits: z.array(permit) }),
  who: issuers,
  refusals: ['household_unknown'],
});

export const issueExit = endpoint({
  method: 'POST',
  path: '/api/v1/exits',
  summary:
    'Give a household a permit for one person to go out once today; counted against the rule, medical ones are not; audited',
  body: z.strictObject({ id, householdId: id, purpose: z.enum(exitPurposes) }),
  answer: permit,
  who: issuers,
  refusals: ['household_unknown', 'exit_not_allowed', 'exit_used_up', 'same_id_other_body'],
});

export const findExit = endpoint({
  method: 'GET',
  path: '/api/v1/exits/by-code/{code}',
  summary: 'The permit that is shown at the gate',
  params: z.strictObject({ code: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{6}$/) }),
  answer: permit,
  who: gatekeepers,
  refusals: ['not_found'],
});

export const moveExit = endpoint({
  method: 'POST',
  path: '/api/v1/exits/{exitId}/moves',
  summary: 'Somebody goes out by a permit, or is back, or a permit that nobody used is taken back; audited',
  params: z.strictObject({ exitId: id }),
  body: z.strictObject({ id, move: z.enum(['out', 'back', 'revoke']) }),
  answer: permit,
  who: gatekeepers,
  refusals: ['not_found', 'state_has_changed', 'exit_not_allowed', 'same_id_other_body'],
});

export const myZone = endpoint({
  method: 'GET',
  path: '/api/v1/my/zone',
  summary:
    'What the level means for the own household: how goods arrive, who may go out, rubbish, tests, and the end as it is ordered',
  answer: z.object({
    level: z.enum(levels),
    term: z.string(),
    since: z.string().nullable(),
    orderNumber: z.string().nullable(),
    deliverTo: z.enum(deliveryModes),
    exits,
    left,
    permits: z.array(permit),
    rubbish: z.object({ from: z.string(), until: z.string() }).nullable(),
    nextTestOn: day.nullable(),
    today: day,
    countdown: z
      .object({ at: z.string(), kind: z.enum(['ordered', 'planned']) })
      .nullable()
      .describe('from recorded orders only; null: no order says when it ends'),
  }),
  who: { resident: 'household', relative: 'household' },
});
