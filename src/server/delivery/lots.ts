// Recall by lot: which households got what, bags under way stop, delivered ones are called about; and the list as a file.
import type { AnswerOf } from '../../api/endpoint.ts';
import { exportLot, type LotRow as LotAnswer, listLots as listLotsOf, readLot, recallLot } from '../../api/lot.ts';
import { isUnderWay } from '../../domain/delivery/custody.ts';
import { doorName } from '../../domain/place/door.ts';
import { type Refusal, refuse } from '../../domain/refusal.ts';
import { type Deps, type Route, route, type SignedCall } from '../http/route.ts';
import { newId } from '../id.ts';
import { writeSheetFile } from '../people/sheet.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { noEffects, writeEffects } from '../request/effects-store.ts';
import { once } from './bags.ts';
import { callAboutRecall, calledAbout, type LotRow, listLots, readLotBags, writeRecall } from './lot-store.ts';
import { hasNoneLeft, readAll, type Stopper, stopBag, stopRequest, writeAll } from './stop.ts';

function shown(row: LotRow): LotAnswer {
  return {
    lot: row.lot,
    bags: row.bags,
    households: row.households,
    delivered: row.delivered,
    underWay: row.under_way,
    packedAt: row.packed_at,
    recalledAt: row.recalled_at,
  };
}

async function recall(
  deps: Deps,
  { actor, roles, params, body }: SignedCall<typeof recallLot>,
): Promise<AnswerOf<typeof recallLot> | Refusal> {
  const { communityId, personId } = actor;
  const { lot } = params;
  return once<AnswerOf<typeof recallLot>>(deps, actor, `lots/${lot}`, body, async (tx, now) => {
    await writeRecall(tx, communityId, { lot, byId: personId, now });
    const bags = await readLotBags(tx, communityId, lot);
    if (bags.length === 0) return refuse('not_found');
    const by: Stopper = { communityId, byId: personId, byRole: roles[0] ?? 'supply', moveId: body.id, happenedAt: null };
    const rows = await readAll(
      tx,
      communityId,
      bags.map(bag => bag.request_id),
      now,
    );
    const ofLot = new Set(bags.map(bag => bag.bag_id));
    const effects = noEffects();
    const changes = [];
    for (const row of rows.values()) {
      const stopped = row.bags.filter(bag => ofLot.has(bag.bagId) && isUnderWay(bag));
      for (const bag of stopped) stopBag(effects, by, row.request_id, bag, 'recalled_goods');
      if (stopped.length === 0 || !hasNoneLeft(row, effects)) continue;
      const change = stopRequest(by, row, 'recalled_goods', now);
      if (change !== null) changes.push(change);
    }
    const stopped = effects.steppedBags.length;
    await writeAll(tx, communityId, changes);
    await writeEffects(tx, communityId, effects, now);
    // One call for a household, about its latest request of the lot.
    const arrived = bags.filter(bag => bag.step === 'door');
    const known = await calledAbout(
      tx,
      communityId,
      arrived.map(bag => bag.request_id),
    );
    const households = new Map(arrived.map(bag => [bag.household_id, bag.request_id]));
    for (const bag of arrived) if (known.has(bag.request_id)) households.delete(bag.household_id);
    const calls = [...households].map(([householdId, requestId]) => ({ callBackId: newId(), householdId, requestId }));
    await callAboutRecall(tx, communityId, calls, now);
    await writeAudit(tx, {
      communityId,
      byId: personId,
      byRole: by.byRole,
      act: 'recall_lot',
      subjectKind: 'lot',
      facts: { lot, stopped, toCall: calls.length },
    });
    return { stopped, toCall: calls.length };
  });
}

export function lotRoutes(deps: Deps): Route[] {
  const { db } = deps;
  return [
    route(listLotsOf, async ({ actor, query }) => ({
      lots: (await listLots(db, actor.communityId, { search: query.search })).map(shown),
    })),

    route(readLot, async ({ actor, params }) => {
      const [row] = await listLots(db, actor.communityId, { lot: params.lot });
      if (row === undefined) return refuse('not_found');
      const bags = await readLotBags(db, actor.communityId, params.lot);
      return {
        ...shown(row),
        list: bags.map(bag => ({
          bagId: bag.bag_id,
          label: bag.label,
          step: bag.step,
          goodsClass: bag.goods_class,
          problem: bag.problem,
          requestId: bag.request_id,
          number: bag.number,
          state: bag.state,
          householdId: bag.household_id,
          compoundName: bag.compound_name,
          door: doorName(bag.building_label, bag.unit_label, bag.door),
          packedAt: bag.packed_at,
          deliveredAt: bag.delivered_at,
          called: bag.called,
        })),
      };
    }),

    route(exportLot, async ({ actor, params, roles }) => {
      const { communityId, personId } = actor;
      const bags = await readLotBags(db, communityId, params.lot);
      if (bags.length === 0) return refuse('not_found');
      // Written before the sheet leaves the house: what was not recorded is not given out.
      await writeAudit(db, {
        communityId,
        byId: personId,
        byRole: roles[0] ?? 'nobody',
        act: 'export_lot',
        subjectKind: 'lot',
        facts: { lot: params.lot, rows: bags.length },
      });
      const lines = [
        ['小区', '楼栋', '单元', '门牌', '包裹', '订单', '交接', '问题', '打包时间', '送达时间', '已回访'],
        ...bags.map(bag => [
          bag.compound_name,
          bag.building_label,
          bag.unit_label,
          bag.door,
          bag.label,
          bag.number,
          bag.step,
          bag.problem ?? '',
          bag.packed_at,
          bag.delivered_at ?? '',
          bag.called ? '是' : '',
        ]),
      ];
      return {
        file: await writeSheetFile('csv', lines),
        mediaType: 'text/csv; charset=utf-8',
        name: `批次-${params.lot.replace(/[^\p{L}\p{N}-]+/gu, '_')}.csv`,
      };
    }),

    route(recallLot, call => recall(deps, call)),
  ];
}
