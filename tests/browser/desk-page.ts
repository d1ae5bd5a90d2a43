// Opens the desk in a browser on the real server and database, signed in as anybody of the test community.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { askRequest, listRequests, moveRequest, readRequest } from '../../src/api/request.ts';
import { cookieName } from '../../src/server/people/sessions.ts';
import { type Caller, type TestApp, type TestAppOptions, testApp } from '../app.ts';
import type { StaffName } from '../community.ts';
import { openChromium } from './chromium.ts';

type Ask = NonNullable<Parameters<Caller['call']>[1]>['body'];
type Moves = Record<string, unknown> & { move: string };

export interface DeskSite {
  readonly of: TestApp;
  readonly origin: string;
  readonly browser: Browser;
  /** A page of the desk; `hash` such as `#calls`. Errors of the page fail the test at its end. */
  open(who: StaffName, hash?: string, size?: { width: number; height: number }): Promise<Page>;
  /** Registers a request as the clerk and answers its id. */
  ask(door: string, more?: Record<string, unknown>): Promise<string>;
  move(who: StaffName, requestId: string, move: Moves): Promise<void>;
  read(requestId: string): Promise<Awaited<ReturnType<typeof readAs>>>;
  /** Everything in the queue of the clerk. */
  queue(query?: Record<string, string>): Promise<Awaited<ReturnType<typeof listAs>>>;
}

const readAs = (clerk: Caller, requestId: string) => clerk.get(readRequest, { params: { requestId } });
const listAs = (clerk: Caller, query: Record<string, string>) => clerk.get(listRequests, { query: { limit: 200, ...query } });

export async function openDesk(options: TestAppOptions = {}): Promise<DeskSite> {
  const built = join(import.meta.dirname, '../../dist/desk/index.html');
  assert.ok(existsSync(built), 'the pages are not built: npm run build');
  const of = await testApp(options);
  await of.app.listen({ port: 0, host: '127.0.0.1' });
  const origin = `http://127.0.0.1:${(of.app.server.address() as AddressInfo).port}`;
  const browser = await openChromium();
  // First of all: a browser with an open event stream would keep the server from closing.
  after(() => browser.close());
  const clerk = await of.signedIn('clerk');
  const errors: string[] = [];
  after(() => assert.deepEqual(errors, [], 'errors on the pages'));

  return {
    of,
    origin,
    browser,
    async open(who, hash = '', size = { width: 1440, height: 900 }) {
      const context = await browser.newContext({ viewport: size, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
      const { cookie } = await of.signedIn(who);
      await context.addCookies([{ name: cookieName, value: cookie ?? '', url: origin, httpOnly: true, sameSite: 'Lax' }]);
      const page = await context.newPage();
      page.setDefaultTimeout(30_000);
      page.on('pageerror', error => errors.push(`${who} ${hash}: ${error.message}`));
      await page.goto(`${origin}/desk${hash}`);
      await page.waitForSelector('.desk');
      return page;
    },
    async ask(door, more = {}) {
      const id = randomUUID();
      const body = {
        id,
        householdId: of.community.households[door],
        kind: 'groceries',
        channel: 'telephone',
        items: [{ name: '土豆', quantity: 2, unit: '斤' }],
        ...more,
      };
      await clerk.get(askRequest, { body: body as never as Ask & never });
      return id;
    },
    async move(who, requestId, move) {
      const caller = await of.signedIn(who);
      await caller.get(moveRequest, { params: { requestId }, body: { id: randomUUID(), ...move } as never });
    },
    read: requestId => readAs(clerk, requestId),
    queue: (query = {}) => listAs(clerk, query),
  };
}

/** Presses keys one after another, as somebody at the keyboard does. */
export async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** The keyboard of a clerk who has no mouse: `pressed` counts every key, a letter as one, with its Ctrl or Alt as one. */
export function keyboardOf(page: Page) {
  const keyboard = {
    pressed: 0,
    async press(...keys: string[]): Promise<void> {
      keyboard.pressed += keys.length;
      await press(page, ...keys);
    },
    async type(text: string): Promise<void> {
      keyboard.pressed += [...text].length;
      await page.keyboard.type(text);
    },
  };
  return keyboard;
}

/** The words of the rows in the queue, top down. */
export function rowsOf(page: Page): Promise<string[]> {
  return page.locator('.desk-row').evaluateAll(rows => rows.map(row => row.querySelector('.desk-row-door b')?.textContent ?? ''));
}

/** Everything that the page asked for has come: no grey lines, a heading. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor({ state: 'attached' });
  await page.waitForFunction(() => document.querySelectorAll('.k-waiting').length === 0);
}
