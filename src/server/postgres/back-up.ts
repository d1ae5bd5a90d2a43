// Copies everything stored into a folder while the program works, and puts it back into an empty database, checked to the last row.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { Log } from '../log.ts';
import { CannotMigrate, migrate, readMigrations } from './migrate.ts';

/** The folder is no whole backup, or the database is not one it can be put into; the message is for the operator. */
export class CannotRestore extends Error {
  override readonly name = 'CannotRestore';
}

interface KeptTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: number;
  /** Of all rows in any order, as PostgreSQL 15 and newer print them. */
  readonly rowsDigest: string;
  /** sha256 of the file. */
  readonly digest: string;
}

export interface Manifest {
  readonly format: 1;
  readonly madeAt: string;
  /** Name and digest, in their order: a backup is put back in the form it was taken in, then brought forward. */
  readonly migrations: readonly { readonly name: string; readonly digest: string }[];
  /** In an order in which each table comes after those it refers to. */
  readonly tables: readonly KeptTable[];
  readonly files: number;
}

export interface Counted {
  readonly tables: number;
  readonly rows: number;
  readonly files: number;
}

const manifestName = 'manifest.json';

/**
 * Writes `folder` (which must not be there yet): one squeezed file a table, all of one moment, and the files of `filesFolder`. The
 * manifest comes last, so a backup that was cut short is none.
 */
export async function backUp(url: string, filesFolder: string, folder: string, now: Date): Promise<Counted> {
  if (existsSync(folder)) throw new CannotRestore(`${folder} is there already. Name a new folder.`);
  const draft = `${folder}.unfinished-${process.pid}`;
  await mkdir(join(draft, 'tables'), { recursive: true, mode: 0o700 });
  const client = await open(url);
  try {
    await client.query('begin isolation level repeatable read read only');
    const migrations = await appliedOf(client);
    const tables: KeptTable[] = [];
    for (const { name, columns } of await tablesOf(client)) {
      const hash = createHash('sha256');
      await pipeline(
        client.query(copyTo(`COPY ${quote(name)} (${columns.map(quote).join(', ')}) TO STDOUT`)),
        createGzip({ level: 4 }),
        passing(hash),
        createWriteStream(join(draft, 'tables', name), { mode: 0o600 }),
      );
      tables.push({ name, columns, ...(await weigh(client, name)), digest: hash.digest('hex') });
    }
    await client.query('commit');
    const files = await copyFiles(filesFolder, join(draft, 'files'));
    const manifest: Manifest = { format: 1, madeAt: now.toISOString(), migrations, tables, files };
    await writeFile(join(draft, manifestName), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flush: true });
    await rename(draft, folder);
    return counted(manifest);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Reads the manifest and every file of a backup, and says what is in it. Throws CannotRestore for one that is not whole. */
export async function checkBackUp(folder: string): Promise<Manifest> {
  let manifest: Manifest;
  try {
    manifest = JSON.parse(await readFile(join(folder, manifestName), 'utf8')) as Manifest;
  } catch (error) {
    throw new CannotRestore(`${folder} is no finished backup: its manifest cannot be read (${(error as Error).message}).`);
  }
  if (manifest.format !== 1) throw new CannotRestore(`${folder} was made by a newer cailanzi (format ${manifest.format}).`);
  for (const table of manifest.tables) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(join(folder, 'tables', table.name)), hash).catch(error => {
      throw new CannotRestore(`tables/${table.name} cannot be read: ${(error as Error).message}`);
    });
    if (hash.digest('hex') !== table.digest)
      throw new CannotRestore(`tables/${table.name} was changed or cut; use another copy.`);
  }
  return manifest;
}

/**
 * Puts a backup into the empty database at `url` and its files into `filesFolder`: all of it or nothing, every table compared with the
 * manifest before the commit. Afterwards the database is brought to the form of this program.
 */
export async function restore(url: string, filesFolder: string, folder: string, log: Log): Promise<Counted> {
  const manifest = await checkBackUp(folder);
  const known = readMigrations();
  const unknown = manifest.migrations.find((one, n) => known[n]?.name !== one.name || known[n]?.digest !== one.digest);
  if (unknown !== undefined) {
    throw new CannotRestore(
      `The backup holds ${unknown.name}, which this cailanzi does not know. Use the one it was made with, or newer.`,
    );
  }
  await migrate(url, log, known.slice(0, manifest.migrations.length)).catch(error => {
    throw error instanceof CannotMigrate ? new CannotRestore(`${error.message} Restore into an empty database.`) : error;
  });
  const client = await open(url);
  try {
    await client.query('begin');
    const present = await tablesOf(client);
    for (const { name } of present) {
      const { rows } = await client.query(`SELECT 1 FROM ${quote(name)} LIMIT 1`);
      if (rows.length > 0) throw new CannotRestore(`The database is not empty (${name}). Restore into a new one.`);
    }
    for (const table of manifest.tables) await load(client, table, join(folder, 'tables', table.name));
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
  await copyFiles(join(folder, 'files'), filesFolder);
  await migrate(url, log);
  return counted(manifest);
}

async function load(client: pg.Client, table: KeptTable, file: string): Promise<void> {
  await pipeline(
    createReadStream(file),
    createGunzip(),
    client.query(copyFrom(`COPY ${quote(table.name)} (${table.columns.map(quote).join(', ')}) FROM STDIN`)),
  );
  const { rows, rowsDigest } = await weigh(client, table.name);
  if (rows !== table.rows || rowsDigest !== table.rowsDigest) {
    throw new CannotRestore(`${table.name} came back otherwise than it was (${rows} of ${table.rows} rows). Nothing was stored.`);
  }
}

async function open(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'cailanzi back-up', connectionTimeoutMillis: 8000 });
  client.on('error', () => {});
  await client.connect();
  // What rows look like as text must not depend on where the server stands.
  await client.query(
    `set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres'; set statement_timeout = 0`,
  );
  return client;
}

async function appliedOf(client: pg.Client): Promise<Manifest['migrations']> {
  return (await client.query('SELECT name, digest FROM cailanzi_migration ORDER BY name')).rows;
}

/** Our tables without the list of migrations, each after those it refers to. */
async function tablesOf(client: pg.Client): Promise<{ name: string; columns: string[] }[]> {
  const { rows } = await client.query<{ name: string; columns: string[]; refers: string[] }>(
    `SELECT c.relname AS name,
       ARRAY(SELECT a.attname::text FROM pg_attribute a
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum) AS columns,
       ARRAY(SELECT DISTINCT f.relname::text FROM pg_constraint k JOIN pg_class f ON f.oid = k.confrelid
         WHERE k.conrelid = c.oid AND k.contype = 'f' AND f.oid <> c.oid) AS refers
     FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> 'cailanzi_migration'
     ORDER BY c.relname`,
  );
  const ordered: { name: string; columns: string[] }[] = [];
  const placed = new Set<string>();
  while (ordered.length < rows.length) {
    const next = rows.filter(row => !placed.has(row.name) && row.refers.every(other => placed.has(other)));
    if (next.length === 0) throw new Error('tables refer to each other in a ring');
    for (const { name, columns } of next) {
      placed.add(name);
      ordered.push({ name, columns });
    }
  }
  return ordered;
}

async function weigh(client: pg.Client, table: string): Promise<{ rows: number; rowsDigest: string }> {
  const { rows } = await client.query<{ rows: string; digest: string }>(
    `SELECT count(*) AS rows, coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0)::text AS digest FROM ${quote(table)} t`,
  );
  return { rows: Number(rows[0]?.rows ?? 0), rowsDigest: rows[0]?.digest ?? '' };
}

async function copyFiles(source: string, target: string): Promise<number> {
  if (!existsSync(source)) return 0;
  await cp(source, target, { recursive: true, preserveTimestamps: true });
  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  return entries.filter(entry => entry.isFile()).length;
}

function passing(hash: ReturnType<typeof createHash>): Transform {
  return new Transform({
    transform(chunk, _encoding, pass) {
      hash.update(chunk);
      pass(null, chunk);
    },
  });
}

function counted(manifest: Manifest): Counted {
  return {
    tables: manifest.tables.length,
    rows: manifest.tables.reduce((sum, table) => sum + table.rows, 0),
    files: manifest.files,
  };
}

function quote(name: string): string {
  return pg.escapeIdentifier(name);
}
