// Late moves and voice notes at the desk, on the real server: seen, decided by a person, and listened to.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { it } from 'node:test';
import { listLateMoves } from '../../src/api/phone.ts';
import { uploadVoice } from '../../src/api/voice.ts';
import { startMovers } from '../movers.ts';
import { Phone } from '../phones.ts';
import { sound, upload } from '../rights-world.ts';
import { seriousFindings } from './chromium.ts';
import { openDesk, settled } from './desk-page.ts';
import { soon } from './soon.ts';

const site = await openDesk();
const { community } = site.of;
const { seats, store, moved, accepted, person } = await startMovers(site.of);

it('the clerk sees who did what too late and who has it now, and says what was done about it', async () => {
  const requestId = await store({ kind: 'rubbish' });
  await accepted(requestId, 'volunteer1');
  const phone = new Phone(seats.volunteer1, site.of.now);
  const deliver = phone.on(requestId, 'deliver');
  await moved(seats.clerk, requestId, { move: 'reassign', helperId: person('volunteer3') });
  assert.equal((await phone.one(deliver)).outcome, 'late');
  const page = await site.open('clerk', '#bags/late');
  await settled(page);
  const row = page.locator('.desk-differences li');
  await row.getByText('送到了').waitFor();
  const text = (await row.textContent()) ?? '';
  for (const said of ['10号楼 1单元 101', community.staff.volunteer1.name, community.staff.volunteer3.name]) {
    assert.ok(text.includes(said), `${said} in ${text}`);
  }
  assert.deepEqual(await seriousFindings(page), []);
  await row.getByRole('button', { name: '已人工补录' }).click();
  await page.getByRole('heading', { name: '没有等着看的迟到动作' }).waitFor();
  const { lateMoves } = await seats.lead.get(listLateMoves, { query: { status: 'seen' } });
  assert.deepEqual(
    lateMoves.map(({ lateMoveId, decision }) => [lateMoveId, decision]),
    [[deliver.id, 'applied_by_hand']],
  );
  await page.context().close();
});

it('what a household said at its door is played on its page at the desk', async () => {
  const householdId = community.households['10-1-102'] as string;
  const note = { ...upload('voice.webm', sound), params: { householdId }, query: { id: randomUUID() } };
  const { voiceNoteId } = await seats.steward1.get(uploadVoice, note);
  const page = await site.open('clerk', `#households/${householdId}`);
  await settled(page);
  await page.getByRole('heading', { name: '门口留言' }).waitFor();
  await soon(() => page.locator('audio').getAttribute('src'), `/api/v1/voice-notes/${voiceNoteId}`);
  assert.deepEqual(await seriousFindings(page), []);
  await page.context().close();
});
