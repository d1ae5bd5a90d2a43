// What a helper's phone is told of care: which doors to ask at and how, and the open surveys of the own doors; never who, never why.
import type { PhoneCheck } from '../../api/care-check.ts';
import type { MyPhone } from '../../api/phone.ts';
import { doorName } from '../../domain/place/door.ts';
import { isRefusal } from '../../domain/refusal.ts';
import { type Actor, admit } from '../http/actor.ts';
import type { Deps } from '../http/route.ts';
import { listHelperChecks } from './check-store.ts';
import { careKeysFor } from './keys.ts';
import { openSecrets } from './sealed.ts';
import { listOpenSurveyDoors } from './survey-store.ts';

export async function checksFor({ db, config }: Deps, actor: Actor, at: Date): Promise<PhoneCheck[]> {
  const { communityId, personId } = actor;
  const rows = await listHelperChecks(db, communityId, personId ?? '', at);
  const keys = rows.length === 0 ? [] : await careKeysFor(db, config);
  return rows.map(row => ({
    careCheckId: row.care_check_id,
    householdId: row.household_id,
    compoundName: row.compound_name,
    door: doorName(row.building_label, row.unit_label, row.door),
    floor: row.floor,
    rung: row.rung,
    dueAt: row.due_at,
    actBy: row.act_by,
    manners: openSecrets(keys, communityId, row)?.manners ?? [],
    isBackup: row.holder === 'backup',
  }));
}

/** Those who go from door to door; a volunteer is given doors one by one. */
const askers = { steward: 'places', property: 'places', grid_worker: 'places', grid_lead: 'places' } as const;

export async function surveysFor({ db }: Deps, actor: Actor): Promise<MyPhone['surveys']> {
  const admitted = admit(actor, askers);
  const places = isRefusal(admitted) ? [] : admitted.reach.places;
  if (places?.length === 0) return [];
  const rows = await listOpenSurveyDoors(db, actor.communityId, places);
  return [...Map.groupBy(rows, row => row.survey_id)].map(([surveyId, doors]) => ({
    surveyId,
    name: doors[0]?.name ?? '',
    doors: doors.map(row => ({ householdId: row.household_id, outcome: row.outcome })),
  }));
}
