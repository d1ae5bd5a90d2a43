// A right taken away ends within two seconds, a session lives as long as its reason does, and a rush of look-ups is one question.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { listStaff } from '../src/api/people.ts';
import { whoAmI } from '../src/api/session.ts';
import { newId } from '../src/server/id.ts';
import { insertSession } from '../src/server/people/session-store.ts';
import { lifeMs, newToken, readToken, startSessions } from '../src/server/people/sessions.ts';
import type { Database } from '../src/server/postgres/pool.ts';
import { testApp } from './app.ts';
import { insertRows, makeForeignCommunity } from './community.ts';

const { db, deps, community, signedIn, stranger, clock, now } = await testApp();
const { communityId, staff, units, buildings } = community;

/** Counts the questions that reach the database. */
function counting(real: Database): { db: Database; asked: () => number } {
  let asked = 0;
  return {
    db: {
      ...real,
      rows: (sql, values) => {
        asked += 1;
        return real.rows(sql, values);
      },
    },
    asked: () => asked,
  };
}

async function staffToken(personId: string): Promise<string> {
  const made = newToken(communityId);
  const expiresAt = new Date(now().getTime() + lifeMs.staff);
  await insertSession(db, { ...made, kind: 'staff', personId, householdId: null, doorCodeId: null, createdAt: now(), expiresAt });
  return made.token;
}

describe('what a session says', () => {
  test('staff: roles with the places they name, and the bindings of today', async () => {
    const caller = await signedIn('steward1');
    const actor = await deps.sessions.find(caller.cookie ?? '');
    assert.ok(actor);
    assert.equal(actor.kind, 'staff');
    assert.deepEqual([...actor.grants], [['steward', [buildings.sealed]]]);
    assert.deepEqual(actor.bound, [buildings.sealed]);
    assert.equal(actor.householdId, null);
    const lead = await deps.sessions.find((await signedIn('lead')).cookie ?? '');
    assert.deepEqual([...(lead?.grants ?? [])], [['community_lead', []]]);
  });

  test('bindings that begin tomorrow or ended yesterday do not count, in the time zone of the community', async () => {
    const dayOf = (days: number) => new Date(now().getTime() + 8 * 3600_000 + days * 86_400_000).toISOString().slice(0, 10);
    const bind = (from: number, to: number | null, place_id: string) => ({
      community_id: communityId,
      binding_id: newId(),
      person_id: staff.property.personId,
      place_kind: 'unit',
      place_id,
      rank: 'backup',
      from_on: dayOf(from),
      to_on: to === null ? null : dayOf(to),
    });
    await insertRows(db, 'binding', [
      bind(1, null, units['10-1']),
      bind(-9, -1, units['10-2']),
      bind(0, 0, units['1-1']),
      bind(-3, null, units['1-2']),
    ]);
    const actor = await deps.sessions.find((await signedIn('property')).cookie ?? '');
    assert.deepEqual(actor?.bound.toSorted(), [units['1-1'], units['1-2']].sort());
  });

  test('a household: its role and its door, no right of the staff', async () => {
    const resident = await deps.sessions.find((await signedIn({ resident: '10-1-101' })).cookie ?? '');
    assert.deepEqual([...(resident?.grants ?? [])], [['resident', []]]);
    assert.equal(resident?.householdId, community.households['10-1-101']);
    const relative = await deps.sessions.find((await signedIn({ relative: true })).cookie ?? '');
    assert.deepEqual([...(relative?.grants ?? [])], [['relative', []]]);
    assert.equal(relative?.householdId, community.households['10-1-201']);
  });
});

describe('tokens', () => {
  test('carry the community and are kept only as a digest', async () => {
    const token = await staffToken(staff.clerk.personId);
    assert.equal(readToken(token)?.communityId, communityId);
    const rows = await db.rows<{ token_digest: Buffer }>('SELECT token_digest FROM session');
    assert.ok(rows.every(({ token_digest }) => !Buffer.from(token, 'base64url').includes(token_digest)));
  });

  test('anything else is nobody, without a question to the database', async () => {
    const { db: counted, asked } = counting(db);
    const sessions = startSessions(counted, now);
    const good = await staffToken(staff.clerk.personId);
    for (const text of ['', 'x', good.slice(1), `${good}A`, good.replace(/./, '!'), 'ü'.repeat(64), "' OR 1=1 --"]) {
      assert.equal(await sessions.find(text), null, text);
    }
    assert.equal(asked(), 0);
    assert.equal(await sessions.find(newToken(communityId).token), null, 'well-formed but unknown');
  });

  test('with the id of another community in front finds nothing there', async () => {
    const foreign = await makeForeignCommunity(db);
    const bytes = Buffer.from(await staffToken(staff.admin.personId), 'base64url');
    Buffer.from(foreign.communityId.replaceAll('-', ''), 'hex').copy(bytes);
    assert.equal(await deps.sessions.find(bytes.toString('base64url')), null);
  });
});

describe('remembering', () => {
  test('a hundred calls at one moment are one question, and the next two seconds ask nothing', async () => {
    const { db: counted, asked } = counting(db);
    const sessions = startSessions(counted, now);
    const tokens = await Promise.all(Object.values(staff).map(({ personId }) => staffToken(personId)));
    const found = await Promise.all(Array.from({ length: 100 }, (_, at) => sessions.find(tokens[at % tokens.length] as string)));
    assert.ok(found.every(actor => actor !== null));
    assert.equal(asked(), 1);
    await sessions.find(tokens[0] as string);
    assert.equal(asked(), 1);
    clock.advance(2_000);
    await sessions.find(tokens[0] as string);
    assert.equal(asked(), 2);
  });

  test('each of many sessions gets its own rights, not its neighbour’s', async () => {
    const sessions = startSessions(db, now);
    const people = Object.values(staff);
    const tokens = await Promise.all(people.map(({ personId }) => staffToken(personId)));
    const found = await Promise.all(tokens.map(token => sessions.find(token)));
    assert.deepEqual(
      found.map(actor => actor?.personId),
      people.map(({ personId }) => personId),
    );
  });

  test('what was read before a right was taken away is not remembered after it', async () => {
    let release = () => {};
    const gate = new Promise<void>(resolve => {
      release = resolve;
    });
    let asked = 0;
    const slow: Database = {
      ...db,
      rows: async <R>(sql: string, values?: readonly unknown[]) => {
        const first = ++asked === 1;
        const rows = await db.rows<R>(sql, values);
        if (first) await gate;
        return rows;
      },
    };
    const sessions = startSessions(slow, now);
    const token = await staffToken(staff.clerk2.personId);
    const before = sessions.find(token);
    while (asked === 0) await new Promise(resolve => setImmediate(resolve));
    const rights = async (found: ReturnType<typeof sessions.find>) => [...((await found)?.grants.keys() ?? [])];
    await new Promise(resolve => setTimeout(resolve, 20));
    await db.count('UPDATE role_grant SET ended_at = $2 WHERE grant_id = $1', [staff.clerk2.grantId, now()]);
    sessions.forget(communityId);
    assert.deepEqual(await rights(sessions.find(token)), [], 'asked after, so it must know');
    sessions.forget(communityId);
    release();
    assert.deepEqual(await rights(before), ['clerk'], 'asked before, answered as it was');
    assert.deepEqual(await rights(sessions.find(token)), [], 'the late answer is not remembered');
  });

  test('a right that another program took away ends within two seconds', async () => {
    const caller = await signedIn('gridlead');
    await caller.get(listStaff);
    await db.count('UPDATE role_grant SET ended_at = $2 WHERE grant_id = $1', [staff.gridlead.grantId, now()]);
    await caller.get(listStaff);
    clock.advance(2_000);
    assert.equal(await caller.refused(listStaff), 'not_allowed');
  });
});

describe('a session ends with its reason', () => {
  /** `closed`: for good; a phone must keep nothing. */
  async function ends(
    who: Parameters<typeof signedIn>[0],
    sql: string,
    values: readonly unknown[],
    code: 'session_expired' | 'account_closed' = 'session_expired',
  ): Promise<void> {
    const caller = await signedIn(who);
    await caller.get(whoAmI);
    await db.count(sql, values);
    clock.advance(2_000);
    assert.equal(await caller.refused(whoAmI), code, sql);
  }

  test('the account is disabled', () =>
    ends('grid2', 'UPDATE account SET disabled_at = now() WHERE person_id = $1', [staff.grid2.personId], 'account_closed'));

  test('the person is removed', () =>
    ends(
      'volunteer2',
      'UPDATE person SET removed_at = now() WHERE person_id = $1',
      [staff.volunteer2.personId],
      'account_closed',
    ));

  test('the resident moved away', () =>
    ends({ resident: '10-1-102' }, 'UPDATE resident SET ended_at = $2 WHERE person_id = $1', [
      community.residents['10-1-102'],
      now(),
    ]));

  test('the relative is no longer authorised', () =>
    ends({ relative: true }, 'UPDATE resident SET ended_at = $2 WHERE person_id = $1', [community.relative, now()]));

  test('a resident’s session is not one for a relative, nor the other way round', () =>
    ends({ resident: '10-2-101' }, `UPDATE resident SET relation = 'relative' WHERE person_id = $1`, [
      community.residents['10-2-101'],
    ]));

  test('it was revoked', () =>
    ends('clerk', 'UPDATE session SET revoked_at = now() WHERE person_id = $1', [staff.clerk.personId]));
});

test('without a cookie everybody is nobody', async () => {
  assert.equal(await stranger().refused(whoAmI), 'not_signed_in');
});
