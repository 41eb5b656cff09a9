package io.seonchak.member.store;

import io.seonchak.platform.store.Timestamps;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Sessions, and the refresh tokens that came out of each, one after another. */
@Component
public class LogIns {

  private static final String SELECT =
      "SELECT session_id, member_id, user_agent, created_at, last_used_at FROM member.session ";

  private final JdbcClient jdbc;
  private final Clock clock;

  LogIns(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * A session.
   *
   * @param lastUsedAt when its newest tokens were given out
   */
  public record LogIn(
      UUID id, UUID member, String userAgent, Instant createdAt, Instant lastUsedAt) {}

  /** A refresh token as kept, with the session it belongs to. */
  public record Refresh(
      UUID session, UUID member, Instant expiresAt, boolean used, Instant sessionSince) {}

  /** Adds a session. */
  public void add(LogIn session) {
    jdbc.sql(
            "INSERT INTO member.session (session_id, member_id, user_agent, created_at,"
                + " last_used_at) VALUES (?, ?, ?, ?, ?)")
        .params(
            session.id(),
            session.member(),
            session.userAgent(),
            Timestamps.of(session.createdAt()),
            Timestamps.of(session.lastUsedAt()))
        .update();
  }

  /** Keeps a refresh token, as a hash. */
  public void keep(byte[] hash, UUID session, UUID member, Instant expiresAt) {
    jdbc.sql(
            "INSERT INTO member.refresh_token (token_hash, session_id, member_id, expires_at)"
                + " VALUES (?, ?, ?, ?)")
        .params(hash, session, member, Timestamps.of(expiresAt))
        .update();
  }

  /**
   * A refresh token; two who come with it at the same instant come one after the other. The session
   * is locked first, as it is by whoever ends it, and what the token says is read after that.
   */
  public Optional<Refresh> lock(byte[] hash) {
    jdbc.sql(
            "SELECT session_id FROM member.session WHERE session_id = (SELECT session_id FROM"
                + " member.refresh_token WHERE token_hash = ?) FOR UPDATE")
        .param(hash)
        .query(UUID.class)
        .optional();
    return jdbc.sql(
            "SELECT t.session_id, t.member_id, t.expires_at, t.used_at, s.created_at"
                + " FROM member.refresh_token t JOIN member.session s USING (session_id)"
                + " WHERE t.token_hash = ?")
        .param(hash)
        .query(LogIns::readRefresh)
        .optional();
  }

  /** Marks a refresh token as used, and its session. */
  public void used(byte[] hash, UUID session) {
    var now = Timestamps.of(clock.instant());
    jdbc.sql("UPDATE member.refresh_token SET used_at = ? WHERE token_hash = ?")
        .params(now, hash)
        .update();
    jdbc.sql("UPDATE member.session SET last_used_at = ? WHERE session_id = ?")
        .params(now, session)
        .update();
  }

  /** A member's sessions, those used last first. */
  public List<LogIn> of(UUID member, int most) {
    return jdbc.sql(SELECT + "WHERE member_id = ? ORDER BY last_used_at DESC, session_id LIMIT ?")
        .params(member, most)
        .query(LogIns::read)
        .list();
  }

  /** One of a member's sessions. */
  public Optional<LogIn> find(UUID member, UUID session) {
    return jdbc.sql(SELECT + "WHERE member_id = ? AND session_id = ?")
        .params(member, session)
        .query(LogIns::read)
        .optional();
  }

  /** Ends one of a member's sessions with its refresh tokens; false when he has no such. */
  public boolean end(UUID member, UUID session) {
    return jdbc.sql("DELETE FROM member.session WHERE member_id = ? AND session_id = ?")
            .params(member, session)
            .update()
        == 1;
  }

  /** Ends all sessions of a member. */
  public void endAll(UUID member) {
    jdbc.sql("DELETE FROM member.session WHERE member_id = ?").param(member).update();
  }

  /** Ends all sessions of a member but that one; the ended. */
  public List<UUID> endOthers(UUID member, UUID but) {
    return jdbc.sql(
            "DELETE FROM member.session WHERE member_id = ? AND session_id <> ?"
                + " RETURNING session_id")
        .params(member, but)
        .query((row, n) -> row.getObject(1, UUID.class))
        .list();
  }

  /**
   * Ends those of a member's sessions that go beyond {@code most}, the longest unused; the ended.
   */
  public List<UUID> endBeyond(UUID member, int most) {
    return jdbc.sql(
            "DELETE FROM member.session WHERE session_id IN (SELECT session_id FROM member.session"
                + " WHERE member_id = ? ORDER BY last_used_at DESC, session_id OFFSET ?)"
                + " RETURNING session_id")
        .params(member, most)
        .query((row, n) -> row.getObject(1, UUID.class))
        .list();
  }

  private static LogIn read(ResultSet row, int number) throws SQLException {
    return new LogIn(
        row.getObject("session_id", UUID.class),
        row.getObject("member_id", UUID.class),
        row.getString("user_agent"),
        Timestamps.read(row, "created_at"),
        Timestamps.read(row, "last_used_at"));
  }

  private static Refresh readRefresh(ResultSet row, int number) throws SQLException {
    return new Refresh(
        row.getObject("session_id", UUID.class),
        row.getObject("member_id", UUID.class),
        Timestamps.read(row, "expires_at"),
        row.getObject("used_at") != null,
        Timestamps.read(row, "created_at"));
  }
}
