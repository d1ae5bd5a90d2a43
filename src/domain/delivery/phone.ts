// What a phone that was away may do: when its moves happened, which of them come too late, and when it has to forget everything.
import type { RefusalCode } from '../refusal.ts';

/** done: made now. again: was made before, nothing happened twice. late: kept for both helpers and the desk, not applied. refused: not made. */
export const moveOutcomes = ['done', 'again', 'late', 'refused'] as const;
export type MoveOutcome = (typeof moveOutcomes)[number];

/** What a person of the desk did about a late move. */
export const lateDecisions = ['applied_by_hand', 'ignored'] as const;
export type LateDecision = (typeof lateDecisions)[number];

/** What a move was made on. */
export const moveSubjects = ['request', 'bag', 'household', 'ask', 'handover', 'round', 'care', 'survey'] as const;
export type MoveSubject = (typeof moveSubjects)[number];

/** Limit of a shift and of wearing the same protection, in seconds (4 h). */
export const shiftLimitSeconds = 14_400;

/**
 * What the phone does about a refusal of a whole call. `wipe`: everything of the community leaves the phone, unsent moves too. `sign_in`: keep
 * all, the same person signs in again. `keep`: keep all, try again later.
 */
export function phoneMust(refusal: {
  readonly code: string;
  readonly facts?: Readonly<Record<string, unknown>> | undefined;
}): 'wipe' | 'sign_in' | 'keep' {
  switch (refusal.code) {
    case 'account_closed':
      return 'wipe';
    case 'not_allowed':
      // Signed in, and no role of a helper left; but a first password only has to be changed.
      return refusal.facts?.mustChangePassword === true ? 'keep' : 'wipe';
    case 'session_expired':
    case 'not_signed_in':
      return 'sign_in';
    default:
      return 'keep';
  }
}

/** A move as the phone says it, in epoch milliseconds. `notBefore`: what it is about was made then; null where that is not known. */
export interface SaidMove {
  readonly at: number;
  readonly notBefore: number | null;
}

/**
 * When the moves of one call happened (epoch milliseconds), given in the order of the phone. Only the distance to `phoneNow` is believed,
 * never the clock itself: nothing lies in the future, nor before what it is about, nor after a move that came later. Where a clock was
 * changed in between, the order of the phone decides.
 */
export function whenHappened(moves: readonly SaidMove[], phoneNow: number, serverNow: number): number[] {
  const times = moves.map(({ at }) => at + serverNow - phoneNow);
  let latest = serverNow;
  for (let index = times.length - 1; index >= 0; index--) {
    latest = Math.min(latest, times[index] as number);
    times[index] = latest;
  }
  let earliest = Number.NEGATIVE_INFINITY;
  for (const [index, { notBefore }] of moves.entries()) {
    earliest = Math.max(earliest, times[index] as number, Math.min(notBefore ?? earliest, serverNow));
    times[index] = earliest;
  }
  return times;
}

const lateCodes: readonly RefusalCode[] = [
  'not_yours',
  'already_taken',
  'state_has_changed',
  'not_found',
  'household_unknown',
  'not_allowed',
];

/** Who has it, as the server knows at the moment of the refusal. */
export interface Standing {
  /** It was given to the caller at some time: a request, a bag of one, a household they were bound to. */
  readonly wasTheirs: boolean;
  /** It still is in their hands, and nobody else touched it last. */
  readonly isTheirs: boolean;
}

/** Was this move overtaken by what others did meanwhile? Then it is kept for people to look at; what is the phone's own mistake is refused. */
export function isLate(code: RefusalCode, { wasTheirs, isTheirs }: Standing): boolean {
  return lateCodes.includes(code) && wasTheirs && !isTheirs;
}
