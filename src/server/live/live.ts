// Tells open pages that something changed, soon after it was committed; they resume from the events in the database, not from memory.

import type { ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { newId } from '../id.ts';
import type { Log } from '../log.ts';
import type { Database } from '../postgres/pool.ts';
import { Channel } from './channel.ts';
import { readCursor } from './cursor.ts';
import { overlapMs } from './missing.ts';
import { Seen } from './seen.ts';
import { notifyOthers, readTail } from './store.ts';
import { type Opening, Stream } from './stream.ts';

/** What the rest of the server needs of the live stream. */
export interface Live {
  /** Something of this community was just committed: look now instead of at the next turn. Never needed for correctness. */
  poke(communityId: string): void;
  /** Takes over the answer of a call as a stream of events; false when the caller has too many open already. */
  open(opening: Opening, timeZone: string, raw: ServerResponse): boolean;
  /** Says good-bye to every page, and looks no more. */
  close(): Promise<void>;
}

export interface LiveDeps {
  readonly db: Database;
  readonly log: Log;
  readonly now: () => Date;
  /** Do other programs work on the same database? Then they wake each other; without it each looks once a second. */
  readonly shared?: boolean;
  /** How often the rights of everybody who listens are looked at again. */
  readonly stayEveryMs?: number;
}

const everyMs = { look: 1_000, beat: 15_000, counters: 5_000, stay: 20_000, notify: 250 } as const;
const mostPerSession = 12;
const stayBatch = 500;
const channelName = 'cailanzi_live';

export function startLive(deps: LiveDeps): Live {
  const seen = new Seen();
  const channels = new Map<string, Channel>();
  const perSession = new Map<string, number>();
  const processId = newId();
  const toNotify = new Set<string>();
  let notifying: NodeJS.Timeout | undefined;
  let looking = false;
  let complained = false;
  let closed = false;
  let deafen: Promise<() => Promise<void>> | undefined;

  const streams = () => [...channels.values()].flatMap(channel => [...channel.readers.all]);

  /** One question for all communities that somebody watches; late commits are found here at the latest. */
  async function look(): Promise<void> {
    if (looking || channels.size === 0) return;
    looking = true;
    try {
      const since = [...channels.values()].map(channel => channel.readAt).reduce(earlier);
      const read = await readTail(deps.db, [...channels.keys()], since, overlapMs / 1000);
      for (const channel of channels.values()) channel.take(read);
      complained = false;
    } catch (error) {
      if (!complained) deps.log.warn({ err: error }, 'the live stream cannot look; it goes on trying');
      complained = true;
    } finally {
      looking = false;
    }
  }

  async function sendAway(): Promise<void> {
    const open = streams();
    for (let from = 0; from < open.length && !closed; from += stayBatch) {
      const batch = open.slice(from, from + stayBatch);
      await Promise.all(
        batch.map(async stream => {
          // While the database is away nobody can be asked, and nothing is told either.
          if (!(await stream.opening.mayStay().catch(() => true))) stream.end();
        }),
      );
    }
  }

  function onClose(stream: Stream): void {
    const { communityId, sessionKey } = stream.opening;
    const left = (perSession.get(sessionKey) ?? 1) - 1;
    if (left > 0) perSession.set(sessionKey, left);
    else perSession.delete(sessionKey);
    const channel = channels.get(communityId);
    channel?.readers.remove(stream);
    if (channel === undefined || channel.readers.all.size > 0) return;
    void channel.stop();
    channels.delete(communityId);
  }

  function tellOthers(communityId: string): void {
    if (deps.shared !== true || closed) return;
    toNotify.add(communityId);
    if (notifying !== undefined) return;
    const notify = (): void => {
      const payloads = [...toNotify].map(id => `${processId} ${id}`);
      toNotify.clear();
      notifying = payloads.length === 0 ? undefined : setTimeout(notify, everyMs.notify);
      if (payloads.length > 0) notifyOthers(deps.db, channelName, payloads).catch(() => {});
    };
    notify();
  }

  /** Only from the first page on: a program that nobody watches needs no connection for this. */
  function listen(): void {
    if (deps.shared !== true || deafen !== undefined) return;
    deafen = deps.db.listen(channelName, payload => {
      const [from, communityId] = payload.split(' ');
      if (payload === '') for (const channel of channels.values()) channel.wake();
      else if (from !== processId && communityId !== undefined) channels.get(communityId)?.wake();
    });
    deafen.catch(error => {
      deafen = undefined;
      deps.log.debug({ err: error }, 'other programs cannot be heard; every second is enough');
    });
  }

  const every = (act: (channel: Channel) => void): void => {
    for (const channel of channels.values()) act(channel);
  };
  const timers = [
    setInterval(() => void look(), everyMs.look),
    setInterval(() => every(channel => channel.beat()), everyMs.beat),
    setInterval(() => every(channel => channel.look()), everyMs.counters),
    setInterval(() => void sendAway(), deps.stayEveryMs ?? everyMs.stay),
    setInterval(() => seen.forgetOld(performance.now()), everyMs.stay),
  ];
  for (const timer of timers) timer.unref();

  return {
    poke(communityId) {
      channels.get(communityId)?.wake();
      tellOthers(communityId);
    },
    open(opening, timeZone, raw) {
      const { communityId, sessionKey, since } = opening;
      const open = perSession.get(sessionKey) ?? 0;
      if (closed || open >= mostPerSession) return false;
      perSession.set(sessionKey, open + 1);
      listen();
      let channel = channels.get(communityId);
      if (channel === undefined) {
        channel = new Channel(communityId, timeZone, { ...deps, seen });
        channels.set(communityId, channel);
      }
      // A cursor that is none of ours counts as one from long ago.
      const from = since === undefined ? null : (readCursor(since) ?? 0);
      channel.add(new Stream(opening, from, raw, onClose));
      return true;
    },
    async close() {
      if (closed) return;
      closed = true;
      for (const timer of timers) clearInterval(timer);
      clearTimeout(notifying);
      const open = [...channels.values()];
      for (const stream of streams()) stream.end();
      await Promise.all(open.map(channel => channel.stop()));
      await (await deafen?.catch(() => undefined))?.();
    },
  };
}

/** Null: somebody has not looked yet, and begins now. */
function earlier(a: string | null, b: string | null): string | null {
  if (a === null) return b;
  return b === null || a < b ? a : b;
}
