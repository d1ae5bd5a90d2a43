// 包楼定户: on every day one primary per place, also when two clerks bind at one moment; a grid lead binds in the own area only.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addBinding, endBinding, listBindings } from '../src/api/people.ts';
import { findHouseholds } from '../src/api/place.ts';
import { newId } from '../src/server/id.ts';
import { testApp } from './app.ts';
import { makeForeignCommunity } from './community.ts';

const { db, community, signedIn, now } = await testApp();
const { staff, buildings, units, households } = community;
const foreign = await makeForeignCommunity(db);
const clerk = await signedIn('clerk');

/** YYYY-MM-DD in Shanghai, so many days from today. */
function day(days: number): string {
  return new Date(now().getTime() + 8 * 3600_000 + days * 86_400_000).toISOString().slice(0, 10);
}
const household = (name: string): string => households[name] ?? '';

describe('binding', () => {
  test('says who is bound where, by the names on the wall', async () => {
    const { bindings } = await clerk.get(listBindings, { query: { buildingId: buildings.sealed } });
    assert.deepEqual(
      bindings.map(({ personName, placeKind, placeName, rank }) => [personName, placeKind, placeName, rank]).sort(),
      [
        ['职员steward1', 'building', '试验小区 10号楼', 'primary'],
        ['职员volunteer1', 'unit', '试验小区 10号楼 1单元', 'primary'],
        ['职员volunteer1', 'unit', '试验小区 10号楼 2单元', 'primary'],
        ['职员volunteer3', 'unit', '试验小区 10号楼 1单元', 'backup'],
        ['职员volunteer3', 'unit', '试验小区 10号楼 2单元', 'backup'],
      ],
    );
  });

  test('a second primary for the same days is refused; a backup, other days and another place are not', async () => {
    const base = {
      personId: staff.property.personId,
      placeKind: 'unit' as const,
      placeId: units['1-1'],
      rank: 'primary' as const,
    };
    const { status, refusal } = await clerk.call(addBinding, { body: { ...base, fromOn: day(3) } });
    assert.deepEqual([status, refusal?.code], [409, 'overlaps']);
    await clerk.get(addBinding, { body: { ...base, rank: 'backup', fromOn: day(0), toOn: day(2) } });
    assert.equal(await clerk.refused(addBinding, { body: { ...base, rank: 'backup', fromOn: day(2) } }), 'overlaps');
    await clerk.get(addBinding, { body: { ...base, rank: 'backup', fromOn: day(3) } });
    await clerk.get(addBinding, {
      body: { ...base, placeKind: 'household', placeId: household('1-1-101'), fromOn: day(0), toOn: day(0) },
    });
    assert.equal(await clerk.refused(addBinding, { body: { ...base, fromOn: day(3), toOn: day(2) } }), 'invalid');
  });

  test('bound by two clerks at one moment, one is primary', async () => {
    for (let round = 0; round < 5; round++) {
      const people = [staff.property, staff.volunteer1, staff.volunteer2, staff.grid1];
      const fromOn = day(10 + round);
      const answers = await Promise.all(
        people.map(({ personId }) =>
          clerk.call(addBinding, {
            body: { personId, placeKind: 'household', placeId: household('1-2-101'), rank: 'primary', fromOn, toOn: fromOn },
          }),
        ),
      );
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409, 409]);
    }
  });

  test('names a helper and a place that are there, of this community', async () => {
    const body = { placeKind: 'building' as const, placeId: buildings.clean, rank: 'backup' as const, fromOn: day(0) };
    for (const personId of [newId(), community.oldMan, staff.clerk.personId, foreign.staff.volunteer1.personId]) {
      assert.equal(await clerk.refused(addBinding, { body: { ...body, personId } }), 'person_unknown');
    }
    const { personId } = staff.volunteer1;
    for (const placeId of [newId(), units['1-1'], foreign.buildings.clean]) {
      assert.equal(await clerk.refused(addBinding, { body: { ...body, personId, placeId } }), 'not_found');
    }
    for (const fromOn of ['2022-02-30', '2022-3-1', 'today']) {
      assert.equal(await clerk.refused(addBinding, { body: { ...body, personId, fromOn } }), 'invalid');
    }
  });

  test('widens what a steward sees, at once, and its end takes it away', async () => {
    const steward = await signedIn('steward2');
    const doors = async () => (await steward.get(findHouseholds, { query: { limit: 100 } })).households.length;
    assert.equal(await doors(), 12);
    const { bindingId } = await clerk.get(addBinding, {
      body: {
        personId: staff.steward2.personId,
        placeKind: 'household',
        placeId: household('10-1-101'),
        rank: 'backup',
        fromOn: day(-2),
      },
    });
    assert.equal(await doors(), 13);
    await clerk.get(endBinding, { params: { bindingId }, body: { toOn: day(-1) } });
    assert.equal(await doors(), 12);
  });
});

describe('ending', () => {
  test('is never before the beginning and never later than it was', async () => {
    const { bindingId } = await clerk.get(addBinding, {
      body: {
        personId: staff.grid1.personId,
        placeKind: 'unit',
        placeId: units['1-2'],
        rank: 'backup',
        fromOn: day(1),
        toOn: day(9),
      },
    });
    const params = { bindingId };
    assert.equal(await clerk.refused(endBinding, { params, body: { toOn: day(0) } }), 'invalid');
    assert.equal(await clerk.refused(endBinding, { params, body: { toOn: day(10) } }), 'invalid');
    await clerk.get(endBinding, { params, body: { toOn: day(4) } });
    assert.equal(await clerk.refused(endBinding, { params, body: { toOn: day(5) } }), 'invalid');
    assert.equal(await clerk.refused(endBinding, { params: { bindingId: newId() }, body: { toOn: day(4) } }), 'not_found');
    const on = async (query: { on?: string }) =>
      (await clerk.get(listBindings, { query: { ...query, personId: staff.grid1.personId } })).bindings.filter(
        // Of five rounds of binding at one moment above, this person may have won any number.
        binding => binding.bindingId === bindingId,
      ).length;
    assert.deepEqual([await on({}), await on({ on: day(0) }), await on({ on: day(4) }), await on({ on: day(5) })], [1, 0, 1, 0]);
  });
});

describe('a grid lead', () => {
  test('sees and makes bindings in the own area, and none elsewhere', async () => {
    const lead = await signedIn('gridlead');
    const { bindings } = await lead.get(listBindings);
    assert.ok(bindings.length >= 5);
    assert.ok(bindings.every(({ placeName }) => placeName.includes('10号楼')));
    const body = { personId: staff.volunteer3.personId, rank: 'backup' as const, fromOn: day(0) };
    await lead.get(addBinding, { body: { ...body, placeKind: 'household', placeId: household('10-2-101') } });
    assert.equal(
      await lead.refused(addBinding, { body: { ...body, placeKind: 'building', placeId: buildings.clean } }),
      'not_found',
    );
    assert.equal(await lead.refused(addBinding, { body: { ...body, placeKind: 'unit', placeId: units['1-1'] } }), 'not_found');
    const elsewhere = (await clerk.get(listBindings, { query: { personId: staff.steward2.personId, on: day(0) } })).bindings[0];
    assert.ok(elsewhere);
    assert.equal(
      await lead.refused(endBinding, { params: { bindingId: elsewhere.bindingId }, body: { toOn: day(0) } }),
      'not_found',
    );
  });

  test('may not bind a building of which only a part is theirs', async () => {
    const lead = await signedIn('gridlead');
    const [moved] = [household('10-2-301')];
    await db.count('UPDATE household SET area_id = $2 WHERE household_id = $1', [moved, community.areas.area2]);
    const body = { personId: staff.volunteer2.personId, rank: 'backup' as const, fromOn: day(0) };
    assert.equal(
      await lead.refused(addBinding, { body: { ...body, placeKind: 'building', placeId: buildings.sealed } }),
      'not_found',
    );
    await lead.get(addBinding, { body: { ...body, placeKind: 'unit', placeId: units['10-1'] } });
  });
});
