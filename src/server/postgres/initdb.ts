// Makes a new, empty database folder, whole or not at all: a first start that is killed half-way leaves nothing in the way.
import { execFile } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { CannotRunDatabase, canEnter, type Native, type RunAs, serverEnvironment } from './native.ts';

const run = promisify(execFile);

/**
 * How the server names its data folder. A folder below a private one (a clone in /root) cannot be reached by name for another user,
 * but a process can be put into it before it becomes that user, and Linux lets it name the place where it stands.
 */
export function folderName(dataFolder: string, runAs: RunAs): string {
  if (canEnter(dataFolder, runAs)) return dataFolder;
  if (process.platform === 'linux') return '/proc/self/cwd';
  throw new CannotRunDatabase(
    `The database's user cannot enter ${dataFolder}. Set CAILANZI_HOME to a folder everybody may pass through, such as /var/lib/cailanzi.`,
  );
}

export const superuser = 'cailanzi_admin';

/** Creates the cluster at `dataFolder`. `sync: false` (tests only) leaves out the flush to the disk. */
export async function createCluster(
  native: Native,
  dataFolder: string,
  runAs: RunAs,
  password: string,
  sync: boolean,
): Promise<void> {
  const parent = dirname(dataFolder);
  const prefix = 'postgres.new-';
  for (const left of readdirSync(parent).filter(name => name.startsWith(prefix))) {
    try {
      rmSync(join(parent, left), { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // An initdb whose starter was killed may still be writing there; the next start clears it away.
    }
  }
  const site = mkdtempSync(join(parent, prefix));
  const draft = join(site, 'data');
  mkdirSync(draft, { mode: 0o700 });
  const passwordFile = join(site, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600, flag: 'wx' });
  if (runAs.uid !== undefined) for (const path of [site, draft, passwordFile]) chownSync(path, runAs.uid, runAs.gid ?? runAs.uid);
  const options = [
    `--pgdata=${folderName(draft, runAs)}`,
    '--encoding=UTF8',
    // Not C: pg_trgm finds no Chinese trigrams there. Not the machine's locale: an update of it would reorder indexes.
    '--locale=C.UTF-8',
    `--username=${superuser}`,
    '--auth=scram-sha-256',
    '--pwfile=../password',
    ...(sync ? [] : ['--no-sync']),
  ];
  try {
    await run(join(native.bin, 'initdb'), options, { ...runAs, cwd: draft, env: serverEnvironment });
  } catch (error) {
    rmSync(site, { recursive: true, force: true, maxRetries: 3 });
    const { stderr, stdout } = error as { stderr?: string; stdout?: string };
    throw new CannotRunDatabase(`The database could not be made: ${(stderr || stdout || (error as Error).message).trim()}`);
  }
  chmodSync(draft, 0o700);
  // The rename is the moment the database exists.
  if (!existsSync(dataFolder)) renameSync(draft, dataFolder);
  rmSync(site, { recursive: true, force: true });
}
