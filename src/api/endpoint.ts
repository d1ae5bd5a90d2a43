// How one endpoint of the contract is written down: what goes in, what comes out, who may, and every no it can say.
import { z } from 'zod';
import type { Who } from '../domain/people/role.ts';
import type { RefusalCode } from '../domain/refusal.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Endpoint<
  M extends Method = Method,
  P extends string = string,
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  readonly method: M;
  /** With `{name}` for path parameters, as in OpenAPI. */
  readonly path: P;
  /** One sentence in English, for the OpenAPI document. */
  readonly summary: string;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly answer: Answer;
  /** json by default; others name what the answer is instead. `events` is text/event-stream. `upload` bodies are multipart. */
  readonly kind: 'json' | 'csv' | 'xlsx' | 'file' | 'events' | 'text';
  readonly upload: boolean;
  /** 'anyone' needs no session; 'door' needs a door code session that is not yet confirmed; else role → scope. */
  readonly who: Who | 'anyone' | 'door';
  /** Besides the ones every endpoint may give (see `commonRefusals`). */
  readonly refusals: readonly RefusalCode[];
}

/** Any endpoint may answer these; 'invalid' carries field paths. */
export const commonRefusals = [
  'invalid',
  'not_signed_in',
  'session_expired',
  'account_closed',
  'not_allowed',
  'too_many_requests',
  'body_too_large',
  'busy',
  'database_away',
  'disk_full',
  'internal',
] as const satisfies readonly RefusalCode[];

const nothing = z.strictObject({});
export type Nothing = typeof nothing;

interface Spec<M, P, Params, Query, Body, Answer> {
  method: M;
  path: P;
  summary: string;
  params?: Params;
  query?: Query;
  body?: Body;
  answer: Answer;
  kind?: Endpoint['kind'];
  upload?: boolean;
  who: Endpoint['who'];
  refusals?: readonly RefusalCode[];
}

export function endpoint<
  const M extends Method,
  const P extends string,
  Answer extends z.ZodType,
  Params extends z.ZodType = Nothing,
  Query extends z.ZodType = Nothing,
  Body extends z.ZodType = Nothing,
>(spec: Spec<M, P, Params, Query, Body, Answer>): Endpoint<M, P, Params, Query, Body, Answer> {
  return {
    method: spec.method,
    path: spec.path,
    summary: spec.summary,
    params: (spec.params ?? nothing) as Params,
    query: (spec.query ?? nothing) as Query,
    body: (spec.body ?? nothing) as Body,
    answer: spec.answer,
    kind: spec.kind ?? 'json',
    upload: spec.upload ?? false,
    who: spec.who,
    refusals: spec.refusals ?? [],
  };
}

/** What a caller sends (before defaults are filled in). */
export type Sends<E extends Endpoint> = {
  params: z.input<E['params']>;
  query: z.input<E['query']>;
  body: z.input<E['body']>;
};
/** What a handler receives (parsed). */
export type Receives<E extends Endpoint> = {
  params: z.output<E['params']>;
  query: z.output<E['query']>;
  body: z.output<E['body']>;
};
export type AnswerOf<E extends Endpoint> = z.output<E['answer']>;

/** The shape of every refusal over HTTP. `fields` only with code `invalid`; `requestNumber` finds the log line. */
export const refusalAnswer = z.object({
  code: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
  fields: z.array(z.object({ path: z.string(), problem: z.string() })).optional(),
  requestNumber: z.string().optional(),
});
export type RefusalAnswer = z.infer<typeof refusalAnswer>;
