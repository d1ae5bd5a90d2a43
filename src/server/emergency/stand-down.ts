// Ends the emergency by a recorded order, all in one transaction: requests closed, orders ended, access void, destruction planned.
import type { standDown } from '../../api/stand-down.ts';
import { outOfOrder } from '../../domain/privacy/retention.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts';
import type { State } from '../../domain/request/life.ts';
import { everywhere, namedPerson } from '../http/actor.ts';
import { digestOf, doOnce } from '../http/receipt-store.ts';
import type { Deps, SignedCall } from '../http/route.ts';
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import type { Maker } from '../request/maker.ts';
import { type Asked, makeMoves } from '../request/moves.ts';
import { addStandDown, countOpen, dropRounds, endAllZones, readOpenRequests, voidAccess } from './stand-down-store.ts';

/** What stands at a door has arrived; everything else that is open is not done any more. */
function closing(state: State): Asked['move'] {
  const id = newId();
  if (state === 'delivered') return { id, move: 'confirm' };
  if (state === 'asked' || state === 'sorted' || state === 'offered') return { id, move: 'cancel' };
  return { id, move: 'call_off', reason: 'stood_down' };
}

async function closeRequests(tx: Queryable, now: Date, communityId: string, leadId: string): Promise<number> {
  const maker: Maker = {
    communityId,
    personId: leadId,
    sees: everywhere,
    as: () => ({ role: 'community_lead', reach: everywhere }),
  };
  const open = await readOpenRequests(tx, communityId);
  const outcomes = await makeMoves(
    tx,
    now,
    maker,
    open.map(({ request_id, state }) => ({ requestId: request_id, move: closing(state) })),
  );
  const refused = outcomes.find(outcome => isRefusal(outcome));
  // All of it is inside one transaction with the rows held: a refusal here is a bug, and nothing is half closed.
  if (refused !== undefined) throw new Error(`a request could not be closed: ${JSON.stringify(refused)}`);
  return open.length;
}

export async function endEmergency(
  { db, now, live }: Deps,
  { actor, body }: SignedCall<typeof standDown>,
): Promise<{ standDownId: string } | Refusal> {
  const { communityId } = actor;
  const personId = namedPerson(actor);
  const at = now();
  const once = { communityId, moveId: body.id, actorId: personId, digest: digestOf('stand-down', body) };
  const answer = await doOnce<{ standDownId: string }>(db, once, async tx => {
    const { community_name } = await countOpen(tx, communityId);
    if (body.name !== community_name) return refuse('name_differs');
    const wrong = outOfOrder(body.days);
    if (wrong !== null) return refuse('invalid', { field: `days.${wrong}` });
    const requests = await closeRequests(tx, at, communityId, personId);
    const rounds = await dropRounds(tx, communityId, at);
    const zones = await endAllZones(tx, communityId, body.orderNumber, personId, at);
    const access = await voidAccess(tx, communityId, at);
    const facts = { requests, rounds, zones, ...access };
    await addStandDown(
      tx,
      communityId,
      { standDownId: body.id, orderNumber: body.orderNumber, byId: personId, facts, days: body.days },
      at,
    );
    await writeAudit(tx, {
      communityId,
      byId: personId,
      byRole: 'community_lead',
      act: 'stand_down',
      subjectKind: 'stand_down',
      subjectId: body.id,
      facts,
    });
    return { standDownId: body.id };
  });
  live.poke(communityId);
  return answer;
}
