// What follows from a count at each point: fetched at the gate, given, taken over by the next carrier, or put down for the household.
import { handOver } from '../../api/handover.ts';
import { type Bag, mayFollow } from '../../domain/delivery/custody.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts';
import { readClocks } from '../../domain/request/clock.ts';
import { nextRequest } from '../../domain/request/step.ts';
import type { SignedCall } from '../http/route.ts';
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';
import type { Effects } from '../request/effects-store.ts';
import { makerOf } from '../request/maker.ts';
import { makeMoves } from '../request/moves.ts';
import { type Change, isGuarded, type RequestRow, requestOf } from '../request/moves-store.ts';
import type { Count } from './handover.ts';
import type { Stopper } from './stop.ts';

export interface Going {
  readonly by: Stopper;
  readonly helperId: string;
  /** relay_in: who had the bags. */
  readonly giverId: string | null;
}

interface At {
  readonly count: Count;
  readonly going: Going;
  /** Both are added to before `write` is called. */
  readonly effects: Effects;
  readonly changes: Change[];
  /** Requests that go to the desk because of their differences. */
  readonly stopped: ReadonlySet<string>;
}

/** Null when it is written; a refusal takes the whole hand-over back. */
export async function atPoint(
  tx: Queryable,
  now: Date,
  call: SignedCall<typeof handOver>,
  at: At,
  write: () => Promise<void>,
): Promise<Refusal | null> {
  switch (call.body.point) {
    case 'gate':
      fetched(at, now);
      await write();
      return null;
    case 'relay_out':
      for (const { bag, row } of fine(at)) if (row.owner_id === at.going.helperId) addLine(at, row, bag, 'relayed', bag.step);
      await write();
      return null;
    case 'relay_in':
      takenOver(at, now);
      await write();
      return null;
    case 'lobby':
      await write();
      return deliver(tx, now, call, at);
  }
}

function fine({ count }: At): { bag: Bag; row: RequestRow }[] {
  return count.compared.fine.flatMap(bagId => count.bags.get(bagId) ?? []);
}

/** Requests with at least one bag in order, each once. */
function requestsOf(at: At): RequestRow[] {
  return [...new Map(fine(at).map(({ row }) => [row.request_id, row])).values()].filter(row => !at.stopped.has(row.request_id));
}

/** A line in the log, and the bag at `after`. */
function addLine(at: At, row: RequestRow, bag: Bag, step: Bag['step'], after: Bag['step']): void {
  const { by } = at.going;
  at.effects.steppedBags.push({
    bag_id: bag.bagId,
    from_step: bag.step,
    from_problem: bag.problem,
    step: after,
    problem: after === bag.step ? bag.problem : null,
  });
  at.effects.custody.push({
    custody_id: newId(),
    bag_id: bag.bagId,
    request_id: row.request_id,
    step,
    by_id: by.byId,
    by_role: by.byRole,
    move_id: by.moveId,
    happened_at: by.happenedAt,
  });
}

function change(at: At, row: RequestRow, move: 'fetch' | 'relay', now: Date): void {
  const { by } = at.going;
  const step = { move, byId: by.byId, byRole: by.byRole };
  at.changes.push({
    row,
    after: nextRequest(requestOf(row), { ...step, now: now.toISOString(), clocks: readClocks(row.settings) }),
    event: { ...step, reason: null, eventId: newId(), moveId: by.moveId, happenedAt: by.happenedAt },
  });
  if (isGuarded(row)) at.effects.wentSealed.push({ person_id: at.going.helperId });
}

function fetched(at: At, now: Date): void {
  for (const { bag, row } of fine(at)) {
    const waits = bag.step === 'packed' || bag.step === 'returned' || (bag.step === 'gate' && row.state === 'accepted');
    if (waits) addLine(at, row, bag, 'gate', 'gate');
  }
  for (const row of requestsOf(at)) if (row.state === 'accepted') change(at, row, 'fetch', now);
}

/** What was theirs before is not taken twice: a phone that repeats itself under another id changes nothing. */
function takenOver(at: At, now: Date): void {
  const { helperId } = at.going;
  for (const { bag, row } of fine(at)) {
    if (row.owner_id === helperId || row.owner_id === null) continue;
    if (mayFollow(bag.step, 'relayed', bag.goodsClass)) addLine(at, row, bag, 'relayed', 'relayed');
  }
  for (const row of requestsOf(at)) {
    if (row.owner_id === helperId || (row.state !== 'accepted' && row.state !== 'carrying')) continue;
    change(at, row, 'relay', now);
  }
}

async function deliver(
  tx: Queryable,
  now: Date,
  { actor, roles, reach, body }: SignedCall<typeof handOver>,
  at: At,
): Promise<Refusal | null> {
  const maker = makerOf(actor, roles, reach, handOver.who);
  const happenedAt = at.going.by.happenedAt ?? undefined;
  const asked = requestsOf(at).map(row => ({
    requestId: row.request_id,
    move: { id: body.id, move: 'deliver' as const, happenedAt },
  }));
  const outcomes = await makeMoves(tx, now, maker, asked);
  const index = outcomes.findIndex(isRefusal);
  if (index === -1) return null;
  const refusal = outcomes[index] as Refusal;
  return refuse(refusal.refused, { ...refusal.facts, requestId: asked[index]?.requestId ?? null });
}
