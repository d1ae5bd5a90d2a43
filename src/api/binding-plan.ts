// The contract of the bindings assistant (包楼定户): who is proposed for which unit of a compound, and taking it over, all or some, at once.
import { z } from 'zod';
import { helperRoles } from '../domain/people/role.ts';
import { endpoint } from './endpoint.ts';
import { count, day, id, moveId } from './field.ts';

const helperRole = z.enum(helperRoles);
const who = { clerk: 'community', community_lead: 'community', administrator: 'community' } as const;

export const proposeBindings = endpoint({
  method: 'POST',
  path: '/api/v1/compounds/{compoundId}/binding-plan',
  summary:
    'For every unit of a compound a primary and a backup: balanced minutes, history, protection, where people live; reads only, changes nothing',
  params: z.strictObject({ compoundId: id }),
  body: z.strictObject({
    /** few: only what nobody covers, or somebody who may not; even: the longest day as short as can be. */
    aim: z.enum(['few', 'even']),
    roles: z.array(helperRole).min(1),
    /** Stewards within their buildings, grid workers within their grids. */
    ownPlaces: z.boolean(),
    /** Who drops out: nothing is given to them. */
    without: z.array(id).max(100).default([]),
    /** Judged from this day on. */
    fromOn: day,
  }),
  answer: z.object({
    units: z.array(
      z.object({
        unitId: id,
        buildingId: id,
        building: z.string(),
        unit: z.string(),
        sealed: z.boolean(),
        doors: count.describe('lived-in households'),
        requests: count.describe('expected a day, by what was asked in the last 7 days'),
        seconds: count.describe('of a day'),
        x: z.number(),
        y: z.number(),
        presentPrimary: id.nullable(),
        presentBackup: id.nullable(),
        primary: id.nullable(),
        backup: id.nullable(),
        served: z.record(z.string(), count).describe('helper → doors gone to in the last 14 days'),
      }),
    ),
    helpers: z.array(
      z.object({
        helperId: id,
        name: z.string(),
        roles: z.array(helperRole),
        protection: z.boolean(),
        /** May be given units in this proposal; the others only have some now. */
        chosen: z.boolean(),
        baseSeconds: count.describe('a day: what they carried lately, and are bound to in other compounds'),
        homeUnitId: id.nullable(),
        /** Null: any unit of the compound. */
        unitIds: z.array(id).nullable(),
      }),
    ),
  }),
  who,
  refusals: ['not_found'],
});

export const acceptBindings = endpoint({
  method: 'POST',
  path: '/api/v1/compounds/{compoundId}/bindings',
  summary: 'Take over primary and backup of units from a day on, all or none of those sent, in one step; audited',
  params: z.strictObject({ compoundId: id }),
  body: z.strictObject({
    id: moveId,
    fromOn: day,
    /** Whose bindings to buildings and units of the compound all end the day before. */
    leaving: z.array(id).max(100).default([]),
    units: z
      .array(
        z.strictObject({
          unitId: id,
          primary: id.nullable(),
          backup: id.nullable(),
          /** As the page showed it: when somebody has changed it meanwhile, nothing is done. */
          presentPrimary: id.nullable(),
          presentBackup: id.nullable(),
        }),
      )
      .max(2000),
  }),
  answer: z.object({ added: count, ended: count }),
  who,
  refusals: ['not_found', 'person_unknown', 'invalid', 'state_has_changed', 'helper_lacks_protection', 'same_id_other_body'],
});
