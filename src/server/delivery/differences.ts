// What becomes of a difference at the desk: a bag that is found goes on, everything else is closed with its reason.
import type { AnswerOf } from '../../api/endpoint.ts';
import type { settleDifference } from '../../api/handover.ts';
import { problemOf } from '../../domain/delivery/handover.ts';
import { type Refusal, refuse } from '../../domain/refusal.ts';
import type { Deps, SignedCall } from '../http/route.ts';
import { newId } from '../id.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { noEffects, writeEffects } from '../request/effects-store.ts';
import { once } from './bags.ts';
import { holdDifference, writeSettlement } from './handover-store.ts';

type Answer = AnswerOf<typeof settleDifference>;

export function settle(deps: Deps, call: SignedCall<typeof settleDifference>): Promise<Answer | Refusal> {
  const { communityId, personId } = call.actor;
  const { differenceId } = call.params;
  const { settlement, id } = call.body;
  return once<Answer>(deps, call.actor, `differences/${differenceId}`, call.body, async (tx, now) => {
    const found = await holdDifference(tx, communityId, differenceId);
    if (found === undefined) return refuse('not_found');
    if (found.settled_at !== null) return refuse('state_has_changed', { settledAt: found.settled_at });
    await writeSettlement(tx, communityId, { differenceId, settlement, byId: personId, now });
    const byRole = call.roles[0] ?? 'supply';
    // A recall or a problem found elsewhere is not undone by this.
    const itsOwn = found.difference !== 'surplus' && found.problem === problemOf[found.difference];
    if (settlement === 'found' && itsOwn && found.bag_id !== null && found.step !== null && found.request_id !== null) {
      const bag = { bag_id: found.bag_id, step: found.step };
      const effects = noEffects();
      effects.steppedBags.push({ ...bag, from_step: found.step, from_problem: found.problem, problem: null });
      effects.custody.push({
        ...bag,
        custody_id: newId(),
        request_id: found.request_id,
        by_id: personId,
        by_role: byRole,
        move_id: id,
        happened_at: null,
      });
      await writeEffects(tx, communityId, effects, now);
    }
    await writeAudit(tx, {
      communityId,
      byId: personId,
      byRole,
      act: 'settle_difference',
      subjectKind: 'handover',
      subjectId: differenceId,
      facts: { settlement, difference: found.difference },
    });
    return { done: true as const };
  });
}
