package io.seonchak.coupon;

import io.seonchak.claims.ClaimId;
import io.seonchak.claims.Command;
import io.seonchak.claims.Grant;
import io.seonchak.claims.Person;
import io.seonchak.claims.PoolId;
import io.seonchak.claims.RequestKey;
import io.seonchak.counter.Offer;
import io.seonchak.platform.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Coupons, one at a time: a claim has nothing to say, so its body is empty or an empty object. */
@Component
class CouponOffer implements Offer {

  private static final String NOTHING = "{}";
  private static final String ONE = "1";

  private final Campaigns campaigns;

  CouponOffer(Campaigns campaigns) {
    this.campaigns = campaigns;
  }

  @Override
  public boolean offers(UUID pool) {
    return campaigns.has(pool);
  }

  @Override
  public Command.Claim command(PoolId pool, ClaimId claim, Person person, String key, byte[] body) {
    if (body.length > 0) {
      String text = new String(body, StandardCharsets.UTF_8).strip();
      if (!text.isEmpty() && !text.equals(NOTHING)) {
        throw Problem.invalid("body", "expected: none, or {}");
      }
    }
    return new Command.Claim(pool, claim, person, 1, RequestKey.of(key, ONE));
  }

  @Override
  public String yes(Grant grant) {
    return "{\"couponId\":\""
        + grant.claim()
        + "\",\"sequence\":"
        + grant.sequence()
        + ",\"receipt\":\""
        + grant.receipt().text()
        + "\"}";
  }
}
