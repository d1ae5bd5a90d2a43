// The contract of the planner at the desk: a plan made, looked at, changed by hand and accepted; and what happens afterwards mended.
import { z } from 'zod';
import { carrierCodes, insteadCodes } from '../domain/dispatch/desk-plan.ts';
import { refusalOrder } from '../domain/dispatch/plan/problem.ts';
import { kinds, lanes } from '../domain/request/kind.ts';
import { levels } from '../domain/zone/level.ts';
import { endpoint } from './endpoint.ts';
import { count, id, moveId } from './field.ts';

const desk = { clerk: 'community', community_lead: 'community' } as const;

export const planStates = ['running', 'ready', 'cancelled', 'failed', 'rejected'] as const;
export const planState = z.enum(planStates);
const seconds = z.number().int().min(-1_000_000_000).max(1_000_000_000);

/** What has happened since a plan was accepted. */
export const planEvent = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('urgent'), requestId: id }),
  z.strictObject({ kind: z.literal('cancelled'), requestIds: z.array(id).min(1).max(200) }),
  z.strictObject({ kind: z.literal('dropped_out'), helperId: id }),
  z.strictObject({ kind: z.literal('sealed'), buildingId: id }),
  z.strictObject({ kind: z.literal('lift'), buildingId: id, runs: z.boolean() }),
]);
export type PlanEvent = z.infer<typeof planEvent>;

/** A door of a plan as it is read aloud. */
const planDoor = z.object({
  requestId: id,
  number: z.string(),
  door: z.string(),
  kind: z.enum(kinds),
  lane: z.enum(lanes),
  level: z.enum(levels),
  dueAt: z.string(),
  grams: count,
});

const plannedStop = planDoor.extend({
  arriveAt: z.string(),
  reason: z.object({
    carrier: z.enum(carrierCodes),
    instead: z.enum(insteadCodes).nullable(),
    together: count,
    lateSeconds: count,
  }),
});
export type PlannedStop = z.infer<typeof plannedStop>;

const plannedRound = z.object({
  roundId: id,
  helperId: id,
  state: z.enum(['planned', 'accepted', 'running']).describe('accepted and running ones are not the plan’s to change'),
  startAt: z.string(),
  endAt: z.string(),
  travelSeconds: count,
  grams: count,
  sealed: z.boolean(),
  stops: z.array(plannedStop),
  /** Of a repair. */
  change: z.enum(['same', 'changed', 'added', 'dropped']),
  before: z
    .object({ helperId: id, startAt: z.string(), endAt: z.string(), requestIds: z.array(id) })
    .nullable()
    .describe('of a repair: as the round is now'),
  accepted: z
    .object({ made: z.boolean(), at: z.string(), leftOut: z.array(z.object({ requestId: id, why: z.string() })) })
    .nullable(),
});
export type PlannedRound = z.infer<typeof plannedRound>;

const planWorker = z.object({
  helperId: id,
  name: z.string(),
  protection: z.boolean(),
  shiftEndsAt: z.string(),
  /** Of this plan with what is under way, and of the seven days before. */
  roundSeconds: count,
  workedSeconds: count,
});
export type PlanWorker = z.infer<typeof planWorker>;

const planHead = z.object({
  planId: id,
  kind: z.enum(['rounds', 'repair']),
  state: planState,
  compoundId: id,
  compoundName: z.string(),
  madeAt: z.string(),
  madeBy: z.string().nullable(),
  rounds: count,
  requests: count,
  unserved: count,
  accepted: count.describe('rounds that were taken over'),
  event: planEvent.nullable(),
});
export type PlanHead = z.infer<typeof planHead>;

export const plan = planHead.extend({
  version: count,
  zeroAt: z.string(),
  limitSeconds: count,
  /** Only while it is being made here: seconds so far, and whether a first plan stands. */
  progress: z.object({ seconds: z.number(), phase: z.enum(['waiting', 'first', 'improving']) }).nullable(),
  cut: z.boolean(),
  planMs: z.number(),
  workers: z.array(planWorker),
  parts: z.array(plannedRound),
  /** Of a repair: what stands in none of the rounds any more. */
  gone: z.array(planDoor),
  notServed: z.array(planDoor.extend({ reason: z.enum(refusalOrder) })),
  totals: z
    .object({
      travelSeconds: count,
      rounds: count,
      maxWorkerSeconds: count,
      minWorkerSeconds: count,
      lateSeconds: count,
      outsidePrimary: count,
    })
    .nullable(),
  bounds: z.object({ travelSeconds: count, rounds: count, maxWorkerSeconds: count, lateSeconds: count }).nullable(),
  /** Rules that the checker found broken: such a plan is shown and never accepted. */
  broken: z.array(z.object({ rule: z.string(), where: z.string(), why: z.string() })),
  /** Of a repair: rounds that stay although they no longer fit; somebody has to be called. */
  conflicts: z.array(id),
});
export type Plan = z.infer<typeof plan>;

const planId = z.strictObject({ planId: id });

export const makePlan = endpoint({
  method: 'POST',
  path: '/api/v1/plans',
  summary: 'Begins to plan the next rounds of a compound; ask for the plan to see how far it is',
  body: z.strictObject({
    id: moveId.describe('also the id of the plan'),
    compoundId: id,
    /** How long it may take at most. */
    limitSeconds: z.number().int().min(1).max(120).default(10),
    effort: z.enum(['usual', 'thorough']).default('usual'),
    binding: z.enum(['bound', 'covered']).default('covered'),
    maxRoundMinutes: z.number().int().min(5).max(240).default(60),
    leadMinutes: z.number().int().min(0).max(240).default(10),
    withoutHelperIds: z.array(id).max(500).default([]),
  }),
  answer: z.object({ planId: id, state: planState }),
  who: desk,
  refusals: ['not_found', 'same_id_other_body'],
});

export const listPlans = endpoint({
  method: 'GET',
  path: '/api/v1/plans',
  summary: 'The newest plans with what came of them',
  query: z.strictObject({ compoundId: id.optional() }),
  answer: z.object({ plans: z.array(planHead) }),
  who: desk,
});

export const readPlan = endpoint({
  method: 'GET',
  path: '/api/v1/plans/{planId}',
  summary: 'A plan with its rounds, loads, bounds and the reason of everything; an old one explains itself too',
  params: planId,
  answer: plan,
  who: desk,
  refusals: ['not_found'],
});

export const cancelPlan = endpoint({
  method: 'POST',
  path: '/api/v1/plans/{planId}/cancel',
  summary: 'Stops a plan that is being made',
  params: planId,
  body: z.strictObject({ id: moveId }),
  answer: z.object({ planId: id, state: planState }),
  who: desk,
  refusals: ['not_found', 'same_id_other_body'],
});

const target = z.union([z.strictObject({ roundId: id }), z.strictObject({ helperId: id })]);

export const stopCosts = endpoint({
  method: 'POST',
  path: '/api/v1/plans/{planId}/costs',
  summary: 'What it would cost to put a request into each other round, or into a new round of each person; reads only',
  params: planId,
  body: z.strictObject({ requestId: id }),
  answer: z.object({
    costs: z.array(z.object({ to: target, seconds, lateSeconds: seconds, broken: z.string().nullable() })),
  }),
  who: desk,
  refusals: ['not_found', 'state_has_changed'],
});

export const moveStop = endpoint({
  method: 'POST',
  path: '/api/v1/plans/{planId}/moves',
  summary: 'Puts a request into another round of the plan, or into a new round of somebody; a broken rule is named and refused',
  params: planId,
  body: z.strictObject({ id: moveId, version: count, requestId: id, to: target }),
  answer: z.object({ planId: id, version: count }),
  who: desk,
  refusals: ['not_found', 'same_id_other_body', 'state_has_changed', 'plan_breaks_rule'],
});

export const acceptPlan = endpoint({
  method: 'POST',
  path: '/api/v1/plans/{planId}/acceptance',
  summary: 'Makes rounds of the whole plan or of some of it; what has changed since is named and left out, the rest is done',
  params: planId,
  body: z.strictObject({ id: moveId, version: count, roundIds: z.array(id).min(1).max(500).optional() }),
  answer: z.object({
    parts: z.array(
      z.object({
        roundId: id,
        made: z.boolean(),
        number: z.string().nullable(),
        why: z.string().nullable().describe('why nothing was made of it'),
        leftOut: z.array(z.object({ requestId: id, why: z.string() })),
      }),
    ),
  }),
  who: desk,
  refusals: ['not_found', 'same_id_other_body', 'state_has_changed'],
});

export const planEvents = endpoint({
  method: 'GET',
  path: '/api/v1/compounds/{compoundId}/plan-events',
  summary:
    'What has happened that the rounds still to be walked do not know of: urgent and cancelled requests, people gone, buildings sealed',
  params: z.strictObject({ compoundId: id }),
  answer: z.object({ events: z.array(z.object({ event: planEvent, doors: z.array(planDoor), roundIds: z.array(id) })) }),
  who: desk,
  refusals: ['not_found'],
});

export const makeRepair = endpoint({
  method: 'POST',
  path: '/api/v1/repairs',
  summary: 'Proposes the smallest change of the rounds still to be walked after something happened; it is accepted like a plan',
  body: z.strictObject({ id: moveId.describe('also the id of the plan'), compoundId: id, event: planEvent }),
  answer: z.object({ planId: id, state: planState }),
  who: desk,
  refusals: ['not_found', 'same_id_other_body', 'state_has_changed'],
});
