// When each lived-in household was last heard from by any means, by building and by who answers for the door.
import { unheardHours } from '../brief/cell-store.ts';
import type { Queryable } from '../postgres/pool.ts';

type Places = readonly string[] | null;

export interface SilenceFilter {
  readonly places: Places;
  readonly hours: number | undefined;
  readonly buildingId: string | undefined;
  readonly helperId: string | undefined;
  readonly now: Date;
  readonly today: string;
}

export async function silenceHours(db: Queryable, communityId: string, asked: number | undefined): Promise<number> {
  if (asked !== undefined) return asked;
  const row = await db.row<{ hours: number }>(`SELECT ${unheardHours} AS hours FROM community c WHERE c.community_id = $1`, [
    communityId,
  ]);
  return row?.hours ?? 24;
}

const inReach = 'in_reach($2::uuid[], h.area_id, h.grid_id, h.compound_id, h.building_id, h.unit_id, h.household_id)';
/** $3: heard later than this is heard. */
const isSilent = '(h.heard_at IS NULL OR h.heard_at <= $3)';
/** $4: today. The nearest binding counts: of the door, else of the unit, else of the building. */
const primaryOf = `SELECT n.person_id FROM binding n
  WHERE n.community_id = h.community_id AND n.place_id IN (h.household_id, h.unit_id, h.building_id) AND n.rank = 'primary'
    AND n.from_on <= $4 AND (n.to_on IS NULL OR n.to_on >= $4)
  ORDER BY array_position(ARRAY['household', 'unit', 'building'], n.place_kind) LIMIT 1`;

const groupFigures = `count(*)::integer AS households, (count(*) FILTER (WHERE ${isSilent}))::integer AS unheard,
  CASE WHEN bool_or(h.heard_at IS NULL) THEN NULL ELSE min(h.heard_at) END AS longest_at`;

export interface Group {
  readonly households: number;
  readonly unheard: number;
  readonly longest_at: string | null;
}

function before({ now, hours = 24 }: SilenceFilter): Date {
  return new Date(now.getTime() - hours * 3_600_000);
}

export function readBuildingSilence(
  db: Queryable,
  communityId: string,
  filter: SilenceFilter,
): Promise<(Group & { building_id: string; label: string; compound_name: string })[]> {
  return db.rows(
    `SELECT b.building_id, b.label, o.name AS compound_name, ${groupFigures}
     FROM household h
     JOIN building b ON b.community_id = h.community_id AND b.building_id = h.building_id
     JOIN compound o ON o.community_id = h.community_id AND o.compound_id = h.compound_id
     WHERE h.community_id = $1 AND h.living = 'lived_in' AND ${inReach}
     GROUP BY b.building_id, b.label, b.sort, o.name, o.sort ORDER BY o.sort, o.name, b.sort, b.label`,
    [communityId, filter.places, before(filter)],
  );
}

export function readHelperSilence(
  db: Queryable,
  communityId: string,
  filter: SilenceFilter,
): Promise<(Group & { helper_id: string | null; name: string | null })[]> {
  return db.rows(
    `SELECT n.person_id AS helper_id, p.name, ${groupFigures}
     FROM household h
     LEFT JOIN LATERAL (${primaryOf}) n ON true
     LEFT JOIN person p ON p.community_id = h.community_id AND p.person_id = n.person_id
     WHERE h.community_id = $1 AND h.living = 'lived_in' AND ${inReach}
     GROUP BY n.person_id, p.name ORDER BY unheard DESC, n.person_id IS NOT NULL, p.name`,
    [communityId, filter.places, before(filter), filter.today],
  );
}

export interface SilentDoor {
  readonly household_id: string;
  readonly building_label: string;
  readonly unit_label: string;
  readonly door: string;
  readonly compound_name: string;
  readonly heard_at: string | null;
  readonly heard_how: string | null;
  readonly tried_at: string | null;
  readonly helper_names: readonly string[];
  readonly is_on_call_list: boolean;
}

/** The longest silence first; never heard from before all others. At most 500. */
export function listSilentDoors(db: Queryable, communityId: string, filter: SilenceFilter): Promise<SilentDoor[]> {
  return db.rows<SilentDoor>(
    `SELECT h.household_id, b.label AS building_label, u.label AS unit_label, h.door, o.name AS compound_name, h.heard_at, h.heard_how,
       (SELECT max(coalesce(k.happened_at, k.at)) FROM contact k WHERE k.community_id = $1 AND k.household_id = h.household_id
          AND k.outcome = 'no_answer' AND coalesce(k.happened_at, k.at) > coalesce(h.heard_at, '-infinity')) AS tried_at,
       ARRAY(SELECT p.name FROM binding n JOIN person p ON p.community_id = n.community_id AND p.person_id = n.person_id
          WHERE n.community_id = $1 AND n.place_id IN (h.household_id, h.unit_id, h.building_id)
            AND n.from_on <= $4 AND (n.to_on IS NULL OR n.to_on >= $4)
          ORDER BY n.rank DESC, array_position(ARRAY['household', 'unit', 'building'], n.place_kind), p.name LIMIT 3) AS helper_names,
       EXISTS (SELECT FROM call_back c WHERE c.community_id = $1 AND c.household_id = h.household_id AND c.closed_at IS NULL) AS is_on_call_list
     FROM household h
     JOIN unit u ON u.community_id = h.community_id AND u.unit_id = h.unit_id
     JOIN building b ON b.community_id = h.community_id AND b.building_id = h.building_id
     JOIN compound o ON o.community_id = h.community_id AND o.compound_id = h.compound_id
     WHERE h.community_id = $1 AND h.living = 'lived_in' AND ${inReach} AND ${isSilent}
       AND ($5::uuid IS NULL OR h.building_id = $5) AND ($6::uuid IS NULL OR (${primaryOf}) = $6)
     ORDER BY h.heard_at NULLS FIRST, o.sort, b.sort, b.label, u.sort, h.sort LIMIT 500`,
    [communityId, filter.places, before(filter), filter.today, filter.buildingId ?? null, filter.helperId ?? null],
  );
}

export async function writeSilenceHours(tx: Queryable, communityId: string, hours: number): Promise<void> {
  await tx.count(
    `UPDATE community SET settings = jsonb_set(settings, '{unheardAfterHours}', to_jsonb($2::integer)) WHERE community_id = $1`,
    [communityId, hours],
  );
}
