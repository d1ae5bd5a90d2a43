// Walks every endpoint of the contract as everybody: who may not is told so, what lies outside somebody's places or community is not there.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { contract } from '../src/api/contract.ts';
import type { Endpoint } from '../src/api/endpoint.ts';
import { myTasks } from '../src/api/own.ts';
import { findHouseholds, readPlaces } from '../src/api/place.ts';
import { askRequest, listRequests, moveRequest, readRequest } from '../src/api/request.ts';
import { assistDoor, issueDoorCards } from '../src/api/session.ts';
import { type Role, roles } from '../src/domain/people/role.ts';
import { type Caller, testApp, type Who } from './app.ts';
import { makeCommunity, type StaffName, type TestCommunity } from './community.ts';
import { type Audience, audiences, rightsTable } from './rights-table.ts';
import { makeWorld, nowhere, type Sent, sentTo, type World } from './rights-world.ts';

const app = await testApp();
const { db, community } = app;
const foreign = await makeCommunity(db, { slug: 'waishe', name: '外地社区', divisionCode: '629902001001', now: app.now() });
const foreignWorld = await makeWorld(app, foreign);
const card = { doorCodeId: '' };
{
  const clerk = await app.signedIn('clerk');
  await clerk.get(issueDoorCards, { body: { placeKind: 'household', placeId: community.households['10-1-102'] ?? '' } });
  const row = await db.row<{ door_code_id: string }>('SELECT door_code_id FROM door_code WHERE community_id = $1', [
    community.communityId,
  ]);
  card.doorCodeId = row?.door_code_id ?? '';
}

const whoOf: Readonly<Record<Exclude<Audience, 'nobody' | 'door'>, Who>> = {
  resident: { resident: '10-1-101' },
  relative: { relative: true },
  steward: 'steward1',
  volunteer: 'volunteer1',
  property: 'property',
  grid_worker: 'grid1',
  grid_lead: 'gridlead',
  clerk: 'clerk',
  supply: 'supply',
  community_lead: 'lead',
  district_viewer: 'district',
  administrator: 'admin',
};

let addresses = 0;
async function as(audience: Audience, of: TestCommunity = community): Promise<Caller> {
  if (audience === 'nobody') return app.stranger(`10.3.${Math.floor(++addresses / 250)}.${addresses % 250}`);
  if (audience === 'door') return app.signedIn({ door: '10-1-102', doorCodeId: card.doorCodeId }, of);
  return app.signedIn(whoOf[audience], of);
}

interface Answered {
  readonly status: number;
  readonly code: string | undefined;
  readonly text: string;
}

/** Streams are opened and left; everything else is read to its end. */
async function send(caller: Caller, endpoint: Endpoint, sent: Sent): Promise<Answered> {
  if (endpoint.kind !== 'events') {
    const { status, refusal, bytes } = await caller.call(endpoint, sent as never);
    return { status, code: refusal?.code, text: bytes.toString() };
  }
  const query = new URLSearchParams(sent.query);
  const response = await app.app.inject({
    method: 'GET',
    url: `${endpoint.path}${query.size > 0 ? `?${query}` : ''}`,
    headers: caller.cookie === undefined ? {} : { cookie: `cailanzi=${caller.cookie}` },
    payloadAsStream: true,
  });
  const stream = response.stream();
  if (response.statusCode === 200) {
    stream.destroy();
    response.raw.res.destroy();
    return { status: 200, code: undefined, text: '' };
  }
  let text = '';
  for await (const part of stream) text += String(part);
  return { status: response.statusCode, code: (JSON.parse(text) as { code?: string }).code, text };
}

const nobodyHere = new Set(['not_signed_in', 'session_expired', 'not_allowed']);

describe('the table of rights', () => {
  test('has a line for every endpoint of the contract, and no other', () => {
    assert.deepEqual(Object.keys(rightsTable).sort(), contract.map(({ name }) => name).sort());
    assert.equal(new Set(contract.map(({ name }) => name)).size, contract.length);
  });

  test('knows every role', () => {
    assert.deepEqual([...audiences].sort(), [...roles, 'door', 'nobody'].sort());
  });
});

describe('every endpoint, called by everybody', () => {
  for (const endpoint of contract) {
    test(`${endpoint.name}: ${endpoint.method} ${endpoint.path}`, async () => {
      const may = rightsTable[endpoint.name] ?? [];
      const wrong: string[] = [];
      for (const audience of audiences) {
        const answer = await send(await as(audience), endpoint, sentTo(endpoint.name, nowhere(), audience));
        const said = `${audience}: ${answer.status} ${answer.code ?? ''}`;
        if (answer.status >= 500) wrong.push(`${said} is a fault`);
        if (may.includes(audience)) {
          if (nobodyHere.has(answer.code ?? '')) wrong.push(`${said}, but may`);
          if (answer.code === 'invalid') wrong.push(`${said}: the call of this test is not well-formed`);
        } else {
          const wanted = audience === 'nobody' ? '401 not_signed_in' : '403 not_allowed';
          if (`${answer.status} ${answer.code}` !== wanted) wrong.push(`${said}, but may not`);
        }
      }
      assert.deepEqual(wrong, []);
    });
  }

  test('with a cookie that is nobody’s, nothing but the ways in opens', async () => {
    for (const [index, endpoint] of contract.entries()) {
      if (rightsTable[endpoint.name]?.includes('nobody')) continue;
      // One address may not ask so often.
      const caller = app.stranger(`10.4.0.${Math.floor(index / 50)}`);
      caller.cookie = 'A'.repeat(64);
      const { status, code } = await send(caller, endpoint, sentTo(endpoint.name, nowhere(), 'nobody'));
      assert.deepEqual([endpoint.name, status, code], [endpoint.name, 401, 'session_expired']);
    }
  });

  test('a page of another site cannot make a signed-in browser act', async () => {
    const caller = await as('clerk');
    for (const endpoint of contract) {
      if (endpoint.method === 'GET') continue;
      const sent = sentTo(endpoint.name, nowhere(), 'clerk');
      const { status, code } = await send(caller, endpoint, {
        ...sent,
        headers: { ...sent.headers, 'sec-fetch-site': 'cross-site' },
      });
      assert.deepEqual([endpoint.name, status, code], [endpoint.name, 403, 'not_allowed']);
    }
  });
});

/** Roles that see the whole community, and then those that see only their own. */
const whole = ['community_lead', 'clerk', 'administrator', 'supply', 'resident', 'volunteer'] as const;

/** Every row of a community in every table, as one text per table. */
async function everythingOf(communityId: string): Promise<Record<string, string>> {
  const tables = await db.rows<{ table_name: string }>(
    `SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = 'public' AND c.column_name = 'community_id' AND t.table_type = 'BASE TABLE'`,
  );
  const all: Record<string, string> = {};
  for (const { table_name } of tables) {
    if (table_name === 'session') continue;
    const row = await db.row<{ text: string | null }>(
      `SELECT md5(string_agg(row, E'\\n' ORDER BY row)) AS text FROM (SELECT to_jsonb(t)::text AS row FROM ${table_name} t WHERE community_id = $1) AS rows`,
      [communityId],
    );
    all[table_name] = row?.text ?? '';
  }
  assert.ok(Object.keys(all).length > 25);
  return all;
}

const idsOf = (world: World): string[] => Object.values(world);

/** Endpoints whose call names things that have ids. */
const naming = contract.filter(({ name }) => {
  const world = nowhere();
  const sent = JSON.stringify({ ...sentTo(name, world, 'clerk'), payload: undefined });
  // The code of a bag or a permit and the number of a sheet are made from the ends of their ids, see rights-delivery.ts.
  return idsOf(world).some(id =>
    [id, id.slice(-12).toUpperCase(), `"${id.slice(-6).toUpperCase()}"`, `${id.slice(-5).toUpperCase()}-1`].some(part =>
      sent.includes(part),
    ),
  );
});

/** A call after which the others would find less comes last. */
function withLast(...last: string[]) {
  return [...naming.filter(({ name }) => !last.includes(name)), ...naming.filter(({ name }) => last.includes(name))];
}

describe('another community', () => {
  test('its things are not there for anybody here, and nothing of it changes', async () => {
    assert.ok(naming.length > 35, `${naming.length}`);
    const before = await everythingOf(foreign.communityId);
    const wrong: string[] = [];
    for (const endpoint of naming) {
      for (const audience of rightsTable[endpoint.name] ?? []) {
        if (audience === 'nobody') continue;
        const sent = sentTo(endpoint.name, foreignWorld, audience);
        const { status, code, text } = await send(await as(audience), endpoint, sent);
        const named = JSON.stringify({ ...sent, payload: undefined });
        const leaked = idsOf(foreignWorld).filter(id => text.includes(id) && !named.includes(id));
        // A list asked for by a foreign id is empty; a batch says of each that it is not there.
        const empty =
          status === 200 && endpoint.kind === 'events' ? true : status === 200 && isEmpty(endpoint.name, text, foreignWorld);
        if (leaked.length > 0 || !(status === 404 || empty)) {
          wrong.push(`${endpoint.name} as ${audience}: ${status} ${code ?? text.slice(0, 160)}`);
        }
      }
    }
    assert.deepEqual(wrong, []);
    assert.deepEqual(await everythingOf(foreign.communityId), before);
  });

  test('the same calls about the own community find what they name', async () => {
    const own = await makeCommunity(db, { slug: 'own', now: app.now() });
    const world = await makeWorld(app, own);
    const wrong: string[] = [];
    // Whoever moved away is not found any more.
    for (const endpoint of withLast('endResident', 'endCare')) {
      // The calls of a door session are tried in sign-in-door.test.ts.
      const audience = whole.find(role => rightsTable[endpoint.name]?.includes(role));
      if (audience === undefined) continue;
      const { status, code } = await send(await as(audience, own), endpoint, sentTo(endpoint.name, world, audience));
      if (status === 404 || status >= 500) wrong.push(`${endpoint.name} as ${audience}: ${status} ${code}`);
    }
    assert.deepEqual(wrong, []);
  });
});

/** Does a 200 about things that are not there say nothing at all? */
function isEmpty(name: string, text: string, world: World): boolean {
  if (name === 'moveMany') return text.includes('"refused":"not_found"') && !text.includes('"moved":{');
  if (name === 'sendMoves') return text.includes('"outcome":"refused"') && /not_found|not_yours/.test(text);
  if (name === 'stepBags') return text.includes('"refused":"not_found"') && !text.includes('"refused":null');
  if (name === 'propose') return !text.includes('helperId');
  if (name === 'exportBrief') return !text.includes('外地');
  const answer = JSON.parse(text) as Record<string, unknown>;
  const lists = Object.values(answer).filter(Array.isArray);
  if (name === 'readBrief') return !text.includes(world.compoundId);
  if (name === 'askRequest' || name === 'recordCheck') return false;
  // Only that one has just looked.
  if (name === 'listAudit') return (answer.rows as { act: string }[]).every(({ act }) => act === 'read_audit');
  return lists.length > 0 && lists.every(list => list.length === 0);
}

describe('outside the own places', () => {
  /** All about 1-1-101, in the clean building of the other area, held by its own volunteer. */
  const elsewhere = makeWorld(app, community, '1-1-101', 'volunteer2');
  const placed: Partial<Record<Role, Who>> = {
    steward: 'steward1',
    grid_worker: 'grid1',
    grid_lead: 'gridlead',
    volunteer: 'volunteer1',
    resident: { resident: '10-1-301' },
    relative: { relative: true },
  };
  /** Whose scope is the whole community on purpose: the board of the compound, its figures without rows, its runs. */
  const wide = new Set(['readBoard', 'boardLive', 'readBrief', 'listRuns']);

  for (const [role, who] of Object.entries(placed) as [Role, Who][]) {
    test(`a ${role} of another building finds nothing there and changes nothing`, async () => {
      const world = await elsewhere;
      const wrong: string[] = [];
      const caller = await app.signedIn(who);
      const before = await db.rows('SELECT * FROM request WHERE request_id = ANY ($1) ORDER BY request_id', [
        [world.requestId, world.sortedId],
      ]);
      for (const endpoint of naming) {
        if (!rightsTable[endpoint.name]?.includes(role) || wide.has(endpoint.name)) continue;
        const sent = sentTo(endpoint.name, world, role);
        const { status, code, text } = await send(caller, endpoint, sent);
        if (status !== 404 && !(status === 200 && isEmpty(endpoint.name, text, world))) {
          wrong.push(`${endpoint.name}: ${status} ${code ?? text.slice(0, 160)}`);
        }
      }
      assert.deepEqual(wrong, []);
      const after = await db.rows('SELECT * FROM request WHERE request_id = ANY ($1) ORDER BY request_id', [
        [world.requestId, world.sortedId],
      ]);
      assert.deepEqual(after, before);
    });
  }

  for (const name of ['steward1', 'grid1', 'gridlead'] as const satisfies readonly StaffName[]) {
    test(`inside them ${name} finds what the same calls name`, async () => {
      const own = await makeCommunity(db, { slug: `inside-${name}`, now: app.now() });
      const world = await makeWorld(app, own, '10-1-101', name);
      const role = (Object.keys(whoOf) as (keyof typeof whoOf)[]).find(one => whoOf[one] === name);
      assert.ok(role);
      const caller = await app.signedIn(name, own);
      const wrong: string[] = [];
      // The desk's move takes the request out of their hands.
      for (const endpoint of withLast('moveMany', 'endCare')) {
        if (!rightsTable[endpoint.name]?.includes(role)) continue;
        const { status, code, text } = await send(caller, endpoint, sentTo(endpoint.name, world, role));
        const nothing = status === 200 && endpoint.kind === 'json' && isEmpty(endpoint.name, text, world);
        if (status === 404 || nothing || status >= 500) wrong.push(`${endpoint.name}: ${status} ${code ?? text.slice(0, 160)}`);
      }
      assert.deepEqual(wrong, []);
    });
  }

  test('lists end where the right ends', async () => {
    const world = await elsewhere;
    const mine = await makeWorld(app, community);
    for (const name of ['steward1', 'grid1', 'gridlead'] as const satisfies readonly StaffName[]) {
      const caller = await app.signedIn(name);
      const { households } = await caller.get(findHouseholds, { query: { limit: 1000 } });
      assert.equal(households.length, 12, name);
      assert.ok(households.every(({ door }) => door.startsWith('10号楼')));
      const { compounds } = await caller.get(readPlaces);
      assert.deepEqual(
        compounds.flatMap(({ buildings }) => buildings.map(({ label }) => label)),
        ['10号楼'],
      );
      const { rows } = await caller.get(listRequests, { query: { limit: 200 } });
      const ids = rows.map(({ requestId }) => requestId);
      assert.ok(ids.includes(mine.requestId) && !ids.includes(world.requestId), name);
    }
    const steward = await app.signedIn('steward1');
    const unit = community.units['1-1'];
    assert.equal(await steward.refused(issueDoorCards, { body: { placeKind: 'unit', placeId: unit } }), 'not_found');
    assert.equal(await steward.refused(assistDoor, { params: { householdId: world.householdId } }), 'household_unknown');
  });

  test('a household sees its own requests and nobody else’s', async () => {
    const mine = await makeWorld(app, community, '10-1-202');
    const neighbour = await app.signedIn({ resident: '10-1-102' });
    const own = await app.signedIn({ resident: '10-1-202' });
    await own.get(readRequest, { params: { requestId: mine.requestId } });
    assert.equal(await neighbour.refused(readRequest, { params: { requestId: mine.requestId } }), 'not_found');
    const body = {
      id: mine.sortedId.replace(/.$/, 'a'),
      householdId: mine.householdId,
      kind: 'other' as const,
      channel: 'resident_page' as const,
    };
    assert.equal(await neighbour.refused(askRequest, { body }), 'household_unknown');
  });
});

describe('a volunteer', () => {
  test('sees doors, bags and delivery notes of the own open tasks, and no name and no telephone in any answer', async () => {
    const world = await makeWorld(app, community, '10-1-201');
    const names = await db.rows<{ name: string; telephone: string | null }>(
      'SELECT name, telephone FROM person WHERE community_id = $1 AND person_id <> $2',
      [community.communityId, community.staff.volunteer1.personId],
    );
    assert.ok(names.length > 30);
    let read = 0;
    for (const endpoint of contract) {
      if (!rightsTable[endpoint.name]?.includes('volunteer') || endpoint.kind === 'events') continue;
      const caller = await as('volunteer');
      const { status, text } = await send(caller, endpoint, sentTo(endpoint.name, world, 'volunteer'));
      if (status === 200) read += 1;
      const told = names.filter(({ name, telephone }) => text.includes(name) || (telephone !== null && text.includes(telephone)));
      assert.deepEqual([endpoint.name, told], [endpoint.name, []]);
      assert.doesNotMatch(text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ''), /19900\d{6}|\d{3}\*{4}\d{2}/, endpoint.name);
    }
    assert.ok(read >= 4, `${read} answers were read`);
  });

  test('sees a task of somebody else not at all, and the own one only until it is done', async () => {
    const world = await makeWorld(app, community, '10-1-302');
    const [own, other] = [await app.signedIn('volunteer1'), await app.signedIn('volunteer3')];
    const params = { requestId: world.requestId };
    const { bytes } = await own.call(readRequest, { params });
    assert.ok(bytes.toString().includes('放门口就行'));
    assert.equal(await other.refused(readRequest, { params }), 'not_found');
    assert.equal(await other.refused(moveRequest, { params, body: { id: world.bagId, move: 'fetch' } }), 'not_found');
    assert.ok(!(await other.get(myTasks)).tasks.some(({ requestId }) => requestId === world.requestId));
    await db.count(`UPDATE request SET state = 'served', closed_at = now() WHERE request_id = $1`, [world.requestId]);
    assert.equal(await own.refused(readRequest, { params }), 'not_found');
    assert.ok(!(await own.get(myTasks)).tasks.some(({ requestId }) => requestId === world.requestId));
  });
});

describe('the district', () => {
  test('sees figures and the board, and nobody’s name or telephone', async () => {
    await makeWorld(app, community, '10-2-101');
    const names = await db.rows<{ name: string }>('SELECT name FROM person WHERE community_id = $1 AND person_id <> $2', [
      community.communityId,
      community.staff.district.personId,
    ]);
    for (const endpoint of contract) {
      if (!rightsTable[endpoint.name]?.includes('district_viewer') || endpoint.kind === 'events') continue;
      const { text } = await send(await as('district_viewer'), endpoint, sentTo(endpoint.name, nowhere(), 'district_viewer'));
      const told = names.filter(({ name }) => text.includes(name));
      assert.deepEqual([endpoint.name, told], [endpoint.name, []]);
      assert.doesNotMatch(text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ''), /19900\d{6}/, endpoint.name);
    }
  });
});
