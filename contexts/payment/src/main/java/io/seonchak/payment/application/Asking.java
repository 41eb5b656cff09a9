package io.seonchak.payment.application;

import io.seonchak.payment.model.Attempt;
import io.seonchak.payment.model.Card;
import io.seonchak.payment.model.Means;
import io.seonchak.payment.store.Cards;
import io.seonchak.payment.toss.Charge;
import io.seonchak.payment.toss.Confirmation;
import io.seonchak.payment.toss.Payment;
import io.seonchak.payment.toss.Resolving;
import io.seonchak.payment.toss.Resolving.AwaitingDeposit;
import io.seonchak.payment.toss.Resolving.Captured;
import io.seonchak.payment.toss.Resolving.NotCaptured;
import io.seonchak.payment.toss.Resolving.NotKnown;
import io.seonchak.payment.toss.Resolving.Open;
import io.seonchak.payment.toss.Resolving.Resolution;
import io.seonchak.payment.toss.Resolving.Unanswered;
import io.seonchak.payment.toss.TossAnswer;
import io.seonchak.payment.toss.TossAnswer.Refused;
import io.seonchak.payment.toss.TossCode;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * What the gateway is asked about an attempt. Its key there is the attempt's id, so that the same
 * attempt sent again is done once. Never inside a transaction.
 */
@Component
class Asking {

  private final Gateway gateway;
  private final Cards cards;
  private final Registering registering;

  Asking(Gateway gateway, Cards cards, Registering registering) {
    this.gateway = gateway;
    this.cards = cards;
    this.registering = registering;
  }

  /** Sends the attempt, for the first time or again. */
  TossAnswer<Payment> send(Attempt attempt) {
    String order = attempt.orderId().toString();
    String key = attempt.id().toString();
    return switch (attempt.means()) {
      case Means.Window window ->
          gateway
              .toss()
              .confirm(new Confirmation(window.paymentKey(), order, attempt.amount()), key);
      case Means.OneTap tap -> charge(attempt, tap, order, key);
      case Means.Free _ ->
          throw new IllegalStateException("%s is free (expected: something to pay)".formatted(key));
    };
  }

  /** Whether it can be sent still: its card may have gone since. */
  boolean maySend(Attempt attempt) {
    return !(attempt.means() instanceof Means.OneTap tap) || card(attempt, tap).isPresent();
  }

  private Optional<Card> card(Attempt attempt, Means.OneTap tap) {
    return cards
        .of(attempt.memberId(), tap.billingKeyId())
        .filter(each -> each.state() == Card.State.ACTIVE);
  }

  private TossAnswer<Payment> charge(Attempt attempt, Means.OneTap tap, String order, String key) {
    Optional<Card> card = card(attempt, tap);
    if (card.isEmpty()) {
      return new Refused<>(TossCode.ALREADY_REMOVED_BILLING_KEY, "");
    }
    String name = Objects.requireNonNull(attempt.orderName(), "orderName");
    String customer = registering.customerKey(attempt.memberId());
    TossAnswer<Payment> answer =
        gateway
            .toss()
            .charge(
                registering.opened(card.get()),
                Charge.of(customer, attempt.amount(), order, name),
                key);
    if (answer instanceof Refused<Payment>(TossCode code, String _)
        && code == TossCode.ALREADY_REMOVED_BILLING_KEY) {
      registering.gone(card.get());
    }
    return answer;
  }

  /** What became of the attempt. */
  Resolution look(Attempt attempt) {
    String key = attempt.paymentKey();
    if (key != null) {
      return ofOrder(attempt, Resolving.askFor(gateway.toss(), key));
    }
    Resolution read = Resolving.ask(gateway.toss(), attempt.orderId().toString());
    // A window's payment of the same order says nothing of a card's.
    return read instanceof Captured(Payment payment) && payment.type() != Payment.Type.BILLING
        ? new Unanswered("another payment of the order")
        : read;
  }

  /** Whoever shows another order's key can take nothing by it, whatever became of that order. */
  private static Resolution ofOrder(Attempt attempt, Resolution read) {
    Payment payment =
        switch (read) {
          case Captured(Payment found) -> found;
          case AwaitingDeposit(Payment found) -> found;
          case NotCaptured(Payment found) -> found;
          case Open(Payment found) -> found;
          case NotKnown _, Unanswered _ -> null;
        };
    return payment == null || payment.orderId().equals(attempt.orderId().toString())
        ? read
        : new NotCaptured(payment);
  }
}
