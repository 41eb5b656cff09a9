package io.seonchak.stock;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.seonchak.claims.Claims;
import io.seonchak.claims.Command;
import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.contracts.stock.StockEvent;
import io.seonchak.platform.event.Outbox;
import io.seonchak.platform.event.Received;
import io.seonchak.stock.OrderRound.StepBlocked;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.stereotype.Component;

/**
 * The stock's steps in the order saga, and the undo of each. Its claims have the order's id, so a
 * step that comes twice finds what the first has done.
 *
 * <pre>
 * Placed           claims all units or none, tells Reserved or Refused     undone by Cancelled
 * AwaitingPayment  holds them longer, as far as the pool's terms allow
 * Paid             makes them final                                       undone by Refunded
 * Cancelled        releases them; a Placed that comes later is refused
 * Refunded         releases those of lines of which nothing is left
 * </pre>
 *
 * A batch is one decision of the kernel on the listener's connection. Thread-safe.
 */
@Component
class OrderSteps implements MeterBinder {

  /** What is heard. */
  static final Set<Class<? extends OrderEvent>> HEARD =
      Set.of(
          OrderEvent.Placed.class,
          OrderEvent.AwaitingPayment.class,
          OrderEvent.Paid.class,
          OrderEvent.Cancelled.class,
          OrderEvent.Refunded.class);

  private static final Logger log = LoggerFactory.getLogger(OrderSteps.class);

  private final Claims claims;
  private final OrderedTable ordered;
  private final Outbox<StockEvent> outbox;
  private final LongAdder unheld = new LongAdder();

  OrderSteps(Claims claims, OrderedTable ordered, Outbox<StockEvent> outbox) {
    this.claims = claims;
    this.ordered = ordered;
    this.outbox = outbox;
  }

  /** Takes the steps that follow from {@code events}, in their order. */
  void hear(Connection connection, List<Received<OrderEvent>> events) throws SQLException {
    // First the orders, then the pools, each in the order of their ids: nobody waits in a ring.
    Set<UUID> over = ordered.lock(connection, OrderRound.orders(events));
    var round = new OrderRound(over, ordered.items(connection, OrderRound.asked(events)));
    events.forEach(round::plan);
    decide(connection, round);
    ordered.end(connection, round.ended());
    outbox.append(connection, round.answers());
    round.lost().forEach(this::cry);
  }

  private void decide(Connection connection, OrderRound round) throws SQLException {
    List<Command> commands = round.commands();
    if (commands.isEmpty()) {
      return;
    }
    try {
      round.settle(claims.decide(connection, commands));
    } catch (StepBlocked e) {
      if (claims.objection().isPresent()) {
        // Nothing at all is decided: wait, rather than park every order there is.
        throw new TransientDataAccessResourceException(String.valueOf(e.getMessage()), e);
      }
      throw e;
    }
  }

  /** The order's context holds units longer before it lets anybody pay, so this is a defect. */
  private void cry(String what) {
    log.error("{}: units are owed", what);
    unheld.increment();
  }

  /** Paid claims that were not held any more, since the start. */
  long unheld() {
    return unheld.sum();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    FunctionCounter.builder("seonchak.stock.paid.unheld", this, OrderSteps::unheld)
        .description("claims of paid orders that were not held any more")
        .register(registry);
  }
}
