// The contract of rounds: a helper's trip with its ordered stops, made, changed, walked, printed per unit, and entered again from the paper.
import { z } from 'zod';
import { bagProblems, bagSteps, disinfectants } from '../domain/delivery/custody.ts';
import { roundMoveNames, roundStates, sheetMarks, stopOutcomes } from '../domain/delivery/round.ts';
import { goodsClasses, kinds, lanes } from '../domain/request/kind.ts';
import { levels } from '../domain/zone/level.ts';
import { deliveryModes } from '../domain/zone/rule.ts';
import { endpoint } from './endpoint.ts';
import { count, day, id, instant, moveId } from './field.ts';
import { state } from './request.ts';

export const roundState = z.enum(roundStates);
const roundNumber = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{5}$/);
/** The number of a round and which of its units: `7K2MX-2`. */
export const sheetNumber = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{5}-\d{1,2}$/);

/** What a phone holds of a bag. `restUntil`: not to the door before. */
export const bagInRound = z.object({
  bagId: id,
  label: z.string(),
  code: z.string().describe('what the QR code on the bag says; means nothing to a stranger'),
  step: z.enum(bagSteps),
  goodsClass: z.enum(goodsClasses),
  problem: z.enum(bagProblems).nullable(),
  restUntil: z.string().nullable(),
});

/** One stop. `outcome` null: still to be walked. Nothing personal beyond the door. */
export const stop = z.object({
  requestId: id,
  number: z.string(),
  position: count,
  arriveAt: z.string().nullable().describe('as planned'),
  outcome: z.enum(stopOutcomes).nullable(),
  /** The move or the problem that ended it. */
  reason: z.string().nullable(),
  closedAt: z.string().nullable(),
  householdId: id,
  compoundName: z.string(),
  door: z.string(),
  building: z.string(),
  unit: z.string(),
  unitId: id,
  floor: z.number().int(),
  lift: z.boolean(),
  level: z.enum(levels),
  deliverTo: z.enum(deliveryModes),
  kind: z.enum(kinds),
  lane: z.enum(lanes),
  state,
  goodsClass: z.enum(goodsClasses),
  grams: count,
  dueAt: z.string(),
  bags: z.array(bagInRound),
});
export type Stop = z.infer<typeof stop>;

export const roundRow = z.object({
  roundId: id,
  number: roundNumber,
  helperId: id,
  helperName: z.string().nullable().describe('null for those who may not know names'),
  state: roundState,
  startAt: z.string(),
  endAt: z.string().nullable(),
  capacityGrams: count,
  capacityBags: count,
  /** Of the stops that have not left the round. */
  grams: count,
  bags: count,
  open: count.describe('stops still to be walked'),
  openRequestIds: z.array(id),
  delivered: count,
  failed: count,
  left: count.describe('stops that left the round unserved'),
  sealed: z.boolean().describe('a round is all sealed or all clean'),
  version: count,
});
export type RoundRow = z.infer<typeof roundRow>;

export const round = roundRow.extend({ stops: z.array(stop) });
export type Round = z.infer<typeof round>;

const plannedStop = z.strictObject({ requestId: id, arriveAt: instant.optional() });
const capacity = {
  capacityGrams: z.number().int().min(0).max(1_000_000).optional(),
  capacityBags: z.number().int().min(1).max(200).optional(),
};
const desk = { clerk: 'community', community_lead: 'community', grid_lead: 'places' } as const;
const helpers = {
  steward: 'tasks',
  volunteer: 'tasks',
  property: 'tasks',
  grid_worker: 'tasks',
  grid_lead: 'tasks',
} as const;
const fitting = ['too_heavy', 'round_full', 'round_mixed', 'in_other_round', 'not_yours', 'state_has_changed'] as const;

export const listRounds = endpoint({
  method: 'GET',
  path: '/api/v1/rounds',
  summary: 'Rounds of a day (today unless said) with helper, load against capacity, and how far they are',
  query: z.strictObject({ on: day.optional(), helperId: id.optional(), state: roundState.optional() }),
  answer: z.object({ rounds: z.array(roundRow) }),
  who: desk,
});

export const readRound = endpoint({
  method: 'GET',
  path: '/api/v1/rounds/{roundId}',
  summary: 'One round with its stops in order; those that left stay, with the reason',
  params: z.strictObject({ roundId: id }),
  answer: round,
  who: { ...helpers, ...desk },
  refusals: ['not_found'],
});

export const makeRound = endpoint({
  method: 'POST',
  path: '/api/v1/rounds',
  summary: 'A round for a helper from requests they hold, in the order given (as a planner made it) or the suggested one',
  body: z.strictObject({
    id: moveId.describe('also the id of the round'),
    helperId: id,
    startAt: instant,
    endAt: instant.optional(),
    ...capacity,
    stops: z.array(plannedStop).min(1).max(200),
    order: z.enum(['given', 'suggested']).default('given'),
  }),
  answer: round,
  who: desk,
  refusals: ['not_found', 'helper_unknown', 'same_id_other_body', ...fitting],
});

export const makeMyRound = endpoint({
  method: 'POST',
  path: '/api/v1/my/rounds',
  summary:
    'My round of everything I hold and that is in no round yet, in the suggested order; what does not fit stays for the next',
  body: z.strictObject({ id: moveId.describe('also the id of the round'), requestIds: z.array(id).min(1).max(200).optional() }),
  answer: round.extend({ leftOut: count }),
  who: helpers,
  refusals: ['not_found', 'same_id_other_body', ...fitting],
});

export const changeRound = endpoint({
  method: 'POST',
  path: '/api/v1/rounds/{roundId}/changes',
  summary: 'Other start, capacity or stops (the whole list in its new order) before the helper has set out',
  params: z.strictObject({ roundId: id }),
  body: z.strictObject({
    id: moveId,
    version: count,
    startAt: instant.optional(),
    endAt: instant.nullable().optional(),
    ...capacity,
    stops: z.array(plannedStop).min(1).max(200).optional(),
  }),
  answer: round,
  who: { ...helpers, ...desk },
  refusals: ['not_found', 'same_id_other_body', ...fitting],
});

export const moveRound = endpoint({
  method: 'POST',
  path: '/api/v1/rounds/{roundId}/moves',
  summary: 'Announce, start, finish or drop a round; what was still to be walked leaves it and stays with the helper',
  params: z.strictObject({ roundId: id }),
  body: z.strictObject({
    id: moveId,
    move: z.enum(roundMoveNames as ['announce', ...typeof roundMoveNames]),
    happenedAt: instant.optional(),
  }),
  answer: z.object({ roundId: id, state: roundState, version: count }),
  who: { ...helpers, ...desk },
  refusals: ['not_found', 'same_id_other_body', 'state_has_changed'],
});

/** The planner's form: seconds after `zeroAt`. */
const planRound = z.object({
  worker: id,
  startAt: count,
  endAt: count,
  stops: z
    .array(z.object({ request: id, arriveAt: count, reason: z.string().optional() }))
    .min(1)
    .max(200),
});

export const exportPlan = endpoint({
  method: 'GET',
  path: '/api/v1/rounds/plan',
  summary: 'Open rounds of a day as a planner reads them: `frozen` with seconds after zeroAt',
  query: z.strictObject({ zeroAt: instant, on: day.optional() }),
  answer: z.object({
    zeroAt: z.string(),
    frozen: z.array(z.object({ round: planRound, roundId: id, state: z.enum(['planned', 'accepted', 'running']) })),
  }),
  who: { clerk: 'community', community_lead: 'community' },
});

export const importPlan = endpoint({
  method: 'POST',
  path: '/api/v1/rounds/plan',
  summary: 'Rounds as a planner writes them, all or none; each request must be in the hands of the worker it is planned for',
  body: z.strictObject({
    id: moveId,
    zeroAt: instant,
    rounds: z
      .array(planRound.extend({ travelSeconds: z.number().optional(), kg: z.number().optional() }))
      .min(1)
      .max(200),
  }),
  answer: z.object({ roundIds: z.array(id) }),
  who: { clerk: 'community', community_lead: 'community' },
  refusals: ['not_found', 'helper_unknown', 'same_id_other_body', ...fitting],
});

/** A stop as it is printed; the surname is all that is said of a person. */
const printedStop = z.object({
  requestId: id,
  number: z.string(),
  door: z.string(),
  doorShort: z.string(),
  floor: z.number().int(),
  surname: z.string().nullable(),
  kind: z.enum(kinds),
  lane: z.enum(lanes),
  goodsClass: z.enum(goodsClasses),
  deliverTo: z.enum(deliveryModes),
  grams: count,
  gist: z.string(),
  state,
  outcome: z.enum(stopOutcomes).nullable(),
  bags: z.array(z.object({ bagId: id, label: z.string(), step: z.enum(bagSteps), goodsClass: z.enum(goodsClasses) })),
});

export const unitSheet = z.object({
  sheetNumber,
  roundId: id,
  helperName: z.string().nullable(),
  startAt: z.string(),
  compoundName: z.string(),
  building: z.string(),
  unit: z.string(),
  level: z.enum(levels),
  stops: z.array(printedStop),
});
export type UnitSheet = z.infer<typeof unitSheet>;

export const printSheets = endpoint({
  method: 'POST',
  path: '/api/v1/rounds/{roundId}/sheets',
  summary: 'The round as sheets of paper, one per unit, with surnames; audited',
  params: z.strictObject({ roundId: id }),
  answer: z.object({ sheets: z.array(unitSheet) }),
  who: desk,
  refusals: ['not_found'],
});

export const readSheet = endpoint({
  method: 'GET',
  path: '/api/v1/sheets/{sheetNumber}',
  summary: 'The sheet a helper brings back, to be entered: the doors of one unit in the printed order',
  params: z.strictObject({ sheetNumber }),
  answer: unitSheet,
  who: desk,
  refusals: ['not_found'],
});

export const enterSheet = endpoint({
  method: 'POST',
  path: '/api/v1/sheets/{sheetNumber}',
  summary:
    'Enters the ticks of a sheet for the helper who walked it, with the time it really happened; each door is answered for itself',
  params: z.strictObject({ sheetNumber }),
  body: z.strictObject({
    id: moveId,
    /** Noted at the head of the sheet, for all of it. */
    agent: z.enum(disinfectants).optional(),
    contactMinutes: z.number().int().min(0).max(240).optional(),
    marks: z
      .array(z.strictObject({ requestId: id, mark: z.enum(sheetMarks), happenedAt: instant }))
      .min(1)
      .max(200),
  }),
  answer: z.object({
    results: z.array(z.object({ requestId: id, state: state.nullable(), refused: z.string().nullable() })),
  }),
  who: desk,
  refusals: ['not_found', 'same_id_other_body', 'invalid'],
});
