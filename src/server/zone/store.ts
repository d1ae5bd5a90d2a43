// The levels recorded for places: what holds where, and the orders that began and ended them.
import { isStricter, type Level } from '../../domain/zone/level.ts';
import type { Queryable } from '../postgres/pool.ts';

export type ZonePlaceKind = 'community' | 'compound' | 'building' | 'unit' | 'household';

/** The places a row stands in, as the columns of household and request name them; leave out what is finer than the row. */
export interface Placed {
  readonly compound_id: string;
  readonly building_id?: string;
  readonly unit_id?: string;
  readonly household_id?: string;
}

interface ActiveZone {
  readonly place_id: string;
  readonly level: Level;
  readonly starts_at: string;
}

/** The levels of one community at one moment: few rows, so a level is looked up in memory for as many doors as there are. */
export class Levels {
  readonly #communityId: string;
  readonly #byPlace: ReadonlyMap<string, readonly ActiveZone[]>;

  constructor(communityId: string, zones: readonly ActiveZone[]) {
    this.#communityId = communityId;
    this.#byPlace = Map.groupBy(zones, zone => zone.place_id);
  }

  /** The strictest level among the place itself and all places around it. */
  of(place: Placed): Level {
    return this.#effective(place)[0];
  }

  /** Since when it lives under that level; null while it is open without an order. */
  sinceOf(place: Placed): string | null {
    return this.#effective(place)[1];
  }

  ofCompound(compound_id: string): Level {
    return this.of({ compound_id });
  }

  ofBuilding(building: Required<Pick<Placed, 'compound_id' | 'building_id'>>): Level {
    return this.of({ compound_id: building.compound_id, building_id: building.building_id });
  }

  ofUnit(unit: Required<Omit<Placed, 'household_id'>>): Level {
    return this.of({ compound_id: unit.compound_id, building_id: unit.building_id, unit_id: unit.unit_id });
  }

  ofHousehold(household: Required<Placed>): Level {
    return this.of(household);
  }

  #effective(place: Placed): [level: Level, since: string | null] {
    let level: Level = 'open';
    let since: string | null = null;
    for (const id of [this.#communityId, place.compound_id, place.building_id, place.unit_id, place.household_id]) {
      if (id === undefined) continue;
      for (const zone of this.#byPlace.get(id) ?? []) {
        const earlier = zone.level === level && (since === null || zone.starts_at < since);
        if (isStricter(zone.level, level) || earlier) [level, since] = [zone.level, zone.starts_at];
      }
    }
    return [level, since];
  }
}

/** One question, a handful of rows; ask once per call, then `levels.of(row)` for each row. */
export async function levelsOf(db: Queryable, communityId: string, at: Date): Promise<Levels> {
  const zones = await db.rows<ActiveZone>(
    `SELECT place_id, level, starts_at FROM zone
     WHERE community_id = $1 AND starts_at <= $2 AND (ended_at IS NULL OR ended_at > $2)`,
    [communityId, at],
  );
  return new Levels(communityId, zones);
}

export interface NamedZone {
  readonly zone_id: string;
  readonly place_kind: ZonePlaceKind;
  readonly place_id: string;
  readonly place_name: string | null;
  readonly level: Level;
  readonly order_number: string;
  readonly starts_at: string;
  readonly ended_at: string | null;
}

/** Present and past, the newest first; inside a reach only those that concern one of its households. */
export function listNamedZones(db: Queryable, communityId: string, places: readonly string[] | null): Promise<NamedZone[]> {
  return db.rows<NamedZone>(
    `SELECT z.zone_id, z.place_kind, z.place_id, z.level, z.order_number, z.starts_at, z.ended_at,
       CASE z.place_kind WHEN 'community' THEN m.name WHEN 'compound' THEN c.name
         ELSE concat_ws(' ', bc.name, b.label, nullif(u.label, ''), h.door) END AS place_name
     FROM zone z
     JOIN community m ON m.community_id = z.community_id
     LEFT JOIN compound c ON c.community_id = z.community_id AND c.compound_id = z.place_id
     LEFT JOIN household h ON h.community_id = z.community_id AND h.household_id = z.place_id
     LEFT JOIN unit u ON u.community_id = z.community_id AND u.unit_id = coalesce(h.unit_id, z.place_id)
     LEFT JOIN building b ON b.community_id = z.community_id AND b.building_id = coalesce(u.building_id, z.place_id)
     LEFT JOIN compound bc ON bc.community_id = z.community_id AND bc.compound_id = b.compound_id
     WHERE z.community_id = $1 AND ($2::uuid[] IS NULL OR EXISTS (
       SELECT FROM household i WHERE i.community_id = z.community_id
         AND z.place_id IN (z.community_id, i.compound_id, i.building_id, i.unit_id, i.household_id)
         AND in_reach($2::uuid[], i.area_id, i.grid_id, i.compound_id, i.building_id, i.unit_id, i.household_id)))
     ORDER BY z.starts_at DESC, z.zone_id DESC`,
    [communityId, places],
  );
}

const placeTables: Readonly<Record<ZonePlaceKind, string>> = {
  community: 'community',
  compound: 'compound',
  building: 'building',
  unit: 'unit',
  household: 'household',
};

/** Does this community have such a place? */
export async function placeExists(db: Queryable, communityId: string, kind: ZonePlaceKind, placeId: string): Promise<boolean> {
  const table = placeTables[kind];
  const row = await db.row(`SELECT 1 AS found FROM ${table} WHERE community_id = $1 AND ${table}_id = $2`, [
    communityId,
    placeId,
  ]);
  return row !== undefined;
}

export interface NewZone {
  readonly zoneId: string;
  readonly placeKind: ZonePlaceKind;
  readonly placeId: string;
  readonly level: Level;
  readonly orderNumber: string;
  readonly startsAt: string;
  readonly recordedBy: string;
}

export async function addZone(tx: Queryable, communityId: string, zone: NewZone): Promise<void> {
  // changed_at is the database's time: the live stream reads by it.
  await tx.count(
    `INSERT INTO zone (community_id, zone_id, place_kind, place_id, level, order_number, starts_at, recorded_by, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp())`,
    [communityId, zone.zoneId, zone.placeKind, zone.placeId, zone.level, zone.orderNumber, zone.startsAt, zone.recordedBy],
  );
}

export interface ZoneEnd {
  readonly starts_at: string;
  readonly ended_at: string | null;
  readonly end_order_number: string | null;
}

export function holdZone(tx: Queryable, communityId: string, zoneId: string): Promise<ZoneEnd | undefined> {
  return tx.row<ZoneEnd>(
    'SELECT starts_at, ended_at, end_order_number FROM zone WHERE community_id = $1 AND zone_id = $2 FOR UPDATE',
    [communityId, zoneId],
  );
}

export async function writeZoneEnd(
  tx: Queryable,
  communityId: string,
  zoneId: string,
  end: { readonly orderNumber: string; readonly endedAt: string; readonly endedBy: string | null },
): Promise<void> {
  await tx.count(
    `UPDATE zone SET ended_at = $3, end_order_number = $4, ended_by = $5, changed_at = clock_timestamp()
     WHERE community_id = $1 AND zone_id = $2`,
    [communityId, zoneId, end.endedAt, end.orderNumber, end.endedBy],
  );
}
