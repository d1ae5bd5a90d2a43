// The endpoints that make moves: one request, or a selection of the desk.
import { moveMany, moveRequest } from '../../api/request.ts';
import { isRefusal } from '../../domain/refusal.ts';
import { digestOf, doEachOnce, doOnce, type Once } from '../http/receipt-store.ts';
import { type Deps, type Route, route, type SignedCall } from '../http/route.ts';
import { makerOf } from './maker.ts';
import { type Asked, type MoveAnswer, makeMoves } from './moves.ts';

export function moveRoutes(deps: Deps): Route[] {
  return [
    route(moveRequest, async call => {
      const asked = { requestId: call.params.requestId, move: call.body };
      const maker = makerOf(call.actor, call.roles, call.reach, moveRequest.who);
      const answer = await doOnce<MoveAnswer>(deps.db, onceOf(call.actor, asked), async tx => {
        const [outcome] = await makeMoves(tx, deps.now(), maker, [asked]);
        if (outcome === undefined) throw new Error('a move without an outcome');
        return outcome;
      });
      if (!isRefusal(answer)) deps.live.poke(call.actor.communityId);
      return answer;
    }),
    route(moveMany, async call => {
      const { moves } = call.body;
      // A person of the desk moves as they could one by one, only faster.
      const maker = makerOf(call.actor, call.roles, call.reach, moveMany.who);
      const outcomes = await doEachOnce<MoveAnswer>(
        deps.db,
        moves.map(asked => onceOf(call.actor, asked)),
        (tx, fresh) =>
          makeMoves(
            tx,
            deps.now(),
            maker,
            fresh.map(position => moves[position] as Asked),
          ),
      );
      if (outcomes.some(outcome => !isRefusal(outcome))) deps.live.poke(call.actor.communityId);
      return {
        results: outcomes.map((outcome, position) => {
          const requestId = (moves[position] as Asked).requestId;
          if (!isRefusal(outcome)) return { requestId, moved: outcome, refused: null };
          return { requestId, moved: null, refused: outcome.refused, facts: { ...outcome.facts } };
        }),
      };
    }),
  ];
}

/** The digest of a move is the same whether it comes alone or in a selection. */
function onceOf(actor: SignedCall<typeof moveRequest>['actor'], { requestId, move }: Asked): Once {
  return {
    communityId: actor.communityId,
    moveId: move.id,
    // A household without a registered person acts as the household.
    actorId: actor.personId ?? actor.householdId ?? actor.communityId,
    digest: digestOf(`moves/${requestId}`, move),
  };
}
