// Writes the sample: whole tables at a time, in one transaction, only into a database without a community.
import type { Database, Queryable } from '../postgres/pool.ts';
import { insertRows, type Row } from '../postgres/rows.ts';

/** Table → its rows; every row of a table has the same keys. Written in this order. */
export type Tables = ReadonlyMap<string, readonly Row[]>;

export async function hasCommunity(db: Queryable): Promise<boolean> {
  return (await db.row('SELECT 1 AS found FROM community LIMIT 1')) !== undefined;
}

/** All or nothing; false when another program was quicker. */
export async function writeSample(db: Database, tables: Tables): Promise<boolean> {
  return db.transaction(async tx => {
    await tx.count('LOCK TABLE community IN EXCLUSIVE MODE');
    if (await hasCommunity(tx)) return false;
    for (const [table, rows] of tables) await insertRows(tx, table, rows);
    // What is taken by the sample's requests is taken from the runs' room.
    await tx.count(
      `UPDATE run u SET booked_requests = r.n, booked_grams = r.grams, booked_minutes = r.minutes
       FROM (SELECT community_id, run_id, count(*) AS n, sum(grams) AS grams, sum(minutes) AS minutes FROM request
             WHERE run_id IS NOT NULL GROUP BY community_id, run_id) r
       WHERE u.community_id = r.community_id AND u.run_id = r.run_id`,
    );
    return true;
  });
}
