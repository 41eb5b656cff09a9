package io.seonchak.payment.application;

import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.contracts.payment.PaymentEvent;
import io.seonchak.payment.model.Attempt;
import io.seonchak.payment.model.AttemptState;
import io.seonchak.payment.model.Cancel;
import io.seonchak.payment.model.Cancel.Purpose;
import io.seonchak.payment.model.Repair;
import io.seonchak.payment.store.Attempts;
import io.seonchak.payment.store.Cancels;
import io.seonchak.payment.toss.Cancellation;
import io.seonchak.payment.toss.Payment;
import io.seonchak.payment.toss.PaymentStatus;
import io.seonchak.payment.toss.TossAnswer.Done;
import io.seonchak.payment.toss.TossAnswer.Refused;
import io.seonchak.payment.toss.TossAnswer.Retry;
import io.seonchak.payment.toss.TossAnswer.Unknown;
import io.seonchak.payment.toss.TossCode;
import io.seonchak.platform.event.Outbox;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Lets money go back at the gateway, each refund once. Of one order one after the other; the
 * gateway knows a refund by its key, does it only while so much is left as we believe, and shows it
 * among the payment's cancels under its id. Whatever was sent and not answered is read before it is
 * sent again, and what is older than the gateway keeps keys is read only. Any number of instances.
 */
@Component
public class PayingBack {

  /** The gateway keeps keys for 15 days; a day earlier nothing is sent any more. */
  static final Duration KEY_KEPT = Duration.ofDays(14);

  private static final Duration IN_FLIGHT = Duration.ofSeconds(5);
  private static final Duration PAUSE_MAX = Duration.ofMinutes(5);

  private final Attempts attempts;
  private final Cancels cancels;
  private final Gateway gateway;
  private final Refunding refunding;
  private final Noting noting;
  private final Outbox<PaymentEvent> outbox;
  private final Outcomes outcomes;
  private final Clock clock;
  private final TransactionTemplate transaction;

  PayingBack(
      Attempts attempts,
      Cancels cancels,
      Gateway gateway,
      Refunding refunding,
      Noting noting,
      Outbox<PaymentEvent> outbox,
      Outcomes outcomes,
      Clock clock,
      PlatformTransactionManager transactions) {
    this.attempts = attempts;
    this.cancels = cancels;
    this.gateway = gateway;
    this.refunding = refunding;
    this.noting = noting;
    this.outbox = outbox;
    this.outcomes = outcomes;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactions);
  }

  /**
   * What is paid back, of which payment.
   *
   * @param left what is left of it by our books, in won; none where all of it goes
   */
  private record Due(Cancel cancel, String paymentKey, @Nullable Long left) {}

  /** One round; how many were taken up. */
  public int once() {
    Instant now = clock.instant();
    List<Cancel> due = cancels.takeDue(now, now.plus(Reconciling.LEASE), Reconciling.TAKEN);
    Together.each(
        due,
        this::takeUp,
        each -> cancels.later(each.id(), clock.instant().plus(Reconciling.SOON)));
    return due.size();
  }

  private void takeUp(Cancel cancel) {
    due(cancel).ifPresent(this::carryOut);
  }

  /** Empty where it has to wait, or cannot be. */
  private Optional<Due> due(Cancel cancel) {
    if (cancel.purpose() != Purpose.REFUND) {
      String key = Objects.requireNonNull(cancel.paymentKey());
      return Optional.of(new Due(cancel, key, null));
    }
    Attempt live = attempts.live(cancel.orderId()).orElse(null);
    if (live == null || (live.state() == AttemptState.DONE && live.paymentKey() == null)) {
      refuse(cancel, "NOT_PAID");
      return Optional.empty();
    }
    if (live.state() != AttemptState.DONE) {
      cancels.later(cancel.id(), clock.instant().plus(IN_FLIGHT));
      return Optional.empty();
    }
    return Optional.of(new Due(cancel, Objects.requireNonNull(live.paymentKey()), live.left()));
  }

  private void carryOut(Due due) {
    Cancel cancel = due.cancel();
    boolean old = cancel.madeAt().plus(KEY_KEPT).isBefore(clock.instant());
    if (old || cancel.state() == Cancel.State.SENT || cancel.generation() > 0) {
      switch (gateway.toss().payment(due.paymentKey())) {
        case Done<Payment>(Payment payment) -> decide(due, payment, old);
        case Refused<Payment> _, Retry<Payment> _, Unknown<Payment> _ -> later(cancel);
      }
    } else if (due.left() != null && due.left() < Objects.requireNonNull(cancel.amount())) {
      refuse(cancel, "MORE_THAN_PAID");
    } else {
      send(due, cancel.guardedBy(due.left()));
    }
  }

  /** By what the gateway shows. */
  private void decide(Due due, Payment payment, boolean old) {
    Cancel cancel = due.cancel();
    if (over(due, payment)) {
      return;
    }
    if (cancel.purpose() == Purpose.ACCOUNT
        && payment.status() != PaymentStatus.WAITING_FOR_DEPOSIT) {
      refuse(cancel, "DEPOSITED");
    } else if (old) {
      refuse(cancel, "TOO_OLD");
    } else if (cancel.amount() != null && payment.balanceAmount() < cancel.amount()) {
      refuse(cancel, TossCode.NOT_CANCELABLE_AMOUNT.name());
    } else {
      send(due, cancel.guardedBy(due.left() == null ? null : payment.balanceAmount()));
    }
  }

  /** Whether the gateway shows what became of it, which then is noted. */
  private boolean over(Due due, Payment payment) {
    Cancel cancel = due.cancel();
    Optional<Payment.Cancel> ours =
        payment.cancels().stream().filter(each -> cancel.isTold(each.cancelReason())).findFirst();
    if (ours.isPresent()) {
      shown(due, payment, ours.get());
    } else if (nothingToDo(cancel, payment)) {
      end(due, clock.instant());
    } else {
      return false;
    }
    return true;
  }

  /** An answer that does not show ours was not to what we asked. */
  private void answered(Due due, Cancel sent, Payment payment) {
    if (!over(new Due(sent, due.paymentKey(), due.left()), payment)) {
      later(sent);
    }
  }

  private static boolean nothingToDo(Cancel cancel, Payment payment) {
    return switch (cancel.purpose()) {
      case REFUND -> false;
      case STRAY -> payment.fullyCancelled() || !payment.captured();
      case ACCOUNT ->
          payment.status() == PaymentStatus.CANCELED || payment.status() == PaymentStatus.EXPIRED;
    };
  }

  private void shown(Due due, Payment payment, Payment.Cancel ours) {
    Payment.VirtualAccount account = payment.virtualAccount();
    boolean bounced =
        account != null
            && (account.refundStatus() == Payment.VirtualAccount.RefundStatus.FAILED
                || account.refundStatus() == Payment.VirtualAccount.RefundStatus.PARTIAL_FAILED);
    if (bounced || ours.cancelStatus() == Payment.Cancel.Status.ABORTED) {
      refuse(due.cancel(), "REFUND_FAILED");
    } else if (ours.done()) {
      OffsetDateTime at = ours.canceledAt();
      end(due, at == null ? clock.instant() : at.toInstant());
    } else {
      later(due.cancel());
    }
  }

  private void send(Due due, Cancel as) {
    Optional<Cancellation> request = cancellation(as);
    if (request.isEmpty()) {
      refuse(as, TossCode.INVALID_REFUND_ACCOUNT_INFO.name());
      return;
    }
    Instant now = clock.instant();
    if (!cancels.sending(due.cancel(), as, now, now.plus(Reconciling.LEASE))) {
      return;
    }
    Cancel sent = cancels.byId(as.id()).orElseThrow();
    switch (gateway.toss().cancel(due.paymentKey(), request.get(), sent.key())) {
      case Done<Payment>(Payment payment) -> answered(due, sent, payment);
      case Refused<Payment>(TossCode code, String _) -> refuse(sent, code.name());
      case Retry<Payment>(TossCode _, Duration after, boolean sameKey) -> {
        if (sameKey) {
          cancels.later(sent.id(), clock.instant().plus(after));
        } else {
          cancels.nextKey(sent.id(), clock.instant().plus(after));
        }
      }
      case Unknown<Payment> _ -> later(sent);
    }
  }

  /** Empty where the gateway could not even be asked: the account is none. */
  private Optional<Cancellation> cancellation(Cancel cancel) {
    var asked = new Cancellation(cancel.told(), cancel.amount(), cancel.guard(), null, null);
    OrderEvent.RefundAccount account = refunding.account(cancel);
    if (account == null) {
      return Optional.of(asked);
    }
    try {
      return Optional.of(
          asked.to(
              new Cancellation.RefundAccount(
                  account.bank(), account.accountNumber(), account.holderName())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private void later(Cancel cancel) {
    Duration pause = Duration.ofSeconds(1L << Math.min(cancel.looks(), 8));
    cancels.later(
        cancel.id(), clock.instant().plus(pause.compareTo(PAUSE_MAX) < 0 ? pause : PAUSE_MAX));
  }

  private void end(Due due, Instant at) {
    Cancel cancel = due.cancel();
    if (!within(() -> ended(cancel, at))) {
      return;
    }
    outcomes.count(Outcomes.Kind.CANCELLED);
    if (cancel.purpose() == Purpose.ACCOUNT) {
      attempts.hinted(cancel.orderId(), due.paymentKey(), clock.instant());
    }
  }

  /** The refund before its attempt, as all do who lock both. */
  private boolean ended(Cancel cancel, Instant at) {
    if (!cancels.end(cancel.id(), Cancel.State.DONE, "DONE", at)) {
      return false;
    }
    if (cancel.purpose() == Purpose.REFUND) {
      attempts.refunded(cancel.orderId(), Objects.requireNonNull(cancel.amount()));
      outbox.append(Refunding.done(cancel, at));
    }
    return true;
  }

  private void refuse(Cancel cancel, String code) {
    boolean mine =
        within(
            () -> {
              if (!cancels.end(cancel.id(), Cancel.State.REFUSED, code, clock.instant())) {
                return false;
              }
              if (cancel.purpose() == Purpose.REFUND) {
                outbox.append(Refunding.refused(cancel, code));
              }
              return true;
            });
    if (mine) {
      outcomes.count(Outcomes.Kind.CANCEL_REFUSED);
      if (cancel.purpose() != Purpose.ACCOUNT) {
        noting.note(Repair.Kind.CANCEL_REFUSED, cancel.orderId(), cancel.id(), code);
      }
    }
  }

  private boolean within(BooleanSupplier work) {
    return Boolean.TRUE.equals(transaction.execute(status -> work.getAsBoolean()));
  }
}
