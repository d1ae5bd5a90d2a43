// Makes the moves that a phone kept while it had no signal: in their order, each as if it came alone, once.
import type { AnswerOf, Endpoint } from '../../api/endpoint.ts';
import { type MoveAnswer, phoneMove, sendMoves } from '../../api/phone.ts';
import { isLate, whenHappened } from '../../domain/delivery/phone.ts';
import { isRefusal, type Refusal, type RefusalCode, refuse } from '../../domain/refusal.ts';
import { admit } from '../http/actor.ts';
import { keepRefusal } from '../http/receipt-store.ts';
import { type Deps, type Route, route, type SignedCall } from '../http/route.ts';
import { DatabaseGone, type Queryable } from '../postgres/pool.ts';
import { helperRoleOf } from '../request/moves-store.ts';
import { insertLateMove, readStanding } from './late-store.ts';
import { Line } from './line.ts';
import { type KnownMove, readBeginnings, readKnownMoves } from './phone-store.ts';
import { type Move, makeRun, onceOf, runsOf, type Timed, wayOf } from './phone-ways.ts';

type Handles = ReadonlyMap<Endpoint, Route['handle']>;
type Call = SignedCall<typeof sendMoves>;
type Unread = Call['body']['moves'][number];

/** They say nothing about the move: it stays in the outbox and comes again. */
const passing: readonly RefusalCode[] = ['busy', 'database_away', 'disk_full', 'too_many_requests'];
/** Of PostgreSQL and the system: lost races, no connection, too slow, no room. */
const passingFaults: readonly unknown[] = ['40001', '40P01', '53100', '53300', '57014', 'ENOSPC'];

/** The phone waits for an answer only so long, and what it has it need not send again. */
const mostMs = 4_000;
/** After a cut all phones come back at once. Half of the connections to the database stay with the desk. */
const mostAtWork = 6;
const patienceMs = 8_000;

/** `handles`: what stands behind each endpoint of the contract, so that a phone's move is judged exactly as if it came alone. */
export function phoneMoveRoutes(deps: Deps, handles: Handles): Route[] {
  const line = new Line(mostAtWork, patienceMs);
  return [route(sendMoves, async call => (await line.take(() => takeIn(deps, handles, call))) ?? refuse('busy'))];
}

async function takeIn(deps: Deps, handles: Handles, call: Call): Promise<AnswerOf<typeof sendMoves> | Refusal> {
  const began = performance.now();
  const at = deps.now();
  const inOrder = call.body.moves.toSorted((a, b) => a.seq - b.seq);
  const ids = inOrder.map(one => one.id);
  const kept = await readKnownMoves(deps.db, call.actor.communityId, ids);
  const known = new Map(kept.map(one => [one.move_id, one]));
  const read = inOrder.map(one => ({ unread: one, parsed: phoneMove.safeParse(one) }));
  const times = await timesOf(deps, call, at, read);
  const moves: MoveAnswer[] = [];
  const readable: Timed[] = [];
  for (const [index, { unread, parsed }] of read.entries()) {
    if (!parsed.success) moves.push(unreadable(unread, parsed.error.issues));
    else readable.push({ move: parsed.data, happenedAt: new Date(times[index] as number).toISOString() });
  }
  for (const run of runsOf(readable)) {
    const { answers, stopped } = await makeAll(deps, handles, call, run, known);
    moves.push(...answers);
    if (stopped !== undefined && moves.length === 0) return stopped;
    if (stopped !== undefined || performance.now() - began > mostMs) break;
  }
  return { at: at.toISOString(), moves };
}

interface Read {
  readonly unread: Unread;
  readonly parsed: { readonly data?: Move | undefined };
}

async function timesOf(deps: Deps, call: Call, at: Date, read: readonly Read[]): Promise<number[]> {
  const { communityId, personId } = call.actor;
  const targets = read.map(({ parsed }) => (parsed.data === undefined ? undefined : wayOf(parsed.data).target));
  const requestIds = targets.flatMap(target => target?.requestId ?? []);
  const bagIds = targets.flatMap(target => (target?.subject === 'bag' ? target.bagIds : []));
  const beginnings = await readBeginnings(deps.db, communityId, personId ?? '', requestIds, bagIds);
  return whenHappened(
    read.map(({ unread }, index) => {
      const target = targets[index];
      return { at: Date.parse(unread.at), notBefore: beginnings.get(target?.requestId ?? target?.bagIds[0] ?? '') ?? null };
    }),
    Date.parse(call.body.phoneNow),
    at.getTime(),
  );
}

function unreadable(
  { id }: Unread,
  issues: readonly { readonly path: readonly PropertyKey[]; readonly code: string }[],
): MoveAnswer {
  const fields = issues.slice(0, 10).map(issue => ({ path: issue.path.join('.'), problem: issue.code }));
  return { id, outcome: 'refused', refusal: { code: 'invalid', fields } };
}

/** The answers to a run of moves, up to one of which nothing can be said now: `stopped` is why. */
async function makeAll(
  deps: Deps,
  handles: Handles,
  call: Call,
  run: readonly Timed[],
  known: ReadonlyMap<string, KnownMove>,
): Promise<{ answers: MoveAnswer[]; stopped?: Refusal }> {
  const together = await makeRun(deps, call.actor, run).catch(error => {
    if (isPassing(error)) throw error;
    // Then each for itself: one is the bug, the others need not wait for it.
    return undefined;
  });
  if (together?.some(made => !isRefusal(made))) deps.live.poke(call.actor.communityId);
  const answers: MoveAnswer[] = [];
  for (const [index, timed] of run.entries()) {
    const answer = await answerTo(deps, handles, call, timed, known.get(timed.move.id), together?.[index]);
    if (isRefusal(answer)) return { answers, stopped: answer };
    answers.push(answer);
  }
  return { answers };
}

function isPassing(error: unknown): boolean {
  return error instanceof DatabaseGone || passingFaults.includes((error as { code?: unknown } | null)?.code);
}

/** `made`: what came of it together with others. */
async function answerTo(
  deps: Deps,
  handles: Handles,
  call: Call,
  timed: Timed,
  known: KnownMove | undefined,
  made: object | undefined,
): Promise<MoveAnswer | Refusal> {
  const { move } = timed;
  if (known !== undefined && known.actor_id === call.actor.personId && isRefusal(known.answer)) {
    return refused(move, known.answer, known.late);
  }
  const answer = made ?? (await makeAlone(handles, call, timed));
  if (!isRefusal(answer)) return { id: move.id, outcome: known === undefined ? 'done' : 'again', answer };
  if (passing.includes(answer.refused)) return answer;
  if (answer.refused === 'same_id_other_body' || answer.refused === 'internal') return refused(move, answer, false);
  return keepRefused(deps, call, timed, answer);
}

async function makeAlone(handles: Handles, call: Call, { move, happenedAt }: Timed): Promise<unknown> {
  const { endpoint, params } = wayOf(move);
  const act = handles.get(endpoint);
  if (act === undefined) throw new Error(`nothing stands behind ${endpoint.path}`);
  const admitted = admit(call.actor, endpoint.who);
  if (isRefusal(admitted)) return admitted;
  try {
    return await act({ ...call, ...admitted, params, query: {}, body: { ...move.body, id: move.id, happenedAt } });
  } catch (error) {
    if (isPassing(error)) throw error;
    // A bug that one move meets every time must not hold up all that come after it.
    call.request.log.error({ requestNumber: call.request.id, move: move.on, err: error }, 'bug');
    return refuse('internal');
  }
}

/** A refusal is the answer of that id from now on; what others overtook is kept beside it for people to look at. */
async function keepRefused(deps: Deps, call: Call, timed: Timed, refusal: Refusal): Promise<MoveAnswer> {
  const { communityId } = call.actor;
  const { move } = timed;
  const { before, late } = await deps.db.transaction(async tx => {
    const before = await keepRefusal(tx, onceOf(call.actor, move), refusal);
    return { before, late: before === undefined && (await keepIfLate(tx, call, timed, refusal)) };
  });
  if (late) deps.live.poke(communityId);
  if (before === undefined) return refused(move, refusal, late);
  // A copy of it was quicker, in another call.
  const [twin] = await readKnownMoves(deps.db, communityId, [move.id]);
  return isRefusal(before) ? refused(move, before, twin?.late === true) : { id: move.id, outcome: 'again', answer: before };
}

async function keepIfLate(tx: Queryable, call: Call, { move, happenedAt }: Timed, refusal: Refusal): Promise<boolean> {
  const { communityId, personId } = call.actor;
  const [byRole] = call.roles;
  if (personId === null || byRole === undefined) return false;
  const { target, what } = wayOf(move);
  const standing = await readStanding(tx, communityId, personId, target);
  if (standing === undefined || !isLate(refusal.refused, standing)) return false;
  const { holderId } = standing;
  await insertLateMove(tx, communityId, {
    moveId: move.id,
    target,
    standing,
    move: what[0],
    reason: what[1],
    byId: personId,
    byRole,
    phoneId: call.body.phoneId,
    seq: move.seq,
    holderRole: holderId === null ? null : await helperRoleOf(tx, communityId, holderId),
    why: refusal.refused,
    happenedAt,
    body: move.body,
  });
  return true;
}

/** Who has it now is told by role only. */
function refused(move: Move, { refused: code, facts }: Refusal, late: boolean): MoveAnswer {
  const { ownerId: _, version: __, ...told } = facts ?? {};
  return { id: move.id, outcome: late ? 'late' : 'refused', refusal: { code, facts: told } };
}
