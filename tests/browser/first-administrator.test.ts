// From an empty start to the first administrator at the desk: the printed link, once, in a real browser with the real program.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { signIn } from '../../src/api/session.ts';
import { Client } from '../client.ts';
import { type Program, startProgram } from '../program.ts';
import { openChromium, seriousFindings } from './chromium.ts';

let program: Program;
let browser: Browser;
before(async () => {
  [program, browser] = await Promise.all([startProgram({ flags: ['--empty'] }), openChromium()]);
});
after(async () => {
  await browser?.close();
  await program?.stop();
});

const password = '春天里的第一棵白菜，真甜';

async function fill(page: Page, changes: Record<string, string> = {}): Promise<void> {
  const answers = {
    社区名称: '小横路社区',
    统计用区划代码: '629903001001',
    您的姓名: '甘管理',
    登录名: 'gan',
    密码: password,
    ...changes,
  };
  for (const [label, text] of Object.entries(answers)) await page.getByLabel(label, { exact: true }).fill(text);
}

describe('an empty program', () => {
  it('prints a link that makes the first administrator, who is at the desk at once', async () => {
    const link = /https?:\/\/\S+\/desk#first=[A-Za-z0-9_-]{64}/.exec(program.printed())?.[0];
    assert.ok(link, program.printed());
    const page = await browser.newPage({ locale: 'zh-CN' });
    const broken: string[] = [];
    page.on('pageerror', error => broken.push(error.message));
    await page.goto(new URL(link).href.replace(/^https?:\/\/[^/]+/, program.origin));
    await page.getByRole('heading', { name: '设立第一位管理员' }).waitFor();
    assert.deepEqual(await seriousFindings(page), []);

    await fill(page, { 密码: '1234567890', 统计用区划代码: '62' });
    await page.getByRole('button', { name: '开始使用' }).click();
    await page.locator('.k-problem').first().waitFor();
    await fill(page, { 密码: '1234567890' });
    await page.getByRole('button', { name: '开始使用' }).click();
    await page.getByText('密码太容易被猜到').waitFor();
    await fill(page);
    await page.getByRole('button', { name: '开始使用' }).click();
    // The bar leaves the name out on narrow screens.
    await page.getByText('甘管理').first().waitFor({ state: 'attached' });
    assert.ok(!page.url().includes('first='), page.url());
    // Nothing is known of the place yet: the desk is live all the same, and the board says what is missing.
    await page.locator('.k-live[data-is=live]').waitFor({ state: 'attached' });
    await page.goto(`${program.origin}/board`);
    await page.getByText(/还没有登记小区/).waitFor();
    await page.locator('.k-live[data-is=live]').waitFor({ state: 'attached' });
    assert.deepEqual(broken, []);

    const again = await browser.newPage({ locale: 'zh-CN' });
    await again.goto(`${program.origin}/desk#${new URL(link).hash.slice(1)}`);
    await fill(again);
    await again.getByRole('button', { name: '开始使用' }).click();
    await again.getByText('这个链接已经用过了').waitFor();
    const me = await new Client(program.origin).get(signIn, { body: { name: 'gan', password } });
    assert.deepEqual(me.roles, ['administrator']);
  });
});
