// After the emergency: closed by a recorded order, destroyed by class, held where the law says so, and not a name left in any file.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, describe, it } from 'node:test';
import { findHouseholds } from '../src/api/place.ts';
import { askRequest } from '../src/api/request.ts';
import { signIn } from '../src/api/session.ts';
import { approveHold, askHold, confirmGone, endHold, readCertificate, readStandDown, standDown } from '../src/api/stand-down.ts';
import { readSettings } from '../src/server/config.ts';
import { prepareHome } from '../src/server/home.ts';
import { newId } from '../src/server/id.ts';
import { silentLog } from '../src/server/log.ts';
import { isSigned } from '../src/server/privacy/certificate.ts';
import { destroyWhatIsDue } from '../src/server/privacy/destroy.ts';
import { testApp } from './app.ts';
import { Client } from './client.ts';
import { databaseOfHome, demoPassword, startProgram } from './program.ts';
import { storeRequests } from './requests.ts';

const atOnce = { access: 0, sensitive: 0, words: 0, work: 0, people: 0 };

/** Which of these words stand in any file below the folder, as bytes. */
function wordsIn(folder: string, words: readonly string[]): string[] {
  const looked = new Map(words.map(word => [word, Buffer.from(word, 'utf8')]));
  const found = new Set<string>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    if (!statSync(path).isFile()) continue;
    const bytes = readFileSync(path);
    for (const [word, needle] of looked) if (!found.has(word) && bytes.includes(needle)) found.add(word);
  }
  return [...found];
}

const script = resolve(import.meta.dirname, '../scripts/check-certificate.ts');
const checked = (file: string) => spawnSync(process.execPath, [script, file], { stdio: 'ignore' }).status;

describe('the raw files after a destruction', () => {
  it('hold none of the names, telephones and texts of the sample; the certificate says so and can be checked', async () => {
    const program = await startProgram();
    after(() => program.stop());
    const db = databaseOfHome(program.home);
    const people = await db.rows<{ name: string; telephone: string | null }>('SELECT name, telephone FROM person');
    const told = `夜里胸闷，找${randomUUID()}`;
    const clerk = new Client(program.origin);
    await clerk.get(signIn, { body: { name: 'clerk', password: demoPassword } });
    const { households } = await clerk.get(findHouseholds, { query: { search: '10号楼', limit: 40 } });
    const door = households.find(household => household.living === 'lived_in')?.householdId ?? '';
    const item = { name: '土豆', quantity: 1, unit: '斤' };
    await clerk.get(askRequest, {
      // Long enough to be kept compressed, outside its row.
      body: {
        id: newId(),
        householdId: door,
        kind: 'groceries',
        channel: 'pasted_text',
        items: [item],
        note: told,
        pasted: `${people
          .map(person => `${person.name} ${person.telephone ?? ''} 要土豆一斤`)
          .join('\n')
          .slice(0, 3_000)}\n${told}`,
      },
    });
    // As in a real home: the server has looked at the values, and rows have been changed and written out.
    await db.rows('ANALYZE');
    const words = [...new Set(people.flatMap(({ name, telephone }) => [name, telephone ?? '']))].filter(word => word.length > 1);
    words.push(told);
    const before = wordsIn(program.home, words);
    assert.ok(before.length > words.length * 0.9, `only ${before.length} of ${words.length} are found while they are there`);

    const lead = new Client(program.origin);
    await lead.get(signIn, { body: { name: 'lead', password: demoPassword } });
    const { communityName } = await lead.get(readStandDown);
    const { standDownId } = await lead.get(standDown, {
      body: { id: newId(), orderNumber: '兰新防办〔2022〕31号', name: communityName, days: atOnce },
    });
    // The clock of the program does the same once a minute; two at one time are no harm.
    const config = prepareHome(readSettings({ ...process.env, CAILANZI_HOME: program.home, DATABASE_URL: '' }, []));
    const job = { db, config, now: () => new Date(), log: silentLog };
    await destroyWhatIsDue(job);
    for (const what of ['exports', 'back_ups'] as const) await lead.get(confirmGone, { params: { standDownId }, body: { what } });
    await destroyWhatIsDue(job);

    const { standDowns } = await lead.get(readStandDown);
    assert.ok(standDowns[0]?.classes.every(one => one.doneAt !== null));
    const proof = await lead.get(readCertificate, { params: { standDownId } });
    const signed = { words: proof.words, signature: Buffer.from(proof.signature, 'base64'), publicKey: proof.publicKey };
    assert.ok(isSigned(signed));
    assert.ok(!isSigned({ ...signed, words: proof.words.replace('2022', '2023') }));
    assert.equal(JSON.parse(proof.words).databaseLogRewritten, true);
    assert.ok(JSON.parse(proof.words).destroyed.people.rows.person > 500);
    const file = join(program.home, 'certificate.json');
    writeFileSync(file, JSON.stringify(proof));
    assert.equal(checked(file), 0);
    writeFileSync(file, JSON.stringify({ ...proof, words: proof.words.replace('2022', '2023') }));
    assert.equal(checked(file), 2);
    await db.close();
    await program.stop({ keep: true });
    assert.deepEqual(wordsIn(program.home, words), []);
    await program.stop();
  });
});

describe('a stand-down', async () => {
  const app = await testApp();
  const { community, db } = app;
  const lead = await app.signedIn('lead');
  const admin = await app.signedIn('admin');
  const job = { db, config: app.config, now: app.now, log: silentLog };
  const count = async (table: string) => (await db.row<{ n: number }>(`SELECT count(*)::integer AS n FROM ${table}`))?.n ?? -1;
  const doors = ['1-1-101', '1-1-102', '1-1-201', '1-1-202', '1-1-301', '1-2-101'];
  const requests = await storeRequests(
    db,
    community,
    app.now(),
    doors.map(door => ({ door, state: 'sorted' as const, note: '放门口' })),
  );
  const [held = '', ...others] = requests;

  it('is refused under another name, and with days that go against the order of destruction, and closes nothing then', async () => {
    const body = { id: newId(), orderNumber: '31号', name: '别的社区', days: atOnce };
    assert.equal(await lead.refused(standDown, { body }), 'name_differs');
    const { communityName } = await lead.get(readStandDown);
    assert.equal(
      await lead.refused(standDown, { body: { ...body, name: communityName, days: { ...atOnce, access: 3 } } }),
      'invalid',
    );
    assert.equal((await lead.get(readStandDown)).open.requests, doors.length);
  });

  it('keeps what a legal hold names until two persons have let it go, and destroys the rest by its day', async () => {
    const asked = { body: { id: newId(), subjectKind: 'request' as const, subjectId: held, reason: '信访件在办' } };
    const { legalHoldId } = await admin.get(askHold, asked);
    assert.equal(await admin.refused(approveHold, { params: { legalHoldId } }), 'needs_second_person');
    await lead.get(approveHold, { params: { legalHoldId } });
    assert.equal(await lead.refused(askHold, { body: { ...asked.body, id: newId() } }), 'overlaps');

    const { communityName } = await lead.get(readStandDown);
    const body = { id: newId(), orderNumber: '31号', name: communityName, days: { ...atOnce, work: 30, people: 30 } };
    const { standDownId } = await lead.get(standDown, { body });
    assert.deepEqual(await lead.get(standDown, { body }), { standDownId }, 'sent twice, done once');
    const after = await lead.get(readStandDown);
    assert.deepEqual([after.open.requests, after.open.zones], [0, 0]);
    assert.equal(after.standDowns.length, 1);

    await destroyWhatIsDue(job);
    assert.equal(await count('request_words'), 1);
    assert.equal(await count('request'), doors.length, 'the work stays for its month');
    app.clock.advance(31 * 24 * 3_600_000);
    await destroyWhatIsDue(job);
    assert.equal(await count('request'), 1);
    const left = await db.rows<{ request_id: string }>('SELECT request_id FROM request_event');
    assert.ok(left.every(({ request_id }) => request_id === held && !others.includes(request_id)));
    const figure = await db.row<{ households: number; requests: number }>('SELECT households, requests FROM kept_figure');
    assert.deepEqual(figure, { households: doors.length, requests: doors.length });

    const later = await app.signedIn('admin');
    await later.get(endHold, { params: { legalHoldId } });
    app.clock.advance(1000);
    await destroyWhatIsDue(job);
    assert.deepEqual([await count('request'), await count('request_words'), await count('resident')], [0, 0, 0]);
  });

  it('leaves those who answer for the community able to sign in, without name and telephone', async () => {
    const rows = await db.rows<{ name: string; telephone: string | null }>('SELECT name, telephone FROM person ORDER BY name');
    assert.deepEqual(rows.map(({ name }) => name).sort(), ['admin', 'district', 'lead']);
    assert.ok(rows.every(({ telephone }) => telephone === null));
  });
});

describe('a new emergency', () => {
  it('stops the destruction of the last one: what is left goes with the next stand-down', async () => {
    const app = await testApp();
    const { community, db } = app;
    const lead = await app.signedIn('lead');
    const { communityName } = await lead.get(readStandDown);
    await lead.get(standDown, {
      body: { id: newId(), orderNumber: '31号', name: communityName, days: { ...atOnce, work: 1, people: 1 } },
    });
    app.clock.advance(3 * 24 * 3_600_000);
    await storeRequests(db, community, app.now(), [{ door: '1-1-101', state: 'sorted' as const }]);
    await destroyWhatIsDue({ db, config: app.config, now: app.now, log: silentLog });
    const { standDowns } = await (await app.signedIn('lead')).get(readStandDown);
    assert.deepEqual(
      standDowns[0]?.classes.filter(({ doneAt }) => doneAt !== null),
      [],
    );
  });
});
