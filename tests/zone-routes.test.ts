// Orders through the interface: recorded by a named person, the strictest wins, and held work follows the rule.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readPlaces } from '../src/api/place.ts';
import { endZone, listZones, previewEndZone, previewZone, setZone } from '../src/api/zone.ts';
import { tick } from '../src/server/clock/ticker.ts';
import { newId } from '../src/server/id.ts';
import { levelsOf } from '../src/server/zone/store.ts';
import { takeBackAgainstRules } from '../src/server/zone/take-back.ts';
import { type Caller, testApp } from './app.ts';
import { insertRows, makeForeignCommunity } from './community.ts';

const app = await testApp();
const { community, db } = app;
const { communityId } = community;
const foreign = await makeForeignCommunity(db);
const lead = await app.signedIn('lead');
const clerk = await app.signedIn('clerk');
const hour = 3_600_000;
const at = (hours: number) => new Date(app.now().getTime() + hours * hour).toISOString();
const place = (key: string) => ({
  compound_id: community.compoundId,
  building_id: community.buildings[key.startsWith('10-') ? 'sealed' : 'clean'],
  unit_id: community.units[key.split('-').slice(0, 2).join('-') as '10-1'],
  household_id: community.households[key] as string,
});
const levelOf = async (key: string, when = app.now()) => (await levelsOf(db, communityId, when)).ofHousehold(place(key));

async function addHeld(key: string, state: string, ownerId: string | null): Promise<string> {
  const request_id = newId();
  await insertRows(db, 'request', [
    {
      community_id: communityId,
      request_id,
      number: 'B1',
      ...place(key),
      kind: 'groceries',
      lane: 'ordinary',
      urgency: 'normal',
      channel: 'telephone',
      goods_class: 'ordinary',
      state,
      grams: 0,
      minutes: 10,
      asked_as: 'resident',
      asked_at: at(-2),
      due_at: at(3),
      act_by: at(1),
      owner_id: ownerId,
      offered_at: ownerId === null ? null : at(-1),
      escalation: 0,
      reopened: 0,
      given_back: 0,
      version: 1,
    },
  ]);
  return request_id;
}
const stateOf = (requestId: string) =>
  db.row<{ state: string; owner_id: string | null; act_by: string; version: number }>(
    'SELECT state, owner_id, act_by, version FROM request WHERE community_id = $1 AND request_id = $2',
    [communityId, requestId],
  );
const order = (
  placeKind: 'compound' | 'building' | 'unit' | 'household',
  placeId: string,
  level: 'sealed' | 'control' | 'open',
  startsAt: string,
) => ({
  id: newId(),
  placeKind,
  placeId,
  level,
  orderNumber: '试〔2022〕9号',
  startsAt,
});

/** As the desk does it: look first, then record what was seen. */
async function record(caller: Caller, body: ReturnType<typeof order>) {
  const { id: _, orderNumber: __, ...asked } = body;
  const { token } = await caller.get(previewZone, { body: asked });
  return caller.get(setZone, { body: { ...body, shown: token } });
}
const unseen = '0'.repeat(64);

describe('the level of a door', () => {
  it('is the strictest of all places around it, at that time', async () => {
    assert.equal(await levelOf('10-1-101'), 'sealed');
    assert.equal(await levelOf('1-1-101'), 'control');
    assert.equal(await levelOf('10-1-101', new Date(at(-100))), 'open');
    const levels = await levelsOf(db, communityId, app.now());
    assert.equal(levels.ofCompound(community.compoundId), 'control');
    assert.ok(levels.sinceOf(place('10-1-101'))?.endsWith('Z'));
    assert.equal(levels.ofHousehold({ ...place('1-1-101'), compound_id: foreign.compoundId }), 'open');
  });

  it('a milder order does not release: the stricter one lasts until it is ended by an order', async () => {
    await record(lead, order('building', community.buildings.sealed, 'open', at(-1)));
    assert.equal(await levelOf('10-1-101'), 'sealed');
  });
});

describe('recording an order', () => {
  it('takes back what helpers without protection hold, says how many, and writes it into the story', async () => {
    const held = {
      offered: await addHeld('1-1-101', 'offered', community.staff.volunteer2.personId),
      accepted: await addHeld('1-1-102', 'accepted', community.staff.volunteer2.personId),
      carrying: await addHeld('1-1-201', 'carrying', community.staff.volunteer2.personId),
      protectedOne: await addHeld('1-1-202', 'accepted', community.staff.volunteer1.personId),
      nobodys: await addHeld('1-1-301', 'sorted', null),
      otherUnit: await addHeld('1-2-101', 'accepted', community.staff.volunteer2.personId),
    };
    const asked = order('unit', community.units['1-1'], 'sealed', at(0));
    const { id: _, orderNumber: __, ...question } = asked;
    const preview = await lead.get(previewZone, { body: question });
    const said = new Map(preview.requests.list.map(row => [row.requestId, row.consequence]));
    assert.deepEqual(
      [held.offered, held.accepted, held.carrying, held.protectedOne, held.nobodys, held.otherUnit].map(id => said.get(id)),
      ['taken_back', 'taken_back', 'called_back', 'point_changes', 'point_changes', undefined],
    );
    assert.deepEqual(preview.levels, [{ from: 'control', to: 'sealed', doors: preview.doors.all }]);
    assert.deepEqual(preview.helpers.cannotEnter.map(one => one.personId).sort(), [
      ...[community.staff.steward2.personId, community.staff.volunteer2.personId].sort(),
    ]);
    assert.equal(preview.helpers.uncovered.length, 1, 'nobody with protection is bound to this unit');
    const body = { ...asked, shown: preview.token };
    const answer = await lead.get(setZone, { body });
    assert.deepEqual(answer, { zoneId: body.id, takenBack: 2, calledBack: 1 });
    for (const requestId of [held.offered, held.accepted]) {
      const now = await stateOf(requestId);
      assert.deepEqual([now?.state, now?.owner_id], ['sorted', null]);
      const [event, ...more] = await db.rows<Record<string, string>>(
        'SELECT move, from_state, to_state, by_id, by_role, owner_id FROM request_event WHERE community_id = $1 AND request_id = $2',
        [communityId, requestId],
      );
      assert.deepEqual(
        [event?.move, event?.to_state, event?.by_id, event?.by_role],
        ['take_back', 'sorted', community.staff.lead.personId, 'community_lead'],
      );
      assert.equal(more.length, 0);
    }
    const carrying = await stateOf(held.carrying);
    assert.equal(carrying?.state, 'carrying');
    assert.ok(Date.parse(carrying?.act_by ?? '') <= app.now().getTime(), 'what is on its way escalates at once');
    assert.equal((await stateOf(held.protectedOne))?.state, 'accepted');
    assert.equal((await stateOf(held.otherUnit))?.state, 'accepted');
    assert.equal((await stateOf(held.nobodys))?.state, 'sorted');
    assert.equal((await stateOf(held.otherUnit))?.version, 1, 'what the order does not touch is left alone');

    assert.deepEqual(await lead.get(setZone, { body }), answer, 'the same order twice is one order');
    assert.equal(await lead.refused(setZone, { body: { ...body, level: 'control' } }), 'same_id_other_body');
    const audit = await db.rows<{ facts: Record<string, unknown> }>(
      `SELECT facts FROM audit WHERE community_id = $1 AND act = 'set_zone' AND subject_id = $2`,
      [communityId, body.id],
    );
    assert.equal(audit.length, 1);
    assert.equal(audit[0]?.facts.takenBack, 2);
  });

  it('an order for tomorrow takes nothing back today; when it begins, the clock does', async () => {
    const requestId = await addHeld('1-2-201', 'accepted', community.staff.volunteer2.personId);
    const body = order('household', community.households['1-2-201'] as string, 'sealed', at(12));
    assert.equal((await record(lead, body)).takenBack, 0);
    assert.deepEqual(await takeBackAgainstRules(db, app.now()), []);
    assert.equal((await stateOf(requestId))?.state, 'accepted');
    const real = app.now();
    app.clock.advance(12.1 * hour);
    app.pokes.length = 0;
    await tick(app.deps);
    assert.equal((await stateOf(requestId))?.state, 'sorted');
    assert.ok(app.pokes.includes(communityId));
    assert.deepEqual(await takeBackAgainstRules(db, app.now()), []);
    app.clock.set(real);
  });

  it('a place of another community, or of another kind, is not found, and nothing is stored', async () => {
    const before = (await lead.get(listZones)).zones.length;
    for (const body of [
      order('building', foreign.buildings.sealed, 'sealed', at(0)),
      order('unit', community.buildings.sealed, 'sealed', at(0)),
      { ...order('unit', communityId, 'sealed', at(0)), placeKind: 'community' as const, placeId: foreign.communityId },
    ]) {
      assert.equal(await lead.refused(setZone, { body: { ...body, shown: unseen } }), 'not_found');
    }
    assert.equal((await lead.get(listZones)).zones.length, before);
  });

  it('a steward may not', async () => {
    const steward = await app.signedIn('steward1');
    assert.equal(
      await steward.refused(setZone, {
        body: { ...order('building', community.buildings.sealed, 'open', at(0)), shown: unseen },
      }),
      'not_allowed',
    );
  });
});

describe('ending an order', () => {
  it('only the lead, once, never before it began; the rest of the tree stays as it is', async () => {
    const zoneId = community.zones.sealed;
    const endedAt = at(0);
    const { token } = await lead.get(previewEndZone, { params: { zoneId }, body: { endedAt } });
    const body = { orderNumber: '试〔2022〕12号', endedAt, shown: token };
    assert.equal(await clerk.refused(endZone, { params: { zoneId }, body }), 'not_allowed');
    assert.equal(await lead.refused(endZone, { params: { zoneId }, body: { ...body, endedAt: at(-1000) } }), 'invalid');
    await lead.get(endZone, { params: { zoneId }, body });
    await lead.get(endZone, { params: { zoneId }, body });
    assert.equal(await lead.refused(endZone, { params: { zoneId }, body: { ...body, endedAt: at(5) } }), 'state_has_changed');
    assert.equal(await levelOf('10-1-101', new Date(app.now().getTime() + 1000)), 'control');
    assert.equal(await lead.refused(endZone, { params: { zoneId: foreign.zones.sealed }, body }), 'not_found');
    const { compounds } = await lead.get(readPlaces);
    assert.equal(compounds[0]?.level, 'control');
  });
});

describe('the list of orders', () => {
  it('names the places; a steward sees those that concern the own building', async () => {
    const { zones } = await clerk.get(listZones);
    assert.ok(zones.some(zone => zone.placeName === '试验小区 1号楼 1单元' && zone.level === 'sealed'));
    assert.ok(zones.some(zone => zone.placeName === '试验小区 1号楼 2单元 201'));
    assert.ok(zones.every(zone => zone.placeId !== foreign.compoundId));
    const steward = await app.signedIn('steward1');
    const own = (await steward.get(listZones)).zones;
    assert.deepEqual(new Set(own.map(zone => zone.placeId)), new Set([community.compoundId, community.buildings.sealed]));
  });
});
