package io.seonchak.order.store;

import io.seonchak.contracts.order.OrderEvent.RefundAccount;
import io.seonchak.order.model.Attempt;
import io.seonchak.order.model.Line;
import io.seonchak.order.model.Missing;
import io.seonchak.order.model.Moment;
import io.seonchak.order.model.Order;
import io.seonchak.order.model.Origin;
import io.seonchak.order.model.Part;
import io.seonchak.order.model.Paying;
import io.seonchak.order.model.Refund;
import io.seonchak.order.model.Source;
import io.seonchak.order.model.Stand;
import io.seonchak.order.model.Status;
import io.seonchak.order.model.Terms;
import io.seonchak.order.model.Units;
import io.seonchak.order.store.Orders.Change;
import io.seonchak.order.store.Rows.Column;
import io.seonchak.platform.store.Timestamps;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which column holds what. */
final class OrderTables {

  static final String SELECT_ORDERS =
      "SELECT order_id, member_id, source, pay_within, placed_at, status, since, reason, pay_by,"
          + " units_held, granted_at, units_until, units_over, revision, coupon_id, discount,"
          + " points, terms_told, coupon_open, points_open, attempt_id, deposit_due, cancel_asked,"
          + " paid_at, method, version FROM ordering.orders WHERE order_id = ANY(?)";
  static final String SELECT_LINES =
      "SELECT order_id, place, line_id, pool_id, product_id, seller_id, name, quantity,"
          + " unit_price, discount, points, cash, back_quantity, back_points, back_cash"
          + " FROM ordering.order_line WHERE order_id = ANY(?) ORDER BY order_id, place";
  static final String SELECT_ATTEMPTS =
      "SELECT order_id, attempt_id, state, amount, at FROM ordering.attempt"
          + " WHERE order_id = ANY(?) ORDER BY at, attempt_id";
  static final String SELECT_REFUNDS =
      "SELECT order_id, refund_id, kind, state, cash, points, reason, bank, account_number,"
          + " holder_name, at, ended_at FROM ordering.refund WHERE order_id = ANY(?)"
          + " ORDER BY at, refund_id";
  static final String SELECT_PARTS =
      "SELECT p.refund_id, p.line_id, p.quantity, p.points, p.cash FROM ordering.refund_part p"
          + " JOIN ordering.order_line l USING (order_id, line_id)"
          + " WHERE p.order_id = ANY(?) ORDER BY p.order_id, p.refund_id, l.place";
  static final String SELECT_MISSING =
      "SELECT order_id, pool_id, code, free FROM ordering.missing WHERE order_id = ANY(?)"
          + " ORDER BY order_id, pool_id";

  static final Rows<Change> ORDERS =
      new Rows<>(
          "ordering.orders",
          1,
          List.of(
              ofOrder("order_id", "uuid", order -> order.origin().id()),
              ofOrder("member_id", "uuid", order -> order.origin().member()),
              ofOrder("source", "text", order -> order.origin().source()),
              ofOrder("pay_within", "integer", order -> order.origin().payWithin().toSeconds()),
              ofOrder("placed_at", "timestamptz", order -> order.origin().placedAt()),
              ofOrder("status", "text", order -> order.stand().status()),
              ofOrder("since", "timestamptz", order -> order.stand().since()),
              ofOrder("reason", "text", order -> order.stand().reason()),
              ofOrder("pay_by", "timestamptz", order -> order.stand().payBy()),
              ofOrder("units_held", "boolean", order -> order.units().held()),
              ofOrder("granted_at", "timestamptz", order -> order.units().grantedAt()),
              ofOrder("units_until", "timestamptz", order -> order.units().until()),
              ofOrder("units_over", "boolean", order -> order.units().over()),
              ofOrder("revision", "integer", order -> order.terms().revision()),
              ofOrder("coupon_id", "uuid", order -> order.terms().coupon()),
              ofOrder("discount", "bigint", order -> order.terms().discount()),
              ofOrder("points", "bigint", order -> order.terms().points()),
              ofOrder("terms_told", "boolean", order -> order.terms().told()),
              ofOrder("coupon_open", "boolean", order -> order.terms().couponOpen()),
              ofOrder("points_open", "boolean", order -> order.terms().pointsOpen()),
              ofOrder("attempt_id", "uuid", order -> order.paying().attempt()),
              ofOrder("deposit_due", "timestamptz", order -> order.paying().depositDue()),
              ofOrder("cancel_asked", "boolean", order -> order.paying().cancelAsked()),
              ofOrder("paid_at", "timestamptz", order -> order.paying().paidAt()),
              ofOrder("method", "text", order -> order.paying().method()),
              ofOrder("items_amount", "bigint", Order::itemsAmount),
              ofOrder("amount", "bigint", Order::amount),
              ofOrder("name", "text", Order::name),
              new Column<>("version", "integer", OrderTables::nextVersion)));

  static final Rows<LineRow> LINES =
      new Rows<>(
          "ordering.order_line",
          2,
          List.of(
              new Column<>("order_id", "uuid", LineRow::order),
              new Column<>("place", "integer", LineRow::place),
              ofLine("line_id", "uuid", Line::id),
              ofLine("pool_id", "uuid", Line::pool),
              ofLine("product_id", "uuid", Line::product),
              ofLine("seller_id", "uuid", Line::seller),
              ofLine("name", "text", Line::name),
              ofLine("quantity", "integer", Line::quantity),
              ofLine("unit_price", "bigint", Line::unitPrice),
              ofLine("discount", "bigint", Line::discount),
              ofLine("points", "bigint", Line::points),
              ofLine("cash", "bigint", Line::cash),
              ofLine("back_quantity", "integer", line -> line.back().quantity()),
              ofLine("back_points", "bigint", line -> line.back().points()),
              ofLine("back_cash", "bigint", line -> line.back().cash())));

  static final Rows<MomentRow> MOMENTS =
      new Rows<>(
          "ordering.timeline",
          0,
          List.of(
              new Column<>("order_id", "uuid", MomentRow::order),
              new Column<>("at", "timestamptz", row -> row.moment().at()),
              new Column<>("what", "text", row -> row.moment().what()),
              new Column<>("detail", "text", row -> row.moment().detail())));

  static final Rows<AttemptRow> ATTEMPTS =
      new Rows<>(
          "ordering.attempt",
          2,
          List.of(
              new Column<>("order_id", "uuid", AttemptRow::order),
              new Column<>("attempt_id", "uuid", row -> row.attempt().id()),
              new Column<>("state", "text", row -> row.attempt().state()),
              new Column<>("amount", "bigint", row -> row.attempt().amount()),
              new Column<>("at", "timestamptz", row -> row.attempt().at())));

  static final Rows<RefundRow> REFUNDS =
      new Rows<>(
          "ordering.refund",
          2,
          List.of(
              new Column<>("order_id", "uuid", RefundRow::order),
              ofRefund("refund_id", "uuid", Refund::id),
              ofRefund("kind", "text", Refund::kind),
              ofRefund("state", "text", Refund::state),
              ofRefund("cash", "bigint", Refund::cash),
              ofRefund("points", "bigint", Refund::points),
              ofRefund("reason", "text", Refund::reason),
              ofRefund("bank", "text", OrderTables::bank),
              ofRefund("account_number", "text", OrderTables::accountNumber),
              ofRefund("holder_name", "text", OrderTables::holderName),
              ofRefund("at", "timestamptz", Refund::at),
              ofRefund("ended_at", "timestamptz", Refund::endedAt)));

  static final Rows<PartRow> PARTS =
      new Rows<>(
          "ordering.refund_part",
          3,
          List.of(
              new Column<>("order_id", "uuid", PartRow::order),
              new Column<>("refund_id", "uuid", row -> row.refund().id()),
              new Column<>("line_id", "uuid", row -> row.part().line()),
              new Column<>("quantity", "integer", row -> row.part().quantity()),
              new Column<>("points", "bigint", row -> row.part().points()),
              new Column<>("cash", "bigint", row -> row.part().cash())));

  static final Rows<MissingRow> MISSING =
      new Rows<>(
          "ordering.missing",
          2,
          List.of(
              new Column<>("order_id", "uuid", MissingRow::order),
              new Column<>("pool_id", "uuid", row -> row.missing().pool()),
              new Column<>("code", "text", row -> row.missing().code()),
              new Column<>("free", "integer", row -> row.missing().free())));

  static final Rows<EarlyRow> OVER_EARLY =
      new Rows<>(
          "ordering.over_early",
          1,
          List.of(
              new Column<>("order_id", "uuid", EarlyRow::order),
              new Column<>("reason", "text", EarlyRow::reason),
              new Column<>("at", "timestamptz", EarlyRow::at)));

  /** The row of an order. */
  record Head(Origin origin, Stand stand, Units units, Terms terms, Paying paying, int version) {}

  record LineRow(UUID order, int place, Line line) {}

  record MomentRow(UUID order, Moment moment) {}

  record AttemptRow(UUID order, Attempt attempt) {}

  record RefundRow(UUID order, Refund refund) {}

  record PartRow(UUID order, Refund refund, Part part) {}

  record RefundPart(UUID refund, Part part) {}

  record MissingRow(UUID order, Missing missing) {}

  record EarlyRow(UUID order, String reason, Instant at) {}

  private OrderTables() {}

  private static Column<Change> ofOrder(
      String name, String type, Function<Order, @Nullable Object> value) {
    return new Column<>(name, type, change -> value.apply(change.after()));
  }

  private static Column<LineRow> ofLine(
      String name, String type, Function<Line, @Nullable Object> value) {
    return new Column<>(name, type, row -> value.apply(row.line()));
  }

  private static Column<RefundRow> ofRefund(
      String name, String type, Function<Refund, @Nullable Object> value) {
    return new Column<>(name, type, row -> value.apply(row.refund()));
  }

  private static Integer nextVersion(Change change) {
    return change.before() == null ? 1 : change.before().version() + 1;
  }

  private static @Nullable String bank(Refund refund) {
    return refund.account() == null ? null : refund.account().bank();
  }

  private static @Nullable String accountNumber(Refund refund) {
    return refund.account() == null ? null : refund.account().accountNumber();
  }

  private static @Nullable String holderName(Refund refund) {
    return refund.account() == null ? null : refund.account().holderName();
  }

  static Head head(ResultSet row) throws SQLException {
    return new Head(
        new Origin(
            row.getObject("order_id", UUID.class),
            row.getObject("member_id", UUID.class),
            Source.valueOf(row.getString("source")),
            Duration.ofSeconds(row.getInt("pay_within")),
            Timestamps.read(row, "placed_at")),
        new Stand(
            Status.valueOf(row.getString("status")),
            Timestamps.read(row, "since"),
            row.getString("reason"),
            Timestamps.readAbsent(row, "pay_by")),
        new Units(
            row.getBoolean("units_held"),
            Timestamps.readAbsent(row, "granted_at"),
            Timestamps.readAbsent(row, "units_until"),
            row.getBoolean("units_over")),
        new Terms(
            row.getInt("revision"),
            row.getObject("coupon_id", UUID.class),
            row.getLong("discount"),
            row.getLong("points"),
            row.getBoolean("terms_told"),
            row.getBoolean("coupon_open"),
            row.getBoolean("points_open")),
        new Paying(
            row.getObject("attempt_id", UUID.class),
            Timestamps.readAbsent(row, "deposit_due"),
            row.getBoolean("cancel_asked"),
            Timestamps.readAbsent(row, "paid_at"),
            row.getString("method")),
        row.getInt("version"));
  }

  static LineRow line(ResultSet row) throws SQLException {
    return new LineRow(
        row.getObject("order_id", UUID.class),
        row.getInt("place"),
        new Line(
            row.getObject("line_id", UUID.class),
            row.getObject("pool_id", UUID.class),
            row.getObject("product_id", UUID.class),
            row.getObject("seller_id", UUID.class),
            row.getString("name"),
            row.getInt("quantity"),
            row.getLong("unit_price"),
            row.getLong("discount"),
            row.getLong("points"),
            row.getLong("cash"),
            new Line.Back(
                row.getInt("back_quantity"),
                row.getLong("back_points"),
                row.getLong("back_cash"))));
  }

  static AttemptRow attempt(ResultSet row) throws SQLException {
    return new AttemptRow(
        row.getObject("order_id", UUID.class),
        new Attempt(
            row.getObject("attempt_id", UUID.class),
            Attempt.State.valueOf(row.getString("state")),
            row.getLong("amount"),
            Timestamps.read(row, "at")));
  }

  static RefundRow refund(ResultSet row, Map<UUID, List<Part>> parts) throws SQLException {
    UUID id = row.getObject("refund_id", UUID.class);
    String bank = row.getString("bank");
    return new RefundRow(
        row.getObject("order_id", UUID.class),
        new Refund(
            id,
            Refund.Kind.valueOf(row.getString("kind")),
            Refund.State.valueOf(row.getString("state")),
            row.getLong("cash"),
            row.getLong("points"),
            row.getString("reason"),
            bank == null
                ? null
                : new RefundAccount(
                    bank, row.getString("account_number"), row.getString("holder_name")),
            Timestamps.read(row, "at"),
            Timestamps.readAbsent(row, "ended_at"),
            parts.getOrDefault(id, List.of())));
  }

  static RefundPart part(ResultSet row) throws SQLException {
    return new RefundPart(
        row.getObject("refund_id", UUID.class),
        new Part(
            row.getObject("line_id", UUID.class),
            row.getInt("quantity"),
            row.getLong("points"),
            row.getLong("cash")));
  }

  static MissingRow missing(ResultSet row) throws SQLException {
    return new MissingRow(
        row.getObject("order_id", UUID.class),
        new Missing(
            row.getObject("pool_id", UUID.class), row.getString("code"), row.getInt("free")));
  }

  static EarlyRow early(ResultSet row) throws SQLException {
    return new EarlyRow(
        row.getObject("order_id", UUID.class), row.getString("reason"), Timestamps.read(row, "at"));
  }
}
