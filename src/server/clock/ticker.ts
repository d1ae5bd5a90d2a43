// The clock of the program: every few seconds it does what the passing of time asks for, beside other programs that do the same.
import { escalate, readClocks } from '../../domain/request/clock.ts';
import { passOnLate } from '../care/checks.ts';
import { ensureRuns } from '../dispatch/runs.ts';
import type { Deps } from '../http/route.ts';
import { newId } from '../id.ts';
import { forgetCalls } from '../intake/call-store.ts';
import { fetchMedia } from '../intake/fetch-media.ts';
import { fetchServiceMessages } from '../intake/fetch-service.ts';
import { forgetFixes } from '../intake/fix-store.ts';
import { forgetMessages } from '../intake/forget.ts';
import { handOutReplies } from '../intake/hand-out.ts';
import { forgetPastes } from '../intake/paste-store.ts';
import { handOverNotices } from '../notice/hand-over.ts';
import { DatabaseGone } from '../postgres/pool.ts';
import { refreshStatistics } from '../postgres/statistics.ts';
import { destroyWhatIsDue } from '../privacy/destroy.ts';
import { theSystem } from '../request/maker.ts';
import { makeMoves } from '../request/moves.ts';
import { applyBegun } from '../zone/begun.ts';
import { takeBackAgainstRules } from '../zone/take-back.ts';
import {
  type CommunityRow,
  callUnheard,
  dropHeardCalls,
  forgetOld,
  holdLapsed,
  holdOverdue,
  readCommunities,
  settleDelivered,
  writeEscalated,
} from './store.ts';

type TickerDeps = Pick<Deps, 'db' | 'config' | 'now' | 'log' | 'live' | 'isFull'>;

/** Rows a step takes at a time: small enough to hold no lock for long, repeated until nothing is left. */
const batch = 200;
const everyMs = 5_000;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** Sender-made ids are kept at least thirty days; a few more for devices that come back late. */
const receiptDays = 35;
const sessionDays = 7;

export interface Ticked {
  lapsed: number;
  settled: number;
  escalated: number;
  unheard: number;
  /** Care contacts that nobody made in time, passed on. */
  passedOn: number;
  forgotten: number;
}

/** What is not done at every tick, and when it was done last in this process. */
interface Seldom {
  unheardAt: number;
  forgottenAt: number;
}

/** One pass over everything that is due. A step that fails is logged and does not keep the others from their turn. */
export async function tick(
  deps: TickerDeps,
  seldom: Seldom = { unheardAt: 0, forgottenAt: 0 },
  signal?: AbortSignal,
): Promise<Ticked> {
  const now = deps.now();
  const ticked: Ticked = { lapsed: 0, settled: 0, escalated: 0, unheard: 0, passedOn: 0, forgotten: 0 };
  const step = async (name: string, work: () => Promise<void>): Promise<void> => {
    if (signal?.aborted) return;
    try {
      await work();
    } catch (error) {
      if (error instanceof DatabaseGone) throw error;
      deps.log.error({ err: error, step: name }, 'a step of the clock failed');
    }
  };
  const everyMinute = now.getTime() - seldom.unheardAt >= minuteMs || now.getTime() < seldom.unheardAt;
  for (const community of await readCommunities(deps.db, now)) {
    const changes = () => ticked.lapsed + ticked.settled + ticked.escalated + ticked.unheard + ticked.passedOn;
    const before = changes();
    const { community_id } = community;
    if (community.moves_due) {
      await step('lapse', async () => {
        ticked.lapsed += await untilDone(() => lapse(deps, community_id, now), signal);
      });
      await step('settle', async () => {
        ticked.settled += await untilDone(() => settleDelivered(deps.db, community_id, now, batch), signal);
      });
      await step('escalate', async () => {
        ticked.escalated += await untilDone(() => raise(deps, community, now), signal);
      });
    }
    if (everyMinute) {
      await step('unheard', async () => {
        await dropHeardCalls(deps.db, community_id, now);
        const hours = unheardAfterHours(community.settings);
        ticked.unheard += await untilDone(() => callUnheard(deps.db, community_id, now, hours, batch), signal);
      });
      await step('runs', () => ensureRuns(deps, community_id, community.time_zone));
    }
    await step('care', async () => {
      ticked.passedOn += await untilDone(() => passOnLate(deps.db, community_id, now, batch), signal);
    });
    if (changes() > before) deps.live.poke(community_id);
  }
  if (everyMinute) {
    await step('zones', async () => {
      const begun = await applyBegun(deps.db, now);
      for (const communityId of [...begun, ...(await takeBackAgainstRules(deps.db, now))]) deps.live.poke(communityId);
    });
    await step('destroy', () => destroyWhatIsDue(deps));
    seldom.unheardAt = now.getTime();
  }
  await step('statistics', async () => {
    await refreshStatistics(deps.db);
  });
  await step('notices', async () => {
    await handOverNotices(deps, signal);
  });
  await step('channels', async () => {
    await fetchServiceMessages(deps, signal);
    await handOutReplies(deps, signal);
  });
  await step('media', async () => {
    await fetchMedia(deps, signal);
  });
  // The table of receipts has no index on their age: they are written far more often than forgotten.
  if (now.getTime() - seldom.forgottenAt >= hourMs) {
    seldom.forgottenAt = now.getTime();
    await step('forget', async () => {
      const before = {
        receipts: new Date(now.getTime() - receiptDays * dayMs),
        sessions: new Date(now.getTime() - sessionDays * dayMs),
      };
      ticked.forgotten += await untilDone(() => forgetOld(deps.db, before, 5_000), signal, 5_000);
      ticked.forgotten += await untilDone(() => forgetCalls(deps.db, now, 5_000), signal, 5_000);
      ticked.forgotten += await untilDone(() => forgetMessages(deps, now, 5_000), signal, 5_000);
      ticked.forgotten += await untilDone(() => forgetPastes(deps.db, now, 500), signal, 500);
      ticked.forgotten += await untilDone(() => forgetFixes(deps.db, now, 5_000), signal, 5_000);
    });
  }
  return ticked;
}

/** Repeats a step that takes `full` at most until it found less than that. */
async function untilDone(work: () => Promise<number>, signal: AbortSignal | undefined, full = batch): Promise<number> {
  let all = 0;
  for (;;) {
    const done = await work();
    all += done;
    if (done < full || signal?.aborted) return all;
  }
}

/** Offers that nobody answered go to the next who is near, or back to the clerk. */
function lapse(deps: TickerDeps, communityId: string, now: Date): Promise<number> {
  return deps.db.transaction(async tx => {
    const lapsed = await holdLapsed(tx, communityId, now, batch);
    const moves = lapsed.map(requestId => ({ requestId, move: { id: newId(), move: 'lapse' as const } }));
    await makeMoves(tx, now, theSystem(communityId), moves);
    return lapsed.length;
  });
}

/** Nobody moved it in time: the next one up is told, clerk → grid lead → community lead. */
function raise(deps: TickerDeps, community: CommunityRow, now: Date): Promise<number> {
  const clocks = readClocks(community.settings);
  return deps.db.transaction(async tx => {
    const overdue = await holdOverdue(tx, community.community_id, now, batch);
    if (overdue.length === 0) return 0;
    const escalated = overdue.map(row => {
      const next = escalate(clocks, row.lane, row.escalation, now.toISOString());
      return { row, escalation: next?.escalation ?? row.escalation, tell: next?.tell ?? null, actBy: next?.actBy ?? null };
    });
    await writeEscalated(tx, community.community_id, escalated);
    return overdue.length;
  });
}

function unheardAfterHours(settings: unknown): number {
  const hours = (settings as { unheardAfterHours?: unknown } | null)?.unheardAfterHours;
  return typeof hours === 'number' && hours > 0 && hours <= 24 * 31 ? hours : 24;
}

export interface Ticker {
  /** Ends the running pass at the next good moment and starts no other. */
  stop(): Promise<void>;
}

/** Ticks until stopped. A pass that takes longer delays the next one; a database that is away or a full disk is waited for. */
export function startTicker(deps: TickerDeps, everyMilliseconds = everyMs): Ticker {
  const stopped = new AbortController();
  const seldom: Seldom = { unheardAt: 0, forgottenAt: 0 };
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const next = (): void => {
    if (stopped.signal.aborted) return;
    timer = setTimeout(() => {
      if (deps.isFull?.()) return next();
      running = tick(deps, seldom, stopped.signal)
        .then(
          () => {},
          error => deps.log.warn({ err: error }, 'the clock could not tick; it tries again'),
        )
        .finally(next);
    }, everyMilliseconds);
  };
  next();
  return {
    async stop() {
      stopped.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
