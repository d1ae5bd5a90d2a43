// The endpoints of bags in hand: many stepped at once, found by code, the whole story, labels, counted hand-overs and their differences.
import { findBag, printLabels, readBag, stepBags } from '../../api/bag.ts';
import { handOver, listDifferences, myRelays, settleDifference } from '../../api/handover.ts';
import { surnameOf } from '../../domain/people/surname.ts';
import { doorName } from '../../domain/place/door.ts';
import { refuse } from '../../domain/refusal.ts';
import { deliverTo, personClass } from '../../domain/zone/policy.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { rulesAt } from '../zone/level-store.ts';
import { handOnMany } from './bags.ts';
import { settle } from './differences.ts';
import { makeHandover } from './handover.ts';
import { listDifferences as differencesOf, listHalfRelays } from './handover-store.ts';
import { relaysShown } from './round-answer.ts';
import { readLabels, readStory } from './story-store.ts';

export function handoverRoutes(deps: Deps): Route[] {
  const { db, now } = deps;
  return [
    route(stepBags, call => handOnMany(deps, call)),
    route(handOver, call => makeHandover(deps, call)),
    route(settleDifference, call => settle(deps, call)),

    route(myRelays, async ({ actor }) => ({ relays: await relaysShown(db, actor.communityId, actor.personId ?? '') })),

    route(findBag, async ({ actor, params, reach }) => {
      const caller = { reach, personId: actor.personId };
      const row = await readStory(db, actor.communityId, { code: params.code }, caller, now());
      // Who is to take it over sees the bag; whose it is they see when it is in their hands.
      if (row === undefined || !(row.inside || row.on_offer)) return refuse('not_found');
      return {
        bagId: row.bag_id,
        requestId: row.inside ? row.request_id : null,
        label: row.label,
        step: row.step,
        goodsClass: row.goods_class,
        problem: row.problem,
        restUntil: row.rest_until,
        door: row.inside ? doorName(row.building_label, row.unit_label, row.door) : null,
      };
    }),

    route(readBag, async ({ actor, params, reach, roles }) => {
      const caller = { reach, personId: actor.personId };
      const row = await readStory(db, actor.communityId, { bagId: params.bagId }, caller, now());
      if (row === undefined || !row.inside) return refuse('not_found');
      const names = roles.some(
        role => role === 'clerk' || role === 'supply' || role === 'community_lead' || role === 'grid_lead',
      );
      return {
        bagId: row.bag_id,
        label: row.label,
        code: row.code,
        goodsClass: row.goods_class,
        grams: row.grams,
        lot: row.lot,
        step: row.step,
        problem: row.problem,
        restUntil: row.rest_until,
        requestId: row.request_id,
        number: row.number,
        kind: row.kind,
        lane: row.lane,
        state: row.state,
        door: doorName(row.building_label, row.unit_label, row.door),
        deliverTo: deliverTo(row.level, personClass(row.to_the_door), await rulesAt(db, actor.communityId, now())),
        steps: row.steps.map(step => ({ ...step, byName: names ? step.byName : null })),
      };
    }),

    route(printLabels, async ({ actor, body, roles }) => {
      const { communityId, personId } = actor;
      if ((body.roundId === undefined) === (body.bagIds === undefined)) return refuse('invalid', { field: 'roundId' });
      const of = { roundId: body.roundId ?? null, bagIds: body.bagIds ?? null };
      const rows = await readLabels(db, communityId, of, now());
      if (body.bagIds !== undefined && rows.length < new Set(body.bagIds).size) return refuse('not_found');
      // Surnames leave the house on paper.
      await writeAudit(db, {
        communityId,
        byId: personId,
        byRole: roles[0] ?? 'nobody',
        act: 'print_labels',
        subjectKind: body.roundId === undefined ? 'bag' : 'round',
        subjectId: body.roundId ?? null,
        facts: { labels: rows.length },
      });
      return {
        labels: rows.map(row => ({
          bagId: row.bag_id,
          label: row.label,
          code: row.code,
          compoundName: row.compound_name,
          building: row.building_label,
          unit: row.unit_label,
          door: row.door,
          surname: surnameOf(row.asker_name),
          kind: row.kind,
          lane: row.lane,
          goodsClass: row.goods_class,
          grams: row.grams,
          lot: row.lot,
        })),
      };
    }),

    route(listDifferences, async ({ actor, query }) => {
      const rows = await differencesOf(db, actor.communityId, query.settled === 'true');
      const half = await listHalfRelays(db, actor.communityId, now());
      return {
        differences: rows.map(row => ({
          differenceId: row.handover_bag_id,
          handoverId: row.handover_id,
          difference: row.difference,
          point: row.point,
          bagId: row.bag_id,
          label: row.label,
          requestId: row.request_id,
          number: row.number,
          door: row.door === null ? null : doorName(row.building_label ?? '', row.unit_label ?? '', row.door),
          roundId: row.round_id,
          byName: row.by_name,
          byRole: row.by_role,
          at: row.at,
          happenedAt: row.happened_at,
          settlement: row.settlement,
          settledAt: row.settled_at,
        })),
        halfRelays: half.map(row => ({
          relayId: row.handover_id,
          point: row.point,
          byName: row.by_name,
          at: row.at,
          labels: row.labels,
        })),
      };
    }),
  ];
}
