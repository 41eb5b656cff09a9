package io.seonchak.payment.application;

import io.seonchak.payment.model.Attempt;
import io.seonchak.payment.model.AttemptState;
import io.seonchak.payment.model.Cancel;
import io.seonchak.payment.model.Means;
import io.seonchak.payment.model.Repair;
import io.seonchak.payment.store.Attempts;
import io.seonchak.payment.store.Cancels;
import io.seonchak.payment.toss.Payment;
import io.seonchak.payment.toss.Resolving;
import io.seonchak.payment.toss.Resolving.AwaitingDeposit;
import io.seonchak.payment.toss.Resolving.Captured;
import io.seonchak.payment.toss.Resolving.NotCaptured;
import io.seonchak.payment.toss.Resolving.NotKnown;
import io.seonchak.payment.toss.Resolving.Open;
import io.seonchak.payment.toss.Resolving.Resolution;
import io.seonchak.payment.toss.Resolving.Unanswered;
import io.seonchak.payment.toss.TossCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Finds out what became of attempts, by reading at the gateway. Nothing is ever charged anew: while
 * a request may have been lost on its way, the same attempt is sent again under its key, for a
 * minute and a half; afterwards it is only read. Any number of instances.
 */
@Component
public class Reconciling {

  /**
   * How long an attempt may be sent again: longer than the lease of whoever died with it, and with
   * the time an answer may take shorter than the two minutes for which its order holds its units.
   */
  static final Duration SENT_AGAIN_WITHIN = Duration.ofSeconds(90);

  /**
   * After so long the gateway lets nobody confirm any more: what it does not know will not come.
   */
  static final Duration CONFIRMED_WITHIN = Duration.ofMinutes(15);

  /** From one question to the next once the first minute is over. */
  static final Duration LATER = Duration.ofSeconds(30);

  /** A deposit counts when it is still there so long after it was seen. */
  static final Duration DEPOSIT_SETTLES = Duration.ofMinutes(10);

  /** From a look that failed in our own house to the next. */
  static final Duration SOON = Duration.ofSeconds(2);

  /** Taken at once, and looked at at once. */
  static final int TAKEN = 16;

  /** Longer than two questions can take. */
  static final Duration LEASE = Duration.ofSeconds(60);

  private final Attempts attempts;
  private final Cancels cancels;
  private final Asking asking;
  private final Settling settling;
  private final Strays strays;
  private final Noting noting;
  private final Clock clock;

  Reconciling(
      Attempts attempts,
      Cancels cancels,
      Asking asking,
      Settling settling,
      Strays strays,
      Noting noting,
      Clock clock) {
    this.attempts = attempts;
    this.cancels = cancels;
    this.asking = asking;
    this.settling = settling;
    this.strays = strays;
    this.noting = noting;
    this.clock = clock;
  }

  /** One round; how many were looked at. */
  public int once() {
    Instant now = clock.instant();
    List<Attempt> due = attempts.takeDue(now, now.plus(LEASE), TAKEN);
    Together.each(due, this::look, each -> attempts.lookAt(each.id(), soon()));
    return due.size();
  }

  private Instant soon() {
    return clock.instant().plus(SOON);
  }

  private void look(Attempt attempt) {
    if (!attempt.sent()) {
      unsent(attempt);
      return;
    }
    if (attempt.means() instanceof Means.Free) {
      settling.free(attempt);
      return;
    }
    Resolution seen = asking.look(attempt);
    switch (attempt.state()) {
      case STARTED, UNKNOWN -> underWay(attempt, seen);
      case WAITING -> waiting(attempt, seen);
      case DONE -> done(attempt, seen);
      case FAILED -> failed(attempt, seen);
    }
  }

  /** Whoever made it has gone; the order may have let it begin. */
  private void unsent(Attempt attempt) {
    Instant end = attempt.madeAt().plus(Paying.UNDISTURBED);
    if (attempt.state() != AttemptState.STARTED) {
      attempts.lookAt(attempt.id(), null);
    } else if (clock.instant().isBefore(end)) {
      attempts.lookAt(attempt.id(), end);
    } else {
      settling.fail(attempt, TossCode.NOT_SENT.name(), true);
    }
  }

  private void underWay(Attempt attempt, Resolution seen) {
    switch (seen) {
      case Captured(Payment payment) -> settling.came(attempt, payment);
      case AwaitingDeposit(Payment payment) -> settling.came(attempt, payment);
      case NotCaptured(Payment payment) -> settling.fail(attempt, why(attempt, payment), false);
      case Open _ -> again(attempt);
      case NotKnown _ -> {
        if (age(attempt).compareTo(CONFIRMED_WITHIN) > 0) {
          settling.fail(attempt, TossCode.NOT_FOUND_PAYMENT.name(), false);
        } else {
          again(attempt);
        }
      }
      case Unanswered _ -> later(attempt);
    }
  }

  /**
   * Nothing was taken so far. The request was lost, or is still on its way: then the gateway knows
   * its key.
   */
  private void again(Attempt attempt) {
    boolean lost =
        attempt.state() == AttemptState.UNKNOWN || age(attempt).compareTo(Paying.UNDISTURBED) >= 0;
    if (lost && age(attempt).compareTo(SENT_AGAIN_WITHIN) < 0 && asking.maySend(attempt)) {
      settling.take(unsure(attempt), asking.send(attempt));
    } else {
      later(attempt);
    }
  }

  /** As it is told of from now on, whatever it was when it was read. */
  private Attempt unsure(Attempt attempt) {
    later(attempt);
    return attempts.byId(attempt.id()).orElse(attempt);
  }

  private void later(Attempt attempt) {
    Duration pause =
        Resolving.pauseAfter(
                attempt.looks() + 1, Duration.between(attempt.waitedForSince(), clock.instant()))
            .orElse(LATER);
    settling.unsure(attempt, pause);
  }

  /** A deposit may be taken back within minutes; what is still there then stays. */
  private void waiting(Attempt attempt, Resolution seen) {
    Instant now = clock.instant();
    switch (seen) {
      case Captured(Payment payment) -> {
        Instant since = attempt.depositSeenAt();
        if (since == null) {
          attempts.depositSeen(attempt.id(), now, now.plus(DEPOSIT_SETTLES));
        } else if (now.isBefore(since.plus(DEPOSIT_SETTLES))) {
          attempts.depositSeen(attempt.id(), since, since.plus(DEPOSIT_SETTLES));
        } else {
          settling.came(attempt, payment);
        }
      }
      case AwaitingDeposit _ ->
          attempts.depositSeen(attempt.id(), null, now.plus(Deposits.LOOKED_AT_EVERY));
      case NotCaptured(Payment payment) -> settling.fail(attempt, why(attempt, payment), false);
      case Open _, NotKnown _, Unanswered _ -> attempts.lookAt(attempt.id(), now.plus(LATER));
    }
  }

  /** Somebody said that a paid one has changed. */
  private void done(Attempt attempt, Resolution seen) {
    switch (seen) {
      case Captured(Payment payment) -> compared(attempt, payment);
      case AwaitingDeposit _ ->
          noting.note(Repair.Kind.DEPOSIT_REVERSED, attempt, "paid " + attempt.amount() + " won");
      case NotCaptured _, Open _, NotKnown _ ->
          noting.note(Repair.Kind.NOT_CAPTURED, attempt, seen.getClass().getSimpleName());
      case Unanswered _ -> {
        attempts.lookAt(attempt.id(), clock.instant().plus(LATER));
        return;
      }
    }
    attempts.lookAt(attempt.id(), null);
  }

  /** More was paid back than we asked for. */
  private void compared(Attempt attempt, Payment payment) {
    List<Cancel> ours = cancels.of(attempt.orderId());
    long others =
        payment.cancels().stream()
            .filter(Payment.Cancel::done)
            .filter(each -> ours.stream().noneMatch(our -> our.isTold(each.cancelReason())))
            .mapToLong(Payment.Cancel::cancelAmount)
            .sum();
    if (others > 0) {
      noting.note(Repair.Kind.CANCELLED_ELSEWHERE, attempt, others + " won");
    }
  }

  /** A failure stays one: what was taken after all goes back. */
  private void failed(Attempt attempt, Resolution seen) {
    if (seen instanceof Unanswered) {
      attempts.lookAt(attempt.id(), clock.instant().plus(LATER));
      return;
    }
    if (seen instanceof Captured(Payment payment)) {
      strays.found(attempt.orderId(), attempt.memberId(), payment);
    }
    attempts.lookAt(attempt.id(), null);
  }

  private Duration age(Attempt attempt) {
    Instant sent = attempt.sentAt();
    return Duration.between(sent == null ? attempt.madeAt() : sent, clock.instant());
  }

  private static String why(Attempt attempt, Payment payment) {
    if (!payment.orderId().equals(attempt.orderId().toString())) {
      return TossCode.INVALID_REQUEST.name();
    }
    Payment.Failure failure = payment.failure();
    String code = failure == null ? null : failure.code();
    return code == null || !code.matches("[A-Z0-9_]{1,60}") ? payment.status().name() : code;
  }
}
