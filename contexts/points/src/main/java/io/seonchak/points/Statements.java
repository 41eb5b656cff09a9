package io.seonchak.points;

import io.seonchak.platform.audit.Rule;
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
    BookRules.ALL.forEach(rule -> find(findings, rule));
    return new Proof(
        count("SELECT count(*) FROM points.account"),
        count("SELECT count(*) FROM points.transfer"),
        findings);
  }

  private void find(List<String> findings, Rule rule) {
    jdbc
        .sql(rule.broken() + " LIMIT " + FINDINGS_MAX)
        .query((row, n) -> rule.finding(row.getString(1), row.getString(2), row.getString(3)))
        .list()
        .stream()
        .limit(FINDINGS_MAX - findings.size())
        .forEach(finding -> findings.add(finding.where() + ": " + finding.what()));
  }

  private long count(String sql) {
    return jdbc.sql(sql).query(Long.class).single();
  }
}
