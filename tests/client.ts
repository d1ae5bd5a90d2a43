// A caller of the real HTTP interface, typed by the contract, with a cookie jar of one cookie.
import assert from 'node:assert/strict';
import type { AnswerOf, Endpoint, RefusalAnswer, Sends } from '../src/api/endpoint.ts';

export interface Reply<E extends Endpoint> {
  readonly status: number;
  readonly answer: AnswerOf<E>;
  readonly refusal: RefusalAnswer | undefined;
  readonly headers: Headers;
}

type Parts<E extends Endpoint> = Partial<Sends<E>>;

export class Client {
  readonly #origin: string;
  #cookie = '';

  constructor(origin: string) {
    this.#origin = origin;
  }

  get cookie(): string {
    return this.#cookie;
  }

  /** Any answer, refusals included. */
  async send<E extends Endpoint>(endpoint: E, parts: Parts<E> = {}): Promise<Reply<E>> {
    const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(String((parts.params as Record<string, unknown>)[name])),
    );
    const query = new URLSearchParams(Object.entries(parts.query ?? {}).map(([name, value]) => [name, String(value)]));
    const headers: Record<string, string> = { cookie: this.#cookie };
    const init: RequestInit = { method: endpoint.method, headers };
    if (endpoint.method !== 'GET' && parts.body !== undefined) {
      headers['content-type'] = 'application/json';
      init.body = JSON.stringify(parts.body);
    }
    const response = await fetch(`${this.#origin}${path}${query.size > 0 ? `?${query}` : ''}`, init);
    const set = response.headers.getSetCookie().find(cookie => cookie.startsWith('cailanzi='));
    if (set !== undefined) this.#cookie = set.split(';')[0] ?? '';
    const body: unknown = response.headers.get('content-type')?.includes('json') ? await response.json() : await response.text();
    return {
      status: response.status,
      answer: body as AnswerOf<E>,
      refusal: response.ok ? undefined : (body as RefusalAnswer),
      headers: response.headers,
    };
  }

  /** The answer; a refusal fails the test with its code. */
  async get<E extends Endpoint>(endpoint: E, parts: Parts<E> = {}): Promise<AnswerOf<E>> {
    const { status, answer, refusal } = await this.send(endpoint, parts);
    assert.equal(status, 200, `${endpoint.method} ${endpoint.path} was refused: ${JSON.stringify(refusal)}`);
    return answer;
  }

  /** The code of the refusal; an answer fails the test. */
  async refused<E extends Endpoint>(endpoint: E, parts: Parts<E> = {}): Promise<string> {
    const { refusal, answer } = await this.send(endpoint, parts);
    assert.ok(refusal, `${endpoint.method} ${endpoint.path} should have been refused: ${JSON.stringify(answer)}`);
    return refusal.code;
  }
}
