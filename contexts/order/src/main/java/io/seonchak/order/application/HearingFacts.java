package io.seonchak.order.application;

import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.order.model.Fact;
import io.seonchak.order.model.Mark;
import io.seonchak.order.model.Moment;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Lets orders hear what happened elsewhere, any number of facts by a handful of statements: after a
 * burst, thousands of claims become orders at once.
 */
@Component
public class HearingFacts {

  private static final Logger log = LoggerFactory.getLogger(HearingFacts.class);

  private final Orders orders;
  private final Outbox<OrderEvent> outbox;
  private final Clock clock;

  /**
   * A fact for an order.
   *
   * @param trace of what told it
   */
  public record Heard(UUID order, Fact fact, String trace) {}

  HearingFacts(Orders orders, Outbox<OrderEvent> outbox, Clock clock) {
    this.orders = orders;
    this.outbox = outbox;
    this.clock = clock;
  }

  /** All effects of facts, in their order, in the caller's transaction. */
  public void hear(Connection connection, List<Heard> facts) throws SQLException {
    if (facts.isEmpty()) {
      return;
    }
    Set<UUID> ids = new HashSet<>();
    facts.forEach(each -> ids.add(each.order()));
    var hearing = new Hearing(orders.locked(connection, ids), early(connection, facts));
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    facts.forEach(each -> hearing.hear(each, now));
    for (Map.Entry<UUID, String> each : hearing.overEarly.entrySet()) {
      orders.overEarly(connection, each.getKey(), each.getValue(), now);
    }
    List<Change> changes = hearing.changes();
    orders.save(connection, changes);
    outbox.append(connection, hearing.told);
    changes.forEach(HearingFacts::sayWhatPeopleMustLookAt);
  }

  private static void sayWhatPeopleMustLookAt(Change change) {
    for (Moment moment : change.moments()) {
      if (moment.what() == Mark.SECOND_APPROVAL || moment.what() == Mark.REFUND_REFUSED) {
        log.error("order {}: {} {}", change.after().origin().id(), moment.what(), moment.detail());
      }
    }
  }

  private Map<UUID, String> early(Connection connection, List<Heard> facts) throws SQLException {
    Set<UUID> granted = new HashSet<>();
    for (Heard each : facts) {
      if (each.fact() instanceof Fact.Granted) {
        granted.add(each.order());
      }
    }
    return granted.isEmpty() ? Map.of() : orders.overEarly(connection, granted);
  }

  /** One hearing of many facts. */
  private static final class Hearing {

    private final Map<UUID, Stored> before;
    private final Map<UUID, String> early;
    private final Map<UUID, Order> after = new HashMap<>();
    private final Map<UUID, List<Moment>> moments = new LinkedHashMap<>();
    private final Map<UUID, String> overEarly = new LinkedHashMap<>();
    private final List<Outgoing<OrderEvent>> told = new ArrayList<>();

    Hearing(Map<UUID, Stored> before, Map<UUID, String> early) {
      this.before = before;
      this.early = new HashMap<>(early);
      before.forEach((id, stored) -> after.put(id, stored.order()));
    }

    void hear(Heard heard, Instant now) {
      Order order = after.get(heard.order());
      if (order != null) {
        take(heard, order.hear(heard.fact(), now));
      } else if (heard.fact() instanceof Fact.Granted granted) {
        take(heard, Order.granted(heard.order(), granted, early.get(heard.order()), now));
      } else if (heard.fact() instanceof Fact.UnitsOver over) {
        // Heard before the claim itself: the order will be over when it is made.
        early.putIfAbsent(heard.order(), over.reason());
        overEarly.putIfAbsent(heard.order(), over.reason());
      }
    }

    private void take(Heard heard, Step step) {
      after.put(heard.order(), step.order());
      moments.computeIfAbsent(heard.order(), id -> new ArrayList<>()).addAll(step.moments());
      step.told().forEach(event -> told.add(new Outgoing<>(event, heard.trace())));
    }

    /** In the order of the ids' first facts. */
    List<Change> changes() {
      List<Change> changes = new ArrayList<>(moments.size());
      moments.forEach((id, noted) -> changes.add(change(id, noted)));
      return changes;
    }

    private Change change(UUID id, List<Moment> noted) {
      Order now = after.get(id);
      if (now == null) {
        throw new IllegalStateException("order " + id + " was noted and is not there");
      }
      return new Change(before.get(id), now, noted);
    }
  }
}
