// The article's day through the pages: an order, a call, the dispatch, the stairs, the door, the board. TOUR_PICTURES=1 takes the README's pictures.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { listRequests, readRequest } from '../../src/api/request.ts';
import { whoAmI } from '../../src/api/session.ts';
import { press as keys } from './desk-page.ts';
import { confirmByCode, openPhones, tall } from './phones.ts';

const phones = await openPhones();
const wide = { width: 1440, height: 900 };
const pictures = join(import.meta.dirname, '../../docs/pictures');
const mostBytes = 120_000;

/** The visible page as a WebP that a README can carry; Chromium itself does the encoding. */
async function picture(page: Page, name: string): Promise<void> {
  const png = await page.screenshot({ animations: 'disabled' });
  if (process.env.TOUR_PICTURES !== '1') return;
  const maker = await phones.browser.newPage();
  for (const quality of [0.86, 0.75, 0.6, 0.45]) {
    const encoded = await maker.evaluate(
      async ([base64, wish]) => {
        const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
        const canvas = document.createElement('canvas');
        canvas.width = image.width;
        canvas.height = image.height;
        canvas.getContext('2d')?.drawImage(image, 0, 0);
        return canvas.toDataURL('image/webp', wish).split(',')[1] ?? '';
      },
      [png.toString('base64'), quality] as const,
    );
    const webp = Buffer.from(encoded, 'base64');
    if (webp.length > mostBytes && quality > 0.45) continue;
    assert.ok(webp.length <= mostBytes, `${name} is too large for the README: ${webp.length}`);
    await mkdir(pictures, { recursive: true });
    await writeFile(join(pictures, `${name}.webp`), webp);
    break;
  }
  await maker.close();
}

const tap = (on: Page, name: string | RegExp) => on.getByRole('button', { name, exact: true }).first().click();

describe('a day', () => {
  const made: { order?: string | undefined; call?: string | undefined } = {};
  let family: Page;
  let home: Awaited<ReturnType<typeof phones.freeDoor>>;

  it('a family of the sealed building orders on its own page', async () => {
    home = await phones.freeDoor();
    family = await phones.open(`/door#${home.code}`, tall);
    await confirmByCode(family);
    await tap(family, '买菜买生活用品');
    await tap(family, '+ 土豆');
    await tap(family, '+ 鸡蛋');
    await tap(family, '送出');
    await family.getByRole('heading', { name: '信息员正在看' }).waitFor();
    made.order = (await phones.requestsOf(home.householdId))[0]?.requestId;
  });

  it('an old man calls, and the clerk takes it down by keyboard', async () => {
    const desk = await phones.open('/desk', { ...wide, as: 'clerk' });
    await desk.locator('.desk-row').first().waitFor();
    await keys(desk, 'n');
    await desk.getByRole('combobox', { name: '来电号码或门牌' }).pressSequentially('10-2-1002', { delay: 15 });
    await keys(desk, 'Enter');
    await desk.getByRole('heading', { name: '住户和亲属' }).waitFor();
    await desk.keyboard.type('土豆 2 斤，鸡蛋 1 板', { delay: 15 });
    await keys(desk, 'Enter', 'Enter');
    await desk.getByText(/可以告诉对方/).waitFor();
    const { rows } = await (await phones.staff('clerk')).get(listRequests, { query: { search: '10-2-1002', limit: 20 } });
    made.call = rows.find(row => row.channel === 'telephone' && row.state === 'asked')?.requestId;
    assert.ok(made.call);
    await desk.context().close();
  });

  it('both are dispatched with two presses each, to whoever the desk proposes', async () => {
    for (const [at, requestId] of [made.call ?? '', made.order ?? ''].entries()) {
      assert.notEqual(requestId, '');
      const desk = await phones.open(`/desk#queue/${requestId}`, { ...wide, as: 'clerk' });
      await desk.getByRole('button', { name: /整理好了/ }).waitFor();
      await keys(desk, 'Enter');
      await desk.getByRole('button', { name: /派给/ }).first().waitFor();
      if (at === 1) await picture(desk, 'desk');
      await keys(desk, 'Enter');
      await desk
        .getByText(/^等.*接单/)
        .first()
        .waitFor();
      await desk.context().close();
    }
  });

  it('the helper carries the bag from the gate to the door', async () => {
    const { ownerId } = await (await phones.staff('clerk')).get(readRequest, { params: { requestId: made.order ?? '' } });
    let who: 'volunteer1' | 'volunteer2' | 'steward1' | undefined;
    for (const name of ['volunteer1', 'volunteer2', 'steward1'] as const) {
      if ((await (await phones.staff(name)).get(whoAmI)).personId === ownerId) who = name;
    }
    assert.ok(who, 'it went to somebody who answers for 10号楼');
    const field = await phones.open('/field', { ...tall, as: who });
    await field.locator('.f-offer').filter({ hasText: home.door }).getByRole('button', { name: '接单', exact: true }).click();
    const allSent = () => field.locator('.f-strip').getByText('都已送到社区').waitFor();
    await allSent();
    await phones.pack(made.order ?? '');
    const heading = field.locator('.f-next').getByRole('heading', { level: 1, name: home.door });
    const choose = async () => {
      const later = field.locator('.f-later').filter({ hasText: home.door });
      await heading.or(later).first().waitFor();
      if ((await heading.count()) === 0) await later.first().click();
      await heading.waitFor();
    };
    await field.reload();
    await choose();
    await tap(field, '大门取到货');
    // Potatoes and eggs: nothing is sprayed on fresh food.
    await field.getByRole('button', { name: /^放到.*了$/ }).waitFor();
    await field.locator('.k-toast').first().waitFor({ state: 'detached' });
    await field.evaluate(() => document.querySelector('.f-next')?.scrollIntoView({ block: 'start' }));
    await picture(field, 'field');
    await tap(field, /^放到.*了$/);
    await heading.waitFor({ state: 'detached' });
    await allSent();
    await field.context().close();
  });

  it('the family sees it arrive and says so', async () => {
    await family.getByRole('heading', { name: '已经送到，请开门拿' }).waitFor();
    await picture(family, 'resident');
    await tap(family, '收到了');
    await family.getByRole('heading', { name: '办完了，谢谢反馈' }).waitFor();
  });

  it('the board shows the building as it stands', async () => {
    const board = await phones.open('/board', { ...wide, as: 'lead', theme: 'dark' });
    await board.getByText('10号楼').first().waitFor();
    await board.waitForFunction(() => document.querySelectorAll('.k-waiting').length === 0);
    await picture(board, 'board');
  });
});
