// 收集: what is asked is taken down once, for the right door, with a place in a run, or refused with the reason.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { setRunPlan } from '../src/api/dispatch.ts';
import { askRequest } from '../src/api/request.ts';
import { noticeMessage } from '../src/domain/notice/template.ts';
import { testApp } from './app.ts';
import { makeForeignCommunity } from './community.ts';

const app = await testApp();
const { community, db } = app;
const foreign = await makeForeignCommunity(db);
const clerk = await app.signedIn('clerk');
const steward = await app.signedIn('steward1');
const resident = await app.signedIn({ resident: '10-1-101' });
const relative = await app.signedIn({ relative: true });

const door = (key: string) => community.households[key] as string;
const potatoes = [{ name: '土豆', quantity: 3, unit: '斤' }];
const order = (more: Record<string, unknown> = {}) => ({
  body: { id: randomUUID(), kind: 'groceries', channel: 'resident_page', items: potatoes, ...more } as never,
});
const told = (householdId: string, more: Record<string, unknown> = {}) => order({ householdId, channel: 'telephone', ...more });

interface Stored {
  state: string;
  grams: number;
  minutes: number;
  asked_as: string;
  asked_by: string | null;
  recorded_by: string | null;
  run_id: string | null;
  due_at: string;
  act_by: string;
  asked_at: string;
  goods_class: string;
  items: unknown;
  pasted: string | null;
  note: string | null;
  events: number;
  heard_at: string | null;
}
function stored(requestId: string) {
  return db.row<Stored>(
    `SELECT r.*, w.items, w.pasted, w.note, h.heard_at,
       (SELECT count(*) FROM request_event e WHERE e.community_id = r.community_id AND e.request_id = r.request_id) AS events
     FROM request r JOIN request_words w USING (community_id, request_id) JOIN household h USING (community_id, household_id)
     WHERE request_id = $1`,
    [requestId],
  );
}
async function countRows(table: string): Promise<number> {
  return (await db.row<{ n: number }>(`SELECT count(*) AS n FROM ${table}`))?.n ?? 0;
}

describe('asking', () => {
  it('a resident asks: one request, its words, its event, a place in the next open run, and a sign of life', async () => {
    const sent = order({ note: '放门口🙏' });
    const receipt = await resident.get(askRequest, sent);
    assert.equal(receipt.run?.runId, community.runs.next, 'not the one that is closed');
    assert.match(receipt.number, /^\d{4}-\d{5}$/);
    const row = await stored(receipt.requestId);
    assert.ok(row);
    assert.deepEqual(
      [row.state, row.grams, row.asked_as, row.recorded_by, row.note],
      ['asked', 1500, 'resident', null, '放门口🙏'],
    );
    assert.equal(row.asked_by, community.residents['10-1-101']);
    assert.equal(row.events, 1);
    assert.equal(row.heard_at, row.asked_at);
    assert.equal(Date.parse(receipt.dueAt) - Date.parse(receipt.run.startsAt), 2 * 3_600_000);
    assert.equal(receipt.dueAt, row.due_at);
    assert.equal(Date.parse(row.act_by) - Date.parse(row.asked_at), 2 * 3_600_000);
    const run = await db.row('SELECT booked_requests, booked_grams, booked_minutes FROM run WHERE run_id = $1', [row.run_id]);
    assert.deepEqual(run, { booked_requests: 1, booked_grams: 1500, booked_minutes: row.minutes });
  });

  it('medicine and life wait for no run and have clocks of their own', async () => {
    const medicine = await clerk.get(
      askRequest,
      told(door('10-1-201'), {
        kind: 'medicine',
        items: [{ name: '硝苯地平缓释片', quantity: 2, unit: '盒' }],
        askedBy: community.oldMan,
      }),
    );
    assert.deepEqual([medicine.lane, medicine.run], ['medicine', null]);
    const row = await stored(medicine.requestId);
    assert.equal(Date.parse(medicine.dueAt) - Date.parse(row?.asked_at ?? ''), 4 * 3_600_000);
    assert.deepEqual(
      [row?.asked_as, row?.goods_class, row?.recorded_by],
      ['resident', 'medicine', community.staff.clerk.personId],
    );
    const life = await resident.get(askRequest, order({ kind: 'home_help', urgency: 'life', items: [], note: '老人摔倒了' }));
    assert.equal(life.lane, 'life');
    assert.equal(Date.parse(life.dueAt) - Date.parse((await stored(life.requestId))?.asked_at ?? ''), 30 * 60_000);
  });

  it('what a relative elsewhere asks is marked, and is no sign of life', async () => {
    await db.count('UPDATE household SET heard_at = NULL WHERE household_id = $1', [door('10-1-201')]);
    const receipt = await relative.get(askRequest, order());
    const row = await stored(receipt.requestId);
    assert.deepEqual([row?.asked_as, row?.asked_by, row?.heard_at], ['relative', community.relative, null]);
    const written = await clerk.get(askRequest, told(door('10-1-201'), { askedBy: community.relative }));
    assert.equal((await stored(written.requestId))?.asked_as, 'relative');
  });

  it('who told the desk is sent the number of what was written down; a household on its own page sees it there', async () => {
    const written = await clerk.get(askRequest, told(door('10-1-201'), { askedBy: community.oldMan }));
    const own = await resident.get(askRequest, order());
    const notices = await db.rows<{ template: string; to_person: string; request_id: string; facts: { number: string } }>(
      'SELECT template, to_person, request_id, facts FROM notice WHERE request_id = ANY ($1)',
      [[written.requestId, own.requestId]],
    );
    assert.deepEqual(notices, [
      {
        template: 'request_recorded',
        to_person: community.oldMan,
        request_id: written.requestId,
        facts: { number: written.number },
      },
    ]);
    const message = noticeMessage('request_recorded', community.name, notices[0]?.facts ?? {});
    assert.ok(message?.text.includes(written.number));
  });

  it('pasted text is kept to the letter', async () => {
    const pasted = '  10-1-102 洋芋3斤👨‍👩‍👧 \r\n\t谢谢\u200b ';
    const receipt = await clerk.get(askRequest, told(door('10-1-102'), { channel: 'pasted_text', pasted }));
    assert.equal((await stored(receipt.requestId))?.pasted, pasted);
  });

  it('what a phone says about the time is kept beside it and moves no clock', async () => {
    for (const [said, kept] of [
      ['2022-03-01T00:00:00Z', '2022-03-01T00:00:00.000Z'],
      ['2099-01-01T00:00:00Z', null],
    ] as const) {
      const before = app.now().getTime();
      const receipt = await clerk.get(askRequest, told(door('1-1-101'), { happenedAt: said }));
      const row = await stored(receipt.requestId);
      assert.ok(Math.abs(Date.parse(row?.asked_at ?? '') - before) < 60_000);
      const event = await db.row<{ happened_at: string }>('SELECT happened_at FROM request_event WHERE request_id = $1', [
        receipt.requestId,
      ]);
      if (kept !== null) assert.equal(event?.happened_at, kept);
      else assert.ok(Date.parse(event?.happened_at ?? '') <= app.now().getTime());
    }
  });
});

describe('who may ask for whom', () => {
  it('a steward asks for her own building and for no other', async () => {
    await steward.get(askRequest, told(door('10-2-101'), { channel: 'door_to_door' }));
    assert.equal(await steward.refused(askRequest, told(door('1-2-101'), { channel: 'door_to_door' })), 'household_unknown');
  });

  it('a resident asks for no other household', async () => {
    assert.equal(await resident.refused(askRequest, order({ householdId: door('10-1-102') })), 'household_unknown');
  });

  it('ids of another community do not exist here', async () => {
    const theirs = foreign.households['10-1-101'];
    assert.equal(await clerk.refused(askRequest, told(theirs as string)), 'household_unknown');
    const askedBy = foreign.residents['10-1-101'];
    assert.equal(await clerk.refused(askRequest, told(door('10-1-101'), { askedBy })), 'person_unknown');
    assert.equal(await clerk.refused(askRequest, told(door('10-1-101'), { runId: foreign.runs.next })), 'no_run');
  });

  it('a neighbour is not of the household, an unknown door is unknown, a vacant one asks for nothing', async () => {
    assert.equal(
      await clerk.refused(askRequest, told(door('10-1-101'), { askedBy: community.residents['10-1-102'] })),
      'person_unknown',
    );
    assert.equal(await clerk.refused(askRequest, told(randomUUID())), 'household_unknown');
    assert.equal(await clerk.refused(askRequest, told(door('10-2-302'))), 'household_vacant');
    assert.equal(await clerk.refused(askRequest, order({ channel: 'telephone' })), 'household_unknown');
  });

  it('the channel says who spoke: a household on its page, the staff for what they were told', async () => {
    assert.equal(await resident.refused(askRequest, order({ channel: 'telephone' })), 'invalid');
    assert.equal(await clerk.refused(askRequest, told(door('10-1-101'), { channel: 'resident_page' })), 'invalid');
  });

  it('fever medicine is referred to the clerk, who may take it down; the life lane does not open it', async () => {
    const items = [...potatoes, { name: '布洛芬缓释胶囊', quantity: 1, unit: '盒' }];
    const { refusal, status } = await resident.call(askRequest, order({ kind: 'medicine', items }));
    assert.equal(status, 409);
    assert.deepEqual(
      [refusal?.code, refusal?.facts],
      ['restricted_medicine', { item: 1, restricted: 'fever', callTheDesk: true }],
    );
    assert.equal(await relative.refused(askRequest, order({ items })), 'restricted_medicine');
    const receipt = await clerk.get(askRequest, told(door('10-1-102'), { kind: 'medicine', items }));
    assert.equal(receipt.lane, 'medicine');
  });
});

describe('bad input is refused with the field and stores nothing', () => {
  const bad: [string, Record<string, unknown>, string][] = [
    ['a quantity of zero', { items: [{ name: '土豆', quantity: 0, unit: '斤' }] }, 'items.0.quantity'],
    ['a negative quantity', { items: [{ name: '土豆', quantity: -3, unit: '斤' }] }, 'items.0.quantity'],
    ['a quantity of three decimals', { items: [{ name: '土豆', quantity: 0.125, unit: '斤' }] }, 'items.0.quantity'],
    ['a name with a right-to-left mark', { items: [{ name: '土豆\u202e斤3', quantity: 1, unit: '斤' }] }, 'items.0.name'],
    ['a name too long', { items: [{ name: '豆'.repeat(61), quantity: 1, unit: '斤' }] }, 'items.0.name'],
    ['a note too long', { note: '字'.repeat(501) }, 'note'],
    ['a note of half a character', { note: 'a\ud83d' }, 'note'],
    ['a note with a bell', { note: 'a\u0007' }, 'note'],
    ['41 things', { items: Array.from({ length: 41 }, () => potatoes[0]) }, 'items'],
    ['an id that is none', { id: 'now' }, 'id'],
    ['a time of another world', { happenedAt: '2022-13-01T00:00:00Z' }, 'happenedAt'],
    ['a time without zone', { happenedAt: '2022-03-01 10:00' }, 'happenedAt'],
    ['a thousand kilograms', { grams: 1_000_000 }, 'grams'],
    ['an unknown field', { price: 1 }, 'body'],
  ];
  for (const [what, more, path] of bad) {
    it(what, async () => {
      const before = await countRows('request');
      const { status, refusal } = await resident.call(askRequest, order(more));
      assert.equal(status, 400);
      assert.equal(refusal?.code, 'invalid');
      assert.ok(
        refusal.fields?.some(field => field.path.startsWith(path)),
        JSON.stringify(refusal.fields),
      );
      assert.equal(await countRows('request'), before);
    });
  }

  it('emoji, rare characters and a pasted NUL: the first two are text, the last is refused', async () => {
    const clerkOrder = (pasted: string) =>
      told(door('1-1-102'), { channel: 'pasted_text', pasted, items: [{ name: '𠮷野家🍚', quantity: 1, unit: '份' }] });
    const receipt = await clerk.get(askRequest, clerkOrder('𰻝𰻝面👩🏽‍🌾'));
    assert.deepEqual((await stored(receipt.requestId))?.items, [
      { name: '𠮷野家🍚', quantity: 1, unit: '份', substitution: 'ask' },
    ]);
    assert.equal(await clerk.refused(askRequest, clerkOrder('a\u0000b')), 'invalid');
  });
});

describe('room before promise', () => {
  it('a run that is closed or full names the next one, and nothing is stored', async () => {
    const before = await countRows('request');
    const closed = await resident.call(askRequest, order({ runId: community.runs.closed }));
    assert.equal(closed.refusal?.code, 'run_closed');
    assert.equal(closed.refusal.facts?.nextRunId, community.runs.next);
    await db.count('UPDATE run SET capacity_requests = booked_requests WHERE run_id = $1', [community.runs.later]);
    const full = await resident.call(askRequest, order({ runId: community.runs.later }));
    assert.equal(full.refusal?.code, 'run_full');
    assert.equal(full.refusal.facts?.nextRunId, community.runs.next);
    assert.ok(String(full.refusal.facts?.nextStartsAt).endsWith('Z'));
    assert.equal(await countRows('request'), before);
    assert.equal(await countRows('receipt'), before, 'a refusal keeps no receipt');
  });

  it('too heavy for the next run: it goes with a later one that can carry it', async () => {
    await db.count('UPDATE run SET capacity_requests = 40, capacity_grams = booked_grams + 1000 WHERE run_id = ANY ($1)', [
      [community.runs.next, community.runs.later],
    ]);
    const receipt = await resident.get(askRequest, order({ grams: 50_000 }));
    assert.equal(receipt.run?.runId, community.runs.tomorrow);
    const none = await resident.call(askRequest, order({ grams: 200_000 }));
    assert.deepEqual([none.refusal?.code, none.refusal?.facts], ['run_full', undefined]);
  });

  it('where a compound has no runs the desk still takes it down, due by the default hours; a resident is told there is none', async () => {
    const app2 = await testApp({ slug: 'wuyunci' });
    await app2.db.count('DELETE FROM run');
    const desk = await app2.signedIn('clerk');
    const home = await app2.signedIn({ resident: '10-1-101' });
    const receipt = await desk.get(askRequest, told(app2.community.households['10-1-101'] as string));
    assert.equal(receipt.run, null);
    assert.ok(Math.abs(Date.parse(receipt.dueAt) - app2.now().getTime() - 24 * 3_600_000) < 60_000);
    assert.equal(await home.refused(askRequest, order()), 'no_run');
    // As soon as there is a plan, there are runs.
    const plan = [0, 360, 720, 1080].map(startsAtMinute => ({
      startsAtMinute,
      cutoffMinutesBefore: 0,
      capacityRequests: 5,
      capacityGrams: 20_000,
      capacityMinutes: 60,
    }));
    await desk.get(setRunPlan, { params: { compoundId: app2.community.compoundId }, body: { fromOn: '2022-03-01', runs: plan } });
    assert.ok((await home.get(askRequest, order())).run);
    const full = await desk.call(askRequest, told(app2.community.households['10-1-101'] as string, { grams: 100_000 }));
    assert.equal(full.refusal?.code, 'run_full', 'with runs, the desk does not promise what they cannot carry');
  });

  it('a household has at most twelve open requests; a life is never one too many', async () => {
    const many = await app.signedIn({ resident: '1-2-202' });
    const medicine = { kind: 'medicine', items: [{ name: '阿司匹林肠溶片', quantity: 1, unit: '盒' }] };
    for (let n = 0; n < 12; n++) await many.get(askRequest, order(medicine));
    assert.equal(await many.refused(askRequest, order(medicine)), 'too_many_open');
    assert.equal(await clerk.refused(askRequest, told(door('1-2-202'))), 'too_many_open');
    assert.equal((await many.get(askRequest, order({ urgency: 'life', kind: 'home_help', items: [] }))).lane, 'life');
  });
});
