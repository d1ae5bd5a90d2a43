// The bindings assistant: proposes, and writes what was taken over through the same rows and rules as a binding made by hand.
import { acceptBindings, proposeBindings } from '../../api/binding-plan.ts';
import { dayAfter } from '../../domain/dispatch/capacity.ts';
import { type Refusal, refuse } from '../../domain/refusal.ts';
import { digestOf, doOnce } from '../http/receipt-store.ts';
import { type Deps, type Route, route, type SignedCall } from '../http/route.ts';
import { endBindingRow, insertBinding } from '../people/binding-store.ts';
import type { Queryable } from '../postgres/pool.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { levelsOf } from '../zone/store.ts';
import { holdersOn, planBindings } from './binding-plan.ts';
import { type BoundRow, dropBinding, holdPlaces, readBoundOf, readNeeds } from './binding-plan-store.ts';
import { standingOf } from './ground.ts';
import { readCandidates } from './store.ts';
import { readStaircases } from './travel-store.ts';

type Accepted = SignedCall<typeof acceptBindings>;
type Written = { added: number; ended: number };

export function bindingPlanRoutes({ db, now, sessions }: Deps): Route[] {
  return [
    route(proposeBindings, ({ actor, params, body }) => planBindings(db, actor.communityId, params.compoundId, body, now())),
    route(acceptBindings, async call => {
      const { communityId, personId } = call.actor;
      if (personId === null) throw new Error('bindings are made by somebody');
      const once = {
        communityId,
        moveId: call.body.id,
        actorId: personId,
        digest: digestOf(acceptBindings.path, { ...call.params, ...call.body }),
      };
      const answer = await doOnce<Written>(db, once, tx => accept(tx, call, now()));
      sessions.forget(communityId);
      return answer;
    }),
  ];
}

/** All of it or nothing. */
async function accept(tx: Queryable, call: Accepted, now: Date): Promise<Written | Refusal> {
  const { communityId, personId } = call.actor;
  const { compoundId } = call.params;
  const { fromOn, units, leaving } = call.body;
  if (!(await holdPlaces(tx, communityId, compoundId))) return refuse('not_found');
  const rows = await readNeeds(tx, communityId, compoundId, now);
  const known = new Map(rows.map(row => [row.unit_id, row]));
  if (units.some(unit => !known.has(unit.unitId))) return refuse('not_found');
  if (new Set(units.map(unit => unit.unitId)).size < units.length) return refuse('invalid', { field: 'units' });
  const against = await whyNotThese(tx, call, now);
  if (against !== null) return against;

  const bound = await readBoundOf(tx, communityId, compoundId, fromOn);
  const before = new Map(holdersOn(bound, fromOn, rows).map(one => [one.unit, one]));
  const changed = units.some(
    ({ unitId, presentPrimary, presentBackup }) =>
      before.get(unitId)?.primary !== presentPrimary || before.get(unitId)?.backup !== presentBackup,
  );
  if (changed) return refuse('state_has_changed');

  let standing = [...bound];
  const written = { added: 0, ended: 0 };
  const audit = (act: string, bindingId: string, facts: Record<string, string | null>) =>
    writeAudit(tx, {
      communityId,
      byId: personId,
      byRole: call.roles[0] ?? 'nobody',
      act,
      subjectKind: 'binding',
      subjectId: bindingId,
      facts,
    });
  const end = async (row: BoundRow) => {
    const toOn = dayAfter(fromOn, -1);
    if (row.from_on > toOn) await dropBinding(tx, communityId, row.binding_id);
    else await endBindingRow(tx, communityId, row.binding_id, toOn);
    standing = standing.filter(one => one !== row);
    written.ended += 1;
    await audit('end_binding', row.binding_id, { toOn });
  };
  for (const row of bound) if (leaving.includes(row.person_id)) await end(row);

  for (const { unitId, primary, backup } of units) {
    const unit = known.get(unitId);
    if (unit === undefined) continue;
    const wanted = { primary, backup } as const;
    // What is written from that day on goes on without end: whatever was to begin later at this unit would clash with it.
    for (const row of standing.filter(one => one.place_id === unitId))
      if (wanted[row.rank] !== row.person_id || row.from_on > fromOn) await end(row);
    for (const rank of ['primary', 'backup'] as const) {
      const wants = wanted[rank];
      const [has] = holdersOn(standing, fromOn, [unit]);
      if (wants === null || has?.[rank] === wants) continue;
      const row = { personId: wants, placeKind: 'unit' as const, placeId: unitId, rank, fromOn, toOn: null };
      const bindingId = await insertBinding(tx, communityId, row, personId);
      standing.push({
        binding_id: bindingId,
        person_id: wants,
        place_kind: 'unit',
        place_id: unitId,
        rank,
        from_on: fromOn,
        to_on: null,
      });
      written.added += 1;
      await audit('add_binding', bindingId, { personId: wants, placeKind: 'unit', placeId: unitId, rank, fromOn, toOn: null });
    }
  }
  await writeAudit(tx, {
    communityId,
    byId: personId,
    byRole: call.roles[0] ?? 'nobody',
    act: 'accept_bindings',
    subjectKind: 'compound',
    subjectId: compoundId,
    facts: { fromOn, units: units.length, leaving: leaving.length, ...written },
  });
  return written;
}

/** Helpers of this community, two different ones for a unit, with protection where it is sealed, and nobody who is leaving. */
async function whyNotThese(
  tx: Queryable,
  { actor: { communityId }, params, body }: Accepted,
  now: Date,
): Promise<Refusal | null> {
  const named = [...new Set(body.units.flatMap(unit => [unit.primary, unit.backup]).filter(one => one !== null))];
  const helpers = new Map((await readCandidates(tx, communityId, now, named)).map(one => [one.helperId, one]));
  if (named.some(one => !helpers.has(one))) return refuse('person_unknown');
  const levels = await levelsOf(tx, communityId, now);
  const sealed = new Set(
    standingOf(await readStaircases(tx, communityId, params.compoundId), levels)
      .flatMap(building => building.units)
      .filter(unit => unit.zone === 'sealed')
      .map(unit => unit.unitId),
  );
  for (const { unitId, primary, backup } of body.units) {
    if (primary !== null && primary === backup) return refuse('invalid', { field: 'backup' });
    for (const who of [primary, backup]) {
      if (who === null) continue;
      if (body.leaving.includes(who)) return refuse('invalid', { field: 'leaving' });
      if (sealed.has(unitId) && !helpers.get(who)?.protection) return refuse('helper_lacks_protection');
    }
  }
  return null;
}
