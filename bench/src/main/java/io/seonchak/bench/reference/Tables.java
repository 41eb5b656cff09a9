package io.seonchak.bench.reference;

import io.seonchak.platform.id.Ids;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The two tables of every reference, and the few statements that all of them are made of. */
final class Tables {

  private static final String CREATE =
      """
      CREATE TABLE IF NOT EXISTS drops (drop_id uuid PRIMARY KEY, capacity int NOT NULL,
        remaining int NOT NULL CHECK (remaining >= 0), version bigint NOT NULL DEFAULT 0);
      CREATE TABLE IF NOT EXISTS orders (claim_id uuid PRIMARY KEY, drop_id uuid NOT NULL, member_id uuid NOT NULL,
        request_key text NOT NULL, sequence bigint NOT NULL, created_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (drop_id, member_id));
      """;

  /** The stock, and what the member has, in one round trip. */
  private static final String READ =
      """
      SELECT d.capacity, d.remaining, d.version, o.claim_id, o.request_key, o.sequence
      FROM drops d LEFT JOIN orders o ON o.drop_id = d.drop_id AND o.member_id = ? WHERE d.drop_id = ?
      """;

  /**
   * Counts down and writes the order, both or neither, if the row is still the one that was read.
   */
  private static final String TAKE =
      """
      WITH counted AS (UPDATE drops SET remaining = remaining - 1, version = version + 1
        WHERE drop_id = ? AND version = ? RETURNING 1)
      INSERT INTO orders (claim_id, drop_id, member_id, request_key, sequence) SELECT ?, ?, ?, ?, ? FROM counted
      """;

  private static final String INSERT =
      "INSERT INTO orders (claim_id, drop_id, member_id, request_key, sequence) VALUES (?, ?, ?, ?,"
          + " ?)";
  private static final String UNIQUE_VIOLATION = "23505";

  private Tables() {}

  /**
   * A drop's row and what the member has of it.
   *
   * @param kept null when he has none
   */
  record Stock(int capacity, int remaining, long version, @Nullable Order kept) {}

  static void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(CREATE);
    }
  }

  /**
   * Reads, checks, counts down and writes.
   *
   * @param lock what the reading statement ends with
   * @return null when somebody else was faster and nothing was done
   */
  static @Nullable Answer claim(Connection connection, Request request, Ids ids, String lock)
      throws SQLException {
    Stock stock = read(connection, request, lock);
    if (stock == null) {
      return new Answer.Nowhere();
    }
    if (stock.kept() != null) {
      return Answer.kept(stock.kept(), request.key());
    }
    if (stock.remaining() == 0) {
      return new Answer.SoldOut();
    }
    Order order = Order.of(ids.next(), request, stock.capacity() - stock.remaining() + 1);
    return take(connection, order, stock.version()) ? new Answer.Granted(order) : null;
  }

  static @Nullable Stock read(Connection connection, Request request, String lock)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(READ + lock)) {
      statement.setObject(1, request.member());
      statement.setObject(2, request.drop());
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? new Stock(row.getInt(1), row.getInt(2), row.getLong(3), kept(row, request))
            : null;
      }
    }
  }

  private static @Nullable Order kept(ResultSet row, Request request) throws SQLException {
    UUID claim = row.getObject(4, UUID.class);
    return claim == null
        ? null
        : new Order(claim, request.drop(), request.member(), row.getString(5), row.getLong(6));
  }

  private static boolean take(Connection connection, Order order, long version)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(TAKE)) {
      statement.setObject(1, order.drop());
      statement.setLong(2, version);
      set(statement, 3, order);
      return statement.executeUpdate() == 1;
    } catch (SQLException e) {
      return notUnique(e);
    }
  }

  /** Writes an order; false when the member has one already. */
  static boolean insert(Connection connection, Order order) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
      set(statement, 1, order);
      return statement.executeUpdate() == 1;
    } catch (SQLException e) {
      return notUnique(e);
    }
  }

  /** Writes those that are not there yet. */
  static void insertAll(Connection connection, Collection<Order> orders) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(INSERT + " ON CONFLICT DO NOTHING")) {
      for (Order order : orders) {
        set(statement, 1, order);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /** False, always: it was the member's second order. */
  private static boolean notUnique(SQLException fault) throws SQLException {
    if (!UNIQUE_VIOLATION.equals(fault.getSQLState())) {
      throw fault;
    }
    return false;
  }

  private static void set(PreparedStatement statement, int from, Order order) throws SQLException {
    statement.setObject(from, order.claim());
    statement.setObject(from + 1, order.drop());
    statement.setObject(from + 2, order.member());
    statement.setString(from + 3, order.key());
    statement.setLong(from + 4, order.sequence());
  }
}
