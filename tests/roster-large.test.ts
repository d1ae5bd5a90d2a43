// The largest roster that is taken: twenty thousand doors, then the people behind them, each in one transaction within its time.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { it } from 'node:test';
import { importRoster } from '../src/api/people.ts';
import { testApp } from './app.ts';

const app = await testApp();
const clerk = await app.signedIn('clerk');
const places = Array.from({ length: 20_000 }, (_, at) => `大苑小区,${Math.floor(at / 100) + 1}号楼,1单元,${(at % 100) + 101}`);
const people = places.map((place, at) => `${place},住户${at},1990${String(at).padStart(7, '0')}`);

// Without fresh statistics each foreign key to the doors of a moment ago read the whole table, and the second file ran out of time.
for (const [roster, file] of [
  ['households', `小区,楼栋,单元,门牌\n${places.join('\n')}\n`],
  ['residents', `小区,楼栋,单元,门牌,姓名,电话\n${people.join('\n')}\n`],
] as const) {
  it(`20,000 ${roster}`, async () => {
    const form = new FormData();
    form.append('file', new Blob([file]), 'roster.csv');
    const body = new Response(form);
    const done = await clerk.get(importRoster, {
      params: { roster },
      query: { digest: createHash('sha256').update(file).digest('hex') },
      payload: Buffer.from(await body.arrayBuffer()),
      headers: { 'content-type': body.headers.get('content-type') ?? '' },
    });
    assert.deepEqual([done.rows, done.adds, done.bad.length], [20_000, 20_000, 0]);
  });
}
