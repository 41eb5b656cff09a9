CREATE TABLE product (
  product_id   uuid PRIMARY KEY,
  seller_id    uuid NOT NULL,
  name         text NOT NULL,
  description  text NOT NULL DEFAULT '',
  price        bigint NOT NULL CHECK (price BETWEEN 100 AND 1000000000000),
  stock        integer NOT NULL CHECK (stock >= 0),
  version      integer NOT NULL DEFAULT 1,
  created_at   timestamptz NOT NULL,
  -- The seller's key for making it, so that a repeated request makes no second one.
  request_key  text NOT NULL,
  body_hash    bytea NOT NULL,
  UNIQUE (seller_id, request_key)
);

-- A "% off" needs a truthful comparison price.
CREATE TABLE price_history (
  product_id  uuid NOT NULL REFERENCES product,
  price       bigint NOT NULL,
  from_at     timestamptz NOT NULL,
  PRIMARY KEY (product_id, from_at)
);
