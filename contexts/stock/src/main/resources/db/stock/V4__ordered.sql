-- Orders whose placing or cancelling was heard. Its row is locked by either, so that a cancelling that comes
-- first, or at the same time, is known to the placing. It holds nothing that the claims hold.
CREATE TABLE ordered (
  order_id  uuid PRIMARY KEY,
  -- Cancelled, or refused its units: whatever comes late claims nothing.
  is_over   boolean NOT NULL DEFAULT false,
  heard_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
