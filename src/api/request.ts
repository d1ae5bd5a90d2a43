// The contract of a request: asking, the queue, one request, its moves, and what a household or a helper sees of its own.
import { z } from 'zod';
import { bagProblems, bagSteps, disinfectants } from '../domain/delivery/custody.ts';
import { roles } from '../domain/people/role.ts';
import { channels, goodsClasses, kinds, lanes, substitutions, urgencies } from '../domain/request/kind.ts';
import { type MoveName, moveNames, type Stage, type State, stages, states } from '../domain/request/life.ts';
import { levels } from '../domain/zone/level.ts';
import { deliveryModes } from '../domain/zone/rule.ts';
import { endpoint } from './endpoint.ts';
import { count, id, instant, line, moveId, text, verbatim } from './field.ts';

export const state = z.enum(Object.keys(states) as [State, ...State[]]);
export const stage = z.enum(stages as unknown as [Stage, ...Stage[]]);
export const moveName = z.enum(moveNames as [MoveName, ...MoveName[]]);

export const item = z.strictObject({
  name: line(60),
  /** Above zero, at most two decimals. */
  quantity: z.number().min(0.01).max(9999).multipleOf(0.01).nullable(),
  unit: line(12).nullable(),
  substitution: z.enum(substitutions).default('ask'),
});
export type Item = z.infer<typeof item>;

export const ask = z.strictObject({
  /** Made by the sender; also the id of the request. */
  id: moveId,
  /** A resident or relative leaves it out: their own household. */
  householdId: id.optional(),
  kind: z.enum(kinds),
  urgency: z.enum(urgencies).default('normal'),
  channel: z.enum(channels),
  goodsClass: z.enum(goodsClasses).optional(),
  items: z.array(item).max(40).default([]),
  note: text(500).optional(),
  /** The pasted chat text, kept to the letter. */
  pasted: verbatim(4000).optional(),
  /** Grams, estimated; left out: estimated from the items. */
  grams: z.number().int().min(0).max(200_000).optional(),
  /** Chosen run; left out: the next one with room. Ignored in the life and medicine lanes. */
  runId: id.optional(),
  /** On behalf of whom: the resident who told us. */
  askedBy: id.optional(),
  /** When the household said it, where that was earlier (paper, offline phone). */
  happenedAt: instant.optional(),
});

export const receipt = z.object({
  requestId: id,
  number: z.string(),
  state,
  lane: z.enum(lanes),
  dueAt: z.string(),
  run: z.object({ runId: id, startsAt: z.string() }).nullable(),
});

export const askRequest = endpoint({
  method: 'POST',
  path: '/api/v1/requests',
  summary: 'Ask for something on behalf of a household; the answer comes after the durable commit',
  body: ask,
  answer: receipt,
  who: {
    resident: 'household',
    relative: 'household',
    steward: 'places',
    property: 'places',
    grid_worker: 'places',
    grid_lead: 'places',
    clerk: 'community',
    community_lead: 'community',
  },
  refusals: [
    'household_unknown',
    'household_vacant',
    'person_unknown',
    'same_id_other_body',
    'run_full',
    'run_closed',
    'no_run',
    'too_many_open',
    'restricted_medicine',
  ],
});

/** One row of the queue; nothing personal beyond the door. */
export const queueRow = z.object({
  requestId: id,
  number: z.string(),
  householdId: id,
  door: z.string().describe('as people say it: 10号楼 2单元 1002'),
  compoundName: z.string(),
  level: z.enum(levels),
  kind: z.enum(kinds),
  lane: z.enum(lanes),
  urgency: z.enum(urgencies),
  channel: z.enum(channels),
  state,
  gist: z.string().describe('the items in one line, at most 80 characters'),
  askedAt: z.string(),
  dueAt: z.string(),
  actBy: z.string().nullable(),
  escalation: count,
  reopened: count,
  ownerId: id.nullable(),
  ownerName: z.string().nullable(),
  run: z.object({ runId: id, startsAt: z.string() }).nullable(),
  grams: count,
  problem: z.string().nullable(),
  /** How many open or recent requests of the same household look like the same need. */
  lookAlikes: count,
  version: count,
});
export type QueueRow = z.infer<typeof queueRow>;

const readers = {
  clerk: 'community',
  supply: 'community',
  community_lead: 'community',
  grid_lead: 'places',
  grid_worker: 'places',
  steward: 'places',
} as const;

export const listRequests = endpoint({
  method: 'GET',
  path: '/api/v1/requests',
  summary: 'The queue: life lane first, then medicine, then by deadline; cursor paging',
  query: z.strictObject({
    stage: stage.optional(),
    state: state.optional(),
    lane: z.enum(lanes).optional(),
    kind: z.enum(kinds).optional(),
    compoundId: id.optional(),
    buildingId: id.optional(),
    householdId: id.optional(),
    ownerId: id.optional(),
    runId: id.optional(),
    late: z.enum(['true']).optional(),
    /** Door, number, or words in the items. */
    search: line(60).optional(),
    after: line(200).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  answer: z.object({
    rows: z.array(queueRow),
    next: z.string().nullable(),
    counts: z.object({
      asked: count,
      sorted: count,
      offered: count,
      problem: count,
      accepted: count,
      carrying: count,
      delivered: count,
      late: count,
    }),
  }),
  who: readers,
});

export const eventRow = z.object({
  eventId: id,
  move: moveName,
  fromState: state.nullable(),
  toState: state,
  byRole: z.enum([...roles, 'system']),
  byName: z.string().nullable(),
  reason: z.string().nullable(),
  at: z.string(),
  happenedAt: z.string().nullable(),
  fromPaper: z.boolean().describe('entered afterwards from a sheet of paper, at `at`'),
});

export const bag = z.object({
  bagId: id,
  label: z.string(),
  step: z.enum(bagSteps),
  goodsClass: z.enum(goodsClasses),
  grams: count.nullable(),
  paidFen: count.nullable(),
  problem: z.enum(bagProblems).nullable(),
  custody: z.array(
    z.object({
      step: z.enum(bagSteps),
      byRole: z.string(),
      byName: z.string().nullable(),
      agent: z.enum(disinfectants).nullable(),
      contactMinutes: count.nullable(),
      problem: z.enum(bagProblems).nullable(),
      fileId: id.nullable(),
      at: z.string(),
      happenedAt: z.string().nullable(),
    }),
  ),
});

export const requestDetail = queueRow.extend({
  items: z.array(item),
  note: z.string().nullable(),
  pasted: z.string().nullable(),
  goodsClass: z.enum(goodsClasses),
  askedAs: z.enum(roles),
  askedByName: z.string().nullable(),
  recordedByName: z.string().nullable(),
  mergedInto: id.nullable(),
  deliverTo: z.enum(deliveryModes),
  moves: z.array(moveName).describe('what the caller may do now'),
  events: z.array(eventRow),
  bags: z.array(bag),
  rating: z.enum(['satisfied', 'so_so', 'dissatisfied']).nullable(),
  alike: z.array(
    queueRow.extend({
      items: z.array(item),
      score: z.number().describe('0 to 1'),
      because: z.array(z.string()).describe('codes'),
    }),
  ),
});

export const readRequest = endpoint({
  method: 'GET',
  path: '/api/v1/requests/{requestId}',
  summary: 'One request with its story, its bags, and what looks like the same need',
  params: z.strictObject({ requestId: id }),
  answer: requestDetail,
  who: { ...readers, volunteer: 'tasks', property: 'tasks', resident: 'household', relative: 'household' },
  refusals: ['not_found'],
});

const step = { id: moveId, happenedAt: instant.optional(), version: count.optional() };
const because = z.string().regex(/^[a-z_]{2,40}$/);

/** One move; which codes a `reason` may have stands in the life table. */
export const move = z.discriminatedUnion('move', [
  z.strictObject({ ...step, move: z.literal('sort'), runId: id.optional() }),
  z.strictObject({
    ...step,
    move: z.literal('amend'),
    items: z.array(item).max(40).optional(),
    note: text(500).nullable().optional(),
    grams: z.number().int().min(0).max(200_000).optional(),
    urgency: z.enum(urgencies).optional(),
    runId: id.optional(),
  }),
  z.strictObject({ ...step, move: z.literal('merge'), into: id }),
  z.strictObject({ ...step, move: z.literal('refuse'), reason: because }),
  z.strictObject({ ...step, move: z.literal('offer'), helperId: id }),
  z.strictObject({ ...step, move: z.literal('reassign'), helperId: id }),
  z.strictObject({ ...step, move: z.literal('take_back') }),
  z.strictObject({ ...step, move: z.literal('accept') }),
  z.strictObject({ ...step, move: z.literal('decline'), reason: because }),
  z.strictObject({ ...step, move: z.literal('give_back'), reason: because }),
  z.strictObject({ ...step, move: z.literal('fetch') }),
  z.strictObject({ ...step, move: z.literal('deliver'), fileId: id.optional() }),
  z.strictObject({ ...step, move: z.literal('fail'), reason: because, fileId: id.optional() }),
  z.strictObject({ ...step, move: z.literal('confirm'), verdict: z.enum(['satisfied', 'so_so']).optional() }),
  z.strictObject({ ...step, move: z.literal('reopen'), reason: because, note: text(500).optional() }),
  z.strictObject({ ...step, move: z.literal('retry') }),
  z.strictObject({ ...step, move: z.literal('cancel') }),
  z.strictObject({ ...step, move: z.literal('call_off'), reason: because }),
]);
export type AskedMove = z.infer<typeof move>;

const moved = z.object({ requestId: id, state, version: count, ownerId: id.nullable() });
const moveRefusals = [
  'not_found',
  'state_has_changed',
  'already_taken',
  'not_yours',
  'goods_not_fetched',
  'goods_not_disinfected',
  'goods_not_rested',
  'reason_needed',
  'same_id_other_body',
  'helper_unknown',
  'helper_lacks_protection',
  'helper_out_of_zone',
  'helper_shift_full',
  'helper_shift_over',
  'helper_out_of_place',
  'place_is_guarded',
  'too_heavy',
  'restricted_medicine',
  'run_full',
  'run_closed',
  'no_run',
] as const;

const movers = {
  resident: 'household',
  relative: 'household',
  steward: 'places',
  volunteer: 'tasks',
  property: 'tasks',
  grid_worker: 'places',
  grid_lead: 'places',
  clerk: 'community',
  community_lead: 'community',
} as const;

export const moveRequest = endpoint({
  method: 'POST',
  path: '/api/v1/requests/{requestId}/moves',
  summary: 'Make one move in the life of a request',
  params: z.strictObject({ requestId: id }),
  body: move,
  answer: moved,
  who: movers,
  refusals: moveRefusals,
});

export const moveMany = endpoint({
  method: 'POST',
  path: '/api/v1/requests/moves',
  summary: 'Several moves at once (the desk confirms a selection); each is answered for itself',
  body: z.strictObject({
    moves: z
      .array(z.strictObject({ requestId: id, move }))
      .min(1)
      .max(200),
  }),
  answer: z.object({
    results: z.array(
      z.object({
        requestId: id,
        moved: moved.nullable(),
        refused: z.string().nullable(),
        facts: z.record(z.string(), z.unknown()).optional(),
      }),
    ),
  }),
  who: { clerk: 'community', community_lead: 'community', grid_lead: 'places' },
});
