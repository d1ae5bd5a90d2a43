// What comes of a call to a household: whether it was reached, and when to try again.

/** Outcomes after which the household has been heard from, and what that says in the log of contacts. */
export const heardOutcomes = {
  satisfied: 'spoke',
  so_so: 'spoke',
  dissatisfied: 'spoke',
  needs_nothing: 'needs_nothing',
  needs_more: 'asked',
} as const satisfies Record<string, 'spoke' | 'needs_nothing' | 'asked'>;

export function wasHeard(outcome: string): outcome is keyof typeof heardOutcomes {
  return outcome in heardOutcomes;
}

/** call → neighbour → knock: after the third try somebody goes to the door; the call stays on the list until then. */
export const knockAfterTries = 3;

const againAfterMs = 3_600_000;

/** When an unanswered call is due again: in an hour; from the third try on it stays due, because a knock is what is due. */
export function dueAgain(triesNow: number, dueAt: string, now: string): string {
  return triesNow < knockAfterTries ? new Date(Date.parse(now) + againAfterMs).toISOString() : dueAt;
}
