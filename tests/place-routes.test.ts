// Places and doors through the interface: the tree, finding, correcting, splitting, and who was heard from.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  changeHousehold,
  findByTelephone,
  findHouseholds,
  readHousehold,
  readPlaces,
  recordContact,
  splitHousehold,
} from '../src/api/place.ts';
import { newId } from '../src/server/id.ts';
import { testApp } from './app.ts';
import { insertRows, makeForeignCommunity } from './community.ts';

const app = await testApp();
const { community, db } = app;
const foreign = await makeForeignCommunity(db);
const clerk = await app.signedIn('clerk');
const steward = await app.signedIn('steward1');
const household = (key: string): string => community.households[key] as string;

async function addRequest(key: string, state = 'asked'): Promise<void> {
  const [building, unit] = [key.startsWith('10-') ? 'sealed' : 'clean', key.split('-').slice(0, 2).join('-')] as const;
  await insertRows(db, 'request', [
    {
      community_id: community.communityId,
      request_id: newId(),
      number: 'A77',
      household_id: household(key),
      unit_id: community.units[unit as '10-1'],
      building_id: community.buildings[building],
      compound_id: community.compoundId,
      kind: 'groceries',
      lane: 'ordinary',
      urgency: 'normal',
      channel: 'telephone',
      goods_class: 'ordinary',
      state,
      grams: 0,
      minutes: 10,
      asked_as: 'resident',
      asked_at: new Date().toISOString(),
      due_at: new Date().toISOString(),
      escalation: 0,
      reopened: 0,
      given_back: 0,
      version: 1,
    },
  ]);
}
const auditOf = async (act: string, subjectId: string) =>
  db.rows<{ by_id: string; by_role: string; facts: Record<string, unknown> }>(
    'SELECT by_id, by_role, facts FROM audit WHERE community_id = $1 AND act = $2 AND subject_id = $3',
    [community.communityId, act, subjectId],
  );

describe('the tree of places', () => {
  it('shows the clerk everything, with levels and how many doors are lived in', async () => {
    const { compounds, areas, community: of } = await clerk.get(readPlaces);
    assert.equal(of.communityId, community.communityId);
    assert.deepEqual(
      areas.map(area => area.grids.map(grid => grid.code.slice(12))),
      [['001'], ['002']],
    );
    assert.equal(compounds.length, 1);
    const [compound] = compounds;
    assert.equal(compound?.level, 'control');
    assert.deepEqual(
      compound?.buildings.map(({ label, level }) => [label, level]),
      [
        ['1号楼', 'control'],
        ['10号楼', 'sealed'],
      ],
    );
    assert.deepEqual(
      compound?.buildings[1]?.units.map(({ label, doors, livedIn }) => [label, doors, livedIn]),
      [
        ['1单元', 6, 6],
        ['2单元', 6, 5],
      ],
    );
  });

  it('shows a steward the own building only', async () => {
    const { compounds, areas } = await steward.get(readPlaces);
    assert.deepEqual(
      compounds.flatMap(compound => compound.buildings.map(building => building.label)),
      ['10号楼'],
    );
    assert.deepEqual(
      areas.map(area => area.areaId),
      [community.areas.area1],
    );
  });

  it('shows nobody a place of another community', async () => {
    const { compounds } = await (await app.signedIn('clerk', foreign)).get(readPlaces);
    assert.deepEqual(
      compounds.map(compound => compound.compoundId),
      [foreign.compoundId],
    );
  });
});

describe('finding a door', () => {
  const doors = async (search: string, who = clerk) =>
    (await who.get(findHouseholds, { query: { search } })).households.map(row => row.householdId);

  it('by what people say', async () => {
    for (const said of ['10-1-302', '10号楼1单元302室', '十号楼一单元三〇二', '试验小区10#1-302', '１０－１－３０２']) {
      assert.deepEqual(await doors(said), [household('10-1-302')], said);
    }
  });

  it('several are shown as several, in the order of the wall', async () => {
    assert.deepEqual(await doors('10号楼302'), [household('10-1-302'), household('10-2-302')]);
    assert.equal((await doors('10号楼1单元')).length, 6);
  });

  it('tells door, level and open requests', async () => {
    await addRequest('10-1-302');
    const [row] = (await clerk.get(findHouseholds, { query: { search: '10-1-302' } })).households;
    assert.equal(row?.door, '10号楼 1单元 302');
    assert.deepEqual([row?.compoundName, row?.level, row?.living, row?.openRequests], ['试验小区', 'sealed', 'lived_in', 1]);
  });

  it('by the number of a request', async () => {
    assert.deepEqual(await doors('A77'), [household('10-1-302')]);
  });

  it('nothing understood is nothing found; a telephone in the address line finds nobody', async () => {
    assert.deepEqual(await doors('两斤白菜'), []);
    assert.deepEqual(await doors('19900010001'), []);
  });

  it('a steward finds nothing outside the own building', async () => {
    assert.deepEqual(await doors('1-1-101', steward), []);
    assert.deepEqual(await doors('10-1-101', steward), [household('10-1-101')]);
  });

  it('lists the doors of a unit', async () => {
    const { households } = await clerk.get(findHouseholds, { query: { unitId: community.units['10-2'] } });
    assert.deepEqual(
      households.map(row => row.door.slice(-3)),
      ['101', '102', '201', '202', '301', '302'],
    );
    const { households: foreignOnes } = await clerk.get(findHouseholds, { query: { unitId: foreign.units['10-2'] } });
    assert.deepEqual(foreignOnes, []);
  });
});

describe('finding who calls', () => {
  it('with or without +86, blanks and hyphens; the number is nowhere in the audit', async () => {
    const [row] = await db.rows<{ telephone: string }>(
      'SELECT telephone FROM person WHERE community_id = $1 AND person_id = $2',
      [community.communityId, community.oldMan],
    );
    const number = row?.telephone as string;
    for (const dialled of [
      number,
      `+86 ${number}`,
      `0086${number}`,
      `${number.slice(0, 3)}-${number.slice(3, 7)} ${number.slice(7)}`,
    ]) {
      const { households } = await clerk.get(findByTelephone, { body: { telephone: dialled } });
      assert.deepEqual(
        households.map(found => [found.householdId, found.personId, found.relation]),
        [[household('10-1-201'), community.oldMan, 'lives_here']],
        dialled,
      );
    }
    const audit = await auditOf('find_by_telephone', household('10-1-201'));
    assert.equal(audit.length, 4);
    assert.ok(!JSON.stringify(audit).includes(number.slice(3)));
  });

  it('a daughter elsewhere is found as a relative', async () => {
    const { households } = await clerk.get(findByTelephone, { body: { telephone: '19900019901' } });
    assert.deepEqual(
      households.map(found => [found.householdId, found.relation]),
      [[household('10-1-201'), 'relative']],
    );
  });

  it('a landline without its area code', async () => {
    const { communityId } = community;
    await db.count(
      `UPDATE person SET telephone = '0931-5550123', telephone_digits = '09315550123' WHERE community_id = $1 AND person_id = $2`,
      [communityId, community.residents['1-1-101']],
    );
    for (const dialled of ['0931-5550123', '5550123', '+86 931 5550123']) {
      const { households } = await clerk.get(findByTelephone, { body: { telephone: dialled } });
      assert.deepEqual(
        households.map(found => found.householdId),
        [household('1-1-101')],
        dialled,
      );
    }
  });

  it('an unknown or unreadable number finds nobody; a grid lead finds only in the own area', async () => {
    assert.deepEqual((await clerk.get(findByTelephone, { body: { telephone: '123' } })).households, []);
    assert.deepEqual((await clerk.get(findByTelephone, { body: { telephone: '5550000' } })).households, []);
    const lead = await app.signedIn('gridlead');
    assert.deepEqual((await lead.get(findByTelephone, { body: { telephone: '5550123' } })).households, []);
  });
});

describe('one household', () => {
  it('shows people masked, who is bound, and the last requests', async () => {
    await addRequest('10-1-201', 'served');
    const one = await clerk.get(readHousehold, { params: { householdId: household('10-1-201') } });
    assert.deepEqual(
      one.people.map(person => [person.personId, person.relation, person.smartphone]),
      [
        [community.oldMan, 'lives_here', false],
        [community.relative, 'relative', true],
      ],
    );
    assert.match(one.people[0]?.telephone ?? '', /^199\*\*\*\*\d\d$/);
    assert.deepEqual(
      one.bound.map(row => [row.name, row.rank, row.placeKind]),
      [
        ['职员volunteer1', 'primary', 'unit'],
        ['职员volunteer3', 'backup', 'unit'],
        ['职员steward1', 'primary', 'building'],
      ],
    );
    assert.deepEqual(
      one.lastRequests.map(row => [row.number, row.state]),
      [['A77', 'served']],
    );
    assert.equal(one.hasDoorCode, false);
  });

  it('outside the reach and in another community it does not exist', async () => {
    assert.equal(await steward.refused(readHousehold, { params: { householdId: household('1-1-101') } }), 'household_unknown');
    const elsewhere = foreign.households['10-1-101'] as string;
    assert.equal(await clerk.refused(readHousehold, { params: { householdId: elsewhere } }), 'household_unknown');
  });
});

describe('correcting a door', () => {
  it('changes what was sent and nothing else, with an audit row', async () => {
    const householdId = household('1-2-301');
    await clerk.get(changeHousehold, { params: { householdId }, body: { aliases: ['老王小卖部'], living: 'shop' } });
    const one = await clerk.get(readHousehold, { params: { householdId } });
    assert.deepEqual([one.living, one.aliases, one.door], ['shop', ['老王小卖部'], '1号楼 2单元 301']);
    assert.deepEqual(
      (await clerk.get(findHouseholds, { query: { search: '老王小卖部' } })).households.map(row => row.householdId),
      [householdId],
    );
    const [audit] = await auditOf('change_household', householdId);
    assert.deepEqual(audit?.facts, { changed: 'aliases,living', living: 'shop' });
    assert.equal(audit?.by_role, 'clerk');
  });

  it('refuses a taken name, and to call a door empty behind which somebody waits', async () => {
    const householdId = household('10-1-302');
    assert.equal(await clerk.refused(changeHousehold, { params: { householdId }, body: { door: '301' } }), 'name_taken');
    assert.equal(await clerk.refused(changeHousehold, { params: { householdId }, body: { living: 'vacant' } }), 'still_in_use');
    assert.equal((await auditOf('change_household', householdId)).length, 0);
    const elsewhere = foreign.households['10-1-101'] as string;
    assert.equal(
      await clerk.refused(changeHousehold, { params: { householdId: elsewhere }, body: { floor: 2 } }),
      'household_unknown',
    );
  });

  it('splits a flat; the first keeps the history and both answer to the old name', async () => {
    const householdId = household('1-2-302');
    await addRequest('1-2-302', 'served');
    const { householdIds } = await clerk.get(splitHousehold, { params: { householdId }, body: { doors: ['302A', '302B'] } });
    assert.equal(householdIds.length, 2);
    assert.equal(householdIds[0], householdId);
    const search = async (said: string) =>
      (await clerk.get(findHouseholds, { query: { search: said } })).households.map(row => row.householdId);
    assert.deepEqual(await search('1-2-302'), householdIds);
    assert.deepEqual(await search('1-2-302b'), [householdIds[1]]);
    const first = await clerk.get(readHousehold, { params: { householdId } });
    assert.equal(first.lastRequests.length, 1);
    const again = { params: { householdId: householdIds[1] as string }, body: { doors: ['302A', '302C'] } };
    assert.equal(await clerk.refused(splitHousehold, again), 'name_taken');
    assert.equal(await clerk.refused(splitHousehold, { ...again, body: { doors: ['302D', '302D'] } }), 'name_taken');
  });
});

describe('who was heard from', () => {
  const heardAt = async (key: string) =>
    (
      await db.row<{ heard_at: string | null }>('SELECT heard_at FROM household WHERE community_id = $1 AND household_id = $2', [
        community.communityId,
        household(key),
      ])
    )?.heard_at ?? null;
  const contacts = async (key: string) =>
    (
      await db.rows('SELECT 1 FROM contact WHERE community_id = $1 AND household_id = $2', [
        community.communityId,
        household(key),
      ])
    ).length;

  it('one tap counts once, however often it arrives, and tells the board', async () => {
    const params = { householdId: household('10-1-101') };
    const body = { id: newId(), how: 'at_the_door', outcome: 'needs_nothing' } as const;
    const pokes = app.pokes.length;
    await steward.get(recordContact, { params, body });
    await steward.get(recordContact, { params, body });
    assert.equal(await contacts('10-1-101'), 1);
    assert.ok((await heardAt('10-1-101')) !== null);
    assert.ok(app.pokes.length > pokes);
    assert.equal(await steward.refused(recordContact, { params, body: { ...body, outcome: 'spoke' } }), 'same_id_other_body');
    const other = { householdId: household('10-1-102') };
    assert.equal(await steward.refused(recordContact, { params: other, body }), 'same_id_other_body');
  });

  it('nobody answered: written down, but not heard from', async () => {
    const params = { householdId: household('10-1-202') };
    await steward.get(recordContact, { params, body: { id: newId(), how: 'at_the_door', outcome: 'no_answer' } });
    assert.equal(await contacts('10-1-202'), 1);
    assert.equal(await heardAt('10-1-202'), null);
  });

  it('a slip of paper entered later does not take back a later call; a clock in the future is not believed', async () => {
    const params = { householdId: household('10-1-301') };
    const at = (hours: number) => new Date(app.now().getTime() + hours * 3_600_000).toISOString();
    const send = (happenedAt: string) =>
      clerk.get(recordContact, { params, body: { id: newId(), how: 'telephone', outcome: 'spoke', happenedAt } });
    const [early, late] = [at(-5), at(-1)];
    await send(late);
    assert.equal(await heardAt('10-1-301'), late);
    await send(early);
    assert.equal(await heardAt('10-1-301'), late);
    await send(at(48));
    assert.ok(Date.parse((await heardAt('10-1-301')) as string) <= app.now().getTime());
  });

  it('outside the reach nobody can be said to be heard from', async () => {
    const body = { id: newId(), how: 'at_the_door', outcome: 'spoke' } as const;
    const params = { householdId: household('1-1-101') };
    assert.equal(await steward.refused(recordContact, { params, body }), 'household_unknown');
    assert.equal(await contacts('1-1-101'), 0);
  });
});
