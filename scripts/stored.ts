// Where an operator's script finds the database: outside, in the running program, or in a home that is at rest.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, type Settings } from '../src/server/config.ts';
import { HeldByOther, takeHold } from '../src/server/home.ts';
import { silentLog } from '../src/server/log.ts';
import { startEmbedded, urlOfHome } from '../src/server/postgres/embedded.ts';

export interface Stored {
  readonly url: string;
  /** Stops what was started for the script; a running program is left alone. */
  stop(): Promise<void>;
}

/** `mayRun`: the program may be at work on it meanwhile. Throws ConfigError for the operator. */
export async function databaseOf(settings: Settings, { mayRun }: { mayRun: boolean }): Promise<Stored> {
  if (settings.databaseUrl !== undefined) return { url: settings.databaseUrl, stop: async () => {} };
  const { home } = settings;
  mkdirSync(home, { recursive: true, mode: 0o755 });
  let letGo: () => void;
  try {
    letGo = takeHold(join(home, 'program.lock'));
  } catch (error) {
    if (!(error instanceof HeldByOther)) throw error;
    if (!mayRun) throw new ConfigError(`${home} is in use by process ${error.pid}. Stop that cailanzi first.`);
    const url = urlOfHome(home);
    if (url === undefined) throw new ConfigError(`${home} is just starting or stopping. Try again in a moment.`);
    return { url, stop: async () => {} };
  }
  const embedded = await startEmbedded({ home, log: silentLog }).catch(error => {
    letGo();
    throw error;
  });
  return {
    url: embedded.url,
    async stop() {
      await embedded.stop();
      letGo();
    },
  };
}
