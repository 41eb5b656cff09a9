package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.contracts.order.OrderClient;
import io.seonchak.contracts.payment.PaymentEvent;
import io.seonchak.e2e.Shop.Answer;
import io.seonchak.testing.OrderClientContract;
import java.util.UUID;

/** The orders of a running shop, as one of its processes asks for them. */
abstract class OrdersOnAShop extends OrderClientContract {

  /** What a unit of a drop costs. */
  private static final long AMOUNT = 99_000;

  private final Apart apart;
  private final UUID drop;
  private final OrderClient client;

  OrdersOnAShop(Apart apart, UUID drop, Shop asking) {
    this.apart = apart;
    this.drop = drop;
    this.client = Apart.only(asking, OrderClient.class);
  }

  @Override
  protected OrderClient client() {
    return client;
  }

  @Override
  protected Ordered payable() throws Exception {
    UUID member = UUID.randomUUID();
    UUID id = apart.claimed(drop, member);
    apart.until(id, member, "AWAITING_PAYMENT");
    return new Ordered(id, member, AMOUNT);
  }

  @Override
  protected Ordered unready() throws Exception {
    Ordered order = payable();
    Answer changed =
        apart.shop.send(
            "PUT",
            "/api/orders/%s/checkout".formatted(order.orderId()),
            "{\"points\":1000}",
            apart.as(order.memberId()));
    assertThat(changed.status()).as(changed.body()).isEqualTo(200);
    return order;
  }

  @Override
  protected void cancel(Ordered order) throws Exception {
    Answer answer =
        apart.shop.post(
            "/api/orders/%s/cancel".formatted(order.orderId()),
            "{\"reason\":\"변심\"}",
            apart.as(order.memberId()));
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    apart.until(order.orderId(), order.memberId(), "CANCELLED");
  }

  @Override
  protected void loseUnits(Ordered order) throws Exception {
    apart.giveBack(drop, order.orderId(), order.memberId());
  }

  @Override
  protected void told(PaymentEvent event) {
    apart.told(event, event instanceof PaymentEvent.Approved ? "PAID" : "AWAITING_PAYMENT");
  }
}
