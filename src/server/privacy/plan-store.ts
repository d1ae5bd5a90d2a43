// The plan of a destruction as rows: what is due, what is done, and what the certificate will say.
import type { DataClass } from '../../domain/privacy/retention.ts';
import type { Queryable } from '../postgres/pool.ts';
import type { Certificate } from './certificate.ts';

export interface Planned {
  readonly communityId: string;
  readonly standDownId: string;
}

export interface Due extends Planned {
  readonly class: DataClass;
}

/** The latest stand-down of each community alone: what an earlier one left undone goes with it. */
const latest = `SELECT DISTINCT ON (community_id) * FROM stand_down ORDER BY community_id, at DESC, stand_down_id DESC`;

/** While a new emergency is at work its rows must not go with those of the last one: the plan waits for the next stand-down. */
const quiet = `NOT EXISTS (SELECT FROM request r WHERE r.community_id = s.community_id AND r.asked_at > s.at)
  AND NOT EXISTS (SELECT FROM zone z WHERE z.community_id = s.community_id AND z.level <> 'open' AND z.ended_at IS NULL)`;

/** Not done yet, or done while a record was held that has been let go since. */
const isDue = `d.due_at <= $1 AND (d.done_at IS NULL OR EXISTS (
  SELECT FROM legal_hold h WHERE h.community_id = d.community_id AND h.ended_at > d.done_at))`;

export function findDue(db: Queryable, now: Date): Promise<Due[]> {
  return db.rows<Due>(
    `WITH s AS (${latest})
     SELECT d.community_id AS "communityId", d.stand_down_id AS "standDownId", d.class
     FROM destruction d JOIN s USING (community_id, stand_down_id)
     WHERE ${isDue} AND ${quiet} ORDER BY d.due_at, array_position(ARRAY['access', 'sensitive', 'words', 'work', 'people'], d.class)`,
    [now],
  );
}

/** Holds the row for this transaction; false when it is no longer due, or another program is at it. */
export async function holdDue(tx: Queryable, due: Due, now: Date): Promise<boolean> {
  const row = await tx.row(
    `SELECT 1 AS held FROM destruction d WHERE d.community_id = $2 AND d.stand_down_id = $3 AND d.class = $4 AND ${isDue}
     FOR UPDATE SKIP LOCKED`,
    [now, due.communityId, due.standDownId, due.class],
  );
  return row !== undefined;
}

export async function writeDestroyed(
  tx: Queryable,
  due: Due,
  rows: Readonly<Record<string, number>>,
  files: number,
  now: Date,
): Promise<void> {
  // A second pass, after a hold was let go, adds to what the first one counted.
  await tx.count(
    `UPDATE destruction d SET done_at = $4, counts = jsonb_build_object(
       'files', coalesce((d.counts ->> 'files')::integer, 0) + $5::integer,
       'rows', (SELECT coalesce(jsonb_object_agg(key, n), '{}') FROM (
         SELECT key, sum(value::integer) AS n
         FROM (SELECT * FROM jsonb_each_text(coalesce(d.counts -> 'rows', '{}')) UNION ALL SELECT * FROM jsonb_each_text($6::jsonb)) both_times
         GROUP BY key) summed))
     WHERE community_id = $1 AND stand_down_id = $2 AND class = $3`,
    [due.communityId, due.standDownId, due.class, now, files, JSON.stringify(rows)],
  );
  await tx.count('UPDATE stand_down SET purged_at = NULL WHERE community_id = $1 AND stand_down_id = $2', [
    due.communityId,
    due.standDownId,
  ]);
}

/** Something was destroyed since the files of the database were rewritten last. */
export function findUnpurged(db: Queryable): Promise<Planned[]> {
  return db.rows<Planned>(
    `SELECT s.community_id AS "communityId", s.stand_down_id AS "standDownId" FROM stand_down s
     WHERE s.purged_at IS NULL AND EXISTS (
       SELECT FROM destruction d WHERE d.community_id = s.community_id AND d.stand_down_id = s.stand_down_id AND d.done_at IS NOT NULL)`,
  );
}

export async function writePurged(db: Queryable, of: Planned, logRewritten: boolean, now: Date): Promise<void> {
  await db.count(
    `UPDATE stand_down SET purged_at = $3, facts = facts || jsonb_build_object('logRewritten', $4::boolean)
     WHERE community_id = $1 AND stand_down_id = $2`,
    [of.communityId, of.standDownId, now, logRewritten],
  );
}

export interface Uncertified extends Planned {
  readonly communityName: string;
  readonly orderNumber: string;
  readonly at: string;
  readonly purgedAt: string;
  readonly logRewritten: boolean;
  readonly exportsGoneAt: string;
  readonly exportsGoneBy: string;
  readonly backUpsGoneAt: string;
  readonly backUpsGoneBy: string;
  /** Class → when, and what went. */
  readonly classes: Readonly<Record<string, unknown>>;
  readonly heldBack: number;
  readonly figuresKept: number;
}

/** Everything is destroyed, rewritten and confirmed by hand, and the proof of it is not written yet. */
export function findUncertified(db: Queryable): Promise<Uncertified[]> {
  return db.rows<Uncertified>(
    `SELECT s.community_id AS "communityId", s.stand_down_id AS "standDownId", c.name AS "communityName",
       s.order_number AS "orderNumber", s.at, s.purged_at AS "purgedAt", coalesce((s.facts ->> 'logRewritten')::boolean, false) AS "logRewritten",
       s.exports_gone_at AS "exportsGoneAt", s.exports_gone_by AS "exportsGoneBy",
       s.back_ups_gone_at AS "backUpsGoneAt", s.back_ups_gone_by AS "backUpsGoneBy",
       (SELECT jsonb_object_agg(d.class, d.counts || jsonb_build_object('at', d.done_at) ORDER BY d.class)
         FROM destruction d WHERE d.community_id = s.community_id AND d.stand_down_id = s.stand_down_id) AS classes,
       (SELECT count(*)::integer FROM legal_hold h WHERE h.community_id = s.community_id AND h.ended_at IS NULL) AS "heldBack",
       (SELECT count(*)::integer FROM kept_figure f WHERE f.community_id = s.community_id AND f.stand_down_id = s.stand_down_id) AS "figuresKept"
     FROM stand_down s JOIN community c ON c.community_id = s.community_id
     WHERE s.purged_at IS NOT NULL AND s.exports_gone_at IS NOT NULL AND s.back_ups_gone_at IS NOT NULL
       AND NOT EXISTS (SELECT FROM certificate p WHERE p.community_id = s.community_id AND p.stand_down_id = s.stand_down_id)
       AND NOT EXISTS (SELECT FROM destruction d
         WHERE d.community_id = s.community_id AND d.stand_down_id = s.stand_down_id AND d.done_at IS NULL)`,
  );
}

export async function writeCertificate(db: Queryable, of: Planned, proof: Certificate, now: Date): Promise<void> {
  await db.count(
    `INSERT INTO certificate (community_id, stand_down_id, issued_at, words, signature, public_key)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
    [of.communityId, of.standDownId, now, proof.words, proof.signature, proof.publicKey],
  );
}
