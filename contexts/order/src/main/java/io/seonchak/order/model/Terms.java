package io.seonchak.order.model;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is taken off, and what is not answered yet of it.
 *
 * @param revision from 1; grows with each change
 * @param coupon null for none
 * @param discount what the coupon takes off, in won
 * @param points in won
 * @param told whether this or an earlier revision was told, so that somebody may hold something
 * @param couponOpen whether the coupon's answer is awaited
 * @param pointsOpen whether the points' answer is awaited
 */
public record Terms(
    int revision,
    @Nullable UUID coupon,
    long discount,
    long points,
    boolean told,
    boolean couponOpen,
    boolean pointsOpen) {

  /** The first terms. */
  public static Terms first(@Nullable UUID coupon, long discount, long points) {
    return new Terms(1, coupon, discount, points, false, false, false);
  }

  /** Whether somebody is to hold something. */
  boolean names() {
    return coupon != null || points > 0;
  }

  boolean settled() {
    return !couponOpen && !pointsOpen;
  }

  boolean same(@Nullable UUID otherCoupon, long otherDiscount, long otherPoints) {
    return Objects.equals(coupon, otherCoupon)
        && discount == otherDiscount
        && points == otherPoints;
  }

  Terms next(@Nullable UUID nextCoupon, long nextDiscount, long nextPoints) {
    return new Terms(revision + 1, nextCoupon, nextDiscount, nextPoints, told, false, false);
  }

  Terms asked() {
    return new Terms(revision, coupon, discount, points, true, coupon != null, points > 0);
  }

  Terms couponAnswered() {
    return new Terms(revision, coupon, discount, points, told, false, pointsOpen);
  }

  Terms pointsAnswered() {
    return new Terms(revision, coupon, discount, points, told, couponOpen, false);
  }
}
