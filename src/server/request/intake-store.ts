// Takes down many requests in one durable statement: receipt, place in a run, request, words, event, sign of life and message, all or none.

import type { Role } from '../../domain/people/role.ts';
import { runMinutes } from '../../domain/request/clock.ts';
import type { Channel, GoodsClass, Kind, Lane, Urgency } from '../../domain/request/kind.ts';
import { openStates } from '../../domain/request/life.ts';
import { fitsSql } from '../dispatch/runs-store.ts';
import type { Queryable } from '../postgres/pool.ts';
import type { Receipt } from './intake.ts';

/** One request as it shall be written; what stands in other rows (places, run, rights) is looked up by the statement itself. */
export interface AskedRow {
  readonly request_id: string;
  readonly household_id: string;
  /** The caller's reach: places, or null for the whole community. */
  readonly reach: readonly string[] | null;
  readonly actor_id: string;
  /** Hexadecimal. */
  readonly digest: string;
  readonly number: string;
  readonly kind: Kind;
  readonly lane: Lane;
  readonly urgency: Urgency;
  readonly channel: Channel;
  readonly goods_class: GoodsClass;
  readonly grams: number;
  readonly minutes: number;
  /** The chosen run; null: the next with room. */
  readonly run_id: string | null;
  /** Ordinary lane: no promise without a place in a run. */
  readonly needs_run: boolean;
  /** The desk may take it down where a compound has no runs at all. */
  readonly may_do_without: boolean;
  readonly asked_by: string | null;
  readonly asked_as: Role;
  readonly recorded_by: string | null;
  readonly asked_at: string;
  /** Where no run says otherwise. */
  readonly due_at: string;
  readonly act_by: string | null;
  readonly items: readonly unknown[];
  readonly note: string | null;
  readonly pasted: string | null;
  readonly event_id: string;
  readonly by_role: Role;
  readonly happened_at: string | null;
  /** How the household was heard from by this; null: it was not (a relative elsewhere). */
  readonly heard_how: string | null;
  readonly notice_id: string | null;
}

/**
 * made: written. known: the id was used before, `same` says whether by the same sender with the same body. crowded, again: somebody else in
 * this statement or at this moment took the place or the id; ask once more. Everything else is a refusal.
 */
export type Verdict =
  | 'made'
  | 'known'
  | 'crowded'
  | 'again'
  | 'household_unknown'
  | 'household_vacant'
  | 'person_unknown'
  | 'too_many_open'
  | 'no_room';

export interface AskedAnswer {
  request_id: string;
  verdict: Verdict;
  same: boolean | null;
  answer: Receipt | null;
  compound_id: string | null;
}

const iso = (instant: string) => `to_char(${instant} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const columns = `request_id uuid, household_id uuid, reach uuid[], actor_id uuid, digest text, number text, kind text, lane text,
  urgency text, channel text, goods_class text, grams integer, minutes integer, run_id uuid, needs_run boolean, may_do_without boolean,
  asked_by uuid, asked_as text, recorded_by uuid, asked_at timestamptz, due_at timestamptz, act_by timestamptz, items jsonb, note text,
  pasted text, event_id uuid, by_role text, happened_at timestamptz, heard_how text, notice_id uuid`;

// A life is never one too many on the telephone; a page that calls for help without end would bury those of everybody else.
const lifeTimes = 3;

// The open ones of a door are filtered and not looked up: the index of all open ones of the community is the wrong way to a single door.
// LIMIT 1 keeps each look-up a look-up by key: joined as tables, a planner with old statistics reads every receipt there is.
// In this order: what was answered before, who asks for whom, then the run (locked, so that nobody promises the same place), and only then
// anything is written. Runs are locked in the order of their ids and receipts written in the order of theirs, so two statements cannot
// wait for each other.
const statement = `WITH asked AS MATERIALIZED (
    SELECT a.*, decode(a.digest, 'hex') AS body_digest, row_number() OVER () AS turn FROM json_to_recordset($2::json) AS a(${columns})
  ), checked AS MATERIALIZED (
    SELECT a.*, h.unit_id, h.building_id, h.compound_id, h.grid_id, h.area_id, k.answer AS known_answer,
      k.actor_id = a.actor_id AND k.body_digest = a.body_digest AS same, p.relation,
      CASE
        WHEN k.move_id IS NOT NULL THEN 'known'
        WHEN h.household_id IS NULL THEN 'household_unknown'
        WHEN h.living = 'vacant' THEN 'household_vacant'
        WHEN a.asked_by IS NOT NULL AND p.person_id IS NULL THEN 'person_unknown'
        WHEN (SELECT count(*) FILTER (WHERE o.state = ANY ('{${openStates.join(',')}}')) FROM request o
          WHERE o.community_id = $1 AND o.household_id = a.household_id)
          >= CASE WHEN a.lane <> 'life' THEN $4::integer WHEN a.recorded_by IS NULL THEN $4::integer * ${lifeTimes} END THEN 'too_many_open'
      END AS no
    FROM asked a
    LEFT JOIN LATERAL (
      SELECT * FROM receipt WHERE community_id = $1 AND move_id = a.request_id LIMIT 1
    ) k ON true
    LEFT JOIN LATERAL (
      SELECT * FROM household h WHERE h.community_id = $1 AND h.household_id = a.household_id AND h.living <> 'removed'
        AND in_reach(a.reach, h.area_id, h.grid_id, h.compound_id, h.building_id, h.unit_id, h.household_id) LIMIT 1
    ) h ON true
    LEFT JOIN LATERAL (
      SELECT * FROM resident WHERE community_id = $1 AND household_id = a.household_id AND person_id = a.asked_by
        AND (ended_at IS NULL OR ended_at > $3) LIMIT 1
    ) p ON true
  ), picked AS MATERIALIZED (
    SELECT c.request_id, c.turn, c.grams, c.minutes, (
      SELECT r.run_id FROM run r
      WHERE r.community_id = $1 AND r.compound_id = c.compound_id AND (c.run_id IS NULL OR r.run_id = c.run_id) AND r.cutoff_at > $3
        AND ${fitsSql('c.grams', 'c.minutes')}
      ORDER BY r.starts_at LIMIT 1) AS run_id
    FROM checked c WHERE c.no IS NULL AND c.needs_run
  ), room AS MATERIALIZED (
    SELECT r.* FROM run r WHERE r.community_id = $1 AND r.run_id IN (SELECT run_id FROM picked) ORDER BY r.run_id FOR NO KEY UPDATE
  ), placed AS MATERIALIZED (
    SELECT k.request_id, r.run_id, r.starts_at,
      count(*) OVER w <= r.capacity_requests - r.booked_requests AND sum(k.grams) OVER w <= r.capacity_grams - r.booked_grams
        AND sum(k.minutes) OVER w <= r.capacity_minutes - r.booked_minutes AS fits
    FROM picked k JOIN room r ON r.run_id = k.run_id
    WINDOW w AS (PARTITION BY k.run_id ORDER BY k.turn)
  ), decided AS MATERIALIZED (
    SELECT c.*, CASE WHEN l.fits THEN l.run_id END AS booked_run, CASE WHEN l.fits THEN l.starts_at END AS starts_at,
      CASE
        WHEN c.no IS NOT NULL THEN c.no
        WHEN NOT c.needs_run OR l.fits THEN 'made'
        WHEN l.request_id IS NOT NULL THEN 'crowded'
        WHEN c.may_do_without AND c.run_id IS NULL AND NOT EXISTS (SELECT FROM run r WHERE r.community_id = $1
          AND r.compound_id = c.compound_id AND r.cutoff_at > $3 AND r.capacity_requests > 0) THEN 'made'
        ELSE 'no_room'
      END AS verdict
    FROM checked c LEFT JOIN placed l ON l.request_id = c.request_id
  ), answered AS MATERIALIZED (
    SELECT d.*, coalesce(d.starts_at + interval '${runMinutes} minutes', d.due_at) AS due,
      jsonb_build_object('requestId', d.request_id, 'number', d.number, 'state', 'asked', 'lane', d.lane,
        'dueAt', ${iso(`coalesce(d.starts_at + interval '${runMinutes} minutes', d.due_at)`)},
        'run', CASE WHEN d.booked_run IS NOT NULL THEN jsonb_build_object('runId', d.booked_run, 'startsAt', ${iso('d.starts_at')}) END
      ) AS answer
    FROM decided d WHERE d.verdict = 'made'
  ), fresh AS (
    INSERT INTO receipt (community_id, move_id, actor_id, body_digest, answer)
    SELECT $1, request_id, actor_id, body_digest, answer FROM answered ORDER BY request_id
    ON CONFLICT (community_id, move_id) DO NOTHING
    RETURNING move_id
  ), ok AS MATERIALIZED (
    SELECT a.* FROM answered a JOIN fresh f ON f.move_id = a.request_id
  ), booked AS (
    UPDATE run r SET booked_requests = r.booked_requests + s.requests, booked_grams = r.booked_grams + s.grams,
      booked_minutes = r.booked_minutes + s.minutes
    FROM (SELECT booked_run, count(*) AS requests, sum(grams) AS grams, sum(minutes) AS minutes FROM ok
          WHERE booked_run IS NOT NULL GROUP BY booked_run) s
    WHERE r.community_id = $1 AND r.run_id = s.booked_run
  ), written AS (
    INSERT INTO request (community_id, request_id, number, household_id, unit_id, building_id, compound_id, grid_id, area_id, kind, lane,
      urgency, channel, goods_class, state, grams, minutes, run_id, asked_by, asked_as, recorded_by, asked_at, due_at, act_by)
    SELECT $1, request_id, number, household_id, unit_id, building_id, compound_id, grid_id, area_id, kind, lane, urgency, channel,
      goods_class, 'asked', grams, minutes, booked_run, asked_by,
      CASE WHEN recorded_by IS NULL THEN asked_as WHEN relation = 'relative' THEN 'relative' WHEN relation IS NOT NULL THEN 'resident'
        ELSE asked_as END,
      recorded_by, asked_at, due, act_by
    FROM ok
  ), words AS (
    INSERT INTO request_words (community_id, request_id, items, note, pasted) SELECT $1, request_id, items, note, pasted FROM ok
  ), told AS (
    INSERT INTO request_event (community_id, event_id, request_id, household_id, move, to_state, by_id, by_role, move_id, happened_at)
    SELECT $1, event_id, request_id, household_id, 'ask', 'asked', actor_id, by_role, request_id, happened_at FROM ok
  ), heard AS (
    UPDATE household h SET heard_at = s.at, heard_how = s.heard_how
    FROM (SELECT household_id, heard_how, coalesce(happened_at, asked_at) AS at FROM ok WHERE heard_how IS NOT NULL) s
    WHERE h.community_id = $1 AND h.household_id = s.household_id AND (h.heard_at IS NULL OR h.heard_at < s.at - interval '1 minute')
  ), noticed AS (
    INSERT INTO notice (community_id, notice_id, template, to_person, household_id, request_id, facts, made_at, next_try_at)
    SELECT $1, notice_id, 'request_recorded', asked_by, household_id, request_id, jsonb_build_object('number', number), asked_at, asked_at
    FROM ok WHERE notice_id IS NOT NULL AND asked_by IS NOT NULL
  )
  SELECT d.request_id, CASE WHEN d.verdict = 'made' AND f.move_id IS NULL THEN 'again' ELSE d.verdict END AS verdict, d.same,
    CASE d.verdict WHEN 'made' THEN a.answer WHEN 'known' THEN d.known_answer END AS answer, d.compound_id
  FROM decided d LEFT JOIN answered a ON a.request_id = d.request_id LEFT JOIN fresh f ON f.move_id = d.request_id`;

/** At most one row per id and per household, all of one community. Durable when it returns. */
export function writeAsked(
  db: Queryable,
  communityId: string,
  rows: readonly AskedRow[],
  now: Date,
  mostOpen: number,
): Promise<AskedAnswer[]> {
  return db.rows<AskedAnswer>(statement, [communityId, JSON.stringify(rows), now, mostOpen]);
}

/** What a community sets for its intake; see intake.ts for what is read from it. */
export async function readIntakeSettings(db: Queryable, communityId: string): Promise<unknown> {
  const row = await db.row<{ settings: unknown }>(
    `SELECT jsonb_build_object('clocks', settings -> 'clocks', 'mostOpenPerHousehold', settings -> 'mostOpenPerHousehold',
       'restrictedMedicine', settings -> 'restrictedMedicine') AS settings
     FROM community WHERE community_id = $1`,
    [communityId],
  );
  return row?.settings;
}
