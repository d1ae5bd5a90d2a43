-- Outside channels: the telephone system, official 1:1 accounts and the group robot, with what comes in and what goes out by them.

-- 外部渠道: nothing is on until an administrator has filled it in
CREATE TABLE channel_setting (
  community_id uuid NOT NULL REFERENCES community,
  channel text NOT NULL CHECK (channel IN ('telephone_system', 'official_account', 'wecom_app', 'wecom_service', 'group_robot')),
  enabled boolean NOT NULL DEFAULT false,
  -- what is no secret: ids of accounts
  fields jsonb NOT NULL DEFAULT '{}',
  -- JSON of the secrets, sealed with the program's key; never shown again
  sealed bytea,
  heard_at timestamptz,
  changed_by uuid,
  changed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (community_id, channel)
);

-- 分机: who sits at which extension
CREATE TABLE extension (
  community_id uuid NOT NULL REFERENCES community,
  extension text NOT NULL CHECK (extension ~ '^[0-9]{1,10}$'),
  person_id uuid NOT NULL,
  set_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (community_id, extension),
  UNIQUE (community_id, person_id),
  FOREIGN KEY (community_id, person_id) REFERENCES person
);

-- a call as the telephone system tells it; forgotten after a day
CREATE TABLE phone_call (
  community_id uuid NOT NULL REFERENCES community,
  phone_call_id uuid NOT NULL,
  -- the telephone system's own name for it
  call_key text NOT NULL,
  extension text,
  -- null: the caller hides the number
  telephone_digits text,
  -- who sat at the extension when it rang
  person_id uuid,
  ringing_at timestamptz,
  answered_at timestamptz,
  ended_at timestamptz,
  missed_at timestamptz,
  -- the look at who calls was written into the audit
  shown_at timestamptz,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (community_id, phone_call_id),
  UNIQUE (community_id, call_key)
);
CREATE INDEX phone_call_at ON phone_call (community_id, at);

-- 未接来电: one open row for a number, however often it rang
CREATE TABLE missed_call (
  community_id uuid NOT NULL REFERENCES community,
  missed_call_id uuid NOT NULL,
  telephone_digits text NOT NULL,
  calls integer NOT NULL DEFAULT 1,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  outcome text CHECK (outcome IN ('spoke', 'called_again', 'wrong_number', 'not_needed', 'given_up')),
  closed_by uuid,
  closed_at timestamptz,
  PRIMARY KEY (community_id, missed_call_id)
);
CREATE UNIQUE INDEX missed_call_once ON missed_call (community_id, telephone_digits) WHERE closed_at IS NULL;
CREATE INDEX missed_call_closed ON missed_call (community_id, closed_at) WHERE closed_at IS NOT NULL;

-- who writes from an account: the household, once somebody who knows has said so
CREATE TABLE channel_sender (
  community_id uuid NOT NULL REFERENCES community,
  channel text NOT NULL,
  sender text NOT NULL,
  household_id uuid NOT NULL,
  bound_how text NOT NULL CHECK (bound_how IN ('clerk', 'door_code')),
  bound_by uuid,
  bound_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (community_id, channel, sender),
  FOREIGN KEY (community_id, household_id) REFERENCES household
);

-- what was written, word for word, until it is dealt with
CREATE TABLE channel_message (
  community_id uuid NOT NULL REFERENCES community,
  channel_message_id uuid NOT NULL,
  channel text NOT NULL,
  sender text NOT NULL,
  -- MsgId, or sender and time where there is none: the same message comes up to four times
  message_key text NOT NULL,
  kind text NOT NULL,
  said text,
  -- 微信客服: the account that was written to
  account text,
  sent_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  outcome text CHECK (outcome IN ('request', 'answered', 'nothing', 'bound')),
  request_id uuid,
  done_by uuid,
  done_at timestamptz,
  PRIMARY KEY (community_id, channel_message_id),
  UNIQUE (community_id, channel, message_key)
);
CREATE INDEX channel_message_open ON channel_message (community_id, received_at) WHERE done_at IS NULL;

-- 微信客服 only says that there is something to fetch
CREATE TABLE channel_fetch (
  community_id uuid NOT NULL REFERENCES community,
  account text NOT NULL,
  place text,
  -- the fetch is cheaper with the token of the event; it lasts ten minutes
  sealed bytea,
  told integer NOT NULL DEFAULT 1,
  next_try_at timestamptz,
  tries integer NOT NULL DEFAULT 0,
  PRIMARY KEY (community_id, account)
);

-- what is to be sent out by a channel; handed over afterwards, tried again, given up after a day
CREATE TABLE channel_reply (
  community_id uuid NOT NULL REFERENCES community,
  channel_reply_id uuid NOT NULL,
  channel text NOT NULL,
  -- null: to the group of the robot
  sender text,
  account text,
  said text NOT NULL,
  made_by uuid,
  made_at timestamptz NOT NULL,
  next_try_at timestamptz NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  tried_at timestamptz,
  why text,
  handed_over_at timestamptz,
  given_up_at timestamptz,
  PRIMARY KEY (community_id, channel_reply_id)
);
CREATE INDEX channel_reply_waiting ON channel_reply (community_id, next_try_at) WHERE handed_over_at IS NULL AND given_up_at IS NULL;
CREATE INDEX channel_reply_tried ON channel_reply (community_id, channel, tried_at);
