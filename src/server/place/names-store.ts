// The names of a community's places and the doors behind them, as the reader of addresses wants them.
import type { DoorRow, PlaceNames } from '../../domain/place/address.ts';
import { matchAlias, matchDoors, readAddress, unitsOf, type Within } from '../../domain/place/address.ts';
import type { Queryable } from '../postgres/pool.ts';

/** All compounds, buildings and units of a community: some dozens of rows. */
export async function readPlaceNames(db: Queryable, communityId: string): Promise<PlaceNames> {
  const row = await db.row<PlaceNames>(
    `SELECT ARRAY(SELECT name FROM community WHERE community_id = $1) AS outer,
       coalesce((SELECT jsonb_agg(jsonb_build_object('compoundId', compound_id, 'name', name, 'aliases', aliases))
         FROM compound WHERE community_id = $1), '[]') AS compounds,
       coalesce((SELECT jsonb_agg(jsonb_build_object('buildingId', building_id, 'compoundId', compound_id, 'label', label, 'aliases', aliases))
         FROM building WHERE community_id = $1), '[]') AS buildings,
       coalesce((SELECT jsonb_agg(jsonb_build_object('unitId', unit_id, 'buildingId', building_id, 'label', label))
         FROM unit WHERE community_id = $1), '[]') AS units`,
    [communityId],
  );
  return row ?? { compounds: [], buildings: [], units: [] };
}

const doorColumns = `household_id AS "householdId", unit_id AS "unitId", floor, door, aliases`;

/**
 * The households meant by what somebody said, inside `places` (null: the whole community): by address, else by alias. None or several
 * is returned as such. With `wide`, "10号楼2单元" means every door of that unit.
 */
export async function findDoors(
  db: Queryable,
  communityId: string,
  said: string,
  options: { readonly within?: Within; readonly wide?: boolean; readonly places?: readonly string[] | null } = {},
): Promise<DoorRow[]> {
  const names = await readPlaceNames(db, communityId);
  const readings = readAddress(said, names);
  const units = new Set(readings.flatMap(reading => unitsOf(reading, names, options.within)));
  const doors = await db.rows<DoorRow>(
    `SELECT ${doorColumns} FROM household
     WHERE community_id = $1 AND living <> 'removed' AND (unit_id = ANY ($2::uuid[]) OR aliases <> '{}')
       AND in_reach($3::uuid[], area_id, grid_id, compound_id, building_id, unit_id, household_id)
     ORDER BY floor, sort, door`,
    [communityId, [...units], options.places ?? null],
  );
  const found = matchDoors(readings, names, doors, options);
  return found.length > 0 ? found : matchAlias(said, doors);
}
