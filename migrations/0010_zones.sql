-- Rules of the levels as a community has chosen them, floors and sub-areas, what an order says of its end, permits to go out.

-- One row for each time somebody chose or changed the rules; the newest of those in force on a day counts, the others stay.
CREATE TABLE zone_policy (
  community_id uuid NOT NULL REFERENCES community,
  policy_id uuid NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  -- the set of the program that it was made from
  based_on text NOT NULL,
  document text NOT NULL,
  issuer text NOT NULL,
  region text NOT NULL DEFAULT '' CHECK (region ~ '^[0-9]{0,12}$'),
  from_on date NOT NULL,
  until_on date CHECK (until_on > from_on),
  levels jsonb NOT NULL,
  order_number text NOT NULL,
  recorded_by uuid,
  recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (community_id, policy_id),
  UNIQUE (community_id, version)
);

-- A set of doors with a name, for orders that follow neither building nor floor. Never changed: what was sealed must stay readable.
CREATE TABLE sub_area (
  community_id uuid NOT NULL REFERENCES community,
  sub_area_id uuid NOT NULL,
  name text NOT NULL,
  made_by uuid,
  made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (community_id, sub_area_id),
  UNIQUE (community_id, name)
);
CREATE TABLE sub_area_door (
  community_id uuid NOT NULL,
  sub_area_id uuid NOT NULL,
  household_id uuid NOT NULL,
  PRIMARY KEY (community_id, sub_area_id, household_id),
  FOREIGN KEY (community_id, sub_area_id) REFERENCES sub_area,
  FOREIGN KEY (community_id, household_id) REFERENCES household
);
CREATE INDEX sub_area_door_household ON sub_area_door (community_id, household_id);

ALTER TABLE zone DROP CONSTRAINT zone_place_kind_check;
ALTER TABLE zone ADD CONSTRAINT zone_place_kind_check
  CHECK (place_kind IN ('community', 'compound', 'building', 'unit', 'floor', 'household', 'sub_area'));
-- of a building or of one unit
ALTER TABLE zone ADD COLUMN floor integer;
ALTER TABLE zone ADD CONSTRAINT zone_floor_check CHECK ((place_kind = 'floor') = (floor IS NOT NULL));
-- when the order expects to be lifted; only an order lifts it
ALTER TABLE zone ADD COLUMN planned_end_at timestamptz;
ALTER TABLE zone ADD COLUMN recorded_at timestamptz NOT NULL DEFAULT clock_timestamp();
-- when its consequences were drawn for the work under way: at once, or by the clock when it begins
ALTER TABLE zone ADD COLUMN applied_at timestamptz;
UPDATE zone SET applied_at = starts_at WHERE starts_at <= now();
-- the steps of the approval chain that have agreed
ALTER TABLE zone ADD COLUMN approved text[] NOT NULL DEFAULT '{}';

-- What was said about a place under an order: a new case (with the end it puts off), a round of tests in counts, a condition confirmed.
CREATE TABLE zone_fact (
  community_id uuid NOT NULL,
  zone_fact_id uuid NOT NULL,
  zone_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('case', 'tested', 'confirmed')),
  happened_at timestamptz NOT NULL,
  expected integer CHECK (expected >= 0),
  tested integer CHECK (tested >= 0),
  positive integer CHECK (positive >= 0),
  -- confirmed: the condition in the words of the rule
  what text,
  order_number text,
  planned_end_at timestamptz,
  by_id uuid,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (community_id, zone_fact_id),
  FOREIGN KEY (community_id, zone_id) REFERENCES zone
);
CREATE INDEX zone_fact_zone ON zone_fact (community_id, zone_id);

-- 出门证: one person of a household goes out once; who it is stands on no list
CREATE TABLE exit_permit (
  community_id uuid NOT NULL,
  exit_permit_id uuid NOT NULL,
  household_id uuid NOT NULL,
  code text NOT NULL CHECK (code ~ '^[0-9A-HJKMNP-TV-Z]{6}$'),
  purpose text NOT NULL CHECK (purpose IN ('shopping', 'medical', 'work', 'other')),
  -- does it use up what the rule gives
  counted boolean NOT NULL,
  minutes integer,
  issued_by uuid,
  issued_at timestamptz NOT NULL,
  -- the day of the community's calendar on which it holds
  valid_on date NOT NULL,
  out_at timestamptz,
  out_by uuid,
  back_at timestamptz,
  back_by uuid,
  revoked_at timestamptz,
  revoked_by uuid,
  CHECK (back_at IS NULL OR out_at IS NOT NULL),
  PRIMARY KEY (community_id, exit_permit_id),
  UNIQUE (community_id, code),
  FOREIGN KEY (community_id, household_id) REFERENCES household
);
CREATE INDEX exit_permit_household ON exit_permit (community_id, household_id, valid_on);
CREATE INDEX exit_permit_outside ON exit_permit (community_id, out_at) WHERE out_at IS NOT NULL AND back_at IS NULL;

-- Goods are brought up to this door whatever the level; why is nobody's concern who carries.
ALTER TABLE household ADD COLUMN to_the_door boolean NOT NULL DEFAULT false;
-- Somebody without protection carries it where protection is needed now: the desk was told once.
ALTER TABLE request ADD COLUMN called_back_at timestamptz;
