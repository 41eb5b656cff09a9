package io.seonchak.coupon;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was heard of an order.
 *
 * @param revision the last terms heard; 0 before the first
 * @param coupon what those terms named
 * @param discount what it takes off, in won
 * @param refused why the order did not get it; null when it did, or named none
 * @param hasIt whether the order has the coupon now
 */
record CouponUse(
    UUID order,
    int revision,
    Stage stage,
    @Nullable UUID coupon,
    long discount,
    @Nullable String refused,
    boolean hasIt) {

  /** Where the order stands, as far as coupons are concerned. */
  enum Stage {
    /** Its terms may change. */
    OPEN,
    /** Its coupon is used. */
    PAID,
    /** Over and never paid; what comes late takes nothing. */
    CANCELLED,
    /** Given back whole. */
    REFUNDED
  }

  /** The coupon the order has now. */
  @Nullable UUID has() {
    return hasIt ? coupon : null;
  }

  /** With terms that name no coupon. */
  CouponUse without(int terms) {
    return new CouponUse(order, terms, stage, null, 0, null, false);
  }

  /** With terms whose coupon it has. */
  CouponUse having(int terms, UUID named, long off) {
    return new CouponUse(order, terms, stage, named, off, null, true);
  }

  /** With terms whose coupon it did not get. */
  CouponUse refused(int terms, UUID named, String reason) {
    return new CouponUse(order, terms, stage, named, 0, reason, false);
  }

  /** Paid, with the coupon it has used. */
  CouponUse paid(@Nullable UUID used) {
    long off = used != null && used.equals(coupon) ? discount : 0;
    return new CouponUse(order, revision, Stage.PAID, used, off, null, used != null);
  }

  /** Over; it has nothing any more. */
  CouponUse over(Stage end) {
    return new CouponUse(order, revision, end, coupon, discount, refused, false);
  }
}
