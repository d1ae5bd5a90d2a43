// What the bindings assistant looks at: doors and requests per unit, bindings, history and homes; and the bindings it lets end.
import { helperRoles } from '../../domain/people/role.ts';
import type { Queryable } from '../postgres/pool.ts';

export interface UnitNeedRow {
  readonly unit_id: string;
  readonly building_id: string;
  readonly building: string;
  readonly unit: string;
  readonly grid_id: string | null;
  readonly area_id: string | null;
  /** Floors of its lived-in households. */
  readonly floors: readonly number[];
  readonly asked: number;
  readonly grams: number;
  /** When the first of those was asked. */
  readonly first_at: string | null;
}

/** Every unit of a compound with its lived-in doors and what was asked since a time; what was merged or withdrawn was not carried. */
export function readNeeds(db: Queryable, communityId: string, compoundId: string, since: Date): Promise<UnitNeedRow[]> {
  return db.rows<UnitNeedRow>(
    `SELECT u.unit_id, b.building_id, b.label AS building, u.label AS unit, g.grid_id, g.area_id,
       coalesce((SELECT array_agg(h.floor ORDER BY h.floor, h.sort) FROM household h
         WHERE h.community_id = u.community_id AND h.unit_id = u.unit_id AND h.living = 'lived_in'), '{}') AS floors,
       coalesce(r.asked, 0) AS asked, coalesce(r.grams, 0)::float8 AS grams, r.first_at
     FROM unit u
     JOIN building b ON b.community_id = u.community_id AND b.building_id = u.building_id
     LEFT JOIN grid g ON g.community_id = u.community_id AND g.grid_id = coalesce(u.grid_id, b.grid_id)
     LEFT JOIN (
       SELECT unit_id, count(*)::integer AS asked, sum(grams) AS grams, min(asked_at) AS first_at FROM request
       WHERE community_id = $1 AND compound_id = $2 AND asked_at >= $3 AND state NOT IN ('merged', 'cancelled', 'refused')
       GROUP BY unit_id) r ON r.unit_id = u.unit_id
     WHERE u.community_id = $1 AND b.compound_id = $2
     ORDER BY b.sort, b.label, b.building_id, u.sort, u.label, u.unit_id`,
    [communityId, compoundId, since],
  );
}

export interface BoundRow {
  readonly binding_id: string;
  readonly person_id: string;
  readonly place_kind: 'building' | 'unit';
  readonly place_id: string;
  readonly rank: 'primary' | 'backup';
  readonly from_on: string;
  readonly to_on: string | null;
}

/** Bindings to buildings and units of a compound that hold on a day or begin later; those to single households stay as they are. */
export function readBoundOf(db: Queryable, communityId: string, compoundId: string, on: string): Promise<BoundRow[]> {
  return db.rows<BoundRow>(
    `SELECT n.binding_id, n.person_id, n.place_kind, n.place_id, n.rank, n.from_on, n.to_on FROM binding n
     JOIN person p ON p.community_id = n.community_id AND p.person_id = n.person_id AND p.removed_at IS NULL
     WHERE n.community_id = $1 AND n.place_kind <> 'household' AND (n.to_on IS NULL OR n.to_on >= $3::date)
       AND n.place_id IN (
         SELECT building_id FROM building WHERE community_id = $1 AND compound_id = $2
         UNION ALL SELECT u.unit_id FROM unit u JOIN building b ON b.community_id = u.community_id AND b.building_id = u.building_id
           WHERE u.community_id = $1 AND b.compound_id = $2)
     ORDER BY n.from_on, n.binding_id`,
    [communityId, compoundId, on],
  );
}

export interface HistoryRow {
  readonly owner_id: string;
  /** Minutes of what they delivered, as estimated for each request, in all compounds. */
  readonly minutes: number;
}

export function readMinutes(db: Queryable, communityId: string, since: Date): Promise<HistoryRow[]> {
  return db.rows<HistoryRow>(
    `SELECT owner_id, sum(minutes)::integer AS minutes FROM request
     WHERE community_id = $1 AND delivered_at >= $2 AND owner_id IS NOT NULL GROUP BY owner_id`,
    [communityId, since],
  );
}

export function readServed(
  db: Queryable,
  communityId: string,
  compoundId: string,
  since: Date,
): Promise<{ unit_id: string; owner_id: string; doors: number }[]> {
  return db.rows(
    `SELECT unit_id, owner_id, count(*)::integer AS doors FROM request
     WHERE community_id = $1 AND compound_id = $2 AND delivered_at >= $3 AND owner_id IS NOT NULL
     GROUP BY unit_id, owner_id`,
    [communityId, compoundId, since],
  );
}

/** Requests a day of the units that somebody is primary for outside this compound. */
export function readElsewhere(
  db: Queryable,
  communityId: string,
  compoundId: string,
  on: string,
  since: Date,
): Promise<{ person_id: string; asked: number }[]> {
  return db.rows(
    `SELECT n.person_id, count(*)::integer AS asked FROM binding n
     JOIN request r ON r.community_id = n.community_id AND n.place_id IN (r.unit_id, r.building_id)
     WHERE n.community_id = $1 AND n.rank = 'primary' AND n.place_kind <> 'household' AND n.from_on <= $3::date
       AND (n.to_on IS NULL OR n.to_on >= $3::date) AND r.compound_id <> $2 AND r.asked_at >= $4
       AND r.state NOT IN ('merged', 'cancelled', 'refused')
       -- the closest binding has the unit
       AND (n.place_kind = 'unit' OR NOT EXISTS (
         SELECT FROM binding c WHERE c.community_id = n.community_id AND c.place_id = r.unit_id AND c.rank = 'primary'
           AND c.from_on <= $3::date AND (c.to_on IS NULL OR c.to_on >= $3::date)))
     GROUP BY n.person_id`,
    [communityId, compoundId, on, since],
  );
}

/** Helpers who live in the compound themselves: their unit. */
export function readHomes(
  db: Queryable,
  communityId: string,
  compoundId: string,
  now: Date,
): Promise<{ person_id: string; unit_id: string }[]> {
  return db.rows(
    `SELECT DISTINCT ON (r.person_id) r.person_id, h.unit_id
     FROM resident r JOIN household h ON h.community_id = r.community_id AND h.household_id = r.household_id
     WHERE r.community_id = $1 AND h.compound_id = $2 AND r.relation = 'lives_here' AND (r.ended_at IS NULL OR r.ended_at > $3)
       AND EXISTS (SELECT FROM role_grant g WHERE g.community_id = r.community_id AND g.person_id = r.person_id AND g.role = ANY ($4)
         AND (g.ended_at IS NULL OR g.ended_at > $3))
     ORDER BY r.person_id, r.starts_at`,
    [communityId, compoundId, now, helperRoles],
  );
}

/** It had not begun: there is no day on which it held. */
export async function dropBinding(tx: Queryable, communityId: string, bindingId: string): Promise<void> {
  await tx.count('DELETE FROM binding WHERE community_id = $1 AND binding_id = $2', [communityId, bindingId]);
}

/** The compound with its buildings and units, held until the transaction ends: whoever binds somebody there meanwhile comes after. */
export async function holdPlaces(tx: Queryable, communityId: string, compoundId: string): Promise<boolean> {
  const row = await tx.row('SELECT FROM compound WHERE community_id = $1 AND compound_id = $2 FOR NO KEY UPDATE', [
    communityId,
    compoundId,
  ]);
  await tx.rows('SELECT FROM building WHERE community_id = $1 AND compound_id = $2 ORDER BY building_id FOR NO KEY UPDATE', [
    communityId,
    compoundId,
  ]);
  await tx.rows(
    `SELECT FROM unit WHERE community_id = $1 AND building_id IN (SELECT building_id FROM building WHERE community_id = $1 AND compound_id = $2)
     ORDER BY unit_id FOR NO KEY UPDATE`,
    [communityId, compoundId],
  );
  return row !== undefined;
}
