package io.seonchak.member;

import io.seonchak.platform.security.MemberRole;
import io.seonchak.platform.security.Revocations.Revocation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The members' tables. */
@Component
class Members {

  private static final String SELECT =
      "SELECT m.member_id, m.email, m.name, m.password_hash, m.verified_at, m.token_version,"
          + " (SELECT array_agg(role) FROM member.member_role r WHERE r.member_id = m.member_id)"
          + " AS roles FROM member.member m ";

  private final JdbcClient jdbc;
  private final Clock clock;

  Members(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Adds a member; false when the address is taken. */
  boolean add(UUID id, String email, String name, String passwordHash) {
    int added =
        jdbc.sql(
                "INSERT INTO member.member (member_id, email, name, password_hash, created_at)"
                    + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (email) DO NOTHING")
            .params(id, email, name, passwordHash, now())
            .update();
    if (added == 1) {
      grant(id, MemberRole.MEMBER, null);
    }
    return added == 1;
  }

  Optional<Member> byEmail(String email) {
    return jdbc.sql(SELECT + "WHERE m.email = ?").param(email).query(Members::read).optional();
  }

  Optional<Member> byId(UUID id) {
    return jdbc.sql(SELECT + "WHERE m.member_id = ?").param(id).query(Members::read).optional();
  }

  void verified(String email) {
    jdbc.sql("UPDATE member.member SET verified_at = ? WHERE email = ? AND verified_at IS NULL")
        .params(now(), email)
        .update();
  }

  void grant(UUID id, MemberRole role, @Nullable UUID by) {
    jdbc.sql(
            "INSERT INTO member.member_role (member_id, role, granted_by, granted_at)"
                + " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
        .param(1, id)
        .param(2, role.name())
        .param(3, by, java.sql.Types.OTHER)
        .param(4, now())
        .update();
  }

  void withdraw(UUID id, MemberRole role) {
    jdbc.sql("DELETE FROM member.member_role WHERE member_id = ? AND role = ?")
        .params(id, role.name())
        .update();
  }

  /** Makes all tokens of a member worthless; every instance hears of it within a second. */
  void revokeTokens(UUID id) {
    int version =
        jdbc.sql(
                "UPDATE member.member SET token_version = token_version + 1 WHERE member_id = ?"
                    + " RETURNING token_version")
            .param(id)
            .query(Integer.class)
            .single();
    jdbc.sql(
            "INSERT INTO member.revocation (member_id, version_min, revoked_at)"
                + " VALUES (?, ?, clock_timestamp())")
        .params(id, version)
        .update();
    jdbc.sql("DELETE FROM member.refresh_token WHERE member_id = ?").param(id).update();
  }

  /** The revocations of the last while, by the database's clock. */
  List<Revocation> revokedWithin(Duration past) {
    return jdbc.sql(
            "SELECT member_id, version_min, revoked_at FROM member.revocation"
                + " WHERE revoked_at >= clock_timestamp() - make_interval(secs => ?)"
                + " ORDER BY revocation_id")
        .param((double) past.toSeconds())
        .query(
            (row, n) ->
                new Revocation(
                    row.getObject(1, UUID.class),
                    row.getInt(2),
                    row.getObject(3, OffsetDateTime.class).toInstant()))
        .list();
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }

  private static Member read(ResultSet row, int number) throws SQLException {
    OffsetDateTime verifiedAt = row.getObject("verified_at", OffsetDateTime.class);
    return new Member(
        row.getObject("member_id", UUID.class),
        row.getString("email"),
        row.getString("name"),
        row.getString("password_hash"),
        verifiedAt == null ? null : verifiedAt.toInstant(),
        row.getInt("token_version"),
        roles(row));
  }

  private static Set<MemberRole> roles(ResultSet row) throws SQLException {
    Set<MemberRole> roles = EnumSet.noneOf(MemberRole.class);
    if (row.getArray("roles") != null) {
      String[] names = (String[]) row.getArray("roles").getArray();
      Arrays.stream(names).map(MemberRole::valueOf).forEach(roles::add);
    }
    return roles;
  }
}
