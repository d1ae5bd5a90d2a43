// Deletes what a class of data is, table by table, children first; what a legal hold names stays, with all that hangs on it.
import {
  childrenFirst,
  type DataClass,
  dataClasses,
  destroyedTables,
  type HoldSubject,
  holdSubjects,
} from '../../domain/privacy/retention.ts';
import type { Queryable } from '../postgres/pool.ts';

interface Reference {
  readonly child: string;
  readonly parent: string;
  readonly child_columns: string[];
  readonly parent_columns: string[];
}

/** Who refers to whom, as the database itself knows it: a table added tomorrow is in its place at once. */
function readReferences(tx: Queryable): Promise<Reference[]> {
  return tx.rows<Reference>(
    `SELECT c.conrelid::regclass::text AS child, c.confrelid::regclass::text AS parent,
       (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(c.conkey) WITH ORDINALITY AS k(num, n)
         JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num) AS child_columns,
       (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(c.confkey) WITH ORDINALITY AS k(num, n)
         JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.num) AS parent_columns
     FROM pg_constraint c WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace ORDER BY 1, 2`,
  );
}

type Held = Readonly<Record<HoldSubject, readonly string[]>>;

/** A held household keeps its requests and its people; a held request keeps who asked and who wrote it down. */
async function readHeld(tx: Queryable, communityId: string): Promise<Held> {
  const row = await tx.row<{ household: string[]; request: string[]; person: string[] }>(
    `WITH held AS (SELECT subject_kind, subject_id FROM legal_hold WHERE community_id = $1 AND ended_at IS NULL),
     households AS (SELECT subject_id AS id FROM held WHERE subject_kind = 'household'),
     requests AS (
       SELECT subject_id AS id FROM held WHERE subject_kind = 'request'
       UNION SELECT request_id FROM request WHERE community_id = $1 AND household_id IN (SELECT id FROM households)
     ), people AS (
       SELECT subject_id AS id FROM held WHERE subject_kind = 'person'
       UNION SELECT person_id FROM resident WHERE community_id = $1 AND household_id IN (SELECT id FROM households)
       UNION SELECT p.id FROM request r, unnest(ARRAY[r.asked_by, r.recorded_by, r.owner_id]) AS p(id)
         WHERE r.community_id = $1 AND p.id IS NOT NULL AND r.request_id IN (SELECT id FROM requests)
     )
     SELECT coalesce((SELECT array_agg(id) FROM households), '{}') AS household,
       coalesce((SELECT array_agg(id) FROM requests), '{}') AS request,
       coalesce((SELECT array_agg(id) FROM people), '{}') AS person`,
    [communityId],
  );
  return row ?? { household: [], request: [], person: [] };
}

/** Who goes on signing in: those who answer for the community and for the program. */
const keepers = `SELECT g.person_id FROM role_grant g JOIN account a ON a.community_id = g.community_id AND a.person_id = g.person_id
  WHERE g.community_id = $1 AND g.role IN ('administrator', 'community_lead', 'district_viewer') AND g.ended_at IS NULL
    AND a.disabled_at IS NULL`;
const tablesOfKeepers = new Set(['person', 'account', 'role_grant', 'session']);

function deletion(table: string, references: readonly Reference[]): string {
  const about = destroyedTables[table]?.about ?? {};
  const held = holdSubjects.flatMap((subject, at) => {
    const column = about[subject];
    return column === undefined ? [] : [`t.${column} = ANY ($${at + 2}::uuid[])`];
  });
  if (tablesOfKeepers.has(table)) held.push(`t.person_id IN (${keepers})`);
  const kept = held.map(condition => `AND (${condition}) IS NOT TRUE`);
  const carrying = references
    .filter(({ parent, child }) => parent === table && child !== table)
    .map(({ child, child_columns, parent_columns }) => {
      const same = child_columns.map((column, at) => `c.${column} = t.${parent_columns[at]}`).join(' AND ');
      return `AND NOT EXISTS (SELECT FROM ${child} c WHERE ${same})`;
    });
  // The unused lists are named so that every statement takes the same values.
  return `WITH held AS (SELECT $2::uuid[], $3::uuid[], $4::uuid[])
    DELETE FROM ${table} t WHERE t.community_id = $1 ${kept.join(' ')} ${carrying.join(' ')}`;
}

export interface Destruction {
  /** Table → rows. */
  readonly rows: Readonly<Record<string, number>>;
}

/** Deletes everything of this class and the ones before it. Inside the caller's transaction; takes as long as it takes. */
export async function destroyClass(tx: Queryable, communityId: string, upTo: DataClass): Promise<Destruction> {
  await tx.rows(`SELECT set_config('cailanzi.destroying', 'on', true)`);
  const classes = dataClasses.slice(0, dataClasses.indexOf(upTo) + 1);
  const tables = Object.keys(destroyedTables).filter(table => classes.includes(destroyedTables[table]?.class as DataClass));
  const references = await readReferences(tx);
  const held = await readHeld(tx, communityId);
  const values = [communityId, held.household, held.request, held.person];
  const rows: Record<string, number> = {};
  for (const table of childrenFirst(tables, references)) {
    const count = await tx.count(deletion(table, references), values);
    if (count > 0) rows[table] = count;
  }
  if (classes.includes('work')) rows.zone = await forgetPlaces(tx, communityId, held.household);
  if (classes.includes('people')) await takeNamesOff(tx, communityId, held.person);
  return { rows };
}

/** What was heard from a door, and orders about a single household, say something about those who live there. */
async function forgetPlaces(tx: Queryable, communityId: string, held: readonly string[]): Promise<number> {
  await tx.count(
    `UPDATE household SET heard_at = NULL, heard_how = NULL, days_of_supply = NULL, supply_said_at = NULL, ask_again_at = NULL
     WHERE community_id = $1 AND NOT household_id = ANY ($2::uuid[])
       AND (heard_at IS NOT NULL OR days_of_supply IS NOT NULL OR ask_again_at IS NOT NULL)`,
    [communityId, held],
  );
  await tx.count(
    'UPDATE run SET booked_requests = 0, booked_grams = 0, booked_minutes = 0 WHERE community_id = $1 AND booked_requests > 0',
    [communityId],
  );
  return tx.count(`DELETE FROM zone WHERE community_id = $1 AND place_kind = 'household' AND NOT place_id = ANY ($2::uuid[])`, [
    communityId,
    held,
  ]);
}

/** Whoever must stay, because they sign in or something that stays names them, stays without name and telephone. */
async function takeNamesOff(tx: Queryable, communityId: string, held: readonly string[]): Promise<void> {
  await tx.count(
    `UPDATE person p SET name = coalesce((SELECT a.sign_in_name FROM account a WHERE a.community_id = $1 AND a.person_id = p.person_id), '–'),
       telephone = NULL, telephone_digits = NULL
     WHERE p.community_id = $1 AND NOT p.person_id = ANY ($2::uuid[])`,
    [communityId, held],
  );
}

/** The files that something still names; all others of the community's folder may go. */
export async function filesNamed(db: Queryable, communityId: string): Promise<Set<string>> {
  const named = new Set<string>();
  for (const [table, { file }] of Object.entries(destroyedTables)) {
    if (file === undefined) continue;
    const rows = await db.rows<{ id: string }>(
      `SELECT ${file} AS id FROM ${table} WHERE community_id = $1 AND ${file} IS NOT NULL`,
      [communityId],
    );
    for (const { id } of rows) named.add(id);
  }
  return named;
}

/** Counts about at least five households each, by day, compound and kind. */
export async function keepFigures(tx: Queryable, communityId: string, standDownId: string): Promise<void> {
  await tx.count(
    `INSERT INTO kept_figure (community_id, stand_down_id, day, compound_id, kind, households, requests, served)
     SELECT $1, $2, (r.asked_at AT TIME ZONE c.time_zone)::date, r.compound_id, r.kind, count(DISTINCT r.household_id), count(*),
       count(*) FILTER (WHERE r.state = 'served')
     FROM request r JOIN community c ON c.community_id = r.community_id
     WHERE r.community_id = $1 GROUP BY 3, 4, 5 HAVING count(DISTINCT r.household_id) >= 5
     ON CONFLICT DO NOTHING`,
    [communityId, standDownId],
  );
}
