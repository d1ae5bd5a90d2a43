// Where a phone's move goes: the endpoint it would have gone to alone, and several of one kind in one transaction.
import { recordCheck } from '../../api/care-check.ts';
import { stepBag } from '../../api/delivery.ts';
import type { Endpoint } from '../../api/endpoint.ts';
import { handOver } from '../../api/handover.ts';
import type { phoneMove } from '../../api/phone.ts';
import { recordContact } from '../../api/place.ts';
import { askRequest, moveRequest } from '../../api/request.ts';
import { moveRound } from '../../api/round.ts';
import { recordSurveyDoor } from '../../api/survey.ts';
import { isRefusal, type Refusal } from '../../domain/refusal.ts';
import { type Actor, admit } from '../http/actor.ts';
import { digestOf, doEachOnce, type Once } from '../http/receipt-store.ts';
import type { Deps } from '../http/route.ts';
import { makerOf } from '../request/maker.ts';
import { makeMoves } from '../request/moves.ts';
import { stepOne } from './bags.ts';
import type { Target } from './late-store.ts';

export type Move = ReturnType<typeof phoneMove.parse>;

/** Where a move goes, and what its receipt is digested with there: a phone may send the same move alone. */
export interface Way {
  readonly endpoint: Endpoint;
  readonly params: Readonly<Record<string, string>>;
  readonly digestPath: string;
  readonly target: Target;
  /** What was done, and its code, for the list of late moves. */
  readonly what: readonly [move: string, reason: string | null];
}

const nothing = { requestId: null, bagIds: [], householdId: null, roundId: null } as const;

/** A new kind of move is one more case here and in the contract. */
export function wayOf(move: Move): Way {
  switch (move.on) {
    case 'request': {
      const { requestId, body } = move;
      return {
        endpoint: moveRequest,
        params: { requestId },
        digestPath: `moves/${requestId}`,
        target: { ...nothing, subject: 'request', requestId },
        what: [body.move, 'reason' in body ? body.reason : null],
      };
    }
    case 'bag': {
      const { bagId, body } = move;
      return {
        endpoint: stepBag,
        params: { bagId },
        digestPath: `steps/${bagId}`,
        target: { ...nothing, subject: 'bag', bagIds: [bagId] },
        what: [body.step, body.agent ?? null],
      };
    }
    case 'household': {
      const { householdId, body } = move;
      return {
        endpoint: recordContact,
        params: { householdId },
        digestPath: `contact ${householdId}`,
        target: { ...nothing, subject: 'household', householdId },
        what: [body.outcome, body.how],
      };
    }
    case 'ask':
      return {
        endpoint: askRequest,
        params: {},
        digestPath: askRequest.path,
        target: { ...nothing, subject: 'ask', householdId: move.body.householdId ?? null },
        what: [move.body.kind, move.body.urgency],
      };
    case 'handover': {
      const { point, bagIds, list } = move.body;
      return {
        endpoint: handOver,
        params: {},
        digestPath: 'handovers',
        target: { ...nothing, subject: 'handover', bagIds: [...bagIds, ...(list ?? [])] },
        what: [point, null],
      };
    }
    case 'round': {
      const { roundId, body } = move;
      return {
        endpoint: moveRound,
        params: { roundId },
        digestPath: `rounds/${roundId}/moves`,
        target: { ...nothing, subject: 'round', roundId },
        what: [body.move, null],
      };
    }
    case 'care': {
      const { careCheckId, householdId, body } = move;
      return {
        endpoint: recordCheck,
        params: { careCheckId },
        digestPath: `care-checks/${careCheckId}`,
        target: { ...nothing, subject: 'care', householdId },
        what: [body.outcome, body.rung],
      };
    }
    case 'survey': {
      const { surveyId, householdId, body } = move;
      return {
        endpoint: recordSurveyDoor,
        params: { surveyId, householdId },
        digestPath: `surveys/${surveyId}/doors/${householdId}`,
        target: { ...nothing, subject: 'survey', householdId },
        what: [body.outcome, null],
      };
    }
  }
}

/** The receipt of a move, whichever way it comes. */
export function onceOf({ communityId, personId }: Actor, move: Move): Once {
  if (personId === null) throw new Error('a phone without a person');
  const digest = digestOf(wayOf(move).digestPath, { ...move.body, id: move.id });
  return { communityId, moveId: move.id, actorId: personId, digest };
}

/** A move and when it happened, in ISO. */
export interface Timed<M extends Move = Move> {
  readonly move: M;
  readonly happenedAt: string;
}

type RequestMove = Extract<Move, { on: 'request' }>;
type BagMove = Extract<Move, { on: 'bag' }>;

function areOn<O extends Move['on']>(on: O, moves: readonly Timed[]): moves is readonly Timed<Extract<Move, { on: O }>>[] {
  return moves.every(({ move }) => move.on === on);
}

/**
 * Runs of neighbours that may be made in one transaction without changing their order: moves of different requests, or steps of bags.
 * Everything else goes alone.
 */
export function runsOf(moves: readonly Timed[]): Timed[][] {
  const runs: Timed[][] = [];
  for (const timed of moves) {
    const run = runs.at(-1);
    if (run !== undefined && mayJoin(run, timed.move)) run.push(timed);
    else runs.push([timed]);
  }
  return runs;
}

function mayJoin(run: readonly Timed[], move: Move): boolean {
  if (move.on === 'request') {
    return run.every(({ move: other }) => other.on === 'request' && other.requestId !== move.requestId && other.id !== move.id);
  }
  return move.on === 'bag' && run.every(({ move: other }) => other.on === 'bag' && other.id !== move.id);
}

/** A run in one transaction, each answered for itself; undefined where its kind knows no such way. */
export async function makeRun(deps: Deps, actor: Actor, run: readonly Timed[]): Promise<(Refusal | object)[] | undefined> {
  if (run.length < 2) return undefined;
  if (areOn('request', run)) return moveAll(deps, actor, run);
  return areOn('bag', run) ? stepAll(deps, actor, run) : undefined;
}

async function moveAll(deps: Deps, actor: Actor, run: readonly Timed<RequestMove>[]): Promise<(Refusal | object)[]> {
  const admitted = admit(actor, moveRequest.who);
  if (isRefusal(admitted)) return run.map(() => admitted);
  const maker = makerOf(actor, admitted.roles, admitted.reach, moveRequest.who);
  const asked = run.map(({ move: { id, requestId, body }, happenedAt }) => ({ requestId, move: { ...body, id, happenedAt } }));
  const onces = run.map(({ move }) => onceOf(actor, move));
  return doEachOnce<object>(deps.db, onces, (tx, fresh) =>
    makeMoves(
      tx,
      deps.now(),
      maker,
      asked.filter((_, position) => fresh.includes(position)),
    ),
  );
}

async function stepAll(deps: Deps, actor: Actor, run: readonly Timed<BagMove>[]): Promise<(Refusal | object)[]> {
  const admitted = admit(actor, stepBag.who);
  if (isRefusal(admitted)) return run.map(() => admitted);
  const onces = run.map(({ move }) => onceOf(actor, move));
  return doEachOnce<object>(deps.db, onces, async (tx, fresh) => {
    const answers: (Refusal | object)[] = [];
    for (const position of fresh) {
      const { move, happenedAt } = run[position] as Timed<BagMove>;
      answers.push(await stepOne(tx, deps.now(), { actor, ...admitted }, move.bagId, { ...move.body, id: move.id, happenedAt }));
    }
    return answers;
  });
}
