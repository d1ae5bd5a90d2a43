// The telephone: events of a telephone system in, the household on the screen of whoever sits at that extension, missed calls to return.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { closeMissedCall, endCall, listMissedCalls, myCalls, revealMissedCall, setExtension, tellCall } from '../../api/call.ts';
import type { AnswerOf } from '../../api/endpoint.ts';
import { maskTelephone, telephoneDigits } from '../../domain/people/telephone.ts';
import { doorName } from '../../domain/place/door.ts';
import { type Refusal, refuse } from '../../domain/refusal.ts';
import { digestOf, doOnce } from '../http/receipt-store.ts';
import { type Deps, type Route, route, type SignedCall } from '../http/route.ts';
import { bytesOf } from '../http/signed-body.ts';
import { addContact, holdHousehold } from '../place/household-store.ts';
import { findCallers, readHouseholds } from '../place/store.ts';
import type { Queryable } from '../postgres/pool.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import {
  holdMissed,
  listMissed,
  markShown,
  readCallsOf,
  readExtension,
  sitAt,
  writeCall,
  writeMissedOutcome,
  writeOutcome,
} from './call-store.ts';
import { markHeard, readSetting } from './setting-store.ts';

const windowSeconds = 300;

/** What stands in `cailanzi-signature`. */
export function signCall(secret: string, timestamp: string, body: Buffer | string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex')}`;
}

function isFrom(secret: string, timestamp: string, signature: string, body: Buffer, now: Date): boolean {
  if (!/^[0-9]{10}$/.test(timestamp)) return false;
  const [wanted, given] = [Buffer.from(signCall(secret, timestamp, body)), Buffer.from(signature)];
  const isRight = wanted.length === given.length && timingSafeEqual(wanted, given);
  return isRight && Math.abs(now.getTime() / 1000 - Number(timestamp)) <= windowSeconds;
}

export function callRoutes(deps: Deps): Route[] {
  const { db, config, now } = deps;

  /** The doors of a number, as far as the caller may see them. */
  async function doorsOf(communityId: string, places: readonly string[] | null, digits: string) {
    const callers = await findCallers(db, communityId, places, digits, now());
    const ids = callers.map(caller => caller.household_id);
    const households = ids.length === 0 ? [] : await readHouseholds(db, communityId, places, ids);
    return households.flatMap(household =>
      callers
        .filter(caller => caller.household_id === household.household_id)
        .map(caller => ({
          householdId: household.household_id,
          door: doorName(household.building_label, household.unit_label, household.door),
          compoundName: household.compound_name,
          personName: caller.person_name,
          relation: caller.relation,
        })),
    );
  }

  return [
    route(tellCall, async ({ body, request }) => {
      const setting = await readSetting(db, config, body.community, 'telephone_system');
      const { 'cailanzi-timestamp': timestamp = '', 'cailanzi-signature': signature = '' } = request.headers;
      const secret = setting?.enabled === true ? setting.secrets.secret : undefined;
      // Not set up, switched off and wrongly signed sound the same: a stranger learns nothing.
      if (secret === undefined || !isFrom(secret, String(timestamp), String(signature), bytesOf(request), now())) {
        return refuse('signature_wrong');
      }
      const told = {
        callKey: body.callId,
        event: body.event,
        digits: body.number === undefined ? null : telephoneDigits(body.number),
        extension: body.extension ?? null,
      };
      const isNew = await db.transaction(tx => writeCall(tx, body.community, told, now()));
      if (isNew) deps.live.poke(body.community);
      await markHeard(db, body.community, 'telephone_system', now());
      return { done: true as const };
    }),

    route(myCalls, async ({ actor: { communityId, personId }, roles, reach }) => {
      if (personId === null) return refuse('not_allowed');
      const [extension, calls] = await Promise.all([
        readExtension(db, communityId, personId),
        readCallsOf(db, communityId, personId, now()),
      ]);
      const shown = await Promise.all(
        calls.map(async call => {
          const digits = call.telephone_digits;
          const households = digits === null ? [] : await doorsOf(communityId, reach.places, digits);
          if (!call.shown) {
            await db.transaction(async tx => {
              if (!(await markShown(tx, communityId, call.phone_call_id, now()))) return;
              await writeAudit(tx, {
                communityId,
                byId: personId,
                byRole: roles[0] ?? 'nobody',
                act: 'show_caller',
                subjectKind: 'household',
                subjectId: households.length === 1 ? (households[0]?.householdId ?? null) : null,
                facts: { found: households.length },
              });
            });
          }
          return {
            phoneCallId: call.phone_call_id,
            state: call.answered ? ('answered' as const) : ('ringing' as const),
            telephone: maskTelephone(digits),
            since: call.since,
            households,
          };
        }),
      );
      return { extension, calls: shown };
    }),

    route(setExtension, async ({ actor: { communityId, personId }, roles, body }) => {
      if (personId === null) return refuse('not_allowed');
      await db.transaction(async tx => {
        await sitAt(tx, communityId, personId, body.extension, now());
        await writeAudit(tx, {
          communityId,
          byId: personId,
          byRole: roles[0] ?? 'nobody',
          act: 'set_extension',
          subjectKind: 'person',
          subjectId: personId,
          facts: { extension: body.extension },
        });
      });
      return { done: true as const };
    }),

    route(endCall, async call => {
      const { communityId, personId } = call.actor;
      const [byRole] = call.roles;
      if (personId === null || byRole === undefined) return refuse('not_allowed');
      const { id, outcome, householdId, phoneCallId } = call.body;
      const once = { communityId, moveId: id, actorId: personId, digest: digestOf('calls/outcome', call.body) };
      const answer = await doOnce<{ done: true }>(db, once, async tx => {
        if (householdId !== undefined) {
          const household = await holdHousehold(tx, communityId, call.reach.places, householdId);
          if (household === undefined) return refuse('household_unknown');
          if (outcome !== 'wrong_number' && outcome !== 'hung_up') {
            await addContact(tx, communityId, {
              householdId,
              how: 'telephone',
              outcome: outcome === 'needs_nothing' ? 'needs_nothing' : 'spoke',
              supply: null,
              byId: personId,
              byRole,
              at: now(),
              happenedAt: null,
            });
          }
        }
        if (phoneCallId !== undefined) await writeOutcome(tx, communityId, personId, phoneCallId, outcome, now());
        await writeAudit(tx, {
          communityId,
          byId: personId,
          byRole,
          act: 'record_call',
          subjectKind: 'household',
          subjectId: householdId ?? null,
          facts: { outcome },
        });
        return { done: true };
      });
      deps.live.poke(communityId);
      return answer;
    }),

    route(listMissedCalls, async ({ actor: { communityId }, reach }) => {
      const missed = await listMissed(db, communityId);
      const missedCalls = await Promise.all(
        missed.map(async row => ({
          missedCallId: row.missed_call_id,
          telephone: maskTelephone(row.telephone_digits) ?? '',
          calls: row.calls,
          tries: row.tries,
          firstAt: row.first_at,
          lastAt: row.last_at,
          households: (await doorsOf(communityId, reach.places, row.telephone_digits)).map(
            ({ relation: _relation, ...household }) => household,
          ),
        })),
      );
      return { missedCalls };
    }),

    route(revealMissedCall, async ({ actor: { communityId, personId }, roles, params: { missedCallId } }) =>
      db.transaction(async tx => {
        const held = await holdMissed(tx, communityId, missedCallId);
        if (held === undefined) return refuse('not_found');
        await writeAudit(tx, {
          communityId,
          byId: personId,
          byRole: roles[0] ?? 'nobody',
          act: 'reveal_telephone',
          subjectKind: 'missed_call',
          subjectId: missedCallId,
          reason: 'call_back',
        });
        return { telephone: held.telephone_digits };
      }),
    ),

    route(closeMissedCall, async call => {
      const { communityId, personId } = call.actor;
      const digest = digestOf(`missed-calls/${call.params.missedCallId}`, call.body);
      const once = { communityId, moveId: call.body.id, actorId: personId ?? communityId, digest };
      const answer = await doOnce<AnswerOf<typeof closeMissedCall>>(db, once, tx => closeMissed(tx, now(), call));
      deps.live.poke(communityId);
      return answer;
    }),
  ];
}

async function closeMissed(
  tx: Queryable,
  now: Date,
  { actor: { communityId, personId }, roles, params: { missedCallId }, body: { outcome } }: SignedCall<typeof closeMissedCall>,
): Promise<AnswerOf<typeof closeMissedCall> | Refusal> {
  const held = await holdMissed(tx, communityId, missedCallId);
  if (held === undefined) return refuse('not_found');
  if (held.closed) {
    const isSame = held.outcome === outcome && held.closed_by === personId;
    return isSame ? { closed: true } : refuse('state_has_changed', { outcome: held.outcome });
  }
  const closed = outcome !== 'no_answer';
  await writeMissedOutcome(tx, communityId, missedCallId, closed ? outcome : null, personId, now);
  await writeAudit(tx, {
    communityId,
    byId: personId,
    byRole: roles[0] ?? 'nobody',
    act: 'record_call',
    subjectKind: 'missed_call',
    subjectId: missedCallId,
    facts: { outcome },
  });
  return { closed };
}
