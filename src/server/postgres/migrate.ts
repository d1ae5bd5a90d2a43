// Brings a database to the form this program needs, one numbered SQL file after the other; two programs at once do it once.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { withoutPassword } from '../config.ts';
import type { Log } from '../log.ts';

export interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly digest: string;
}

/** The database or the files are not what this program can work with; the message is for the operator. */
export class CannotMigrate extends Error {
  override readonly name = 'CannotMigrate';
}

export const migrationsFolder = resolve(import.meta.dirname, '../../../migrations');

/** Reads NNNN_name.sql in order. The numbers have no gap, and HEAD names the last: two branches that add one both collide in HEAD. */
export function readMigrations(folder = migrationsFolder): Migration[] {
  const names = readdirSync(folder)
    .filter(name => /^\d{4}_.+\.sql$/.test(name))
    .sort();
  for (const [index, name] of names.entries()) {
    if (Number(name.slice(0, 4)) !== index + 1)
      throw new CannotMigrate(`migrations/${name} is not number ${index + 1} in the row.`);
  }
  const head = readFileSync(join(folder, 'HEAD'), 'utf8').trim();
  if (head !== names.at(-1)) throw new CannotMigrate(`migrations/HEAD names ${head}, but the last file is ${names.at(-1)}.`);
  return names.map(name => {
    const sql = readFileSync(join(folder, name), 'utf8');
    return { name, sql, digest: createHash('sha256').update(sql).digest('hex') };
  });
}

/** One word for all migrations together; the name of a template database in the tests. */
export function digestOfAll(migrations: readonly Migration[]): string {
  return createHash('sha256')
    .update(migrations.map(({ name, digest }) => `${name} ${digest}\n`).join(''))
    .digest('hex');
}

export interface Migrated {
  readonly applied: readonly string[];
}

/** Applies what is missing. Safe to run by several programs at once. Throws CannotMigrate for a database newer than this program. */
export async function migrate(url: string, log: Log, migrations: readonly Migration[] = readMigrations()): Promise<Migrated> {
  const client = new pg.Client({ connectionString: url, application_name: 'cailanzi migrate', connectionTimeoutMillis: 8000 });
  client.on('error', error => log.warn({ err: error }, 'the migrating connection was lost'));
  try {
    await client.connect();
  } catch (error) {
    const why = (error as Error).message || (error as { code?: string }).code;
    const place = withoutPassword(url);
    throw new CannotMigrate(`The database at ${place} does not answer (${why}). Is it running, and is DATABASE_URL right?`);
  }
  try {
    await checkServer(client);
    await makeTable(client);
    const applied: string[] = [];
    for (const migration of migrations) {
      if (await applyOnce(client, migration, migrations, log)) {
        applied.push(migration.name);
        log.info({ migration: migration.name }, 'database brought forward');
      }
    }
    return { applied };
  } finally {
    await client.end().catch(() => {});
  }
}

/** Chinese search rests on trigrams, and pg_trgm finds none under the C locale; a database that cannot do it is refused at once. */
async function checkServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query(
    `select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding,
            datcollate, datctype from pg_database where datname = current_database()`,
  );
  const [{ version, encoding, datctype }] = rows;
  if (version < 150_000)
    throw new CannotMigrate(`The database server is older than PostgreSQL 15 (${version}). Use 15 or newer.`);
  if (encoding !== 'UTF8' || datctype === 'C' || datctype === 'POSIX') {
    throw new CannotMigrate(
      `The database has encoding ${encoding} and character type ${datctype}; Chinese text needs UTF8 and not C. ` +
        `Make it with: CREATE DATABASE cailanzi TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8';`,
    );
  }
}

async function makeTable(client: pg.Client): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.query(
        `create table if not exists cailanzi_migration (
           name text primary key,
           digest text not null,
           applied_at timestamptz not null default now()
         )`,
      );
      return;
    } catch (error) {
      // "if not exists" still collides when two programs make it in the same instant.
      const { code } = error as { code?: string };
      if (!['23505', '42P07', '42710'].includes(code ?? '') || attempt === 5) throw error;
      await pause(20);
    }
  }
}

/** One transaction: lock, look, apply, note. The lock is on the table: it works through poolers, where advisory locks do not. */
async function applyOnce(client: pg.Client, migration: Migration, all: readonly Migration[], log: Log): Promise<boolean> {
  await client.query('begin');
  try {
    await client.query('set local statement_timeout = 0');
    await client.query('lock table cailanzi_migration in exclusive mode');
    const { rows } = await client.query('select name, digest from cailanzi_migration order by name');
    refuseStrangers(rows, all);
    const known = rows.find(row => row.name === migration.name);
    if (known !== undefined) {
      if (known.digest !== migration.digest) {
        log.warn(
          { migration: migration.name },
          'this migration was changed after it was applied here; the change is not in the database',
        );
      }
      await client.query('commit');
      return false;
    }
    await client.query(migration.sql);
    await client.query('insert into cailanzi_migration (name, digest) values ($1, $2)', [migration.name, migration.digest]);
    await client.query('commit');
    return true;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    if (error instanceof CannotMigrate) throw error;
    throw new CannotMigrate(`migrations/${migration.name} failed: ${(error as Error).message}`, { cause: error });
  }
}

function refuseStrangers(rows: readonly { name: string }[], all: readonly Migration[]): void {
  const unknown = rows.map(row => row.name).filter(name => !all.some(migration => migration.name === name));
  if (unknown.length === 0) return;
  throw new CannotMigrate(
    `The database is newer than this cailanzi: it holds ${unknown.join(', ')}, which this program does not know. Start the newer cailanzi.`,
  );
}
