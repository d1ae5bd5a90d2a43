// Reads what people say for a door (10-2-1002, 十号楼二单元一〇〇二, 2单元1002) and finds it in the register: one, none or several, never a guess.
import { buildingKey, compoundKey, doorKey, separators, squeeze, unitKey } from './door.ts';
import { plainDigits } from './number.ts';

/** The names of a community's places, as rows. */
export interface PlaceNames {
  /** Said before the address and meaning nothing more here: the community's own name. */
  readonly outer?: readonly string[];
  readonly compounds: readonly { readonly compoundId: string; readonly name: string; readonly aliases: readonly string[] }[];
  readonly buildings: readonly {
    readonly buildingId: string;
    readonly compoundId: string;
    readonly label: string;
    readonly aliases: readonly string[];
  }[];
  readonly units: readonly { readonly unitId: string; readonly buildingId: string; readonly label: string }[];
}

export interface DoorRow {
  readonly householdId: string;
  readonly unitId: string;
  readonly floor: number;
  readonly door: string;
  readonly aliases: readonly string[];
}

/** One way to understand what was said. Parts that were not said are null. */
export interface Reading {
  readonly compoundIds: readonly string[] | null;
  /** Keys as in door.ts; a building named by a free label is known by its ids. */
  readonly building: string | readonly string[] | null;
  readonly unit: string | null;
  readonly floor: number | null;
  readonly door: string | null;
}

const slots = ['building', 'unit', 'floor', 'door'] as const;
type Slot = (typeof slots)[number];

const slotsOfSuffix: Readonly<Record<string, readonly Slot[]>> = {
  '': ['building', 'unit', 'door'],
  '#': ['building', 'unit'],
  号: ['building', 'door'],
  号楼: ['building'],
  号院: ['building'],
  栋: ['building'],
  幢: ['building'],
  座: ['building'],
  楼: ['building', 'floor'],
  层: ['floor'],
  单元: ['unit'],
  门: ['unit'],
  室: ['door'],
  户: ['door'],
  房: ['door'],
};
const part = /(\d+[a-z东西南北中]?|[a-z]\d*|[东西南北中左右甲乙丙丁])(号楼|号院|号|栋|幢|座|楼|层|单元|门|室|户|房|#)?-*/y;

interface Part {
  readonly core: string;
  readonly suffix: string;
}

/** Every way to understand `text`; none when something in it is not understood ("阳光小区10-2-1002" where there is no such compound). */
export function readAddress(text: string, names: PlaceNames): Reading[] {
  let said = plainDigits(text)
    .replace(separators, '-')
    .replace(/^-+|-+$/g, '');
  for (const outer of names.outer ?? []) said = cutName(said, [squeeze(outer)], true)?.rest ?? said;
  const compound = cutCompound(said, names);
  if (compound !== null) said = compound.rest;
  const compoundIds = compound?.ids ?? null;
  const labelled = cutFreeLabel(said, names, compoundIds);
  const parts = splitParts(labelled?.rest ?? said);
  if (parts === null) return [];
  const building = labelled?.ids ?? null;
  // "502-A" may be the door 502A, or the door A behind 502.
  const joined = joinLetter(parts);
  const ways = [parts, ...(joined === null ? [] : [joined])].flatMap(way => assign(way, building !== null));
  if (ways.length === 0 && parts.length === 0 && (compound !== null || labelled !== null)) ways.push({});
  return ways.map(way => ({
    compoundIds,
    building: building ?? (way.building === undefined ? null : buildingKey(way.building)),
    unit: way.unit === undefined ? null : unitKey(way.unit),
    floor: way.floor === undefined ? null : Number(way.floor),
    door: way.door === undefined ? null : doorKey(way.door),
  }));
}

function cutCompound(said: string, names: PlaceNames): { ids: string[]; rest: string } | null {
  const keys = new Map<string, string[]>();
  for (const { compoundId, name, aliases } of names.compounds) {
    for (const key of new Set([name, ...aliases].flatMap(one => [squeeze(one), compoundKey(one), `${compoundKey(one)}小区`]))) {
      keys.set(key, [...(keys.get(key) ?? []), compoundId]);
    }
  }
  const found = cutName(said, [...keys.keys()], true) ?? cutName(said, [...keys.keys()], false);
  return found === null ? null : { ids: keys.get(found.key) ?? [], rest: found.rest };
}

/** Buildings whose name does not look like a number or letter ("商业楼", "物业用房") are looked for as they are written. */
function cutFreeLabel(
  said: string,
  names: PlaceNames,
  compoundIds: readonly string[] | null,
): { ids: string[]; rest: string } | null {
  const keys = new Map<string, string[]>();
  for (const building of names.buildings) {
    if (compoundIds !== null && !compoundIds.includes(building.compoundId)) continue;
    for (const name of [building.label, ...building.aliases]) {
      const key = buildingKey(name);
      if (/^(\d+[a-z]?|[a-z]\d*|[东西南北中左右甲乙丙丁])$/.test(key)) continue;
      for (const form of new Set([squeeze(name), key])) keys.set(form, [...(keys.get(form) ?? []), building.buildingId]);
    }
  }
  const found = cutName(said, [...keys.keys()], true);
  if (found === null) return null;
  return { ids: keys.get(found.key) ?? [], rest: found.rest.replace(/^(号楼|号|栋|幢|座|楼|#)-*/, '') };
}

/** Cuts the longest of the names off the front (or the end), whatever separators stand between its characters. */
function cutName(said: string, keys: readonly string[], front: boolean): { key: string; rest: string } | null {
  for (const key of keys.toSorted((a, b) => b.length - a.length)) {
    if (key === '') continue;
    const loose = [...key].map(sign => sign.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('-*');
    // A name that ends in a digit must not eat half of the number behind it.
    const whole = /[0-9]$/.test(key) ? `${loose}(?![0-9])` : loose;
    const pattern = front ? new RegExp(`^${whole}-*`) : new RegExp(`-*${loose}$`);
    const match = pattern.exec(said);
    if (match === null) continue;
    return { key, rest: front ? said.slice(match[0].length) : said.slice(0, match.index) };
  }
  return null;
}

function splitParts(said: string): Part[] | null {
  const parts: Part[] = [];
  part.lastIndex = 0;
  for (let at = 0; at < said.length; at = part.lastIndex) {
    const match = part.exec(said);
    if (match === null) return null;
    parts.push({ core: match[1] as string, suffix: match[2] ?? '' });
    if (parts.length > slots.length + 1) return null;
  }
  return parts;
}

function joinLetter(parts: readonly Part[]): Part[] | null {
  const [number, letter] = parts.slice(-2);
  if (number === undefined || letter === undefined || number.suffix !== '') return null;
  if (!/^\d+$/.test(number.core) || !/^[a-z]$/.test(letter.core)) return null;
  return [...parts.slice(0, -2), { core: number.core + letter.core, suffix: letter.suffix }];
}

/** All ways to lay the parts into building < unit < floor < door. */
function assign(parts: readonly Part[], hasBuilding: boolean): Partial<Record<Slot, string>>[] {
  const ways: Partial<Record<Slot, string>>[] = [];
  const lay = (index: number, lowest: number, way: Partial<Record<Slot, string>>): void => {
    const next = parts[index];
    if (next === undefined) {
      ways.push(way);
      return;
    }
    for (const slot of slotsOfSuffix[next.suffix] ?? []) {
      const place = slots.indexOf(slot);
      if (place < lowest) continue;
      if (slot === 'unit' && next.suffix === '#' && way.building === undefined && !hasBuilding) continue;
      if (slot === 'floor' && !/^\d+$/.test(next.core)) continue;
      lay(index + 1, place + 1, { ...way, [slot]: next.core });
    }
  };
  if (parts.length > 0) lay(0, hasBuilding ? 1 : 0, {});
  return ways;
}

/** Where the speaker is known to be, so that "2单元1002" or "1002" is enough. */
export interface Within {
  readonly compoundId?: string;
  readonly buildingId?: string;
  readonly unitId?: string;
}

/** The units a reading speaks of. */
export function unitsOf(reading: Reading, names: PlaceNames, within: Within = {}): string[] {
  const { compoundIds, building, unit } = reading;
  const buildings = names.buildings.filter(row => {
    if (within.compoundId !== undefined && row.compoundId !== within.compoundId) return false;
    if (within.buildingId !== undefined && row.buildingId !== within.buildingId) return false;
    if (compoundIds !== null && !compoundIds.includes(row.compoundId)) return false;
    if (building === null) return true;
    if (typeof building !== 'string') return building.includes(row.buildingId);
    return [row.label, ...row.aliases].some(label => buildingKey(label) === building);
  });
  const ids = new Set(buildings.map(row => row.buildingId));
  return names.units.filter(row => ids.has(row.buildingId) && isUnit(row, unit, within)).map(row => row.unitId);
}

function isUnit(row: PlaceNames['units'][number], said: string | null, within: Within): boolean {
  if (within.unitId !== undefined && row.unitId !== within.unitId) return false;
  if (said === null) return true;
  const key = unitKey(row.label);
  // A building without units has one staircase; people call it the first.
  return key === said || (key === '' && said === '1');
}

/** Is this the door the reading speaks of? A reading without a door speaks of every door (of the floor, where one was said). */
function isDoor(row: DoorRow, reading: Reading): boolean {
  if (reading.floor !== null && row.floor !== reading.floor) return false;
  if (reading.door === null) return true;
  const keys = [row.door, ...row.aliases].map(doorKey);
  if (keys.includes(reading.door)) return true;
  // "10楼02室" is 1002.
  return reading.floor !== null && keys.includes(`${reading.floor}${reading.door.padStart(2, '0')}`);
}

/** All doors that one of the readings means, each once. Readings that name no door are left out unless `wide`. */
export function matchDoors(
  readings: readonly Reading[],
  names: PlaceNames,
  doors: readonly DoorRow[],
  { within = {}, wide = false }: { within?: Within; wide?: boolean } = {},
): DoorRow[] {
  const found = new Set<DoorRow>();
  for (const reading of readings) {
    if (reading.door === null && !wide) continue;
    const units = new Set(unitsOf(reading, names, within));
    for (const row of doors) if (units.has(row.unitId) && isDoor(row, reading)) found.add(row);
  }
  return doors.filter(row => found.has(row));
}

/** The doors whose alias is just what was said ("老王小卖部"). */
export function matchAlias(text: string, doors: readonly DoorRow[]): DoorRow[] {
  const said = squeeze(text);
  return doors.filter(row => row.aliases.some(alias => squeeze(alias) === said));
}
