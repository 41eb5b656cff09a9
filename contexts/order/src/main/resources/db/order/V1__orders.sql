-- Orders. Money is in won. An order's id is its claim's.
CREATE TABLE orders (
  order_id      uuid PRIMARY KEY,
  member_id     uuid NOT NULL,
  source        text NOT NULL CHECK (source IN ('EVERYDAY', 'DROP')),
  -- How long the member may take to pay, once he can; in seconds.
  pay_within    integer NOT NULL,
  placed_at     timestamptz NOT NULL,
  status        text NOT NULL CHECK (status IN ('RESERVING', 'AWAITING_PAYMENT', 'PAYING', 'PAID',
                  'CANCELLED', 'REFUNDING', 'PARTIALLY_REFUNDED', 'REFUNDED')),
  since         timestamptz NOT NULL,
  -- Why it is cancelled.
  reason        text,
  pay_by        timestamptz,
  units_held    boolean NOT NULL,
  granted_at    timestamptz,
  units_until   timestamptz,
  units_over    boolean NOT NULL,
  -- What is taken off; each change is another revision.
  revision      integer NOT NULL,
  coupon_id     uuid,
  discount      bigint NOT NULL CHECK (discount >= 0),
  points        bigint NOT NULL CHECK (points >= 0),
  terms_told    boolean NOT NULL,
  coupon_open   boolean NOT NULL,
  points_open   boolean NOT NULL,
  -- The attempt under way, or the one that paid.
  attempt_id    uuid,
  deposit_due   timestamptz,
  cancel_asked  boolean NOT NULL,
  paid_at       timestamptz,
  method        text,
  items_amount  bigint NOT NULL,
  amount        bigint NOT NULL CHECK (amount >= 0),
  name          text NOT NULL,
  version       integer NOT NULL,
  CHECK (items_amount = discount + points + amount),
  CHECK ((status = 'CANCELLED') = (reason IS NOT NULL)),
  CHECK (status <> 'PAYING' OR attempt_id IS NOT NULL),
  CHECK ((paid_at IS NOT NULL) = (status IN ('PAID', 'REFUNDING', 'PARTIALLY_REFUNDED', 'REFUNDED')))
);
CREATE INDEX orders_of_member ON orders (member_id, order_id DESC);
-- Where an order must not rest for long.
CREATE INDEX orders_resting ON orders (status, since)
  WHERE status IN ('RESERVING', 'AWAITING_PAYMENT', 'PAYING', 'REFUNDING');
CREATE INDEX orders_open ON orders (member_id)
  WHERE source = 'EVERYDAY' AND status IN ('RESERVING', 'AWAITING_PAYMENT', 'PAYING');

-- A line and its shares; a refund never gives back more than was taken. Lines and timelines are written by
-- the thousand in the transaction of their orders, and without a key to them: checking it would cost more
-- than writing.
CREATE TABLE order_line (
  order_id       uuid NOT NULL,
  place          integer NOT NULL,
  line_id        uuid NOT NULL,
  pool_id        uuid NOT NULL,
  product_id     uuid NOT NULL,
  seller_id      uuid NOT NULL,
  name           text NOT NULL,
  quantity       integer NOT NULL CHECK (quantity >= 1),
  unit_price     bigint NOT NULL CHECK (unit_price >= 0),
  discount       bigint NOT NULL CHECK (discount >= 0),
  points         bigint NOT NULL CHECK (points >= 0),
  cash           bigint NOT NULL CHECK (cash >= 0),
  back_quantity  integer NOT NULL CHECK (back_quantity BETWEEN 0 AND quantity),
  back_points    bigint NOT NULL CHECK (back_points BETWEEN 0 AND points),
  back_cash      bigint NOT NULL CHECK (back_cash BETWEEN 0 AND cash),
  PRIMARY KEY (order_id, place),
  CHECK (unit_price * quantity = discount + points + cash)
);

CREATE TABLE timeline (
  order_id   uuid NOT NULL,
  moment_id  bigint GENERATED ALWAYS AS IDENTITY,
  at         timestamptz NOT NULL,
  what       text NOT NULL,
  detail     text NOT NULL,
  PRIMARY KEY (order_id, moment_id)
);

-- An attempt to pay; once it is over it does not begin again.
CREATE TABLE attempt (
  order_id    uuid NOT NULL REFERENCES orders,
  attempt_id  uuid NOT NULL,
  state       text NOT NULL CHECK (state IN ('BEGUN', 'APPROVED', 'FAILED')),
  amount      bigint NOT NULL,
  at          timestamptz NOT NULL,
  PRIMARY KEY (order_id, attempt_id)
);

CREATE TABLE refund (
  order_id    uuid NOT NULL REFERENCES orders,
  refund_id   uuid NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('MEMBER', 'GOODS_LOST', 'LATE_APPROVAL')),
  state       text NOT NULL CHECK (state IN ('REQUESTED', 'DONE', 'REFUSED')),
  cash        bigint NOT NULL CHECK (cash >= 0),
  points      bigint NOT NULL CHECK (points >= 0),
  reason      text NOT NULL,
  -- Where the money of a virtual account's payment goes; forgotten when it is there.
  bank            text,
  account_number  text,
  holder_name     text,
  at          timestamptz NOT NULL,
  ended_at    timestamptz,
  PRIMARY KEY (order_id, refund_id)
);
-- A paid order's money goes back one refund after the other.
CREATE UNIQUE INDEX one_refund_at_a_time ON refund (order_id)
  WHERE state = 'REQUESTED' AND kind <> 'LATE_APPROVAL';
CREATE INDEX refund_to_look_at ON refund (state, at) WHERE state <> 'DONE';

CREATE TABLE refund_part (
  order_id   uuid NOT NULL,
  refund_id  uuid NOT NULL,
  line_id    uuid NOT NULL,
  quantity   integer NOT NULL CHECK (quantity >= 1),
  points     bigint NOT NULL,
  cash       bigint NOT NULL,
  PRIMARY KEY (order_id, refund_id, line_id),
  FOREIGN KEY (order_id, refund_id) REFERENCES refund
);

-- Units an order did not get.
CREATE TABLE missing (
  order_id  uuid NOT NULL REFERENCES orders,
  pool_id   uuid NOT NULL,
  code      text NOT NULL,
  free      integer NOT NULL,
  PRIMARY KEY (order_id, pool_id)
);

-- Where the goods go. Apart, so that it can be erased.
CREATE TABLE ship_to (
  order_id  uuid PRIMARY KEY REFERENCES orders,
  name      text NOT NULL,
  phone     text NOT NULL,
  zip       text NOT NULL,
  line1     text NOT NULL,
  line2     text NOT NULL,
  memo      text NOT NULL
);

-- Claims that were over before they were heard of: an order made of one is over at once.
CREATE TABLE over_early (
  order_id  uuid PRIMARY KEY,
  reason    text NOT NULL,
  at        timestamptz NOT NULL
);
