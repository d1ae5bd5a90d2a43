// Calls the server by the contract: the compiler checks method, path and fields; the answer is what came, or a refusal with a code.
import type { AnswerOf, Endpoint, RefusalAnswer, Sends } from '../../api/endpoint.ts';
import { learnServerTime } from './now.ts';

/** A refusal as the page knows it; `status` 0 when nothing came back. */
export type Refused = RefusalAnswer & { readonly status: number };
export type Outcome<T> = { readonly ok: true; readonly answer: T } | { readonly ok: false; readonly refusal: Refused };

// A part that may be empty need not be given.
type Part<Name extends string, T> =
  Record<string, never> extends T ? { [K in Name]?: T } : Partial<T> extends T ? { [K in Name]?: T } : { [K in Name]: T };
export type SendsBy<E extends Endpoint> = Part<'params', Sends<E>['params']> &
  Part<'query', Sends<E>['query']> &
  Part<'body', Sends<E>['body']>;

interface CallOptions {
  /** Milliseconds for one try; 15,000 unless told. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
  /** Further tries when nothing came back or the server is busy: 2 for what may safely be repeated, else 0. */
  readonly retries?: number;
}

let caller = '1';

/** The resident's page keeps its session apart from that of a member of staff in the same browser. */
export function callAsDoor(): void {
  caller = 'door';
}

/** UUID of version 4. Pages on plain http in the community's own network have no crypto.randomUUID. */
export function newMoveId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

type Loose = { readonly params?: object; readonly query?: object; readonly body?: unknown };

/** `/api/v1/requests/{id}` with its parameters and query filled in. */
export function addressOf(path: string, sends: Loose = {}): string {
  const params = (sends.params ?? {}) as Record<string, unknown>;
  const filled = path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(String(params[name])));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(sends.query ?? {})) {
    if (value === undefined || value === null) continue;
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  }
  const text = query.toString();
  return text === '' ? filled : `${filled}?${text}`;
}

function isRepeatable(method: string, body: unknown): boolean {
  if (method === 'GET' || method === 'PUT') return true;
  if (body instanceof FormData) return body.has('id');
  // The server answers the same sender-made id with the same answer, so sending it again cannot do anything twice.
  return typeof body === 'object' && body !== null && 'id' in body;
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

async function once(
  method: string,
  address: string,
  body: unknown,
  options: CallOptions,
): Promise<[Outcome<unknown>, number | undefined]> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), options.timeout ?? 15_000);
  const abort = () => timeout.abort();
  options.signal?.addEventListener('abort', abort);
  const lost = (code: 'no_signal' | 'strange_answer', status = 0): [Outcome<never>, undefined] => [
    { ok: false, refusal: { code, status } },
    undefined,
  ];
  try {
    const headers: Record<string, string> = { 'x-cailanzi': caller, accept: 'application/json' };
    const init: RequestInit = { method, headers, credentials: 'same-origin', cache: 'no-store', signal: timeout.signal };
    if (body instanceof FormData) init.body = body;
    else if (body !== undefined) {
      headers['content-type'] = 'application/json';
      init.body = JSON.stringify(body);
    }
    const response = await fetch(address, init);
    learnServerTime(response.headers.get('date'));
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') ?? false;
    if (response.ok) {
      if (!json) return [{ ok: true, answer: text }, undefined];
      return [{ ok: true, answer: JSON.parse(text) }, undefined];
    }
    const after = Number(response.headers.get('retry-after') ?? Number.NaN);
    const wait = Number.isFinite(after) ? after * 1000 : undefined;
    const parsed: unknown = json ? JSON.parse(text) : undefined;
    if (typeof parsed === 'object' && parsed !== null && 'code' in parsed && typeof parsed.code === 'string') {
      return [{ ok: false, refusal: { ...(parsed as RefusalAnswer), status: response.status } }, wait];
    }
    // A proxy in between may answer in its own words.
    return response.status >= 502 ? lost('no_signal', response.status) : lost('strange_answer', response.status);
  } catch (thrown) {
    return thrown instanceof SyntaxError ? lost('strange_answer') : lost('no_signal');
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', abort);
  }
}

/**
 * `call<typeof makeMove>('POST', '/api/v1/requests/{id}/moves', { params, body })`. Never throws for a refusal or a lost network.
 * Import the endpoint with `import type`, else the validators come into the page.
 */
export async function call<E extends Endpoint>(
  method: E['method'],
  path: E['path'],
  ...[sends, options = {}]: Record<string, never> extends SendsBy<E>
    ? [sends?: SendsBy<E>, options?: CallOptions]
    : [sends: SendsBy<E>, options?: CallOptions]
): Promise<Outcome<AnswerOf<E>>> {
  const loose = (sends ?? {}) as Loose;
  const address = addressOf(path, loose);
  const repeatable = isRepeatable(method, loose.body);
  const retries = options.retries ?? (repeatable ? 2 : 0);
  for (let tried = 0; ; tried += 1) {
    const [outcome, wait] = await once(method, address, loose.body, options);
    const mayPass =
      !outcome.ok && (outcome.refusal.status === 0 || outcome.refusal.status === 503 || outcome.refusal.status === 502);
    if (!mayPass || tried >= retries || options.signal?.aborted) return outcome as Outcome<AnswerOf<E>>;
    // Spread out: everybody lost the same server at the same moment.
    await pause(Math.min(wait ?? 400 * 3 ** tried, 10_000) * (0.75 + Math.random() / 2), options.signal);
    if (options.signal?.aborted) return outcome as Outcome<AnswerOf<E>>;
  }
}
