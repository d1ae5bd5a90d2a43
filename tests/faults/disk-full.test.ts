// The disk runs full under load: writes are told so, reads go on, nothing stored is harmed, and with room again it goes on by itself.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { readBoard } from '../../src/api/brief.ts';
import { listRequests } from '../../src/api/request.ts';
import { signIn } from '../../src/api/session.ts';
import { readPostmaster } from '../../src/server/postgres/postmaster.ts';
import { Client } from '../client.ts';
import { demoPassword, startProgram } from '../program.ts';
import { compare } from './compare.ts';
import { endEverything, withDatabase } from './kill-loop.ts';
import { makeRoom, startLoad } from './load.ts';

const rounds = Number(process.env.BENCH_FULL ?? 3);
const disk = mkdtempSync(join(tmpdir(), 'cailanzi-disk-'));
const noDisk = mountSmallDisk();

after(() => {
  if (noDisk === undefined) execFileSync('umount', [disk]);
  rmdirSync(disk);
});

/** Why a small disk of our own cannot be had here; undefined when it can. */
function mountSmallDisk(): string | undefined {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=400m,mode=0755', 'tmpfs', disk], { stdio: 'pipe' });
    return undefined;
  } catch {
    return 'a small disk cannot be mounted here (needs root on Linux)';
  }
}

/** Takes everything that is left, to the last byte, not faster than a busy disk fills. */
async function fill(file: string): Promise<void> {
  const handle = openSync(file, 'w');
  for (let bytes = 4 * 1024 * 1024; bytes >= 4096; ) {
    try {
      writeSync(handle, Buffer.alloc(bytes));
      await pause(40);
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
      bytes /= 2;
    }
  }
  closeSync(handle);
}

it(`${rounds} times the disk is full to the last byte: writes are refused in words, reads and the board go on, and it recovers alone`, {
  skip: noDisk,
}, async t => {
  const home = join(disk, 'home');
  const filler = join(disk, 'filler');
  const program = await startProgram({ home });
  const server = readPostmaster(join(home, 'postgres'))?.pid;
  let load: Awaited<ReturnType<typeof startLoad>> | undefined;
  try {
    await withDatabase(home, makeRoom);
    load = await startLoad(program.origin, 4);
    const lead = new Client(program.origin);
    await lead.get(signIn, { body: { name: 'lead', password: demoPassword } });
    for (let round = 0; round < rounds; round++) {
      await load.progress(20);
      await fill(filler);
      await load.toldLater('disk_full');
      for (let look = 0; look < 5; look++) {
        await lead.get(readBoard);
        const { rows } = await lead.get(listRequests, { query: { limit: 200 } });
        assert.ok(rows.length > 0);
        await pause(50);
      }
      rmSync(filler);
      await load.answered();
    }
    await load.progress(20);
    await load.finish();
    const { acknowledged } = load;
    const figures = await withDatabase(home, db => compare(db, acknowledged));
    t.diagnostic(JSON.stringify({ rounds, ...figures, retried: load.retried(), later: Object.fromEntries(load.later) }));
    const { lost, doubled, partial, misbooked } = figures;
    assert.deepEqual({ lost, doubled, partial, misbooked }, { lost: 0, doubled: 0, partial: 0, misbooked: 0 });
    assert.equal(readPostmaster(join(home, 'postgres'))?.pid, server, 'the database did not have to be started again');
    assert.equal(await program.stop({ keep: true }), 0);
  } finally {
    load?.abandon();
    rmSync(filler, { force: true });
    await endEverything(program);
  }
});
