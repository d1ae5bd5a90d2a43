// Orders that put a place under a level and orders that end it: shown first, recorded by a named person, never made by the program itself.
import { endZone, listZones, previewEndZone, previewZone, readZone, recordZoneFact, setZone } from '../../api/zone.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts';
import { ruleOf } from '../../domain/zone/policy.ts';
import { clockFrom, judgeRelease } from '../../domain/zone/release.ts';
import { isWiderThan } from '../../domain/zone/rule.ts';
import { namedPerson } from '../http/actor.ts';
import { allOrNothing, digestOf, doOnce } from '../http/receipt-store.ts';
import { type Deps, type Route, route, type SignedCall } from '../http/route.ts';
import type { Queryable } from '../postgres/pool.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { applyChange, effectOf, type ZoneChange } from './change.ts';
import { exitRoutes } from './exit-routes.ts';
import { addFact, putOffEnd, readFacts } from './fact-store.ts';
import { rulesAt } from './level-store.ts';
import { policyRoutes } from './policy-routes.ts';
import { addZone, findOrdered, holdZone, levelsOf, listNamedZones, type NamedZone, writeZoneEnd } from './store.ts';

/** What it takes to type an order that begins now. */
const typingMs = 5 * 60_000;

const later = (a: Date, b: Date): Date => (a.getTime() > b.getTime() ? a : b);

type Order = Pick<SignedCall<typeof previewZone>['body'], 'placeKind' | 'placeId' | 'floor' | 'level' | 'startsAt'>;

/** What the new order changes, from now or from its beginning on; not_found where there is no such place. */
async function changeBy(db: Queryable, communityId: string, order: Order, now: Date): Promise<ZoneChange | Refusal> {
  if ((order.placeKind === 'floor') !== (order.floor !== undefined)) return refuse('invalid', { field: 'floor' });
  const place = await findOrdered(db, communityId, { ...order, floor: order.floor ?? null });
  if (place === undefined) return refuse('not_found');
  const startsAt = new Date(order.startsAt);
  const appliesAt = later(startsAt, now);
  const known = await levelsOf(db, communityId, appliesAt);
  const rules = await rulesAt(db, communityId, appliesAt);
  const added = { zone_id: '', place_id: order.placeId, level: order.level, starts_at: order.startsAt, doors: place.doors };
  return {
    communityId,
    before: { levels: known, rules },
    after: { levels: known.with(added), rules },
    appliesAt,
    backdatedTo: now.getTime() - startsAt.getTime() > typingMs ? order.startsAt : null,
  };
}

async function changeByEnd(db: Queryable, communityId: string, zoneId: string, endedAt: string, now: Date): Promise<ZoneChange> {
  const appliesAt = later(new Date(endedAt), now);
  // The moment before: an end of now is not over yet.
  const just = new Date(appliesAt.getTime() - 1);
  const known = await levelsOf(db, communityId, just);
  const rules = await rulesAt(db, communityId, appliesAt);
  const backdatedTo = now.getTime() - Date.parse(endedAt) > typingMs ? endedAt : null;
  const before = { levels: known, rules };
  return { communityId, before, after: { levels: known.without(zoneId), rules }, appliesAt, backdatedTo };
}

function shown(zone: NamedZone) {
  return {
    zoneId: zone.zone_id,
    placeKind: zone.place_kind,
    placeId: zone.place_id,
    floor: zone.floor,
    placeName: zone.place_name ?? '',
    level: zone.level,
    orderNumber: zone.order_number,
    startsAt: zone.starts_at,
    endedAt: zone.ended_at,
    endOrderNumber: zone.end_order_number,
    plannedEndAt: zone.planned_end_at,
    recordedAt: zone.recorded_at,
  };
}

export function routes(deps: Deps): Route[] {
  const { db, now, live } = deps;
  return [
    route(listZones, async ({ actor: { communityId }, reach }) => {
      const zones = await listNamedZones(db, communityId, reach.places);
      return { zones: zones.map(shown) };
    }),

    route(readZone, async ({ actor: { communityId }, reach, params: { zoneId } }) => {
      const at = now();
      const [zone] = await listNamedZones(db, communityId, reach.places, zoneId);
      if (zone === undefined) return refuse('not_found');
      const [facts, rules] = await Promise.all([readFacts(db, communityId, [zoneId]), rulesAt(db, communityId, at)]);
      const rule = ruleOf(zone.level, rules);
      return {
        ...shown(zone),
        recordedByName: zone.recorded_by_name,
        endedByName: zone.ended_by_name,
        approved: [...zone.approved],
        approvalMissing: rule.approval.filter(step => !zone.approved.includes(step)),
        clockFrom: clockFrom(zone.starts_at, facts),
        conditions: judgeRelease(rule.release, { startsAt: zone.starts_at, facts, at: at.toISOString() }),
        facts: facts.map(({ zoneId: _, ...fact }) => fact),
      };
    }),

    route(previewZone, async ({ actor: { communityId }, body }) => {
      const at = now();
      const change = await changeBy(db, communityId, body, at);
      if (isRefusal(change)) return change;
      const { widest } = ruleOf(body.level, change.after.rules);
      const widerThan = widest !== null && isWiderThan(body.placeKind, widest) ? widest : null;
      return { ...(await effectOf(db, change, at)), widerThan };
    }),

    route(setZone, async ({ actor, roles, body }) => {
      const { communityId } = actor;
      const at = now();
      const byId = namedPerson(actor);
      const byRole = roles[0] ?? 'clerk';
      const { id: zoneId, placeKind, placeId, level, orderNumber, startsAt } = body;
      const once = { communityId, moveId: zoneId, actorId: byId, digest: digestOf('zone', body) };
      const answer = await doOnce<{ zoneId: string; takenBack: number; calledBack: number }>(db, once, async tx => {
        const change = await changeBy(tx, communityId, body, at);
        if (isRefusal(change)) return change;
        const applied = await applyChange(tx, change, { byId, byRole, shown: body.shown }, at, () =>
          addZone(tx, communityId, {
            ...{ zoneId, placeKind, placeId, level, orderNumber, startsAt, recordedBy: byId, recordedAt: at },
            ...{ floor: body.floor ?? null, plannedEndAt: body.plannedEndAt ?? null, approved: body.approved },
            appliedAt: change.appliesAt.getTime() > at.getTime() ? null : at,
          }),
        );
        if (isRefusal(applied)) return applied;
        await writeAudit(tx, {
          ...{ communityId, byId, byRole, act: 'set_zone', subjectKind: 'zone', subjectId: zoneId },
          facts: { placeKind, placeId, level, startsAt, approved: body.approved.length, ...applied },
        });
        return { zoneId, ...applied };
      });
      live.poke(communityId);
      return answer;
    }),

    route(previewEndZone, async ({ actor: { communityId }, params: { zoneId }, body: { endedAt } }) => {
      const at = now();
      const [zone] = await listNamedZones(db, communityId, null, zoneId);
      if (zone === undefined) return refuse('not_found');
      if (zone.ended_at !== null) return refuse('state_has_changed');
      if (Date.parse(endedAt) < Date.parse(zone.starts_at)) return refuse('invalid', { field: 'endedAt' });
      const change = await changeByEnd(db, communityId, zoneId, endedAt, at);
      return { ...(await effectOf(db, change, at)), widerThan: null };
    }),

    route(endZone, async ({ actor, roles, params: { zoneId }, body: { orderNumber, endedAt, shown: token } }) => {
      const { communityId } = actor;
      const byId = namedPerson(actor);
      const byRole = roles[0] ?? 'community_lead';
      const at = now();
      const answer = await allOrNothing<{ done: true }>(db, async tx => {
        const zone = await holdZone(tx, communityId, zoneId);
        if (zone === undefined) return refuse('not_found');
        if (zone.ended_at !== null) {
          const same = zone.end_order_number === orderNumber && Date.parse(zone.ended_at) === Date.parse(endedAt);
          return same ? { done: true } : refuse('state_has_changed');
        }
        if (Date.parse(endedAt) < Date.parse(zone.starts_at)) return refuse('invalid', { field: 'endedAt' });
        const change = await changeByEnd(tx, communityId, zoneId, endedAt, at);
        const facts = await readFacts(tx, communityId, [zoneId]);
        const conditions = ruleOf(zone.level, change.before.rules).release;
        const states = judgeRelease(conditions, { startsAt: zone.starts_at, facts, at: at.toISOString() });
        const applied = await applyChange(tx, change, { byId, byRole, shown: token }, at, () =>
          writeZoneEnd(tx, communityId, zoneId, { orderNumber, endedAt, endedBy: byId }),
        );
        if (isRefusal(applied)) return applied;
        await writeAudit(tx, {
          ...{ communityId, byId, byRole, act: 'end_zone', subjectKind: 'zone', subjectId: zoneId },
          facts: { endedAt, unmet: states.filter(state => !state.met).length },
        });
        return { done: true };
      });
      live.poke(communityId);
      return answer;
    }),

    route(recordZoneFact, async ({ actor, roles, params: { zoneId }, body }) => {
      const { communityId } = actor;
      const byId = namedPerson(actor);
      const at = now();
      const { id: zoneFactId, ...said } = body;
      const once = { communityId, moveId: zoneFactId, actorId: byId, digest: digestOf(`zones/${zoneId}/facts`, body) };
      const answer = await doOnce<{ done: true }>(db, once, async tx => {
        const zone = await holdZone(tx, communityId, zoneId);
        if (zone === undefined) return refuse('not_found');
        if (zone.ended_at !== null && Date.parse(zone.ended_at) <= at.getTime()) return refuse('state_has_changed');
        if (Date.parse(said.happenedAt) > at.getTime() + 60_000) return refuse('invalid', { field: 'happenedAt' });
        if (said.kind === 'tested' && (said.tested > said.expected || said.positive > said.tested)) {
          return refuse('invalid', { field: 'tested' });
        }
        await addFact(tx, communityId, { zoneFactId, zoneId, byId, ...said });
        if (said.kind === 'case') await putOffEnd(tx, communityId, zoneId, said.plannedEndAt ?? null);
        await writeAudit(tx, {
          ...{ communityId, byId, byRole: roles[0] ?? 'clerk', act: 'record_zone_fact', subjectKind: 'zone', subjectId: zoneId },
          facts: { kind: said.kind, happenedAt: said.happenedAt },
        });
        return { done: true };
      });
      live.poke(communityId);
      return answer;
    }),

    ...policyRoutes(deps),
    ...exitRoutes(deps),
  ];
}
