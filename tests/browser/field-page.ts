// Telephones of the field seat on the real server and database: a phone keeps its storage while its pages are killed and opened again.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { packBag } from '../../src/api/delivery.ts';
import { askRequest, moveRequest, readRequest } from '../../src/api/request.ts';
import { cookieName } from '../../src/server/people/sessions.ts';
import { type Caller, type TestApp, testApp } from '../app.ts';
import type { StaffName } from '../community.ts';
import { openChromium } from './chromium.ts';

export interface Phone {
  readonly context: BrowserContext;
  /** Opens the field page, with signal or without, as somebody who taps its icon. `expect`: what is to be seen. */
  open(expect?: string): Promise<Page>;
  /** Cuts or gives back the signal. */
  signal(there: boolean): Promise<void>;
}

export interface FieldSite {
  readonly of: TestApp;
  readonly origin: string;
  readonly browser: Browser;
  phone(who: StaffName, origin?: string): Promise<Phone>;
  /** Registered by the clerk and offered to this helper; answers its id. */
  ask(door: string, to: StaffName, more?: Record<string, unknown>): Promise<string>;
  move(who: StaffName, requestId: string, move: Record<string, unknown> & { move: string }): Promise<void>;
  /** Offered, accepted and packed: ready at the gate. */
  ready(door: string, to: StaffName, more?: Record<string, unknown>): Promise<string>;
  read(requestId: string): Promise<Awaited<ReturnType<typeof readAs>>>;
}

const readAs = (clerk: Caller, requestId: string) => clerk.get(readRequest, { params: { requestId } });

export async function openField(flags: readonly string[] = []): Promise<FieldSite> {
  const built = join(import.meta.dirname, '../../dist/field/index.html');
  assert.ok(existsSync(built), 'the pages are not built: npm run build');
  const of = await testApp();
  await of.app.listen({ port: 0, host: '127.0.0.1' });
  const origin = `http://127.0.0.1:${(of.app.server.address() as AddressInfo).port}`;
  const browser = await openChromium(flags);
  // First of all: a browser with an open event stream would keep the server from closing.
  after(() => browser.close());
  const clerk = await of.signedIn('clerk');
  const errors: string[] = [];
  after(() => assert.deepEqual(errors, [], 'errors on the pages'));

  const site: FieldSite = {
    of,
    origin,
    browser,
    async phone(who, address = origin) {
      const context = await browser.newContext({
        viewport: { width: 360, height: 740 },
        deviceScaleFactor: 2,
        isMobile: true,
        hasTouch: true,
        locale: 'zh-CN',
        timezoneId: 'Asia/Shanghai',
      });
      const { cookie } = await of.signedIn(who);
      await context.addCookies([{ name: cookieName, value: cookie ?? '', url: address, httpOnly: true, sameSite: 'Lax' }]);
      return {
        context,
        signal: there => context.setOffline(!there),
        async open(expect = '.f-strip') {
          const page = await context.newPage();
          page.setDefaultTimeout(20_000);
          page.on('pageerror', error => errors.push(`${who}: ${error.message}`));
          await page.goto(`${address}/field`);
          await page.locator(expect).first().waitFor();
          return page;
        },
      };
    },
    async ask(door, to, more = {}) {
      const id = randomUUID();
      const body = {
        id,
        householdId: of.community.households[door],
        kind: 'groceries',
        channel: 'telephone',
        items: [{ name: '土豆', quantity: 2, unit: '斤' }],
        ...more,
      };
      await clerk.get(askRequest, { body: body as never });
      await site.move('clerk', id, { move: 'offer', helperId: of.community.staff[to].personId });
      return id;
    },
    async move(who, requestId, move) {
      const caller = await of.signedIn(who);
      await caller.get(moveRequest, { params: { requestId }, body: { id: randomUUID(), ...move } as never });
    },
    async ready(door, to, more) {
      const requestId = await site.ask(door, to, more);
      await site.move(to, requestId, { move: 'accept' });
      await (await of.signedIn('supply')).get(packBag, { params: { requestId }, body: { id: randomUUID(), grams: 1500 } });
      return requestId;
    },
    read: requestId => readAs(clerk, requestId),
  };
  return site;
}

/** What the page says has not reached the community: the number in the strip. */
export async function unsentOf(page: Page): Promise<number> {
  const text = (await page.locator('.f-strip').textContent()) ?? '';
  return Number(/(\d+) 步还没送到社区/.exec(text)?.[1] ?? 0);
}

/** Everything that was done here has been answered by the server. */
export async function allSent(page: Page, within = 60_000): Promise<void> {
  await page.locator('.f-strip').getByText('都已送到社区').waitFor({ timeout: within });
}

/** Once the page starts from the phone itself: its worker is there, with the whole shell. */
export async function shellKept(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
}

/** The names of what the phone keeps in its database. */
export function keptOn(page: Page): Promise<string[]> {
  return page.evaluate(
    () =>
      new Promise<string[]>((found, failed) => {
        const opening = indexedDB.open('cailanzi-field');
        opening.onerror = () => failed(opening.error);
        opening.onsuccess = () => {
          const names: string[] = [];
          const stores = opening.result.transaction(['values', 'files']);
          for (const name of ['values', 'files']) {
            const keys = stores.objectStore(name).getAllKeys();
            keys.onsuccess = () => names.push(...keys.result.map(key => (name === 'files' ? 'a file' : String(key))));
          }
          stores.oncomplete = () => {
            opening.result.close();
            found(names);
          };
        };
      }),
  );
}
