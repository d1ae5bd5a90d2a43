// The contract of one bag: many stepped at once, found by its code, its whole story, its label.
import { z } from 'zod';
import { bagProblems, bagSteps, disinfectants } from '../domain/delivery/custody.ts';
import { handoverPoints } from '../domain/delivery/handover.ts';
import { goodsClasses, kinds, lanes } from '../domain/request/kind.ts';
import { deliveryModes } from '../domain/zone/rule.ts';
import { handledBy, handledStep } from './delivery.ts';
import { endpoint } from './endpoint.ts';
import { count, id } from './field.ts';
import { bagCode } from './handover.ts';
import { state } from './request.ts';

export const stepBags = endpoint({
  method: 'POST',
  path: '/api/v1/bags/steps',
  summary: 'The same step for many bags at once (a trolley is disinfected, not a bag); each is answered for itself',
  body: z.strictObject({ ...handledStep, bagIds: z.array(id).min(1).max(200) }),
  answer: z.object({
    results: z.array(z.object({ bagId: id, step: z.enum(bagSteps).nullable(), refused: z.string().nullable() })),
  }),
  who: handledBy,
  refusals: ['same_id_other_body'],
});

export const findBag = endpoint({
  method: 'GET',
  path: '/api/v1/bag-codes/{code}',
  summary:
    'Which bag a scanned code belongs to; the door only for those who reach it, a carrier who is to take it over sees the label',
  params: z.strictObject({ code: bagCode }),
  answer: z.object({
    bagId: id,
    requestId: id.nullable(),
    label: z.string(),
    step: z.enum(bagSteps),
    goodsClass: z.enum(goodsClasses),
    problem: z.enum(bagProblems).nullable(),
    restUntil: z.string().nullable(),
    door: z.string().nullable(),
  }),
  who: handledBy,
  refusals: ['not_found'],
});

export const bagStory = z.object({
  bagId: id,
  label: z.string(),
  code: bagCode,
  goodsClass: z.enum(goodsClasses),
  grams: count.nullable(),
  lot: z.string().nullable(),
  step: z.enum(bagSteps),
  problem: z.enum(bagProblems).nullable(),
  restUntil: z.string().nullable(),
  requestId: id,
  number: z.string(),
  kind: z.enum(kinds),
  lane: z.enum(lanes),
  state,
  door: z.string(),
  deliverTo: z.enum(deliveryModes),
  steps: z.array(
    z.object({
      step: z.enum(bagSteps),
      byRole: z.string(),
      byName: z.string().nullable(),
      agent: z.enum(disinfectants).nullable(),
      contactMinutes: count.nullable(),
      problem: z.enum(bagProblems).nullable(),
      fileId: id.nullable(),
      /** Where it was handed over: the count it was part of, or how far it went at the door. */
      point: z.enum([...handoverPoints, ...deliveryModes]).nullable(),
      at: z.string(),
      happenedAt: z.string().nullable(),
      fromPaper: z.boolean(),
    }),
  ),
});
export type BagStory = z.infer<typeof bagStory>;

export const readBag = endpoint({
  method: 'GET',
  path: '/api/v1/bags/{bagId}',
  summary: 'The whole story of a bag: every hand-over with role and time, agent, photo, difference',
  params: z.strictObject({ bagId: id }),
  answer: bagStory,
  who: { ...handledBy, grid_lead: 'places' },
  refusals: ['not_found'],
});

/** A label as it is printed: the surname is all that is said of a person. */
export const bagLabelRow = z.object({
  bagId: id,
  label: z.string(),
  code: bagCode,
  compoundName: z.string(),
  building: z.string(),
  unit: z.string(),
  door: z.string(),
  surname: z.string().nullable(),
  kind: z.enum(kinds),
  lane: z.enum(lanes),
  goodsClass: z.enum(goodsClasses),
  grams: count.nullable(),
  lot: z.string().nullable(),
});
export type BagLabelRow = z.infer<typeof bagLabelRow>;

export const printLabels = endpoint({
  method: 'POST',
  path: '/api/v1/bag-labels',
  summary: 'Labels of packed bags to print, of a round in the order of its stops or of chosen bags; audited',
  body: z.strictObject({ roundId: id.optional(), bagIds: z.array(id).min(1).max(500).optional() }),
  answer: z.object({ labels: z.array(bagLabelRow) }),
  who: { supply: 'community', clerk: 'community', community_lead: 'community' },
  refusals: ['not_found', 'invalid'],
});
