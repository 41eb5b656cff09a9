package io.seonchak.coupon;

import io.seonchak.counter.Counter;
import io.seonchak.platform.problem.Problem;
import java.time.Clock;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Making campaigns, each with the pool its coupons are granted from. */
@Component
class MakingCampaigns {

  private final Campaigns campaigns;
  private final Counter counter;
  private final DataSource source;
  private final Clock clock;

  MakingCampaigns(
      Campaigns campaigns,
      @Qualifier("couponCounter") Counter counter,
      DataSource source,
      Clock clock) {
    this.campaigns = campaigns;
    this.counter = counter;
    this.source = source;
    this.clock = clock;
  }

  /**
   * Makes a campaign of {@code quantity} coupons, once for a key of its seller; its id.
   *
   * @throws Problem KEY_REUSED when the key made another one
   */
  @Transactional
  UUID make(Campaign campaign, int quantity, String key, byte[] bodyHash) {
    if (!campaigns.add(campaign, key, bodyHash, clock.instant())) {
      return campaigns.madeBefore(campaign.seller(), key, bodyHash);
    }
    counter.create(source, campaign.pool(), campaign.terms(quantity));
    return campaign.id();
  }
}
