// Planning at the desk, on the real server: a plan is made, a stop dragged elsewhere, the rounds accepted; they stand among the rounds and on the helper's phone.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listRounds } from '../../src/api/round.ts';
import { cookieName } from '../../src/server/people/sessions.ts';
import { storeRequests } from '../requests.ts';
import { seriousFindings } from './chromium.ts';
import { openDesk, press } from './desk-page.ts';

const site = await openDesk();
const { db, community, now, signedIn } = site.of;

describe('planning at the desk', () => {
  it('from plan to phone: made by a key, one stop dragged to another person, accepted, walked by the helper', async () => {
    const doors = ['1-1-101', '1-1-201', '1-2-301'];
    await storeRequests(
      db,
      community,
      now(),
      doors.map(door => ({ door, state: 'sorted' as const, kind: 'parcel' as const, grams: 2000 })),
    );
    // Only these two are on duty, so that who has what is known.
    await db.count('UPDATE helper SET on_duty = person_id = ANY ($1)', [
      [community.staff.steward2.personId, community.staff.volunteer2.personId],
    ]);
    const page = await site.open('clerk', '#plan');
    // Once the page knows the compound.
    await page.locator('button:enabled', { hasText: '开始规划' }).waitFor();
    await press(page, 'a');
    await page.getByRole('button', { name: /采用 \d 条路线/ }).waitFor();
    await page.locator('.desk-plan-figures').getByText('路上时间').waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    const stop = page.locator('li[draggable="true"]', { hasText: '1号楼 1单元 201' });
    await stop.getByText('本单元的包户责任人').waitFor();
    const person = page.locator('.desk-plan-person').filter({ has: stop });
    const from = (await person.locator('h3').textContent()) ?? '';
    const to = from === '职员steward2' ? '职员volunteer2' : '职员steward2';
    const target = page.getByRole('group', { name: `给 ${to} 另排一趟` });
    await stop.hover();
    await page.mouse.down();
    await page.mouse.move(300, 500, { steps: 4 });
    await page.locator('[data-drop="may"]').first().waitFor();
    // A browser tells a place of what is over it only when it moves there.
    await target.hover();
    await target.hover({ position: { x: 30, y: 12 } });
    // What it costs is said before it is let go.
    await target.locator('.desk-plan-cost', { hasText: /分钟|时间不变/ }).waitFor();
    await page.mouse.up();
    await page.getByText(`已换到 ${to}`).waitFor();
    const moved = page.locator('.desk-plan-person', { hasText: to }).locator('li', { hasText: '1号楼 1单元 201' });
    await moved.getByText('信息员手动安排').waitFor();
    await press(page, 'Control+Enter');
    await page.getByText(/已采用 \d 条路线/).waitFor();
    await page.getByRole('link', { name: '打开路线' }).first().waitFor();
    await page.goto(`${site.origin}/desk#rounds`);
    await page.locator('.desk-rounds nav li', { hasText: to }).first().waitFor();
    const phone = await site.browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN' });
    const { cookie } = await signedIn(to === '职员steward2' ? 'steward2' : 'volunteer2');
    await phone.addCookies([{ name: cookieName, value: cookie ?? '', url: site.origin, httpOnly: true, sameSite: 'Lax' }]);
    const seat = await phone.newPage();
    await seat.goto(`${site.origin}/field`);
    await seat.locator('.f-offer', { hasText: '201' }).getByRole('button', { name: '接单' }).click();
    await seat.locator('.f-round').first().waitFor();
    await phone.close();
    await page.context().close();
  });

  it('after somebody has dropped out the smallest change is shown as a difference, by key, and made by a tap', async () => {
    const { rounds } = await (await signedIn('clerk')).get(listRounds);
    const gone = rounds.find(round => round.state === 'planned');
    assert.ok(gone, 'a round of the story before');
    await db.count('UPDATE helper SET on_duty = person_id <> $1', [gone.helperId]);
    const page = await site.open('clerk', '#plan');
    const event = page.locator('.desk-plan-events li', { hasText: `${gone.helperName} 不在岗` });
    await event.getByRole('button', { name: '看怎么改' }).click();
    const dropped = page.locator('.desk-plan-changes > li', { hasText: '取消' }).first();
    await dropped.waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    await page.getByRole('button', { name: '就这样改' }).click();
    await page.getByText(/已采用 \d 条路线/).waitFor();
    await page.getByRole('link', { name: '全部方案' }).click();
    await page.getByText('没有需要改派的事。').waitFor();
    await page
      .locator('.desk-plan-list li', { hasText: '改派' })
      .getByText(/已采用/)
      .waitFor();
    await page.context().close();
  });
});
