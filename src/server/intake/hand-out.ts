// Sends what waits for the outside channels: answers to those who wrote, and notices to the group, no faster than the other side allows.
import { isWritten, outsideChannels } from '../../domain/notice/outside-channel.ts';
import type { Deps } from '../http/route.ts';
import { communitiesWithReplies, endReply, giveUpOldReplies, takeReplies, type WaitingReply } from './reply-store.ts';
import { type ChannelSetting, readSetting } from './setting-store.ts';
import { type Answered, apiBase, askWechat, askWithToken, type Wechat } from './wechat-api.ts';

const leaseMs = 120_000;
const firstPauseMs = 5_000;
const longestPauseMs = 10 * 60_000;
const dayMs = 24 * 3600_000;
/** The robot takes 20 a minute; counted a little longer, because our clock and theirs differ. */
const robotPerMinute = 20;
const robotWindowSeconds = 65;
/** Will never be taken: nobody there, the time to answer is over, too many answers, no such robot, text refused. */
const neverTaken: ReadonlySet<number> = new Set([
  40003, 40058, 45002, 45015, 45047, 48001, 48002, 60111, 81013, 93000, 93008, 95001, 95013, 95018,
]);

type HandDeps = Pick<Deps, 'db' | 'config' | 'now' | 'log' | 'live'>;

export interface HandedOut {
  handedOver: number;
  later: number;
  givenUp: number;
}

/** One turn of the ticker. Safe in several programs at once. */
export async function handOutReplies(deps: HandDeps, signal?: AbortSignal): Promise<HandedOut> {
  const { db, config, now } = deps;
  const done: HandedOut = { handedOver: 0, later: 0, givenUp: 0 };
  for (const communityId of await communitiesWithReplies(db, now())) {
    done.givenUp += await giveUpOldReplies(db, communityId, new Date(now().getTime() - dayMs), now());
    for (const channel of outsideChannels) {
      if (signal?.aborted) return done;
      const setting = await readSetting(db, config, communityId, channel);
      if (setting?.enabled !== true) continue;
      const limit = {
        most: robotPerMinute,
        windowSeconds: channel === 'group_robot' ? robotWindowSeconds : 0,
        leaseUntil: new Date(now().getTime() + leaseMs),
      };
      const taken = await db.transaction(tx => takeReplies(tx, communityId, channel, now(), limit));
      for (const reply of taken) await handOut(deps, setting, reply, done, signal);
      if (taken.length > 0) deps.live.poke(communityId);
    }
  }
  return done;
}

async function handOut(
  { db, config, now, log }: HandDeps,
  setting: ChannelSetting,
  reply: WaitingReply,
  done: HandedOut,
  signal: AbortSignal | undefined,
): Promise<void> {
  const answered = await send({ config, communityId: reply.community_id, setting, now }, reply, signal);
  if (answered.ok) {
    await endReply(db, reply, 'handed_over', null, now());
    done.handedOver += 1;
    return;
  }
  const why = answered.errorCode === null ? answered.problem : String(answered.errorCode);
  const isRobot = setting.channel === 'group_robot';
  const pauseMs = Math.min(longestPauseMs, (isRobot ? 60_000 : firstPauseMs) * 2 ** Math.min(reply.tries - 1, 10));
  const laterAt = new Date(now().getTime() + pauseMs);
  const isOver = laterAt.getTime() >= Date.parse(reply.made_at) + dayMs;
  if (isOver || (answered.errorCode !== null && neverTaken.has(answered.errorCode))) {
    log.warn({ reply: reply.channel_reply_id, channel: reply.channel, why, tries: reply.tries }, 'a message was given up');
    await endReply(db, reply, 'given_up', why, now());
    done.givenUp += 1;
  } else {
    await endReply(db, reply, { laterAt }, why, now());
    done.later += 1;
  }
}

async function send(of: Wechat, reply: WaitingReply, signal: AbortSignal | undefined): Promise<Answered> {
  const { channel, fields, secrets } = of.setting;
  const text = { content: reply.said };
  if (channel === 'group_robot') {
    const query = new URLSearchParams({ key: secrets.key ?? '' });
    return askWechat(`${apiBase(of.config, channel)}/cgi-bin/webhook/send?${query}`, { msgtype: 'text', text }, signal);
  }
  if (!isWritten(channel) || reply.sender === null) return { ok: false, problem: 'refused', errorCode: 40003 };
  const to = { touser: reply.sender, msgtype: 'text', text };
  if (channel === 'official_account') return askWithToken(of, '/cgi-bin/message/custom/send', to, signal);
  if (channel === 'wecom_service') {
    // Their own id of a message: the same again is taken once.
    const body = { ...to, open_kfid: reply.account, msgid: reply.channel_reply_id.replaceAll('-', '') };
    return askWithToken(of, '/cgi-bin/kf/send_msg', body, signal);
  }
  const answered = await askWithToken(of, '/cgi-bin/message/send', { ...to, agentid: Number(fields.agentId) }, signal);
  const isInvalid = answered.ok && typeof answered.answer.invaliduser === 'string' && answered.answer.invaliduser !== '';
  return isInvalid ? { ok: false, problem: 'refused', errorCode: 81013 } : answered;
}
