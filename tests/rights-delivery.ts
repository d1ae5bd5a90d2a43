// The part of the rights world that is carried: a round with a sheet, a bag with its code and lot, a difference; and the calls that name them.
import { randomUUID } from 'node:crypto';
import { newId } from '../src/server/id.ts';
import type { Database } from '../src/server/postgres/pool.ts';
import { insertRows } from './community.ts';
import type { Sent, World } from './rights-world.ts';

/** Sheet, code and lot follow from the ids, so that those of nowhere are nowhere too. */
const numberOf = (roundId: string): string => roundId.slice(-5).toUpperCase();
const codeOf = (bagId: string): string => bagId.slice(-12).toUpperCase();
const lotOf = (bagId: string): string => `批次 ${bagId}`;

/** A round of the owner to the request, the bag of it in a lot, and one bag missing at the gate. */
export async function addCarried(
  db: Database,
  of: {
    readonly communityId: string;
    readonly ownerId: string;
    readonly requestId: string;
    readonly bagId: string;
    readonly compoundId: string;
    readonly now: Date;
  },
): Promise<Pick<World, 'roundId' | 'differenceId' | 'planId'>> {
  const [roundId, handoverId, differenceId, planId] = [newId(), newId(), newId(), newId()];
  const community_id = of.communityId;
  await db.count('UPDATE bag SET code = $2, lot = $3 WHERE bag_id = $1', [of.bagId, codeOf(of.bagId), lotOf(of.bagId)]);
  await insertRows(db, 'round', [
    {
      ...{
        community_id,
        round_id: roundId,
        number: numberOf(roundId),
        helper_id: of.ownerId,
        state: 'planned',
        start_at: of.now,
      },
      ...{ capacity_grams: 30_000, capacity_bags: 40, sealed: true, made_at: of.now },
    },
  ]);
  await insertRows(db, 'round_stop', [{ community_id, round_id: roundId, request_id: of.requestId, position: 1, sheet: 1 }]);
  await insertRows(db, 'handover', [
    { community_id, handover_id: handoverId, point: 'gate', by_id: of.ownerId, by_role: 'volunteer', expected: 1, counted: 0 },
  ]);
  await insertRows(db, 'handover_bag', [
    { community_id, handover_bag_id: differenceId, handover_id: handoverId, bag_id: of.bagId, label: 'A', difference: 'surplus' },
  ]);
  await insertRows(db, 'plan', [
    {
      ...{
        community_id,
        plan_id: planId,
        compound_id: of.compoundId,
        kind: 'rounds',
        state: 'ready',
        zero_at: of.now,
        limit_seconds: 1,
      },
      ...{ asked: { kind: 'rounds' }, input: { problem: { requests: [], workers: [], buildings: [], units: [] }, stood: [] } },
      ...{ broken: [], made_at: of.now, version: 1 },
    },
  ]);
  return { roundId, differenceId, planId };
}

export function carriedCalls(world: World): Record<string, () => Sent> {
  const { requestId, bagId, roundId } = world;
  const once = { id: randomUUID() };
  const round = { roundId };
  const plan = { planId: world.planId };
  const lot = { lot: lotOf(bagId) };
  const sheet = { sheetNumber: `${numberOf(roundId)}-1` };
  const at = '2030-01-02T02:00:00Z';
  return {
    stepBags: () => ({ body: { ...once, bagIds: [bagId], step: 'returned' } }),
    findBag: () => ({ params: { code: codeOf(bagId) } }),
    readBag: () => ({ params: { bagId } }),
    printLabels: () => ({ body: { bagIds: [bagId] } }),
    readRound: () => ({ params: round }),
    makeRound: () => ({ body: { ...once, helperId: world.ownerId, startAt: at, stops: [{ requestId }] } }),
    makeMyRound: () => ({ body: once }),
    changeRound: () => ({ params: round, body: { ...once, version: 1, stops: [{ requestId }] } }),
    moveRound: () => ({ params: round, body: { ...once, move: 'announce' } }),
    makePlan: () => ({ body: { ...once, compoundId: world.compoundId } }),
    listPlans: () => ({ query: { compoundId: world.compoundId } }),
    readPlan: () => ({ params: plan }),
    cancelPlan: () => ({ params: plan, body: once }),
    stopCosts: () => ({ params: plan, body: { requestId } }),
    moveStop: () => ({ params: plan, body: { ...once, version: 1, requestId, to: { helperId: world.ownerId } } }),
    acceptPlan: () => ({ params: plan, body: { ...once, version: 1 } }),
    planEvents: () => ({ params: { compoundId: world.compoundId } }),
    makeRepair: () => ({
      body: { ...once, compoundId: world.compoundId, event: { kind: 'dropped_out', helperId: world.ownerId } },
    }),
    exportPlan: () => ({ query: { zeroAt: at } }),
    importPlan: () => ({
      body: {
        ...once,
        zeroAt: at,
        rounds: [{ worker: world.ownerId, startAt: 0, endAt: 900, stops: [{ request: requestId, arriveAt: 60 }] }],
      },
    }),
    printSheets: () => ({ params: round }),
    readSheet: () => ({ params: sheet }),
    enterSheet: () => ({ params: sheet, body: { ...once, marks: [{ requestId, mark: 'nobody_answered', happenedAt: at }] } }),
    handOver: () => ({ body: { ...once, point: 'gate', bagIds: [bagId] } }),
    settleDifference: () => ({ params: { differenceId: world.differenceId }, body: { ...once, settlement: 'found' } }),
    readLot: () => ({ params: lot }),
    exportLot: () => ({ params: lot }),
    recallLot: () => ({ params: lot, body: once }),
  };
}
