package io.seonchak.e2e;

import io.seonchak.contracts.coupon.CouponClient;
import io.seonchak.e2e.Shop.Answer;
import io.seonchak.testing.CouponClientContract;
import java.util.UUID;

/** The coupons of a running shop, as one of its processes asks for them. */
abstract class CouponsOnAShop extends CouponClientContract {

  private final Apart apart;
  private final UUID product;
  private final CouponClient client;

  CouponsOnAShop(Apart apart, UUID product, Shop asking) {
    this.apart = apart;
    this.product = product;
    this.client = Apart.only(asking, CouponClient.class);
  }

  @Override
  protected CouponClient client() {
    return client;
  }

  @Override
  protected UUID given(UUID member, long discount, long minOrder) throws Exception {
    Answer campaign = apart.shop.campaign(1, discount, minOrder);
    String claims = "/api/coupon-campaigns/%s/claims".formatted(Apart.made(campaign, "campaignId"));
    return Apart.made(apart.shop.post(claims, "{}", apart.as(member)), "couponId");
  }

  @Override
  protected UUID reserved(UUID member, UUID coupon) throws Exception {
    return apart.ordered(
        member,
        "{\"lines\":[{\"productId\":\"%s\",\"quantity\":1}],\"couponId\":\"%s\"}"
            .formatted(product, coupon));
  }

  @Override
  protected void pay(UUID member, UUID coupon, UUID order) throws Exception {
    apart.pay(order, member);
    apart.untilTrue("SELECT state = 'USED' FROM coupon.coupon WHERE coupon_id = ?", coupon);
  }

  @Override
  protected void expire(UUID coupon) throws Exception {
    apart.update(
        "UPDATE coupon.coupon SET valid_until = issued_at + interval '1 microsecond'"
            + " WHERE coupon_id = ?",
        coupon);
  }
}
