// A call comes up on the screen of the clerk at that extension, and an administrator sets a channel up and is told what is wrong.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { tellCall } from '../../src/api/call.ts';
import { listChannels, setChannel } from '../../src/api/channel.ts';
import { signCall } from '../../src/server/intake/call-routes.ts';
import { openDesk, press } from './desk-page.ts';

const site = await openDesk();
const { of } = site;
const { community } = of;
const admin = await of.signedIn('admin');
const secret = randomBytes(20).toString('hex');

async function tell(callId: string, event: 'ringing' | 'ended' | 'missed', number: string): Promise<void> {
  const body = JSON.stringify({ community: community.communityId, callId, event, number, extension: '8001' });
  const timestamp = String(Math.floor(of.now().getTime() / 1000));
  const headers = {
    'content-type': 'application/json',
    'cailanzi-timestamp': timestamp,
    'cailanzi-signature': signCall(secret, timestamp, body),
  };
  await of.stranger('10.9.0.1').get(tellCall, { headers, payload: Buffer.from(body) });
}

describe('a call', () => {
  it('comes up with the door on the page of whoever sits there, opens the form by one key, and goes when it ends', async () => {
    await admin.get(setChannel, { params: { channel: 'telephone_system' }, body: { enabled: true, fields: { secret } } });
    const number = '13911113333';
    await of.db.count('UPDATE person SET telephone = $2, telephone_digits = $2 WHERE person_id = $1', [
      community.residents['10-1-101'],
      number,
    ]);
    await site.ask('10-1-101');
    const page = await site.open('clerk', '#account');
    await page.getByLabel('分机号').fill('8001');
    await page.getByLabel('分机号').press('Enter');
    await page.getByText('分机已更新').waitFor();
    await page.locator('[data-section="account"] h1').click();
    await tell('c1', 'ringing', number);
    const ringing = page.locator('.desk-ringing');
    await ringing.getByText('139****33').waitFor();
    assert.ok(!(await page.content()).includes(number));
    await page.keyboard.press('o');
    await page.waitForFunction(() => location.hash.startsWith('#new/telephone/'));
    assert.ok(page.url().endsWith(community.households['10-1-101'] ?? ''));
    // The usual order of somebody whose call comes up: three keys in all.
    await page.getByText('再来一次').first().waitFor();
    await press(page, 'Alt+r');
    await page.locator('.desk-items li').first().waitFor();
    await press(page, 'Control+Enter');
    await page.getByText(/可以告诉对方/).waitFor();
    await tell('c1', 'missed', number);
    await ringing.waitFor({ state: 'detached' });
    await page.goto(`${site.origin}/desk#calls`);
    await page.getByRole('heading', { name: '未接来电 1 个' }).waitFor();
    await page.getByRole('button', { name: '已回电' }).click();
    await page.locator('.desk-missed').waitFor({ state: 'detached' });
    await page.context().close();
  });
});

describe('the page of channels', () => {
  it('says what is missing, keeps secrets to itself, and tells in words why a connection does not work', async () => {
    const page = await site.open('admin', '#channels');
    const robot = page.locator('section').filter({ has: page.getByRole('heading', { name: '企业微信群机器人' }) });
    await robot.getByRole('button', { name: '测试连接' }).click();
    await robot.getByText('还有几项没有填，填完再试。').waitFor();
    await robot.getByLabel('机器人 key').fill('short');
    await robot.getByRole('button', { name: '保存' }).click();
    await robot.getByText('这一项没填或格式不对。').waitFor();
    const key = randomBytes(16).toString('hex');
    await robot.getByLabel('机器人 key').fill(key);
    await robot.getByRole('checkbox').check();
    await robot.getByRole('button', { name: '保存' }).click();
    await robot.getByText('已保存，不再显示。').waitFor();
    assert.ok(!(await page.content()).includes(key));
    const { channels } = await admin.get(listChannels);
    assert.deepEqual(channels.find(one => one.channel === 'group_robot')?.secretsSet, ['key']);
    assert.equal(channels.find(one => one.channel === 'group_robot')?.enabled, true);
    await page.context().close();
  });
});
