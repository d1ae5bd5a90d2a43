// The bindings assistant through the interface: what it proposes, that taking it over is one step, and that a drop-out moves no more than needed.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { acceptBindings, proposeBindings } from '../src/api/binding-plan.ts';
import { addBinding, listBindings } from '../src/api/people.ts';
import { loadSample } from '../src/server/sample.ts';
import { testApp } from './app.ts';
import { makeForeignCommunity } from './community.ts';
import { testDatabase } from './database.ts';

const test = await testApp();
const { db, community, signedIn, now } = test;
const { compoundId, staff, units, buildings } = community;
const clerk = await signedIn('clerk');
const foreign = await makeForeignCommunity(db);
const params = { compoundId };
const day = (days: number) => new Date(now().getTime() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10);
const tomorrow = day(1);

type Roles = ('steward' | 'volunteer' | 'grid_worker' | 'property' | 'grid_lead')[];
const plan = (more: { aim?: 'few' | 'even'; roles?: Roles; ownPlaces?: boolean; without?: string[] } = {}) =>
  clerk.get(proposeBindings, {
    params,
    body: { aim: 'few', roles: ['steward', 'volunteer', 'grid_worker'], ownPlaces: true, fromOn: tomorrow, ...more },
  });
type Plan = Awaited<ReturnType<typeof plan>>;
const asProposed = ({ units: all }: Plan) =>
  all
    .filter(one => one.primary !== one.presentPrimary || one.backup !== one.presentBackup)
    .map(({ unitId, primary, backup, presentPrimary, presentBackup }) => ({
      ...{ unitId, primary, backup, presentPrimary, presentBackup },
    }));
const unitOf = ({ units: all }: Plan, unitId: string) => all.find(one => one.unitId === unitId);
const lasting = async () =>
  (await clerk.get(listBindings, { query: { on: day(2) } })).bindings.map(
    one => `${one.personName} ${one.placeName} ${one.rank}`,
  );

describe('the bindings assistant', () => {
  it('shows who has each unit, closest binding first, and leaves it so where it can', async () => {
    const shown = await plan();
    const first = unitOf(shown, units['10-1']);
    assert.deepEqual(
      [first?.presentPrimary, first?.presentBackup, first?.primary, first?.backup],
      [staff.volunteer1.personId, staff.volunteer3.personId, staff.volunteer1.personId, staff.volunteer3.personId],
    );
    assert.equal(first?.sealed, true);
    assert.ok((first?.seconds ?? 0) > 0 && (first?.requests ?? 0) >= 1);
    // Nobody stands by for 1号楼: the assistant names somebody else than the primary.
    const clean = unitOf(shown, units['1-1']);
    assert.equal(clean?.primary, staff.volunteer2.personId);
    assert.ok(clean?.presentBackup === null && clean.backup !== null && clean.backup !== clean.primary);
    // A household number is nobody's business here, and people of other communities are not on the list.
    assert.ok(!JSON.stringify(shown).includes(foreign.staff.volunteer1.personId));
    assert.equal(
      await clerk.refused(proposeBindings, {
        params: { compoundId: foreign.compoundId },
        body: { aim: 'few', roles: ['volunteer'], ownPlaces: true, fromOn: tomorrow },
      }),
      'not_found',
    );
  });

  it('leaves units open that nobody of the chosen roles may have, and none of them is sealed without protection', async () => {
    const stewards = await plan({ roles: ['property'] });
    const open = stewards.units.filter(one => one.primary === null).map(one => one.building);
    assert.deepEqual([...new Set(open)], ['10号楼'], 'the property has no protection');
  });

  it('shares the units of whoever drops out, ends all their bindings there in one step, and nobody else’s primary', async () => {
    const gone = staff.volunteer2.personId;
    const shown = await plan({ without: [gone] });
    for (const one of shown.units) {
      assert.notEqual(one.primary, gone);
      if (one.presentPrimary !== gone) assert.equal(one.primary, one.presentPrimary, one.building);
    }
    const body = { id: randomUUID(), fromOn: tomorrow, leaving: [gone], units: asProposed(shown) };
    const done = await clerk.get(acceptBindings, { params, body });
    assert.ok(done.ended >= 2 && done.added >= 2);
    // The same step sent again, because the answer was lost, does nothing more.
    assert.deepEqual(await clerk.get(acceptBindings, { params, body }), done);
    assert.ok((await lasting()).every(line => !line.includes('volunteer2')));
    const { bindings } = await clerk.get(listBindings, { query: { on: day(0) } });
    assert.equal(bindings.filter(one => one.personId === gone).length, 2, 'until tomorrow they still have them');
    const again = await plan();
    for (const one of shown.units) assert.equal(unitOf(again, one.unitId)?.presentPrimary, one.primary);
    const acts = await db.rows<{ act: string; n: number }>(
      `SELECT act, count(*)::integer AS n FROM audit WHERE act IN ('add_binding', 'end_binding', 'accept_bindings') GROUP BY act ORDER BY act`,
    );
    assert.deepEqual(acts, [
      { act: 'accept_bindings', n: 1 },
      { act: 'add_binding', n: done.added },
      { act: 'end_binding', n: done.ended },
    ]);
  });

  it('does nothing at all when one of the units cannot be', async () => {
    const before = await lasting();
    const shown = await plan();
    const good = unitOf(shown, units['1-2']);
    const sealed = unitOf(shown, units['10-1']);
    assert.ok(good && sealed);
    const row = (of: typeof good, primary: string | null, backup: string | null = null) => {
      const { unitId, presentPrimary, presentBackup } = of;
      return { unitId, primary, backup, presentPrimary, presentBackup };
    };
    const tries = [
      [row(sealed, staff.property.personId), 'helper_lacks_protection'],
      [row(sealed, foreign.staff.volunteer1.personId), 'person_unknown'],
      [row(sealed, staff.clerk.personId), 'person_unknown'],
      [row(sealed, staff.grid1.personId, staff.grid1.personId), 'invalid'],
      [{ ...row(sealed, staff.grid1.personId), presentPrimary: staff.grid2.personId }, 'state_has_changed'],
      [{ ...row(sealed, staff.grid1.personId), unitId: foreign.units['1-1'] }, 'not_found'],
    ] as const;
    const harmless = row(good, staff.grid2.personId);
    for (const [bad, code] of tries) {
      const body = { id: randomUUID(), fromOn: tomorrow, units: [harmless, bad] };
      assert.equal(await clerk.refused(acceptBindings, { params, body }), code);
    }
    assert.deepEqual(await lasting(), before);
  });

  it('taken over by two at one moment, one is told that it has changed', async () => {
    const lead = await signedIn('lead');
    const shown = unitOf(await plan(), units['1-1']);
    assert.ok(shown);
    const { unitId, presentPrimary, presentBackup } = shown;
    const answers = await Promise.all(
      [clerk, lead].map((who, n) =>
        who.call(acceptBindings, {
          params,
          body: {
            id: randomUUID(),
            fromOn: tomorrow,
            units: [
              {
                unitId,
                primary: [staff.grid2, staff.property][n]?.personId ?? null,
                backup: null,
                presentPrimary,
                presentBackup,
              },
            ],
          },
        }),
      ),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
    const primaries = (await clerk.get(listBindings, { query: { on: day(2), buildingId: buildings.clean } })).bindings.filter(
      one => one.placeId === unitId && one.rank === 'primary',
    );
    assert.equal(primaries.length, 1);
  });

  it('taken over today twice leaves one binding a unit, and what was to begin later gives way', async () => {
    const unitId = units['1-2'];
    await clerk.get(addBinding, {
      body: { personId: staff.grid1.personId, placeKind: 'unit', placeId: unitId, rank: 'backup', fromOn: day(5) },
    });
    for (const primary of [staff.property.personId, staff.steward2.personId]) {
      const shown: Plan['units'][number] | undefined = unitOf(await plan(), unitId);
      assert.ok(shown);
      const { presentPrimary, presentBackup } = shown;
      await clerk.get(acceptBindings, {
        params,
        body: { id: randomUUID(), fromOn: tomorrow, units: [{ unitId, primary, backup: null, presentPrimary, presentBackup }] },
      });
    }
    const { bindings } = await clerk.get(listBindings, { query: { on: day(6), buildingId: buildings.clean } });
    // The steward of the building has the unit by that already: no row of its own is needed.
    assert.deepEqual(
      bindings.filter(one => one.placeId === unitId),
      [],
    );
    assert.equal(unitOf(await plan(), unitId)?.presentPrimary, staff.steward2.personId);
  });
});

describe('the sample', () => {
  it('opens with 15 grid workers and 39 stewards who between them cover every unit, with a primary and a backup', async () => {
    const fresh = await testDatabase();
    await loadSample(fresh, test.config);
    const counted = await fresh.rows<{ role: string; n: number; bound: number }>(
      `SELECT g.role, count(DISTINCT g.person_id)::integer AS n, count(DISTINCT b.person_id)::integer AS bound
       FROM role_grant g LEFT JOIN binding b ON b.person_id = g.person_id
       WHERE g.role IN ('grid_worker', 'steward') GROUP BY g.role ORDER BY g.role`,
    );
    assert.deepEqual(counted, [
      { role: 'grid_worker', n: 15, bound: 15 },
      { role: 'steward', n: 39, bound: 39 },
    ]);
    const { planBindings } = await import('../src/server/dispatch/binding-plan.ts');
    const compounds = await fresh.rows<{ community_id: string; compound_id: string }>(
      'SELECT community_id, compound_id FROM compound',
    );
    let seen = 0;
    for (const { community_id, compound_id } of compounds) {
      const roles: Roles = ['grid_worker', 'steward'];
      const body = { aim: 'even' as const, roles, ownPlaces: true, without: [], fromOn: tomorrow };
      const shown = await planBindings(fresh, community_id, compound_id, body, now());
      assert.ok(!('refused' in shown));
      for (const one of shown.units) {
        assert.ok(one.primary !== null && one.backup !== null && one.primary !== one.backup, `${one.building} ${one.unit}`);
        seen += 1;
      }
    }
    assert.equal(seen, 9 * 3 + 18 * 2 + 12);
  });
});
