CREATE TABLE member (
  member_id      uuid PRIMARY KEY,
  -- Lower-cased and composed, so that one address is one member.
  email          text NOT NULL UNIQUE CHECK (length(email) BETWEEN 3 AND 254),
  name           text NOT NULL,
  password_hash  text NOT NULL,
  verified_at    timestamptz,
  token_version  integer NOT NULL DEFAULT 1,
  created_at     timestamptz NOT NULL
);

CREATE TABLE member_role (
  member_id   uuid NOT NULL REFERENCES member,
  role        text NOT NULL CHECK (role IN ('MEMBER', 'SELLER', 'CLINIC_STAFF', 'OPERATOR')),
  granted_by  uuid,
  granted_at  timestamptz NOT NULL,
  PRIMARY KEY (member_id, role)
);

CREATE TABLE email_code (
  email       text PRIMARY KEY,
  code_hash   bytea NOT NULL,
  expires_at  timestamptz NOT NULL,
  tries_left  integer NOT NULL CHECK (tries_left >= 0)
);

-- A family is one log-in; each refresh replaces its token, and a token used twice ends the family.
CREATE TABLE refresh_token (
  token_hash  bytea PRIMARY KEY,
  family_id   uuid NOT NULL,
  member_id   uuid NOT NULL REFERENCES member,
  expires_at  timestamptz NOT NULL,
  used_at     timestamptz
);
CREATE INDEX refresh_token_family ON refresh_token (family_id);
CREATE INDEX refresh_token_member ON refresh_token (member_id);

CREATE TABLE revocation (
  revocation_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  member_id      uuid NOT NULL,
  version_min    integer NOT NULL,
  revoked_at     timestamptz NOT NULL
);
CREATE INDEX revocation_by_time ON revocation (revoked_at);
