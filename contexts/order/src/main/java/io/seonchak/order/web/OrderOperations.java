package io.seonchak.order.web;

import io.seonchak.contracts.WireName;
import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.order.application.Retelling;
import io.seonchak.order.application.StuckOrders;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.time.Seoul;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Orders that rest too long, for operators: look, and tell again. */
@RestController
class OrderOperations {

  private static final Logger log = LoggerFactory.getLogger(OrderOperations.class);

  private final StuckOrders stuck;
  private final Retelling retelling;

  OrderOperations(StuckOrders stuck, Retelling retelling) {
    this.stuck = stuck;
    this.retelling = retelling;
  }

  record RestingView(UUID orderId, String state, String since) {}

  record Resting(List<RestingView> orders) {}

  record Retold(List<String> told) {}

  @GetMapping("/api/operations/orders/stuck")
  Resting stuck() {
    return new Resting(
        stuck.found().stream()
            .map(each -> new RestingView(each.id(), each.state(), Seoul.text(each.since())))
            .toList());
  }

  @PostMapping("/api/operations/orders/{id}/retell")
  Retold retell(@AuthenticationPrincipal Identity identity, @PathVariable UUID id) {
    List<String> told = retelling.retell(id).stream().map(OrderOperations::name).toList();
    log.info("operator {} let order {} tell again: {}", identity.member(), id, told);
    return new Retold(told);
  }

  private static String name(OrderEvent event) {
    WireName name = event.getClass().getAnnotation(WireName.class);
    return name == null ? event.getClass().getSimpleName() : name.value();
  }
}
