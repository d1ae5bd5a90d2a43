// Staff and their rights: given and taken at once, never more than meant, the last administrator stays, everything leaves a row in the audit.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addStaff, changeStaff, endGrant, grantRole, listStaff, revealTelephone } from '../src/api/people.ts';
import { findHouseholds } from '../src/api/place.ts';
import { listAudit } from '../src/api/privacy.ts';
import { signIn, whoAmI } from '../src/api/session.ts';
import { newId } from '../src/server/id.ts';
import { testApp } from './app.ts';
import { makeForeignCommunity, testPassword } from './community.ts';

const { db, community, signedIn, stranger, clock } = await testApp();
const { communityId, staff, buildings, areas, compoundId, slug } = community;
const foreign = await makeForeignCommunity(db);
const admin = await signedIn('admin');

describe('adding somebody', () => {
  test('answers a first password that signs in and must be changed', async () => {
    const { personId, firstPassword } = await admin.get(addStaff, {
      body: {
        name: '新楼栋长',
        telephone: '+86 138 0013 8021',
        signInName: 'steward3',
        grants: [{ role: 'steward', placeKind: 'building', placeId: buildings.clean }],
        protection: true,
      },
    });
    const caller = stranger();
    const me = await caller.get(signIn, { body: { community: slug, name: 'steward3', password: firstPassword } });
    assert.deepEqual([me.personId, me.mustChangePassword, me.roles], [personId, true, ['steward']]);
    const row = (await admin.get(listStaff, { query: { search: '新楼栋' } })).staff[0];
    assert.ok(row);
    assert.equal(row.telephone, '138****21');
    assert.equal(row.signInName, 'steward3');
    assert.deepEqual(
      row.grants.map(({ role, placeKind, placeName }) => [role, placeKind, placeName]),
      [['steward', 'building', '试验小区 1号楼']],
    );
    assert.deepEqual(row.helper, { onDuty: true, protection: true, insured: false, maxOpen: 12, maxGrams: 30_000 });
    const kept = await db.row<{ telephone_digits: string }>('SELECT telephone_digits FROM person WHERE person_id = $1', [
      personId,
    ]);
    assert.equal(kept?.telephone_digits, '13800138021');
  });

  const body = { name: '某某', signInName: 'somebody', grants: [{ role: 'clerk' as const }] };
  const refused: [string, object, string][] = [
    ['a sign-in name that is taken', { signInName: 'clerk' }, 'name_taken'],
    [
      'a place of another community',
      { grants: [{ role: 'steward', placeKind: 'building', placeId: foreign.buildings.clean }] },
      'not_found',
    ],
    ['another community itself', { grants: [{ role: 'clerk', placeId: foreign.communityId }] }, 'not_found'],
    [
      'a unit called a building',
      { grants: [{ role: 'steward', placeKind: 'building', placeId: community.units['1-1'] }] },
      'not_found',
    ],
    ['a clerk of one building', { grants: [{ role: 'clerk', placeKind: 'building', placeId: buildings.clean }] }, 'invalid'],
    ['a building without saying which', { grants: [{ role: 'steward', placeKind: 'building' }] }, 'invalid'],
    ['somebody with no role', { grants: [] }, 'invalid'],
    ['a resident by this way', { grants: [{ role: 'resident' }] }, 'invalid'],
    ['a telephone that is none', { telephone: '1----' }, 'invalid'],
    [
      'a role and one that cannot be',
      { grants: [{ role: 'clerk' }, { role: 'steward', placeKind: 'grid', placeId: newId() }] },
      'not_found',
    ],
  ];
  for (const [what, change, code] of refused) {
    test(`refuses ${what} and keeps nothing of it`, async () => {
      const before = await db.row('SELECT count(*) FROM person');
      assert.equal(await admin.refused(addStaff, { body: { ...body, ...change } as typeof body }), code);
      assert.deepEqual(await db.row('SELECT count(*) FROM person'), before);
    });
  }

  test('the same sign-in name asked for at one moment is one person', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => admin.call(addStaff, { body: { ...body, signInName: 'onlyone' } })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409]);
  });
});

describe('the list', () => {
  test('shows everybody of the staff and no resident; by role and by name', async () => {
    const all = (await admin.get(listStaff)).staff;
    assert.ok(all.length >= 15);
    assert.ok(!all.some(one => one.name.startsWith('住户')));
    const volunteers = (await admin.get(listStaff, { query: { role: 'volunteer' } })).staff;
    assert.deepEqual(volunteers.map(one => one.signInName).sort(), ['volunteer1', 'volunteer2', 'volunteer3']);
    assert.deepEqual(
      (await admin.get(listStaff, { query: { search: 'GRIDLEAD' } })).staff.map(one => one.signInName),
      ['gridlead'],
    );
    assert.deepEqual((await admin.get(listStaff, { query: { search: '%' } })).staff, []);
  });

  test('a grid lead sees the people of the own area only, and how nobody signs in', async () => {
    const lead = await signedIn('gridlead');
    const { answer, bytes } = await lead.call(listStaff);
    const seen = answer.staff.map(one => one.name).sort();
    assert.deepEqual(
      seen,
      ['grid1', 'gridlead', 'property', 'steward1', 'volunteer1', 'volunteer3'].map(name => `职员${name}`).sort(),
      'those bound or granted in area 1, and the property company of the whole compound',
    );
    assert.ok(answer.staff.every(one => one.signInName === null));
    assert.ok(!/1990001[0-9]{4}/.test(bytes.toString()), 'no telephone in full');
  });
});

describe('roles', () => {
  test('given and taken away they count with the next call', async () => {
    const helper = await signedIn('volunteer2');
    assert.equal(await helper.refused(findHouseholds), 'not_allowed');
    const { personId } = staff.volunteer2;
    const { grantId } = await admin.get(grantRole, {
      params: { personId },
      body: { role: 'grid_worker', placeKind: 'area', placeId: areas.area2 },
    });
    assert.equal((await helper.get(findHouseholds, { query: { limit: 100 } })).households.length, 12);
    assert.equal(
      await admin.refused(grantRole, {
        params: { personId },
        body: { role: 'grid_worker', placeKind: 'area', placeId: areas.area2 },
      }),
      'overlaps',
    );
    await admin.get(endGrant, { params: { personId, grantId } });
    assert.equal(await helper.refused(findHouseholds), 'not_allowed');
    assert.equal(await admin.refused(endGrant, { params: { personId, grantId } }), 'not_found');
  });

  test('are given to nobody who is not there, and not by the id of another person', async () => {
    const body = { role: 'clerk' as const };
    assert.equal(await admin.refused(grantRole, { params: { personId: newId() }, body }), 'person_unknown');
    assert.equal(await admin.refused(grantRole, { params: { personId: foreign.staff.clerk.personId }, body }), 'person_unknown');
    const { personId } = staff.volunteer1;
    assert.equal(await admin.refused(endGrant, { params: { personId, grantId: staff.clerk.grantId } }), 'not_found');
    const theirs = { personId: foreign.staff.clerk.personId, grantId: foreign.staff.clerk.grantId };
    assert.equal(await admin.refused(endGrant, { params: theirs }), 'not_found');
  });

  test('a steward added without a place sees no door until a building is bound', async () => {
    const { personId } = await admin.get(addStaff, {
      body: { name: '待定楼栋长', signInName: 'steward4', grants: [{ role: 'steward' }] },
    });
    await db.count('UPDATE account SET must_change_password = false WHERE person_id = $1', [personId]);
    const caller = await signedIn({ personId });
    assert.deepEqual((await caller.get(findHouseholds)).households, []);
  });
});

describe('the last administrator', () => {
  test('can neither be switched off nor lose the role', async () => {
    const { personId, grantId } = staff.admin;
    assert.equal(await admin.refused(endGrant, { params: { personId, grantId } }), 'last_administrator');
    assert.equal(await admin.refused(changeStaff, { params: { personId }, body: { disabled: true } }), 'last_administrator');
    assert.deepEqual((await admin.get(whoAmI)).roles, ['administrator']);
  });

  test('two who switch each other off at one moment: one stays', async () => {
    for (let round = 0; round < 8; round++) {
      const { grantId } = await admin.get(grantRole, {
        params: { personId: staff.lead.personId },
        body: { role: 'administrator' },
      });
      const other = await signedIn('lead');
      const answers = await Promise.all([
        admin.call(changeStaff, { params: { personId: staff.lead.personId }, body: { disabled: true } }),
        round % 2 === 0
          ? other.call(endGrant, { params: { personId: staff.admin.personId, grantId: staff.admin.grantId } })
          : other.call(changeStaff, { params: { personId: staff.admin.personId }, body: { disabled: true } }),
      ]);
      const codes = answers.map(({ status, refusal }) => refusal?.code ?? status);
      assert.ok(codes.includes(200), JSON.stringify(codes));
      assert.ok(!codes.every(code => code === 200), 'both went through');
      await db.count('UPDATE account SET disabled_at = NULL WHERE person_id = ANY ($1)', [
        [staff.lead.personId, staff.admin.personId],
      ]);
      await db.count('UPDATE session SET revoked_at = NULL WHERE person_id = $1', [staff.admin.personId]);
      await db.count('UPDATE role_grant SET ended_at = NULL WHERE grant_id = $1', [staff.admin.grantId]);
      await db.count('UPDATE role_grant SET ended_at = now() WHERE grant_id = $1', [grantId]);
      clock.advance(2_000);
    }
  });
});

describe('changing somebody', () => {
  test('disabled: signed out at once and cannot sign in; enabled again they can', async () => {
    const caller = await signedIn('grid2');
    await caller.get(whoAmI);
    const { personId } = staff.grid2;
    await admin.get(changeStaff, { params: { personId }, body: { disabled: true } });
    assert.equal(await caller.refused(whoAmI), 'account_closed');
    const body = { community: slug, name: 'grid2', password: testPassword };
    assert.equal(await stranger('10.2.0.1').refused(signIn, { body }), 'wrong_sign_in');
    await admin.get(changeStaff, { params: { personId }, body: { disabled: false } });
    await stranger('10.2.0.1').get(signIn, { body });
    assert.equal(await caller.refused(whoAmI), 'session_expired', 'the old session stays ended');
  });

  test('a new first password ends the sessions and opens a closed account', async () => {
    const caller = await signedIn('supply');
    const { personId } = staff.supply;
    await db.count(`UPDATE account SET failed_tries = 5, locked_until = now() + interval '1 hour' WHERE person_id = $1`, [
      personId,
    ]);
    const { firstPassword } = await admin.get(changeStaff, { params: { personId }, body: { newPassword: true } });
    assert.equal(await caller.refused(whoAmI), 'session_expired');
    const me = await stranger('10.2.0.2').get(signIn, {
      body: { community: slug, name: 'supply', password: firstPassword ?? '' },
    });
    assert.equal(me.mustChangePassword, true);
  });

  test('name, telephone and what the desk knows of a helper', async () => {
    const { personId } = staff.volunteer2;
    const params = { personId };
    await admin.get(changeStaff, {
      params,
      body: { name: '改名志愿者', telephone: '0931-5550199', protection: true, maxOpen: 3 },
    });
    const row = (await admin.get(listStaff, { query: { search: '改名' } })).staff[0];
    assert.deepEqual([row?.telephone, row?.helper?.protection, row?.helper?.maxOpen], ['093****99', true, 3]);
    await admin.get(changeStaff, { params, body: { telephone: null } });
    assert.equal((await admin.get(listStaff, { query: { search: '改名' } })).staff[0]?.telephone, null);
  });

  test('residents and strangers are not of the staff', async () => {
    for (const personId of [community.oldMan, newId(), foreign.staff.clerk.personId]) {
      assert.equal(await admin.refused(changeStaff, { params: { personId }, body: { name: 'x' } }), 'person_unknown');
    }
  });
});

describe('a telephone in full', () => {
  test('is shown with a reason, and the audit knows who, whose and why, but not the number', async () => {
    const clerk = await signedIn('clerk');
    const params = { personId: community.oldMan };
    assert.equal(await clerk.refused(revealTelephone, { params, body: {} as never }), 'invalid');
    assert.equal(await clerk.refused(revealTelephone, { params, body: { reason: 'curious' as never } }), 'invalid');
    const { telephone } = await clerk.get(revealTelephone, { params, body: { reason: 'call_back' } });
    assert.match(telephone ?? '', /^1990001[0-9]{4}$/);
    const { rows } = await admin.get(listAudit, { query: { act: 'reveal_telephone', subjectId: community.oldMan } });
    assert.deepEqual(
      rows.map(({ byName, byRole, subjectKind, reason, facts }) => [byName, byRole, subjectKind, reason, facts]),
      [[staff.clerk.name, 'clerk', 'person', 'call_back', {}]],
    );
  });

  test('outside the own places there is nobody to ask about', async () => {
    const steward = await signedIn('steward1');
    const body = { reason: 'delivery_question' as const };
    await steward.get(revealTelephone, { params: { personId: community.oldMan }, body });
    await steward.get(revealTelephone, { params: { personId: community.relative }, body });
    for (const personId of [community.residents['1-1-101'] ?? '', staff.clerk.personId, staff.volunteer1.personId, newId()]) {
      assert.equal(await steward.refused(revealTelephone, { params: { personId }, body }), 'person_unknown');
    }
    const lead = await signedIn('gridlead');
    await lead.get(revealTelephone, { params: { personId: staff.volunteer1.personId }, body });
    assert.equal(await lead.refused(revealTelephone, { params: { personId: staff.steward2.personId }, body }), 'person_unknown');
    const clerk = await signedIn('clerk');
    assert.equal(
      await clerk.refused(revealTelephone, { params: { personId: foreign.oldMan }, body }),
      'person_unknown',
      'not even the clerk of another community',
    );
    const rows = await db.rows('SELECT 1 FROM audit WHERE act = $1 AND community_id = $2', [
      'reveal_telephone',
      foreign.communityId,
    ]);
    assert.equal(rows.length, 0);
  });
});

describe('the audit', () => {
  test('is read page by page without a gap or a double, also where rows share a time', async () => {
    await db.count(
      `INSERT INTO audit (community_id, audit_id, at, by_id, by_role, act, subject_kind)
       SELECT $1, gen_random_uuid(), '2022-03-12T00:00:00Z'::timestamptz + (n / 7) * interval '300 microseconds', $2, 'clerk', 'made_up', 'person'
       FROM generate_series(1, 100) AS n`,
      [communityId, staff.clerk.personId],
    );
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await admin.get(listAudit, { query: { act: 'made_up', limit: 9, ...(after === undefined ? {} : { after }) } });
      seen.push(...page.rows.map(row => row.auditId));
      after = page.next ?? undefined;
    } while (after !== undefined);
    assert.equal(seen.length, 100);
    const wanted = await db.rows<{ audit_id: string }>(
      `SELECT audit_id FROM audit WHERE act = 'made_up' ORDER BY at DESC, audit_id DESC`,
    );
    assert.deepEqual(
      seen,
      wanted.map(row => row.audit_id),
    );
  });

  test('says by whom, with the name of today, and that it was read', async () => {
    const { rows } = await admin.get(listAudit, { query: { act: 'change_staff', byId: staff.admin.personId } });
    assert.ok(rows.length > 0);
    assert.equal(rows[0]?.byName, staff.admin.name);
    const read = await admin.get(listAudit, { query: { act: 'read_audit' } });
    assert.ok(read.rows.length >= 3);
    assert.equal(await admin.refused(listAudit, { query: { after: 'x' } }), 'invalid');
  });

  test('cannot be changed or emptied', async () => {
    await assert.rejects(db.count('DELETE FROM audit'), /append-only/);
    await assert.rejects(db.count(`UPDATE audit SET act = 'nothing'`), /append-only/);
  });

  test('holds no name, no telephone and no password', async () => {
    const rows = await db.rows<{ row: string }>('SELECT to_jsonb(a)::text AS row FROM audit a');
    assert.ok(rows.length > 20);
    const withoutIds = rows.map(({ row }) => row.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ''));
    for (const row of withoutIds) assert.doesNotMatch(row, /[一-鿿]|1[3-9][0-9]{9}|argon2|5550199/);
  });

  test('of another community is not there', async () => {
    const { rows } = await (await signedIn('admin', foreign)).get(listAudit, { query: { limit: 200 } });
    assert.ok(rows.every(row => row.act === 'read_audit'));
    assert.ok(compoundId !== foreign.compoundId);
  });
});
