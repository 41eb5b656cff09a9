package io.seonchak.contracts.coupon;

import io.seonchak.contracts.Event;
import io.seonchak.contracts.Unheard;
import io.seonchak.contracts.WireName;
import java.time.Instant;
import java.util.UUID;

/** What happened to coupons. The key is the order's id, where there is one; else the coupon's. */
public sealed interface CouponEvent extends Event {

  /**
   * The coupon is reserved for the order.
   *
   * @param revision the terms it answers
   * @param discount what it takes off, in won
   */
  @WireName("coupon.applied.v1")
  record Applied(UUID orderId, int revision, UUID couponId, long discount) implements CouponEvent {

    @Override
    public UUID key() {
      return orderId;
    }
  }

  /**
   * The coupon cannot be used for the order.
   *
   * @param revision the terms it answers
   * @param reason a name of CouponClient.Verdict, for example USED or EXPIRED; or DISCOUNT_DIFFERS
   *     when the terms say another discount than the coupon takes off
   */
  @WireName("coupon.refused.v1")
  record Refused(UUID orderId, int revision, UUID couponId, String reason) implements CouponEvent {

    @Override
    public UUID key() {
      return orderId;
    }
  }

  /**
   * A member got a coupon.
   *
   * @param sequence its place in the order of grants, from 1, without gaps
   */
  @WireName("coupon.issued.v1")
  @Unheard("Notification and insight will follow coupons; neither context is built yet.")
  record Issued(
      UUID couponId,
      UUID campaignId,
      UUID memberId,
      long sequence,
      Instant issuedAt,
      Instant validUntil)
      implements CouponEvent {

    @Override
    public UUID key() {
      return couponId;
    }
  }
}
