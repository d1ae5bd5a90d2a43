// Yes or no to one move of one request: the life table first, then who holds it, then what the facts say.
import type { Bag } from '../delivery/custody.ts';
import { shiftLimitSeconds } from '../delivery/phone.ts';
import { type Helper, isShiftOver, isUnsafe, whyUnfit } from '../dispatch/fit.ts';
import { type Refusal, refuse } from '../refusal.ts';
import type { RelayPoint } from '../zone/rule.ts';
import { type MoveName, type Mover, moveOf } from './life.ts';
import {
  isDoneAlready,
  isHeld,
  isHelperMove,
  lacksReason,
  mayHold,
  type Past,
  type Request,
  wasTheirs,
  whatHoldsGoods,
} from './rules.ts';

/** Everything the rules look at. */
export interface Case {
  readonly request: Request;
  readonly version: number;
  /** Newest first. */
  readonly story: readonly Past[];
  readonly bags: readonly Bag[];
  /** Since when only helpers with protection go to this door; null: others may. */
  readonly guardedSince: string | null;
  readonly relayAt: RelayPoint;
  /** Ids of the household and of every place around it. */
  readonly around: readonly string[];
}

export interface Attempt {
  readonly move: MoveName;
  readonly byId: string | null;
  /** Null: none of the caller's roles ever makes this move. */
  readonly byRole: Mover | null;
  /** May the caller see the request at all, and does the role that makes the move reach it? */
  readonly sees: boolean;
  readonly reaches: boolean;
  readonly reason: string | null;
  /** When it happened, if that was before now. */
  readonly happenedAt?: string | null;
  readonly helperId: string | null;
  /** The version the caller looked at, if they care. */
  readonly version: number | null;
  /** It has happened, and is entered from paper afterwards. */
  readonly fromPaper?: boolean;
  /** By a plan whose rounds go one after the other. */
  readonly planned?: boolean;
}

/** `go`: the table and the facts allow it. `done`: it has happened already, the answer is the present state. */
export type Decision = 'go' | 'done' | Refusal;

/** The helper it is offered to, or the caller when they accept or fetch. `unread`: decide without, to see whether it is worth reading. */
export type KnownHelper = Helper | undefined | 'unread';

export function decide(the: Case, attempt: Attempt, helper: KnownHelper, now: string): Decision {
  const { request, story } = the;
  const { move, byId, byRole } = attempt;
  if (!attempt.sees) return wasTheirs(story, byId) ? afterTheFact(the, attempt) : refuse('not_found');
  if (byRole === null) return refuse('not_allowed');
  if (!attempt.reaches) return refuse(isHelperMove(move) ? 'not_yours' : 'not_allowed');
  if (isDone(the, attempt)) return 'done';
  if (attempt.version !== null && attempt.version !== the.version) return hasChanged(the);
  if (!moveOf(move).from.includes(request.state)) return takenOrChanged(the, attempt);
  if (isHelperMove(move) && !mayHold(request, move, byId)) return takenOrChanged(the, attempt);
  if (lacksReason(move, attempt.reason)) return refuse('reason_needed');
  return whatSpeaksAgainst(the, attempt, helper, now) ?? 'go';
}

function isDone({ request, story }: Case, { move, byId, helperId }: Attempt): boolean {
  // The clock was quicker than the household, or the household than the clerk: what was wanted is so.
  if (move === 'confirm' && request.state === 'served') return true;
  return isDoneAlready(story, move, byId, helperId);
}

/** The request has left this helper's hands while their phone was offline. They are told where it is, and nothing else about it. */
function afterTheFact(the: Case, attempt: Attempt): Decision {
  return isDoneAlready(the.story, attempt.move, attempt.byId) ? 'done' : takenOrChanged(the, attempt);
}

function takenOrChanged(the: Case, { move, byId }: Attempt): Refusal {
  const { ownerId, state } = the.request;
  if (isHelperMove(move) && isHeld(state) && ownerId !== null && ownerId !== byId) {
    return refuse('already_taken', { state, ownerId });
  }
  return hasChanged(the);
}

function hasChanged({ request, version }: Case): Refusal {
  return refuse('state_has_changed', { state: request.state, version });
}

function whatSpeaksAgainst(the: Case, attempt: Attempt, helper: KnownHelper, now: string): Refusal | null {
  const { move, byRole, fromPaper, planned } = attempt;
  // Rules hold people back from doing; what was done is written down as it was.
  if (fromPaper) return null;
  if (move === 'deliver') {
    return whatHoldsGoods(the.request.kind, the.bags, now) ?? whatGuards(the, helper, attempt.happenedAt ?? now);
  }
  if (helper === 'unread') return null;
  const { request } = the;
  const errand = { around: the.around, protection: the.guardedSince !== null, lane: request.lane, grams: request.grams };
  switch (move) {
    case 'offer':
    case 'reassign':
      return byRole === 'system' ? null : whyUnfit(helper, errand, now, planned);
    case 'accept':
      // Nobody begins another errand at the end of a shift, unless a life depends on it; what is in hand is brought to its door.
      if (helper !== undefined && request.lane !== 'life' && isShiftOver(helper, now)) {
        return refuse('helper_shift_over', { hours: shiftLimitSeconds / 3600 });
      }
      // What was offered to them is counted in their load already.
      if (request.state === 'sorted') return whyUnfit(helper, errand, now);
      return helper === undefined ? null : isUnsafe(helper, errand, now);
    case 'fetch':
      return helper === undefined ? null : isUnsafe(helper, errand, now);
    default:
      return null;
  }
}

/** The door was sealed on the way: whoever may not go in hands it on. What was brought before that was brought rightly. */
function whatGuards(the: Case, helper: KnownHelper, happenedAt: string): Refusal<'place_is_guarded'> | null {
  if (the.guardedSince === null || helper === 'unread' || helper === undefined || helper.protection) return null;
  if (Date.parse(happenedAt) < Date.parse(the.guardedSince)) return null;
  return refuse('place_is_guarded', { relayAt: the.relayAt });
}
