package io.seonchak.points;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.contracts.points.PointsEvent;
import io.seonchak.platform.event.Outbox;
import io.seonchak.platform.event.Received;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The points' steps in the order saga; what they are stands in {@link PointsBook}. Thread-safe. */
@Component
class OrderSteps implements MeterBinder {

  /** What is heard. */
  static final Set<Class<? extends OrderEvent>> HEARD =
      Set.of(
          OrderEvent.Reserved.class,
          OrderEvent.Cancelled.class,
          OrderEvent.Paid.class,
          OrderEvent.Refunded.class);

  private static final Logger log = LoggerFactory.getLogger(OrderSteps.class);

  private final PointsTables tables;
  private final PointsRules rules;
  private final Outbox<PointsEvent> outbox;
  private final Clock clock;
  private final LongAdder odd = new LongAdder();

  OrderSteps(PointsTables tables, PointsRules rules, Outbox<PointsEvent> outbox, Clock clock) {
    this.tables = tables;
    this.rules = rules;
    this.outbox = outbox;
    this.clock = clock;
  }

  /** Takes the steps that follow from {@code events}, in their order. */
  void hear(Connection connection, List<Received<OrderEvent>> events) throws SQLException {
    List<Purchase> purchases = tables.lockPurchases(connection, members(events));
    List<UUID> members = purchases.stream().map(purchase -> purchase.member).toList();
    var now = clock.instant();
    var book = new PointsBook(rules, now, tables.lockAccounts(connection, members, now), purchases);
    events.forEach(book::hear);
    tables.write(connection, book);
    outbox.append(connection, book.answers());
    book.oddities().forEach(this::cry);
  }

  private void cry(String what) {
    log.error("{}", what);
    odd.increment();
  }

  /** Steps that contradict what is known, since the start. */
  long odd() {
    return odd.sum();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    FunctionCounter.builder("seonchak.points.odd", this, OrderSteps::odd)
        .description("events of orders that contradict what is known of them")
        .register(registry);
  }

  private static Map<UUID, UUID> members(List<Received<OrderEvent>> events) {
    Map<UUID, UUID> members = new HashMap<>();
    for (Received<OrderEvent> each : events) {
      UUID order = each.event().orderId();
      switch (each.event()) {
        case OrderEvent.Reserved event -> members.putIfAbsent(order, event.memberId());
        case OrderEvent.Cancelled event -> members.putIfAbsent(order, event.memberId());
        case OrderEvent.Paid event -> members.putIfAbsent(order, event.memberId());
        case OrderEvent.Refunded event -> members.putIfAbsent(order, event.memberId());
        case OrderEvent.Placed event -> {}
        case OrderEvent.AwaitingPayment event -> {}
        case OrderEvent.RefundRequested event -> {}
      }
    }
    return members;
  }
}
