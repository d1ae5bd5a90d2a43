// Doors and readings as they leave the server: the answer's own copies, for lists of the reader are not to be written to.
import type { Reading } from '../../domain/intake/reading.ts';
import { doorName } from '../../domain/place/door.ts';
import type { HouseholdRow } from '../place/store.ts';

export function shownDoor(household: HouseholdRow) {
  return {
    householdId: household.household_id,
    door: doorName(household.building_label, household.unit_label, household.door),
    compoundName: household.compound_name,
  };
}

export function shownReading(reading: Reading) {
  return {
    ...reading,
    items: reading.items.map(item => ({ ...item, span: pair(item.span) })),
    marks: reading.marks.map(mark => ({ ...mark, span: mark.span === null ? null : pair(mark.span) })),
    doubts: [...reading.doubts],
  };
}

export const pair = (span: readonly [number, number]): [number, number] => [span[0], span[1]];
