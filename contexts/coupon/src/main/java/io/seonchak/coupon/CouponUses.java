package io.seonchak.coupon;

import io.seonchak.coupon.CouponUse.Stage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The table of what was heard of orders. */
@Component
class CouponUses {

  /** Makes sure that there is a row for each of these orders. */
  void open(Connection connection, Collection<UUID> orders) throws SQLException {
    // In the order of their ids, as they are locked: two who open the same wait, and do not block
    // each other.
    String sql =
        "INSERT INTO coupon.coupon_use (order_id)"
            + " SELECT o FROM unnest(?::uuid[]) o ORDER BY o ON CONFLICT DO NOTHING";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, Rows.uuids(connection, orders, id -> id));
      statement.executeUpdate();
    }
  }

  /** Those there are of {@code orders}, locked in the order of their ids. */
  List<CouponUse> locked(Connection connection, Collection<UUID> orders) throws SQLException {
    String sql =
        "SELECT order_id, revision, stage, coupon_id, discount, refused, has_it"
            + " FROM coupon.coupon_use WHERE order_id = ANY (?)"
            + " ORDER BY order_id FOR NO KEY UPDATE";
    List<CouponUse> found = new ArrayList<>(orders.size());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, Rows.uuids(connection, orders, id -> id));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.add(read(row));
        }
      }
    }
    return found;
  }

  /** Writes rows that are locked. */
  void change(Connection connection, Collection<CouponUse> uses) throws SQLException {
    // First all let go, for a coupon may go from one of these orders to another.
    try (PreparedStatement statement =
        connection.prepareStatement(
            "UPDATE coupon.coupon_use SET has_it = false WHERE order_id = ANY (?) AND has_it")) {
      statement.setArray(1, Rows.uuids(connection, uses, CouponUse::order));
      statement.executeUpdate();
    }
    String sql =
        "UPDATE coupon.coupon_use u SET revision = s.revision, stage = s.stage,"
            + " coupon_id = s.coupon_id, discount = s.discount, refused = s.refused,"
            + " has_it = s.has_it FROM unnest(?::uuid[], ?::integer[], ?::text[], ?::uuid[],"
            + " ?::bigint[], ?::text[], ?::boolean[])"
            + " AS s(order_id, revision, stage, coupon_id, discount, refused, has_it)"
            + " WHERE u.order_id = s.order_id";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, Rows.uuids(connection, uses, CouponUse::order));
      statement.setArray(2, Rows.array(connection, "int4", uses, CouponUse::revision));
      statement.setArray(3, Rows.texts(connection, uses, CouponUse::stage));
      statement.setArray(4, Rows.uuids(connection, uses, CouponUse::coupon));
      statement.setArray(5, Rows.array(connection, "int8", uses, CouponUse::discount));
      statement.setArray(6, Rows.texts(connection, uses, CouponUse::refused));
      statement.setArray(7, Rows.array(connection, "bool", uses, CouponUse::hasIt));
      Rows.expect(uses.size(), statement.executeUpdate(), "uses changed");
    }
  }

  private static CouponUse read(ResultSet row) throws SQLException {
    return new CouponUse(
        row.getObject("order_id", UUID.class),
        row.getInt("revision"),
        Stage.valueOf(row.getString("stage")),
        row.getObject("coupon_id", UUID.class),
        row.getLong("discount"),
        row.getString("refused"),
        row.getBoolean("has_it"));
  }
}
