-- Conversations with those who write by an outside channel: who answers for them, what was sent with a message, and calls that ended.

-- one row for everybody who ever wrote; the household once it is known
ALTER TABLE channel_sender ADD COLUMN channel_sender_id uuid NOT NULL DEFAULT gen_random_uuid();
ALTER TABLE channel_sender ALTER COLUMN channel_sender_id DROP DEFAULT;
ALTER TABLE channel_sender ADD CONSTRAINT channel_sender_once UNIQUE (community_id, channel_sender_id);
ALTER TABLE channel_sender ALTER COLUMN household_id DROP NOT NULL;
ALTER TABLE channel_sender ALTER COLUMN bound_how DROP NOT NULL;
ALTER TABLE channel_sender ALTER COLUMN bound_at DROP NOT NULL;
ALTER TABLE channel_sender ALTER COLUMN bound_at DROP DEFAULT;
-- the colleague who has taken it over
ALTER TABLE channel_sender ADD COLUMN for_id uuid;
INSERT INTO channel_sender (community_id, channel, sender, channel_sender_id)
SELECT DISTINCT ON (community_id, channel, sender) community_id, channel, sender, channel_message_id FROM channel_message
ON CONFLICT DO NOTHING;

-- 图片, 语音: fetched from the other side within its three days, kept as a file named after the message
ALTER TABLE channel_message ADD COLUMN media_key text;
ALTER TABLE channel_message ADD COLUMN media_state text CHECK (media_state IN ('wanted', 'kept', 'too_large', 'too_many', 'gone', 'strange'));
ALTER TABLE channel_message ADD COLUMN media_type text;
ALTER TABLE channel_message ADD COLUMN media_bytes integer;
-- the name of the file; a new one for every try, so that a half-written one is in nobody's way
ALTER TABLE channel_message ADD COLUMN media_file_id uuid;
ALTER TABLE channel_message ADD COLUMN media_tries integer NOT NULL DEFAULT 0;
ALTER TABLE channel_message ADD COLUMN media_next_try_at timestamptz;
CREATE INDEX channel_message_media ON channel_message (media_next_try_at) WHERE media_state = 'wanted';
CREATE INDEX channel_message_sender ON channel_message (community_id, channel, sender, sent_at);
ALTER TABLE channel_message DROP CONSTRAINT channel_message_outcome_check;
ALTER TABLE channel_message ADD CONSTRAINT channel_message_outcome_check
  CHECK (outcome IN ('request', 'answered', 'called', 'known', 'elsewhere', 'nothing', 'bound'));

-- the live stream follows these times
ALTER TABLE channel_message ADD COLUMN changed_at timestamptz NOT NULL DEFAULT clock_timestamp();
CREATE INDEX channel_message_changed ON channel_message (community_id, changed_at);
ALTER TABLE channel_reply ADD COLUMN changed_at timestamptz NOT NULL DEFAULT clock_timestamp();
CREATE INDEX channel_reply_changed ON channel_reply (community_id, changed_at);
CREATE INDEX channel_reply_sender ON channel_reply (community_id, channel, sender, made_at);

-- what came of a call that led to no request
ALTER TABLE phone_call ADD COLUMN outcome text
  CHECK (outcome IN ('answered', 'needs_nothing', 'calls_again', 'wrong_number', 'passed_on', 'hung_up'));
