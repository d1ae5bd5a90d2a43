// Orders that put a place under a level and orders that end it: recorded by a named person, never by the program itself.
import { endZone, listZones, setZone } from '../../api/place.ts';
import { refuse } from '../../domain/refusal.ts';
import { needsProtection } from '../../domain/zone/policy.ts';
import type { Actor } from '../http/actor.ts';
import { allOrNothing, digestOf, doOnce } from '../http/receipt-store.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { addZone, holdZone, listNamedZones, placeExists, writeZoneEnd } from './store.ts';
import { takeBackUnsafe } from './take-back.ts';

function namedPerson(actor: Actor): string {
  if (actor.personId === null) throw new Error('an order without a named person');
  return actor.personId;
}

export function routes({ db, now, live }: Deps): Route[] {
  return [
    route(listZones, async ({ actor: { communityId }, reach }) => {
      const zones = await listNamedZones(db, communityId, reach.places);
      return {
        zones: zones.map(zone => ({
          zoneId: zone.zone_id,
          placeKind: zone.place_kind,
          placeId: zone.place_id,
          placeName: zone.place_name ?? '',
          level: zone.level,
          orderNumber: zone.order_number,
          startsAt: zone.starts_at,
          endedAt: zone.ended_at,
        })),
      };
    }),

    route(setZone, async ({ actor, roles, body }) => {
      const { communityId } = actor;
      const at = now();
      const byId = namedPerson(actor);
      const byRole = roles[0] ?? 'clerk';
      const { id: zoneId, placeKind, placeId, level, orderNumber, startsAt } = body;
      const once = { communityId, moveId: zoneId, actorId: byId, digest: digestOf('zone', body) };
      const answer = await doOnce<{ zoneId: string; heldOutsideRule: number }>(db, once, async tx => {
        if (!(await placeExists(tx, communityId, placeKind, placeId))) return refuse('not_found');
        await addZone(tx, communityId, { zoneId, placeKind, placeId, level, orderNumber, startsAt, recordedBy: byId });
        const holdsNow = Date.parse(startsAt) <= at.getTime();
        const heldOutsideRule =
          holdsNow && needsProtection(level) ? await takeBackUnsafe(tx, { communityId, placeId, byId, byRole }, at) : 0;
        await writeAudit(tx, {
          communityId,
          byId,
          byRole,
          act: 'set_zone',
          subjectKind: 'zone',
          subjectId: zoneId,
          facts: { placeKind, placeId, level, startsAt, heldOutsideRule },
        });
        return { zoneId, heldOutsideRule };
      });
      live.poke(communityId);
      return answer;
    }),

    route(endZone, async ({ actor, roles, params: { zoneId }, body: { orderNumber, endedAt } }) => {
      const { communityId } = actor;
      const answer = await allOrNothing<{ done: true }>(db, async tx => {
        const zone = await holdZone(tx, communityId, zoneId);
        if (zone === undefined) return refuse('not_found');
        if (zone.ended_at !== null) {
          const same = zone.end_order_number === orderNumber && Date.parse(zone.ended_at) === Date.parse(endedAt);
          return same ? { done: true } : refuse('state_has_changed');
        }
        if (Date.parse(endedAt) < Date.parse(zone.starts_at)) return refuse('invalid');
        await writeZoneEnd(tx, communityId, zoneId, { orderNumber, endedAt, endedBy: actor.personId });
        await writeAudit(tx, {
          communityId,
          byId: actor.personId,
          byRole: roles[0] ?? 'nobody',
          act: 'end_zone',
          subjectKind: 'zone',
          subjectId: zoneId,
          facts: { endedAt },
        });
        return { done: true };
      });
      live.poke(communityId);
      return answer;
    }),
  ];
}
