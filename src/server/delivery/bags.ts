// Packing a bag and handing it on; the last step, to the door, comes with the move `deliver`.
import type { packBag, stepBag } from '../../api/delivery.ts';
import type { AnswerOf } from '../../api/endpoint.ts';
import { allowedDisinfectants, bagLabel, mayFollow } from '../../domain/delivery/custody.ts';
import { type Refusal, refuse } from '../../domain/refusal.ts';
import type { State } from '../../domain/request/life.ts';
import { believableTime, wasTheirs } from '../../domain/request/rules.ts';
import { digestOf, doOnce } from '../http/receipt-store.ts';
import type { Deps, SignedCall } from '../http/route.ts';
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { noEffects, writeEffects } from '../request/effects-store.ts';
import { isWithin } from '../request/maker.ts';
import { type RequestRow, readRequests } from '../request/moves-store.ts';
import { type BagRow, readBag } from './store.ts';

const packable: readonly State[] = ['sorted', 'offered', 'accepted', 'problem'];

export function pack(deps: Deps, call: SignedCall<typeof packBag>): Promise<AnswerOf<typeof packBag> | Refusal> {
  const { communityId, personId } = call.actor;
  const { requestId } = call.params;
  const { body } = call;
  return once(deps, call, `bags/${requestId}`, async (tx, now) => {
    const [row] = await readRequests(tx, communityId, [requestId], now);
    if (row === undefined || !isWithin(call.reach, row)) return refuse('not_found');
    if (!packable.includes(row.state)) return refuse('state_has_changed', { state: row.state, version: row.version });
    const by = { by_id: personId, by_role: call.roles[0] ?? 'supply' };
    const bag = {
      bag_id: newId(),
      request_id: requestId,
      label: bagLabel(row.number, row.bags.length),
      step: 'packed' as const,
      goods_class: body.goodsClass ?? row.goods_class,
      grams: body.grams ?? null,
      paid_fen: body.paidFen ?? null,
    };
    const effects = noEffects();
    effects.newBags.push(bag);
    effects.custody.push({
      ...by,
      custody_id: newId(),
      bag_id: bag.bag_id,
      request_id: requestId,
      step: 'packed',
      move_id: body.id,
      happened_at: believableTime(body.happenedAt, now.toISOString()),
    });
    await writeEffects(tx, communityId, effects, now);
    await writeAudit(tx, {
      communityId,
      byId: personId,
      byRole: by.by_role,
      act: 'pack_bag',
      subjectKind: 'bag',
      subjectId: bag.bag_id,
      facts: { requestId, grams: bag.grams, paidFen: bag.paid_fen },
    });
    return { bagId: bag.bag_id, label: bag.label, step: bag.step };
  });
}

export function handOn(deps: Deps, call: SignedCall<typeof stepBag>): Promise<AnswerOf<typeof stepBag> | Refusal> {
  const { communityId, personId } = call.actor;
  const { bagId } = call.params;
  const { body } = call;
  return once(deps, call, `steps/${bagId}`, async (tx, now) => {
    const bag = await readBag(tx, communityId, bagId);
    const [row] = bag === undefined ? [] : await readRequests(tx, communityId, [bag.request_id], now);
    if (bag === undefined || row === undefined) return refuse('not_found');
    const stranger = whyNotTheirs(call, bag, row);
    if (stranger !== null) return stranger;
    // Said twice under two ids: it is where it is.
    if (bag.step === body.step && bag.last_by === personId) return { bagId, step: bag.step };
    if (!mayFollow(bag.step, body.step, bag.goods_class)) return refuse('state_has_changed', { step: bag.step });
    const { agent } = body;
    if (body.step === 'disinfected' && (agent === undefined || !allowedDisinfectants(bag.goods_class).includes(agent))) {
      return refuse('invalid', { field: 'agent', goodsClass: bag.goods_class });
    }
    const byRole = call.roles[0] ?? 'supply';
    const effects = noEffects();
    effects.steppedBags.push({ bag_id: bagId, from_step: bag.step, step: body.step, problem: bag.problem });
    effects.custody.push({
      custody_id: newId(),
      bag_id: bagId,
      request_id: bag.request_id,
      step: body.step,
      by_id: personId,
      by_role: byRole,
      agent: body.step === 'disinfected' ? (agent ?? null) : null,
      contact_minutes: body.step === 'disinfected' ? (body.contactMinutes ?? null) : null,
      file_id: body.fileId ?? null,
      move_id: body.id,
      happened_at: believableTime(body.happenedAt, now.toISOString()),
    });
    await writeEffects(tx, communityId, effects, now);
    await writeAudit(tx, {
      communityId,
      byId: personId,
      byRole,
      act: 'step_bag',
      subjectKind: 'bag',
      subjectId: bagId,
      facts: { step: body.step },
    });
    return { bagId, step: body.step };
  });
}

/** Who holds the request hands its bags on, or who had the bag last: a failed delivery has no holder, and the goods must come back. */
function whyNotTheirs(call: SignedCall<typeof stepBag>, bag: BagRow, row: RequestRow): Refusal | null {
  const { personId } = call.actor;
  if (isWithin(call.reach, row) || (personId !== null && bag.last_by === personId)) return null;
  return refuse(wasTheirs(row.story, personId) ? 'not_yours' : 'not_found');
}

async function once<Answer>(
  deps: Deps,
  call: SignedCall<typeof packBag> | SignedCall<typeof stepBag>,
  path: string,
  work: (tx: Queryable, now: Date) => Promise<Answer | Refusal>,
): Promise<Answer | Refusal> {
  const { communityId, personId } = call.actor;
  const of = { communityId, moveId: call.body.id, actorId: personId ?? communityId, digest: digestOf(path, call.body) };
  const answer = await doOnce<Answer>(deps.db, of, tx => work(tx, deps.now()));
  deps.live.poke(communityId);
  return answer;
}
