// Whose session a cookie is: asked of the database at most every two seconds, so that a right taken away ends within two seconds.
import { createHash, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders as Headers } from 'node:http';
import type { Actor } from '../http/actor.ts';
import type { Database } from '../postgres/pool.ts';
import { isAccountClosed, readSessions } from './session-store.ts';

export const cookieName = 'cailanzi';
const doorCookieName = 'cailanzi_door';

/**
 * The resident's page keeps a session apart, so that a clerk who tries a door card in the same browser stays at the desk. It says which it
 * is in a header, or in the address of its event stream. Other programs need no more than the one cookie.
 */
export function cookieNameOf({ headers, query }: { readonly headers: Headers; readonly query: unknown }): string {
  const isDoor = headers['x-cailanzi'] === 'door' || (query as { seat?: unknown } | null)?.seat === 'door';
  return isDoor ? doorCookieName : cookieName;
}

export interface Sessions {
  /** The caller behind a cookie; null when it is unknown, ended or run out. Throws DatabaseGone. */
  find(token: string): Promise<Actor | null>;
  /** Why a cookie that find() does not know is no session any more: whoever reads it may only sign in again, or shall keep nothing. */
  whyEnded(token: string): Promise<'session_expired' | 'account_closed'>;
  /** Forget what is remembered of a community's sessions (or of one), at once in this process: after a change of rights. */
  forget(communityId: string, sessionKey?: string): void;
}

/** How long a session lasts, in milliseconds. Not prolonged by use: a lost phone is signed out by itself. */
export const lifeMs = {
  staff: 12 * 3600_000,
  resident: 14 * 24 * 3600_000,
  relative: 14 * 24 * 3600_000,
  door: 30 * 60_000,
} as const satisfies Record<Actor['kind'], number>;

const freshMs = 2_000;
const mostRemembered = 20_000;
const mostPerQuestion = 500;
/** Under way at once: a question costs nearly the same for one session as for thirty. */
const mostQuestions = 2;

export interface Token {
  readonly communityId: string;
  /** sha256 of the token: all that the table keeps. */
  readonly digest: Buffer;
}

/** A new cookie value: the community's id (so that the look-up stays in its shard) and 32 random bytes. */
export function newToken(communityId: string): Token & { readonly token: string } {
  const bytes = Buffer.concat([Buffer.from(communityId.replaceAll('-', ''), 'hex'), randomBytes(32)]);
  return { token: bytes.toString('base64url'), communityId, digest: createHash('sha256').update(bytes).digest() };
}

/** Null when it cannot be one of ours; no question to the database then. */
export function readToken(token: string): Token | null {
  if (!/^[A-Za-z0-9_-]{64}$/.test(token)) return null;
  const bytes = Buffer.from(token, 'base64url');
  const hex = bytes.toString('hex', 0, 16);
  const communityId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { communityId, digest: createHash('sha256').update(bytes).digest() };
}

interface Remembered {
  readonly actor: Actor;
  readonly at: number;
  readonly expiresAt: number;
}

interface Waiting extends Token {
  readonly key: string;
  readonly resolve: (actor: Actor | null) => void;
  readonly reject: (error: unknown) => void;
}

/** Look-ups that come while questions are under way become the next question. `now` is the server's clock. */
export function startSessions(db: Database, now: () => Date = () => new Date()): Sessions {
  const remembered = new Map<string, Remembered>();
  const asking = new Map<string, Promise<Actor | null>>();
  /** Counts the forgets of a community: an answer that was under way meanwhile is given but not remembered. */
  const forgotten = new Map<string, number>();
  const waiting: Waiting[] = [];
  let questions = 0;
  let willStart = false;

  async function ask(batch: readonly Waiting[]): Promise<void> {
    const at = now();
    const before = new Map(batch.map(({ communityId }) => [communityId, forgotten.get(communityId) ?? 0]));
    try {
      const found = await readSessions(db, batch, at);
      for (const { key, communityId, resolve } of batch) {
        const session = found.get(key);
        if (session !== undefined && before.get(communityId) === (forgotten.get(communityId) ?? 0)) {
          if (remembered.size >= mostRemembered) remembered.clear();
          remembered.set(key, { ...session, at: at.getTime() });
        }
        resolve(session?.actor ?? null);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  function askSoon(token: Token, key: string): Promise<Actor | null> {
    return new Promise((resolve, reject) => {
      waiting.push({ ...token, key, resolve, reject });
      startSoon();
    });
  }

  function startSoon(): void {
    if (willStart || questions >= mostQuestions || waiting.length === 0) return;
    willStart = true;
    setImmediate(() => {
      willStart = false;
      while (questions < mostQuestions && waiting.length > 0) {
        questions++;
        void ask(waiting.splice(0, mostPerQuestion)).finally(() => {
          questions--;
          startSoon();
        });
      }
    });
  }

  return {
    async find(cookie) {
      const token = readToken(cookie);
      if (token === null) return null;
      const key = token.digest.toString('base64url');
      const known = remembered.get(key);
      const time = now().getTime();
      // A clock that was set back must not keep an old answer alive.
      if (known !== undefined && time >= known.at && time - known.at < freshMs && time < known.expiresAt) return known.actor;
      remembered.delete(key);
      const underWay = asking.get(key);
      if (underWay !== undefined) return underWay;
      const answer = askSoon(token, key).finally(() => {
        if (asking.get(key) === answer) asking.delete(key);
      });
      asking.set(key, answer);
      return answer;
    },
    async whyEnded(cookie) {
      const token = readToken(cookie);
      return token !== null && (await isAccountClosed(db, token)) ? 'account_closed' : 'session_expired';
    },
    forget(communityId, sessionKey) {
      forgotten.set(communityId, (forgotten.get(communityId) ?? 0) + 1);
      if (sessionKey !== undefined) remembered.delete(sessionKey);
      else for (const [key, { actor }] of remembered) if (actor.communityId === communityId) remembered.delete(key);
      // Whoever asks from now on must not be given an answer that was read before the change.
      asking.clear();
    },
  };
}
