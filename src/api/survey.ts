// The contract of surveys (排查): building by building, door by door, so that nobody is skipped; the board gets counts only.
import { z } from 'zod';
import { surveyOutcomes } from '../domain/care/survey.ts';
import { endpoint } from './endpoint.ts';
import { count, done, id, instant, line, moveId } from './field.ts';

const desk = { clerk: 'community', community_lead: 'community' } as const;
const askers = { steward: 'places', property: 'places', grid_worker: 'places', grid_lead: 'places', ...desk } as const;

const counts = z.object({ doors: count, asked: count, not_home: count, refused: count, again: count, left: count });

export const listSurveys = endpoint({
  method: 'GET',
  path: '/api/v1/surveys',
  summary: 'Surveys, the open ones first, with counts for each building; no doors, no names',
  query: z.strictObject({ open: z.enum(['true', 'false']).optional() }),
  answer: z.object({
    surveys: z.array(
      z.object({
        surveyId: id,
        name: z.string(),
        startedAt: z.string(),
        closedAt: z.string().nullable(),
        buildings: z.array(counts.extend({ buildingId: id, label: z.string(), compoundName: z.string() })),
      }),
    ),
  }),
  who: {
    clerk: 'community',
    supply: 'community',
    community_lead: 'community',
    district_viewer: 'community',
    administrator: 'community',
    grid_lead: 'community',
    grid_worker: 'community',
  },
});

export const startSurvey = endpoint({
  method: 'POST',
  path: '/api/v1/surveys',
  summary: 'Start a survey of whole buildings; the id becomes its own; audited',
  body: z.strictObject({ id: moveId, name: line(60), buildingIds: z.array(id).min(1).max(500) }),
  answer: z.object({ surveyId: id, doors: count }),
  who: desk,
  refusals: ['not_found', 'same_id_other_body'],
});

export const closeSurvey = endpoint({
  method: 'POST',
  path: '/api/v1/surveys/{surveyId}/close',
  summary: 'Close a survey; refused while a lived-in door was never tried; audited',
  params: z.strictObject({ surveyId: id }),
  answer: done,
  who: desk,
  refusals: ['not_found', 'doors_left'],
});

export const surveyDoor = z.object({
  surveyId: id,
  householdId: id,
  outcome: z.enum(surveyOutcomes).nullable(),
});

export const listSurveyDoors = endpoint({
  method: 'GET',
  path: '/api/v1/surveys/{surveyId}/doors',
  summary: 'The lived-in doors of a survey inside the reach with what came of each; null: nobody was there yet',
  params: z.strictObject({ surveyId: id }),
  query: z.strictObject({ buildingId: id.optional() }),
  answer: z.object({
    doors: z.array(
      surveyDoor.omit({ surveyId: true }).extend({
        buildingId: id,
        door: z.string(),
        floor: z.number().int(),
        found: z.boolean(),
        tries: count,
        byName: z.string().nullable(),
        at: z.string().nullable(),
      }),
    ),
  }),
  who: { clerk: 'community', community_lead: 'community', grid_lead: 'places' },
  refusals: ['not_found'],
});

export const recordSurveyDoor = endpoint({
  method: 'POST',
  path: '/api/v1/surveys/{surveyId}/doors/{householdId}',
  summary: 'What came of a door: asked, not home, refused, to visit again; `found`: somebody there should have a care record',
  params: z.strictObject({ surveyId: id, householdId: id }),
  body: z.strictObject({
    id: moveId,
    outcome: z.enum(surveyOutcomes),
    found: z.boolean().default(false),
    happenedAt: instant.optional(),
  }),
  answer: done,
  who: askers,
  refusals: ['not_found', 'household_unknown', 'state_has_changed', 'same_id_other_body'],
});
