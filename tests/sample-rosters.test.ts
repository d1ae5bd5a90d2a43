// The rosters in samples/ do what their README says: imported in order they add a small compound, and the wrong one is refused row by row.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { importRoster, listBindings, previewRoster } from '../src/api/people.ts';
import { findHouseholds, readHousehold } from '../src/api/place.ts';
import type { RosterKind } from '../src/domain/people/roster.ts';
import { divisionCode } from '../src/server/sample/places.ts';
import { testApp } from './app.ts';

const app = await testApp({ divisionCode });
const admin = await app.signedIn('admin');

async function parts(roster: RosterKind, name: string) {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(readFileSync(new URL(`../samples/${name}`, import.meta.url)))]), name);
  const body = new Response(form);
  return {
    params: { roster },
    payload: Buffer.from(await body.arrayBuffer()),
    headers: { 'content-type': body.headers.get('content-type') ?? '' },
  };
}
async function load(roster: RosterKind, name: string) {
  const { digest } = await admin.get(previewRoster, await parts(roster, name));
  return admin.get(importRoster, { ...(await parts(roster, name)), query: { digest } });
}

describe('the rosters in samples/', () => {
  const order = [
    ['households', 'households-new-compound.csv', 'utf-8', 22],
    ['residents', 'residents-gb18030.csv', 'gb18030', 20],
    ['staff', 'staff.xlsx', 'xlsx', 6],
    ['bindings', 'bindings.csv', 'utf-8', 6],
  ] as const;
  for (const [roster, name, encoding, rows] of order) {
    it(`${name} adds ${rows} rows, and nothing the second time`, async () => {
      const first = await load(roster, name);
      assert.deepEqual([first.encoding, first.rows, first.adds, first.bad], [encoding, rows, rows, []]);
      const second = await load(roster, name);
      assert.deepEqual([second.adds, second.changes, second.same], [0, 0, rows]);
    });
  }

  it('the new compound is there: found by what people say, with the people behind the door and who is bound to it', async () => {
    const find = async (search: string) => (await admin.get(findHouseholds, { query: { search } })).households;
    const [shop] = await find('银杏超市');
    assert.deepEqual([shop?.door, shop?.living], ['2号楼 101', 'shop']);
    const [door] = await find('银杏苑1-1-202');
    const clerk = await app.signedIn('clerk');
    const one = await clerk.get(readHousehold, { params: { householdId: door?.householdId ?? '' } });
    assert.deepEqual(
      one.people.map(person => person.relation),
      ['lives_here', 'relative'],
    );
    const { bindings } = await admin.get(listBindings, { query: { on: '2022-03-13' } });
    assert.deepEqual(
      bindings
        .filter(row => row.placeName.includes('银杏苑'))
        .map(row => [row.placeKind, row.rank])
        .sort(),
      [
        ['building', 'primary'],
        ['building', 'primary'],
        ['household', 'primary'],
        ['unit', 'backup'],
        ['unit', 'primary'],
        ['unit', 'primary'],
      ],
    );
  });

  it('the one with deliberate mistakes names each row and its reason, and none is imported', async () => {
    const name = 'households-with-errors.csv';
    const seen = await admin.get(previewRoster, await parts('households', name));
    assert.deepEqual(
      seen.bad.map(({ row, problems }) => [row, ...problems.map(one => `${one.column}:${one.code}`)]),
      [
        [5, 'door:twice'],
        [6, 'floor:malformed'],
        [7, 'living:malformed'],
        [8, 'grid_code:code_malformed'],
        [9, 'grid_code:other_division'],
        [10, 'unit:missing'],
        [11, 'floors:conflict'],
        [12, 'door:missing'],
      ],
    );
    const asked = { ...(await parts('households', name)), query: { digest: seen.digest } };
    assert.equal(await admin.refused(importRoster, asked), 'roster_has_errors');
  });
});
