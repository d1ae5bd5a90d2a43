// Two stories at the desk: somebody drops out and their units are shared; travel times are set, and set back.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listBindings } from '../../src/api/people.ts';
import { readTravelTimes } from '../../src/api/travel.ts';
import { seriousFindings } from './chromium.ts';
import { openDesk, settled } from './desk-page.ts';

const site = await openDesk();
const { community } = site.of;
const lead = await site.of.signedIn('lead');

describe('bindings and travel times', () => {
  it('a volunteer drops out: their units are proposed to others, one is given to somebody else after a look, all is taken over', async () => {
    const page = await site.open('lead', '#helpers');
    await page.getByRole('tab', { name: '包户助手' }).click();
    await page.getByLabel('谁退出').selectOption(community.staff.volunteer2.personId);
    await page.getByText('职员volunteer2的单元分给别人').waitFor();
    await page.getByRole('heading', { name: /改动 \d+ 处/ }).waitFor();
    await page.getByText('每个单元都有主责').waitFor();
    const primary = page.getByLabel('1号楼 1单元 的主责');
    await primary.waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    const choices = await primary.locator('option').evaluateAll(all => all.map(one => (one as HTMLOptionElement).value));
    const before = await primary.inputValue();
    const other = [community.staff.steward2.personId, community.staff.grid2.personId].find(
      one => one !== before && choices.includes(one),
    );
    assert.ok(other);
    await primary.selectOption(other);
    const dialog = page.getByRole('dialog', { name: /把 1号楼 1单元 交给/ });
    await dialog.getByText(/最长的一天：\d+ → \d+ 分钟/).waitFor();
    await dialog.getByText(/最近 14 天/).waitFor();
    await dialog.getByRole('button', { name: '就这样改' }).click();
    await page.waitForFunction(wanted => [...document.querySelectorAll('select')].some(one => one.value === wanted), other);
    await page.getByRole('button', { name: /采用 \d+ 处改动/ }).click();
    await page.getByText(/已采用：新增 \d+ 条，结束 \d+ 条包户/).waitFor();
    await page.getByText('没有要改的').waitFor();
    const later = new Date(site.of.now().getTime() + 5 * 86_400_000).toISOString().slice(0, 10);
    const { bindings } = await lead.get(listBindings, { query: { on: later } });
    assert.ok(bindings.every(one => one.personId !== community.staff.volunteer2.personId));
    await page.context().close();
  });

  it('travel times out of range are not taken; what is set stands with a name, and can be set back', async () => {
    const page = await site.open('lead', '#runs/travel');
    const door = page.getByLabel('每户门口', { exact: true });
    await door.fill('3');
    await page.getByText('要在 5 到 1800 秒之间').waitFor();
    assert.ok(await page.getByRole('button', { name: '保存' }).isDisabled());
    await door.fill('75');
    await page.getByLabel('10号楼，大门到楼下').fill('300');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('行走时间已保存').waitFor();
    const params = { compoundId: community.compoundId };
    const set = await lead.get(readTravelTimes, { params });
    assert.deepEqual([set.seconds.doorSeconds, set.buildings.find(one => one.label === '10号楼')?.gateSeconds], [75, 300]);
    await page.getByRole('tab', { name: '从路线里学' }).click();
    await page.getByText('还学不到什么').waitFor();
    await page.getByRole('tab', { name: '改动记录' }).click();
    await page.getByText('职员lead，改了 2 项').waitFor();
    await settled(page);
    assert.deepEqual(await seriousFindings(page), []);
    await page.getByRole('button', { name: '恢复常用值' }).click();
    await page.getByText('已恢复').waitFor();
    assert.equal((await lead.get(readTravelTimes, { params })).seconds.doorSeconds, 45);
    await page.context().close();
  });
});
