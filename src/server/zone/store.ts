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
