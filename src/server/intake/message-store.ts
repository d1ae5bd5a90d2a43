// What people wrote by an official account, who they are, what there is to fetch, and what is to be sent back.
import type { WrittenChannel } from '../../domain/notice/outside-channel.ts';
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';

export interface NewMessage {
  readonly channel: WrittenChannel;
  readonly sender: string;
  /** The same for every time this message is sent to us. */
  readonly key: string;
  readonly kind: string;
  readonly said: string | null;
  readonly account: string | null;
  readonly sentAt: Date;
}

/** The id, or undefined when it was here before. */
export async function insertMessage(tx: Queryable, communityId: string, message: NewMessage): Promise<string | undefined> {
  const row = await tx.row<{ channel_message_id: string }>(
    `INSERT INTO channel_message (community_id, channel_message_id, channel, sender, message_key, kind, said, account, sent_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (community_id, channel, message_key) DO NOTHING RETURNING channel_message_id`,
    [
      communityId,
      newId(),
      message.channel,
      message.sender,
      message.key,
      message.kind,
      message.said,
      message.account,
      message.sentAt,
    ],
  );
  return row?.channel_message_id;
}

export interface MessageRow {
  readonly channel_message_id: string;
  readonly channel: WrittenChannel;
  readonly kind: string;
  readonly said: string | null;
  readonly sent_at: string;
  readonly household_id: string | null;
  readonly bound_how: 'clerk' | 'door_code' | null;
}

export function listOpenMessages(db: Queryable, communityId: string): Promise<MessageRow[]> {
  return db.rows<MessageRow>(
    `SELECT m.channel_message_id, m.channel, m.kind, m.said, m.sent_at, s.household_id, s.bound_how
     FROM channel_message m
     LEFT JOIN channel_sender s ON s.community_id = m.community_id AND s.channel = m.channel AND s.sender = m.sender
     WHERE m.community_id = $1 AND m.done_at IS NULL ORDER BY m.sent_at, m.channel_message_id LIMIT 200`,
    [communityId],
  );
}

export interface HeldMessage {
  readonly channel: WrittenChannel;
  readonly sender: string;
  readonly account: string | null;
  readonly said: string | null;
  readonly outcome: string | null;
  readonly request_id: string | null;
}

export function holdMessage(tx: Queryable, communityId: string, messageId: string): Promise<HeldMessage | undefined> {
  return tx.row<HeldMessage>(
    `SELECT channel, sender, account, said, outcome, request_id FROM channel_message
     WHERE community_id = $1 AND channel_message_id = $2 FOR UPDATE`,
    [communityId, messageId],
  );
}

export interface Done {
  readonly outcome: 'request' | 'answered' | 'nothing' | 'bound';
  readonly requestId?: string;
  readonly byId: string | null;
  readonly at: Date;
}

/** A door code opens a household's page, so it is not kept. */
export async function closeMessageRow(tx: Queryable, communityId: string, messageId: string, done: Done): Promise<void> {
  await tx.count(
    `UPDATE channel_message SET outcome = $3, request_id = $4, done_by = $5, done_at = $6,
       said = CASE WHEN $3 = 'bound' THEN NULL ELSE said END
     WHERE community_id = $1 AND channel_message_id = $2`,
    [communityId, messageId, done.outcome, done.requestId ?? null, done.byId, done.at],
  );
}

export async function bindSenderTo(
  tx: Queryable,
  communityId: string,
  sender: Pick<HeldMessage, 'channel' | 'sender'>,
  householdId: string,
  how: 'clerk' | 'door_code',
  byId: string | null,
): Promise<void> {
  await tx.count(
    `INSERT INTO channel_sender (community_id, channel, sender, household_id, bound_how, bound_by) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (community_id, channel, sender) DO UPDATE SET household_id = $4, bound_how = $5, bound_by = $6, bound_at = now()`,
    [communityId, sender.channel, sender.sender, householdId, how, byId],
  );
}

/** There is something to fetch from this account; `sealed` is the token that came with the news. */
export async function wantFetch(tx: Queryable, communityId: string, account: string, sealed: Buffer, now: Date): Promise<void> {
  await tx.count(
    `INSERT INTO channel_fetch AS f (community_id, account, sealed, next_try_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (community_id, account) DO UPDATE SET sealed = $3, told = f.told + 1, tries = 0,
       next_try_at = least(coalesce(f.next_try_at, $4), $4)`,
    [communityId, account, sealed, now],
  );
}

export interface WantedFetch {
  readonly community_id: string;
  readonly account: string;
  readonly place: string | null;
  readonly sealed: Buffer | null;
  readonly told: number;
  readonly tries: number;
}

/** Takes what is due until `leaseUntil`: another program leaves it alone meanwhile. */
export function takeFetches(db: Queryable, now: Date, leaseUntil: Date): Promise<WantedFetch[]> {
  return db.rows<WantedFetch>(
    `UPDATE channel_fetch SET next_try_at = $2, tries = tries + 1 WHERE next_try_at <= $1
     RETURNING community_id, account, place, sealed, told, tries`,
    [now, leaseUntil],
  );
}

export async function keepPlace(tx: Queryable, communityId: string, account: string, place: string): Promise<void> {
  await tx.count('UPDATE channel_fetch SET place = $3 WHERE community_id = $1 AND account = $2', [communityId, account, place]);
}

/** Nothing more to fetch, unless news came meanwhile. */
export async function endFetch(tx: Queryable, fetch: WantedFetch, now: Date): Promise<void> {
  await tx.count(
    `UPDATE channel_fetch SET tries = 0, next_try_at = CASE WHEN told = $3 THEN NULL ELSE $4::timestamptz END
     WHERE community_id = $1 AND account = $2`,
    [fetch.community_id, fetch.account, fetch.told, now],
  );
}

export async function fetchLater(db: Queryable, fetch: WantedFetch, at: Date): Promise<void> {
  await db.count('UPDATE channel_fetch SET next_try_at = $3 WHERE community_id = $1 AND account = $2', [
    fetch.community_id,
    fetch.account,
    at,
  ]);
}

export async function findResidentNames(db: Queryable, communityId: string, text: string): Promise<string[]> {
  const rows = await db.rows<{ name: string }>(
    `SELECT DISTINCT p.name FROM person p JOIN resident r ON r.community_id = p.community_id AND r.person_id = p.person_id
     WHERE p.community_id = $1 AND p.removed_at IS NULL AND length(p.name) >= 2 AND position(p.name IN $2) > 0`,
    [communityId, text],
  );
  return rows.map(row => row.name);
}

/** What was dealt with is kept for a month, to look back; what was sent for a week. */
export async function forgetMessages(db: Queryable, now: Date, most: number): Promise<number> {
  const before = (days: number) => new Date(now.getTime() - days * 24 * 3600_000);
  const messages = await db.count(
    `DELETE FROM channel_message WHERE (community_id, channel_message_id) IN (
       SELECT community_id, channel_message_id FROM channel_message WHERE done_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    [before(30), most],
  );
  const replies = await db.count(
    `DELETE FROM channel_reply WHERE (community_id, channel_reply_id) IN (
       SELECT community_id, channel_reply_id FROM channel_reply WHERE made_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    [before(7), most],
  );
  return messages + replies;
}
