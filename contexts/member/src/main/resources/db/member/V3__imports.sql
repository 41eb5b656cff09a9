-- One upload of members by an operator. Its key makes a broken upload go on where it ended.
CREATE TABLE import (
  import_id    uuid PRIMARY KEY,
  operator_id  uuid NOT NULL,
  key          text NOT NULL CHECK (length(key) BETWEEN 1 AND 300),
  begun_at     timestamptz NOT NULL,
  -- When its last line was taken.
  received_at  timestamptz,
  chunks       integer NOT NULL DEFAULT 0,
  lines        bigint NOT NULL DEFAULT 0,
  bad          bigint NOT NULL DEFAULT 0,
  UNIQUE (operator_id, key)
);
CREATE INDEX import_begun ON import (begun_at);

-- Some lines of it. Once they are members, only the digest and the counts stay.
CREATE TABLE import_chunk (
  import_id  uuid NOT NULL REFERENCES import ON DELETE CASCADE,
  chunk      integer NOT NULL,
  digest     text NOT NULL,
  good       integer NOT NULL,
  ids        uuid[],
  emails     text[],
  names      text[],
  phones     text[],
  imported   integer,
  done_at    timestamptz,
  PRIMARY KEY (import_id, chunk),
  CONSTRAINT the_done_name_nobody
    CHECK (CASE WHEN done_at IS NULL THEN num_nonnulls(ids, emails, names, phones) = 4
           ELSE num_nonnulls(ids, emails, names, phones) = 0 AND imported IS NOT NULL END)
);

-- The first bad lines of it.
CREATE TABLE import_bad_line (
  import_id  uuid NOT NULL REFERENCES import ON DELETE CASCADE,
  line       bigint NOT NULL,
  why        text NOT NULL,
  PRIMARY KEY (import_id, line)
);

-- Those who may be forgotten are few; those who were imported are many and not among them.
DROP INDEX member_unverified;
CREATE INDEX member_unproven ON member (created_at)
  WHERE verified_at IS NULL AND erased_at IS NULL AND password_hash IS NOT NULL;
CREATE INDEX member_unproven_email ON member (email)
  WHERE verified_at IS NULL AND password_hash IS NOT NULL;
