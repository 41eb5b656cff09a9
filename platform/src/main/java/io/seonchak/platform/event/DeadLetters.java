package io.seonchak.platform.event;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Events that could not have their effect, and those parked behind them. May be used by many
 * threads, each with its own connection.
 */
final class DeadLetters {

  /** Rows one page holds at most. */
  static final int PAGE_MAX = 200;

  private static final String COLUMNS =
      "dead_letter_id, listener, topic, reason, parked_at, event_id, event_key, event_type, made_at,"
          + " trace, body";

  /**
   * A parked event.
   *
   * @param reason why it, or what came before it, could not have its effect
   */
  record Parked(
      long number, String listener, String topic, String reason, Instant at, Message message) {}

  private final String schema;

  DeadLetters(String schema) {
    this.schema = schema;
  }

  /** Of these keys, those with something parked: what comes later must wait behind it. */
  Set<UUID> blocked(Connection connection, String listener, Collection<UUID> keys)
      throws SQLException {
    String sql =
        "SELECT DISTINCT event_key FROM %s.dead_letter WHERE listener = ? AND event_key = ANY(?) AND ended_at IS NULL"
            .formatted(schema);
    Set<UUID> blocked = new HashSet<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, listener);
      statement.setArray(2, OutboxTable.array(connection, "uuid", keys.toArray(UUID[]::new)));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          blocked.add(row.getObject(1, UUID.class));
        }
      }
    }
    return blocked;
  }

  /** Keeps parking and replaying of a listener apart until the transaction ends. */
  void lock(Connection connection, String listener) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT pg_advisory_xact_lock(?, ?)")) {
      statement.setInt(1, ("dead_letter." + schema).hashCode());
      statement.setInt(2, listener.hashCode());
      statement.execute();
    }
  }

  /** Parks a message; one that is parked already stays as it is. */
  void park(Connection connection, String listener, String topic, Message message, String reason)
      throws SQLException {
    String sql =
        "INSERT INTO %s.dead_letter (listener, topic, event_id, event_key, event_type, made_at, trace, body, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
            .formatted(schema);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, listener);
      statement.setString(2, topic);
      statement.setObject(3, message.id());
      statement.setObject(4, message.key());
      statement.setString(5, message.type());
      statement.setObject(6, message.at().atOffset(ZoneOffset.UTC));
      statement.setString(7, message.trace());
      statement.setBytes(8, message.body());
      statement.setString(9, reason);
      statement.executeUpdate();
    }
  }

  /** What is parked, oldest first, behind number {@code after}. */
  List<Parked> page(Connection connection, long after, int limit) throws SQLException {
    String sql =
        "SELECT %s FROM %s.dead_letter WHERE ended_at IS NULL AND dead_letter_id > ? ORDER BY dead_letter_id LIMIT ?"
            .formatted(COLUMNS, schema);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, after);
      statement.setInt(2, Math.clamp(limit, 1, PAGE_MAX));
      return read(statement);
    }
  }

  /** One that is parked now. */
  Optional<Parked> byNumber(Connection connection, long number) throws SQLException {
    String sql =
        "SELECT %s FROM %s.dead_letter WHERE ended_at IS NULL AND dead_letter_id = ?"
            .formatted(COLUMNS, schema);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, number);
      return read(statement).stream().findFirst();
    }
  }

  /** All that is parked for a key of a listener, in order. */
  List<Parked> ofKey(Connection connection, Parked first) throws SQLException {
    UUID key = first.message().key();
    if (key == null) {
      return List.of(first);
    }
    String sql =
        "SELECT %s FROM %s.dead_letter WHERE ended_at IS NULL AND listener = ? AND event_key = ? ORDER BY dead_letter_id LIMIT %d"
            .formatted(COLUMNS, schema, PAGE_MAX);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, first.listener());
      statement.setObject(2, key);
      return read(statement);
    }
  }

  /** Ends one; false when it was ended before. */
  boolean end(Connection connection, long number, String by) throws SQLException {
    String sql =
        "UPDATE %s.dead_letter SET ended_at = clock_timestamp(), ended_by = ? WHERE dead_letter_id = ? AND ended_at IS NULL"
            .formatted(schema);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, by);
      statement.setLong(2, number);
      return statement.executeUpdate() == 1;
    }
  }

  /** How many are parked. */
  long count(Connection connection) throws SQLException {
    String sql = "SELECT count(*) FROM %s.dead_letter WHERE ended_at IS NULL".formatted(schema);
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private static List<Parked> read(PreparedStatement statement) throws SQLException {
    List<Parked> parked = new ArrayList<>();
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        parked.add(
            new Parked(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                instant(row.getObject(5, OffsetDateTime.class)),
                OutboxTable.message(row, 6)));
      }
    }
    return parked;
  }

  private static Instant instant(@Nullable OffsetDateTime at) {
    return Objects.requireNonNull(at).toInstant();
  }
}
