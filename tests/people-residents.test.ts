// Who belongs to a door: the desk registers who lives there, the household authorises relatives, and nobody is put out by their own family.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addResident, endResident, myHousehold } from '../src/api/people.ts';
import { findByTelephone } from '../src/api/place.ts';
import { whoAmI } from '../src/api/session.ts';
import { newId } from '../src/server/id.ts';
import { testApp } from './app.ts';
import { makeForeignCommunity } from './community.ts';

const { db, community, signedIn } = await testApp();
const { households, residents } = community;
const foreign = await makeForeignCommunity(db);
const clerk = await signedIn('clerk');
const door = (name: string) => ({ householdId: households[name] ?? '' });

describe('registering', () => {
  test('somebody who lives here: found by the number however it is said, and the flat is not vacant any more', async () => {
    const params = door('10-2-302');
    const { personId, link } = await clerk.get(addResident, {
      params,
      body: { name: '新住户', telephone: '138 0013 8055', relation: 'lives_here', smartphone: false },
    });
    assert.equal(link, null);
    for (const said of ['+86 13800138055', '１３８００１３８０５５', '0086-138-0013-8055']) {
      const { households: found } = await clerk.get(findByTelephone, { body: { telephone: said } });
      assert.deepEqual(
        found.map(one => [one.householdId, one.personId]),
        [[params.householdId, personId]],
      );
    }
    const row = await db.row<{ living: string }>('SELECT living FROM household WHERE household_id = $1', [params.householdId]);
    assert.equal(row?.living, 'lived_in');
  });

  test('the same person twice is refused, also at one moment', async () => {
    const params = door('1-1-101');
    const body = { name: '双生', telephone: '13800138056', relation: 'lives_here' as const };
    const answers = await Promise.all([1, 2, 3].map(() => clerk.call(addResident, { params, body })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409]);
    assert.equal(await clerk.refused(addResident, { params, body: { ...body, telephone: '+86 138-0013-8056' } }), 'overlaps');
    await clerk.get(addResident, { params, body: { ...body, telephone: '13800138057' } });
  });

  test('a door of another community, of another area and one that is not there are unknown', async () => {
    const body = { name: '某人', relation: 'lives_here' as const };
    for (const householdId of [newId(), foreign.households['1-1-101'] ?? '']) {
      assert.equal(await clerk.refused(addResident, { params: { householdId }, body }), 'household_unknown');
    }
    const worker = await signedIn('grid1');
    await worker.get(addResident, { params: door('10-1-301'), body });
    assert.equal(await worker.refused(addResident, { params: door('1-1-301'), body }), 'household_unknown');
    assert.equal(
      await worker.refused(addResident, { params: door('10-1-301'), body: { ...body, relation: 'relative' } }),
      'not_allowed',
      'a relative is authorised by the household or the desk',
    );
  });

  test('a household authorises relatives of its own door only, and does not say who lives there', async () => {
    const resident = await signedIn({ resident: '10-1-102' });
    const relative = { name: '外地姐姐', telephone: '13900139055', relation: 'relative' as const };
    const { link } = await resident.get(addResident, { params: door('10-1-102'), body: relative });
    assert.match(link ?? '', /^\/door#/);
    assert.equal(await resident.refused(addResident, { params: door('10-1-201'), body: relative }), 'household_unknown');
    assert.equal(
      await resident.refused(addResident, { params: door('10-1-102'), body: { name: '同住', relation: 'lives_here' } }),
      'not_allowed',
    );
  });

  test('a door does not fill up without end', async () => {
    const resident = await signedIn({ resident: '10-1-302' });
    const codes: (string | undefined)[] = [];
    for (let number = 0; number < 31; number++) {
      const { refusal } = await resident.call(addResident, {
        params: door('10-1-302'),
        body: { name: `亲属${number}`, relation: 'relative' },
      });
      codes.push(refusal?.code);
    }
    assert.equal(codes.filter(code => code === undefined).length, 29);
    assert.equal(codes.at(-1), 'too_many_requests');
  });
});

describe('moving away', () => {
  test('ends the sessions of that person and of nobody else', async () => {
    const [leaving, staying] = [await signedIn({ resident: '1-2-101' }), await signedIn({ resident: '1-2-102' })];
    const params = { ...door('1-2-101'), personId: residents['1-2-101'] ?? '' };
    await clerk.get(endResident, { params });
    assert.equal(await leaving.refused(whoAmI), 'session_expired');
    await staying.get(whoAmI);
    assert.equal(await clerk.refused(endResident, { params }), 'person_unknown');
  });

  test('cannot be declared by the people one lives with', async () => {
    const resident = await signedIn({ resident: '1-2-201' });
    const { personId } = await clerk.get(addResident, {
      params: door('1-2-201'),
      body: { name: '同住人', relation: 'lives_here' },
    });
    assert.equal(await resident.refused(endResident, { params: { ...door('1-2-201'), personId } }), 'not_allowed');
    assert.equal((await resident.get(myHousehold)).people.length, 2);
  });

  test('of somebody from another door or community is not found', async () => {
    const other = { ...door('1-2-202'), personId: residents['1-2-301'] ?? '' };
    assert.equal(await clerk.refused(endResident, { params: other }), 'person_unknown');
    const theirs = { householdId: foreign.households['1-1-101'] ?? '', personId: foreign.residents['1-1-101'] ?? '' };
    assert.equal(await clerk.refused(endResident, { params: theirs }), 'household_unknown');
  });
});

describe('the own household', () => {
  test('shows its door, its level, its people with masked telephones, and whom to call', async () => {
    const { answer, bytes } = await (await signedIn({ resident: '10-1-201' })).call(myHousehold);
    assert.equal(answer.door, '10号楼 1单元 201');
    assert.equal(answer.compoundName, '试验小区');
    assert.equal(answer.level, 'sealed');
    assert.equal(answer.callCentre, '0931-5550100');
    assert.deepEqual(
      answer.people.map(({ name, relation }) => [name, relation]),
      [
        ['住户10-1-201', 'lives_here'],
        ['外地女儿', 'relative'],
      ],
    );
    assert.ok(!/1990001[0-9]{4}/.test(bytes.toString()));
    assert.equal((await (await signedIn({ resident: '1-1-201' })).get(myHousehold)).level, 'control');
  });
});
