package io.seonchak.order.messaging;

import io.seonchak.contracts.payment.PaymentEvent;
import io.seonchak.contracts.payment.PaymentEvent.Approved;
import io.seonchak.contracts.payment.PaymentEvent.CancelRefused;
import io.seonchak.contracts.payment.PaymentEvent.Cancelled;
import io.seonchak.contracts.payment.PaymentEvent.Failed;
import io.seonchak.contracts.payment.PaymentEvent.WaitingForDeposit;
import io.seonchak.order.application.HearingFacts;
import io.seonchak.order.application.HearingFacts.Heard;
import io.seonchak.order.model.Fact;
import io.seonchak.platform.event.EventHandler;
import io.seonchak.platform.event.Received;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Money: there, not there, on its way back. */
@Component
public class PaymentListener implements EventHandler<PaymentEvent> {

  /** What it hears. */
  public static final Set<Class<? extends PaymentEvent>> HEARD =
      Set.of(
          Approved.class,
          WaitingForDeposit.class,
          Failed.class,
          Cancelled.class,
          CancelRefused.class);

  private final HearingFacts hearing;

  PaymentListener(HearingFacts hearing) {
    this.hearing = hearing;
  }

  @Override
  public void handle(Connection connection, List<Received<PaymentEvent>> events)
      throws SQLException {
    hearing.hear(
        connection,
        events.stream()
            .map(each -> new Heard(each.event().orderId(), fact(each.event()), each.trace()))
            .toList());
  }

  private static Fact fact(PaymentEvent event) {
    return switch (event) {
      case Approved approved ->
          new Fact.Approved(
              approved.attemptId(), approved.amount(), approved.method(), approved.approvedAt());
      case WaitingForDeposit waiting ->
          new Fact.DepositAwaited(waiting.attemptId(), waiting.dueAt());
      case Failed failed -> new Fact.PaymentFailed(failed.attemptId(), failed.code());
      case Cancelled cancelled ->
          new Fact.RefundDone(cancelled.refundId(), cancelled.amount(), cancelled.cancelledAt());
      case CancelRefused refused -> new Fact.RefundRefused(refused.refundId(), refused.code());
    };
  }
}
