// What follows from a move that was made: bags handed on, the household heard from, calls and messages that are due.

import type { BagProblem, BagStep } from '../../domain/delivery/custody.ts';
import { type Bag, bagLabel, isUnderWay, stepAtFetch } from '../../domain/delivery/custody.ts';
import { addMinutes } from '../../domain/request/clock.ts';
import { hasGoods } from '../../domain/request/kind.ts';
import { deliverTo, personClass, readRules } from '../../domain/zone/policy.ts';
import { newCode, newId } from '../id.ts';
import type { Effects } from './effects-store.ts';
import { type Change, isGuarded } from './moves-store.ts';

/** After a delivery to somebody without a smartphone; long enough to have unpacked. */
const callBackAfterMinutes = 240;

interface Details {
  readonly fileId?: string | undefined;
  readonly verdict?: string | undefined;
}

/** Adds to `effects` what one change brings about. */
export function addEffects(effects: Effects, change: Change, details: Details, now: string): void {
  const { row, event } = change;
  const by = { by_id: event.byId, by_role: event.byRole };
  const goesInside = isGuarded(row) && event.byId !== null;
  switch (event.move) {
    case 'fetch':
      fetchBags(effects, change);
      if (goesInside) effects.wentSealed.push({ person_id: event.byId as string });
      break;
    case 'deliver':
      for (const bag of row.bags.filter(isUnderWay)) stepBag(effects, change, bag, 'door', null, details.fileId);
      hear(effects, change, 'delivery', 'spoke');
      tellRelatives(effects, change);
      // Nobody behind this door can press a button, so somebody asks by telephone how it was.
      if (!row.has_smartphone) {
        const due_at = addMinutes(now, callBackAfterMinutes);
        effects.callBacks.push({ call_back_id: newId(), household_id: row.household_id, request_id: row.request_id, due_at });
      }
      if (goesInside) effects.wentSealed.push({ person_id: event.byId as string });
      break;
    case 'fail':
      for (const bag of row.bags.filter(isUnderWay)) {
        stepBag(effects, change, bag, bag.step, event.reason as BagProblem, details.fileId);
      }
      if (event.reason === 'nobody_answered') hear(effects, change, 'at_the_door', 'no_answer');
      break;
    case 'confirm':
      if (details.verdict !== undefined) rate(effects, change, details.verdict);
      effects.answeredCalls.push({
        request_id: row.request_id,
        outcome: details.verdict ?? 'needs_nothing',
        by_id: event.byId,
      });
      break;
    case 'reopen':
      rate(effects, change, 'dissatisfied');
      break;
  }
  // A household that presses a button is there. The relative elsewhere says nothing about who is behind the door.
  if (by.by_role === 'resident') hear(effects, change, 'page', 'spoke');
}

export function rate(effects: Effects, { row, event }: Pick<Change, 'row' | 'event'>, verdict: string): void {
  effects.ratings.push({
    rating_id: newId(),
    request_id: row.request_id,
    verdict,
    round: row.reopened,
    by_id: event.byId,
    by_role: event.byRole,
  });
}

function fetchBags(effects: Effects, change: Change): void {
  const { row } = change;
  for (const bag of row.bags) {
    const step = stepAtFetch(bag);
    if (step !== null) stepBag(effects, change, bag, step, null, undefined);
  }
  if (!hasGoods(row.kind) || row.bags.some(isUnderWay)) return;
  // The supply group had no hand free to pack it: what the helper takes at the gate is the bag.
  const bag_id = newId();
  effects.newBags.push({
    bag_id,
    request_id: row.request_id,
    label: bagLabel(row.number, row.bags.length),
    code: newCode(),
    step: 'gate',
    goods_class: row.goods_class,
    grams: null,
    paid_fen: null,
  });
  effects.custody.push(custodyLine(change, bag_id, 'gate', null, undefined));
}

function stepBag(
  effects: Effects,
  change: Change,
  bag: Bag,
  step: BagStep,
  problem: BagProblem | null,
  fileId: string | undefined,
): void {
  effects.steppedBags.push({ bag_id: bag.bagId, from_step: bag.step, from_problem: bag.problem, step, problem });
  effects.custody.push(custodyLine(change, bag.bagId, step, problem, fileId));
}

function custodyLine({ row, event }: Change, bag_id: string, step: BagStep, problem: BagProblem | null, fileId?: string) {
  return {
    custody_id: newId(),
    bag_id,
    request_id: row.request_id,
    step,
    by_id: event.byId,
    by_role: event.byRole,
    problem,
    file_id: fileId ?? null,
    move_id: event.moveId,
    happened_at: event.happenedAt,
    point: step === 'door' ? deliverTo(row.level, personClass(row.to_the_door), readRules(row.settings)) : null,
    entered_by: event.enteredBy ?? null,
  };
}

type Contact = Effects['contacts'][number];

function hear(effects: Effects, { row, event }: Change, how: Contact['how'], outcome: Contact['outcome']): void {
  effects.contacts.push({
    contact_id: newId(),
    household_id: row.household_id,
    how,
    outcome,
    by_id: event.byId,
    by_role: event.byRole,
    happened_at: event.happenedAt,
  });
}

function tellRelatives(effects: Effects, { row }: Change): void {
  for (const to_person of row.relatives) {
    effects.notices.push({
      notice_id: newId(),
      template: 'delivered_to_relative',
      to_person,
      household_id: row.household_id,
      request_id: row.request_id,
      facts: { number: row.number, kind: row.kind },
    });
  }
}
