package io.seonchak.order.model;

import io.seonchak.contracts.order.OrderEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One turn of an order: its state as it becomes, and what is told and noted on the way. */
final class Turn {

  private final Instant now;
  private final List<OrderEvent> told = new ArrayList<>();
  private final List<Moment> moments = new ArrayList<>();
  private Order order;

  Turn(Order order, Instant now) {
    this.order = order;
    this.now = now;
  }

  Order order() {
    return order;
  }

  Status status() {
    return order.stand().status();
  }

  Instant now() {
    return now;
  }

  void become(Order next) {
    order = next;
  }

  void become(Status next) {
    order = order.with(order.stand().now(next, now));
  }

  void tell(OrderEvent event) {
    told.add(event);
  }

  void note(Mark what, Object detail) {
    moments.add(new Moment(now, what, detail.toString()));
  }

  void note(Mark what) {
    note(what, "");
  }

  /** Ends an order that was never paid. */
  void cancel(String reason) {
    order = order.with(new Stand(Status.CANCELLED, now, reason, order.stand().payBy()));
    tell(order.cancelled());
    note(Mark.CANCELLED, reason);
  }

  Step end() {
    return new Step(order, List.copyOf(told), List.copyOf(moments));
  }
}
