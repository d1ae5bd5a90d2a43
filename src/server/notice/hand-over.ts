// Hands messages over to the text message gateway, a small service of the operator's between this program and their provider.
//
// For each message: POST to CAILANZI_SMS_URL with `content-type: application/json` and
//   idempotency-key: the notice's id. The same key may come again (an answer was lost): accept it once, answer 200 again.
//   cailanzi-timestamp: seconds since 1970, UTC. Refuse what is older than five minutes.
//   cailanzi-signature: `v1=` and the HMAC-SHA256 in hex, key CAILANZI_SMS_SECRET, over `{timestamp}.{idempotency-key}.{body}`.
// Body: {"id", "template", "parameters": {...}, "telephone": "+8613800138000", "text": "..."}. Providers that only send registered
// templates take template and parameters; others take the text.
// Answers: 2xx taken. 400, 410, 413, 415, 422: this message will never be taken, so it is given up. Anything else, or nothing within five
// seconds: tried again after 5 s, 10 s, 20 s … 10 min (or Retry-After), for a day; a one-time code for its ten minutes.
import { createHmac } from 'node:crypto';
import { type NoticeFacts, noticeMessage } from '../../domain/notice/template.ts';
import { internationalNumber } from '../../domain/people/telephone.ts';
import type { Deps } from '../http/route.ts';
import { keyFor, unseal } from '../secret.ts';
import {
  communitiesWithNotices,
  giveUpOld,
  markGivenUp,
  markHandedOver,
  putBack,
  takeNotices,
  tryLater,
  type WaitingNotice,
} from './store.ts';

/** The ticker waits for it, so it is short. */
const patienceMs = 5_000;
/** Longer than all tries of one batch can take. */
const leaseMs = 120_000;
const batch = 20;
const atOnce = 4;
const firstPauseMs = 5_000;
const longestPauseMs = 10 * 60_000;
const neverTaken = new Set([400, 410, 413, 415, 422]);
const dayMs = 24 * 3600_000;
const codeMs = 10 * 60_000;

export interface HandedOver {
  handedOver: number;
  later: number;
  givenUp: number;
}

type Outcome = 'taken' | 'never' | { readonly laterMs: number };

/** One turn of the ticker. Safe in several programs at once. `signal` ends waiting for the gateway at shutdown. */
export async function handOverNotices(
  deps: Pick<Deps, 'db' | 'config' | 'now' | 'log'>,
  signal?: AbortSignal,
): Promise<HandedOver> {
  const done: HandedOver = { handedOver: 0, later: 0, givenUp: 0 };
  const { db, config, now } = deps;
  for (const communityId of await communitiesWithNotices(db, now())) {
    done.givenUp += await giveUpOld(db, communityId, new Date(now().getTime() - dayMs), now());
    if (config.smsUrl === undefined) continue;
    while (signal?.aborted !== true) {
      const taken = await takeNotices(db, communityId, batch, now(), new Date(now().getTime() + leaseMs));
      if (taken.length === 0 || !(await handOverBatch(deps, communityId, taken, done, signal))) break;
    }
  }
  return done;
}

/** False when the gateway takes nothing at present: the rest of the batch waits, so that an outage costs one wait and not twenty. */
async function handOverBatch(
  deps: Pick<Deps, 'db' | 'config' | 'now' | 'log'>,
  communityId: string,
  taken: readonly WaitingNotice[],
  done: HandedOver,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  for (let from = 0; from < taken.length; from += atOnce) {
    const few = taken.slice(from, from + atOnce);
    const later = done.later;
    await Promise.all(few.map(notice => handOver(deps, notice, done, signal)));
    if (done.later - later < few.length && signal?.aborted !== true) continue;
    const rest = taken.slice(from + atOnce).map(notice => notice.notice_id);
    await putBack(deps.db, communityId, rest, new Date(deps.now().getTime() + firstPauseMs));
    return false;
  }
  return true;
}

async function handOver(
  { db, config, now, log }: Pick<Deps, 'db' | 'config' | 'now' | 'log'>,
  notice: WaitingNotice,
  done: HandedOver,
  signal: AbortSignal | undefined,
): Promise<void> {
  const outcome = await post(config, notice, now(), signal);
  const { community_id, notice_id } = notice;
  const endMs = Date.parse(notice.made_at) + (notice.template === 'one_time_code' ? codeMs : dayMs);
  if (outcome === 'taken') {
    await markHandedOver(db, community_id, notice_id, now());
    done.handedOver += 1;
  } else if (outcome === 'never' || now().getTime() + outcome.laterMs >= endMs) {
    log.warn({ notice: notice_id, template: notice.template, tries: notice.tries }, 'a message was given up');
    await markGivenUp(db, community_id, notice_id, now());
    done.givenUp += 1;
  } else {
    await tryLater(db, community_id, notice_id, new Date(now().getTime() + outcome.laterMs));
    done.later += 1;
  }
}

async function post(config: Deps['config'], notice: WaitingNotice, now: Date, signal?: AbortSignal): Promise<Outcome> {
  const telephone = internationalNumber(notice.telephone);
  const facts = factsOf(config.secret, notice);
  const message = facts === null ? null : noticeMessage(notice.template, notice.community_name, facts);
  if (config.smsUrl === undefined || telephone === null || message === null) return 'never';
  const body = JSON.stringify({ id: notice.notice_id, template: notice.template, ...message, telephone });
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const patience = AbortSignal.timeout(patienceMs);
  const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(notice.tries - 1, 10));
  try {
    const response = await fetch(config.smsUrl, {
      method: 'POST',
      redirect: 'error',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': notice.notice_id,
        'cailanzi-timestamp': timestamp,
        'cailanzi-signature': signNotice(config.smsSecret ?? '', timestamp, notice.notice_id, body),
      },
      body,
      signal: signal === undefined ? patience : AbortSignal.any([patience, signal]),
    });
    await response.body?.cancel();
    if (response.ok) return 'taken';
    if (neverTaken.has(response.status)) return 'never';
    const wait = Number(response.headers.get('retry-after'));
    return { laterMs: wait > 0 ? Math.min(wait * 1000, longestPauseMs) : pauseMs };
  } catch {
    return { laterMs: pauseMs };
  }
}

/** What stands in `cailanzi-signature`. */
export function signNotice(secret: string, timestamp: string, noticeId: string, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.${noticeId}.${body}`).digest('hex')}`;
}

function factsOf(secret: Buffer, notice: WaitingNotice): NoticeFacts | null {
  if (notice.template !== 'one_time_code') return notice.facts;
  const code = notice.sealed === null ? null : unseal(keyFor(secret, 'notice'), notice.sealed, notice.notice_id);
  return code === null ? null : { ...notice.facts, code: code.toString() };
}
