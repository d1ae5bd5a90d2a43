// The outbox of the outside channels: written with what it tells of, taken for a while, tried again, given up after a day.
import type { OutsideChannel } from '../../domain/notice/outside-channel.ts';
import type { Queryable } from '../postgres/pool.ts';

export interface NewReply {
  readonly id: string;
  readonly channel: OutsideChannel;
  readonly sender: string | null;
  readonly account: string | null;
  readonly said: string;
  readonly byId: string | null;
}

export async function addReply(tx: Queryable, communityId: string, reply: NewReply, now: Date): Promise<void> {
  await tx.count(
    `INSERT INTO channel_reply (community_id, channel_reply_id, channel, sender, account, said, made_by, made_at, next_try_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)`,
    [communityId, reply.id, reply.channel, reply.sender, reply.account, reply.said, reply.byId, now],
  );
}

export interface WaitingReply {
  readonly community_id: string;
  readonly channel_reply_id: string;
  readonly channel: OutsideChannel;
  readonly sender: string | null;
  readonly account: string | null;
  readonly said: string;
  readonly made_at: string;
  readonly tries: number;
}

export async function communitiesWithReplies(db: Queryable, now: Date): Promise<string[]> {
  const rows = await db.rows<{ community_id: string }>(
    `SELECT DISTINCT community_id FROM channel_reply WHERE handed_over_at IS NULL AND given_up_at IS NULL AND next_try_at <= $1`,
    [now],
  );
  return rows.map(row => row.community_id);
}

/**
 * Takes up to `most` of a channel until `leaseUntil`, fewer when so many were tried in the last `windowSeconds` that `perWindow` would be
 * passed. The setting's row is held meanwhile, so that two programs do not count the same.
 */
export async function takeReplies(
  tx: Queryable,
  communityId: string,
  channel: OutsideChannel,
  now: Date,
  limit: { readonly most: number; readonly windowSeconds: number; readonly leaseUntil: Date },
): Promise<WaitingReply[]> {
  await tx.rows('SELECT 1 FROM channel_setting WHERE community_id = $1 AND channel = $2 FOR UPDATE', [communityId, channel]);
  const since = new Date(now.getTime() - limit.windowSeconds * 1000);
  return tx.rows<WaitingReply>(
    // Materialized: as part of a join the planner may look for due rows once per row, and find more than the limit.
    `WITH due AS MATERIALIZED (
       SELECT channel_reply_id FROM channel_reply
       WHERE community_id = $1 AND channel = $2 AND handed_over_at IS NULL AND given_up_at IS NULL AND next_try_at <= $3
       ORDER BY made_at, channel_reply_id
       LIMIT greatest(0, $5::bigint - (SELECT count(*) FROM channel_reply WHERE community_id = $1 AND channel = $2 AND tried_at > $6))
       FOR UPDATE SKIP LOCKED
     ), taken AS (
       UPDATE channel_reply r SET next_try_at = $4, tries = tries + 1, tried_at = $3
       FROM due WHERE r.community_id = $1 AND r.channel_reply_id = due.channel_reply_id
       RETURNING r.community_id, r.channel_reply_id, r.channel, r.sender, r.account, r.said, r.made_at, r.tries
     )
     SELECT * FROM taken ORDER BY made_at, channel_reply_id`,
    [communityId, channel, now, limit.leaseUntil, limit.most, since],
  );
}

/** `at`: when it was tried, which is when it counts for the limit of the other side. */
export async function endReply(
  db: Queryable,
  reply: WaitingReply,
  end: 'handed_over' | 'given_up' | { readonly laterAt: Date },
  why: string | null,
  at: Date,
): Promise<void> {
  await db.count(
    `UPDATE channel_reply SET tried_at = $3, why = $4,
       handed_over_at = CASE WHEN $5 = 'handed_over' THEN $3 ELSE handed_over_at END,
       given_up_at = CASE WHEN $5 = 'given_up' THEN $3 ELSE given_up_at END,
       next_try_at = coalesce($6::timestamptz, next_try_at), changed_at = clock_timestamp()
     WHERE community_id = $1 AND channel_reply_id = $2`,
    [
      reply.community_id,
      reply.channel_reply_id,
      at,
      why,
      typeof end === 'string' ? end : 'later',
      typeof end === 'string' ? null : end.laterAt,
    ],
  );
}

/** What waited for a day is not news any more. */
export function giveUpOldReplies(db: Queryable, communityId: string, madeBefore: Date, now: Date): Promise<number> {
  return db.count(
    `UPDATE channel_reply SET given_up_at = $3, changed_at = clock_timestamp()
     WHERE community_id = $1 AND handed_over_at IS NULL AND given_up_at IS NULL AND made_at <= $2`,
    [communityId, madeBefore, now],
  );
}
