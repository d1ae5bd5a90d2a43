// The daily briefing: its figures, the rows behind each, and both as a sheet.
import type { readBrief, readFigureRows } from '../../api/brief.ts';
import type { AnswerOf } from '../../api/endpoint.ts';
import { type FigureName, figureNames, figures, isRate, percentOf } from '../../domain/brief/figures.ts';
import { figureHeads, kindTerms, rowHeads, stateTerms } from '../../domain/brief/terms.ts';
import { writeCsv } from '../../domain/people/csv.ts';
import { doorName } from '../../domain/place/door.ts';
import { type Refusal, refuse } from '../../domain/refusal.ts';
import { readClocks } from '../../domain/request/clock.ts';
import { kinds } from '../../domain/request/kind.ts';
import type { State } from '../../domain/request/life.ts';
import type { Database, Queryable } from '../postgres/pool.ts';
import { readCompounds } from './board-store.ts';
import {
  type CountedRow,
  countOthers,
  countRequests,
  type FigureRow,
  type RowsWanted,
  readDay,
  readRows,
  readTimeToDoor,
  type SpanCommunity,
} from './figure-store.ts';
import type { Span } from './judge-store.ts';

export interface Asked {
  readonly on?: string | undefined;
  readonly span: 'day' | 'until';
  readonly compoundId?: string | undefined;
}

type Brief = AnswerOf<typeof readBrief>;
type Figure = Brief['figures'][number];

/** The span that was asked for: a day in the community's time zone that is not over ends now. */
export async function spanOf(
  db: Queryable,
  communityId: string,
  asked: Asked,
  now: Date,
): Promise<{ community: SpanCommunity; span: Span }> {
  const community = await readDay(db, communityId, asked.on ?? null, now);
  if (community === undefined) throw new Error('a caller without a community');
  const clocks = readClocks(community.settings);
  const at = now.toISOString();
  const isOver = Date.parse(community.ends_at) < now.getTime();
  return {
    community,
    span: {
      communityId,
      from: asked.span === 'day' ? community.starts_at : '-infinity',
      to: isOver ? community.ends_at : at,
      now: at,
      compoundId: asked.compoundId ?? null,
      answer: { life: clocks.life.sort, medicine: clocks.medicine.sort, ordinary: clocks.ordinary.sort },
    },
  };
}

const none: CountedRow = {
  ...{ kind: null, compound_id: null, asked: 0, served: 0, open: 0, late: 0, answer_judged: 0, answered: 0, solved_judged: 0 },
  ...{ solved: 0, rated: 0, satisfied: 0, reopened: 0, households: 0, households_groceries: 0, households_medicine: 0 },
};

function figuresOf(counted: CountedRow, others: { households_unheard: number; calls_made: number }): Figure[] {
  const rate = (numerator: number, denominator: number) => ({
    value: denominator === 0 ? 0 : numerator / denominator,
    of: { numerator, denominator },
  });
  const plain = (value: number) => ({ value, of: null });
  const values: Record<FigureName, Omit<Figure, 'name'>> = {
    households_served: plain(counted.households),
    households_served_groceries: plain(counted.households_groceries),
    households_served_medicine: plain(counted.households_medicine),
    requests_asked: plain(counted.asked),
    requests_served: plain(counted.served),
    requests_open: plain(counted.open),
    requests_late: plain(counted.late),
    answered_in_time: rate(counted.answered, counted.answer_judged),
    solved: rate(counted.solved, counted.solved_judged),
    satisfied: rate(counted.satisfied, counted.rated),
    reopened: plain(counted.reopened),
    calls_made: plain(others.calls_made),
    households_unheard: plain(others.households_unheard),
  };
  return figureNames.map(name => ({ name, ...values[name] }));
}

export async function briefOf(db: Database, communityId: string, asked: Asked, now: Date): Promise<Brief> {
  const { community, span } = await spanOf(db, communityId, asked, now);
  const [counted, toDoor, others, compounds] = await Promise.all([
    countRequests(db, span),
    readTimeToDoor(db, span),
    countOthers(db, span),
    readCompounds(db, communityId),
  ]);
  const all = counted.find(row => row.kind === null && row.compound_id === null) ?? none;
  const ofKind = new Map(counted.filter(row => row.kind !== null).map(row => [row.kind, row]));
  const ofCompound = new Map(counted.filter(row => row.compound_id !== null).map(row => [row.compound_id, row]));
  return {
    on: community.on,
    communityName: community.name,
    figures: figuresOf(all, others),
    byKind: kinds.map(kind => {
      const { households, asked: requests, served } = ofKind.get(kind) ?? none;
      return { kind, households, requests, served };
    }),
    byCompound: compounds
      .filter(({ compound_id }) => span.compoundId === null || compound_id === span.compoundId)
      .map(({ compound_id, name, households }) => {
        const { households: served, open } = ofCompound.get(compound_id) ?? none;
        return { compoundId: compound_id, name, households, served, open };
      }),
    toDoor: { medianSeconds: toDoor.median, p90Seconds: toDoor.p90, counted: all.served },
    madeAt: span.now,
  };
}

const doorOf = (row: FigureRow) => doorName(row.building_label, row.unit_label, row.door);

export async function rowsOf(
  db: Database,
  communityId: string,
  asked: Asked,
  wanted: RowsWanted,
  now: Date,
): Promise<AnswerOf<typeof readFigureRows> | Refusal<'invalid'>> {
  // Only rates have a numerator of their own.
  if (wanted.part === 'numerator' && !isRate(wanted.figure)) return refuse('invalid');
  const { span } = await spanOf(db, communityId, asked, now);
  const { total, rows } = await readRows(db, span, wanted);
  return {
    total,
    rows: rows.map(row => ({
      requestId: row.request_id,
      number: row.number,
      householdId: row.household_id,
      compoundName: row.compound_name,
      door: doorOf(row),
      kind: row.kind,
      state: row.state,
      askedAt: row.asked_at,
      deliveredAt: row.delivered_at,
      heardAt: row.heard_at,
    })),
    next: rows.length === wanted.limit ? (rows.at(-1)?.key ?? null) : null,
  };
}

/** The figures as a sheet, each with what it counts. */
export async function briefSheet(db: Database, communityId: string, asked: Asked, now: Date) {
  const brief = await briefOf(db, communityId, asked, now);
  const lines = brief.figures.map(({ name, value, of }) => {
    const { term, means } = figures[name];
    const percent = of === null ? null : percentOf(of);
    const shown = of === null ? String(value) : percent === null ? '' : `${percent}%`;
    return [term, shown, of === null ? '' : String(of.numerator), of === null ? '' : String(of.denominator), means];
  });
  const ofKinds = brief.byKind.map(one => [kindTerms[one.kind], one.households, one.requests, one.served].map(String));
  const ofCompounds = brief.byCompound.map(one => [one.name, one.households, one.served, one.open].map(String));
  return {
    on: brief.on,
    rows: lines.length,
    csv: writeCsv([
      [brief.communityName, asked.span === 'day' ? brief.on : `截至 ${brief.on}`],
      [...figureHeads],
      ...lines,
      [],
      ['类别', '服务户数', '收到需求', '已送达'],
      ...ofKinds,
      [],
      ['小区', '居住户数', '服务户数', '未送达'],
      ...ofCompounds,
    ]),
  };
}

const mostSheetRows = 50_000;

/** The rows of one figure as a sheet: doors and times, no names and no telephones. */
export async function rowsSheet(db: Database, communityId: string, asked: Asked, figure: FigureName, now: Date) {
  const { community, span } = await spanOf(db, communityId, asked, now);
  const everything = { part: 'all', kind: null, places: null, ownerId: null, after: null, limit: mostSheetRows } as const;
  const { rows } = await readRows(db, span, { figure, ...everything });
  const local = new Intl.DateTimeFormat('sv-SE', { timeZone: community.time_zone, dateStyle: 'short', timeStyle: 'short' });
  const time = (at: string | null) => (at === null ? '' : local.format(Date.parse(at)));
  return {
    on: community.on,
    rows: rows.length,
    csv: writeCsv([
      [...rowHeads],
      ...rows.map(row => [
        row.compound_name,
        doorOf(row),
        row.number ?? '',
        row.kind === null ? '' : kindTerms[row.kind],
        row.state === null ? '' : stateTerms[row.state as State],
        time(row.asked_at),
        time(row.delivered_at),
        time(row.heard_at),
      ]),
    ]),
  };
}
