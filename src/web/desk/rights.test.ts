// The desk shows each role what the contract allows it, no more and no less.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contract } from '../../api/contract.ts';
import { deskRoles, mayOpen, rights } from './rights.ts';
import { sections } from './route.ts';

test('the desk’s table of rights says what the contract says, for every role that sits at the desk', () => {
  for (const [name, roles] of Object.entries(rights)) {
    const found = contract.find(endpoint => endpoint.name === name);
    assert.ok(found, `${name} is no endpoint`);
    assert.ok(typeof found.who === 'object', name);
    const allowed = deskRoles.filter(role => role in (found.who as object));
    assert.deepEqual([...(roles as readonly string[])].sort(), [...allowed].sort(), name);
  }
});

test('every role of the desk has a page to begin with, and an administrator does not see the queue', () => {
  for (const role of deskRoles)
    assert.ok(
      sections.some(section => section !== 'account' && mayOpen([role], section)),
      role,
    );
  assert.equal(mayOpen(['administrator'], 'queue'), false);
  assert.equal(mayOpen(['administrator'], 'staff'), true);
  assert.equal(mayOpen(['supply'], 'new'), false);
  assert.equal(mayOpen(['clerk'], 'audit'), false);
});
