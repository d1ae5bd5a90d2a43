// The way to the database for all rooms: short typed questions, transactions, and plain words when it is gone.
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../log.ts';
import { type Listener, openListener } from './listen.ts';
import { readTypes } from './types.ts';

export interface Queryable {
  /** All rows. Times come as ISO strings in UTC (milliseconds), dates as YYYY-MM-DD, bigint and numeric as numbers, jsonb parsed. A JSON array given as a value must be stringified: bare arrays become PostgreSQL arrays. */
  rows<R>(sql: string, values?: readonly unknown[]): Promise<R[]>;
  /** The first row, or undefined. */
  row<R>(sql: string, values?: readonly unknown[]): Promise<R | undefined>;
  /** How many rows were written. */
  count(sql: string, values?: readonly unknown[]): Promise<number>;
}

export interface Database extends Queryable {
  /**
   * Runs `work` in one transaction and returns its answer after the commit is durable. Deadlocks and serialization failures are
   * tried again (so `work` may run up to four times: nothing in it may reach outside the database).
   */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  /**
   * Hears NOTIFY on `channel`. After the connection was lost and found again `heard('')` is called: something may have been missed,
   * so look for yourself. Returns how to stop.
   */
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
  readonly url: string;
}

/** The database did not answer, or the connection was lost: whether a write happened is unknown, and asking again later is right. */
export class DatabaseGone extends Error {
  override readonly name = 'DatabaseGone';
  constructor(cause: unknown) {
    super('the database did not answer', { cause });
  }
}

export interface PoolOptions {
  readonly log: Log;
  /** Connections at most. On two cores more than 8 to 16 lose. */
  readonly size?: number;
  readonly statementTimeoutMs?: number;
}

const patienceMs = 8_000;
const tries = 4;

export function openDatabase(url: string, { log, size = 12, statementTimeoutMs = 10_000 }: PoolOptions): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    types: readTypes,
    application_name: 'cailanzi',
    keepAlive: true,
    // Also the wait for a free connection: under a rush a clear "later" beats a queue nobody waits for.
    connectionTimeoutMillis: patienceMs,
    idleTimeoutMillis: 60_000,
    // The server ends slow statements itself; this one is for a network that swallows answers.
    query_timeout: statementTimeoutMs + 5_000,
    // SET and not start parameters: poolers in front of an outside server refuse the latter.
    onConnect: async client => {
      await client.query(
        `set timezone = 'UTC'; set statement_timeout = ${statementTimeoutMs}; set idle_in_transaction_session_timeout = 10000`,
      );
    },
  });
  pool.on('error', error => log.warn({ err: error }, 'an idle database connection was lost'));
  let listener: Listener | undefined;

  /** Borrows a connection; one that failed in an unclear state is not given back. */
  async function withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    let client: pg.PoolClient;
    try {
      client = await pool.connect();
    } catch (error) {
      throw isGone(error) ? new DatabaseGone(error) : error;
    }
    let broken = false;
    const onError = (): void => {
      broken = true;
    };
    client.on('error', onError);
    try {
      return await work(client);
    } catch (error) {
      if (!isGone(error)) {
        broken ||= isStalePlan(error);
        throw error;
      }
      broken = true;
      throw error instanceof DatabaseGone ? error : new DatabaseGone(error);
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  }

  async function again<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (attempt === tries || !mayTryAgain(error)) throw error;
        await pause(attempt * 10 * Math.random());
      }
    }
  }

  const ask = (sql: string, values?: readonly unknown[]): Promise<pg.QueryResult> =>
    again(() => withClient(client => askOn(client, sql, values)));

  return {
    url,
    ...queryable(ask),
    transaction: work => again(() => withClient(client => transact(client, work))),
    listen: (channel, heard) => {
      listener ??= openListener(url, log);
      return listener.listen(channel, heard);
    },
    close: async () => {
      await listener?.close();
      await pool.end();
    },
  };
}

async function transact<T>(client: pg.PoolClient, work: (tx: Queryable) => Promise<T>): Promise<T> {
  await client.query('begin');
  let answer: T;
  try {
    answer = await work(queryable((sql, values) => askOn(client, sql, values)));
  } catch (error) {
    // When the way back fails too the connection is in doubt, and withClient throws it away.
    if (!isGone(error)) await client.query('rollback');
    throw error;
  }
  const ended = await client.query('commit');
  // PostgreSQL answers COMMIT with ROLLBACK, and no error, when `work` swallowed the error of a statement.
  if (ended.command !== 'COMMIT') throw new Error('a failed statement was swallowed inside a transaction; nothing was stored');
  return answer;
}

function queryable(ask: (sql: string, values?: readonly unknown[]) => Promise<pg.QueryResult>): Queryable {
  return {
    rows: async <R>(sql: string, values?: readonly unknown[]) => (await ask(sql, values)).rows as R[],
    row: async <R>(sql: string, values?: readonly unknown[]) => (await ask(sql, values)).rows[0] as R | undefined,
    count: async (sql, values) => (await ask(sql, values)).rowCount ?? 0,
  };
}

const names = new Map<string, string>();

/** Statements are prepared once per connection under a name made of their text. Texts built anew each time must not fill the server. */
function nameOf(sql: string): string | undefined {
  const known = names.get(sql);
  if (known !== undefined) return known;
  if (names.size >= 500) return undefined;
  const name = createHash('sha256').update(sql).digest('base64url').slice(0, 20);
  names.set(sql, name);
  return name;
}

function askOn(client: pg.PoolClient, sql: string, values: readonly unknown[] = []): Promise<pg.QueryResult> {
  const name = nameOf(sql);
  return client.query({ text: sql, values: values as unknown[], ...(name === undefined ? {} : { name }) });
}

// Not among them: 57014 (a statement was too slow) and 53300 (too many connections); the interface calls those "busy".
const goneCodes = new Set([
  ...['57P01', '57P02', '57P03', '57P05', '25P03'],
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'],
]);
const goneMessages =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error|Client was closed)/;

function codeOf(error: unknown): string | undefined {
  const holder = error instanceof DatabaseGone ? error.cause : error;
  return (holder as { code?: string } | undefined)?.code;
}

function isGone(error: unknown): boolean {
  if (error instanceof DatabaseGone) return true;
  if (error instanceof AggregateError) return error.errors.some(isGone);
  const code = codeOf(error);
  if (code !== undefined) return goneCodes.has(code) || /^08[0-9A-Z]{3}$/.test(code);
  return error instanceof Error && goneMessages.test(error.message);
}

/** Another program changed the tables under a prepared statement. */
function isStalePlan(error: unknown): boolean {
  const code = codeOf(error);
  return code === '26000' || (code === '0A000' && /cached plan/.test((error as Error).message));
}

function mayTryAgain(error: unknown): boolean {
  const code = codeOf(error);
  return code === '40001' || code === '40P01' || isStalePlan(error);
}
