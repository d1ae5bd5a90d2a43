// The field seat on the real program: the way of a bag in a volunteer's hands, and a steward going from door to door.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { readPhoto } from '../../src/api/delivery.ts';
import { myTasks } from '../../src/api/own.ts';
import { findHouseholds } from '../../src/api/place.ts';
import { readRequest } from '../../src/api/request.ts';
import { demoPassword } from '../program.ts';
import { assertFits, openPhones, small, tall, until } from './phones.ts';

const phones = await openPhones();

const press = (on: Page, name: string | RegExp) => on.getByRole('button', { name, exact: true }).first().click();
/** Not fresh, so that it is disinfected. */
const paper = { items: [{ name: '卫生纸', quantity: 1, unit: '提' }] };
const state = async (requestId: string) => {
  const { state, events } = await (await phones.staff('clerk')).get(readRequest, { params: { requestId } });
  return { state, moves: events.map(event => event.move), reason: events.at(-1)?.reason };
};
/** The strip says how many steps the community does not know yet. */
const unsent = (on: Page, n: number) => on.locator('.f-strip').getByText(`${n} 步还没送到社区`);
/** Everything that was done here has been answered by the server. */
const allSent = (on: Page) => on.locator('.f-strip').getByText('都已送到社区').waitFor();
/** The card in which this door is offered. */
const offerOf = (on: Page, door: string) => on.locator('.f-offer').filter({ hasText: door });
/** Chooses this door among those in hand, so that it fills the screen. */
const choose = async (on: Page, door: string) => {
  const heading = on.locator('.f-next').getByRole('heading', { level: 1, name: door });
  const later = on.locator('.f-later').filter({ hasText: door });
  await heading.or(later).first().waitFor();
  if ((await heading.count()) === 0) await later.first().click();
  await heading.waitFor();
};

/** A picture as a telephone makes it: large, and with the place and the camera written into it. */
async function photoOfDoor(on: Page): Promise<Buffer> {
  const drawn = await on.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.width = 1600;
    canvas.height = 1200;
    const pen = canvas.getContext('2d');
    if (pen !== null) {
      pen.fillStyle = '#8a6';
      pen.fillRect(0, 0, 1600, 1200);
      pen.fillStyle = '#420';
      pen.fillRect(500, 200, 600, 1000);
    }
    return canvas.toDataURL('image/jpeg', 0.7).split(',')[1] ?? '';
  });
  const picture = Buffer.from(drawn, 'base64');
  const exif = Buffer.from('Exif\0\0GPS 43.8256N 87.6168E', 'latin1');
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, exif.length + 2]), exif]);
  return Buffer.concat([picture.subarray(0, 2), segment, picture.subarray(2)]);
}

describe('a volunteer', () => {
  it('takes what is offered, fetches, disinfects, leaves it at the door with a photo', async () => {
    const { householdId, door } = await phones.freeDoor();
    const requestId = await phones.ask(householdId, paper, 'volunteer1');
    const page = await phones.open('/field', { ...tall, as: 'volunteer1' });
    const offer = offerOf(page, door);
    await offer.getByText('卫生纸').waitFor();
    await assertFits(page, 'field offers');
    await offer.getByRole('button', { name: '接单', exact: true }).click();
    await choose(page, door);
    await allSent(page);
    assert.equal((await state(requestId)).state, 'accepted');
    await phones.pack(requestId);
    await page.reload();
    await choose(page, door);
    await assertFits(page, 'field next door');
    await press(page, '大门取到货');
    await press(page, '消杀好了');
    await page.getByRole('dialog').getByText('接触时间（分钟）').waitFor();
    await assertFits(page, 'field disinfect');
    await press(page, '含氯 500 mg/L');
    await page.getByRole('button', { name: /^放到.*了$/ }).waitFor();
    const chooser = page.waitForEvent('filechooser');
    await press(page, '拍一张门口');
    await (await chooser).setFiles({ name: 'IMG_2022.jpg', mimeType: 'image/jpeg', buffer: await photoOfDoor(page) });
    await page.getByRole('button', { name: /^已拍/ }).waitFor();
    await assertFits(page, 'field at the door');
    await press(page, /^放到.*了$/);
    await page.locator('.f-next').getByRole('heading', { level: 1, name: door }).waitFor({ state: 'detached' });
    await allSent(page);
    const clerk = await phones.staff('clerk');
    const request = await clerk.get(readRequest, { params: { requestId } });
    assert.equal(request.state, 'delivered');
    assert.deepEqual(
      request.bags[0]?.custody.map(step => step.step),
      ['packed', 'gate', 'disinfected', 'door'],
    );
    const fileId = request.bags[0]?.custody.at(-1)?.fileId ?? '';
    const { cookie } = clerk;
    const kept = await fetch(phones.origin + readPhoto.path.replace('{requestId}', requestId).replace('{fileId}', fileId), {
      headers: { cookie },
    });
    const bytes = Buffer.from(await kept.arrayBuffer());
    assert.equal(kept.status, 200);
    assert.deepEqual([...bytes.subarray(0, 2)], [0xff, 0xd8]);
    assert.equal(bytes.includes('GPS'), false, 'the place of the picture went with it');
    await page.context().close();
  });

  it('says in one tap why something cannot be delivered, and why it is not taken', async () => {
    const [first, second] = [await phones.freeDoor(), await phones.freeDoor()];
    const failing = await phones.ask(first.householdId, {}, 'volunteer1');
    const declined = await phones.ask(second.householdId, {}, 'volunteer1');
    await phones.move('volunteer1', failing, { move: 'accept' });
    const page = await phones.open('/field', { ...small, as: 'volunteer1' });
    await choose(page, first.door);
    await press(page, '有问题');
    await assertFits(page, 'field what is wrong');
    await press(page, '没人应门');
    await page.locator('.f-next').getByRole('heading', { level: 1, name: first.door }).waitFor({ state: 'detached' });
    await allSent(page);
    assert.deepEqual([(await state(failing)).state, (await state(failing)).reason], ['problem', 'nobody_answered']);
    await offerOf(page, second.door).getByRole('button', { name: '不接', exact: true }).click();
    await press(page, '太重');
    await offerOf(page, second.door).waitFor({ state: 'detached' });
    await allSent(page);
    // The program may have offered it to the next one meanwhile.
    const after = await (await phones.staff('clerk')).get(readRequest, { params: { requestId: declined } });
    assert.deepEqual(
      after.events.filter(event => event.move === 'decline').map(event => event.reason),
      ['too_heavy'],
    );
    await page.context().close();
  });

  it('is told when a step has not reached the community; it arrives once, also when only the answer was lost', async () => {
    const { householdId, door } = await phones.freeDoor();
    const requestId = await phones.ask(householdId, paper, 'volunteer1');
    const page = await phones.open('/field', { ...small, as: 'volunteer1' });
    await offerOf(page, door).waitFor();
    await page.context().setOffline(true);
    await offerOf(page, door).getByRole('button', { name: '接单', exact: true }).click();
    await unsent(page, 1).waitFor();
    // The next step is there at once, and says that nobody knows of it yet.
    await choose(page, door);
    await page.locator('.f-next').getByText('还没送到社区').waitFor();
    await assertFits(page, 'field unsent');
    assert.equal((await state(requestId)).state, 'offered');
    // The signal returns, the page sends by itself.
    await page.context().setOffline(false);
    await unsent(page, 1).waitFor({ state: 'detached' });
    assert.equal((await state(requestId)).state, 'accepted');
    await phones.pack(requestId);
    await page.reload();
    await choose(page, door);
    await page.route('**/my/moves', async route => {
      await route.fetch();
      await route.abort();
    });
    await press(page, '大门取到货');
    await unsent(page, 1).waitFor();
    await page.locator('.f-next').getByText('还没送到社区').waitFor();
    await until(async () => (await state(requestId)).state === 'carrying');
    await page.unrouteAll({ behavior: 'wait' });
    await unsent(page, 1).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '消杀好了' }).waitFor();
    const { moves } = await state(requestId);
    assert.deepEqual(
      moves.filter(move => move === 'accept' || move === 'fetch'),
      ['accept', 'fetch'],
    );
    await page.context().close();
  });

  it('reads English as well, on both sizes of telephone, in the sun and on the stairs, up to the largest type', async () => {
    const { householdId } = await phones.freeDoor();
    await phones.ask(
      householdId,
      { kind: 'medicine', items: [{ name: '硝苯地平缓释片', quantity: 2, unit: '盒' }] },
      'volunteer1',
    );
    const { tasks } = await (await phones.staff('volunteer1')).get(myTasks);
    assert.ok(tasks.some(task => task.state === 'offered') && tasks.some(task => task.state !== 'offered'));
    for (const [name, wish] of Object.entries({
      'en 412': { ...tall, language: 'en', theme: 'sun' },
      'en 360': { ...small, language: 'en', theme: 'stairwell' },
      'zh 360 187': { ...small, language: 'zh', typeSize: 187 },
      'en 360 187': { ...small, language: 'en', typeSize: 187 },
    } as const)) {
      const page = await phones.open('/field', { ...wish, as: 'volunteer1' });
      await page.locator('.f-next').waitFor();
      await assertFits(page, `field ${name}`);
      await page.context().close();
    }
  });

  it('signs in with name and password, and out again', async () => {
    const page = await phones.open('/field', small);
    await page.getByLabel('用户名').fill('volunteer2');
    await page.getByRole('textbox', { name: '密码' }).fill('wrong-password');
    await press(page, '登录');
    await page
      .getByRole('alert')
      .getByText(/对不上/)
      .waitFor();
    await assertFits(page, 'field sign-in');
    await page.getByRole('textbox', { name: '密码' }).fill(demoPassword);
    await press(page, '登录');
    await page.locator('.f-strip').waitFor();
    await press(page, '退出登录');
    await page.getByLabel('用户名').waitFor();
    await page.context().close();
  });
});

describe('a steward from door to door', () => {
  it('hears "needs nothing" in one tap and writes down what is needed', async () => {
    const [fine, needy] = [await phones.freeDoor(), await phones.freeDoor()];
    const page = await phones.open('/field', { ...tall, as: 'steward1' });
    await page.getByRole('tab', { name: '敲门登记' }).click();
    const rowOf = (door: string) => page.locator('.f-doors li').filter({ has: page.getByText(door, { exact: true }) });
    await rowOf(fine.door).waitFor();
    await assertFits(page, 'field doors');
    await rowOf(fine.door).getByRole('button', { name: '不需要' }).click();
    // The days of supply are asked where the answer was given.
    await rowOf(fine.door).getByRole('button', { name: '3 天' }).click();
    await rowOf(fine.door)
      .getByText(/刚刚联系过|0 分钟前联系过/)
      .waitFor();
    await rowOf(fine.door)
      .getByText(/家里够 3 天/)
      .waitFor();
    const { households } = await (await phones.staff('clerk')).get(findHouseholds, { query: { search: fine.door, limit: 5 } });
    assert.ok(households.find(one => one.householdId === fine.householdId)?.heardAt);
    assert.deepEqual(await phones.requestsOf(fine.householdId), []);

    await rowOf(needy.door).getByRole('button', { name: '有需要' }).click();
    await press(page, /^土豆/);
    await press(page, /^土豆/);
    await page.getByRole('dialog').getByRole('textbox').fill('红枣 1 袋\n盐');
    await assertFits(page, 'field what is needed');
    await press(page, '登记');
    await page.getByText(/记下了/).waitFor();
    await rowOf(needy.door)
      .getByText(/1 件在办/)
      .waitFor();
    const [request, ...others] = await phones.requestsOf(needy.householdId);
    assert.deepEqual(others, []);
    assert.deepEqual([request?.channel, request?.askedAs], ['door_to_door', 'steward']);
    assert.deepEqual(
      request?.items.map(item => [item.name, item.quantity, item.unit]),
      [
        ['土豆', 4, '斤'],
        ['红枣', 1, '袋'],
        ['盐', null, null],
      ],
    );
    await page.context().close();
  });

  it('an entry at a door without signal becomes one request, however often it is sent', async () => {
    const { householdId, door } = await phones.freeDoor();
    const page = await phones.open('/field', { ...small, language: 'en', as: 'steward1' });
    await page.getByRole('tab', { name: 'Door to door' }).click();
    const row = page.locator('.f-doors li').filter({ has: page.getByText(door, { exact: true }) });
    await row.getByRole('button', { name: 'Needs something' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('大米 1 袋');
    await page.route('**/my/moves', async route => {
      await route.fetch();
      await route.abort();
    });
    await press(page, 'Write it down');
    await row.getByText('Not sent yet').waitFor();
    await assertFits(page, 'field asked without signal');
    await until(async () => (await phones.requestsOf(householdId)).length === 1);
    await page.unrouteAll({ behavior: 'wait' });
    await row.getByText('Not sent yet').waitFor({ state: 'detached' });
    assert.equal((await phones.requestsOf(householdId)).length, 1);
    await page.context().close();
  });

  it('fits the smallest telephone in the largest type, in both languages', async () => {
    for (const language of ['zh', 'en'] as const) {
      const page = await phones.open('/field', { ...small, language, typeSize: 187, as: 'steward1' });
      await page.getByRole('tab').nth(1).click();
      await page.locator('.f-doors li').first().waitFor();
      await assertFits(page, `field doors 187 ${language}`);
      await page.locator('.f-doors li').first().locator('[data-look=main]').click();
      await page.getByRole('dialog').waitFor();
      await assertFits(page, `field ask 187 ${language}`);
      await page.context().close();
    }
  });
});
