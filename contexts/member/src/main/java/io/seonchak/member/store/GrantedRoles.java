package io.seonchak.member.store;

import io.seonchak.platform.security.MemberRole;
import io.seonchak.platform.store.Timestamps;
import java.sql.Types;
import java.time.Clock;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who may do what. */
@Component
public class GrantedRoles {

  private final JdbcClient jdbc;
  private final Clock clock;

  GrantedRoles(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Grants a role; false when he has it. */
  public boolean grant(UUID member, MemberRole role, @Nullable UUID by) {
    return jdbc.sql(
                "INSERT INTO member.member_role (member_id, role, granted_by, granted_at)"
                    + " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING")
            .param(1, member)
            .param(2, role.name())
            .param(3, by, Types.OTHER)
            .param(4, Timestamps.of(clock.instant()))
            .update()
        == 1;
  }

  /** Takes a role away; false when he has it not. */
  public boolean withdraw(UUID member, MemberRole role) {
    return jdbc.sql("DELETE FROM member.member_role WHERE member_id = ? AND role = ?")
            .params(member, role.name())
            .update()
        == 1;
  }

  /** Takes all roles away. */
  public void withdrawAll(UUID member) {
    jdbc.sql("DELETE FROM member.member_role WHERE member_id = ?").param(member).update();
  }

  /**
   * All operators; none is withdrawn by another until the transaction ends, so two who withdraw
   * each other at the same instant leave one.
   */
  public Set<UUID> lockOperators() {
    return jdbc.sql(
            "SELECT member_id FROM member.member_role WHERE role = 'OPERATOR'"
                + " ORDER BY member_id FOR UPDATE")
        .query((row, n) -> row.getObject(1, UUID.class))
        .set();
  }

  /** Whether there has been an operator: the last one cannot go, so there still is. */
  public boolean anyOperator() {
    return jdbc.sql("SELECT EXISTS (SELECT FROM member.member_role WHERE role = 'OPERATOR')")
        .query(Boolean.class)
        .single();
  }
}
