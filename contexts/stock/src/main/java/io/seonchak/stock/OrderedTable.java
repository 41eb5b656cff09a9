package io.seonchak.stock;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Which orders are over for the stock. Thread-safe; each caller brings his connection. */
@Component
class OrderedTable {

  OrderedTable() {}

  /**
   * Locks the orders until the transaction ends, in the order of their ids; those that are over.
   */
  Set<UUID> lock(Connection connection, Collection<UUID> orders) throws SQLException {
    if (orders.isEmpty()) {
      return Set.of();
    }
    Array ids = uuids(connection, orders);
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO stock.ordered (order_id) SELECT o FROM unnest(?::uuid[]) AS o"
                + " ORDER BY o ON CONFLICT DO NOTHING")) {
      insert.setArray(1, ids);
      insert.executeUpdate();
    }
    Set<UUID> over = new HashSet<>();
    try (PreparedStatement locked =
        connection.prepareStatement(
            "SELECT order_id, is_over FROM stock.ordered WHERE order_id = ANY (?)"
                + " ORDER BY order_id FOR NO KEY UPDATE")) {
      locked.setArray(1, ids);
      try (ResultSet row = locked.executeQuery()) {
        while (row.next()) {
          if (row.getBoolean(2)) {
            over.add(row.getObject(1, UUID.class));
          }
        }
      }
    }
    return over;
  }

  /** Ends orders that were locked. */
  void end(Connection connection, Collection<UUID> orders) throws SQLException {
    if (orders.isEmpty()) {
      return;
    }
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE stock.ordered SET is_over = true WHERE order_id = ANY (?) AND NOT is_over")) {
      update.setArray(1, uuids(connection, orders));
      update.executeUpdate();
    }
  }

  /** Of these ids, those of everyday stock. */
  Set<UUID> items(Connection connection, Collection<UUID> variants) throws SQLException {
    Set<UUID> items = new HashSet<>();
    if (variants.isEmpty()) {
      return items;
    }
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT variant_id FROM stock.item WHERE variant_id = ANY (?)")) {
      select.setArray(1, uuids(connection, variants));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          items.add(row.getObject(1, UUID.class));
        }
      }
    }
    return items;
  }

  private static Array uuids(Connection connection, Collection<UUID> ids) throws SQLException {
    return connection.createArrayOf("uuid", ids.toArray());
  }
}
