// The resident's page on the real program: from the door card to the receipt, without signal, with relatives, in large type.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { issueDoorCards, revokeDoorCode } from '../../src/api/session.ts';
import { assertFits, confirmByCode, openPhones, settled, small, tall } from './phones.ts';
import { soon, soonMatches } from './soon.ts';

const phones = await openPhones();
const home = await phones.freeDoor();
const page = await phones.open(`/door#${home.code}`);

const press = (on: Page, name: string | RegExp) => on.getByRole('button', { name }).first().click();
const toHome = async (on: Page) => {
  await press(on, /返回|Back/);
  await on.locator('.r-tiles').waitFor();
};
const sentence = (on: Page, text: string | RegExp) => on.getByRole('heading', { level: 1, name: text }).waitFor();

describe('opening the page', () => {
  it('by the code in the fragment, which leaves the address at once and is never part of a request', async () => {
    const asked: string[] = [];
    const other = await phones.browser.newContext({ viewport: small });
    const scanned = await other.newPage();
    scanned.on('request', request => asked.push(request.url()));
    await scanned.goto(`${phones.origin}/door#${home.code}`);
    await scanned.getByText(home.door).waitFor();
    assert.equal(scanned.url(), `${phones.origin}/door`);
    assert.ok(asked.length > 2);
    assert.deepEqual(
      asked.filter(address => new URL(address).pathname.includes(home.code) || new URL(address).search.includes(home.code)),
      [],
    );
    // Whoever leafs back through the history of the browser does not find it either.
    assert.equal(await scanned.evaluate(() => JSON.stringify([location.hash, history.state])), '["",null]');
    await other.close();
  });

  it('with the code sent to the telephone', async () => {
    await page.getByText(`这是 ${home.door} 的页面`).waitFor();
    await assertFits(page, 'resident door');
    await confirmByCode(page);
    await page.getByRole('heading', { name: '要什么？' }).waitFor();
    await assertFits(page, 'resident home empty');
  });

  it('a forged code and a revoked one are refused plainly in both languages, without an offer to try in vain', async () => {
    const revoked = await phones.freeDoor();
    await (await phones.staff('clerk')).get(revokeDoorCode, { params: { householdId: revoked.householdId } });
    for (const [code, zh, en] of [
      [`${'A'.repeat(63)}x`, /不是社区发的/, /not issued by the community/],
      [revoked.code, /已经停用/, /no longer in use/],
    ] as const) {
      for (const language of ['zh', 'en'] as const) {
        const refused = await phones.open(`/door#${code}`, { language });
        await refused
          .getByRole('alert')
          .getByText(language === 'zh' ? zh : en)
          .waitFor();
        await soon(() => refused.getByRole('button', { name: language === 'zh' ? '再试一次' : 'Try again' }).count(), 0);
        await assertFits(refused, `resident refused ${language} ${code === revoked.code ? 'revoked' : 'forged'}`);
        await refused.context().close();
      }
    }
    // A new card opens the same door again.
    const { cards } = await (await phones.staff('clerk')).get(issueDoorCards, {
      body: { placeKind: 'household', placeId: revoked.householdId },
    });
    const again = await phones.open(`/door#${cards[0]?.code}`);
    await again.getByText(`这是 ${revoked.door} 的页面`).waitFor();
    await again.context().close();
  });

  it('in the browser of a clerk who tries the card leaves the clerk at the desk', async () => {
    const door = await phones.freeDoor();
    const tried = await phones.open(`/door#${door.code}`, { as: 'clerk', width: 1440, height: 900 });
    await confirmByCode(tried);
    await tried.getByRole('heading', { name: '要什么？' }).waitFor();
    const desk = await tried.context().newPage();
    await desk.goto(`${phones.origin}/desk`);
    await desk.locator('.desk-queue').waitFor();
    await desk.close();
    await tried.reload();
    await tried.getByRole('heading', { name: '要什么？' }).waitFor();
    await tried.context().close();
  });
});

describe('ordering', () => {
  it('by a tile and two quick picks, to a receipt with a number and four steps', async () => {
    await press(page, '买菜买生活用品');
    await press(page, '+ 土豆');
    await press(page, '+ 鸡蛋');
    await assertFits(page, 'resident ask groceries');
    await press(page, '送出');
    await sentence(page, '信息员正在看');
    await page.getByText(/^编号 \S+/).waitFor();
    await page.getByText(/预计 .* 前送到/).waitFor();
    const steps = page.getByRole('list', { name: '进度' }).getByRole('listitem');
    await soon(() => steps.count(), 4);
    await soonMatches(() => page.locator('[aria-current=step]').textContent(), /收集/);
    await assertFits(page, 'resident receipt');
    const [request, ...others] = await phones.requestsOf(home.householdId);
    assert.deepEqual(others, []);
    assert.equal(request?.channel, 'resident_page');
    assert.deepEqual(
      request?.items.map(item => [item.name, item.quantity, item.unit]),
      [
        ['土豆', 2, '斤'],
        ['鸡蛋', 1, '板'],
      ],
    );
  });

  it('the form is empty again afterwards, for what was sent is no draft', async () => {
    await toHome(page);
    await press(page, '买菜买生活用品');
    await page.getByRole('button', { name: '请先写上要什么' }).waitFor();
    await soon(() => page.getByLabel('名称').inputValue(), '');
    await toHome(page);
  });

  it('the same again: one tap, and it is ready to be sent', async () => {
    await press(page, /再要一次/);
    assert.deepEqual(await page.getByLabel('名称').evaluateAll(all => all.map(one => (one as HTMLInputElement).value)), [
      '土豆',
      '鸡蛋',
    ]);
    await press(page, '送出');
    await sentence(page, '信息员正在看');
    const requests = await phones.requestsOf(home.householdId);
    assert.equal(requests.length, 2);
    assert.deepEqual(requests[1]?.items, requests[0]?.items);
    await toHome(page);
    await assertFits(page, 'resident home with orders');
  });

  it('follows the order by itself to the door, and one tap confirms it', async () => {
    const [first] = await phones.requestsOf(home.householdId);
    await page.locator('.r-order').last().click();
    await sentence(page, '信息员正在看');
    await phones.bring(first?.requestId ?? '');
    await sentence(page, '已经送到，请开门拿');
    await page.getByText('包裹：已到门口').waitFor();
    await assertFits(page, 'resident delivered');
    await press(page, '收到了');
    await sentence(page, '办完了，谢谢反馈');
    await assertFits(page, 'resident served');
    const [served] = await phones.requestsOf(home.householdId);
    assert.deepEqual([served?.state, served?.rating], ['served', 'satisfied']);
    await toHome(page);
  });

  it('what is not right comes back to the desk with its reason', async () => {
    const second = (await phones.requestsOf(home.householdId)).find(request => request.state === 'asked');
    await phones.bring(second?.requestId ?? '');
    await page.locator('.r-order').getByText('已经送到').click();
    await press(page, '不对或没收到');
    await page.getByText('东西少了').click();
    await assertFits(page, 'resident what is wrong');
    await press(page, '请社区重新办');
    await sentence(page, '信息员正在看');
    const again = (await phones.requestsOf(home.householdId)).find(request => request.requestId === second?.requestId);
    assert.deepEqual(
      [again?.state, again?.events.at(-1)?.move, again?.events.at(-1)?.reason],
      ['asked', 'reopen', 'missing_goods'],
    );
    await toHome(page);
  });
});

describe('without signal', () => {
  const send = async (item: string) => {
    await press(page, '买菜买生活用品');
    await page.getByLabel('名称').fill(item);
  };

  it('an order waits on the telephone and reaches the community once when the signal is back', async () => {
    const before = (await phones.requestsOf(home.householdId)).length;
    await send('挂面');
    await page.context().setOffline(true);
    await press(page, '送出');
    await page.getByText('1 件还没有送到社区').waitFor();
    await page.getByText(/挂面/).first().waitFor();
    await assertFits(page, 'resident unsent');
    assert.equal((await phones.requestsOf(home.householdId)).length, before);
    await page.context().setOffline(false);
    await page.getByText('1 件还没有送到社区').waitFor({ state: 'detached' });
    await page.locator('.r-order').getByText('挂面').waitFor();
    const after = await phones.requestsOf(home.householdId);
    assert.equal(after.length, before + 1);
    assert.equal(after.filter(request => request.items.some(item => item.name === '挂面')).length, 1);
  });

  it('an order whose receipt was lost survives the page being closed, and stays one order', async () => {
    const before = (await phones.requestsOf(home.householdId)).length;
    await send('豆腐');
    // The server takes it; the answer never comes back.
    await page.route('**/api/v1/requests', async route => {
      await route.fetch();
      await route.abort();
    });
    await press(page, '送出');
    await page.getByText('1 件还没有送到社区').waitFor();
    await page.reload();
    await page.getByText('1 件还没有送到社区').waitFor();
    await page.unroute('**/api/v1/requests');
    // On a slow machine it may already have gone by itself: every half minute it tries.
    await page.getByRole('button', { name: '现在送' }).evaluateAll(buttons => {
      for (const button of buttons) if (button instanceof HTMLElement) button.click();
    });
    await page.getByText('1 件还没有送到社区').waitFor({ state: 'detached' });
    assert.equal((await phones.requestsOf(home.householdId)).length, before + 1);
  });

  it('a no that comes only later keeps the entry, says why, and lets it be changed', async () => {
    await press(page, '买药');
    await page.getByLabel('名称').fill('布洛芬缓释胶囊');
    await page.context().setOffline(true);
    await press(page, '送出');
    await page.getByText('1 件还没有送到社区').waitFor();
    await page.context().setOffline(false);
    await page.getByText('这一件社区还不能收下').waitFor();
    await page
      .getByRole('alert')
      .getByText(/限制代购/)
      .waitFor();
    await assertFits(page, 'resident not taken');
    await press(page, '改一改再送');
    await soon(() => page.getByLabel('名称').inputValue(), '布洛芬缓释胶囊');
    await page.getByLabel('名称').fill('硝苯地平缓释片');
    await press(page, '送出');
    await sentence(page, '信息员正在看');
    const last = (await phones.requestsOf(home.householdId)).at(-1);
    assert.deepEqual([last?.lane, last?.items[0]?.name], ['medicine', '硝苯地平缓释片']);
    await toHome(page);
  });
});

describe('a relative in another city', () => {
  it('is authorised here, opens a link of their own, and their orders say so', async () => {
    await press(page, '家人和亲属');
    await page.getByLabel('姓名').fill('周明远');
    await page.getByLabel('手机号').fill('19900018888');
    await press(page, '授权');
    const link = (await page.locator('.k-note .k-verbatim').textContent()) ?? '';
    assert.match(link, /\/door#[\w-]{64}$/);
    await assertFits(page, 'resident family');
    const away = await phones.open(link.slice(phones.origin.length), tall);
    await away.getByText('您是以外地亲属的身份打开的').waitFor();
    await assertFits(away, 'relative door');
    await confirmByCode(away);
    await press(away, '取快递');
    await away.getByLabel('名称').fill('3-2-8812');
    await press(away, '送出');
    await sentence(away, '信息员正在看');
    await away.getByText(/外地亲属代下/).waitFor();
    const last = (await phones.requestsOf(home.householdId)).at(-1);
    assert.equal(last?.askedAs, 'relative');
    await toHome(away);
    await press(away, '家人和亲属');
    await away.getByText('只有住在这里的人可以授权亲属').waitFor();
    await assertFits(away, 'relative family');
    // The household ends it, and the link with it.
    await page.getByRole('listitem').filter({ hasText: '周明远' }).getByRole('button', { name: '取消授权' }).click();
    await page.getByRole('listitem').filter({ hasText: '周明远' }).waitFor({ state: 'detached' });
    const shut = await phones.open(link.slice(phones.origin.length));
    await shut
      .getByRole('alert')
      .getByText(/已经停用/)
      .waitFor();
    await Promise.all([away.context().close(), shut.context().close()]);
    await toHome(page);
  });
});

describe('for eyes that need it large', () => {
  it('every screen fits 360 px at 187 % in both languages', async () => {
    const large = await phones.freeDoor();
    const asked = await phones.ask(large.householdId, {
      kind: 'medicine',
      items: [{ name: '硝苯地平缓释片', quantity: 2, unit: '盒' }],
    });
    await phones.bring(asked);
    for (const language of ['zh', 'en'] as const) {
      const named = (what: string) => `resident 187 ${language} ${what}`;
      const one = await phones.open(`/door#${large.code}`, { ...small, language, typeSize: 187 });
      await one.getByText(large.door).first().waitFor();
      await assertFits(one, named('door'));
      await one.locator('main .k-button[data-look=main]').first().click();
      await one.locator('.r-demo-code').waitFor();
      await assertFits(one, named('code'));
      await one.getByRole('textbox').fill(/\d{6}/.exec((await one.locator('.r-demo-code').textContent()) ?? '')?.[0] ?? '');
      await one.locator('main .k-button[data-look=main]').click();
      await one.locator('.r-order').waitFor();
      await soon(() => one.evaluate(() => getComputedStyle(document.body).fontSize), '30px');
      await assertFits(one, named('home'));
      for (const at of [0, 1, 5]) {
        await one.locator('.r-tile').nth(at).click();
        await one.locator('.r-ask').waitFor();
        await assertFits(one, named(`ask ${at}`));
        await toHome(one);
      }
      await one.locator('.r-order').first().click();
      await one.locator('.r-sentence').waitFor();
      await assertFits(one, named('order'));
      await toHome(one);
      await press(one, /家人和亲属|Family and relatives/);
      await settled(one);
      await assertFits(one, named('family'));
      await one.context().close();
    }
  });
});
