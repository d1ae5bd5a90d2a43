// The article's day in March 2022, played through the real HTTP interface of the real program with the sample compound.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { readBoard, readBrief, readFigureRows } from '../../src/api/brief.ts';
import { closeCallBack, listCallBacks } from '../../src/api/care.ts';
import { packBag, stepBag } from '../../src/api/delivery.ts';
import { propose } from '../../src/api/dispatch.ts';
import { myRequests, myTasks, setDuty } from '../../src/api/own.ts';
import { revealTelephone } from '../../src/api/people.ts';
import { findByTelephone, findHouseholds, readHousehold, readPlaces } from '../../src/api/place.ts';
import { listAudit } from '../../src/api/privacy.ts';
import { askRequest, listRequests, moveMany, moveRequest, readRequest } from '../../src/api/request.ts';
import { confirmDoor, issueDoorCards, openDoor, sendOneTimeCode, signIn, whoAmI } from '../../src/api/session.ts';
import { Client } from '../client.ts';
import { demoPassword, type Program, startProgram } from '../program.ts';

let program: Program;
const seats = {} as Record<'clerk' | 'lead' | 'supply' | 'grid1' | 'steward1' | 'volunteer1' | 'district', Client>;
/** What the day has made so far. */
const made: Record<string, string> = {};

before(async () => {
  program = await startProgram();
  for (const name of ['clerk', 'lead', 'supply', 'grid1', 'steward1', 'volunteer1', 'district'] as const) {
    seats[name] = new Client(program.origin);
    await seats[name].get(signIn, { body: { name, password: demoPassword } });
  }
});
after(() => program.stop());

function move(client: Client, requestId: string | undefined, body: Record<string, unknown>) {
  assert.ok(requestId);
  return client.send(moveRequest, { params: { requestId }, body: { id: randomUUID(), ...body } as never });
}

async function moved(client: Client, requestId: string | undefined, body: Record<string, unknown>) {
  const { status, answer, refusal } = await move(client, requestId, body);
  assert.equal(status, 200, `${JSON.stringify(body)} was refused: ${JSON.stringify(refusal)}`);
  return answer;
}

/** A lived-in door of 10号楼 that asks for nothing yet, other than those already taken in the story. */
async function freeDoor(skip: readonly (string | undefined)[] = []): Promise<{ householdId: string; door: string }> {
  const places = await seats.clerk.get(readPlaces);
  const sealed = places.compounds.flatMap(compound => compound.buildings).find(building => building.label === '10号楼');
  assert.ok(sealed, 'the sample has a 10号楼');
  assert.equal(sealed.level, 'sealed');
  const { households } = await seats.clerk.get(findHouseholds, { query: { buildingId: sealed.buildingId, limit: 100 } });
  const found = households.find(
    household => household.living === 'lived_in' && household.openRequests === 0 && !skip.includes(household.householdId),
  );
  assert.ok(found);
  return found;
}

/** The household opens its door page with the printed card and the code sent to its telephone. */
async function openHousehold(householdId: string): Promise<Client> {
  const { cards } = await seats.clerk.get(issueDoorCards, { body: { placeKind: 'household', placeId: householdId } });
  const resident = new Client(program.origin);
  const opened = await resident.get(openDoor, { body: { code: cards[0]?.code ?? '' } });
  const { demoCode } = await resident.get(sendOneTimeCode, { body: { personId: opened.telephones[0]?.personId ?? '' } });
  const me = await resident.get(confirmDoor, { body: { code: demoCode ?? '' } });
  assert.deepEqual(me.roles, ['resident']);
  return resident;
}

describe('收集: four channels, one queue', () => {
  it('a household of the sealed 10号楼 orders vegetables on its own page, and sending it again changes nothing', async () => {
    const door = await freeDoor();
    made.familyHousehold = door.householdId;
    const family = await openHousehold(door.householdId);
    const order = {
      id: randomUUID(),
      kind: 'groceries' as const,
      channel: 'resident_page' as const,
      items: [
        { name: '土豆', quantity: 3, unit: '斤' },
        { name: '鸡蛋', quantity: 1, unit: '板' },
      ],
    };
    const first = await family.get(askRequest, { body: order });
    assert.equal(first.state, 'asked');
    assert.ok(first.run, 'an ordinary order has a place in a run');
    assert.deepEqual(await family.get(askRequest, { body: order }), first);
    assert.equal(await family.refused(askRequest, { body: { ...order, note: '再加一棵白菜' } }), 'same_id_other_body');
    made.groceries = first.requestId;
  });

  it('an old man calls; the clerk finds him by his number and takes down his medicine, which waits for no run', async () => {
    const { households } = await seats.clerk.get(findHouseholds, { query: { search: '10号楼', limit: 100 } });
    let old: { householdId: string; personId: string } | undefined;
    for (const household of households) {
      const { people } = await seats.clerk.get(readHousehold, { params: { householdId: household.householdId } });
      const alone = people.filter(person => person.relation === 'lives_here');
      if (
        alone.length > 0 &&
        alone.every(person => !person.smartphone) &&
        people.some(person => person.relation === 'relative')
      ) {
        old = { householdId: household.householdId, personId: alone[0]?.personId ?? '' };
        assert.match(alone[0]?.telephone ?? '', /\*/, 'telephones are masked');
        break;
      }
    }
    assert.ok(old, 'an old man without a smartphone whose daughters live elsewhere');
    const { telephone } = await seats.clerk.get(revealTelephone, {
      params: { personId: old.personId },
      body: { reason: 'data_check' },
    });
    assert.ok(telephone);
    const { households: calling } = await seats.clerk.get(findByTelephone, { body: { telephone: `+86 ${telephone}` } });
    assert.deepEqual(
      calling.map(found => found.householdId),
      [old.householdId],
    );
    const answer = await seats.clerk.get(askRequest, {
      body: {
        id: randomUUID(),
        householdId: old.householdId,
        kind: 'medicine',
        channel: 'telephone',
        askedBy: old.personId,
        items: [{ name: '硝苯地平缓释片', quantity: 2, unit: '盒', substitution: 'none' }],
      },
    });
    assert.equal(answer.lane, 'medicine');
    assert.equal(answer.run, null);
    made.medicine = answer.requestId;
    made.oldHousehold = old.householdId;
  });

  it('the steward notes schoolbooks at a door of her building, and may not at a door of another', async () => {
    const door = await freeDoor([made.familyHousehold, made.oldHousehold]);
    made.bookHousehold = door.householdId;
    const body = {
      kind: 'schoolbooks' as const,
      channel: 'door_to_door' as const,
      items: [{ name: '三年级下册语文', quantity: 1, unit: '本' }],
    };
    const answer = await seats.steward1.get(askRequest, { body: { ...body, id: randomUUID(), householdId: door.householdId } });
    made.books = answer.requestId;
    const places = await seats.clerk.get(readPlaces);
    const other = places.compounds[0]?.buildings.find(building => building.label !== '10号楼');
    const { households } = await seats.clerk.get(findHouseholds, { query: { buildingId: other?.buildingId ?? '', limit: 5 } });
    const elsewhere = { ...body, id: randomUUID(), householdId: households[0]?.householdId ?? '' };
    assert.equal(await seats.steward1.refused(askRequest, { body: elsewhere }), 'household_unknown');
  });

  it('the clerk pastes the group chat; the text stays to the letter and the same need is shown beside it and merged', async () => {
    const pasted = '10-? 家里洋芋没了，麻烦带3斤，谢谢🙏\n';
    const answer = await seats.clerk.get(askRequest, {
      body: {
        id: randomUUID(),
        householdId: made.familyHousehold ?? '',
        kind: 'groceries',
        channel: 'pasted_text',
        items: [{ name: '洋芋', quantity: 3, unit: '斤' }],
        pasted,
      },
    });
    const detail = await seats.clerk.get(readRequest, { params: { requestId: answer.requestId } });
    assert.equal(detail.pasted, pasted);
    assert.ok(
      detail.alike.some(like => like.requestId === made.groceries),
      'potatoes by another name',
    );
    await moved(seats.clerk, answer.requestId, { move: 'merge', into: made.groceries });
  });

  it('the queue shows medicine before groceries', async () => {
    const { rows } = await seats.clerk.get(listRequests, { query: { stage: 'collect', limit: 200 } });
    const lanes = rows.map(row => row.lane);
    const firstOrdinary = lanes.indexOf('ordinary');
    assert.ok(rows.some(row => row.requestId === made.medicine));
    assert.ok(firstOrdinary === -1 || !lanes.slice(firstOrdinary).includes('medicine'));
  });
});

describe('分流 and 接单: the right person, once', () => {
  it('the clerk sees why a helper is proposed for the sealed building and confirms three at once', async () => {
    await seats.volunteer1.get(setDuty, { body: { onDuty: true } });
    const requestIds = [made.groceries, made.medicine, made.books].map(id => id ?? '');
    const { proposals } = await seats.clerk.get(propose, { body: { requestIds } });
    const best = proposals.map(({ requestId, helpers }) => ({ requestId, helper: helpers.find(helper => helper.fit) }));
    for (const { helper } of best) assert.ok(helper?.because.includes('protection'), JSON.stringify(proposals));
    const me = proposals[0]?.helpers.filter(helper => helper.fit).map(helper => helper.helperId) ?? [];
    made.volunteer = (await seats.volunteer1.get(whoAmI)).personId ?? '';
    assert.ok(me.includes(made.volunteer), 'volunteer1 is bound to 10号楼 and trained');
    const { results } = await seats.clerk.get(moveMany, {
      body: {
        moves: requestIds.map(requestId => ({
          requestId,
          move: { id: randomUUID(), move: 'offer' as const, helperId: made.volunteer ?? '' },
        })),
      },
    });
    assert.deepEqual(
      results.map(result => result.refused),
      [null, null, null],
    );
  });

  it('the volunteer sees doors and bags, no names, and accepts; a second one is told it is taken', async () => {
    const { tasks } = await seats.volunteer1.get(myTasks);
    const mine = tasks.filter(task => [made.groceries, made.medicine, made.books].includes(task.requestId));
    assert.equal(mine.length, 3);
    for (const task of mine) {
      assert.equal(task.level, 'sealed');
      assert.equal(task.deliverTo, 'door');
      await moved(seats.volunteer1, task.requestId, { move: 'accept' });
    }
    const { refusal } = await move(seats.steward1, made.groceries, { move: 'accept' });
    assert.ok(['already_taken', 'state_has_changed', 'not_yours'].includes(refusal?.code ?? ''), refusal?.code);
  });
});

describe('反馈: to the door and back', () => {
  it('each bag goes gate → disinfected → door, never skipping, and the household sees where it is', async () => {
    for (const requestId of [made.groceries, made.medicine, made.books]) {
      const packed = await seats.supply.get(packBag, {
        params: { requestId: requestId ?? '' },
        body: { id: randomUUID(), grams: 1500, paidFen: 2350 },
      });
      assert.equal(
        (await move(seats.volunteer1, requestId, { move: 'deliver' })).status,
        409,
        'nothing reaches the door that was not fetched',
      );
      await moved(seats.volunteer1, requestId, { move: 'fetch' });
      const spray = { id: randomUUID(), step: 'disinfected', agent: 'chlorine_500', contactMinutes: 10 } as const;
      const params = { bagId: packed.bagId };
      if (requestId === made.groceries) {
        // Vegetables: known as fresh by their names, wiped outside and never sprayed.
        assert.equal(await seats.volunteer1.refused(stepBag, { params, body: spray }), 'invalid');
        await seats.volunteer1.get(stepBag, { params, body: { ...spray, agent: 'wiped', contactMinutes: 0 } });
      } else {
        assert.equal((await move(seats.volunteer1, requestId, { move: 'deliver' })).refusal?.code, 'goods_not_disinfected');
        await seats.volunteer1.get(stepBag, { params, body: spray });
      }
      await moved(seats.volunteer1, requestId, { move: 'deliver' });
    }
    const detail = await seats.clerk.get(readRequest, { params: { requestId: made.groceries ?? '' } });
    assert.deepEqual(
      detail.bags[0]?.custody.map(step => step.step),
      ['packed', 'gate', 'disinfected', 'door'],
    );
  });

  it('the family confirms; the books were the wrong ones and come back to the desk with their clock', async () => {
    const family = await openHousehold(made.familyHousehold ?? '');
    const { requests } = await family.get(myRequests);
    const order = requests.find(request => request.requestId === made.groceries);
    assert.equal(order?.state, 'delivered');
    assert.equal(order?.bagStep, 'door');
    await moved(family, made.groceries, { move: 'confirm', verdict: 'satisfied' });
    const books = await openHousehold(made.bookHousehold ?? '');
    const before = (await books.get(myRequests)).requests.find(request => request.requestId === made.books);
    const again = await moved(books, made.books, { move: 'reopen', reason: 'wrong_goods' });
    assert.equal(again.state, 'asked');
    const after = (await books.get(myRequests)).requests.find(request => request.requestId === made.books);
    assert.equal(after?.askedAt, before?.askedAt, 'the clock started at intake and does not start again');
  });

  it('the old man without a smartphone is called back, and what he says is kept', async () => {
    const { callBacks } = await seats.clerk.get(listCallBacks);
    const call = callBacks.find(entry => entry.requestId === made.medicine);
    assert.ok(call, 'a delivery to somebody without a smartphone asks for a call');
    const outcome = { id: randomUUID(), outcome: 'satisfied' as const, said: '药收到了，谢谢' };
    assert.deepEqual(await seats.clerk.get(closeCallBack, { params: { callBackId: call.callBackId }, body: outcome }), {
      closed: true,
      reopened: false,
    });
    const detail = await seats.clerk.get(readRequest, { params: { requestId: made.medicine ?? '' } });
    assert.equal(detail.state, 'served');
    assert.equal(detail.rating, 'satisfied');
  });

  it('the briefing counts the day, and each figure opens exactly its rows', async () => {
    const brief = await seats.lead.get(readBrief);
    const figure = (name: string) => brief.figures.find(entry => entry.name === name);
    assert.ok((figure('households_served_medicine')?.value ?? 0) >= 1);
    for (const name of ['households_served', 'requests_asked', 'requests_served'] as const) {
      const { total } = await seats.lead.get(readFigureRows, { params: { figure: name } });
      assert.equal(total, figure(name)?.value, name);
    }
    assert.ok((brief.toDoor.medianSeconds ?? -1) >= 0);
  });

  it('the board shows the household served, and tells the district nobody’s name', async () => {
    const board = await seats.district.get(readBoard);
    const cells = board.buildings.flatMap(building => building.units.flatMap(unit => unit.floors.flatMap(floor => floor.cells)));
    assert.equal(cells.length, 594);
    assert.equal(cells.find(cell => cell[0] === made.familyHousehold)?.[2], 's');
    assert.equal(await seats.district.refused(listRequests), 'not_allowed');
  });

  it('every look at a telephone number is in the audit log', async () => {
    const { rows } = await seats.lead.get(listAudit);
    assert.ok(rows.some(row => row.act === 'reveal_telephone' && row.reason === 'data_check'));
  });

  it('a clean stop loses nothing: the day is there after the next start', async () => {
    assert.equal(await program.stop({ keep: true }), 0);
    program = await startProgram({ home: program.home });
    const clerk = new Client(program.origin);
    await clerk.get(signIn, { body: { name: 'clerk', password: demoPassword } });
    const detail = await clerk.get(readRequest, { params: { requestId: made.groceries ?? '' } });
    assert.equal(detail.state, 'served');
    assert.equal(detail.rating, 'satisfied');
  });
});
