// What stands on a board beside the cells: the community, its compounds, the houses and units in their order, and who carries how much.
import { helperRoles } from '../../domain/people/role.ts';
import { heldStates } from '../../domain/request/life.ts';
import type { Queryable } from '../postgres/pool.ts';
import { unheardHours } from './cell-store.ts';

export interface BoardCommunity {
  readonly name: string;
  readonly demo: boolean;
  readonly time_zone: string;
  readonly unheard_after_hours: number;
  /** The database's clock when the reading began: the live stream goes on from there. */
  readonly read_at: string;
}

export function readCommunity(db: Queryable, communityId: string): Promise<BoardCommunity | undefined> {
  return db.row<BoardCommunity>(
    `SELECT c.name, c.demo, c.time_zone, ${unheardHours} AS unheard_after_hours, now() AS read_at
     FROM community c WHERE c.community_id = $1`,
    [communityId],
  );
}

export interface CompoundRow {
  readonly compound_id: string;
  readonly name: string;
  readonly households: number;
}

/** In their order, each with the number of its lived-in doors. */
export function readCompounds(db: Queryable, communityId: string): Promise<CompoundRow[]> {
  return db.rows<CompoundRow>(
    `SELECT c.compound_id, c.name, coalesce(h.households, 0) AS households
     FROM compound c
     LEFT JOIN (
       SELECT compound_id, count(*) AS households FROM household
       WHERE community_id = $1 AND living = 'lived_in' GROUP BY compound_id
     ) h ON h.compound_id = c.compound_id
     WHERE c.community_id = $1 ORDER BY c.sort, c.name`,
    [communityId],
  );
}

export interface UnitRow {
  readonly building_id: string;
  readonly building_label: string;
  readonly unit_id: string;
  readonly unit_label: string;
}

export function readUnits(db: Queryable, communityId: string, compoundId: string): Promise<UnitRow[]> {
  return db.rows<UnitRow>(
    `SELECT b.building_id, b.label AS building_label, u.unit_id, u.label AS unit_label
     FROM building b JOIN unit u ON u.community_id = b.community_id AND u.building_id = b.building_id
     WHERE b.community_id = $1 AND b.compound_id = $2 ORDER BY b.sort, b.label, u.sort, u.label`,
    [communityId, compoundId],
  );
}

export interface HelperLoad {
  readonly helperId: string;
  readonly role: string;
  readonly label: string;
  readonly held: number;
  readonly maxOpen: number;
}

const listed = (names: readonly string[]) => names.map(name => `'${name}'`).join(', ');

/**
 * Whoever is on duty or holds something, by role and running number; the fullest first. No names: the board hangs where people pass. The
 * number is the place within the role by the time the person was entered, so it stays the same from day to day.
 */
export function readHelperLoad(db: Queryable, communityId: string, now: Date, most = 120): Promise<HelperLoad[]> {
  return db.rows<HelperLoad>(
    `WITH helping AS (
       SELECT p.person_id, p.on_duty, p.max_open, p.role,
         row_number() OVER (PARTITION BY p.role ORDER BY p.person_id)::text AS label
       FROM (
         SELECT DISTINCT ON (k.person_id) k.person_id, k.on_duty, k.max_open, g.role
         FROM helper k JOIN role_grant g ON g.community_id = k.community_id AND g.person_id = k.person_id
         WHERE k.community_id = $1 AND g.role IN (${listed(helperRoles)})
           AND g.starts_at <= $2 AND (g.ended_at IS NULL OR g.ended_at > $2)
         ORDER BY k.person_id, array_position(ARRAY[${listed(helperRoles)}], g.role)
       ) p
     ), holding AS (
       SELECT owner_id, count(*) AS held FROM request
       WHERE community_id = $1 AND state IN (${listed(heldStates)}) GROUP BY owner_id
     )
     SELECT h.person_id AS "helperId", h.role, h.label, coalesce(o.held, 0) AS held, h.max_open AS "maxOpen"
     FROM helping h LEFT JOIN holding o ON o.owner_id = h.person_id
     WHERE h.on_duty OR o.held > 0
     ORDER BY coalesce(o.held, 0)::numeric / greatest(h.max_open, 1) DESC, h.role, h.person_id LIMIT $3`,
    [communityId, now, most],
  );
}
