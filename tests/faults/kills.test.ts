// Under load, the program, its database, or both are killed again and again; everything acknowledged is there once and whole.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { databaseOfHome } from '../database.ts';
import { startProgram } from '../program.ts';
import { faults, killLoop } from './kill-loop.ts';
import { startLoad } from './load.ts';

const rounds = 2;
const between = 60;

for (const fault of faults) {
  it(`${fault} ${rounds} times under load: nothing acknowledged is lost, doubled or half there`, async t => {
    const figures = await killLoop(fault, rounds, between);
    t.diagnostic(JSON.stringify(figures));
    assert.ok(figures.acknowledged >= between * (rounds + 1));
    assert.ok(figures.retried > 0, 'the kills fell into running calls');
    assert.deepEqual([figures.lost, figures.doubled, figures.partial], [0, 0, 0]);
  });
}

it('the comparison finds what is lost, doubled and half there', async () => {
  const program = await startProgram();
  try {
    const load = await startLoad(program.origin, 2);
    await load.progress(20);
    await load.finish();
    const db = databaseOfHome(program.home);
    const whole = await load.compare(db);
    assert.deepEqual([whole.lost, whole.doubled, whole.partial], [0, 0, 0]);
    const one = `(select request_id from request_words where note ~ '^第[0-9]+次$' order by request_id limit 1)`;
    await db.count(`delete from receipt where move_id = ${one}`);
    await db.count(`update request set number = number || 'x' where request_id = ${one}`);
    await db.count(`update request_words set note = '第0次' where request_id =
      (select request_id from request_words where note !~ '^第[0-9]+次$' or note is null limit 1)`);
    const spoilt = await load.compare(db);
    await db.close();
    assert.deepEqual([spoilt.lost, spoilt.doubled, spoilt.partial], [1, 1, 1]);
  } finally {
    await program.stop();
  }
});
