package io.seonchak.order.store;

import io.seonchak.order.model.Attempt;
import io.seonchak.order.model.Line;
import io.seonchak.order.model.Missing;
import io.seonchak.order.model.Order;
import io.seonchak.order.model.Part;
import io.seonchak.order.model.Refund;
import io.seonchak.order.store.OrderTables.AttemptRow;
import io.seonchak.order.store.OrderTables.LineRow;
import io.seonchak.order.store.OrderTables.MissingRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What belongs to orders that were read. */
final class OrderParts {

  private final Map<UUID, List<Line>> lines;
  private final Map<UUID, List<Attempt>> attempts;
  private final Map<UUID, List<Refund>> refunds;
  private final Map<UUID, List<Missing>> missing;

  OrderParts(Connection connection, Set<UUID> orders) throws SQLException {
    lines =
        Orders.byOrder(
            Orders.rows(connection, OrderTables.SELECT_LINES, orders, OrderTables::line),
            LineRow::order,
            LineRow::line);
    attempts =
        Orders.byOrder(
            Orders.rows(connection, OrderTables.SELECT_ATTEMPTS, orders, OrderTables::attempt),
            AttemptRow::order,
            AttemptRow::attempt);
    Map<UUID, List<Part>> parts =
        Orders.byOrder(
            Orders.rows(connection, OrderTables.SELECT_PARTS, orders, OrderTables::part),
            OrderTables.RefundPart::refund,
            OrderTables.RefundPart::part);
    refunds =
        Orders.byOrder(
            Orders.rows(
                connection,
                OrderTables.SELECT_REFUNDS,
                orders,
                row -> OrderTables.refund(row, parts)),
            OrderTables.RefundRow::order,
            OrderTables.RefundRow::refund);
    missing =
        Orders.byOrder(
            Orders.rows(connection, OrderTables.SELECT_MISSING, orders, OrderTables::missing),
            MissingRow::order,
            MissingRow::missing);
  }

  Order whole(OrderTables.Head head) {
    UUID id = head.origin().id();
    return new Order(
        head.origin(),
        head.stand(),
        head.units(),
        head.terms(),
        head.paying(),
        lines.getOrDefault(id, List.of()),
        attempts.getOrDefault(id, List.of()),
        refunds.getOrDefault(id, List.of()),
        missing.getOrDefault(id, List.of()));
  }
}
