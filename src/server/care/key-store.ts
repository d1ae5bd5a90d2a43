// Which keys the rows of care need, and sealing them all under a new one.
import type { Queryable } from '../postgres/pool.ts';

/** Rows under each key, those that ended left out: they hold nothing. */
export async function countByKey(db: Queryable): Promise<Map<string, number>> {
  const rows = await db.rows<{ key_id: string; records: number }>(
    'SELECT key_id, count(*)::integer AS records FROM care_record WHERE ended_at IS NULL GROUP BY key_id',
  );
  return new Map(rows.map(row => [row.key_id, row.records]));
}

/** Nobody writes a care record until this transaction ends; see holdForWriting. */
export async function holdForRotation(tx: Queryable): Promise<void> {
  await tx.count('LOCK TABLE care_record IN SHARE ROW EXCLUSIVE MODE');
}

export interface ShutRow {
  readonly community_id: string;
  readonly care_record_id: string;
  readonly key_id: string;
  readonly sealed: Buffer;
}

export function readUnderOtherKeys(tx: Queryable, keyId: string): Promise<ShutRow[]> {
  return tx.rows<ShutRow>(
    'SELECT community_id, care_record_id, key_id, sealed FROM care_record WHERE ended_at IS NULL AND key_id <> $1',
    [keyId],
  );
}

export async function writeSealed(tx: Queryable, row: ShutRow, keyId: string, sealed: Buffer): Promise<void> {
  await tx.count('UPDATE care_record SET key_id = $3, sealed = $4 WHERE community_id = $1 AND care_record_id = $2', [
    row.community_id,
    row.care_record_id,
    keyId,
    sealed,
  ]);
}
