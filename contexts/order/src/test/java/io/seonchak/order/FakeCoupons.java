package io.seonchak.order;

import io.seonchak.contracts.coupon.CouponClient;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Coupons as orders ask: each is its member's, and says what it was told to. Thread-safe. */
class FakeCoupons implements CouponClient {

  private record Owned(UUID member, UUID coupon) {}

  private final Map<Owned, Quote> quotes = new ConcurrentHashMap<>();

  UUID put(UUID member, Quote quote) {
    UUID coupon = UUID.randomUUID();
    quotes.put(new Owned(member, coupon), quote);
    return coupon;
  }

  @Override
  public Quote quote(UUID memberId, UUID couponId, UUID orderId, long amount) {
    return quotes.getOrDefault(
        new Owned(memberId, couponId), new Quote(Verdict.NO_SUCH_COUPON, 0, 0));
  }
}
