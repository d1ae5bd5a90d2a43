// What the passing of time changes: conditional, set-based statements that several programs may run at once.
import type { Lane } from '../../domain/request/kind.ts';
import type { State } from '../../domain/request/life.ts';
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';
import { activeSql, coversSql } from '../zone/level-store.ts';

export interface CommunityRow {
  community_id: string;
  time_zone: string;
  settings: unknown;
  /** Some request should have been moved by now. */
  moves_due: boolean;
}

export function readCommunities(db: Queryable, now: Date): Promise<CommunityRow[]> {
  return db.rows<CommunityRow>(
    `SELECT c.community_id, c.time_zone, c.settings,
       EXISTS (SELECT FROM request r WHERE r.community_id = c.community_id AND r.act_by <= $1) AS moves_due
     FROM community c`,
    [now],
  );
}

/** Offers nobody answered in time, held for this transaction; those that another program holds are left to it. */
export async function holdLapsed(tx: Queryable, communityId: string, now: Date, most: number): Promise<string[]> {
  const rows = await tx.rows<{ request_id: string }>(
    `SELECT request_id FROM request WHERE community_id = $1 AND state = 'offered' AND act_by <= $2
     ORDER BY act_by LIMIT $3 FOR UPDATE SKIP LOCKED`,
    [communityId, now, most],
  );
  return rows.map(row => row.request_id);
}

/** Deliveries that nobody contradicted are served: one statement with their events. Returns how many. */
export async function settleDelivered(db: Queryable, communityId: string, now: Date, most: number): Promise<number> {
  const row = await db.row<{ settled: number }>(
    `WITH due AS (
       SELECT request_id FROM request WHERE community_id = $1 AND state = 'delivered' AND act_by <= $2
       ORDER BY act_by LIMIT $3 FOR UPDATE SKIP LOCKED
     ), moved AS (
       UPDATE request r SET state = 'served', closed_at = $2, act_by = NULL, version = r.version + 1
       FROM due d WHERE r.community_id = $1 AND r.request_id = d.request_id AND r.state = 'delivered'
       RETURNING r.request_id, r.household_id, r.owner_id
     ), numbered AS (
       SELECT m.*, row_number() OVER () AS number FROM moved m
     ), told AS (
       INSERT INTO request_event (community_id, event_id, request_id, household_id, move, from_state, to_state, by_role, owner_id, move_id)
       SELECT $1, i.id, n.request_id, n.household_id, 'settle', 'delivered', 'served', 'system', n.owner_id, i.id
       FROM numbered n JOIN unnest($4::uuid[]) WITH ORDINALITY AS i(id, number) ON i.number = n.number
     )
     SELECT count(*)::integer AS settled FROM moved`,
    [communityId, now, most, makeIds(most)],
  );
  return row?.settled ?? 0;
}

function makeIds(count: number): string[] {
  return Array.from({ length: count }, newId);
}

export interface OverdueRow {
  request_id: string;
  household_id: string;
  state: State;
  lane: Lane;
  escalation: number;
  owner_id: string | null;
}

/** Requests that nobody moved in time and that do not move by themselves, held for this transaction. */
export function holdOverdue(tx: Queryable, communityId: string, now: Date, most: number): Promise<OverdueRow[]> {
  return tx.rows<OverdueRow>(
    `SELECT request_id, household_id, state, lane, escalation, owner_id FROM request
     WHERE community_id = $1 AND state IN ('asked', 'sorted', 'problem', 'accepted', 'carrying') AND act_by <= $2
     ORDER BY act_by LIMIT $3 FOR UPDATE SKIP LOCKED`,
    [communityId, now, most],
  );
}

export interface EscalatedRow {
  readonly row: OverdueRow;
  readonly escalation: number;
  /** The role that is told now; null: all have been told, the clock stops. */
  readonly tell: string | null;
  readonly actBy: string | null;
}

/** The version stays: nothing has changed for somebody who is about to move the request. */
export async function writeEscalated(tx: Queryable, communityId: string, escalated: readonly EscalatedRow[]): Promise<void> {
  const rows = escalated.map(({ row, escalation, tell, actBy }) => ({
    ...row,
    escalation,
    tell,
    act_by: actBy,
    event_id: newId(),
  }));
  await tx.count(
    `WITH asked AS (
       SELECT * FROM jsonb_to_recordset($2::jsonb)
         AS a(request_id uuid, household_id uuid, state text, owner_id uuid, escalation integer, tell text, act_by timestamptz, event_id uuid)
     ), raised AS (
       UPDATE request r SET escalation = a.escalation, act_by = a.act_by
       FROM asked a WHERE r.community_id = $1 AND r.request_id = ANY ($3) AND r.request_id = a.request_id AND r.state = a.state
       RETURNING r.request_id
     )
     INSERT INTO request_event (community_id, event_id, request_id, household_id, move, from_state, to_state, by_role, owner_id, reason, move_id)
     SELECT $1, a.event_id, a.request_id, a.household_id, 'escalate', a.state, a.state, 'system', a.owner_id, a.tell, a.event_id
     FROM asked a JOIN raised USING (request_id) WHERE a.tell IS NOT NULL`,
    [communityId, JSON.stringify(rows), rows.map(row => row.request_id)],
  );
}

/**
 * Lived-in households under an order (any level but open) from which nobody has heard for so many hours since then, or since the day
 * before their food runs out by their own word, and who have no such call open or closed in that time, are put on the call-back list.
 * Returns how many.
 */
export async function callUnheard(db: Queryable, communityId: string, now: Date, hours: number, most: number): Promise<number> {
  const before = new Date(now.getTime() - hours * 3_600_000);
  const due = await db.rows<{ household_id: string }>(
    `SELECT h.household_id FROM household h
     CROSS JOIN LATERAL (
       SELECT min(z.starts_at) AS starts_at FROM zone z
       WHERE z.community_id = h.community_id
         AND ${coversSql('z', 'h')} AND z.level <> 'open' AND ${activeSql('z', '$2')}
     ) z
     CROSS JOIN LATERAL (VALUES ($3::timestamptz, z.starts_at <= $3), (h.ask_again_at, z.starts_at <= $2 AND h.ask_again_at <= $2))
       AS since (at, counts)
     WHERE h.community_id = $1 AND h.living = 'lived_in' AND since.counts AND (h.heard_at IS NULL OR h.heard_at <= since.at)
       AND NOT EXISTS (
         SELECT FROM call_back c WHERE c.community_id = h.community_id AND c.household_id = h.household_id
           AND c.reason = 'not_heard_from' AND (c.closed_at IS NULL OR c.closed_at > since.at))
     GROUP BY h.household_id LIMIT $4`,
    [communityId, now, before, most],
  );
  if (due.length === 0) return 0;
  return db.count(
    `INSERT INTO call_back (community_id, call_back_id, household_id, reason, due_at, made_at)
     SELECT $1, a.call_back_id, a.household_id, 'not_heard_from', $4, $4 FROM unnest($2::uuid[], $3::uuid[]) AS a(call_back_id, household_id)
     ON CONFLICT DO NOTHING`,
    [communityId, makeIds(due.length), due.map(row => row.household_id), now],
  );
}

/** Who was heard from by other means meanwhile need not be called for that. The call is closed without an outcome. */
export function dropHeardCalls(db: Queryable, communityId: string, now: Date): Promise<number> {
  return db.count(
    `UPDATE call_back c SET closed_at = $2
     FROM household h
     WHERE c.community_id = $1 AND c.closed_at IS NULL AND c.reason = 'not_heard_from'
       AND h.community_id = $1 AND h.household_id = c.household_id AND h.heard_at > c.made_at`,
    [communityId, now],
  );
}

/** Receipts and sessions that nobody can use any more, some at a time. Returns how many were forgotten. */
export async function forgetOld(
  db: Queryable,
  before: { readonly receipts: Date; readonly sessions: Date },
  most: number,
): Promise<number> {
  const receipts = await db.count(
    `DELETE FROM receipt WHERE (community_id, move_id) IN (
       SELECT community_id, move_id FROM receipt WHERE at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    [before.receipts, most],
  );
  const sessions = await db.count(
    `DELETE FROM session WHERE (community_id, token_digest) IN (
       SELECT community_id, token_digest FROM session WHERE expires_at < $1 OR revoked_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    [before.sessions, most],
  );
  return receipts + sessions;
}
