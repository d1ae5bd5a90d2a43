// A household's page opens with the door card or a relative's link and a one-time code; forged, revoked and guessed ones do not open it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { myHousehold } from '../src/api/people.ts';
import { confirmDoor, openDoor, sendOneTimeCode, whoAmI } from '../src/api/session.ts';
import { newId } from '../src/server/id.ts';
import { newOneTimeCode, readDoorCode, writeDoorCode } from '../src/server/people/door-code.ts';
import { keyFor, seal, unseal } from '../src/server/secret.ts';
import {
  atTheDoor,
  cardOf,
  clock,
  community,
  communityId,
  config,
  db,
  door,
  foreign,
  inside,
  minute,
  now,
  other,
  residents,
  stranger,
} from './door-world.ts';

describe('the text in the QR', () => {
  const secret = Buffer.from('one secret, and not the other one');
  const uuid = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(bytes => {
    const hex = Buffer.from(bytes).toString('hex');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  });

  test('is short, reads back, also as a whole address', () => {
    fc.assert(
      fc.property(uuid, uuid, (communityOf, doorCodeId) => {
        const code = { communityId: communityOf, doorCodeId };
        const text = writeDoorCode(secret, code);
        assert.equal(text.length, 64);
        assert.deepEqual(readDoorCode(secret, text), code);
        assert.deepEqual(readDoorCode(secret, `https://cai.example/door#${text}`), code);
      }),
    );
  });

  test('with any one bit changed, or signed with another secret, is nothing', () => {
    fc.assert(
      fc.property(uuid, uuid, fc.integer({ min: 0, max: 48 * 8 - 1 }), (communityOf, doorCodeId, bit) => {
        const bytes = Buffer.from(writeDoorCode(secret, { communityId: communityOf, doorCodeId }), 'base64url');
        bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
        assert.equal(readDoorCode(secret, bytes.toString('base64url')), null);
        const elsewhere = writeDoorCode(Buffer.from('the other secret of another place'), {
          communityId: communityOf,
          doorCodeId,
        });
        assert.equal(readDoorCode(secret, elsewhere), null);
      }),
    );
  });

  test('one-time codes are six digits, leading noughts included', () => {
    for (let made = 0; made < 200; made++) assert.match(newOneTimeCode(), /^[0-9]{6}$/);
  });

  test('what is sealed opens with its key and for its row alone', () => {
    const key = keyFor(secret, 'notice');
    const sealed = seal(key, '042195', 'row one');
    assert.equal(unseal(key, sealed, 'row one')?.toString(), '042195');
    assert.equal(unseal(key, sealed, 'row two'), null);
    assert.equal(unseal(keyFor(secret, 'second factor'), sealed, 'row one'), null);
    assert.equal(unseal(key, sealed.subarray(0, 20), 'row one'), null);
    assert.ok(!seal(key, '042195', 'row one').equals(sealed), 'never the same twice');
  });
});

describe('opening a door', () => {
  test('shows the door and two digits of the telephones registered there, nothing more', async () => {
    const caller = stranger();
    const { answer, bytes } = await caller.call(openDoor, { body: { code: await cardOf('10-1-201') } });
    assert.equal(answer.door, '10号楼 1单元 201');
    assert.equal(answer.forRelative, false);
    assert.equal(answer.confirmed, false);
    assert.deepEqual(
      answer.telephones.map(({ personId }) => personId),
      [community.oldMan],
      'the daughter elsewhere has a link of her own',
    );
    assert.equal(
      bytes
        .toString()
        .match(/[0-9]{3,}/g)
        ?.some(digits => digits.startsWith('199')) ?? false,
      false,
    );
    assert.ok(!bytes.toString().includes('住户'));
    assert.equal(await caller.refused(whoAmI), 'not_allowed', 'a card alone is nobody');
    assert.equal(await caller.refused(myHousehold), 'not_allowed');
  });

  test('made-up, changed and foreign codes are forged; a code that never was is revoked', async () => {
    const caller = stranger();
    const good = await cardOf('10-1-101');
    const changed = good.replace(/^.{30}(.)/, (start, sign) => start.slice(0, -1) + (sign === 'A' ? 'B' : 'A'));
    for (const code of ['x', 'x'.repeat(64), changed, good.slice(0, 63), `${good}=`, '1=1']) {
      const { status, refusal } = await caller.call(openDoor, { body: { code } });
      assert.deepEqual([status, refusal?.code], [403, 'door_code_forged'], code);
    }
    const signedByAnother = writeDoorCode(Buffer.from('secret of another community’s program'), {
      communityId,
      doorCodeId: newId(),
    });
    assert.equal(await caller.refused(openDoor, { body: { code: signedByAnother } }), 'door_code_forged');
    const never = writeDoorCode(config.secret, { communityId, doorCodeId: newId() });
    assert.equal(await caller.refused(openDoor, { body: { code: never } }), 'door_code_revoked');
    assert.equal(caller.cookie, undefined);
  });

  test('the code id of one community under the name of another opens nothing', async () => {
    const mine = readDoorCode(config.secret, await cardOf('10-1-101'));
    const mixed = writeDoorCode(config.secret, { communityId: foreign.communityId, doorCodeId: mine?.doorCodeId ?? '' });
    assert.equal(await stranger().refused(openDoor, { body: { code: mixed } }), 'door_code_revoked');
  });

  test('the session at the door lasts half an hour', async () => {
    const { caller, personId } = await atTheDoor('10-1-302');
    clock.advance(31 * minute);
    assert.equal(await caller.refused(sendOneTimeCode, { body: { personId } }), 'session_expired');
  });

  test('scanning the own card again when already in keeps the session', async () => {
    const caller = await inside('10-2-201');
    const { cookie } = caller;
    const again = await caller.get(openDoor, { body: { code: await cardOf('10-2-201') } });
    assert.equal(again.confirmed, true);
    assert.equal(caller.cookie, cookie);
    assert.equal((await caller.get(whoAmI)).kind, 'resident');
    const next = await caller.get(openDoor, { body: { code: await cardOf('10-2-202') } });
    assert.equal(next.confirmed, false, 'another door is another door');
    assert.equal(await caller.refused(whoAmI), 'not_allowed');
  });
});

describe('the one-time code', () => {
  test('lets the household in, for fourteen days, and counts as heard from', async () => {
    await db.count('UPDATE household SET heard_at = NULL WHERE household_id = $1', [door('10-1-202')]);
    const { caller, personId } = await atTheDoor('10-1-202');
    const answer = await caller.get(sendOneTimeCode, { body: { personId } });
    assert.equal(answer.sent, false, 'no gateway is set up');
    const before = caller.cookie;
    const me = await caller.get(confirmDoor, { body: { code: answer.demoCode ?? '' } });
    assert.deepEqual([me.kind, me.roles, me.household?.door], ['resident', ['resident'], '10号楼 1单元 202']);
    assert.equal(me.personId, residents['10-1-202']);
    assert.notEqual(caller.cookie, before);
    assert.equal((await caller.get(myHousehold)).householdId, door('10-1-202'));
    const heard = await db.row<{ heard_how: string }>('SELECT heard_how FROM household WHERE household_id = $1', [
      door('10-1-202'),
    ]);
    assert.equal(heard?.heard_how, 'page');

    clock.advance(14 * 24 * 60 * minute - minute);
    await caller.get(whoAmI);
    clock.advance(2 * minute);
    assert.equal(await caller.refused(whoAmI), 'session_expired');
  });

  test('of this browser does not open another, and works once', async () => {
    const { caller, personId } = await atTheDoor('10-1-301');
    const elsewhere = (await atTheDoor('10-1-301')).caller;
    const { demoCode } = await caller.get(sendOneTimeCode, { body: { personId } });
    assert.equal(await elsewhere.refused(confirmDoor, { body: { code: demoCode ?? '' } }), 'one_time_code_expired');
    const cookie = caller.cookie;
    await caller.get(confirmDoor, { body: { code: demoCode ?? '' } });
    const replay = stranger();
    replay.cookie = cookie;
    assert.equal(await replay.refused(confirmDoor, { body: { code: demoCode ?? '' } }), 'session_expired');
  });

  test('five wrong tries and it is worth nothing, also when they come at one moment', async () => {
    const { caller, personId } = await atTheDoor('1-1-101');
    const { demoCode } = await caller.get(sendOneTimeCode, { body: { personId } });
    const code = demoCode ?? '';
    const guesses = await Promise.all(
      Array.from({ length: 12 }, (_, at) => caller.refused(confirmDoor, { body: { code: other(code, at + 1) } })),
    );
    assert.equal(guesses.filter(said => said === 'one_time_code_wrong').length, 5);
    assert.equal(guesses.filter(said => said === 'one_time_code_expired').length, 7);
    assert.equal(await caller.refused(confirmDoor, { body: { code } }), 'one_time_code_expired');
  });

  test('the fifth try may still be right', async () => {
    const { caller, personId } = await atTheDoor('1-1-102');
    const { demoCode } = await caller.get(sendOneTimeCode, { body: { personId } });
    for (let tried = 1; tried < 5; tried++) {
      const { refusal } = await caller.call(confirmDoor, { body: { code: other(demoCode ?? '', tried) } });
      assert.deepEqual([refusal?.code, refusal?.facts?.left], ['one_time_code_wrong', 5 - tried]);
    }
    await caller.get(confirmDoor, { body: { code: demoCode ?? '' } });
  });

  test('is good for ten minutes', async () => {
    const { caller, personId } = await atTheDoor('1-1-201');
    const { demoCode } = await caller.get(sendOneTimeCode, { body: { personId } });
    clock.advance(10 * minute);
    assert.equal(await caller.refused(confirmDoor, { body: { code: demoCode ?? '' } }), 'one_time_code_expired');
  });

  test('a new one ends the one before; three in a quarter of an hour are enough', async () => {
    const { caller, personId } = await atTheDoor('1-1-202');
    const first = (await caller.get(sendOneTimeCode, { body: { personId } })).demoCode ?? '';
    const second = (await caller.get(sendOneTimeCode, { body: { personId } })).demoCode ?? '';
    if (first !== second) assert.equal(await caller.refused(confirmDoor, { body: { code: first } }), 'one_time_code_wrong');
    await caller.get(sendOneTimeCode, { body: { personId } });
    const { status, refusal } = await caller.call(sendOneTimeCode, { body: { personId } });
    assert.deepEqual([status, refusal?.code], [429, 'too_many_requests']);
    assert.ok(Number(refusal?.facts?.seconds) > 800 && Number(refusal?.facts?.seconds) <= 900);
    clock.advance(15 * minute);
    await caller.get(sendOneTimeCode, { body: { personId } });
  });

  test('ten asked for at one moment are three', async () => {
    const { caller, personId } = await atTheDoor('1-1-301');
    const answers = await Promise.all(Array.from({ length: 10 }, () => caller.call(sendOneTimeCode, { body: { personId } })));
    assert.equal(answers.filter(({ status }) => status === 200).length, 3);
    const { living } = (await db.row<{ living: number }>(
      'SELECT count(*)::integer AS living FROM one_time_code WHERE person_id = $1 AND expires_at > $2',
      [personId, now()],
    )) ?? { living: 0 };
    assert.equal(living, 1);
  });

  test('goes to nobody but the people of this door', async () => {
    const { caller } = await atTheDoor('1-1-302');
    for (const personId of [residents['1-1-301'] ?? '', community.relative, community.staff.clerk.personId, newId()]) {
      assert.equal(await caller.refused(sendOneTimeCode, { body: { personId } }), 'person_unknown');
    }
    await db.count('UPDATE person SET telephone = NULL, telephone_digits = NULL WHERE person_id = $1', [residents['1-1-302']]);
    assert.equal(
      await caller.refused(sendOneTimeCode, { body: { personId: residents['1-1-302'] ?? '' } }),
      'no_telephone_registered',
    );
  });

  test('is not kept where it could be read, neither itself nor a digest that could be tried out', async () => {
    const { caller, personId } = await atTheDoor('10-2-301');
    const { demoCode } = await caller.get(sendOneTimeCode, { body: { personId } });
    const rows = await db.rows<{ row: string }>('SELECT to_jsonb(n)::text AS row FROM notice n WHERE to_person = $1', [personId]);
    assert.equal(rows.length, 1);
    assert.ok(!rows.some(({ row }) => row.includes(demoCode ?? '')));
    const { createHash } = await import('node:crypto');
    const codes = await db.rows<{ digest: Buffer }>('SELECT digest FROM one_time_code WHERE person_id = $1', [personId]);
    for (const { digest } of codes)
      assert.ok(
        !createHash('sha256')
          .update(demoCode ?? '')
          .digest()
          .equals(digest),
      );
  });

  test('is shown on the page in the DEMO community only', async () => {
    const householdId = foreign.households['1-1-101'] ?? '';
    const doorCodeId = newId();
    await db.count('INSERT INTO door_code (community_id, door_code_id, household_id) VALUES ($1, $2, $3)', [
      foreign.communityId,
      doorCodeId,
      householdId,
    ]);
    const caller = stranger();
    await caller.get(openDoor, {
      body: { code: writeDoorCode(config.secret, { communityId: foreign.communityId, doorCodeId }) },
    });
    const answer = await caller.get(sendOneTimeCode, { body: { personId: foreign.residents['1-1-101'] ?? '' } });
    assert.deepEqual(answer, { sent: false });
  });
});
