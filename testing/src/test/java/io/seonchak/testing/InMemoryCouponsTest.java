package io.seonchak.testing;

import io.seonchak.contracts.coupon.CouponClient;
import java.util.UUID;

class InMemoryCouponsTest extends CouponClientContract {

  private final InMemoryCoupons coupons = new InMemoryCoupons();

  @Override
  protected CouponClient client() {
    return coupons;
  }

  @Override
  protected UUID given(UUID member, long discount, long minOrder) {
    return coupons.issue(member, discount, minOrder);
  }

  @Override
  protected UUID reserved(UUID member, UUID coupon) {
    UUID order = UUID.randomUUID();
    coupons.reserve(coupon, order);
    return order;
  }

  @Override
  protected void pay(UUID member, UUID coupon, UUID order) {
    coupons.use(coupon, order);
  }

  @Override
  protected void expire(UUID coupon) {
    coupons.expire(coupon);
  }
}
