package io.seonchak.payment;

import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.payment.Till.Buying;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Refunds as the order asks for them. */
final class Refunds {

  private Refunds() {}

  static OrderEvent.RefundRequested asked(Buying bought, long amount) {
    return asked(bought, UUID.randomUUID(), amount, null);
  }

  static OrderEvent.RefundRequested asked(
      Buying bought, UUID refund, long amount, OrderEvent.@Nullable RefundAccount account) {
    return new OrderEvent.RefundRequested(
        bought.order(), bought.member(), refund, amount, "변심", account);
  }
}
