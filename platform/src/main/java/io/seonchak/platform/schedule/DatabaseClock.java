package io.seonchak.platform.schedule;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database's clock, so that all instances agree on what is due: the host's, put right by what
 * the database said within the last second. While the database does not answer, by what it said
 * last. Thread-safe.
 */
final class DatabaseClock implements com.github.kagkarlsson.scheduler.Clock {

  private static final Duration ASKED_EVERY = Duration.ofSeconds(1);
  private static final Logger log = LoggerFactory.getLogger(DatabaseClock.class);

  private final DataSource source;
  private final Clock host;
  private volatile Known known =
      new Known(Duration.ZERO, System.nanoTime() - ASKED_EVERY.toNanos());

  /**
   * How far apart they are.
   *
   * @param ahead of the host's clock
   * @param atNanos when that was asked, monotonic
   */
  private record Known(Duration ahead, long atNanos) {}

  DatabaseClock(DataSource source, Clock host) {
    this.source = source;
    this.host = host;
  }

  @Override
  public Instant now() {
    Known last = known;
    if (System.nanoTime() - last.atNanos() >= ASKED_EVERY.toNanos()) {
      last = new Known(ahead(last.ahead()), System.nanoTime());
      known = last;
    }
    return host.instant().plus(last.ahead());
  }

  private Duration ahead(Duration before) {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      Instant asked = host.instant();
      try (ResultSet row = statement.executeQuery("SELECT clock_timestamp()")) {
        row.next();
        Instant said = row.getObject(1, OffsetDateTime.class).toInstant();
        // It was said somewhere between the question and the answer.
        return Duration.between(
            asked.plus(Duration.between(asked, host.instant()).dividedBy(2)), said);
      }
    } catch (SQLException e) {
      log.debug("the database's clock cannot be asked: {}", e.toString());
      return before;
    }
  }
}
