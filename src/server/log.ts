// Writes what happened to a file for the operator: codes and request numbers, never names, telephones or texts of residents.
import { mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { pino } from 'pino';

/** As fastify wants it, so that the program and its interface write into one log. */
export type Log = FastifyBaseLogger;

const rotateAtBytes = 20 * 1024 * 1024;

/** Keeps one older file beside the present one, so that a forgotten log cannot fill a small disk. Called before a file is opened. */
export function rotate(file: string): void {
  try {
    if (statSync(file).size > rotateAtBytes) renameSync(file, `${file}.1`);
  } catch {
    // Not there yet: nothing to rotate.
  }
}

/** Opens CAILANZI_HOME/logs/cailanzi.log. Written synchronously: the last lines before a crash are the ones that matter. */
export function openLog(home: string): Log {
  const folder = join(home, 'logs');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'cailanzi.log');
  rotate(file);
  const destination = pino.destination({ dest: file, append: true, sync: true, mode: 0o600 });
  // A full disk costs lines of the log; it must not stop the desk.
  destination.on('error', () => {});
  return pino(
    {
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      // A driver's error carries the row it was about in `detail` and `where`: those are people's data and stay out.
      serializers: { err: describeError },
    },
    destination,
  );
}

/** A log that writes nothing, for tests and scripts. */
export const silentLog: Log = pino({ level: 'silent' });

function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code, table, constraint } = error as Error & { code?: unknown; table?: unknown; constraint?: unknown };
  return {
    type: error.name,
    message: error.message,
    code,
    table,
    constraint,
    stack: error.stack,
    cause: error.cause === undefined ? undefined : describeError(error.cause),
  };
}
