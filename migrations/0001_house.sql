-- The first floor of the house: places, people, rights, requests and their events, bags and custody, feedback, audit.
-- Every key leads with community_id (the tenant and the shard); no foreign key crosses a community; ids are UUIDv7 made by the program.
-- Rows of events, custody and audit hold ids and codes only; names, telephones and free text stand in tables of their own.

CREATE TABLE community (
  community_id uuid PRIMARY KEY,
  slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9-]{2,40}$'),
  name text NOT NULL,
  division_code text NOT NULL CHECK (division_code ~ '^[0-9]{12}$'),
  time_zone text NOT NULL DEFAULT 'Asia/Shanghai',
  demo boolean NOT NULL DEFAULT false,
  settings jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now()
);

-- 片区, led by a 网格长
CREATE TABLE area (
  community_id uuid NOT NULL REFERENCES community,
  area_id uuid NOT NULL,
  name text NOT NULL,
  sort integer NOT NULL DEFAULT 0,
  PRIMARY KEY (community_id, area_id),
  UNIQUE (community_id, name)
);

-- 网格
CREATE TABLE grid (
  community_id uuid NOT NULL,
  grid_id uuid NOT NULL,
  area_id uuid NOT NULL,
  name text NOT NULL,
  code text NOT NULL CHECK (code ~ '^[0-9]{15}$'),
  PRIMARY KEY (community_id, grid_id),
  UNIQUE (community_id, code),
  FOREIGN KEY (community_id, area_id) REFERENCES area
);

-- 小区
CREATE TABLE compound (
  community_id uuid NOT NULL REFERENCES community,
  compound_id uuid NOT NULL,
  name text NOT NULL,
  aliases text[] NOT NULL DEFAULT '{}',
  sort integer NOT NULL DEFAULT 0,
  PRIMARY KEY (community_id, compound_id),
  UNIQUE (community_id, name)
);

-- 楼栋; the label is free text as on the wall outside
CREATE TABLE building (
  community_id uuid NOT NULL,
  building_id uuid NOT NULL,
  compound_id uuid NOT NULL,
  grid_id uuid,
  label text NOT NULL,
  aliases text[] NOT NULL DEFAULT '{}',
  floors integer NOT NULL CHECK (floors BETWEEN 1 AND 120),
  lift boolean NOT NULL DEFAULT true,
  sort integer NOT NULL DEFAULT 0,
  PRIMARY KEY (community_id, building_id),
  UNIQUE (community_id, compound_id, label),
  FOREIGN KEY (community_id, compound_id) REFERENCES compound,
  FOREIGN KEY (community_id, grid_id) REFERENCES grid
);

-- 单元; label '' where the building has none
CREATE TABLE unit (
  community_id uuid NOT NULL,
  unit_id uuid NOT NULL,
  building_id uuid NOT NULL,
  grid_id uuid,
  label text NOT NULL DEFAULT '',
  sort integer NOT NULL DEFAULT 0,
  PRIMARY KEY (community_id, unit_id),
  UNIQUE (community_id, building_id, label),
  FOREIGN KEY (community_id, building_id) REFERENCES building,
  FOREIGN KEY (community_id, grid_id) REFERENCES grid
);

-- 户: one door. The places above stand in the row again so that rights and figures need no walk up the tree.
CREATE TABLE household (
  community_id uuid NOT NULL,
  household_id uuid NOT NULL,
  unit_id uuid NOT NULL,
  building_id uuid NOT NULL,
  compound_id uuid NOT NULL,
  grid_id uuid,
  area_id uuid,
  floor integer NOT NULL CHECK (floor BETWEEN -5 AND 120),
  door text NOT NULL,
  aliases text[] NOT NULL DEFAULT '{}',
  living text NOT NULL DEFAULT 'lived_in' CHECK (living IN ('lived_in', 'vacant', 'shop', 'removed')),
  sort integer NOT NULL DEFAULT 0,
  heard_at timestamptz,
  heard_how text,
  PRIMARY KEY (community_id, household_id),
  UNIQUE (community_id, unit_id, door),
  FOREIGN KEY (community_id, unit_id) REFERENCES unit,
  FOREIGN KEY (community_id, building_id) REFERENCES building,
  FOREIGN KEY (community_id, compound_id) REFERENCES compound,
  FOREIGN KEY (community_id, grid_id) REFERENCES grid,
  FOREIGN KEY (community_id, area_id) REFERENCES area
);
CREATE INDEX household_building ON household (community_id, building_id);
CREATE INDEX household_compound ON household (community_id, compound_id);

CREATE TABLE person (
  community_id uuid NOT NULL REFERENCES community,
  person_id uuid NOT NULL,
  name text NOT NULL,
  telephone text,
  -- digits only, without +86, for look-up
  telephone_digits text,
  created_at timestamptz NOT NULL DEFAULT now(),
  removed_at timestamptz,
  PRIMARY KEY (community_id, person_id)
);
CREATE INDEX person_telephone ON person (community_id, telephone_digits);

-- 居民 and 外地亲属: who belongs to a door
CREATE TABLE resident (
  community_id uuid NOT NULL,
  household_id uuid NOT NULL,
  person_id uuid NOT NULL,
  relation text NOT NULL DEFAULT 'lives_here' CHECK (relation IN ('lives_here', 'relative')),
  -- false: this person is called on the telephone, see call_back
  smartphone boolean NOT NULL DEFAULT true,
  authorised_by uuid,
  starts_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  PRIMARY KEY (community_id, household_id, person_id),
  FOREIGN KEY (community_id, household_id) REFERENCES household,
  FOREIGN KEY (community_id, person_id) REFERENCES person
);
CREATE INDEX resident_person ON resident (community_id, person_id);

-- staff sign in with a name and a password
CREATE TABLE account (
  community_id uuid NOT NULL,
  person_id uuid NOT NULL,
  sign_in_name text NOT NULL CHECK (sign_in_name ~ '^[a-z0-9._-]{2,40}$'),
  password_hash text NOT NULL,
  must_change_password boolean NOT NULL DEFAULT false,
  failed_tries integer NOT NULL DEFAULT 0,
  locked_until timestamptz,
  second_factor_secret bytea,
  second_factor_since timestamptz,
  second_factor_step bigint,
  disabled_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (community_id, person_id),
  UNIQUE (community_id, sign_in_name),
  FOREIGN KEY (community_id, person_id) REFERENCES person
);

CREATE TABLE role_grant (
  community_id uuid NOT NULL,
  grant_id uuid NOT NULL,
  person_id uuid NOT NULL,
  role text NOT NULL CHECK (role IN ('steward', 'volunteer', 'property', 'grid_worker', 'grid_lead', 'clerk', 'supply', 'community_lead', 'district_viewer', 'administrator')),
  place_kind text NOT NULL DEFAULT 'community' CHECK (place_kind IN ('community', 'area', 'grid', 'compound', 'building', 'unit')),
  -- the community's own id when place_kind is community
  place_id uuid NOT NULL,
  granted_by uuid,
  starts_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  PRIMARY KEY (community_id, grant_id),
  FOREIGN KEY (community_id, person_id) REFERENCES person
);
CREATE INDEX role_grant_person ON role_grant (community_id, person_id);
CREATE UNIQUE INDEX role_grant_once ON role_grant (community_id, person_id, role, place_id) WHERE ended_at IS NULL;

-- what the desk must know before it sends somebody: the result of the vetting, never its reason
CREATE TABLE helper (
  community_id uuid NOT NULL,
  person_id uuid NOT NULL,
  on_duty boolean NOT NULL DEFAULT true,
  protection boolean NOT NULL DEFAULT false,
  insured boolean NOT NULL DEFAULT false,
  max_open integer NOT NULL DEFAULT 12 CHECK (max_open BETWEEN 0 AND 200),
  max_grams integer NOT NULL DEFAULT 30000 CHECK (max_grams BETWEEN 0 AND 1000000),
  -- the day's shift; after a sealed building no clean one in the same shift
  shift_started_at timestamptz,
  went_sealed_at timestamptz,
  PRIMARY KEY (community_id, person_id),
  FOREIGN KEY (community_id, person_id) REFERENCES person
);

-- 包楼定户
CREATE TABLE binding (
  community_id uuid NOT NULL,
  binding_id uuid NOT NULL,
  person_id uuid NOT NULL,
  place_kind text NOT NULL CHECK (place_kind IN ('building', 'unit', 'household')),
  place_id uuid NOT NULL,
  rank text NOT NULL CHECK (rank IN ('primary', 'backup')),
  from_on date NOT NULL,
  to_on date CHECK (to_on IS NULL OR to_on >= from_on),
  made_by uuid,
  PRIMARY KEY (community_id, binding_id),
  FOREIGN KEY (community_id, person_id) REFERENCES person
);
CREATE INDEX binding_place ON binding (community_id, place_id);
CREATE INDEX binding_person ON binding (community_id, person_id);

CREATE TABLE session (
  community_id uuid NOT NULL REFERENCES community,
  -- sha256 of the token; the token itself is only in the cookie
  token_digest bytea NOT NULL,
  person_id uuid,
  -- staff: by password; door: door code shown, not yet confirmed; resident, relative: confirmed by a one-time code
  kind text NOT NULL CHECK (kind IN ('staff', 'door', 'resident', 'relative')),
  household_id uuid,
  door_code_id uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  PRIMARY KEY (community_id, token_digest)
);
CREATE INDEX session_person ON session (community_id, person_id);
CREATE INDEX session_door_code ON session (community_id, door_code_id);

-- the printed card of a household (person_id null) or the link of a relative elsewhere
CREATE TABLE door_code (
  community_id uuid NOT NULL,
  door_code_id uuid NOT NULL,
  household_id uuid NOT NULL,
  person_id uuid,
  issued_by uuid,
  issued_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz,
  PRIMARY KEY (community_id, door_code_id),
  FOREIGN KEY (community_id, household_id) REFERENCES household
);
CREATE INDEX door_code_household ON door_code (community_id, household_id);
-- one valid card per door, one valid link per relative
CREATE UNIQUE INDEX door_code_once ON door_code (community_id, household_id, person_id) NULLS NOT DISTINCT WHERE revoked_at IS NULL;

CREATE TABLE one_time_code (
  community_id uuid NOT NULL,
  one_time_code_id uuid NOT NULL,
  household_id uuid NOT NULL,
  person_id uuid,
  digest bytea NOT NULL,
  -- a sent code counts only in the browser that asked for it (session.token_digest); null: read out, for any that shows the card
  session_digest bytea,
  -- null when it was sent to the registered telephone; else the clerk who read it out
  read_out_by uuid,
  made_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  used_at timestamptz,
  PRIMARY KEY (community_id, one_time_code_id),
  FOREIGN KEY (community_id, household_id) REFERENCES household
);
CREATE INDEX one_time_code_household ON one_time_code (community_id, household_id, made_at);
CREATE INDEX one_time_code_person ON one_time_code (community_id, person_id, made_at);

-- the one-time link that makes the first administrator
CREATE TABLE first_link (
  community_id uuid NOT NULL REFERENCES community,
  digest bytea NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  used_at timestamptz,
  PRIMARY KEY (community_id, digest)
);

-- 分区 levels: dated, nested, kept for ever; the strictest active one wins
CREATE TABLE zone (
  community_id uuid NOT NULL REFERENCES community,
  zone_id uuid NOT NULL,
  place_kind text NOT NULL CHECK (place_kind IN ('community', 'compound', 'building', 'unit', 'household')),
  place_id uuid NOT NULL,
  level text NOT NULL CHECK (level IN ('open', 'precaution', 'control', 'sealed')),
  order_number text NOT NULL,
  starts_at timestamptz NOT NULL,
  ended_at timestamptz,
  end_order_number text,
  recorded_by uuid,
  ended_by uuid,
  changed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (community_id, zone_id)
);
CREATE INDEX zone_place ON zone (community_id, place_id);
CREATE INDEX zone_changed ON zone (community_id, changed_at);

-- 运次: what can be carried, known before anything is promised
CREATE TABLE run (
  community_id uuid NOT NULL,
  run_id uuid NOT NULL,
  compound_id uuid NOT NULL,
  starts_at timestamptz NOT NULL,
  cutoff_at timestamptz NOT NULL CHECK (cutoff_at <= starts_at),
  capacity_requests integer NOT NULL CHECK (capacity_requests >= 0),
  capacity_grams bigint NOT NULL CHECK (capacity_grams >= 0),
  capacity_minutes integer NOT NULL CHECK (capacity_minutes >= 0),
  booked_requests integer NOT NULL DEFAULT 0 CHECK (booked_requests BETWEEN 0 AND capacity_requests),
  booked_grams bigint NOT NULL DEFAULT 0 CHECK (booked_grams BETWEEN 0 AND capacity_grams),
  booked_minutes integer NOT NULL DEFAULT 0 CHECK (booked_minutes BETWEEN 0 AND capacity_minutes),
  PRIMARY KEY (community_id, run_id),
  UNIQUE (community_id, compound_id, starts_at),
  FOREIGN KEY (community_id, compound_id) REFERENCES compound
);

CREATE TABLE request (
  community_id uuid NOT NULL,
  request_id uuid NOT NULL,
  -- read out on the telephone; short, not unique: the door tells two apart
  number text NOT NULL,
  household_id uuid NOT NULL,
  unit_id uuid NOT NULL,
  building_id uuid NOT NULL,
  compound_id uuid NOT NULL,
  grid_id uuid,
  area_id uuid,
  kind text NOT NULL CHECK (kind IN ('groceries', 'medicine', 'group_buy_parcel', 'schoolbooks', 'parcel', 'rubbish', 'home_help', 'other')),
  lane text NOT NULL CHECK (lane IN ('life', 'medicine', 'ordinary')),
  urgency text NOT NULL CHECK (urgency IN ('normal', 'soon', 'life')),
  channel text NOT NULL CHECK (channel IN ('resident_page', 'telephone', 'door_to_door', 'pasted_text')),
  goods_class text NOT NULL DEFAULT 'ordinary' CHECK (goods_class IN ('ordinary', 'fresh', 'cold', 'frozen', 'medicine')),
  state text NOT NULL CHECK (state IN ('asked', 'sorted', 'offered', 'problem', 'accepted', 'carrying', 'delivered', 'served', 'cancelled', 'merged', 'refused')),
  grams integer NOT NULL DEFAULT 0 CHECK (grams BETWEEN 0 AND 1000000),
  minutes integer NOT NULL DEFAULT 0 CHECK (minutes BETWEEN 0 AND 1440),
  run_id uuid,
  -- who needs it told us (resident or relative), and who of the staff wrote it down
  asked_by uuid,
  asked_as text NOT NULL,
  recorded_by uuid,
  -- the clock starts here and never starts again
  asked_at timestamptz NOT NULL,
  -- first answered by a person of the desk or a helper
  answered_at timestamptz,
  due_at timestamptz NOT NULL,
  -- the present state must have been left by then, else it escalates
  act_by timestamptz,
  escalation integer NOT NULL DEFAULT 0,
  owner_id uuid,
  offered_at timestamptz,
  accepted_at timestamptz,
  delivered_at timestamptz,
  closed_at timestamptz,
  problem text,
  merged_into uuid,
  reopened integer NOT NULL DEFAULT 0,
  given_back integer NOT NULL DEFAULT 0,
  version integer NOT NULL DEFAULT 1,
  PRIMARY KEY (community_id, request_id),
  FOREIGN KEY (community_id, household_id) REFERENCES household,
  FOREIGN KEY (community_id, run_id) REFERENCES run,
  CHECK (owner_id IS NOT NULL OR state NOT IN ('offered', 'accepted', 'carrying'))
);
CREATE INDEX request_household ON request (community_id, household_id, asked_at);
-- the order of the queue
CREATE INDEX request_open ON request (community_id, lane, due_at, request_id) WHERE state IN ('asked', 'sorted', 'offered', 'problem', 'accepted', 'carrying', 'delivered');
CREATE INDEX request_act_by ON request (community_id, act_by) WHERE act_by IS NOT NULL;
CREATE INDEX request_owner ON request (community_id, owner_id) WHERE state IN ('offered', 'accepted', 'carrying');
CREATE INDEX request_asked ON request (community_id, asked_at);
CREATE INDEX request_delivered ON request (community_id, delivered_at) WHERE delivered_at IS NOT NULL;
CREATE INDEX request_left ON request (community_id, closed_at) WHERE closed_at IS NOT NULL AND delivered_at IS NULL;

-- what was asked, in the words of the asker; apart, so that it can be destroyed
CREATE TABLE request_words (
  community_id uuid NOT NULL,
  request_id uuid NOT NULL,
  -- [{name, quantity, unit, substitution}]
  items jsonb NOT NULL DEFAULT '[]',
  note text,
  -- the pasted text, kept to the letter
  pasted text,
  PRIMARY KEY (community_id, request_id),
  FOREIGN KEY (community_id, request_id) REFERENCES request
);

CREATE TABLE request_event (
  community_id uuid NOT NULL,
  event_id uuid NOT NULL,
  request_id uuid NOT NULL,
  household_id uuid NOT NULL,
  move text NOT NULL,
  from_state text,
  to_state text NOT NULL,
  by_id uuid,
  by_role text NOT NULL,
  owner_id uuid,
  reason text,
  move_id uuid NOT NULL,
  -- when the server knew it, and when the sender says it happened
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  happened_at timestamptz,
  PRIMARY KEY (community_id, event_id),
  FOREIGN KEY (community_id, request_id) REFERENCES request
);
CREATE INDEX request_event_request ON request_event (community_id, request_id);
CREATE INDEX request_event_at ON request_event (community_id, at);

-- the same id twice gives the same answer; kept at least 30 days
CREATE TABLE receipt (
  community_id uuid NOT NULL REFERENCES community,
  move_id uuid NOT NULL,
  actor_id uuid NOT NULL,
  body_digest bytea NOT NULL,
  answer jsonb,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (community_id, move_id)
);

CREATE TABLE file (
  community_id uuid NOT NULL REFERENCES community,
  file_id uuid NOT NULL,
  media_type text NOT NULL,
  bytes integer NOT NULL,
  sha256 bytea NOT NULL,
  request_id uuid,
  made_by uuid,
  made_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (community_id, file_id)
);

CREATE TABLE bag (
  community_id uuid NOT NULL,
  bag_id uuid NOT NULL,
  request_id uuid NOT NULL,
  label text NOT NULL,
  step text NOT NULL CHECK (step IN ('packed', 'gate', 'disinfected', 'door', 'returned')),
  goods_class text NOT NULL,
  grams integer CHECK (grams BETWEEN 0 AND 1000000),
  paid_fen integer CHECK (paid_fen >= 0),
  problem text,
  made_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (community_id, bag_id),
  FOREIGN KEY (community_id, request_id) REFERENCES request
);
CREATE INDEX bag_request ON bag (community_id, request_id);

-- append-only: a trigger refuses UPDATE and DELETE except by the destruction job
CREATE TABLE custody (
  community_id uuid NOT NULL,
  custody_id uuid NOT NULL,
  bag_id uuid NOT NULL,
  request_id uuid NOT NULL,
  step text NOT NULL,
  by_id uuid,
  by_role text NOT NULL,
  agent text,
  contact_minutes integer,
  problem text,
  file_id uuid,
  move_id uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  happened_at timestamptz,
  PRIMARY KEY (community_id, custody_id),
  FOREIGN KEY (community_id, bag_id) REFERENCES bag
);
CREATE INDEX custody_bag ON custody (community_id, bag_id);
CREATE INDEX custody_request ON custody (community_id, request_id);
CREATE INDEX custody_at ON custody (community_id, at);

CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('cailanzi.destroying', true) = 'on' THEN
    RETURN coalesce(NEW, OLD);
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER custody_append_only BEFORE UPDATE OR DELETE ON custody FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER request_event_append_only BEFORE UPDATE OR DELETE ON request_event FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();

-- 满意 or not, one per request and round of reopening
CREATE TABLE rating (
  community_id uuid NOT NULL,
  rating_id uuid NOT NULL,
  request_id uuid NOT NULL,
  verdict text NOT NULL CHECK (verdict IN ('satisfied', 'so_so', 'dissatisfied')),
  round integer NOT NULL DEFAULT 0,
  by_id uuid,
  by_role text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (community_id, rating_id),
  UNIQUE (community_id, request_id, round),
  FOREIGN KEY (community_id, request_id) REFERENCES request
);
CREATE INDEX rating_at ON rating (community_id, at);

-- 电话回访
CREATE TABLE call_back (
  community_id uuid NOT NULL,
  call_back_id uuid NOT NULL,
  household_id uuid NOT NULL,
  request_id uuid,
  reason text NOT NULL CHECK (reason IN ('after_delivery', 'not_heard_from', 'asked_to_be_called')),
  due_at timestamptz NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  tries integer NOT NULL DEFAULT 0,
  last_tried_at timestamptz,
  outcome text CHECK (outcome IN ('satisfied', 'so_so', 'dissatisfied', 'needs_nothing', 'needs_more', 'wrong_number', 'given_up')),
  closed_by uuid,
  closed_at timestamptz,
  PRIMARY KEY (community_id, call_back_id),
  FOREIGN KEY (community_id, household_id) REFERENCES household,
  FOREIGN KEY (community_id, request_id) REFERENCES request
);
CREATE INDEX call_back_open ON call_back (community_id, due_at) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX call_back_once ON call_back (community_id, request_id) WHERE closed_at IS NULL;
-- at most one open call of each reason that is not about a request
CREATE UNIQUE INDEX call_back_once_each ON call_back (community_id, household_id, reason) WHERE closed_at IS NULL AND request_id IS NULL;
CREATE INDEX call_back_household ON call_back (community_id, household_id);
CREATE INDEX call_back_closed ON call_back (community_id, closed_at) WHERE closed_at IS NOT NULL;

CREATE TABLE call_back_words (
  community_id uuid NOT NULL,
  call_back_id uuid NOT NULL,
  said text NOT NULL,
  PRIMARY KEY (community_id, call_back_id),
  FOREIGN KEY (community_id, call_back_id) REFERENCES call_back
);

-- somebody heard from a household, by whatever means: nobody is lost
CREATE TABLE contact (
  community_id uuid NOT NULL,
  contact_id uuid NOT NULL,
  household_id uuid NOT NULL,
  how text NOT NULL CHECK (how IN ('at_the_door', 'telephone', 'page', 'delivery')),
  outcome text NOT NULL CHECK (outcome IN ('needs_nothing', 'asked', 'no_answer', 'spoke')),
  by_id uuid,
  by_role text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  happened_at timestamptz,
  PRIMARY KEY (community_id, contact_id),
  FOREIGN KEY (community_id, household_id) REFERENCES household
);
CREATE INDEX contact_household ON contact (community_id, household_id);
CREATE INDEX contact_at ON contact (community_id, at);

-- messages to people: written in the transaction of what they tell of, handed over afterwards
CREATE TABLE notice (
  community_id uuid NOT NULL REFERENCES community,
  notice_id uuid NOT NULL,
  template text NOT NULL,
  to_person uuid,
  household_id uuid,
  request_id uuid,
  facts jsonb NOT NULL DEFAULT '{}',
  -- a one-time code, sealed with the program's key until it is handed over, then emptied
  sealed bytea,
  made_at timestamptz NOT NULL DEFAULT now(),
  next_try_at timestamptz NOT NULL DEFAULT now(),
  tries integer NOT NULL DEFAULT 0,
  handed_over_at timestamptz,
  given_up_at timestamptz,
  PRIMARY KEY (community_id, notice_id)
);
CREATE INDEX notice_waiting ON notice (community_id, next_try_at) WHERE handed_over_at IS NULL AND given_up_at IS NULL;
CREATE INDEX notice_person ON notice (community_id, to_person, made_at);

-- every reveal, export and change; ids and codes only, kept apart from the data
CREATE TABLE audit (
  community_id uuid NOT NULL REFERENCES community,
  audit_id uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  by_id uuid,
  by_role text NOT NULL,
  act text NOT NULL,
  subject_kind text NOT NULL,
  subject_id uuid,
  reason text,
  facts jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (community_id, audit_id)
);
CREATE INDEX audit_at ON audit (community_id, at);
CREATE INDEX audit_subject ON audit (community_id, subject_id);
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();

-- A reach is the list of places (of any kind) somebody's right extends over; NULL reaches the whole community.
CREATE FUNCTION in_reach(reach uuid[], area_id uuid, grid_id uuid, compound_id uuid, building_id uuid, unit_id uuid, household_id uuid)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT reach IS NULL OR area_id = ANY (reach) OR grid_id = ANY (reach) OR compound_id = ANY (reach)
    OR building_id = ANY (reach) OR unit_id = ANY (reach) OR household_id = ANY (reach)
$$;
