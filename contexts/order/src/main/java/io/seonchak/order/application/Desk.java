package io.seonchak.order.application;

import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.order.model.Order;
import io.seonchak.order.model.Step;
import io.seonchak.order.store.Orders;
import io.seonchak.order.store.Orders.Change;
import io.seonchak.order.store.Orders.Stored;
import io.seonchak.platform.event.Outbox;
import io.seonchak.platform.event.Outgoing;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;
import org.springframework.jdbc.support.SQLExceptionTranslator;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Where one order is read, changed under its lock, and told of, in one transaction. */
@Component
public class Desk {

  private static final SQLExceptionTranslator FAULTS = new SQLExceptionSubclassTranslator();

  private final Orders orders;
  private final Outbox<OrderEvent> outbox;
  private final DataSource source;
  private final TransactionTemplate transactions;
  private final Clock clock;

  /**
   * What was decided of an order.
   *
   * @param step what to store and to tell; none where nothing changes
   */
  record Decided<T>(T answer, @Nullable Step step) {}

  /** Work by the transaction's connection. */
  interface Work<T extends @Nullable Object> {
    T by(Connection connection) throws SQLException;
  }

  Desk(
      Orders orders,
      Outbox<OrderEvent> outbox,
      DataSource source,
      PlatformTransactionManager transactions,
      Clock clock) {
    this.orders = orders;
    this.outbox = outbox;
    this.source = source;
    this.transactions = new TransactionTemplate(transactions);
    this.clock = clock;
  }

  /** Now, as precise as the database keeps it. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** An order as it was stored last. */
  Optional<Stored> order(UUID id) {
    return working(connection -> orders.byId(connection, id));
  }

  /** Lets an order be decided of under its lock; empty when there is none. */
  <T> Optional<T> decide(UUID id, BiFunction<Order, Instant, Decided<T>> decision) {
    return inTransaction(
        () ->
            working(
                connection -> {
                  Stored before = orders.locked(connection, List.of(id)).get(id);
                  if (before == null) {
                    return Optional.empty();
                  }
                  Decided<T> decided = decision.apply(before.order(), now());
                  Step step = decided.step();
                  if (step != null) {
                    save(connection, before, step);
                  }
                  return Optional.of(decided.answer());
                }));
  }

  /** Stores a new order, in a transaction that is open. */
  void add(Step step) {
    working(
        connection -> {
          save(connection, null, step);
          return true;
        });
  }

  /** All of it or nothing. */
  <T> T inTransaction(Supplier<T> work) {
    return transactions.execute(status -> work.get());
  }

  private void save(Connection connection, @Nullable Stored before, Step step) throws SQLException {
    orders.save(connection, List.of(new Change(before, step.order(), step.moments())));
    outbox.append(connection, step.told().stream().map(Outgoing::of).toList());
  }

  private <T> T working(Work<T> work) {
    Connection connection = DataSourceUtils.getConnection(source);
    try {
      return work.by(connection);
    } catch (SQLException e) {
      var known = FAULTS.translate("orders", null, e);
      throw known == null ? new IllegalStateException("orders", e) : known;
    } finally {
      DataSourceUtils.releaseConnection(connection, source);
    }
  }
}
