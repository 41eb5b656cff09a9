package io.seonchak.testing;

import io.seonchak.contracts.order.OrderClient;
import io.seonchak.contracts.order.OrderClient.Verdict;
import io.seonchak.contracts.payment.PaymentEvent;
import java.util.UUID;

class InMemoryOrdersTest extends OrderClientContract {

  private static final long AMOUNT = 99_000;

  private final InMemoryOrders orders = new InMemoryOrders();

  @Override
  protected OrderClient client() {
    return orders;
  }

  @Override
  protected Ordered payable() {
    UUID member = UUID.randomUUID();
    return new Ordered(orders.order(member, AMOUNT), member, AMOUNT);
  }

  @Override
  protected Ordered unready() {
    Ordered order = payable();
    orders.says(order.orderId(), Verdict.NOT_READY);
    return order;
  }

  @Override
  protected void cancel(Ordered order) {
    orders.says(order.orderId(), Verdict.ORDER_EXPIRED);
  }

  @Override
  protected void loseUnits(Ordered order) {
    orders.loseUnits(order.orderId());
  }

  @Override
  protected void told(PaymentEvent event) {
    orders.hear(event);
  }
}
