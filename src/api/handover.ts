// The contract of hand-overs: bags counted at the gate, between two carriers and at the handover point, and the differences that come of it.
import { z } from 'zod';
import { bagSteps } from '../domain/delivery/custody.ts';
import { differences, handoverPoints, settlements } from '../domain/delivery/handover.ts';
import { roles } from '../domain/people/role.ts';
import { goodsClasses } from '../domain/request/kind.ts';
import { endpoint } from './endpoint.ts';
import { count, done, id, instant, moveId } from './field.ts';
import { state } from './request.ts';

/** What the QR code on a bag says: twelve characters without meaning. */
export const bagCode = z.string().regex(/^[0-9A-F]{12}$/);
const label = z.string().regex(/^[0-9A-Za-z-]{1,24}$/);

const carriers = {
  steward: 'tasks',
  volunteer: 'tasks',
  property: 'tasks',
  grid_worker: 'tasks',
  grid_lead: 'tasks',
} as const;
const desk = { clerk: 'community', supply: 'community', community_lead: 'community' } as const;

export const handOver = endpoint({
  method: 'POST',
  path: '/api/v1/handovers',
  summary:
    'Bags change hands, counted: fetched at the gate, given to or taken from another carrier (接力), put down at the handover point. Every bag of the list is counted or its difference named',
  body: z.strictObject({
    id: moveId.describe('also the id of the hand-over'),
    point: z.enum(handoverPoints),
    /** gate: the list is that of the round. Without it (and without `list`): all bags under way of the requests that are named. */
    roundId: id.optional(),
    /** relay_out: to whom, where that is known. Left out: whoever scans the bags. */
    toId: id.optional(),
    /** What the sender counted against, when it was offline: bags that came to the list afterwards are not looked for. */
    list: z.array(id).max(200).optional(),
    /** Counted, by id or by the code on the bag. A carrier who takes over knows only the codes. */
    bagIds: z.array(id).max(200).default([]),
    codes: z.array(bagCode).max(200).default([]),
    differences: z
      .array(
        z.strictObject({
          difference: z.enum(differences),
          bagId: id.optional(),
          code: bagCode.optional(),
          /** What is written on a bag that is not on the list. */
          label: label.optional(),
        }),
      )
      .max(200)
      .default([]),
    happenedAt: instant.optional(),
  }),
  answer: z.object({
    handoverId: id,
    point: z.enum(handoverPoints),
    expected: count,
    counted: count,
    /** Handed over in order, and where each is now. */
    bags: z.array(z.object({ bagId: id, step: z.enum(bagSteps) })),
    differences: count,
    requests: z.array(z.object({ requestId: id, state, ownerId: id.nullable() })),
    /** A relay that the other carrier has still to confirm. */
    waiting: z.boolean(),
  }),
  who: carriers,
  refusals: [
    'not_found',
    'not_yours',
    'state_has_changed',
    'already_taken',
    'same_id_other_body',
    'invalid',
    'count_differs',
    'goods_not_fetched',
    'goods_not_disinfected',
    'goods_not_rested',
    'helper_unknown',
    'helper_lacks_protection',
    'helper_out_of_zone',
  ],
});

/** Bags given for the next carrier to take; no door before they are taken. */
export const relay = z.object({
  relayId: id,
  fromRole: z.enum(roles),
  at: z.string(),
  bags: z.array(z.object({ bagId: id, label: z.string(), code: z.string(), goodsClass: z.enum(goodsClasses) })),
});
export type Relay = z.infer<typeof relay>;

export const myRelays = endpoint({
  method: 'GET',
  path: '/api/v1/my/relays',
  summary: 'What other carriers have put down for the caller to take over',
  answer: z.object({ relays: z.array(relay) }),
  who: carriers,
});

export const differenceRow = z.object({
  differenceId: id,
  handoverId: id,
  difference: z.enum(differences),
  point: z.enum(handoverPoints),
  bagId: id.nullable(),
  label: z.string(),
  requestId: id.nullable(),
  number: z.string().nullable(),
  door: z.string().nullable(),
  roundId: id.nullable(),
  byName: z.string().nullable(),
  byRole: z.enum(roles),
  at: z.string(),
  happenedAt: z.string().nullable(),
  settlement: z.enum(settlements).nullable(),
  settledAt: z.string().nullable(),
});
export type DifferenceRow = z.infer<typeof differenceRow>;

export const listDifferences = endpoint({
  method: 'GET',
  path: '/api/v1/differences',
  summary:
    'What did not come out right at a hand-over and waits at the desk, and relays that only one of two carriers has confirmed',
  query: z.strictObject({ settled: z.enum(['true']).optional() }),
  answer: z.object({
    differences: z.array(differenceRow),
    halfRelays: z.array(
      z.object({
        relayId: id,
        point: z.enum(['relay_out', 'relay_in']),
        byName: z.string().nullable(),
        at: z.string(),
        labels: z.array(z.string()),
      }),
    ),
  }),
  who: desk,
});

export const settleDifference = endpoint({
  method: 'POST',
  path: '/api/v1/differences/{differenceId}/settle',
  summary: 'What became of a difference: found (the bag goes on), replaced, refunded, returned, written off; audited',
  params: z.strictObject({ differenceId: id }),
  body: z.strictObject({ id: moveId, settlement: z.enum(settlements) }),
  answer: done,
  who: desk,
  refusals: ['not_found', 'state_has_changed', 'same_id_other_body'],
});
