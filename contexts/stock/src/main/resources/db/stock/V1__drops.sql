-- A drop's pool has the drop's id; what may change lies in the pool.
CREATE TABLE drop (
  drop_id       uuid PRIMARY KEY REFERENCES pool,
  seller_id     uuid NOT NULL,
  product_id    uuid NOT NULL,
  name          text NOT NULL,
  price         bigint NOT NULL CHECK (price BETWEEN 100 AND 1000000000000),
  per_member    integer NOT NULL CHECK (per_member >= 1),
  opens_at      timestamptz NOT NULL,
  closes_at     timestamptz NOT NULL,
  pay_within    integer NOT NULL,
  waiting_room  boolean NOT NULL,
  created_at    timestamptz NOT NULL,
  request_key   text NOT NULL,
  body_hash     bytea NOT NULL,
  UNIQUE (seller_id, request_key)
);
