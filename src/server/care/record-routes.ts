// Care records at the desk: read and written by whoever was given the right, sealed with the key in use, every look in the audit.
import type { z } from 'zod';
import { endCare, keepCare, listCare, listCareRights, readCare, setCareRight } from '../../api/care-record.ts';
import type { Endpoint } from '../../api/endpoint.ts';
import { planGaps } from '../../domain/care/one-person-plan.ts';
import { compareUrgency, urgentReasonsOf } from '../../domain/care/urgency.ts';
import { dayAfter, dayIn } from '../../domain/dispatch/capacity.ts';
import { doorName } from '../../domain/place/door.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts';
import type { Actor } from '../http/actor.ts';
import { allOrNothing, digestOf, doOnce } from '../http/receipt-store.ts';
import { type Deps, type Route, route, type SignedCall } from '../http/route.ts';
import type { Queryable } from '../postgres/pool.ts';
import { type AuditEntry, writeAudit } from '../privacy/audit-store.ts';
import { keepCheck } from './checks.ts';
import type { CareKey } from './key-file.ts';
import { careKeysFor } from './keys.ts';
import {
  type CareRow,
  countHelpers,
  endRecord,
  findHome,
  holdForWriting,
  holdRecord,
  readRecords,
  readSteps,
  writeRecord,
  writeSmartphone,
} from './record-store.ts';
import { giveRight, hasCareRight, listRights, takeRight } from './right-store.ts';
import { openSecrets, sealSecrets } from './sealed.ts';

type Signed = Pick<SignedCall<Endpoint>, 'actor' | 'roles'>;

/** Null: may. The community lead answers for all of it; everybody else is given the right by name. */
async function whyNot(db: Queryable, { actor, roles }: Signed): Promise<Refusal<'care_right_needed'> | null> {
  if (roles.includes('community_lead')) return null;
  return (await hasCareRight(db, actor.communityId, actor.personId ?? '')) ? null : refuse('care_right_needed');
}

function audit(db: Queryable, { actor, roles }: Signed, entry: Pick<AuditEntry, 'act' | 'subjectId' | 'facts'>): Promise<void> {
  const { communityId, personId } = actor;
  return writeAudit(db, { communityId, byId: personId, byRole: roles[0] ?? 'nobody', subjectKind: 'care_record', ...entry });
}

type Shown = z.output<typeof listCare.answer>['records'][number];

function shown(row: CareRow, keys: readonly CareKey[], actor: Actor, now: Date): Shown {
  const secrets = openSecrets(keys, actor.communityId, row);
  const today = dayIn(actor.timeZone, now);
  const foodOutOn =
    row.days_of_supply === null || row.supply_said_at === null
      ? null
      : dayAfter(dayIn(actor.timeZone, new Date(row.supply_said_at)), row.days_of_supply);
  const { tags = [], plans = [], medicineOutOn = null, dialysisDays = [], dueOn = null } = secrets ?? {};
  return {
    careRecordId: row.care_record_id,
    householdId: row.household_id,
    personId: row.person_id,
    personName: row.person_name,
    door: doorName(row.building_label, row.unit_label, row.door),
    compoundName: row.compound_name,
    grade: row.grade,
    helperId: row.helper_id,
    helperName: row.helper_name,
    backupId: row.backup_id,
    backupName: row.backup_name,
    smartphone: row.smartphone,
    daysOfSupply: row.days_of_supply,
    foodOutOn,
    heardAt: row.heard_at,
    check:
      row.due_at === null || row.rung === null || row.holder === null || row.act_by === null
        ? null
        : { dueAt: row.due_at, rung: row.rung, holder: row.holder, actBy: row.act_by },
    secrets,
    reasons: urgentReasonsOf(
      {
        grade: row.grade,
        tags,
        plans,
        medicineOutOn,
        dialysisDays,
        dueOn,
        foodOutOn,
        hasHelper: row.helper_id !== null || row.backup_id !== null,
        onLadder: row.rung !== null && row.rung !== 'call',
      },
      today,
    ),
    planGaps: planGaps(tags, plans, today),
    changedAt: row.changed_at,
    version: row.version,
  };
}

export function recordRoutes({ db, config, now, live }: Deps): Route[] {
  return [
    route(listCare, async call => {
      const no = await whyNot(db, call);
      if (no !== null) return no;
      const { actor, reach, query } = call;
      const [keys, rows] = await Promise.all([
        careKeysFor(db, config),
        readRecords(db, actor.communityId, reach.places, { householdId: query.householdId, grade: query.grade }),
      ]);
      const records = rows.map(row => shown(row, keys, actor, now())).sort(compareUrgency);
      await audit(db, call, { act: 'read_care_list', subjectId: query.householdId ?? null, facts: { records: records.length } });
      return {
        keys: keys.length === 0 ? ('missing' as const) : ('here' as const),
        shut: records.filter(({ secrets }) => secrets === null).length,
        records,
      };
    }),

    route(readCare, async call => {
      const { actor, reach, params } = call;
      const [row] = await readRecords(db, actor.communityId, reach.places, params);
      if (row === undefined) return refuse('not_found');
      const no = await whyNot(db, call);
      if (no !== null) return no;
      const steps = await readSteps(db, actor.communityId, params.careRecordId);
      await audit(db, call, { act: 'read_care', subjectId: params.careRecordId });
      return {
        ...shown(row, await careKeysFor(db, config), actor, now()),
        steps: steps.map(step => ({
          at: step.at,
          rung: step.rung,
          outcome: step.outcome,
          byName: step.by_name,
          byRole: step.by_role,
        })),
      };
    }),

    route(keepCare, async call => {
      const { communityId, personId } = call.actor;
      const { careRecordId } = call.params;
      const digest = digestOf(`care-records/${careRecordId}`, call.body);
      const once = { communityId, moveId: call.body.id, actorId: personId ?? communityId, digest };
      const answer = await doOnce<{ careRecordId: string; version: number }>(db, once, async tx => {
        await holdForWriting(tx);
        const home = await homeOf(tx, call, now());
        if (isRefusal(home)) return home;
        const no = await whyNot(tx, call);
        if (no !== null) return no;
        return keep(tx, call, home.householdId, (await careKeysFor(tx, config)).at(-1), now());
      });
      live.poke(communityId);
      return answer;
    }),

    route(endCare, async call => {
      const { communityId, personId } = call.actor;
      const { careRecordId } = call.params;
      const digest = digestOf(`care-records/${careRecordId}/end`, call.body);
      const once = { communityId, moveId: call.body.id, actorId: personId ?? communityId, digest };
      return doOnce<{ done: true }>(db, once, async tx => {
        const held = await holdRecord(tx, communityId, call.reach.places, careRecordId);
        if (held === undefined) return refuse('not_found');
        const no = await whyNot(tx, call);
        if (no !== null) return no;
        await endRecord(tx, communityId, careRecordId, personId, now());
        await audit(tx, call, { act: 'end_care', subjectId: careRecordId });
        return { done: true };
      });
    }),

    route(listCareRights, async ({ actor }) => ({
      people: (await listRights(db, actor.communityId, now())).map(({ person_id, ...row }) => ({ personId: person_id, ...row })),
    })),

    route(setCareRight, call =>
      allOrNothing<{ done: true }>(db, async tx => {
        const { communityId, personId: byId } = call.actor;
        const { personId } = call.params;
        const { given } = call.body;
        const found = given
          ? await giveRight(tx, communityId, personId, byId, now())
          : await takeRight(tx, communityId, personId);
        if (!found) return refuse('person_unknown');
        await writeAudit(tx, {
          communityId,
          byId,
          byRole: call.roles[0] ?? 'nobody',
          act: given ? 'give_care_right' : 'take_care_right',
          subjectKind: 'person',
          subjectId: personId,
        });
        return { done: true };
      }),
    ),
  ];
}

type Keeping = SignedCall<typeof keepCare>;

/** The door the record belongs to; a refusal where somebody else changed it, or nobody of that id lives within reach. */
async function homeOf(tx: Queryable, call: Keeping, at: Date): Promise<{ householdId: string } | Refusal> {
  const { actor, reach, params, body } = call;
  const held = await holdRecord(tx, actor.communityId, reach.places, params.careRecordId);
  if (held !== undefined) {
    if (held.ended || held.version !== body.version || held.person_id !== body.personId) {
      return refuse('state_has_changed', { version: held.version });
    }
    return { householdId: held.household_id };
  }
  if (body.version !== 0) return refuse('not_found');
  const home = await findHome(tx, actor.communityId, reach.places, body.personId, at);
  if (home === undefined) return refuse('person_unknown');
  return home.taken ? refuse('name_taken') : { householdId: home.household_id };
}

async function keep(tx: Queryable, call: Keeping, householdId: string, key: CareKey | undefined, at: Date) {
  const { communityId, personId: byId } = call.actor;
  const { careRecordId } = call.params;
  const { personId, grade, helperId, backupId, smartphone, secrets } = call.body;
  if (key === undefined) return refuse('care_key_missing');
  const named = [helperId, backupId].filter(one => one !== null);
  if (new Set(named).size < named.length) return refuse('invalid', { field: 'backupId' });
  if (named.length > 0 && (await countHelpers(tx, communityId, named, at)) < named.length) return refuse('helper_unknown');
  const sealed = sealSecrets(key, communityId, careRecordId, secrets);
  const kept = { careRecordId, householdId, personId, grade, helperId, backupId, keyId: key.keyId, sealed, byId, at };
  const version = await writeRecord(tx, communityId, kept);
  await writeSmartphone(tx, communityId, householdId, personId, smartphone);
  await keepCheck(tx, communityId, { careRecordId, householdId, grade, helperId, backupId }, at);
  await audit(tx, call, { act: version === 1 ? 'make_care' : 'change_care', subjectId: careRecordId, facts: { grade, version } });
  return { careRecordId, version };
}
