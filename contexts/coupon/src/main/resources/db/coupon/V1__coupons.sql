-- A campaign's pool has the campaign's id. Its terms never change; how many there are stands in the pool.
CREATE TABLE campaign (
  campaign_id   uuid PRIMARY KEY REFERENCES pool DEFERRABLE INITIALLY DEFERRED,
  seller_id     uuid NOT NULL,
  name          text NOT NULL,
  -- Either an amount in won, or a share in percent with or without a maximum in won.
  amount_off    bigint CHECK (amount_off BETWEEN 1 AND 1000000000000),
  percent_off   integer CHECK (percent_off BETWEEN 1 AND 100),
  discount_max  bigint CHECK (discount_max BETWEEN 1 AND 1000000000000),
  min_order     bigint NOT NULL CHECK (min_order BETWEEN 0 AND 1000000000000),
  per_member    integer NOT NULL CHECK (per_member >= 1),
  opens_at      timestamptz NOT NULL,
  closes_at     timestamptz NOT NULL,
  valid_days    integer NOT NULL CHECK (valid_days >= 1),
  created_at    timestamptz NOT NULL,
  request_key   text NOT NULL,
  body_hash     bytea NOT NULL,
  UNIQUE (seller_id, request_key),
  CONSTRAINT an_amount_or_a_share CHECK (num_nonnulls(amount_off, percent_off) = 1),
  CONSTRAINT a_maximum_is_of_a_share CHECK (discount_max IS NULL OR percent_off IS NOT NULL)
);

-- Written in the commit that grants it; the coupon's id is its claim's. It names at most one order, so
-- no two can have it.
CREATE TABLE coupon (
  coupon_id    uuid PRIMARY KEY,
  campaign_id  uuid NOT NULL,
  member_id    uuid NOT NULL,
  sequence     bigint NOT NULL,
  issued_at    timestamptz NOT NULL,
  valid_until  timestamptz NOT NULL,
  state        text NOT NULL DEFAULT 'AVAILABLE' CHECK (state IN ('AVAILABLE', 'RESERVED', 'USED')),
  order_id     uuid,
  CONSTRAINT who_is_available_has_no_order CHECK ((state = 'AVAILABLE') = (order_id IS NULL))
) WITH (fillfactor = 90);
CREATE UNIQUE INDEX coupons_of_a_member ON coupon (member_id, coupon_id);

-- What was heard of an order, so that each step has its effect once and a late one has none.
CREATE TABLE coupon_use (
  order_id   uuid PRIMARY KEY,
  -- The last terms heard; 0 before the first.
  revision   integer NOT NULL DEFAULT 0 CHECK (revision >= 0),
  stage      text NOT NULL DEFAULT 'OPEN' CHECK (stage IN ('OPEN', 'PAID', 'CANCELLED', 'REFUNDED')),
  -- What those terms named, what it takes off, and why it was refused, if it was.
  coupon_id  uuid,
  discount   bigint NOT NULL DEFAULT 0 CHECK (discount >= 0),
  refused    text,
  -- Whether the order has the coupon now.
  has_it     boolean NOT NULL DEFAULT false,
  CONSTRAINT only_what_was_named CHECK (coupon_id IS NOT NULL OR (refused IS NULL AND NOT has_it)),
  CONSTRAINT not_what_was_refused CHECK (refused IS NULL OR NOT has_it),
  CONSTRAINT nothing_when_it_is_over CHECK (stage IN ('OPEN', 'PAID') OR NOT has_it)
);
CREATE UNIQUE INDEX one_coupon_one_order ON coupon_use (coupon_id) WHERE has_it;
