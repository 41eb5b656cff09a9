-- The plumbing of a context's events, in the context's own schema.

-- What happened, written in the transaction in which it happened. Sent rows are kept for a while, so
-- that what a broker lost at its tail can be sent again; then their day's partition is dropped.
CREATE TABLE outbox (
  outbox_id       bigint GENERATED ALWAYS AS IDENTITY,
  made_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- By the key, so that one key's events are sent in order whoever sends them.
  shard           smallint NOT NULL,
  event_id        uuid NOT NULL,
  event_key       uuid,
  event_type      text NOT NULL,
  -- Absent for the context's own topic.
  topic           text,
  trace           text NOT NULL,
  body            bytea NOT NULL,
  sent_at         timestamptz,
  sent_partition  integer,
  sent_offset     bigint
) PARTITION BY RANGE (made_at);
CREATE INDEX outbox_unsent ON outbox (shard, outbox_id) WHERE sent_at IS NULL;
CREATE TABLE outbox_default PARTITION OF outbox DEFAULT;

-- What was heard and has had its effect; by the day on which it happened, so that a repetition falls
-- into the partition of the first.
CREATE TABLE inbox (
  listener  text NOT NULL,
  event_id  uuid NOT NULL,
  made_on   date NOT NULL,
  PRIMARY KEY (listener, event_id, made_on)
) PARTITION BY RANGE (made_on);
CREATE TABLE inbox_default PARTITION OF inbox DEFAULT;

-- What could not have its effect, and what came behind it for the same key.
CREATE TABLE dead_letter (
  dead_letter_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  listener        text NOT NULL,
  topic           text NOT NULL,
  event_id        uuid NOT NULL,
  event_key       uuid,
  event_type      text NOT NULL,
  made_at         timestamptz NOT NULL,
  trace           text NOT NULL,
  body            bytea NOT NULL,
  reason          text NOT NULL,
  parked_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- Ended by a replay that worked, or by an operator who discarded it.
  ended_at        timestamptz,
  ended_by        text,
  UNIQUE (listener, event_id)
);
CREATE INDEX dead_letter_keys ON dead_letter (listener, event_key) WHERE ended_at IS NULL;
