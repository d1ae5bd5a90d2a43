// What a change of levels or rules does to the work under way: one judgement for each open request, one for each round that it touches.
import type { RoundState } from '../delivery/round.ts';
import type { State } from '../request/life.ts';
import { isHeld } from '../request/rules.ts';
import type { DeliveryMode } from './rule.ts';

/**
 * taken_back: whoever has it may not go there, it goes back to the desk. called_back: it is on its way with somebody who may not go in; it
 * is handed to somebody who may, and the desk is told at once. leaves_round: a round is all guarded or all clean. goes_last: the helper is
 * out already, and ends the round behind the guarded door. point_changes: the same hands, handed over elsewhere.
 */
export const consequences = ['taken_back', 'called_back', 'leaves_round', 'goes_last', 'point_changes'] as const;
export type Consequence = (typeof consequences)[number];

/** What holds at a door: only helpers with protection go in, and how far goods are carried. */
export interface Standing {
  readonly guarded: boolean;
  readonly mode: DeliveryMode;
}

export interface OpenRequest {
  readonly requestId: string;
  readonly state: State;
  readonly ownerId: string | null;
  readonly ownerProtected: boolean;
  readonly roundId: string | null;
  readonly roundState: RoundState | null;
  readonly before: Standing;
  readonly after: Standing;
}

export interface Judged {
  readonly requestId: string;
  readonly consequence: Consequence;
}

/** Does the change reach this request at all? */
export function isTouched({ before, after }: Pick<OpenRequest, 'before' | 'after'>): boolean {
  return before.guarded !== after.guarded || before.mode !== after.mode;
}

/** All open requests of the community in, those with a consequence out, in the order given. */
export function judgeChange(open: readonly OpenRequest[]): Judged[] {
  const stays = open.filter(request => whatHands(request) === null);
  const mixed = new Set(
    [...Map.groupBy(stays, request => request.roundId)]
      .filter(
        ([roundId, stops]) =>
          roundId !== null && stops.some(isTouched) && new Set(stops.map(stop => stop.after.guarded)).size > 1,
      )
      .map(([roundId]) => roundId),
  );
  return open.flatMap(request => {
    const consequence = whatHands(request) ?? whatRound(request, mixed) ?? (isTouched(request) ? 'point_changes' : null);
    return consequence === null ? [] : [{ requestId: request.requestId, consequence }];
  });
}

function whatHands(request: OpenRequest): 'taken_back' | 'called_back' | null {
  const { before, after, state, ownerProtected } = request;
  if (!after.guarded || before.guarded || ownerProtected || !(isHeld(state) || state === 'offered')) return null;
  return state === 'carrying' ? 'called_back' : 'taken_back';
}

function whatRound(request: OpenRequest, mixed: ReadonlySet<string | null>): 'leaves_round' | 'goes_last' | null {
  if (!mixed.has(request.roundId) || !request.after.guarded) return null;
  return request.roundState === 'running' ? 'goes_last' : 'leaves_round';
}
