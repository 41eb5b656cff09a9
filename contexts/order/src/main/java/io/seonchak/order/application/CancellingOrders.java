package io.seonchak.order.application;

import io.seonchak.contracts.order.OrderEvent.RefundAccount;
import io.seonchak.order.application.Desk.Decided;
import io.seonchak.order.model.Order;
import io.seonchak.order.model.Order.CancelWish;
import io.seonchak.order.model.Order.NotNow;
import io.seonchak.order.model.Order.NotRefundable;
import io.seonchak.order.model.Order.Taken;
import io.seonchak.order.model.OrderProblem;
import io.seonchak.order.model.Step;
import io.seonchak.platform.id.Ids;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.request.RequestKeys;
import io.seonchak.platform.request.RequestKeys.Request;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Members cancel before they have paid, and give back after it. */
@Component
public class CancellingOrders {

  private final ReadingOrders reading;
  private final Desk desk;
  private final RequestKeys keys;
  private final Ids ids;

  CancellingOrders(
      ReadingOrders reading, Desk desk, @Qualifier("orderKeys") RequestKeys keys, Ids ids) {
    this.reading = reading;
    this.desk = desk;
    this.keys = keys;
    this.ids = ids;
  }

  /**
   * Cancels or gives back, once for a key; the order as it stands then.
   *
   * @param lines what to give back, each line once; empty for all
   * @throws Problem {@link CommonProblem#NOT_FOUND} also when it is somebody else's, {@link
   *     OrderProblem#ORDER_NOT_CHANGEABLE}, {@link OrderProblem#NOT_REFUNDABLE}
   */
  public Order cancel(
      Request request,
      UUID id,
      String reason,
      List<CancelWish.Wanted> lines,
      @Nullable RefundAccount account) {
    Order seen = reading.own(request.member(), id).order();
    if (keys.effect(request).isPresent()) {
      return seen;
    }
    var wish = new CancelWish(ids.next(), reason, lines, account);
    return desk.inTransaction(() -> cancel(request, id, wish));
  }

  private Order cancel(Request request, UUID id, CancelWish wish) {
    boolean first = keys.take(request, wish.refund()).equals(wish.refund());
    return desk.decide(
            id,
            (order, now) -> first ? decided(order.cancel(wish, now)) : new Decided<>(order, null))
        .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
  }

  private static Decided<Order> decided(Order.Cancelling cancelling) {
    return switch (cancelling) {
      case Taken taken -> {
        Step step = taken.step();
        yield new Decided<>(step.order(), step);
      }
      case NotNow not -> throw ChangingTerms.notChangeable(not.status());
      case NotRefundable not ->
          throw Problem.of(OrderProblem.NOT_REFUNDABLE)
              .with("lineId", not.line())
              .with("refundable", not.refundable());
    };
  }
}
