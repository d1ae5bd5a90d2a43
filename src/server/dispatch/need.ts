// A stored request as the proposals look at it.
import type { Need } from '../../domain/dispatch/propose.ts';
import { whoDeclined } from '../../domain/request/rules.ts';
import { placesAround } from '../request/maker.ts';
import { isGuarded, type RequestRow } from '../request/moves-store.ts';

export function needOf(row: RequestRow): Need {
  return {
    requestId: row.request_id,
    householdId: row.household_id,
    unitId: row.unit_id,
    buildingId: row.building_id,
    gridId: row.grid_id,
    around: placesAround(row),
    protection: isGuarded(row),
    lane: row.lane,
    grams: row.grams,
    dueAt: row.due_at,
    declinedBy: whoDeclined(row.story),
  };
}
