// Counts the figures of a briefing and reads the rows behind them, both from one and the same question, so that they cannot differ.
import type { FigureName } from '../../domain/brief/figures.ts';
import type { Kind } from '../../domain/request/kind.ts';
import type { Queryable } from '../postgres/pool.ts';
import { unheardHours } from './cell-store.ts';
import { judgedIn, type Span, spanValues } from './judge-store.ts';

export interface SpanCommunity {
  readonly name: string;
  readonly time_zone: string;
  readonly settings: unknown;
  readonly on: string;
  readonly starts_at: string;
  readonly ends_at: string;
}

/** The bounds of a day (null: today) where the community lives. */
export function readDay(db: Queryable, communityId: string, on: string | null, now: Date): Promise<SpanCommunity | undefined> {
  return db.row<SpanCommunity>(
    `SELECT c.name, c.time_zone, c.settings, d.day AS on,
       d.day::timestamp AT TIME ZONE c.time_zone AS starts_at, (d.day + 1)::timestamp AT TIME ZONE c.time_zone AS ends_at
     FROM community c
     CROSS JOIN LATERAL (SELECT coalesce($2::date, ($3::timestamptz AT TIME ZONE c.time_zone)::date) AS day) d
     WHERE c.community_id = $1`,
    [communityId, on, now],
  );
}

const unheard = `h.living = 'lived_in' AND (h.heard_at IS NULL OR h.heard_at <= $3::timestamptz - make_interval(hours => (
  SELECT ${unheardHours} FROM community c WHERE c.community_id = $1)))`;
const called = `(b.last_tried_at >= $2 AND b.last_tried_at < $3) OR (b.closed_at >= $2 AND b.closed_at < $3 AND b.closed_by IS NOT NULL)`;

/** Counted for everything together, for each kind, and for each compound; `kind` and `compound_id` say which of these a row is. */
export interface CountedRow {
  readonly kind: Kind | null;
  readonly compound_id: string | null;
  readonly asked: number;
  readonly served: number;
  readonly open: number;
  readonly late: number;
  readonly answer_judged: number;
  readonly answered: number;
  readonly solved_judged: number;
  readonly solved: number;
  readonly rated: number;
  readonly satisfied: number;
  readonly reopened: number;
  readonly households: number;
  readonly households_groceries: number;
  readonly households_medicine: number;
}

const counted = [
  'asked',
  'served',
  'open',
  'late',
  'answer_judged',
  'answered',
  'solved_judged',
  'solved',
  'rated',
  'satisfied',
  'reopened',
];

/** First by household and kind, which leaves few rows; counting different households over all requests would sort them all. */
export async function countRequests(db: Queryable, span: Span): Promise<CountedRow[]> {
  return db.rows<CountedRow>(
    `WITH by_household AS (
       SELECT household_id, kind, compound_id, ${counted.map(name => `count(*) FILTER (WHERE is_${name}) AS ${name}`).join(', ')}
       FROM (${judgedIn(span)}) j GROUP BY household_id, kind, compound_id
     )
     SELECT kind, compound_id, ${counted.map(name => `coalesce(sum(${name}), 0)::bigint AS ${name}`).join(', ')},
       count(DISTINCT household_id) FILTER (WHERE served > 0) AS households,
       count(DISTINCT household_id) FILTER (WHERE served > 0 AND kind = 'groceries') AS households_groceries,
       count(DISTINCT household_id) FILTER (WHERE served > 0 AND kind = 'medicine') AS households_medicine
     FROM by_household GROUP BY GROUPING SETS ((), (kind), (compound_id))`,
    spanValues(span),
  );
}

/** Whole seconds from intake to the door, half and nine tenths of the deliveries; null where nothing was delivered. */
export async function readTimeToDoor(db: Queryable, span: Span): Promise<{ median: number | null; p90: number | null }> {
  const row = await db.row<{ shares: [number, number] | null }>(
    `SELECT percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY round(extract(epoch FROM r.delivered_at - r.asked_at))::integer) AS shares
     FROM request r
     WHERE r.community_id = $1 AND ($4::uuid IS NULL OR r.compound_id = $4)
       AND r.state IN ('delivered', 'served') AND r.delivered_at >= $2 AND r.delivered_at < $3 AND r.asked_at < $3`,
    [span.communityId, span.from, span.to, span.compoundId],
  );
  return { median: row?.shares?.[0] ?? null, p90: row?.shares?.[1] ?? null };
}

export async function countOthers(db: Queryable, span: Span): Promise<{ households_unheard: number; calls_made: number }> {
  const row = await db.row<{ households_unheard: number; calls_made: number }>(
    `SELECT
       (SELECT count(*) FROM household h
        WHERE h.community_id = $1 AND ($4::uuid IS NULL OR h.compound_id = $4) AND ${unheard}) AS households_unheard,
       (SELECT count(*) FROM call_back b JOIN household h ON h.community_id = b.community_id AND h.household_id = b.household_id
        WHERE b.community_id = $1 AND ($4::uuid IS NULL OR h.compound_id = $4) AND (${called})) AS calls_made`,
    [span.communityId, span.from, span.to, span.compoundId],
  );
  return row ?? { households_unheard: 0, calls_made: 0 };
}

/** Which column says that a request belongs to the figure; for rates, to the denominator and to the numerator. */
const columnOf = {
  requests_asked: ['is_asked'],
  requests_served: ['is_served'],
  requests_open: ['is_open'],
  requests_late: ['is_late'],
  answered_in_time: ['is_answer_judged', 'is_answered'],
  solved: ['is_solved_judged', 'is_solved'],
  satisfied: ['is_rated', 'is_satisfied'],
  reopened: ['is_reopened'],
} as const satisfies Partial<Record<FigureName, readonly string[]>>;
const kindOf = { households_served_groceries: 'groceries', households_served_medicine: 'medicine' } as const;

export interface FigureRow {
  readonly key: string;
  readonly request_id: string | null;
  readonly number: string | null;
  readonly household_id: string;
  readonly compound_name: string;
  readonly building_label: string;
  readonly unit_label: string;
  readonly door: string;
  readonly kind: Kind | null;
  readonly state: string | null;
  readonly asked_at: string | null;
  readonly delivered_at: string | null;
  readonly heard_at: string | null;
}

export interface RowsWanted {
  readonly figure: FigureName;
  readonly part: 'all' | 'numerator';
  readonly kind: Kind | null;
  /** Places the caller may see; null: everywhere. Requests held by `ownerId` too. */
  readonly places: readonly string[] | null;
  readonly ownerId: string | null;
  readonly after: string | null;
  readonly limit: number;
}

/** One question per form of rows: requests, households that were served, households not heard from, calls. $9.. see `rowsOf`. */
function rowsOf(span: Span, figure: FigureName, part: RowsWanted['part']): string {
  const judged = judgedIn(span);
  const reach = (row: string) =>
    `in_reach($9::uuid[], ${['area_id', 'grid_id', 'compound_id', 'building_id', 'unit_id', 'household_id'].map(column => `${row}.${column}`).join(', ')})`;
  const placed = 'h.household_id, h.compound_id, h.building_id, h.unit_id, h.door';
  if (figure === 'households_unheard') {
    return `SELECT h.household_id AS key, NULL::uuid AS request_id, NULL AS number, ${placed}, NULL AS kind, NULL AS state,
        NULL::timestamptz AS asked_at, NULL::timestamptz AS delivered_at, h.heard_at
      FROM household h WHERE h.community_id = $1 AND ($5::uuid IS NULL OR h.compound_id = $5) AND ${unheard} AND ${reach('h')}`;
  }
  if (figure === 'calls_made') {
    return `SELECT b.call_back_id AS key, r.request_id, r.number, ${placed}, r.kind, r.state, r.asked_at, r.delivered_at, NULL::timestamptz AS heard_at
      FROM call_back b
      JOIN household h ON h.community_id = b.community_id AND h.household_id = b.household_id
      LEFT JOIN request r ON r.community_id = b.community_id AND r.request_id = b.request_id
      WHERE b.community_id = $1 AND ($5::uuid IS NULL OR h.compound_id = $5) AND (${called}) AND ${reach('h')}`;
  }
  const mayBeSeen = `(${reach('j')} OR j.owner_id = $10)`;
  if (figure.startsWith('households_served')) {
    return `SELECT h.household_id AS key, NULL::uuid AS request_id, NULL AS number, ${placed}, NULL AS kind, NULL AS state,
        NULL::timestamptz AS asked_at, max(j.delivered_at) AS delivered_at, NULL::timestamptz AS heard_at
      FROM (${judged}) j JOIN household h ON h.community_id = j.community_id AND h.household_id = j.household_id
      WHERE j.is_served AND ($11::text IS NULL OR j.kind = $11) AND ${mayBeSeen} GROUP BY ${placed}`;
  }
  const [all, numerator = all] = columnOf[figure as keyof typeof columnOf];
  return `SELECT j.request_id AS key, j.request_id, j.number, ${placed}, j.kind, j.state, j.asked_at, j.delivered_at, NULL::timestamptz AS heard_at
    FROM (${judged}) j JOIN household h ON h.community_id = j.community_id AND h.household_id = j.household_id
    WHERE j.${part === 'all' ? all : numerator} AND ($11::text IS NULL OR j.kind = $11) AND ${mayBeSeen}`;
}

// Each form of rows uses only some of the values; this tells PostgreSQL the types of the others.
const given =
  'SELECT $2::timestamptz, $3::timestamptz, $4::timestamptz, $6::integer, $7::integer, $8::integer, $10::uuid, $11::text';

/** The rows of one page in the order in which they were made, and how many there are in all. */
export async function readRows(db: Queryable, span: Span, wanted: RowsWanted): Promise<{ total: number; rows: FigureRow[] }> {
  const kind = wanted.figure in kindOf ? kindOf[wanted.figure as keyof typeof kindOf] : wanted.kind;
  const rows = await db.rows<FigureRow & { total: number }>(
    `WITH given AS (${given}), found AS (${rowsOf(span, wanted.figure, wanted.part)}),
     page AS (SELECT * FROM found WHERE ($12::uuid IS NULL OR key > $12) ORDER BY key LIMIT $13)
     SELECT p.*, c.name AS compound_name, b.label AS building_label, u.label AS unit_label, t.total
     FROM (SELECT count(*) AS total FROM found) t
     LEFT JOIN page p ON true
     LEFT JOIN compound c ON c.community_id = $1 AND c.compound_id = p.compound_id
     LEFT JOIN building b ON b.community_id = $1 AND b.building_id = p.building_id
     LEFT JOIN unit u ON u.community_id = $1 AND u.unit_id = p.unit_id
     ORDER BY p.key`,
    [...spanValues(span), wanted.places, wanted.ownerId, kind, wanted.after, wanted.limit],
  );
  return { total: rows[0]?.total ?? 0, rows: rows.filter(row => row.key !== null) };
}
