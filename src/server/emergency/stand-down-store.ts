// The stand-down as rows: what is still open, what is closed by it, the plan it opens, and who says that copies are gone.
import { type DataClass, dataClasses } from '../../domain/privacy/retention.ts';
import { openStates, type State } from '../../domain/request/life.ts';
import type { Queryable } from '../postgres/pool.ts';

const open = openStates.map(state => `'${state}'`).join(', ');

export function readOpenRequests(tx: Queryable, communityId: string): Promise<{ request_id: string; state: State }[]> {
  return tx.rows(
    `SELECT request_id, state FROM request WHERE community_id = $1 AND state IN (${open}) ORDER BY request_id FOR UPDATE`,
    [communityId],
  );
}

export interface OpenNow {
  readonly community_name: string;
  readonly requests: number;
  readonly running: number;
  readonly zones: number;
}

export async function countOpen(db: Queryable, communityId: string): Promise<OpenNow> {
  const row = await db.row<OpenNow>(
    `SELECT c.name AS community_name,
       (SELECT count(*)::integer FROM request WHERE community_id = $1 AND state IN (${open})) AS requests,
       (SELECT count(*)::integer FROM request WHERE community_id = $1 AND state IN ('accepted', 'carrying')) AS running,
       (SELECT count(*)::integer FROM zone WHERE community_id = $1 AND ended_at IS NULL) AS zones
     FROM community c WHERE c.community_id = $1`,
    [communityId],
  );
  if (row === undefined) throw new Error('no such community');
  return row;
}

/** Every order that still holds ends now, by this order. */
export function endAllZones(tx: Queryable, communityId: string, orderNumber: string, byId: string, now: Date): Promise<number> {
  return tx.count(
    `UPDATE zone SET ended_at = greatest($4::timestamptz, starts_at), end_order_number = $2, ended_by = $3, changed_at = clock_timestamp()
     WHERE community_id = $1 AND ended_at IS NULL`,
    [communityId, orderNumber, byId, now],
  );
}

/** No round is walked any more. */
export async function dropRounds(tx: Queryable, communityId: string, now: Date): Promise<number> {
  return tx.count(
    `WITH left_over AS (
       UPDATE round_stop s SET outcome = 'left', reason = 'round_dropped', closed_at = $2
       FROM round r WHERE r.community_id = $1 AND r.state IN ('planned', 'announced', 'running') AND s.community_id = $1
         AND s.round_id = r.round_id AND s.outcome IS NULL
     )
     UPDATE round SET state = 'dropped', version = version + 1, closed_at = $2
     WHERE community_id = $1 AND state IN ('planned', 'announced', 'running')`,
    [communityId, now],
  );
}

/** Phones and browsers of residents and relatives forget what they hold when they are told so at their next call. */
export async function voidAccess(
  tx: Queryable,
  communityId: string,
  now: Date,
): Promise<{ sessions: number; doorCodes: number }> {
  const sessions = await tx.count(
    `UPDATE session SET revoked_at = $2 WHERE community_id = $1 AND kind <> 'staff' AND revoked_at IS NULL`,
    [communityId, now],
  );
  const doorCodes = await tx.count('UPDATE door_code SET revoked_at = $2 WHERE community_id = $1 AND revoked_at IS NULL', [
    communityId,
    now,
  ]);
  return { sessions, doorCodes };
}

export interface NewStandDown {
  readonly standDownId: string;
  readonly orderNumber: string;
  readonly byId: string;
  readonly facts: Readonly<Record<string, number>>;
  readonly days: Readonly<Record<DataClass, number>>;
}

export async function addStandDown(tx: Queryable, communityId: string, one: NewStandDown, now: Date): Promise<void> {
  await tx.count(
    'INSERT INTO stand_down (community_id, stand_down_id, order_number, at, by_id, facts) VALUES ($1, $2, $3, $4, $5, $6)',
    [communityId, one.standDownId, one.orderNumber, now, one.byId, JSON.stringify(one.facts)],
  );
  await tx.count(
    `INSERT INTO destruction (community_id, stand_down_id, class, due_at)
     SELECT $1, $2, c.class, $3::timestamptz + c.days * interval '1 day' FROM unnest($4::text[], $5::integer[]) AS c(class, days)`,
    [communityId, one.standDownId, now, [...dataClasses], dataClasses.map(name => one.days[name])],
  );
}

export interface StandDownRow {
  readonly stand_down_id: string;
  readonly order_number: string;
  readonly at: string;
  readonly by_name: string | null;
  readonly facts: Readonly<Record<string, number>>;
  readonly exports_gone_at: string | null;
  readonly back_ups_gone_at: string | null;
  readonly purged_at: string | null;
  readonly certified_at: string | null;
  readonly classes: readonly {
    readonly class: DataClass;
    readonly dueAt: string;
    readonly doneAt: string | null;
    readonly rows: number;
    readonly files: number;
  }[];
}

/** The newest first. */
export function readStandDowns(db: Queryable, communityId: string): Promise<StandDownRow[]> {
  return db.rows<StandDownRow>(
    `SELECT s.stand_down_id, s.order_number, s.at, p.name AS by_name, s.facts, s.exports_gone_at, s.back_ups_gone_at, s.purged_at,
       k.issued_at AS certified_at,
       (SELECT jsonb_agg(jsonb_build_object('class', d.class, 'dueAt', d.due_at, 'doneAt', d.done_at,
           'files', coalesce((d.counts ->> 'files')::integer, 0),
           'rows', (SELECT coalesce(sum(value::integer), 0) FROM jsonb_each_text(coalesce(d.counts -> 'rows', '{}'))))
         ORDER BY d.due_at, array_position($2::text[], d.class))
         FROM destruction d WHERE d.community_id = s.community_id AND d.stand_down_id = s.stand_down_id) AS classes
     FROM stand_down s
     LEFT JOIN person p ON p.community_id = s.community_id AND p.person_id = s.by_id
     LEFT JOIN certificate k ON k.community_id = s.community_id AND k.stand_down_id = s.stand_down_id
     WHERE s.community_id = $1 ORDER BY s.at DESC, s.stand_down_id DESC`,
    [communityId, [...dataClasses]],
  );
}

/** What went out of the program as files in the last emergency: the log of looks knows. */
export function readExports(db: Queryable, communityId: string): Promise<{ act: string; at: string; by_name: string | null }[]> {
  return db.rows(
    `SELECT a.act, a.at, p.name AS by_name FROM audit a
     LEFT JOIN person p ON p.community_id = a.community_id AND p.person_id = a.by_id
     WHERE a.community_id = $1 AND a.act IN ('export_roster', 'export_lot', 'export_brief', 'print_labels', 'print_sheets', 'issue_door_cards')
     ORDER BY a.at DESC, a.audit_id DESC LIMIT 200`,
    [communityId],
  );
}

export async function writeGone(
  tx: Queryable,
  communityId: string,
  standDownId: string,
  what: 'exports' | 'back_ups',
  byId: string,
  now: Date,
): Promise<boolean> {
  const count = await tx.count(
    `UPDATE stand_down SET ${what}_gone_at = coalesce(${what}_gone_at, $3), ${what}_gone_by = coalesce(${what}_gone_by, $4)
     WHERE community_id = $1 AND stand_down_id = $2`,
    [communityId, standDownId, now, byId],
  );
  return count === 1;
}

export function readCertificateRow(
  db: Queryable,
  communityId: string,
  standDownId: string,
): Promise<{ words: string; signature: string; public_key: string; issued_at: string } | undefined> {
  return db.row(
    `SELECT words, encode(signature, 'base64') AS signature, public_key, issued_at FROM certificate
     WHERE community_id = $1 AND stand_down_id = $2`,
    [communityId, standDownId],
  );
}
