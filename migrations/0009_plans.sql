-- 派单方案: what the planner was asked, what it answered, and which of it became rounds; so that it can be explained later. Ids only.

CREATE TABLE plan (
  community_id uuid NOT NULL REFERENCES community,
  plan_id uuid NOT NULL,
  compound_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('rounds', 'repair')),
  -- rejected: the checker found a broken rule; kept to be looked at, never to be accepted
  state text NOT NULL CHECK (state IN ('running', 'ready', 'cancelled', 'failed', 'rejected')),
  -- second 0 of the times in asked, input and output
  zero_at timestamptz NOT NULL,
  limit_seconds integer NOT NULL,
  -- what the desk chose, or what had happened
  asked jsonb NOT NULL,
  -- the planner's problem and what the desk knows besides
  input jsonb NOT NULL,
  output jsonb,
  broken jsonb NOT NULL DEFAULT '[]',
  made_by uuid,
  made_at timestamptz NOT NULL,
  ended_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  PRIMARY KEY (community_id, plan_id),
  FOREIGN KEY (community_id, compound_id) REFERENCES compound
);
CREATE INDEX plan_made ON plan (community_id, made_at);

-- what of a plan was accepted; the round bears the id it had in the plan
CREATE TABLE plan_part (
  community_id uuid NOT NULL,
  plan_id uuid NOT NULL,
  round_id uuid NOT NULL,
  -- [{requestId, why}]: what was left out because it was no longer so
  left_out jsonb NOT NULL DEFAULT '[]',
  -- nothing of it was left, or it had been changed meanwhile
  made boolean NOT NULL,
  accepted_by uuid,
  accepted_at timestamptz NOT NULL,
  PRIMARY KEY (community_id, plan_id, round_id),
  FOREIGN KEY (community_id, plan_id) REFERENCES plan
);
