// Pasted texts with their rows, and the last version of each 接龙: written a text at a time, in few statements.
import type { Reading, Span } from '../../domain/intake/reading.ts';
import type { SheetRow } from '../../domain/intake/sheet.ts';
import type { Queryable } from '../postgres/pool.ts';

export type RowState = 'open' | 'folded' | 'same' | 'requested' | 'applied' | 'answered' | 'dropped' | 'replaced';

/** A row of a sheet as it is kept to compare the next version with. */
export interface KeptRow extends SheetRow {
  readonly rowId: string;
}

export interface SheetVersion {
  readonly sheetId: string;
  readonly heading: string;
  readonly rows: readonly KeptRow[];
}

export interface NewRow {
  readonly rowId: string;
  readonly seq: number;
  readonly sheetId: string | null;
  readonly change: 'new' | 'changed' | 'vanished' | 'same';
  readonly beforeId: string | null;
  readonly sender: string | null;
  readonly saidAt: string | null;
  readonly span: Span;
  /** Hexadecimal. */
  readonly digest: string | null;
  readonly text: string;
  readonly reading: Reading | null;
  readonly candidates: readonly string[];
  readonly householdId: string | null;
  readonly isRepeated: boolean;
  readonly alarmAt: string | null;
  state: RowState;
  readonly requestId: string;
  readonly targetId: string | null;
}

export async function findPaste(tx: Queryable, communityId: string, digest: Buffer): Promise<string | undefined> {
  const row = await tx.row<{ paste_id: string }>('SELECT paste_id FROM paste WHERE community_id = $1 AND text_digest = $2', [
    communityId,
    digest,
  ]);
  return row?.paste_id;
}

/** The sheets of a group that may still go on, the one posted last first. */
export async function readSheets(tx: Queryable, communityId: string, groupId: string, since: Date): Promise<SheetVersion[]> {
  return tx.rows<SheetVersion>(
    `SELECT chat_sheet_id AS "sheetId", heading, rows FROM chat_sheet
     WHERE community_id = $1 AND chat_group_id = $2 AND changed_at > $3 ORDER BY changed_at DESC LIMIT 8`,
    [communityId, groupId, since],
  );
}

/** Rows of earlier versions: what became of them, and the request that came of them or that they were to change. */
export async function readBefore(
  tx: Queryable,
  communityId: string,
  rowIds: readonly string[],
): Promise<Map<string, { state: RowState; requestId: string | null }>> {
  const rows = await tx.rows<{ paste_row_id: string; state: RowState; request_id: string | null }>(
    `SELECT paste_row_id, state, CASE WHEN state = 'requested' THEN request_id ELSE target_id END AS request_id
     FROM paste_row WHERE community_id = $1 AND paste_row_id = ANY ($2)`,
    [communityId, rowIds],
  );
  return new Map(rows.map(row => [row.paste_row_id, { state: row.state, requestId: row.request_id }]));
}

export interface KnownMessage {
  readonly rowId: string;
  readonly state: RowState;
}

/** Messages that stand in a copy of the chat pasted since then: digest → row. */
export async function findMessages(
  tx: Queryable,
  communityId: string,
  digests: readonly string[],
  since: Date,
): Promise<Map<string, KnownMessage>> {
  const rows = await tx.rows<KnownMessage & { digest: string }>(
    `SELECT encode(r.message_digest, 'hex') AS digest, r.paste_row_id AS "rowId", r.state
     FROM paste_row r JOIN paste p ON p.community_id = r.community_id AND p.paste_id = r.paste_id
     WHERE r.community_id = $1 AND r.state NOT IN ('same', 'replaced') AND p.pasted_at > $3
       AND r.message_digest = ANY (ARRAY(SELECT decode(d, 'hex') FROM unnest($2::text[]) AS d))`,
    [communityId, digests, since],
  );
  return new Map(rows.map(({ digest, ...row }) => [digest, row]));
}

export interface NewPaste {
  readonly pasteId: string;
  readonly groupId: string;
  readonly digest: Buffer;
  readonly text: string;
  readonly byId: string;
  readonly at: Date;
}

export async function insertPaste(tx: Queryable, communityId: string, paste: NewPaste, rows: readonly NewRow[]): Promise<void> {
  await tx.count(
    `INSERT INTO paste (community_id, paste_id, chat_group_id, text_digest, said, pasted_by, pasted_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [communityId, paste.pasteId, paste.groupId, paste.digest, paste.text, paste.byId, paste.at],
  );
  await tx.count(
    `INSERT INTO paste_row (community_id, paste_row_id, paste_id, seq, chat_sheet_id, change, before_id, sender, said_at, span_from, span_to,
       message_digest, said, reading, candidates, household_id, is_repeated, alarm_at, state, request_id, target_id)
     SELECT $1, "rowId", $2, seq, "sheetId", change, "beforeId", sender, "saidAt", "from", "to", decode(digest, 'hex'), "text", reading,
       candidates, "householdId", "isRepeated", "alarmAt", state, "requestId", "targetId"
     FROM json_to_recordset($3::json) AS r("rowId" uuid, seq integer, "sheetId" uuid, change text, "beforeId" uuid, sender text, "saidAt" text,
       "from" integer, "to" integer, digest text, "text" text, reading jsonb, candidates uuid[], "householdId" uuid, "isRepeated" boolean,
       "alarmAt" timestamptz, state text, "requestId" uuid, "targetId" uuid)`,
    [communityId, paste.pasteId, JSON.stringify(rows.map(row => ({ ...row, from: row.span[0], to: row.span[1] })))],
  );
}

export async function writeSheets(
  tx: Queryable,
  communityId: string,
  groupId: string,
  sheets: readonly SheetVersion[],
  now: Date,
): Promise<void> {
  await tx.count(
    `INSERT INTO chat_sheet AS s (community_id, chat_sheet_id, chat_group_id, heading, rows, changed_at)
     SELECT $1, "sheetId", $2, heading, rows, $4 FROM json_to_recordset($3::json) AS a("sheetId" uuid, heading text, rows jsonb)
     ON CONFLICT (community_id, chat_sheet_id) DO UPDATE SET rows = excluded.rows, version = s.version + 1, changed_at = $4`,
    [communityId, groupId, JSON.stringify(sheets), now],
  );
}

/**
 * Open rows of earlier versions that a later version took the place of. Where the words are the same, the new row is the old one: what was
 * put right stays right, and whoever confirms the old one at this moment has confirmed both.
 */
export async function replaceRows(
  tx: Queryable,
  communityId: string,
  pasteId: string,
  rowIds: readonly string[],
  now: Date,
): Promise<void> {
  if (rowIds.length === 0) return;
  await tx.count(
    `UPDATE paste_row n SET request_id = o.request_id, household_id = CASE WHEN o.version > 1 THEN o.household_id ELSE n.household_id END,
       reading = CASE WHEN o.version > 1 THEN o.reading ELSE n.reading END
     FROM paste_row o
     WHERE n.community_id = $1 AND n.paste_id = $2 AND o.community_id = $1 AND o.paste_row_id = ANY ($3) AND n.before_id = o.paste_row_id
       AND o.state = 'open' AND n.said = o.said`,
    [communityId, pasteId, rowIds],
  );
  await tx.count(
    `UPDATE paste_row SET state = 'replaced', done_at = $3, version = version + 1
     WHERE community_id = $1 AND paste_row_id = ANY ($2) AND state = 'open'`,
    [communityId, rowIds, now],
  );
}

/** Marks rows that were asked for; what somebody else did with them meanwhile stays. */
export async function markRequested(
  tx: Queryable,
  communityId: string,
  rowIds: readonly string[],
  byId: string | null,
  now: Date,
): Promise<number> {
  return tx.count(
    `UPDATE paste_row SET state = 'requested', done_by = $3, done_at = $4, version = version + 1
     WHERE community_id = $1 AND paste_row_id = ANY ($2) AND state = 'open'`,
    [communityId, rowIds, byId, now],
  );
}

export async function markApplied(
  tx: Queryable,
  communityId: string,
  rowId: string,
  targetId: string,
  byId: string | null,
  now: Date,
): Promise<void> {
  await tx.count(
    `UPDATE paste_row SET state = 'applied', target_id = $3, done_by = $4, done_at = $5, version = version + 1
     WHERE community_id = $1 AND paste_row_id = $2`,
    [communityId, rowId, targetId, byId, now],
  );
}

const mayBecome = {
  open: ['folded', 'dropped', 'answered'],
  dropped: ['open', 'folded'],
  answered: ['open'],
} as const satisfies Partial<Record<RowState, readonly RowState[]>>;

export async function settleRows(
  tx: Queryable,
  communityId: string,
  pasteId: string,
  rowIds: readonly string[],
  to: keyof typeof mayBecome,
  byId: string | null,
  now: Date,
): Promise<number> {
  return tx.count(
    `UPDATE paste_row SET state = $4::text, done_by = CASE WHEN $4 <> 'open' THEN $5::uuid END,
       done_at = CASE WHEN $4 <> 'open' THEN $6::timestamptz END, version = version + 1
     WHERE community_id = $1 AND paste_id = $2 AND paste_row_id = ANY ($3) AND state = ANY ($7)`,
    [communityId, pasteId, rowIds, to, byId, now, mayBecome[to]],
  );
}

export interface HeldRow {
  readonly paste_id: string;
  readonly change: NewRow['change'];
  readonly said: string;
  readonly reading: Reading | null;
  readonly household_id: string | null;
  readonly state: RowState;
  readonly request_id: string;
  readonly target_id: string | null;
  readonly version: number;
}

export function holdRow(tx: Queryable, communityId: string, rowId: string): Promise<HeldRow | undefined> {
  return tx.row<HeldRow>(
    `SELECT paste_id, change, said, reading, household_id, state, request_id, target_id, version FROM paste_row
     WHERE community_id = $1 AND paste_row_id = $2 FOR UPDATE`,
    [communityId, rowId],
  );
}

export async function writeReading(
  tx: Queryable,
  communityId: string,
  rowId: string,
  reading: Reading,
  householdId: string | null,
): Promise<number> {
  const row = await tx.row<{ version: number }>(
    `UPDATE paste_row SET reading = $3, household_id = $4, state = CASE WHEN state = 'folded' THEN 'open' ELSE state END, version = version + 1
     WHERE community_id = $1 AND paste_row_id = $2 RETURNING version`,
    [communityId, rowId, JSON.stringify(reading), householdId],
  );
  return row?.version ?? 0;
}

/** A text of which nothing is open is needed for two weeks, a 接龙 to compare with likewise. Returns how many were forgotten. */
export async function forgetPastes(db: Queryable, now: Date, most: number): Promise<number> {
  const before = new Date(now.getTime() - 14 * 24 * 3600_000);
  const pastes = await db.count(
    `DELETE FROM paste WHERE (community_id, paste_id) IN (
       SELECT p.community_id, p.paste_id FROM paste p WHERE p.pasted_at < $1 AND NOT EXISTS (
         SELECT FROM paste_row r WHERE r.community_id = p.community_id AND r.paste_id = p.paste_id AND r.state = 'open')
       LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    [before, most],
  );
  const sheets = await db.count(
    `DELETE FROM chat_sheet WHERE (community_id, chat_sheet_id) IN (
       SELECT community_id, chat_sheet_id FROM chat_sheet WHERE changed_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    [before, most],
  );
  return pastes + sheets;
}
