// The same sender-made id twice gives the same answer and does nothing twice.
import { createHash } from 'node:crypto';
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts';
import type { Database, Queryable } from '../postgres/pool.ts';

/** sha256 over who sent what to which endpoint; keys of objects in any order count as the same body. */
export function digestOf(path: string, body: unknown): Buffer {
  return createHash('sha256').update(path).update('\n').update(stable(body)).digest();
}

function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${stable(inner)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

export interface Once {
  readonly communityId: string;
  readonly moveId: string;
  readonly actorId: string;
  readonly digest: Buffer;
}

interface KeptReceipt {
  actor_id: string;
  body_digest: Buffer;
  answer: unknown;
}

/** The kept answer of an id that was used before; `undefined` when it is new. */
export async function findReceipt<Answer>(
  db: Queryable,
  once: Once,
): Promise<Answer | Refusal<'same_id_other_body'> | undefined> {
  const kept = await db.row<KeptReceipt>(
    'SELECT actor_id, body_digest, answer FROM receipt WHERE community_id = $1 AND move_id = $2',
    [once.communityId, once.moveId],
  );
  return kept && read<Answer>(kept, once);
}

function read<Answer>(kept: KeptReceipt, once: Once): Answer | Refusal<'same_id_other_body'> {
  if (kept.actor_id !== once.actorId || !kept.body_digest.equals(once.digest)) return refuse('same_id_other_body');
  return kept.answer as Answer;
}

class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.refused);
    this.refusal = refusal;
  }
}

/**
 * Does `work` in one transaction together with the receipt of its id. A refusal rolls everything back and keeps no receipt, so that
 * the same move may be tried again later; a second sender of the same id waits for the first and gets its answer.
 */
export async function doOnce<Answer>(
  db: Database,
  once: Once,
  work: (tx: Queryable) => Promise<Answer | Refusal>,
): Promise<Answer | Refusal> {
  try {
    return await db.transaction(async tx => {
      const fresh = await tx.count(
        'INSERT INTO receipt (community_id, move_id, actor_id, body_digest) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
        [once.communityId, once.moveId, once.actorId, once.digest],
      );
      if (fresh === 0) {
        const kept = await findReceipt<Answer>(tx, once);
        if (kept === undefined) throw new Error('a receipt vanished');
        return kept;
      }
      const answer = await work(tx);
      if (isRefusal(answer)) throw new Refused(answer);
      await tx.count('UPDATE receipt SET answer = $3 WHERE community_id = $1 AND move_id = $2', [
        once.communityId,
        once.moveId,
        JSON.stringify(answer),
      ]);
      return answer;
    });
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}

/** Like doOnce for changes whose sender makes no id of its own: all or nothing, a refusal rolls back. */
export async function allOrNothing<Answer>(
  db: Database,
  work: (tx: Queryable) => Promise<Answer | Refusal>,
): Promise<Answer | Refusal> {
  try {
    return await db.transaction(async tx => {
      const answer = await work(tx);
      if (isRefusal(answer)) throw new Refused(answer);
      return answer;
    });
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}
