// Putting one request elsewhere: its costs are fetched when it is taken up, shown wherever it may be dropped, and it moves when it is dropped.
import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { moveStop, Plan, stopCosts } from '../../../api/plan.ts';
import type { Refused } from '../../kit/call.ts';
import { useMove } from '../../kit/moves.ts';
import { poke } from '../../kit/resource.ts';
import { toast } from '../../kit/Toast.tsx';
import { call } from '../call.ts';
import { sayPlan } from './words.ts';

export type Cost = AnswerOf<typeof stopCosts>['costs'][number];
export type Target = Cost['to'];

export interface Elsewhere {
  readonly may: boolean;
  readonly taken: string | undefined;
  /** Taken up with the mouse it is dropped where it shall go; else a list is shown to pick from. */
  readonly dragging: boolean;
  /** Undefined while they are counted. */
  readonly costs: readonly Cost[] | undefined;
  readonly busy: boolean;
  readonly refusal: Refused | undefined;
  readonly take: (requestId: string | undefined, dragging?: boolean) => void;
  readonly costOf: (to: Target) => Cost | undefined;
  readonly drop: (to: Target) => void;
}

const same = (a: Target, b: Target): boolean => JSON.stringify(a) === JSON.stringify(b);

export function nameOfTarget(plan: Plan, to: Target): string {
  const helperId = 'helperId' in to ? to.helperId : plan.parts.find(part => part.roundId === to.roundId)?.helperId;
  return plan.workers.find(worker => worker.helperId === helperId)?.name ?? '';
}

export function useElsewhere(plan: Plan): Elsewhere {
  const { planId, version } = plan;
  const [taken, setTaken] = useState<{ requestId: string; dragging: boolean; costs?: readonly Cost[] } | undefined>(undefined);
  const [refusal, setRefusal] = useState<Refused | undefined>(undefined);
  const move = useMove<{ version: number; requestId: string; to: Target }, unknown>(
    (id, body) => call<typeof moveStop>('POST', '/api/v1/plans/{planId}/moves', { params: { planId }, body: { id, ...body } }),
    (_answer, { to }) => {
      toast(sayPlan('moved', { name: nameOfTarget(plan, to) }));
      poke('plans');
    },
  );
  const may = plan.kind === 'rounds' && plan.state === 'ready' && plan.parts.every(part => part.accepted === null);
  return {
    may,
    taken: taken?.requestId,
    dragging: taken?.dragging ?? false,
    costs: taken?.costs,
    busy: move.sending,
    refusal: move.refusal ?? refusal,
    take(requestId, dragging = false) {
      setRefusal(undefined);
      setTaken(requestId === undefined ? undefined : { requestId, dragging });
      if (requestId === undefined) return;
      void call<typeof stopCosts>('POST', '/api/v1/plans/{planId}/costs', { params: { planId }, body: { requestId } }).then(
        outcome => {
          if (outcome.ok) setTaken(now => (now?.requestId === requestId ? { ...now, costs: outcome.answer.costs } : now));
          else setRefusal(outcome.refusal);
        },
      );
    },
    costOf: to => taken?.costs?.find(cost => same(cost.to, to)),
    drop(to) {
      if (taken === undefined) return;
      setTaken(undefined);
      void move.send({ version, requestId: taken.requestId, to });
    },
  };
}
