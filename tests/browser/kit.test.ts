// The shared pieces in a real browser: readable in every theme and size, by keyboard, by gloves, over bad networks, and fast.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openChromium, seriousFindings } from './chromium.ts';
import { openSite, type Site } from './kit/site.ts';
import { soon, soonMatches } from './soon.ts';

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
          // A colour on its way to another one is neither: measure when it has arrived.
          await page.evaluate(async name => {
            document.documentElement.setAttribute('data-theme', name);
            await new Promise(requestAnimationFrame);
            for (const one of document.getAnimations()) if (one instanceof CSSTransition) one.finish();
          }, theme);
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
    await soon(() => page.evaluate(() => getComputedStyle(document.body).fontSize), '30px');
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
    await soon(() => page.evaluate(() => document.documentElement.lang), 'zh-CN');
    await page.getByRole('button', { name: 'English', exact: true }).click();
    await page.getByText('Nothing asked').first().waitFor();
    await soon(() => page.evaluate(() => document.documentElement.lang), 'en');
    await soon(() => field.inputValue(), '青菜 2 斤');
    await soon(() => page.evaluate(() => localStorage.getItem('cailanzi:language')), 'en');
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
    await soon(() => code.evaluate(field => field === document.activeElement), true);
    await soon(() => page.getByRole('alert').count(), 0);
    await page.context().close();
  });

  it('survive a stored setting that means nothing, and a browser that stores nothing', async () => {
    const odd = await open('/', { theme: 'violet', language: 'xx', typeSize: 999 });
    await soon(() => odd.evaluate(() => document.documentElement.lang), 'zh-CN');
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
    await soon(() => page.locator('[data-id="odd-地下 1"]').getAttribute('aria-selected'), 'true');
    await page.locator('[data-id="odd-501"]').click();
    await soon(() => page.locator('.k-cell[aria-selected="true"]').count(), 1);
    await page.context().close();
  });

  it('says of each cell where it is and how it stands, and says the new state after a change', async () => {
    const page = await open('/?page=street');
    const cell = page.locator('[data-id="1-8-2-9-1"]');
    await soonMatches(() => cell.getAttribute('aria-label'), /^2单元 10 层 1001，/);
    await page.evaluate(() => (window as unknown as { change(id: string, state: string): void }).change('1-8-2-9-1', 'late'));
    await page.waitForFunction(() => document.querySelector('[data-id="1-8-2-9-1"]')?.getAttribute('data-is') === 'late');
    await soonMatches(() => cell.getAttribute('aria-label'), /超时$/);
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

  // Measured in time of the page's own thread and beside bare boxes in the same run: a machine that tests is busy with other
  // things, and its milliseconds mean little by themselves. Seen on a busy one: 49 to 61 ms against 16 (200 to 245 ms on a phone
  // four times slower, of 300 allowed), a ratio of 3.1 to 3.7.
  it('draws 594 doors at no more than five times the cost of 594 bare boxes, and one change within 16 ms', async () => {
    const page = await open('/?page=street');
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    const busy = async () => {
      const { metrics } = await devtools.send('Performance.getMetrics');
      return (metrics.find(metric => metric.name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
    };
    const twoFrames = 'new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0))))';
    const cost = async (script: string) => {
      const start = await busy();
      await page.evaluate(`${script}, ${twoFrames}`);
      return (await busy()) - start;
    };
    const drawings: number[] = [];
    const bare: number[] = [];
    for (let time = 0; time < 7; time += 1) {
      await page.evaluate(`clear(), ${twoFrames}`);
      bare.push(await cost('drawBoxes(594)'));
      await page.evaluate(`clearBoxes(), ${twoFrames}`);
      drawings.push(await cost('draw()'));
    }
    await soon(() => page.locator('.k-cell[data-id]').count(), 594);
    const changes: number[] = [];
    for (let time = 0; time < 20; time += 1) {
      const id = `1-${time % 9}-2-${time % 11}-1`;
      const next = `document.querySelector('[data-id="${id}"]').dataset.is === 'late' ? 'served' : 'late'`;
      changes.push(await cost(`change('${id}', ${next})`));
    }
    // The quickest and the middle: a shared processor only ever adds to the true cost.
    const [drawing, boxes] = [Math.min(...drawings), Math.min(...bare)];
    const change = changes.toSorted((one, other) => one - other)[Math.floor(changes.length / 2)] ?? Number.NaN;
    console.log(JSON.stringify({ draw594DoorsMs: drawing, draw594BoxesMs: boxes, changeMs: change }));
    assert.ok(drawing <= 5 * boxes, `drawing takes ${drawing} ms, bare boxes ${boxes} ms`);
    assert.ok(change <= 16, `a change takes ${change} ms`);
    await page.context().close();
  });

  it('shows the first houses of many compounds before all are drawn', async () => {
    const page = await open('/?page=street#many');
    await page.waitForFunction(() => document.querySelectorAll('.k-cell[data-id]').length === 2970);
    const inFirstFrame = await page.evaluate(async () => {
      const { clear, draw } = window as unknown as { clear(): void; draw(): void };
      clear();
      await new Promise(done => setTimeout(done, 300));
      const first = new Promise<number>(done => {
        // Told after each drawing, before the next frame.
        new MutationObserver((_changes, observer) => {
          observer.disconnect();
          done(document.querySelectorAll('.k-house').length);
        }).observe(document.body, { childList: true, subtree: true });
      });
      draw();
      return first;
    });
    assert.ok(inFirstFrame > 0 && inFirstFrame <= 12, `${inFirstFrame} houses in the first frame`);
    await page.waitForFunction(() => document.querySelectorAll('.k-cell[data-id]').length === 2970);
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
