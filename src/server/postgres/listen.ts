// Hears at once when something was written, over one connection that finds its way back after every cut.
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../log.ts';

type Heard = (payload: string) => void;

export interface Listener {
  listen(channel: string, heard: Heard): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** Notifications only speed things up: whoever hears one reads the tables, and reads them anyway now and then. */
export function openListener(url: string, log: Log): Listener {
  const channels = new Map<string, Set<Heard>>();
  const closed = new AbortController();
  let client: pg.Client | undefined;
  let connecting: Promise<pg.Client> | undefined;

  async function connect(): Promise<pg.Client> {
    const fresh = new pg.Client({ connectionString: url, application_name: 'cailanzi listen', keepAlive: true });
    // pg tells of one loss through both 'error' and 'end'.
    let lost = false;
    const onLoss = (): void => {
      if (lost) return;
      lost = true;
      if (client !== fresh) return;
      client = undefined;
      if (!closed.signal.aborted) void comeBack();
    };
    fresh.on('error', onLoss);
    fresh.on('end', onLoss);
    fresh.on('notification', ({ channel, payload }) => {
      for (const heard of channels.get(channel) ?? []) heard(payload ?? '');
    });
    try {
      await fresh.connect();
      for (const channel of channels.keys()) await fresh.query(`listen ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      await fresh.end().catch(() => {});
      throw error;
    }
    if (lost) throw new Error('the listening connection was lost at once');
    client = fresh;
    return fresh;
  }

  function connected(): Promise<pg.Client> {
    if (client !== undefined) return Promise.resolve(client);
    connecting ??= connect().finally(() => {
      connecting = undefined;
    });
    return connecting;
  }

  async function comeBack(): Promise<void> {
    for (let patienceMs = 50; !closed.signal.aborted; patienceMs = Math.min(patienceMs * 2, 5000)) {
      try {
        await connected();
        for (const hearers of channels.values()) for (const heard of hearers) heard('');
        return;
      } catch (error) {
        log.debug({ err: error }, 'the listening connection is not back yet');
        await pause(patienceMs, undefined, { signal: closed.signal }).catch(() => {});
      }
    }
  }

  return {
    async listen(channel, heard) {
      const hearers = channels.get(channel) ?? new Set();
      channels.set(channel, hearers);
      hearers.add(heard);
      try {
        await (await connected()).query(`listen ${pg.escapeIdentifier(channel)}`);
      } catch (error) {
        hearers.delete(heard);
        throw error;
      }
      return async () => {
        hearers.delete(heard);
        if (hearers.size > 0) return;
        channels.delete(channel);
        await client?.query(`unlisten ${pg.escapeIdentifier(channel)}`).catch(() => {});
      };
    },
    async close() {
      closed.abort();
      await connecting?.catch(() => {});
      const last = client;
      client = undefined;
      await last?.end().catch(() => {});
    },
  };
}
