package io.seonchak.platform.event;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the partitions of outbox and inbox: made some days ahead, dropped when all in them is old.
 * Days are UTC's. Any number of instances may run it.
 */
final class Upkeep {

  /** Days whose partitions are made ahead. */
  static final int DAYS_AHEAD = 2;

  /** Days sent rows are kept, so that a broker's lost tail can be sent again. */
  static final int OUTBOX_DAYS = 3;

  /** Days the inbox remembers; longer than topics keep events. */
  static final int INBOX_DAYS = (int) Topic.KEPT.toDays() + 3;

  private static final DateTimeFormatter SUFFIX = DateTimeFormatter.BASIC_ISO_DATE;
  private static final Logger log = LoggerFactory.getLogger(Upkeep.class);

  private final String schema;
  private final Clock clock;

  Upkeep(String schema, Clock clock) {
    this.schema = schema;
    this.clock = clock;
  }

  /** One round. What cannot be done now is left for the next. */
  void run(DataSource source) throws SQLException {
    LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
    try (Connection connection = source.getConnection()) {
      for (String table : List.of("outbox", "inbox")) {
        for (int ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
          make(connection, table, today.plusDays(ahead));
        }
      }
      dropBefore(connection, "outbox", today.minusDays(OUTBOX_DAYS));
      dropBefore(connection, "inbox", today.minusDays(INBOX_DAYS));
    }
  }

  private void make(Connection connection, String table, LocalDate day) throws SQLException {
    String name = "%s.%s_%s".formatted(schema, table, SUFFIX.format(day));
    if (exists(connection, name)) {
      return;
    }
    attempt(
        connection,
        "CREATE TABLE %s PARTITION OF %s.%s FOR VALUES FROM ('%s') TO ('%s')"
            .formatted(name, schema, table, bound(table, day), bound(table, day.plusDays(1))));
  }

  /** An instant of UTC for the outbox, a day for the inbox. */
  private static String bound(String table, LocalDate day) {
    return table.equals("outbox") ? day + " 00:00:00+00" : day.toString();
  }

  private void dropBefore(Connection connection, String table, LocalDate oldest)
      throws SQLException {
    String prefix = table + "_";
    for (String name : partitions(connection, table)) {
      if (!name.equals(prefix + "default")
          && LocalDate.parse(name.substring(prefix.length()), SUFFIX).isBefore(oldest)
          && !waits(connection, table, name)) {
        attempt(connection, "DROP TABLE %s.%s".formatted(schema, name));
      }
    }
  }

  private boolean waits(Connection connection, String table, String partition) throws SQLException {
    return table.equals("outbox")
        && !query(
                connection,
                "SELECT 1 FROM %s.%s WHERE sent_at IS NULL LIMIT 1".formatted(schema, partition))
            .isEmpty();
  }

  private List<String> partitions(Connection connection, String table) throws SQLException {
    return query(
        connection,
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = '%s.%s'::regclass ORDER BY 1"
            .formatted(schema, table));
  }

  private static boolean exists(Connection connection, String name) throws SQLException {
    return !query(connection, "SELECT 1 WHERE to_regclass('%s') IS NOT NULL".formatted(name))
        .isEmpty();
  }

  private static List<String> query(Connection connection, String sql) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        found.add(row.getString(1));
      }
    }
    return found;
  }

  /** Another instance may be quicker, or the default partition hold rows of that day. */
  private void attempt(Connection connection, String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      log.debug("upkeep of {}: {}", schema, e.getMessage());
    }
  }
}
