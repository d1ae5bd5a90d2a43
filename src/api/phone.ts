// The contract of the offline phone: all it may hold, its moves sent in one call and answered one by one, what came too late, and wiping.
//
// What the phone does about the refusal of a whole call stands in `phoneMust` (domain/delivery/phone.ts):
//   account_closed (401), not_allowed without facts.mustChangePassword (403): wipe everything, unsent moves too.
//   session_expired, not_signed_in (401): keep everything; the same person signs in again (another person: wipe first).
//   every other code, and no answer at all: keep everything and try again.
// A move leaves the outbox only by an answer that bears its id. `again` is as good as `done`.
import { z } from 'zod';
import { disinfectants } from '../domain/delivery/custody.ts';
import { lateDecisions, moveOutcomes, moveSubjects } from '../domain/delivery/phone.ts';
import { roles } from '../domain/people/role.ts';
import { goodsClasses } from '../domain/request/kind.ts';
import { levels } from '../domain/zone/level.ts';
import { deliveryModes, relayPoints } from '../domain/zone/rule.ts';
import { phoneCheck, recordCheck } from './care-check.ts';
import { stepBag } from './delivery.ts';
import { endpoint } from './endpoint.ts';
import { count, done, id, instant, line, moveId } from './field.ts';
import { handOver, relay } from './handover.ts';
import { task } from './own.ts';
import { recordContact } from './place.ts';
import { ask } from './request.ts';
import { moveRound, round } from './round.ts';
import { recordSurveyDoor, surveyDoor } from './survey.ts';

const helpers = { steward: 'tasks', volunteer: 'tasks', property: 'tasks', grid_worker: 'tasks', grid_lead: 'tasks' } as const;
const desk = { clerk: 'community', community_lead: 'community' } as const;
const reason = z.string().regex(/^[a-z_]{2,40}$/);

/** The helper's moves in the life of a request, as the single endpoint takes them, without `id` and `happenedAt`. */
const helperMove = z.discriminatedUnion('move', [
  z.strictObject({ move: z.literal('accept') }),
  z.strictObject({ move: z.literal('decline'), reason }),
  z.strictObject({ move: z.literal('give_back'), reason }),
  z.strictObject({ move: z.literal('fetch') }),
  z.strictObject({ move: z.literal('deliver'), fileId: id.optional() }),
  z.strictObject({ move: z.literal('fail'), reason, fileId: id.optional() }),
]);

const envelope = {
  id: moveId,
  /** Counts up on this phone; decides the order, whatever the clocks say. */
  seq: z.number().int().min(0).max(2_147_483_647),
  /** When it was made, by the phone's clock. */
  at: instant,
};

/**
 * One move as the phone keeps and sends it; `body` is the body of the single endpoint without `id` and `happenedAt`. The `id` of an `ask`
 * or a `handover` becomes its own. The same id sent to the single endpoint with the same body gives the same answer.
 */
export const phoneMove = z.discriminatedUnion('on', [
  z.strictObject({ ...envelope, on: z.literal('request'), requestId: id, body: helperMove }),
  z.strictObject({ ...envelope, on: z.literal('bag'), bagId: id, body: stepBag.body.omit({ id: true, happenedAt: true }) }),
  z.strictObject({
    ...envelope,
    on: z.literal('household'),
    householdId: id,
    body: recordContact.body.omit({ id: true, happenedAt: true }),
  }),
  z.strictObject({ ...envelope, on: z.literal('ask'), body: ask.omit({ id: true, happenedAt: true }) }),
  z.strictObject({ ...envelope, on: z.literal('handover'), body: handOver.body.omit({ id: true, happenedAt: true }) }),
  z.strictObject({
    ...envelope,
    on: z.literal('care'),
    careCheckId: id,
    householdId: id,
    body: recordCheck.body.omit({ id: true, happenedAt: true }),
  }),
  z.strictObject({
    ...envelope,
    on: z.literal('survey'),
    surveyId: id,
    householdId: id,
    body: recordSurveyDoor.body.omit({ id: true, happenedAt: true }),
  }),
  z.strictObject({ ...envelope, on: z.literal('round'), roundId: id, body: moveRound.body.omit({ id: true, happenedAt: true }) }),
]);
export type PhoneMove = z.input<typeof phoneMove>;

export const moveAnswer = z.object({
  id: moveId,
  outcome: z.enum(moveOutcomes),
  /** Of `done` and `again`: what the single endpoint would have answered. */
  answer: z.unknown().optional(),
  /** Of `late` and `refused`. */
  refusal: z
    .object({
      code: z.string(),
      facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
      fields: z.array(z.object({ path: z.string(), problem: z.string() })).optional(),
    })
    .optional(),
});
export type MoveAnswer = z.infer<typeof moveAnswer>;

export const sendMoves = endpoint({
  method: 'POST',
  path: '/api/v1/my/moves',
  summary:
    'Moves made while the phone was away, in their order; each is a PhoneMove, judged and answered for itself, once however often it comes',
  body: z.strictObject({
    phoneId: id.describe('made by the phone when it is first used'),
    phoneNow: instant.describe('the clock of the phone while sending'),
    /** Each is read as a `phoneMove`; one that cannot be read is refused with `invalid` and does not hold up the others. */
    moves: z
      .array(z.looseObject({ ...envelope, on: line(20) }))
      .min(1)
      .max(50),
  }),
  answer: z.object({ at: z.string().describe('the clock of the server'), moves: z.array(moveAnswer) }),
  who: helpers,
});

/** A door of the caller's buildings: no name, no telephone. */
export const phoneDoor = z.object({
  householdId: id,
  compoundName: z.string(),
  buildingId: id,
  building: z.string(),
  unitId: id,
  unit: z.string(),
  floor: z.number().int(),
  door: z.string().describe('as on the door itself: 1002'),
  living: z.enum(['lived_in', 'vacant', 'shop', 'removed']),
  level: z.enum(levels),
  deliverTo: z.enum(deliveryModes),
  openRequests: count,
  heardAt: z.string().nullable(),
  /** As they said when last asked; null: never asked. */
  daysOfSupply: count.nullable(),
  /** They should be asked again by then, before they run out. */
  askAgainAt: z.string().nullable(),
});
export type PhoneDoor = z.infer<typeof phoneDoor>;

const lateFields = {
  lateMoveId: id.describe('the id of the move'),
  on: z.enum(moveSubjects),
  move: z.string().describe('the move, bag step, outcome of a contact, or kind of what was asked for'),
  requestId: id.nullable(),
  number: z.string().nullable(),
  happenedAt: z.string().describe('by the phone, corrected'),
  arrivedAt: z.string(),
  /** The refusal: why it came too late. */
  why: z.string(),
  holderRole: z.enum(roles).nullable().describe('who held it when the move arrived'),
  status: z.enum(['open', 'seen']),
  decision: z.enum(lateDecisions).nullable(),
};

/** `mine`: made by the caller. Otherwise about something the caller holds now, made by who had it before (their role only). */
export const lateMove = z.object({ ...lateFields, mine: z.boolean(), byRole: z.enum(roles) });
export type LateMove = z.infer<typeof lateMove>;

export const shift = z.object({
  startedAt: z.string().nullable(),
  /** In a sealed building in this shift: no clean one until the next. */
  wentSealedAt: z.string().nullable(),
  /** Protection put on. */
  wearStartedAt: z.string().nullable(),
  limitSeconds: count,
  wearSeconds: count.describe('worn until `at` of this answer'),
});

export const myPhone = endpoint({
  method: 'GET',
  path: '/api/v1/my/phone',
  summary: 'Everything the phone may hold, and nothing else: what it held before and is not here any more is to be removed',
  answer: z.object({
    at: z.string().describe('the clock of the server'),
    personId: id,
    roles: z.array(z.enum(roles)),
    protection: z.boolean(),
    onDuty: z.boolean(),
    shift,
    tasks: z.array(task),
    doneToday: count,
    rounds: z.array(round).describe('those to come and the one being walked'),
    relays: z.array(relay),
    doors: z.array(phoneDoor),
    checks: z.array(phoneCheck).describe('care contacts that are the caller’s turn today'),
    surveys: z.array(z.object({ surveyId: id, name: z.string(), doors: z.array(surveyDoor.omit({ surveyId: true })) })),
    lateMoves: z.array(lateMove),
    policy: z.object({
      handover: z.array(
        z.object({
          level: z.enum(levels),
          deliverTo: z.enum(deliveryModes),
          protection: z.boolean(),
          relayAt: z.enum(relayPoints),
        }),
      ),
      disinfectants: z.array(
        z.object({ goodsClass: z.enum(goodsClasses), mayUse: z.array(z.enum(disinfectants)), restMinutes: count }),
      ),
    }),
    cursor: z.string().describe('where the live stream goes on from'),
  }),
  who: helpers,
});
export type MyPhone = z.infer<typeof myPhone.answer>;

export const setWear = endpoint({
  method: 'PUT',
  path: '/api/v1/my/wear',
  summary: 'Protection put on or changed (its time starts anew), or taken off',
  body: z.strictObject({ wearing: z.boolean() }),
  answer: done,
  who: { steward: 'self', volunteer: 'self', property: 'self', grid_worker: 'self', grid_lead: 'self' },
});

export const listLateMoves = endpoint({
  method: 'GET',
  path: '/api/v1/late-moves',
  summary: 'Moves that arrived after what they are about had gone to somebody else; kept, never applied by the program',
  query: z.strictObject({ status: z.enum(['open', 'seen']).default('open') }),
  answer: z.object({
    lateMoves: z.array(
      z.object({
        ...lateFields,
        door: z.string().nullable(),
        compoundName: z.string().nullable(),
        householdId: id.nullable(),
        bagId: id.nullable(),
        reason: z.string().nullable(),
        byId: id,
        byName: z.string(),
        byRole: z.enum(roles),
        holderName: z.string().nullable(),
        /** What was asked for at a door, to be entered by hand. */
        asked: ask.omit({ id: true, happenedAt: true }).nullable(),
        seenByName: z.string().nullable(),
        seenAt: z.string().nullable(),
      }),
    ),
  }),
  who: desk,
});

export const seeLateMove = endpoint({
  method: 'POST',
  path: '/api/v1/late-moves/{lateMoveId}/seen',
  summary: 'A person of the desk has looked at a late move and says what was done about it',
  params: z.strictObject({ lateMoveId: id }),
  body: z.strictObject({ id: moveId, decision: z.enum(lateDecisions) }),
  answer: done,
  who: desk,
  refusals: ['not_found', 'state_has_changed', 'same_id_other_body'],
});
