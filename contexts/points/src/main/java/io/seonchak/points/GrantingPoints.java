package io.seonchak.points;

import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.web.Keys;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What is done to accounts without an order: operators grant, and what is old expires. */
@Component
class GrantingPoints {

  /** What one member may have at most; no grant goes beyond. */
  static final long BALANCE_MAX = 1_000_000_000;

  /** Accounts one look for old points settles at most. */
  static final int EXPIRED_AT_ONCE = 200;

  /**
   * A grant as asked for.
   *
   * @param id the id it will have, unless its key made one before
   * @param amount points, at least 1
   */
  record Grant(UUID id, UUID member, long amount, String reason) {}

  private final JdbcTemplate jdbc;
  private final JdbcClient client;
  private final TransactionTemplate transactions;
  private final PointsTables tables;
  private final PointsRules rules;
  private final Clock clock;

  GrantingPoints(
      DataSource source,
      PlatformTransactionManager transactions,
      PointsTables tables,
      PointsRules rules,
      Clock clock) {
    this.jdbc = new JdbcTemplate(source);
    this.client = JdbcClient.create(jdbc);
    this.transactions = new TransactionTemplate(transactions);
    this.tables = tables;
    this.rules = rules;
    this.clock = clock;
  }

  /**
   * Grants points, once for an operator's key; the id of the grant there is.
   *
   * @throws Problem {@link CommonProblem#KEY_REUSED} when the key made another one, {@link
   *     PointsProblem#POINTS_LIMIT} when the member would have more than {@value #BALANCE_MAX}
   */
  UUID grant(UUID operator, Grant grant, String key, byte[] bodyHash) {
    return transactions.execute(
        status -> {
          if (!noted(operator, grant, key, bodyHash)) {
            return earlier(operator, key, bodyHash);
          }
          inBook(List.of(grant.member()), clock.instant(), book -> write(book, grant));
          return grant.id();
        });
  }

  private static void write(PointsBook book, Grant grant) {
    book.grant(grant.member(), grant.id(), grant.amount(), grant.reason());
    for (Account account : book.accounts()) {
      if (account.available() + account.held() > BALANCE_MAX) {
        throw Problem.of(PointsProblem.POINTS_LIMIT).with("limit", BALANCE_MAX);
      }
    }
  }

  /** Waits for one of the same key that is on its way. */
  private boolean noted(UUID operator, Grant grant, String key, byte[] bodyHash) {
    return client
            .sql(
                "INSERT INTO points.granted (operator_id, request_key, body_hash, grant_id)"
                    + " VALUES (?, ?, ?, ?) ON CONFLICT (operator_id, request_key) DO NOTHING")
            .params(operator, key, bodyHash, grant.id())
            .update()
        == 1;
  }

  private UUID earlier(UUID operator, String key, byte[] bodyHash) {
    record Made(UUID id, byte[] bodyHash) {}
    Made made =
        client
            .sql(
                "SELECT grant_id, body_hash FROM points.granted"
                    + " WHERE operator_id = ? AND request_key = ?")
            .params(operator, key)
            .query((row, n) -> new Made(row.getObject(1, UUID.class), row.getBytes(2)))
            .single();
    Keys.requireSame(made.bodyHash(), bodyHash);
    return made.id();
  }

  /**
   * Settles some of the accounts that have points whose day has come. Nothing that is read or spent
   * waits for it; any number of instances may do it at once.
   *
   * @return how many accounts; fewer than {@value #EXPIRED_AT_ONCE} when all are done
   */
  int expireOnce() {
    return transactions.execute(
        status -> {
          Instant now = clock.instant();
          List<UUID> due = with(connection -> tables.lockDue(connection, now, EXPIRED_AT_ONCE));
          inBook(due, now, book -> {});
          return due.size();
        });
  }

  private interface Decision {
    void in(PointsBook book);
  }

  private void inBook(List<UUID> members, Instant now, Decision decision) {
    this.<Boolean>with(
        connection -> {
          var book =
              new PointsBook(rules, now, tables.lockAccounts(connection, members, now), List.of());
          decision.in(book);
          tables.write(connection, book);
          return true;
        });
  }

  private interface Work<T> {
    T in(Connection connection) throws SQLException;
  }

  private <T> T with(Work<T> work) {
    return jdbc.execute((ConnectionCallback<T>) work::in);
  }
}
