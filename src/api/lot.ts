// The contract of lots (批次): which bags and households goods of one lot went to, and calling them back.
import { z } from 'zod';
import { bagProblems, bagSteps } from '../domain/delivery/custody.ts';
import { goodsClasses } from '../domain/request/kind.ts';
import { endpoint } from './endpoint.ts';
import { count, id, line, moveId } from './field.ts';
import { state } from './request.ts';

export const lot = line(40).describe('as the supplier or the group buy names it');

const who = { clerk: 'community', supply: 'community', community_lead: 'community' } as const;

export const lotRow = z.object({
  lot: z.string(),
  bags: count,
  households: count,
  delivered: count.describe('bags at the door'),
  underWay: count,
  packedAt: z.string(),
  recalledAt: z.string().nullable(),
});
export type LotRow = z.infer<typeof lotRow>;

export const listLots = endpoint({
  method: 'GET',
  path: '/api/v1/lots',
  summary: 'Lots, newest first, and how many bags and households each went to',
  query: z.strictObject({ search: line(40).optional() }),
  answer: z.object({ lots: z.array(lotRow) }),
  who,
});

export const lotBag = z.object({
  bagId: id,
  label: z.string(),
  step: z.enum(bagSteps),
  goodsClass: z.enum(goodsClasses),
  problem: z.enum(bagProblems).nullable(),
  requestId: id,
  number: z.string(),
  state,
  householdId: id,
  compoundName: z.string(),
  door: z.string(),
  packedAt: z.string(),
  deliveredAt: z.string().nullable(),
  called: z.boolean().describe('the household has been called about it'),
});
export type LotBag = z.infer<typeof lotBag>;

export const readLot = endpoint({
  method: 'GET',
  path: '/api/v1/lots/{lot}',
  summary: 'Every bag and every household of a lot',
  params: z.strictObject({ lot }),
  answer: lotRow.extend({ list: z.array(lotBag) }),
  who,
  refusals: ['not_found'],
});

export const exportLot = endpoint({
  method: 'POST',
  path: '/api/v1/lots/{lot}/export',
  summary: 'The households and bags of a lot as CSV; audited',
  params: z.strictObject({ lot }),
  answer: z.unknown(),
  kind: 'csv',
  who,
  refusals: ['not_found'],
});

export const recallLot = endpoint({
  method: 'POST',
  path: '/api/v1/lots/{lot}/recall',
  summary: 'Calls a lot back: bags under way stop and go to the desk, households that have theirs are put on the call-back list',
  params: z.strictObject({ lot }),
  body: z.strictObject({ id: moveId }),
  answer: z.object({ stopped: count, toCall: count }),
  who: { supply: 'community', clerk: 'community', community_lead: 'community' },
  refusals: ['not_found', 'same_id_other_body'],
});
