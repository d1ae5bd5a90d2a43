// Makes the moves that a phone kept while it had no signal: in their order, each through the function behind its single endpoint, once.
import { stepBag } from '../../api/delivery.ts';
import type { Endpoint } from '../../api/endpoint.ts';
import { handOver } from '../../api/handover.ts';
import { type MoveAnswer, phoneMove, sendMoves } from '../../api/phone.ts';
import { recordContact } from '../../api/place.ts';
import { askRequest, moveRequest } from '../../api/request.ts';
import { moveRound } from '../../api/round.ts';
import { isLate, whenHappened } from '../../domain/delivery/phone.ts';
import { isRefusal, type Refusal, type RefusalCode, refuse } from '../../domain/refusal.ts';
import { admit } from '../http/actor.ts';
import { digestOf, keepRefusal, type Once } from '../http/receipt-store.ts';
import { type Deps, type Route, route, type SignedCall } from '../http/route.ts';
import { DatabaseGone, type Queryable } from '../postgres/pool.ts';
import { helperRoleOf } from '../request/moves-store.ts';
import { insertLateMove, readStanding, type Target } from './late-store.ts';
import { type KnownMove, readBeginnings, readKnownMoves } from './phone-store.ts';

type Handles = ReadonlyMap<Endpoint, Route['handle']>;
type Call = SignedCall<typeof sendMoves>;
type Move = ReturnType<typeof phoneMove.parse>;
type Unread = Call['body']['moves'][number];

/** Where a move goes, and what its receipt is digested with there: a phone may send the same move alone. */
interface Way {
  readonly endpoint: Endpoint;
  readonly params: Readonly<Record<string, string>>;
  readonly digestPath: string;
  readonly target: Target;
  /** What was done, and its code, for the list of late moves. */
  readonly what: readonly [move: string, reason: string | null];
}

const nothing = { requestId: null, bagIds: [], householdId: null, roundId: null } as const;

/** A new kind of move is one more case here and in the contract. */
function wayOf(move: Move): Way {
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
  }
}

/** They say nothing about the move: it stays in the outbox and comes again. */
const passing: readonly RefusalCode[] = ['busy', 'database_away', 'disk_full', 'too_many_requests'];
/** Of PostgreSQL and the system: lost races, no connection, too slow, no room. */
const passingFaults: readonly unknown[] = ['40001', '40P01', '53100', '53300', '57014', 'ENOSPC'];

/** `handles`: what stands behind each endpoint of the contract, so that a phone's move is judged exactly as if it came alone. */
export function phoneMoveRoutes(deps: Deps, handles: Handles): Route[] {
  return [
    route(sendMoves, async call => {
      const at = deps.now();
      const inOrder = call.body.moves.toSorted((a, b) => a.seq - b.seq);
      const ids = inOrder.map(one => one.id);
      const known = new Map((await readKnownMoves(deps.db, call.actor.communityId, ids)).map(one => [one.move_id, one]));
      const read = inOrder.map(one => ({ unread: one, parsed: phoneMove.safeParse(one) }));
      const times = await timesOf(
        deps,
        call,
        at,
        read.map(({ unread, parsed }) => parsed.data ?? unread),
      );
      const moves: MoveAnswer[] = [];
      for (const [index, { unread, parsed }] of read.entries()) {
        const answer = parsed.success
          ? await makeMove(deps, handles, call, parsed.data, known.get(unread.id), new Date(times[index] as number))
          : unreadable(unread, parsed.error.issues);
        if (isRefusal(answer)) {
          if (moves.length === 0) return answer;
          break;
        }
        moves.push(answer);
      }
      return { at: at.toISOString(), moves };
    }),
  ];
}

async function timesOf(deps: Deps, call: Call, at: Date, moves: readonly (Move | Unread)[]): Promise<number[]> {
  const { communityId, personId } = call.actor;
  const targets = moves.map(move => (move as { requestId?: string }).requestId ?? (move as { bagId?: string }).bagId);
  const idsOn = (on: string) => moves.flatMap((move, index) => (move.on === on ? (targets[index] ?? []) : []));
  const beginnings = await readBeginnings(deps.db, communityId, personId ?? '', idsOn('request'), idsOn('bag'));
  return whenHappened(
    moves.map((move, index) => ({ at: Date.parse(move.at), notBefore: beginnings.get(targets[index] ?? '') ?? null })),
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

/** The answer to one move; a refusal only where it says nothing about the move. */
async function makeMove(
  deps: Deps,
  handles: Handles,
  call: Call,
  move: Move,
  known: KnownMove | undefined,
  happenedAt: Date,
): Promise<MoveAnswer | Refusal> {
  if (known !== undefined && known.actor_id === call.actor.personId && isRefusal(known.answer)) {
    return refused(move, known.answer, known.late);
  }
  const way = wayOf(move);
  const answer = await handle(handles, call, move, way, happenedAt).catch(error => {
    if (error instanceof DatabaseGone || passingFaults.includes((error as { code?: unknown } | null)?.code)) throw error;
    // A bug that one move meets every time must not hold up all that come after it.
    call.request.log.error({ requestNumber: call.request.id, move: move.on, err: error }, 'bug');
    return refuse('internal');
  });
  if (!isRefusal(answer)) return { id: move.id, outcome: known === undefined ? 'done' : 'again', answer };
  if (passing.includes(answer.refused)) return answer;
  if (answer.refused === 'same_id_other_body' || answer.refused === 'internal') return refused(move, answer, false);
  return keepRefused(deps, call, move, way, answer, happenedAt);
}

async function handle(handles: Handles, call: Call, move: Move, { endpoint, params }: Way, happenedAt: Date): Promise<unknown> {
  const act = handles.get(endpoint);
  if (act === undefined) throw new Error(`nothing stands behind ${endpoint.path}`);
  const admitted = admit(call.actor, endpoint.who);
  if (isRefusal(admitted)) return admitted;
  const body = { ...move.body, id: move.id, happenedAt: happenedAt.toISOString() };
  return act({ ...call, ...admitted, params, query: {}, body });
}

/** A refusal is the answer of that id from now on; what others overtook is kept beside it for people to look at. */
async function keepRefused(
  deps: Deps,
  call: Call,
  move: Move,
  way: Way,
  refusal: Refusal,
  happenedAt: Date,
): Promise<MoveAnswer | Refusal> {
  const { communityId, personId } = call.actor;
  if (personId === null) throw new Error('a phone without a person');
  const once: Once = {
    communityId,
    moveId: move.id,
    actorId: personId,
    digest: digestOf(way.digestPath, { ...move.body, id: move.id }),
  };
  const { kept, late } = await deps.db.transaction(async tx => {
    const before = await keepRefusal(tx, once, refusal);
    if (before !== undefined) return { kept: before, late: false };
    return { kept: refusal, late: await keepIfLate(tx, call, move, way, refusal, happenedAt) };
  });
  if (kept !== refusal) {
    // A copy of it was quicker, in another call.
    const [twin] = await readKnownMoves(deps.db, communityId, [move.id]);
    return isRefusal(kept) ? refused(move, kept, twin?.late === true) : { id: move.id, outcome: 'again', answer: kept };
  }
  if (late) deps.live.poke(communityId);
  return refused(move, refusal, late);
}

async function keepIfLate(tx: Queryable, call: Call, move: Move, way: Way, refusal: Refusal, happenedAt: Date): Promise<boolean> {
  const { communityId, personId } = call.actor;
  const [byRole] = call.roles;
  if (personId === null || byRole === undefined) return false;
  const standing = await readStanding(tx, communityId, personId, way.target);
  if (standing === undefined || !isLate(refusal.refused, standing)) return false;
  const { holderId } = standing;
  await insertLateMove(tx, communityId, {
    moveId: move.id,
    target: way.target,
    standing,
    move: way.what[0],
    reason: way.what[1],
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
