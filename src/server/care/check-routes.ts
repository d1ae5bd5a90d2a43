// Care contacts: today's list at the desk, what came of a try, needs that become requests, and the last rung.

import { careAlarms, type foundNeeds, listChecks, readFamily, recordCheck, recordEmergencyAct } from '../../api/care-check.ts';
import type { AnswerOf, Endpoint } from '../../api/endpoint.ts';
import { askRequest } from '../../api/request.ts';
import { climb, isAlarm, rungAfter } from '../../domain/care/ladder.ts';
import { askAgainAt } from '../../domain/care/supply.ts';
import { maskTelephone } from '../../domain/people/telephone.ts';
import { doorName } from '../../domain/place/door.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts';
import type { Kind, Urgency } from '../../domain/request/kind.ts';
import { believableTime } from '../../domain/request/rules.ts';
import { digestOf, doOnce } from '../http/receipt-store.ts';
import { type Call, type Deps, type Route, route, type SignedCall } from '../http/route.ts';
import { addContact } from '../place/household-store.ts';
import type { Queryable } from '../postgres/pool.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import type { Receipt } from '../request/intake.ts';
import {
  closeCheck,
  countAlarms,
  countDoneToday,
  type HeldCheck,
  holdCheck,
  insertStep,
  listOpenChecks,
  readRelatives,
  readSealedOf,
  writeTurn,
} from './check-store.ts';
import { openNext } from './checks.ts';
import { careKeysFor } from './keys.ts';
import { openSecrets } from './sealed.ts';

type Handles = ReadonlyMap<Endpoint, Route['handle']>;
type Recorded = AnswerOf<typeof recordCheck>;
type Recording = SignedCall<typeof recordCheck>;

/** `handles`: a need that is found goes in by the same way as all requests. */
export function checkRoutes(deps: Deps, handles: Handles): Route[] {
  const { db, config, now, live } = deps;
  const ask = handles.get(askRequest);
  if (ask === undefined) throw new Error('nobody takes requests');

  return [
    route(listChecks, async ({ actor: { communityId }, reach }) => {
      const at = now();
      const [rows, doneToday, { alarms }, keys] = await Promise.all([
        listOpenChecks(db, communityId, reach.places, at),
        countDoneToday(db, communityId, reach.places, at),
        countAlarms(db, communityId, reach.places, at),
        careKeysFor(db, config),
      ]);
      const checks = rows.map(row => ({
        careCheckId: row.care_check_id,
        careRecordId: row.care_record_id,
        householdId: row.household_id,
        personId: row.person_id,
        personName: row.person_name,
        telephone: maskTelephone(row.telephone),
        door: doorName(row.building_label, row.unit_label, row.door),
        compoundName: row.compound_name,
        grade: row.grade,
        rung: row.rung,
        holder: row.holder,
        holderName: row.holder_name,
        nextRung: rungAfter(row.rung),
        dueAt: row.due_at,
        actBy: row.act_by,
        isAlarm: isAlarm({ rung: row.rung, holder: row.holder, actBy: row.act_by }, at.toISOString()),
        tries: row.tries,
        heardAt: row.heard_at,
        manners: openSecrets(keys, communityId, row)?.manners ?? [],
        acts: [...row.acts],
      }));
      return { checks: checks.sort((one, other) => Number(other.isAlarm) - Number(one.isAlarm)), doneToday, alarms };
    }),

    route(careAlarms, ({ actor, reach }) => countAlarms(db, actor.communityId, reach.places, now())),

    route(recordCheck, async call => {
      const { communityId, personId } = call.actor;
      const { careCheckId } = call.params;
      const { body } = call;
      if (body.needs !== undefined && body.outcome !== 'needs') return refuse('invalid', { field: 'needs' });
      const held = await db.transaction(tx => holdCheck(tx, communityId, call.reach, careCheckId));
      if (held === undefined) return refuse('not_found');
      // The requests first: each has an id of its own, so that sending again after a cut makes none twice and loses none.
      const requestIds: string[] = [];
      if (held.result === null || held.closed_by === personId) {
        for (const found of body.needs ?? []) {
          const made = await makeRequest(ask, call, held.household_id, found);
          if (isRefusal(made)) return made;
          requestIds.push(made.requestId);
        }
      }
      const once = {
        communityId,
        moveId: body.id,
        actorId: personId ?? communityId,
        digest: digestOf(`care-checks/${careCheckId}`, body),
      };
      const answer = await doOnce<Recorded>(db, once, tx => record(tx, call, requestIds, now()));
      live.poke(communityId);
      return answer;
    }),

    route(recordEmergencyAct, async call => {
      const { communityId, personId } = call.actor;
      const { careCheckId } = call.params;
      const { id, act } = call.body;
      const byRole = call.roles[0] ?? 'clerk';
      const once = {
        communityId,
        moveId: id,
        actorId: personId ?? communityId,
        digest: digestOf(`care-checks/${careCheckId}/acts`, call.body),
      };
      const answer = await doOnce<{ done: true }>(db, once, async tx => {
        const held = await holdCheck(tx, communityId, call.reach, careCheckId);
        if (held === undefined) return refuse('not_found');
        if (held.result !== null || held.rung !== 'emergency') return refuse('state_has_changed', { rung: held.rung });
        await insertStep(tx, communityId, {
          careCheckId,
          rung: held.rung,
          outcome: act,
          byId: personId,
          byRole,
          happenedAt: null,
        });
        await writeAudit(tx, {
          communityId,
          byId: personId,
          byRole,
          act: 'care_emergency',
          subjectKind: 'care_record',
          subjectId: held.care_record_id,
          facts: { act },
        });
        return { done: true };
      });
      live.poke(communityId);
      return answer;
    }),

    route(readFamily, async call => {
      const { communityId, personId } = call.actor;
      const held = await db.transaction(tx => holdCheck(tx, communityId, call.reach, call.params.careCheckId));
      const row = held && (await readSealedOf(db, communityId, held.care_record_id));
      if (held === undefined || row === undefined) return refuse('not_found');
      const [relatives, keys] = await Promise.all([
        readRelatives(db, communityId, held.household_id, now()),
        careKeysFor(db, config),
      ]);
      const secrets = openSecrets(keys, communityId, row);
      await writeAudit(db, {
        communityId,
        byId: personId,
        byRole: call.roles[0] ?? 'nobody',
        act: 'read_family',
        subjectKind: 'care_record',
        subjectId: held.care_record_id,
        facts: { rung: held.rung },
      });
      return {
        people: [...(secrets?.family ?? []), ...relatives.map(({ name, telephone }) => ({ name, telephone, relation: null }))],
        shut: secrets === null,
      };
    }),
  ];
}

const asked: Readonly<Record<(typeof foundNeeds)[number], { readonly kind: Kind; readonly urgency: Urgency }>> = {
  medical_help: { kind: 'home_help', urgency: 'life' },
  medicine: { kind: 'medicine', urgency: 'soon' },
  groceries: { kind: 'groceries', urgency: 'soon' },
  other: { kind: 'other', urgency: 'normal' },
};

type Found = NonNullable<Recording['body']['needs']>[number];

/** In the asker's own role, about this one door. */
async function makeRequest(
  ask: Route['handle'],
  call: Recording,
  householdId: string,
  { requestId, need, note }: Found,
): Promise<Receipt | Refusal> {
  const channel = call.body.rung === 'call' ? 'telephone' : 'door_to_door';
  const { happenedAt } = call.body;
  const body = askRequest.body.parse({
    id: requestId,
    householdId,
    channel,
    ...asked[need],
    note,
    ...(happenedAt && { happenedAt }),
  });
  const reach = { places: [householdId], ownerId: null };
  return (await ask({ ...call, reach, params: {}, query: {}, body } as Call<Endpoint>)) as Receipt | Refusal;
}

async function record(tx: Queryable, call: Recording, requestIds: string[], now: Date): Promise<Recorded | Refusal> {
  const { communityId, personId } = call.actor;
  const { careCheckId } = call.params;
  const { outcome, daysOfSupply } = call.body;
  const held = await holdCheck(tx, communityId, call.reach, careCheckId);
  if (held === undefined) return refuse('not_found');
  if (held.result !== null) {
    // Answered by two hands alike: it is so. A closed door after an answer changes nothing.
    if (held.result === outcome && held.closed_by === personId) return { closed: true, rung: null, requestIds };
    return refuse('state_has_changed', { result: held.result });
  }
  if (outcome === 'no_answer' && held.rung !== call.body.rung) return refuse('state_has_changed', { rung: held.rung });
  const at = now.toISOString();
  const happenedAt = believableTime(call.body.happenedAt, at);
  const byRole = call.roles[0] ?? 'volunteer';
  await insertStep(tx, communityId, { careCheckId, rung: call.body.rung, outcome, byId: personId, byRole, happenedAt });
  if (outcome !== 'away') await hear(tx, call, held, happenedAt, now);
  await writeAudit(tx, {
    communityId,
    byId: personId,
    byRole,
    act: 'record_care_check',
    subjectKind: 'care_record',
    subjectId: held.care_record_id,
    facts: { outcome, rung: call.body.rung, ...(daysOfSupply !== undefined && { daysOfSupply }) },
  });
  if (outcome === 'no_answer') {
    const turn = climb(held, at);
    await writeTurn(tx, communityId, careCheckId, turn);
    return { closed: false, rung: turn.rung, requestIds };
  }
  await closeCheck(tx, communityId, careCheckId, outcome, personId, now);
  await openNext(tx, communityId, held, now);
  return { closed: true, rung: null, requestIds };
}

/** Somebody heard from the household, or tried to. */
function hear(tx: Queryable, call: Recording, held: HeldCheck, happenedAt: string | null, now: Date): Promise<void> {
  const { outcome, rung, daysOfSupply } = call.body;
  return addContact(tx, call.actor.communityId, {
    householdId: held.household_id,
    how: rung === 'call' ? 'telephone' : 'at_the_door',
    outcome: outcome === 'needs' ? 'asked' : outcome === 'well' ? 'spoke' : 'no_answer',
    supply:
      daysOfSupply === undefined
        ? null
        : { days: daysOfSupply, askAgainAt: askAgainAt(daysOfSupply, happenedAt ?? now.toISOString()) },
    byId: call.actor.personId,
    byRole: call.roles[0] ?? 'volunteer',
    at: now,
    happenedAt,
    heardHow: 'care',
  });
}
