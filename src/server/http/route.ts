// How a room answers an endpoint of the contract: parsed input in, an answer or a refusal out.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AnswerOf, Endpoint, Receives } from '../../api/endpoint.ts';
import type { Role } from '../../domain/people/role.ts';
import type { Refusal } from '../../domain/refusal.ts';
import type { Config } from '../config.ts';
import type { Live } from '../live/live.ts';
import type { Log } from '../log.ts';
import type { Sessions } from '../people/sessions.ts';
import type { Database } from '../postgres/pool.ts';
import type { Actor, Reach } from './actor.ts';

/** What every room is given. `now` is the server's clock; tests may set it ahead. */
export interface Deps {
  readonly db: Database;
  readonly config: Config;
  readonly log: Log;
  readonly now: () => Date;
  readonly live: Live;
  readonly sessions: Sessions;
  /** The disk of the program's own database has no room for more; undefined with a database elsewhere. */
  readonly isFull?: (() => boolean) | undefined;
}

export interface Call<E extends Endpoint> extends Receives<E> {
  /** Null only where the endpoint admits anyone. */
  readonly actor: Actor | null;
  /** The actor's roles that this endpoint admits; events record the first one that the move allows. */
  readonly roles: readonly Role[];
  readonly reach: Reach;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** A call of an endpoint that needs a session. */
export interface SignedCall<E extends Endpoint> extends Call<E> {
  readonly actor: Actor;
}

/** A file or text answer of endpoints whose kind is not json. `name` is the download's file name. */
export interface FileAnswer {
  readonly file: Buffer | string;
  readonly mediaType: string;
  readonly name?: string;
}
/** The handler has taken over the raw reply (event streams). */
export const hijacked = Symbol('hijacked');

export interface Route {
  readonly endpoint: Endpoint;
  readonly handle: (call: Call<Endpoint>) => Promise<unknown>;
}

type Answers<E extends Endpoint> = AnswerOf<E> | Refusal | FileAnswer | typeof hijacked;

export function route<E extends Endpoint>(
  endpoint: E,
  handle: (
    call: E['who'] extends 'anyone' ? Call<E> : SignedCall<E>,
  ) => Promise<E['kind'] extends 'json' ? AnswerOf<E> | Refusal : Answers<E>>,
): Route {
  return { endpoint, handle: handle as unknown as Route['handle'] };
}
