// Starts the parts of the program in order and stops them in the opposite one: home, database, its form, what runs beside it, pages.
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { checkCareKeyFile } from './care/key-file.ts';
import { careKeysFor, keyStateOf } from './care/keys.ts';
import { startTicker } from './clock/ticker.ts';
import { type Config, ConfigError, type Settings, withoutPassword } from './config.ts';
import { HeldByOther, prepareHome, takeHold } from './home.ts';
import { buildApp } from './http/app.ts';
import { type Live, startLive } from './live/live.ts';
import { type Log, openLog } from './log.ts';
import { prepareFirstLink } from './people/first-store.ts';
import { startSessions } from './people/sessions.ts';
import { startEmbedded } from './postgres/embedded.ts';
import { migrate } from './postgres/migrate.ts';
import { type Database, openDatabase } from './postgres/pool.ts';
import { watchRoom } from './postgres/room-left.ts';
import { loadSample } from './sample.ts';

type Say = (line: string) => void;
type Undo = () => void | Promise<void>;

export interface Running {
  readonly address: string;
  readonly log: Log;
  /** Finishes running calls (bounded), then stops everything that `start` started. May be called more than once. */
  stop(): Promise<void>;
  /** Ends the calls that are still running at once. */
  hurry(): void;
}

const patienceMs = 10_000;

/** Starts everything; when a step fails, the ones before it are undone. Throws ConfigError, CannotRunDatabase or CannotMigrate for the operator. */
export async function start(settings: Settings, say: Say): Promise<Running> {
  const undo: Undo[] = [];
  try {
    return await startSteps(settings, say, undo);
  } catch (error) {
    await unwind(undo);
    throw error;
  }
}

async function startSteps(settings: Settings, say: Say, undo: Undo[]): Promise<Running> {
  const config = prepareHome(settings);
  undo.push(holdHome(config.home));
  const log = openLog(config.home);
  log.info({ pid: process.pid, node: process.version }, 'starting');
  const { url, isFull } = await findDatabase(config, log, say, undo);
  const { applied } = await migrate(url, log);
  if (applied.length > 0) say(`database tables brought forward: ${applied.join(', ')}`);
  const db = openDatabase(url, { log });
  undo.push(() => db.close());
  await tellCareKeys(db, config, say);
  const now = (): Date => new Date();
  const live = startLive({ db, log, now, shared: config.databaseUrl !== undefined });
  undo.push(() => live.close());
  const app = await buildApp({ db, config, log, now, live, sessions: startSessions(db, now), isFull });
  undo.push(() => closeApp(app, live, log));
  const tell = await fill(db, config);
  const ticker = startTicker({ db, config, log, now, live, isFull });
  undo.push(() => ticker.stop());
  const address = await listen(app, config.port);
  tell(address, say);
  log.info({ address }, 'ready');
  let stopped: Promise<void> | undefined;
  return {
    address,
    log,
    stop() {
      stopped ??= unwind(undo).then(() => log.info('stopped'));
      return stopped;
    },
    hurry: () => app.server.closeAllConnections(),
  };
}

/** An empty database gets the sample, or with --empty the link for the first administrator. */
async function fill(db: Database, config: Config): Promise<(address: string, say: Say) => void> {
  if (config.empty) {
    const token = await prepareFirstLink(db, new Date());
    return (address, say) => {
      if (token !== null) say(`first administrator (the link works once): ${address}/desk#first=${token}`);
    };
  }
  const accounts = await loadSample(db, config);
  return (_address, say) => {
    if (accounts === null) return;
    say('');
    say('DEMO 演示数据: the sample compound is loaded; its people and telephones are invented.');
    say('sign in with (shown only now):');
    for (const { name, password } of accounts)
      say(`  ${name.padEnd(12)} ${config.demoPassword === undefined ? password : '(CAILANZI_DEMO_PASSWORD)'}`);
    say('');
  };
}

/** Makes the key of care at the first start; says so when records are there that it cannot open. */
async function tellCareKeys(db: Database, config: Config, say: Say): Promise<void> {
  checkCareKeyFile(config.careKeyFile);
  await careKeysFor(db, config);
  const { records, shut } = await keyStateOf(db, config);
  if (shut > 0) {
    say(`care records: ${shut} of ${records} cannot be read. Put the key file back as ${config.careKeyFile} (docs/runbook.md).`);
  }
}

function holdHome(home: string): Undo {
  try {
    return takeHold(join(home, 'program.lock'));
  } catch (error) {
    if (!(error instanceof HeldByOther)) throw error;
    throw new ConfigError(
      `The home folder is in use: ${home} belongs to the cailanzi running as process ${error.pid}. Stop that one, or choose another CAILANZI_HOME (and PORT).`,
    );
  }
}

/** `isFull` only where the database's disk is ours to watch. */
async function findDatabase(config: Config, log: Log, say: Say, undo: Undo[]): Promise<{ url: string; isFull?: () => boolean }> {
  if (config.databaseUrl !== undefined) {
    say(`database: ${withoutPassword(config.databaseUrl)}`);
    return { url: config.databaseUrl };
  }
  const folder = join(config.home, 'postgres');
  if (!existsSync(folder)) say(`making a database in ${folder}`);
  const embedded = await startEmbedded({ home: config.home, log, say });
  undo.push(() => embedded.stop());
  const room = await watchRoom(folder, log, say);
  undo.push(() => room.stop());
  return { url: embedded.url, isFull: room.isFull };
}

async function listen(app: FastifyInstance, port: number): Promise<string> {
  try {
    // Every address of the machine, IPv6 too where there is one: phones in the compound call this PC.
    await app.listen({ port, host: '::' }).catch(error => {
      if (error.code !== 'EAFNOSUPPORT' && error.code !== 'EADDRNOTAVAIL') throw error;
      return app.listen({ port, host: '0.0.0.0' });
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new ConfigError(`Port ${port} is used by another program. Set PORT to a free one.`);
    if (code === 'EACCES')
      throw new ConfigError(`Port ${port} needs rights this user does not have. Set PORT to one above 1023.`);
    throw error;
  }
  return `http://localhost:${(app.server.address() as AddressInfo).port}`;
}

/** No new calls from here on; running ones have their time, then their connections are cut. */
async function closeApp(app: FastifyInstance, live: Live, log: Log): Promise<void> {
  const impatient = setTimeout(() => {
    log.warn('some calls did not end in time and are cut off');
    app.server.closeAllConnections();
  }, patienceMs).unref();
  try {
    // Both at once: the app accepts nobody from here on, but it waits for open streams, which only `live` ends.
    await Promise.all([app.close(), live.close()]);
  } finally {
    clearTimeout(impatient);
  }
}

/** Every step gets its turn, also when one before it fails; the first failure is told. */
async function unwind(undo: Undo[]): Promise<void> {
  const failures: unknown[] = [];
  for (let step = undo.pop(); step !== undefined; step = undo.pop()) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
