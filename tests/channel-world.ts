// An app whose outside channels are set up against the stand-in, and people who write by them.
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { setChannel } from '../src/api/channel.ts';
import { listConversations, readConversation } from '../src/api/conversation.ts';
import { testApp } from './app.ts';
import { type Account, callbackOf, field, openStandIn } from './wechat-stand-in.ts';

const account = (receiver: string): Account => ({
  receiver,
  secret: randomBytes(16).toString('hex'),
  token: randomBytes(8).toString('hex'),
  encodingAesKey: randomBytes(32).toString('hex').slice(0, 43),
});
export const official = account('wx1234567890abcdef');
export const corp = account('ww1234567890abcdef');
export const service = { ...account('ww1234567890abcdef'), secret: corp.secret };
let ahead = () => new Date();
const there = await openStandIn([official, corp], () => ahead());
export const { state } = there;
export const app = await testApp({ config: { wechatUrl: there.address, wecomUrl: there.address } });
export const { db, deps, community, now, clock, config } = app;
ahead = now;
export const { communityId } = community;
export const [admin, clerk] = await Promise.all([app.signedIn('admin'), app.signedIn('clerk')]);
await app.app.listen({ port: 0, host: '127.0.0.1' });
export const origin = `http://127.0.0.1:${(app.app.server.address() as AddressInfo).port}`;

const callbackFields = ({ secret, token, encodingAesKey }: Account) => ({ secret, token, encodingAesKey });
export const settings = {
  official_account: { appId: official.receiver, ...callbackFields(official) },
  wecom_app: { corpId: corp.receiver, agentId: '1000002', ...callbackFields(corp) },
  wecom_service: { corpId: corp.receiver, ...callbackFields(service) },
  group_robot: { key: state.robotKey },
} as const;
export type SetUp = keyof typeof settings;
export const set = (channel: SetUp, enabled = true, fields: Record<string, string> = settings[channel]) =>
  admin.get(setChannel, { params: { channel }, body: { enabled, fields } });

export const addressOf = (channel: SetUp, query: URLSearchParams) => `${origin}/channels/${communityId}/${channel}?${query}`;
let messages = 0;
export function textFrom(sender: string, content: string, messageId = `90000${++messages}`, at = now()) {
  const created = `<CreateTime>${Math.floor(at.getTime() / 1000)}</CreateTime>`;
  return `<xml>${field('ToUserName', 'us')}${field('FromUserName', sender)}${created}${field('MsgType', 'text')}${field('Content', content)}<MsgId>${messageId}</MsgId></xml>`;
}
/** Every message that nobody has dealt with, with the conversation it stands in. */
export async function openMessages() {
  const { conversations } = await clerk.get(listConversations);
  const open = conversations.filter(one => one.open > 0);
  const read = await Promise.all(open.map(({ conversationId }) => clerk.get(readConversation, { params: { conversationId } })));
  return read.flatMap(({ messages, replies, enabled, window, forId, ...conversation }) =>
    messages.filter(one => one.outcome === null).map(one => ({ ...conversation, ...one })),
  );
}
export const saying = async (said: string) => (await openMessages()).filter(message => message.said === said);

export async function post(
  channel: SetUp,
  of: Account,
  inner: string,
  more: { receiver?: string; token?: string; at?: Date } = {},
) {
  const { query, body } = callbackOf(of, inner, more.at ?? now(), more);
  return fetch(addressOf(channel, query), { method: 'POST', headers: { 'content-type': 'text/xml' }, body });
}
