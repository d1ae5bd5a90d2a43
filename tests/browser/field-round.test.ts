// A round on the phone: counted at the gate without signal, by camera and by hand, disinfected in one go, the rest handed to the carrier inside.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { encode } from 'uqr';
import { listDifferences } from '../../src/api/handover.ts';
import { makeRound, readRound } from '../../src/api/round.ts';
import { allSent, openField, shellKept, unsentOf } from './field-page.ts';
import { assertFits } from './phones.ts';
import { soon } from './soon.ts';

const folder = await mkdtemp(join(tmpdir(), 'cailanzi-lens-'));
after(() => rm(folder, { recursive: true, force: true }));
const lens = join(folder, 'lens.y4m');

/** From now on the camera sees this code, a hand's breadth away, on grey paper. */
async function show(code: string): Promise<void> {
  const [width, height, scale] = [640, 480, 9];
  const { data, size } = encode(code, { ecc: 'M', border: 3 });
  const bright = Buffer.alloc(width * height, 150);
  const [left, top] = [Math.floor((width - size * scale) / 2), Math.floor((height - size * scale) / 2)];
  data.forEach((row, y) => {
    row.forEach((dark, x) => {
      for (let line = 0; line < scale; line += 1) {
        const from = (top + y * scale + line) * width + left + x * scale;
        bright.fill(dark ? 20 : 235, from, from + scale);
      }
    });
  });
  const frame = Buffer.concat([Buffer.from('FRAME\n'), bright, Buffer.alloc((width * height) / 2, 128)]);
  await writeFile(lens, Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420\n`), frame, frame]));
}

const site = await openField([
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  `--use-file-for-fake-video-capture=${lens}`,
]);
const { of } = site;
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).first().click();
const bagRow = (page: Page, door: string) => page.locator('.f-bags li').filter({ hasText: door });

/** Not fresh, so that it is disinfected. */
const paper = { items: [{ name: '卫生纸', quantity: 1, unit: '提' }] };

describe('a round on the phone', () => {
  it('is counted at the gate, walked, and handed on, bag by bag', async () => {
    const doors = ['10-1-101', '10-1-102', '10-1-201'];
    const requests: string[] = [];
    for (const door of doors) requests.push(await site.ready(door, 'volunteer1', paper));
    const [first = '', second = '', third = ''] = requests;
    const clerk = await of.signedIn('clerk');
    const round = await clerk.get(makeRound, {
      body: {
        id: randomUUID(),
        helperId: of.community.staff.volunteer1.personId,
        startAt: of.now().toISOString(),
        stops: requests.map(requestId => ({ requestId })),
      },
    });
    const codes = round.stops.map(stop => stop.bags[0]?.code ?? '');
    await show(codes[0] ?? '');

    const phone = await site.phone('volunteer1');
    const page = await phone.open();
    await allSent(page);
    await shellKept(page);
    await assertFits(page, 'field round');
    await phone.signal(false);
    await press(page, '在大门点 3 袋');
    await page.getByRole('heading', { name: '大门点货' }).waitFor();
    await assertFits(page, 'field count');
    await press(page, '扫码');
    await page.getByRole('dialog').getByText('1 / 3 袋').waitFor();
    await assertFits(page, 'field scan');
    await press(page, '不扫了，从单子上点');
    await bagRow(page, '102').locator('.f-bag').click();
    await bagRow(page, '201').locator('.k-button').click();
    await press(page, '少了，没见到');
    await assertFits(page, 'field counted');
    await press(page, '点清了，出发');
    await page.locator('.f-strip').getByText('2 步还没送到社区').waitFor();
    // What was not there is not walked to.
    await page.locator('.f-later').filter({ hasText: '102' }).waitFor();
    await soon(() => page.locator('.f-later').count(), 1);
    await press(page, '消杀好了');
    await assertFits(page, 'field disinfect together');
    await press(page, '含氯 500 mg/L');
    await page.locator('.f-strip').getByText('4 步还没送到社区').waitFor();
    await press(page, /^放到门口了$/);
    await page.locator('.f-strip').getByText('5 步还没送到社区').waitFor();
    await page.locator('.f-next').getByRole('heading', { level: 1, name: '10号楼 1单元 102' }).waitFor();
    await assertFits(page, 'field round running');
    assert.equal(await unsentOf(page), 5);

    await phone.signal(true);
    await allSent(page);
    await page.locator('.f-strip').getByText('这条路线走完 2 户，共 3 户').waitFor();
    assert.deepEqual(await Promise.all(requests.map(async requestId => (await site.read(requestId)).state)), [
      'delivered',
      'carrying',
      'problem',
    ]);
    assert.equal((await site.read(third)).problem, 'missing_goods');
    const { differences } = await clerk.get(listDifferences);
    assert.deepEqual(
      differences.map(one => [one.requestId, one.difference]),
      [[third, 'missing']],
    );
    assert.deepEqual(
      (await site.read(first)).bags[0]?.custody.map(step => step.step),
      ['packed', 'gate', 'disinfected', 'door'],
    );

    await press(page, '剩下 1 袋交给里面的人');
    await bagRow(page, '102').locator('.f-bag').click();
    await press(page, '点清了，交出去');
    await allSent(page);
    const inside = await site.phone('volunteer3');
    const theirs = await inside.open();
    await allSent(theirs);
    await show(codes[1] ?? '');
    await press(theirs, '接别人放下的袋子');
    await press(theirs, '扫码');
    await theirs.getByRole('dialog').getByText('扫了 1 袋').waitFor();
    await press(theirs, '不扫了，从单子上点');
    await assertFits(theirs, 'field take over');
    await press(theirs, '点清了，接过来');
    await theirs.locator('.f-next').getByRole('heading', { level: 1, name: '10号楼 1单元 102' }).waitFor();
    await allSent(theirs);
    const { state, ownerId } = await site.read(second);
    assert.deepEqual([state, ownerId], ['carrying', of.community.staff.volunteer3.personId]);

    await press(page, '这条路线走完了');
    await allSent(page);
    assert.equal((await clerk.get(readRound, { params: { roundId: round.roundId } })).state, 'finished');
    await Promise.all([phone.context.close(), inside.context.close()]);
  });

  it('is made by the helper of what is in hand', async () => {
    await site.ready('10-2-101', 'volunteer1');
    await site.ready('10-2-102', 'volunteer1');
    const phone = await site.phone('volunteer1');
    const page = await phone.open();
    await press(page, /^把手上 \d 单排成一条路线$/);
    await page.getByRole('button', { name: /^在大门点 \d 袋$/ }).waitFor();
    await phone.context.close();
  });

  it('says plainly where there is no camera, and goes on by the list', async () => {
    const phone = await site.phone('volunteer1');
    await phone.context.addInitScript(() => {
      Object.defineProperty(navigator, 'mediaDevices', { value: undefined });
    });
    const page = await phone.open();
    await press(page, /^在大门点 \d 袋$/);
    await press(page, '扫码');
    await page
      .getByRole('dialog')
      .getByText(/打不开镜头/)
      .waitFor();
    await assertFits(page, 'field no camera');
    await phone.context.close();
  });
});
