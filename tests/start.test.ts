// Starting and stopping the program as an operator does it: first start, second start, outside database, signals, kills, clear refusals.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { makeFirstAdministrator, signIn, whoAmI } from '../src/api/session.ts';
import type { Database } from '../src/server/postgres/pool.ts';
import { readPostmaster } from '../src/server/postgres/postmaster.ts';
import { isAlive } from '../src/server/postgres/process.ts';
import { Client } from './client.ts';
import { testDatabase } from './database.ts';
import { databaseOfHome, demoPassword, type Program, startProgram } from './program.ts';

const main = resolve(import.meta.dirname, '../src/server/main.ts');
const started: Program[] = [];

after(async () => {
  for (const program of started) {
    await program.stop({ keep: true });
    const server = serverOf(program);
    if (server !== undefined && isAlive(server.pid)) process.kill(server.pid, 'SIGINT');
    while (server !== undefined && isAlive(server.pid)) await pause(20);
    rmSync(program.home, { recursive: true, force: true });
  }
});

async function begin(options: Parameters<typeof startProgram>[0]): Promise<Program> {
  const program = await startProgram(options);
  started.push(program);
  return program;
}

const serverOf = (program: Program) => readPostmaster(join(program.home, 'postgres'));

/** A start that is expected to be refused: its words and its exit code. */
async function refusal(environment: Record<string, string>, flags: string[] = []): Promise<{ code: unknown; words: string }> {
  return new Promise(settle => {
    execFile(process.execPath, [main, ...flags], { env: { ...process.env, PORT: '0', ...environment } }, (error, _out, words) =>
      settle({ code: error?.code ?? 0, words }),
    );
  });
}

async function well(origin: string): Promise<number> {
  return (await fetch(`${origin}/healthz`)).status;
}

describe('with the embedded database', () => {
  let program: Program;

  it('the first start makes everything, prints where to open it, and answers', async () => {
    program = await begin({});
    assert.match(program.printed(), /making a database in/);
    assert.equal(await well(program.origin), 200);
    const clerk = new Client(program.origin);
    await clerk.get(signIn, { body: { name: 'clerk', password: demoPassword } });
    assert.equal((await clerk.get(whoAmI)).demo, true);
    assert.doesNotMatch(program.printed(), new RegExp(demoPassword), 'a password that was set is not printed');
  });

  it('a second start on the same home is refused and harms nothing', async () => {
    const { code, words } = await refusal({ CAILANZI_HOME: program.home });
    assert.equal(code, 1);
    assert.match(words, new RegExp(`home folder is in use.*process ${program.child.pid}.*choose another CAILANZI_HOME`));
    assert.equal(await well(program.origin), 200);
  });

  it('a port that is taken is named, and the database of that start does not stay behind', async () => {
    const other = createServer().listen(0, '::');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const home = `${program.home}-port`;
    const { code, words } = await refusal({ CAILANZI_HOME: home, PORT: String(port) }, ['--empty']);
    other.close();
    assert.equal(code, 1);
    assert.match(words, new RegExp(`Port ${port} is used by another program. Set PORT`));
    assert.equal(readPostmaster(join(home, 'postgres')), undefined);
    rmSync(home, { recursive: true, force: true });
  });

  it('SIGTERM lets a running call finish, then stops the database cleanly and exits with 0', async () => {
    const server = serverOf(program)?.pid ?? 0;
    const db = databaseOfHome(program.home);
    const locked = Promise.withResolvers<void>();
    const enough = Promise.withResolvers<void>();
    const holding = db.transaction(async tx => {
      await tx.count('lock table account in access exclusive mode');
      locked.resolve();
      await enough.promise;
    });
    await locked.promise;
    // Kept waiting by the lock, so it is surely running when the signal comes.
    const running = new Client(program.origin).send(signIn, { body: { name: 'clerk', password: demoPassword } });
    await waitsFor(db, `select 1 from pg_locks where not granted`);
    const exit = once(program.child, 'exit');
    program.child.kill('SIGTERM');
    await refusedSoon(program.origin);
    enough.resolve();
    await holding;
    await db.close();
    assert.equal((await running).status, 200);
    assert.deepEqual(await exit, [0, null]);
    assert.equal(isAlive(server), false);
    assert.equal(serverOf(program), undefined, 'the database stopped cleanly');
  });

  it('after kill -9 the next start takes the living database over, with the same data', async () => {
    program = await begin({ home: program.home });
    const server = serverOf(program)?.pid;
    program.child.kill('SIGKILL');
    await once(program.child, 'exit');
    program = await begin({ home: program.home });
    assert.equal(serverOf(program)?.pid, server);
    assert.doesNotMatch(program.printed(), /DEMO/, 'the sample is not made a second time');
    assert.equal(await well(program.origin), 200);
  });

  it('while the database is gone calls are told to come back, and soon they are answered again', async () => {
    const server = serverOf(program)?.pid ?? 0;
    const statuses = new Set<number>();
    process.kill(server, 'SIGKILL');
    for (const end = Date.now() + 60_000; Date.now() < end; await pause(5)) {
      const { status, headers } = await fetch(`${program.origin}/healthz`);
      statuses.add(status);
      if (status === 503) assert.ok(headers.has('retry-after'));
      if (status === 200 && statuses.has(503)) break;
    }
    assert.deepEqual(
      [...statuses].sort(),
      [200, 503].filter(status => statuses.has(status)),
    );
    assert.ok(statuses.has(503) && statuses.has(200), `statuses ${[...statuses]}`);
    assert.notEqual(serverOf(program)?.pid, server);
  });

  it('after kill -9 of both the next start recovers by itself', async () => {
    const server = serverOf(program)?.pid ?? 0;
    program.child.kill('SIGKILL');
    process.kill(server, 'SIGKILL');
    await once(program.child, 'exit');
    program = await begin({ home: program.home });
    assert.notEqual(serverOf(program)?.pid, server);
    const clerk = new Client(program.origin);
    await clerk.get(signIn, { body: { name: 'clerk', password: demoPassword } });
    assert.equal(await program.stop({ keep: true }), 0);
  });
});

describe('with an outside database', () => {
  it('--empty prints a link that makes the first administrator once; a restart keeps what was made', async () => {
    const { url } = await testDatabase({ empty: true });
    let program = await begin({ flags: ['--empty'], environment: { DATABASE_URL: url } });
    const token = /#first=([\w-]+)/.exec(program.printed())?.[1] ?? '';
    assert.doesNotMatch(program.printed(), new RegExp(new URL(url).password), 'the password of the database is not printed');
    const admin = new Client(program.origin);
    const body = {
      token,
      communityName: '小横路社区',
      divisionCode: '620171001001',
      personName: '管理员',
      name: 'boss',
      password: 'a long first password',
    };
    await admin.get(makeFirstAdministrator, { body });
    assert.equal(await new Client(program.origin).refused(makeFirstAdministrator, { body }), 'link_used');
    assert.equal(await program.stop(), 0);
    program = await begin({ flags: ['--empty'], environment: { DATABASE_URL: url } });
    assert.doesNotMatch(program.printed(), /#first=/);
    await new Client(program.origin).get(signIn, { body: { name: 'boss', password: body.password } });
    assert.equal(await program.stop(), 0);
  });

  it('that is not there is refused without a stack', async () => {
    const { code, words } = await refusal({
      DATABASE_URL: 'postgres://clerk:geheim@127.0.0.1:9/x',
      CAILANZI_HOME: '/tmp/cailanzi-nowhere',
    });
    rmSync('/tmp/cailanzi-nowhere', { recursive: true, force: true });
    assert.equal(code, 1);
    assert.match(words, /^cailanzi cannot start\. The database at postgres:\/\/clerk@127\.0\.0\.1:9\/x does not answer/);
    assert.doesNotMatch(words, /geheim|at .*\.ts:/);
  });
});

it('wrong settings are refused in words before anything is made', async () => {
  const { code, words } = await refusal({ PORT: 'eighty', CAILANZI_HOME: '/proc/nowhere' });
  assert.equal(code, 1);
  assert.match(words, /^cailanzi cannot start\. PORT is "eighty"/);
});

async function waitsFor(db: Database, sql: string): Promise<void> {
  while ((await db.row(sql)) === undefined) await pause(10);
}

/** Until no new connection is accepted any more. */
async function refusedSoon(origin: string): Promise<void> {
  for (;;) {
    try {
      await fetch(`${origin}/healthz`, { headers: { connection: 'close' } });
    } catch {
      return;
    }
    await pause(10);
  }
}
