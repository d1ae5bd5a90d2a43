// Keeps the embedded database alive for the program: makes it at the first start, takes over one that outlived us, restarts one that died.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { readOrMakeKey } from '../home.ts';
import { type Log, rotate } from '../log.ts';
import { createCluster, folderName, superuser } from './initdb.ts';
import { CannotRunDatabase, chooseUser, findNative, type Native, type RunAs, serverEnvironment } from './native.ts';
import { clearMisleadingNote, findLiving, readPostmaster, sizeOf, tail } from './postmaster.ts';
import { isAlive } from './process.ts';

export interface EmbeddedOptions {
  readonly home: string;
  readonly log: Log;
  /** Folder of initdb and postgres when not the ones npm brought (tests against Debian's 15). */
  readonly bin?: string;
  /** Changes to the server's settings; tests switch fsync off here, nothing else may. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Told at every change of the server's life, for the operator's console. */
  readonly say?: (line: string) => void;
}

export interface Embedded {
  /** Address of the program's own database, as its owner (not a superuser). */
  readonly url: string;
  /** Address of the maintenance database as superuser: only for making databases. */
  readonly adminUrl: string;
  readonly pid: number;
  /** True when a server from an earlier run was found alive and taken over. */
  readonly adopted: boolean;
  /** Stops the server cleanly (fast shutdown: running statements are rolled back, everything committed is on the disk). */
  stop(): Promise<void>;
  /** Leaves the server running and only stops looking after it. */
  leave(): void;
}

const owner = 'cailanzi';

function ownerUrl(port: number, password: string): string {
  return `postgres://${owner}:${password}@127.0.0.1:${port}/${owner}`;
}

/** The address of the server at work in a home, for another program of the operator; undefined while none is. */
export function urlOfHome(home: string): string | undefined {
  const living = findLiving(join(home, 'postgres'));
  return living === undefined || living.port === 0 ? undefined : ownerUrl(living.port, readOrMakeKey(home, 'database'));
}

/**
 * Settings for a small two-core machine. Nothing a resident wrote may reach the server's log: `log` leaves errors out (they name
 * values), and terse leaves out the details of the rest (a crash report quotes the statement).
 */
const houseSettings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '128MB',
  effective_cache_size: '512MB',
  max_wal_size: '512MB',
  random_page_cost: '1.1',
  jit: 'off',
  // Parallel plans need /dev/shm, which containers keep small, and two cores gain nothing from them under load.
  max_parallel_workers_per_gather: '0',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_checkpoints: 'off',
  cluster_name: 'cailanzi',
};

/** Starts or takes over the server in `home`/postgres. Throws CannotRunDatabase with words for the operator. */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const supervisor = new Supervisor(options);
  try {
    await supervisor.start();
  } catch (error) {
    await supervisor.stop().catch(() => {});
    throw error;
  }
  return supervisor;
}

class Supervisor implements Embedded {
  adopted = false;
  #options: EmbeddedOptions;
  #dataFolder: string;
  #logFile: string;
  #runAs: RunAs;
  #native!: Native;
  #adminPassword: string;
  #ownerPassword: string;
  #child: ChildProcess | undefined;
  #pid = 0;
  #port = 0;
  #watch: NodeJS.Timeout | undefined;
  #reviving: Promise<void> | undefined;
  /** Aborted when the server is no longer ours to look after. */
  #released = new AbortController();

  constructor(options: EmbeddedOptions) {
    this.#options = options;
    this.#dataFolder = join(options.home, 'postgres');
    this.#logFile = join(options.home, 'logs', 'postgres.log');
    mkdirSync(join(options.home, 'logs'), { recursive: true, mode: 0o700 });
    this.#runAs = chooseUser(this.#dataFolder);
    const keysFolder = join(options.home, 'keys');
    if (existsSync(this.#dataFolder) && !existsSync(join(keysFolder, 'database-admin'))) {
      throw new CannotRunDatabase(
        `There is a database in ${this.#dataFolder} but its key is not in ${keysFolder}. Put the folder "keys" back from your backup.`,
      );
    }
    this.#adminPassword = readOrMakeKey(options.home, 'database-admin');
    this.#ownerPassword = readOrMakeKey(options.home, 'database');
  }

  get url(): string {
    return ownerUrl(this.#port, this.#ownerPassword);
  }

  get adminUrl(): string {
    return `postgres://${superuser}:${this.#adminPassword}@127.0.0.1:${this.#port}/postgres`;
  }

  get pid(): number {
    return this.#pid;
  }

  async start(): Promise<void> {
    const { home, bin, settings } = this.#options;
    this.#native = await findNative(this.#runAs, home, bin);
    if (this.#native.notice !== undefined) this.#tell(this.#native.notice);
    const isNew = !existsSync(this.#dataFolder);
    if (!isNew) this.#checkVersion();
    else await createCluster(this.#native, this.#dataFolder, this.#runAs, this.#adminPassword, settings?.fsync !== 'off');
    await this.#adopt();
    if (!this.adopted) {
      this.#port = await freePort();
      await this.#launch();
    }
    if (isNew || !(await this.#hasDatabase())) await this.#makeDatabase();
    this.#watch = setInterval(() => this.#lookAfter(), 250).unref();
  }

  async stop(): Promise<void> {
    this.leave();
    await this.#reviving;
    await this.#end();
  }

  async #end(): Promise<void> {
    if (!isAlive(this.#pid)) return;
    if (process.platform === 'win32') {
      execFileSync(join(this.#native.bin, 'pg_ctl'), ['stop', '-D', this.#dataFolder, '-m', 'fast', '-w'], { stdio: 'ignore' });
      return;
    }
    signal(this.#pid, 'SIGINT');
    if (await this.#gone(30_000)) return;
    this.#options.log.warn(
      { pid: this.#pid },
      'database did not stop in 30 s; stopping it at once, it recovers at the next start',
    );
    signal(this.#pid, 'SIGQUIT');
    if (await this.#gone(10_000)) return;
    throw new CannotRunDatabase(`The database server (process ${this.#pid}) does not stop.`);
  }

  leave(): void {
    this.#released.abort();
    clearInterval(this.#watch);
    this.#watch = undefined;
  }

  #tell(line: string): void {
    this.#options.log.info({ database: line }, 'database');
    this.#options.say?.(line);
  }

  async #gone(withinMs: number): Promise<boolean> {
    const end = Date.now() + withinMs;
    while (isAlive(this.#pid)) {
      if (Date.now() > end) return false;
      await pause(10);
    }
    return true;
  }

  #checkVersion(): void {
    let made: string;
    try {
      made = readFileSync(join(this.#dataFolder, 'PG_VERSION'), 'utf8').trim();
    } catch (error) {
      throw new CannotRunDatabase(`${this.#dataFolder} is not a readable database: ${(error as Error).message}`);
    }
    const major = this.#native.version.split('.')[0];
    if (made === major) return;
    throw new CannotRunDatabase(
      `The database in ${this.#dataFolder} was made by PostgreSQL ${made}, this cailanzi brings ${major}. Back up with the older cailanzi and restore with this one (docs/runbook.md).`,
    );
  }

  /** Takes over a server that outlived the last program. It proves to be ours by knowing our password (SCRAM proves both sides). */
  async #adopt(): Promise<void> {
    for (let living = findLiving(this.#dataFolder); living !== undefined; living = findLiving(this.#dataFolder)) {
      this.#pid = living.pid;
      this.#port = living.port;
      if (living.status.startsWith('ready')) {
        const version = await this.#askVersion();
        if (version === this.#native.version) {
          this.adopted = true;
          this.#tell(`database server of the last run taken over (process ${living.pid})`);
          return;
        }
        if (version !== undefined) {
          // After an upgrade the old server's files are gone from under it.
          this.#tell(`database server ${version} of the last run is stopped, ${this.#native.version} starts`);
          await this.#end();
        }
      }
      await pause(50);
    }
  }

  async #askVersion(): Promise<string | undefined> {
    const client = new pg.Client({ connectionString: this.adminUrl, connectionTimeoutMillis: 5000 });
    client.on('error', () => {});
    try {
      await client.connect();
      const { rows } = await client.query('show server_version');
      return /\d+(\.\d+)*/.exec(rows[0].server_version)?.[0];
    } catch (error) {
      if ((error as { code?: string }).code === '28P01') {
        throw new CannotRunDatabase(
          `The database in ${this.#dataFolder} does not accept the key in ${join(this.#options.home, 'keys')}. Put the folder "keys" back from your backup.`,
        );
      }
      return undefined;
    } finally {
      await client.end().catch(() => {});
    }
  }

  async #launch(): Promise<void> {
    while (!clearMisleadingNote(this.#dataFolder)) await pause(50);
    rotate(this.#logFile);
    const logStart = sizeOf(this.#logFile);
    const settings = { ...houseSettings, port: String(this.#port), ...this.#options.settings };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    if (process.platform === 'win32') this.#launchOnWindows(flags);
    else this.#spawnServer(flags);
    const child = this.#child;
    for (let waited = 0; ; waited += 10) {
      const noted = readPostmaster(this.#dataFolder);
      if (noted?.status.startsWith('ready') && (child === undefined || noted.pid === child.pid)) {
        this.#pid = noted.pid;
        return;
      }
      if (child !== undefined && (child.exitCode !== null || child.signalCode !== null || child.pid === undefined)) {
        throw new CannotRunDatabase(`The database server did not start:\n${tail(this.#logFile, logStart)}`);
      }
      if (waited > 0 && waited % 10_000 === 0) this.#tell(`database is still recovering (${waited / 1000} s)`);
      await pause(10);
    }
  }

  #spawnServer(flags: readonly string[]): void {
    const logFd = openSync(this.#logFile, 'a', 0o600);
    try {
      const child = spawn(join(this.#native.bin, 'postgres'), ['-D', folderName(this.#dataFolder, this.#runAs), ...flags], {
        ...this.#runAs,
        cwd: this.#dataFolder,
        env: serverEnvironment,
        // A session of its own: Ctrl+C must reach the program first, which finishes its requests and then stops the server.
        detached: true,
        stdio: ['ignore', logFd, logFd],
      });
      child.on('error', error => this.#options.log.error({ err: error }, 'database server could not be started'));
      child.on('exit', () => this.#lookAfter());
      child.unref();
      this.#child = child;
      this.#pid = child.pid ?? 0;
    } finally {
      closeSync(logFd);
    }
  }

  /** PostgreSQL refuses an administrator's account on Windows; pg_ctl gives the rights up. */
  #launchOnWindows(flags: readonly string[]): void {
    const quoted = flags.map(flag => `"${flag}"`).join(' ');
    execFileSync(join(this.#native.bin, 'pg_ctl'), ['start', '-D', this.#dataFolder, '-l', this.#logFile, '-o', quoted, '-w'], {
      stdio: 'ignore',
      env: serverEnvironment,
    });
  }

  async #hasDatabase(): Promise<boolean> {
    const probe = new pg.Client({ connectionString: this.url });
    probe.on('error', () => {});
    try {
      await probe.connect();
      return true;
    } catch {
      return false; // Made next; any other trouble shows itself there.
    } finally {
      await probe.end().catch(() => {});
    }
  }

  /** The program's role and database: at the first start, or when that one was killed in between. */
  async #makeDatabase(): Promise<void> {
    const admin = new pg.Client({ connectionString: this.adminUrl });
    admin.on('error', () => {});
    await admin.connect();
    try {
      const role = await admin.query('select 1 from pg_roles where rolname = $1', [owner]);
      const verb = role.rowCount === 0 ? 'create' : 'alter';
      await admin.query(`${verb} role ${owner} login password ${pg.escapeLiteral(this.#ownerPassword)}`);
      const database = await admin.query('select 1 from pg_database where datname = $1', [owner]);
      if (database.rowCount === 0) await admin.query(`create database ${owner} owner ${owner}`);
    } finally {
      await admin.end();
    }
  }

  #lookAfter(): void {
    if (this.#watch === undefined || this.#reviving !== undefined || isAlive(this.#pid)) return;
    this.#reviving = this.#revive().finally(() => {
      this.#reviving = undefined;
    });
  }

  /** The server died while the program lives: start it again on the same port, ever more patiently, for as long as it takes. */
  async #revive(): Promise<void> {
    this.#tell('database server died; starting it again');
    for (let patienceMs = 50; !this.#released.signal.aborted; patienceMs = Math.min(patienceMs * 2, 5000)) {
      try {
        await this.#launch();
        this.#tell(`database server is back (process ${this.#pid})`);
        return;
      } catch (error) {
        this.#options.log.error({ err: error }, 'database server did not start');
      }
      await pause(patienceMs, undefined, { signal: this.#released.signal }).catch(() => {});
    }
  }
}

/** A port nobody listens on, below the range from which outgoing connections take theirs: it must be free again after a crash. */
async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const free = await new Promise<boolean>(settle => {
      const server = createServer();
      server.once('error', () => settle(false));
      server.listen(port, '127.0.0.1', () => server.close(() => settle(true)));
    });
    if (free) return port;
  }
  throw new CannotRunDatabase('No free port for the database was found between 20000 and 32000.');
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
