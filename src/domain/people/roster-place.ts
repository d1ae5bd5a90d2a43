// Finds the place a line of a roster names, by the columns compound, building, unit, door; however they are written.
import type { PlaceNames } from '../place/address.ts';
import { buildingKey, compoundKey, doorKey, unitKey } from '../place/door.ts';
import type { Problem } from './roster.ts';
import { shown } from './roster.ts';

export interface KnownDoor {
  readonly householdId: string;
  readonly unitId: string;
  readonly door: string;
  readonly aliases: readonly string[];
}

export interface FoundPlace {
  readonly kind: 'compound' | 'building' | 'unit' | 'household';
  readonly id: string;
}

function indexBy<T>(rows: readonly T[], keysOf: (row: T) => readonly string[], idOf: (row: T) => string): Map<string, string[]> {
  const index = new Map<string, string[]>();
  for (const row of rows) {
    for (const key of new Set(keysOf(row))) index.set(key, [...(index.get(key) ?? []), idOf(row)]);
  }
  return index;
}

/** The places of a community by the keys of door.ts. */
export class PlaceIndex {
  readonly #compounds: Map<string, string[]>;
  readonly #buildings: Map<string, string[]>;
  readonly #units: Map<string, string[]>;
  readonly #unitsOf: Map<string, string[]>;
  readonly #doors: Map<string, string[]>;
  readonly #doorAliases: Map<string, string[]>;

  constructor(names: PlaceNames, doors: readonly KnownDoor[]) {
    this.#compounds = indexBy(
      names.compounds,
      row => [row.name, ...row.aliases].map(compoundKey),
      row => row.compoundId,
    );
    this.#buildings = indexBy(
      names.buildings,
      row => [row.label, ...row.aliases].map(label => `${row.compoundId}/${buildingKey(label)}`),
      row => row.buildingId,
    );
    this.#units = indexBy(
      names.units,
      row => [`${row.buildingId}/${unitKey(row.label)}`],
      row => row.unitId,
    );
    this.#unitsOf = indexBy(
      names.units,
      row => [row.buildingId],
      row => row.unitId,
    );
    this.#doors = indexBy(
      doors,
      row => [`${row.unitId}/${doorKey(row.door)}`],
      row => row.householdId,
    );
    this.#doorAliases = indexBy(
      doors,
      row => row.aliases.map(alias => `${row.unitId}/${doorKey(alias)}`),
      row => row.householdId,
    );
  }

  /** The finest place the cells name, or what is wrong with them. Columns left blank after the compound are not asked for. */
  find(cells: Readonly<Record<string, string>>): FoundPlace | Problem {
    const { compound = '', building = '', unit = '', door = '' } = cells;
    const compounds = this.#compounds.get(compoundKey(compound)) ?? [];
    const compoundId = compounds[0];
    if (compoundId === undefined) return problem('compound', 'place_unknown', compound);
    if (compounds.length > 1) return problem('compound', 'several', compound);
    if (building === '') {
      if (unit === '' && door === '') return { kind: 'compound', id: compoundId };
      return problem('building', 'missing', '');
    }
    const buildings = this.#buildings.get(`${compoundId}/${buildingKey(building)}`) ?? [];
    const buildingId = buildings[0];
    if (buildingId === undefined) return problem('building', 'place_unknown', building);
    if (buildings.length > 1) return problem('building', 'several', building);
    const units = this.#unitsNamed(buildingId, unit);
    if (unit !== '' && units.length === 0) return problem('unit', 'place_unknown', unit);
    if (door === '') return unit === '' ? { kind: 'building', id: buildingId } : { kind: 'unit', id: units[0] as string };
    // Without a unit the door must be the only one of its name in the building.
    const ids = this.#doorsNamed(units, door);
    const [householdId] = ids;
    if (householdId === undefined) return problem('door', 'household_unknown', door);
    return ids.length > 1 ? problem('door', 'several', door) : { kind: 'household', id: householdId };
  }

  #unitsNamed(buildingId: string, unit: string): readonly string[] {
    const all = this.#unitsOf.get(buildingId) ?? [];
    if (unit === '') return all;
    const named = this.#units.get(`${buildingId}/${unitKey(unit)}`);
    if (named !== undefined) return named;
    // A building without units has one staircase; people call it the first.
    const blank = this.#units.get(`${buildingId}/`);
    return unitKey(unit) === '1' && blank !== undefined && all.length === 1 ? blank : [];
  }

  #doorsNamed(units: readonly string[], door: string): string[] {
    const key = doorKey(door);
    const named = units.flatMap(unitId => this.#doors.get(`${unitId}/${key}`) ?? []);
    return named.length > 0 ? named : units.flatMap(unitId => this.#doorAliases.get(`${unitId}/${key}`) ?? []);
  }
}

function problem(column: string, code: Problem['code'], value: string): Problem {
  return { column, code, value: shown(value) };
}

export function isProblem(found: FoundPlace | Problem): found is Problem {
  return 'code' in found;
}
