// The fact rules of moves: told twice, handed back, asked again, believed or not; and what a request looks like after any move.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { houseClocks } from './clock.ts';
import { lanes } from './kind.ts';
import { heldStates, type MoveName, moveNames, moveOf, type State } from './life.ts';
import { newThings } from './merge.ts';
import {
  believableTime,
  isDoneAlready,
  isOpen,
  mayHold,
  mayOfferByItself,
  mayTakeIn,
  movesFor,
  type Past,
  type Request,
  whoDeclined,
} from './rules.ts';
import { nextRequest } from './step.ts';

const past = (move: MoveName, byId: string | null, ownerId: string | null = null): Past => ({
  move,
  byId,
  byRole: byId === null ? 'system' : 'volunteer',
  ownerId,
});

describe('told twice', () => {
  const story = (...oldestFirst: Past[]) => oldestFirst.reverse();

  it('the last move by the same person is done already, also after an escalation, and not when somebody else made it', () => {
    const accepted = story(past('offer', 'clerk', 'a'), past('accept', 'a', 'a'), past('escalate', null, 'a'));
    assert.equal(isDoneAlready(accepted, 'accept', 'a'), true);
    assert.equal(isDoneAlready(accepted, 'accept', 'b'), false);
    assert.equal(isDoneAlready(accepted, 'offer', 'clerk', 'a'), false, 'it went on since');
  });

  it('an offer to another helper is another offer', () => {
    const offered = story(past('sort', 'clerk'), past('offer', 'clerk', 'a'));
    assert.equal(isDoneAlready(offered, 'offer', 'clerk', 'a'), true);
    assert.equal(isDoneAlready(offered, 'offer', 'clerk', 'b'), false);
  });

  it('a no stays a no while it is with others, until it comes back', () => {
    const gone = story(
      past('offer', 'clerk', 'a'),
      past('decline', 'a', 'a'),
      past('offer', null, 'b'),
      past('accept', 'b', 'b'),
    );
    assert.equal(isDoneAlready(gone, 'decline', 'a'), true);
    const back = story(...[...gone].reverse(), past('reassign', 'clerk', 'a'));
    assert.equal(isDoneAlready(back, 'decline', 'a'), false);
  });

  it('a second acceptance after it was given back and offered again is a new one', () => {
    const again = story(past('accept', 'a', 'a'), past('give_back', 'a', 'a'), past('offer', 'clerk', 'a'));
    assert.equal(isDoneAlready(again, 'accept', 'a'), false);
  });
});

describe('asked by itself', () => {
  it('whoever said no or let it lapse is remembered until the household asks anew', () => {
    const story = [past('lapse', null, 'b'), past('decline', 'a', 'a'), past('reopen', 'r'), past('decline', 'c', 'c')];
    assert.deepEqual(whoDeclined(story).sort(), ['a', 'b']);
  });

  it('the program asks twice in a row, then a person has to', () => {
    const byClerk: Past = { ...past('offer', 'clerk', 'a'), byRole: 'clerk' };
    assert.equal(mayOfferByItself([byClerk]), true);
    assert.equal(mayOfferByItself([past('offer', null, 'b'), byClerk]), true);
    assert.equal(
      mayOfferByItself([past('offer', null, 'c'), past('lapse', null, 'b'), past('offer', null, 'b'), byClerk]),
      false,
    );
    assert.equal(mayOfferByItself([byClerk, past('offer', null, 'c'), past('offer', null, 'b')]), true);
  });
});

describe('who may hold it', () => {
  it('only the holder makes a helper’s moves; what nobody holds may be accepted', () => {
    assert.equal(mayHold({ state: 'offered', ownerId: 'a' }, 'accept', 'b'), false);
    assert.equal(mayHold({ state: 'sorted', ownerId: null }, 'accept', 'b'), true);
    assert.equal(mayHold({ state: 'sorted', ownerId: null }, 'deliver', 'b'), false);
    assert.deepEqual(movesFor({ state: 'accepted', ownerId: 'a' }, ['volunteer'], 'b'), []);
    assert.deepEqual(movesFor({ state: 'accepted', ownerId: 'a' }, ['volunteer'], 'a'), [
      'give_back',
      'fetch',
      'deliver',
      'fail',
    ]);
  });
});

describe('what people and devices say', () => {
  const now = '2022-03-12T02:00:00.000Z';
  it('nothing has happened in the future; the past is kept as said', () => {
    assert.equal(believableTime(undefined, now), null);
    assert.equal(believableTime('2022-03-12T02:04:00.000Z', now), '2022-03-12T02:04:00.000Z');
    assert.equal(believableTime('2022-03-13T02:00:00.000Z', now), now);
    assert.equal(believableTime('2022-03-09T02:00:00.000Z', now), '2022-03-09T02:00:00.000Z');
  });

  it('the same thing by another name is not bought twice; a medicine of another name is', () => {
    const names = (list: { name: string }[]) => list.map(({ name }) => name);
    const of = (...list: string[]) => list.map(name => ({ name }));
    assert.deepEqual(names(newThings('groceries', of('土豆', '大米'), of('洋芋', '大 米', '食盐'))), ['食盐']);
    assert.deepEqual(names(newThings('medicine', of('硝苯地平'), of('硝苯地平缓释片', '硝苯地平'))), ['硝苯地平缓释片']);
  });

  it('what is being carried takes in a duplicate, never something new', () => {
    assert.equal(mayTakeIn('carrying', false), true);
    assert.equal(mayTakeIn('carrying', true), false);
    assert.equal(mayTakeIn('sorted', true), true);
    assert.equal(mayTakeIn('delivered', false), false);
  });
});

describe('after a move', () => {
  const instant = fc
    .date({ min: new Date('2022-03-01'), max: new Date('2022-04-01'), noInvalidDate: true })
    .map(date => date.toISOString());
  const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
  const anyRequest: fc.Arbitrary<Request> = fc.record({
    state: fc.constantFrom<State>('asked', 'sorted', 'offered', 'problem', 'accepted', 'carrying', 'delivered', 'served'),
    kind: fc.constant('groceries' as const),
    lane: fc.constantFrom(...lanes),
    urgency: fc.constant('normal' as const),
    goodsClass: fc.constant('ordinary' as const),
    ownerId: fc.constant('holder'),
    runId: orNull(fc.constant('run')),
    grams: fc.nat(30_000),
    askedAt: instant,
    answeredAt: orNull(instant),
    dueAt: instant,
    actBy: orNull(instant),
    escalation: fc.nat(2),
    offeredAt: orNull(instant),
    acceptedAt: orNull(instant),
    deliveredAt: orNull(instant),
    closedAt: fc.constant(null),
    problem: fc.constant(null),
    mergedInto: fc.constant(null),
    reopened: fc.nat(3),
    givenBack: fc.nat(3),
  });

  it('the state follows the table, who must answer for it is named, and the clock of the household never moves', () => {
    fc.assert(
      fc.property(anyRequest, fc.constantFrom(...moveNames), instant, (before, move, now) => {
        const { from, to } = moveOf(move);
        if (!from.includes(before.state)) return;
        const byRole = moveOf(move).by[0] as Past['byRole'];
        const after = nextRequest(before, {
          move,
          byRole,
          byId: 'me',
          now,
          helperId: 'them',
          reason: 'other',
          clocks: houseClocks,
        });
        assert.equal(after.state, to ?? before.state);
        if ((heldStates as readonly State[]).includes(after.state))
          assert.ok(after.ownerId !== null, `${move} leaves nobody in charge`);
        if (['asked', 'sorted', 'problem'].includes(after.state) && to !== null) assert.equal(after.ownerId, null, move);
        assert.deepEqual([after.askedAt, after.dueAt], [before.askedAt, before.dueAt]);
        assert.equal(after.closedAt !== null && to !== null, to !== null && !isOpen(after.state));
        assert.equal(after.reopened, before.reopened + (move === 'reopen' ? 1 : 0));
        if (to !== null && isOpen(after.state))
          assert.ok(Date.parse(after.actBy ?? '') > Date.parse(now), `${move} stops the clock`);
        if (before.answeredAt !== null) assert.equal(after.answeredAt, before.answeredAt, 'the first answer stays the first');
      }),
      { numRuns: 2000 },
    );
  });
});
