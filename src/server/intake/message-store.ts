// What people wrote by an official account, as it comes in: the message, who it is from, and what there is to fetch.
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
  /** What the file that came with it is fetched by; null where there is none that we fetch. */
  readonly mediaKey: string | null;
  readonly sentAt: Date;
}

/** As the other side names a file; null for what cannot be one. */
export function mediaKeyOf(key: string | undefined): string | null {
  return key !== undefined && /^[\w=+/.-]{1,512}$/.test(key) ? key : null;
}

/** The id, or undefined when it was here before. */
export async function insertMessage(
  tx: Queryable,
  communityId: string,
  message: NewMessage,
  now: Date,
): Promise<string | undefined> {
  const { channel, sender, mediaKey } = message;
  const row = await tx.row<{ channel_message_id: string }>(
    `INSERT INTO channel_message (community_id, channel_message_id, channel, sender, message_key, kind, said, account, sent_at,
       media_key, media_state, media_next_try_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, CASE WHEN $10::text IS NOT NULL THEN 'wanted' END,
       CASE WHEN $10::text IS NOT NULL THEN $11::timestamptz END)
     ON CONFLICT (community_id, channel, message_key) DO NOTHING RETURNING channel_message_id`,
    [
      communityId,
      newId(),
      channel,
      sender,
      message.key,
      message.kind,
      message.said,
      message.account,
      message.sentAt,
      mediaKey,
      now,
    ],
  );
  if (row === undefined) return undefined;
  await tx.count(
    `INSERT INTO channel_sender (community_id, channel, sender, channel_sender_id) VALUES ($1, $2, $3, $4)
     ON CONFLICT (community_id, channel, sender) DO NOTHING`,
    [communityId, channel, sender, newId()],
  );
  return row.channel_message_id;
}

/** A door code opens a household's page, so it is not kept. */
export async function closeDoorCode(tx: Queryable, communityId: string, messageId: string, now: Date): Promise<void> {
  await tx.count(
    `UPDATE channel_message SET outcome = 'bound', done_at = $3, said = NULL, changed_at = clock_timestamp()
     WHERE community_id = $1 AND channel_message_id = $2`,
    [communityId, messageId, now],
  );
}

/** Who writes here is of that household; null: of none that is known. */
export async function bindSenderTo(
  tx: Queryable,
  communityId: string,
  { channel, sender }: Pick<NewMessage, 'channel' | 'sender'>,
  bound: { readonly householdId: string | null; readonly how: 'clerk' | 'door_code'; readonly byId: string | null },
  now: Date,
): Promise<void> {
  await tx.count(
    `UPDATE channel_sender SET household_id = $4, bound_how = CASE WHEN $4::uuid IS NOT NULL THEN $5 END, bound_by = $6, bound_at = $7
     WHERE community_id = $1 AND channel = $2 AND sender = $3`,
    [communityId, channel, sender, bound.householdId, bound.how, bound.byId, now],
  );
  await touchSender(tx, communityId, { channel, sender });
}

/** The pages look again at what this sender wrote last. */
export async function touchSender(
  tx: Queryable,
  communityId: string,
  { channel, sender }: Pick<NewMessage, 'channel' | 'sender'>,
): Promise<void> {
  await tx.count(
    `UPDATE channel_message SET changed_at = clock_timestamp() WHERE community_id = $1 AND channel_message_id = (
       SELECT channel_message_id FROM channel_message WHERE community_id = $1 AND channel = $2 AND sender = $3
       ORDER BY sent_at DESC, channel_message_id DESC LIMIT 1)`,
    [communityId, channel, sender],
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
