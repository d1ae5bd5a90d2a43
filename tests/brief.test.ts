// The figures of the briefing: each is counted as its definition says, and opens exactly the rows it counted.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { exportBrief, readBrief, readFigureRows } from '../src/api/brief.ts';
import type { AnswerOf } from '../src/api/endpoint.ts';
import { answerMinutes, type FigureMeaning, figureNames, figures, isRate, percentOf } from '../src/domain/brief/figures.ts';
import { kinds, laneOf } from '../src/domain/request/kind.ts';
import type { State } from '../src/domain/request/life.ts';
import { newId } from '../src/server/id.ts';
import { type Caller, testApp } from './app.ts';
import { insertRows, makeCommunity, type TestCommunity } from './community.ts';
import { type MadeRequest, makeRequests } from './made-requests.ts';

// 18:00 on 12 March in Shanghai.
const now = new Date('2022-03-12T10:00:00.000Z');
const test = await testApp({ now });
test.clock.set(now);
const minute = 60_000;
// The clock goes on while the test runs. All times lie on the minute or a millisecond beside it, so nothing happens in the next half one.
const today = { from: Date.parse('2022-03-11T16:00:00Z'), to: now.getTime() + 30_000 };
const yesterday = { from: Date.parse('2022-03-10T16:00:00Z'), to: Date.parse('2022-03-11T16:00:00Z') };

interface Story extends MadeRequest {
  readonly id: string;
  readonly state: State;
  readonly calledOff: string | null;
  readonly reopenedAt: Date | null;
  readonly ratings: readonly { readonly verdict: string; readonly at: Date }[];
}

type Span = { readonly from: number; readonly to: number };
const within = (at: Date | null | undefined, { from, to }: Span) => at != null && at.getTime() >= from && at.getTime() < to;
const isBefore = (at: Date | null | undefined, when: number) => at != null && at.getTime() < when;
const laneOfStory = (story: Story) => laneOf(story.kind ?? 'groceries', story.urgency ?? 'normal');
const dueOf = (story: Story) => story.dueAt as Date;

/** The definitions once more, in words of one story: what the database counts is held against this. */
const reference: Record<string, (story: Story, span: Span) => boolean> = {
  requests_asked: (story, span) => within(story.askedAt, span),
  requests_served: (story, span) => ['delivered', 'served'].includes(story.state) && within(story.deliveredAt, span),
  requests_open: (story, { to }) =>
    isBefore(story.askedAt, to) && !isBefore(story.deliveredAt, to) && !isBefore(story.closedAt, to),
  requests_late: (story, span) => reference.requests_open?.(story, span) === true && dueOf(story).getTime() <= span.to,
  answered_in_time: (story, span) => {
    if (!within(story.askedAt, span)) return false;
    if (story.answeredAt != null) return true;
    const limit = story.askedAt.getTime() + answerMinutes[laneOfStory(story)] * minute;
    return limit < today.to && !isBefore(story.closedAt, limit);
  },
  'answered_in_time numerator': (story, span) =>
    within(story.askedAt, span) &&
    story.answeredAt != null &&
    story.answeredAt.getTime() <= story.askedAt.getTime() + answerMinutes[laneOfStory(story)] * minute,
  solved: (story, span) => {
    const withdrawn = story.state === 'cancelled' && !['not_to_be_had', 'other'].includes(story.calledOff ?? '');
    const ended = story.deliveredAt ?? story.closedAt;
    const settled = new Date(Math.min(dueOf(story).getTime(), ended?.getTime() ?? Number.POSITIVE_INFINITY));
    return !withdrawn && isBefore(story.askedAt, span.to) && within(settled, span);
  },
  'solved numerator': (story, span) =>
    reference.solved?.(story, span) === true &&
    ['delivered', 'served'].includes(story.state) &&
    isBefore(story.deliveredAt, span.to),
  satisfied: (story, span) => lastVerdict(story, span) !== undefined,
  'satisfied numerator': (story, span) => lastVerdict(story, span) === 'satisfied',
  reopened: (story, span) => within(story.reopenedAt, span),
};
function lastVerdict(story: Story, span: Span): string | undefined {
  return story.ratings.filter(({ at }) => within(at, span)).at(-1)?.verdict;
}

// Times on the edges of days and of now are drawn often.
const time = fc.oneof(
  fc.integer({ min: yesterday.from - 20 * 3_600_000, max: now.getTime() }).map(ms => Math.floor(ms / minute) * minute),
  fc.constantFrom(yesterday.from, today.from - 1, today.from, today.from + 1, now.getTime() - 1, now.getTime()),
);
const doors = ['10-1-101', '10-1-102', '10-2-201', '1-1-101', '1-1-302', '1-2-201'];
const states = [
  'asked',
  'sorted',
  'problem',
  'delivered',
  'delivered',
  'served',
  'served',
  'cancelled',
  'refused',
  'merged',
] as const;
const story: fc.Arbitrary<Story> = fc
  .record({
    door: fc.constantFrom(...doors),
    kind: fc.constantFrom(...kinds),
    urgency: fc.constantFrom('normal', 'normal', 'normal', 'life'),
    state: fc.constantFrom(...states),
    times: fc.tuple(time, time, time, time).map(times => times.toSorted((a, b) => a - b)),
    due: fc.integer({ min: 10, max: 1800 }),
    answered: fc.option(fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constantFrom(5, 30, 120))),
    calledOff: fc.constantFrom(null, 'not_to_be_had', 'other', 'household_asked', 'served_otherwise'),
    wasReopened: fc.boolean(),
    verdicts: fc.array(fc.constantFrom('satisfied', 'so_so', 'dissatisfied'), { maxLength: 2 }),
  })
  .map(({ door, kind, urgency, state, times, due, answered, calledOff, wasReopened, verdicts }) => {
    const [askedAt, first, second, third] = times.map(ms => new Date(ms)) as [Date, Date, Date, Date];
    const reached = state === 'delivered' || state === 'served';
    return {
      ...{ id: newId(), door, kind, urgency, state, askedAt },
      dueAt: new Date(askedAt.getTime() + due * minute),
      answeredAt: answered === null ? null : new Date(askedAt.getTime() + answered * minute),
      deliveredAt: reached ? second : null,
      closedAt: ['served', 'cancelled', 'refused', 'merged'].includes(state) ? third : null,
      calledOff: state === 'cancelled' ? calledOff : null,
      reopenedAt: wasReopened ? first : null,
      reopened: wasReopened ? 1 : 0,
      ratings: verdicts.map((verdict, round) => ({ verdict, at: new Date((round === 0 ? first : third).getTime() + round) })),
    };
  });

async function write(of: TestCommunity, stories: readonly Story[]): Promise<void> {
  await makeRequests(test.db, of, stories);
  const community_id = of.communityId;
  const event = (told: Story, move: string, at: Date, reason: string | null) => ({
    ...{ community_id, event_id: newId(), request_id: told.id, household_id: of.households[told.door] },
    ...{ move, from_state: 'served', to_state: told.state, by_role: 'clerk', reason, move_id: newId(), at },
  });
  await insertRows(test.db, 'request_event', [
    ...stories.flatMap(told => (told.reopenedAt === null ? [] : [event(told, 'reopen', told.reopenedAt, 'other')])),
    ...stories.flatMap(told => (told.calledOff === null ? [] : [event(told, 'call_off', told.closedAt as Date, told.calledOff)])),
  ]);
  const rating = (told: Story, { verdict, at }: Story['ratings'][number], round: number) => ({
    ...{ community_id, rating_id: newId(), request_id: told.id, verdict, round, by_role: 'resident', at },
  });
  await insertRows(
    test.db,
    'rating',
    stories.flatMap(told => told.ratings.map((one, round) => rating(told, one, round))),
  );
}

type Rows = AnswerOf<typeof readFigureRows>;

/** Every page, and the total each page gave. */
async function allRows(caller: Caller, figure: (typeof figureNames)[number], query: object): Promise<Rows['rows']> {
  const rows: Rows['rows'] = [];
  const totals = new Set<number>();
  let after: string | undefined;
  do {
    const page: Rows = await caller.get(readFigureRows, { params: { figure }, query: { ...query, after, limit: 7 } as never });
    rows.push(...page.rows);
    totals.add(page.total);
    after = page.next ?? undefined;
  } while (after !== undefined);
  assert.deepEqual([...totals], [rows.length], `${figure} ${JSON.stringify(query)}`);
  return rows;
}

describe('the figures of the briefing', () => {
  it('count what their definitions say and open the rows they counted, over random histories', { timeout: 300_000 }, async () => {
    let made = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(story, { maxLength: 25 }),
        fc.constantFrom('day', 'until'),
        fc.boolean(),
        async (all, span, isToday) => {
          test.clock.set(now);
          const of = await makeCommunity(test.db, { slug: `gu-shi-${++made}`, now });
          await write(of, all);
          const clerk = await test.signedIn('clerk', of);
          const day = isToday ? today : yesterday;
          const bounds = { from: span === 'day' ? day.from : Number.NEGATIVE_INFINITY, to: day.to };
          const query = { on: isToday ? '2022-03-12' : '2022-03-11', span };
          const brief = await clerk.get(readBrief, { query: query as never });
          const counting = all.filter(({ state }) => state !== 'merged');
          for (const { name, value, of: parts } of brief.figures) {
            const holds = reference[name];
            const expected = holds && counting.filter(told => holds(told, bounds));
            const rows = await allRows(clerk, name, query);
            assert.equal(rows.length, isRate(name) ? parts?.denominator : value, name);
            if (expected === undefined) continue;
            assert.deepEqual(rows.map(row => row.requestId).toSorted(), expected.map(told => told.id).toSorted(), name);
            const upper = reference[`${name} numerator`];
            if (upper === undefined) continue;
            const upperRows = await allRows(clerk, name, { ...query, part: 'numerator' });
            const upperIds = counting.filter(told => upper(told, bounds)).map(told => told.id);
            assert.deepEqual(upperRows.map(row => row.requestId).toSorted(), upperIds.toSorted(), `${name} numerator`);
            assert.equal(parts?.numerator, upperIds.length);
            assert.equal(value, upperIds.length === 0 ? 0 : upperIds.length / expected.length);
          }
          const served = counting.filter(told => reference.requests_served?.(told, bounds));
          const householdsOf = (stories: readonly Story[]) => new Set(stories.map(told => told.door)).size;
          const value = (name: string) => brief.figures.find(figure => figure.name === name)?.value;
          assert.equal(value('households_served'), householdsOf(served));
          assert.equal(value('households_served_medicine'), householdsOf(served.filter(({ kind }) => kind === 'medicine')));
          for (const one of brief.byKind) {
            const ofKind = served.filter(({ kind }) => kind === one.kind);
            assert.deepEqual([one.served, one.households], [ofKind.length, householdsOf(ofKind)]);
            const opened = await allRows(clerk, 'households_served', { ...query, kind: one.kind });
            assert.equal(opened.length, one.households);
          }
          const seconds = served
            .map(told => ((told.deliveredAt as Date).getTime() - told.askedAt.getTime()) / 1000)
            .toSorted((a, b) => a - b);
          const at = (share: number) =>
            seconds.length === 0 ? null : Math.round(seconds[Math.ceil(share * seconds.length) - 1] as number);
          assert.equal(brief.toDoor.counted, served.length);
          assert.ok(near(brief.toDoor.medianSeconds, at(0.5)) && near(brief.toDoor.p90Seconds, at(0.9)));
        },
      ),
      { numRuns: 30 },
    );
  });
});

// Half seconds may be rounded either way.
function near(a: number | null, b: number | null): boolean {
  return a === b || (a !== null && b !== null && Math.abs(a - b) <= 1);
}

describe('the briefing of one day', () => {
  const home = test.community;
  const hours = (ago: number) => new Date(now.getTime() - ago * 3_600_000);
  const value = (brief: AnswerOf<typeof readBrief>, name: string) => brief.figures.find(figure => figure.name === name)?.value;

  it('households nobody heard from and calls open their rows too; a compound of another community has none', async () => {
    await test.db.count(
      `UPDATE household SET heard_at = $2::timestamptz - make_interval(hours => CASE WHEN floor = 1 THEN 2 ELSE 30 END)
       WHERE community_id = $1 AND floor < 3`,
      [home.communityId, now],
    );
    const call = (door: string) => ({
      ...{ community_id: home.communityId, call_back_id: newId(), household_id: home.households[door], reason: 'not_heard_from' },
      ...{ due_at: hours(5), made_at: hours(6), tries: 0, last_tried_at: null, closed_by: null, closed_at: null },
    });
    const clerkId = home.staff.clerk.personId;
    await insertRows(test.db, 'call_back', [
      { ...call('10-1-101'), tries: 1, last_tried_at: hours(2) },
      { ...call('10-1-102'), closed_by: clerkId, closed_at: hours(1) },
      { ...call('10-1-201'), tries: 3, last_tried_at: hours(50) },
      // Answered on the page before anybody called.
      { ...call('10-1-202'), closed_at: hours(1) },
    ]);
    const clerk = await test.signedIn('clerk');
    const brief = await clerk.get(readBrief);
    // Two buildings, two units: floor 2 is silent for 30 hours, floor 3 never spoke; one door is vacant.
    assert.equal(value(brief, 'households_unheard'), 8 + 8 - 1);
    assert.equal(value(brief, 'calls_made'), 2);
    const silent = await allRows(clerk, 'households_unheard', {});
    assert.equal(silent.length, 15);
    assert.equal(silent[0]?.door.split(' ').length, 3);
    assert.equal((await allRows(clerk, 'calls_made', {})).length, 2);
    assert.equal(brief.on, '2022-03-12');
    assert.deepEqual(
      brief.byCompound.map(({ name, households }) => [name, households]),
      [['试验小区', 23]],
    );
  });

  it('a grid lead opens the rows of the own area only, a grid worker none', async () => {
    await makeRequests(test.db, home, [
      { door: '10-1-101', askedAt: hours(3) },
      { door: '1-1-101', askedAt: hours(3) },
    ]);
    const lead = await test.signedIn('lead');
    const gridLead = await test.signedIn('gridlead');
    assert.equal((await allRows(lead, 'requests_asked', {})).length, 2);
    const own = await allRows(gridLead, 'requests_asked', {});
    assert.deepEqual(
      own.map(row => row.door),
      ['10号楼 1单元 101'],
    );
    const worker = await test.signedIn('grid1');
    assert.equal(await worker.refused(readFigureRows, { params: { figure: 'requests_asked' } }), 'not_allowed');
  });

  it('the sheet has no names and no telephones, guards formulas, begins with the byte order mark, and is recorded', async () => {
    await test.db.count(`UPDATE building SET label = '=cmd|x' WHERE community_id = $1 AND building_id = $2`, [
      home.communityId,
      home.buildings.clean,
    ]);
    const clerk = await test.signedIn('clerk');
    const sheet = await clerk.call(exportBrief, { body: { figure: 'requests_asked' } });
    assert.equal(sheet.status, 200);
    assert.deepEqual([...sheet.bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
    const text = sheet.bytes.toString('utf8');
    assert.match(text, /'=cmd\|x 1单元 101/);
    assert.ok(!/住户|职员|1990001/.test(text));
    const plain = await clerk.call(exportBrief, { body: { span: 'until' } });
    assert.match(plain.bytes.toString('utf8'), /响应率,/);
    const audit = await test.db.rows<{ act: string; facts: { figure: string | null; rows: number } }>(
      `SELECT act, facts FROM audit WHERE community_id = $1 AND act = 'export_brief' ORDER BY at`,
      [home.communityId],
    );
    assert.deepEqual(
      audit.map(({ facts }) => [facts.figure, facts.rows]),
      [
        ['requests_asked', 2],
        [null, figureNames.length],
      ],
    );
    const district = await test.signedIn('district');
    assert.equal(await district.refused(exportBrief, { body: {} }), 'not_allowed');
  });

  it('a place or a page that does not exist is refused or empty, never a bug', async () => {
    const clerk = await test.signedIn('clerk');
    const asked = { params: { figure: 'requests_asked' } } as const;
    assert.equal(await clerk.refused(readFigureRows, { ...asked, query: { after: 'x' } }), 'invalid');
    assert.equal(await clerk.refused(readFigureRows, { ...asked, query: { part: 'numerator' } }), 'invalid');
    assert.equal(await clerk.refused(readBrief, { query: { on: '2022-02-30' } }), 'invalid');
    const nowhere = await clerk.get(readBrief, { query: { compoundId: newId() } });
    assert.ok(nowhere.figures.every(figure => figure.value === 0));
    const future = await clerk.get(readBrief, { query: { on: '2022-03-20' } });
    assert.equal(value(future, 'requests_asked'), 0);
  });
});

function glossaryLines(): string[] {
  return figureNames.map(name => {
    const { term, means, numerator, denominator }: FigureMeaning = figures[name];
    const parts = numerator === undefined ? '' : ` **Numerator:** ${numerator} **Denominator:** ${denominator}`;
    return `| ${name} | ${term} | ${means}${parts} |`;
  });
}

describe('the words of the figures', () => {
  it('stand in the glossary as they stand in the program', () => {
    const glossary = readFileSync(join(import.meta.dirname, '../docs/words.md'), 'utf8');
    for (const line of glossaryLines()) assert.ok(glossary.includes(line), `docs/words.md lacks: ${line}`);
  });

  it('every rate says what stands above and below the line', () => {
    for (const name of figureNames) {
      const meaning: { counts: string; numerator?: string; denominator?: string } = figures[name];
      assert.equal(meaning.counts === 'rate', isRate(name), name);
      assert.equal(isRate(name), meaning.numerator !== undefined && meaning.denominator !== undefined, name);
    }
  });

  it('a share is cut, not rounded up to more than was reached', () => {
    assert.equal(percentOf({ numerator: 9999, denominator: 10_000 }), 99.9);
    assert.equal(percentOf({ numerator: 2, denominator: 3 }), 66.6);
    assert.equal(percentOf({ numerator: 0, denominator: 0 }), null);
    assert.equal(percentOf({ numerator: 29, denominator: 100 }), 29);
  });
});
