package io.seonchak.coupon;

import io.seonchak.platform.security.Identity;
import io.seonchak.platform.time.Seoul;
import io.seonchak.platform.web.Fields;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A member's coupons over HTTP. */
@RestController
class CouponController {

  private static final int PAGE_MAX = 100;

  private final Coupons coupons;
  private final Campaigns campaigns;
  private final InstantSource time;

  CouponController(
      Coupons coupons, Campaigns campaigns, @Qualifier("couponTime") InstantSource time) {
    this.coupons = coupons;
    this.campaigns = campaigns;
    this.time = time;
  }

  /**
   * A coupon.
   *
   * @param orderId the order it is reserved or was used for
   */
  record CouponView(
      UUID couponId,
      UUID campaignId,
      String name,
      CouponDiscount discount,
      long minOrder,
      String status,
      String issuedAt,
      String validUntil,
      @Nullable UUID orderId) {}

  record Page(List<CouponView> coupons, @Nullable UUID next) {}

  @GetMapping("/api/coupons")
  Page list(
      @AuthenticationPrincipal Identity identity,
      @RequestParam(required = false) @Nullable UUID after,
      @RequestParam(defaultValue = "20") long limit) {
    var fields = new Fields();
    int size = (int) fields.number("limit", limit, 1, PAGE_MAX);
    fields.orRefuse();
    List<Coupon> page = coupons.page(identity.member(), after, size);
    UUID next = page.size() < size ? null : page.getLast().id();
    return new Page(page.stream().map(this::view).toList(), next);
  }

  private CouponView view(Coupon coupon) {
    Campaign campaign =
        campaigns
            .byId(coupon.campaign())
            .orElseThrow(
                () -> new IllegalStateException("coupon " + coupon.id() + " has no campaign"));
    return new CouponView(
        coupon.id(),
        campaign.id(),
        campaign.name(),
        CouponDiscount.of(campaign.discount()),
        campaign.minOrder(),
        coupon.stateAt(time.instant()).name(),
        Seoul.text(coupon.issuedAt()),
        Seoul.text(coupon.validUntil()),
        coupon.order());
  }
}
