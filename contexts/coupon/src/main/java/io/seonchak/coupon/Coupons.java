package io.seonchak.coupon;

import io.seonchak.platform.store.Timestamps;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The coupons' table. */
@Component
class Coupons {

  private static final String SELECT =
      "SELECT coupon_id, campaign_id, member_id, sequence, issued_at, valid_until, state, order_id"
          + " FROM coupon.coupon ";

  private final JdbcClient jdbc;

  Coupons(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A coupon of that member. */
  Optional<Coupon> of(UUID member, UUID coupon) {
    return jdbc.sql(SELECT + "WHERE member_id = ? AND coupon_id = ?")
        .params(member, coupon)
        .query(Coupons::read)
        .optional();
  }

  /** A member's coupons, newest first, behind {@code after}. */
  List<Coupon> page(UUID member, @Nullable UUID after, int limit) {
    return after == null
        ? jdbc.sql(SELECT + "WHERE member_id = ? ORDER BY coupon_id DESC LIMIT ?")
            .params(member, limit)
            .query(Coupons::read)
            .list()
        : jdbc.sql(SELECT + "WHERE member_id = ? AND coupon_id < ? ORDER BY coupon_id DESC LIMIT ?")
            .params(member, after, limit)
            .query(Coupons::read)
            .list();
  }

  /** Adds coupons in the caller's transaction, all at once. */
  void add(Connection connection, List<Coupon> coupons) throws SQLException {
    String sql =
        "INSERT INTO coupon.coupon"
            + " (coupon_id, campaign_id, member_id, sequence, issued_at, valid_until)"
            + " SELECT * FROM unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::bigint[],"
            + " ?::timestamptz[], ?::timestamptz[])";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, Rows.uuids(connection, coupons, Coupon::id));
      statement.setArray(2, Rows.uuids(connection, coupons, Coupon::campaign));
      statement.setArray(3, Rows.uuids(connection, coupons, Coupon::member));
      statement.setArray(4, Rows.array(connection, "int8", coupons, Coupon::sequence));
      statement.setArray(5, Rows.texts(connection, coupons, Coupon::issuedAt));
      statement.setArray(6, Rows.texts(connection, coupons, Coupon::validUntil));
      statement.executeUpdate();
    }
  }

  /** Those there are of {@code ids}, locked in the order of their ids. */
  List<Coupon> locked(Connection connection, Collection<UUID> ids) throws SQLException {
    List<Coupon> found = new ArrayList<>(ids.size());
    try (PreparedStatement statement =
        connection.prepareStatement(
            SELECT + "WHERE coupon_id = ANY (?) ORDER BY coupon_id FOR NO KEY UPDATE")) {
      statement.setArray(1, Rows.uuids(connection, ids, id -> id));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          found.add(read(row, found.size()));
        }
      }
    }
    return found;
  }

  /** Writes where coupons stand that are locked. */
  void change(Connection connection, Collection<Coupon> coupons) throws SQLException {
    String sql =
        "UPDATE coupon.coupon c SET state = s.state, order_id = s.order_id"
            + " FROM unnest(?::uuid[], ?::text[], ?::uuid[]) AS s(coupon_id, state, order_id)"
            + " WHERE c.coupon_id = s.coupon_id";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, Rows.uuids(connection, coupons, Coupon::id));
      statement.setArray(2, Rows.texts(connection, coupons, Coupon::state));
      statement.setArray(3, Rows.uuids(connection, coupons, Coupon::order));
      Rows.expect(coupons.size(), statement.executeUpdate(), "coupons changed");
    }
  }

  private static Coupon read(ResultSet row, int number) throws SQLException {
    return new Coupon(
        row.getObject("coupon_id", UUID.class),
        row.getObject("campaign_id", UUID.class),
        row.getObject("member_id", UUID.class),
        row.getLong("sequence"),
        Timestamps.read(row, "issued_at"),
        Timestamps.read(row, "valid_until"),
        CouponState.valueOf(row.getString("state")),
        row.getObject("order_id", UUID.class));
  }
}
