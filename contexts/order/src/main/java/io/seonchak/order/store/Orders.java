package io.seonchak.order.store;

import static io.seonchak.order.store.OrderTables.ATTEMPTS;
import static io.seonchak.order.store.OrderTables.LINES;
import static io.seonchak.order.store.OrderTables.MISSING;
import static io.seonchak.order.store.OrderTables.MOMENTS;
import static io.seonchak.order.store.OrderTables.ORDERS;
import static io.seonchak.order.store.OrderTables.PARTS;
import static io.seonchak.order.store.OrderTables.REFUNDS;

import io.seonchak.order.model.Attempt;
import io.seonchak.order.model.Moment;
import io.seonchak.order.model.Order;
import io.seonchak.order.model.Refund;
import io.seonchak.order.store.OrderTables.AttemptRow;
import io.seonchak.order.store.OrderTables.LineRow;
import io.seonchak.order.store.OrderTables.MissingRow;
import io.seonchak.order.store.OrderTables.MomentRow;
import io.seonchak.order.store.OrderTables.PartRow;
import io.seonchak.order.store.OrderTables.RefundRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.stereotype.Component;

/**
 * Orders, whole. All is done by the caller's connection, any number of orders by a handful of
 * statements. Thread-safe.
 */
@Component
public final class Orders {

  /**
   * What became of an order in a transaction.
   *
   * @param before as it was read under its lock; null of a new one
   * @param moments to be added to its timeline
   */
  public record Change(@Nullable Stored before, Order after, List<Moment> moments) {}

  /**
   * An order as it is stored.
   *
   * @param version grows by one with each change
   */
  public record Stored(Order order, int version) {}

  Orders() {}

  /** Orders by their ids, locked in the order of their ids until the transaction ends. */
  public Map<UUID, Stored> locked(Connection connection, Collection<UUID> ids) throws SQLException {
    return read(connection, ids, " ORDER BY order_id FOR UPDATE");
  }

  /** An order, not locked. */
  public Optional<Stored> byId(Connection connection, UUID id) throws SQLException {
    return Optional.ofNullable(read(connection, List.of(id), "").get(id));
  }

  private static Map<UUID, Stored> read(Connection connection, Collection<UUID> ids, String lock)
      throws SQLException {
    Map<UUID, OrderTables.Head> heads = new HashMap<>();
    for (OrderTables.Head head :
        rows(connection, OrderTables.SELECT_ORDERS + lock, ids, OrderTables::head)) {
      heads.put(head.origin().id(), head);
    }
    if (heads.isEmpty()) {
      return Map.of();
    }
    var parts = new OrderParts(connection, heads.keySet());
    Map<UUID, Stored> orders = new HashMap<>();
    heads.forEach((id, head) -> orders.put(id, new Stored(parts.whole(head), head.version())));
    return orders;
  }

  /**
   * Stores what became of orders.
   *
   * @throws ConcurrencyFailureException when an order that was not there came meanwhile: the
   *     transaction is to be repeated
   */
  public void save(Connection connection, List<Change> changes) throws SQLException {
    List<Change> fresh = changes.stream().filter(each -> each.before() == null).toList();
    List<Change> changed = changes.stream().filter(Orders::changed).toList();
    if (ORDERS.insert(connection, fresh) != fresh.size()) {
      throw new ConcurrencyFailureException("an order was made by somebody else meanwhile");
    }
    LINES.insert(connection, lines(fresh));
    ORDERS.update(connection, changed);
    LINES.update(connection, lines(changed.stream().filter(Orders::otherLines).toList()));
    saveParts(connection, changes);
    MOMENTS.insert(connection, moments(changes));
  }

  private static void saveParts(Connection connection, List<Change> changes) throws SQLException {
    List<AttemptRow> attempts = new ArrayList<>();
    List<RefundRow> refunds = new ArrayList<>();
    List<PartRow> parts = new ArrayList<>();
    List<MissingRow> missing = new ArrayList<>();
    for (Change each : changes) {
      Order after = each.after();
      UUID id = after.origin().id();
      Stored before = each.before();
      Set<Attempt> attemptsBefore =
          before == null ? Set.of() : Set.copyOf(before.order().attempts());
      Set<Refund> refundsBefore = before == null ? Set.of() : Set.copyOf(before.order().refunds());
      for (Attempt attempt : after.attempts()) {
        if (!attemptsBefore.contains(attempt)) {
          attempts.add(new AttemptRow(id, attempt));
        }
      }
      for (Refund refund : after.refunds()) {
        if (!refundsBefore.contains(refund)) {
          refunds.add(new RefundRow(id, refund));
          refund.parts().forEach(part -> parts.add(new PartRow(id, refund, part)));
        }
      }
      after.missing().forEach(one -> missing.add(new MissingRow(id, one)));
    }
    ATTEMPTS.put(connection, attempts);
    REFUNDS.put(connection, refunds);
    PARTS.insert(connection, parts);
    MISSING.insert(connection, missing);
  }

  private static boolean changed(Change change) {
    return change.before() != null
        && (!change.moments().isEmpty() || !change.after().equals(change.before().order()));
  }

  private static boolean otherLines(Change change) {
    return change.before() != null
        && !change.before().order().lines().equals(change.after().lines());
  }

  private static List<LineRow> lines(List<Change> changes) {
    List<LineRow> rows = new ArrayList<>();
    for (Change each : changes) {
      for (int place = 0; place < each.after().lines().size(); place++) {
        rows.add(new LineRow(each.after().origin().id(), place, each.after().lines().get(place)));
      }
    }
    return rows;
  }

  private static List<MomentRow> moments(List<Change> changes) {
    List<MomentRow> rows = new ArrayList<>();
    for (Change each : changes) {
      each.moments().forEach(moment -> rows.add(new MomentRow(each.after().origin().id(), moment)));
    }
    return rows;
  }

  /** Notes that a claim was over before there was an order of it. */
  public void overEarly(Connection connection, UUID id, String reason, Instant at)
      throws SQLException {
    OrderTables.OVER_EARLY.insert(connection, List.of(new OrderTables.EarlyRow(id, reason, at)));
  }

  /** Of these ids, those whose claim was over before there was an order, and why. */
  public Map<UUID, String> overEarly(Connection connection, Collection<UUID> ids)
      throws SQLException {
    Map<UUID, String> early = new HashMap<>();
    for (OrderTables.EarlyRow row :
        rows(
            connection,
            "SELECT order_id, reason, at FROM ordering.over_early WHERE order_id = ANY(?)",
            ids,
            OrderTables::early)) {
      early.put(row.order(), row.reason());
    }
    return early;
  }

  /** Reads a row. */
  interface Reading<T> {
    T of(ResultSet row) throws SQLException;
  }

  static <T> List<T> rows(
      Connection connection, String sql, Collection<UUID> ids, Reading<T> reading)
      throws SQLException {
    List<T> rows = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          rows.add(reading.of(row));
        }
      }
    }
    return rows;
  }

  static <T, P> Map<UUID, List<P>> byOrder(
      List<T> rows, Function<T, UUID> order, Function<T, P> part) {
    Map<UUID, List<P>> all = new HashMap<>();
    for (T row : rows) {
      all.computeIfAbsent(order.apply(row), id -> new ArrayList<>()).add(part.apply(row));
    }
    return all;
  }
}
