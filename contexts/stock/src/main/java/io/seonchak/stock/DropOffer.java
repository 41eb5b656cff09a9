package io.seonchak.stock;

import io.seonchak.claims.ClaimId;
import io.seonchak.claims.Command;
import io.seonchak.claims.Grant;
import io.seonchak.claims.Person;
import io.seonchak.claims.PoolId;
import io.seonchak.claims.RequestKey;
import io.seonchak.counter.Offer;
import io.seonchak.counter.QuantityBody;
import io.seonchak.platform.time.Seoul;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Units of drops; of everyday stock nothing is given out at the door. */
@Component
class DropOffer implements Offer {

  private final Drops drops;

  DropOffer(Drops drops) {
    this.drops = drops;
  }

  @Override
  public boolean offers(UUID pool) {
    return drops.has(pool);
  }

  @Override
  public Command.Claim command(PoolId pool, ClaimId claim, Person person, String key, byte[] body) {
    int quantity = QuantityBody.of(body);
    return new Command.Claim(
        pool, claim, person, quantity, RequestKey.of(key, Integer.toString(quantity)));
  }

  @Override
  public String yes(Grant grant) {
    Instant deadline = grant.deadline();
    String claim = grant.claim().toString();
    return "{\"claimId\":\""
        + claim
        + "\",\"orderId\":\""
        + claim
        + "\",\"sequence\":"
        + grant.sequence()
        + ",\"quantity\":"
        + grant.quantity()
        + ",\"state\":\""
        + grant.state()
        + "\",\"payBy\":"
        + (deadline == null ? "null" : "\"" + Seoul.text(deadline) + "\"")
        + ",\"receipt\":\""
        + grant.receipt().text()
        + "\"}";
  }
}
