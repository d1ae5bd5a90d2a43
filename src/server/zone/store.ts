// The levels recorded for places: what holds where, and the orders that began and ended them.
import { isStricter, type Level, type Order } from '../../domain/zone/level.ts';
import type { ZonePlaceKind } from '../../domain/zone/rule.ts';
import type { Queryable } from '../postgres/pool.ts';
import { activeSql, coversSql } from './level-store.ts';

/** The places a row stands in, as the columns of household and request name them; leave out what is finer than the row. */
export interface Placed {
  readonly compound_id: string;
  readonly building_id?: string;
  readonly unit_id?: string;
  readonly household_id?: string;
}

/** An order that holds. `doors`: what it covers where that is no whole place (a floor, a sub-area). */
export interface ActiveZone {
  readonly zone_id: string;
  readonly place_id: string;
  readonly level: Level;
  readonly starts_at: string;
  readonly doors: readonly string[] | null;
}

/** The levels of one community at one moment: few rows, so a level is looked up in memory for as many doors as there are. */
export class Levels {
  readonly #communityId: string;
  readonly #zones: readonly ActiveZone[];
  readonly #byPlace: ReadonlyMap<string, readonly ActiveZone[]>;

  constructor(communityId: string, zones: readonly ActiveZone[]) {
    this.#communityId = communityId;
    this.#zones = zones;
    const places = zones.flatMap(zone => (zone.doors ?? [zone.place_id]).map(placeId => ({ placeId, zone })));
    const grouped = Map.groupBy(places, ({ placeId }) => placeId);
    this.#byPlace = new Map([...grouped].map(([placeId, found]) => [placeId, found.map(({ zone }) => zone)]));
  }

  /** As it would be with one order more, or without one. */
  with(zone: ActiveZone): Levels {
    return new Levels(this.#communityId, [...this.#zones, zone]);
  }

  without(zoneId: string): Levels {
    return new Levels(
      this.#communityId,
      this.#zones.filter(zone => zone.zone_id !== zoneId),
    );
  }

  /** The strictest level among the place itself and all places around it. */
  of(place: Placed): Level {
    return this.#effective(place)?.level ?? 'open';
  }

  /** Since when it lives under that level; null while it is open without an order. */
  sinceOf(place: Placed): string | null {
    return this.#effective(place)?.starts_at ?? null;
  }

  /** The order that counts: of the strictest ones the one that began first. */
  orderOf(place: Placed): string | null {
    return this.#effective(place)?.zone_id ?? null;
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

  #effective(place: Placed): ActiveZone | null {
    let found: ActiveZone | null = null;
    for (const id of [this.#communityId, place.compound_id, place.building_id, place.unit_id, place.household_id]) {
      if (id === undefined) continue;
      for (const zone of this.#byPlace.get(id) ?? []) {
        const earlier = zone.level === (found?.level ?? 'open') && (found === null || zone.starts_at < found.starts_at);
        if (isStricter(zone.level, found?.level ?? 'open') || earlier) found = zone;
      }
    }
    return found;
  }
}

/** The doors of a floor (of a building or a unit) or of a sub-area; null for a place as a whole. */
const doorsSql = `CASE z.place_kind
  WHEN 'floor' THEN ARRAY(SELECT f.household_id FROM household f
    WHERE f.community_id = z.community_id AND z.place_id IN (f.building_id, f.unit_id) AND f.floor = z.floor)
  WHEN 'sub_area' THEN ARRAY(SELECT d.household_id FROM sub_area_door d WHERE d.community_id = z.community_id AND d.sub_area_id = z.place_id)
  END`;

/** One question, a handful of rows; ask once per call, then `levels.of(row)` for each row. */
export async function levelsOf(db: Queryable, communityId: string, at: Date): Promise<Levels> {
  const zones = await db.rows<ActiveZone>(
    `SELECT z.zone_id, z.place_id, z.level, z.starts_at, ${doorsSql} AS doors FROM zone z
     WHERE z.community_id = $1 AND ${activeSql('z', '$2')}`,
    [communityId, at],
  );
  return new Levels(communityId, zones);
}

export interface AroundOrder extends Order {
  readonly zoneId: string;
  readonly orderNumber: string;
}

/** Every order that ever covered a door, present, past and to come. */
export function ordersAround(db: Queryable, communityId: string, householdId: string): Promise<AroundOrder[]> {
  return db.rows<AroundOrder>(
    `SELECT z.zone_id AS "zoneId", z.level, z.order_number AS "orderNumber", z.starts_at AS "startsAt", z.ended_at AS "endedAt",
       z.planned_end_at AS "plannedEndAt"
     FROM household h JOIN zone z ON z.community_id = h.community_id AND ${coversSql('z', 'h')}
     WHERE h.community_id = $1 AND h.household_id = $2 ORDER BY z.starts_at, z.zone_id`,
    [communityId, householdId],
  );
}

export interface OrderedPlace {
  readonly placeKind: ZonePlaceKind;
  readonly placeId: string;
  readonly floor: number | null;
}

/** What an order that is not written yet would cover; undefined when there is no such place. */
export async function findOrdered(
  db: Queryable,
  communityId: string,
  place: OrderedPlace,
): Promise<{ doors: readonly string[] | null } | undefined> {
  const { placeKind, placeId, floor } = place;
  if (placeKind !== 'floor') {
    if (!(await placeExists(db, communityId, placeKind, placeId))) return undefined;
    if (placeKind !== 'sub_area') return { doors: null };
  }
  const rows = await db.rows<{ household_id: string }>(
    placeKind === 'floor'
      ? 'SELECT household_id FROM household WHERE community_id = $1 AND $2 IN (building_id, unit_id) AND floor = $3'
      : 'SELECT household_id FROM sub_area_door WHERE community_id = $1 AND sub_area_id = $2 AND $3::integer IS NULL',
    [communityId, placeId, floor],
  );
  return rows.length === 0 ? undefined : { doors: rows.map(row => row.household_id) };
}

export interface NamedZone {
  readonly zone_id: string;
  readonly place_kind: ZonePlaceKind;
  readonly place_id: string;
  readonly floor: number | null;
  readonly place_name: string | null;
  readonly level: Level;
  readonly order_number: string;
  readonly starts_at: string;
  readonly ended_at: string | null;
  readonly end_order_number: string | null;
  readonly planned_end_at: string | null;
  readonly recorded_at: string;
  readonly recorded_by_name: string | null;
  readonly ended_by_name: string | null;
  readonly approved: readonly string[];
}

/** Present and past, the newest first; inside a reach only those that concern one of its households. `zoneId`: only this one. */
export function listNamedZones(
  db: Queryable,
  communityId: string,
  places: readonly string[] | null,
  zoneId: string | null = null,
): Promise<NamedZone[]> {
  return db.rows<NamedZone>(
    `SELECT z.zone_id, z.place_kind, z.place_id, z.floor, z.level, z.order_number, z.starts_at, z.ended_at, z.end_order_number,
       z.planned_end_at, z.recorded_at, z.approved, w.name AS recorded_by_name, e.name AS ended_by_name,
       CASE z.place_kind WHEN 'community' THEN m.name WHEN 'compound' THEN c.name WHEN 'sub_area' THEN s.name
         ELSE concat_ws(' ', bc.name, b.label, nullif(u.label, ''), h.door, z.floor || '层') END AS place_name
     FROM zone z
     JOIN community m ON m.community_id = z.community_id
     LEFT JOIN compound c ON c.community_id = z.community_id AND c.compound_id = z.place_id
     LEFT JOIN household h ON h.community_id = z.community_id AND h.household_id = z.place_id
     LEFT JOIN sub_area s ON s.community_id = z.community_id AND s.sub_area_id = z.place_id
     LEFT JOIN unit u ON u.community_id = z.community_id AND u.unit_id = coalesce(h.unit_id, z.place_id)
     LEFT JOIN building b ON b.community_id = z.community_id AND b.building_id = coalesce(u.building_id, z.place_id)
     LEFT JOIN compound bc ON bc.community_id = z.community_id AND bc.compound_id = b.compound_id
     LEFT JOIN person w ON w.community_id = z.community_id AND w.person_id = z.recorded_by
     LEFT JOIN person e ON e.community_id = z.community_id AND e.person_id = z.ended_by
     WHERE z.community_id = $1 AND ($3::uuid IS NULL OR z.zone_id = $3) AND ($2::uuid[] IS NULL OR EXISTS (
       SELECT FROM household i WHERE i.community_id = z.community_id AND ${coversSql('z', 'i')}
         AND in_reach($2::uuid[], i.area_id, i.grid_id, i.compound_id, i.building_id, i.unit_id, i.household_id)))
     ORDER BY z.starts_at DESC, z.zone_id DESC`,
    [communityId, places, zoneId],
  );
}

const placeTables: Readonly<Record<Exclude<ZonePlaceKind, 'floor'>, string>> = {
  community: 'community',
  compound: 'compound',
  building: 'building',
  unit: 'unit',
  household: 'household',
  sub_area: 'sub_area',
};

async function placeExists(
  db: Queryable,
  communityId: string,
  kind: Exclude<ZonePlaceKind, 'floor'>,
  placeId: string,
): Promise<boolean> {
  const table = placeTables[kind];
  const row = await db.row(`SELECT 1 AS found FROM ${table} WHERE community_id = $1 AND ${table}_id = $2`, [
    communityId,
    placeId,
  ]);
  return row !== undefined;
}

export interface NewZone extends OrderedPlace {
  readonly zoneId: string;
  readonly level: Level;
  readonly orderNumber: string;
  readonly startsAt: string;
  readonly plannedEndAt: string | null;
  readonly approved: readonly string[];
  readonly recordedBy: string;
  readonly recordedAt: Date;
  /** Null: it begins later, and the clock draws its consequences then. */
  readonly appliedAt: Date | null;
}

export async function addZone(tx: Queryable, communityId: string, zone: NewZone): Promise<void> {
  // changed_at is the database's time: the live stream reads by it.
  await tx.count(
    `INSERT INTO zone (community_id, zone_id, place_kind, place_id, floor, level, order_number, starts_at, planned_end_at, approved,
       recorded_by, recorded_at, applied_at, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, clock_timestamp())`,
    [
      communityId,
      zone.zoneId,
      zone.placeKind,
      zone.placeId,
      zone.floor,
      zone.level,
      zone.orderNumber,
      zone.startsAt,
      zone.plannedEndAt,
      zone.approved,
      zone.recordedBy,
      zone.recordedAt,
      zone.appliedAt,
    ],
  );
}

export interface HeldZone
  extends Pick<NamedZone, 'starts_at' | 'ended_at' | 'end_order_number' | 'place_kind' | 'level' | 'planned_end_at'> {}

export function holdZone(tx: Queryable, communityId: string, zoneId: string): Promise<HeldZone | undefined> {
  return tx.row<HeldZone>(
    `SELECT starts_at, ended_at, end_order_number, place_kind, level, planned_end_at FROM zone
     WHERE community_id = $1 AND zone_id = $2 FOR UPDATE`,
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
