// Households to be called and what came of the calls.
import type { Queryable } from '../postgres/pool.ts';

export interface CallBackRow {
  call_back_id: string;
  household_id: string;
  building_label: string;
  unit_label: string;
  door: string;
  compound_name: string;
  request_id: string | null;
  items: { name: string; quantity: number | null; unit: string | null }[] | null;
  note: string | null;
  reason: 'after_delivery' | 'not_heard_from' | 'asked_to_be_called' | 'lot_recalled';
  people: { personId: string; name: string; telephone: string | null }[];
  due_at: string;
  tries: number;
  last_tried_at: string | null;
}

/** Open calls inside the reach, the longest overdue first; at most 500. Telephones as they are stored: the caller masks them. */
export function listOpen(
  db: Queryable,
  communityId: string,
  places: readonly string[] | null,
  now: Date,
): Promise<CallBackRow[]> {
  return db.rows<CallBackRow>(
    `SELECT c.call_back_id, c.household_id, b.label AS building_label, u.label AS unit_label, h.door, o.name AS compound_name,
       c.request_id, w.items, w.note, c.reason, c.due_at, c.tries, c.last_tried_at,
       coalesce((SELECT jsonb_agg(jsonb_build_object('personId', p.person_id, 'name', p.name, 'telephone', p.telephone) ORDER BY p.person_id)
         FROM resident m JOIN person p ON p.community_id = m.community_id AND p.person_id = m.person_id AND p.removed_at IS NULL
         WHERE m.community_id = c.community_id AND m.household_id = c.household_id AND m.relation = 'lives_here'
           AND (m.ended_at IS NULL OR m.ended_at > $3)), '[]') AS people
     FROM call_back c
     JOIN household h ON h.community_id = c.community_id AND h.household_id = c.household_id
     JOIN unit u ON u.community_id = c.community_id AND u.unit_id = h.unit_id
     JOIN building b ON b.community_id = c.community_id AND b.building_id = h.building_id
     JOIN compound o ON o.community_id = c.community_id AND o.compound_id = h.compound_id
     LEFT JOIN request_words w ON w.community_id = c.community_id AND w.request_id = c.request_id
     WHERE c.community_id = $1 AND c.closed_at IS NULL
       AND in_reach($2::uuid[], h.area_id, h.grid_id, h.compound_id, h.building_id, h.unit_id, h.household_id)
     ORDER BY c.due_at, c.call_back_id LIMIT 500`,
    [communityId, places, now],
  );
}

/** Calls closed since midnight in the community's time zone. */
export async function countClosedToday(
  db: Queryable,
  communityId: string,
  places: readonly string[] | null,
  now: Date,
): Promise<number> {
  const row = await db.row<{ closed: number }>(
    `SELECT count(*)::integer AS closed
     FROM call_back c JOIN household h ON h.community_id = c.community_id AND h.household_id = c.household_id
     WHERE c.community_id = $1 AND c.outcome IS NOT NULL
       AND c.closed_at >= (SELECT date_trunc('day', $3::timestamptz AT TIME ZONE time_zone) AT TIME ZONE time_zone
                           FROM community WHERE community_id = $1)
       AND in_reach($2::uuid[], h.area_id, h.grid_id, h.compound_id, h.building_id, h.unit_id, h.household_id)`,
    [communityId, places, now],
  );
  return row?.closed ?? 0;
}

export interface HeldCall {
  household_id: string;
  request_id: string | null;
  tries: number;
  due_at: string;
  outcome: string | null;
  closed_by: string | null;
  closed: boolean;
}

/** A call inside the reach, held until the transaction ends: two people who called at once are told one after the other. */
export function holdCall(
  tx: Queryable,
  communityId: string,
  callBackId: string,
  places: readonly string[] | null,
): Promise<HeldCall | undefined> {
  return tx.row<HeldCall>(
    `SELECT c.household_id, c.request_id, c.tries, c.due_at, c.outcome, c.closed_by, c.closed_at IS NOT NULL AS closed
     FROM call_back c JOIN household h ON h.community_id = c.community_id AND h.household_id = c.household_id
     WHERE c.community_id = $1 AND c.call_back_id = $2
       AND in_reach($3::uuid[], h.area_id, h.grid_id, h.compound_id, h.building_id, h.unit_id, h.household_id)
     FOR UPDATE OF c`,
    [communityId, callBackId, places],
  );
}

export interface CallResult {
  readonly callBackId: string;
  /** Null: nobody answered, it stays open. */
  readonly outcome: string | null;
  readonly dueAt: string;
  readonly byId: string | null;
  readonly said: string | null;
  readonly now: Date;
}

/** One statement: the try counted or the call closed, and what was said beside it. */
export async function writeCallResult(tx: Queryable, communityId: string, result: CallResult): Promise<void> {
  await tx.count(
    `WITH tried AS (
       UPDATE call_back SET tries = tries + 1, last_tried_at = $6, due_at = $4, outcome = $3,
         closed_by = CASE WHEN $3::text IS NULL THEN NULL ELSE $5::uuid END,
         closed_at = CASE WHEN $3::text IS NULL THEN NULL ELSE $6::timestamptz END
       WHERE community_id = $1 AND call_back_id = $2 AND closed_at IS NULL
       RETURNING call_back_id
     )
     INSERT INTO call_back_words (community_id, call_back_id, said)
     SELECT $1, call_back_id, $7 FROM tried WHERE $7::text IS NOT NULL
     ON CONFLICT (community_id, call_back_id) DO UPDATE SET said = call_back_words.said || E'\\n' || excluded.said`,
    [communityId, result.callBackId, result.outcome, result.dueAt, result.byId, result.now, result.said],
  );
}

/** The household asks to be called; one open wish is enough. */
export async function insertWish(
  tx: Queryable,
  communityId: string,
  wish: { readonly callBackId: string; readonly householdId: string; readonly now: Date },
): Promise<void> {
  await tx.count(
    `INSERT INTO call_back (community_id, call_back_id, household_id, reason, due_at, made_at)
     VALUES ($1, $2, $3, 'asked_to_be_called', $4, $4) ON CONFLICT DO NOTHING`,
    [communityId, wish.callBackId, wish.householdId, wish.now],
  );
}
