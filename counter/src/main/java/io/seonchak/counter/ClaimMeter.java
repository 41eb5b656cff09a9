package io.seonchak.counter;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/** Counts the answers to claims: by pool for its seller, by outcome for the site's engineer. */
public final class ClaimMeter {

  /** What a "yes" is counted as; a "no" is counted under its problem's code. */
  static final String GRANTED = "GRANTED";

  /** A "yes" that was given before. */
  static final String REPLAYED = "REPLAYED";

  private static final int POOLS_MAX = 1_000;
  private static final Duration IDLE = Duration.ofHours(1);

  private final LoadingCache<UUID, PoolFigures> pools =
      Caffeine.newBuilder()
          .maximumSize(POOLS_MAX)
          .expireAfterAccess(IDLE)
          .build(pool -> new PoolFigures());
  private final Map<String, LongAdder> outcomes = new TreeMap<>();

  ClaimMeter() {
    outcomes.put(GRANTED, new LongAdder());
    outcomes.put(REPLAYED, new LongAdder());
    for (String code : Refusals.CODES) {
      outcomes.put(code, new LongAdder());
    }
  }

  /** The figures of a pool. */
  public PoolFigures of(UUID pool) {
    return pools.get(pool);
  }

  /** Counts one answer. */
  void count(String outcome) {
    LongAdder adder = outcomes.get(outcome);
    if (adder != null) {
      adder.increment();
    }
  }

  /** Tells of each outcome and what counts it. */
  void each(BiConsumer<String, LongAdder> outcome) {
    outcomes.forEach(outcome);
  }
}
