package io.seonchak.order;

import io.seonchak.contracts.stock.StockClient;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stock as orders ask it: holds what it is asked to, unless told otherwise. Thread-safe. */
class FakeStock implements StockClient {

  final Map<UUID, ClaimFacts> claims = new ConcurrentHashMap<>();
  final Map<UUID, Held> answers = new ConcurrentHashMap<>();
  final List<Instant> asked = new CopyOnWriteArrayList<>();

  @Override
  public Extended extend(UUID claimId, Extend wish) {
    asked.add(wish.until());
    Held held = answers.getOrDefault(claimId, Held.HELD);
    return new Extended(held, held == Held.HELD ? wish.until() : null);
  }

  @Override
  public Optional<ClaimFacts> claim(UUID claimId) {
    return Optional.ofNullable(claims.get(claimId));
  }
}
