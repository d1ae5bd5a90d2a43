// Surveys (排查): started for whole buildings, answered door by door, closed only when nobody was skipped.
import { closeSurvey, listSurveyDoors, listSurveys, recordSurveyDoor, startSurvey } from '../../api/survey.ts';
import { mayClose, surveyAfter } from '../../domain/care/survey.ts';
import { doorName } from '../../domain/place/door.ts';
import { refuse } from '../../domain/refusal.ts';
import { believableTime } from '../../domain/request/rules.ts';
import { allOrNothing, digestOf, doOnce } from '../http/receipt-store.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import { addContact } from '../place/household-store.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import {
  holdSurvey,
  holdSurveyDoor,
  insertSurvey,
  listSurveyDoors as listDoors,
  readSurveys,
  writeSurveyDoor,
  writeSurveyEnd,
} from './survey-store.ts';

export function surveyRoutes({ db, now, live }: Deps): Route[] {
  return [
    route(listSurveys, async ({ actor, query }) => {
      const open = query.open === undefined ? undefined : query.open === 'true';
      const rows = await readSurveys(db, actor.communityId, { open });
      const surveys = [...Map.groupBy(rows, row => row.survey_id)].map(([surveyId, buildings]) => ({
        surveyId,
        name: buildings[0]?.name ?? '',
        startedAt: buildings[0]?.started_at ?? '',
        closedAt: buildings[0]?.closed_at ?? null,
        buildings: buildings.map(row => ({
          buildingId: row.building_id,
          label: row.label,
          compoundName: row.compound_name,
          doors: row.doors,
          asked: row.asked,
          not_home: row.not_home,
          refused: row.refused,
          again: row.again,
          left: row.left,
        })),
      }));
      return { surveys };
    }),

    route(startSurvey, async call => {
      const { communityId, personId } = call.actor;
      const { id: surveyId, name, buildingIds } = call.body;
      const once = { communityId, moveId: surveyId, actorId: personId ?? communityId, digest: digestOf('surveys', call.body) };
      const answer = await doOnce<{ surveyId: string; doors: number }>(db, once, async tx => {
        if (!(await insertSurvey(tx, communityId, { surveyId, name, buildingIds, byId: personId, at: now() }))) {
          return refuse('not_found');
        }
        await writeAudit(tx, {
          communityId,
          byId: personId,
          byRole: call.roles[0] ?? 'clerk',
          act: 'start_survey',
          subjectKind: 'survey',
          subjectId: surveyId,
          facts: { buildings: buildingIds.length },
        });
        const rows = await readSurveys(tx, communityId, { surveyId });
        return { surveyId, doors: rows.reduce((sum, row) => sum + row.doors, 0) };
      });
      live.poke(communityId);
      return answer;
    }),

    route(closeSurvey, async call => {
      const { communityId, personId } = call.actor;
      const { surveyId } = call.params;
      const answer = await allOrNothing<{ done: true }>(db, async tx => {
        const held = await holdSurvey(tx, communityId, surveyId);
        if (held === undefined) return refuse('not_found');
        if (held.closed) return { done: true };
        const rows = await readSurveys(tx, communityId, { surveyId });
        if (!mayClose(rows)) return refuse('doors_left', { n: rows.reduce((sum, row) => sum + row.left, 0) });
        await writeSurveyEnd(tx, communityId, surveyId, personId, now());
        await writeAudit(tx, {
          communityId,
          byId: personId,
          byRole: call.roles[0] ?? 'clerk',
          act: 'close_survey',
          subjectKind: 'survey',
          subjectId: surveyId,
        });
        return { done: true };
      });
      live.poke(communityId);
      return answer;
    }),

    route(listSurveyDoors, async ({ actor, reach, params: { surveyId }, query }) => {
      const doors = await listDoors(db, actor.communityId, reach.places, surveyId, query.buildingId);
      if (doors.length === 0) return refuse('not_found');
      return {
        doors: doors.map(row => ({
          householdId: row.household_id,
          buildingId: row.building_id,
          door: doorName(row.building_label, row.unit_label, row.door),
          floor: row.floor,
          outcome: row.outcome,
          found: row.found,
          tries: row.tries,
          byName: row.by_name,
          at: row.at,
        })),
      };
    }),

    route(recordSurveyDoor, async call => {
      const { communityId, personId } = call.actor;
      const { surveyId, householdId } = call.params;
      const { id, outcome, found } = call.body;
      const byRole = call.roles[0] ?? 'steward';
      const digest = digestOf(`surveys/${surveyId}/doors/${householdId}`, call.body);
      const answer = await doOnce<{ done: true }>(
        db,
        { communityId, moveId: id, actorId: personId ?? communityId, digest },
        async tx => {
          const survey = await holdSurvey(tx, communityId, surveyId);
          if (survey === undefined) return refuse('not_found');
          const before = await holdSurveyDoor(tx, communityId, call.reach.places, surveyId, householdId);
          if (before === undefined) return refuse('household_unknown');
          if (survey.closed) return refuse('state_has_changed', { closed: true });
          const at = now();
          const happenedAt = believableTime(call.body.happenedAt, at.toISOString());
          const after = surveyAfter(before.outcome, outcome);
          const door = { surveyId, householdId, outcome: after, found, byId: personId, byRole };
          await writeSurveyDoor(tx, communityId, { ...door, at: happenedAt ?? at.toISOString() });
          await addContact(tx, communityId, {
            householdId,
            how: 'at_the_door',
            outcome: outcome === 'not_home' ? 'no_answer' : 'spoke',
            supply: null,
            byId: personId,
            byRole,
            at,
            happenedAt,
          });
          return { done: true };
        },
      );
      live.poke(communityId);
      return answer;
    }),
  ];
}
