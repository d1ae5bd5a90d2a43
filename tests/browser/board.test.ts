// The board in a real browser on the real server: the whole compound on one screen, alive, quick, readable, and its figures open their rows.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { cookieName } from '../../src/server/people/sessions.ts';
import { testApp } from '../app.ts';
import { makeBigCompound } from '../big-compound.ts';
import type { StaffName } from '../community.ts';
import { insertRows } from '../community.ts';
import { makeMove, makeRequests } from '../made-requests.ts';
import { openChromium, seriousFindings } from './chromium.ts';
import { soon, soonMatches } from './soon.ts';

assert.ok(existsSync(join(import.meta.dirname, '../../dist/board/index.html')), 'the pages are not built: npm run build');
const test = await testApp();
const home = test.community;
const hours = (ago: number) => new Date(Date.now() - ago * 3_600_000);
const big = await makeBigCompound(test.db, home.communityId, n => hours(n % 97 === 0 ? 30 : n % 20));
// Doors of the big compound, by number.
const at = (n: number) => `big-${n}`;
Object.assign(home.households, Object.fromEntries(big.householdIds.map((id, n) => [at(n), id])));
const late = await makeRequests(test.db, home, [
  { door: at(5), askedAt: hours(6), dueAt: hours(1), state: 'carrying', ownerId: home.staff.volunteer1.personId },
  { door: at(40), askedAt: hours(6), dueAt: hours(2), state: 'sorted' },
]);
await makeRequests(test.db, home, [
  ...[70, 130, 200, 300, 410, 500].map(n => ({ door: at(n), askedAt: hours(1), dueAt: hours(-4) })),
  ...[71, 131, 201].map(n => ({ door: at(n), askedAt: hours(3), deliveredAt: hours(0.01), state: 'delivered' as const })),
]);
await insertRows(test.db, 'zone', [
  {
    ...{ community_id: home.communityId, zone_id: crypto.randomUUID(), place_kind: 'compound', place_id: big.compoundId },
    ...{ level: 'sealed', order_number: '4', starts_at: hours(50), changed_at: hours(50) },
  },
]);
await test.app.listen({ port: 0, host: '127.0.0.1' });
const origin = `http://127.0.0.1:${(test.app.server.address() as AddressInfo).port}`;
const browser = await openChromium();
after(() => browser.close());
const complaints: string[] = [];
after(() => assert.deepEqual(complaints, [], 'errors on the pages'));

interface Wish {
  readonly width?: number;
  readonly height?: number;
  readonly language?: string;
  readonly theme?: string;
  readonly type?: string;
  readonly hash?: string;
}

async function open(who: StaffName, wish: Wish = {}): Promise<Page> {
  const { width = 1920, height = 1080, language = 'zh', theme = '', type = '', hash = `#street/${big.compoundId}` } = wish;
  const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  const { cookie } = await test.signedIn(who);
  await context.addCookies([{ name: cookieName, value: cookie ?? '', url: origin, httpOnly: true, sameSite: 'Lax' }]);
  await context.addInitScript(
    ([kept, look, size]) => {
      localStorage.setItem('cailanzi:language', kept as string);
      if (look) localStorage.setItem('cailanzi:theme', look);
      if (size) localStorage.setItem('cailanzi:typeSize', size);
    },
    [language, theme, type],
  );
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('pageerror', error => complaints.push(`${who}: ${error.message}`));
  page.on('console', message => message.type() === 'error' && complaints.push(`${who}: ${message.text()}`));
  await page.goto(`${origin}/board${hash}`);
  return page;
}

const drawn = (page: Page, doors = 594) =>
  page.waitForFunction(count => document.querySelectorAll('.k-cell[data-id]').length === count, doors);
const live = (page: Page) => page.locator('.k-live[data-is="live"]').waitFor();
const stateOf = (page: Page, n: number) => page.locator(`.k-cell[data-id="${big.householdIds[n]}"]`).getAttribute('data-is');

describe('the street', () => {
  it('shows all nine houses on a big screen without scrolling, in both languages', async () => {
    for (const wish of [{}, { language: 'en', theme: 'dark' }, { width: 1366, height: 768 }, { width: 3840, height: 2160 }]) {
      const page = await open('lead', wish);
      await drawn(page);
      await page.waitForFunction(() => {
        const street = document.querySelector('.board-street') as HTMLElement;
        return street.scrollHeight <= street.clientHeight && document.documentElement.scrollHeight <= window.innerHeight;
      });
      const hidden = await page.$$eval('.k-wall', walls =>
        walls.filter(wall => {
          const { top, left, bottom, right } = wall.getBoundingClientRect();
          return top < 0 || left < 0 || bottom > window.innerHeight || right > window.innerWidth;
        }),
      );
      assert.equal(hidden.length, 0, JSON.stringify(wish));
      await soon(() => page.locator('.k-house').count(), 9);
      await page.context().close();
    }
  });

  it('shows each door by colour, mark and words, and a change arrives by itself', async () => {
    const page = await open('district');
    await drawn(page);
    assert.deepEqual(
      [
        await stateOf(page, 5),
        await stateOf(page, 70),
        await stateOf(page, 71),
        await stateOf(page, 97),
        await stateOf(page, 13),
      ],
      ['late', 'waiting', 'served', 'unheard', 'vacant'],
    );
    await live(page);
    await makeMove(test.db, home, late[1] as string, 'deliver', 'delivered');
    test.deps.live.poke(home.communityId);
    await page.waitForFunction(
      id => document.querySelector(`.k-cell[data-id="${id}"]`)?.getAttribute('data-is') === 'served',
      big.householdIds[40],
    );
    await page.waitForFunction(() => document.querySelector('.board-alert b')?.textContent === '1');
    // A viewer from the district looks and cannot open anything.
    await soon(() => page.locator('button.board-alert').count(), 0);
    await page.context().close();
  });

  it('a door that becomes late by the clock alone becomes late on the board', async () => {
    const page = await open('lead');
    await drawn(page);
    await live(page);
    const [soon] = await makeRequests(test.db, home, [{ door: at(450), askedAt: hours(1), dueAt: new Date(Date.now() + 4000) }]);
    await makeMove(test.db, home, soon as string, 'ask', 'asked');
    test.deps.live.poke(home.communityId);
    const reads = (state: string) =>
      page.waitForFunction(([id, is]) => document.querySelector(`.k-cell[data-id="${id}"]`)?.getAttribute('data-is') === is, [
        big.householdIds[450],
        state,
      ] as const);
    await reads('waiting');
    await reads('late');
    await page.context().close();
  });

  it('goes on without a gap after the network was away', async () => {
    const page = await open('lead');
    await drawn(page);
    await live(page);
    await page.context().setOffline(true);
    test.app.server.closeAllConnections();
    await page.locator('.k-live[data-is="cut"]').waitFor();
    const [missed] = await makeRequests(test.db, home, [{ door: at(333), askedAt: new Date() }]);
    await makeMove(test.db, home, missed as string, 'ask', 'asked');
    await page.context().setOffline(false);
    await live(page);
    await page.waitForFunction(
      id => document.querySelector(`.k-cell[data-id="${id}"]`)?.getAttribute('data-is') === 'waiting',
      big.householdIds[333],
    );
    // Refused connections are in the console by the browser's own doing.
    complaints.splice(0, complaints.length, ...complaints.filter(text => !/Failed to load resource|net::ERR/.test(text)));
    await page.context().close();
  });

  it('opens a door, what is late and who is silent, as many rows as the number says', async () => {
    const page = await open('clerk');
    await drawn(page);
    await page.locator(`.k-cell[data-id="${big.householdIds[5]}"]`).click();
    const door = page.getByRole('dialog');
    await door.getByText('配送中').waitFor();
    await soonMatches(() => door.getByRole('heading').first().textContent(), /^1号楼 1单元 302$/);
    assert.ok(!/职员|住户\d/.test((await door.textContent()) ?? ''));
    await page.keyboard.press('Escape');
    for (const tone of ['tomato', 'ink']) {
      const alert = page.locator(`button.board-alert[data-tone="${tone}"]`);
      const count = Number(await alert.locator('b').textContent());
      await alert.click();
      await page.getByRole('dialog').locator('tbody tr').first().waitFor();
      await soon(() => page.getByRole('dialog').locator('tbody tr').count(), count);
      await page.keyboard.press('Escape');
    }
    await page.context().close();
  });

  it('changes to another compound and keeps it in the address', async () => {
    const page = await open('lead', { hash: '' });
    await drawn(page, 24);
    await page.getByLabel('小区').selectOption({ label: '经纬印象' });
    await drawn(page);
    assert.equal(new URL(page.url()).hash, `#street/${big.compoundId}`);
    await page.reload();
    await drawn(page);
    await page.context().close();
  });

  it('turns away whoever has no seat here, and shows the grid worker the street only', async () => {
    const volunteer = await open('volunteer1');
    await volunteer.getByRole('link', { name: '去手机页面' }).waitFor();
    await volunteer.context().close();
    const worker = await open('grid1');
    await drawn(worker);
    await soon(() => worker.getByRole('link', { name: '简报' }).count(), 0);
    await worker.context().close();
  });
});

describe('the briefing page', () => {
  it('opens for every number exactly that many rows, and prints on paper what it shows', async () => {
    const page = await open('lead', { hash: '#brief', width: 1366, height: 900 });
    await page.locator('.board-served .board-figure b').first().waitFor();
    const buttons = page.locator('button.board-count');
    const all = await buttons.count();
    assert.ok(all >= 8, `${all} numbers to open`);
    for (let n = 0; n < all; n++) {
      const text = (await buttons.nth(n).textContent()) ?? '';
      const count = Number(/\d+/.exec(text)?.[0]);
      await buttons.nth(n).click();
      await page.getByRole('dialog').locator('tbody tr').first().waitFor();
      await soon(() => page.getByRole('dialog').locator('tbody tr').count(), Math.min(count, 200), text);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    const shown = await page.locator('.board-served .board-figure b').first().textContent();
    await page.emulateMedia({ media: 'print' });
    await soon(() => page.locator('.board-paper-huge b').textContent(), shown);
    await soon(() => page.locator('.board-brief').isVisible(), false);
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
    assert.equal(/\/Count (\d+)/.exec(pdf)?.[1], '1', 'the briefing is one sheet');
    await page.context().close();
  });

  it('hands out a sheet that begins with the mark offices need', async () => {
    const page = await open('clerk', { hash: '#brief' });
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '导出表格' }).click()]);
    assert.match(download.suggestedFilename(), /^保供简报-\d{4}-\d\d-\d\d\.csv$/);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    assert.deepEqual([...bytes.subarray(0, 6)].slice(0, 3), [0xef, 0xbb, 0xbf]);
    assert.notEqual(bytes[3], 0xef);
    assert.match(bytes.toString('utf8'), /响应率/);
    await page.context().close();
  });
});

describe('both pages', () => {
  it('pass axe, light and dark, both languages, and with a door open', { timeout: 120_000 }, async () => {
    const findings: string[] = [];
    for (const [hash, wish] of [
      [`#street/${big.compoundId}`, { theme: 'light' }],
      [`#street/${big.compoundId}`, { theme: 'dark', language: 'en', width: 360, height: 740 }],
      ['#brief', { theme: 'light', language: 'en' }],
      ['#brief', { theme: 'dark', width: 360, height: 740 }],
    ] as const) {
      const page = await open('lead', { ...wish, hash });
      if (hash === '#brief') await page.locator('.board-table').first().waitFor();
      else await drawn(page);
      findings.push(...(await seriousFindings(page)).map(finding => `${hash} ${JSON.stringify(wish)}: ${finding}`));
      if (hash !== '#brief' && wish.theme === 'light') {
        await page.locator(`.k-cell[data-id="${big.householdIds[5]}"]`).click();
        await page.getByRole('dialog').getByText('配送中').waitFor();
        findings.push(...(await seriousFindings(page)));
      }
      await page.context().close();
    }
    assert.deepEqual(findings, []);
  });

  it('fit a phone of 360 px up to the largest type without scrolling sideways', async () => {
    for (const hash of [`#street/${big.compoundId}`, '#brief']) {
      for (const [language, type] of [
        ['zh', '100'],
        ['en', '100'],
        ['zh', '187'],
        ['en', '150'],
      ] as const) {
        const page = await open('lead', { hash, language, type, width: 360, height: 740 });
        if (hash === '#brief') await page.locator('.board-table').first().waitFor();
        else await drawn(page);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= 360, `${hash} in ${language} at ${type} %: ${wide} px wide`);
        await page.context().close();
      }
    }
  });
});
