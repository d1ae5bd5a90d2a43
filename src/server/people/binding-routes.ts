// 包楼定户: binding helpers to buildings, units and single households, from a day to a day.
import { addBinding, endBinding, listBindings } from '../../api/people.ts';
import { dayIn } from '../../domain/dispatch/capacity.ts';
import { bindingsClash } from '../../domain/people/grant.ts';
import { refuse } from '../../domain/refusal.ts';
import { allOrNothing } from '../http/receipt-store.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { bindingsOfPlace, endBindingRow, holdBinding, insertBinding, listBindingRows } from './binding-store.ts';
import { placeIsThere, placeIsWithin, placeNames, placesTouched } from './place-store.ts';
import { isHelper } from './staff-store.ts';

const byName = new Intl.Collator('zh-u-kn-true-co-pinyin');

export function bindingRoutes({ db, now, sessions }: Deps): Route[] {
  return [
    route(listBindings, async ({ actor, reach, query }) => {
      const { communityId } = actor;
      const touched = reach.places === null ? null : await placesTouched(db, communityId, reach.places);
      const rows = await listBindingRows(db, communityId, {
        on: query.on,
        today: dayIn(actor.timeZone, now()),
        personId: query.personId,
        buildingId: query.buildingId,
        touched,
      });
      const names = await placeNames(db, communityId, [...new Set(rows.map(row => row.place_id))]);
      const bindings = rows.map(row => ({
        bindingId: row.binding_id,
        personId: row.person_id,
        personName: row.person_name,
        placeKind: row.place_kind,
        placeId: row.place_id,
        placeName: names.get(row.place_id) ?? '',
        rank: row.rank,
        fromOn: row.from_on,
        toOn: row.to_on,
      }));
      return { bindings: bindings.sort((one, other) => byName.compare(one.placeName, other.placeName)) };
    }),

    route(addBinding, async ({ actor, roles, reach, body }) => {
      const { communityId } = actor;
      const { personId, placeKind, placeId, rank, fromOn } = body;
      const toOn = body.toOn ?? null;
      if (toOn !== null && toOn < fromOn) return refuse('invalid', { field: 'toOn' });
      const answer = await allOrNothing<{ bindingId: string }>(db, async tx => {
        if (!(await isHelper(tx, communityId, personId, now()))) return refuse('person_unknown');
        if (!(await placeIsThere(tx, communityId, placeKind, placeId, true))) return refuse('not_found');
        if (!(await placeIsWithin(tx, communityId, reach.places, placeId))) return refuse('not_found');
        const wanted = { personId, rank, fromOn, toOn };
        const clash = (await bindingsOfPlace(tx, communityId, placeId, fromOn)).find(known =>
          bindingsClash(wanted, { personId: known.person_id, rank: known.rank, fromOn: known.from_on, toOn: known.to_on }),
        );
        if (clash !== undefined) return refuse('overlaps', { bindingId: clash.binding_id });
        const bindingId = await insertBinding(tx, communityId, { ...wanted, placeKind, placeId }, actor.personId);
        await writeAudit(tx, {
          communityId,
          byId: actor.personId,
          byRole: roles[0] ?? 'nobody',
          act: 'add_binding',
          subjectKind: 'binding',
          subjectId: bindingId,
          facts: { personId, placeKind, placeId, rank, fromOn, toOn },
        });
        return { bindingId };
      });
      sessions.forget(communityId);
      return answer;
    }),

    route(endBinding, async ({ actor, roles, reach, params: { bindingId }, body: { toOn } }) => {
      const { communityId } = actor;
      const answer = await allOrNothing<{ done: true }>(db, async tx => {
        const binding = await holdBinding(tx, communityId, bindingId);
        if (binding === undefined || !(await placeIsWithin(tx, communityId, reach.places, binding.place_id))) {
          return refuse('not_found');
        }
        // It ends sooner, never later: a longer one could meet the next.
        if (toOn < binding.from_on || (binding.to_on !== null && toOn > binding.to_on))
          return refuse('invalid', { field: 'toOn' });
        await endBindingRow(tx, communityId, bindingId, toOn);
        await writeAudit(tx, {
          communityId,
          byId: actor.personId,
          byRole: roles[0] ?? 'nobody',
          act: 'end_binding',
          subjectKind: 'binding',
          subjectId: bindingId,
          facts: { toOn },
        });
        return { done: true };
      });
      sessions.forget(communityId);
      return answer;
    }),
  ];
}
