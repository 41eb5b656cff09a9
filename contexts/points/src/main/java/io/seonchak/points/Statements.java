package io.seonchak.points;

import io.seonchak.platform.store.Timestamps;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/** What is read of the points: a member's own, and whether the books are right. */
@Component
class Statements {

  /** Findings a proof names at most. */
  static final int FINDINGS_MAX = 100;

  /**
   * What a member has now.
   *
   * @param balance to spend, in points; below zero is owed
   * @param held for orders that are not paid yet
   */
  record Balance(long balance, long held) {}

  /**
   * A transfer as its member sees it.
   *
   * @param balance what it added to the balance
   * @param held what it added to what is held
   * @param subject the order, or whatever else it was for
   */
  record Line(
      long number,
      Kind kind,
      long balance,
      long held,
      UUID subject,
      @Nullable String reason,
      Instant at,
      @Nullable Instant expiresAt) {}

  /**
   * Whether the books are right.
   *
   * @param accounts how many were looked at
   * @param transfers how many
   * @param findings where they are not, at most {@value #FINDINGS_MAX}
   */
  record Proof(long accounts, long transfers, List<String> findings) {}

  private final JdbcClient jdbc;
  private final Clock clock;

  Statements(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * What a member has; points whose day has come do not count, whether they were settled or not.
   */
  Balance balance(UUID member) {
    return jdbc.sql(
            "SELECT least(a.available, greatest(0, coalesce((SELECT sum(c.amount) FROM"
                + " points.credit c WHERE c.member_id = a.member_id AND NOT c.ran_out"
                + " AND c.expires_at > ?), 0)))::bigint, a.held FROM points.account a"
                + " WHERE a.member_id = ?")
        .params(Timestamps.of(clock.instant()), member)
        .query((row, n) -> new Balance(row.getLong(1), row.getLong(2)))
        .optional()
        .orElse(new Balance(0, 0));
  }

  /** A member's transfers, the newest first, before number {@code before}. */
  List<Line> lines(UUID member, long before, int limit) {
    return jdbc.sql(
            "SELECT t.transfer_id, t.kind, t.amount, t.subject, t.reason, t.made_at, c.expires_at"
                + " FROM points.transfer t LEFT JOIN points.credit c USING (transfer_id)"
                + " WHERE t.member_id = ? AND t.transfer_id < ?"
                + " ORDER BY t.transfer_id DESC LIMIT ?")
        .params(member, before, limit)
        .query(Statements::line)
        .list();
  }

  private static Line line(ResultSet row, int number) throws SQLException {
    Kind kind = Kind.valueOf(row.getString("kind"));
    long amount = row.getLong("amount");
    return new Line(
        row.getLong("transfer_id"),
        kind,
        kind.sign(Side.AVAILABLE) * amount,
        kind.sign(Side.HELD) * amount,
        row.getObject("subject", UUID.class),
        row.getString("reason"),
        Timestamps.read(row, "made_at"),
        Timestamps.readAbsent(row, "expires_at"));
  }

  /** Holds every balance against the entries, and what is known of every order against both. */
  @Transactional(isolation = Isolation.REPEATABLE_READ, readOnly = true)
  public Proof prove() {
    List<String> findings = new ArrayList<>();
    find(findings, "transfer %s: its entries sum to %s and should to %s", UNEVEN);
    find(findings, "account %s: has %s, its entries say %s", UNEQUAL_ACCOUNTS);
    find(findings, "order %s: has %s, its transfers say %s", UNEQUAL_ORDERS);
    find(findings, "account %s: holds %s, its orders %s", UNEQUAL_HOLDS);
    find(findings, "account %s: has %s available, more than came in and lives: %s", TOO_OLD);
    return new Proof(
        count("SELECT count(*) FROM points.account"),
        count("SELECT count(*) FROM points.transfer"),
        findings);
  }

  private static final String UNEVEN =
      "SELECT t.transfer_id, coalesce(sum(e.amount), -1), 0 FROM points.transfer t"
          + " LEFT JOIN points.entry e USING (transfer_id) GROUP BY 1"
          + " HAVING coalesce(sum(e.amount), -1) <> 0";

  private static final String UNEQUAL_ACCOUNTS =
      """
      SELECT * FROM (
        SELECT a.member_id, a.available || '/' || a.held AS has,
          coalesce(sum(e.amount) FILTER (WHERE e.side = 'AVAILABLE'), 0) || '/' ||
          coalesce(sum(e.amount) FILTER (WHERE e.side = 'HELD'), 0) AS said
        FROM points.account a LEFT JOIN points.transfer t USING (member_id)
          LEFT JOIN points.entry e USING (transfer_id)
        GROUP BY a.member_id) s WHERE has <> said""";

  private static final String UNEQUAL_ORDERS =
      """
      SELECT * FROM (
        SELECT p.order_id, concat_ws('/', p.held, p.spent, p.earned, p.restored, p.clawed_back) AS has,
          concat_ws('/',
            coalesce(sum(t.amount) FILTER (WHERE t.kind = 'HOLD'), 0)
              - coalesce(sum(t.amount) FILTER (WHERE t.kind IN ('RELEASE', 'SPEND')), 0),
            coalesce(sum(t.amount) FILTER (WHERE t.kind = 'SPEND'), 0),
            coalesce(sum(t.amount) FILTER (WHERE t.kind = 'EARN'), 0),
            coalesce(sum(t.amount) FILTER (WHERE t.kind = 'RESTORE'), 0),
            coalesce(sum(t.amount) FILTER (WHERE t.kind = 'CLAW_BACK'), 0)) AS said
        FROM points.purchase p LEFT JOIN points.transfer t ON t.subject = p.order_id
        GROUP BY p.order_id) s WHERE has <> said""";

  private static final String UNEQUAL_HOLDS =
      """
      SELECT a.member_id, a.held, coalesce(sum(p.held), 0)
      FROM points.account a LEFT JOIN points.purchase p USING (member_id)
      GROUP BY a.member_id HAVING a.held <> coalesce(sum(p.held), 0)""";

  private static final String TOO_OLD =
      """
      SELECT a.member_id, a.available, coalesce(sum(c.amount), 0)
      FROM points.account a LEFT JOIN points.credit c ON c.member_id = a.member_id AND NOT c.ran_out
      GROUP BY a.member_id HAVING a.available > coalesce(sum(c.amount), 0)""";

  private void find(List<String> findings, String form, String sql) {
    jdbc
        .sql(sql + " LIMIT " + FINDINGS_MAX)
        .query((row, n) -> form.formatted(row.getString(1), row.getString(2), row.getString(3)))
        .list()
        .stream()
        .limit(FINDINGS_MAX - findings.size())
        .forEach(findings::add);
  }

  private long count(String sql) {
    return jdbc.sql(sql).query(Long.class).single();
  }
}
