package io.seonchak.coupon;

import io.seonchak.counter.Counter;
import io.seonchak.counter.PoolDesk;
import io.seonchak.platform.id.Ids;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tickets and ledgers of campaigns, and a waiting list in which nobody can stand. */
@RestController
@RequestMapping("/api/coupon-campaigns/{id}")
class CampaignDesk extends PoolDesk {

  CampaignDesk(@Qualifier("couponCounter") Counter counter, CouponOffer offer, Ids ids) {
    super(counter, offer, ids);
  }
}
