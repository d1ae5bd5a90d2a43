// The contract of delivery and buying: packing, bag steps, photos of the door, the shopping list of the supply group.
import { z } from 'zod';
import { bagSteps, disinfectants } from '../domain/delivery/custody.ts';
import { goodsClasses, kinds } from '../domain/request/kind.ts';
import { endpoint } from './endpoint.ts';
import { count, day, fen, id, instant, line, moveId } from './field.ts';
import { bagCode } from './handover.ts';
import { lot } from './lot.ts';

const stepped = z.object({ bagId: id, step: z.enum(bagSteps) });

export const packBag = endpoint({
  method: 'POST',
  path: '/api/v1/requests/{requestId}/bags',
  summary: 'The supply group has bought and packed it: one bag, its weight and what was paid; it waits at the gate',
  params: z.strictObject({ requestId: id }),
  body: z.strictObject({
    id: moveId,
    goodsClass: z.enum(goodsClasses).optional(),
    grams: z.number().int().min(0).max(200_000).optional(),
    paidFen: fen.optional(),
    lot: lot.optional(),
    happenedAt: instant.optional(),
  }),
  answer: z.object({ bagId: id, label: z.string(), code: bagCode, step: z.enum(bagSteps) }),
  who: { supply: 'community', clerk: 'community', community_lead: 'community' },
  refusals: ['not_found', 'state_has_changed', 'lot_recalled', 'same_id_other_body'],
});

/** Whoever has a bag in their hands, and those who answer for it. */
export const handledBy = {
  steward: 'tasks',
  volunteer: 'tasks',
  property: 'tasks',
  grid_worker: 'tasks',
  grid_lead: 'tasks',
  supply: 'community',
  clerk: 'community',
  community_lead: 'community',
} as const;

export const handledStep = {
  id: moveId,
  step: z.enum(['gate', 'disinfected', 'rested', 'returned']),
  agent: z.enum(disinfectants).optional(),
  contactMinutes: z.number().int().min(0).max(240).optional(),
  happenedAt: instant.optional(),
};

export const stepBag = endpoint({
  method: 'POST',
  path: '/api/v1/bags/{bagId}/steps',
  summary:
    'Hand a bag on: gate, disinfected (with agent and contact minutes), rested, returned; the door step comes with the move `deliver`, a relay with a hand-over',
  params: z.strictObject({ bagId: id }),
  body: z.strictObject({ ...handledStep, fileId: id.optional() }),
  answer: stepped,
  who: handledBy,
  refusals: ['not_found', 'state_has_changed', 'not_yours', 'invalid', 'goods_not_rested', 'same_id_other_body'],
});

export const uploadPhoto = endpoint({
  method: 'POST',
  path: '/api/v1/requests/{requestId}/photos',
  summary:
    'A photo of the door or the bag (JPEG, PNG or WebP, at most 2 MiB); its place and camera data are removed by the sender',
  params: z.strictObject({ requestId: id }),
  upload: true,
  answer: z.object({ fileId: id }),
  who: { steward: 'tasks', volunteer: 'tasks', property: 'tasks', grid_worker: 'tasks', grid_lead: 'tasks', clerk: 'community' },
  refusals: ['not_found', 'file_unreadable', 'file_too_large'],
});

export const readPhoto = endpoint({
  method: 'GET',
  path: '/api/v1/requests/{requestId}/photos/{fileId}',
  summary: 'A photo of a request',
  params: z.strictObject({ requestId: id, fileId: id }),
  answer: z.unknown(),
  kind: 'file',
  who: { resident: 'household', relative: 'household', clerk: 'community', community_lead: 'community', grid_lead: 'places' },
  refusals: ['not_found'],
});

export const shoppingList = endpoint({
  method: 'GET',
  path: '/api/v1/shopping-list',
  summary:
    'What is to be bought or collected: items of sorted and accepted requests without a bag, summed by name and unit, and the requests behind each',
  query: z.strictObject({
    runId: id.optional(),
    compoundId: id.optional(),
    kind: z.enum(kinds).optional(),
    on: day.optional(),
    search: line(60).optional(),
  }),
  answer: z.object({
    lines: z.array(z.object({ name: z.string(), unit: z.string().nullable(), quantity: z.number().nullable(), requests: count })),
    requests: z.array(
      z.object({
        requestId: id,
        number: z.string(),
        door: z.string(),
        kind: z.enum(kinds),
        items: z.array(
          z.object({ name: z.string(), quantity: z.number().nullable(), unit: z.string().nullable(), substitution: z.string() }),
        ),
        dueAt: z.string(),
        packed: z.boolean(),
      }),
    ),
  }),
  who: { supply: 'community', clerk: 'community', community_lead: 'community' },
});
