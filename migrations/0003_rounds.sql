-- Rounds with their stops, codes and lots on bags, counted hand-overs with their differences, recalls, and what was entered from paper.

-- What the QR code on a bag says; random, so that a photo of a label tells a stranger nothing.
ALTER TABLE bag ADD COLUMN code text NOT NULL DEFAULT upper(substr(replace(gen_random_uuid()::text, '-', ''), 1, 12)) CHECK (code ~ '^[0-9A-F]{12}$');
ALTER TABLE bag ADD COLUMN lot text CHECK (length(lot) BETWEEN 1 AND 40);
ALTER TABLE bag ADD COLUMN rest_until timestamptz;
ALTER TABLE bag DROP CONSTRAINT bag_step_check;
ALTER TABLE bag ADD CONSTRAINT bag_step_check CHECK (step IN ('packed', 'gate', 'disinfected', 'rested', 'relayed', 'door', 'returned'));
CREATE UNIQUE INDEX bag_code ON bag (community_id, code);
CREATE INDEX bag_lot ON bag (community_id, lot) WHERE lot IS NOT NULL;
-- Numbers of requests are drawn and may meet; what is written on two bags must tell them apart.
UPDATE bag b SET label = b.label || '-' || left(b.code, 4)
  WHERE EXISTS (SELECT FROM bag o WHERE o.community_id = b.community_id AND o.label = b.label AND o.bag_id < b.bag_id);
CREATE UNIQUE INDEX bag_label ON bag (community_id, label);

-- how far it was carried (door, unit_door, lobby, compound_point), and who wrote it down from paper for the one who did it
ALTER TABLE custody ADD COLUMN point text;
ALTER TABLE custody ADD COLUMN entered_by uuid;
ALTER TABLE request_event ADD COLUMN entered_by uuid;

-- 路线: one helper's trip
CREATE TABLE round (
  community_id uuid NOT NULL REFERENCES community,
  round_id uuid NOT NULL,
  -- read out and printed on its sheets
  number text NOT NULL CHECK (number ~ '^[0-9A-HJKMNP-TV-Z]{5}$'),
  helper_id uuid NOT NULL,
  state text NOT NULL CHECK (state IN ('planned', 'announced', 'running', 'finished', 'dropped')),
  start_at timestamptz NOT NULL,
  end_at timestamptz,
  capacity_grams integer NOT NULL CHECK (capacity_grams BETWEEN 0 AND 1000000),
  capacity_bags integer NOT NULL CHECK (capacity_bags BETWEEN 1 AND 200),
  sealed boolean NOT NULL,
  made_by uuid,
  made_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  closed_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  PRIMARY KEY (community_id, round_id),
  UNIQUE (community_id, number),
  FOREIGN KEY (community_id, helper_id) REFERENCES person
);
CREATE INDEX round_start ON round (community_id, start_at);
CREATE INDEX round_open ON round (community_id, helper_id) WHERE state IN ('planned', 'announced', 'running');

CREATE TABLE round_stop (
  community_id uuid NOT NULL,
  round_id uuid NOT NULL,
  request_id uuid NOT NULL,
  position integer NOT NULL,
  -- which of the round's sheets: one per unit, the number stays when stops come and go
  sheet integer NOT NULL,
  arrive_at timestamptz,
  outcome text CHECK (outcome IN ('delivered', 'failed', 'left')),
  -- the move or the problem that ended it
  reason text,
  closed_at timestamptz,
  CHECK ((outcome IS NULL) = (closed_at IS NULL)),
  PRIMARY KEY (community_id, round_id, request_id),
  FOREIGN KEY (community_id, round_id) REFERENCES round,
  FOREIGN KEY (community_id, request_id) REFERENCES request
);
-- a request is walked to in one round at a time
CREATE UNIQUE INDEX round_stop_open ON round_stop (community_id, request_id) WHERE outcome IS NULL;

-- a count when bags change hands; the lines of each bag stand in custody under the same move_id
CREATE TABLE handover (
  community_id uuid NOT NULL REFERENCES community,
  handover_id uuid NOT NULL,
  point text NOT NULL CHECK (point IN ('gate', 'relay_out', 'relay_in', 'lobby')),
  round_id uuid,
  by_id uuid NOT NULL,
  by_role text NOT NULL,
  -- relay_out: for whom; relay_in: from whom
  other_id uuid,
  expected integer NOT NULL,
  counted integer NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  happened_at timestamptz,
  PRIMARY KEY (community_id, handover_id)
);
CREATE INDEX handover_at ON handover (community_id, at);

CREATE TABLE handover_bag (
  community_id uuid NOT NULL,
  handover_bag_id uuid NOT NULL,
  handover_id uuid NOT NULL,
  -- null: a bag that nobody here has packed
  bag_id uuid,
  label text NOT NULL,
  -- null: in order
  difference text CHECK (difference IN ('missing', 'wrong', 'spoiled', 'surplus')),
  -- of a relay: the hand-over of the other carrier
  pair_id uuid,
  settlement text CHECK (settlement IN ('found', 'replaced', 'refunded', 'returned', 'written_off')),
  settled_by uuid,
  settled_at timestamptz,
  PRIMARY KEY (community_id, handover_bag_id),
  FOREIGN KEY (community_id, handover_id) REFERENCES handover,
  FOREIGN KEY (community_id, bag_id) REFERENCES bag
);
CREATE INDEX handover_bag_handover ON handover_bag (community_id, handover_id);
CREATE INDEX handover_bag_bag ON handover_bag (community_id, bag_id);
CREATE INDEX handover_bag_unsettled ON handover_bag (community_id, handover_bag_id) WHERE difference IS NOT NULL AND settled_at IS NULL;

-- 召回
CREATE TABLE lot_recall (
  community_id uuid NOT NULL REFERENCES community,
  lot text NOT NULL,
  recalled_by uuid,
  recalled_at timestamptz NOT NULL,
  PRIMARY KEY (community_id, lot)
);
ALTER TABLE call_back DROP CONSTRAINT call_back_reason_check;
ALTER TABLE call_back ADD CONSTRAINT call_back_reason_check
  CHECK (reason IN ('after_delivery', 'not_heard_from', 'asked_to_be_called', 'lot_recalled'));
