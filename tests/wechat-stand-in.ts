// WeChat and WeCom as their manuals describe them, on a real port: tokens that run out, limits, cursors, and callbacks that are tried again.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';
import { closeEncrypted, signatureOf } from '../src/server/intake/wechat-crypt.ts';

export interface Account {
  /** App id or corp id. */
  readonly receiver: string;
  readonly secret: string;
  readonly token: string;
  readonly encodingAesKey: string;
}

interface ServiceMessage {
  readonly msgid: string;
  readonly external_userid?: string;
  readonly origin: number;
  readonly msgtype: string;
  readonly content?: string;
  readonly image?: { readonly media_id: string };
  readonly voice?: { readonly media_id: string };
}

const tokenSeconds = 7200;

export async function openStandIn(accounts: readonly Account[], now: () => Date) {
  const state = {
    tokens: new Map<string, { account: Account; until: number }>(),
    /** How often a token was asked for. */
    tokenAsks: 0,
    sent: [] as { path: string; body: Record<string, unknown> }[],
    /** 微信客服: what was written, in order; the cursor is the place in it. */
    service: [] as ServiceMessage[],
    servicePage: 2,
    fetches: [] as Record<string, unknown>[],
    /** 临时素材: what was sent along, by its name there; fetched with a token, for three days. */
    media: new Map<string, { readonly type: string; readonly bytes: Buffer }>(),
    mediaAsks: 0,
    robotKey: randomBytes(16).toString('hex'),
    robotTimes: [] as number[],
    robotRefused: 0,
    /** Answered instead, once each: an errcode, or `down`. */
    next: [] as (number | 'down')[],
    seconds: () => now().getTime() / 1000,
  };

  const answer = (response: ServerResponse, body: object) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const refuse = (response: ServerResponse, errcode: number) => answer(response, { errcode, errmsg: 'refused' });

  function giveToken(response: ServerResponse, id: string | null, secret: string | null) {
    state.tokenAsks += 1;
    const account = accounts.find(one => one.receiver === id);
    if (account === undefined) return refuse(response, 40013);
    if (account.secret !== secret) return refuse(response, 40001);
    const token = randomBytes(12).toString('hex');
    state.tokens.set(token, { account, until: state.seconds() + tokenSeconds });
    return answer(response, { errcode: 0, access_token: token, expires_in: tokenSeconds });
  }

  function robot(response: ServerResponse, key: string | null, body: Record<string, unknown>) {
    if (key !== state.robotKey) return refuse(response, 93000);
    const at = state.seconds();
    state.robotTimes = state.robotTimes.filter(time => time > at - 60);
    if (state.robotTimes.length >= 20) {
      state.robotRefused += 1;
      return refuse(response, 45009);
    }
    state.robotTimes.push(at);
    state.sent.push({ path: 'robot', body });
    return answer(response, { errcode: 0 });
  }

  function syncMessages(response: ServerResponse, body: Record<string, unknown>) {
    state.fetches.push(body);
    const from = body.cursor === undefined ? 0 : Number(String(body.cursor).replace('place-', ''));
    const page = state.service.slice(from, from + state.servicePage);
    const next = from + page.length;
    return answer(response, {
      errcode: 0,
      next_cursor: `place-${next}`,
      has_more: next < state.service.length ? 1 : 0,
      msg_list: page.map(({ content, ...message }) => ({
        ...message,
        open_kfid: body.open_kfid,
        send_time: Math.floor(state.seconds()),
        ...(content === undefined ? {} : { text: { content } }),
      })),
    });
  }

  function giveMedia(response: ServerResponse, mediaId: string | null) {
    state.mediaAsks += 1;
    const media = state.media.get(mediaId ?? '');
    if (media === undefined) return refuse(response, 40007);
    const headers = { 'content-type': media.type, 'content-disposition': `attachment; filename="${mediaId}"` };
    return response.writeHead(200, headers).end(media.bytes);
  }

  async function handle(request: IncomingMessage, response: ServerResponse) {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const text = Buffer.concat(parts).toString();
    const url = new URL(request.url ?? '/', 'http://stand-in');
    const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
    const asked = (name: string) => url.searchParams.get(name);
    if (url.pathname === '/cgi-bin/stable_token') return giveToken(response, String(body.appid), String(body.secret));
    if (url.pathname === '/cgi-bin/gettoken') return giveToken(response, asked('corpid'), asked('corpsecret'));
    const instead = state.next.shift();
    if (instead === 'down') return response.writeHead(502).end();
    if (instead !== undefined) return refuse(response, instead);
    if (url.pathname === '/cgi-bin/webhook/send') return robot(response, asked('key'), body);
    const token = state.tokens.get(asked('access_token') ?? '');
    if (token === undefined) return refuse(response, 40001);
    if (token.until <= state.seconds()) return refuse(response, 42001);
    if (url.pathname === '/cgi-bin/kf/sync_msg') return syncMessages(response, body);
    if (url.pathname === '/cgi-bin/media/get') return giveMedia(response, asked('media_id'));
    state.sent.push({ path: url.pathname, body });
    return answer(response, { errcode: 0, errmsg: 'ok' });
  }

  const server = createServer((request, response) => void handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { state, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

export const field = (name: string, value: string) => `<${name}><![CDATA[${value}]]></${name}>`;

/** The body and address of a callback as the other side makes it. */
export function callbackOf(
  account: Account,
  inner: string,
  at: Date,
  { receiver = account.receiver, token = account.token } = {},
) {
  const encrypted = closeEncrypted(account.encodingAesKey, inner, receiver);
  const [timestamp, nonce] = [String(Math.floor(at.getTime() / 1000)), randomBytes(5).toString('hex')];
  const query = new URLSearchParams({ msg_signature: signatureOf(token, timestamp, nonce, encrypted), timestamp, nonce });
  return { query, body: `<xml>${field('ToUserName', 'x')}${field('Encrypt', encrypted)}</xml>` };
}

/** Calls back as they do: five seconds of patience, then again, three times in all; what comes later counts for nothing. */
export async function callBack(address: string, body: string, patienceMs = 5000) {
  const tries: (number | 'late')[] = [];
  for (let turn = 0; turn < 3; turn++) {
    const began = performance.now();
    try {
      const response = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'text/xml' },
        body,
        signal: AbortSignal.timeout(patienceMs),
      });
      const text = await response.text();
      tries.push(response.status);
      if (response.status === 200) return { tries, text, ms: performance.now() - began };
    } catch {
      tries.push('late');
    }
  }
  return { tries, text: null, ms: null };
}
