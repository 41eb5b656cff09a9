package io.seonchak.testing;

import io.seonchak.contracts.stock.StockClient;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

class InMemoryStockTest extends StockClientContract {

  private static final int HELD_SECONDS = 600;

  private final InMemoryStock stock = new InMemoryStock(Clock.systemUTC());

  @Override
  protected StockClient client() {
    return stock;
  }

  @Override
  protected Units ordered() {
    var units =
        new Units(
            UUID.randomUUID(), UUID.randomUUID(), List.of(UUID.randomUUID(), UUID.randomUUID()));
    stock.reserve(units.claimId(), units.memberId(), units.poolIds(), soon());
    return units;
  }

  @Override
  protected Units claimed() {
    UUID drop = UUID.randomUUID();
    var units = new Units(UUID.randomUUID(), UUID.randomUUID(), List.of(drop));
    stock.grant(units.claimId(), drop, units.memberId(), soon());
    return units;
  }

  @Override
  protected void release(Units units) {
    stock.release(units.claimId());
  }

  @Override
  protected void finish(Units units) {
    stock.finish(units.claimId());
  }

  private static Instant soon() {
    return Instant.now().plusSeconds(HELD_SECONDS);
  }
}
