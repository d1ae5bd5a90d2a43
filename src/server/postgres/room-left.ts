// Watches how much room the database's disk has left, so that people are told before PostgreSQL has to stop, and can go on reading.
import { statfs } from 'node:fs/promises';
import type { Log } from '../log.ts';

/**
 * PostgreSQL ends every connection when its log cannot grow by a file of 16 MB, and cannot even recover then: so the last few such files
 * are kept for writes under way and for its own work.
 */
const reserveBytes = 64 * 1024 * 1024;
/** Writing goes on with a little more than that, so that it does not go on and off all the time. */
const againBytes = reserveBytes + 16 * 1024 * 1024;
const everyMs = 250;

export interface RoomLeft {
  isFull(): boolean;
  stop(): void;
}

/** `say` tells the operator at every change. A disk that does not tell its room counts as one with room. */
export async function watchRoom(folder: string, log: Log, say: (line: string) => void): Promise<RoomLeft> {
  let full = false;
  let looking = false;
  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    try {
      const { bavail, bsize } = await statfs(folder);
      const free = bavail * bsize;
      if (full === free < (full ? againBytes : reserveBytes)) return;
      full = !full;
      const line = full
        ? `the disk of ${folder} is full (${Math.floor(free / 1024 / 1024)} MB left): nothing new is taken until there is room again`
        : `the disk of ${folder} has room again`;
      log.warn({ free }, line);
      say(line);
    } catch (error) {
      log.warn({ err: error }, 'the disk does not tell how much room it has');
    } finally {
      looking = false;
    }
  };
  await look();
  const timer = setInterval(look, everyMs).unref();
  return { isFull: () => full, stop: () => clearInterval(timer) };
}
