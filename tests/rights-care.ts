// The part of the rights world that is cared for: a record with its open contact, a survey of the building, and the calls that name them.
import { randomUUID } from 'node:crypto';
import { keepCare } from '../src/api/care-record.ts';
import { startSurvey } from '../src/api/survey.ts';
import { newId } from '../src/server/id.ts';
import type { TestApp } from './app.ts';
import type { TestCommunity } from './community.ts';
import type { Sent, World } from './rights-world.ts';

/** Nothing said of somebody yet. */
export const plainSecrets = {
  tags: [],
  needs: [],
  note: null,
  medicineOutOn: null,
  dialysisDays: [],
  dueOn: null,
  hearing: 'good' as const,
  language: null,
  manners: [],
  family: [],
  plans: [],
};

const family = [{ name: '侄子', relation: null, telephone: '19900066002' }];

/** Of whoever lives behind the door; one record goes on for each person, whatever was made before. */
export async function addCared(
  app: TestApp,
  of: TestCommunity,
  at: { readonly personId: string; readonly helperId: string; readonly buildingId: string },
): Promise<Pick<World, 'careRecordId' | 'careCheckId' | 'surveyId'>> {
  const { db } = app;
  await db.count(
    `UPDATE care_record SET ended_at = now(), sealed = '' WHERE community_id = $1 AND person_id = $2 AND ended_at IS NULL`,
    [of.communityId, at.personId],
  );
  const [careRecordId, surveyId] = [newId(), newId()];
  const clerk = await app.signedIn('clerk', of);
  await clerk.get(keepCare, {
    params: { careRecordId },
    body: {
      id: randomUUID(),
      version: 0,
      personId: at.personId,
      grade: 'medium',
      helperId: at.helperId,
      backupId: null,
      smartphone: true,
      secrets: { ...plainSecrets, tags: ['living_alone'], family },
    },
  });
  await clerk.get(startSurvey, { body: { id: surveyId, name: '入户排查', buildingIds: [at.buildingId] } });
  const check = await db.row<{ care_check_id: string }>(
    'SELECT care_check_id FROM care_check WHERE community_id = $1 AND care_record_id = $2',
    [of.communityId, careRecordId],
  );
  return { careRecordId, careCheckId: check?.care_check_id ?? '', surveyId };
}

export function careCalls(world: World): Record<string, () => Sent> {
  const { careRecordId, careCheckId, surveyId, householdId, personId } = world;
  const once = { id: randomUUID() };
  const record = { params: { careRecordId } };
  const check = { params: { careCheckId } };
  return {
    listCare: () => ({ query: { householdId } }),
    readCare: () => record,
    keepCare: () => ({
      ...record,
      body: {
        ...once,
        version: 1,
        personId,
        grade: 'medium',
        helperId: null,
        backupId: null,
        smartphone: true,
        secrets: { ...plainSecrets, family },
      },
    }),
    endCare: () => ({ ...record, body: once }),
    setCareRight: () => ({ params: { personId: world.deskId }, body: { given: true } }),
    recordCheck: () => ({ ...check, body: { ...once, outcome: 'no_answer', rung: 'call' } }),
    recordEmergencyAct: () => ({ ...check, body: { ...once, act: 'family_told' } }),
    readFamily: () => check,
    startSurvey: () => ({ body: { ...once, name: '入户排查', buildingIds: [world.buildingId] } }),
    closeSurvey: () => ({ params: { surveyId } }),
    listSurveyDoors: () => ({ params: { surveyId }, query: { buildingId: world.buildingId } }),
    recordSurveyDoor: () => ({ params: { surveyId, householdId }, body: { ...once, outcome: 'not_home' } }),
    setSilenceHours: () => ({ body: { hours: 24 } }),
  };
}
