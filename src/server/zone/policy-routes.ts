// The rules of the levels: which set a community stands under, taken over and changed by version, with what a change would do; and sub-areas.
import { addSubArea, listPolicies, listSubAreas, previewPolicy, setPolicy } from '../../api/zone.ts';
import { dayIn } from '../../domain/dispatch/capacity.ts';
import { isRefusal, refuse } from '../../domain/refusal.ts';
import { housePolicy, policyInForce } from '../../domain/zone/policy.ts';
import type { LevelRules } from '../../domain/zone/rule.ts';
import { shippedPolicies } from '../../domain/zone/shipped.ts';
import { digestOf, doOnce } from '../http/receipt-store.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import type { Queryable } from '../postgres/pool.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { applyChange, effectOf, type ZoneChange } from './change.ts';
import { rulesAt } from './level-store.ts';
import { addPolicy, listVersions } from './policy-store.ts';
import { levelsOf } from './store.ts';
import { addSubArea as makeSubArea, listSubAreas as subAreasOf } from './sub-area-store.ts';

interface Proposed {
  readonly from: string;
  readonly until?: string | undefined;
  readonly levels: LevelRules;
}

export function policyRoutes({ db, now, live }: Deps): Route[] {
  /** What other rules change today; nothing, when they begin later, are over, or another version of a later day goes before them. */
  const changeBy = async (
    tx: Queryable,
    communityId: string,
    today: string,
    proposed: Proposed,
    at: Date,
  ): Promise<ZoneChange> => {
    const levels = await levelsOf(tx, communityId, at);
    const present = await rulesAt(tx, communityId, at);
    const versions = await listVersions(tx, communityId);
    const added = { policyId: 'added', version: Number.MAX_SAFE_INTEGER, from: proposed.from, until: proposed.until ?? null };
    const holds = policyInForce([...versions, added], today)?.policyId === 'added';
    const rules = holds ? proposed.levels : present;
    return { communityId, appliesAt: at, backdatedTo: null, before: { levels, rules: present }, after: { levels, rules } };
  };

  return [
    route(listPolicies, async ({ actor: { communityId, timeZone } }) => {
      const today = dayIn(timeZone, now());
      const versions = await listVersions(db, communityId);
      return {
        today,
        inForce: policyInForce(versions, today)?.policyId ?? null,
        houseSet: housePolicy.policyId,
        shipped: shippedPolicies.map(policy => structuredClone(policy) as never),
        versions: versions.map(version => structuredClone(version) as never),
      };
    }),

    route(previewPolicy, async ({ actor: { communityId, timeZone }, body }) => {
      const at = now();
      const change = await changeBy(db, communityId, dayIn(timeZone, at), body, at);
      return { ...(await effectOf(db, change, at)), widerThan: null };
    }),

    route(setPolicy, async ({ actor, roles, body }) => {
      const { communityId, personId, timeZone } = actor;
      if (personId === null) return refuse('not_allowed');
      if (body.until !== undefined && body.until <= body.from) return refuse('invalid', { field: 'until' });
      const at = now();
      const byRole = roles[0] ?? 'community_lead';
      const { id: policyId, shown, ...policy } = body;
      const once = { communityId, moveId: policyId, actorId: personId, digest: digestOf('zone-policies', body) };
      type Answer = { policyId: string; version: number; takenBack: number; calledBack: number };
      const answer = await doOnce<Answer>(db, once, async tx => {
        const change = await changeBy(tx, communityId, dayIn(timeZone, at), body, at);
        let version = 0;
        const applied = await applyChange(tx, change, { byId: personId, byRole, shown }, at, async () => {
          version = await addPolicy(tx, communityId, { policyId, ...policy, until: body.until ?? null, recordedBy: personId });
        });
        if (isRefusal(applied)) return applied;
        await writeAudit(tx, {
          ...{ communityId, byId: personId, byRole, act: 'set_zone_policy', subjectKind: 'zone_policy', subjectId: policyId },
          facts: { version, basedOn: body.basedOn, from: body.from, until: body.until ?? null, ...applied },
        });
        return { policyId, version, ...applied };
      });
      live.poke(communityId);
      return answer;
    }),

    route(listSubAreas, async ({ actor: { communityId } }) => ({
      subAreas: (await subAreasOf(db, communityId)).map(row => ({
        subAreaId: row.sub_area_id,
        name: row.name,
        householdIds: [...row.household_ids],
      })),
    })),

    route(addSubArea, async ({ actor, roles, body }) => {
      const { communityId, personId } = actor;
      if (personId === null) return refuse('not_allowed');
      const once = { communityId, moveId: body.id, actorId: personId, digest: digestOf('sub-areas', body) };
      return doOnce<{ subAreaId: string }>(db, once, async tx => {
        const area = { subAreaId: body.id, name: body.name, madeBy: personId, householdIds: [...new Set(body.householdIds)] };
        const made = await makeSubArea(tx, communityId, area);
        if (made === 'name_taken') return refuse('name_taken');
        if (made === 'door_unknown') return refuse('household_unknown');
        await writeAudit(tx, {
          ...{
            communityId,
            byId: personId,
            byRole: roles[0] ?? 'clerk',
            act: 'add_sub_area',
            subjectKind: 'sub_area',
            subjectId: body.id,
          },
          facts: { doors: area.householdIds.length },
        });
        return { subAreaId: body.id };
      });
    }),
  ];
}
