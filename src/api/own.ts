// The contract of what a household or a helper sees of its own: the orders of a home, the tasks in hand, duty, and the pokes for both.
import { z } from 'zod';
import { bagSteps, disinfectants } from '../domain/delivery/custody.ts';
import { roles } from '../domain/people/role.ts';
import { goodsClasses, kinds, lanes, urgencies } from '../domain/request/kind.ts';
import { levels } from '../domain/zone/level.ts';
import { deliveryModes, relayPoints } from '../domain/zone/rule.ts';
import { endpoint } from './endpoint.ts';
import { count, done, id, line } from './field.ts';
import { item, moveName, state } from './request.ts';

export const myRequests = endpoint({
  method: 'GET',
  path: '/api/v1/my/requests',
  summary: 'What the own household has asked for (the resident or authorised relative), newest first, helpers by role only',
  answer: z.object({
    requests: z.array(
      z.object({
        requestId: id,
        number: z.string(),
        kind: z.enum(kinds),
        lane: z.enum(lanes),
        urgency: z.enum(urgencies),
        state,
        items: z.array(item),
        note: z.string().nullable(),
        askedAs: z.enum(roles),
        askedAt: z.string(),
        dueAt: z.string(),
        run: z.object({ runId: id, startsAt: z.string() }).nullable(),
        helperRole: z.enum(roles).nullable(),
        bagStep: z.enum(bagSteps).nullable(),
        deliveredAt: z.string().nullable(),
        problem: z.string().nullable(),
        moves: z.array(moveName),
        verdict: z.enum(['satisfied', 'so_so', 'dissatisfied']).nullable(),
      }),
    ),
    cursor: z.string(),
  }),
  who: { resident: 'household', relative: 'household' },
});

/** What a helper sees: door, bags, delivery notes; no telephone, no name. */
export const task = z.object({
  requestId: id,
  number: z.string(),
  kind: z.enum(kinds),
  lane: z.enum(lanes),
  urgency: z.enum(urgencies),
  state,
  compoundName: z.string(),
  door: z.string(),
  floor: z.number().int(),
  lift: z.boolean(),
  level: z.enum(levels),
  deliverTo: z.enum(deliveryModes),
  guarded: z.boolean().describe('only helpers with protection go in'),
  relayAt: z.enum(relayPoints).describe('where whoever may not go in hands it to somebody who may'),
  gist: z.string(),
  note: z.string().nullable(),
  grams: count,
  goodsClass: z.enum(goodsClasses),
  mayUse: z.array(z.enum(disinfectants)),
  dueAt: z.string(),
  answerBy: z.string().nullable(),
  bags: z.array(
    z.object({
      bagId: id,
      label: z.string(),
      step: z.enum(bagSteps),
      restUntil: z.string().nullable().describe('disinfected, and not to the door before'),
    }),
  ),
  moves: z.array(moveName),
  version: count,
});
export type Task = z.infer<typeof task>;

export const myTasks = endpoint({
  method: 'GET',
  path: '/api/v1/my/tasks',
  summary: 'What is offered to or held by the caller, in the order of the deadline, and what they finished today',
  answer: z.object({ tasks: z.array(task), doneToday: count, onDuty: z.boolean(), protection: z.boolean(), cursor: z.string() }),
  who: { steward: 'tasks', volunteer: 'tasks', property: 'tasks', grid_worker: 'tasks', grid_lead: 'tasks' },
});

export const setDuty = endpoint({
  method: 'PUT',
  path: '/api/v1/my/duty',
  summary: 'A helper comes on duty or goes off; coming on starts a new shift',
  body: z.strictObject({ onDuty: z.boolean() }),
  answer: done,
  who: { steward: 'self', volunteer: 'self', property: 'self', grid_worker: 'self', grid_lead: 'self' },
});

export const myLive = endpoint({
  method: 'GET',
  path: '/api/v1/my/live',
  summary: 'Server-sent events `poke` {requestId, state}: something of the caller changed; ask again for the list',
  query: z.strictObject({
    since: line(120).optional(),
    seat: z.literal('door').optional().describe('the session of the resident page, kept apart in its browser'),
  }),
  answer: z.unknown(),
  kind: 'events',
  who: {
    resident: 'household',
    relative: 'household',
    steward: 'tasks',
    volunteer: 'tasks',
    property: 'tasks',
    grid_worker: 'tasks',
    grid_lead: 'tasks',
  },
});
