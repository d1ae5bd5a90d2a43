// One request with its story. A helper without a place of their own sees the door, the bags and the notes; a household sees no names.
import { moveRequest, readRequest } from '../../api/request.ts';
import { refuse } from '../../domain/refusal.ts';
import { movesFor } from '../../domain/request/rules.ts';
import { deliverTo, personClass } from '../../domain/zone/policy.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import { rulesAt } from '../zone/level-store.ts';
import { readDetail, readQueueRows } from './detail-store.ts';
import { findAlike, shown } from './queue.ts';

export function detailRoutes({ db, now }: Deps): Route[] {
  return [
    route(readRequest, async ({ actor, reach, params }) => {
      const at = now();
      const row = await readDetail(db, actor.communityId, reach, at, params.requestId);
      if (row === undefined) return refuse('not_found');
      // Who answers for the place sees who did what; everybody else sees roles.
      const seesPeople = actor.kind === 'staff' && row.inside;
      const alike = seesPeople ? ((await findAlike(db, actor.communityId, [row])).get(row.request_id) ?? []) : [];
      const beside =
        alike.length === 0
          ? []
          : await readQueueRows(
              db,
              actor.communityId,
              at,
              alike.map(like => like.requestId),
            );
      const rules = await rulesAt(db, actor.communityId, at);
      const name = (of: string | null) => (seesPeople ? of : null);
      const movers = moveRequest.who;
      const roles = [...actor.grants.keys()].filter(role => typeof movers === 'object' && role in movers);
      return {
        ...shown(row, alike.length),
        ownerId: seesPeople || row.owner_id === actor.personId ? row.owner_id : null,
        ownerName: name(row.owner_name),
        items: row.items,
        note: row.note,
        pasted: name(row.pasted),
        goodsClass: row.goods_class,
        askedAs: row.asked_as,
        askedByName: name(row.asked_by_name),
        recordedByName: name(row.recorded_by_name),
        mergedInto: row.merged_into,
        deliverTo: deliverTo(row.level, personClass(row.to_the_door), rules),
        moves: movesFor({ state: row.state, ownerId: row.owner_id }, roles, actor.personId),
        events: row.events.map(event => ({ ...event, byName: name(event.byName) })),
        bags: row.bags.map(bag => ({
          ...bag,
          // What was paid is the household's and the desk's business.
          paidFen: seesPeople || actor.kind !== 'staff' ? bag.paidFen : null,
          custody: bag.custody.map(step => ({ ...step, byName: name(step.byName) })),
        })),
        rating: row.rating,
        alike: alike.flatMap(({ requestId, score, because }) => {
          const other = beside.find(one => one.request_id === requestId);
          return other === undefined ? [] : [{ ...shown(other, 0), items: other.items, score, because: [...because] }];
        }),
      };
    }),
  ];
}
