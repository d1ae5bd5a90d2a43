// The program: npm start runs this. Starts everything, says where to open it, and stops cleanly when asked to.
import { ConfigError, readSettings } from './config.ts';
import { CannotMigrate } from './postgres/migrate.ts';
import { CannotRunDatabase } from './postgres/native.ts';
import { type Running, start } from './start.ts';

const startedAt = performance.now();
const say = (line: string): void => console.log(line);

let running: Running | undefined;
let stopping = false;
let askedToStop: NodeJS.Signals | undefined;

function onSignal(signal: NodeJS.Signals): void {
  if (stopping) {
    running?.hurry();
    return;
  }
  askedToStop = signal;
  // While it is still starting, the start is finished first: half-started parts are harder to stop than whole ones.
  if (running !== undefined) void stop(0);
}

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  say('stopping: running calls are finished, then the database is stopped');
  try {
    await running?.stop();
  } catch (error) {
    console.error(`could not stop cleanly: ${(error as Error).message}`);
    process.exit(1);
  }
  say('stopped');
  process.exit(code);
}

function onBug(error: unknown): void {
  console.error(error);
  running?.log.fatal({ err: error }, 'a bug outside of any call');
  // The state is unknown; what was acknowledged is on the disk.
  if (running === undefined) process.exit(1);
  else void stop(1);
}

process.on('SIGTERM', onSignal);
process.on('SIGINT', onSignal);
process.on('uncaughtException', onBug);
process.on('unhandledRejection', onBug);

try {
  running = await start(readSettings(process.env, process.argv.slice(2)), say);
  const seconds = (performance.now() - startedAt) / 1000;
  say(`菜篮子 cailanzi is ready after ${seconds.toFixed(1)} s: open ${running.address}   (stop: Ctrl-C)`);
  if (askedToStop !== undefined) await stop(0);
} catch (error) {
  const forOperator = error instanceof ConfigError || error instanceof CannotRunDatabase || error instanceof CannotMigrate;
  console.error(forOperator ? `cailanzi cannot start. ${error.message}` : error);
  process.exit(1);
}
