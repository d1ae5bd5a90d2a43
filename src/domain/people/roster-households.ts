// The roster of doors: which places a file adds or changes. Doors that it does not name are left as they are.
import type { PlaceNames } from '../place/address.ts';
import { buildingKey, compoundKey, doorKey, unitKey } from '../place/door.ts';
import { readGridCode } from '../place/grid-code.ts';
import type { RosterTable } from './roster.ts';
import { floorOfDoor, type Living, readAliases, readLiving, readWhole, readYes } from './roster-cell.ts';
import { type Counts, RowReader, sameList, Tally } from './roster-plan.ts';

export interface HouseholdKnown {
  readonly householdId: string;
  readonly unitId: string;
  readonly floor: number;
  readonly door: string;
  readonly aliases: readonly string[];
  readonly living: Living;
  readonly gridId: string | null;
  readonly areaId: string | null;
  readonly hasOpen: boolean;
}
export interface BuildingKnown {
  readonly buildingId: string;
  readonly floors: number;
  readonly lift: boolean;
}
export interface HouseholdsKnown {
  readonly divisionCode: string;
  readonly names: PlaceNames;
  readonly buildings: readonly BuildingKnown[];
  readonly areas: readonly { readonly areaId: string; readonly name: string }[];
  readonly grids: readonly { readonly gridId: string; readonly areaId: string; readonly name: string; readonly code: string }[];
  readonly doors: readonly HouseholdKnown[];
}

interface Placed {
  readonly compoundId: string;
  readonly buildingId: string;
  readonly unitId: string;
}
export interface NewHousehold extends Placed {
  readonly householdId: string;
  readonly floor: number;
  readonly door: string;
  readonly aliases: readonly string[];
  readonly living: Living;
  readonly gridId: string | null;
  readonly areaId: string | null;
  readonly sort: number;
}
interface NewBuilding {
  readonly buildingId: string;
  readonly compoundId: string;
  readonly gridId: string | null;
  readonly label: string;
  floors: number;
  lift: boolean;
  readonly sort: number;
}

/** Rows to write; ids are those of the rows. */
export interface HouseholdsPlan extends Counts {
  readonly areas: { areaId: string; name: string; sort: number }[];
  readonly grids: { gridId: string; areaId: string; name: string; code: string }[];
  readonly compounds: { compoundId: string; name: string; sort: number }[];
  readonly buildings: NewBuilding[];
  readonly units: { unitId: string; buildingId: string; gridId: string | null; label: string; sort: number }[];
  readonly households: NewHousehold[];
  readonly changedHouseholds: Pick<HouseholdKnown, 'householdId' | 'floor' | 'aliases' | 'living' | 'gridId' | 'areaId'>[];
  readonly changedBuildings: BuildingKnown[];
}

export function planHouseholds(table: RosterTable, known: HouseholdsKnown, makeId: () => string): HouseholdsPlan {
  return new Planner(table, known, makeId).plan();
}

const numberIn = (label: string): number => Number(/\d{1,6}/.exec(label)?.[0] ?? 0);

class Planner {
  readonly #tally: Tally;
  readonly #table: RosterTable;
  readonly #known: HouseholdsKnown;
  readonly #makeId: () => string;
  readonly #new: Omit<HouseholdsPlan, keyof Counts> = {
    areas: [],
    grids: [],
    compounds: [],
    buildings: [],
    units: [],
    households: [],
    changedHouseholds: [],
    changedBuildings: [],
  };
  readonly #freshBuildings = new Map<string, NewBuilding>();
  readonly #changedBuildings = new Map<string, BuildingKnown>();
  /** Building → the floor of its highest door. */
  readonly #highest = new Map<string, number>();
  readonly #compounds = new Map<string, Set<string>>();
  readonly #buildings = new Map<string, Set<string>>();
  /** Building → unit key → id. */
  readonly #units = new Map<string, Map<string, string>>();
  readonly #doors = new Map<string, HouseholdKnown>();
  readonly #areas: Map<string, string>;
  readonly #gridsByCode = new Map<string, HouseholdsKnown['grids'][number]>();
  readonly #gridsByName = new Map<string, HouseholdsKnown['grids'][number][]>();
  readonly #buildingFacts: Map<string, BuildingKnown>;
  /** What the file itself said first of a building, and in which row. */
  readonly #said = new Map<string, { floors?: number; lift?: boolean }>();
  readonly #seen = new Map<string, number>();

  constructor(table: RosterTable, known: HouseholdsKnown, makeId: () => string) {
    this.#tally = new Tally(table);
    this.#table = table;
    this.#known = known;
    this.#makeId = makeId;
    const note = (map: Map<string, Set<string>>, key: string, id: string) => map.set(key, (map.get(key) ?? new Set()).add(id));
    for (const row of known.names.compounds) {
      for (const name of [row.name, ...row.aliases]) note(this.#compounds, compoundKey(name), row.compoundId);
    }
    for (const row of known.names.buildings) {
      for (const label of [row.label, ...row.aliases])
        note(this.#buildings, `${row.compoundId}/${buildingKey(label)}`, row.buildingId);
    }
    for (const row of known.names.units) this.#unitsOf(row.buildingId).set(unitKey(row.label), row.unitId);
    const buildingOf = new Map(known.names.units.map(row => [row.unitId, row.buildingId]));
    for (const row of known.doors) {
      this.#doors.set(`${row.unitId}/${doorKey(row.door)}`, row);
      const buildingId = buildingOf.get(row.unitId) ?? '';
      this.#highest.set(buildingId, Math.max(row.floor, this.#highest.get(buildingId) ?? 1));
    }
    this.#areas = new Map(known.areas.map(row => [row.name, row.areaId]));
    for (const row of known.grids) this.#noteGrid(row);
    this.#buildingFacts = new Map(known.buildings.map(row => [row.buildingId, row]));
  }

  plan(): HouseholdsPlan {
    for (const row of this.#table.rows) if (!this.#tally.isBad(row.row)) this.#planRow(new RowReader(row));
    return { ...this.#tally.counts, ...this.#new, changedBuildings: [...this.#changedBuildings.values()] };
  }

  #planRow(reader: RowReader): void {
    const said = {
      floor: reader.read('floor', cell => readWhole(cell, -5, 120)),
      living: reader.read('living', readLiving),
      aliases: readAliases(reader.text('aliases')),
      floors: reader.read('floors', cell => readWhole(cell, 1, 120)),
      lift: reader.read('lift', readYes),
    };
    const grid = this.#findGrid(reader);
    const compounds = this.#compounds.get(compoundKey(reader.text('compound')));
    if (compounds !== undefined && compounds.size > 1) reader.wrong('compound', 'several');
    if (!reader.settle(this.#tally)) return;

    const compoundId = [...(compounds ?? [])][0] ?? this.#addCompound(reader.text('compound'));
    const buildings = this.#buildings.get(`${compoundId}/${buildingKey(reader.text('building'))}`);
    if (buildings !== undefined && buildings.size > 1) reader.wrong('building', 'several');
    if (!reader.settle(this.#tally)) return;
    const buildingId = [...(buildings ?? [])][0] ?? this.#addBuilding(compoundId, reader.text('building'), grid.gridId ?? null);
    const unitId = this.#findUnit(reader, buildingId, grid.gridId ?? null);
    if (unitId === null) return void reader.settle(this.#tally);
    const key = `${unitId}/${doorKey(reader.text('door'))}`;
    const before = this.#seen.get(key);
    if (before !== undefined) reader.wrong('door', 'twice', String(before));
    const found = this.#doors.get(key);
    const emptied = said.living === 'vacant' || said.living === 'removed';
    if (found?.hasOpen === true && emptied) reader.wrong('living', 'still_in_use');
    const buildingChanged = this.#noteBuilding(reader, buildingId, said);
    if (!reader.settle(this.#tally)) return;
    this.#seen.set(key, reader.row.row);

    if (found === undefined) {
      const floor = said.floor ?? floorOfDoor(reader.text('door')) ?? 1;
      this.#raise(buildingId, floor);
      this.#new.households.push({
        householdId: this.#makeId(),
        compoundId,
        buildingId,
        unitId,
        floor,
        door: reader.text('door'),
        aliases: said.aliases ?? [],
        living: said.living ?? 'lived_in',
        gridId: grid.gridId ?? null,
        areaId: grid.areaId ?? null,
        sort: numberIn(reader.text('door')),
      });
      this.#tally.count('add');
      return;
    }
    const after = {
      householdId: found.householdId,
      floor: said.floor ?? found.floor,
      aliases: said.aliases ?? found.aliases,
      living: said.living ?? found.living,
      gridId: grid.gridId === undefined ? found.gridId : grid.gridId,
      areaId: grid.areaId ?? found.areaId,
    };
    const same =
      after.floor === found.floor &&
      after.living === found.living &&
      after.gridId === found.gridId &&
      after.areaId === found.areaId &&
      sameList(after.aliases, found.aliases);
    if (!same) {
      this.#raise(buildingId, after.floor);
      this.#new.changedHouseholds.push(after);
    }
    this.#tally.count(same && !buildingChanged ? 'same' : 'change');
  }

  #noteGrid(grid: HouseholdsKnown['grids'][number]): void {
    this.#gridsByCode.set(grid.code, grid);
    this.#gridsByName.set(grid.name, [...(this.#gridsByName.get(grid.name) ?? []), grid]);
  }

  /** undefined: the row says nothing of it. */
  #findGrid(reader: RowReader): { gridId?: string; areaId?: string } {
    const [area, name, codeText] = [reader.text('area'), reader.text('grid'), reader.text('grid_code')];
    if (codeText === '') {
      if (name === '') return area === '' ? {} : { areaId: this.#areas.get(area) ?? this.#addArea(area) };
      const named = (this.#gridsByName.get(name) ?? []).filter(grid => area === '' || grid.areaId === this.#areas.get(area));
      const [found] = named;
      if (found === undefined) reader.wrong('grid', 'place_unknown');
      else if (named.length > 1) reader.wrong('grid', 'several');
      else return { gridId: found.gridId, areaId: found.areaId };
      return {};
    }
    const code = readGridCode(codeText);
    if (code === null) reader.wrong('grid_code', 'code_malformed');
    else if (code.divisionCode !== this.#known.divisionCode) reader.wrong('grid_code', 'other_division');
    if (reader.problems.length > 0 || code === null) return {};
    const found = this.#gridsByCode.get(code.code);
    if (found !== undefined) {
      if (area !== '' && this.#areas.get(area) !== found.areaId) reader.wrong('area', 'conflict');
      return { gridId: found.gridId, areaId: found.areaId };
    }
    // A grid lies in an area: a new one cannot be told without it.
    if (area === '') {
      reader.wrong('area', 'missing');
      return {};
    }
    const areaId = this.#areas.get(area) ?? this.#addArea(area);
    const added = { gridId: this.#makeId(), areaId, name: name === '' ? `${Number(code.grid)}号网格` : name, code: code.code };
    this.#new.grids.push(added);
    this.#noteGrid(added);
    return { gridId: added.gridId, areaId };
  }

  #addArea(name: string): string {
    const areaId = this.#makeId();
    this.#new.areas.push({ areaId, name, sort: this.#areas.size + 1 });
    this.#areas.set(name, areaId);
    return areaId;
  }

  #addCompound(name: string): string {
    const compoundId = this.#makeId();
    this.#new.compounds.push({ compoundId, name, sort: this.#known.names.compounds.length + this.#new.compounds.length + 1 });
    this.#compounds.set(compoundKey(name), new Set([compoundId]));
    return compoundId;
  }

  #addBuilding(compoundId: string, label: string, gridId: string | null): string {
    const buildingId = this.#makeId();
    const added = { buildingId, compoundId, gridId, label, floors: 1, lift: true, sort: numberIn(label) };
    this.#new.buildings.push(added);
    this.#freshBuildings.set(buildingId, added);
    this.#buildings.set(`${compoundId}/${buildingKey(label)}`, new Set([buildingId]));
    return buildingId;
  }

  #unitsOf(buildingId: string): Map<string, string> {
    const units = this.#units.get(buildingId) ?? new Map<string, string>();
    this.#units.set(buildingId, units);
    return units;
  }

  /** Null with a problem: a building has either units with names, or none. */
  #findUnit(reader: RowReader, buildingId: string, gridId: string | null): string | null {
    const units = this.#unitsOf(buildingId);
    const label = reader.text('unit');
    const key = unitKey(label);
    const named = units.get(key);
    if (named !== undefined) return named;
    if (label === '' && units.size === 1) return [...units.values()][0] as string;
    if (units.size > 0 && (label === '' || units.has(''))) {
      if (key === '1' && units.size === 1) return [...units.values()][0] as string;
      reader.wrong('unit', label === '' ? 'missing' : 'conflict');
      return null;
    }
    const unitId = this.#makeId();
    this.#new.units.push({ unitId, buildingId, gridId, label, sort: numberIn(key) });
    units.set(key, unitId);
    return unitId;
  }

  /** Storeys and lift belong to the building: all rows must say the same. True when the building is changed by it. */
  #noteBuilding(
    reader: RowReader,
    buildingId: string,
    { floors, lift }: { floors: number | undefined; lift: boolean | undefined },
  ): boolean {
    const said = this.#said.get(buildingId) ?? {};
    if (floors !== undefined && said.floors !== undefined && said.floors !== floors) reader.wrong('floors', 'conflict');
    if (lift !== undefined && said.lift !== undefined && said.lift !== lift) reader.wrong('lift', 'conflict');
    if (reader.problems.length > 0) return false;
    this.#said.set(buildingId, { ...said, ...(floors === undefined ? {} : { floors }), ...(lift === undefined ? {} : { lift }) });
    const fresh = this.#freshBuildings.get(buildingId);
    if (fresh !== undefined) {
      if (floors !== undefined) fresh.floors = Math.max(fresh.floors, floors);
      if (lift !== undefined) fresh.lift = lift;
      return false;
    }
    const known = this.#buildingFacts.get(buildingId);
    if (known === undefined) return false;
    // Never lower than its highest door, or the same file would change it again and again.
    const least = floors === undefined ? known.floors : Math.max(floors, this.#highest.get(buildingId) ?? 1);
    const after = { buildingId, floors: least, lift: lift ?? known.lift };
    if (after.floors === known.floors && after.lift === known.lift) return false;
    this.#changeBuilding(after);
    return true;
  }

  /** A door on the twelfth floor makes a building of twelve. */
  #raise(buildingId: string, floor: number): void {
    const fresh = this.#freshBuildings.get(buildingId);
    if (fresh !== undefined) fresh.floors = Math.max(fresh.floors, floor);
    const known = this.#buildingFacts.get(buildingId);
    this.#highest.set(buildingId, Math.max(floor, this.#highest.get(buildingId) ?? 1));
    if (known !== undefined && floor > known.floors) this.#changeBuilding({ ...known, floors: floor });
  }

  #changeBuilding(after: BuildingKnown): void {
    this.#buildingFacts.set(after.buildingId, after);
    this.#changedBuildings.set(after.buildingId, after);
  }
}
