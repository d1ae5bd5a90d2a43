// Door cards, the clerk who reads a code out, and the relative elsewhere.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addResident, endResident, myHousehold } from '../src/api/people.ts';
import {
  assistDoor,
  confirmDoor,
  issueDoorCards,
  openDoor,
  revokeDoorCode,
  sendOneTimeCode,
  whoAmI,
} from '../src/api/session.ts';
import { newId } from '../src/server/id.ts';
import { atTheDoor, buildings, cardOf, db, door, inside, minute, now, residents, signedIn, stranger } from './door-world.ts';

describe('the clerk helps', () => {
  test('by reading out a code, which any browser with the card may use', async () => {
    const { caller } = await atTheDoor('10-2-101');
    const clerk = await signedIn('clerk');
    const made = await clerk.get(assistDoor, { params: { householdId: door('10-2-101') } });
    assert.match(made.code, /^[0-9]{6}$/);
    assert.equal(Date.parse(made.expiresAt) - now().getTime() <= 10 * minute, true);
    const later = await clerk.get(assistDoor, { params: { householdId: door('10-2-101') } });
    if (later.code !== made.code)
      assert.equal(await caller.refused(confirmDoor, { body: { code: made.code } }), 'one_time_code_wrong');
    const me = await caller.get(confirmDoor, { body: { code: later.code } });
    assert.equal(me.personId, residents['10-2-101']);
    const audit = await db.rows('SELECT 1 FROM audit WHERE act = $1 AND subject_id = $2', ['assist_door', door('10-2-101')]);
    assert.equal(audit.length, 2);
  });

  test('where nobody is registered there is nobody to let in; the steward helps in the own building only', async () => {
    const clerk = await signedIn('clerk');
    assert.equal(await clerk.refused(assistDoor, { params: { householdId: door('10-2-302') } }), 'person_unknown');
    assert.equal(await clerk.refused(assistDoor, { params: { householdId: newId() } }), 'household_unknown');
    const steward = await signedIn('steward1');
    await steward.get(assistDoor, { params: { householdId: door('10-2-101') } });
    assert.equal(await steward.refused(assistDoor, { params: { householdId: door('1-1-101') } }), 'household_unknown');
  });
});

describe('door cards', () => {
  test('of a building: a card per lived-in door, the same code each time', async () => {
    const lead = await signedIn('lead');
    const body = { placeKind: 'building' as const, placeId: buildings.sealed };
    const { cards } = await lead.get(issueDoorCards, { body });
    assert.equal(cards.length, 11, 'twelve doors, one of them vacant');
    assert.equal(cards[0]?.door, '10号楼 1单元 101');
    assert.equal(new Set(cards.map(card => card.code)).size, 11);
    assert.deepEqual((await lead.get(issueDoorCards, { body })).cards, cards);
    const both = await Promise.all(
      [1, 2].map(() => lead.get(issueDoorCards, { body: { placeKind: 'building', placeId: buildings.clean } })),
    );
    assert.deepEqual(both[0], both[1], 'asked for twice at one moment');
    assert.equal(await lead.refused(issueDoorCards, { body: { placeKind: 'building', placeId: newId() } }), 'not_found');
  });

  test('renewed: the old card is worth nothing and who came in with it is out', async () => {
    const caller = await inside('1-2-101');
    const old = await cardOf('1-2-101');
    const clerk = await signedIn('clerk');
    const { cards } = await clerk.get(issueDoorCards, {
      body: { placeKind: 'household', placeId: door('1-2-101'), renew: true },
    });
    assert.notEqual(cards[0]?.code, old);
    assert.equal(await caller.refused(whoAmI), 'session_expired');
    assert.equal(await stranger().refused(openDoor, { body: { code: old } }), 'door_code_revoked');
    await stranger().get(openDoor, { body: { code: cards[0]?.code ?? '' } });
  });

  test('revoked: the household is out at once, at the door too', async () => {
    const caller = await inside('1-2-102');
    const waiting = (await atTheDoor('1-2-102')).caller;
    const old = await cardOf('1-2-102');
    await (await signedIn('clerk')).get(revokeDoorCode, { params: { householdId: door('1-2-102') } });
    assert.equal(await caller.refused(myHousehold), 'session_expired');
    assert.equal(await waiting.refused(confirmDoor, { body: { code: '000000' } }), 'session_expired');
    assert.equal(await stranger().refused(openDoor, { body: { code: old } }), 'door_code_revoked');
  });
});

describe('a relative elsewhere', () => {
  test('gets a link of their own from the household, is marked as relative, and is out when it is taken back', async () => {
    const household = await inside('1-2-201');
    const householdId = door('1-2-201');
    const { personId, link } = await household.get(addResident, {
      params: { householdId },
      body: { name: '外地儿子', telephone: '+86 139 0013 9000', relation: 'relative' },
    });
    assert.match(link ?? '', /^\/door#[A-Za-z0-9_-]{64}$/);
    const relative = stranger();
    const opened = await relative.get(openDoor, { body: { code: (link ?? '').split('#')[1] ?? '' } });
    assert.equal(opened.forRelative, true);
    assert.deepEqual(opened.telephones, [{ personId, ending: '00' }]);
    assert.equal(await relative.refused(sendOneTimeCode, { body: { personId: residents['1-2-201'] ?? '' } }), 'person_unknown');
    const { demoCode } = await relative.get(sendOneTimeCode, { body: { personId } });
    const me = await relative.get(confirmDoor, { body: { code: demoCode ?? '' } });
    assert.deepEqual([me.kind, me.roles, me.household?.householdId], ['relative', ['relative'], householdId]);
    const seen = await relative.get(myHousehold);
    assert.deepEqual(
      seen.people.map(person => [person.relation, person.telephone]),
      [
        ['lives_here', seen.people[0]?.telephone],
        ['relative', '139****00'],
      ],
    );
    assert.match(seen.people[0]?.telephone ?? '', /\*\*\*\*/);

    await household.get(endResident, { params: { householdId, personId } });
    assert.equal(await relative.refused(whoAmI), 'session_expired');
    assert.equal(await stranger().refused(openDoor, { body: { code: (link ?? '').split('#')[1] ?? '' } }), 'door_code_revoked');
    await household.get(myHousehold);
  });

  test('keeps the link when the card of the door is renewed', async () => {
    const clerk = await signedIn('clerk');
    const householdId = door('1-2-202');
    const { link } = await clerk.get(addResident, {
      params: { householdId },
      body: { name: '外地女儿', telephone: '13900139001', relation: 'relative' },
    });
    await clerk.get(issueDoorCards, { body: { placeKind: 'household', placeId: householdId, renew: true } });
    await stranger().get(openDoor, { body: { code: (link ?? '').split('#')[1] ?? '' } });
  });
});
