// A phone that was away comes back: its moves are made once and in order, and what others overtook is kept and shown.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { packBag, stepBag } from '../src/api/delivery.ts';
import { listLateMoves, seeLateMove } from '../src/api/phone.ts';
import { recordContact } from '../src/api/place.ts';
import { askRequest } from '../src/api/request.ts';
import { makeMyRound, moveRound } from '../src/api/round.ts';
import { testApp } from './app.ts';
import { startMovers } from './movers.ts';
import { Phone } from './phones.ts';
import { readEvents, readRequest } from './requests.ts';

const hour = 3_600_000;
const day = 24 * hour;
const test = await testApp();
const { db, community } = test;
const { seats, person, store, send, moved, accepted } = await startMovers(test);
const phoneOf = (name: keyof typeof seats, skew = 0) => new Phone(seats[name], test.now, skew);
const door = (name: string) => community.households[name] as string;

async function bagOf(requestId: string): Promise<{ bag_id: string; step: string; lines: number }> {
  const [bag, ...more] = await db.rows<{ bag_id: string; step: string; lines: number }>(
    `SELECT b.bag_id, b.step, (SELECT count(*)::integer FROM custody c WHERE c.bag_id = b.bag_id) AS lines
     FROM bag b WHERE b.request_id = $1`,
    [requestId],
  );
  assert.ok(bag && more.length === 0, 'one bag');
  return bag;
}

const movesOf = async (requestId: string) => (await readEvents(db, requestId)).map(event => event.move);

describe('moves that were made without signal', () => {
  it('are made in their order when the signal is back, and once however often they come', async () => {
    const requestId = await store();
    await moved(seats.clerk, requestId, { move: 'offer', helperId: person('volunteer1') });
    const phone = phoneOf('volunteer1');
    assert.deepEqual(await phone.outcomes(phone.on(requestId, 'accept'), phone.on(requestId, 'fetch')), ['done', 'done']);
    const { bag_id: bagId } = await bagOf(requestId);
    const rest = [
      phone.make({ on: 'bag', bagId, body: { step: 'disinfected', agent: 'chlorine_500', contactMinutes: 15 } }),
      phone.on(requestId, 'deliver'),
      phone.make({ on: 'household', householdId: door('10-1-101'), body: { how: 'at_the_door', outcome: 'spoke' } }),
    ];
    await db.count('UPDATE bag SET goods_class = $2 WHERE bag_id = $1', [bagId, 'cold']);
    const wiped = phone.make({ on: 'bag', bagId, body: { step: 'disinfected', agent: 'wiped' } });
    assert.deepEqual(await phone.outcomes(wiped), ['done']);
    const [chlorine, deliver, contact] = rest as [(typeof rest)[0], (typeof rest)[0], (typeof rest)[0]];
    // Said twice under two ids: it is where it is.
    assert.equal((await phone.one(chlorine)).outcome, 'done');
    assert.equal((await phone.one(deliver)).outcome, 'done');
    // A volunteer has no doors of their own to knock at.
    assert.equal((await phone.one(contact)).refusal?.code, 'not_allowed');
    const before = [await movesOf(requestId), await bagOf(requestId)];
    assert.deepEqual(await phone.outcomes(deliver, chlorine, wiped), ['again', 'again', 'again']);
    assert.deepEqual([await movesOf(requestId), await bagOf(requestId)], before);
    assert.equal((await bagOf(requestId)).step, 'door');
  });

  it('are made in the order of the phone, whatever the order of the list, and each for itself', async () => {
    const [first, second] = [await store(), await store({ kind: 'rubbish' })];
    await accepted(first, 'volunteer1');
    await accepted(second, 'volunteer1');
    const phone = phoneOf('volunteer1');
    const [fetch, fail, deliver] = [
      phone.on(first, 'fetch'),
      phone.because(first, 'fail', 'no such reason'.replaceAll(' ', '_')),
      phone.on(second, 'deliver'),
    ];
    const answers = await phone.send(deliver, deliver, fail, fetch);
    assert.deepEqual(
      answers.map(({ id, outcome, refusal }) => [id, outcome, refusal?.code]),
      [
        [fetch.id, 'done', undefined],
        [fail.id, 'refused', 'reason_needed'],
        [deliver.id, 'done', undefined],
        [deliver.id, 'done', undefined],
      ],
    );
    assert.deepEqual((await movesOf(second)).filter(move => move === 'deliver').length, 1);
  });

  it('sent alone to the single endpoint, or together, the same id is one move', async () => {
    const requestId = await store({ kind: 'rubbish' });
    await accepted(requestId, 'volunteer1');
    const phone = phoneOf('volunteer1');
    const deliver = phone.on(requestId, 'deliver');
    const alone = await send(seats.volunteer1, requestId, { id: deliver.id, move: 'deliver' });
    assert.deepEqual((await phone.one(deliver)).answer, alone.answer);
    const other = phone.make({ on: 'request', requestId, body: { move: 'fetch' } }, deliver.id);
    assert.deepEqual(
      [(await phone.one(other)).outcome, (await phone.one(other)).refusal?.code],
      ['refused', 'same_id_other_body'],
    );

    const steward = phoneOf('steward1');
    const householdId = door('10-2-101');
    const contact = steward.make({ on: 'household', householdId, body: { how: 'at_the_door', outcome: 'needs_nothing' } });
    assert.equal((await steward.one(contact)).outcome, 'done');
    await seats.steward1.get(recordContact, {
      params: { householdId },
      body: { id: contact.id, how: 'at_the_door', outcome: 'needs_nothing' },
    });
    const ask = steward.make({
      on: 'ask',
      body: { householdId, kind: 'groceries', channel: 'door_to_door', items: [{ name: '盐', quantity: 1, unit: '袋' }] },
    });
    const receipt = (await steward.one(ask)).answer as { requestId: string };
    assert.equal(receipt.requestId, ask.id);
    const body = { ...(ask.body as object), id: ask.id, happenedAt: test.now().toISOString() };
    assert.deepEqual(await seats.steward1.get(askRequest, { body: body as never }), receipt);
    assert.equal((await db.rows('SELECT FROM contact WHERE household_id = $1', [householdId])).length, 1);
  });

  it('rounds and counted hand-overs come in the same call, and once', async () => {
    const requestId = await store();
    await accepted(requestId, 'volunteer3');
    const { bagId } = await seats.supply.get(packBag, { params: { requestId }, body: { id: randomUUID() } });
    const round = await seats.volunteer3.get(makeMyRound, { body: { id: randomUUID(), requestIds: [requestId] } });
    const phone = phoneOf('volunteer3');
    const moves = [
      phone.make({ on: 'round', roundId: round.roundId, body: { move: 'start' } }),
      phone.make({ on: 'handover', body: { point: 'gate', bagIds: [bagId], roundId: round.roundId } }),
      phone.make({ on: 'bag', bagId, body: { step: 'disinfected', agent: 'chlorine_500', contactMinutes: 10 } }),
    ];
    const answers = await phone.send(...moves);
    assert.deepEqual(
      answers.map(({ outcome, refusal }) => [outcome, refusal]),
      [
        ['done', undefined],
        ['done', undefined],
        ['done', undefined],
      ],
    );
    const before = await bagOf(requestId);
    assert.deepEqual(await phone.outcomes(...moves), ['again', 'again', 'again']);
    assert.deepEqual(await bagOf(requestId), before);
    assert.deepEqual([before.step, before.lines], ['disinfected', 3]);
    const alone = { params: { roundId: round.roundId }, body: { id: moves[0]?.id as string, move: 'start' as const } };
    assert.deepEqual(await seats.volunteer3.get(moveRound, alone), answers[0]?.answer);

    await moved(seats.clerk, requestId, { move: 'reassign', helperId: person('volunteer1') });
    const returned = phone.make({ on: 'bag', bagId, body: { step: 'rested' } });
    assert.equal((await phone.one(returned)).outcome, 'done', 'who had it last may still say where it is');
    const finish = phone.make({ on: 'round', roundId: randomUUID(), body: { move: 'finish' } });
    assert.deepEqual((await phone.one(finish)).refusal?.code, 'not_found');
  });

  it('a move that was refused stays refused when a copy of it comes later', async () => {
    const requestId = await store();
    await accepted(requestId, 'volunteer1');
    const phone = phoneOf('volunteer1');
    const deliver = phone.on(requestId, 'deliver');
    assert.deepEqual((await phone.one(deliver)).refusal?.code, 'goods_not_fetched');
    await moved(seats.volunteer1, requestId, { move: 'fetch' });
    await db.count(`UPDATE bag SET step = 'disinfected' WHERE request_id = $1`, [requestId]);
    assert.deepEqual((await phone.one(deliver)).refusal?.code, 'goods_not_fetched');
    assert.equal((await readRequest(db, requestId))?.state, 'carrying');
    assert.equal((await phone.one(phone.on(requestId, 'deliver'))).outcome, 'done', 'made anew it goes');
  });

  it('one that nobody can read does not hold up the others', async () => {
    const requestId = await store({ kind: 'rubbish' });
    await accepted(requestId, 'volunteer1');
    const phone = phoneOf('volunteer1');
    const strange = { id: randomUUID(), seq: 0, at: phone.clock(), on: 'dance', body: { step: 'left' } };
    const broken = { ...phone.on(requestId, 'fetch'), body: { move: 'fly' } };
    const nowhere = { ...phone.on(requestId, 'fetch'), requestId: 'the third door' };
    const answers = await phone.send(strange as never, broken as never, nowhere, phone.on(requestId, 'deliver'));
    assert.deepEqual(
      answers.map(({ outcome, refusal }) => [outcome, refusal?.code]),
      [
        ['refused', 'invalid'],
        ['refused', 'invalid'],
        ['refused', 'invalid'],
        ['done', undefined],
      ],
    );
  });
});

describe('the clock of the phone', () => {
  it('may be wrong by a day: times are corrected by its distance, and the order is that of the phone', async () => {
    for (const skew of [day, -day]) {
      const requestId = await store({ kind: 'rubbish', askedAt: new Date(test.now().getTime() - 5 * hour).toISOString() });
      await accepted(requestId, 'volunteer1');
      const phone = phoneOf('volunteer1', skew);
      const fetch = phone.on(requestId, 'fetch');
      const fetchedAt = test.now().getTime();
      test.clock.advance(2 * hour);
      const deliver = phone.on(requestId, 'deliver');
      test.clock.advance(hour);
      assert.deepEqual(await phone.outcomes(fetch, deliver), ['done', 'done']);
      const events = await readEvents(db, requestId);
      const happened = Object.fromEntries(events.map(event => [event.move, Date.parse(event.happened_at ?? '')]));
      assert.ok(Math.abs((happened.fetch ?? 0) - fetchedAt) < 5000);
      assert.ok(Math.abs((happened.deliver ?? 0) - fetchedAt - 2 * hour) < 5000);
      test.clock.advance(-3 * hour);
    }
  });

  it('may be set in between: nothing lies in the future, and nothing is put before what came first', async () => {
    const requestId = await store({ kind: 'rubbish' });
    await accepted(requestId, 'volunteer1');
    const phone = phoneOf('volunteer1', day);
    const fetch = phone.on(requestId, 'fetch');
    phone.skew = 0;
    const deliver = phone.on(requestId, 'deliver');
    assert.deepEqual(await phone.outcomes(fetch, deliver), ['done', 'done']);
    const events = (await readEvents(db, requestId)).filter(({ move }) => move === 'fetch' || move === 'deliver');
    const times = events.map(event => Date.parse(event.happened_at ?? ''));
    assert.deepEqual(
      events.map(({ move }) => move),
      ['fetch', 'deliver'],
    );
    assert.ok((times[0] ?? 0) <= (times[1] ?? 0) && (times[1] ?? 0) <= test.now().getTime());
  });
});

describe('a household that was given to somebody else meanwhile', () => {
  it('keeps the late move as it came, shows it to both and the desk, and never applies it', async () => {
    const requestId = await store();
    await accepted(requestId, 'volunteer1');
    const phone = phoneOf('volunteer1');
    const away = [phone.on(requestId, 'fetch'), phone.because(requestId, 'fail', 'nobody_answered')];
    await moved(seats.clerk, requestId, { move: 'reassign', helperId: person('volunteer3') });
    await moved(seats.volunteer3, requestId, { move: 'accept' });
    const before = [await readRequest(db, requestId), await movesOf(requestId)];

    const answers = await phone.send(...away);
    assert.deepEqual(
      answers.map(({ outcome, refusal }) => [outcome, refusal?.code, refusal?.facts?.role]),
      [
        ['late', 'already_taken', 'volunteer'],
        ['late', 'already_taken', 'volunteer'],
      ],
    );
    assert.ok(!JSON.stringify(answers).includes(person('volunteer3')), 'the role, and nothing else of the new helper');
    assert.deepEqual([await readRequest(db, requestId), await movesOf(requestId)], before, 'nothing was overwritten');

    const mine = (await phone.look()).lateMoves.filter(late => late.requestId === requestId);
    assert.deepEqual(
      mine.map(late => [late.move, late.mine, late.holderRole, late.status]),
      [
        ['fail', true, 'volunteer', 'open'],
        ['fetch', true, 'volunteer', 'open'],
      ],
    );
    const theirs = (await phoneOf('volunteer3').look()).lateMoves.filter(late => late.requestId === requestId);
    assert.deepEqual(
      theirs.map(late => [late.move, late.mine, late.byRole]),
      [
        ['fail', false, 'volunteer'],
        ['fetch', false, 'volunteer'],
      ],
    );
    assert.ok(!JSON.stringify(theirs).includes(person('volunteer1')));
    const atDesk = (await seats.clerk.get(listLateMoves)).lateMoves.filter(late => late.requestId === requestId);
    assert.deepEqual(
      atDesk.map(late => [late.move, late.reason, late.door, late.byName, late.holderName]),
      [
        ['fetch', null, '10号楼 1单元 101', community.staff.volunteer1.name, community.staff.volunteer3.name],
        ['fail', 'nobody_answered', '10号楼 1单元 101', community.staff.volunteer1.name, community.staff.volunteer3.name],
      ],
    );

    // Given back to the first helper: a copy of the late move is still not done.
    await moved(seats.clerk, requestId, { move: 'reassign', helperId: person('volunteer1') });
    await moved(seats.volunteer1, requestId, { move: 'accept' });
    assert.deepEqual(await phone.outcomes(...away), ['late', 'late']);
    assert.equal(
      (await send(seats.volunteer1, requestId, { id: away[0]?.id as string, move: 'fetch' })).refusal?.code,
      'already_taken',
    );
    assert.equal((await readRequest(db, requestId))?.state, 'accepted');
  });

  it('is looked at by one person of the desk, who says what was done; the record itself is never changed', async () => {
    const requestId = await store({ kind: 'rubbish' });
    await accepted(requestId, 'volunteer1');
    const phone = phoneOf('volunteer1');
    const deliver = phone.on(requestId, 'deliver');
    await moved(seats.clerk, requestId, { move: 'take_back' });
    assert.equal((await phone.one(deliver)).outcome, 'late');
    const params = { lateMoveId: deliver.id };
    await seats.clerk.get(seeLateMove, { params, body: { id: randomUUID(), decision: 'applied_by_hand' } });
    await seats.clerk.get(seeLateMove, { params, body: { id: randomUUID(), decision: 'applied_by_hand' } });
    const other = { params, body: { id: randomUUID(), decision: 'ignored' as const } };
    assert.equal(await seats.lead.refused(seeLateMove, other), 'state_has_changed');
    const open = (await seats.clerk.get(listLateMoves)).lateMoves;
    assert.ok(!open.some(late => late.lateMoveId === deliver.id));
    const seen = (await seats.lead.get(listLateMoves, { query: { status: 'seen' } })).lateMoves;
    const entry = seen.find(late => late.lateMoveId === deliver.id);
    assert.deepEqual([entry?.decision, entry?.seenByName], ['applied_by_hand', community.staff.clerk.name]);
    assert.equal((await phone.look()).lateMoves.find(late => late.lateMoveId === deliver.id)?.status, 'seen');
    await assert.rejects(db.count('DELETE FROM late_move WHERE move_id = $1', [deliver.id]), /append-only/);
    await assert.rejects(
      db.count(`UPDATE late_move_seen SET decision = 'ignored' WHERE move_id = $1`, [deliver.id]),
      /append-only/,
    );
  });

  it('was called off meanwhile, or its bag was taken on by somebody else: both are kept', async () => {
    const [called, stepped] = [await store(), await store()];
    await accepted(called, 'volunteer1');
    await accepted(stepped, 'volunteer1');
    await moved(seats.volunteer1, stepped, { move: 'fetch' });
    const { bag_id: bagId } = await bagOf(stepped);
    const phone = phoneOf('volunteer1');
    const away = [
      phone.on(called, 'fetch'),
      phone.make({ on: 'bag', bagId, body: { step: 'disinfected', agent: 'chlorine_250' } }),
    ];
    await moved(seats.clerk, called, { move: 'call_off', reason: 'household_asked' });
    await seats.supply.get(stepBag, {
      params: { bagId },
      body: { id: randomUUID(), step: 'disinfected', agent: 'chlorine_500', contactMinutes: 10 },
    });
    const lines = (await bagOf(stepped)).lines;
    assert.deepEqual(await phone.outcomes(...away), ['late', 'late']);
    assert.equal((await bagOf(stepped)).lines, lines);
  });

  it('a door that is no longer theirs: what was asked for there reaches the desk in words', async () => {
    const steward = await test.signedIn('steward2');
    const phone = new Phone(steward, test.now);
    const householdId = door('1-1-101');
    const ask = phone.make({
      on: 'ask',
      body: { householdId, kind: 'medicine', channel: 'door_to_door', items: [], note: '胰岛素只剩一支' },
    });
    const contact = phone.make({ on: 'household', householdId, body: { how: 'at_the_door', outcome: 'asked', daysOfSupply: 2 } });
    const stranger = phone.make({
      on: 'household',
      householdId: door('10-1-101'),
      body: { how: 'at_the_door', outcome: 'spoke' },
    });
    const { personId } = community.staff.steward2;
    await db.count('UPDATE binding SET from_on = from_on - 3, to_on = current_date - 2 WHERE person_id = $1', [personId]);
    await db.count('UPDATE role_grant SET place_kind = $2, place_id = $3 WHERE person_id = $1', [
      personId,
      'building',
      community.buildings.sealed,
    ]);
    test.clock.advance(3000);
    assert.deepEqual(await phone.outcomes(ask, contact, stranger), ['late', 'late', 'done']);
    const { lateMoves } = await seats.clerk.get(listLateMoves);
    const asked = lateMoves.find(late => late.lateMoveId === ask.id);
    assert.deepEqual([asked?.asked?.note, asked?.door, asked?.why], ['胰岛素只剩一支', '1号楼 1单元 101', 'household_unknown']);
    assert.equal(lateMoves.find(late => late.lateMoveId === contact.id)?.asked, null);
    assert.ok(!(await db.rows('SELECT FROM request WHERE request_id = $1', [ask.id])).length);
  });
});
