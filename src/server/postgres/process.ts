// Tells whether a process we wrote down earlier is still the same one: numbers are used again after a crash or in a new container.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export function isAlive(pid: number): boolean {
  return hasEntry(pid) && processState(pid) !== 'Z';
}

/** Alive, or ended and not yet fetched by its parent: other programs take the latter for alive. */
export function hasEntry(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process was born, in a form that differs for every process of every boot; undefined where the system does not tell. */
export function bornAt(pid: number): string | undefined {
  if (process.platform === 'linux') {
    const fields = statFields(pid);
    if (fields === undefined) return undefined;
    return `${bootId()}:${fields[19]}`;
  }
  if (process.platform === 'win32') return undefined;
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}

/** Processes that stand in the folder (their working directory), as far as the system shows them; undefined where it does not. */
export function processesIn(folder: string): number[] | undefined {
  if (process.platform !== 'linux') return undefined;
  const found: number[] = [];
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      if (readlinkSync(`/proc/${entry}/cwd`) === folder) found.push(Number(entry));
    } catch {
      // Ended meanwhile, or another user's.
    }
  }
  return found;
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

/** The fields of /proc/<pid>/stat after the program's name, which may itself hold blanks and brackets. */
function statFields(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function processState(pid: number): string | undefined {
  return process.platform === 'linux' ? statFields(pid)?.[0] : undefined;
}
