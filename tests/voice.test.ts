// Voice notes from a door: taken once, kept as a file, played at the desk and nowhere else, each time written down.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { listAudit } from '../src/api/privacy.ts';
import { listVoice, playVoice, uploadVoice } from '../src/api/voice.ts';
import { mostVoiceBytes } from '../src/domain/delivery/voice.ts';
import { testApp } from './app.ts';
import { storeRequests } from './requests.ts';
import { sound, upload } from './rights-world.ts';

const home = mkdtempSync(join(tmpdir(), 'cailanzi-voices-'));
after(() => rmSync(home, { recursive: true, force: true }));
const test = await testApp({ config: { home } });
const { community, db } = test;
const householdId = community.households['10-1-101'] as string;
const folder = join(home, 'files', community.communityId);
const [steward, clerk] = [await test.signedIn('steward1'), await test.signedIn('clerk')];

const sent = (bytes: Buffer, id: string = randomUUID(), requestId?: string) => ({
  ...upload('voice.webm', bytes),
  params: { householdId },
  query: { id, ...(requestId === undefined ? {} : { requestId }) },
});

it('a note of what was said at a door is kept as a file and played at the desk, and that is written down', async () => {
  const [requestId] = await storeRequests(db, community, test.now(), [{}]);
  const note = sent(sound, randomUUID(), requestId);
  const { voiceNoteId } = await steward.get(uploadVoice, note);
  assert.deepEqual(await steward.get(uploadVoice, note), { voiceNoteId }, 'sent twice it is one');
  assert.deepEqual(readdirSync(folder), [voiceNoteId]);
  const [listed, ...more] = (await clerk.get(listVoice, { params: { householdId } })).voiceNotes;
  assert.deepEqual(
    [listed?.voiceNoteId, listed?.requestId, listed?.mediaType, listed?.byRole, more.length],
    [voiceNoteId, requestId, 'audio/webm', 'steward', 0],
  );
  const played = await clerk.call(playVoice, { params: { voiceNoteId } });
  assert.equal(played.headers['content-type'], 'audio/webm');
  assert.ok(played.bytes.equals(sound));
  const lead = await test.signedIn('lead');
  const { rows } = await lead.get(listAudit, { query: { subjectId: householdId } });
  assert.deepEqual(
    rows.filter(row => row.act !== 'read_audit').map(row => [row.act, row.byRole]),
    [
      ['play_voice_note', 'clerk'],
      ['add_voice_note', 'steward'],
    ],
  );
});

it('what is no sound, too large, of another door or about another household is not kept', async () => {
  const before = readdirSync(folder).length;
  assert.equal(await steward.refused(uploadVoice, sent(Buffer.from('<script>alert(1)</script>'.repeat(4)))), 'file_unreadable');
  const large = Buffer.concat([sound, Buffer.alloc(mostVoiceBytes)]);
  assert.equal(await steward.refused(uploadVoice, sent(large)), 'file_too_large');
  const elsewhere = { ...sent(sound), params: { householdId: community.households['1-1-101'] as string } };
  assert.equal(await steward.refused(uploadVoice, elsewhere), 'household_unknown');
  const [other] = await storeRequests(db, community, test.now(), [{ door: '10-1-102' }]);
  assert.equal(await steward.refused(uploadVoice, sent(sound, randomUUID(), other)), 'not_found');
  const id = randomUUID();
  await steward.get(uploadVoice, sent(sound, id));
  assert.equal(await steward.refused(uploadVoice, sent(Buffer.concat([sound, sound]), id)), 'same_id_other_body');
  assert.equal(readdirSync(folder).length, before + 1, 'nothing is left lying about');
});

it('a note whose file is gone is not there, and says so', async () => {
  const { voiceNoteId } = await steward.get(uploadVoice, sent(sound));
  rmSync(join(folder, voiceNoteId));
  assert.equal(await clerk.refused(playVoice, { params: { voiceNoteId } }), 'not_found');
});
