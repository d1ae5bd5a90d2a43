// In the first minute of an empty desk a look-up by key stays one: the server is told what is in its tables before it guesses wrongly.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { newId } from '../src/server/id.ts';
import { refreshStatistics } from '../src/server/postgres/statistics.ts';
import { makeCommunity } from './community.ts';
import { testDatabase } from './database.ts';
import { storeRequests } from './requests.ts';

const db = await testDatabase();
const community = await makeCommunity(db);

async function plan(sql: string): Promise<string> {
  return db.transaction(async tx => {
    await tx.count('SET LOCAL plan_cache_mode = force_generic_plan');
    await tx.count(`PREPARE looked_up(uuid, uuid) AS ${sql}`);
    const rows = await tx.rows<Record<string, string>>(`EXPLAIN EXECUTE looked_up('${community.communityId}', '${newId()}')`);
    await tx.count('DEALLOCATE looked_up');
    return rows.map(row => row['QUERY PLAN']).join('\n');
  });
}

it('after the first rush requests are looked up by their own key, and nothing more is done until they double', async () => {
  await storeRequests(
    db,
    community,
    new Date(),
    Array.from({ length: 600 }, () => ({})),
  );
  // The server counts what was written a moment after the transaction.
  let looked = 0;
  const until = Date.now() + 20_000;
  while (looked === 0 && Date.now() < until) looked = await refreshStatistics(db);
  assert.ok(looked >= 1);
  while ((await refreshStatistics(db)) > 0 && Date.now() < until);
  // What a foreign key asks for each row of words and events.
  assert.match(
    await plan('SELECT 1 FROM ONLY request x WHERE community_id = $1 AND request_id = $2 FOR KEY SHARE OF x'),
    /using request_pkey/,
  );
  assert.equal(await refreshStatistics(db), 0);
});
