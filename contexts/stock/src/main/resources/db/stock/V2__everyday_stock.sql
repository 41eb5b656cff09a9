-- What is sold every day is a pool, too: always open, no limit a person. Its pool has the variant's id.
CREATE TABLE item (
  variant_id  uuid PRIMARY KEY REFERENCES pool DEFERRABLE INITIALLY DEFERRED,
  product_id  uuid NOT NULL,
  seller_id   uuid NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
