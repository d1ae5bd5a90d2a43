// Surveys as rows: their buildings, and what came of each door; a lived-in door without a row is still to be asked.
import type { SurveyCounts, SurveyOutcome } from '../../domain/care/survey.ts';
import type { Queryable } from '../postgres/pool.ts';

type Places = readonly string[] | null;

export interface SurveyRow extends SurveyCounts {
  readonly survey_id: string;
  readonly name: string;
  readonly started_at: string;
  readonly closed_at: string | null;
  readonly building_id: string;
  readonly label: string;
  readonly compound_name: string;
}

/** A row for each building of each survey. Doors are those lived in now: a flat that is split meanwhile is not skipped. */
export function readSurveys(
  db: Queryable,
  communityId: string,
  which: { readonly surveyId?: string; readonly open?: boolean | undefined },
): Promise<SurveyRow[]> {
  return db.rows<SurveyRow>(
    `SELECT s.survey_id, s.name, s.started_at, s.closed_at, b.building_id, b.label, o.name AS compound_name,
       count(h.household_id)::integer AS doors,
       (count(*) FILTER (WHERE d.outcome = 'asked'))::integer AS asked,
       (count(*) FILTER (WHERE d.outcome = 'not_home'))::integer AS not_home,
       (count(*) FILTER (WHERE d.outcome = 'refused'))::integer AS refused,
       (count(*) FILTER (WHERE d.outcome = 'again'))::integer AS again,
       (count(h.household_id) FILTER (WHERE d.outcome IS NULL))::integer AS left
     FROM survey s
     JOIN survey_building v ON v.community_id = s.community_id AND v.survey_id = s.survey_id
     JOIN building b ON b.community_id = s.community_id AND b.building_id = v.building_id
     JOIN compound o ON o.community_id = s.community_id AND o.compound_id = b.compound_id
     LEFT JOIN household h ON h.community_id = s.community_id AND h.building_id = b.building_id AND h.living = 'lived_in'
     LEFT JOIN survey_door d ON d.community_id = s.community_id AND d.survey_id = s.survey_id AND d.household_id = h.household_id
     WHERE s.community_id = $1 AND ($2::uuid IS NULL OR s.survey_id = $2) AND ($3::boolean IS NULL OR (s.closed_at IS NULL) = $3)
     GROUP BY s.survey_id, s.name, s.started_at, s.closed_at, b.building_id, b.label, b.sort, o.name, o.sort
     ORDER BY s.closed_at IS NOT NULL, s.started_at DESC, s.survey_id, o.sort, o.name, b.sort, b.label`,
    [communityId, which.surveyId ?? null, which.open ?? null],
  );
}

/** False: one of the buildings is not of this community. */
export async function insertSurvey(
  tx: Queryable,
  communityId: string,
  survey: { surveyId: string; name: string; buildingIds: readonly string[]; byId: string | null; at: Date },
): Promise<boolean> {
  const buildingIds = [...new Set(survey.buildingIds)];
  await tx.count('INSERT INTO survey (community_id, survey_id, name, started_by, started_at) VALUES ($1, $2, $3, $4, $5)', [
    communityId,
    survey.surveyId,
    survey.name,
    survey.byId,
    survey.at,
  ]);
  const written = await tx.count(
    `INSERT INTO survey_building (community_id, survey_id, building_id)
     SELECT $1, $2, building_id FROM building WHERE community_id = $1 AND building_id = ANY ($3::uuid[])`,
    [communityId, survey.surveyId, buildingIds],
  );
  return written === buildingIds.length;
}

/** Held until the transaction ends. */
export function holdSurvey(
  tx: Queryable,
  communityId: string,
  surveyId: string,
): Promise<{ survey_id: string; closed: boolean } | undefined> {
  return tx.row(
    'SELECT survey_id, closed_at IS NOT NULL AS closed FROM survey WHERE community_id = $1 AND survey_id = $2 FOR UPDATE',
    [communityId, surveyId],
  );
}

export async function writeSurveyEnd(
  tx: Queryable,
  communityId: string,
  surveyId: string,
  byId: string | null,
  now: Date,
): Promise<void> {
  await tx.count('UPDATE survey SET closed_by = $3, closed_at = $4 WHERE community_id = $1 AND survey_id = $2', [
    communityId,
    surveyId,
    byId,
    now,
  ]);
}

const inReach = 'in_reach($2::uuid[], h.area_id, h.grid_id, h.compound_id, h.building_id, h.unit_id, h.household_id)';

export interface SurveyDoorRow {
  readonly household_id: string;
  readonly building_id: string;
  readonly building_label: string;
  readonly unit_label: string;
  readonly door: string;
  readonly floor: number;
  readonly outcome: SurveyOutcome | null;
  readonly found: boolean;
  readonly tries: number;
  readonly by_name: string | null;
  readonly at: string | null;
}

export function listSurveyDoors(
  db: Queryable,
  communityId: string,
  places: Places,
  surveyId: string,
  buildingId: string | undefined,
): Promise<SurveyDoorRow[]> {
  return db.rows<SurveyDoorRow>(
    `SELECT h.household_id, h.building_id, b.label AS building_label, u.label AS unit_label, h.door, h.floor, d.outcome,
       coalesce(d.found, false) AS found, coalesce(d.tries, 0) AS tries, p.name AS by_name, d.at
     FROM survey_building v
     JOIN building b ON b.community_id = v.community_id AND b.building_id = v.building_id
     JOIN household h ON h.community_id = v.community_id AND h.building_id = v.building_id AND h.living = 'lived_in'
     JOIN unit u ON u.community_id = h.community_id AND u.unit_id = h.unit_id
     LEFT JOIN survey_door d ON d.community_id = v.community_id AND d.survey_id = v.survey_id AND d.household_id = h.household_id
     LEFT JOIN person p ON p.community_id = d.community_id AND p.person_id = d.by_id
     WHERE v.community_id = $1 AND v.survey_id = $3 AND ($4::uuid IS NULL OR v.building_id = $4) AND ${inReach}
     ORDER BY b.sort, b.label, u.sort, u.label, h.floor DESC, h.sort, h.door`,
    [communityId, places, surveyId, buildingId ?? null],
  );
}

/** What a phone is told: the open surveys of these doors, without names. */
export function listOpenSurveyDoors(
  db: Queryable,
  communityId: string,
  places: Places,
): Promise<{ survey_id: string; name: string; household_id: string; outcome: SurveyOutcome | null }[]> {
  return db.rows(
    `SELECT s.survey_id, s.name, h.household_id, d.outcome
     FROM survey s
     JOIN survey_building v ON v.community_id = s.community_id AND v.survey_id = s.survey_id
     JOIN household h ON h.community_id = s.community_id AND h.building_id = v.building_id AND h.living = 'lived_in'
     LEFT JOIN survey_door d ON d.community_id = s.community_id AND d.survey_id = s.survey_id AND d.household_id = h.household_id
     WHERE s.community_id = $1 AND s.closed_at IS NULL AND ${inReach} ORDER BY s.started_at, s.survey_id`,
    [communityId, places],
  );
}

/** What came of a door of the survey before; undefined: it is no door of it, or out of reach. */
export function holdSurveyDoor(
  tx: Queryable,
  communityId: string,
  places: Places,
  surveyId: string,
  householdId: string,
): Promise<{ outcome: SurveyOutcome | null } | undefined> {
  return tx.row(
    `SELECT d.outcome FROM survey_building v
     JOIN household h ON h.community_id = v.community_id AND h.building_id = v.building_id AND h.living = 'lived_in'
     LEFT JOIN survey_door d ON d.community_id = v.community_id AND d.survey_id = v.survey_id AND d.household_id = h.household_id
     WHERE v.community_id = $1 AND v.survey_id = $3 AND h.household_id = $4 AND ${inReach} FOR UPDATE OF h`,
    [communityId, places, surveyId, householdId],
  );
}

export async function writeSurveyDoor(
  tx: Queryable,
  communityId: string,
  door: {
    surveyId: string;
    householdId: string;
    outcome: SurveyOutcome;
    found: boolean;
    byId: string | null;
    byRole: string;
    at: string;
  },
): Promise<void> {
  await tx.count(
    `INSERT INTO survey_door (community_id, survey_id, household_id, outcome, found, by_id, by_role, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (community_id, survey_id, household_id) DO UPDATE SET outcome = excluded.outcome,
       found = survey_door.found OR excluded.found, tries = survey_door.tries + 1, by_id = excluded.by_id, by_role = excluded.by_role,
       at = greatest(survey_door.at, excluded.at)`,
    [communityId, door.surveyId, door.householdId, door.outcome, door.found, door.byId, door.byRole, door.at],
  );
}
