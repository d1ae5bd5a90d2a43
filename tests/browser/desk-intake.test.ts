// The telephone form: a call is taken down by keyboard only, nothing is lost without a network, a full run offers the next one.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keyboardOf, openDesk, press } from './desk-page.ts';
import { soon } from './soon.ts';

const site = await openDesk();
const { community } = site.of;

describe('taking down a call', () => {
  it('from the number to the receipt by forty keys, without the mouse', async () => {
    const page = await site.open('clerk');
    const keys = keyboardOf(page);
    await keys.press('n');
    await page.locator('.desk-find input:focus').waitFor();
    await keys.type('+86 199-0001-0001');
    await keys.press('Enter');
    await page.getByRole('heading', { name: '住户和亲属' }).waitFor();
    await page.locator('.desk-items input:focus, input[role=textbox]:focus, .desk-new-form input:focus').waitFor();
    await keys.type('土豆 2 斤，鸡蛋一板');
    await keys.press('Enter');
    await keys.type('盐');
    await keys.press('Enter', 'Enter');
    await page.getByText(/可以告诉对方/).waitFor();
    assert.ok(keys.pressed <= 40, `${keys.pressed} keys`);
    const { rows } = await site.queue();
    assert.equal(rows.length, 1);
    const { items, askedByName, channel, householdId } = await site.read(rows[0]?.requestId ?? '');
    assert.equal(householdId, community.households['10-1-101']);
    assert.equal(channel, 'telephone');
    assert.equal(askedByName, '住户10-1-101');
    assert.deepEqual(
      items.map(({ name, quantity, unit }) => [name, quantity, unit]),
      [
        ['土豆', 2, '斤'],
        ['鸡蛋', 1, '板'],
        ['盐', null, null],
      ],
    );
    // The next call can begin at once.
    await soon(() => page.evaluate('document.activeElement.getAttribute("role")'), 'combobox');
    await page.context().close();
  });

  // At a third of a second a key and two seconds for each of the four steps to look, that is well under half a minute.
  it('a usual order takes the number and four keys: what was asked last time is there again by one', async () => {
    const page = await site.open('clerk');
    const keys = keyboardOf(page);
    await keys.press('n');
    await page.locator('.desk-find input:focus').waitFor();
    await keys.type('19900010001');
    await keys.press('Enter');
    await page.getByText('再来一次').first().waitFor();
    await keys.press('Alt+r');
    await page.waitForFunction(() => document.querySelectorAll('.desk-items li').length === 3);
    await keys.press('Control+Enter');
    await page.getByText(/可以告诉对方/).waitFor();
    assert.equal(keys.pressed, '19900010001'.length + 4);
    const { rows } = await site.queue();
    assert.equal(rows.length, 2);
    await page.context().close();
  });

  it('what is typed survives leaving the page, and letters typed in a field are never commands', async () => {
    const before = (await site.queue()).rows.length;
    const page = await site.open('clerk', '#new/telephone');
    await page.locator('.desk-find input').pressSequentially('1-1-201');
    await press(page, 'Enter');
    await page.getByRole('heading', { name: '住户和亲属' }).waitFor();
    await page.keyboard.type('xndj?/ 豆腐 3 块');
    await press(page, 'Escape');
    await page.locator('.desk-queue').waitFor();
    await page.reload();
    await page.locator('.desk-queue').waitFor();
    await press(page, 'n');
    await page.getByRole('heading', { name: '谁家，要什么' }).waitFor();
    await soon(() => page.getByRole('textbox', { name: /物品，一行/ }).inputValue(), 'xndj?/ 豆腐 3 块');
    assert.equal((await site.queue()).rows.length, before);
    await page.context().close();
  });

  it('a pasted text stands beside the request to the letter', async () => {
    const page = await site.open('clerk2', '#new/pasted_text');
    const pasted = '  1号楼1单元102\n要豆腐两块🙏\n\n谢谢  ';
    await page.getByLabel('原文，一字不改地留着').fill(pasted);
    await page.locator('.desk-find input').pressSequentially('1-1-102');
    await press(page, 'Enter');
    await page.getByRole('heading', { name: '住户和亲属' }).waitFor();
    await page.keyboard.type('豆腐两块');
    await press(page, 'Enter', 'Enter');
    await page.getByText(/登记好了/).waitFor();
    const { rows } = await site.queue({ search: '1-1-102' });
    assert.equal((await site.read(rows[0]?.requestId ?? '')).pasted, pasted);
    // The same text may hold the need of another household.
    await soon(() => page.getByLabel('原文，一字不改地留着').inputValue(), pasted);
    await page.context().close();
  });
});

describe('a call without a request', () => {
  it('is closed by two keys with what came of it, and the household counts as heard from', async () => {
    const page = await site.open('clerk', '#new/telephone');
    await page.locator('.desk-find input').pressSequentially('1-1-301');
    await press(page, 'Enter');
    await page.getByRole('heading', { name: '住户和亲属' }).waitFor();
    await press(page, 'Alt+c');
    await page.getByRole('dialog', { name: /1号楼 1单元 301/ }).waitFor();
    await press(page, '1');
    await page.getByText('已记下：问事情，已答复').waitFor();
    await page.locator('.desk-find input').waitFor();
    const heard = await site.of.db.row<{ outcome: string }>('SELECT outcome FROM contact WHERE household_id = $1', [
      community.households['1-1-301'],
    ]);
    assert.equal(heard?.outcome, 'spoke');
    // A number that nobody knows needs no household.
    await press(page, 'Alt+c');
    await page.getByRole('dialog', { name: '这通电话怎么样了' }).waitFor();
    await press(page, '5');
    await page.getByText('已记下：打错了').waitFor();
    await page.context().close();
  });
});

describe('without a network', () => {
  it('an entry is kept through a closed page and arrives once, under the id it had from the start', async () => {
    const page = await site.open('clerk2', '#new/telephone');
    const before = (await site.queue()).rows.length;
    await page.locator('.desk-find input').pressSequentially('1-2-101');
    await press(page, 'Enter');
    await page.getByRole('heading', { name: '住户和亲属' }).waitFor();
    await page.context().setOffline(true);
    await page.keyboard.type('大米 5 公斤');
    await press(page, 'Enter', 'Enter');
    await page.getByText(/1 条还没送到服务器：1号楼 2单元 101/).waitFor();
    const kept = (await page.evaluate(
      `JSON.parse(Object.entries(localStorage).find(([name]) => name.startsWith('cailanzi:unsent:'))[1])[0].ask.id`,
    )) as string;
    await page.context().setOffline(false);
    await page.reload();
    // It may have gone out before the page came back: what counts is that it waits no longer and is there.
    await page.locator('.desk-find input').waitFor();
    await page.getByText(/还没送到服务器/).waitFor({ state: 'hidden' });
    const { rows } = await site.queue();
    assert.equal(rows.length, before + 1);
    assert.ok(rows.some(row => row.requestId === kept));
    await soon(() => page.getByText(/还没送到服务器/).count(), 0);
    await page.context().close();
  });
});

describe('a full run', () => {
  it('is said plainly, and one key takes the next one', async () => {
    const page = await site.open('clerk', '#new/telephone');
    await page.locator('.desk-find input').pressSequentially('1-2-301');
    await press(page, 'Enter');
    await page.getByRole('heading', { name: '住户和亲属' }).waitFor();
    await page.keyboard.type('面粉 1 袋');
    await press(page, 'Enter');
    await page.getByLabel('哪一趟').selectOption(community.runs.next);
    // Others were quicker while the caller was thinking.
    await site.of.db.count('UPDATE run SET capacity_requests = booked_requests WHERE community_id = $1 AND run_id = $2', [
      community.communityId,
      community.runs.next,
    ]);
    await press(page, 'Control+Enter');
    const next = page.getByRole('button', { name: /改到 .* 那趟/ });
    await next.waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent?.includes('那趟'));
    await press(page, 'Enter');
    await page.getByText(/可以告诉对方/).waitFor();
    const { rows } = await site.queue({ search: '1-2-301' });
    assert.equal(rows[0]?.run?.runId, community.runs.later);
    await page.context().close();
  });
});
