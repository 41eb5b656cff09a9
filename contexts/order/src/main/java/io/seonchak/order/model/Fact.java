package io.seonchak.order.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an order hears. Facts come late, early, twice and in any order; none is refused. */
public sealed interface Fact {

  /**
   * A member was granted units of a drop: there is an order of it.
   *
   * @param line the order's line
   * @param until until when the units are held
   */
  record Granted(UUID member, Line line, Instant at, @Nullable Instant until, Duration payWithin)
      implements Fact {}

  /** All units of an everyday order are held. */
  record UnitsHeld(Instant at, Instant until) implements Fact {}

  /** None of the units is held, because some were not to be had. */
  record UnitsRefused(List<Missing> missing) implements Fact {}

  /**
   * Units of a pool are not held any more.
   *
   * @param reason why: EXPIRED, RETURNED, CANCELLED or OPERATOR
   */
  record UnitsOver(UUID pool, String reason) implements Fact {}

  /** The coupon of a revision is reserved. */
  record CouponApplied(int revision, long discount) implements Fact {}

  /** The coupon of a revision cannot be used. */
  record CouponRefused(int revision, String reason) implements Fact {}

  /** The points of a revision are held. */
  record PointsHeld(int revision) implements Fact {}

  /** There are not so many points as a revision names. */
  record PointsRefused(int revision, long available) implements Fact {}

  /** The money is there. */
  record Approved(UUID attempt, long amount, String method, Instant at) implements Fact {}

  /** A virtual account was given out. */
  record DepositAwaited(UUID attempt, Instant dueAt) implements Fact {}

  /** An attempt took nothing, for good. */
  record PaymentFailed(UUID attempt, String code) implements Fact {}

  /** Money went back. */
  record RefundDone(UUID refund, long amount, Instant at) implements Fact {}

  /** Money cannot go back by itself. */
  record RefundRefused(UUID refund, String code) implements Fact {}
}
