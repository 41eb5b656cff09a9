package io.seonchak.platform.event;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The outbox of a context. May be used by many threads, each with its own connection. */
final class OutboxTable {

  /** In how many parts the keys fall; each is sent by one sender at a time. */
  static final int SHARDS = 16;

  /** A row that waits. */
  record Waiting(long outboxId, int shard, @Nullable String topic, Message message) {}

  /** Where the broker put it. */
  record Sent(long outboxId, int shard, int partition, long offset) {}

  private final String schema;

  OutboxTable(String schema) {
    if (!schema.matches("[a-z][a-z0-9_]{0,62}")) {
      throw new IllegalArgumentException("schema: " + schema + " (expected: a lower-case name)");
    }
    this.schema = schema;
  }

  /** Adds messages in the caller's transaction; {@code topic} is absent for the context's own. */
  void insert(Connection connection, List<Message> messages, @Nullable String topic)
      throws SQLException {
    int count = messages.size();
    Short[] shards = new Short[count];
    UUID[] ids = new UUID[count];
    @Nullable UUID[] keys = new UUID[count];
    String[] types = new String[count];
    String[] traces = new String[count];
    byte[][] bodies = new byte[count][];
    for (int i = 0; i < count; i++) {
      Message message = messages.get(i);
      shards[i] = shard(message);
      ids[i] = message.id();
      keys[i] = message.key();
      types[i] = message.type();
      traces[i] = message.trace();
      bodies[i] = message.body();
    }
    String sql =
        "INSERT INTO %s.outbox (shard, event_id, event_key, event_type, trace, body, topic)"
                .formatted(schema)
            + " SELECT s, i, k, t, r, b, ? FROM unnest(?::smallint[], ?::uuid[], ?::uuid[],"
            + " ?::text[], ?::text[], ?::bytea[]) AS e(s, i, k, t, r, b)";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, topic);
      statement.setArray(2, array(connection, "int2", shards));
      statement.setArray(3, array(connection, "uuid", ids));
      statement.setArray(4, array(connection, "uuid", keys));
      statement.setArray(5, array(connection, "text", types));
      statement.setArray(6, array(connection, "text", traces));
      statement.setArray(7, array(connection, "bytea", bodies));
      statement.executeUpdate();
    }
  }

  /**
   * Takes for this transaction the shards in which something waits and which nobody else has. What
   * waits in them must be read by a statement after this one.
   */
  List<Integer> lockWaiting(Connection connection) throws SQLException {
    // As many probes as shards, however much waits.
    String sql =
        "SELECT s FROM generate_series(0, %d) s WHERE EXISTS (SELECT 1 FROM %s.outbox o WHERE o.shard = s AND o.sent_at IS NULL) AND pg_try_advisory_xact_lock(?, s)"
            .formatted(SHARDS - 1, schema);
    List<Integer> shards = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, ("outbox." + schema).hashCode());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          shards.add(row.getInt(1));
        }
      }
    }
    return shards;
  }

  /**
   * The first that wait in each of these shards, in order.
   *
   * @param limit of each shard at most
   */
  List<Waiting> waiting(Connection connection, List<Integer> shards, int limit)
      throws SQLException {
    String sql =
        "SELECT o.* FROM unnest(?::smallint[]) AS s(n), LATERAL (SELECT outbox_id, shard, topic, event_id, event_key, event_type, made_at, trace, body FROM %s.outbox WHERE shard = s.n AND sent_at IS NULL ORDER BY outbox_id LIMIT ?) o"
            .formatted(schema);
    List<Waiting> rows = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, array(connection, "int2", shards.toArray(Integer[]::new)));
      statement.setInt(2, limit);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          rows.add(new Waiting(row.getLong(1), row.getInt(2), row.getString(3), message(row, 4)));
        }
      }
    }
    return rows;
  }

  /** Notes what the broker has acknowledged. */
  void sent(Connection connection, List<Sent> sent) throws SQLException {
    Integer[] shards = sent.stream().map(Sent::shard).toArray(Integer[]::new);
    Long[] ids = sent.stream().map(Sent::outboxId).toArray(Long[]::new);
    Integer[] partitions = sent.stream().map(Sent::partition).toArray(Integer[]::new);
    Long[] offsets = sent.stream().map(Sent::offset).toArray(Long[]::new);
    String sql =
        "UPDATE %s.outbox o SET sent_at = clock_timestamp(), sent_partition = s.p, sent_offset = s.f"
                .formatted(schema)
            + " FROM unnest(?::smallint[], ?::bigint[], ?::integer[], ?::bigint[]) AS s(n, i, p, f)"
            + " WHERE o.shard = s.n AND o.sent_at IS NULL AND o.outbox_id = s.i";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, array(connection, "int2", shards));
      statement.setArray(2, array(connection, "int8", ids));
      statement.setArray(3, array(connection, "int4", partitions));
      statement.setArray(4, array(connection, "int8", offsets));
      int noted = statement.executeUpdate();
      if (noted != sent.size()) {
        throw new IllegalStateException(
            "outbox of %s: %d noted as sent (expected: %d)".formatted(schema, noted, sent.size()));
      }
    }
  }

  /**
   * Lets rows wait again that the broker no longer has: those of {@code partition} from {@code
   * nextOffset} on, of the last day. How many.
   */
  int lost(Connection connection, @Nullable String topic, int partition, long nextOffset)
      throws SQLException {
    String sql =
        "UPDATE %s.outbox SET sent_at = NULL, sent_partition = NULL, sent_offset = NULL"
                .formatted(schema)
            + " WHERE sent_at IS NOT NULL AND topic IS NOT DISTINCT FROM ? AND sent_partition = ?"
            + " AND sent_offset >= ? AND made_at > clock_timestamp() - interval '1 day'";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, topic);
      statement.setInt(2, partition);
      statement.setLong(3, nextOffset);
      return statement.executeUpdate();
    }
  }

  /** The topics other than the context's own that its kept rows name. */
  List<String> otherTopics(Connection connection) throws SQLException {
    List<String> topics = new ArrayList<>();
    try (PreparedStatement statement =
            connection.prepareStatement(
                "SELECT DISTINCT topic FROM %s.dead_letter".formatted(schema));
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        topics.add(row.getString(1));
      }
    }
    return topics;
  }

  /**
   * What waits.
   *
   * @param count rows
   * @param oldestSeconds how long the oldest of them has waited; 0 when none does
   */
  record Backlog(long count, double oldestSeconds) {}

  Backlog backlog(Connection connection) throws SQLException {
    String sql =
        "SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(made_at)), 0) FROM %s.outbox WHERE sent_at IS NULL"
            .formatted(schema);
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return new Backlog(row.getLong(1), row.getDouble(2));
    }
  }

  /** A message from seven columns: id, key, type, instant, trace, body. */
  static Message message(ResultSet row, int first) throws SQLException {
    return new Message(
        row.getObject(first, UUID.class),
        row.getObject(first + 1, UUID.class),
        row.getString(first + 2),
        row.getObject(first + 3, OffsetDateTime.class).toInstant(),
        row.getString(first + 4),
        row.getBytes(first + 5));
  }

  static Array array(Connection connection, String type, @Nullable Object[] values)
      throws SQLException {
    return connection.createArrayOf(type, values);
  }

  private static short shard(Message message) {
    UUID key = message.key() == null ? message.id() : message.key();
    long mixed = key.getMostSignificantBits() ^ key.getLeastSignificantBits();
    return (short) Math.floorMod(mixed ^ (mixed >>> 32), SHARDS);
  }
}
