// Looks at a database server that may be living in a data folder: running, gone, or a left-over note of one that was killed.
import { readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { hasEntry, isAlive, processesIn } from './process.ts';

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** "ready", "starting", "stopping" and the like; empty while it is being written. */
  readonly status: string;
}

/** What postmaster.pid says, whether or not that server still lives. */
export function readPostmaster(dataFolder: string): Postmaster | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3] ?? 0), status: (lines[7] ?? '').trim() };
}

/** The server living in the folder. A process that merely got the same number later does not count, where the system lets us tell. */
export function findLiving(dataFolder: string): Postmaster | undefined {
  const noted = readPostmaster(dataFolder);
  if (noted === undefined || !isAlive(noted.pid)) return undefined;
  const inside = processesIn(realpathSync(dataFolder));
  return inside === undefined || inside.includes(noted.pid) ? noted : undefined;
}

/**
 * Clears the note of a killed server whose number now belongs to a stranger, or whose parent has not fetched it yet (nobody does in a
 * container without an init): PostgreSQL takes both for a living server and refuses to start.
 * In every other case PostgreSQL itself judges the note better, because it also looks for children still attached to the memory.
 * Returns false while children of the killed server are still at work in the folder.
 */
export function clearMisleadingNote(dataFolder: string): boolean {
  const noted = readPostmaster(dataFolder);
  if (noted === undefined || !hasEntry(noted.pid)) return true;
  const inside = processesIn(realpathSync(dataFolder));
  if (inside === undefined || inside.includes(noted.pid)) return true;
  if (inside.length > 0) return false;
  rmSync(join(dataFolder, 'postmaster.pid'), { force: true });
  return true;
}

/** The last lines a server wrote, to tell the operator why it did not start. */
export function tail(logFile: string, fromByte: number): string {
  try {
    return readFileSync(logFile).subarray(fromByte).toString('utf8').trim().split('\n').slice(-8).join('\n');
  } catch {
    return '';
  }
}

export function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}
