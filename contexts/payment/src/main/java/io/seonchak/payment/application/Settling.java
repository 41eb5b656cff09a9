package io.seonchak.payment.application;

import io.seonchak.contracts.payment.PaymentEvent;
import io.seonchak.payment.model.Attempt;
import io.seonchak.payment.model.AttemptState;
import io.seonchak.payment.model.Repair;
import io.seonchak.payment.store.Attempts;
import io.seonchak.payment.store.Attempts.Came;
import io.seonchak.payment.toss.Payment;
import io.seonchak.payment.toss.PaymentStatus;
import io.seonchak.payment.toss.Resolving.AwaitingDeposit;
import io.seonchak.payment.toss.Resolving.Captured;
import io.seonchak.payment.toss.Resolving.NotCaptured;
import io.seonchak.payment.toss.Resolving.NotKnown;
import io.seonchak.payment.toss.Resolving.Open;
import io.seonchak.payment.toss.Resolving.Unanswered;
import io.seonchak.payment.toss.TossAnswer;
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
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What follows from an answer about an attempt: its new state and what others are told, in one
 * transaction, once whoever and how many settle it.
 */
@Component
class Settling {

  /** A free order's method. */
  static final String FREE = "FREE";

  /** How long after a failure that was unknown before somebody looks whether it stays one. */
  static final Duration LOOKED_BACK_AFTER = Duration.ofMinutes(15);

  /** From an answer that did not come to the first question. */
  static final Duration FIRST_LOOK = Duration.ofSeconds(1);

  private final Attempts attempts;
  private final Asking asking;
  private final Deposits deposits;
  private final Noting noting;
  private final Outbox<PaymentEvent> outbox;
  private final Outcomes outcomes;
  private final Clock clock;
  private final TransactionTemplate transaction;

  Settling(
      Attempts attempts,
      Asking asking,
      Deposits deposits,
      Noting noting,
      Outbox<PaymentEvent> outbox,
      Outcomes outcomes,
      Clock clock,
      PlatformTransactionManager transactions) {
    this.attempts = attempts;
    this.asking = asking;
    this.deposits = deposits;
    this.noting = noting;
    this.outbox = outbox;
    this.outcomes = outcomes;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactions);
  }

  /** Takes what the gateway answered to an attempt that was sent. */
  void take(Attempt attempt, TossAnswer<Payment> answer) {
    switch (answer) {
      case Done<Payment>(Payment payment) -> came(attempt, payment);
      case Refused<Payment>(TossCode code, String _) -> fail(attempt, code.name(), false);
      case Retry<Payment>(TossCode code, Duration after, boolean sameKey) -> {
        if (!sameKey) {
          readBack(attempt, code);
        } else if (code == TossCode.NOT_SENT && attempt.state() == AttemptState.STARTED) {
          fail(attempt, code.name(), true);
        } else {
          unsure(attempt, after);
        }
      }
      case Unknown<Payment> _ -> lost(attempt);
    }
  }

  /** Whoever sent it again has said when it is looked at next. */
  private void lost(Attempt attempt) {
    if (attempt.unsureAt() == null) {
      unsure(attempt, FIRST_LOOK);
    }
  }

  /** A failure is one when it was read: nothing was taken. */
  private void readBack(Attempt attempt, TossCode code) {
    switch (asking.look(attempt)) {
      case Captured(Payment payment) -> came(attempt, payment);
      case AwaitingDeposit(Payment payment) -> came(attempt, payment);
      case NotCaptured _, Open _, NotKnown _ -> fail(attempt, code.name(), true);
      case Unanswered _ -> lost(attempt);
    }
  }

  /** Money came, or an account was given out to pay into. */
  void came(Attempt attempt, Payment payment) {
    if (payment.status() == PaymentStatus.WAITING_FOR_DEPOSIT) {
      await(attempt, payment);
    } else if (payment.fullyCancelled()) {
      fail(attempt, "CANCELED_AT_GATEWAY", false);
    } else {
      approve(attempt, payment);
    }
  }

  private void approve(Attempt attempt, Payment payment) {
    Instant now = clock.instant();
    if (payment.totalAmount() != attempt.amount()) {
      noting.note(Repair.Kind.OTHER_THAN_ASKED, attempt, "taken: " + payment.totalAmount());
      unsure(attempt, Reconciling.LATER);
      return;
    }
    OffsetDateTime approved = payment.approvedAt();
    approved(
        attempt,
        new Came(payment.paymentKey(), payment.methodWord(), receipt(payment)),
        approved == null ? now : approved.toInstant());
  }

  /** Nothing was to be paid. */
  void free(Attempt attempt) {
    approved(attempt, new Came(null, FREE, null), clock.instant());
  }

  private void approved(Attempt attempt, Came came, Instant approvedAt) {
    String method = came.method() == null ? "UNKNOWN" : came.method();
    boolean mine =
        within(
            () -> {
              if (!attempts.done(attempt.id(), came, clock.instant())) {
                return false;
              }
              outbox.append(
                  new PaymentEvent.Approved(
                      attempt.orderId(),
                      attempt.memberId(),
                      attempt.id(),
                      attempt.id(),
                      attempt.amount(),
                      method,
                      approvedAt));
              return true;
            });
    count(mine, method.equals(FREE) ? Outcomes.Kind.FREE : Outcomes.Kind.PAID);
  }

  private void await(Attempt attempt, Payment payment) {
    Deposits.Given given = deposits.given(attempt, payment);
    boolean mine =
        within(
            () -> {
              var came = new Came(payment.paymentKey(), payment.methodWord(), receipt(payment));
              if (!attempts.waiting(
                  attempt.id(), came, given.sealed(), given.dueAt(), given.lookAt())) {
                return false;
              }
              outbox.append(
                  new PaymentEvent.WaitingForDeposit(
                      attempt.orderId(), attempt.memberId(), attempt.id(), given.dueAt()));
              return true;
            });
    count(mine, Outcomes.Kind.WAITING);
  }

  /**
   * It came to nothing, surely.
   *
   * @param again whether the same means may be tried in a new attempt
   */
  void fail(Attempt attempt, String code, boolean again) {
    Instant now = clock.instant();
    Instant back = attempt.unsureAt() == null ? null : now.plus(LOOKED_BACK_AFTER);
    boolean mine =
        within(
            () -> {
              if (!attempts.failed(attempt.id(), code, again, now, back)) {
                return false;
              }
              outbox.append(
                  new PaymentEvent.Failed(
                      attempt.orderId(), attempt.memberId(), attempt.id(), code));
              return true;
            });
    count(mine, Outcomes.Kind.FAILED);
  }

  /** Nobody knows; it is asked about again. */
  void unsure(Attempt attempt, Duration pause) {
    Instant now = clock.instant();
    attempts.unsure(attempt.id(), now, now.plus(pause));
    if (attempt.unsureAt() == null) {
      outcomes.count(Outcomes.Kind.UNKNOWN);
    }
  }

  private static @Nullable String receipt(Payment payment) {
    Payment.Link link = payment.receipt();
    return link == null ? null : link.url();
  }

  private void count(boolean mine, Outcomes.Kind kind) {
    if (mine) {
      outcomes.count(kind);
    }
  }

  private boolean within(BooleanSupplier work) {
    return Boolean.TRUE.equals(transaction.execute(status -> work.getAsBoolean()));
  }
}
