package io.seonchak.order.store;

import io.seonchak.order.model.Mark;
import io.seonchak.order.model.Moment;
import io.seonchak.order.model.Status;
import io.seonchak.platform.store.Timestamps;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What people look at of orders, and the addresses goods go to. */
@Component
public class OrderReader {

  /** Lines of a timeline that are shown, the latest. */
  public static final int MOMENTS_MAX = 200;

  private final JdbcClient jdbc;

  OrderReader(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * An order in a list.
   *
   * @param amount in won
   */
  public record Summary(
      UUID id,
      Status status,
      @Nullable String reason,
      String name,
      long amount,
      Instant placedAt) {}

  /** An order that rests where it must not. */
  public record Resting(String state, UUID id, Instant since) {}

  /** A member's orders, newest first, behind {@code after}. */
  public List<Summary> page(UUID member, @Nullable UUID after, int limit) {
    String behind = after == null ? "" : " AND order_id < ?";
    List<Object> params = new ArrayList<>(List.of(member));
    if (after != null) {
      params.add(after);
    }
    params.add(limit);
    return jdbc.sql(
            "SELECT order_id, status, reason, name, amount, placed_at FROM ordering.orders"
                + " WHERE member_id = ?"
                + behind
                + " ORDER BY order_id DESC LIMIT ?")
        .params(params)
        .query(OrderReader::summary)
        .list();
  }

  /** How many everyday orders of a member are not paid; he makes no other meanwhile. */
  public int openLocked(UUID member) {
    jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))")
        .param("order " + member)
        .query((row, n) -> true)
        .single();
    return jdbc.sql(
            "SELECT count(*) FROM ordering.orders WHERE member_id = ? AND source = 'EVERYDAY'"
                + " AND status IN ('RESERVING', 'AWAITING_PAYMENT', 'PAYING')")
        .param(member)
        .query(Integer.class)
        .single();
  }

  /** The latest lines of an order's timeline, in their order. */
  public List<Moment> timeline(UUID order) {
    return jdbc.sql(
            "SELECT at, what, detail FROM (SELECT * FROM ordering.timeline WHERE order_id = ?"
                + " ORDER BY moment_id DESC LIMIT ?) latest ORDER BY moment_id")
        .params(order, MOMENTS_MAX)
        .query(
            (row, n) ->
                new Moment(
                    Timestamps.read(row, "at"), Mark.valueOf(row.getString(2)), row.getString(3)))
        .list();
  }

  /** Where an order goes. */
  public Optional<ShipTo> shipTo(UUID order) {
    return jdbc.sql(
            "SELECT name, phone, zip, line1, line2, memo FROM ordering.ship_to WHERE order_id = ?")
        .param(order)
        .query(ShipTo.class)
        .optional();
  }

  /** Says where an order goes. */
  public void shipTo(UUID order, ShipTo to) {
    jdbc.sql(
            "INSERT INTO ordering.ship_to (order_id, name, phone, zip, line1, line2, memo)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (order_id) DO UPDATE SET"
                + " name = excluded.name, phone = excluded.phone, zip = excluded.zip,"
                + " line1 = excluded.line1, line2 = excluded.line2, memo = excluded.memo")
        .params(order, to.name(), to.phone(), to.zip(), to.line1(), to.line2(), to.memo())
        .update();
  }

  /** Orders that stand in a state since before an instant, the oldest first. */
  public List<Resting> resting(Status status, Instant before, int limit) {
    return jdbc.sql(
            "SELECT status, order_id, since FROM ordering.orders WHERE status = ? AND since < ?"
                + " ORDER BY since LIMIT ?")
        .params(status.name(), Timestamps.of(before), limit)
        .query(OrderReader::resting)
        .list();
  }

  /** Orders whose time to pay was over before an instant. */
  public List<Resting> unpaid(Instant before, int limit) {
    return jdbc.sql(
            "SELECT status, order_id, since FROM ordering.orders"
                + " WHERE status = 'AWAITING_PAYMENT' AND since < ? AND pay_by < ?"
                + " ORDER BY since LIMIT ?")
        .params(Timestamps.of(before), Timestamps.of(before), limit)
        .query(OrderReader::resting)
        .list();
  }

  /** Orders that are being paid since before an instant, and no deposit is awaited any more. */
  public List<Resting> paying(Instant before, int limit) {
    return jdbc.sql(
            "SELECT status, order_id, since FROM ordering.orders WHERE status = 'PAYING'"
                + " AND since < ? AND (deposit_due IS NULL OR deposit_due < ?)"
                + " ORDER BY since LIMIT ?")
        .params(Timestamps.of(before), Timestamps.of(before), limit)
        .query(OrderReader::resting)
        .list();
  }

  /** Late payments that are not back since before an instant. */
  public List<Resting> lateRefunds(Instant before, int limit) {
    return jdbc.sql(
            "SELECT 'LATE_APPROVAL', order_id, at FROM ordering.refund WHERE state = 'REQUESTED'"
                + " AND kind = 'LATE_APPROVAL' AND at < ? ORDER BY at LIMIT ?")
        .params(Timestamps.of(before), limit)
        .query(OrderReader::resting)
        .list();
  }

  /** Refunds that the gateway refused, unless a later one was done; people look at them. */
  public List<Resting> refusedRefunds(int limit) {
    return jdbc.sql(
            "SELECT 'REFUND_REFUSED', order_id, coalesce(ended_at, at) FROM ordering.refund r"
                + " WHERE state = 'REFUSED' AND NOT EXISTS (SELECT FROM ordering.refund later"
                + " WHERE later.order_id = r.order_id AND later.state = 'DONE'"
                + " AND later.at > r.at) ORDER BY at LIMIT ?")
        .param(limit)
        .query(OrderReader::resting)
        .list();
  }

  private static Resting resting(ResultSet row, int number) throws SQLException {
    return new Resting(
        row.getString(1),
        row.getObject(2, UUID.class),
        row.getObject(3, OffsetDateTime.class).toInstant());
  }

  private static Summary summary(ResultSet row, int number) throws SQLException {
    return new Summary(
        row.getObject(1, UUID.class),
        Status.valueOf(row.getString(2)),
        row.getString(3),
        row.getString(4),
        row.getLong(5),
        row.getObject(6, OffsetDateTime.class).toInstant());
  }
}
