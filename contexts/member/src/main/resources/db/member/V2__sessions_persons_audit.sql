-- A session is one log-in: what a member sees and can end. Each refresh replaces its token.
CREATE TABLE session (
  session_id    uuid PRIMARY KEY,
  member_id     uuid NOT NULL REFERENCES member ON DELETE CASCADE,
  user_agent    text NOT NULL CHECK (length(user_agent) <= 200),
  created_at    timestamptz NOT NULL,
  last_used_at  timestamptz NOT NULL
);
CREATE INDEX session_member ON session (member_id, last_used_at);

INSERT INTO session (session_id, member_id, user_agent, created_at, last_used_at)
SELECT family_id, (array_agg(member_id))[1], '',
       min(expires_at) - interval '14 days', max(expires_at) - interval '14 days'
FROM refresh_token GROUP BY family_id;

ALTER TABLE refresh_token RENAME COLUMN family_id TO session_id;
ALTER TABLE refresh_token ADD FOREIGN KEY (session_id) REFERENCES session ON DELETE CASCADE;
CREATE INDEX refresh_token_expiry ON refresh_token (expires_at);

-- A member or a session: what of it no longer counts.
ALTER TABLE revocation RENAME COLUMN member_id TO subject_id;

-- Codes live for minutes, so the old ones may go. A code belongs to a purpose and a subject: an address, or a member
-- and the address he wants. Rows are made for unknown addresses, too, with a hash that no code has.
DROP TABLE email_code;
CREATE TABLE email_code (
  purpose     text NOT NULL CHECK (purpose IN ('VERIFY', 'RESET', 'CHANGE')),
  subject     text NOT NULL,
  code_hash   bytea NOT NULL,
  expires_at  timestamptz NOT NULL,
  tries_left  integer NOT NULL CHECK (tries_left >= 0),
  PRIMARY KEY (purpose, subject)
);
CREATE INDEX email_code_expiry ON email_code (expires_at);

-- A human being who has shown who he is. The hash is keyed; without the key it says nothing.
CREATE TABLE person (
  person_id  uuid PRIMARY KEY,
  ci_hash    bytea NOT NULL UNIQUE,
  left_at    timestamptz
);
CREATE INDEX person_left ON person (left_at) WHERE left_at IS NOT NULL;

ALTER TABLE member
  ALTER COLUMN email DROP NOT NULL,
  ALTER COLUMN name DROP NOT NULL,
  -- Absent for those whom an operator adds; they enter by password reset.
  ALTER COLUMN password_hash DROP NOT NULL,
  ADD COLUMN phone text CHECK (phone ~ '^\+?[0-9]{8,15}$'),
  ADD COLUMN person_id uuid UNIQUE REFERENCES person,
  ADD COLUMN erased_at timestamptz,
  ADD CONSTRAINT the_living_have_an_address CHECK (erased_at IS NOT NULL OR num_nonnulls(email, name) = 2),
  ADD CONSTRAINT the_erased_are_nobody
    CHECK (erased_at IS NULL OR num_nonnulls(email, name, password_hash, phone, person_id) = 0);
CREATE INDEX member_unverified ON member (created_at) WHERE verified_at IS NULL AND erased_at IS NULL;

ALTER TABLE member_role
  DROP CONSTRAINT member_role_member_id_fkey,
  ADD FOREIGN KEY (member_id) REFERENCES member ON DELETE CASCADE;
CREATE INDEX member_role_operators ON member_role (member_id) WHERE role = 'OPERATOR';

-- From where a member has logged in before, as keyed hashes: who hammers his account from elsewhere does not stop him.
CREATE TABLE known_network (
  member_id     uuid NOT NULL REFERENCES member ON DELETE CASCADE,
  network_hash  bytea NOT NULL,
  seen_at       timestamptz NOT NULL,
  PRIMARY KEY (member_id, network_hash)
);
CREATE INDEX known_network_seen ON known_network (seen_at);

-- Who did what to whom. Ids only, no names; entries are never changed.
CREATE TABLE audit (
  audit_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  member_id  uuid NOT NULL,
  actor_id   uuid,
  what       text NOT NULL,
  detail     text NOT NULL,
  at         timestamptz NOT NULL
);
CREATE INDEX audit_member ON audit (member_id, audit_id);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % (expected: entries are only added)', TG_OP, TG_TABLE_NAME;
END
$$;
CREATE TRIGGER audit_is_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
