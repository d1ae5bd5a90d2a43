// The pages in a real Chromium, slowed to a phone: weight over the wire, seconds until usable, the field's start without signal, the board's first paint.
import { chromium, type Page } from 'playwright-core';
import { readBoard } from '../src/api/brief.ts';
import { findHouseholds } from '../src/api/place.ts';
import { issueDoorCards, signIn } from '../src/api/session.ts';
import { Client } from '../tests/client.ts';
import { demoPassword, startProgram } from '../tests/program.ts';
import { median, quantile, report } from './cluster.ts';

/** The field page without signal: from the tap on its icon until the work is on the screen, on a slow phone. */
async function offlineStart(origin: string): Promise<void> {
  const helper = new Client(origin);
  await helper.get(signIn, { body: { name: 'steward1', password: demoPassword } });
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const [name = '', value = ''] = helper.cookie.split('=');
  await context.addCookies([{ name, value, url: origin }]);
  const first = await context.newPage();
  await first.goto(`${origin}/field`);
  await first.locator('.f-strip').waitFor();
  await first.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await first.close();
  await context.setOffline(true);
  const turns: number[] = [];
  for (let turn = 0; turn < 7; turn += 1) {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 6 });
    const began = performance.now();
    await page.goto(`${origin}/field`, { waitUntil: 'commit' });
    await page.locator('.f-strip').waitFor();
    turns.push(performance.now() - began);
    await page.close();
  }
  turns.sort((a, b) => a - b);
  report({ bench: 'field page without signal', cpu: 6, fromTapMs: quantile(turns, 0.5), worstMs: turns.at(-1) ?? Number.NaN });
  await context.close();
}

const program = await startProgram({ environment: { CAILANZI_CHECK_ANSWERS: '0' } });
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});

interface Slow {
  readonly cpu: number;
  readonly kbit: number;
  readonly latencyMs: number;
}

/** Milliseconds from navigation until `ready` is on the page, and the bytes that came. */
async function load(page: Page, address: string, ready: string, slow: Slow): Promise<{ ms: number; kb: number }> {
  const session = await page.context().newCDPSession(page);
  let bytes = 0;
  session.on('Network.loadingFinished', event => {
    bytes += event.encodedDataLength;
  });
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: slow.latencyMs,
    downloadThroughput: (slow.kbit * 1000) / 8,
    uploadThroughput: (slow.kbit * 1000) / 8,
  });
  await session.send('Emulation.setCPUThrottlingRate', { rate: slow.cpu });
  const began = performance.now();
  await page.goto(address, { waitUntil: 'commit' });
  await page.locator(ready).first().waitFor();
  return { ms: performance.now() - began, kb: bytes / 1024 };
}

try {
  const clerk = new Client(program.origin);
  await clerk.get(signIn, { body: { name: 'clerk', password: demoPassword } });
  const { households } = await clerk.get(findHouseholds, { query: { search: '10号楼 1单元', limit: 40 } });
  const door = households.find(household => household.living === 'lived_in');
  const { cards } = await clerk.get(issueDoorCards, { body: { placeKind: 'household', placeId: door?.householdId ?? '' } });
  for (const slow of [
    { cpu: 4, kbit: 1600, latencyMs: 150 },
    { cpu: 6, kbit: 400, latencyMs: 400 },
  ]) {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
    const { ms, kb } = await load(await context.newPage(), `${program.origin}/door#${cards[0]?.code}`, 'main button', slow);
    report({ bench: 'resident page', ...slow, usableMs: ms, kb });
    await context.close();
  }
  await offlineStart(program.origin);
  const { buildings } = await clerk.get(readBoard);
  const cells = buildings.flatMap(building => building.units.flatMap(unit => unit.floors.flatMap(floor => floor.cells))).length;
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  const [name, value] = clerk.cookie.split('=');
  await context.addCookies([{ name: name ?? '', value: value ?? '', url: program.origin }]);
  const page = await context.newPage();
  // Seen from inside the page: when the figures were there, and when the frame with the first doors was drawn.
  await page.addInitScript(() => {
    new MutationObserver((_changes, watcher) => {
      if (document.querySelector('.k-cell') === null) return;
      watcher.disconnect();
      requestAnimationFrame(() => setTimeout(() => performance.mark('doors'), 0));
    }).observe(document, { subtree: true, childList: true });
  });
  const slow = { cpu: 4, kbit: 100_000, latencyMs: 0 };
  await load(page, `${program.origin}/board`, '.k-cell', slow);
  const turns: { paint: number; load: number }[] = [];
  for (let turn = 0; turn < 7; turn += 1) {
    const { ms } = await load(page, `${program.origin}/board`, '.k-cell', slow);
    await page.waitForFunction(() => performance.getEntriesByName('doors').length > 0);
    const paint = await page.evaluate(() => {
      const read = performance.getEntriesByType('resource').find(entry => entry.name.includes('/api/v1/board'));
      const doors = performance.getEntriesByName('doors')[0]?.startTime ?? Number.NaN;
      return doors - ((read as PerformanceResourceTiming | undefined)?.responseEnd ?? Number.NaN);
    });
    turns.push({ paint, load: ms });
  }
  report({
    bench: 'board page',
    cells,
    cpu: slow.cpu,
    fromNavigationMs: median(turns.map(turn => turn.load)),
    figuresToPaintMs: median(turns.map(turn => turn.paint)),
  });
} finally {
  await browser.close();
  await program.stop();
}
