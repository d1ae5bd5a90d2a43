// An old man does not answer: his record is made at the desk, a volunteer tries from the phone, and the desk is told until somebody knows.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listCare } from '../../src/api/care-record.ts';
import { cookieName } from '../../src/server/people/sessions.ts';
import { seriousFindings } from './chromium.ts';
import { openDesk, press, settled } from './desk-page.ts';

const site = await openDesk();
const { of, origin, browser } = site;
const { volunteer1 } = of.community.staff;

async function phoneOf(personId: string) {
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  });
  const { cookie } = await of.signedIn({ personId });
  await context.addCookies([{ name: cookieName, value: cookie ?? '', url: origin, httpOnly: true, sameSite: 'Lax' }]);
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(`${origin}/field`);
  return page;
}

describe('an old man who does not answer', () => {
  it('gets a record at the desk, is tried from the phone without a word of why, and stays on the desk until somebody knows', async () => {
    const desk = await site.open('clerk', '#care/records');
    await desk.getByRole('button', { name: '建档' }).click();
    const form = desk.getByRole('dialog');
    await form.getByRole('combobox', { name: '哪一户' }).fill('10-1-201');
    await form.getByText('10号楼 1单元 201').first().click();
    await form.getByLabel('谁').selectOption({ label: '住户10-1-201' });
    await form.getByRole('button', { name: '独居老人' }).click();
    await form.getByRole('button', { name: '透析' }).click();
    await form.getByRole('button', { name: '说话大声' }).click();
    await form.getByLabel('联系人', { exact: true }).selectOption({ label: volunteer1.name });
    await form.getByRole('button', { name: '保存' }).click();
    await desk.getByRole('row', { name: /住户10-1-201.*预案不全/ }).waitFor();
    assert.deepEqual(await seriousFindings(desk), []);
    const { records } = await (await of.signedIn('clerk')).get(listCare);
    assert.deepEqual(records[0]?.secrets?.tags, ['living_alone', 'dialysis']);

    const phone = await phoneOf(volunteer1.personId);
    const card = phone.locator('.f-visit');
    await card.getByText('说话大声、慢一点').waitFor();
    assert.doesNotMatch((await phone.locator('body').textContent()) ?? '', /透析|独居|住户/);
    for (const rung of ['打电话或按对讲', '请邻居看一看', '上门敲门']) {
      await card.getByText(rung).waitFor();
      await card.getByRole('button', { name: '没人应' }).click();
    }
    await card.waitFor({ state: 'detached' });
    await phone.locator('.f-strip').getByText('都已送到社区').waitFor();
    await phone.context().close();

    // Another clerk, without the right to care records, has the night.
    const night = await site.open('clerk2', '#queue');
    await night.getByText('1 户联系不上').waitFor();
    await night.getByRole('link', { name: '去看' }).click();
    await night.getByRole('heading', { name: /10号楼 1单元 201/ }).waitFor();
    await night.getByRole('button', { name: '查看家属电话' }).click();
    await night.getByText('外地女儿').waitFor();
    await night.getByRole('button', { name: '已打 120' }).click();
    await night.getByRole('button', { name: '已打 120', pressed: true }).waitFor();
    await press(night, '4');
    // Whether the next contact is due today depends on the hour.
    await night.getByText('今天已联系 1 户').first().waitFor();
    await night.getByText('1 户联系不上').waitFor({ state: 'detached' });
    await night.getByRole('tab', { name: '关爱档案' }).click();
    await night.getByText('看关爱档案要单独授权').waitFor();
    await night.context().close();
    await desk.context().close();
  });

  it('a survey begins for a building, a door is entered by the desk, and it does not end while doors are left', async () => {
    const page = await site.open('clerk', '#care/surveys');
    await page.getByRole('button', { name: '开始排查' }).click();
    await page.getByRole('dialog').getByText('试验小区 10号楼').click();
    await page.getByRole('dialog').getByRole('button', { name: '开始', exact: true }).click();
    await page.getByRole('heading', { name: /0\/11 户有结果/ }).waitFor();
    await page.getByRole('row', { name: /10号楼/ }).click();
    await page.getByLabel('10号楼 1单元 101 结果').selectOption({ label: '问到了' });
    await page.getByRole('heading', { name: /1\/11 户有结果/ }).waitFor();
    await page.getByRole('button', { name: '结束', exact: true }).click();
    await page.getByText('还有10户没有去过').waitFor();
    await page.getByRole('tab', { name: '未联系' }).click();
    await settled(page);
    await page.getByRole('heading', { name: /户 24 小时没有联系/ }).waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    await page.context().close();
  });
});
