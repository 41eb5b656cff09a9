package io.seonchak.coupon;

import io.seonchak.contracts.coupon.CouponClient.Verdict;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A member's coupon.
 *
 * @param id its claim's
 * @param sequence its place in the order of its campaign's grants
 * @param validUntil the first instant at which it is no longer good
 * @param state as stored, never EXPIRED
 * @param order the one order that has it; null while nobody does
 */
record Coupon(
    UUID id,
    UUID campaign,
    UUID member,
    long sequence,
    Instant issuedAt,
    Instant validUntil,
    CouponState state,
    @Nullable UUID order) {

  /** A coupon as it is granted. */
  static Coupon issued(UUID id, Campaign campaign, UUID member, long sequence, Instant at) {
    return new Coupon(
        id,
        campaign.id(),
        member,
        sequence,
        at,
        campaign.validUntil(at),
        CouponState.AVAILABLE,
        null);
  }

  /** Where it stands at {@code now}. */
  CouponState stateAt(Instant now) {
    return state == CouponState.AVAILABLE && !now.isBefore(validUntil)
        ? CouponState.EXPIRED
        : state;
  }

  /** Whether that order has it. */
  boolean isOf(UUID anOrder) {
    return anOrder.equals(order);
  }

  /**
   * Whether it may be used for an order whose goods cost {@code goods} won. Reserved for that very
   * order, it stays usable, also past its days: the member named it in time.
   */
  Verdict verdict(Campaign terms, UUID anOrder, long goods, Instant now) {
    Verdict standing =
        switch (stateAt(now)) {
          case USED -> Verdict.USED;
          case EXPIRED -> Verdict.EXPIRED;
          case RESERVED -> isOf(anOrder) ? Verdict.USABLE : Verdict.RESERVED;
          case AVAILABLE -> Verdict.USABLE;
        };
    return standing == Verdict.USABLE && goods < terms.minOrder()
        ? Verdict.BELOW_MINIMUM
        : standing;
  }

  Coupon reservedFor(UUID anOrder) {
    return with(CouponState.RESERVED, anOrder);
  }

  Coupon usedFor(UUID anOrder) {
    return with(CouponState.USED, anOrder);
  }

  Coupon givenBack() {
    return with(CouponState.AVAILABLE, null);
  }

  private Coupon with(CouponState next, @Nullable UUID anOrder) {
    return new Coupon(id, campaign, member, sequence, issuedAt, validUntil, next, anOrder);
  }
}
