// 微信客服 tells only that somebody wrote: the messages are fetched from the place where the last fetch ended.
import { z } from 'zod';
import type { Deps } from '../http/route.ts';
import { keyFor, unseal } from '../secret.ts';
import { endFetch, fetchLater, keepPlace, mediaKeyOf, type NewMessage, takeFetches, type WantedFetch } from './message-store.ts';
import { readSetting } from './setting-store.ts';
import { takeIn } from './take-in.ts';
import { askWithToken, type Wechat } from './wechat-api.ts';

const leaseMs = 120_000;
const firstPauseMs = 5_000;
const longestPauseMs = 10 * 60_000;
const mostPages = 50;

type FetchDeps = Pick<Deps, 'db' | 'config' | 'now' | 'log' | 'live'>;

const page = z.object({
  next_cursor: z.string().max(500).optional(),
  has_more: z.number().optional(),
  msg_list: z
    .array(
      z.object({
        msgid: z.string().min(1).max(200),
        open_kfid: z.string().max(64).optional(),
        external_userid: z.string().min(1).max(128).optional(),
        send_time: z.number(),
        /** 3: somebody outside wrote; 4: an event; 5: a member of ours answered. */
        origin: z.number().optional(),
        msgtype: z.string().max(30),
        text: z.object({ content: z.string() }).optional(),
        image: z.object({ media_id: z.string() }).optional(),
        voice: z.object({ media_id: z.string() }).optional(),
      }),
    )
    .default([]),
});

/** One turn. Answers how many messages were new. Safe in several programs at once. */
export async function fetchServiceMessages(deps: FetchDeps, signal?: AbortSignal): Promise<number> {
  const { db, now } = deps;
  let fresh = 0;
  for (const wanted of await takeFetches(db, now(), new Date(now().getTime() + leaseMs))) {
    const got = await fetchAll(deps, wanted, signal);
    fresh += got.fresh;
    if (got.fresh > 0) deps.live.poke(wanted.community_id);
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(wanted.tries - 1, 10));
    if (got.ended) await endFetch(db, wanted, now());
    else await fetchLater(db, wanted, new Date(now().getTime() + pauseMs));
  }
  return fresh;
}

async function fetchAll(deps: FetchDeps, wanted: WantedFetch, signal?: AbortSignal): Promise<{ fresh: number; ended: boolean }> {
  const { db, config, now, log } = deps;
  const { community_id: communityId, account } = wanted;
  const setting = await readSetting(db, config, communityId, 'wecom_service');
  if (setting?.enabled !== true) return { fresh: 0, ended: true };
  const of: Wechat = { config, communityId, setting, now };
  const token = wanted.sealed === null ? null : unseal(keyFor(config.secret, 'channel'), wanted.sealed, account);
  let place = wanted.place;
  let fresh = 0;
  for (let pages = 0; pages < mostPages; pages++) {
    const body = {
      ...(place === null ? {} : { cursor: place }),
      ...(token === null || token.length === 0 ? {} : { token: token.toString() }),
      limit: 1000,
      open_kfid: account,
    };
    const answered = await askWithToken(of, '/cgi-bin/kf/sync_msg', body, signal);
    const read = answered.ok ? page.safeParse(answered.answer) : undefined;
    if (read?.success !== true) {
      log.warn({ channel: 'wecom_service', errorCode: answered.ok ? null : answered.errorCode }, 'messages could not be fetched');
      return { fresh, ended: false };
    }
    const messages = read.data.msg_list.flatMap(message => messageOf(message, account, now()));
    const next = read.data.next_cursor ?? place;
    // The place moves with what was fetched from it, or not at all.
    fresh += await db.transaction(async tx => {
      const taken = await takeIn(tx, deps, communityId, messages);
      if (next !== null && next !== '') await keepPlace(tx, communityId, account, next);
      return taken;
    });
    if (read.data.has_more !== 1 || next === place) return { fresh, ended: true };
    place = next;
  }
  return { fresh, ended: false };
}

function messageOf(message: z.output<typeof page>['msg_list'][number], account: string, now: Date): NewMessage[] {
  if (message.origin !== 3 || message.external_userid === undefined) return [];
  const said = message.msgtype === 'text' ? (message.text?.content ?? '') : null;
  return [
    {
      channel: 'wecom_service',
      sender: message.external_userid,
      key: message.msgid,
      kind: message.msgtype,
      said: said === null ? null : said.replaceAll('\u0000', '').slice(0, 8000).toWellFormed(),
      account,
      mediaKey: mediaKeyOf((message.image ?? message.voice)?.media_id),
      sentAt:
        message.send_time > 0 && message.send_time * 1000 <= now.getTime() + 60_000 ? new Date(message.send_time * 1000) : now,
    },
  ];
}
