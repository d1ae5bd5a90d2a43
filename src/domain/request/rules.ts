// The rules of a move that need facts, beside the life table: who holds it, whether it was done already, what keeps it from the door.
import { type Bag, isUnderWay, whatHoldsBags } from '../delivery/custody.ts';
import type { Role } from '../people/role.ts';
import { type Refusal, refuse } from '../refusal.ts';
import type { GoodsClass, Kind, Lane, Urgency } from './kind.ts';
import { hasGoods, lanes } from './kind.ts';
import { allowedMoves, heldStates, type MoveName, type Mover, moveOf, openStates, type State } from './life.ts';

/** A request as the moves see it. Instants in ISO 8601. */
export interface Request {
  readonly state: State;
  readonly kind: Kind;
  readonly lane: Lane;
  readonly urgency: Urgency;
  readonly goodsClass: GoodsClass;
  readonly ownerId: string | null;
  readonly runId: string | null;
  readonly grams: number;
  readonly askedAt: string;
  readonly answeredAt: string | null;
  readonly dueAt: string;
  readonly actBy: string | null;
  readonly escalation: number;
  readonly offeredAt: string | null;
  readonly acceptedAt: string | null;
  readonly deliveredAt: string | null;
  readonly closedAt: string | null;
  readonly problem: string | null;
  readonly mergedInto: string | null;
  readonly reopened: number;
  readonly givenBack: number;
}

/** One line of the request's story, newest first where there are several. `ownerId`: the helper it concerned. */
export interface Past {
  readonly move: MoveName;
  readonly byId: string | null;
  readonly byRole: Mover;
  readonly ownerId: string | null;
}

/** Made only by the helper who holds the request (or, for `accept`, by one who takes what nobody holds). */
export const helperMoves = ['accept', 'decline', 'give_back', 'fetch', 'deliver', 'fail'] as const satisfies readonly MoveName[];

export function isHelperMove(move: MoveName): boolean {
  return (helperMoves as readonly MoveName[]).includes(move);
}

/** Made by hand-overs and recalls, see delivery/handover.ts; nobody makes them by themselves. */
export const handoverMoves: readonly MoveName[] = ['relay', 'stop'];

/** The moves somebody may make now, for the buttons: the life table and who holds it; the other facts speak when it is tried. */
export function movesFor(
  request: Pick<Request, 'state' | 'ownerId'>,
  roles: readonly Role[],
  personId: string | null,
): MoveName[] {
  return allowedMoves(request.state, roles).filter(
    move => !handoverMoves.includes(move) && (!isHelperMove(move) || mayHold(request, move, personId)),
  );
}

/** Is the request in this helper's hands, or free for the taking? */
export function mayHold(request: Pick<Request, 'state' | 'ownerId'>, move: MoveName, personId: string | null): boolean {
  if (request.ownerId !== null) return request.ownerId === personId;
  return move === 'accept' && request.state === 'sorted';
}

export function isHeld(state: State): boolean {
  return (heldStates as readonly State[]).includes(state);
}

export function isOpen(state: State): boolean {
  return (openStates as readonly State[]).includes(state);
}

// They change nothing that a repeated move would look at.
const asides: readonly MoveName[] = ['escalate', 'amend'];
const handsBack: readonly MoveName[] = ['decline', 'give_back'];

const towardsTheDoor: readonly MoveName[] = ['accept', 'fetch', 'deliver'];
const afterTheDoor: readonly MoveName[] = ['confirm', 'settle'];

/**
 * Has the caller made this very move already, perhaps under another id (an offline phone that was reset, a second tap)? Then the answer is
 * the present state. `helperId` is the helper named by `offer` and `reassign`.
 */
export function isDoneAlready(
  story: readonly Past[],
  move: MoveName,
  callerId: string | null,
  helperId: string | null = null,
): boolean {
  if (callerId === null || asides.includes(move)) return false;
  const last = lastThatCounts(
    story.filter(past => !asides.includes(past.move)),
    move,
    callerId,
  );
  if (last === undefined || last.move !== move || last.byId !== callerId) return false;
  return helperId === null || last.ownerId === helperId;
}

function lastThatCounts(steps: readonly Past[], move: MoveName, callerId: string): Past | undefined {
  // After handing back, the request may have gone on to somebody else; what counts is that it has not come back to the caller.
  if (handsBack.includes(move)) return steps.find(past => past.byId === callerId || past.ownerId === callerId);
  if (!towardsTheDoor.includes(move)) return steps[0];
  // A phone that lost its memory tells the whole way again: accepted, fetched, delivered.
  return steps.find(past => past.move === move || !(towardsTheDoor.includes(past.move) || afterTheDoor.includes(past.move)));
}

/** Did this helper hold the request, or was it offered to them, at any time? Then they may be told what became of it. */
export function wasTheirs(story: readonly Past[], personId: string | null): boolean {
  return personId !== null && story.some(past => past.ownerId === personId);
}

/** Who said no to it or let the time run out, since it was last asked for: they are not asked again by the program. */
export function whoDeclined(story: readonly Past[]): string[] {
  const declined = new Set<string>();
  for (const past of story) {
    if (past.move === 'reopen' || past.move === 'ask') break;
    const handedBack = past.move === 'lapse' || past.move === 'decline' || past.move === 'give_back';
    if (handedBack && past.ownerId !== null) declined.add(past.ownerId);
  }
  return [...declined];
}

const mostAutomaticOffers = 2;

/** After two offers in a row made by the program a person of the desk looks at it: the clock must not run out in the dark. */
export function mayOfferByItself(story: readonly Past[]): boolean {
  let made = 0;
  for (const past of story) {
    if (past.move !== 'offer' && past.move !== 'reassign') continue;
    if (past.byRole !== 'system') break;
    made++;
  }
  return made < mostAutomaticOffers;
}

/** What keeps it from the door: goods that are not at the gate, not disinfected or not rested. Hands only (rubbish, help) need no bag. */
export function whatHoldsGoods(
  kind: Kind,
  bags: readonly Bag[],
  at: string,
): Refusal<'goods_not_fetched' | 'goods_not_disinfected' | 'goods_not_rested'> | null {
  if (!hasGoods(kind) && !bags.some(isUnderWay)) return null;
  const held = whatHoldsBags(bags, at);
  return held === null ? null : refuse(held);
}

/** A reason out of the move's own list, where it has one. */
export function lacksReason(move: MoveName, reason: string | null): boolean {
  const { reasons } = moveOf(move);
  return reasons !== undefined && (reason === null || !reasons.includes(reason));
}

/** 番茄 and 番 茄 are one thing, ＡＤ钙奶 and AD钙奶 too. */
export function sameName(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\s+/g, '');
}

/** Things of the second list whose names the first does not have. */
export function addedItems<Item extends { readonly name: string }>(first: readonly Item[], second: readonly Item[]): Item[] {
  const known = new Set(first.map(item => sameName(item.name)));
  return second.filter(item => !known.has(sameName(item.name)));
}

/** May the other request take this one in? Once a helper buys or carries, only what adds nothing: new items would be lost on the way. */
export function mayTakeIn(target: State, adds: boolean): boolean {
  return moveOf('amend').from.includes(target) || (!adds && (target === 'accepted' || target === 'carrying'));
}

/** The stricter of two lanes: what is merged keeps the faster one. */
export function fasterLane(a: Lane, b: Lane): Lane {
  return lanes.indexOf(a) <= lanes.indexOf(b) ? a : b;
}

const mostAheadMs = 5 * 60_000;

/**
 * When the sender says it happened. A device may be wrong by days: kept as said, but nothing is believed to lie in the future, and
 * order, deadlines and figures use the server's time.
 */
export function believableTime(said: string | undefined, now: string): string | null {
  if (said === undefined) return null;
  return Date.parse(said) > Date.parse(now) + mostAheadMs ? now : said;
}
