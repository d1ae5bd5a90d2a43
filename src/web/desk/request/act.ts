// Makes a move in the life of a request from the desk: one id per step, the queue told at once, the request read again.
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { AskedMove, moveRequest, readRequest } from '../../../api/request.ts';
import type { Outcome, Refused } from '../../kit/call.ts';
import { useMove } from '../../kit/moves.ts';
import { poke } from '../../kit/resource.ts';
import { call } from '../call.ts';
import { useSeat } from '../seat.ts';

export type Detail = AnswerOf<typeof readRequest>;
export type Alike = Detail['alike'][number];
type Moved = AnswerOf<typeof moveRequest>;

// Distributes over the union, so that each move keeps its own fields.
type WithoutId<M> = M extends { id: string } ? Omit<M, 'id'> : never;
export type Step = WithoutId<AskedMove>;

export interface Act {
  /** Of this request unless another is named. */
  readonly make: (step: Step, requestId?: string) => Promise<Outcome<Moved> | undefined>;
  readonly sending: boolean;
  readonly refusal: Refused | undefined;
  readonly forget: () => void;
}

export function useAct(requestId: string): Act {
  const { queue } = useSeat();
  const move = useMove<{ requestId: string; step: Step }, Moved>(
    (id, input) =>
      call<typeof moveRequest>('POST', '/api/v1/requests/{requestId}/moves', {
        params: { requestId: input.requestId },
        body: { ...input.step, id } as AskedMove,
      }),
    answer => {
      queue.change(answer.requestId, { state: answer.state, version: answer.version, ownerId: answer.ownerId });
    },
  );
  return {
    make: async (step, of = requestId) => {
      const outcome = await move.send({ requestId: of, step });
      // Also after a no: it mostly means that somebody was quicker.
      queue.refresh([of]);
      poke(`request:${requestId}`);
      if (of !== requestId) poke(`request:${of}`);
      return outcome;
    },
    sending: move.sending,
    refusal: move.refusal,
    forget: move.forget,
  };
}
