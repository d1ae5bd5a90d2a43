// The contract of travel times: seconds per kind of leg in a compound, what finished rounds say about them, taken over and taken back.
import { z } from 'zod';
import { isWithinRange, type TravelKind, travelKindNames, travelKinds } from '../domain/dispatch/travel-times.ts';
import { endpoint } from './endpoint.ts';
import { count, id } from './field.ts';

const kind = z.enum(travelKindNames as [TravelKind, ...TravelKind[]]);

function within(of: TravelKind) {
  const { least, most } = travelKinds[of];
  return z
    .number()
    .min(least)
    .max(most)
    .refine(seconds => isWithinRange(of, seconds));
}

const seconds = z.strictObject({
  gateSeconds: within('gateSeconds'),
  betweenBuildingsSeconds: within('betweenBuildingsSeconds'),
  betweenUnitsSeconds: within('betweenUnitsSeconds'),
  liftWaitSeconds: within('liftWaitSeconds'),
  liftFloorSeconds: within('liftFloorSeconds'),
  liftStepSeconds: within('liftStepSeconds'),
  stairFloorSeconds: within('stairFloorSeconds'),
  sameFloorSeconds: within('sameFloorSeconds'),
  doorSeconds: within('doorSeconds'),
  sealedSeconds: within('sealedSeconds'),
});
const ofBuilding = {
  gateSeconds: within('gateSeconds').nullable().describe('null: by its place in the list'),
  doorSeconds: within('doorSeconds').nullable().describe('null: as in the compound'),
};
const who = { clerk: 'community', community_lead: 'community', administrator: 'community' } as const;
const params = z.strictObject({ compoundId: id });
/** What the page was showing: a change made meanwhile by somebody else refuses it. */
const basedOn = id.nullable().describe('the change that held when the page was read; null: the usual values');

export const readTravelTimes = endpoint({
  method: 'GET',
  path: '/api/v1/compounds/{compoundId}/travel-times',
  summary: 'Seconds per kind of leg in a compound and where a building differs, with every change and who made it',
  params,
  answer: z.object({
    basedOn: id.nullable(),
    seconds,
    buildings: z.array(
      z.object({
        buildingId: id,
        label: z.string(),
        lift: z.boolean(),
        ...ofBuilding,
        gateWay: z.number().describe('seconds from the gate as the planner counts them'),
      }),
    ),
    changes: z.array(
      z.object({
        travelTimesId: id,
        how: z.enum(['typed', 'learned', 'reverted']),
        byName: z.string(),
        at: z.string(),
        changed: count.describe('values that differ from those before'),
      }),
    ),
  }),
  who,
  refusals: ['not_found'],
});

export const setTravelTimes = endpoint({
  method: 'PUT',
  path: '/api/v1/compounds/{compoundId}/travel-times',
  summary: 'Set the seconds per kind of leg, and where a building differs; audited',
  params,
  body: z.strictObject({
    basedOn,
    seconds,
    buildings: z.array(z.strictObject({ buildingId: id, ...ofBuilding })).max(1000),
  }),
  answer: z.object({ travelTimesId: id }),
  who,
  refusals: ['not_found', 'state_has_changed'],
});

export const learnedTravel = endpoint({
  method: 'GET',
  path: '/api/v1/compounds/{compoundId}/travel-times/learned',
  summary:
    'What the rounds finished in the last 14 days really took, beside the seconds that hold; medians per building; reads only',
  params,
  answer: z.object({
    basedOn: id.nullable(),
    rounds: count,
    learned: z.array(
      z.object({
        kind,
        buildingId: id.nullable(),
        label: z.string().nullable(),
        present: z.number(),
        proposed: z.number().nullable().describe('null: too few observations'),
        observations: count,
        needed: count,
        low: z.number().describe('half of the observations lie between low and high'),
        high: z.number(),
      }),
    ),
  }),
  who,
  refusals: ['not_found'],
});

export const adoptTravel = endpoint({
  method: 'POST',
  path: '/api/v1/compounds/{compoundId}/travel-times/learned',
  summary: 'Take over what was learned, all or some, as it was shown; refused when the proposal has changed since; audited',
  params,
  body: z.strictObject({
    basedOn,
    adopt: z
      .array(z.strictObject({ kind, buildingId: id.nullable(), seconds: z.number() }))
      .min(1)
      .max(2000),
  }),
  answer: z.object({ travelTimesId: id }),
  who,
  refusals: ['not_found', 'state_has_changed'],
});

export const revertTravel = endpoint({
  method: 'POST',
  path: '/api/v1/compounds/{compoundId}/travel-times/revert',
  summary: 'Let the seconds of an earlier change hold again, or (null) the usual ones; audited',
  params,
  body: z.strictObject({ basedOn, to: id.nullable() }),
  answer: z.object({ travelTimesId: id }),
  who,
  refusals: ['not_found', 'state_has_changed'],
});
