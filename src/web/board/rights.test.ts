// The board shows each role what the contract allows it, no more and no less.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contract } from '../../api/contract.ts';
import { boardRoles, rights } from './rights.ts';

test('the board’s table of rights says what the contract says, for every role that sits at the board', () => {
  for (const [name, roles] of Object.entries(rights)) {
    const found = contract.find(endpoint => endpoint.name === name);
    assert.ok(found, `${name} is no endpoint`);
    assert.ok(typeof found.who === 'object', name);
    const allowed = boardRoles.filter(role => role in (found.who as object));
    assert.deepEqual([...(roles as readonly string[])].sort(), [...allowed].sort(), name);
  }
});

test('whoever may read the board has a seat at it', () => {
  const board = contract.find(endpoint => endpoint.name === 'readBoard');
  assert.deepEqual(Object.keys(board?.who ?? {}).sort(), [...boardRoles].sort());
});
