package io.seonchak.e2e;

import com.google.errorprone.annotations.FormatMethod;
import com.zaxxer.hikari.HikariDataSource;
import io.seonchak.e2e.Shop.Answer;
import io.seonchak.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What those who come to a drop under a fault were told, held against the tables, and whatever else
 * did not hold. May be used by many threads at once.
 */
final class Reckoning implements AutoCloseable {

  private static final Duration STEP = Duration.ofMillis(20);

  private final HikariDataSource source;
  private final JdbcClient jdbc;
  private final Map<UUID, UUID> told = new ConcurrentHashMap<>();
  private final List<String> broken = new ArrayList<>();
  private long doubled;
  private Duration recovered = Duration.ZERO;

  Reckoning(TestDatabase database) {
    this(database.url(), database.username(), database.password());
  }

  /** One on a database that is not the tests'. */
  Reckoning(String url, String username, String password) {
    this.source = new HikariDataSource();
    source.setJdbcUrl(url);
    source.setUsername(username);
    source.setPassword(password);
    source.setMaximumPoolSize(2);
    this.jdbc = JdbcClient.create(source);
  }

  /** A level to be reached. */
  interface Level {
    boolean reached() throws Exception;
  }

  /** An expectation, told with its words when it does not hold. */
  @FormatMethod
  void expect(boolean holds, String words, Object... of) {
    if (!holds) {
      broken(words.formatted(of));
    }
  }

  private synchronized void broken(String said) {
    broken.add(said);
  }

  /** Waits for a level that is to be reached in time; how long it took counts as the recovery. */
  void recovers(Duration within, String what, Level level) throws Exception {
    Duration took = until(within, level);
    expect(took.compareTo(within) <= 0, "not within %s: %s", within, what);
    synchronized (this) {
      recovered = took.compareTo(recovered) > 0 ? took : recovered;
    }
  }

  /** Waits for a level that is to be reached in time. */
  void reaches(Duration within, String what, Level level) throws Exception {
    expect(until(within, level).compareTo(within) <= 0, "not within %s: %s", within, what);
  }

  private static Duration until(Duration within, Level level) throws Exception {
    long begun = System.nanoTime();
    while (!level.reached()) {
      if (System.nanoTime() - begun > within.toNanos()) {
        return within.plusMillis(1);
      }
      Thread.sleep(STEP);
    }
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /** Notes the answer to a claim, and gives it back. */
  Answer heard(UUID member, Answer answer) {
    if (answer.status() == 200 || answer.status() == 201) {
      UUID claim = UUID.fromString(answer.text("claimId"));
      UUID before = told.putIfAbsent(member, claim);
      expect(before == null || before.equals(claim), "%s has %s and %s", member, before, claim);
    }
    return answer;
  }

  /** Something that somebody has more often than he may. */
  synchronized void doubled(long more) {
    doubled += more;
  }

  /** A number from the tables. */
  long count(String sql, Object... parameters) {
    return jdbc.sql(sql).params(parameters).query(Long.class).single();
  }

  /** Changes what only time would change. */
  int change(String sql, Object... parameters) {
    return jdbc.sql(sql).params(parameters).update();
  }

  /** Closes the account of a drop of one unit a person. */
  synchronized Shown of(UUID drop) {
    long granted = count("SELECT count(*) FROM stock.claim WHERE pool_id = ?", drop);
    long lost =
        told.values().stream()
            .filter(
                claim -> count("SELECT count(*) FROM stock.claim WHERE claim_id = ?", claim) == 0)
            .count();
    doubled(
        count(
            "SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM stock.claim WHERE"
                + " pool_id = ? AND state IN (1, 2) GROUP BY person) AS held",
            drop));
    doubled(
        count(
            "SELECT count(*) - count(DISTINCT grant_no) FROM stock.claim WHERE pool_id = ?", drop));
    expect(
        count(
                "SELECT count(*) FROM stock.pool p WHERE pool_id = ? AND (p.live > p.capacity OR"
                    + " p.live <> (SELECT coalesce(sum(quantity), 0) FROM stock.claim c WHERE"
                    + " c.pool_id = p.pool_id AND c.state IN (1, 2)))",
                drop)
            == 0,
        "the pool's count is not that of its claims, or more than there are");
    expect(lost == 0, "%d lost", lost);
    expect(doubled == 0, "%d doubled", doubled);
    return new Shown(granted, lost, doubled, recovered, broken);
  }

  @Override
  public void close() {
    source.close();
  }
}
