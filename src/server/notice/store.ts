// The outbox of messages: written with what they tell of, handed over afterwards, tried again, given up after a day.
import type { NoticeFacts, NoticeTemplate } from '../../domain/notice/template.ts';
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';
import { seal } from '../secret.ts';

export interface NewNotice {
  readonly template: NoticeTemplate;
  readonly toPerson: string;
  readonly householdId: string | null;
  readonly requestId?: string | null;
  readonly facts?: NoticeFacts;
  /** A one-time code and the key to seal it with. */
  readonly code?: { readonly text: string; readonly key: Buffer };
  /** Nobody will send it: the clerk reads it out. It is kept as given up. */
  readonly readOut?: boolean;
}

/** Adds messages in the transaction of what they tell of. */
export async function addNotices(tx: Queryable, communityId: string, notices: readonly NewNotice[], now: Date): Promise<void> {
  for (const notice of notices) {
    const noticeId = newId();
    await tx.count(
      `INSERT INTO notice (community_id, notice_id, template, to_person, household_id, request_id, facts, sealed, made_at, next_try_at, given_up_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10)`,
      [
        communityId,
        noticeId,
        notice.template,
        notice.toPerson,
        notice.householdId,
        notice.requestId ?? null,
        JSON.stringify({ ...notice.facts, ...(notice.readOut ? { readOut: true } : {}) }),
        notice.code === undefined ? null : seal(notice.code.key, notice.code.text, noticeId),
        now,
        notice.readOut ? now : null,
      ],
    );
  }
}

/** Codes that a newer one replaced need not arrive any more. */
export async function dropCodeNotices(tx: Queryable, communityId: string, personId: string, now: Date): Promise<void> {
  await tx.count(
    `UPDATE notice SET given_up_at = $3, sealed = NULL
     WHERE community_id = $1 AND to_person = $2 AND template = 'one_time_code' AND handed_over_at IS NULL AND given_up_at IS NULL`,
    [communityId, personId, now],
  );
}

export interface WaitingNotice {
  readonly community_id: string;
  readonly notice_id: string;
  readonly template: string;
  readonly facts: NoticeFacts;
  readonly sealed: Buffer | null;
  readonly made_at: string;
  readonly tries: number;
  readonly community_name: string;
  /** Null when there is none, or when the person left or may no longer be told. */
  readonly telephone: string | null;
}

export async function communitiesWithNotices(db: Queryable, now: Date): Promise<string[]> {
  const rows = await db.rows<{ community_id: string }>(
    `SELECT DISTINCT community_id FROM notice WHERE handed_over_at IS NULL AND given_up_at IS NULL AND next_try_at <= $1`,
    [now],
  );
  return rows.map(row => row.community_id);
}

/**
 * Takes up to `most` messages of a community until `leaseUntil`: another program leaves them alone meanwhile, and a program that dies
 * with them in hand loses nothing.
 */
export async function takeNotices(
  db: Queryable,
  communityId: string,
  most: number,
  now: Date,
  leaseUntil: Date,
): Promise<WaitingNotice[]> {
  return db.rows<WaitingNotice>(
    // Picked first and apart: joined into the update, the limit may be looked at anew for each row and let more through.
    `WITH due AS MATERIALIZED (
       SELECT notice_id FROM notice
       WHERE community_id = $1 AND handed_over_at IS NULL AND given_up_at IS NULL AND next_try_at <= $3
       ORDER BY next_try_at LIMIT $2 FOR UPDATE SKIP LOCKED
     ), taken AS (
       UPDATE notice n SET next_try_at = $4, tries = n.tries + 1 FROM due d WHERE n.community_id = $1 AND n.notice_id = d.notice_id
       RETURNING n.community_id, n.notice_id, n.template, n.facts, n.sealed, n.made_at, n.tries, n.to_person, n.household_id)
     SELECT t.community_id, t.notice_id, t.template, t.facts, t.sealed, t.made_at, t.tries, c.name AS community_name,
       CASE WHEN p.removed_at IS NULL AND (t.household_id IS NULL OR (r.person_id IS NOT NULL AND r.ended_at IS NULL)) THEN p.telephone END
         AS telephone
     FROM taken t
     JOIN community c ON c.community_id = t.community_id
     LEFT JOIN person p ON p.community_id = t.community_id AND p.person_id = t.to_person
     LEFT JOIN resident r ON r.community_id = t.community_id AND r.household_id = t.household_id AND r.person_id = t.to_person
     ORDER BY t.notice_id`,
    [communityId, most, now, leaseUntil],
  );
}

export async function markHandedOver(db: Queryable, communityId: string, noticeId: string, now: Date): Promise<void> {
  await db.count('UPDATE notice SET handed_over_at = $3, sealed = NULL WHERE community_id = $1 AND notice_id = $2', [
    communityId,
    noticeId,
    now,
  ]);
}

export async function markGivenUp(db: Queryable, communityId: string, noticeId: string, now: Date): Promise<void> {
  await db.count(
    `UPDATE notice SET given_up_at = $3, sealed = NULL WHERE community_id = $1 AND notice_id = $2 AND handed_over_at IS NULL`,
    [communityId, noticeId, now],
  );
}

export async function tryLater(db: Queryable, communityId: string, noticeId: string, at: Date): Promise<void> {
  await db.count('UPDATE notice SET next_try_at = $3 WHERE community_id = $1 AND notice_id = $2', [communityId, noticeId, at]);
}

/** Taken but not tried: as if they had not been taken, but not at once again. */
export async function putBack(db: Queryable, communityId: string, noticeIds: readonly string[], at: Date): Promise<void> {
  await db.count(
    `UPDATE notice SET next_try_at = $3, tries = greatest(tries - 1, 0) WHERE community_id = $1 AND notice_id = ANY ($2::uuid[])`,
    [communityId, noticeIds, at],
  );
}

/** What waited since before `madeBefore` is not news any more. Returns how many were given up. */
export function giveUpOld(db: Queryable, communityId: string, madeBefore: Date, now: Date): Promise<number> {
  return db.count(
    `UPDATE notice SET given_up_at = $3, sealed = NULL
     WHERE community_id = $1 AND handed_over_at IS NULL AND given_up_at IS NULL AND made_at <= $2`,
    [communityId, madeBefore, now],
  );
}
