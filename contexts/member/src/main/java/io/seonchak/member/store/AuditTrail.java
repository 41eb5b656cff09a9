package io.seonchak.member.store;

import io.seonchak.platform.store.Timestamps;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who did what to whom. Ids only; the database refuses changes. */
@Component
public class AuditTrail {

  private final JdbcClient jdbc;
  private final Clock clock;

  AuditTrail(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** What is written down. The names stand in the table. */
  public enum What {
    /** An operator gave him a role. */
    ROLE_GRANTED,
    /** An operator took a role away. */
    ROLE_WITHDRAWN,
    /** An operator read his data. */
    LOOKED_UP,
    /** He changed his password. */
    PASSWORD_CHANGED,
    /** Whoever reads his mail set a new password. */
    PASSWORD_RESET,
    /** He has another address now. */
    ADDRESS_CHANGED,
    /** He showed who he is. */
    PERSON_VERIFIED,
    /** Somebody came with a used refresh token; the session was ended. */
    TOKEN_REUSED,
    /** He ended all his sessions. */
    LOGGED_OUT_EVERYWHERE,
    /** An operator began to import members; the detail is the import's id. */
    IMPORT_BEGUN,
    /** He left. */
    ERASED
  }

  /**
   * An entry.
   *
   * @param actor who did it; absent where nobody is known to have
   */
  public record Entry(
      long id, UUID member, @Nullable UUID actor, String what, String detail, Instant at) {}

  /** Adds an entry. */
  public void add(UUID member, UUID actor, What what, String detail) {
    jdbc.sql(
            "INSERT INTO member.audit (member_id, actor_id, what, detail, at)"
                + " VALUES (?, ?, ?, ?, ?)")
        .params(member, actor, what.name(), detail, Timestamps.of(clock.instant()))
        .update();
  }

  /** The entries of a member after one of them, the oldest first. */
  public List<Entry> of(UUID member, long after, int most) {
    return jdbc.sql(
            "SELECT audit_id, member_id, actor_id, what, detail, at FROM member.audit"
                + " WHERE member_id = ? AND audit_id > ? ORDER BY audit_id LIMIT ?")
        .params(member, after, most)
        .query(AuditTrail::read)
        .list();
  }

  private static Entry read(ResultSet row, int number) throws SQLException {
    return new Entry(
        row.getLong("audit_id"),
        row.getObject("member_id", UUID.class),
        row.getObject("actor_id", UUID.class),
        row.getString("what"),
        row.getString("detail"),
        Timestamps.read(row, "at"));
  }
}
