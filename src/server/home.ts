// Prepares the folder the operator gave us (CAILANZI_HOME): its rooms, the signing secret, and the hold that keeps a second start out.
import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, ConfigError, type Settings } from './config.ts';
import { bornAt, isAlive } from './postgres/process.ts';

/** Makes the folders and reads (at the first start: makes) the secret. Throws ConfigError when the folder cannot be used. */
export function prepareHome(settings: Settings): Config {
  try {
    // The home itself stays passable: the database runs as another user when the program runs as root.
    mkdirSync(settings.home, { recursive: true, mode: 0o755 });
    for (const room of ['keys', 'logs', 'files']) mkdirSync(join(settings.home, room), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new ConfigError(
      `CAILANZI_HOME (${settings.home}) cannot be written: ${(error as Error).message}. Choose another folder.`,
    );
  }
  const secret = settings.givenSecret ?? readOrMakeKey(settings.home, 'signing');
  return { ...settings, secret: Buffer.from(secret, 'utf8') };
}

/** A random key kept in CAILANZI_HOME/keys, made the first time it is asked for. Two programs asking at once get the same one. */
export function readOrMakeKey(home: string, name: string): string {
  const file = join(home, 'keys', name);
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  mkdirSync(join(home, 'keys'), { recursive: true, mode: 0o700 });
  const known = readKey(file);
  if (known !== undefined) return known;
  writeFileSync(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  const made = readKey(file);
  if (made === undefined) throw new ConfigError(`The key file ${file} is damaged. Put it back from your backup.`);
  return made;
}

function readKey(file: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  if (text.length < 32) throw new ConfigError(`The key file ${file} is damaged. Put it back from your backup.`);
  return text;
}

/** Somebody else holds the folder; `pid` is their process. */
export class HeldByOther extends Error {
  override readonly name = 'HeldByOther';
  readonly pid: number;
  constructor(file: string, pid: number) {
    super(`${file} is held by process ${pid}`);
    this.pid = pid;
  }
}

interface Holder {
  pid: number;
  bornAt: string | undefined;
}

/**
 * Takes the hold `file` for this process or throws HeldByOther. A hold whose process is gone (kill -9, power cut, pid given to
 * another program) is taken over. Returns how to let go. A file and not a port or flock: Node has no flock, and ports are free for all.
 */
export function takeHold(file: string): () => void {
  const own: Holder = { pid: process.pid, bornAt: bornAt(process.pid) };
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, JSON.stringify(own), { flag: 'wx', mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 20; attempt++) {
      try {
        // link and not open('wx'): the file appears with its content, so nobody ever reads a half-written hold.
        linkSync(draft, file);
        return () => {
          if (readHolder(file)?.pid === process.pid) rmSync(file, { force: true });
        };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = readHolder(file);
      if (holder === undefined) continue;
      if (holdIsTaken(holder, own)) throw new HeldByOther(file, holder.pid);
      removeStale(file, holder);
    }
    throw new Error(`The hold ${file} changes hands too often; try again.`);
  } finally {
    rmSync(draft, { force: true });
  }
}

function holdIsTaken(holder: Holder, own: Holder): boolean {
  // The same pid as ours with another birth: a container that starts again gives the same numbers.
  if (holder.pid === own.pid) return holder.bornAt === own.bornAt;
  return isAlive(holder.pid) && (holder.bornAt === undefined || bornAt(holder.pid) === holder.bornAt);
}

function removeStale(file: string, stale: Holder): void {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return; // Somebody else was quicker.
  }
  const moved = readHolder(aside);
  if (moved !== undefined && (moved.pid !== stale.pid || moved.bornAt !== stale.bornAt)) {
    // Between our look and our move a living program took the hold: give it back.
    try {
      linkSync(aside, file);
    } catch {
      // A third one holds it now; the next look finds out.
    }
  }
  rmSync(aside, { force: true });
}

function readHolder(file: string): Holder | undefined {
  try {
    const { pid, bornAt: born } = JSON.parse(readFileSync(file, 'utf8')) as Holder;
    return { pid: Number(pid), bornAt: born };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    // Unreadable, for instance cut short by a full disk: nobody alive wrote it, link() puts only whole files there.
    return { pid: -1, bornAt: undefined };
  }
}
