// Which doors there are: from a roster, or from what the group says of itself. Answers how many doors an address may mean; never guesses.
import { buildingKey, compoundKey, doorKey, unitKey } from '../place/door.ts';
import type { GroupContext } from './reading.ts';

export interface Door {
  readonly id: string;
  readonly compound: string;
  readonly building: string;
  /** '' where a building has no units. */
  readonly unit: string;
  readonly door: string;
  readonly aliases?: readonly string[] | undefined;
}

interface Entry {
  readonly id: string;
  readonly compound: string;
  readonly building: string;
  readonly unit: string;
}

export interface Registry {
  readonly compounds: ReadonlySet<string>;
  /** Names as they are written, longest first, with their keys. */
  readonly compoundNames: readonly (readonly [name: string, key: string])[];
  /** By door, and by building and door. */
  readonly byRoom: ReadonlyMap<string, readonly Entry[]>;
  readonly buildings: ReadonlySet<string>;
}

export function makeRegistry(doors: readonly Door[]): Registry {
  const byRoom = new Map<string, Entry[]>();
  const names = new Map<string, string>();
  const buildings = new Set<string>();
  for (const door of doors) {
    const compound = compoundKey(door.compound);
    names.set(door.compound, compound);
    names.set(compound, compound);
    const entry = { id: door.id, compound, building: buildingKey(door.building), unit: unitKey(door.unit) };
    buildings.add(`${compound}/${entry.building}`);
    for (const room of new Set([door.door, ...(door.aliases ?? [])].map(doorKey))) {
      for (const key of [room, `${entry.building}/${room}`]) {
        const list = byRoom.get(key);
        if (list === undefined) byRoom.set(key, [entry]);
        else list.push(entry);
      }
    }
  }
  return {
    compounds: new Set(names.values()),
    compoundNames: [...names].sort((a, b) => b[0].length - a[0].length),
    byRoom,
    buildings,
  };
}

export interface Said {
  readonly compound: string | null;
  readonly zone?: string | null;
  readonly building: string | null;
  readonly unit: string | null;
  readonly room: string | null;
}

/** The doors an address may mean, in the compound that was said or that the group belongs to. */
export function doorsOf(registry: Registry, said: Said, context: GroupContext): string[] {
  if (said.room === null) return [];
  const named = said.compound ?? context.compound ?? null;
  const compound = named === null ? null : compoundKey(named);
  // 彩虹城B区 may be a compound of its own in the register.
  const zoned = compound === null || said.zone == null ? null : compoundKey(`${compound}${said.zone}`);
  const building = said.building === null ? null : buildingKey(said.building);
  const unit = said.unit === null ? null : unitKey(said.unit);
  const found: string[] = [];
  const key = building === null ? doorKey(said.room) : `${building}/${doorKey(said.room)}`;
  for (const entry of registry.byRoom.get(key) ?? []) {
    if (compound !== null && entry.compound !== compound && entry.compound !== zoned && entry.compound !== '') continue;
    // A building without units has one staircase; people call it the first.
    if (unit !== null && entry.unit !== unit && !(entry.unit === '' && unit === '1')) continue;
    found.push(entry.id);
  }
  return found;
}

/** Is a building one of those a group names ("1-12", "1-9,11,商业楼")? True where the group names none. */
export function isBuildingOf(context: GroupContext, building: string): boolean {
  const list = context.buildings;
  if (list === undefined) return true;
  const key = buildingKey(building);
  return list.split(/[,，、;]/).some(part => {
    const range = /^\s*(\d+)\s*[-~至到]\s*(\d+)/.exec(part);
    if (range === null) return buildingKey(part) === key;
    return /^\d+$/.test(key) && Number(key) >= Number(range[1]) && Number(key) <= Number(range[2]);
  });
}

/** Does the register hold this compound? One without names of compounds is of the only one there is. */
export function isCompoundOf({ compounds }: Registry, compound: string, zone: string | null): boolean {
  return (
    compounds.has('') ||
    compounds.has(compoundKey(compound)) ||
    (zone !== null && compounds.has(compoundKey(`${compound}${zone}`)))
  );
}
