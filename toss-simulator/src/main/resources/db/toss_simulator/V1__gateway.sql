-- The gateway's own memory. The document is the Payment object as it is answered; the columns beside it are for finding it.
CREATE TABLE payment (
  payment_key  text PRIMARY KEY,
  order_id     text NOT NULL,
  status       text NOT NULL,
  captured     boolean NOT NULL,
  ends_at      timestamptz,
  window_json  text NOT NULL,
  document     text NOT NULL,
  no           bigint GENERATED ALWAYS AS IDENTITY
);
CREATE INDEX payment_of_order ON payment (order_id, captured DESC, no DESC);
CREATE INDEX payment_that_ends ON payment (ends_at) WHERE ends_at IS NOT NULL;

-- Answers by Idempotency-Key; the scope is a hash of API key, method, address and key.
CREATE TABLE replay (
  scope     bytea PRIMARY KEY,
  status    integer NOT NULL,
  body      bytea NOT NULL,
  first_at  timestamptz NOT NULL
);

-- Money that moved: negative when it went back.
CREATE TABLE movement (
  no               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  transaction_key  text NOT NULL UNIQUE,
  payment_key      text NOT NULL REFERENCES payment,
  order_id         text NOT NULL,
  method           text NOT NULL,
  status           text NOT NULL,
  amount           bigint NOT NULL,
  customer_key     text,
  reason           text,
  approved_at      timestamptz NOT NULL,
  moved_at         timestamptz NOT NULL,
  sold_on          date NOT NULL,
  paid_out_on      date NOT NULL
);
CREATE INDEX movement_at ON movement (moved_at);
CREATE INDEX movement_sold ON movement (sold_on);
CREATE INDEX movement_paid_out ON movement (paid_out_on);
CREATE INDEX movement_payment ON movement (payment_key);

CREATE TABLE billing_auth (
  auth_key      text PRIMARY KEY,
  customer_key  text NOT NULL,
  window_json   text NOT NULL,
  pressed       boolean NOT NULL DEFAULT false,
  used_at       timestamptz
);

CREATE TABLE billing_key (
  billing_key   text PRIMARY KEY,
  customer_key  text NOT NULL,
  usable        boolean NOT NULL,
  document      text NOT NULL,
  removed_at    timestamptz
);

CREATE TABLE cash_receipt (
  no            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  receipt_key   text NOT NULL UNIQUE,
  requested_on  date NOT NULL,
  left_over     bigint NOT NULL,
  document      text NOT NULL
);
CREATE INDEX cash_receipt_day ON cash_receipt (requested_on, no);

CREATE TABLE webhook (
  no            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  transmission  text NOT NULL,
  body          text NOT NULL,
  tries         integer NOT NULL DEFAULT 0,
  due_at        timestamptz,
  delivered_at  timestamptz
);
CREATE INDEX webhook_due ON webhook (due_at) WHERE due_at IS NOT NULL;
