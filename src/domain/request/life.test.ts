// The life table guards itself: every state can be reached and left, no move is dead, and the page about it is fresh.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { lifePage } from '../../../scripts/life-page.ts';
import { bagProblems } from '../delivery/custody.ts';
import { helperRoles } from '../people/role.ts';
import { allowedMoves, endStates, heldStates, type MoveName, moveNames, moveOf, openStates, type State, states } from './life.ts';
import { helperMoves } from './rules.ts';

const allStates = Object.keys(states) as State[];

function reachable(moves: readonly MoveName[], start: State): Set<State> {
  const reached = new Set<State>([start]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const name of moves) {
      const { from, to } = moveOf(name);
      if (to === null || reached.has(to) || !from.some(state => reached.has(state))) continue;
      reached.add(to);
      grew = true;
    }
  }
  return reached;
}

describe('the life of a request', () => {
  it('begins with asked and reaches every state', () => {
    assert.deepEqual([...reachable(moveNames, 'asked')].sort(), [...allStates].sort());
  });

  it('leads from every open state to the household being served', () => {
    for (const state of openStates) assert.ok(reachable(moveNames, state).has('served'), `${state} is a dead end`);
  });

  it('has no state that only the passing of time can leave: a person of the desk can always act', () => {
    for (const state of openStates) assert.ok(allowedMoves(state, ['clerk']).length > 0, `a clerk is helpless in ${state}`);
  });

  it('has no dead move: each one starts from a state that can be reached and somebody may make it', () => {
    const reached = reachable(moveNames, 'asked');
    for (const name of moveNames) {
      const { from, by } = moveOf(name);
      assert.ok(by.length > 0, `nobody makes ${name}`);
      assert.ok(name === 'ask' || from.length > 0, `${name} starts nowhere`);
      for (const state of from) assert.ok(reached.has(state), `${name} starts from ${state}, which nothing reaches`);
    }
  });

  it('divides the states into open and ended ones', () => {
    assert.deepEqual([...openStates, ...endStates].sort(), [...allStates].sort());
  });

  it('leaves ended states by nothing, but served by reopening', () => {
    for (const state of endStates) {
      assert.deepEqual(allowedMoves(state, ['clerk', 'resident', 'volunteer', 'system']), state === 'served' ? ['reopen'] : []);
    }
  });

  it('lets helpers alone make the moves of a helper, and each of those from a state somebody holds or free for the taking', () => {
    for (const name of helperMoves) {
      assert.deepEqual([...moveOf(name).by].sort(), [...helperRoles].sort());
      for (const from of moveOf(name).from) {
        assert.ok(
          (heldStates as readonly State[]).includes(from) || (name === 'accept' && from === 'sorted'),
          `${name} from ${from}`,
        );
      }
    }
  });

  it('a life in danger can be refused only with a reason; everything that disappoints a household has one', () => {
    for (const name of ['refuse', 'fail', 'reopen', 'call_off', 'decline', 'give_back'] as const) {
      assert.ok((moveOf(name).reasons?.length ?? 0) > 0, name);
    }
  });

  it('knows the problems of a bag as the reasons of a failed delivery', () => {
    assert.deepEqual(
      [...(moveOf('fail').reasons ?? []), 'recalled_goods'].sort(),
      [...bagProblems].sort(),
      'a recall comes from the desk, not from the door',
    );
  });

  it('is written down freshly in docs/life-of-a-request.md', () => {
    const written = readFileSync(resolve(import.meta.dirname, '../../../docs/life-of-a-request.md'), 'utf8');
    assert.equal(written, lifePage(), 'run "npm run generate"');
  });
});
