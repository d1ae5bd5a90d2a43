// Staff sign in with name and password: guessers are stopped, second factors are asked for, first passwords must be changed.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { listStaff } from '../src/api/people.ts';
import {
  beginSecondFactor,
  changePassword,
  confirmSecondFactor,
  dropSecondFactor,
  makeFirstAdministrator,
  signIn,
  signOut,
  whoAmI,
} from '../src/api/session.ts';
import { isRefusal } from '../src/domain/refusal.ts';
import { findDoor } from '../src/server/people/door-store.ts';
import { prepareFirstLink } from '../src/server/people/first-store.ts';
import { Doorkeeper } from '../src/server/people/knock.ts';
import { checkPassword, hashPassword, newPassword } from '../src/server/people/password-hash.ts';
import { base32, codeOf, stepAt, stepOfCode } from '../src/server/people/second-factor.ts';
import { testApp } from './app.ts';
import { makeForeignCommunity, testPassword } from './community.ts';

const { db, config, community, signedIn, stranger, clock, now } = await testApp();
const { slug } = community;
const minute = 60_000;
let addresses = 0;
/** From an address of their own. */
const somebody = () => stranger(`10.1.${Math.floor(++addresses / 250)}.${addresses % 250}`);
const secretBytes = (text: string): Buffer => {
  const bits = [...text].map(sign => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map(eight => Number.parseInt(eight, 2)));
};

describe('name and password', () => {
  test('the right ones open a session in a cookie that no script reads and no other site sends', async () => {
    const caller = somebody();
    const { answer, headers } = await caller.call(signIn, { body: { name: 'clerk', password: testPassword } });
    assert.equal(answer.name, community.staff.clerk.name);
    assert.deepEqual(answer.roles, ['clerk']);
    assert.equal(answer.mustChangePassword, false);
    const cookie = String(headers['set-cookie']);
    for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/', 'Max-Age=43200']) assert.ok(cookie.includes(part), cookie);
    assert.ok(!cookie.includes('Secure'), 'plain http on the office PC');
    assert.deepEqual((await caller.get(whoAmI)).personId, community.staff.clerk.personId);
  });

  test('behind a proxy with a certificate the cookie is for https only', async () => {
    const caller = stranger('127.0.0.1');
    const { headers } = await caller.call(signIn, {
      body: { name: 'clerk', password: testPassword },
      headers: { 'x-forwarded-proto': 'https' },
    });
    assert.match(String(headers['set-cookie']), /; Secure/);
  });

  test('a wrong password and an unknown name get the same answer', async () => {
    const wrong = await somebody().call(signIn, { body: { name: 'supply', password: 'not this one' } });
    const nobody = await somebody().call(signIn, { body: { name: 'nobody', password: testPassword } });
    const elsewhere = await somebody().call(signIn, { body: { community: 'nowhere', name: 'clerk', password: testPassword } });
    for (const { status, refusal } of [wrong, nobody, elsewhere]) {
      assert.equal(status, 401);
      assert.equal(refusal?.code, 'wrong_sign_in');
      assert.equal(refusal?.facts, undefined);
    }
  });

  test('signing out ends the session on the server, not only in the browser', async () => {
    const caller = await signedIn('clerk2');
    const { cookie } = caller;
    await caller.get(signOut);
    assert.equal(caller.cookie, undefined);
    caller.cookie = cookie;
    assert.equal(await caller.refused(whoAmI), 'session_expired');
  });

  test('signing in again in the same browser ends the session before', async () => {
    const caller = somebody();
    await caller.get(signIn, { body: { name: 'clerk', password: testPassword } });
    const first = caller.cookie;
    await caller.get(signIn, { body: { name: 'clerk', password: testPassword } });
    assert.notEqual(caller.cookie, first);
    caller.cookie = first;
    assert.equal(await caller.refused(whoAmI), 'session_expired');
  });

  test('a session of the staff lasts twelve hours, however much it is used', async () => {
    const caller = await signedIn('clerk');
    clock.advance(12 * 60 * minute - 1000);
    await caller.get(whoAmI);
    clock.advance(2000);
    assert.equal(await caller.refused(whoAmI), 'session_expired');
  });
});

describe('guessing', () => {
  test('five wrong tries close the account for a quarter of an hour, also for the right password', async () => {
    for (let tried = 0; tried < 5; tried++) {
      assert.equal(await somebody().refused(signIn, { body: { name: 'grid1', password: `guess ${tried}` } }), 'wrong_sign_in');
    }
    const { status, refusal } = await somebody().call(signIn, { body: { name: 'grid1', password: testPassword } });
    assert.equal(status, 429);
    assert.equal(refusal?.code, 'locked_out');
    assert.equal(refusal?.facts?.minutes, 15);
    clock.advance(15 * minute);
    await somebody().get(signIn, { body: { name: 'grid1', password: testPassword } });
    assert.equal(await somebody().refused(signIn, { body: { name: 'grid1', password: 'again' } }), 'wrong_sign_in');
  });

  test('nineteen guesses at one moment are five guesses', async () => {
    const answers = await Promise.all(
      Array.from({ length: 19 }, (_, at) => somebody().refused(signIn, { body: { name: 'grid2', password: `guess ${at}` } })),
    );
    assert.equal(answers.filter(code => code === 'wrong_sign_in').length, 5);
    assert.equal(answers.filter(code => code === 'locked_out').length, 14);
    const row = await db.row<{ failed_tries: number }>('SELECT failed_tries FROM account WHERE sign_in_name = $1', ['grid2']);
    assert.equal(row?.failed_tries, 5);
  });

  test('a name that nobody has closes just the same', async () => {
    const codes: string[] = [];
    for (let tried = 0; tried < 6; tried++) {
      codes.push(await somebody().refused(signIn, { body: { name: 'ghost', password: `guess ${tried}` } }));
    }
    assert.deepEqual(codes, [...Array(5).fill('wrong_sign_in'), 'locked_out']);
  });

  test('a right password in between starts the count anew', async () => {
    for (let round = 0; round < 2; round++) {
      for (let tried = 0; tried < 4; tried++) await somebody().refused(signIn, { body: { name: 'steward2', password: 'guess' } });
      await somebody().get(signIn, { body: { name: 'steward2', password: testPassword } });
    }
  });

  test('one address that guesses over many names is stopped; another address is not', async () => {
    const guesser = stranger('10.9.9.9');
    const codes = await Promise.all(
      Array.from({ length: 75 }, (_, at) => guesser.refused(signIn, { body: { name: `name${at}`, password: 'guess' } })),
    );
    assert.ok(codes.filter(code => code === 'wrong_sign_in').length <= 64, 'sixty and what comes back meanwhile');
    assert.ok(codes.includes('too_many_requests'));
    await somebody().get(signIn, { body: { name: 'clerk', password: testPassword } });
  });

  test('a disabled account is as unknown as any', async () => {
    await db.count('UPDATE account SET disabled_at = now() WHERE sign_in_name = $1', ['volunteer3']);
    assert.equal(await somebody().refused(signIn, { body: { name: 'volunteer3', password: testPassword } }), 'wrong_sign_in');
  });
});

describe('the first password', () => {
  test('is good for changing it and nothing else, and the change ends the other sessions', async () => {
    await db.count('UPDATE account SET must_change_password = true WHERE sign_in_name = $1', ['lead']);
    const [caller, other] = [await signedIn('lead'), await signedIn('lead')];
    assert.equal((await caller.get(whoAmI)).mustChangePassword, true);
    const { status, refusal } = await caller.call(listStaff);
    assert.equal(status, 403);
    assert.deepEqual(refusal?.facts, { mustChangePassword: true });

    const next = '一句自己记得住的话，很长';
    assert.equal(await caller.refused(changePassword, { body: { old: 'wrong', new: next } }), 'wrong_sign_in');
    const weak = await caller.call(changePassword, { body: { old: testPassword, new: 'short' } });
    assert.equal(weak.refusal?.code, 'password_too_weak');
    assert.equal(weak.refusal?.facts?.least, 10);
    assert.equal(await caller.refused(changePassword, { body: { old: testPassword, new: testPassword } }), 'password_too_weak');
    await caller.get(changePassword, { body: { old: testPassword, new: next } });
    assert.equal((await caller.get(whoAmI)).mustChangePassword, false);
    await caller.get(listStaff);
    assert.equal(await other.refused(whoAmI), 'session_expired');
    await somebody().get(signIn, { body: { name: 'lead', password: next } });
    assert.equal(await somebody().refused(signIn, { body: { name: 'lead', password: testPassword } }), 'wrong_sign_in');
  });

  test('need not be changed in the DEMO community', async () => {
    const demo = await import('./community.ts').then(({ makeCommunity }) => makeCommunity(db, { slug: 'demo', demo: true }));
    await db.count('UPDATE account SET must_change_password = true WHERE community_id = $1', [demo.communityId]);
    await (await signedIn('lead', demo)).get(listStaff);
  });

  test('is long enough to stay unguessed and easy to read out', () => {
    const made = new Set(Array.from({ length: 500 }, newPassword));
    assert.equal(made.size, 500);
    for (const password of made) assert.match(password, /^[a-hjkmnp-z2-9]{5}-[a-hjkmnp-z2-9]{4}-[a-hjkmnp-z2-9]{5}$/);
  });

  test('passwords are kept as argon2id; full-width typing is the same password', async () => {
    const kept = await hashPassword('abc１２３ＡＢＣ');
    assert.match(kept, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    assert.ok(await checkPassword(kept, 'abc123ABC'));
    assert.ok(!(await checkPassword(kept, 'abc123ABD')));
    assert.ok(!(await checkPassword(null, 'abc123ABC')));
  });
});

describe('the second factor', () => {
  test('makes the codes of RFC 6238, appendix B', () => {
    const secret = Buffer.from('12345678901234567890');
    const vectors: [number, string][] = [
      [59, '94287082'],
      [1111111109, '07081804'],
      [1111111111, '14050471'],
      [1234567890, '89005924'],
      [2000000000, '69279037'],
      [20000000000, '65353130'],
    ];
    for (const [seconds, code] of vectors) assert.equal(codeOf(secret, stepAt(new Date(seconds * 1000)), 8), code);
  });

  test('writes the secrets of RFC 4648 for authenticators', () => {
    const vectors = { '': '', f: 'MY', fo: 'MZXQ', foo: 'MZXW6', foob: 'MZXW6YQ', fooba: 'MZXW6YTB', foobar: 'MZXW6YTBOI' };
    for (const [text, coded] of Object.entries(vectors)) assert.equal(base32(Buffer.from(text)), coded);
  });

  test('a code holds for its step and the neighbours, never twice, never after a later one', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 20, maxLength: 20 }),
        fc.integer({ min: 3, max: 2 ** 31 }),
        fc.integer({ min: -3, max: 3 }),
        fc.option(fc.integer({ min: -3, max: 3 })),
        (bytes, step, off, used) => {
          const secret = Buffer.from(bytes);
          const found = stepOfCode(
            secret,
            codeOf(secret, step + off),
            new Date(step * 30_000),
            used === null ? null : step + used,
          );
          if (found === null) return Math.abs(off) > 1 || (used !== null && off <= used);
          // Two steps may share a code by chance; then the found one is another, but never one that was used.
          return Math.abs(found - step) <= 1 && (used === null || found > step + used);
        },
      ),
    );
  });

  test('counts once confirmed, is asked for with the password, and no step is good twice', async () => {
    const caller = await signedIn('supply');
    const { secret, uri } = await caller.get(beginSecondFactor);
    assert.match(uri, /^otpauth:\/\/totp\/.+:supply\?secret=[A-Z2-7]{32}&issuer=/);
    const bytes = secretBytes(secret);
    const code = (steps = 0) => codeOf(bytes, stepAt(now()) + steps);
    await somebody().get(signIn, { body: { community: slug, name: 'supply', password: testPassword } });
    const wrong = String((Number(code()) + 1) % 1_000_000).padStart(6, '0');
    assert.equal(await caller.refused(confirmSecondFactor, { body: { code: wrong } }), 'wrong_sign_in');
    await caller.get(confirmSecondFactor, { body: { code: code() } });
    assert.equal((await caller.get(whoAmI)).secondFactor, true);
    assert.equal(await caller.refused(beginSecondFactor), 'state_has_changed');

    const body = { community: slug, name: 'supply', password: testPassword };
    assert.equal(await somebody().refused(signIn, { body }), 'second_factor_needed');
    assert.equal(await somebody().refused(signIn, { body: { ...body, password: 'wrong' } }), 'wrong_sign_in');
    assert.equal(
      await somebody().refused(signIn, { body: { ...body, secondFactorCode: code() } }),
      'wrong_sign_in',
      'the step that confirmed it is used',
    );
    clock.advance(30_000);
    const next = code();
    await somebody().get(signIn, { body: { ...body, secondFactorCode: next } });
    assert.equal(await somebody().refused(signIn, { body: { ...body, secondFactorCode: next } }), 'wrong_sign_in');

    assert.equal(await caller.refused(dropSecondFactor, { body: { password: 'wrong' } }), 'wrong_sign_in');
    await caller.get(dropSecondFactor, { body: { password: testPassword } });
    await somebody().get(signIn, { body });
  });

  test('one code sent twice at the same moment lets one in', async () => {
    const caller = await signedIn('property');
    const bytes = secretBytes((await caller.get(beginSecondFactor)).secret);
    await caller.get(confirmSecondFactor, { body: { code: codeOf(bytes, stepAt(now())) } });
    clock.advance(60_000);
    const body = { community: slug, name: 'property', password: testPassword, secondFactorCode: codeOf(bytes, stepAt(now())) };
    const answers = await Promise.all([1, 2, 3, 4].map(() => somebody().call(signIn, { body })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401, 401, 401]);
  });

  test('a step used in one program is used in the other', async () => {
    const caller = await signedIn('volunteer1');
    const bytes = secretBytes((await caller.get(beginSecondFactor)).secret);
    await caller.get(confirmSecondFactor, { body: { code: codeOf(bytes, stepAt(now())) } });
    for (let round = 0; round < 3; round++) {
      clock.advance(60_000);
      const code = codeOf(bytes, stepAt(now()));
      const keepers = [1, 2, 3].map(() => new Doorkeeper(db, config.secret, now));
      const answers = await Promise.all(
        keepers.map(keeper => keeper.signIn(community.communityId, 'volunteer1', testPassword, code)),
      );
      assert.equal(answers.filter(answer => !isRefusal(answer)).length, 1);
    }
  });

  test('guessed codes close the account, also when the password alone is sent in between', async () => {
    const caller = await signedIn('district');
    const bytes = secretBytes((await caller.get(beginSecondFactor)).secret);
    await caller.get(confirmSecondFactor, { body: { code: codeOf(bytes, stepAt(now())) } });
    const body = { community: slug, name: 'district', password: testPassword };
    for (let tried = 0; tried < 5; tried++) {
      assert.equal(await somebody().refused(signIn, { body }), 'second_factor_needed');
      await somebody().refused(signIn, { body: { ...body, secondFactorCode: codeOf(bytes, stepAt(now()) + 100 + tried) } });
    }
    assert.equal(await somebody().refused(signIn, { body }), 'locked_out');
  });

  test('the secret is not readable in the database', async () => {
    const caller = await signedIn('volunteer2');
    const bytes = secretBytes((await caller.get(beginSecondFactor)).secret);
    const row = await db.row<{ second_factor_secret: Buffer }>(
      'SELECT second_factor_secret FROM account WHERE community_id = $1 AND sign_in_name = $2',
      [community.communityId, 'volunteer2'],
    );
    assert.ok(row !== undefined && !row.second_factor_secret.includes(bytes));
  });
});

describe('several communities in one program', () => {
  test('the slug says which; a name alone is not enough and the ids of one are nothing in the other', async () => {
    const foreign = await makeForeignCommunity(db);
    assert.equal(await somebody().refused(signIn, { body: { name: 'clerk', password: testPassword } }), 'wrong_sign_in');
    const caller = somebody();
    const me = await caller.get(signIn, { body: { community: foreign.slug, name: 'clerk', password: testPassword } });
    assert.equal(me.communityId, foreign.communityId);
    assert.equal(await findDoor(db, community.communityId, foreign.communityId), undefined);
  });
});

describe('the first administrator', () => {
  const body = {
    communityName: '小横路社区',
    divisionCode: '629903001001',
    personName: '甘管理',
    name: 'gan',
    password: '春天里的第一棵白菜，真甜',
  };

  test('no link while somebody is administrator already', async () => {
    assert.equal(await prepareFirstLink(db, now()), null);
  });

  test('the link works once; an earlier one and a made-up one do not work', async () => {
    const empty = await testApp({ slug: 'first' });
    await empty.db.count(`DELETE FROM role_grant WHERE role = 'administrator'`);
    const earlier = await prepareFirstLink(empty.db, empty.now());
    const link = await prepareFirstLink(empty.db, empty.now());
    assert.ok(earlier !== null && link !== null);
    const caller = empty.stranger();
    assert.equal(await caller.refused(makeFirstAdministrator, { body: { ...body, token: earlier } }), 'link_used');
    assert.equal(await caller.refused(makeFirstAdministrator, { body: { ...body, token: 'x'.repeat(64) } }), 'link_used');
    assert.equal(
      await caller.refused(makeFirstAdministrator, { body: { ...body, token: link, password: '1234567890' } }),
      'password_too_weak',
    );
    const both = await Promise.all(
      [1, 2].map(() => empty.stranger().call(makeFirstAdministrator, { body: { ...body, token: link } })),
    );
    assert.deepEqual(both.map(({ status }) => status).sort(), [200, 403]);
    const me = both.find(({ status }) => status === 200)?.answer;
    assert.deepEqual(me?.roles, ['administrator']);
    assert.equal(me?.communityName, '小横路社区');
    await empty.stranger().get(signIn, { body: { name: 'gan', password: body.password } });
    assert.equal(await prepareFirstLink(empty.db, empty.now()), null);
  });

  test('an empty database gets a community without a name and a link', async () => {
    const { testDatabase } = await import('./database.ts');
    const bare = await testDatabase();
    assert.match((await prepareFirstLink(bare, now())) ?? '', /^[A-Za-z0-9_-]{64}$/);
    assert.equal((await bare.rows('SELECT community_id FROM community')).length, 1);
  });
});
