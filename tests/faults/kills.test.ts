// Under load, the program, its database, or both are killed again and again; everything acknowledged is there once and whole.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startProgram } from '../program.ts';
import { compare } from './compare.ts';
import { endEverything, faults, killLoop, withDatabase } from './kill-loop.ts';
import { makeRoom, startLoad } from './load.ts';

const rounds = 5;
const between = 30;

it(`after ${rounds} kills each of the program, its database and both, and ${rounds} stops, all under load, everything acknowledged is there once and whole`, async t => {
  const figures = await killLoop({ faults, rounds, between });
  t.diagnostic(JSON.stringify(figures));
  assert.ok(figures.acknowledged >= between * (rounds * faults.length + 1));
  assert.ok(figures.retried > 0, 'the kills fell into running calls');
  assert.ok(figures.databaseAway > 0, 'while the database was away this was said');
  assert.equal(figures.adopted, rounds, 'only the database of a killed program was there to take over');
  const { lost, doubled, partial, misbooked } = figures;
  assert.deepEqual({ lost, doubled, partial, misbooked }, { lost: 0, doubled: 0, partial: 0, misbooked: 0 });
});

it('the comparison finds what is lost, doubled, half there and wrongly booked', async () => {
  const program = await startProgram();
  try {
    await withDatabase(program.home, makeRoom);
    const load = await startLoad(program.origin, 2);
    await load.progress(20);
    await load.finish();
    await withDatabase(program.home, async db => {
      const { acknowledged: _all, ...whole } = await compare(db, load.acknowledged);
      assert.deepEqual(whole, { lost: 0, doubled: 0, partial: 0, misbooked: 0 });
      const one = `(select request_id from request_words where note ~ '^第[0-9]+次$' order by request_id limit 1)`;
      await db.count(`update request set number = number || 'x' where request_id = ${one}`);
      await db.count(`delete from receipt where move_id = ${one}`);
      await db.count(
        `update request_words set note = '第0次' where request_id = (select request_id from request_words where note !~ '^第[0-9]+次$' or note is null limit 1)`,
      );
      await db.count(
        `update run set booked_grams = booked_grams + 1 where run_id = (select run_id from request where run_id is not null limit 1)`,
      );
      const spoilt = await compare(db, load.acknowledged);
      assert.deepEqual([spoilt.lost, spoilt.doubled, spoilt.misbooked], [1, 1, 1]);
      assert.ok(spoilt.partial >= 1);
    });
  } finally {
    await endEverything(program);
  }
});
