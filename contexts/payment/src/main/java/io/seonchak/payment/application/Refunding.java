package io.seonchak.payment.application;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.contracts.payment.PaymentEvent;
import io.seonchak.payment.model.Attempt;
import io.seonchak.payment.model.AttemptState;
import io.seonchak.payment.model.Cancel;
import io.seonchak.payment.model.Cancel.Purpose;
import io.seonchak.payment.store.Attempts;
import io.seonchak.payment.store.Cancels;
import io.seonchak.platform.event.Outbox;
import io.seonchak.platform.security.Sealing;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * What orders ask for, written down to be done behind: a refund once for its id, however often it
 * is told. In the caller's transaction; the gateway is not asked here.
 */
@Component
public class Refunding {

  private static final String ACCOUNT_CLOSED = "주문 취소";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Attempts attempts;
  private final Cancels cancels;
  private final Outbox<PaymentEvent> outbox;
  private final Sealing sealing;
  private final Clock clock;

  Refunding(
      Attempts attempts,
      Cancels cancels,
      Outbox<PaymentEvent> outbox,
      @Qualifier("paymentSealing") Sealing sealing,
      Clock clock) {
    this.attempts = attempts;
    this.cancels = cancels;
    this.outbox = outbox;
    this.sealing = sealing;
    this.clock = clock;
  }

  /** Takes a refund down; one that is over is told of again, for whoever missed it. */
  public void ask(OrderEvent.RefundRequested asked) {
    Cancel cancel =
        Cancel.pending(
                asked.refundId(),
                asked.orderId(),
                asked.memberId(),
                Purpose.REFUND,
                asked.reason().replaceAll("\\p{Cntrl}", " "),
                clock.instant())
            .of(asked.amount(), sealed(asked.refundId(), asked.account()));
    if (!cancels.add(cancel)) {
      cancels.byId(asked.refundId()).ifPresent(this::tellAgain);
    }
  }

  /** Gives up the account that nobody is to pay into any more. */
  public void over(OrderEvent.Cancelled order) {
    attempts
        .live(order.orderId())
        .filter(live -> live.state() == AttemptState.WAITING)
        .ifPresent(this::close);
  }

  private void close(Attempt waiting) {
    var id = UUID.nameUUIDFromBytes(("account " + waiting.id()).getBytes(UTF_8));
    Cancel cancel =
        Cancel.pending(
            id,
            waiting.orderId(),
            waiting.memberId(),
            Purpose.ACCOUNT,
            ACCOUNT_CLOSED,
            clock.instant());
    cancels.add(cancel.ofPayment(Objects.requireNonNull(waiting.paymentKey())));
  }

  private void tellAgain(Cancel cancel) {
    if (cancel.purpose() != Purpose.REFUND) {
      return;
    }
    switch (cancel.state()) {
      case DONE -> outbox.append(done(cancel, Objects.requireNonNull(cancel.endedAt())));
      case REFUSED -> outbox.append(refused(cancel, Objects.requireNonNull(cancel.code())));
      case PENDING, SENT -> cancels.hasten(cancel.orderId(), clock.instant());
    }
  }

  /** What is told of a refund that was done. */
  static PaymentEvent.Cancelled done(Cancel cancel, Instant at) {
    return new PaymentEvent.Cancelled(
        cancel.orderId(),
        cancel.memberId(),
        cancel.id(),
        Objects.requireNonNull(cancel.amount()),
        at);
  }

  /** What is told of one that will not be. */
  static PaymentEvent.CancelRefused refused(Cancel cancel, String code) {
    return new PaymentEvent.CancelRefused(
        cancel.orderId(), cancel.memberId(), cancel.id(), code, null);
  }

  private byte @Nullable [] sealed(UUID refund, OrderEvent.@Nullable RefundAccount account) {
    return account == null ? null : sealing.seal(JSON.writeValueAsString(account), place(refund));
  }

  /** Where a refund's money goes; none where it goes back the way it came. */
  OrderEvent.@Nullable RefundAccount account(Cancel cancel) {
    byte[] sealed = cancel.account();
    return sealed == null
        ? null
        : JSON.readValue(sealing.open(sealed, place(cancel.id())), OrderEvent.RefundAccount.class);
  }

  private static String place(UUID refund) {
    return "refund " + refund;
  }
}
