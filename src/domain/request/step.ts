// What a request looks like after a move: states, clocks and hands, all in one place.
import { actBy, type Clocks } from './clock.ts';
import { type MoveName, type Mover, moveOf } from './life.ts';
import { isOpen, type Request } from './rules.ts';

/** One move that the rules allow. `now` is the server's clock: what the sender says about time never moves a deadline. */
export interface Step {
  readonly move: MoveName;
  readonly byRole: Mover;
  readonly byId: string | null;
  readonly now: string;
  readonly reason?: string | null;
  /** For `offer` and `reassign`. */
  readonly helperId?: string | null;
  readonly mergeInto?: string | null;
  readonly clocks: Clocks;
}

const answering: readonly MoveName[] = ['sort', 'offer', 'merge', 'refuse', 'accept'];
// With these the place in the run is free for another household.
const freesRun: readonly MoveName[] = ['cancel', 'refuse', 'call_off', 'merge', 'fail', 'stop', 'reopen'];

export function nextRequest(before: Request, step: Step): Request {
  const { move, now } = step;
  const to = moveOf(move).to ?? before.state;
  if (moveOf(move).to === null) return before;
  const after: { -readonly [K in keyof Request]: Request[K] } = { ...before, state: to };
  after.actBy = actBy(step.clocks, to, before.lane, now, before.dueAt);
  if (answering.includes(move) && step.byRole !== 'system') after.answeredAt ??= now;
  if (freesRun.includes(move)) after.runId = null;
  after.problem = move === 'fail' || move === 'stop' ? (step.reason ?? null) : null;
  after.closedAt = isOpen(to) ? null : now;
  // Who delivered it stays known; everywhere else only the one who answers for it now stands in the row (the events know the others).
  after.ownerId = to === 'delivered' || to === 'served' || to === 'carrying' ? before.ownerId : null;
  switch (move) {
    case 'offer':
    case 'reassign':
      after.ownerId = step.helperId ?? null;
      after.offeredAt = now;
      after.acceptedAt = null;
      break;
    case 'accept':
      after.ownerId = step.byId;
      after.acceptedAt = now;
      after.escalation = 0;
      break;
    case 'relay':
      after.ownerId = step.byId;
      break;
    case 'decline':
    case 'give_back':
    case 'lapse':
    case 'take_back':
    case 'retry':
      after.offeredAt = null;
      after.acceptedAt = null;
      if (move === 'give_back') after.givenBack++;
      break;
    case 'deliver':
      after.deliveredAt = now;
      after.escalation = 0;
      break;
    case 'reopen':
      // asked_at and due_at stay: the household has been waiting all the time.
      after.offeredAt = null;
      after.acceptedAt = null;
      after.deliveredAt = null;
      after.escalation = 0;
      after.reopened++;
      break;
    case 'merge':
      after.mergedInto = step.mergeInto ?? null;
      break;
  }
  return after;
}
