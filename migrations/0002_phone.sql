-- What a phone without signal needs: moves that came too late, days of supply at home, voice notes from a door, time in protection.

-- A move that arrived after what it is about had gone to somebody else: kept as it came, never applied by the program.
CREATE TABLE late_move (
  community_id uuid NOT NULL REFERENCES community,
  move_id uuid NOT NULL,
  subject text NOT NULL CHECK (subject IN ('request', 'bag', 'household', 'ask', 'handover', 'round')),
  -- the move, bag step, outcome of a contact, or kind of what was asked for; and its code
  move text NOT NULL,
  reason text,
  request_id uuid,
  bag_id uuid,
  household_id uuid,
  round_id uuid,
  by_id uuid NOT NULL,
  by_role text NOT NULL,
  phone_id uuid NOT NULL,
  -- its place in the order of that phone
  seq integer NOT NULL,
  -- who held the request when it arrived, and the refusal that says why it was too late
  holder_id uuid,
  holder_role text,
  why text NOT NULL,
  happened_at timestamptz NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (community_id, move_id)
);
CREATE INDEX late_move_at ON late_move (community_id, at);
CREATE INDEX late_move_by ON late_move (community_id, by_id, at);
CREATE INDEX late_move_request ON late_move (community_id, request_id) WHERE request_id IS NOT NULL;
CREATE TRIGGER late_move_append_only BEFORE UPDATE OR DELETE ON late_move FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();

-- the whole of such a move as it was sent, with the words of who asked for something; apart, so that it can be destroyed
CREATE TABLE late_move_words (
  community_id uuid NOT NULL,
  move_id uuid NOT NULL,
  body jsonb NOT NULL,
  PRIMARY KEY (community_id, move_id),
  FOREIGN KEY (community_id, move_id) REFERENCES late_move
);

-- a person of the desk has looked at it
CREATE TABLE late_move_seen (
  community_id uuid NOT NULL,
  move_id uuid NOT NULL,
  decision text NOT NULL CHECK (decision IN ('applied_by_hand', 'ignored')),
  by_id uuid NOT NULL,
  by_role text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (community_id, move_id),
  FOREIGN KEY (community_id, move_id) REFERENCES late_move
);
CREATE INDEX late_move_seen_at ON late_move_seen (community_id, at);
CREATE TRIGGER late_move_seen_append_only BEFORE UPDATE OR DELETE ON late_move_seen FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();

-- For how many days there is food and medicine at home, as said when last asked, and by when to ask again.
ALTER TABLE contact ADD COLUMN days_of_supply integer CHECK (days_of_supply BETWEEN 0 AND 30);
ALTER TABLE household ADD COLUMN days_of_supply integer CHECK (days_of_supply BETWEEN 0 AND 30);
ALTER TABLE household ADD COLUMN supply_said_at timestamptz;
ALTER TABLE household ADD COLUMN ask_again_at timestamptz;
CREATE INDEX household_ask_again ON household (community_id, ask_again_at) WHERE ask_again_at IS NOT NULL;

-- protection put on
ALTER TABLE helper ADD COLUMN wear_started_at timestamptz;

-- what a household said at its door; the sound itself is a file of that name
CREATE TABLE voice_note (
  community_id uuid NOT NULL,
  voice_note_id uuid NOT NULL,
  household_id uuid NOT NULL,
  request_id uuid,
  media_type text NOT NULL,
  bytes integer NOT NULL CHECK (bytes > 0),
  sha256 bytea NOT NULL,
  by_id uuid NOT NULL,
  by_role text NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (community_id, voice_note_id),
  FOREIGN KEY (community_id, household_id) REFERENCES household
);
CREATE INDEX voice_note_household ON voice_note (community_id, household_id, at);
