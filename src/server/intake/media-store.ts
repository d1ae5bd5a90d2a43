// Pictures and voices that came with messages: which are to be fetched, what became of them, and forgetting them with their messages.
import type { WrittenChannel } from '../../domain/notice/outside-channel.ts';
import type { Queryable } from '../postgres/pool.ts';

export interface WantedMedia {
  readonly community_id: string;
  readonly channel_message_id: string;
  readonly channel: WrittenChannel;
  readonly sender: string;
  readonly kind: string;
  readonly media_key: string;
  readonly sent_at: string;
  readonly tries: number;
}

/** Takes at most `most` that are due until `leaseUntil`: another program leaves them alone meanwhile. */
export function takeMedia(db: Queryable, now: Date, leaseUntil: Date, most: number): Promise<WantedMedia[]> {
  return db.rows<WantedMedia>(
    `WITH due AS MATERIALIZED (
       SELECT community_id, channel_message_id FROM channel_message
       WHERE media_state = 'wanted' AND media_next_try_at <= $1 ORDER BY media_next_try_at LIMIT $3 FOR UPDATE SKIP LOCKED
     )
     UPDATE channel_message m SET media_next_try_at = $2, media_tries = m.media_tries + 1
     FROM due WHERE m.community_id = due.community_id AND m.channel_message_id = due.channel_message_id
     RETURNING m.community_id, m.channel_message_id, m.channel, m.sender, m.kind, m.media_key, m.sent_at, m.media_tries AS tries`,
    [now, leaseUntil, most],
  );
}

export async function mediaLater(db: Queryable, wanted: WantedMedia, at: Date): Promise<void> {
  await db.count('UPDATE channel_message SET media_next_try_at = $3 WHERE community_id = $1 AND channel_message_id = $2', [
    wanted.community_id,
    wanted.channel_message_id,
    at,
  ]);
}

export async function countKeptMedia(db: Queryable, { community_id, channel, sender }: WantedMedia): Promise<number> {
  const row = await db.row<{ kept: number }>(
    `SELECT count(*)::integer AS kept FROM channel_message
     WHERE community_id = $1 AND channel = $2 AND sender = $3 AND media_state = 'kept'`,
    [community_id, channel, sender],
  );
  return row?.kept ?? 0;
}

export type MediaEnd =
  | { readonly state: 'kept'; readonly fileId: string; readonly type: string; readonly bytes: number }
  | { readonly state: 'too_large' | 'too_many' | 'gone' | 'strange' };

/** False when the message was forgotten meanwhile. What fetched the file is not needed any more. */
export async function endMedia(db: Queryable, wanted: WantedMedia, end: MediaEnd): Promise<boolean> {
  const kept = end.state === 'kept' ? end : undefined;
  const ended = await db.count(
    `UPDATE channel_message SET media_state = $3, media_file_id = $4, media_type = $5, media_bytes = $6, media_key = NULL,
       media_next_try_at = NULL, changed_at = clock_timestamp()
     WHERE community_id = $1 AND channel_message_id = $2 AND media_state = 'wanted'`,
    [wanted.community_id, wanted.channel_message_id, end.state, kept?.fileId ?? null, kept?.type ?? null, kept?.bytes ?? null],
  );
  return ended > 0;
}

export interface KeptMedia {
  readonly channel: WrittenChannel;
  readonly media_file_id: string;
  readonly media_type: string;
}

export function findMedia(db: Queryable, communityId: string, messageId: string): Promise<KeptMedia | undefined> {
  return db.row<KeptMedia>(
    `SELECT channel, media_file_id, media_type FROM channel_message
     WHERE community_id = $1 AND channel_message_id = $2 AND media_state = 'kept'`,
    [communityId, messageId],
  );
}

export interface OldMessage {
  readonly community_id: string;
  readonly channel_message_id: string;
  readonly media_file_id: string | null;
}

/** Dealt with before then; the files go first, so that none is left without its row. */
export function listOldMessages(db: Queryable, doneBefore: Date, most: number): Promise<OldMessage[]> {
  return db.rows<OldMessage>(
    'SELECT community_id, channel_message_id, media_file_id FROM channel_message WHERE done_at < $1 ORDER BY done_at LIMIT $2',
    [doneBefore, most],
  );
}

export async function deleteMessages(db: Queryable, old: readonly OldMessage[]): Promise<void> {
  await db.count(
    `DELETE FROM channel_message m USING unnest($1::uuid[], $2::uuid[]) AS o(community_id, channel_message_id)
     WHERE m.community_id = o.community_id AND m.channel_message_id = o.channel_message_id`,
    [old.map(one => one.community_id), old.map(one => one.channel_message_id)],
  );
}

export function forgetReplies(db: Queryable, madeBefore: Date, most: number): Promise<number> {
  return db.count(
    `DELETE FROM channel_reply WHERE (community_id, channel_reply_id) IN (
       SELECT community_id, channel_reply_id FROM channel_reply WHERE made_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    [madeBefore, most],
  );
}

/** Of whom nothing is left and nobody knows the door. */
export function forgetSenders(db: Queryable, most: number): Promise<number> {
  return db.count(
    `DELETE FROM channel_sender WHERE (community_id, channel, sender) IN (
       SELECT s.community_id, s.channel, s.sender FROM channel_sender s
       WHERE s.household_id IS NULL AND NOT EXISTS (
         SELECT FROM channel_message m WHERE m.community_id = s.community_id AND m.channel = s.channel AND m.sender = s.sender)
       LIMIT $1 FOR UPDATE SKIP LOCKED)`,
    [most],
  );
}
