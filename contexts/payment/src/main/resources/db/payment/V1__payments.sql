-- An attempt to pay an order. Of one order at most one lives: it is under way, waits for a deposit, or came through.
CREATE TABLE attempt (
  attempt_id       uuid PRIMARY KEY,
  order_id         uuid NOT NULL,
  member_id        uuid NOT NULL,
  amount           bigint NOT NULL CHECK (amount BETWEEN 0 AND 1000000000000),
  way              text NOT NULL CHECK (way IN ('WINDOW', 'ONE_TAP', 'FREE')),
  payment_key      text,
  billing_key_id   uuid,
  order_name       text,
  state            text NOT NULL CHECK (state IN ('STARTED', 'UNKNOWN', 'WAITING', 'DONE', 'FAILED')),
  -- Why it failed, and whether the same key may be tried in a new attempt.
  code             text,
  again            boolean NOT NULL DEFAULT false,
  method           text,
  receipt_url      text,
  -- The account to pay into and the secret of its webhooks, sealed.
  deposit          bytea,
  deposit_due_at   timestamptz,
  deposit_seen_at  timestamptz,
  -- What was paid back of it, as asked for by us.
  refunded         bigint NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND amount),
  looks            integer NOT NULL DEFAULT 0,
  made_at          timestamptz NOT NULL,
  sent_at          timestamptz,
  unsure_at        timestamptz,
  ended_at         timestamptz,
  hinted_at        timestamptz,
  -- When somebody looks at it next, or until when somebody does.
  due_at           timestamptz,
  CHECK (state <> 'DONE' OR way = 'FREE' OR payment_key IS NOT NULL)
);
CREATE UNIQUE INDEX attempt_live ON attempt (order_id) WHERE state IN ('STARTED', 'UNKNOWN', 'WAITING', 'DONE');
CREATE INDEX attempt_of_order ON attempt (order_id, made_at);
CREATE INDEX attempt_of_key ON attempt (payment_key) WHERE payment_key IS NOT NULL;
CREATE INDEX attempt_due ON attempt (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX attempt_unsure ON attempt (made_at) WHERE state IN ('STARTED', 'UNKNOWN');

-- Money that is to go back, each once; its id is the key by which the gateway knows it.
CREATE TABLE cancel (
  cancel_id    uuid PRIMARY KEY,
  cancel_no    bigint GENERATED ALWAYS AS IDENTITY,
  order_id     uuid NOT NULL,
  member_id    uuid NOT NULL,
  -- Asked for by the order; a capture that nobody asked for; an account nobody is to pay into any more.
  purpose      text NOT NULL CHECK (purpose IN ('REFUND', 'STRAY', 'ACCOUNT')),
  payment_key  text,
  -- Absent: all that is left.
  amount       bigint CHECK (amount > 0),
  reason       text NOT NULL,
  -- Where a deposit goes back to, sealed.
  account      bytea,
  state        text NOT NULL CHECK (state IN ('PENDING', 'SENT', 'DONE', 'REFUSED')),
  -- Grows when the gateway must not repeat its answer of before; part of the key there.
  generation   integer NOT NULL DEFAULT 0,
  -- What the gateway must have left before it, else it does nothing.
  guard        bigint,
  code         text,
  looks        integer NOT NULL DEFAULT 0,
  made_at      timestamptz NOT NULL,
  sent_at      timestamptz,
  ended_at     timestamptz,
  due_at       timestamptz NOT NULL
);
CREATE INDEX cancel_due ON cancel (due_at) WHERE state IN ('PENDING', 'SENT');
CREATE INDEX cancel_of_order ON cancel (order_id, cancel_no);

-- What webhooks say of payments that are no attempt's; looked at, then forgotten.
CREATE TABLE hint (
  order_id     uuid NOT NULL,
  payment_key  text NOT NULL,
  looks        integer NOT NULL DEFAULT 0,
  due_at       timestamptz NOT NULL,
  PRIMARY KEY (order_id, payment_key)
);
CREATE INDEX hint_due ON hint (due_at);

-- Webhooks seen, by the gateway's id of the transmission; it repeats one for four days.
CREATE TABLE webhook (
  transmission_id  text PRIMARY KEY,
  seen_at          timestamptz NOT NULL
);
CREATE INDEX webhook_seen ON webhook (seen_at);

-- Cards registered for paying by one tap. The key is sealed; of the card only what its owner knows it by.
CREATE TABLE billing_key (
  billing_key_id  uuid PRIMARY KEY,
  member_id       uuid NOT NULL,
  state           text NOT NULL CHECK (state IN ('ISSUING', 'ACTIVE', 'LEAVING', 'GONE')),
  sealed          bytea,
  company         text,
  tail            text,
  looks           integer NOT NULL DEFAULT 0,
  made_at         timestamptz NOT NULL,
  gone_at         timestamptz,
  due_at          timestamptz,
  CHECK (state NOT IN ('ACTIVE', 'LEAVING') OR sealed IS NOT NULL)
);
CREATE INDEX billing_key_of_member ON billing_key (member_id, made_at);
CREATE INDEX billing_key_leaving ON billing_key (due_at) WHERE state = 'LEAVING';

-- What people have to look at.
CREATE TABLE repair (
  repair_id   uuid PRIMARY KEY,
  kind        text NOT NULL,
  order_id    uuid NOT NULL,
  subject_id  uuid NOT NULL,
  note        text NOT NULL,
  made_at     timestamptz NOT NULL,
  ended_at    timestamptz,
  ended_by    uuid
);
CREATE UNIQUE INDEX repair_open ON repair (kind, subject_id) WHERE ended_at IS NULL;
