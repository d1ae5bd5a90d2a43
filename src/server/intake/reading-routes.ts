// The reader as others of the program call it: a text in, what it asks for out; nothing is stored.
import { readChatText } from '../../api/reading.ts';
import type { Home, Reading } from '../../domain/intake/reading.ts';
import { doorName } from '../../domain/place/door.ts';
import { refuse } from '../../domain/refusal.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import { type HouseholdRow, readHouseholds } from '../place/store.ts';
import { readTextOf } from './read-pasted.ts';
import { findGroup } from './register-store.ts';

export function readingRoutes({ db }: Deps): Route[] {
  return [
    route(readChatText, async ({ actor: { communityId }, reach, body }) => {
      const group = body.chatGroupId === undefined ? undefined : await findGroup(db, communityId, body.chatGroupId);
      if (body.chatGroupId !== undefined && group === undefined) return refuse('not_found');
      const [home] =
        body.householdId === undefined ? [] : await readHouseholds(db, communityId, reach.places, [body.householdId]);
      if (body.householdId !== undefined && home === undefined) return refuse('household_unknown');
      const read = await readTextOf(db, communityId, body.text, group, homeOf(home));
      const doors = await readHouseholds(db, communityId, reach.places, [...new Set(read.rows.flatMap(row => row.candidates))]);
      const byId = new Map(doors.map(household => [household.household_id, household]));
      return {
        rows: read.rows.map(row => ({
          sender: row.sender,
          saidAt: row.saidAt,
          span: pair(row.span),
          isSheetRow: row.sheet !== null,
          isRepeated: row.isRepeated,
          reading: shownReading(row.reading),
          doors: row.candidates.flatMap(candidate => {
            const household = byId.get(candidate);
            return household === undefined ? [] : [shownDoor(household)];
          }),
        })),
        totals: { ...read.totals },
      };
    }),
  ];
}

function homeOf(home: HouseholdRow | undefined): Home | undefined {
  if (home === undefined) return undefined;
  return {
    compound: home.compound_name,
    building: home.building_label,
    unit: home.unit_label || undefined,
    room: home.door,
  };
}

export function shownDoor(household: HouseholdRow) {
  return {
    householdId: household.household_id,
    door: doorName(household.building_label, household.unit_label, household.door),
    compoundName: household.compound_name,
  };
}

/** The answer's own copy: lists of the reader are not to be written to. */
export function shownReading(reading: Reading) {
  return {
    ...reading,
    items: reading.items.map(item => ({ ...item, span: pair(item.span) })),
    marks: reading.marks.map(mark => ({ ...mark, span: mark.span === null ? null : pair(mark.span) })),
    doubts: [...reading.doubts],
  };
}

export const pair = (span: readonly [number, number]): [number, number] => [span[0], span[1]];
