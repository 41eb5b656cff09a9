package io.seonchak.rehearsal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What everybody's tables say of one drop's orders, at rest: units, orders, coupons, points, our
 * payments, and the gateway's.
 *
 * @param kept of each claim what became of it
 * @param coupons of the campaign
 * @param pointsFindings accounts that their entries do not bear out
 */
record Books(List<Kept> kept, List<CouponKept> coupons, List<String> pointsFindings) {

  /** Where a claim stands. */
  enum Units {
    HELD,
    CONFIRMED,
    RELEASED
  }

  /**
   * A claim and its order.
   *
   * @param person whose claim it is
   * @param member whose order it is; null when there is none
   * @param status of the order; empty when there is none
   * @param reason why it is cancelled; empty unless it is
   * @param amount to be paid, in won
   * @param refunded cash that went back, as the order knows it, in won
   * @param payableAt when it could be paid first
   * @param cancelledAt when it was cancelled
   * @param captures how often the gateway took money for it
   * @param atGateway what the gateway has of it, in won
   * @param atPayment what our payments have of it, in won
   * @param pointsAsked what it is to be paid with in points
   * @param pointsSpent what the points' ledger spent on it and did not give back
   */
  record Kept(
      UUID claim,
      UUID person,
      Units units,
      Instant grantedAt,
      @Nullable UUID member,
      String status,
      String reason,
      @Nullable UUID coupon,
      long amount,
      long refunded,
      @Nullable Instant payableAt,
      @Nullable Instant cancelledAt,
      int captures,
      long atGateway,
      long atPayment,
      long pointsAsked,
      long pointsSpent) {

    /** Whether it was paid, also when all went back. */
    boolean paid() {
      return status.equals("PAID")
          || status.equals("PARTIALLY_REFUNDED")
          || status.equals("REFUNDED");
    }

    /** Whether money or units of it are still with each other's side. */
    boolean stands() {
      return status.equals("PAID") || status.equals("PARTIALLY_REFUNDED");
    }

    boolean ended() {
      return paid() || status.equals("CANCELLED");
    }
  }

  /**
   * A coupon.
   *
   * @param order that has it; null when none has
   */
  record CouponKept(UUID id, String state, @Nullable UUID order) {}

  private static final long LOOK_MILLIS = 500;
  private static final int TOLD_EVERY = 20;

  /** What is still on its way, by name. */
  private static final String UNDER_WAY =
      """
      SELECT 'orders on their way', count(*) FROM stock.claim c
        LEFT JOIN ordering.orders o ON o.order_id = c.claim_id
        WHERE c.pool_id = ? AND coalesce(o.status, 'RESERVING') IN ('RESERVING', 'AWAITING_PAYMENT', 'PAYING', 'REFUNDING')
      UNION ALL SELECT 'claims held', count(*) FROM stock.claim WHERE pool_id = ? AND state = 1
      UNION ALL SELECT 'refunds asked for', count(*) FROM ordering.refund WHERE state = 'REQUESTED'
      UNION ALL SELECT 'payments not known', count(*) FROM payment.attempt WHERE state IN ('STARTED', 'UNKNOWN')
      UNION ALL SELECT 'cancellations not known', count(*) FROM payment.cancel WHERE state IN ('PENDING', 'SENT')
      UNION ALL SELECT 'coupons reserved', count(*) FROM coupon.coupon WHERE state = 'RESERVED' AND order_id IN (SELECT claim_id FROM stock.claim WHERE pool_id = ?)
      UNION ALL SELECT 'orders with points held', count(*) FROM points.purchase WHERE held <> 0 AND order_id IN (SELECT claim_id FROM stock.claim WHERE pool_id = ?)
      UNION ALL SELECT 'events not sent', (SELECT count(*) FROM stock.outbox WHERE sent_at IS NULL)
        + (SELECT count(*) FROM ordering.outbox WHERE sent_at IS NULL) + (SELECT count(*) FROM coupon.outbox WHERE sent_at IS NULL)
        + (SELECT count(*) FROM points.outbox WHERE sent_at IS NULL) + (SELECT count(*) FROM payment.outbox WHERE sent_at IS NULL)
      """;

  private static final String KEPT =
      """
      SELECT c.claim_id, c.person, c.state, c.granted_at, o.member_id, o.status, o.reason, o.coupon_id, o.amount, o.points,
        (SELECT sum(r.cash) FROM ordering.refund r WHERE r.order_id = o.order_id AND r.state = 'DONE'),
        (SELECT min(t.at) FROM ordering.timeline t WHERE t.order_id = o.order_id AND t.what = 'AWAITING_PAYMENT'),
        (SELECT min(t.at) FROM ordering.timeline t WHERE t.order_id = o.order_id AND t.what = 'CANCELLED'),
        g.captures, g.amount, p.amount, u.spent - u.restored
      FROM stock.claim c
        LEFT JOIN ordering.orders o ON o.order_id = c.claim_id
        LEFT JOIN (SELECT order_id, count(*) FILTER (WHERE amount > 0) AS captures, sum(amount) AS amount
          FROM toss_simulator.movement GROUP BY order_id) g ON g.order_id = c.claim_id::text
        LEFT JOIN (SELECT order_id, sum(amount - refunded) AS amount FROM payment.attempt WHERE state = 'DONE' GROUP BY order_id) p
          ON p.order_id = c.claim_id
        LEFT JOIN points.purchase u ON u.order_id = c.claim_id
      WHERE c.pool_id = ?
      """;

  private static final String POINTS =
      """
      SELECT 'member ' || a.member_id || ' has ' || a.available || ' and ' || a.held || ' held (expected from the entries: '
        || coalesce(s.available, 0) || ' and ' || coalesce(s.held, 0) || ')'
      FROM points.account a LEFT JOIN (SELECT t.member_id, sum(e.amount) FILTER (WHERE e.side = 'AVAILABLE') AS available,
          sum(e.amount) FILTER (WHERE e.side = 'HELD') AS held
        FROM points.transfer t JOIN points.entry e USING (transfer_id) GROUP BY t.member_id) s USING (member_id)
      WHERE a.available <> coalesce(s.available, 0) OR a.held <> coalesce(s.held, 0)
      UNION ALL SELECT 'the entries of transfer ' || transfer_id || ' sum to ' || sum(amount) FROM points.entry
        GROUP BY transfer_id HAVING sum(amount) <> 0
      UNION ALL SELECT 'order ' || order_id || ' has ' || held || ' points held for nothing' FROM points.purchase
        WHERE held <> 0 AND order_id IN (SELECT claim_id FROM stock.claim WHERE pool_id = ?)
      """;

  /**
   * Waits until nothing is on its way any more.
   *
   * @return what still is when the time is over; empty when all is at rest
   */
  static String awaitRest(Connection connection, UUID drop, Duration within)
      throws SQLException, InterruptedException {
    long end = System.nanoTime() + within.toNanos();
    String left = underWay(connection, drop);
    for (int look = 0; !left.isEmpty() && System.nanoTime() < end; look++) {
      if (look % TOLD_EVERY == 0) {
        System.out.println("on its way: " + left);
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      left = underWay(connection, drop);
    }
    return left;
  }

  private static String underWay(Connection connection, UUID drop) throws SQLException {
    List<String> left = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(UNDER_WAY)) {
      for (int place = 1; place <= statement.getParameterMetaData().getParameterCount(); place++) {
        statement.setObject(place, drop);
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          if (row.getLong(2) > 0) {
            left.add(row.getLong(2) + " " + row.getString(1));
          }
        }
      }
    }
    return String.join(", ", left);
  }

  /** Reads all of a drop, not through the application. */
  static Books read(Connection connection, UUID drop, UUID campaign) throws SQLException {
    List<Kept> kept = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(KEPT)) {
      statement.setObject(1, drop);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          kept.add(kept(row));
        }
      }
    }
    List<CouponKept> coupons = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT coupon_id, state, order_id FROM coupon.coupon WHERE campaign_id = ?")) {
      statement.setObject(1, campaign);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          coupons.add(
              new CouponKept(
                  row.getObject(1, UUID.class), row.getString(2), row.getObject(3, UUID.class)));
        }
      }
    }
    List<String> points = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(POINTS)) {
      statement.setObject(1, drop);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          points.add(row.getString(1));
        }
      }
    }
    return new Books(kept, coupons, points);
  }

  private static Kept kept(ResultSet row) throws SQLException {
    String status = row.getString(6);
    String reason = row.getString(7);
    return new Kept(
        row.getObject(1, UUID.class),
        row.getObject(2, UUID.class),
        Units.values()[row.getInt(3) - 1],
        row.getObject(4, OffsetDateTime.class).toInstant(),
        row.getObject(5, UUID.class),
        status == null ? "" : status,
        reason == null ? "" : reason,
        row.getObject(8, UUID.class),
        row.getLong(9),
        row.getLong(11),
        instant(row, 12),
        instant(row, 13),
        row.getInt(14),
        row.getLong(15),
        row.getLong(16),
        row.getLong(10),
        row.getLong(17));
  }

  private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
