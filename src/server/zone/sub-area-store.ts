// Sets of doors with a name: made once, never changed, so that what was sealed stays readable.
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';

export interface SubAreaRow {
  readonly sub_area_id: string;
  readonly name: string;
  readonly household_ids: readonly string[];
}

export function listSubAreas(db: Queryable, communityId: string): Promise<SubAreaRow[]> {
  return db.rows<SubAreaRow>(
    `SELECT s.sub_area_id, s.name, coalesce(array_agg(d.household_id ORDER BY d.household_id) FILTER (WHERE d.household_id IS NOT NULL), '{}')
       AS household_ids
     FROM sub_area s LEFT JOIN sub_area_door d ON d.community_id = s.community_id AND d.sub_area_id = s.sub_area_id
     WHERE s.community_id = $1 GROUP BY s.sub_area_id, s.name ORDER BY s.name`,
    [communityId],
  );
}

/** How many of the doors there are; the set is made only when that is all of them. False: the name is taken. */
export async function addSubArea(
  tx: Queryable,
  communityId: string,
  area: { readonly subAreaId: string; readonly name: string; readonly madeBy: string; readonly householdIds: readonly string[] },
): Promise<'made' | 'name_taken' | 'door_unknown'> {
  const known = await tx.rows<{ household_id: string }>(
    'SELECT household_id FROM household WHERE community_id = $1 AND household_id = ANY ($2)',
    [communityId, area.householdIds],
  );
  if (known.length < new Set(area.householdIds).size) return 'door_unknown';
  const made = await tx.count(
    'INSERT INTO sub_area (community_id, sub_area_id, name, made_by) VALUES ($1, $2, $3, $4) ON CONFLICT (community_id, name) DO NOTHING',
    [communityId, area.subAreaId, area.name, area.madeBy],
  );
  if (made === 0) return 'name_taken';
  await tx.count(
    'INSERT INTO sub_area_door (community_id, sub_area_id, household_id) SELECT $1, $2, h FROM unnest($3::uuid[]) AS h',
    [communityId, area.subAreaId, known.map(row => row.household_id)],
  );
  return 'made';
}

/** A flat was split: what was ordered for its door holds for every door that came of it. */
export async function coverSplitDoors(
  tx: Queryable,
  communityId: string,
  householdId: string,
  newIds: readonly string[],
): Promise<void> {
  await tx.count(
    `INSERT INTO sub_area_door (community_id, sub_area_id, household_id)
     SELECT d.community_id, d.sub_area_id, n FROM sub_area_door d CROSS JOIN unnest($3::uuid[]) AS n
     WHERE d.community_id = $1 AND d.household_id = $2`,
    [communityId, householdId, newIds],
  );
  const orders = await tx.rows<{ zone_id: string }>('SELECT zone_id FROM zone WHERE community_id = $1 AND place_id = $2', [
    communityId,
    householdId,
  ]);
  const copies = orders.flatMap(({ zone_id }) => newIds.map(household_id => ({ zone_id, household_id, copy_id: newId() })));
  if (copies.length === 0) return;
  await tx.count(
    `INSERT INTO zone (community_id, zone_id, place_kind, place_id, level, order_number, starts_at, ended_at, end_order_number, recorded_by,
       ended_by, planned_end_at, recorded_at, approved, changed_at)
     SELECT z.community_id, c.copy_id, z.place_kind, c.household_id, z.level, z.order_number, z.starts_at, z.ended_at, z.end_order_number,
       z.recorded_by, z.ended_by, z.planned_end_at, z.recorded_at, z.approved, clock_timestamp()
     FROM zone z JOIN jsonb_to_recordset($2::jsonb) AS c(zone_id uuid, household_id uuid, copy_id uuid) USING (zone_id)
     WHERE z.community_id = $1`,
    [communityId, JSON.stringify(copies)],
  );
}
