package io.seonchak.payment.application;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seonchak.payment.model.Cancel;
import io.seonchak.payment.model.Cancel.Purpose;
import io.seonchak.payment.store.Attempts;
import io.seonchak.payment.store.Cancels;
import io.seonchak.payment.toss.Payment;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Captures that no living attempt made: an order is paid once, so they go back, each once. */
@Component
class Strays {

  private static final String REASON = "중복 결제 취소";
  private static final Logger log = LoggerFactory.getLogger(Strays.class);

  private final Attempts attempts;
  private final Cancels cancels;
  private final Outcomes outcomes;
  private final Clock clock;

  Strays(Attempts attempts, Cancels cancels, Outcomes outcomes, Clock clock) {
    this.attempts = attempts;
    this.cancels = cancels;
    this.outcomes = outcomes;
    this.clock = clock;
  }

  /** Sends back what was taken, unless it is a living attempt's after all. */
  void found(UUID order, UUID member, Payment payment) {
    String key = payment.paymentKey();
    Optional<String> living = attempts.live(order).map(live -> String.valueOf(live.paymentKey()));
    boolean ofOrder = payment.orderId().equals(order.toString());
    if (!ofOrder || payment.fullyCancelled() || living.filter(key::equals).isPresent()) {
      return;
    }
    var id = UUID.nameUUIDFromBytes(("stray " + key).getBytes(UTF_8));
    if (cancels.add(
        Cancel.pending(id, order, member, Purpose.STRAY, REASON, clock.instant()).ofPayment(key))) {
      log.warn("order {} was charged a second time; it goes back as {}", order, id);
      outcomes.count(Outcomes.Kind.STRAY);
    }
  }
}
