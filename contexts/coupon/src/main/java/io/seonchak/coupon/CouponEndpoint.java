package io.seonchak.coupon;

import io.seonchak.contracts.coupon.CouponClient;
import io.seonchak.platform.web.Fields;
import java.time.InstantSource;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.bind.annotation.RestController;

/**
 * What other contexts ask. In their process they call it directly, from another over HTTP; the
 * addresses stand in {@link CouponClient}.
 */
@RestController
class CouponEndpoint implements CouponClient {

  private final Coupons coupons;
  private final Campaigns campaigns;
  private final InstantSource time;

  CouponEndpoint(
      Coupons coupons, Campaigns campaigns, @Qualifier("couponTime") InstantSource time) {
    this.coupons = coupons;
    this.campaigns = campaigns;
    this.time = time;
  }

  @Override
  public Quote quote(UUID memberId, UUID couponId, UUID orderId, long amount) {
    var fields = new Fields();
    fields.number("amount", amount, 0, AMOUNT_MAX);
    fields.orRefuse();
    return coupons
        .of(memberId, couponId)
        .flatMap(
            coupon ->
                campaigns
                    .byId(coupon.campaign())
                    .map(campaign -> quote(coupon, campaign, orderId, amount)))
        .orElse(new Quote(Verdict.NO_SUCH_COUPON, 0, 0));
  }

  private Quote quote(Coupon coupon, Campaign campaign, UUID order, long goods) {
    Verdict verdict = coupon.verdict(campaign, order, goods, time.instant());
    long off = verdict == Verdict.USABLE ? campaign.discount().off(goods) : 0;
    return new Quote(verdict, off, campaign.minOrder());
  }
}
