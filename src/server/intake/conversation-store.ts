// Conversations as the desk sees them: who waits for whom, what was written and answered, and dealing with messages.
import type { WrittenChannel } from '../../domain/notice/outside-channel.ts';
import type { Queryable } from '../postgres/pool.ts';

type SentState = 'waiting' | 'sent' | 'failed';
const sentState = (of: string) =>
  `CASE WHEN ${of}.handed_over_at IS NOT NULL THEN 'sent' WHEN ${of}.given_up_at IS NOT NULL THEN 'failed' ELSE 'waiting' END`;

interface BoundTo {
  readonly household_id: string | null;
  readonly bound_how: 'clerk' | 'door_code' | null;
}

export interface ConversationRow extends BoundTo {
  readonly channel_sender_id: string;
  readonly channel: WrittenChannel;
  readonly open: number;
  readonly open_since: string | null;
  readonly kind: string;
  readonly said: string | null;
  readonly last_at: string;
  readonly for_id: string | null;
  readonly for_name: string | null;
  readonly answer: SentState | null;
}

/** The open ones first, the longest waiting on top; then what was written last. */
export function listConversationRows(db: Queryable, communityId: string): Promise<ConversationRow[]> {
  return db.rows<ConversationRow>(
    `WITH told AS (
       SELECT channel, sender, count(*) FILTER (WHERE done_at IS NULL)::integer AS open,
         min(sent_at) FILTER (WHERE done_at IS NULL) AS open_since, max(sent_at) AS last_at
       FROM channel_message WHERE community_id = $1 GROUP BY channel, sender
     )
     SELECT s.channel_sender_id, s.channel, t.open, t.open_since, m.kind, left(m.said, 200) AS said, t.last_at, s.household_id,
       s.bound_how, s.for_id, p.name AS for_name, r.state AS answer
     FROM told t
     JOIN channel_sender s ON s.community_id = $1 AND s.channel = t.channel AND s.sender = t.sender
     CROSS JOIN LATERAL (
       SELECT kind, said FROM channel_message
       WHERE community_id = $1 AND channel = t.channel AND sender = t.sender ORDER BY sent_at DESC, channel_message_id DESC LIMIT 1
     ) m
     LEFT JOIN LATERAL (
       SELECT ${sentState('o')} AS state FROM channel_reply o
       WHERE o.community_id = $1 AND o.channel = t.channel AND o.sender = t.sender ORDER BY o.made_at DESC LIMIT 1
     ) r ON true
     LEFT JOIN person p ON p.community_id = $1 AND p.person_id = s.for_id
     ORDER BY t.open = 0, t.open_since, t.last_at DESC LIMIT 200`,
    [communityId],
  );
}

/** Who may take a conversation over: everybody with a seat at this desk. */
export function listColleagues(db: Queryable, communityId: string, now: Date): Promise<{ person_id: string; name: string }[]> {
  return db.rows(
    `SELECT DISTINCT p.person_id, p.name FROM role_grant g
     JOIN person p ON p.community_id = g.community_id AND p.person_id = g.person_id AND p.removed_at IS NULL
     WHERE g.community_id = $1 AND g.role IN ('clerk', 'community_lead') AND g.starts_at <= $2 AND (g.ended_at IS NULL OR g.ended_at > $2)
     ORDER BY p.name`,
    [communityId, now],
  );
}

export interface Conversation extends BoundTo {
  readonly channel_sender_id: string;
  readonly channel: WrittenChannel;
  readonly sender: string;
  readonly for_id: string | null;
}

/** `hold`: until the end of the transaction nobody else deals with it. */
export function findConversation(
  db: Queryable,
  communityId: string,
  conversationId: string,
  hold = false,
): Promise<Conversation | undefined> {
  return db.row<Conversation>(
    `SELECT channel_sender_id, channel, sender, household_id, bound_how, for_id FROM channel_sender
     WHERE community_id = $1 AND channel_sender_id = $2 ${hold ? 'FOR UPDATE' : ''}`,
    [communityId, conversationId],
  );
}

export async function giveConversation(
  tx: Queryable,
  communityId: string,
  conversationId: string,
  forId: string | null,
): Promise<void> {
  await tx.count('UPDATE channel_sender SET for_id = $3 WHERE community_id = $1 AND channel_sender_id = $2', [
    communityId,
    conversationId,
    forId,
  ]);
}

export interface MessageRow {
  readonly channel_message_id: string;
  readonly kind: string;
  readonly said: string | null;
  readonly sent_at: string;
  readonly media_state: 'wanted' | 'kept' | 'too_large' | 'too_many' | 'gone' | 'strange' | null;
  readonly media_type: string | null;
  readonly media_bytes: number | null;
  readonly outcome: 'request' | 'answered' | 'called' | 'known' | 'elsewhere' | 'nothing' | 'bound' | null;
  readonly done_by_name: string | null;
  readonly done_at: string | null;
  readonly request_id: string | null;
}

type OfSender = Pick<Conversation, 'channel' | 'sender'>;

/** The last hundred, the oldest first. */
export async function listMessageRows(db: Queryable, communityId: string, { channel, sender }: OfSender): Promise<MessageRow[]> {
  const rows = await db.rows<MessageRow>(
    `SELECT m.channel_message_id, m.kind, m.said, m.sent_at, m.media_state, m.media_type, m.media_bytes, m.outcome,
       p.name AS done_by_name, m.done_at, CASE WHEN m.outcome = 'request' THEN m.request_id END AS request_id
     FROM channel_message m LEFT JOIN person p ON p.community_id = m.community_id AND p.person_id = m.done_by
     WHERE m.community_id = $1 AND m.channel = $2 AND m.sender = $3
     ORDER BY m.sent_at DESC, m.channel_message_id DESC LIMIT 100`,
    [communityId, channel, sender],
  );
  return rows.reverse();
}

export interface ReplyRow {
  readonly channel_reply_id: string;
  readonly said: string;
  readonly by_name: string | null;
  readonly made_at: string;
  readonly state: SentState;
  readonly why: string | null;
  readonly handed_over_at: string | null;
}

const replyColumns = `r.channel_reply_id, r.said, p.name AS by_name, r.made_at, ${sentState('r')} AS state,
  CASE WHEN r.handed_over_at IS NULL THEN r.why END AS why, r.handed_over_at
  FROM channel_reply r LEFT JOIN person p ON p.community_id = r.community_id AND p.person_id = r.made_by`;

export async function listReplyRows(db: Queryable, communityId: string, { channel, sender }: OfSender): Promise<ReplyRow[]> {
  const rows = await db.rows<ReplyRow>(
    `SELECT ${replyColumns} WHERE r.community_id = $1 AND r.channel = $2 AND r.sender = $3 ORDER BY r.made_at DESC LIMIT 100`,
    [communityId, channel, sender],
  );
  return rows.reverse();
}

/** What was sent to the group, the newest first. */
export function listGroupRows(db: Queryable, communityId: string): Promise<ReplyRow[]> {
  return db.rows<ReplyRow>(
    `SELECT ${replyColumns} WHERE r.community_id = $1 AND r.channel = 'group_robot' ORDER BY r.made_at DESC, r.channel_reply_id DESC LIMIT 100`,
    [communityId],
  );
}

/** When they wrote last, by which account, and what was answered since and not given up. */
export async function readAnswered(
  db: Queryable,
  communityId: string,
  { channel, sender }: OfSender,
): Promise<{ last_at: string | null; account: string | null; answers: number }> {
  const row = await db.row<{ last_at: string; account: string | null; answers: number }>(
    `SELECT m.sent_at AS last_at, m.account, (
       SELECT count(*)::integer FROM channel_reply r
       WHERE r.community_id = $1 AND r.channel = $2 AND r.sender = $3 AND r.made_at >= m.sent_at AND r.given_up_at IS NULL
     ) AS answers
     FROM channel_message m WHERE m.community_id = $1 AND m.channel = $2 AND m.sender = $3
     ORDER BY m.sent_at DESC, m.channel_message_id DESC LIMIT 1`,
    [communityId, channel, sender],
  );
  return row ?? { last_at: null, account: null, answers: 0 };
}

export interface HeldMessage {
  readonly said: string | null;
  readonly outcome: string | null;
  readonly request_id: string | null;
  /** Somebody is making a request of it at this moment. */
  readonly claimed: boolean;
}

/** Those of this sender, in the order they were written. */
export function holdMessages(
  tx: Queryable,
  communityId: string,
  { channel, sender }: OfSender,
  messageIds: readonly string[],
): Promise<HeldMessage[]> {
  return tx.rows<HeldMessage>(
    `SELECT said, outcome, request_id,
       outcome IS NULL AND request_id IS NOT NULL AND changed_at > clock_timestamp() - interval '1 minute' AS claimed
     FROM channel_message
     WHERE community_id = $1 AND channel = $2 AND sender = $3 AND channel_message_id = ANY ($4)
     ORDER BY sent_at, channel_message_id FOR UPDATE`,
    [communityId, channel, sender, messageIds],
  );
}

/** Marks the open ones for the request that is about to be made; a mark without its request is void after a minute. */
export async function claimMessages(
  tx: Queryable,
  communityId: string,
  messageIds: readonly string[],
  requestId: string | null,
): Promise<void> {
  await tx.count(
    `UPDATE channel_message SET request_id = $3, changed_at = clock_timestamp()
     WHERE community_id = $1 AND channel_message_id = ANY ($2) AND outcome IS NULL`,
    [communityId, messageIds, requestId],
  );
}

export interface Done {
  readonly outcome: 'request' | 'answered' | 'called' | 'known' | 'elsewhere' | 'nothing';
  readonly requestId?: string;
  readonly byId: string | null;
  readonly at: Date;
}

export async function closeMessageRows(
  tx: Queryable,
  communityId: string,
  messageIds: readonly string[],
  done: Done,
): Promise<number> {
  return tx.count(
    `UPDATE channel_message SET outcome = $3, request_id = $4, done_by = $5, done_at = $6, changed_at = clock_timestamp()
     WHERE community_id = $1 AND channel_message_id = ANY ($2) AND outcome IS NULL`,
    [communityId, messageIds, done.outcome, done.requestId ?? null, done.byId, done.at],
  );
}

export async function findResidentNames(db: Queryable, communityId: string, text: string): Promise<string[]> {
  const rows = await db.rows<{ name: string }>(
    `SELECT DISTINCT p.name FROM person p JOIN resident r ON r.community_id = p.community_id AND r.person_id = p.person_id
     WHERE p.community_id = $1 AND p.removed_at IS NULL AND length(p.name) >= 2 AND position(p.name IN $2) > 0`,
    [communityId, text],
  );
  return rows.map(row => row.name);
}
