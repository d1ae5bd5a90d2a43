// The shared pieces in a real browser: readable in every theme and size, by keyboard, by gloves, over bad networks, and fast.
import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { after, before, describe, it } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openChromium, seriousFindings } from './chromium.ts';
import { openSite, type Site } from './kit/site.ts';

let site: Site;
let browser: Browser;
const complaints: string[] = [];

before(async () => {
  [site, browser] = await Promise.all([openSite(), openChromium()]);
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

interface Wish {
  theme?: string;
  language?: string;
  typeSize?: number;
  width?: number;
  height?: number;
}

async function open(path: string, wish: Wish = {}, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: wish.width ?? 1440, height: wish.height ?? 900 }, ...options });
  await context.addInitScript(
    ([theme, language, size]) => {
      if (theme) localStorage.setItem('cailanzi:theme', theme);
      if (language) localStorage.setItem('cailanzi:language', language);
      if (size) localStorage.setItem('cailanzi:typeSize', size);
    },
    [wish.theme ?? '', wish.language ?? '', String(wish.typeSize ?? '')],
  );
  const page = await context.newPage();
  page.on('pageerror', error => complaints.push(`${path}: ${error}`));
  page.on('console', message => message.type() === 'error' && complaints.push(`${path}: ${message.text()}`));
  await page.goto(site.origin + path);
  await page.waitForSelector('main');
  return page;
}

const phone = { width: 360, height: 740 };

describe('the pieces in a browser', () => {
  it('pass axe in every theme, both languages, on phone and desk', async () => {
    const findings: string[] = [];
    for (const path of ['/', '/?page=street#odd', '/?page=sign-in', '/start']) {
      for (const language of ['zh', 'en']) {
        const page = await open(path, { language, ...(language === 'zh' ? phone : {}) });
        // The grey lines of waiting come late; the page must be tested with them.
        await page.waitForTimeout(450);
        for (const [at, theme] of (language === 'zh' ? ['light', 'stairwell'] : ['dark', 'sun']).entries()) {
          await page.evaluate(name => document.documentElement.setAttribute('data-theme', name), theme);
          // Only the colours differ in a second theme.
          for (const finding of await seriousFindings(page, at === 0 ? undefined : ['color-contrast']))
            findings.push(`${path} ${theme}: ${finding}`);
        }
        await page.context().close();
      }
    }
    assert.deepEqual(findings, []);
  });

  it('fit a phone of 360 px in both languages, up to the largest type, without scrolling sideways', async () => {
    for (const path of ['/', '/?page=street#odd', '/?page=sign-in', '/start']) {
      for (const language of ['zh', 'en']) {
        const page = await open(path, { ...phone, language });
        for (const typeSize of ['100', '125', '150', '187']) {
          const wide = await page.evaluate(size => {
            document.documentElement.dataset.type = size;
            return document.documentElement.scrollWidth;
          }, typeSize);
          assert.ok(wide <= 360, `${path} in ${language} at ${typeSize} %: ${wide} px wide`);
        }
        await page.context().close();
      }
    }
  });

  it('reach 30 px in the largest type', async () => {
    const page = await open('/', { ...phone, typeSize: 187 });
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).fontSize), '30px');
    await page.context().close();
  });

  it('have targets of 44 px, and of 60 where they are big', async () => {
    const page = await open('/', phone);
    const small = await page.$$eval('button, .k-button, .k-input, .k-choice, .k-segments label', all =>
      all
        .map(one => ({
          text: one.textContent || one.className,
          box: one.getBoundingClientRect(),
          big: one.hasAttribute('data-big'),
        }))
        .filter(({ box, big }) => box.width > 0 && (Math.round(box.height) < (big ? 60 : 44) || Math.round(box.width) < 40))
        .map(({ text, box }) => `${text}: ${box.width} × ${box.height}`),
    );
    assert.deepEqual(small, []);
    await page.context().close();
  });

  it('change the language on the spot, keep it, and lose nothing that was typed', async () => {
    const page = await open('/');
    const field = page.locator('input.k-input').first();
    await field.fill('青菜 2 斤');
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'zh-CN');
    await page.getByRole('button', { name: 'English', exact: true }).click();
    await page.getByText('Nothing asked').first().waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
    assert.equal(await field.inputValue(), '青菜 2 斤');
    assert.equal(await page.evaluate(() => localStorage.getItem('cailanzi:language')), 'en');
    await page.context().close();
  });

  it('open a dialog that holds the focus, closes by Escape and gives the focus back', async () => {
    const page = await open('/');
    await page.getByRole('button', { name: /新来电/ }).click();
    await page.getByRole('dialog').waitFor();
    for (let press = 0; press < 6; press += 1) {
      await page.keyboard.press('Tab');
      const outside = await page.evaluate(
        () => document.activeElement !== document.body && document.activeElement?.closest('dialog') === null,
      );
      assert.equal(outside, false, 'the focus left the dialog');
    }
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.match((await page.evaluate(() => document.activeElement?.textContent)) ?? '', /新来电/);
    await page.context().close();
  });

  it('ask for the second factor as the next step, not as a mistake', async () => {
    const page = await open('/?page=sign-in');
    await page.getByLabel('用户名').fill('clerk');
    await page.getByLabel('密码', { exact: true }).fill('some password');
    await page.keyboard.press('Enter');
    const code = page.getByLabel('动态验证码');
    await code.waitFor();
    assert.equal(await code.evaluate(field => field === document.activeElement), true);
    assert.equal(await page.getByRole('alert').count(), 0);
    await page.context().close();
  });

  it('survive a stored setting that means nothing, and a browser that stores nothing', async () => {
    const odd = await open('/', { theme: 'violet', language: 'xx', typeSize: 999 });
    assert.equal(await odd.evaluate(() => document.documentElement.lang), 'zh-CN');
    await odd.context().close();
    const context = await browser.newContext();
    await context.addInitScript(() =>
      Object.defineProperty(window, 'localStorage', {
        get() {
          throw new DOMException('denied', 'SecurityError');
        },
      }),
    );
    const page = await context.newPage();
    await page.goto(site.origin);
    await page.getByRole('button', { name: 'English', exact: true }).click();
    await page.getByText('Nothing asked').first().waitFor();
    await context.close();
  });
});

describe('the elevation in a browser', () => {
  it('is walked by arrow keys with one tab stop a building, past the gaps of an irregular one', async () => {
    const page = await open('/?page=street#odd');
    assert.deepEqual(
      await page.$$eval('.k-wall', all => all.map(wall => wall.querySelectorAll('.k-cell[tabindex="0"]').length)),
      Array(10).fill(1),
    );
    const at = () => page.evaluate(() => (document.activeElement as HTMLElement).dataset.id);
    await page.locator('[data-id="odd-402B"]').click();
    await page.keyboard.press('ArrowRight');
    assert.equal(await at(), 'odd-403');
    await page.keyboard.press('ArrowDown');
    assert.equal(await at(), 'odd-303');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    assert.equal(await at(), 'odd-西 201');
    await page.keyboard.press('ArrowUp');
    assert.equal(await at(), 'odd-西 201', 'the short unit ends here');
    await page.keyboard.press('ArrowDown');
    assert.equal(await at(), 'odd-西 101');
    await page.keyboard.press('Home');
    assert.equal(await at(), 'odd-底商');
    await page.keyboard.press('ArrowDown');
    assert.equal(await at(), 'odd-地下 1');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('[data-id="odd-地下 1"]').getAttribute('aria-selected'), 'true');
    await page.locator('[data-id="odd-501"]').click();
    assert.equal(await page.locator('.k-cell[aria-selected="true"]').count(), 1);
    await page.context().close();
  });

  it('says of each cell where it is and how it stands, and says the new state after a change', async () => {
    const page = await open('/?page=street');
    const cell = page.locator('[data-id="1-8-2-9-1"]');
    assert.match((await cell.getAttribute('aria-label')) ?? '', /^2单元 10 层 1001，/);
    await page.evaluate(() => (window as unknown as { change(id: string, state: string): void }).change('1-8-2-9-1', 'late'));
    await page.waitForFunction(() => document.querySelector('[data-id="1-8-2-9-1"]')?.getAttribute('data-is') === 'late');
    assert.match((await cell.getAttribute('aria-label')) ?? '', /超时$/);
    await page.context().close();
  });

  it('can be hit with a finger on a phone: every cell at least 24 px', async () => {
    const page = await open('/?page=street', phone);
    const least = await page.$$eval('.k-cell[data-id]', all =>
      all.reduce(
        (found, cell) => {
          const box = cell.getBoundingClientRect();
          return { width: Math.min(found.width, box.width), height: Math.min(found.height, box.height) };
        },
        { width: 999, height: 999 },
      ),
    );
    assert.ok(least.width >= 24 && least.height >= 24, JSON.stringify(least));
    await page.context().close();
  });

  // Measured in time of the page's own thread, not by the wall clock: the machine that tests is busy with other things.
  it('draws 594 doors within 300 ms on a phone four times slower, and one change within 16 ms', async () => {
    const page = await open('/?page=street');
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    const busy = async () => {
      const { metrics } = await devtools.send('Performance.getMetrics');
      return (metrics.find(metric => metric.name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
    };
    const twoFrames = 'new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0))))';
    const drawings: number[] = [];
    for (let time = 0; time < 5; time += 1) {
      await page.evaluate(`clear(), ${twoFrames}`);
      const start = await busy();
      await page.evaluate(`draw(), ${twoFrames}`);
      drawings.push((await busy()) - start);
    }
    assert.equal(await page.locator('.k-cell[data-id]').count(), 594);
    const changes: number[] = [];
    for (let time = 0; time < 20; time += 1) {
      const id = `1-${time % 9}-2-${time % 11}-1`;
      const start = await busy();
      await page.evaluate(
        `change('${id}', document.querySelector('[data-id="${id}"]').dataset.is === 'late' ? 'served' : 'late'), ${twoFrames}`,
      );
      changes.push((await busy()) - start);
    }
    // The quickest of five and the middle of twenty: a shared processor only ever adds to the true cost.
    const drawing = Math.min(...drawings);
    const change = changes.toSorted((a, b) => a - b)[Math.floor(changes.length / 2)] ?? Number.NaN;
    console.log(JSON.stringify({ drawing594Ms: drawing, drawing594At4xMs: drawing * 4, changeMs: change }));
    assert.ok(drawing * 4 <= 300, `drawing takes ${drawing} ms of an unslowed thread`);
    assert.ok(change <= 16, `a change takes ${change} ms`);
    await page.context().close();
  });

  it('shows the first houses of many compounds before all are drawn', async () => {
    const page = await open('/?page=street#many');
    await page.waitForFunction(() => document.querySelectorAll('.k-cell[data-id]').length === 2970);
    const inFirstFrame = await page.evaluate(async () => {
      const { clear, draw } = window as unknown as { clear(): void; draw(): void };
      clear();
      await new Promise(done => setTimeout(done, 50));
      draw();
      await new Promise(done => setTimeout(done, 0));
      return document.querySelectorAll('.k-house').length;
    });
    assert.ok(inFirstFrame > 0 && inFirstFrame <= 12, `${inFirstFrame} houses in the first frame`);
    await page.waitForFunction(() => document.querySelectorAll('.k-cell[data-id]').length === 2970);
    await page.context().close();
  });
});

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

describe('all of it', () => {
  it('runs under default-src self without a complaint of the browser', () => {
    // Refused calls are in the console by the browser's own doing.
    assert.deepEqual(
      complaints.filter(text => !/Failed to load resource|net::ERR/.test(text)),
      [],
    );
  });
});
