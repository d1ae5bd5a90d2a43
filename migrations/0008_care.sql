-- Care: records held apart with what is sensitive sealed by a key outside the home, contacts by plan with their ladder, 排查 door by door.

-- who of the desk may read care records; given by name, beside the role
CREATE TABLE care_right (
  community_id uuid NOT NULL,
  person_id uuid NOT NULL,
  given_by uuid,
  given_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (community_id, person_id),
  FOREIGN KEY (community_id, person_id) REFERENCES person
);

-- 关爱档案 of one person. Tags, illness, days of dialysis, due date, plans and the family's telephones stand in `sealed` and nowhere else.
CREATE TABLE care_record (
  community_id uuid NOT NULL REFERENCES community,
  care_record_id uuid NOT NULL,
  household_id uuid NOT NULL,
  person_id uuid NOT NULL,
  grade text NOT NULL CHECK (grade IN ('high', 'medium', 'low')),
  helper_id uuid,
  backup_id uuid,
  -- which key of the key file opens it
  key_id text NOT NULL,
  sealed bytea NOT NULL,
  made_by uuid,
  made_at timestamptz NOT NULL DEFAULT now(),
  changed_by uuid,
  changed_at timestamptz NOT NULL DEFAULT now(),
  version integer NOT NULL DEFAULT 1,
  ended_by uuid,
  ended_at timestamptz,
  CHECK (helper_id IS NULL OR helper_id <> backup_id),
  PRIMARY KEY (community_id, care_record_id),
  FOREIGN KEY (community_id, household_id) REFERENCES household,
  FOREIGN KEY (community_id, person_id) REFERENCES person
);
CREATE UNIQUE INDEX care_record_person ON care_record (community_id, person_id) WHERE ended_at IS NULL;
CREATE INDEX care_record_household ON care_record (community_id, household_id);
CREATE INDEX care_record_key ON care_record (community_id, key_id);

-- 关爱联系: a record that goes on has one open contact, due by its grade
CREATE TABLE care_check (
  community_id uuid NOT NULL,
  care_check_id uuid NOT NULL,
  care_record_id uuid NOT NULL,
  household_id uuid NOT NULL,
  due_at timestamptz NOT NULL,
  -- the rung of the ladder, whose turn it is, and by when
  rung text NOT NULL CHECK (rung IN ('call', 'neighbour', 'knock', 'emergency')),
  holder text NOT NULL CHECK (holder IN ('helper', 'backup', 'desk')),
  act_by timestamptz NOT NULL,
  result text CHECK (result IN ('well', 'needs', 'away', 'ended')),
  closed_by uuid,
  closed_at timestamptz,
  CHECK ((result IS NULL) = (closed_at IS NULL)),
  PRIMARY KEY (community_id, care_check_id),
  FOREIGN KEY (community_id, care_record_id) REFERENCES care_record
);
CREATE UNIQUE INDEX care_check_once ON care_check (community_id, care_record_id) WHERE closed_at IS NULL;
CREATE INDEX care_check_act_by ON care_check (community_id, act_by) WHERE closed_at IS NULL;

-- what was tried and what came of it: codes only
CREATE TABLE care_step (
  community_id uuid NOT NULL,
  care_step_id uuid NOT NULL,
  care_check_id uuid NOT NULL,
  rung text NOT NULL CHECK (rung IN ('call', 'neighbour', 'knock', 'emergency')),
  outcome text NOT NULL CHECK (outcome IN ('well', 'needs', 'no_answer', 'away', 'late', 'family_told', 'ambulance_called', 'police_called')),
  by_id uuid,
  by_role text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  happened_at timestamptz,
  PRIMARY KEY (community_id, care_step_id),
  FOREIGN KEY (community_id, care_check_id) REFERENCES care_check
);
CREATE INDEX care_step_check ON care_step (community_id, care_check_id);
CREATE TRIGGER care_step_append_only BEFORE UPDATE OR DELETE ON care_step FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();

-- 排查
CREATE TABLE survey (
  community_id uuid NOT NULL REFERENCES community,
  survey_id uuid NOT NULL,
  name text NOT NULL,
  started_by uuid,
  started_at timestamptz NOT NULL DEFAULT now(),
  closed_by uuid,
  closed_at timestamptz,
  PRIMARY KEY (community_id, survey_id)
);

CREATE TABLE survey_building (
  community_id uuid NOT NULL,
  survey_id uuid NOT NULL,
  building_id uuid NOT NULL,
  PRIMARY KEY (community_id, survey_id, building_id),
  FOREIGN KEY (community_id, survey_id) REFERENCES survey,
  FOREIGN KEY (community_id, building_id) REFERENCES building
);

-- a lived-in door of its buildings without a row here is still to be asked
CREATE TABLE survey_door (
  community_id uuid NOT NULL,
  survey_id uuid NOT NULL,
  household_id uuid NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('asked', 'not_home', 'refused', 'again')),
  -- somebody there should have a care record; who and why is said to the desk, not here
  found boolean NOT NULL DEFAULT false,
  tries integer NOT NULL DEFAULT 1,
  by_id uuid,
  by_role text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (community_id, survey_id, household_id),
  FOREIGN KEY (community_id, survey_id) REFERENCES survey,
  FOREIGN KEY (community_id, household_id) REFERENCES household
);

ALTER TABLE late_move DROP CONSTRAINT late_move_subject_check;
ALTER TABLE late_move ADD CONSTRAINT late_move_subject_check
  CHECK (subject IN ('request', 'bag', 'household', 'ask', 'handover', 'round', 'care', 'survey'));
