CREATE TABLE category (
  category  text PRIMARY KEY,
  korean    text NOT NULL,
  english   text NOT NULL
);

ALTER TABLE product
  ADD COLUMN state text NOT NULL DEFAULT 'ON_SALE' CHECK (state IN ('DRAFT', 'ON_SALE', 'HIDDEN')),
  ADD COLUMN category text REFERENCES category,
  ADD COLUMN images text[] NOT NULL DEFAULT '{}';

CREATE INDEX product_offered ON product (product_id DESC) WHERE state = 'ON_SALE';
CREATE INDEX product_offered_category ON product (category, product_id DESC) WHERE state = 'ON_SALE';
CREATE INDEX product_seller ON product (seller_id, product_id DESC);

-- Each is counted by itself. A product without variants has one, with its own id.
CREATE TABLE variant (
  variant_id  uuid PRIMARY KEY,
  product_id  uuid NOT NULL REFERENCES product,
  place       integer NOT NULL,
  size        text NOT NULL DEFAULT '',
  colour      text NOT NULL DEFAULT '',
  stock       integer NOT NULL CHECK (stock >= 0),
  UNIQUE (product_id, size, colour)
);

INSERT INTO variant (variant_id, product_id, place, stock)
  SELECT product_id, product_id, 0, stock FROM product;

-- No price: it was not on sale from then on.
ALTER TABLE price_history ALTER COLUMN price DROP NOT NULL;

-- What takes something off the list price, as it was said; the rows that were replaced tell what prices once were.
CREATE TABLE price_cut (
  cut_id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source       text NOT NULL CHECK (source IN ('DISCOUNT', 'TIME_SALE')),
  -- Of a discount, its id by its seller; of a time sale, its id by the external server.
  name         text NOT NULL,
  product_id   uuid NOT NULL REFERENCES product,
  percent      integer CHECK (percent BETWEEN 1 AND 100),
  amount       bigint CHECK (amount BETWEEN 1 AND 1000000000000),
  starts_at    timestamptz NOT NULL,
  ends_at      timestamptz NOT NULL,
  withdrawn    boolean NOT NULL DEFAULT false,
  -- The version of who says it; an older one never replaces a newer one.
  updated_at   timestamptz NOT NULL,
  recorded_at  timestamptz NOT NULL,
  replaced_at  timestamptz,
  CHECK (starts_at < ends_at),
  CHECK ((percent IS NULL) <> (amount IS NULL))
);

CREATE UNIQUE INDEX one_discount_a_name ON price_cut (product_id, name)
  WHERE source = 'DISCOUNT' AND replaced_at IS NULL;
CREATE UNIQUE INDEX one_time_sale_a_name ON price_cut (name)
  WHERE source = 'TIME_SALE' AND replaced_at IS NULL;
CREATE INDEX price_cut_product ON price_cut (product_id, ends_at);

CREATE TABLE wish (
  member_id   uuid NOT NULL,
  product_id  uuid NOT NULL REFERENCES product,
  wish_id     uuid NOT NULL,
  PRIMARY KEY (member_id, product_id)
);
CREATE INDEX wish_newest ON wish (member_id, wish_id DESC);

-- What is known of the external server of time sales; one row.
CREATE TABLE feed (
  one         boolean PRIMARY KEY DEFAULT true CHECK (one),
  state       text NOT NULL CHECK (state IN ('UNKNOWN', 'UP', 'DOWN', 'WRONG')),
  since       timestamptz NOT NULL,
  reason      text NOT NULL DEFAULT '',
  heard_at    timestamptz,
  next_at     timestamptz NOT NULL
);
INSERT INTO feed (state, since, next_at) VALUES ('UNKNOWN', clock_timestamp(), clock_timestamp());
