-- What requests with an Idempotency-Key did, in the context's own schema; written with the effect, kept
-- for a day.
CREATE TABLE request_key (
  member_id    uuid NOT NULL,
  -- What was asked for: a key counts for one kind of request.
  kind         text NOT NULL,
  request_key  text NOT NULL,
  body_hash    bytea NOT NULL,
  effect_id    uuid NOT NULL,
  made_at      timestamptz NOT NULL,
  PRIMARY KEY (member_id, kind, request_key)
);
CREATE INDEX request_key_made ON request_key (made_at);
