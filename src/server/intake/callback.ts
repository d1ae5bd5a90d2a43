// Where WeChat and WeCom call: checks who it is, takes down what came, and answers at once; everything else is done afterwards.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isMediaKind } from '../../domain/notice/channel-media.ts';
import { isWritten, type WrittenChannel } from '../../domain/notice/outside-channel.ts';
import type { Deps } from '../http/route.ts';
import { keyFor, seal } from '../secret.ts';
import { mostXmlLength, readFlatXml } from './flat-xml.ts';
import { mediaKeyOf, type NewMessage, wantFetch } from './message-store.ts';
import { type ChannelSetting, markHeard, readSetting } from './setting-store.ts';
import { takeIn } from './take-in.ts';
import { isSignature, openEncrypted } from './wechat-crypt.ts';

/** Their own retries come within seconds; older than this it was kept by somebody. */
const windowSeconds = 3600;

const query = z.object({
  signature: z.string().max(64).optional(),
  msg_signature: z.string().max(64).optional(),
  timestamp: z.string().regex(/^[0-9]{1,12}$/),
  nonce: z.string().min(1).max(64),
  echostr: z.string().max(2000).optional(),
});
type Query = z.output<typeof query>;

/** The path to be entered at the other side, behind the address of this program. */
export function callbackPath(communityId: string, channel: WrittenChannel): string {
  return `/channels/${communityId}/${channel}`;
}

export function addChannelCallbacks(app: FastifyInstance, deps: Deps): void {
  app.register(async scope => {
    scope.removeAllContentTypeParsers();
    // Whatever they call it, it is read as text, and only after its signature as something else.
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: mostXmlLength }, (_request, body, done) => done(null, body));
    scope.get('/channels/:communityId/:channel', { exposeHeadRoute: false }, (request, reply) =>
      checkAddress(deps, request, reply),
    );
    scope.post('/channels/:communityId/:channel', (request, reply) => takeCallback(deps, request, reply));
  });
}

interface Known {
  readonly communityId: string;
  readonly channel: WrittenChannel;
  readonly setting: ChannelSetting;
  readonly query: Query;
  readonly receiver: string;
}

async function whoCalls(deps: Deps, request: FastifyRequest): Promise<Known | null> {
  const { communityId = '', channel = '' } = request.params as { communityId?: string; channel?: string };
  const asked = query.safeParse(request.query);
  if (!z.uuid().safeParse(communityId).success || !isWritten(channel) || !asked.success) return null;
  const setting = await readSetting(deps.db, deps.config, communityId, channel);
  if (setting?.enabled !== true || setting.secrets.token === undefined || setting.secrets.encodingAesKey === undefined)
    return null;
  const { appId, corpId } = setting.fields;
  return { communityId, channel, setting, query: asked.data, receiver: (channel === 'official_account' ? appId : corpId) ?? '' };
}

// Nothing says what was wrong: whoever tries out signatures, receivers or paddings gets one and the same answer.
function refuseCall(reply: FastifyReply) {
  return reply.code(403).type('text/plain').send('');
}

function say(reply: FastifyReply, text: string) {
  return reply.header('cache-control', 'no-store').type('text/plain; charset=utf-8').send(text);
}

function isFresh(timestamp: string, now: Date): boolean {
  return Math.abs(now.getTime() / 1000 - Number(timestamp)) <= windowSeconds;
}

/** The check when the address is entered at the other side. */
async function checkAddress(deps: Deps, request: FastifyRequest, reply: FastifyReply) {
  const known = await whoCalls(deps, request);
  if (known === null) return refuseCall(reply);
  const { secrets } = known.setting;
  const { timestamp, nonce, echostr = '', signature, msg_signature } = known.query;
  if (!isFresh(timestamp, deps.now())) return refuseCall(reply);
  if (known.channel === 'official_account') {
    const isTheirs = isSignature(signature, secrets.token ?? '', timestamp, nonce);
    return isTheirs && /^[\w+/=-]{1,200}$/.test(echostr) ? say(reply, echostr) : refuseCall(reply);
  }
  if (!isSignature(msg_signature, secrets.token ?? '', timestamp, nonce, echostr)) return refuseCall(reply);
  const opened = openEncrypted(secrets.encodingAesKey ?? '', echostr, known.receiver);
  return opened === null ? refuseCall(reply) : say(reply, opened);
}

async function takeCallback(deps: Deps, request: FastifyRequest, reply: FastifyReply) {
  const known = await whoCalls(deps, request);
  if (known === null) return refuseCall(reply);
  const { channel, setting } = known;
  const { timestamp, nonce, msg_signature } = known.query;
  const encrypted = readFlatXml(String(request.body ?? ''))?.get('Encrypt');
  if (encrypted === undefined || !isFresh(timestamp, deps.now())) return refuseCall(reply);
  if (!isSignature(msg_signature, setting.secrets.token ?? '', timestamp, nonce, encrypted)) return refuseCall(reply);
  const opened = openEncrypted(setting.secrets.encodingAesKey ?? '', encrypted, known.receiver);
  const fields = opened === null ? null : readFlatXml(opened);
  if (fields === null) return refuseCall(reply);
  await takeFields(deps, known, fields);
  return say(reply, channel === 'official_account' ? 'success' : '');
}

async function takeFields(deps: Deps, { communityId, channel }: Known, fields: ReadonlyMap<string, string>): Promise<void> {
  const { db, now, config } = deps;
  const isEvent = fields.get('MsgType') === 'event';
  if (channel === 'wecom_service') {
    const [account, token] = [fields.get('OpenKfId') ?? '', fields.get('Token') ?? ''];
    if (!isEvent || fields.get('Event') !== 'kf_msg_or_event' || !/^[\w-]{1,64}$/.test(account)) return;
    await wantFetch(db, communityId, account, seal(keyFor(config.secret, 'channel'), token.slice(0, 200), account), now());
  } else if (!isEvent) {
    const message = messageOf(channel, fields, now());
    if (message !== null && (await db.transaction(tx => takeIn(tx, deps, communityId, [message]))) > 0)
      deps.live.poke(communityId);
  }
  await markHeard(db, communityId, channel, now());
}

const mostSaid = 8000;

function messageOf(channel: WrittenChannel, fields: ReadonlyMap<string, string>, now: Date): NewMessage | null {
  const sender = fields.get('FromUserName') ?? '';
  const kind = fields.get('MsgType') ?? '';
  const seconds = Number(fields.get('CreateTime'));
  if (sender === '' || sender.length > 128 || !/^[a-z_]{1,30}$/.test(kind)) return null;
  const messageId = fields.get('MsgId');
  // Where there is no MsgId, who and when is what they say themselves to tell the same by.
  const key = messageId === undefined ? `${sender} ${fields.get('CreateTime')}` : messageId;
  return {
    channel,
    sender,
    key: key.slice(0, 200),
    kind,
    // 公众号 can be set to write down what it hears in a voice.
    said:
      (kind === 'text' ? (fields.get('Content') ?? '') : (fields.get('Recognition') ?? '')).slice(0, mostSaid).toWellFormed() ||
      null,
    account: null,
    mediaKey: isMediaKind(kind) ? mediaKeyOf(fields.get('MediaId')) : null,
    sentAt: seconds > 0 && seconds <= now.getTime() / 1000 + 60 ? new Date(seconds * 1000) : now,
  };
}
