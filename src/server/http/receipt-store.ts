// The same sender-made id twice gives the same answer and does nothing twice.
import { createHash } from 'node:crypto';
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts';
import type { Database, Queryable } from '../postgres/pool.ts';

/**
 * sha256 over who sent what to which endpoint; keys of objects in any order count as the same body. When it happened is no part of it: a
 * phone that sends again says so by another reading of its clock.
 */
export function digestOf(path: string, body: unknown): Buffer {
  const said = typeof body === 'object' && body !== null ? { ...body, happenedAt: undefined } : body;
  return createHash('sha256').update(path).update('\n').update(stable(said)).digest();
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

/**
 * Keeps a refusal as the answer of an id, so that a copy still on its way is not done later, when nobody expects it. Answers what was kept
 * before, or undefined when this is the first.
 */
export async function keepRefusal(tx: Queryable, once: Once, refusal: Refusal): Promise<unknown> {
  const kept = await tx.count(
    `INSERT INTO receipt (community_id, move_id, actor_id, body_digest, answer) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
    [once.communityId, once.moveId, once.actorId, once.digest, JSON.stringify(refusal)],
  );
  return kept === 1 ? undefined : findReceipt(tx, once);
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

/**
 * doOnce for many at once, in one transaction and a fixed number of statements: `work` is given the positions of those whose id is new
 * and answers each for itself. What is refused keeps no receipt; the others are kept together.
 */
export async function doEachOnce<Answer>(
  db: Database,
  onces: readonly Once[],
  work: (tx: Queryable, fresh: readonly number[]) => Promise<(Answer | Refusal)[]>,
): Promise<(Answer | Refusal)[]> {
  const [first] = onces;
  if (first === undefined) return [];
  const { communityId, actorId } = first;
  // The same id twice in one selection: the first one counts, the second is told what came of it.
  const positions = new Map<string, number>();
  onces.forEach((once, position) => {
    if (!positions.has(once.moveId)) positions.set(once.moveId, position);
  });
  return db.transaction(async tx => {
    const firsts = [...positions.values()].map(position => onces[position] as Once);
    const added = await tx.rows<{ move_id: string }>(
      `INSERT INTO receipt (community_id, move_id, actor_id, body_digest)
       SELECT $1, a.move_id, $2, a.body_digest FROM unnest($3::uuid[], $4::bytea[]) AS a(move_id, body_digest) ORDER BY a.move_id
       ON CONFLICT DO NOTHING RETURNING move_id`,
      [communityId, actorId, firsts.map(once => once.moveId), firsts.map(once => once.digest)],
    );
    const fresh = added.map(row => positions.get(row.move_id) as number).sort((a, b) => a - b);
    const answers = new Map<string, Answer | Refusal>();
    const worked = await work(tx, fresh);
    fresh.forEach((position, index) => {
      answers.set((onces[position] as Once).moveId, worked[index] as Answer | Refusal);
    });
    await keepAnswers(tx, communityId, answers);
    const old = firsts.filter(once => !answers.has(once.moveId));
    const kept = await tx.rows<KeptReceipt & { move_id: string }>(
      'SELECT move_id, actor_id, body_digest, answer FROM receipt WHERE community_id = $1 AND move_id = ANY ($2)',
      [communityId, old.map(once => once.moveId)],
    );
    const receipts = new Map(kept.map(receipt => [receipt.move_id, receipt]));
    return onces.map((once, position) => {
      const known = receipts.get(once.moveId);
      if (known !== undefined) return read<Answer>(known, once);
      const twin = onces[positions.get(once.moveId) ?? position] as Once;
      return twin.digest.equals(once.digest) ? (answers.get(once.moveId) as Answer | Refusal) : refuse('same_id_other_body');
    });
  });
}

async function keepAnswers(tx: Queryable, communityId: string, answers: ReadonlyMap<string, unknown>): Promise<void> {
  const refused = [...answers].filter(([, answer]) => isRefusal(answer)).map(([moveId]) => moveId);
  const given = [...answers].filter(([, answer]) => !isRefusal(answer));
  if (refused.length > 0) {
    await tx.count('DELETE FROM receipt WHERE community_id = $1 AND move_id = ANY ($2)', [communityId, refused]);
  }
  if (given.length === 0) return;
  await tx.count(
    `UPDATE receipt r SET answer = a.answer FROM jsonb_to_recordset($2::jsonb) AS a(move_id uuid, answer jsonb)
     WHERE r.community_id = $1 AND r.move_id = ANY ($3) AND r.move_id = a.move_id`,
    [communityId, JSON.stringify(given.map(([move_id, answer]) => ({ move_id, answer }))), given.map(([moveId]) => moveId)],
  );
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
