// The way to the database: values, transactions, losses, migrations; on the embedded server and on Debian's PostgreSQL 15 where it is installed.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { silentLog } from '../src/server/log.ts';
import { type Embedded, startEmbedded } from '../src/server/postgres/embedded.ts';
import { CannotMigrate, type Migration, migrate, readMigrations } from '../src/server/postgres/migrate.ts';
import { type Database, DatabaseGone, openDatabase } from '../src/server/postgres/pool.ts';
import { describeSchema } from '../src/server/postgres/schema.ts';
import { testDatabase } from './database.ts';

const debianBin = '/usr/lib/postgresql/15/bin';
const noDebian = existsSync(debianBin) ? false : `Debian's PostgreSQL 15 is not installed (${debianBin})`;

describe('the server of the tests', () => suite(() => testDatabase()));

describe('Debian’s PostgreSQL 15', { skip: noDebian }, () => {
  let server: Embedded;
  let home: string;
  let db: Database;
  let form: string;
  before(async () => {
    home = mkdtempSync(join(tmpdir(), 'cailanzi-15-'));
    // As root: 15 steps out of its folder and back by name, where 18 no longer does (see tests/embedded.test.ts for private folders).
    chmodSync(home, 0o755);
    server = await startEmbedded({ home, log: silentLog, bin: debianBin, settings: { fsync: 'off' } });
    await migrate(server.url, silentLog);
    db = openDatabase(server.url, { log: silentLog });
    form = await describeSchema(db);
  });
  after(async () => {
    await db?.close();
    await server?.stop();
    rmSync(home, { recursive: true, force: true });
  });
  it('is really 15', async () => {
    const found = await db.row<{ server_version: string }>('show server_version');
    assert.match(found?.server_version ?? '', /^15\./);
  });
  it('has the same form as the written-down one', () => {
    assertWrittenDown(form);
  });
  suite(async () => db);
});

/** Fails with the first line that differs: the whole text would fill the screen. */
function assertWrittenDown(form: string): void {
  const written = readFileSync(resolve(import.meta.dirname, '../migrations/schema.sql'), 'utf8').split('\n');
  const lines = form.split('\n');
  const at = lines.findIndex((line, index) => line !== written[index]);
  const message = `migrations/schema.sql is stale from line ${at + 1}: run "npm run generate"`;
  assert.equal(lines[at], written[at], message);
  assert.equal(lines.length, written.length, message);
}

function suite(make: () => Promise<Database>): void {
  let db: Database;
  before(async () => {
    db = await make();
    await db.count('create table if not exists box (id integer primary key, word text)');
  });

  it('gives times, dates, numbers and documents as the program wants them', async () => {
    const values = await db.row<Record<string, unknown>>(
      `select '2022-03-12 14:20:00.5+08'::timestamptz as moment, '2022-03-12 06:20:00.123987+00'::timestamptz as fine,
              '2022-03-12'::date as day, 574::bigint as households, 9007199254740993::bigint as huge, 12.50::numeric as price,
              '{"kind":"药","n":1}'::jsonb as document, array['2022-03-12 06:20:00+00'::timestamptz, null] as moments,
              array[3::bigint, 4] as counts, '菜篮子'::text as word, null::timestamptz as never, 'infinity'::timestamptz as always`,
    );
    assert.deepEqual(values, {
      moment: '2022-03-12T06:20:00.500Z',
      fine: '2022-03-12T06:20:00.123Z',
      day: '2022-03-12',
      households: 574,
      huge: 9007199254740993n,
      price: 12.5,
      document: { kind: '药', n: 1 },
      moments: ['2022-03-12T06:20:00.000Z', null],
      counts: [3, 4],
      word: '菜篮子',
      never: null,
      always: 'infinity',
    });
  });

  it('finds Chinese trigrams', async () => {
    await db.count('create extension if not exists pg_trgm');
    const found = await db.row<{ likeness: number }>(`select similarity('经纬印象小区', '经纬印象') as likeness`);
    assert.ok((found?.likeness ?? 0) > 0.4, `likeness ${found?.likeness}`);
  });

  it('keeps nothing of a transaction that throws', async () => {
    const stop = new Error('stop');
    const failing = db.transaction(async tx => {
      await tx.count(`insert into box values (1, '半')`);
      throw stop;
    });
    await assert.rejects(failing, stop);
    assert.equal(await db.row('select 1 from box where id = 1'), undefined);
  });

  it('does not call a transaction done whose failed statement was swallowed', async () => {
    const swallowing = db.transaction(async tx => {
      await tx.count(`insert into box values (2, '甲')`);
      await tx.count(`insert into box values (2, '乙')`).catch(() => {});
      return 'done';
    });
    await assert.rejects(swallowing, /swallowed/);
    assert.equal(await db.row('select 1 from box where id = 2'), undefined);
  });

  it('tries a deadlock again until both sides have written', async () => {
    await db.count(`insert into box values (10, ''), (11, '')`);
    let attempts = 0;
    const meet = Promise.withResolvers<void>();
    let arrived = 0;
    const cross = (first: number, second: number) =>
      db.transaction(async tx => {
        attempts += 1;
        await tx.count(`update box set word = word || 'x' where id = $1`, [first]);
        arrived += 1;
        if (arrived === 2) meet.resolve();
        await meet.promise;
        await tx.count(`update box set word = word || 'x' where id = $1`, [second]);
      });
    await Promise.all([cross(10, 11), cross(11, 10)]);
    assert.ok(attempts > 2, 'there was a deadlock');
    assert.deepEqual(await db.rows('select word from box where id in (10, 11)'), [{ word: 'xx' }, { word: 'xx' }]);
  });

  it('says "gone" when the connection is cut, and answers again afterwards', async () => {
    await assert.rejects(db.row('select pg_terminate_backend(pg_backend_pid())'), DatabaseGone);
    const cutInside = db.transaction(async tx => {
      await tx.count(`insert into box values (20, '断')`);
      await tx.row('select pg_terminate_backend(pg_backend_pid())');
    });
    await assert.rejects(cutInside, DatabaseGone);
    assert.deepEqual(await db.rows('select word from box where id = 20'), []);
  });

  it('survives that a table changes under a prepared statement', async () => {
    const one = openDatabase(db.url, { log: silentLog, size: 1 });
    await one.count('create table growing (a integer)');
    assert.deepEqual(await one.rows('select * from growing'), []);
    await db.count(`alter table growing add column b text default '新'`);
    await db.count('insert into growing values (1)');
    assert.deepEqual(await one.rows('select * from growing'), [{ a: 1, b: '新' }]);
    await one.close();
  });

  it('ends a statement that takes too long, and keeps the connection', async () => {
    const hasty = openDatabase(db.url, { log: silentLog, size: 1, statementTimeoutMs: 100 });
    const pid = await hasty.row('select pg_backend_pid() as pid');
    await assert.rejects(hasty.row('select pg_sleep(20)'), { code: '57014' });
    assert.deepEqual(await hasty.row('select pg_backend_pid() as pid'), pid);
    await hasty.close();
  });

  it('says "gone" when nobody listens there', async () => {
    const nowhere = new URL(db.url);
    nowhere.port = '9';
    const nobody = openDatabase(nowhere.href, { log: silentLog });
    await assert.rejects(nobody.row('select 1'), DatabaseGone);
    await assert.rejects(
      nobody.transaction(tx => tx.row('select 1')),
      DatabaseGone,
    );
    await nobody.close();
  });

  it('hears notifications, and says so when it may have missed some', async () => {
    const heard: string[] = [];
    let wake = Promise.withResolvers<void>();
    const stop = await db.listen('tests', payload => {
      heard.push(payload);
      wake.resolve();
    });
    await db.row(`select pg_notify('tests', '菜')`);
    await wake.promise;
    wake = Promise.withResolvers();
    await db.row(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'cailanzi listen'
                   and datname = current_database()`);
    await wake.promise;
    assert.deepEqual(heard, ['菜', '']);
    wake = Promise.withResolvers();
    await db.row(`select pg_notify('tests', '又')`);
    await wake.promise;
    assert.deepEqual(heard, ['菜', '', '又']);
    await stop();
  });
}

describe('migrations', () => {
  const made = (name: string, sql: string): Migration => ({ name, sql, digest: name });

  it('four programs at once apply each file once', async () => {
    const db = await testDatabase({ empty: true });
    const files = [made('0001_a.sql', 'create table a (n integer)'), made('0002_b.sql', 'insert into a values (1)')];
    const results = await Promise.all([1, 2, 3, 4].map(() => migrate(db.url, silentLog, files)));
    assert.deepEqual(results.flatMap(({ applied }) => applied).sort(), ['0001_a.sql', '0002_b.sql']);
    assert.deepEqual(await db.rows('select n from a'), [{ n: 1 }]);
  });

  it('a file that fails leaves nothing, and is applied when it is mended', async () => {
    const db = await testDatabase({ empty: true });
    const first = made('0001_a.sql', 'create table a (n integer)');
    const broken = made('0002_b.sql', 'insert into a values (1); insert into missing values (1)');
    await assert.rejects(migrate(db.url, silentLog, [first, broken]), /0002_b\.sql failed: relation "missing"/);
    assert.deepEqual(await db.rows('select n from a'), []);
    await migrate(db.url, silentLog, [first, made('0002_b.sql', 'insert into a values (1)')]);
    assert.deepEqual(await db.rows('select n from a'), [{ n: 1 }]);
  });

  it('a program older than its database refuses', async () => {
    const db = await testDatabase();
    await db.count(`insert into cailanzi_migration (name, digest) values ('9999_later.sql', '')`);
    await assert.rejects(migrate(db.url, silentLog), (error: Error) => {
      assert.ok(error instanceof CannotMigrate);
      return /newer than this cailanzi.*9999_later\.sql/.test(error.message);
    });
  });

  it('a database without Chinese letters is refused with the command that makes a right one', async () => {
    const admin = await testDatabase({ empty: true });
    const name = `${new URL(admin.url).pathname.slice(1)}_c`;
    await admin.count(`create database ${name} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'`);
    const url = new URL(admin.url);
    url.pathname = `/${name}`;
    try {
      await assert.rejects(migrate(url.href, silentLog), /Chinese text needs UTF8 and not C.*CREATE DATABASE/);
    } finally {
      await admin.count(`drop database ${name} with (force)`);
    }
  });

  it('HEAD names the last file, and the written-down form is that of a new database', async () => {
    assert.ok(readMigrations().length > 0);
    const db = await testDatabase();
    assertWrittenDown(await describeSchema(db));
  });
});
