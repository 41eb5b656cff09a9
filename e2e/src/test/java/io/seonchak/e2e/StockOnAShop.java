package io.seonchak.e2e;

import io.seonchak.contracts.stock.StockClient;
import io.seonchak.testing.StockClientContract;
import java.util.List;
import java.util.UUID;

/** The stock of a running shop, as one of its processes asks it. */
abstract class StockOnAShop extends StockClientContract {

  private final Apart apart;
  private final List<UUID> products;
  private final UUID drop;
  private final StockClient client;

  StockOnAShop(Apart apart, List<UUID> products, UUID drop, Shop asking) {
    this.apart = apart;
    this.products = products;
    this.drop = drop;
    this.client = Apart.only(asking, StockClient.class);
  }

  @Override
  protected StockClient client() {
    return client;
  }

  @Override
  protected Units ordered() throws Exception {
    UUID member = UUID.randomUUID();
    UUID id =
        apart.ordered(
            member,
            "{\"lines\":[{\"productId\":\"%s\",\"quantity\":1},{\"productId\":\"%s\",\"quantity\":1}]}"
                .formatted(products.getFirst(), products.getLast()));
    return new Units(id, member, products);
  }

  @Override
  protected Units claimed() throws Exception {
    UUID member = UUID.randomUUID();
    return new Units(apart.claimed(drop, member), member, List.of(drop));
  }

  @Override
  protected void release(Units units) throws Exception {
    apart.giveBack(drop, units.claimId(), units.memberId());
  }

  @Override
  protected void finish(Units units) throws Exception {
    apart.pay(units.claimId(), units.memberId());
    apart.untilTrue(
        "SELECT bool_and(state = 2) FROM stock.claim WHERE claim_id = ?", units.claimId());
  }
}
