package io.seonchak.order.model;

import io.seonchak.contracts.order.OrderClient.Verdict;
import io.seonchak.order.model.Order.Begun;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Attempts to pay, one at a time, and what comes of them. */
final class Payments {

  private Payments() {}

  static Begun begin(Order order, UUID attempt, long amount, Instant now) {
    return switch (order.stand().status()) {
      case RESERVING -> new Begun(Verdict.NOT_READY, null);
      case AWAITING_PAYMENT -> first(order, attempt, amount, now);
      case PAYING ->
          order.isPaying(attempt)
              ? new Begun(Verdict.GO, new Turn(order, now).end())
              : new Begun(Verdict.PAYING, null);
      case PAID, REFUNDING, PARTIALLY_REFUNDED, REFUNDED -> new Begun(Verdict.ALREADY_PAID, null);
      case CANCELLED -> new Begun(Verdict.ORDER_EXPIRED, null);
    };
  }

  private static Begun first(Order order, UUID attempt, long amount, Instant now) {
    // An attempt that is over does not begin again, however late its question comes.
    if (order.attempt(attempt).isPresent()) {
      return new Begun(Verdict.ORDER_EXPIRED, null);
    }
    if (amount != order.amount()) {
      return new Begun(Verdict.AMOUNT_MISMATCH, null);
    }
    var turn = new Turn(order, now);
    turn.become(order.with(new Attempt(attempt, Attempt.State.BEGUN, amount, now)));
    turn.become(turn.order().with(Paying.by(attempt)));
    turn.become(Status.PAYING);
    turn.note(Mark.PAYING);
    return new Begun(Verdict.GO, turn.end());
  }

  static void approved(Turn turn, Fact.Approved approved) {
    Order order = turn.order();
    if (is(order, approved.attempt(), Attempt.State.APPROVED)) {
      return;
    }
    turn.become(
        order.with(
            new Attempt(
                approved.attempt(), Attempt.State.APPROVED, approved.amount(), turn.now())));
    switch (turn.status()) {
      case AWAITING_PAYMENT, PAYING -> settle(turn, approved);
      case RESERVING -> tooLate(turn, approved, Reason.PAYMENT_DIFFERS);
      case CANCELLED -> Refunds.late(turn, approved);
      // The payment context lets no two attempts through; if it happened, money is not moved
      // blindly.
      case PAID, REFUNDING, PARTIALLY_REFUNDED, REFUNDED ->
          turn.note(Mark.SECOND_APPROVAL, approved.attempt());
    }
  }

  private static void settle(Turn turn, Fact.Approved approved) {
    Order order = turn.order();
    if (order.paying().cancelAsked()) {
      tooLate(turn, approved, Reason.BY_MEMBER);
    } else if (order.units().over()) {
      tooLate(turn, approved, Reason.EXPIRED);
    } else if (approved.amount() != order.amount()) {
      tooLate(turn, approved, Reason.PAYMENT_DIFFERS);
    } else {
      paid(turn, approved);
    }
  }

  private static void paid(Turn turn, Fact.Approved approved) {
    turn.become(
        turn.order()
            .with(new Paying(approved.attempt(), null, false, approved.at(), approved.method())));
    turn.become(Status.PAID);
    turn.tell(turn.order().asPaid());
    turn.note(Mark.PAID, approved.method());
  }

  private static void tooLate(Turn turn, Fact.Approved approved, String reason) {
    turn.cancel(reason);
    Refunds.late(turn, approved);
  }

  static void depositAwaited(Turn turn, Fact.DepositAwaited awaited) {
    Paying paying = turn.order().paying();
    if (turn.status() != Status.PAYING
        || !awaited.attempt().equals(paying.attempt())
        || awaited.dueAt().equals(paying.depositDue())) {
      return;
    }
    Stand stand = turn.order().stand();
    turn.become(
        turn.order()
            .with(new Paying(paying.attempt(), awaited.dueAt(), paying.cancelAsked(), null, null))
            .with(new Stand(Status.PAYING, stand.since(), null, awaited.dueAt())));
    turn.note(Mark.WAITING_FOR_DEPOSIT, awaited.dueAt());
    endUnlessCharged(turn);
    if (turn.status() == Status.PAYING) {
      turn.tell(turn.order().asAwaitingPayment());
    }
  }

  /**
   * Ends an order that somebody may still pay into an account for, if it is to end; whoever gave
   * the account out closes it. A charge that is under way decides by itself.
   */
  static void endUnlessCharged(Turn turn) {
    if (turn.order().paying().depositDue() == null) {
      return;
    }
    if (turn.order().paying().cancelAsked()) {
      turn.cancel(Reason.BY_MEMBER);
    } else if (turn.order().units().over()) {
      turn.cancel(Reason.EXPIRED);
    }
  }

  static void failed(Turn turn, Fact.PaymentFailed failed) {
    Order order = turn.order();
    Optional<Attempt> known = order.attempt(failed.attempt());
    if (known.isPresent() && known.get().state() != Attempt.State.BEGUN) {
      return;
    }
    long amount = known.map(Attempt::amount).orElse(0L);
    turn.become(
        order.with(new Attempt(failed.attempt(), Attempt.State.FAILED, amount, turn.now())));
    if (order.isPaying(failed.attempt())) {
      turn.note(Mark.PAYMENT_FAILED, failed.code());
      open(turn);
    }
  }

  /** It may be paid again, unless it ended meanwhile. */
  private static void open(Turn turn) {
    Paying paying = turn.order().paying();
    if (paying.cancelAsked()) {
      turn.cancel(Reason.BY_MEMBER);
    } else if (turn.order().units().over()) {
      turn.cancel(Reason.EXPIRED);
    } else {
      turn.become(turn.order().with(Paying.NOT));
      turn.become(Status.AWAITING_PAYMENT);
    }
  }

  private static boolean is(Order order, UUID attempt, Attempt.State state) {
    Optional<Attempt> known = order.attempt(attempt);
    return known.isPresent() && known.get().state() == state;
  }
}
