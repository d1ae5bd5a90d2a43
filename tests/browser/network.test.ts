// Calls and the live stream in a real browser, over networks that drop, hang and babble.
import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openChromium } from './chromium.ts';
import { openSite, type Site } from './kit/site.ts';

let site: Site;
let browser: Browser;

before(async () => {
  [site, browser] = await Promise.all([openSite(), openChromium()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

async function open(path: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(site.origin + path);
  await page.waitForSelector('main');
  return page;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}

describe('calls over a bad network', () => {
  type Kit = {
    call: (
      method: string,
      path: string,
      sends?: unknown,
      options?: unknown,
    ) => Promise<{ ok: boolean; answer?: unknown; refusal?: { code: string } }>;
  };
  const callFrom = (page: Page, ...args: unknown[]) =>
    page.evaluate(given => (window as unknown as { kit: Kit }).kit.call(...(given as Parameters<Kit['call']>)), args);

  it('send a busy step again as the same step, after the time the server asks for', async () => {
    const seen: { body: string; at: number; mark: unknown }[] = [];
    site.answer = async (request, response) => {
      seen.push({ body: await bodyOf(request), at: Date.now(), mark: request.headers['x-cailanzi'] });
      response.setHeader('content-type', 'application/json');
      if (seen.length === 1) response.writeHead(503, { 'retry-after': '1' }).end('{"code":"busy"}');
      else response.end('{"state":"accepted"}');
    };
    const page = await open('/');
    const outcome = await callFrom(page, 'POST', '/api/v1/requests/{id}/moves', {
      params: { id: 'r1' },
      body: { id: 'm1', move: 'accept' },
    });
    assert.deepEqual(outcome, { ok: true, answer: { state: 'accepted' } });
    assert.equal(seen.length, 2);
    assert.equal(seen[0]?.body, seen[1]?.body);
    assert.equal(seen[0]?.mark, '1');
    assert.ok((seen[1]?.at ?? 0) - (seen[0]?.at ?? 0) >= 700, 'it did not wait');
    await page.context().close();
  });

  it('never send again what has no id of its own', async () => {
    let times = 0;
    site.answer = (_request, response) => {
      times += 1;
      response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '0' }).end('{"code":"busy"}');
    };
    const page = await open('/');
    const outcome = await callFrom(page, 'POST', '/api/v1/households/h1/reveal', { body: { reason: 'call back' } });
    assert.deepEqual(outcome, { ok: false, refusal: { code: 'busy', status: 503 } });
    assert.equal(times, 1);
    await page.context().close();
  });

  it('turn a server that hangs, a proxy that babbles and an answer cut short into refusals, not into silence', async () => {
    const page = await open('/');
    site.answer = () => {};
    assert.equal((await callFrom(page, 'GET', '/api/v1/me', {}, { timeout: 300, retries: 0 })).refusal?.code, 'no_signal');
    site.answer = (_request, response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad Gateway</h1>');
    assert.equal((await callFrom(page, 'GET', '/api/v1/me', {}, { retries: 0 })).refusal?.code, 'no_signal');
    site.answer = (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"half":');
    assert.equal((await callFrom(page, 'GET', '/api/v1/me', {}, { retries: 0 })).refusal?.code, 'strange_answer');
    site.answer = (_request, response) => response.writeHead(400, { 'content-type': 'text/plain' }).end('no');
    assert.equal((await callFrom(page, 'GET', '/api/v1/me', {}, { retries: 0 })).refusal?.code, 'strange_answer');
    site.answer = (_request, response) =>
      response
        .writeHead(409, { 'content-type': 'application/json' })
        .end('{"code":"already_taken","facts":{"role":"volunteer"}}');
    assert.equal((await callFrom(page, 'POST', '/api/v1/x', { body: { id: 'm2' } })).refusal?.code, 'already_taken');
    await page.context().close();
  });
});

describe('the live stream', () => {
  it('goes on from its own cursor after a cut, and reads everything anew when told so', async () => {
    const asked: string[] = [];
    let snapshots = 0;
    let streams = 0;
    site.answer = (request, response) => {
      const address = new URL(request.url ?? '/', 'http://site');
      if (address.pathname === '/api/v1/board') {
        snapshots += 1;
        return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ cursor: `c${snapshots}00` }));
      }
      asked.push(address.searchParams.get('since') ?? '');
      streams += 1;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      if (streams === 1) {
        response.write('id: c101\nevent: cells\ndata: {"n":1}\n\n');
        response.write('id: c102\nevent: cells\ndata: {"n":2}\n\n');
        setTimeout(() => response.destroy(), 100);
      } else if (streams === 2) {
        response.write('id: c103\nevent: beat\ndata: {}\n\n');
        response.write('event: again\ndata: {}\n\n');
      } else response.write('id: c201\nevent: cells\ndata: {"n":3}\n\n');
    };
    const page = await open('/');
    await page.evaluate(() => {
      const told: unknown[] = [];
      const { openLive, call } = (
        window as unknown as { kit: { openLive(options: object): () => void; call(method: string, path: string): unknown } }
      ).kit;
      const stop = openLive({
        address: '/api/v1/live',
        events: ['cells'],
        snapshot: () => call('GET', '/api/v1/board'),
        onSnapshot: (snapshot: { cursor: string }) => told.push(`all ${snapshot.cursor}`),
        onEvent: (_name: string, payload: { n: number }, cursor: string) => told.push(`${payload.n} ${cursor}`),
        onState: (state: { is: string }) => told.push(state.is),
      });
      Object.assign(window, { told, stop });
    });
    await page.waitForFunction(() => (window as unknown as { told: unknown[] }).told.includes('3 c201'), undefined, {
      timeout: 10_000,
    });
    const told = await page.evaluate(() => (window as unknown as { told: string[]; stop(): void }).told);
    await page.evaluate(() => (window as unknown as { stop(): void }).stop());
    assert.deepEqual(asked, ['c100', 'c102', 'c200']);
    assert.deepEqual(told, ['all c100', 'live', '1 c101', '2 c102', 'cut', 'live', 'catching_up', 'all c200', 'live', '3 c201']);
    await page.context().close();
  });

  it('stops and says why when the session has ended', async () => {
    site.answer = (_request, response) =>
      response.writeHead(401, { 'content-type': 'application/json' }).end('{"code":"session_expired"}');
    const page = await open('/');
    const state = await page.evaluate(
      () =>
        new Promise(done => {
          const { openLive, call } = (
            window as unknown as { kit: { openLive(options: object): () => void; call(method: string, path: string): unknown } }
          ).kit;
          openLive({
            address: '/api/v1/live',
            events: [],
            snapshot: () => call('GET', '/api/v1/board'),
            onSnapshot: () => {},
            onEvent: () => {},
            onState: (state: { is: string; refusal?: { code: string } }) => done([state.is, state.refusal?.code]),
          });
        }),
    );
    assert.deepEqual(state, ['refused', 'session_expired']);
    await page.context().close();
  });
});
