package io.seonchak.coupon;

import io.seonchak.contracts.coupon.CouponEvent;
import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.platform.event.Outbox;
import io.seonchak.platform.event.Outgoing;
import io.seonchak.platform.event.Received;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * The coupons' part in an order's saga: a coupon that is named is reserved, or the order is told
 * why not; paid, it is used; cancelled or given back whole, it is the member's again. Rows are
 * locked orders first, then coupons, each in the order of their ids, so that batches wait for each
 * other and never in a circle.
 */
@Component
class OrderSteps {

  /** What is listened to. */
  static final Set<Class<? extends OrderEvent>> HEARD =
      Set.of(
          OrderEvent.Reserved.class,
          OrderEvent.Paid.class,
          OrderEvent.Cancelled.class,
          OrderEvent.Refunded.class);

  private final CouponUses uses;
  private final Coupons coupons;
  private final Campaigns campaigns;
  private final Outbox<CouponEvent> outbox;
  private final InstantSource time;

  OrderSteps(
      CouponUses uses,
      Coupons coupons,
      Campaigns campaigns,
      Outbox<CouponEvent> outbox,
      @Qualifier("couponTime") InstantSource time) {
    this.uses = uses;
    this.coupons = coupons;
    this.campaigns = campaigns;
    this.outbox = outbox;
    this.time = time;
  }

  /** Lets events have their effect and answers them, in the transaction of {@code connection}. */
  void hear(Connection connection, List<Received<OrderEvent>> events) throws SQLException {
    CouponBook book = read(connection, events.stream().map(Received::event).toList());
    List<Outgoing<CouponEvent>> answers = new ArrayList<>();
    for (Received<OrderEvent> received : events) {
      CouponEvent answer = book.hear(received.event());
      if (answer != null) {
        answers.add(new Outgoing<>(answer, received.trace()));
      }
    }
    uses.change(connection, book.changedUses());
    coupons.change(connection, book.changedCoupons());
    outbox.append(connection, answers);
  }

  private CouponBook read(Connection connection, List<OrderEvent> events) throws SQLException {
    Set<UUID> orders = new HashSet<>();
    Set<UUID> marked = new HashSet<>();
    Set<UUID> named = new HashSet<>();
    for (OrderEvent event : events) {
      UUID coupon = couponOf(event);
      orders.add(event.orderId());
      if (coupon != null) {
        named.add(coupon);
      }
      if (leavesMark(event)) {
        marked.add(event.orderId());
      }
    }
    uses.open(connection, marked);
    List<CouponUse> heard = uses.locked(connection, orders);
    for (CouponUse use : heard) {
      UUID has = use.has();
      if (has != null) {
        named.add(has);
      }
    }
    List<Coupon> found = coupons.locked(connection, named);
    Map<UUID, Campaign> terms = new HashMap<>();
    for (Coupon coupon : found) {
      terms.put(coupon.campaign(), campaigns.of(connection, coupon.campaign()));
    }
    return new CouponBook(heard, found, terms, time.instant());
  }

  /** What the event names to be taken. */
  private static @Nullable UUID couponOf(OrderEvent event) {
    return switch (event) {
      case OrderEvent.Reserved terms -> terms.couponId();
      case OrderEvent.Paid paid -> paid.couponId();
      case OrderEvent.Cancelled _, OrderEvent.Refunded _ -> null;
      case OrderEvent.Placed _, OrderEvent.AwaitingPayment _, OrderEvent.RefundRequested _ -> null;
    };
  }

  /** Whether something is to be remembered of an order that nothing was heard of before. */
  private static boolean leavesMark(OrderEvent event) {
    return switch (event) {
      case OrderEvent.Reserved _, OrderEvent.Cancelled _ -> true;
      case OrderEvent.Paid paid -> paid.couponId() != null;
      case OrderEvent.Refunded back -> back.full() && back.couponId() != null;
      case OrderEvent.Placed _, OrderEvent.AwaitingPayment _, OrderEvent.RefundRequested _ -> false;
    };
  }
}
