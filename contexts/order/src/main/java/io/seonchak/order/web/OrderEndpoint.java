package io.seonchak.order.web;

import io.seonchak.contracts.order.OrderClient;
import io.seonchak.order.application.BeginningPayments;
import java.util.UUID;
import org.springframework.web.bind.annotation.RestController;

/**
 * What the payment context asks. In its process it calls it directly, from another over HTTP; the
 * addresses stand in {@link OrderClient}.
 */
@RestController
class OrderEndpoint implements OrderClient {

  private final BeginningPayments beginning;

  OrderEndpoint(BeginningPayments beginning) {
    this.beginning = beginning;
  }

  @Override
  public Begun begin(UUID orderId, Begin wish) {
    return beginning.begin(orderId, wish);
  }
}
