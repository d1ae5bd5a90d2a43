// Pasted texts as the desk looks at them: rows, what came of them, what they may change, and what was put right.
import type { Reading } from '../../domain/intake/reading.ts';
import type { WishedItem } from '../../domain/intake/wish.ts';
import type { Channel, Kind } from '../../domain/request/kind.ts';
import { openStates, type State } from '../../domain/request/life.ts';
import type { Queryable } from '../postgres/pool.ts';
import type { NewRow, RowState } from './paste-store.ts';

export interface PasteHead {
  readonly paste_id: string;
  readonly chat_group_id: string;
  readonly group_name: string;
  readonly said: string;
  readonly pasted_at: string;
}

export function readPasteHead(db: Queryable, communityId: string, pasteId: string): Promise<PasteHead | undefined> {
  return db.row<PasteHead>(
    `SELECT p.paste_id, p.chat_group_id, g.name AS group_name, p.said, p.pasted_at
     FROM paste p JOIN chat_group g ON g.community_id = p.community_id AND g.chat_group_id = p.chat_group_id
     WHERE p.community_id = $1 AND p.paste_id = $2`,
    [communityId, pasteId],
  );
}

export interface PasteRowRow {
  readonly paste_row_id: string;
  readonly seq: number;
  readonly chat_sheet_id: string | null;
  readonly change: NewRow['change'];
  readonly before_id: string | null;
  readonly sender: string | null;
  readonly said_at: string | null;
  readonly span_from: number;
  readonly span_to: number;
  readonly said: string;
  readonly reading: Reading | null;
  readonly candidates: readonly string[];
  readonly household_id: string | null;
  readonly is_repeated: boolean;
  readonly state: RowState;
  readonly request_id: string;
  readonly target_id: string | null;
  readonly version: number;
}

export function readPasteRows(db: Queryable, communityId: string, pasteId: string): Promise<PasteRowRow[]> {
  return db.rows<PasteRowRow>(
    `SELECT paste_row_id, seq, chat_sheet_id, change, before_id, sender, said_at, span_from, span_to, said, reading, candidates,
       household_id, is_repeated, state, request_id, target_id, version
     FROM paste_row WHERE community_id = $1 AND paste_id = $2 ORDER BY seq`,
    [communityId, pasteId],
  );
}

export interface ListedPaste {
  readonly paste_id: string;
  readonly group_name: string;
  readonly pasted_at: string;
  readonly rows: number;
  readonly open: number;
}

/** Those with open rows first, each part from the newest on. */
export function listPasteHeads(db: Queryable, communityId: string): Promise<ListedPaste[]> {
  return db.rows<ListedPaste>(
    `SELECT p.paste_id, g.name AS group_name, p.pasted_at, n.rows, n.open
     FROM paste p
     JOIN chat_group g ON g.community_id = p.community_id AND g.chat_group_id = p.chat_group_id
     CROSS JOIN LATERAL (
       SELECT count(*)::integer AS rows, count(*) FILTER (WHERE r.state = 'open')::integer AS open
       FROM paste_row r WHERE r.community_id = p.community_id AND r.paste_id = p.paste_id) n
     WHERE p.community_id = $1 ORDER BY n.open > 0 DESC, p.pasted_at DESC LIMIT 50`,
    [communityId],
  );
}

export interface AlarmRow {
  readonly paste_id: string;
  readonly paste_row_id: string;
  readonly said: string;
  readonly alarm_at: string;
}

export function listAlarms(db: Queryable, communityId: string): Promise<AlarmRow[]> {
  return db.rows<AlarmRow>(
    `SELECT paste_id, paste_row_id, said, alarm_at FROM paste_row
     WHERE community_id = $1 AND alarm_at IS NOT NULL AND state = 'open' ORDER BY alarm_at LIMIT 20`,
    [communityId],
  );
}

export interface BesideRow {
  readonly request_id: string;
  readonly number: string;
  readonly household_id: string;
  readonly kind: Kind;
  readonly channel: Channel;
  readonly state: State;
  readonly items: readonly WishedItem[];
  readonly note: string | null;
  readonly pasted: string | null;
  readonly asked_at: string;
  readonly version: number;
  readonly owner_name: string | null;
  readonly is_listed: boolean;
  readonly is_open: boolean;
}

/** Requests by id, and everything that these households have open or asked for since then. */
export function readBeside(
  db: Queryable,
  communityId: string,
  requestIds: readonly string[],
  householdIds: readonly string[],
  since: Date,
  now: Date,
): Promise<BesideRow[]> {
  return db.rows<BesideRow>(
    `SELECT r.request_id, r.number, r.household_id, r.kind, r.channel, r.state, w.items, w.note, w.pasted, r.asked_at, r.version,
       o.name AS owner_name, coalesce(n.cutoff_at <= $5, false) AS is_listed, r.state = ANY ('{${openStates.join(',')}}') AS is_open
     FROM request r
     JOIN request_words w ON w.community_id = r.community_id AND w.request_id = r.request_id
     LEFT JOIN person o ON o.community_id = r.community_id AND o.person_id = r.owner_id
     LEFT JOIN run n ON n.community_id = r.community_id AND n.run_id = r.run_id
     WHERE r.community_id = $1 AND (r.request_id = ANY ($2::uuid[]) OR (r.household_id = ANY ($3::uuid[])
       AND (r.state = ANY ('{${openStates.join(',')}}') OR r.asked_at > $4) AND r.state NOT IN ('merged', 'cancelled', 'refused')))
     ORDER BY r.asked_at DESC`,
    [communityId, requestIds, householdIds, since, now],
  );
}

/** Requests that rows of these senders became, in the same group since then; the newest first. */
export function readOfSenders(
  db: Queryable,
  communityId: string,
  groupId: string,
  senders: readonly string[],
  since: Date,
): Promise<{ sender: string; request_id: string }[]> {
  return db.rows(
    `SELECT r.sender, r.request_id FROM paste_row r
     JOIN paste p ON p.community_id = r.community_id AND p.paste_id = r.paste_id
     WHERE r.community_id = $1 AND p.chat_group_id = $2 AND p.pasted_at > $4 AND r.sender = ANY ($3) AND r.state = 'requested'
     ORDER BY p.pasted_at DESC, r.seq DESC LIMIT 500`,
    [communityId, groupId, senders, since],
  );
}

/** Requests that these numbered rows of the group's last 接龙 became. */
export function readOfNumbers(
  db: Queryable,
  communityId: string,
  groupId: string,
  numbers: readonly string[],
): Promise<{ number: string; request_id: string }[]> {
  return db.rows(
    `SELECT e -> 'reading' ->> 'rowNumber' AS number, coalesce(r.target_id, r.request_id) AS request_id
     FROM (SELECT rows FROM chat_sheet WHERE community_id = $1 AND chat_group_id = $2 ORDER BY changed_at DESC LIMIT 1) s
     CROSS JOIN LATERAL jsonb_array_elements(s.rows) e
     JOIN paste_row r ON r.community_id = $1 AND r.paste_row_id = (e ->> 'rowId')::uuid
     WHERE e -> 'reading' ->> 'rowNumber' = ANY ($3) AND (r.state = 'requested' OR r.target_id IS NOT NULL)`,
    [communityId, groupId, numbers],
  );
}
