// Histories of phones for the model test: moves, cuts, copies, killed pages, wrong clocks and a desk that reassigns, on the phone's real outbox.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { PhoneMove } from '../src/api/phone.ts';
import { mayFollow } from '../src/domain/delivery/custody.ts';
import { isHeld } from '../src/domain/request/rules.ts';
import { type Box, emptyBox, type Outbox, openOutbox, type Sent, type Waiting } from '../src/web/field/outbox.ts';
import { type DeskMove, type HelperMove, ModelServer, type Outcome } from './phone-model.ts';

const minute = 60_000;
export const helperMoves = ['accept', 'fetch', 'deliver', 'fail', 'give_back'] as const satisfies readonly HelperMove[];
const bagSteps = ['gate', 'disinfected', 'returned'] as const;
const deskMoves = ['offer', 'reassign', 'take_back', 'retry', 'call_off'] as const;
/**
 * What the way does to one call. cut: it does not arrive. deaf: it arrives, the answer does not. half: the server stops after some moves. late
 * copy: it arrives twice, the second time whenever. torn: only a part of the answer. killed: the page dies, before or after it arrived.
 */
const faults = ['cut', 'deaf', 'half', 'copied', 'torn', 'shuffled', 'killed', 'killed_after'] as const;
type Fault = (typeof faults)[number] | 'none';

export type Command =
  | { readonly do: 'move'; readonly phone: number; readonly request: number; readonly move: (typeof helperMoves)[number] }
  /** The first so many moves of the whole way to the door, by whoever it was first offered to. */
  | { readonly do: 'way'; readonly request: number; readonly moves: number }
  | { readonly do: 'step'; readonly phone: number; readonly request: number; readonly step: (typeof bagSteps)[number] }
  | { readonly do: 'flush'; readonly phone: number; readonly faults: readonly Fault[]; readonly pick: number }
  | { readonly do: 'restart'; readonly phone: number }
  | { readonly do: 'copy'; readonly pick: number }
  | { readonly do: 'clock'; readonly phone: number; readonly skew: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'desk'; readonly request: number; readonly phone: number; readonly move: (typeof deskMoves)[number] };

export const requestCount = 3;
export const phoneCount = 2;
const phone = fc.nat(phoneCount - 1);
const request = fc.nat(requestCount - 1);
const of = <const T>(...values: readonly T[]) => fc.constantFrom(...values);
const say = <const D extends Command['do']>(what: D) => fc.constant(what);

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: say('move'), phone, request, move: of(...helperMoves, 'accept', 'fetch', 'deliver') }),
  },
  { weight: 6, arbitrary: fc.record({ do: say('way'), request, moves: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ do: say('step'), phone, request, step: of(...bagSteps, 'disinfected') }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: say('flush'),
      phone,
      faults: fc.array(of<Fault>('none', ...faults), { maxLength: 3 }),
      pick: fc.nat(20),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: say('restart'), phone }) },
  { weight: 2, arbitrary: fc.record({ do: say('copy'), pick: fc.nat(20) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: say('clock'), phone, skew: of(0, 1440, -1440, 7, -90).map(minutes => minutes * minute) }),
  },
  { weight: 1, arbitrary: fc.record({ do: say('wait'), ms: fc.nat(3_600_000) }) },
  { weight: 4, arbitrary: fc.record({ do: say('desk'), request, phone, move: of(...deskMoves, 'offer', 'reassign') }) },
);

/** Begins with work in the hands of the helpers, so that there is something to lose. */
export const histories = (most: number) => fc.array(command, { minLength: 3, maxLength: most });

/** What a phone speaks to: the model, or the real server beside it. */
export interface Server {
  take(helper: string, phoneNow: number, now: number, moves: readonly PhoneMove[]): Promise<Outcome[]>;
  desk(requestId: string, moveId: string, move: DeskMove, now: number): Promise<void>;
  wait(ms: number): void;
}

class Killed extends Error {}

type Made = Extract<PhoneMove, { on: 'request' | 'bag' }>;
type Bare = Made extends infer T ? (T extends unknown ? Omit<T, 'id' | 'seq' | 'at'> : never) : never;

interface Copy {
  readonly helper: string;
  readonly phoneNow: number;
  readonly moves: readonly PhoneMove[];
}

interface ThePhone {
  readonly helper: string;
  skew: number;
  box: Box<Bare, Outcome>;
  outbox: Outbox<Bare>;
  faults: Fault[];
  pick: number;
}

export interface Ids {
  readonly helpers: readonly string[];
  readonly requests: readonly { readonly requestId: string; readonly bagId: string }[];
}

export interface Ended {
  readonly model: ModelServer;
  readonly phones: readonly { readonly helper: string; readonly box: Box<Bare, Outcome>; readonly kept: readonly string[] }[];
  /** Every arrival at the server in its order, as one that never loses or repeats would see it. */
  readonly firsts: readonly First[];
  readonly endedAt: number;
  /** What each phone was told of each move, in the order of being told. */
  readonly told: ReadonlyMap<string, readonly Outcome[]>;
}

type First =
  | { readonly by: 'phone'; readonly helper: string; readonly move: PhoneMove; readonly now: number }
  | { readonly by: 'desk'; readonly requestId: string; readonly moveId: string; readonly move: DeskMove; readonly now: number };

/** Plays one history to its end, when there is signal for everybody. */
export async function play(
  ids: Ids,
  commands: readonly Command[],
  server: Server,
  model: ModelServer,
  startAt: number,
): Promise<Ended> {
  let now = startAt;
  const firsts: First[] = [];
  const arrived = new Set<string>();
  const copies: Copy[] = [];
  const told = new Map<string, Outcome[]>();
  const kept = new Map<string, string[]>();

  async function arrive({ helper, phoneNow, moves }: Copy, stopAfter = moves.length): Promise<Outcome[]> {
    const reached = moves.slice(0, stopAfter);
    if (reached.length === 0) return [];
    for (const move of reached) {
      if (!arrived.has(move.id)) firsts.push({ by: 'phone', helper, move, now });
      arrived.add(move.id);
    }
    return server.take(helper, phoneNow, now, reached);
  }

  function open(one: ThePhone): void {
    one.outbox = openOutbox<Bare, Outcome>({
      change: async next => {
        one.box = next(one.box);
        return one.box;
      },
      wipe: async () => {
        one.box = emptyBox;
      },
      send: batch => send(one, batch),
      now: () => new Date(now + one.skew).toISOString(),
      newId: randomUUID,
    });
  }

  async function send(one: ThePhone, batch: readonly Waiting<Bare>[]): Promise<Sent<Outcome>> {
    const moves = batch.map(({ id, seq, madeAt, move }) => ({ id, seq, at: madeAt, ...move }) as PhoneMove);
    const copy = { helper: one.helper, phoneNow: now + one.skew, moves };
    const fault = one.faults.shift() ?? 'none';
    if (fault === 'killed') throw new Killed();
    if (fault === 'cut') return { is: 'lost' };
    if (fault === 'copied') copies.push(copy);
    const answers = await arrive(copy, fault === 'half' ? one.pick % (moves.length + 1) : moves.length);
    if (fault === 'killed_after') throw new Killed();
    if (fault === 'deaf' || fault === 'half') return { is: 'lost' };
    for (const answer of answers) told.set(answer.id, [...(told.get(answer.id) ?? []), answer]);
    if (fault === 'torn') return { is: 'answered', answers: answers.slice(0, one.pick % (answers.length + 1)) };
    return { is: 'answered', answers: fault === 'shuffled' ? answers.toReversed() : answers };
  }

  async function flush(one: ThePhone): Promise<void> {
    try {
      await one.outbox.flush();
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      open(one);
    }
  }

  async function make(one: ThePhone, move: Bare): Promise<void> {
    const { id } = await one.outbox.add(move);
    kept.get(one.helper)?.push(id);
  }

  const phones = ids.helpers.map(helper => {
    const one = { helper, skew: 0, box: emptyBox, faults: [], pick: 0 } as unknown as ThePhone;
    kept.set(helper, []);
    open(one);
    return one;
  });
  const phoneAt = (index: number) => phones[index] as ThePhone;
  const requestAt = (index: number) => ids.requests[index] as Ids['requests'][number];

  async function desk(requestId: string, move: DeskMove): Promise<void> {
    const moveId = randomUUID();
    firsts.push({ by: 'desk', requestId, moveId, move, now });
    await server.desk(requestId, moveId, move, now);
  }

  for (const [index, { requestId }] of ids.requests.entries()) {
    await desk(requestId, { move: 'offer', helperId: phoneAt(index % phones.length).helper });
  }
  for (const one of commands) {
    switch (one.do) {
      case 'move': {
        const { requestId } = requestAt(one.request);
        const body =
          one.move === 'fail'
            ? { move: one.move, reason: 'nobody_answered' }
            : one.move === 'give_back'
              ? { move: one.move, reason: 'unwell' }
              : { move: one.move };
        await make(phoneAt(one.phone), { on: 'request', requestId, body } as Bare);
        break;
      }
      case 'way': {
        const { requestId, bagId } = requestAt(one.request);
        const way: Bare[] = [
          { on: 'request', requestId, body: { move: 'accept' } },
          { on: 'request', requestId, body: { move: 'fetch' } },
          { on: 'bag', bagId, body: { step: 'disinfected', agent: 'wiped' } },
          { on: 'request', requestId, body: { move: 'deliver' } },
        ];
        for (const move of way.slice(0, one.moves)) await make(phoneAt(one.request % phones.length), move);
        break;
      }
      case 'step': {
        const body = one.step === 'disinfected' ? { step: one.step, agent: 'wiped' as const } : { step: one.step };
        await make(phoneAt(one.phone), { on: 'bag', bagId: requestAt(one.request).bagId, body } as Bare);
        break;
      }
      case 'flush': {
        const that = phoneAt(one.phone);
        that.faults = [...one.faults];
        that.pick = one.pick;
        await flush(that);
        that.faults = [];
        break;
      }
      case 'restart':
        open(phoneAt(one.phone));
        break;
      case 'copy':
        if (copies.length > 0) await arrive(copies[one.pick % copies.length] as Copy);
        break;
      case 'clock':
        phoneAt(one.phone).skew = one.skew;
        break;
      case 'wait':
        now += one.ms;
        server.wait(one.ms);
        break;
      case 'desk': {
        const helperId = phoneAt(one.phone).helper;
        const { requestId } = requestAt(one.request);
        if (one.move === 'offer' || one.move === 'reassign') await desk(requestId, { move: one.move, helperId });
        else if (one.move === 'call_off') await desk(requestId, { move: one.move, reason: 'household_asked' });
        else await desk(requestId, { move: one.move });
        break;
      }
    }
  }
  for (const copy of copies) await arrive(copy);
  for (const one of phones) await flush(one);
  return {
    model,
    firsts,
    told,
    endedAt: now,
    phones: phones.map(({ helper, box }) => ({ helper, box, kept: kept.get(helper) ?? [] })),
  };
}

/** What must be so at the end of every history. */
export function check(ids: Ids, { model, phones, firsts, told, endedAt }: Ended): void {
  const lateIds = new Set(model.late.map(late => late.moveId));
  assert.equal(lateIds.size, model.late.length, 'a late move is kept once');
  const madeIds = model.made.map(one => one.moveId);
  assert.equal(new Set(madeIds).size, madeIds.length, 'no move was made twice');
  for (const { helper, box, kept } of phones) {
    assert.deepEqual(box.waiting, [], 'with signal nothing waits');
    const toldIds = new Set(box.told.map(one => one.id));
    for (const id of kept) {
      const receipt = model.receipts.get(id);
      assert.ok(receipt, 'no move that the phone kept is lost');
      const good = receipt.refusal === null;
      assert.equal(toldIds.has(id), !good, 'the phone shows every move that was not made, and no other');
      assert.equal(madeIds.includes(id), good, 'what was acknowledged was made, what was refused was not');
      const said = told.get(id) ?? [];
      assert.ok(said.length > 0, 'every move was answered');
      const words = new Set(said.map(({ outcome }) => (outcome === 'again' ? 'done' : outcome)));
      assert.equal(words.size, 1, 'and always in the same way');
      assert.equal(words.has('late'), lateIds.has(id), 'what is late for the phone is late for the desk');
    }
    const mine = model.made.filter(one => one.by === helper);
    for (const [index, one] of mine.entries()) {
      assert.ok(index === 0 || one.seq > (mine[index - 1]?.seq ?? 0), 'in the order of the phone');
      const before = mine.slice(0, index).findLast(({ requestId }) => requestId === one.requestId);
      assert.ok(before === undefined || one.happenedAt >= before.happenedAt, 'also by the times that are told of one request');
      assert.ok(one.happenedAt <= endedAt, 'and not in the future');
    }
  }
  for (const { requestId, bagId } of ids.requests) {
    const held = model.held.get(requestId);
    assert.ok(held && held.bag.bagId === bagId);
    let at = 'packed' as typeof held.bag.step;
    for (const { step } of held.custody) {
      // A line that says why the bag stays where it is moves nothing.
      assert.ok(step === at || mayFollow(at, step, 'cold'), `${at} → ${step}`);
      at = step;
    }
    assert.equal(held.bag.step, at, 'a bag is where its last line says');
    assert.equal(isHeld(held.request.state), held.request.ownerId !== null && held.request.state !== 'delivered');
  }
  assert.deepEqual(serially(ids, firsts), stateOf(model), 'the same as if every move had come once, alone and in order');
}

function stateOf(model: ModelServer) {
  return {
    held: [...model.held].map(([id, { request, version, bag, custody }]) => [
      id,
      request.state,
      request.ownerId,
      version,
      bag,
      custody,
    ]),
    made: model.made.map(({ moveId, by, seq }) => [moveId, by, seq]),
    late: model.late,
  };
}

/** The reference: one server, one move at a time, nothing lost and nothing repeated. */
function serially(ids: Ids, firsts: readonly First[]) {
  const reference = new ModelServer(ids.requests);
  for (const one of firsts) {
    if (one.by === 'desk') reference.desk(one.requestId, one.moveId, one.move, one.now);
    else reference.take(one.helper, one.now, one.now, [one.move as Made]);
  }
  return stateOf(reference);
}
