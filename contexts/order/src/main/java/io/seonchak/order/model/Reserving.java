package io.seonchak.order.model;

import java.time.Duration;
import java.time.Instant;

/** From the units to the payment: what is held for an order, and on which terms. */
final class Reserving {

  /** How long after the grant a member may be given to pay, at most. */
  private static final Duration AFTER_GRANT_MAX = Duration.ofMinutes(30);

  private Reserving() {}

  static void held(Turn turn, Fact.UnitsHeld held) {
    if (turn.status() != Status.RESERVING || turn.order().units().held()) {
      return;
    }
    turn.become(turn.order().with(new Units(true, held.at(), held.until(), false)));
    turn.note(Mark.UNITS_HELD);
    settle(turn);
  }

  static void refused(Turn turn, Fact.UnitsRefused refused) {
    if (turn.status() != Status.RESERVING || turn.order().units().held()) {
      return;
    }
    turn.become(turn.order().withMissing(refused.missing()));
    turn.note(Mark.SOLD_OUT);
    turn.cancel(Reason.SOLD_OUT);
  }

  static void over(Turn turn, Fact.UnitsOver over) {
    switch (turn.status()) {
      case RESERVING, AWAITING_PAYMENT -> {
        lost(turn, over);
        turn.cancel(Reason.ofRelease(over.reason()));
      }
      case PAYING -> {
        lost(turn, over);
        Payments.endUnlessCharged(turn);
      }
      case PAID, PARTIALLY_REFUNDED, REFUNDING -> Refunds.goodsLost(turn, over);
      case CANCELLED, REFUNDED -> {}
    }
  }

  static void lost(Turn turn, Fact.UnitsOver over) {
    if (!turn.order().units().over()) {
      turn.become(turn.order().with(turn.order().units().lost()));
      turn.note(Mark.UNITS_LOST, over.reason());
    }
  }

  /** Asks for what the terms name; goes on at once where they name nothing. */
  static void settle(Turn turn) {
    Order order = turn.order();
    if (order.terms().names()) {
      turn.become(order.with(order.terms().asked()));
      turn.become(Status.RESERVING);
      turn.tell(turn.order().asReserved());
      return;
    }
    if (order.terms().told()) {
      turn.tell(order.asReserved());
    }
    awaitPayment(turn);
  }

  static void change(Turn turn, Terms next) {
    turn.become(turn.order().with(next).shared());
    turn.note(Mark.TERMS_CHANGED, next.revision());
    settle(turn);
  }

  static void couponApplied(Turn turn, Fact.CouponApplied applied) {
    Terms terms = turn.order().terms();
    if (!awaits(turn, applied.revision()) || !terms.couponOpen()) {
      return;
    }
    if (applied.discount() != terms.discount()) {
      refuse(turn, Mark.COUPON_REFUSED, "DISCOUNT_DIFFERS", Reason.COUPON_REFUSED);
      return;
    }
    turn.become(turn.order().with(terms.couponAnswered()));
    turn.note(Mark.COUPON_APPLIED, terms.discount());
    joined(turn);
  }

  static void couponRefused(Turn turn, Fact.CouponRefused refused) {
    if (awaits(turn, refused.revision()) && turn.order().terms().couponOpen()) {
      refuse(turn, Mark.COUPON_REFUSED, refused.reason(), Reason.COUPON_REFUSED);
    }
  }

  static void pointsHeld(Turn turn, Fact.PointsHeld held) {
    Terms terms = turn.order().terms();
    if (awaits(turn, held.revision()) && terms.pointsOpen()) {
      turn.become(turn.order().with(terms.pointsAnswered()));
      turn.note(Mark.POINTS_HELD, terms.points());
      joined(turn);
    }
  }

  static void pointsRefused(Turn turn, Fact.PointsRefused refused) {
    if (awaits(turn, refused.revision()) && turn.order().terms().pointsOpen()) {
      refuse(turn, Mark.POINTS_REFUSED, Long.toString(refused.available()), Reason.POINTS_REFUSED);
    }
  }

  /** An answer to other terms than the present ones is late. */
  private static boolean awaits(Turn turn, int revision) {
    return turn.status() == Status.RESERVING && turn.order().terms().revision() == revision;
  }

  private static void joined(Turn turn) {
    if (turn.order().terms().settled()) {
      awaitPayment(turn);
    }
  }

  /** At its first terms the order is over; later it goes on without them, for it has its units. */
  private static void refuse(Turn turn, Mark mark, String detail, String reason) {
    turn.note(mark, detail);
    if (turn.order().stand().payBy() == null) {
      turn.cancel(reason);
    } else {
      change(turn, turn.order().terms().next(null, 0, 0));
    }
  }

  private static void awaitPayment(Turn turn) {
    Stand stand = turn.order().stand();
    Instant payBy = payBy(turn.order(), turn.now());
    turn.become(
        turn.order().with(new Stand(Status.AWAITING_PAYMENT, turn.now(), stand.reason(), payBy)));
    turn.tell(turn.order().asAwaitingPayment());
    turn.note(Mark.AWAITING_PAYMENT, turn.order().amount());
  }

  /**
   * The time to pay counts from the first moment at which it may be paid, and stands still while
   * other terms are reserved; a slow saga takes nobody's time away.
   */
  private static Instant payBy(Order order, Instant now) {
    Stand stand = order.stand();
    Instant before = stand.payBy();
    Units units = order.units();
    Instant granted = units.grantedAt() == null ? order.origin().placedAt() : units.grantedAt();
    Instant wished;
    if (before == null) {
      wished = now.plus(order.origin().payWithin());
    } else if (stand.status() == Status.RESERVING && now.isAfter(stand.since())) {
      wished = before.plus(Duration.between(stand.since(), now));
    } else {
      wished = before;
    }
    Instant bounded = earlier(wished, granted.plus(AFTER_GRANT_MAX));
    return units.until() == null ? bounded : later(bounded, units.until());
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
