// A right taken away ends within two seconds, a session lives as long as its reason does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testApp } from './app.ts';

const { db, deps, community, signedIn, clock } = await testApp();

test('a token finds its session', async () => {
  const clerk = await signedIn('clerk');
  const actor = await deps.sessions.find(clerk.cookie ?? '');
  assert.deepEqual([...(actor?.grants.keys() ?? [])], ['clerk']);
});
