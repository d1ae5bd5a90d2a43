// The places of a community and its doors, as the desk and the helpers look at them.
import { openStates } from '../../domain/request/life.ts';
import type { Queryable } from '../postgres/pool.ts';

type Places = readonly string[] | null;

export interface CommunityRow {
  readonly community_id: string;
  readonly name: string;
  readonly division_code: string;
}

export interface GridRow {
  readonly area_id: string;
  readonly area_name: string;
  readonly grid_id: string | null;
  readonly grid_name: string | null;
  readonly code: string | null;
}

export interface UnitRow {
  readonly compound_id: string;
  readonly compound_name: string;
  readonly compound_aliases: readonly string[];
  readonly building_id: string;
  readonly building_label: string;
  readonly building_aliases: readonly string[];
  readonly building_grid_id: string | null;
  readonly floors: number;
  readonly lift: boolean;
  readonly unit_id: string | null;
  readonly unit_label: string;
  readonly unit_grid_id: string | null;
  readonly doors: number;
  readonly lived_in: number;
}

export function readCommunity(db: Queryable, communityId: string): Promise<CommunityRow | undefined> {
  return db.row<CommunityRow>('SELECT community_id, name, division_code FROM community WHERE community_id = $1', [communityId]);
}

/** Areas with their grids; one row with nulls for an area that has none. */
export function readGrids(db: Queryable, communityId: string): Promise<GridRow[]> {
  return db.rows<GridRow>(
    `SELECT a.area_id, a.name AS area_name, g.grid_id, g.name AS grid_name, g.code
     FROM area a LEFT JOIN grid g ON g.community_id = a.community_id AND g.area_id = a.area_id
     WHERE a.community_id = $1 ORDER BY a.sort, a.name, g.code`,
    [communityId],
  );
}

/** Every unit within reach, with the compound and building around it, in the order of the wall outside. */
export function readUnits(db: Queryable, communityId: string, places: Places): Promise<UnitRow[]> {
  return db.rows<UnitRow>(
    `SELECT c.compound_id, c.name AS compound_name, c.aliases AS compound_aliases,
       b.building_id, b.label AS building_label, b.aliases AS building_aliases, b.grid_id AS building_grid_id, b.floors, b.lift,
       u.unit_id, coalesce(u.label, '') AS unit_label, u.grid_id AS unit_grid_id,
       coalesce(h.doors, 0) AS doors, coalesce(h.lived_in, 0) AS lived_in
     FROM compound c
     JOIN building b ON b.community_id = c.community_id AND b.compound_id = c.compound_id
     LEFT JOIN unit u ON u.community_id = b.community_id AND u.building_id = b.building_id
     LEFT JOIN grid g ON g.community_id = b.community_id AND g.grid_id = coalesce(u.grid_id, b.grid_id)
     LEFT JOIN (
       SELECT unit_id, count(*) AS doors, count(*) FILTER (WHERE living = 'lived_in') AS lived_in
       FROM household
       WHERE community_id = $1 AND living <> 'removed'
         AND in_reach($2::uuid[], area_id, grid_id, compound_id, building_id, unit_id, household_id)
       GROUP BY unit_id) h ON h.unit_id = u.unit_id
     WHERE c.community_id = $1
       AND (h.doors > 0 OR in_reach($2::uuid[], g.area_id, g.grid_id, c.compound_id, b.building_id, u.unit_id, NULL))
     ORDER BY c.sort, c.name, b.sort, b.label, u.sort, u.label`,
    [communityId, places],
  );
}

export interface HouseholdRow {
  readonly to_the_door: boolean;
  readonly household_id: string;
  readonly compound_id: string;
  readonly building_id: string;
  readonly unit_id: string;
  readonly compound_name: string;
  readonly building_label: string;
  readonly unit_label: string;
  readonly door: string;
  readonly aliases: readonly string[];
  readonly floor: number;
  readonly living: 'lived_in' | 'vacant' | 'shop' | 'removed';
  readonly heard_at: string | null;
  readonly days_of_supply: number | null;
  readonly ask_again_at: string | null;
  readonly open_requests: number;
}

const householdColumns = `h.household_id, h.compound_id, h.building_id, h.unit_id, c.name AS compound_name, b.label AS building_label,
  u.label AS unit_label, h.door, h.aliases, h.floor, h.living, h.to_the_door, h.heard_at, h.days_of_supply, h.ask_again_at,
  (SELECT count(*) FROM request r WHERE r.community_id = h.community_id AND r.household_id = h.household_id
     AND r.state = ANY ('{${openStates.join(',')}}')) AS open_requests`;
const householdTables = `household h
  JOIN compound c ON c.community_id = h.community_id AND c.compound_id = h.compound_id
  JOIN building b ON b.community_id = h.community_id AND b.building_id = h.building_id
  JOIN unit u ON u.community_id = h.community_id AND u.unit_id = h.unit_id`;
const withinReach = 'in_reach($2::uuid[], h.area_id, h.grid_id, h.compound_id, h.building_id, h.unit_id, h.household_id)';
const wallOrder = 'c.sort, c.name, b.sort, b.label, u.sort, u.label, h.floor, h.sort, h.door';

/** These households, as far as they are within reach. */
export function readHouseholds(
  db: Queryable,
  communityId: string,
  places: Places,
  householdIds: readonly string[],
  limit = 1000,
): Promise<HouseholdRow[]> {
  return db.rows<HouseholdRow>(
    `SELECT ${householdColumns} FROM ${householdTables}
     WHERE h.community_id = $1 AND ${withinReach} AND h.household_id = ANY ($3::uuid[])
     ORDER BY ${wallOrder} LIMIT $4`,
    [communityId, places, householdIds, limit],
  );
}

/** The doors of a building or unit, or of everything within reach. */
export function listHouseholds(
  db: Queryable,
  communityId: string,
  places: Places,
  { buildingId, unitId }: { readonly buildingId?: string | undefined; readonly unitId?: string | undefined },
  limit: number,
): Promise<HouseholdRow[]> {
  return db.rows<HouseholdRow>(
    `SELECT ${householdColumns} FROM ${householdTables}
     WHERE h.community_id = $1 AND ${withinReach} AND h.living <> 'removed'
       AND ($3::uuid IS NULL OR h.building_id = $3) AND ($4::uuid IS NULL OR h.unit_id = $4)
     ORDER BY ${wallOrder} LIMIT $5`,
    [communityId, places, buildingId ?? null, unitId ?? null, limit],
  );
}

/** The households of requests with this number, newest first. */
export async function findByRequestNumber(db: Queryable, communityId: string, number: string): Promise<string[]> {
  const rows = await db.rows<{ household_id: string }>(
    'SELECT household_id FROM request WHERE community_id = $1 AND number = $2 ORDER BY asked_at DESC LIMIT 20',
    [communityId, number],
  );
  return rows.map(row => row.household_id);
}

export interface CallerRow {
  readonly household_id: string;
  readonly person_id: string;
  readonly person_name: string;
  readonly relation: 'lives_here' | 'relative';
}

/** What is left of a landline without its area code (010 and 02x have three digits, the others four); null for other numbers. */
function withoutArea(digits: string): string | null {
  const local = /^0(?:10|2[0-9])([2-8][0-9]{7})$|^0[3-9][0-9]{2}([2-8][0-9]{6,7})$/.exec(digits);
  return local?.[1] ?? local?.[2] ?? null;
}

/** Who calls from this number and for which doors; a landline may be said, or be on the roster, without its area code. */
export function findCallers(db: Queryable, communityId: string, places: Places, digits: string, at: Date): Promise<CallerRow[]> {
  const local = /^[2-8][0-9]{6,7}$/.test(digits);
  return db.rows<CallerRow>(
    `SELECT DISTINCT h.household_id, p.person_id, p.name AS person_name, r.relation
     FROM person p
     JOIN resident r ON r.community_id = p.community_id AND r.person_id = p.person_id
     JOIN household h ON h.community_id = r.community_id AND h.household_id = r.household_id
     WHERE p.community_id = $1 AND ${withinReach} AND p.removed_at IS NULL
       AND r.starts_at <= $4 AND (r.ended_at IS NULL OR r.ended_at > $4)
       AND (p.telephone_digits = $3 OR p.telephone_digits = $5${local ? ` OR (p.telephone_digits LIKE '0%' AND p.telephone_digits LIKE '%' || $3)` : ''})
     LIMIT 50`,
    [communityId, places, digits, at, withoutArea(digits)],
  );
}

export interface HouseholdPersonRow {
  readonly person_id: string;
  readonly name: string;
  readonly telephone: string | null;
  readonly relation: 'lives_here' | 'relative';
  readonly smartphone: boolean;
}

/** Who lives there now, and the relatives elsewhere. */
export function readHouseholdPeople(
  db: Queryable,
  communityId: string,
  householdId: string,
  at: Date,
): Promise<HouseholdPersonRow[]> {
  return db.rows<HouseholdPersonRow>(
    `SELECT p.person_id, p.name, p.telephone, r.relation, r.smartphone
     FROM resident r JOIN person p ON p.community_id = r.community_id AND p.person_id = r.person_id
     WHERE r.community_id = $1 AND r.household_id = $2 AND p.removed_at IS NULL
       AND r.starts_at <= $3 AND (r.ended_at IS NULL OR r.ended_at > $3)
     ORDER BY r.relation, p.person_id`,
    [communityId, householdId, at],
  );
}

export interface BoundRow {
  readonly person_id: string;
  readonly name: string;
  readonly rank: 'primary' | 'backup';
  readonly place_kind: 'building' | 'unit' | 'household';
}

/** Helpers bound today to the household or a place around it: the nearest binding first. */
export function readBound(
  db: Queryable,
  communityId: string,
  household: Pick<HouseholdRow, 'household_id' | 'unit_id' | 'building_id'>,
  at: Date,
): Promise<BoundRow[]> {
  return db.rows<BoundRow>(
    `SELECT n.person_id, p.name, n.rank, n.place_kind
     FROM binding n
     JOIN person p ON p.community_id = n.community_id AND p.person_id = n.person_id
     JOIN community m ON m.community_id = n.community_id
     WHERE n.community_id = $1 AND n.place_id = ANY ($2::uuid[])
       AND n.from_on <= ($3 AT TIME ZONE m.time_zone)::date
       AND (n.to_on IS NULL OR n.to_on >= ($3 AT TIME ZONE m.time_zone)::date)
     ORDER BY array_position(ARRAY['household', 'unit', 'building'], n.place_kind), n.rank DESC, p.name`,
    [communityId, [household.household_id, household.unit_id, household.building_id], at],
  );
}

export async function hasDoorCode(db: Queryable, communityId: string, householdId: string): Promise<boolean> {
  const row = await db.row<{ has: boolean }>(
    `SELECT EXISTS (SELECT FROM door_code WHERE community_id = $1 AND household_id = $2 AND person_id IS NULL
       AND revoked_at IS NULL) AS has`,
    [communityId, householdId],
  );
  return row?.has === true;
}

export interface LastRequestRow {
  readonly request_id: string;
  readonly number: string;
  readonly kind: string;
  readonly state: string;
  readonly asked_at: string;
  readonly items: { name: string; quantity: number | null; unit: string | null }[];
  readonly note: string | null;
}

export function readLastRequests(db: Queryable, communityId: string, householdId: string): Promise<LastRequestRow[]> {
  return db.rows<LastRequestRow>(
    `SELECT r.request_id, r.number, r.kind, r.state, r.asked_at, coalesce(w.items, '[]') AS items, w.note
     FROM request r LEFT JOIN request_words w ON w.community_id = r.community_id AND w.request_id = r.request_id
     WHERE r.community_id = $1 AND r.household_id = $2 ORDER BY r.asked_at DESC, r.request_id DESC LIMIT 10`,
    [communityId, householdId],
  );
}
