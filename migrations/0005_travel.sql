-- 行走时间: how long each kind of leg takes in a compound; every change is a row of its own, so that it can be taken back.

CREATE TABLE travel_times (
  community_id uuid NOT NULL REFERENCES community,
  travel_times_id uuid NOT NULL,
  compound_id uuid NOT NULL,
  -- seconds by kind of leg
  seconds jsonb NOT NULL,
  -- building → {gateSeconds, doorSeconds} where it differs from its compound
  buildings jsonb NOT NULL DEFAULT '{}',
  how text NOT NULL CHECK (how IN ('typed', 'learned', 'reverted')),
  -- what held before; null: the usual values
  before_id uuid,
  made_by uuid NOT NULL,
  made_at timestamptz NOT NULL,
  PRIMARY KEY (community_id, travel_times_id),
  FOREIGN KEY (community_id, compound_id) REFERENCES compound,
  FOREIGN KEY (community_id, made_by) REFERENCES person
);
-- one row follows another: whoever changed what somebody else has just changed is told
CREATE UNIQUE INDEX travel_times_after ON travel_times (community_id, compound_id, before_id) NULLS NOT DISTINCT;
