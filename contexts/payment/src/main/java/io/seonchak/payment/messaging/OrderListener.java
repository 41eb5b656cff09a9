package io.seonchak.payment.messaging;

import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.payment.application.Refunding;
import io.seonchak.platform.event.EventHandler;
import io.seonchak.platform.event.Received;
import java.sql.Connection;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Hears which money is to go back, and which orders nobody is to pay any more. */
@Component
public class OrderListener implements EventHandler<OrderEvent> {

  /** What it wants to hear. */
  public static final Set<Class<? extends OrderEvent>> HEARD =
      Set.of(OrderEvent.RefundRequested.class, OrderEvent.Cancelled.class);

  private final Refunding refunding;

  OrderListener(Refunding refunding) {
    this.refunding = refunding;
  }

  @Override
  public void handle(Connection connection, List<Received<OrderEvent>> events) {
    for (Received<OrderEvent> each : events) {
      switch (each.event()) {
        case OrderEvent.RefundRequested asked -> refunding.ask(asked);
        case OrderEvent.Cancelled order -> refunding.over(order);
        case OrderEvent.Placed _,
            OrderEvent.Reserved _,
            OrderEvent.AwaitingPayment _,
            OrderEvent.Paid _,
            OrderEvent.Refunded _ -> {
          // Passed over: not in HEARD.
        }
      }
    }
  }
}
