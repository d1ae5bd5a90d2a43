// Moves that change what is asked for: amending it, taking in the same need told twice, and the note of a household that is not content.
import type { AskedMove } from '../../api/request.ts';
import { type Refusal, refuse } from '../../domain/refusal.ts';
import { actBy, dueAtIntake, readClocks } from '../../domain/request/clock.ts';
import { goodsClassOf, moreDelicate } from '../../domain/request/goods.ts';
import { laneOf } from '../../domain/request/kind.ts';
import { type Mover, moveOf } from '../../domain/request/life.ts';
import { newThings } from '../../domain/request/merge.ts';
import { findRestricted, readRestricted } from '../../domain/request/restricted.ts';
import { fasterLane, isOpen, mayTakeIn, type Request } from '../../domain/request/rules.ts';
import { estimateGrams } from '../../domain/request/weight.ts';
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';
import { isWithin, type Maker } from './maker.ts';
import { type Change, type RequestRow, readRequests, readWords, requestOf, type WordsRow } from './moves-store.ts';

type Amend = Extract<AskedMove, { move: 'amend' }>;

/** What one move changes beyond its own row. `also` stands or falls with it. */
export interface Reshaped {
  readonly change: Change;
  readonly also?: Change;
  readonly words?: WordsRow;
}

export interface Shaping {
  readonly index: number;
  readonly move: AskedMove | { readonly move: 'lapse' };
  readonly change: Change;
}

/** For each move that touches words: what to write, or the refusal. Moves that touch none are missing from the answer. */
export async function reshape(
  tx: Queryable,
  now: Date,
  maker: Maker,
  shaping: readonly Shaping[],
): Promise<Map<number, Reshaped | Refusal>> {
  const touching = shaping.filter(({ move }) => move.move === 'merge' || move.move === 'amend' || move.move === 'reopen');
  const reshaped = new Map<number, Reshaped | Refusal>();
  if (touching.length === 0) return reshaped;
  const intoIds = touching.map(({ move }) => (move.move === 'merge' ? move.into : '')).filter(into => into !== '');
  const targets = intoIds.length === 0 ? [] : await readRequests(tx, maker.communityId, intoIds, now);
  const read = await readWords(tx, maker.communityId, [...touching.map(({ change }) => change.row.request_id), ...intoIds]);
  const words = new Map(read.map(row => [row.request_id, row]));
  const wordsOf = (requestId: string): WordsRow => words.get(requestId) ?? { request_id: requestId, items: [], note: null };
  for (const { index, move, change } of touching) {
    const own = wordsOf(change.row.request_id);
    if (move.move === 'amend') reshaped.set(index, amended(change, move, own, now.toISOString()));
    if (move.move === 'reopen' && move.note !== undefined) {
      reshaped.set(index, { change, words: { ...own, note: joined(own.note, move.note) } });
    }
    if (move.move === 'merge') {
      const target = targets.find(row => row.request_id === move.into);
      reshaped.set(index, merged(maker, change, own, target, wordsOf(move.into), now.toISOString()));
    }
  }
  return reshaped;
}

function gramsOf(row: RequestRow, move: Amend): number {
  if (move.grams !== undefined) return move.grams;
  return move.items === undefined ? row.grams : estimateGrams(row.kind, move.items);
}

/** What is added may bear less than what was there; what somebody has said about the goods is not undone. */
function classWith(row: RequestRow, items: WordsRow['items']): Request['goodsClass'] {
  return moreDelicate(row.goods_class, goodsClassOf(row.kind, items));
}

function joined(first: string | null, second: string | null): string | null {
  if (first === null || second === null || first.includes(second)) return first ?? second;
  return `${first}\n${second}`;
}

function amended(change: Change, move: Amend, own: WordsRow, now: string): Reshaped | Refusal {
  const { row, event } = change;
  // As at intake: what is restricted is talked over with a person, not ordered by a button.
  const found = isHousehold(event.byRole) ? findRestricted(move.items ?? []) : null;
  if (found !== null && readRestricted(row.settings).includes(found.restricted)) {
    return refuse('restricted_medicine', { item: found.index, restricted: found.restricted, callTheDesk: true });
  }
  const urgency = move.urgency ?? row.urgency;
  const lane = laneOf(row.kind, urgency);
  const after: Request = { ...change.after, urgency, grams: gramsOf(row, move), goodsClass: classWith(row, move.items ?? []) };
  const touchesWords = move.items !== undefined || move.note !== undefined;
  const words = {
    request_id: own.request_id,
    items: move.items ?? own.items,
    note: move.note === undefined ? own.note : move.note,
  };
  const inLane = lane === row.lane ? after : putInLane(after, row, lane, now);
  return touchesWords ? { change: { ...change, after: inLane }, words } : { change: { ...change, after: inLane } };
}

function isHousehold(role: Mover): boolean {
  return role === 'resident' || role === 'relative';
}

/** Another lane has other clocks: it is due as if it had been asked for in that lane, never later than promised. */
function putInLane(after: Request, row: RequestRow, lane: Request['lane'], now: string): Request {
  const clocks = readClocks(row.settings);
  const dueAt = earlier(row.due_at, dueAtIntake(clocks, lane, row.asked_at, null));
  // The life and medicine lanes go past runs; the place is free for another household.
  const runId = lane === 'ordinary' ? after.runId : null;
  return { ...after, lane, dueAt, runId, actBy: actBy(clocks, after.state, lane, now, dueAt) };
}

function earlier(a: string, b: string): string {
  return Date.parse(a) <= Date.parse(b) ? a : b;
}

function merged(
  maker: Maker,
  change: Change,
  own: WordsRow,
  target: RequestRow | undefined,
  theirs: WordsRow,
  now: string,
): Reshaped | Refusal {
  const { row, event } = change;
  if (target === undefined || target.request_id === row.request_id) return refuse('not_found');
  if (target.household_id !== row.household_id || !isWithin(maker.sees, target)) return refuse('not_found');
  const added = newThings(target.kind, theirs.items, own.items);
  const lane = fasterLane(row.lane, target.lane);
  const isUrged = lane !== target.lane || Date.parse(row.asked_at) < Date.parse(target.asked_at);
  if (!isOpen(target.state) || !mayTakeIn(target.state, added.length > 0 || lane !== target.lane)) {
    return refuse('state_has_changed', { state: target.state, version: target.version });
  }
  if (!moveOf('amend').from.includes(target.state)) return { change };
  // The need was there when it was told first, and as urgent as it was told once.
  const sooner: Request = {
    ...requestOf(target),
    askedAt: earlier(row.asked_at, target.asked_at),
    goodsClass: classWith(target, added),
    urgency: lane === row.lane ? row.urgency : target.urgency,
  };
  const after = isUrged ? putInLane(sooner, target, lane, now) : sooner;
  return {
    change,
    also: { row: target, after, event: { ...event, eventId: newId(), move: 'amend', reason: 'merged' } },
    words: { request_id: target.request_id, items: [...theirs.items, ...added], note: joined(theirs.note, own.note) },
  };
}
