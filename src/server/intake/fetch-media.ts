// Fetches the pictures and voices that came with messages, a few at a time, and keeps them as files; what cannot be read says so.
import { isMediaKind, mediaOf, mostMediaBytes } from '../../domain/notice/channel-media.ts';
import { dropPhoto, keepPhoto } from '../delivery/photo-files.ts';
import type { Deps } from '../http/route.ts';
import { newId } from '../id.ts';
import { countKeptMedia, endMedia, type MediaEnd, mediaLater, takeMedia, type WantedMedia } from './media-store.ts';
import { readSetting } from './setting-store.ts';
import { askMedia } from './wechat-api.ts';

/** A turn of the clock waits for them, so they are few. */
const aTurn = 4;
const leaseMs = 120_000;
const firstPauseMs = 10_000;
const longestPauseMs = 30 * 60_000;
/** So long the other side keeps a file. */
const keptMs = 3 * 24 * 3600_000;
/** Of one sender at a time: nobody fills the disk of the desk. */
const mostOfSender = 40;
const errorTooLarge = 830002;
const errorGone = 40007;

type MediaDeps = Pick<Deps, 'db' | 'config' | 'now' | 'log' | 'live'>;

/** One turn. Answers for how many it is settled what became of them. Safe in several programs at once. */
export async function fetchMedia(deps: MediaDeps, signal?: AbortSignal): Promise<number> {
  const { db, now, live } = deps;
  let settled = 0;
  for (const wanted of await takeMedia(db, now(), new Date(now().getTime() + leaseMs), aTurn)) {
    if (signal?.aborted) return settled;
    const end = await fetchOne(deps, wanted, signal);
    if (end === 'later') {
      const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(wanted.tries - 1, 10));
      await mediaLater(db, wanted, new Date(now().getTime() + pauseMs));
      continue;
    }
    const isThere = await endMedia(db, wanted, end);
    if (!isThere && end.state === 'kept') await dropPhoto(deps.config.home, wanted.community_id, end.fileId);
    live.poke(wanted.community_id);
    settled += 1;
  }
  return settled;
}

async function fetchOne(
  { db, config, now, log }: MediaDeps,
  wanted: WantedMedia,
  signal: AbortSignal | undefined,
): Promise<MediaEnd | 'later'> {
  const { community_id: communityId, channel, kind } = wanted;
  if (!isMediaKind(kind)) return { state: 'strange' };
  if (now().getTime() > Date.parse(wanted.sent_at) + keptMs) return { state: 'gone' };
  if ((await countKeptMedia(db, wanted)) >= mostOfSender) return { state: 'too_many' };
  const setting = await readSetting(db, config, communityId, channel);
  if (setting?.enabled !== true) return 'later';
  const answered = await askMedia({ config, communityId, setting, now }, wanted.media_key, mostMediaBytes[kind], signal);
  if (!answered.ok) {
    if (answered.problem === 'too_large' || answered.errorCode === errorTooLarge) return { state: 'too_large' };
    if (answered.errorCode === errorGone) return { state: 'gone' };
    log.warn({ channel, errorCode: answered.errorCode, tries: wanted.tries }, 'a file of a message could not be fetched');
    return 'later';
  }
  const media = mediaOf(kind, answered.bytes);
  if (media === null) return { state: 'strange' };
  const fileId = newId();
  await keepPhoto(config.home, communityId, fileId, media.bytes);
  return { state: 'kept', fileId, type: media.type, bytes: media.bytes.length };
}
