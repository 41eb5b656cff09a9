-- What a transaction changed of what caches hold; read by every instance several times a second.
CREATE TABLE IF NOT EXISTS cache_change (
  change_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Whoever has seen everything below the oldest running transaction has missed nothing.
  tx         xid8 NOT NULL DEFAULT pg_current_xact_id(),
  cache      text NOT NULL,
  key        text NOT NULL,
  at         timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX IF NOT EXISTS cache_change_tx ON cache_change (tx, change_id);
