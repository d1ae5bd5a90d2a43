// What the phone holds, and how a move changes it: the next step is drawn at once, on top of what the server said last.

import type { PhoneCheck } from '../../api/care-check.ts';
import type { Task } from '../../api/own.ts';
import type { MyPhone, PhoneDoor, PhoneMove } from '../../api/phone.ts';
import type { Round, Stop } from '../../api/round.ts';
import { climb } from '../../domain/care/ladder.ts';
import { surveyAfter } from '../../domain/care/survey.ts';
import type { BagStep } from '../../domain/delivery/custody.ts';
import { readRestMinutes, restUntil } from '../../domain/delivery/rest.ts';
import { roundLife } from '../../domain/delivery/round.ts';
import { wentSealedThisShift } from '../../domain/dispatch/fit.ts';
import { type MoveName, moveOf, type State } from '../../domain/request/life.ts';
import type { Waiting } from './outbox.ts';

type Bare<T> = T extends unknown ? Omit<T, 'id' | 'seq' | 'at'> : never;

/**
 * A move as the phone keeps it. `photo`: a picture still on the phone that goes with it; `file`: what was said at a door; `door`: for the
 * person's own eyes, should the move come back.
 */
export type Move = { readonly door?: string } & (
  | (Bare<PhoneMove> & { readonly photo?: string })
  | { readonly on: 'voice'; readonly householdId: string; readonly requestId?: string; readonly file: string }
);

export type Copy = MyPhone;

/** What a request becomes by a move; undefined: it is no longer in these hands, or nothing that is to be walked. */
function afterMove(task: Task, name: MoveName): Task | undefined {
  const move = moveOf(name);
  // Made already, or overtaken: what the server said last stands.
  if (!move.from.includes(task.state)) return task;
  if (name !== 'accept' && name !== 'fetch') return undefined;
  return { ...task, state: move.to as State };
}

function onTask(copy: Copy, requestId: string, change: (task: Task) => Task | undefined): Copy {
  return { ...copy, tasks: copy.tasks.flatMap(task => (task.requestId === requestId ? (change(task) ?? []) : [task])) };
}

function onStop(copy: Copy, requestId: string, change: (stop: Stop) => Stop): Copy {
  const stops = (all: readonly Stop[]) =>
    all.map(stop => (stop.requestId === requestId && stop.outcome === null ? change(stop) : stop));
  return { ...copy, rounds: copy.rounds.map(round => ({ ...round, stops: stops(round.stops) })) };
}

function onBag(copy: Copy, bagId: string, change: { readonly step: BagStep; readonly restUntil?: string | null }): Copy {
  const at = <B extends { bagId: string }>(bags: B[]): B[] =>
    bags.map(bag => (bag.bagId === bagId ? { ...bag, ...change } : bag));
  const tasks = copy.tasks.map(task => ({ ...task, bags: at(task.bags) }));
  const rounds = copy.rounds.map(round => ({ ...round, stops: round.stops.map(stop => ({ ...stop, bags: at(stop.bags) })) }));
  return { ...copy, tasks, rounds };
}

/** Fetched at the gate: the request goes on, and its bags with it. */
function afterFetch(copy: Copy, requestId: string): Copy {
  const task = copy.tasks.find(one => one.requestId === requestId);
  const packed = task?.state === 'accepted' ? task.bags.filter(bag => bag.step === 'packed' || bag.step === 'returned') : [];
  const next = onTask(copy, requestId, one => afterMove(one, 'fetch'));
  return packed.reduce((so, bag) => onBag(so, bag.bagId, { step: 'gate' }), next);
}

function onDoor(copy: Copy, householdId: string, change: (door: PhoneDoor) => PhoneDoor): Copy {
  return { ...copy, doors: copy.doors.map(door => (door.householdId === householdId ? change(door) : door)) };
}

/** The request a bag belongs to, among those in these hands. */
function requestOf(copy: Copy, bagId: string): string | undefined {
  return copy.tasks.find(task => task.bags.some(bag => bag.bagId === bagId))?.requestId;
}

function afterHandover(copy: Copy, body: Extract<Move, { on: 'handover' }>['body'], madeAt: string): Copy {
  let next = copy;
  const leave = (bagId: string | undefined, outcome: 'failed' | 'left') => {
    const requestId = bagId && requestOf(next, bagId);
    if (!requestId) return;
    next = onStop(
      onTask(next, requestId, () => undefined),
      requestId,
      stop => ({ ...stop, outcome, closedAt: madeAt }),
    );
  };
  for (const { difference, bagId } of body.differences ?? []) if (difference !== 'surplus') leave(bagId, 'failed');
  for (const bagId of body.bagIds ?? []) {
    if (body.point === 'relay_out') leave(bagId, 'left');
    if (body.point !== 'gate') continue;
    const requestId = requestOf(next, bagId);
    if (requestId) next = afterFetch(next, requestId);
  }
  if (body.point !== 'relay_in') return next;
  const taken = new Set(body.codes);
  return { ...next, relays: next.relays.filter(relay => !relay.bags.some(bag => taken.has(bag.code))) };
}

/** Until when a bag disinfected now rests, by what the community set; the server says the same when it hears of it. */
function restOf(copy: Copy, bagId: string, madeAt: string): string | null {
  const task = copy.tasks.find(one => one.bags.some(bag => bag.bagId === bagId));
  if (task === undefined) return null;
  const minutes = readRestMinutes({
    restMinutes: Object.fromEntries(copy.policy.disinfectants.map(({ goodsClass, restMinutes }) => [goodsClass, restMinutes])),
  });
  return restUntil(minutes, task.goodsClass, task.urgency, madeAt);
}

type Moved<On extends Move['on']> = Extract<Move, { on: On }>;

/** Nobody answered: the next rung, until it is the desk's. */
function afterCheck(check: PhoneCheck, { careCheckId, body }: Moved<'care'>, madeAt: string): PhoneCheck[] {
  if (check.careCheckId !== careCheckId) return [check];
  if (body.outcome !== 'no_answer') return [];
  if (check.rung !== body.rung) return [check];
  const { rung, holder, actBy } = climb({ rung: check.rung, holder: check.isBackup ? 'backup' : 'helper' }, madeAt);
  return holder === 'desk' ? [] : [{ ...check, rung, actBy }];
}

function afterSurvey(survey: Copy['surveys'][number], { surveyId, householdId, body }: Moved<'survey'>) {
  if (survey.surveyId !== surveyId) return survey;
  const doors = survey.doors.map(door =>
    door.householdId === householdId ? { ...door, outcome: surveyAfter(door.outcome, body.outcome) } : door,
  );
  return { ...survey, doors };
}

/** Twice is once: a move that the server already counted in changes nothing. */
export function applyMove(copy: Copy, { move, madeAt }: Waiting<Move>): Copy {
  switch (move.on) {
    case 'request': {
      const name = move.body.move;
      if (name === 'fetch') return afterFetch(copy, move.requestId);
      const next = onTask(copy, move.requestId, task => afterMove(task, name));
      if (name !== 'deliver' && name !== 'fail') return next;
      const isNew = next.tasks.length < copy.tasks.length;
      const done = { ...next, doneToday: copy.doneToday + (name === 'deliver' && isNew ? 1 : 0) };
      const outcome = name === 'deliver' ? 'delivered' : 'failed';
      return onStop(done, move.requestId, stop => ({ ...stop, outcome, closedAt: madeAt }));
    }
    case 'bag':
      return onBag(copy, move.bagId, {
        step: move.body.step,
        ...(move.body.step === 'disinfected' && { restUntil: restOf(copy, move.bagId, madeAt) }),
      });
    case 'household': {
      const { outcome, daysOfSupply } = move.body;
      // Nobody there is not heard from.
      if (outcome === 'no_answer') return copy;
      return onDoor(copy, move.householdId, door => ({
        ...door,
        heardAt: madeAt,
        ...(daysOfSupply !== undefined && { daysOfSupply, askAgainAt: null }),
      }));
    }
    case 'ask':
      return onDoor(copy, move.body.householdId ?? '', door => ({ ...door, heardAt: madeAt }));
    case 'round': {
      const { to } = roundLife[move.body.move];
      return { ...copy, rounds: copy.rounds.map(round => (round.roundId === move.roundId ? { ...round, state: to } : round)) };
    }
    case 'handover':
      return afterHandover(copy, move.body, madeAt);
    case 'care':
      return { ...copy, checks: copy.checks.flatMap(check => afterCheck(check, move, madeAt)) };
    case 'survey':
      return { ...copy, surveys: copy.surveys.map(survey => afterSurvey(survey, move)) };
    case 'voice':
      return copy;
  }
}

/** As an older version of this page may have kept it. */
export function asKept(copy: Copy): Copy {
  return {
    ...copy,
    rounds: copy.rounds ?? [],
    relays: copy.relays ?? [],
    lateMoves: copy.lateMoves ?? [],
    checks: copy.checks ?? [],
    surveys: copy.surveys ?? [],
  };
}

/** What the screen shows: the last word of the server with what it has not answered yet on top. */
export function withWaiting(copy: Copy, waiting: readonly Waiting<Move>[]): Copy {
  return waiting.reduce(applyMove, copy);
}

/** Ids of requests and doors with something not sent yet. */
export function touchedBy(waiting: readonly Waiting<Move>[]): ReadonlySet<string> {
  const touched = new Set<string>();
  for (const { id, move } of waiting) {
    if (move.on === 'request') touched.add(move.requestId);
    else if (move.on === 'household' || move.on === 'voice') touched.add(move.householdId);
    else if (move.on === 'ask') touched.add(id).add(move.body.householdId ?? '');
    else if (move.on === 'bag') touched.add(move.bagId);
    else if (move.on === 'care') touched.add(move.careCheckId);
    else if (move.on === 'survey') touched.add(`${move.surveyId} ${move.householdId}`);
    else if (move.on === 'handover') for (const bagId of move.body.bagIds ?? []) touched.add(bagId);
  }
  return touched;
}

/** The round being walked, else the next one. */
export function openRound(copy: Copy): Round | undefined {
  const open = copy.rounds.filter(round => round.state !== 'finished' && round.state !== 'dropped') ?? [];
  return open.find(round => round.state === 'running') ?? [...open].sort((a, b) => a.startAt.localeCompare(b.startAt))[0];
}

/** What is in hand, in the order of the round; what is in none comes after it, by its deadline as the server sorts. */
export function inOrder(copy: Copy): Task[] {
  const places = new Map(openRound(copy)?.stops.map(stop => [stop.requestId, stop.position]));
  const place = (task: Task) => places.get(task.requestId) ?? Number.MAX_SAFE_INTEGER;
  return copy.tasks.filter(task => task.state !== 'offered').sort((a, b) => place(a) - place(b));
}

/** After a sealed building no other one in the same shift. */
export function wentSealed({ shift }: Copy, now: number): boolean {
  const { wentSealedAt, startedAt } = shift;
  return wentSealedThisShift({ wentSealedAt, shiftStartedAt: startedAt }, new Date(now).toISOString());
}
