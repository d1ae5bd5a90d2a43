// Rewrites the database's own files so that nothing of destroyed rows stays in them: dead rows, statistics, indexes, and the log of changes.
import { join } from 'node:path';
import pg from 'pg';
import { readOrMakeKey } from '../home.ts';
import { superuser } from './initdb.ts';
import { findLiving } from './postmaster.ts';

export interface Purged {
  readonly tables: number;
  /** Only where the server is ours: elsewhere its operator has to see to the statistics and the log of changes. */
  readonly logRewritten: boolean;
}

/** Takes the tables one after the other, each locked while it is written anew. `home`: of the embedded server, else undefined. */
export async function purgeRemains(url: string, home: string | undefined): Promise<Purged> {
  const tables = await withClient(url, async client => {
    const { rows } = await client.query(
      `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
    );
    for (const { name } of rows) await client.query(`VACUUM (FULL) ${name}`);
    return rows.length;
  });
  if (home === undefined) {
    await withClient(url, client => client.query('ANALYZE'));
    return { tables, logRewritten: false };
  }
  const admin = new URL(url);
  admin.username = superuser;
  admin.password = readOrMakeKey(home, 'database-admin');
  await withClient(admin.href, async client => {
    // Samples of the values, which an emptied table keeps for ever.
    await client.query(
      `DELETE FROM pg_statistic WHERE starelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)`,
    );
    await client.query('VACUUM (FULL) pg_statistic');
    await client.query('ANALYZE');
    await writeLogAnew(client);
  });
  return { tables, logRewritten: true };
}

/** Old segments are kept under new names and written over one by one: so many are filled with nothing, and then none is kept. */
async function writeLogAnew(client: pg.Client): Promise<void> {
  await client.query('ALTER SYSTEM SET wal_recycle = off');
  await client.query('SELECT pg_reload_conf()');
  try {
    await client.query('CHECKPOINT');
    const { rows } = await client.query('SELECT count(*)::integer AS files FROM pg_ls_waldir()');
    for (let file = 0; file <= rows[0].files; file += 1) {
      await client.query(`SELECT pg_logical_emit_message(true, 'cailanzi', '.')`);
      await client.query('SELECT pg_switch_wal()');
    }
    await client.query('CHECKPOINT');
  } finally {
    await client.query('ALTER SYSTEM RESET wal_recycle');
    await client.query('SELECT pg_reload_conf()');
  }
}

async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString, application_name: 'cailanzi purge' });
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** The home of the server behind this address, when it is the one in there. */
export function homeOf(url: string, home: string): string | undefined {
  const living = findLiving(join(home, 'postgres'));
  return living !== undefined && living.port === Number(new URL(url).port) ? home : undefined;
}
