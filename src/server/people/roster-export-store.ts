// The rosters as they stand now, row by row, in the words and columns that the import reads back.

import { type RosterKind, rosterColumns } from '../../domain/people/roster.ts';
import {
  hasWord,
  type Living,
  livingWord,
  type Rank,
  type Relation,
  rankWord,
  relationWord,
  roleWord,
  type StaffRole,
  yesWord,
} from '../../domain/people/roster-cell.ts';
import type { Queryable } from '../postgres/pool.ts';

type Cells = Readonly<Record<string, string | number | null>>;

const wall = 'c.sort, c.name, b.sort, b.label, u.sort, u.label';
const around = `JOIN compound c ON c.community_id = h.community_id AND c.compound_id = h.compound_id
  JOIN building b ON b.community_id = h.community_id AND b.building_id = h.building_id
  JOIN unit u ON u.community_id = h.community_id AND u.unit_id = h.unit_id`;

/** The only staircase of a building without units is called the first, so that it is not read back as the building. */
const staircase = (row: string): string => `CASE WHEN ${row}.place_kind = 'unit' AND u.label = '' THEN '1单元' ELSE u.label END`;

async function readHouseholdCells(db: Queryable, communityId: string): Promise<Cells[]> {
  const rows = await db.rows<Cells & { living: Living; lift: boolean; aliases: string[] }>(
    `SELECT c.name AS compound, b.label AS building, u.label AS unit, h.floor, h.door, h.living, h.aliases, a.name AS area,
       g.name AS grid, g.code AS grid_code, b.floors, b.lift
     FROM household h ${around}
     LEFT JOIN grid g ON g.community_id = h.community_id AND g.grid_id = h.grid_id
     LEFT JOIN area a ON a.community_id = h.community_id AND a.area_id = h.area_id
     WHERE h.community_id = $1 ORDER BY ${wall}, h.floor, h.sort, h.door`,
    [communityId],
  );
  return rows.map(row => ({
    ...row,
    living: livingWord(row.living),
    lift: hasWord(row.lift),
    aliases: row.aliases.join('、'),
  }));
}

async function readResidentCells(db: Queryable, communityId: string, at: Date): Promise<Cells[]> {
  const rows = await db.rows<Cells & { relation: Relation; smartphone: boolean }>(
    `SELECT c.name AS compound, b.label AS building, u.label AS unit, h.door, p.name, p.telephone, r.relation, r.smartphone
     FROM resident r
     JOIN person p ON p.community_id = r.community_id AND p.person_id = r.person_id
     JOIN household h ON h.community_id = r.community_id AND h.household_id = r.household_id ${around}
     WHERE r.community_id = $1 AND p.removed_at IS NULL AND (r.ended_at IS NULL OR r.ended_at > $2) AND h.living <> 'removed'
     ORDER BY ${wall}, h.floor, h.sort, h.door, r.relation, p.person_id`,
    [communityId, at],
  );
  return rows.map(row => ({ ...row, relation: relationWord(row.relation), smartphone: yesWord(row.smartphone) }));
}

async function readStaffCells(db: Queryable, communityId: string, at: Date): Promise<Cells[]> {
  const rows = await db.rows<Cells & { role: StaffRole; protection: boolean | null; insured: boolean | null }>(
    `SELECT a.sign_in_name AS sign_in, p.name, p.telephone, g.role, ar.name AS area, gr.code AS grid,
       coalesce(c.name, bc.name) AS compound, b.label AS building, ${staircase('g')} AS unit, e.protection, e.insured
     FROM role_grant g
     JOIN account a ON a.community_id = g.community_id AND a.person_id = g.person_id
     JOIN person p ON p.community_id = g.community_id AND p.person_id = g.person_id
     LEFT JOIN helper e ON e.community_id = g.community_id AND e.person_id = g.person_id
     LEFT JOIN area ar ON ar.community_id = g.community_id AND ar.area_id = g.place_id
     LEFT JOIN grid gr ON gr.community_id = g.community_id AND gr.grid_id = g.place_id
     LEFT JOIN compound c ON c.community_id = g.community_id AND c.compound_id = g.place_id
     LEFT JOIN unit u ON u.community_id = g.community_id AND u.unit_id = g.place_id
     LEFT JOIN building b ON b.community_id = g.community_id AND b.building_id = coalesce(u.building_id, g.place_id)
     LEFT JOIN compound bc ON bc.community_id = g.community_id AND bc.compound_id = b.compound_id
     WHERE g.community_id = $1 AND (g.ended_at IS NULL OR g.ended_at > $2) AND a.disabled_at IS NULL AND p.removed_at IS NULL
     ORDER BY a.sign_in_name, g.role, g.grant_id`,
    [communityId, at],
  );
  return rows.map(row => ({
    ...row,
    role: roleWord(row.role),
    protection: row.protection === null ? '' : yesWord(row.protection),
    insured: row.insured === null ? '' : yesWord(row.insured),
  }));
}

async function readBindingCells(db: Queryable, communityId: string, at: Date): Promise<Cells[]> {
  const rows = await db.rows<Cells & { rank: Rank }>(
    `SELECT a.sign_in_name AS sign_in, c.name AS compound, b.label AS building, ${staircase('n')} AS unit, h.door, n.rank,
       n.from_on AS "from", n.to_on AS "to"
     FROM binding n
     JOIN account a ON a.community_id = n.community_id AND a.person_id = n.person_id AND a.disabled_at IS NULL
     JOIN community m ON m.community_id = n.community_id
     LEFT JOIN household h ON h.community_id = n.community_id AND h.household_id = n.place_id
     LEFT JOIN unit u ON u.community_id = n.community_id AND u.unit_id = coalesce(h.unit_id, n.place_id)
     JOIN building b ON b.community_id = n.community_id AND b.building_id = coalesce(u.building_id, n.place_id)
     JOIN compound c ON c.community_id = n.community_id AND c.compound_id = b.compound_id
     WHERE n.community_id = $1 AND (n.to_on IS NULL OR n.to_on >= ($2::timestamptz AT TIME ZONE m.time_zone)::date)
     ORDER BY ${wall}, h.floor, h.door, n.rank DESC, a.sign_in_name`,
    [communityId, at],
  );
  return rows.map(row => ({ ...row, rank: rankWord(row.rank) }));
}

const readers: Readonly<Record<RosterKind, (db: Queryable, communityId: string, at: Date) => Promise<Cells[]>>> = {
  households: readHouseholdCells,
  residents: readResidentCells,
  staff: readStaffCells,
  bindings: readBindingCells,
};

/** Headings and rows. */
export async function exportLines(db: Queryable, kind: RosterKind, communityId: string, at: Date): Promise<string[][]> {
  const rows = await readers[kind](db, communityId, at);
  const columns = rosterColumns[kind];
  return [columns.map(one => one.heading), ...rows.map(row => columns.map(one => String(row[one.name] ?? '')))];
}
