// Makes moves in the life of requests, one or many at once: read, decide, one conditional update with its events, and what follows.
import type { AskedMove } from '../../api/request.ts';
import type { Helper } from '../../domain/dispatch/fit.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts';
import { readClocks } from '../../domain/request/clock.ts';
import { decide, type KnownHelper } from '../../domain/request/decide.ts';
import type { MoveName, State } from '../../domain/request/life.ts';
import { believableTime } from '../../domain/request/rules.ts';
import { nextRequest } from '../../domain/request/step.ts';
import { readRules, ruleOf } from '../../domain/zone/policy.ts';
import { offerOnward } from '../dispatch/onward.ts';
import { readCandidates } from '../dispatch/store.ts';
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';
import { type Booking, book, placesOf } from './booking.ts';
import { addEffects, rate } from './effects.ts';
import { noEffects, writeEffects } from './effects-store.ts';
import { isWithin, type Maker, placesAround } from './maker.ts';
import {
  type Change,
  giveBackPlaces,
  type HeldPlace,
  helperRoleOf,
  isGuarded,
  lockHelpers,
  type Moved,
  type RequestRow,
  readRequests,
  requestOf,
  type WordsRow,
  writeChanges,
  writeWords,
} from './moves-store.ts';
import { type Reshaped, reshape } from './reshape.ts';

/** What the clocks do by themselves; `settle` and `escalate` touch many requests at once and stand in clock/store.ts. */
interface SystemMove {
  readonly id: string;
  readonly move: 'lapse';
  readonly version?: undefined;
  readonly happenedAt?: undefined;
}

export interface Asked {
  readonly requestId: string;
  readonly move: AskedMove | SystemMove;
  /** Given out by a plan, see whyUnfit. */
  readonly planned?: boolean;
}

export interface MoveAnswer {
  requestId: string;
  state: State;
  version: number;
  ownerId: string | null;
}
export type Outcome = MoveAnswer | Refusal;

interface Waiting extends Asked {
  readonly index: number;
  readonly tries: number;
}

const mostTries = 4;

/**
 * Makes the moves in their order, inside the caller's transaction; each is answered for itself. Who loses a race reads again and is told
 * the present state. A refused move leaves nothing behind.
 */
export async function makeMoves(tx: Queryable, now: Date, maker: Maker, asked: readonly Asked[]): Promise<Outcome[]> {
  const outcomes = new Array<Outcome>(asked.length);
  let waiting: Waiting[] = asked.map((one, index) => ({ ...one, index, tries: 0 }));
  while (waiting.length > 0) {
    // One move per request and round: a second one must see what the first one did.
    const taken = new Set<string>();
    const round: Waiting[] = [];
    const later: Waiting[] = [];
    for (const one of waiting) {
      const touched = one.move.move === 'merge' ? [one.requestId, one.move.into] : [one.requestId];
      const free = touched.every(requestId => !taken.has(requestId));
      for (const requestId of touched) taken.add(requestId);
      (free ? round : later).push(one);
    }
    const lost = await makeRound(tx, now, maker, round, outcomes);
    waiting = [...lost, ...later];
  }
  return outcomes;
}

interface Going extends Reshaped {
  readonly one: Waiting;
  readonly booking?: Booking;
}

/** Of a merge only one request was still as it was read. The code tells the pool to run the transaction again from the start. */
class HalfMerged extends Error {
  override readonly name = 'HalfMerged';
  readonly code = '40001';
}

/** Answers what it can into `outcomes`; returns those whose request was changed by somebody else between reading and writing. */
async function makeRound(
  tx: Queryable,
  now: Date,
  maker: Maker,
  round: readonly Waiting[],
  outcomes: Outcome[],
): Promise<Waiting[]> {
  const at = now.toISOString();
  const { communityId } = maker;
  const rows = await readRequests(tx, communityId, [...new Set(round.map(one => one.requestId))], now);
  const byId = new Map(rows.map(row => [row.request_id, row]));
  const helpers = await readHelpers(tx, now, maker, round, byId);
  const effects = noEffects();
  const going: Going[] = [];
  for (const one of round) {
    const row = byId.get(one.requestId);
    if (row === undefined) {
      outcomes[one.index] = refuse('not_found');
      continue;
    }
    const helperId = helperOf(maker, one);
    const helper = helperId === null ? undefined : helpers.get(helperId);
    const { attempt, decision } = judge(maker, one, row, helper, at);
    if (isRefusal(decision)) {
      outcomes[one.index] = await withRole(tx, communityId, one.tries >= mostTries ? refuse('busy') : decision);
    } else if (decision === 'done') {
      outcomes[one.index] = answerOf(maker, one, row);
      const verdict = one.move.move === 'confirm' ? one.move.verdict : undefined;
      const event = eventOf(one, attempt.byRole ?? 'system', maker, at);
      if (verdict !== undefined && attempt.byRole !== null && !row.rated) rate(effects, { row, event }, verdict);
    } else {
      const change = changeOf(one, row, maker, at);
      going.push({ one, change });
      const hands = helpers.get(helperId ?? maker.personId ?? '');
      if (hands !== undefined) helpers.set(hands.helperId, handsAfter(hands, one.move.move, row, at));
    }
  }
  await shape(tx, now, maker, going, outcomes);
  await takePlaces(tx, now, maker, going, outcomes);
  const moved = await write(tx, communityId, going);
  const lost: Waiting[] = [];
  const handedBack: string[] = [];
  const words: WordsRow[] = [];
  const places: HeldPlace[] = [];
  for (const { one, change, also, words: changed, booking } of going) {
    const done = moved.get(one.requestId);
    if (also !== undefined && moved.has(also.row.request_id) !== (done !== undefined)) throw new HalfMerged('merged by half');
    places.push(...((done === undefined ? booking?.giveBackWhenLost : booking?.giveBackWhenDone) ?? []));
    if (done === undefined) {
      lost.push({ ...one, tries: one.tries + 1 });
      continue;
    }
    outcomes[one.index] = answerOf(maker, one, done);
    if (changed !== undefined) words.push(changed);
    // What is urgent now goes past runs, see reshape.ts.
    if (also !== undefined && also.after.runId === null) places.push(...placesOf(also.row));
    addEffects(effects, change, detailsOf(one), at);
    if (one.move.move === 'decline' || one.move.move === 'lapse') handedBack.push(one.requestId);
  }
  await giveBackPlaces(tx, communityId, places);
  if (words.length > 0) await writeWords(tx, communityId, words);
  await writeEffects(tx, communityId, effects, now);
  if (handedBack.length > 0) {
    const onward = new Map((await offerOnward(tx, communityId, now, handedBack)).map(row => [row.request_id, row]));
    for (const { one } of going) {
      const offered = onward.get(one.requestId);
      if (offered !== undefined) outcomes[one.index] = answerOf(maker, one, offered);
    }
  }
  return lost;
}

async function write(tx: Queryable, communityId: string, going: readonly Going[]): Promise<Map<string, Moved>> {
  if (going.length === 0) return new Map();
  const changes = going.flatMap(({ change, also }) => (also === undefined ? [change] : [change, also]));
  return new Map((await writeChanges(tx, communityId, changes)).map(row => [row.request_id, row]));
}

/** Moves that change what is asked for; those that turn out to be impossible leave `going`. */
async function shape(tx: Queryable, now: Date, maker: Maker, going: Going[], outcomes: Outcome[]): Promise<void> {
  const reshaped = await reshape(
    tx,
    now,
    maker,
    going.map(({ one, change }) => ({ index: one.index, move: one.move, change })),
  );
  for (let position = going.length - 1; position >= 0; position--) {
    const { one } = going[position] as Going;
    const found = reshaped.get(one.index);
    if (found === undefined) continue;
    if (isRefusal(found)) {
      outcomes[one.index] = found;
      going.splice(position, 1);
    } else {
      going[position] = { one, ...found };
    }
  }
}

/** Places in runs; moves whose run has no room leave `going`. */
async function takePlaces(tx: Queryable, now: Date, maker: Maker, going: Going[], outcomes: Outcome[]): Promise<void> {
  for (const entry of [...going]) {
    const booking = await book(tx, now, maker.communityId, entry.change, entry.one.move);
    if (booking === null) continue;
    const position = going.indexOf(entry);
    if (isRefusal(booking)) {
      outcomes[entry.one.index] = booking;
      going.splice(position, 1);
    } else {
      going[position] = { ...entry, change: booking.change, booking };
    }
  }
}

function detailsOf({ move }: Asked) {
  return { fileId: 'fileId' in move ? move.fileId : undefined, verdict: 'verdict' in move ? move.verdict : undefined };
}

/** Whose hands a move looks at: those of the helper it names, or the maker's own. */
function helperOf(maker: Maker, { move }: Asked): string | null {
  if (move.move === 'offer' || move.move === 'reassign') return move.helperId;
  return move.move === 'accept' || move.move === 'fetch' || move.move === 'deliver' ? maker.personId : null;
}

/** Those whose hands decide; most moves that lose a race need no look at anybody's hands. */
async function readHelpers(
  tx: Queryable,
  now: Date,
  maker: Maker,
  round: readonly Waiting[],
  rows: ReadonlyMap<string, RequestRow>,
): Promise<Map<string, Helper>> {
  const ids = new Set<string>();
  for (const one of round) {
    const helperId = helperOf(maker, one);
    const row = rows.get(one.requestId);
    if (helperId === null || row === undefined || ids.has(helperId)) continue;
    // Whoever stands before an open door is let through without a look at their hands.
    if (one.move.move === 'deliver' && !isGuarded(row)) continue;
    if (judge(maker, one, row, 'unread', now.toISOString()).decision === 'go') ids.add(helperId);
  }
  if (ids.size === 0) return new Map();
  // Before their load is counted, so that two desks that fill the same hands wait for one another and count right.
  await lockHelpers(tx, maker.communityId, [...ids]);
  const found = await readCandidates(tx, maker.communityId, now, [...ids]);
  return new Map(found.map(helper => [helper.helperId, helper]));
}

const takes: readonly MoveName[] = ['accept', 'offer', 'reassign'];
const puts: readonly MoveName[] = ['deliver', 'fail', 'give_back', 'decline'];

/** A helper after one move, so that the next of the same round is judged as if it had come after it. */
function handsAfter(helper: Helper, move: MoveName, row: RequestRow, now: string): Helper {
  const holds = row.owner_id === helper.helperId;
  const more = takes.includes(move) && !holds ? 1 : puts.includes(move) && holds ? -1 : 0;
  const goesInside = (move === 'fetch' || move === 'deliver') && isGuarded(row);
  return {
    ...helper,
    open: helper.open + more,
    openGrams: helper.openGrams + more * row.grams,
    wentSealedAt: goesInside ? now : helper.wentSealedAt,
  };
}

function judge(maker: Maker, { move, planned }: Waiting, row: RequestRow, helper: KnownHelper, now: string) {
  const as = maker.as(move.move);
  const attempt = {
    move: move.move,
    byId: maker.personId,
    byRole: as?.role ?? null,
    sees: isWithin(maker.sees, row),
    reaches: as !== null && isWithin(as.reach, row),
    reason: 'reason' in move ? move.reason : null,
    happenedAt: believableTime(move.happenedAt, now),
    helperId: 'helperId' in move ? move.helperId : null,
    version: move.version ?? null,
    fromPaper: maker.fromPaperBy !== undefined,
    planned: planned === true,
  };
  const the = {
    request: requestOf(row),
    version: row.version,
    story: row.story,
    bags: row.bags,
    guardedSince: isGuarded(row) ? row.level_since : null,
    relayAt: ruleOf(row.level, readRules(row.settings)).relayAt,
    around: placesAround(row),
  };
  return { attempt, decision: decide(the, attempt, helper, now) };
}

function eventOf({ move }: Waiting, byRole: Change['event']['byRole'], maker: Maker, now: string): Change['event'] {
  return {
    eventId: newId(),
    move: move.move,
    byId: maker.personId,
    byRole,
    reason: 'reason' in move ? move.reason : null,
    moveId: move.id,
    happenedAt: believableTime(move.happenedAt, now),
    enteredBy: maker.fromPaperBy ?? null,
  };
}

function changeOf(one: Waiting, row: RequestRow, maker: Maker, now: string): Change {
  const { move } = one;
  const event = eventOf(one, maker.as(move.move)?.role ?? 'system', maker, now);
  const after = nextRequest(requestOf(row), {
    ...event,
    now,
    helperId: 'helperId' in move ? move.helperId : null,
    mergeInto: move.move === 'merge' ? move.into : null,
    clocks: readClocks(row.settings),
  });
  return { row, after, event };
}

function answerOf(maker: Maker, { requestId, move }: Asked, row: Omit<Moved, 'request_id'>): MoveAnswer {
  const role = maker.as(move.move)?.role;
  // A household knows its helper by role only.
  const ownerId = role === 'resident' || role === 'relative' ? null : row.owner_id;
  return { requestId, state: row.state, version: row.version, ownerId };
}

/** Who lost a race is told in which role somebody has it; the name is looked up by those who may. */
async function withRole(tx: Queryable, communityId: string, refusal: Refusal): Promise<Refusal> {
  const ownerId = refusal.facts?.ownerId;
  if (refusal.refused !== 'already_taken' || typeof ownerId !== 'string') return refusal;
  return refuse('already_taken', { ...refusal.facts, role: await helperRoleOf(tx, communityId, ownerId) });
}
