// Starts the whole program as a user does, in a folder of its own, and stops it again by its id.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { silentLog } from '../src/server/log.ts';
import { urlOfHome } from '../src/server/postgres/embedded.ts';
import { type Database, openDatabase } from '../src/server/postgres/pool.ts';

const main = resolve(import.meta.dirname, '../src/server/main.ts');

export interface Program {
  readonly origin: string;
  readonly home: string;
  readonly child: ChildProcess;
  /** Everything it printed so far. */
  printed(): string;
  /** SIGTERM, waits for the end; removes the folder unless `keep`. */
  stop(options?: { keep?: boolean }): Promise<number | null>;
}

export const demoPassword = 'a-long-demo-password';

/** Resolves when /healthz answers; throws with what it printed when it ends before. `home`: a folder kept from an earlier start. */
export async function startProgram(
  options: { home?: string; flags?: string[]; environment?: Record<string, string> } = {},
): Promise<Program> {
  const home = options.home ?? (await mkdtemp(join(tmpdir(), 'cailanzi-')));
  const child = spawn(process.execPath, [main, ...(options.flags ?? [])], {
    env: {
      ...process.env,
      PORT: '0',
      CAILANZI_HOME: home,
      CAILANZI_DEMO_PASSWORD: demoPassword,
      CAILANZI_CHECK_ANSWERS: '1',
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const origin = await new Promise<string>((found, failed) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const address = /https?:\/\/(?:localhost|127\.0\.0\.1):(\d+)/.exec(output);
      if (address !== null) found(`http://127.0.0.1:${address[1]}`);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', code => failed(new Error(`the program ended with ${code}:\n${output}`)));
  });
  return {
    origin,
    home,
    child,
    printed: () => output,
    async stop({ keep = false } = {}) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      if (!keep) await rm(home, { recursive: true, force: true });
      return child.exitCode;
    },
  };
}

/** The embedded database of a running program, as that program reaches it. The caller closes it. */
export function databaseOfHome(programHome: string): Database {
  const url = urlOfHome(programHome);
  if (url === undefined) throw new Error(`no database is at work in ${programHome}`);
  return openDatabase(url, { log: silentLog });
}
