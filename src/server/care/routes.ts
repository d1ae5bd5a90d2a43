// The endpoints of care: the call-back list, what people said, and the wish to be called.
import { askToBeCalled, closeCallBack, listCallBacks } from '../../api/care.ts';
import type { AnswerOf } from '../../api/endpoint.ts';
import { moveRequest } from '../../api/request.ts';
import { dueAgain, heardOutcomes, wasHeard } from '../../domain/care/call.ts';
import { maskTelephone } from '../../domain/people/telephone.ts';
import { doorName } from '../../domain/place/door.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts';
import { gistOf } from '../../domain/request/gist.ts';
import { digestOf, doOnce } from '../http/receipt-store.ts';
import { type Deps, type Route, route, type SignedCall } from '../http/route.ts';
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { type Effects, noEffects, writeEffects } from '../request/effects-store.ts';
import { makerOf } from '../request/maker.ts';
import { makeMoves } from '../request/moves.ts';
import { countClosedToday, type HeldCall, holdCall, insertWish, listOpen, writeCallResult } from './store.ts';

export function routes(deps: Deps): Route[] {
  const { db, now } = deps;
  return [
    route(listCallBacks, async call => {
      const { communityId } = call.actor;
      const { places } = call.reach;
      const at = now();
      const [open, closedToday] = await Promise.all([
        listOpen(db, communityId, places, at),
        countClosedToday(db, communityId, places, at),
      ]);
      return {
        callBacks: open.map(row => ({
          callBackId: row.call_back_id,
          householdId: row.household_id,
          door: doorName(row.building_label, row.unit_label, row.door),
          compoundName: row.compound_name,
          requestId: row.request_id,
          gist: row.items === null ? null : gistOf(row.items, row.note),
          reason: row.reason,
          people: row.people.map(person => ({ ...person, telephone: maskTelephone(person.telephone) })),
          dueAt: row.due_at,
          tries: row.tries,
          lastTriedAt: row.last_tried_at,
        })),
        closedToday,
      };
    }),

    route(closeCallBack, async call => {
      const { communityId, personId } = call.actor;
      const { callBackId } = call.params;
      const digest = digestOf(`call-backs/${callBackId}`, call.body);
      const once = { communityId, moveId: call.body.id, actorId: personId ?? communityId, digest };
      const answer = await doOnce<AnswerOf<typeof closeCallBack>>(db, once, tx => close(tx, now(), call));
      deps.live.poke(communityId);
      return answer;
    }),

    route(askToBeCalled, async call => {
      const { communityId, personId, householdId } = call.actor;
      if (householdId === null) return refuse('not_allowed');
      const once = {
        communityId,
        moveId: call.body.id,
        actorId: personId ?? householdId,
        digest: digestOf('my/call-back', call.body),
      };
      const answer = await doOnce<AnswerOf<typeof askToBeCalled>>(db, once, async tx => {
        const callBackId = newId();
        await insertWish(tx, communityId, { callBackId, householdId, now: now() });
        const byRole = call.roles[0] ?? 'nobody';
        if (byRole === 'resident')
          await writeEffects(tx, communityId, heardOf(call.actor, householdId, byRole, 'page', 'spoke'), now());
        await writeAudit(tx, {
          communityId,
          byId: personId,
          byRole,
          act: 'ask_to_be_called',
          subjectKind: 'household',
          subjectId: householdId,
        });
        return { done: true };
      });
      deps.live.poke(communityId);
      return answer;
    }),
  ];
}

type Closing = SignedCall<typeof closeCallBack>;

async function close(tx: Queryable, now: Date, call: Closing): Promise<AnswerOf<typeof closeCallBack> | Refusal> {
  const { communityId, personId } = call.actor;
  const { callBackId } = call.params;
  const { outcome, said } = call.body;
  const held = await holdCall(tx, communityId, callBackId, call.reach.places);
  if (held === undefined) return refuse('not_found');
  if (held.closed) {
    // Said twice under two ids: it is so. Another outcome, or another caller, has to look first.
    if (held.outcome === outcome && held.closed_by === personId) return { closed: true, reopened: false };
    return refuse('state_has_changed', { outcome: held.outcome });
  }
  const answered = outcome !== 'no_answer';
  await writeCallResult(tx, communityId, {
    callBackId,
    outcome: answered ? outcome : null,
    dueAt: answered ? held.due_at : dueAgain(held.tries + 1, held.due_at, now.toISOString()),
    byId: personId,
    said: said ?? null,
    now,
  });
  const byRole = call.roles[0] ?? 'clerk';
  if (wasHeard(outcome)) {
    await writeEffects(tx, communityId, heardOf(call.actor, held.household_id, byRole, 'telephone', heardOutcomes[outcome]), now);
  } else if (!answered) {
    await writeEffects(tx, communityId, heardOf(call.actor, held.household_id, byRole, 'telephone', 'no_answer'), now);
  }
  const reopened = await moveOn(tx, now, call, held);
  await writeAudit(tx, {
    communityId,
    byId: personId,
    byRole,
    act: 'record_call',
    subjectKind: 'call_back',
    subjectId: callBackId,
    facts: { outcome, reopened },
  });
  return { closed: answered, reopened };
}

/** What was said about a request moves it: content closes it, discontent reopens it. True when it was reopened. */
async function moveOn(tx: Queryable, now: Date, call: Closing, held: HeldCall): Promise<boolean> {
  const { outcome, id } = call.body;
  if (held.request_id === null) return false;
  const maker = makerOf(call.actor, call.roles, call.reach, moveRequest.who);
  if (outcome === 'satisfied' || outcome === 'so_so') {
    await makeMoves(tx, now, maker, [{ requestId: held.request_id, move: { id, move: 'confirm', verdict: outcome } }]);
  }
  if (outcome !== 'dissatisfied') return false;
  const [reopened] = await makeMoves(tx, now, maker, [
    { requestId: held.request_id, move: { id, move: 'reopen', reason: 'other' } },
  ]);
  return reopened !== undefined && !isRefusal(reopened);
}

type Contact = Effects['contacts'][number];

function heardOf(
  actor: Closing['actor'],
  household_id: string,
  by_role: Contact['by_role'],
  how: Contact['how'],
  outcome: Contact['outcome'],
): Effects {
  const effects = noEffects();
  effects.contacts.push({ contact_id: newId(), household_id, how, outcome, by_id: actor.personId, by_role, happened_at: null });
  return effects;
}
