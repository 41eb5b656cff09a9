package io.seonchak.member.store;

import io.seonchak.platform.store.Timestamps;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Codes that went out by e-mail, as keyed hashes. One a purpose and subject: the newest counts. */
@Component
public class SentCodes {

  private final JdbcClient jdbc;

  SentCodes(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A code as kept. */
  public record Sent(byte[] hash, Instant expiresAt, int triesLeft) {}

  /** Keeps a code in place of the one before. */
  public void keep(String purpose, String subject, byte[] hash, Instant expiresAt, int tries) {
    jdbc.sql(
            "INSERT INTO member.email_code (purpose, subject, code_hash, expires_at, tries_left)"
                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (purpose, subject) DO UPDATE SET"
                + " code_hash = excluded.code_hash, expires_at = excluded.expires_at,"
                + " tries_left = excluded.tries_left")
        .params(purpose, subject, hash, Timestamps.of(expiresAt), tries)
        .update();
  }

  /** The code that counts. */
  public Optional<Sent> find(String purpose, String subject) {
    return jdbc.sql(
            "SELECT code_hash, expires_at, tries_left FROM member.email_code"
                + " WHERE purpose = ? AND subject = ?")
        .params(purpose, subject)
        .query(SentCodes::read)
        .optional();
  }

  /** Counts a try; false when none was left. Two at the same instant are two. */
  public boolean tried(String purpose, String subject, byte[] hash) {
    return jdbc.sql(
                "UPDATE member.email_code SET tries_left = tries_left - 1 WHERE purpose = ?"
                    + " AND subject = ? AND code_hash = ? AND tries_left > 0")
            .params(purpose, subject, hash)
            .update()
        == 1;
  }

  /** Uses a code up; false when another did, or a newer one counts. */
  public boolean use(String purpose, String subject, byte[] hash) {
    return jdbc.sql(
                "DELETE FROM member.email_code WHERE purpose = ? AND subject = ? AND code_hash = ?")
            .params(purpose, subject, hash)
            .update()
        == 1;
  }

  /** Forgets the codes of an address and those a member asked for. */
  public void forget(String email, UUID member) {
    jdbc.sql("DELETE FROM member.email_code WHERE subject = ? OR starts_with(subject, ?)")
        .params(email, member.toString())
        .update();
  }

  private static Sent read(ResultSet row, int number) throws SQLException {
    return new Sent(row.getBytes(1), Timestamps.read(row, "expires_at"), row.getInt(3));
  }
}
