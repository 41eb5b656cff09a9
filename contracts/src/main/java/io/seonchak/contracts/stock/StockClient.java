package io.seonchak.contracts.stock;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;

/** Claims as the order context asks. Never inside a transaction: it may be another process. */
@HttpExchange("/internal/stock")
public interface StockClient {

  /** An order has units of at most so many pools. */
  int POOLS_MAX = 100;

  /**
   * A wish to hold an order's units longer.
   *
   * @param poolIds all pools of the order, 1 to {@value #POOLS_MAX}
   * @param until at least until then, as far as the pool's terms allow; never shortened
   */
  record Extend(List<UUID> poolIds, Instant until) {

    /** What another process left out is refused before anybody works with it. */
    public Extend {
      poolIds = List.copyOf(poolIds);
      Objects.requireNonNull(until, "until");
    }
  }

  /** What became of it. */
  enum Held {
    /** All units are held, or final already. */
    HELD,
    /** Some were never held or are not any more; none of those will be again. */
    OVER
  }

  /**
   * The answer.
   *
   * @param until the earliest deadline of the order's units; none where they are final or over
   */
  record Extended(Held held, @Nullable Instant until) {}

  /** Holds an order's units longer, durable before it is answered. */
  @PostExchange("/claims/{claimId}/extend")
  Extended extend(@PathVariable UUID claimId, @RequestBody Extend wish);

  /** Whose claim it is, live or over. */
  record ClaimFacts(UUID claimId, UUID poolId, UUID memberId) {}

  /** A claim of a drop by its id; empty when there is none. */
  @GetExchange("/claims/{claimId}")
  Optional<ClaimFacts> claim(@PathVariable UUID claimId);
}
