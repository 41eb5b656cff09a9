-- The kernel's tables, in the schema of the context that owns the pools. Every hot table leads with
-- pool_id, so that a distributed PostgreSQL can shard by pool.

CREATE TABLE pool (
  pool_id         uuid PRIMARY KEY,
  capacity        integer NOT NULL CHECK (capacity >= 0),
  opens_at        timestamptz,
  closes_at       timestamptz,
  per_person      integer NOT NULL CHECK (per_person >= 0),
  hold_seconds    integer NOT NULL CHECK (hold_seconds >= 0),
  offer_seconds   integer NOT NULL CHECK (offer_seconds >= 0),
  extend_seconds  integer NOT NULL CHECK (extend_seconds >= 0),
  waiting_list    boolean NOT NULL,
  -- Counts and head of the ledger, changed only under this row's lock.
  live            integer NOT NULL,
  held            integer NOT NULL,
  waiting         integer NOT NULL CHECK (waiting >= 0),
  entry_no        bigint NOT NULL,
  grant_no        bigint NOT NULL,
  block_no        bigint NOT NULL,
  break_block_no  bigint NOT NULL DEFAULT 0,
  head            bytea NOT NULL CHECK (length(head) = 32),
  last_at         timestamptz NOT NULL,
  last_grant_at   timestamptz,
  CONSTRAINT never_more_than_there_are CHECK (live BETWEEN 0 AND capacity),
  CONSTRAINT held_is_live CHECK (held BETWEEN 0 AND live)
) WITH (fillfactor = 20);

-- Erasing a row here makes the people of a pool's ledger unknowable; the ledger stays.
CREATE TABLE pool_secret (
  pool_id  uuid PRIMARY KEY,
  secret   bytea NOT NULL CHECK (length(secret) = 32)
);

CREATE TABLE claim (
  pool_id     uuid NOT NULL,
  claim_id    uuid NOT NULL,
  person      uuid NOT NULL,
  request_key uuid NOT NULL,
  body_hash   bigint NOT NULL,
  -- Which of the units a person may have this claim begins with; minus the grant's number once it is
  -- released. Its uniqueness is the database's own guard of the limit per person, and its index is
  -- the one by which a person's claims are found.
  nth         bigint NOT NULL,
  quantity    integer NOT NULL CHECK (quantity > 0),
  state       smallint NOT NULL CHECK (state BETWEEN 1 AND 3),
  grant_no    bigint NOT NULL,
  block_no    bigint NOT NULL,
  leaf        integer NOT NULL,
  granted_at  timestamptz NOT NULL,
  deadline    timestamptz,
  -- The claim first: with two indexes that begin with the pool, the planner would take either for a
  -- table it has no statistics of yet, and the wrong one reads the whole pool for every person.
  PRIMARY KEY (claim_id, pool_id),
  CONSTRAINT a_hold_has_a_deadline CHECK ((state = 1) = (deadline IS NOT NULL)),
  CONSTRAINT a_released_claim_takes_no_unit CHECK ((state = 3) = (nth < 0))
);
CREATE UNIQUE INDEX no_more_than_a_person_may ON claim (pool_id, person, nth);
CREATE INDEX holds_by_deadline ON claim (pool_id, deadline) WHERE state = 1;

CREATE TABLE waiting (
  pool_id     uuid NOT NULL,
  place       bigint NOT NULL,
  person      uuid NOT NULL,
  claim_id    uuid NOT NULL,
  request_key uuid NOT NULL,
  body_hash   bigint NOT NULL,
  -- 1 waiting, 2 got a unit, 3 left
  state       smallint NOT NULL CHECK (state BETWEEN 1 AND 3),
  PRIMARY KEY (pool_id, place)
);
CREATE UNIQUE INDEX waits_once ON waiting (pool_id, person) WHERE state = 1;
CREATE INDEX waiting_line ON waiting (pool_id, place) WHERE state = 1;

-- One row a commit and pool. Entries lie one behind the other, as docs/ledger-format.md says.
CREATE TABLE ledger_block (
  pool_id    uuid NOT NULL,
  block_no   bigint NOT NULL,
  header     bytea NOT NULL,
  signature  bytea NOT NULL,
  entries    bytea NOT NULL,
  PRIMARY KEY (pool_id, block_no)
);
-- Hashes do not compress.
ALTER TABLE ledger_block ALTER COLUMN entries SET STORAGE EXTERNAL;

CREATE TABLE ledger_key (
  key_id         bigint PRIMARY KEY,
  public_key     bytea NOT NULL,
  introduced_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- Absent for the first key; each later one is signed by the one before it.
  signed_by      bigint REFERENCES ledger_key,
  signature      bytea,
  CHECK ((signed_by IS NULL) = (signature IS NULL))
);
CREATE UNIQUE INDEX one_first_key ON ledger_key ((signed_by IS NULL)) WHERE signed_by IS NULL;
