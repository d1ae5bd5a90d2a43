// Opens telephones on the real program with the sample: pages, staff beside them, and what every screen is held to.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { packBag, stepBag } from '../../src/api/delivery.ts';
import { myTasks, setDuty } from '../../src/api/own.ts';
import { findHouseholds, readPlaces } from '../../src/api/place.ts';
import { askRequest, listRequests, moveRequest, readRequest } from '../../src/api/request.ts';
import { issueDoorCards, openDoor, signIn, whoAmI } from '../../src/api/session.ts';
import { Client } from '../client.ts';
import { demoPassword, startProgram } from '../program.ts';
import { openChromium, seriousFindings } from './chromium.ts';

export type StaffName = 'clerk' | 'supply' | 'lead' | 'volunteer1' | 'volunteer2' | 'steward1';

interface Wish {
  width?: number;
  height?: number;
  language?: 'zh' | 'en';
  typeSize?: 100 | 125 | 150 | 187;
  /** Signed in already as this member of the staff. */
  as?: StaffName;
  theme?: string;
}

interface FreeDoor {
  readonly householdId: string;
  readonly door: string;
  readonly code: string;
}

export const small = { width: 360, height: 740 } as const;
export const tall = { width: 412, height: 915 } as const;

export interface Phones {
  readonly origin: string;
  readonly browser: Browser;
  staff(name: StaffName): Promise<Client>;
  open(address: string, wish?: Wish): Promise<Page>;
  /** Lived-in doors of 10号楼 that ask for nothing yet and have a telephone; none comes twice. */
  freeDoor(): Promise<FreeDoor>;
  /** Every request of the household, newest last, as the clerk sees them. */
  requestsOf(householdId: string): Promise<Awaited<ReturnType<typeof detail>>[]>;
  /** Registered by the clerk; with `to` it is sorted and offered to that helper. */
  ask(householdId: string, more?: Record<string, unknown>, to?: StaffName): Promise<string>;
  move(who: StaffName, requestId: string, move: Record<string, unknown>): Promise<void>;
  pack(requestId: string): Promise<void>;
  /** All that happens between the receipt and the door, without a page. */
  bring(requestId: string): Promise<void>;
}

const detail = (clerk: Client, requestId: string) => clerk.get(readRequest, { params: { requestId } });

export async function openPhones(): Promise<Phones> {
  const program = await startProgram();
  after(() => program.stop());
  const browser = await openChromium();
  // Before the program: an open event stream would keep it from ending.
  after(() => browser.close());
  const errors: string[] = [];
  after(() => assert.deepEqual(errors, [], 'errors on the pages'));
  const { origin } = program;

  const signedIn = new Map<StaffName, Promise<Client>>();
  const staff = (name: StaffName): Promise<Client> => {
    const known = signedIn.get(name);
    if (known !== undefined) return known;
    const client = new Client(origin);
    const ready = client.get(signIn, { body: { name, password: demoPassword } }).then(() => client);
    signedIn.set(name, ready);
    return ready;
  };

  let free: FreeDoor[] | undefined;
  const phones: Phones = {
    origin,
    browser,
    staff,
    async open(address, wish = {}) {
      const { width = 360, height = 740, language = 'zh', typeSize = 100, as, theme = 'light' } = wish;
      const context = await browser.newContext({
        viewport: { width, height },
        ...(width < 1000 && { deviceScaleFactor: 2, isMobile: true, hasTouch: true }),
        locale: 'zh-CN',
        timezoneId: 'Asia/Shanghai',
      });
      if (as !== undefined) {
        const [name = '', value = ''] = (await staff(as)).cookie.split('=');
        await context.addCookies([{ name, value, url: origin, httpOnly: true, sameSite: 'Lax' }]);
      }
      const kept = Object.entries({ language, typeSize: String(typeSize), theme });
      await context.addInitScript(settings => {
        for (const [name, value] of settings) {
          if (localStorage.getItem(`cailanzi:${name}`) === null) localStorage.setItem(`cailanzi:${name}`, value);
        }
      }, kept);
      const page = await context.newPage();
      page.setDefaultTimeout(30_000);
      page.on('pageerror', error => errors.push(`${address}: ${error.message}`));
      await page.goto(origin + address);
      await page.locator('main').first().waitFor();
      return page;
    },
    async freeDoor() {
      if (free === undefined) {
        const clerk = await staff('clerk');
        const { compounds } = await clerk.get(readPlaces);
        const building = compounds.flatMap(compound => compound.buildings).find(one => one.label === '10号楼');
        assert.ok(building, 'the sample has a 10号楼');
        const { buildingId } = building;
        const { households } = await clerk.get(findHouseholds, { query: { buildingId, limit: 1000 } });
        const { cards } = await clerk.get(issueDoorCards, { body: { placeKind: 'building', placeId: buildingId } });
        const codes = new Map(cards.map(card => [card.householdId, card.code]));
        free = households
          .filter(one => one.living === 'lived_in' && one.openRequests === 0)
          .map(({ householdId, door }) => ({ householdId, door, code: codes.get(householdId) ?? '' }));
      }
      for (;;) {
        const next = free.shift();
        assert.ok(next, 'no free door is left');
        const { telephones } = await new Client(origin).get(openDoor, { body: { code: next.code } });
        // Some of the sample's doors were served in the morning; those have a story already.
        const { rows } = await (await staff('clerk')).get(listRequests, { query: { householdId: next.householdId, limit: 1 } });
        if (telephones.length > 0 && rows.length === 0) return next;
      }
    },
    async requestsOf(householdId) {
      const clerk = await staff('clerk');
      const { rows } = await clerk.get(listRequests, { query: { householdId, limit: 200 } });
      const all = await Promise.all(rows.map(row => detail(clerk, row.requestId)));
      return all.sort((a, b) => a.askedAt.localeCompare(b.askedAt));
    },
    async ask(householdId, more = {}, to) {
      const id = randomUUID();
      const body = {
        id,
        householdId,
        kind: 'groceries',
        channel: 'telephone',
        items: [{ name: '土豆', quantity: 2, unit: '斤' }],
        ...more,
      };
      await (await staff('clerk')).get(askRequest, { body: body as never });
      if (to !== undefined) {
        const { personId } = await (await staff(to)).get(whoAmI);
        await phones.move('clerk', id, { move: 'offer', helperId: personId });
      }
      return id;
    },
    async move(who, requestId, move) {
      const body = { id: randomUUID(), ...move } as never;
      await (await staff(who)).get(moveRequest, { params: { requestId }, body });
    },
    async pack(requestId) {
      const body = { id: randomUUID(), grams: 1500, paidFen: 2350 };
      await (await staff('supply')).get(packBag, { params: { requestId }, body });
    },
    async bring(requestId) {
      const volunteer = await staff('volunteer1');
      await volunteer.get(setDuty, { body: { onDuty: true } });
      const { personId } = await volunteer.get(whoAmI);
      await phones.move('clerk', requestId, { move: 'offer', helperId: personId });
      await phones.move('volunteer1', requestId, { move: 'accept' });
      await phones.pack(requestId);
      await phones.move('volunteer1', requestId, { move: 'fetch' });
      const { tasks } = await volunteer.get(myTasks);
      for (const bag of tasks.find(task => task.requestId === requestId)?.bags ?? []) {
        const body = { id: randomUUID(), step: 'disinfected' as const, agent: 'wiped' as const, contactMinutes: 0 };
        await volunteer.get(stepBag, { params: { bagId: bag.bagId }, body });
      }
      await phones.move('volunteer1', requestId, { move: 'deliver' });
    },
  };
  return phones;
}

/** Waits for something that only the server knows. */
export async function until(is: () => Promise<boolean>, within = 60_000): Promise<void> {
  const end = Date.now() + within;
  while (!(await is())) {
    assert.ok(Date.now() < end, 'it did not come about');
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

/** Main actions a thumb or a glove has to find. */
const thumbs = '.k-button[data-big], .r-tile, .r-again, .r-order, .r-quick button, .f-later, .f-bag, .f-tile';

/** What every screen of a telephone is held to: nothing serious by axe, nothing wider than the screen, targets of 60 px. */
export async function assertFits(page: Page, screen: string): Promise<void> {
  if (process.env.SHOTS)
    await page.screenshot({ path: `${process.env.SHOTS}/${screen.replace(/\W+/g, '-')}.png`, fullPage: await isShort(page) });
  const width = page.viewportSize()?.width ?? 0;
  assert.ok(
    (await page.evaluate(() => document.documentElement.scrollWidth)) <= width,
    `${screen}: wider than the screen: ${await tooWide(page, width)}`,
  );
  const tiny = await page.locator(thumbs).evaluateAll(all =>
    all
      .filter(one => one.getClientRects().length > 0)
      .map(one => ({ text: one.textContent, box: one.getBoundingClientRect() }))
      .filter(({ box }) => box.height < 59.5 || box.width < 59.5)
      .map(({ text, box }) => `${text} ${Math.round(box.width)}×${Math.round(box.height)}`),
  );
  assert.deepEqual(tiny, [], `${screen}: too small to hit`);
  assert.deepEqual(await seriousFindings(page), [], screen);
}

function tooWide(page: Page, width: number): Promise<string> {
  return page.evaluate(
    most =>
      [...document.querySelectorAll('body *')]
        .filter(one => one.getBoundingClientRect().right > most + 1)
        .map(one => `${one.tagName}.${one.className}`)
        .slice(0, 8)
        .join(' '),
    width,
  );
}

// Hundreds of doors make a picture too large for Chromium.
function isShort(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollHeight < 5000);
}

/** Everything has come: no grey lines, a heading. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.waitForFunction(() => document.querySelectorAll('.k-waiting').length === 0);
}

/** Types the code that the DEMO shows on the page. */
export async function confirmByCode(page: Page): Promise<void> {
  await page.locator('main .k-button[data-look=main]').first().click();
  const shown = (await page.locator('.r-demo-code').textContent()) ?? '';
  await page.getByRole('textbox').fill(/\d{6}/.exec(shown)?.[0] ?? '');
  await page.locator('main .k-button[data-look=main]').click();
  await page.locator('.r-tiles').waitFor();
}
