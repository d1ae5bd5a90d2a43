// The whole server without a port: a database of its own, a clock that tests can set, and signed-in callers of every kind.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import type { FastifyInstance } from 'fastify';
import type { AnswerOf, Endpoint, RefusalAnswer, Sends } from '../src/api/endpoint.ts';
import type { Config } from '../src/server/config.ts';
import { buildApp } from '../src/server/http/app.ts';
import type { Deps } from '../src/server/http/route.ts';
import { startLive } from '../src/server/live/live.ts';
import { silentLog } from '../src/server/log.ts';
import { insertSession } from '../src/server/people/session-store.ts';
import { cookieName, lifeMs, newToken, startSessions } from '../src/server/people/sessions.ts';
import { type CommunityOptions, makeCommunity, type StaffName, type TestCommunity } from './community.ts';
import { testConfig, testDatabase } from './database.ts';

export interface Reply<E extends Endpoint> {
  readonly status: number;
  /** Only when status is 200; files and other texts as a string. */
  readonly answer: AnswerOf<E>;
  readonly refusal: RefusalAnswer | undefined;
  readonly headers: Readonly<Record<string, string | number | string[] | undefined>>;
  readonly bytes: Buffer;
}

type Parts<E extends Endpoint> = Partial<Sends<E>> & { readonly headers?: Record<string, string>; readonly payload?: Buffer };

/** Calls endpoints of the contract with one cookie; a Set-Cookie of an answer replaces it, as in a browser. */
export class Caller {
  readonly #app: FastifyInstance;
  /** The address the calls seem to come from. */
  readonly address: string;
  cookie: string | undefined;

  constructor(app: FastifyInstance, cookie: string | undefined, address = '10.0.0.1') {
    this.#app = app;
    this.cookie = cookie;
    this.address = address;
  }

  /** Any answer, refusals included. */
  async call<E extends Endpoint>(endpoint: E, parts: Parts<E> = {}): Promise<Reply<E>> {
    const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(String((parts.params as Record<string, unknown> | undefined)?.[name] ?? '')),
    );
    const asked = Object.entries((parts.query ?? {}) as Record<string, unknown>).filter(([, value]) => value !== undefined);
    const query = new URLSearchParams(asked.map(([name, value]) => [name, String(value)]));
    const payload = parts.payload ?? (parts.body === undefined ? undefined : JSON.stringify(parts.body));
    const response = await this.#app.inject({
      method: endpoint.method,
      url: query.size > 0 ? `${path}?${query}` : path,
      remoteAddress: this.address,
      headers: {
        ...(this.cookie === undefined ? {} : { cookie: `${cookieName}=${this.cookie}` }),
        ...(payload === undefined || parts.payload !== undefined ? {} : { 'content-type': 'application/json' }),
        ...parts.headers,
      },
      ...(payload === undefined ? {} : { payload }),
    });
    const set = response.cookies.find(({ name }) => name === cookieName);
    if (set !== undefined) this.cookie = set.value === '' ? undefined : set.value;
    const json = String(response.headers['content-type'] ?? '').includes('json');
    const body: unknown = json ? response.json() : response.body;
    const ok = response.statusCode === 200;
    return {
      status: response.statusCode,
      answer: body as AnswerOf<E>,
      refusal: ok ? undefined : (body as RefusalAnswer),
      headers: response.headers,
      bytes: response.rawPayload,
    };
  }

  /** The answer; a refusal fails the test with its code. */
  async get<E extends Endpoint>(endpoint: E, parts: Parts<E> = {}): Promise<AnswerOf<E>> {
    const { status, answer, refusal } = await this.call(endpoint, parts);
    assert.equal(status, 200, `${endpoint.method} ${endpoint.path} was refused: ${JSON.stringify(refusal)}`);
    return answer;
  }

  /** The code of the refusal; an answer fails the test. */
  async refused<E extends Endpoint>(endpoint: E, parts: Parts<E> = {}): Promise<string> {
    const { refusal, answer } = await this.call(endpoint, parts);
    assert.ok(refusal, `${endpoint.method} ${endpoint.path} should have been refused: ${JSON.stringify(answer)}`);
    return refusal.code;
  }
}

/**
 * A member of the staff by sign-in name (see community.ts), a person of the staff by id, somebody who lives behind a door
 * (`10-1-101`), or the daughter elsewhere of 10-1-201.
 */
export type Who =
  | StaffName
  | { readonly personId: string }
  | { readonly resident: string }
  | { readonly relative: true }
  | { readonly door: string; readonly doorCodeId: string };

export interface TestAppOptions extends CommunityOptions {
  readonly config?: Partial<Config>;
}

/** Closed by itself at the end of the test file. `CAILANZI_CHECK_ANSWERS` is set: an answer that breaks the contract fails. */
export async function testApp(options: TestAppOptions = {}) {
  process.env.CAILANZI_CHECK_ANSWERS = '1';
  const db = await testDatabase();
  let ahead = options.now === undefined ? 0 : options.now.getTime() - Date.now();
  const now = () => new Date(Date.now() + ahead);
  const clock = {
    /** The server's clock goes on from there. */
    set(time: Date | string): void {
      ahead = new Date(time).getTime() - Date.now();
    },
    advance(ms: number): void {
      ahead += ms;
    },
  };
  const pokes: string[] = [];
  const live = startLive({ db, log: silentLog, now });
  const config: Config = { ...testConfig(), ...options.config };
  const deps: Deps = {
    db,
    config,
    log: silentLog,
    now,
    live: {
      ...live,
      poke(communityId) {
        pokes.push(communityId);
        live.poke(communityId);
      },
    },
    sessions: startSessions(db, now),
  };
  const community = await makeCommunity(db, { ...options, now: now() });
  const app = await buildApp(deps);
  const close = async (): Promise<void> => {
    await live.close();
    await app.close();
  };
  after(close);

  async function signedIn(who: Who, of: TestCommunity = community): Promise<Caller> {
    const { communityId } = of;
    const made = newToken(communityId);
    const subject = subjectOf(who, of);
    const createdAt = now();
    const expiresAt = new Date(createdAt.getTime() + lifeMs[subject.kind]);
    await insertSession(db, { ...made, doorCodeId: null, ...subject, createdAt, expiresAt });
    return new Caller(app, made.token);
  }

  return {
    app,
    db,
    deps,
    config,
    now,
    clock,
    /** Community ids that the live stream was told to look at. */
    pokes,
    community,
    signedIn,
    /** Nobody is signed in; each stranger has an address of their own. */
    stranger: (address?: string) => new Caller(app, undefined, address),
    close,
  };
}
export type TestApp = Awaited<ReturnType<typeof testApp>>;

function subjectOf(who: Who, of: TestCommunity) {
  const staff = (personId: string) => ({ kind: 'staff' as const, personId, householdId: null });
  if (typeof who === 'string') return staff(of.staff[who].personId);
  if ('personId' in who) return staff(who.personId);
  if ('door' in who) {
    const householdId = of.households[who.door];
    assert.ok(householdId, `no such door: ${who.door}`);
    return { kind: 'door' as const, personId: null, householdId, doorCodeId: who.doorCodeId };
  }
  const door = 'relative' in who ? '10-1-201' : who.resident;
  const [householdId, residentId] = [of.households[door], of.residents[door]];
  assert.ok(householdId && residentId, `nobody lives behind ${door}`);
  return 'relative' in who
    ? { kind: 'relative' as const, personId: of.relative, householdId }
    : { kind: 'resident' as const, personId: residentId, householdId };
}
