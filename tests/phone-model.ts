// A server in a few lines for the model test of phones: the rules of the house on requests and bags in memory, one receipt for each id.
import type { PhoneMove } from '../src/api/phone.ts';
import { type Bag, type BagStep, mayFollow, stepAtFetch } from '../src/domain/delivery/custody.ts';
import { isLate, type MoveOutcome, whenHappened } from '../src/domain/delivery/phone.ts';
import type { Helper } from '../src/domain/dispatch/fit.ts';
import { isRefusal, type Refusal, refuse } from '../src/domain/refusal.ts';
import { houseClocks } from '../src/domain/request/clock.ts';
import { type Attempt, decide } from '../src/domain/request/decide.ts';
import { isHeld, type Past, type Request } from '../src/domain/request/rules.ts';
import { nextRequest } from '../src/domain/request/step.ts';

export type HelperMove = 'accept' | 'fetch' | 'deliver' | 'fail' | 'give_back';
export type DeskMove =
  | { readonly move: 'offer' | 'reassign'; readonly helperId: string }
  | { readonly move: 'take_back' | 'retry' }
  | { readonly move: 'call_off'; readonly reason: string };
type TheMove = Extract<PhoneMove, { on: 'request' | 'bag' }>;

export interface Outcome {
  readonly id: string;
  readonly outcome: MoveOutcome;
  readonly code?: string;
}

export interface CustodyLine {
  readonly step: BagStep;
  readonly by: string;
  readonly moveId: string;
}

interface Held {
  request: Request;
  version: number;
  /** Newest first. */
  story: Past[];
  bag: Bag;
  custody: CustodyLine[];
}

export interface Made {
  readonly moveId: string;
  readonly by: string;
  readonly seq: number;
  readonly requestId: string;
  readonly happenedAt: number;
}

export interface Late {
  readonly moveId: string;
  readonly by: string;
  readonly requestId: string;
  readonly holder: string | null;
}

export const clerk = 'clerk';
const asked = '2022-03-12T00:00:00.000Z';

function request(): Request {
  return {
    state: 'sorted',
    kind: 'groceries',
    lane: 'ordinary',
    urgency: 'normal',
    goodsClass: 'cold',
    ownerId: null,
    runId: null,
    grams: 1000,
    askedAt: asked,
    answeredAt: null,
    dueAt: asked,
    actBy: null,
    escalation: 0,
    offeredAt: null,
    acceptedAt: null,
    deliveredAt: null,
    closedAt: null,
    problem: null,
    mergedInto: null,
    reopened: 0,
    givenBack: 0,
  };
}

/** Strong hands, a right suit, a fresh shift: what speaks against a helper is tried elsewhere. */
function helper(helperId: string): Helper {
  const hands = { maxOpen: 200, maxGrams: 1_000_000, open: 0, openGrams: 0, shiftStartedAt: null, wentSealedAt: null };
  return { helperId, roles: ['volunteer'], places: null, onDuty: true, protection: true, ...hands };
}

export class ModelServer {
  readonly held = new Map<string, Held>();
  readonly #bags = new Map<string, string>();
  readonly receipts = new Map<string, { readonly by: string; readonly refusal: string | null; readonly late: boolean }>();
  readonly made: Made[] = [];
  readonly late: Late[] = [];

  constructor(requests: readonly { readonly requestId: string; readonly bagId: string }[]) {
    for (const { requestId, bagId } of requests) {
      const bag: Bag = { bagId, step: 'packed', goodsClass: 'cold', problem: null } as Bag;
      this.held.set(requestId, { request: request(), version: 1, story: [], bag, custody: [] });
      this.#bags.set(bagId, requestId);
    }
  }

  /** One call of a phone. */
  take(by: string, phoneNow: number, now: number, moves: readonly TheMove[]): Outcome[] {
    const inOrder = moves.toSorted((a, b) => a.seq - b.seq);
    const said = inOrder.map(move => ({ at: Date.parse(move.at), notBefore: this.#lastBy(by, this.requestOf(move)) }));
    const times = whenHappened(said, phoneNow, now);
    return inOrder.map((move, index) => this.#one(by, move, now, times[index] as number));
  }

  /** The code of the refusal, or null. */
  desk(requestId: string, moveId: string, move: DeskMove, now: number): string | null {
    const answer = this.#move(requestId, moveId, now, {
      move: move.move,
      byId: clerk,
      byRole: 'clerk',
      sees: true,
      reaches: true,
      reason: 'reason' in move ? move.reason : null,
      helperId: 'helperId' in move ? move.helperId : null,
      version: null,
    });
    return isRefusal(answer) ? answer.refused : null;
  }

  requestOf(move: TheMove): string {
    return move.on === 'request' ? move.requestId : (this.#bags.get(move.bagId) as string);
  }

  #lastBy(by: string, requestId: string): number {
    const times = this.made.filter(one => one.by === by && one.requestId === requestId).map(one => one.happenedAt);
    return Math.max(Date.parse(asked), ...times);
  }

  #one(by: string, move: TheMove, now: number, happenedAt: number): Outcome {
    const known = this.receipts.get(move.id);
    if (known !== undefined) {
      if (known.refusal === null) return { id: move.id, outcome: 'again' };
      return { id: move.id, outcome: known.late ? 'late' : 'refused', code: known.refusal };
    }
    const requestId = this.requestOf(move);
    const answer = move.on === 'request' ? this.#helperMove(by, move, now) : this.#step(by, requestId, move);
    if (!isRefusal(answer)) {
      this.receipts.set(move.id, { by, refusal: null, late: false });
      this.made.push({ moveId: move.id, by, seq: move.seq, requestId, happenedAt });
      return { id: move.id, outcome: 'done' };
    }
    const { request: now_, story, custody } = this.#of(requestId);
    const touched = move.on === 'bag' && custody.some(line => line.by === by);
    const lastIsMine = move.on === 'request' || (custody.at(-1)?.by ?? by) === by;
    const late = isLate(answer.refused, {
      wasTheirs: touched || story.some(past => past.ownerId === by),
      isTheirs: now_.ownerId === by && isHeld(now_.state) && lastIsMine,
    });
    if (late) this.late.push({ moveId: move.id, by, requestId, holder: now_.ownerId });
    this.receipts.set(move.id, { by, refusal: answer.refused, late });
    return { id: move.id, outcome: late ? 'late' : 'refused', code: answer.refused };
  }

  #helperMove(by: string, move: Extract<TheMove, { on: 'request' }>, now: number): Refusal | null {
    const mine = this.#of(move.requestId).request.ownerId === by;
    return this.#move(move.requestId, move.id, now, {
      move: move.body.move,
      byId: by,
      byRole: 'volunteer',
      sees: mine,
      reaches: mine,
      reason: 'reason' in move.body ? move.body.reason : null,
      helperId: null,
      version: null,
    });
  }

  #move(requestId: string, moveId: string, now: number, attempt: Attempt): Refusal | null {
    const one = this.#of(requestId);
    const at = new Date(now).toISOString();
    const the = {
      request: one.request,
      version: one.version,
      story: one.story,
      bags: [one.bag],
      guardedSince: new Date(0).toISOString(),
      relayAt: 'building_door',
      around: [],
    } as const;
    const decision = decide(the, attempt, helper(attempt.helperId ?? attempt.byId ?? ''), at);
    if (isRefusal(decision)) return decision;
    if (decision === 'done') return null;
    const { move, byId, reason, helperId } = attempt;
    const byRole = attempt.byRole ?? 'system';
    const before = one.request;
    one.request = nextRequest(before, { move, byId, byRole, now: at, reason, helperId, clocks: houseClocks });
    one.version += 1;
    one.story = [{ move, byId, byRole, ownerId: one.request.ownerId ?? before.ownerId }, ...one.story];
    const step = move === 'fetch' ? stepAtFetch(one.bag) : move === 'deliver' ? 'door' : null;
    if (step !== null) this.#hand(one, step, byId as string, moveId);
    // The goods stay where they are, and that is written down too.
    if (move === 'fail') {
      one.bag = { ...one.bag, problem: reason as Bag['problem'] };
      one.custody.push({ step: one.bag.step, by: byId as string, moveId });
    }
    if (step !== null) one.bag = { ...one.bag, problem: null };
    return null;
  }

  #step(by: string, requestId: string, move: Extract<TheMove, { on: 'bag' }>): Refusal | null {
    const one = this.#of(requestId);
    const { step } = move.body as { step: BagStep };
    const last = one.custody.at(-1)?.by;
    if (one.request.ownerId !== by && last !== by) {
      return refuse(one.story.some(past => past.ownerId === by) ? 'not_yours' : 'not_found');
    }
    if (one.bag.step === step && last === by) return null;
    if (!mayFollow(one.bag.step, step, one.bag.goodsClass)) return refuse('state_has_changed');
    this.#hand(one, step, by, move.id);
    return null;
  }

  #hand(one: Held, step: BagStep, by: string, moveId: string): void {
    one.bag = { ...one.bag, step };
    one.custody.push({ step, by, moveId });
  }

  #of(requestId: string): Held {
    const one = this.held.get(requestId);
    if (one === undefined) throw new Error(`no request ${requestId}`);
    return one;
  }
}
