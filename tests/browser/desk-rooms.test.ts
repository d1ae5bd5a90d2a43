// The other pages of the desk: packing, households, orders, runs, bindings, staff, the own account, each on the real server.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shoppingList } from '../../src/api/delivery.ts';
import { listRuns } from '../../src/api/dispatch.ts';
import { listBindings, listStaff } from '../../src/api/people.ts';
import { readHousehold } from '../../src/api/place.ts';
import { listAudit } from '../../src/api/privacy.ts';
import { openDoor } from '../../src/api/session.ts';
import { listZones } from '../../src/api/zone.ts';
import { codeOf, stepAt } from '../../src/server/people/second-factor.ts';
import { openDesk, press, settled } from './desk-page.ts';
import { soon, soonMatches } from './soon.ts';

const site = await openDesk();
const { community } = site.of;
const [admin, lead, clerk] = [await site.of.signedIn('admin'), await site.of.signedIn('lead'), await site.of.signedIn('clerk')];

/** Base32 back to bytes, as an authenticator reads it. */
function bytesOf(secret: string): Buffer {
  const bits = [...secret].map(sign => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)));
}

describe('supply', () => {
  it('the list is summed, and bag after bag is packed by keyboard, each with its label', async () => {
    for (const door of ['1-1-101', '1-1-102']) {
      const id = await site.ask(door, { items: [{ name: '豆腐', quantity: 2, unit: '块' }] });
      await site.move('clerk', id, { move: 'sort' });
    }
    const page = await site.open('supply', '#supply');
    await page.getByRole('heading', { name: '要买 1 样，共 2 单' }).waitFor();
    await soonMatches(() => page.locator('.desk-shopping').textContent(), /豆腐.*4 块.*2 户/);
    await page.getByLabel('公斤').first().focus();
    await page.keyboard.type('1.2');
    await press(page, 'Tab');
    await page.keyboard.type('8.50');
    await press(page, 'Enter');
    await page.locator('.desk-labels li').first().waitFor();
    // The next one has the focus already.
    await page.keyboard.type('0.9');
    await press(page, 'Enter');
    await page.locator('.desk-labels li').nth(1).waitFor();
    const { requests } = await clerk.get(shoppingList);
    assert.equal(requests.filter(request => !request.packed).length, 0);
    const bags = await Promise.all((await site.queue()).rows.map(async row => (await site.read(row.requestId)).bags[0]));
    assert.deepEqual(bags.map(bag => [bag?.grams, bag?.paidFen]).sort(), [
      [1200, 850],
      [900, null],
    ]);
    await page.context().close();
  });
});

describe('a household', () => {
  it('a telephone is shown only with a reason, and the look is in the log', async () => {
    const page = await site.open('clerk', `#households/${community.households['10-1-201']}`);
    await page.getByText('外地女儿').waitFor();
    await page.getByRole('button', { name: '显示号码' }).first().click();
    await page.getByRole('dialog', { name: '为什么要看这个号码' }).waitFor();
    await press(page, '3');
    await page.locator('a[href^="tel:"]').waitFor();
    const { rows } = await lead.get(listAudit, { query: { act: 'reveal_telephone' } });
    assert.equal(rows[0]?.reason, 'medical');
    await page.context().close();
  });

  it('a relative gets a link of their own, a one-time code is read out, the door is corrected and split', async () => {
    const householdId = community.households['1-2-202'] ?? '';
    const page = await site.open('clerk', `#households/${householdId}`);
    await page.getByRole('button', { name: '登记人' }).click();
    await page.getByText('外地亲属，可代为下单').click();
    await page.getByLabel('姓名').fill('在外的儿子');
    await page.getByLabel('电话', { exact: false }).last().fill('19900077001');
    await page.getByRole('dialog').getByRole('button', { name: '登记' }).click();
    const link = (await page.locator('.k-dialog .k-verbatim').textContent()) ?? '';
    assert.ok(link.startsWith(`${site.origin}/door#`));
    assert.equal((await site.of.stranger().get(openDoor, { body: { code: link.split('#')[1] ?? '' } })).forRelative, true);
    await page.getByRole('button', { name: '关闭' }).last().click();

    await page.getByRole('button', { name: '生成一次性验证码' }).click();
    await soonMatches(() => page.locator('.desk-code b').textContent(), /^\d{3} \d{3}$/);

    await page.getByRole('button', { name: '更正门牌' }).click();
    await page.getByLabel('大家还怎么叫它').fill('老王家，棋牌室');
    await page.getByRole('dialog').getByRole('button', { name: '更正' }).click();
    await page.getByText('也叫 老王家、棋牌室').waitFor();

    await page.getByRole('button', { name: '拆成几户' }).click();
    await page.getByLabel('拆开后的门牌').fill('202A，202B');
    await page.getByRole('button', { name: '拆开' }).click();
    await page.getByRole('heading', { name: '1号楼 2单元 202A' }).waitFor();
    const { aliases, people } = await clerk.get(readHousehold, { params: { householdId } });
    // Who still says 202 is understood.
    assert.deepEqual(aliases, ['老王家', '棋牌室', '202']);
    assert.ok(people.some(person => person.name === '在外的儿子' && person.relation === 'relative'));
    await page.context().close();
  });

  it('door cards come eight a page, and each opens its own door', async () => {
    const page = await site.open('clerk', '#households/cards');
    await page.getByLabel('打印哪里的').selectOption({ label: '试验小区 10号楼' });
    const made = page.waitForResponse(response => response.url().endsWith('/api/v1/door-cards'));
    await page.getByRole('button', { name: '生成' }).click();
    const { cards } = (await (await made).json()) as { cards: { door: string; code: string }[] };
    await page.locator('.desk-card').first().waitFor();
    const { door } = await site.of.stranger().get(openDoor, { body: { code: cards[2]?.code ?? '' } });
    await soon(() => page.locator('.desk-card h2').nth(2).textContent(), door);
    const sheets = await page
      .locator('.desk-card-page')
      .evaluateAll(all => all.map(one => one.querySelectorAll('.desk-card').length));
    // The vacant door gets none.
    assert.deepEqual(sheets, [8, 3]);
    await page.emulateMedia({ media: 'print' });
    await soon(() => page.locator('.desk-head').isVisible(), false);
    await soon(() => page.locator('.desk-card h2').first().isVisible(), true);
    await page.context().close();
  });
});

describe('places', () => {
  it('the lead records an order for a unit and the one that ends it, with their numbers', async () => {
    const page = await site.open('lead', '#zones');
    await page.getByRole('button', { name: '登记一份通告' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('地方').selectOption({ label: '试验小区 1号楼 2单元' });
    await dialog.getByLabel('通告文号').fill('试〔2022〕9号');
    await dialog.getByText('社区防控工作组').click();
    await dialog.getByRole('button', { name: '看看会带来什么' }).click();
    await dialog.getByText('管控区 → 封控区').waitFor();
    await dialog.getByText('包这里但没有防护').waitFor();
    await dialog.getByRole('button', { name: '登记' }).click();
    await page.getByRole('button', { name: '查看 试验小区 1号楼 2单元：条件和记录' }).click();
    await dialog.getByText('连续 14 天没有新增').waitFor();
    await dialog.getByText('还没有全员检测的记录').waitFor();
    await dialog.getByRole('button', { name: /^解除/ }).click();
    await dialog.getByText('还有 2 项条件没有满足').waitFor();
    await dialog.getByLabel('通告文号').fill('试〔2022〕12号');
    await dialog.getByRole('button', { name: '看看会带来什么' }).click();
    await dialog.getByText('封控区 → 管控区').waitFor();
    await dialog.getByRole('button', { name: '登记解除' }).click();
    await page.getByRole('table', { name: '已经结束' }).getByText('试〔2022〕9号').waitFor();
    const { zones } = await lead.get(listZones);
    const zone = zones.find(one => one.orderNumber === '试〔2022〕9号');
    assert.equal(zone?.level, 'sealed');
    assert.ok(zone?.endedAt);
    await page.context().close();
  });

  it('the runs of tomorrow are planned, and say how much room they have', async () => {
    const page = await site.open('lead', '#runs');
    await page.getByRole('button', { name: '排趟次' }).click();
    const dialog = page.getByRole('dialog');
    const tomorrow = new Date(Date.now() + 48 * 3_600_000).toISOString().slice(0, 10);
    await dialog.getByLabel('从哪天起').fill(tomorrow);
    while ((await dialog.getByRole('button', { name: /去掉/ }).count()) > 0)
      await dialog.getByRole('button', { name: /去掉/ }).first().click();
    await dialog.getByRole('button', { name: '加一趟' }).click();
    await dialog.getByLabel('出发').fill('09:30');
    await dialog.getByLabel('最多几单').fill('25');
    await dialog.getByRole('button', { name: '保存' }).click();
    await dialog.waitFor({ state: 'detached' });
    const { runs } = await lead.get(listRuns);
    assert.ok(runs.some(run => run.capacityRequests === 25 && run.startsAt.endsWith('01:30:00.000Z')));
    await page.context().close();
  });
});

describe('people', () => {
  it('a helper is bound to a building, and the binding ends', async () => {
    const page = await site.open('clerk', '#helpers');
    await page.getByRole('tab', { name: '包楼定户' }).click();
    await page.getByRole('button', { name: '新增包户' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('谁').selectOption({ label: '职员volunteer3 · 志愿者' });
    await dialog.getByLabel('地方').selectOption({ label: '试验小区 1号楼' });
    await dialog.getByText('替补').click();
    await dialog.getByRole('button', { name: '新增' }).click();
    const row = page.getByRole('row', { name: /1号楼.*职员volunteer3/ });
    await row.waitFor();
    await row.getByRole('button', { name: /结束/ }).click();
    await dialog.getByRole('button', { name: '结束', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    const { bindings } = await clerk.get(listBindings, { query: { personId: community.staff.volunteer3.personId } });
    assert.ok(bindings.some(one => one.placeName.includes('1号楼') && one.rank === 'backup' && one.toOn !== null));
    await page.context().close();
  });

  it('a volunteer is added, signs in with the password shown once, gets a second role, and is disabled', async () => {
    const page = await site.open('admin', '#staff');
    await page.getByRole('button', { name: '新增人员' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('姓名').fill('新来的志愿者');
    await dialog.getByLabel('用户名').fill('xinlai');
    await dialog.getByText('已上保险').click();
    await dialog.getByRole('button', { name: '新增' }).click();
    const password = (await dialog.locator('.desk-password').textContent()) ?? '';
    assert.ok(password.length >= 10);
    await press(page, 'Escape');
    await page.getByRole('heading', { name: '新来的志愿者' }).waitFor();
    await page.getByLabel('再给一个岗位').selectOption({ label: '楼栋长' });
    await page.getByLabel('管哪里').selectOption({ label: '试验小区 1号楼' });
    await page.getByRole('button', { name: '给', exact: true }).click();
    await page.getByRole('button', { name: /收回岗位：楼栋长/ }).waitFor();
    await page.getByRole('button', { name: '停用账号' }).click();
    await dialog.getByRole('button', { name: '确认' }).click();
    await page.getByRole('button', { name: '恢复账号' }).waitFor();
    const { staff } = await admin.get(listStaff, { query: { search: 'xinlai' } });
    assert.equal(staff[0]?.disabled, true);
    assert.deepEqual(staff[0]?.grants.map(grant => grant.role).sort(), ['steward', 'volunteer']);
    await page.context().close();
  });
});

describe('my account', () => {
  it('the second factor is set up from the code on the page, and asked for at the next sign-in', async () => {
    const page = await site.open('clerk2', '#account');
    await page.getByRole('button', { name: '开始设置' }).click();
    const secret = ((await page.locator('code').textContent()) ?? '').replace(/\s/g, '');
    await page.getByLabel('6 位数字').fill(codeOf(bytesOf(secret), stepAt(new Date())));
    await page.getByRole('button', { name: '确认' }).click();
    await page.getByText('已经开启。').waitFor();
    await page.getByRole('button', { name: '退出登录' }).click();
    await page.getByLabel('用户名').fill('clerk2');
    await page.getByLabel('密码', { exact: true }).fill(community.password);
    await press(page, 'Enter');
    await page.getByLabel('动态验证码').waitFor();
    await page.context().close();
  });

  it('when the session ends, the password is asked over the page and the work goes on', async () => {
    const page = await site.open('clerk', '#new/telephone');
    await page.locator('.desk-find input').pressSequentially('1-1-301');
    await press(page, 'Enter');
    await page.getByRole('heading', { name: '住户和亲属' }).waitFor();
    await page.keyboard.type('面条 2 把');
    const cookies = await page.context().cookies();
    await page.context().clearCookies();
    await press(page, 'Enter', 'Enter');
    await page.getByRole('heading', { name: '请再登录一次，填好的内容都还在' }).waitFor();
    await page.getByLabel('用户名').fill('clerk');
    await page.getByLabel('密码', { exact: true }).fill(community.password);
    await press(page, 'Enter');
    await page.getByText(/登记已送到/).waitFor();
    assert.equal((await site.queue({ search: '1-1-301' })).rows.length, 1);
    assert.ok(cookies.length > 0);
    await settled(page);
    await page.context().close();
  });
});
