// Messages of official channels on the desk, by keyboard and live; and notices to the group that name nobody.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { setChannel } from '../../src/api/channel.ts';
import { readRequest } from '../../src/api/request.ts';
import { fetchMedia } from '../../src/server/intake/fetch-media.ts';
import { handOutReplies } from '../../src/server/intake/hand-out.ts';
import { type Account, callbackOf, field, openStandIn } from '../wechat-stand-in.ts';
import { seriousFindings } from './chromium.ts';
import { openDesk, press, settled } from './desk-page.ts';
import { soon } from './soon.ts';

const account: Account = {
  receiver: 'wx1234567890abcdef',
  secret: randomBytes(16).toString('hex'),
  token: randomBytes(8).toString('hex'),
  encodingAesKey: randomBytes(32).toString('hex').slice(0, 43),
};
const there = await openStandIn([account], () => new Date());
const site = await openDesk({ config: { wechatUrl: there.address, wecomUrl: there.address } });
const { community, deps } = site.of;
const [admin, clerk] = await Promise.all([site.of.signedIn('admin'), site.of.signedIn('clerk')]);

let number = 0;
async function writes(sender: string, kind: string, inner: string): Promise<void> {
  number += 1;
  const created = `<CreateTime>${Math.floor(Date.now() / 1000)}</CreateTime>`;
  const message = `<xml>${field('FromUserName', sender)}${created}${field('MsgType', kind)}${inner}<MsgId>5${number}</MsgId></xml>`;
  const { query, body } = callbackOf(account, message, new Date());
  const answer = await fetch(`${site.origin}/channels/${community.communityId}/official_account?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml' },
    body,
  });
  assert.equal(answer.status, 200);
}
const says = (sender: string, text: string) => writes(sender, 'text', field('Content', text));

describe('the page of messages', () => {
  it('while nothing is set up is empty and says where messages would come from', async () => {
    const page = await site.open('clerk', '#messages');
    await page.getByRole('heading', { name: '没有等着处理的消息' }).waitFor();
    await page.goto(`${site.origin}/desk#notices`);
    await page.getByText('群机器人没有开通').waitFor();
    await page.context().close();
  });

  it('a message comes up live, is bound to a door, taken down, answered and closed, by keys alone', async () => {
    const { receiver, ...secrets } = account;
    const fields = { appId: receiver, ...secrets };
    await admin.get(setChannel, { params: { channel: 'official_account' }, body: { enabled: true, fields } });
    const page = await site.open('clerk', '#messages');
    await page.getByRole('heading', { name: '没有等着处理的消息' }).waitFor();
    await says('openid-1', '要土豆2斤，鸡蛋1板');
    await page.getByRole('heading', { name: '1 人在等回音' }).waitFor();
    await press(page, 'j');
    await page.getByRole('log').getByText('要土豆2斤，鸡蛋1板').waitFor();
    await press(page, 'b');
    await page.keyboard.type('10-1-101');
    await page.getByRole('option', { name: /10号楼 1单元 101/ }).waitFor();
    await press(page, 'Enter');
    await page.getByText('值守台认定').waitFor();

    // What was read stands in the form, what was written beside it.
    await press(page, 'a');
    await page.getByRole('heading', { name: '把消息登记成需求' }).waitFor();
    assert.equal(await page.locator('#pasted').inputValue(), '要土豆2斤，鸡蛋1板');
    await page.waitForFunction(() => document.querySelectorAll('.desk-items li').length === 2);
    await press(page, 'Control+Enter');
    await page.getByRole('link', { name: '已登记' }).waitFor();
    const requestId = (await page.getByRole('link', { name: '已登记' }).getAttribute('href'))?.split('/')[1] ?? '';
    const request = await clerk.get(readRequest, { params: { requestId } });
    assert.deepEqual(
      [request.householdId, request.pasted, request.items.map(item => item.name)],
      [community.households['10-1-101'], '要土豆2斤，鸡蛋1板', ['土豆', '鸡蛋']],
    );

    await says('openid-1', '几点送到？');
    await page.getByText('几点送到？').last().waitFor();
    await press(page, 'r');
    await page.keyboard.type('下午三点前');
    await press(page, 'Control+Enter');
    await page.getByRole('log').getByText('等着发出').waitFor();
    await handOutReplies(deps);
    await page.getByRole('log').getByText('已发出').waitFor();
    assert.ok(there.state.sent.some(({ body }) => (body.text as { content?: string }).content === '下午三点前'));

    await says('openid-1', '谢谢');
    await page.getByRole('log').getByText('谢谢').waitFor();
    await press(page, 'c');
    await page.getByRole('dialog', { name: '这几条怎么了' }).waitFor();
    await press(page, '4');
    await page.getByRole('log').getByText('不用办').waitFor();
    await page.getByRole('heading', { name: '没有等着处理的消息' }).waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    await page.context().close();
  });

  it('a picture is shown when somebody asks for it, a voice can be saved, other kinds say that they cannot be read', async () => {
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
      'base64',
    );
    there.state.media.set('P', { type: 'image/png', bytes: png });
    there.state.media.set('V', { type: 'voice/amr', bytes: Buffer.concat([Buffer.from('#!AMR\n'), Buffer.alloc(40)]) });
    const page = await site.open('clerk2', '#messages');
    await writes('openid-2', 'image', field('MediaId', 'P'));
    await writes('openid-2', 'voice', field('MediaId', 'V') + field('Recognition', '药快没了'));
    await writes('openid-2', 'location', field('Label', '某地'));
    await page.getByText('3 条没处理').waitFor();
    await press(page, 'j');
    const log = page.getByRole('log');
    await log.getByText('这种消息这里看不了').waitFor();
    await fetchMedia(deps);
    await log.getByRole('link', { name: '下载语音' }).waitFor();
    await log.getByText('药快没了').waitFor();
    await log.getByRole('button', { name: '看图片' }).click();
    await page.waitForFunction(() => document.querySelector<HTMLImageElement>('.desk-media')?.naturalWidth === 1);
    const [given] = await Promise.all([
      page.waitForResponse(response => response.url().endsWith('/colleague')),
      page.getByLabel('谁跟进').selectOption(community.staff.clerk2.personId),
    ]);
    assert.equal(given.status(), 200);
    await page.getByText('交给我的').waitFor();
    for (const size of [
      { width: 360, height: 740 },
      { width: 1440, height: 900 },
    ]) {
      await page.setViewportSize(size);
      await soon(() => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
    }
    await page.context().close();
  });
});

describe('the page of group notices', () => {
  it('warns while it is written, refuses a resident’s name, sends, and shows that it arrived', async () => {
    await admin.get(setChannel, {
      params: { channel: 'group_robot' },
      body: { enabled: true, fields: { key: there.state.robotKey } },
    });
    const page = await site.open('clerk', '#notices');
    const text = page.getByLabel('通知内容');
    await text.fill('请 13912345678 来取菜');
    await page.getByText('里面有电话号码，不能发到群里。').waitFor();
    await page.locator('button[type=submit]:disabled').waitFor();
    const resident = community.residents['10-1-101'];
    await site.of.db.count('UPDATE person SET name = $2 WHERE person_id = $1', [resident, '欧阳多宝']);
    await text.fill('欧阳多宝家的菜到了');
    await press(page, 'Control+Enter');
    await page.getByRole('alert').waitFor();
    await text.fill('明天上午九点送菜');
    await page.locator('.desk-preview').getByText('明天上午九点送菜').waitFor();
    await press(page, 'Control+Enter');
    const row = page.locator('.desk-notices li').filter({ hasText: '明天上午九点送菜' });
    await row.getByText('等着发出').waitFor();
    await soon(() => text.inputValue(), '');
    await handOutReplies(deps);
    await row.getByText('已发出').waitFor();
    await settled(page);
    assert.deepEqual(await seriousFindings(page), []);
    await page.context().close();
  });
});
