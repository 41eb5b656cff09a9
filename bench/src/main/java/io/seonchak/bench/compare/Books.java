package io.seonchak.bench.compare;

import io.seonchak.engines.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** What a contender's tables say, read beside it. */
final class Books {

  private static final String OURS =
      "SELECT claim_id, person, quantity FROM stock.claim WHERE pool_id = ?";
  private static final String THEIRS =
      "SELECT claim_id, member_id, 1 FROM orders WHERE drop_id = ?";

  private static final String NOT_ORDERED =
      """
      SELECT count(*) FROM stock.claim c LEFT JOIN ordering.orders o ON o.order_id = c.claim_id
      WHERE c.pool_id = ? AND o.order_id IS NULL
      """;

  private static final String NOT_SENT = "SELECT count(*) FROM stock.outbox WHERE sent_at IS NULL";

  private final EmbeddedPostgres postgres;
  private final String database;
  private final String query;

  Books(EmbeddedPostgres postgres, String database, boolean ours) {
    this.postgres = postgres;
    this.database = database;
    this.query = ours ? OURS : THEIRS;
  }

  /**
   * The units of a drop.
   *
   * @param claims who has one, by claim
   * @param people how many different ones
   */
  record Sold(Set<UUID> claims, int people, long units) {

    /** Beyond those there were, or a member's second. */
    long tooMany(long capacity) {
      return Math.max(0, units - capacity) + claims.size() - people;
    }
  }

  Sold read(UUID drop) throws SQLException {
    Set<UUID> claims = new HashSet<>();
    Set<UUID> people = new HashSet<>();
    long units = 0;
    try (Connection connection = postgres.connect(database);
        PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setObject(1, drop);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          claims.add(row.getObject(1, UUID.class));
          people.add(row.getObject(2, UUID.class));
          units += row.getLong(3);
        }
      }
    }
    return new Sold(claims, people.size(), units);
  }

  /** Whether each claim of the product has become an order. */
  boolean ordered(UUID drop) throws SQLException {
    try (Connection connection = postgres.connect(database);
        PreparedStatement statement = connection.prepareStatement(NOT_ORDERED)) {
      statement.setObject(1, drop);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getLong(1) == 0;
      }
    }
  }

  /** Whether the product has told Kafka all it had to tell. */
  boolean sent() throws SQLException {
    try (Connection connection = postgres.connect(database);
        PreparedStatement statement = connection.prepareStatement(NOT_SENT);
        ResultSet row = statement.executeQuery()) {
      return row.next() && row.getLong(1) == 0;
    }
  }

  /** A drop of a reference; the product makes its own. */
  void open(UUID drop, int capacity) throws SQLException {
    try (Connection connection = postgres.connect(database);
        PreparedStatement statement =
            connection.prepareStatement(
                "INSERT INTO drops (drop_id, capacity, remaining) VALUES (?, ?, ?)")) {
      statement.setObject(1, drop);
      statement.setInt(2, capacity);
      statement.setInt(3, capacity);
      statement.executeUpdate();
    }
  }
}
