package io.seonchak.order.web;

import io.seonchak.order.model.Line;
import io.seonchak.order.model.Missing;
import io.seonchak.order.model.Moment;
import io.seonchak.order.model.Order;
import io.seonchak.order.model.Refund;
import io.seonchak.order.model.Source;
import io.seonchak.order.store.ShipTo;
import io.seonchak.platform.time.Seoul;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An order as its member sees it.
 *
 * @param reason why it is cancelled; null unless it is
 * @param amount to be paid, or paid, in won
 * @param missing what was not to be had of an order that is cancelled for it
 */
record OrderView(
    UUID orderId,
    String status,
    @Nullable String reason,
    @Nullable String name,
    @Nullable Long amount,
    @Nullable Long itemsAmount,
    @Nullable Long discount,
    @Nullable Long points,
    @Nullable UUID couponId,
    @Nullable String placedAt,
    @Nullable String payBy,
    @Nullable String paidAt,
    List<LineView> lines,
    List<MissingView> missing,
    List<RefundView> refunds,
    @Nullable ShipTo shipTo,
    List<MomentView> timeline) {

  /** What is granted and will be an order in a moment. */
  static final String PREPARING = "PREPARING";

  record LineView(
      UUID lineId,
      UUID productId,
      @Nullable UUID variantId,
      @Nullable UUID dropId,
      String name,
      int quantity,
      long unitPrice,
      long discount,
      long points,
      long cash,
      int refundedQuantity) {}

  record MissingView(UUID productId, UUID variantId, String code, int free) {}

  record RefundView(
      UUID refundId,
      String status,
      long cash,
      long points,
      String requestedAt,
      @Nullable String endedAt) {}

  record MomentView(String at, String what, String detail) {}

  static OrderView preparing(UUID id) {
    return new OrderView(
        id, PREPARING, null, null, null, null, null, null, null, null, null, null, List.of(),
        List.of(), List.of(), null, List.of());
  }

  static OrderView of(Order order, @Nullable ShipTo shipTo, List<Moment> timeline) {
    boolean drop = order.origin().source() == Source.DROP;
    return new OrderView(
        order.origin().id(),
        order.stand().status().name(),
        order.stand().reason(),
        order.name(),
        order.amount(),
        order.itemsAmount(),
        order.terms().discount(),
        order.terms().points(),
        order.terms().coupon(),
        Seoul.text(order.origin().placedAt()),
        text(order.stand().payBy()),
        text(order.paying().paidAt()),
        order.lines().stream().map(line -> view(line, drop)).toList(),
        order.missing().stream().map(missing -> view(missing, order)).toList(),
        order.refunds().stream().map(OrderView::view).toList(),
        shipTo,
        timeline.stream().map(OrderView::view).toList());
  }

  private static LineView view(Line line, boolean drop) {
    return new LineView(
        line.id(),
        line.product(),
        drop ? null : line.pool(),
        drop ? line.pool() : null,
        line.name(),
        line.quantity(),
        line.unitPrice(),
        line.discount(),
        line.points(),
        line.cash(),
        line.back().quantity());
  }

  private static MissingView view(Missing missing, Order order) {
    UUID product =
        order.lines().stream()
            .filter(line -> line.pool().equals(missing.pool()))
            .map(Line::product)
            .findFirst()
            .orElse(missing.pool());
    return new MissingView(product, missing.pool(), missing.code(), missing.free());
  }

  private static RefundView view(Refund refund) {
    return new RefundView(
        refund.id(),
        refund.state().name(),
        refund.cash(),
        refund.points(),
        Seoul.text(refund.at()),
        text(refund.endedAt()));
  }

  private static MomentView view(Moment moment) {
    return new MomentView(Seoul.text(moment.at()), moment.what().name(), moment.detail());
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : Seoul.text(instant);
  }
}
