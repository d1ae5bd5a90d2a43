-- 解除 and 销毁: after the emergency the work is closed, and what was written down about people is destroyed by class and date.

-- 解除应急状态: recorded once by a named person with the number of the order
CREATE TABLE stand_down (
  community_id uuid NOT NULL REFERENCES community,
  stand_down_id uuid NOT NULL,
  order_number text NOT NULL,
  at timestamptz NOT NULL,
  by_id uuid NOT NULL,
  -- what was closed: codes and counts
  facts jsonb NOT NULL DEFAULT '{}',
  -- files taken out of the program and back-ups were destroyed by hand: who says so
  exports_gone_at timestamptz,
  exports_gone_by uuid,
  back_ups_gone_at timestamptz,
  back_ups_gone_by uuid,
  -- when nothing of the destroyed rows was left in the database's own files
  purged_at timestamptz,
  PRIMARY KEY (community_id, stand_down_id)
);

-- 销毁计划: a row for each class
CREATE TABLE destruction (
  community_id uuid NOT NULL,
  stand_down_id uuid NOT NULL,
  class text NOT NULL CHECK (class IN ('access', 'sensitive', 'words', 'work', 'people')),
  due_at timestamptz NOT NULL,
  done_at timestamptz,
  -- table → rows, and files
  counts jsonb,
  PRIMARY KEY (community_id, stand_down_id, class),
  FOREIGN KEY (community_id, stand_down_id) REFERENCES stand_down
);
CREATE INDEX destruction_due ON destruction (due_at) WHERE done_at IS NULL;

-- 法定保留: a record that must not be destroyed yet; counts from the moment it is asked for, and lapses when it is refused or let go
CREATE TABLE legal_hold (
  community_id uuid NOT NULL REFERENCES community,
  legal_hold_id uuid NOT NULL,
  subject_kind text NOT NULL CHECK (subject_kind IN ('household', 'request', 'person')),
  subject_id uuid NOT NULL,
  reason text NOT NULL,
  asked_by uuid NOT NULL,
  asked_at timestamptz NOT NULL,
  approved_by uuid,
  approved_at timestamptz,
  ended_by uuid,
  ended_at timestamptz,
  PRIMARY KEY (community_id, legal_hold_id)
);
CREATE UNIQUE INDEX legal_hold_once ON legal_hold (community_id, subject_id) WHERE ended_at IS NULL;

-- what stays of the work: figures about at least five households each
CREATE TABLE kept_figure (
  community_id uuid NOT NULL,
  stand_down_id uuid NOT NULL,
  day date NOT NULL,
  compound_id uuid NOT NULL,
  kind text NOT NULL,
  households integer NOT NULL CHECK (households >= 5),
  requests integer NOT NULL,
  served integer NOT NULL,
  PRIMARY KEY (community_id, stand_down_id, day, compound_id, kind),
  FOREIGN KEY (community_id, stand_down_id) REFERENCES stand_down
);

-- 销毁证明: signed with the key of this program; the words are what was signed, to the letter
CREATE TABLE certificate (
  community_id uuid NOT NULL,
  stand_down_id uuid NOT NULL,
  issued_at timestamptz NOT NULL,
  words text NOT NULL,
  signature bytea NOT NULL,
  public_key text NOT NULL,
  PRIMARY KEY (community_id, stand_down_id),
  FOREIGN KEY (community_id, stand_down_id) REFERENCES stand_down
);
