package io.seonchak.order.application;

import io.seonchak.order.application.Desk.Decided;
import io.seonchak.order.application.Pricing.Priced;
import io.seonchak.order.model.Mark;
import io.seonchak.order.model.Moment;
import io.seonchak.order.model.Order;
import io.seonchak.order.model.Order.NotNow;
import io.seonchak.order.model.Order.Taken;
import io.seonchak.order.model.OrderProblem;
import io.seonchak.order.model.Status;
import io.seonchak.order.model.Step;
import io.seonchak.order.store.OrderReader;
import io.seonchak.order.store.ShipTo;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Members put coupons, points and addresses on orders that they have not paid yet. */
@Component
public class ChangingTerms {

  private final ReadingOrders reading;
  private final Pricing pricing;
  private final Desk desk;
  private final OrderReader reader;

  ChangingTerms(ReadingOrders reading, Pricing pricing, Desk desk, OrderReader reader) {
    this.reading = reading;
    this.pricing = pricing;
    this.desk = desk;
    this.reader = reader;
  }

  /**
   * Puts the terms of {@code wish} in the place of the present ones; an address that is not named
   * stays. The order as it stands then.
   *
   * @throws Problem {@link CommonProblem#NOT_FOUND} also when it is somebody else's, {@link
   *     OrderProblem#ORDER_NOT_CHANGEABLE}, or when the terms cannot be had
   */
  public Order change(UUID member, UUID id, Wish wish) {
    Order seen = reading.own(member, id).order();
    if (seen.stand().status() != Status.AWAITING_PAYMENT) {
      throw notChangeable(seen.stand().status());
    }
    // What the goods cost was settled when they were ordered, so nothing here grows old.
    Priced priced =
        pricing.price(
            member, id, seen.itemsAmount(), wish.coupon(), wish.points(), wish.expectedTotal());
    return desk.inTransaction(() -> change(id, priced, wish.shipTo()));
  }

  private Order change(UUID id, Priced priced, @Nullable ShipTo shipTo) {
    Order changed =
        desk.decide(id, (order, now) -> decided(order, priced, shipTo, now))
            .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
    if (shipTo != null) {
      reader.shipTo(id, shipTo);
    }
    return changed;
  }

  private static Decided<Order> decided(
      Order order, Priced priced, @Nullable ShipTo shipTo, Instant now) {
    return switch (order.change(priced.coupon(), priced.discount(), priced.points(), now)) {
      case Taken taken -> {
        Step step = shipTo == null ? taken.step() : addressed(taken.step(), now);
        yield new Decided<>(step.order(), step);
      }
      case NotNow not -> throw notChangeable(not.status());
    };
  }

  private static Step addressed(Step step, Instant now) {
    List<Moment> moments = new ArrayList<>(step.moments());
    moments.addAll(step.order().noted(Mark.ADDRESS_CHANGED, now).moments());
    return new Step(step.order(), step.told(), moments);
  }

  static Problem notChangeable(Status status) {
    return Problem.of(OrderProblem.ORDER_NOT_CHANGEABLE).with("orderStatus", status);
  }
}
