// Which request counts for which figure, as one table with a column for each: the counting and the rows behind it both read this.
import { openStates } from '../../domain/request/life.ts';

/** Which days, compound and clocks a figure is about; see readSpan. Instants in ISO. */
export interface Span {
  readonly communityId: string;
  /** '-infinity' for everything until `to`. */
  readonly from: string;
  /** The end of the day, or now while the day is not over. */
  readonly to: string;
  readonly now: string;
  readonly compoundId: string | null;
  /** Minutes until somebody must have answered. */
  readonly answer: { readonly life: number; readonly medicine: number; readonly ordinary: number };
}

export const spanValues = (span: Span) => [
  ...[span.communityId, span.from, span.to, span.now, span.compoundId],
  ...[span.answer.life, span.answer.medicine, span.answer.ordinary],
];

// $1 community, $2 from, $3 to, $4 now, $5 compound or null, $6-$8 answer minutes of the lanes. One column for each thing that is counted.
const reached = `r.state IN ('delivered', 'served')`;
const openAtEnd = `(r.delivered_at IS NULL OR r.delivered_at >= $3) AND (r.closed_at IS NULL OR r.closed_at >= $3)`;
const answerBy = `(r.asked_at + make_interval(mins => CASE r.lane WHEN 'life' THEN $6 WHEN 'medicine' THEN $7 ELSE $8 END::integer))`;
const answerJudged = `r.asked_at >= $2
  AND (r.answered_at IS NOT NULL OR (${answerBy} < $4::timestamptz AND coalesce(r.closed_at >= ${answerBy}, true)))`;
const settledAt = `least(r.due_at, coalesce(r.delivered_at, r.closed_at))`;
// Cancelled by the household is withdrawn; called off by the desk is too, unless it could not be had. Scalar questions, because EXISTS
// would be answered by reading all events there are into a table first.
const withdrawn = `r.state = 'cancelled' AND coalesce((
  SELECT e.reason FROM request_event e WHERE e.community_id = r.community_id AND e.request_id = r.request_id AND e.move = 'call_off'
  ORDER BY e.at DESC LIMIT 1) NOT IN ('not_to_be_had', 'other'), true)`;
const solvedJudged = `${settledAt} >= $2 AND ${settledAt} < $3 AND NOT (${withdrawn})`;

const isOpen = `state IN (${openStates.map(state => `'${state}'`).join(', ')})`;
// What a day can be about is little and stands in indexes; without this every briefing would read all requests ever made.
const touched = `r.request_id IN (
    SELECT request_id FROM request WHERE community_id = $1 AND asked_at >= $2 AND asked_at < $3
    UNION SELECT request_id FROM request WHERE community_id = $1 AND delivered_at >= $2
    UNION SELECT request_id FROM request WHERE community_id = $1 AND closed_at >= $2 AND delivered_at IS NULL
    UNION SELECT request_id FROM request WHERE community_id = $1 AND ${isOpen}
    UNION SELECT request_id FROM rating WHERE community_id = $1 AND at >= $2 AND at < $3
    UNION SELECT request_id FROM request_event WHERE community_id = $1 AND move = 'reopen' AND at >= $2 AND at < $3
  )`;
const columns = ['request_id', 'number', 'household_id', 'unit_id', 'building_id', 'compound_id', 'grid_id', 'area_id']
  .concat(['community_id', 'kind', 'state', 'owner_id', 'asked_at', 'delivered_at'])
  .map(column => `r.${column}`)
  .join(', ');

/** One row for each request that is not merged, with what it counts for. */
export const judgedIn = (span: Pick<Span, 'from'>): string => `
  SELECT ${columns}, ${reached} AND r.delivered_at >= $2 AND r.delivered_at < $3 AS is_served,
    r.asked_at >= $2 AS is_asked,
    ${openAtEnd} AS is_open,
    ${openAtEnd} AND r.due_at <= $3 AS is_late,
    ${answerJudged} AS is_answer_judged,
    ${answerJudged} AND coalesce(r.answered_at <= ${answerBy}, false) AS is_answered,
    ${solvedJudged} AS is_solved_judged,
    ${solvedJudged} AND ${reached} AND r.delivered_at < $3 AS is_solved,
    v.verdict IS NOT NULL AS is_rated,
    coalesce(v.verdict = 'satisfied', false) AS is_satisfied,
    r.reopened > 0 AND coalesce((
      SELECT true FROM request_event e WHERE e.community_id = r.community_id AND e.request_id = r.request_id
        AND e.move = 'reopen' AND e.at >= $2 AND e.at < $3 LIMIT 1), false) AS is_reopened
  FROM request r
  LEFT JOIN (
    SELECT DISTINCT ON (request_id) request_id, verdict FROM rating
    WHERE community_id = $1 AND at >= $2 AND at < $3 ORDER BY request_id, at DESC, round DESC
  ) v ON v.request_id = r.request_id
  WHERE r.community_id = $1 AND ($5::uuid IS NULL OR r.compound_id = $5) AND r.state <> 'merged' AND r.asked_at < $3
    ${span.from === '-infinity' ? '' : `AND ${touched}`}`;
