// Writes many rows with one statement, for imports and the sample.
import type { Queryable } from './pool.ts';

export type Row = Readonly<Record<string, unknown>>;

const manyRows = 1000;

/** All rows have the keys of the first one, which are the table's columns; values as JSON (times as ISO, bytea as '\x…'). */
export async function insertRows(db: Queryable, table: string, rows: readonly Row[]): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first).join(', ');
  await db.count(`INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`, [
    JSON.stringify(rows),
  ]);
  // A table that was small a moment ago: planned by the old statistics, each foreign key that points to it would read all of it.
  if (rows.length >= manyRows) await db.count(`ANALYZE ${table}`);
}

/** Sets the given columns of the rows whose `key` columns fit; nothing is added. */
export async function updateRows(db: Queryable, table: string, key: readonly string[], rows: readonly Row[]): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const set = Object.keys(first).filter(column => !key.includes(column));
  await db.count(
    `UPDATE ${table} t SET ${set.map(column => `${column} = n.${column}`).join(', ')}
     FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb) n
     WHERE ${key.map(column => `t.${column} = n.${column}`).join(' AND ')}`,
    [JSON.stringify(rows)],
  );
}
