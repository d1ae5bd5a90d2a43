-- What is pasted from group chats: the groups, the texts with their rows, the versions of each 接龙, what was put right, and the community's words.

-- 群; the id of the community stands for "no group": a form, a note of a call
CREATE TABLE chat_group (
  community_id uuid NOT NULL REFERENCES community,
  chat_group_id uuid NOT NULL,
  name text NOT NULL,
  -- where all of its members live
  compound_id uuid,
  building_id uuid,
  unit_id uuid,
  menu text[] NOT NULL DEFAULT '{}',
  default_item text,
  channel text NOT NULL DEFAULT 'wechat_group' CHECK (channel IN ('wechat_group', 'wecom_group', 'form', 'phone_note', 'other')),
  ended_at timestamptz,
  used_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (community_id, chat_group_id),
  FOREIGN KEY (community_id, compound_id) REFERENCES compound,
  FOREIGN KEY (community_id, building_id) REFERENCES building,
  FOREIGN KEY (community_id, unit_id) REFERENCES unit
);

-- 粘贴: the text to the letter, until nothing of it is open and its time is over
CREATE TABLE paste (
  community_id uuid NOT NULL,
  paste_id uuid NOT NULL,
  chat_group_id uuid NOT NULL,
  -- of group and text: the same text again is the same paste
  text_digest bytea NOT NULL,
  said text NOT NULL,
  pasted_by uuid NOT NULL,
  pasted_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (community_id, paste_id),
  UNIQUE (community_id, text_digest),
  FOREIGN KEY (community_id, chat_group_id) REFERENCES chat_group
);
CREATE INDEX paste_at ON paste (community_id, pasted_at);

-- 接龙: its last version, to compare the next with
CREATE TABLE chat_sheet (
  community_id uuid NOT NULL,
  chat_sheet_id uuid NOT NULL,
  chat_group_id uuid NOT NULL,
  heading text NOT NULL,
  version integer NOT NULL DEFAULT 1,
  -- [{rowId, text, span, isRepeated, reading}]
  rows jsonb NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (community_id, chat_sheet_id),
  FOREIGN KEY (community_id, chat_group_id) REFERENCES chat_group
);
CREATE INDEX chat_sheet_group ON chat_sheet (community_id, chat_group_id, changed_at);

CREATE TABLE paste_row (
  community_id uuid NOT NULL,
  paste_row_id uuid NOT NULL,
  paste_id uuid NOT NULL,
  seq integer NOT NULL,
  chat_sheet_id uuid,
  -- against the version before; a message is always new
  change text NOT NULL CHECK (change IN ('new', 'changed', 'vanished', 'same')),
  -- the row of an earlier version or paste that this one follows, changes or misses
  before_id uuid,
  sender text,
  said_at text,
  span_from integer NOT NULL,
  span_to integer NOT NULL,
  -- of group, sender, time and words, where a sender is named: the same message in another copy of the chat
  message_digest bytea,
  said text NOT NULL,
  -- null: as it was in the row before
  reading jsonb,
  -- doors that may be meant
  candidates uuid[] NOT NULL DEFAULT '{}',
  household_id uuid,
  is_repeated boolean NOT NULL DEFAULT false,
  -- danger without a known door: on every screen of the desk until somebody has dealt with it
  alarm_at timestamptz,
  state text NOT NULL CHECK (state IN ('open', 'folded', 'same', 'requested', 'applied', 'answered', 'dropped', 'replaced')),
  -- made with the row, so that confirming it twice asks once
  request_id uuid NOT NULL,
  -- the request that it was applied to
  target_id uuid,
  done_by uuid,
  done_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  PRIMARY KEY (community_id, paste_row_id),
  FOREIGN KEY (community_id, paste_id) REFERENCES paste ON DELETE CASCADE
);
CREATE INDEX paste_row_paste ON paste_row (community_id, paste_id, seq);
CREATE INDEX paste_row_open ON paste_row (community_id, paste_id) WHERE state = 'open';
CREATE INDEX paste_row_message ON paste_row (community_id, message_digest) WHERE message_digest IS NOT NULL;
CREATE INDEX paste_row_alarm ON paste_row (community_id, alarm_at) WHERE alarm_at IS NOT NULL;

-- what the reader made of words, and what it should have been; names and numbers as shapes only
CREATE TABLE reading_fix (
  community_id uuid NOT NULL REFERENCES community,
  reading_fix_id uuid NOT NULL,
  field text NOT NULL,
  said text NOT NULL,
  before text NOT NULL,
  after text NOT NULL,
  by_id uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (community_id, reading_fix_id)
);
CREATE INDEX reading_fix_at ON reading_fix (community_id, at);

-- 别名: 洋芋 means 土豆 here
CREATE TABLE word_alias (
  community_id uuid NOT NULL REFERENCES community,
  said text NOT NULL,
  means text NOT NULL,
  by_id uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (community_id, said)
);
