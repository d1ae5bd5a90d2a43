// The compound of the sample's size in a test community: nine houses, 27 units, 594 doors, 574 of them lived in.
import { newId } from '../src/server/id.ts';
import type { Queryable } from '../src/server/postgres/pool.ts';
import { insertRows } from './community.ts';

export interface BigCompound {
  readonly compoundId: string;
  /** From the first house's first unit, ground floor, onwards. */
  readonly householdIds: readonly string[];
}

/** `heardAt` of the n-th door. */
export async function makeBigCompound(db: Queryable, community_id: string, heardAt: (n: number) => Date): Promise<BigCompound> {
  const compound_id = newId();
  const base = { community_id, compound_id };
  await insertRows(db, 'compound', [{ ...base, name: '经纬印象', aliases: [], sort: 9 }]);
  const [buildings, units, doors]: Record<string, unknown>[][] = [[], [], []];
  const labels = ['1', '2', '3', '4', '5', '6', '7', '8', '10'];
  for (const [sort, label] of labels.entries()) {
    const building_id = newId();
    buildings?.push({ ...base, building_id, grid_id: null, label: `${label}号楼`, aliases: [], floors: 11, lift: true, sort });
    for (let unit = 1; unit <= 3; unit++) {
      const unit_id = newId();
      units?.push({ community_id, unit_id, building_id, grid_id: null, label: `${unit}单元`, sort: unit });
      for (let landing = 0; landing < 22; landing++) {
        const floor = Math.floor(landing / 2) + 1;
        const n = doors?.length ?? 0;
        doors?.push({
          ...{ ...base, unit_id, building_id, household_id: newId(), floor, door: `${floor}0${(landing % 2) + 1}`, aliases: [] },
          ...{ living: n % 29 === 13 ? 'vacant' : 'lived_in', sort: landing, heard_at: heardAt(n) },
        });
      }
    }
  }
  await insertRows(db, 'building', buildings ?? []);
  await insertRows(db, 'unit', units ?? []);
  await insertRows(db, 'household', doors ?? []);
  return { compoundId: compound_id, householdIds: (doors ?? []).map(door => door.household_id as string) };
}
