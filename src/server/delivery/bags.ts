// Packing a bag and handing it on, one or many; the step to the door comes with the move `deliver`, a relay with a hand-over.
import type { stepBags } from '../../api/bag.ts';
import type { packBag, stepBag } from '../../api/delivery.ts';
import type { AnswerOf } from '../../api/endpoint.ts';
import { allowedDisinfectants, bagLabel, isResting, mayFollow } from '../../domain/delivery/custody.ts';
import { readRestMinutes, restUntil } from '../../domain/delivery/rest.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts';
import type { State } from '../../domain/request/life.ts';
import { believableTime, wasTheirs } from '../../domain/request/rules.ts';
import type { Actor, Reach } from '../http/actor.ts';
import { digestOf, doOnce } from '../http/receipt-store.ts';
import type { Deps, SignedCall } from '../http/route.ts';
import { newCode, newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { noEffects, writeEffects } from '../request/effects-store.ts';
import { isWithin } from '../request/maker.ts';
import { type RequestRow, readRequests } from '../request/moves-store.ts';
import { isRecalled } from './lot-store.ts';
import { type BagRow, readBag } from './store.ts';

const packable: readonly State[] = ['sorted', 'offered', 'accepted', 'problem'];

export async function pack(deps: Deps, call: SignedCall<typeof packBag>): Promise<AnswerOf<typeof packBag> | Refusal> {
  const { communityId, personId } = call.actor;
  const { requestId } = call.params;
  const { body } = call;
  return once(deps, call.actor, `bags/${requestId}`, body, async (tx, now) => {
    const [row] = await readRequests(tx, communityId, [requestId], now);
    if (row === undefined || !isWithin(call.reach, row)) return refuse('not_found');
    if (!packable.includes(row.state)) return refuse('state_has_changed', { state: row.state, version: row.version });
    const lot = body.lot ?? null;
    if (lot !== null && (await isRecalled(tx, communityId, lot))) return refuse('lot_recalled');
    const by = { by_id: personId, by_role: call.roles[0] ?? 'supply' };
    const bag = {
      bag_id: newId(),
      request_id: requestId,
      label: bagLabel(row.number, row.bags.length),
      code: newCode(),
      lot,
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
      facts: { requestId, grams: bag.grams, paidFen: bag.paid_fen, lot },
    });
    const written = await readBag(tx, communityId, bag.bag_id);
    return { bagId: bag.bag_id, label: written?.label ?? bag.label, code: bag.code, step: bag.step };
  });
}

/** Who handles bags in this call: their rights as the endpoint admitted them. */
type Handler = Pick<SignedCall<typeof stepBag>, 'actor' | 'roles' | 'reach'>;
type Step = Pick<SignedCall<typeof stepBag>['body'], 'id' | 'step' | 'agent' | 'contactMinutes' | 'fileId' | 'happenedAt'>;
type Stepped = AnswerOf<typeof stepBag>;

export function handOn(deps: Deps, call: SignedCall<typeof stepBag>): Promise<Stepped | Refusal> {
  const { bagId } = call.params;
  return once(deps, call.actor, `steps/${bagId}`, call.body, (tx, now) => stepOne(tx, now, call, bagId, call.body));
}

/** Each bag is answered for itself; the ones that may not stay where they are. */
export function handOnMany(deps: Deps, call: SignedCall<typeof stepBags>): Promise<AnswerOf<typeof stepBags> | Refusal> {
  const { bagIds, ...step } = call.body;
  return once<AnswerOf<typeof stepBags>>(deps, call.actor, 'steps', call.body, async (tx, now) => {
    const results: AnswerOf<typeof stepBags>['results'] = [];
    for (const bagId of new Set(bagIds)) {
      const answer = await stepOne(tx, now, call, bagId, step);
      results.push(
        isRefusal(answer) ? { bagId, step: null, refused: answer.refused } : { bagId, step: answer.step, refused: null },
      );
    }
    return { results };
  });
}

/** Inside the caller's transaction; a refusal leaves nothing behind. */
export async function stepOne(tx: Queryable, now: Date, by: Handler, bagId: string, body: Step): Promise<Stepped | Refusal> {
  const { communityId, personId } = by.actor;
  const bag = await readBag(tx, communityId, bagId);
  const [row] = bag === undefined ? [] : await readRequests(tx, communityId, [bag.request_id], now);
  if (bag === undefined || row === undefined) return refuse('not_found');
  const stranger = whyNotTheirs(by, bag, row);
  if (stranger !== null) return stranger;
  // Said twice under two ids: it is where it is.
  if (bag.step === body.step && bag.last_by === personId) return { bagId, step: bag.step };
  if (!mayFollow(bag.step, body.step, bag.goods_class)) return refuse('state_has_changed', { step: bag.step });
  const { agent } = body;
  if (body.step === 'disinfected' && (agent === undefined || !allowedDisinfectants(bag.goods_class).includes(agent))) {
    return refuse('invalid', { field: 'agent', goodsClass: bag.goods_class });
  }
  const at = now.toISOString();
  if (body.step === 'rested' && isResting({ step: bag.step, restUntil: bag.rest_until }, at)) {
    return refuse('goods_not_rested', { restUntil: bag.rest_until });
  }
  const happenedAt = believableTime(body.happenedAt, at);
  const disinfected = body.step === 'disinfected';
  const byRole = by.roles[0] ?? 'supply';
  const effects = noEffects();
  effects.steppedBags.push({
    bag_id: bagId,
    from_step: bag.step,
    from_problem: bag.problem,
    step: body.step,
    problem: bag.problem,
    rest_until: disinfected ? restUntil(readRestMinutes(row.settings), bag.goods_class, row.urgency, happenedAt ?? at) : null,
  });
  effects.custody.push({
    custody_id: newId(),
    bag_id: bagId,
    request_id: bag.request_id,
    step: body.step,
    by_id: personId,
    by_role: byRole,
    agent: disinfected ? (agent ?? null) : null,
    contact_minutes: disinfected ? (body.contactMinutes ?? null) : null,
    file_id: body.fileId ?? null,
    move_id: body.id,
    happened_at: happenedAt,
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
}

/** Who holds the request hands its bags on, or who had the bag last: a failed delivery has no holder, and the goods must come back. */
function whyNotTheirs(by: { readonly actor: Actor; readonly reach: Reach }, bag: BagRow, row: RequestRow): Refusal | null {
  const { personId } = by.actor;
  if (isWithin(by.reach, row) || (personId !== null && bag.last_by === personId)) return null;
  return refuse(wasTheirs(row.story, personId) ? 'not_yours' : 'not_found');
}

/** One change of bags or rounds under the id its sender made; whoever looks at the community is told. */
export async function once<Answer>(
  deps: Deps,
  actor: Actor,
  path: string,
  body: { readonly id: string },
  work: (tx: Queryable, now: Date) => Promise<Answer | Refusal>,
): Promise<Answer | Refusal> {
  const { communityId, personId } = actor;
  const of = { communityId, moveId: body.id, actorId: personId ?? communityId, digest: digestOf(path, body) };
  const answer = await doOnce<Answer>(deps.db, of, tx => work(tx, deps.now()));
  deps.live.poke(communityId);
  return answer;
}
