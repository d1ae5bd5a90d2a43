// The phone on the stairs with the network really cut: killed and opened again, reassigned meanwhile, clocks a day off, wiped, updated.
import assert from 'node:assert/strict';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { changeStaff } from '../../src/api/people.ts';
import { listLateMoves } from '../../src/api/phone.ts';
import { findHouseholds } from '../../src/api/place.ts';
import { listVoice } from '../../src/api/voice.ts';
import { allSent, keptOn, openField, type Phone, shellKept, unsentOf } from './field-page.ts';
import { assertFits, until } from './phones.ts';
import { soon } from './soon.ts';

const site = await openField(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']);
const { of } = site;
const { households, staff } = of.community;

const nameOf = (door: string) => door.replace(/^(\d+)-(\d)-(\d+)$/, '$1号楼 $2单元 $3');
const next = (page: Page) => page.locator('.f-next');
const main = (page: Page) => next(page).locator('.f-actions .k-button').first();
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).first().click();
/** Not fresh, so that it is disinfected. */
const paper = { items: [{ name: '卫生纸', quantity: 1, unit: '提' }] };
/** The page dies as when the phone throws it out: nothing of it runs on. */
const kill = (page: Page) => page.close({ runBeforeUnload: false });

/** A phone that was opened with signal, holds everything, and has lost the signal since. */
async function inTheLift(who: Parameters<typeof site.phone>[0]): Promise<[Phone, Page]> {
  const phone = await site.phone(who);
  const page = await phone.open();
  await allSent(page);
  await shellKept(page);
  await phone.signal(false);
  return [phone, page];
}

/** The next step of the door that fills the screen; true when the door is done with it. */
async function walk(page: Page): Promise<boolean> {
  const before = await unsentOf(page);
  const text = (await main(page).textContent()) ?? '';
  await main(page).click();
  if (text === '消杀好了') await press(page, '含氯 500 mg/L');
  await page.waitForFunction(
    n => document.querySelector('.f-strip')?.textContent?.includes(`${n} 步还没送到社区`) ?? false,
    before + 1,
  );
  return text.startsWith('放到');
}

describe('a phone without signal', () => {
  it('keeps 60 steps of half an hour, closed and opened again twice, and brings each once and in order within ten seconds', async () => {
    const doors = Object.keys(households).filter(door => door.startsWith('10-') && door !== '10-2-302');
    assert.equal(doors.length, 11);
    const requests: string[] = [];
    for (const door of doors) requests.push(await site.ready(door, 'steward1', paper));
    let [phone, page] = await inTheLift('steward1');
    const base = of.now().getTime();
    let made = 0;
    // Half a minute goes by with every step, on the phone alone.
    const tick = () => page.clock.setSystemTime(base + ++made * 30_000);
    const killed = async () => {
      await kill(page);
      page = await phone.open();
      assert.equal(await unsentOf(page), made, 'the phone forgot a step');
    };
    for (let delivered = 0; delivered < 11; ) {
      await tick();
      if (await walk(page)) delivered += 1;
      if (made === 16) await killed();
    }
    await page.getByRole('tab', { name: '敲门登记' }).click();
    const rowOf = (door: string) => page.locator('.f-doors li').filter({ has: page.getByText(nameOf(door), { exact: true }) });
    for (const door of doors) {
      await tick();
      await rowOf(door).getByRole('button', { name: '不需要' }).click();
      await tick();
      await rowOf(door).getByRole('button', { name: '2 天' }).click();
    }
    for (const door of doors.slice(0, 5)) {
      await tick();
      await rowOf(door).getByRole('button', { name: '没人应' }).click();
    }
    await until(async () => (await unsentOf(page)) === 60);
    assert.equal(made, 60);
    await killed();
    for (const requestId of requests) assert.equal((await site.read(requestId)).state, 'accepted');

    of.clock.set(new Date(base + 30 * 60_000));
    await page.clock.setSystemTime(base + 30 * 60_000);
    await phone.signal(true);
    await allSent(page);
    const seen: number[] = [];
    for (const requestId of requests) {
      const { state, events, bags } = await site.read(requestId);
      assert.equal(state, 'delivered');
      const own = events.filter(event => event.move === 'fetch' || event.move === 'deliver');
      assert.deepEqual(
        own.map(event => event.move),
        ['fetch', 'deliver'],
      );
      assert.deepEqual(
        bags[0]?.custody.map(step => step.step),
        ['packed', 'gate', 'disinfected', 'door'],
      );
      seen.push(...own.map(event => Date.parse(event.happenedAt ?? event.at)));
    }
    // As it happened on the stairs, not as it arrived: over eleven doors with three steps each, half a minute apart.
    assert.ok(
      seen.every(at => at >= base && at <= base + 34 * 30_000 + 15_000),
      JSON.stringify(seen.map(at => at - base)),
    );
    const spread = Math.max(...seen) - Math.min(...seen);
    assert.ok(spread > 15 * 60_000, `all at once: ${spread}`);
    const buildingId = of.community.buildings.sealed;
    const all = await (await of.signedIn('clerk')).get(findHouseholds, { query: { buildingId, limit: 50 } });
    const heard = all.households.filter(one => one.heardAt !== null && Date.parse(one.heardAt) >= base);
    assert.equal(heard.length, 11);
    await phone.context.close();
  });

  it('starts from the phone itself, says so, and fits', async () => {
    const [phone, page] = await inTheLift('steward1');
    await kill(page);
    const again = await phone.open();
    await again.locator('.f-strip').getByText('没有信号').waitFor();
    await assertFits(again, 'field offline start');
    await phone.context.close();
  });

  it('lets the community’s clock decide when its own is a day off', async () => {
    for (const off of [-24, 24]) {
      const requestId = await site.ask('10-1-101', 'volunteer3');
      const phone = await site.phone('volunteer3');
      const page = await phone.open();
      await allSent(page);
      await page.clock.setSystemTime(of.now().getTime() + off * 3_600_000);
      await phone.signal(false);
      await press(page, '接单');
      await next(page).getByText('还没送到社区').waitFor();
      await phone.signal(true);
      await allSent(page);
      const { state, events } = await site.read(requestId);
      assert.equal(state, 'accepted');
      const accepted = events.find(event => event.move === 'accept');
      const told = Date.parse(accepted?.happenedAt ?? accepted?.at ?? '');
      assert.ok(Math.abs(told - of.now().getTime()) < 60_000, `${off} h off: ${accepted?.happenedAt}`);
      await site.move('volunteer3', requestId, { move: 'give_back', reason: 'other' });
      await phone.context.close();
    }
  });

  it('sends once when the answers are lost, from two pages at once', async () => {
    const requestId = await site.ask('10-1-102', 'volunteer3');
    const phone = await site.phone('volunteer3');
    const [one, other] = [await phone.open(), await phone.open()];
    await Promise.all([allSent(one), allSent(other)]);
    await phone.context.route('**/my/moves', async route => {
      await route.fetch();
      await route.abort();
    });
    await press(one, '接单');
    await next(other).getByText('还没送到社区').waitFor();
    await until(async () => (await site.read(requestId)).state === 'accepted');
    assert.equal(await unsentOf(one), 1, 'it was called sent without an answer');
    await phone.context.unrouteAll({ behavior: 'wait' });
    await Promise.all([allSent(one), allSent(other)]);
    const { events } = await site.read(requestId);
    assert.equal(events.filter(event => event.move === 'accept').length, 1);
    await site.move('volunteer3', requestId, { move: 'give_back', reason: 'other' });
    await phone.context.close();
  });

  it('keeps what was said at a door and brings it after what was asked', async () => {
    const door = '10-1-301';
    const [phone, page] = await inTheLift('steward1');
    await page.getByRole('tab', { name: '敲门登记' }).click();
    const row = page.locator('.f-doors li').filter({ has: page.getByText(nameOf(door), { exact: true }) });
    await row.getByRole('button', { name: '有需要' }).click();
    await press(page, /^鸡蛋/);
    await press(page, '说一段话（可不说）');
    await page.getByRole('button', { name: /^说完了/ }).waitFor();
    await page.getByRole('button', { name: '说完了（还剩 59 秒）' }).waitFor();
    await press(page, /^说完了/);
    await page.locator('.f-voice audio').waitFor();
    await assertFits(page, 'field voice note');
    await press(page, '登记');
    await until(async () => (await unsentOf(page)) === 2);
    await row.getByText('还没送到社区').waitFor();
    await kill(page);
    const again = await phone.open();
    assert.ok((await keptOn(again)).includes('a file'));
    await phone.signal(true);
    await allSent(again);
    const { voiceNotes } = await (await of.signedIn('clerk')).get(listVoice, {
      params: { householdId: households[door] as string },
    });
    assert.equal(voiceNotes.length, 1);
    assert.ok(voiceNotes[0]?.requestId);
    assert.ok(!(await keptOn(again)).includes('a file'), 'what was said stayed on the phone');
    await phone.context.close();
  });
});

describe('a household given to somebody else while the phone was away', () => {
  it('keeps the late step, shows it to both helpers and the desk, and never overwrites', async () => {
    const requestId = await site.ready('10-2-201', 'volunteer1', paper);
    const [phone, page] = await inTheLift('volunteer1');
    await walk(page);
    await walk(page);
    await walk(page);
    await site.move('clerk', requestId, { move: 'reassign', helperId: staff.volunteer3.personId });
    await site.move('volunteer3', requestId, { move: 'accept' });
    const other = await site.phone('volunteer3');
    const theirs = await other.open();
    await next(theirs)
      .getByRole('heading', { level: 1, name: nameOf('10-2-201') })
      .waitFor();

    await phone.signal(true);
    const card = page.locator('.f-told-one').filter({ hasText: nameOf('10-2-201') });
    await card.first().waitFor();
    await card.first().getByText('已经留底').waitFor();
    // One card for the door, with each of its steps.
    await soon(() => card.first().locator('li').count(), 3);
    await assertFits(page, 'field late');
    const { state, ownerId } = await site.read(requestId);
    assert.deepEqual([state, ownerId], ['accepted', staff.volunteer3.personId]);
    await theirs
      .locator('.f-told')
      .getByText(/原来的帮手（志愿者）/)
      .first()
      .waitFor();
    await assertFits(theirs, 'field late of another');
    const { lateMoves } = await (await of.signedIn('clerk')).get(listLateMoves);
    assert.ok(lateMoves.some(one => one.requestId === requestId && one.move === 'deliver'));
    // Shown until the person has taken note, also when the page is opened again.
    const told = await page.locator('.f-told-one').count();
    await kill(page);
    const again = await phone.open();
    await soon(() => again.locator('.f-told-one').count(), told);
    for (let left = told; left > 0; left -= 1) {
      await press(again, '知道了');
      await until(async () => (await again.locator('.f-told-one').count()) === left - 1);
    }
    await Promise.all([phone.context.close(), other.context.close()]);
  });
});

describe('a phone that has to forget', () => {
  it('asks before it drops unsent steps, and leaves nothing when one signs out without signal', async () => {
    await site.ask('10-2-101', 'volunteer1');
    const [phone, page] = await inTheLift('volunteer1');
    await press(page, '接单');
    await page.locator('.f-strip').getByText('1 步还没送到社区').waitFor();
    await press(page, '退出登录');
    await page.getByRole('dialog').getByText('还有 1 步没送到社区').waitFor();
    await assertFits(page, 'field leaving with unsent');
    await press(page, '先不退出');
    assert.ok((await keptOn(page)).includes('copy'));
    await press(page, '退出登录');
    await press(page, '删掉这 1 步，退出');
    await page.getByText('正在退出').waitFor();
    assert.deepEqual(await keptOn(page), ['leaving']);
    await kill(page);
    const again = await phone.open('h1');
    await again.getByText('正在退出').waitFor();
    await assertFits(again, 'field leaving');
    await phone.signal(true);
    await again.getByLabel('用户名').waitFor();
    assert.deepEqual(await keptOn(again), []);
    await phone.context.close();
  });

  it('leaves nothing of a helper whose account was closed', async () => {
    const phone = await site.phone('volunteer2');
    const page = await phone.open();
    await allSent(page);
    await phone.signal(false);
    const { personId } = staff.volunteer2;
    await (await of.signedIn('admin')).get(changeStaff, { params: { personId }, body: { disabled: true } });
    await phone.signal(true);
    await page.getByText(/资料已经清掉/).waitFor();
    assert.deepEqual(await keptOn(page), []);
    await phone.context.close();
  });

  it('keeps what is unsent for its owner when the session has ended, and asks when somebody else signs in', async () => {
    const requestId = await site.ask('10-2-102', 'volunteer1');
    const [phone, page] = await inTheLift('volunteer1');
    await offer(page, '10-2-102').getByRole('button', { name: '接单', exact: true }).click();
    await page.locator('.f-strip').getByText('1 步还没送到社区').waitFor();
    const cookies = await phone.context.cookies();
    await phone.context.clearCookies();
    await phone.signal(true);
    await page.getByText(/有 1 步还记在这部手机里/).waitFor();
    await assertFits(page, 'field session ended');
    await signIn(page, 'volunteer3');
    await page.getByText(/没送到社区的 1 步/).waitFor();
    await assertFits(page, 'field somebody else');
    assert.equal((await site.read(requestId)).state, 'offered');
    await press(page, '退出登录');
    await page.getByLabel('用户名').waitFor();
    await phone.context.addCookies(cookies);
    await page.reload();
    await allSent(page);
    assert.equal((await site.read(requestId)).state, 'accepted');
    await phone.context.close();
  });
});

const offer = (page: Page, door: string) => page.locator('.f-offer').filter({ hasText: nameOf(door) });

async function signIn(page: Page, name: string): Promise<void> {
  await page.getByLabel('用户名').fill(name);
  await page.getByRole('textbox', { name: '密码' }).fill(of.community.password);
  await press(page, '登录');
}

describe('a newer version of the page', () => {
  it('takes over when the person says so, and nothing unsent is lost by it', async () => {
    await site.ask('10-1-201', 'volunteer1');
    let version = '';
    let deaf = false;
    // Stands before the server, as a proxy in an office does, and hands out another worker when told.
    const proxy = createServer((incoming, outgoing) => {
      if (deaf && incoming.url?.startsWith('/api/')) return outgoing.destroy();
      const { port } = new URL(site.origin);
      const { 'if-none-match': _etag, 'if-modified-since': _since, ...headers } = incoming.headers;
      const passed = httpRequest(
        {
          port,
          host: '127.0.0.1',
          path: incoming.url,
          method: incoming.method,
          headers: { ...headers, 'accept-encoding': 'identity' },
        },
        answer => {
          if (incoming.url !== '/field-worker.js') {
            outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
            answer.pipe(outgoing);
            return;
          }
          const { 'content-length': _old, ...kept } = answer.headers;
          outgoing.writeHead(answer.statusCode ?? 502, kept);
          answer.on('data', chunk => outgoing.write(chunk));
          answer.on('end', () => outgoing.end(`\n// ${version}`));
        },
      );
      passed.on('error', () => outgoing.destroy());
      incoming.pipe(passed);
    });
    await new Promise<void>(listening => proxy.listen(0, '127.0.0.1', listening));
    after(() => {
      proxy.closeAllConnections();
      proxy.close();
    });
    const phone = await site.phone('volunteer1', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
    const page = await phone.open();
    await allSent(page);
    await shellKept(page);
    deaf = true;
    await offer(page, '10-1-201').getByRole('button', { name: '接单', exact: true }).click();
    await page.locator('.f-strip').getByText('1 步还没送到社区').waitFor();
    version = 'the next one';
    await page.evaluate(() => navigator.serviceWorker.getRegistration('/field').then(one => one?.update()));
    await page.getByRole('button', { name: /^新版本好了/ }).waitFor();
    const loaded = page.waitForEvent('load');
    await press(page, /^新版本好了/);
    await loaded;
    await page.locator('.f-strip').getByText('1 步还没送到社区').waitFor();
    deaf = false;
    await allSent(page);
    const names = await page.evaluate(() => caches.keys());
    assert.equal(names.length, 1, 'an old shell stayed on the phone');
    const kept = await page.evaluate(
      async name => (await (await caches.open(name)).keys()).map(one => new URL(one.url).pathname),
      names[0] ?? '',
    );
    assert.deepEqual(
      kept.filter(path => path.startsWith('/api/')),
      [],
    );
    await phone.context.close();
  });
});
