// Calls the server as the kit does, and tells the desk when the session has ended, so that it can ask for the password over the page.
import { call as kitCall, type Refused } from '../kit/call.ts';

type Listener = (refusal: Refused) => void;
let listener: Listener | undefined;

export function onSignedOut(told: Listener | undefined): void {
  listener = told;
}

export const call = (async (...given: Parameters<typeof kitCall>) => {
  const outcome = await kitCall(...given);
  if (!outcome.ok && ['not_signed_in', 'session_expired', 'account_closed'].includes(outcome.refusal.code))
    listener?.(outcome.refusal);
  return outcome;
}) as typeof kitCall;
