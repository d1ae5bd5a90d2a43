// The places that rights and bindings name: whether they are there, what they are called, and which lie within somebody's reach.
import type { Queryable } from '../postgres/pool.ts';

export type NamedPlaceKind = 'community' | 'area' | 'grid' | 'compound' | 'building' | 'unit' | 'household';

const tableOf = {
  community: ['community', 'community_id'],
  area: ['area', 'area_id'],
  grid: ['grid', 'grid_id'],
  compound: ['compound', 'compound_id'],
  building: ['building', 'building_id'],
  unit: ['unit', 'unit_id'],
  household: ['household', 'household_id'],
} as const satisfies Record<NamedPlaceKind, readonly [string, string]>;

/** `hold` keeps the place's row until the end of the transaction, so that two bindings of one place are written one after the other. */
export async function placeIsThere(
  db: Queryable,
  communityId: string,
  kind: NamedPlaceKind,
  placeId: string,
  hold = false,
): Promise<boolean> {
  const [table, column] = tableOf[kind];
  const row = await db.row(
    `SELECT ${column} FROM ${table} WHERE community_id = $1 AND ${column} = $2 ${hold ? 'FOR NO KEY UPDATE' : ''}`,
    [communityId, placeId],
  );
  return row !== undefined;
}

/** Does a building, unit or household lie wholly within reach? */
export async function placeIsWithin(
  db: Queryable,
  communityId: string,
  reach: readonly string[] | null,
  placeId: string,
): Promise<boolean> {
  if (reach === null) return true;
  const row = await db.row<{ within: boolean | null }>(
    `SELECT bool_and(in_reach($2::uuid[], area_id, grid_id, compound_id, building_id, unit_id, household_id)) AS within
     FROM household WHERE community_id = $1 AND $3 IN (building_id, unit_id, household_id)`,
    [communityId, reach, placeId],
  );
  return row?.within === true;
}

/** All places that share at least one door with the reach. */
export async function placesTouched(db: Queryable, communityId: string, reach: readonly string[]): Promise<string[]> {
  const rows = await db.rows<{ place_id: string }>(
    `SELECT DISTINCT place_id
     FROM household h, unnest(ARRAY[area_id, grid_id, compound_id, building_id, unit_id, household_id]) AS place_id
     WHERE h.community_id = $1 AND place_id IS NOT NULL
       AND in_reach($2::uuid[], h.area_id, h.grid_id, h.compound_id, h.building_id, h.unit_id, h.household_id)`,
    [communityId, reach],
  );
  return rows.map(row => row.place_id);
}

interface PlaceNameRow {
  readonly place_id: string;
  readonly compound: string | null;
  readonly building: string | null;
  readonly unit: string | null;
  readonly name: string;
}

/** What these places are called aloud: "经纬印象小区 10号楼 2单元". */
export async function placeNames(db: Queryable, communityId: string, placeIds: readonly string[]): Promise<Map<string, string>> {
  if (placeIds.length === 0) return new Map();
  const rows = await db.rows<PlaceNameRow>(
    `SELECT community_id AS place_id, NULL AS compound, NULL AS building, NULL AS unit, name FROM community
       WHERE community_id = $1 AND community_id = ANY ($2::uuid[])
     UNION ALL SELECT area_id, NULL, NULL, NULL, name FROM area WHERE community_id = $1 AND area_id = ANY ($2::uuid[])
     UNION ALL SELECT grid_id, NULL, NULL, NULL, name FROM grid WHERE community_id = $1 AND grid_id = ANY ($2::uuid[])
     UNION ALL SELECT compound_id, NULL, NULL, NULL, name FROM compound WHERE community_id = $1 AND compound_id = ANY ($2::uuid[])
     UNION ALL SELECT b.building_id, c.name, NULL, NULL, b.label
       FROM building b JOIN compound c ON c.community_id = b.community_id AND c.compound_id = b.compound_id
       WHERE b.community_id = $1 AND b.building_id = ANY ($2::uuid[])
     UNION ALL SELECT u.unit_id, c.name, b.label, NULL, u.label
       FROM unit u JOIN building b ON b.community_id = u.community_id AND b.building_id = u.building_id
       JOIN compound c ON c.community_id = b.community_id AND c.compound_id = b.compound_id
       WHERE u.community_id = $1 AND u.unit_id = ANY ($2::uuid[])
     UNION ALL SELECT h.household_id, c.name, b.label, u.label, h.door
       FROM household h JOIN unit u ON u.community_id = h.community_id AND u.unit_id = h.unit_id
       JOIN building b ON b.community_id = h.community_id AND b.building_id = h.building_id
       JOIN compound c ON c.community_id = h.community_id AND c.compound_id = h.compound_id
       WHERE h.community_id = $1 AND h.household_id = ANY ($2::uuid[])`,
    [communityId, placeIds],
  );
  return new Map(
    rows.map(({ place_id, compound, building, unit, name }) => [
      place_id,
      [compound, building, unit, name].filter(part => part !== null && part !== '').join(' '),
    ]),
  );
}
