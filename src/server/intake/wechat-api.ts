// Asks WeChat and WeCom over their HTTP interface: the access token is kept for its two hours and fetched anew when it is refused.
import type { OutsideChannel } from '../../domain/notice/outside-channel.ts';
import type { Config } from '../config.ts';
import type { ChannelSetting } from './setting-store.ts';

export type Answered =
  | { readonly ok: true; readonly answer: Readonly<Record<string, unknown>> }
  /** `errorCode`: as the other side gave it; null when there was no such answer. */
  | { readonly ok: false; readonly problem: 'unreachable' | 'strange_answer' | 'refused'; readonly errorCode: number | null };

const patienceMs = 5_000;
const earlyMs = 5 * 60_000;
const tokenRefused: ReadonlySet<number> = new Set([40001, 40014, 41001, 42001]);

export function apiBase(config: Pick<Config, 'wechatUrl' | 'wecomUrl'>, channel: OutsideChannel): string {
  return channel === 'official_account'
    ? (config.wechatUrl ?? 'https://api.weixin.qq.com')
    : (config.wecomUrl ?? 'https://qyapi.weixin.qq.com');
}

/** One question, without a token of ours. The address may hold secrets, so nothing of an error is passed on. */
export async function askWechat(address: string, body: unknown, signal?: AbortSignal): Promise<Answered> {
  const patience = AbortSignal.timeout(patienceMs);
  let answer: unknown;
  try {
    const response = await fetch(address, {
      method: body === undefined ? 'GET' : 'POST',
      redirect: 'error',
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      signal: signal === undefined ? patience : AbortSignal.any([patience, signal]),
    });
    const text = await response.text();
    if (!response.ok) return { ok: false, problem: 'unreachable', errorCode: null };
    answer = JSON.parse(text);
  } catch (error) {
    return { ok: false, problem: error instanceof SyntaxError ? 'strange_answer' : 'unreachable', errorCode: null };
  }
  if (typeof answer !== 'object' || answer === null) return { ok: false, problem: 'strange_answer', errorCode: null };
  const code = (answer as { errcode?: unknown }).errcode ?? 0;
  if (typeof code !== 'number') return { ok: false, problem: 'strange_answer', errorCode: null };
  if (code !== 0) return { ok: false, problem: 'refused', errorCode: code };
  return { ok: true, answer: answer as Record<string, unknown> };
}

interface Token {
  readonly text: string;
  readonly until: number;
}
const tokens = new Map<string, Token>();

export interface Wechat {
  readonly config: Pick<Config, 'wechatUrl' | 'wecomUrl'>;
  readonly communityId: string;
  readonly setting: ChannelSetting;
  readonly now: () => Date;
}

async function fetchToken(of: Wechat, isRefused: boolean, signal?: AbortSignal): Promise<Answered> {
  const { channel, fields, secrets } = of.setting;
  const base = apiBase(of.config, channel);
  if (channel === 'official_account') {
    // The stable token is the same for all programs that ask; the plain one ends that of the others.
    const body = { grant_type: 'client_credential', appid: fields.appId, secret: secrets.secret, force_refresh: isRefused };
    return askWechat(`${base}/cgi-bin/stable_token`, body, signal);
  }
  const query = new URLSearchParams({ corpid: fields.corpId ?? '', corpsecret: secrets.secret ?? '' });
  return askWechat(`${base}/cgi-bin/gettoken?${query}`, undefined, signal);
}

/** The token, from memory where it is still good. */
async function tokenOf(of: Wechat, isRefused: boolean, signal?: AbortSignal): Promise<Answered> {
  const { channel, changedAt } = of.setting;
  const key = [apiBase(of.config, channel), of.communityId, channel, changedAt].join(' ');
  const kept = tokens.get(key);
  if (!isRefused && kept !== undefined && kept.until > of.now().getTime()) return { ok: true, answer: { token: kept.text } };
  const fetched = await fetchToken(of, isRefused, signal);
  if (!fetched.ok) return fetched;
  const { access_token, expires_in } = fetched.answer;
  if (typeof access_token !== 'string' || typeof expires_in !== 'number')
    return { ok: false, problem: 'strange_answer', errorCode: null };
  if (tokens.size > 1000) tokens.clear();
  tokens.set(key, { text: access_token, until: of.now().getTime() + expires_in * 1000 - earlyMs });
  return { ok: true, answer: { token: access_token } };
}

/** Asks with the token of the channel. `path` such as `/cgi-bin/kf/sync_msg`; without a body it is a GET. */
export async function askWithToken(of: Wechat, path: string, body?: unknown, signal?: AbortSignal): Promise<Answered> {
  for (const isRefused of [false, true]) {
    const token = await tokenOf(of, isRefused, signal);
    if (!token.ok) return token;
    const mark = path.includes('?') ? '&' : '?';
    const query = new URLSearchParams({ access_token: String(token.answer.token) });
    const answered = await askWechat(`${apiBase(of.config, of.setting.channel)}${path}${mark}${query}`, body, signal);
    if (answered.ok || isRefused || answered.errorCode === null || !tokenRefused.has(answered.errorCode)) return answered;
  }
  throw new Error('unreachable');
}

export type AnsweredFile =
  | { readonly ok: true; readonly bytes: Buffer }
  | { readonly ok: false; readonly problem: 'unreachable' | 'refused' | 'too_large'; readonly errorCode: number | null };

const mostAnswerBytes = 64 * 1024;
const filePatienceMs = 10_000;

/** A file, at most `most` bytes; what is larger is not read to its end. A refusal comes as JSON. */
async function askFile(address: string, most: number, signal?: AbortSignal): Promise<AnsweredFile> {
  const patience = AbortSignal.timeout(filePatienceMs);
  try {
    const response = await fetch(address, {
      redirect: 'error',
      signal: signal === undefined ? patience : AbortSignal.any([patience, signal]),
    });
    if (!response.ok || response.body === null) return { ok: false, problem: 'unreachable', errorCode: null };
    const isAnswer = /json|text/.test(response.headers.get('content-type') ?? '');
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of response.body) {
      length += part.length;
      if (length > (isAnswer ? mostAnswerBytes : most)) return { ok: false, problem: 'too_large', errorCode: null };
      parts.push(part);
    }
    const bytes = Buffer.concat(parts);
    if (!isAnswer) return { ok: true, bytes };
    const code: unknown = (JSON.parse(bytes.toString()) as { errcode?: unknown }).errcode;
    return { ok: false, problem: 'refused', errorCode: typeof code === 'number' ? code : null };
  } catch {
    return { ok: false, problem: 'unreachable', errorCode: null };
  }
}

/** What was sent along with a message (获取临时素材); the other side keeps it for three days. */
export async function askMedia(of: Wechat, mediaKey: string, most: number, signal?: AbortSignal): Promise<AnsweredFile> {
  for (const isRefused of [false, true]) {
    const token = await tokenOf(of, isRefused, signal);
    if (!token.ok) return { ok: false, problem: 'unreachable', errorCode: token.errorCode };
    const query = new URLSearchParams({ access_token: String(token.answer.token), media_id: mediaKey });
    const answered = await askFile(`${apiBase(of.config, of.setting.channel)}/cgi-bin/media/get?${query}`, most, signal);
    if (answered.ok || isRefused || answered.errorCode === null || !tokenRefused.has(answered.errorCode)) return answered;
  }
  throw new Error('unreachable');
}

/** A fresh token proves id and secret. */
export function tryToken(of: Wechat): Promise<Answered> {
  return fetchToken(of, false);
}
