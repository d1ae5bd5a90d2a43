// The desk on the real server: confirm and dispatch many, merge what is the same, call back, import a roster; every page for every role.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { closeCallBack, listCallBacks } from '../../src/api/care.ts';
import { seriousFindings } from './chromium.ts';
import { openDesk, press, rowsOf, settled } from './desk-page.ts';
import { soon, soonMatches } from './soon.ts';

const site = await openDesk();
const { community } = site.of;
const { volunteer1, volunteer2 } = community.staff;

describe('the queue', () => {
  it('one sorts with Enter, offers to the first with Enter, and sees who was proposed and why', async () => {
    const id = await site.ask('10-1-102');
    const page = await site.open('clerk', `#queue/${id}`);
    await page.getByRole('button', { name: /整理好了/ }).waitFor();
    await press(page, 'Enter');
    await page.getByRole('button', { name: /派给职员/ }).waitFor();
    await soonMatches(() => page.locator('.desk-who [data-main]').textContent(), /包户责任人/);
    await press(page, 'Enter');
    await page
      .getByText(/^等.*接单/)
      .first()
      .waitFor();
    const request = await site.read(id);
    assert.equal(request.state, 'offered');
    assert.deepEqual(
      request.events.map(event => event.move).filter(move => move !== 'escalate'),
      ['ask', 'sort', 'offer'],
    );
    await page.context().close();
  });

  it('several are selected and dispatched at once, and each says what came of it', async () => {
    const ids = [await site.ask('1-1-101'), await site.ask('1-1-102'), await site.ask('1-2-101')];
    const page = await site.open('clerk');
    await page.locator('.desk-row').first().waitFor();
    await press(page, '/');
    await page.keyboard.type('1号楼');
    await page.waitForFunction(() => document.querySelectorAll('.desk-row').length === 3);
    await press(page, 'ArrowDown');
    // Letters meant for the search did nothing else.
    await soon(() => page.locator('.desk-picked').count(), 0);
    await press(page, 'x', 'j', 'x', 'j', 'x', 'd');
    await page.getByRole('button', { name: /确认派出 3 条/ }).waitFor();
    // Meanwhile a colleague calls one of them off.
    await site.move('clerk2', ids[1] ?? '', { move: 'cancel' });
    await press(page, 'Enter');
    await page.getByRole('heading', { name: '派出 2 条，1 条没派成' }).waitFor();
    await soonMatches(() => page.locator('[data-came="refused"]').textContent(), /1号楼 1单元 102.*已取消/);
    await soon(() => page.locator('[data-came="given"]').count(), 2);
    const states = await Promise.all(ids.map(async id => (await site.read(id)).state));
    assert.deepEqual(states, ['offered', 'cancelled', 'offered']);
    await page.context().close();
  });

  it('nothing jumps: new ones gather in a bar that is opened by choice, shown ones change where they stand', async () => {
    const page = await site.open('clerk', '#queue');
    await page.locator('.desk-row').first().waitFor();
    const before = await rowsOf(page);
    const id = await site.ask('10-2-101', { kind: 'home_help', urgency: 'life', items: [], note: '老人摔倒' });
    await page.getByRole('button', { name: /1 条危及生命/ }).waitFor();
    assert.deepEqual(await rowsOf(page), before);
    await press(page, '.');
    await page.waitForFunction(() => document.querySelector('.desk-row b')?.textContent === '10号楼 2单元 101');
    await site.move('clerk2', id, { move: 'sort' });
    await page.locator(`#row-${id}`).getByText('待派单').waitFor();
    await page.context().close();
  });

  it('a second need of the same household is shown side by side and merged by a tap', async () => {
    const items = [
      { name: '土豆', quantity: 2, unit: '斤' },
      { name: '鸡蛋', quantity: 1, unit: '板' },
    ];
    const first = await site.ask('10-1-301', { items });
    const second = await site.ask('10-1-301', { channel: 'pasted_text', pasted: '要土豆2斤 鸡蛋一板', items });
    const page = await site.open('clerk', `#queue/${second}`);
    await page.getByRole('heading', { name: /有 1 条很像的/ }).waitFor();
    await press(page, 'm');
    const dialog = page.getByRole('dialog', { name: /是不是同一件事/ });
    await dialog.waitFor();
    await soon(() => dialog.getByText('土豆 2 斤').count(), 2);
    await press(page, 'Enter');
    await page.getByText(/已并入/).waitFor();
    assert.equal((await site.read(second)).mergedInto, first);
    await page.waitForURL(`**/desk#queue/${first}`);
    await page.context().close();
  });

  it('items are put right where they stand, and a colleague’s change in between is not overwritten unseen', async () => {
    const id = await site.ask('10-1-202');
    const page = await site.open('clerk', `#queue/${id}`);
    const line = page.getByRole('textbox', { name: /物品，一行/ });
    await line.waitFor();
    await line.pressSequentially('酱油 1 瓶');
    await site.move('clerk2', id, { move: 'amend', note: '改过的备注' });
    await press(page, 'Enter', 'Enter');
    await page.getByText('您改的时候，别人也改过这一条。').waitFor();
    await page.getByRole('button', { name: '用我改的' }).click();
    await page.getByRole('button', { name: '保存修改' }).click();
    await page.getByRole('button', { name: '保存修改' }).waitFor({ state: 'detached' });
    assert.deepEqual(
      (await site.read(id)).items.map(item => item.name),
      ['土豆', '酱油'],
    );
    await page.context().close();
  });

  it('a refusal needs a reason, given by one key', async () => {
    const id = await site.ask('10-2-201', { kind: 'other', items: [], note: '代遛狗' });
    const page = await site.open('clerk', `#queue/${id}`);
    await page.getByRole('button', { name: '不受理' }).click();
    await page.getByRole('dialog').waitFor();
    await press(page, '3');
    await page.locator('.desk-request-head').getByText('未受理').waitFor();
    const { events } = await site.read(id);
    assert.equal(events.at(-1)?.reason, 'not_our_task');
    await page.context().close();
  });
});

describe('call-backs', () => {
  it('an old man is called back; dissatisfied reopens his request', async () => {
    const id = await site.ask('10-1-201', { kind: 'rubbish', items: [] });
    await site.move('clerk', id, { move: 'offer', helperId: volunteer1.personId });
    await site.move('volunteer1', id, { move: 'accept' });
    await site.move('volunteer1', id, { move: 'deliver' });
    const page = await site.open('clerk', '#calls');
    await page.getByRole('heading', { name: '10号楼 1单元 201' }).waitFor();
    await soon(() => page.getByText('199 0001', { exact: false }).count(), 0);
    await press(page, 'r');
    await page.locator('a[href^="tel:"]').first().waitFor();
    await press(page, 'w');
    await page.keyboard.type('垃圾还在门口 3');
    await press(page, 'Escape', '3');
    await page.getByText(/不满意，已重新办理/).waitFor();
    const request = await site.read(id);
    assert.equal(request.state, 'asked');
    assert.equal(request.reopened, 1);
    const lead = await site.of.signedIn('lead');
    const { callBacks } = await lead.get(listCallBacks);
    assert.ok(!callBacks.some(one => one.requestId === id));
    assert.equal(
      await lead.refused(closeCallBack, {
        params: { callBackId: randomUUID() },
        body: { id: randomUUID(), outcome: 'satisfied' },
      }),
      'not_found',
    );
    await page.context().close();
  });
});

describe('rosters', () => {
  it('every bad row is named with its reason, nothing is imported; the mended file is', async () => {
    const page = await site.open('admin', '#rosters');
    const file = (doors: string[]) => ({
      name: '门户.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(['小区,楼栋,单元,楼层,门牌,状态', ...doors].join('\n')),
    });
    const input = page.locator('input[type=file]');
    await input.setInputFiles(
      file(['试验小区,10号楼,1单元,4,401,入住', '试验小区,10号楼,1单元,四楼半,402,入住', '试验小区,10号楼,1单元,4,,入住']),
    );
    await page.getByText('3 行里有 2 行要改').waitFor();
    const rows = await page.getByRole('table', { name: '要改的行' }).getByRole('row').allTextContents();
    assert.match(rows.join('\n'), /3.*楼层.*四楼半.*看不懂/);
    assert.match(rows.join('\n'), /4.*门牌.*空着.*没有填/);
    await soon(() => page.getByRole('button', { name: /导入这/ }).count(), 0);
    await input.setInputFiles(file(['试验小区,10号楼,1单元,4,401,入住', '试验小区,10号楼,1单元,4,402,入住']));
    await page.getByRole('button', { name: '导入这 2 行' }).click();
    await page.getByText('导入好了：新增 2').waitFor();
    await page.goto(`${site.origin}/desk#households`);
    await page.locator('.desk-find input').pressSequentially('10-1-402');
    await page.getByRole('option', { name: /10号楼 1单元 402/ }).waitFor();
    await page.context().close();
  });
});

describe('every role sees what it may, on every page', () => {
  const pages = {
    clerk: [
      '队列',
      '群聊',
      '电话回访',
      '消息',
      '群通知',
      '关爱',
      '住户',
      '采购打包',
      '派单规划',
      '路线',
      '包裹',
      '封控管理',
      '趟次',
      '帮手',
      '名册',
    ],
    supply: ['队列', '住户', '采购打包', '包裹', '封控管理', '趟次'],
    gridlead: ['队列', '电话回访', '关爱', '住户', '路线', '封控管理', '趟次', '帮手'],
    lead: [
      '队列',
      '群聊',
      '电话回访',
      '消息',
      '群通知',
      '关爱',
      '住户',
      '采购打包',
      '派单规划',
      '路线',
      '包裹',
      '封控管理',
      '趟次',
      '帮手',
      '名册',
      '操作记录',
      '解除与销毁',
    ],
    admin: ['住户', '封控管理', '趟次', '帮手', '人员权限', '名册', '渠道', '操作记录', '解除与销毁'],
  } as const;
  for (const [who, wanted] of Object.entries(pages) as [keyof typeof pages, readonly string[]][]) {
    it(`${who}: ${wanted.join('、')}; no page refuses, no serious finding of axe`, async () => {
      const page = await site.open(who);
      const refused: string[] = [];
      page.on('response', response => {
        if (response.status() === 403 || response.status() >= 500) refused.push(`${response.status()} ${response.url()}`);
      });
      const nav = page.getByRole('navigation', { name: '各个页面' });
      const shown = await nav.getByRole('link').allTextContents();
      assert.deepEqual(
        shown.map(text => text.replace(/\d+$/, '')),
        wanted,
      );
      for (const name of wanted) {
        await nav.getByRole('link', { name: new RegExp(`^${name}`) }).click();
        await settled(page);
        assert.deepEqual(await seriousFindings(page), [], `${who} ${name}`);
      }
      assert.deepEqual(refused, []);
      await page.context().close();
    });
  }

  it('a volunteer is shown the way to the field page', async () => {
    const context = await site.browser.newContext({ locale: 'zh-CN' });
    const page = await context.newPage();
    await page.goto(`${site.origin}/desk`);
    await page.getByLabel('用户名').fill(volunteer2.signInName);
    await page.getByLabel('密码', { exact: true }).fill(community.password);
    await press(page, 'Enter');
    await page.getByRole('link', { name: '去外勤页面' }).waitFor();
    await context.close();
  });
});

describe('small and foreign', () => {
  it('on a telephone one column, list then request, nothing wider than the screen', async () => {
    const id = await site.ask('1-2-302');
    const page = await site.open('clerk', '', { width: 390, height: 844 });
    await page.locator(`#row-${id}`).click();
    await page.getByRole('heading', { level: 1, name: /1号楼 2单元 302/ }).waitFor();
    for (const hash of [`#queue/${id}`, '#new/telephone', '#calls', '#households', '#supply', '#runs', '#rosters']) {
      await page.goto(`${site.origin}/desk${hash}`);
      await settled(page);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wider <= 0, `${hash} is ${wider} px wider than the screen`);
      assert.deepEqual(await seriousFindings(page), [], hash);
    }
    await page.context().close();
  });

  it('in English no Chinese word of ours is left, and what was typed stays', async () => {
    const page = await site.open('clerk', '#new/telephone');
    await page.locator('.desk-find input').pressSequentially('10-1');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Who is it, what do they need' }).waitFor();
    await soon(() => page.locator('.desk-find input').inputValue(), '10-1');
    const words = await page.evaluate(() =>
      [...document.querySelectorAll('button, label, h1, h2, legend, nav a')].map(one => one.textContent),
    );
    const chinese = words.filter(text => /[\u4e00-\u9fff]/.test(text ?? '') && text !== '中文' && !/职员/.test(text ?? ''));
    assert.deepEqual(chinese, []);
    await page.context().close();
  });
});
