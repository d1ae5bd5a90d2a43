// A clerk pastes a chat, sees what was read beside its words, settles every row by keyboard, and finds all of it again after a reload.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openDesk, press } from './desk-page.ts';

const site = await openDesk();

const list = [
  '#接龙',
  '今日蔬菜',
  '1. 张三 10-1-101 土豆2斤 鸡蛋1板',
  '2. 李四 10-1-102 白菜1棵',
  '3. 王五 10-5-201 黄花菜一斤',
].join('\n');

describe('a pasted list', () => {
  it('is settled by keyboard: green rows at once, a door picked for the one that is not there, nothing lost on reload', async () => {
    const page = await site.open('clerk');
    await page.getByRole('link', { name: '群聊', exact: true }).waitFor();
    await press(page, 'p');
    const box = page.getByRole('textbox', { name: '贴在这里' });
    await box.waitFor();
    await box.fill(list);
    await page.getByText(/看起来有 3 行接龙/).waitFor();
    await press(page, 'Control+Enter');
    const questions = page.locator('.desk-read-row[data-state="open"]');
    await page.getByText('名册里没有这个门牌').waitFor();
    await page.waitForFunction(() => document.querySelectorAll('.desk-read-row[data-state="open"]').length === 3);
    // The row that is looked at shows its words in the text, and the other way round.
    await page.locator('.desk-chat-line', { hasText: '李四' }).hover();
    await page.locator('.desk-read-row[data-at]', { hasText: '白菜' }).waitFor();
    await page.locator('.desk-read-row[data-at] .desk-read-field', { hasText: '白菜' }).hover();
    await page.locator('.desk-chat-text mark[data-hot]', { hasText: '白菜' }).waitFor();
    await press(page, 'a');
    await page.getByText('登记了 2 行。').waitFor();
    await page.waitForFunction(() => document.querySelectorAll('.desk-read-row[data-state="open"]').length === 1);
    await page.reload();
    await questions.first().waitFor();
    // One of the doors that are nearest is picked by its number, the row registered by Enter.
    await press(page, '1');
    await page.locator('.desk-read-row[data-state="open"][data-colour="green"]').waitFor();
    await press(page, 'Enter');
    await page.getByText('没有要看的了。').waitFor();
    const { rows } = await site.queue();
    assert.equal(rows.length, 3);
    assert.ok(rows.every(row => row.channel === 'pasted_text'));
    await page.goto(`${site.origin}/desk#chat`);
    await page.getByText('都办完了').waitFor();
    await page.context().close();
  });

  it('is put right in its fields, and what a thing is called is learned', async () => {
    const page = await site.open('clerk', '#chat');
    const box = page.getByRole('textbox', { name: '贴在这里' });
    await box.fill('1-1-301 洋苋菜三斤');
    await press(page, 'Control+Enter');
    await page.locator('.desk-read-row[data-at]').waitFor();
    await press(page, 'e');
    await page.getByRole('textbox', { name: '物品' }).fill('苋菜');
    await page.getByText('以后都这样认（洋苋菜 = 苋菜）').waitFor();
    await press(page, 'Control+Enter');
    await page.getByText('没有要看的了。').waitFor();
    await page.goto(`${site.origin}/desk#chat/learned`);
    await page.locator('.desk-aliases', { hasText: '洋苋菜' }).waitFor();
    await page.context().close();
  });

  it('with danger and no door calls on every page of the desk until somebody has looked', async () => {
    const watching = await site.open('clerk2', '#queue');
    await watching.waitForFunction(() => document.querySelector('[data-live="live"], .k-live') !== null);
    const page = await site.open('clerk', '#chat');
    await page.getByRole('textbox', { name: '贴在这里' }).fill('快来人啊老人晕倒了叫不醒');
    await press(page, 'Control+Enter');
    await watching.locator('.desk-alarms', { hasText: '晕倒' }).waitFor();
    await page.locator('.desk-read-row[data-at]').waitFor();
    await press(page, 'x');
    await page.locator('.desk-alarms').waitFor({ state: 'detached' });
    await page.context().close();
    await watching.context().close();
  });
});
