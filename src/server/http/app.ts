// The HTTP server: admits or refuses each call of the contract, hands it to its room, and serves the pages.
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import { type FastifyBaseLogger, type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { z } from 'zod';
import { contract } from '../../api/contract.ts';
import type { Endpoint, RefusalAnswer } from '../../api/endpoint.ts';
import { changePassword, signIn, signOut, whoAmI } from '../../api/session.ts';
import { isRefusal, type Refusal, type RefusalCode, refuse } from '../../domain/refusal.ts';
import { addChannelCallbacks } from '../intake/callback.ts';
import { cookieNameOf } from '../people/sessions.ts';
import { DatabaseGone } from '../postgres/pool.ts';
import { type Actor, admit } from './actor.ts';
import { retryAfter, statusOf } from './answer.ts';
import { addCompression } from './compress.ts';
import { Limit } from './limit.ts';
import { addMetrics } from './metrics.ts';
import { openApi } from './openapi.ts';
import { addPages } from './pages.ts';
import { rooms } from './rooms.ts';
import { type Deps, type FileAnswer, hijacked, type Route } from './route.ts';
import { isSigned, keepBytes } from './signed-body.ts';

/** What a first password, known to whoever gave it out, is good for. */
const openBeforeFirstChange: ReadonlySet<string> = new Set([whoAmI.path, changePassword.path]);

/** A session is a small row, and without one nobody could go on reading. */
const openOnFullDisk: ReadonlySet<string> = new Set([signIn.path, signOut.path]);

const mostBodyBytes = 256 * 1024;
const mostUploadBytes = 8 * 1024 * 1024;
/** A roster over a weak line takes its time; one that never ends must not hold a connection. Streams are answers and last. */
const mostMsToArrive = 120_000;

/** Builds the server; it listens only when told to. */
export async function buildApp(deps: Deps): Promise<FastifyInstance> {
  const app = fastify({
    // Named by fastify's own type: with pino's the instance would carry pino's type through every signature.
    loggerInstance: deps.log as FastifyBaseLogger,
    logController: new fastify.LogController({ disableRequestLogging: true }),
    bodyLimit: mostBodyBytes,
    requestTimeout: mostMsToArrive,
    trustProxy: 'loopback',
    genReqId: () =>
      Math.floor(Math.random() * 36 ** 8)
        .toString(36)
        .padStart(8, '0'),
    // What is already on the wire when the program is asked to stop is still answered; fastify's own refusal carries no code.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 120 },
  });
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        // A voice note is heard before it is sent.
        mediaSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        formAction: ["'self'"],
      },
    },
    // Many offices run it on one PC without a certificate; whoever terminates TLS sets HSTS there.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
  });
  await app.register(cookie);
  await app.register(multipart, { limits: { fileSize: mostUploadBytes, files: 1, fields: 4 } });
  app.setErrorHandler((error, request, reply) => sendRefusal(reply, request, refusalOf(error, request)));
  app.setNotFoundHandler((request, reply) => sendRefusal(reply, request, refuse('not_found')));

  addCompression(app);
  addMetrics(app);
  addHealth(app, deps);
  app.get('/openapi.json', async () => openApi());
  addRoutes(app, deps, rooms(deps));
  addChannelCallbacks(app, deps);
  await addPages(app);
  // Open streams never end by themselves: they are told good-bye before the server waits for its connections.
  app.addHook('preClose', () => deps.live.close());
  return app;
}

function addHealth(app: FastifyInstance, deps: Deps): void {
  app.get('/healthz', async (_request, reply) => {
    try {
      await deps.db.row('SELECT 1 AS up');
      return { up: true };
    } catch {
      return reply.code(503).header('retry-after', 1).send({ up: false });
    }
  });
}

function addRoutes(app: FastifyInstance, deps: Deps, routes: readonly Route[]): void {
  const handled = new Map(routes.map(({ endpoint, handle }) => [`${endpoint.method} ${endpoint.path}`, handle]));
  // A household asks a few times an hour; a desk moves a queue with the keyboard.
  const perSession = new Limit({ perSecond: 20, burst: 200 });
  const perAddress = new Limit({ perSecond: 20, burst: 120 });
  for (const endpoint of contract) {
    const key = `${endpoint.method} ${endpoint.path}`;
    const handle = handled.get(key);
    if (handle === undefined) throw new Error(`no handler for ${key}`);
    handled.delete(key);
    app.route({
      method: endpoint.method,
      url: endpoint.path.replace(/\{(\w+)\}/g, ':$1'),
      // A stream has no head without a body that never ends.
      exposeHeadRoute: endpoint.method === 'GET' && endpoint.kind !== 'events',
      config: { endpointName: endpoint.name },
      ...(isSigned(endpoint.path) ? { preParsing: keepBytes } : {}),
      handler: async (request, reply) => {
        const actor = await actorOf(deps, request);
        const now = deps.now().getTime();
        // A card that was photographed gives as many unconfirmed sessions as somebody wants: they share the bucket of their address.
        const isNobody = actor === null || actor.kind === 'door';
        const mayGoOn = isNobody ? perAddress.take(request.ip, now) : perSession.take(actor.sessionKey, now);
        if (!mayGoOn) return sendRefusal(reply, request, refuse('too_many_requests'));
        if (endpoint.method !== 'GET' && deps.isFull?.() && !openOnFullDisk.has(endpoint.path)) {
          return sendRefusal(reply, request, refuse('disk_full'));
        }
        return answerCall(deps, endpoint, handle, actor, request, reply);
      },
    });
  }
  if (handled.size > 0) throw new Error(`not in the contract: ${[...handled.keys()].join(', ')}`);
}

async function actorOf(deps: Deps, request: FastifyRequest): Promise<Actor | null> {
  const token = request.cookies[cookieNameOf(request)];
  if (token === undefined) return null;
  return deps.sessions.find(token);
}

async function answerCall(
  deps: Deps,
  endpoint: Endpoint,
  handle: Route['handle'],
  actor: Actor | null,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  if (endpoint.method !== 'GET' && isForeign(request)) return sendRefusal(reply, request, refuse('not_allowed'));
  const admitted = admit(actor, endpoint.who);
  if (isRefusal(admitted)) {
    const cookie = request.cookies[cookieNameOf(request)];
    const ended = admitted.refused === 'not_signed_in' && cookie !== undefined;
    return sendRefusal(reply, request, ended ? refuse(await deps.sessions.whyEnded(cookie)) : admitted);
  }
  if (actor?.mustChangePassword && endpoint.who !== 'anyone' && !openBeforeFirstChange.has(endpoint.path)) {
    return sendRefusal(reply, request, refuse('not_allowed', { mustChangePassword: true }));
  }
  const fields: Fields = [];
  const params = parse(endpoint.params, request.params ?? {}, 'params', fields);
  const query = parse(endpoint.query, request.query ?? {}, 'query', fields);
  const body = endpoint.upload ? {} : parse(endpoint.body, request.body ?? {}, 'body', fields);
  if (fields.length > 0) return sendRefusal(reply, request, refuse('invalid'), fields);
  const answer = await handle({ actor, roles: admitted.roles, reach: admitted.reach, params, query, body, request, reply });
  if (answer === hijacked) return reply.hijack();
  if (isRefusal(answer)) return sendRefusal(reply, request, answer);
  if (endpoint.kind !== 'json' && isFile(answer)) return sendFile(reply, answer);
  reply.header('cache-control', 'no-store');
  if (process.env.CAILANZI_CHECK_ANSWERS === '1') return endpoint.answer.parse(answer);
  return answer;
}

/** A page of another site cannot make a signed-in browser act here. Programs send neither header. */
function isForeign(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site'];
  if (typeof site === 'string') return site !== 'same-origin' && site !== 'none';
  const origin = request.headers.origin;
  return typeof origin === 'string' && URL.parse(origin)?.host !== request.headers.host;
}

type Fields = { path: string; problem: string }[];

function parse(shape: z.ZodType, value: unknown, where: string, fields: Fields): unknown {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const path = [...(where === 'body' ? [] : [where]), ...issue.path].join('.');
    fields.push({ path: path === '' ? where : path, problem: issue.code === 'custom' ? issue.message : issue.code });
  }
  return undefined;
}

function isFile(answer: unknown): answer is FileAnswer {
  return typeof answer === 'object' && answer !== null && 'file' in answer && 'mediaType' in answer;
}

function sendFile(reply: FastifyReply, answer: FileAnswer) {
  reply.header('cache-control', 'no-store').type(answer.mediaType);
  if (answer.name !== undefined) {
    reply.header('content-disposition', `attachment; filename="export"; filename*=UTF-8''${encodeURIComponent(answer.name)}`);
  }
  return reply.send(answer.file);
}

function sendRefusal(reply: FastifyReply, request: FastifyRequest, refusal: Refusal, fields?: Fields) {
  const wait = retryAfter(refusal.refused);
  if (wait !== null) reply.header('retry-after', wait);
  const answer: RefusalAnswer = { code: refusal.refused, requestNumber: request.id };
  if (refusal.facts !== undefined) answer.facts = { ...refusal.facts };
  if (fields !== undefined) answer.fields = fields;
  return reply.code(statusOf[refusal.refused]).header('cache-control', 'no-store').send(answer);
}

const refusalOfCode: Record<string, RefusalCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_REQ_FILE_TOO_LARGE: 'file_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'invalid',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid',
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'invalid',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'invalid',
  FST_FILES_LIMIT: 'invalid',
  FST_FIELDS_LIMIT: 'invalid',
  // people/password-hash.ts: a storm of sign-ins
  CAILANZI_BUSY: 'busy',
  // A photo found no room
  ENOSPC: 'disk_full',
  // PostgreSQL: disk full; out of connections; shutting down
  '53100': 'disk_full',
  '53300': 'busy',
  '57014': 'busy',
};

/** A bug is logged once, with the request number the caller sees; everything else is an expected no. */
function refusalOf(error: unknown, request: FastifyRequest): Refusal {
  if (error instanceof DatabaseGone) return refuse('database_away');
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const known = refusalOfCode[code];
  if (known !== undefined) return refuse(known);
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status >= 400 && status < 500) return refuse('invalid');
  request.log.error({ requestNumber: request.id, endpoint: request.routeOptions.config, err: error }, 'bug');
  return refuse('internal');
}
