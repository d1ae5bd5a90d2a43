// A backup taken while people work holds one moment of it, comes back to the last row, and refuses whatever is not whole.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, describe, it } from 'node:test';
import { findHouseholds } from '../src/api/place.ts';
import { askRequest } from '../src/api/request.ts';
import { signIn } from '../src/api/session.ts';
import { newId } from '../src/server/id.ts';
import { checkBackUp } from '../src/server/postgres/back-up.ts';
import { Client } from './client.ts';
import { databaseOfHome, demoPassword, startProgram } from './program.ts';

const root = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'cailanzi-back-up-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function run(script: string, home: string, ...words: string[]): { code: number; said: string } {
  try {
    const env = { ...process.env, CAILANZI_HOME: home, DATABASE_URL: '' };
    const said = execFileSync(process.execPath, [join(root, 'scripts', script), ...words], {
      env,
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return { code: 0, said };
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
    return { code: status, said: stdout + stderr };
  }
}

describe('a backup', () => {
  it('is taken at work, put back into a new home, and the program goes on from it', async () => {
    const program = await startProgram();
    after(() => program.stop());
    writeFileSync(join(program.home, 'files', 'a-photo'), 'of a door');
    const clerk = new Client(program.origin);
    await clerk.get(signIn, { body: { name: 'clerk', password: demoPassword } });
    const { households } = await clerk.get(findHouseholds, { query: { search: '10号楼', limit: 400 } });
    const doors = households.filter(household => household.living === 'lived_in');
    const ask = (n: number) =>
      clerk.get(askRequest, {
        body: {
          id: newId(),
          householdId: doors[n % doors.length]?.householdId ?? '',
          kind: 'groceries',
          channel: 'telephone',
          urgency: 'life',
          items: [{ name: '土豆 "\\N" 🥔', quantity: 2, unit: '斤' }],
        },
      });
    const before = await Promise.all(Array.from({ length: 8 }, (_, n) => ask(n)));

    const taken = join(folder, 'taken');
    assert.equal(run('back-up.ts', program.home, taken).code, 0);
    assert.equal(run('back-up.ts', program.home, taken).code, 2, 'an older backup is never written over');
    const later = await ask(9);
    const manifest = await checkBackUp(taken);

    assert.match(run('restore.ts', program.home, taken, '--commit').said, /in use/);
    const home = join(folder, 'new-home');
    assert.match(run('restore.ts', home, taken).said, /Nothing was written/);
    assert.equal(readdirSync(folder).includes('new-home'), false);
    const put = run('restore.ts', home, taken, '--commit');
    assert.equal(put.code, 0, put.said);
    assert.match(put.said, /keys\/signing/);
    assert.match(run('restore.ts', home, taken, '--commit').said, /not empty/);
    assert.equal(readFileSync(join(home, 'files', 'a-photo'), 'utf8'), 'of a door');

    const again = await startProgram({ home });
    after(() => again.stop());
    const db = databaseOfHome(home);
    after(() => db.close());
    const kept = await db.rows<{ request_id: string }>('SELECT request_id FROM request');
    const ids = new Set(kept.map(row => row.request_id));
    for (const { requestId } of before) assert.ok(ids.has(requestId));
    assert.ok(!ids.has(later.requestId), 'what came later is not in it');
    assert.equal(kept.length, manifest.tables.find(table => table.name === 'request')?.rows);
    await new Client(again.origin).get(signIn, { body: { name: 'clerk', password: demoPassword } });
  });

  it('that was changed, cut short or made by a newer program is refused before anything is written', () => {
    const home = join(folder, 'untouched');
    const taken = join(folder, 'taken');
    const copy = (name: string) => {
      const target = join(folder, name);
      execFileSync('cp', ['-r', taken, target]);
      return target;
    };
    const changed = copy('changed');
    appendFileSync(join(changed, 'tables', 'request'), 'x');
    assert.match(run('restore.ts', home, changed, '--commit').said, /request was changed/);

    const cut = copy('cut');
    rmSync(join(cut, 'manifest.json'));
    assert.match(run('restore.ts', home, cut, '--commit').said, /no finished backup/);

    const newer = copy('newer');
    const manifest = JSON.parse(readFileSync(join(newer, 'manifest.json'), 'utf8'));
    manifest.migrations.push({ name: '9999_later.sql', digest: 'x' });
    writeFileSync(join(newer, 'manifest.json'), JSON.stringify(manifest));
    assert.match(run('restore.ts', home, newer, '--commit').said, /9999_later/);

    const lying = copy('lying');
    const told = JSON.parse(readFileSync(join(lying, 'manifest.json'), 'utf8'));
    told.tables.find((table: { name: string }) => table.name === 'request').rows += 1;
    writeFileSync(join(lying, 'manifest.json'), JSON.stringify(told));
    const refused = run('restore.ts', home, lying, '--commit');
    assert.equal(refused.code, 2);
    assert.match(refused.said, /request came back otherwise/);
    // Nothing of it stayed behind, so the whole one still goes in.
    assert.equal(run('restore.ts', home, taken, '--commit').code, 0);
    assert.equal(run('restore.ts', home).code, 2);
  });
});
