package io.seonchak.payment.store;

import io.seonchak.platform.store.Timestamps;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What our books say of payments the gateway names, in a snapshot that the caller brings. */
public final class Settled {

  private static final int FETCHED = 1_000;

  /**
   * What we say of a payment.
   *
   * @param done whether its money is ours by our books; else it failed
   * @param refunded in won
   * @param moves whether something of its order is on its way, or came to rest only lately
   */
  public record Ours(UUID order, boolean done, long amount, long refunded, boolean moves) {}

  /** Takes what was paid. */
  @FunctionalInterface
  public interface Paid {

    /** One payment. */
    void take(String paymentKey, UUID order, long amount);
  }

  private final Connection connection;
  private final Instant settled;

  /**
   * What rests since before {@code settled}.
   *
   * @param connection in a transaction, so that not all rows come at once
   */
  public Settled(Connection connection, Instant settled) {
    this.connection = connection;
    this.settled = settled;
  }

  /** By the gateway's keys; those without any attempt are left out. */
  public Map<String, Ours> byKeys(Collection<String> keys) throws SQLException {
    String sql =
        """
        SELECT DISTINCT ON (a.payment_key) a.payment_key, a.order_id, a.state = 'DONE', a.amount, a.refunded,
          a.state IN ('STARTED', 'UNKNOWN', 'WAITING') OR a.ended_at > ? OR EXISTS (
            SELECT FROM payment.cancel c WHERE c.order_id = a.order_id
              AND (c.state IN ('PENDING', 'SENT') OR c.ended_at > ?))
        FROM payment.attempt a WHERE a.payment_key = ANY (?)
        ORDER BY a.payment_key, (a.state = 'DONE') DESC, a.made_at DESC""";
    Map<String, Ours> found = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, Timestamps.of(settled));
      select.setObject(2, Timestamps.of(settled));
      select.setArray(3, connection.createArrayOf("text", keys.toArray()));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.put(
              row.getString(1),
              new Ours(
                  row.getObject(2, UUID.class),
                  row.getBoolean(3),
                  row.getLong(4),
                  row.getLong(5),
                  row.getBoolean(6)));
        }
      }
    }
    return found;
  }

  /** Of these orders, those with an attempt or a refund that is not over. */
  public Set<UUID> moving(Collection<UUID> orders) throws SQLException {
    String sql =
        "SELECT order_id FROM payment.attempt WHERE order_id = ANY (?) AND state IN ('STARTED',"
            + " 'UNKNOWN', 'WAITING') UNION SELECT order_id FROM payment.cancel WHERE order_id ="
            + " ANY (?) AND state IN ('PENDING', 'SENT')";
    Set<UUID> moving = new HashSet<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      Array ids = connection.createArrayOf("uuid", orders.toArray());
      select.setArray(1, ids);
      select.setArray(2, ids);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          moving.add(row.getObject(1, UUID.class));
        }
      }
    }
    return moving;
  }

  /** What was sent from {@code from} on and is paid by our books. */
  public void paid(Instant from, Paid each) throws SQLException {
    String sql =
        "SELECT payment_key, order_id, amount FROM payment.attempt WHERE state = 'DONE' AND way <>"
            + " 'FREE' AND amount > 0 AND sent_at >= ? AND ended_at <= ?";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setFetchSize(FETCHED);
      select.setObject(1, Timestamps.of(from));
      select.setObject(2, Timestamps.of(settled));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          each.take(row.getString(1), row.getObject(2, UUID.class), row.getLong(3));
        }
      }
    }
  }
}
