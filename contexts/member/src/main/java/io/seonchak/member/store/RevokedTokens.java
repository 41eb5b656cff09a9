package io.seonchak.member.store;

import io.seonchak.platform.security.Revocations.Revocation;
import io.seonchak.platform.store.Timestamps;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What was revoked, by the database's clock; every instance reads it twice a second. */
@Component
public class RevokedTokens {

  private final JdbcClient jdbc;

  RevokedTokens(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Revokes all tokens of a member below a version. */
  public void member(UUID member, int versionMin) {
    add(member, versionMin);
  }

  /** Revokes all tokens of a session. */
  public void session(UUID session) {
    add(session, Revocation.ENDED);
  }

  /** The revocations of the last while, by the database's clock. */
  public List<Revocation> within(Duration past) {
    return jdbc.sql(
            "SELECT subject_id, version_min, revoked_at FROM member.revocation"
                + " WHERE revoked_at >= clock_timestamp() - make_interval(secs => ?)"
                + " ORDER BY revocation_id")
        .param((double) past.toSeconds())
        .query(
            (row, n) ->
                new Revocation(
                    row.getObject(1, UUID.class),
                    row.getInt(2),
                    Timestamps.read(row, "revoked_at")))
        .list();
  }

  private void add(UUID subject, int versionMin) {
    jdbc.sql(
            "INSERT INTO member.revocation (subject_id, version_min, revoked_at)"
                + " VALUES (?, ?, clock_timestamp())")
        .params(subject, versionMin)
        .update();
  }
}
