// Rounds at the desk, on the real server: made and put in order by keyboard, printed, and the sheet entered again by keyboard.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { listCallBacks } from '../../src/api/care.ts';
import { listDifferences } from '../../src/api/handover.ts';
import { listRounds, readRound } from '../../src/api/round.ts';
import { startCarrying } from '../carrying.ts';
import { seriousFindings } from './chromium.ts';
import { openDesk, press, settled } from './desk-page.ts';
import { soon, soonMatches } from './soon.ts';

const site = await openDesk();
const { db, community } = site.of;
const { packed, round, counted, moved, seats } = await startCarrying(site.of);

const doorsOf = (page: Page) => page.locator('.desk-stops:not([data-ended]) a').allTextContents();

/** Sizes of the pages of a PDF, in millimetres. */
function pagesOf(pdf: Buffer): number[][] {
  const boxes = pdf.toString('latin1').matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/g);
  return [...boxes].map(([, width, height]) => [width, height].map(points => Math.round((Number(points) / 72) * 25.4)));
}

describe('rounds at the desk', () => {
  it('one is made from what a helper holds and put in another order, by keyboard', async () => {
    for (const door of ['10-1-101', '10-2-201', '10-2-301']) await packed('volunteer1', { door });
    const page = await site.open('clerk', '#rounds');
    await settled(page);
    await press(page, 'a');
    await page.getByRole('heading', { name: '排一条新路线' }).waitFor();
    // The list of helpers has the focus already.
    await page.waitForFunction(() => document.activeElement?.tagName === 'SELECT');
    await press(page, 'ArrowDown');
    await page.locator('.desk-pick-list li').nth(2).waitFor();
    await soon(() => page.locator('.desk-pick-list input:checked').count(), 3, 'all of it, unless somebody says otherwise');
    await press(page, 'Control+Enter');
    await page.locator('.desk-stops li').nth(2).waitFor();
    assert.deepEqual(await doorsOf(page), ['10号楼 1单元 101', '10号楼 2单元 301', '10号楼 2单元 201']);
    await press(page, 'j', 'Shift+J');
    await page.getByText('顺序改了，还没保存').waitFor();
    assert.deepEqual(await doorsOf(page), ['10号楼 1单元 101', '10号楼 2单元 201', '10号楼 2单元 301']);
    await press(page, 'Control+Enter');
    await page.getByText('新的顺序已保存').waitFor();
    const [made] = (await seats.clerk.get(listRounds)).rounds;
    const stored = await seats.clerk.get(readRound, { params: { roundId: made?.roundId ?? '' } });
    assert.deepEqual(
      stored.stops.map(stop => stop.door),
      ['10号楼 1单元 101', '10号楼 2单元 201', '10号楼 2单元 301'],
    );
    assert.deepEqual(await seriousFindings(page), []);
    await page.getByRole('button', { name: '告知帮手' }).click();
    await page.locator('.desk-round .k-chip', { hasText: '已告知' }).waitFor();
    await page.context().close();
  });

  it('sheets come out one page per unit, labels as 24 on A4 and on a 58 mm roll, with no name but the surname', async () => {
    await db.count(`UPDATE person SET name = '欧阳小满' WHERE person_id = $1`, [community.residents['10-1-201']]);
    const carried = [
      await packed('volunteer3', { door: '10-1-201' }, { lot: 'B-12' }),
      await packed('volunteer3', { door: '10-2-102', kind: 'medicine' }, { goodsClass: 'medicine' }),
    ];
    const { roundId, number } = await round('volunteer3', carried, { order: 'suggested' });
    const page = await site.open('clerk', `#rounds/${roundId}/sheets`);
    await page.locator('.k-sheet').nth(1).waitFor();
    const paper = (await page.locator('.k-sheets').textContent()) ?? '';
    assert.ok(paper.includes(`${number}-1`) && paper.includes(`${number}-2`) && paper.includes('欧阳'));
    assert.ok(!paper.includes('小满'));
    await page.emulateMedia({ media: 'print' });
    assert.ok(!(await page.locator('.desk-head').isVisible()), 'the page itself is not printed');
    assert.deepEqual(pagesOf(await page.pdf({ preferCSSPageSize: true })), [
      [210, 297],
      [210, 297],
    ]);
    await page.emulateMedia({ media: null });
    await page.goto(`${site.origin}/desk#rounds/${roundId}/labels`);
    await page.locator('.label').nth(1).waitFor();
    const label = (await page.locator('.label').first().textContent()) ?? '';
    assert.ok(label.includes('10号楼 1单元') && label.includes('201') && label.includes('欧阳') && label.includes('B-12'));
    assert.ok(!label.includes('小满'));
    await soonMatches(() => page.locator('.label').nth(1).textContent(), /药/);
    assert.deepEqual(pagesOf(await page.pdf({ preferCSSPageSize: true })), [[210, 297]]);
    await page.getByLabel('纸张').selectOption('roll');
    await page.locator('.label-roll .label').nth(1).waitFor();
    assert.deepEqual(pagesOf(await page.pdf({ preferCSSPageSize: true })), [
      [58, 40],
      [58, 40],
    ]);
    await page.context().close();
  });

  it('a sheet that came back is entered with one key per door, and the request says when it happened', async () => {
    const carried = [];
    for (const door of ['10-1-101', '10-1-102', '10-1-202']) carried.push(await packed('steward1', { door }));
    const made = await round('steward1', carried);
    const page = await site.open('clerk', '#rounds');
    await settled(page);
    await press(page, 'e');
    await page.waitForFunction(() => document.activeElement?.tagName === 'INPUT');
    // Read from a crumpled sheet: small letters.
    await page.keyboard.type(`${made.number}-1`.toLowerCase());
    await press(page, 'Enter');
    await page.locator('.desk-ticks li').nth(2).waitFor();
    await press(page, 't');
    await page.waitForFunction(() => (document.activeElement as HTMLInputElement | null)?.type === 'time');
    await page.locator('input[type=time]').fill('00:10');
    await press(page, 'Escape', '1', '2', '1');
    await soon(() => page.locator('.desk-ticks li[data-marked]').count(), 3);
    assert.deepEqual(await seriousFindings(page), []);
    await press(page, 'Control+Enter');
    await page.getByText('已录入 3 户').waitFor();
    const [first, second, third] = await Promise.all(carried.map(one => site.read(one.requestId)));
    assert.deepEqual([first?.state, second?.state, third?.state], ['delivered', 'problem', 'delivered']);
    const told = first?.events.find(event => event.move === 'deliver');
    assert.ok(told?.happenedAt?.endsWith(':10:00.000Z'), told?.happenedAt ?? 'no time');
    assert.equal(told?.byRole, 'steward', 'it was the helper who went');
    await page.context().close();
  });

  it('a difference is seen with its bag’s story and settled; a lot is called back from the list of its households', async () => {
    const [fine, lost] = [
      await packed('volunteer1', { door: '10-1-301' }, { lot: '豆腐 A' }),
      await packed('volunteer1', { door: '10-1-302' }, { lot: '豆腐 A' }),
    ];
    await counted('volunteer1', {
      point: 'gate',
      bagIds: [fine.bagId],
      differences: [{ bagId: lost.bagId, difference: 'missing' }],
    });
    await db.count(`UPDATE bag SET step = 'disinfected' WHERE bag_id = $1`, [fine.bagId]);
    await moved(seats.volunteer1, fine.requestId, { move: 'deliver' });
    const page = await site.open('supply', '#bags');
    await page.getByText('1 包待处理').waitFor();
    await page.getByRole('button', { name: lost.label }).click();
    const story = page.getByRole('dialog', { name: `包裹 ${lost.label} 的经过` });
    await story.getByText('东西少了').first().waitFor();
    await press(page, 'Escape');
    await story.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '已补一包' }).click();
    await page.getByText('没有待处理的差异').waitFor();
    assert.equal((await seats.clerk.get(listDifferences)).differences.length, 0);
    await page.getByRole('tab', { name: '批次召回' }).click();
    await page.getByRole('link', { name: /豆腐 A/ }).click();
    await page.getByRole('button', { name: '召回这一批' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '召回这一批' }).click();
    await page.getByText('1 户待回访').waitFor();
    const { callBacks } = await seats.clerk.get(listCallBacks);
    assert.ok(callBacks.some(call => call.reason === 'lot_recalled' && call.requestId === fine.requestId));
    await page.context().close();
  });
});
