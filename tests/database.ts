// Gives each test file a database of its own, made in a moment from a template that has all migrations.
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { after } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { type Config, readSettings } from '../src/server/config.ts';
import { HeldByOther, takeHold } from '../src/server/home.ts';
import { silentLog } from '../src/server/log.ts';
import { type Embedded, startEmbedded } from '../src/server/postgres/embedded.ts';
import { digestOfAll, migrate, readMigrations } from '../src/server/postgres/migrate.ts';
import { type Database, openDatabase } from '../src/server/postgres/pool.ts';
import { bornAt, isAlive } from '../src/server/postgres/process.ts';

const checkout = resolve(import.meta.dirname, '..');
/** One server for all test processes of this user and checkout. */
const home = join(
  tmpdir(),
  `cailanzi-test-${userInfo().uid}-${createHash('sha256').update(checkout).digest('hex').slice(0, 12)}`,
);
const users = join(home, 'users');
const ownMark = join(users, String(process.pid));

let server: Promise<{ adminUrl: string }> | undefined;

/** Address of the server the tests run on: TEST_DATABASE_URL (its role must be allowed to make databases) or an embedded one shared by all. */
export function testServer(): Promise<{ adminUrl: string }> {
  server ??= process.env.TEST_DATABASE_URL ? outside(process.env.TEST_DATABASE_URL) : shared();
  return server;
}

async function outside(adminUrl: string): Promise<{ adminUrl: string }> {
  await makeTemplate(adminUrl);
  return { adminUrl };
}

async function shared(): Promise<{ adminUrl: string }> {
  mkdirSync(users, { recursive: true });
  return underLock(async () => {
    const embedded = await startShared();
    embedded.leave();
    writeFileSync(ownMark, bornAt(process.pid) ?? '');
    await makeTemplate(embedded.adminUrl);
    return { adminUrl: embedded.adminUrl };
  });
}

async function startShared(): Promise<Embedded> {
  // Durability is not what these tests are about (tests/faults has servers of its own), and without it they run three times as fast.
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };
  try {
    return await startEmbedded({ home, log: silentLog, settings });
  } catch {
    // Without fsync a power cut may have spoilt the folder, and an upgrade may have outdated it: there is nothing in it to keep.
    rmSync(join(home, 'postgres'), { recursive: true, force: true });
    return startEmbedded({ home, log: silentLog, settings });
  }
}

/** The last test process out stops the server, so that nothing is left running. */
export async function leaveTestServer(): Promise<void> {
  if (server === undefined || process.env.TEST_DATABASE_URL) return;
  await server.catch(() => {});
  server = undefined;
  await underLock(async () => {
    rmSync(ownMark, { force: true });
    for (const name of readdirSync(users)) {
      if (isAlive(Number(name)) && (bornAt(Number(name)) ?? '') === readFileSync(join(users, name), 'utf8')) return;
      rmSync(join(users, name), { force: true });
    }
    const embedded = await startShared();
    await embedded.stop();
  });
}

async function underLock<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    let letGo: () => void;
    try {
      letGo = takeHold(join(home, 'hold'));
    } catch (error) {
      if (!(error instanceof HeldByOther)) throw error;
      await pause(20);
      continue;
    }
    try {
      return await work();
    } finally {
      letGo();
    }
  }
}

const templatePrefix = 'cailanzi_template_';
const migrations = readMigrations();
const template = templatePrefix + digestOfAll(migrations).slice(0, 16);

/** Makes the template once per state of migrations/; it gets its name when it is complete. */
async function makeTemplate(adminUrl: string): Promise<void> {
  await asAdmin(adminUrl, async admin => {
    const { rows } = await admin.query(`select datname from pg_database where datname like $1`, [`${templatePrefix}%`]);
    if (rows.some(row => row.datname === template)) return;
    const draft = `cailanzi_draft_${randomBytes(6).toString('hex')}`;
    await admin.query(`create database ${draft} template template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'`);
    try {
      await migrate(withDatabase(adminUrl, draft), silentLog, migrations);
    } catch (error) {
      await admin.query(`drop database ${draft} with (force)`);
      throw error;
    }
    try {
      await admin.query(`alter database ${draft} rename to ${template}`);
    } catch {
      await admin.query(`drop database ${draft} with (force)`); // Another run on the same outside server was quicker.
    }
    // Templates of older states of migrations/; one that is being copied this moment stays for the next time.
    for (const { datname } of rows) await admin.query(`drop database if exists ${datname}`).catch(() => {});
  });
}

async function asAdmin<T>(adminUrl: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

interface Open {
  readonly name: string;
  readonly db: Database;
}
const open: Open[] = [];
const homes: string[] = [];

// Registered while the file is loaded, so that it belongs to the whole file: called inside a hook, `after` would run when that hook ends.
after(async () => {
  for (const own of homes.splice(0)) {
    rmSync(own, { recursive: true, force: true });
    rmSync(`${own}.care-key`, { force: true });
  }
  if (open.length === 0) return;
  const { adminUrl } = await testServer();
  for (const { db } of open) await db.close().catch(() => {});
  await asAdmin(adminUrl, async admin => {
    for (const { name } of open.splice(0)) await admin.query(`drop database if exists ${name} with (force)`);
  });
  await leaveTestServer();
});

/**
 * An own database with all migrations and no rows, for the calling test file: `const db = await testDatabase();` at its top.
 * It is dropped when the file is done. `empty: true` gives one without migrations.
 */
export async function testDatabase({ empty = false, size = 12 } = {}): Promise<Database> {
  const { adminUrl } = await testServer();
  const name = `cailanzi_test_${randomBytes(6).toString('hex')}`;
  const from = empty ? `template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'` : template;
  await asAdmin(adminUrl, async admin => {
    for (let attempt = 1; ; attempt++) {
      try {
        await admin.query(`create database ${name} template ${from}`);
        return;
      } catch (error) {
        // 55006: another file is copying the template at this moment on a server before 15.
        if ((error as { code?: string }).code !== '55006' || attempt === 50) throw error;
        await pause(50);
      }
    }
  });
  const url = withDatabase(adminUrl, name);
  const db = openDatabase(url, { log: silentLog, size });
  open.push({ name, db });
  return db;
}

/** A config as the program would have it, in a folder of its own that goes away with the test file. */
export function testConfig(given: Readonly<Record<string, string>> = {}): Config {
  const own = join(tmpdir(), `cailanzi-home-${process.pid}-${randomBytes(4).toString('hex')}`);
  for (const room of ['keys', 'logs', 'files']) mkdirSync(join(own, room), { recursive: true, mode: 0o700 });
  homes.push(own);
  return { ...readSettings({ PORT: '0', CAILANZI_HOME: own, ...given }, []), secret: randomBytes(32) };
}
