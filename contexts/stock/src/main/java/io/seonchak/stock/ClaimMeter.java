package io.seonchak.stock;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.stereotype.Component;

/** Counts the answers to claims: by drop for its seller, by outcome for the site's engineer. */
@Component
class ClaimMeter implements MeterBinder {

  /** What a "yes" is counted as; a "no" is counted under its problem's code. */
  static final String GRANTED = "GRANTED";

  /** A "yes" that was given before. */
  static final String REPLAYED = "REPLAYED";

  private static final int DROPS_MAX = 1_000;
  private static final Duration IDLE = Duration.ofHours(1);

  private final LoadingCache<UUID, DropFigures> drops =
      Caffeine.newBuilder()
          .maximumSize(DROPS_MAX)
          .expireAfterAccess(IDLE)
          .build(drop -> new DropFigures());
  private final Map<String, LongAdder> outcomes = new TreeMap<>();

  ClaimMeter() {
    outcomes.put(GRANTED, new LongAdder());
    outcomes.put(REPLAYED, new LongAdder());
    for (String code : Refusals.CODES) {
      outcomes.put(code, new LongAdder());
    }
  }

  /** The figures of a drop. */
  DropFigures of(UUID drop) {
    return drops.get(drop);
  }

  /** Counts one answer. */
  void count(String outcome) {
    LongAdder adder = outcomes.get(outcome);
    if (adder != null) {
      adder.increment();
    }
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    outcomes.forEach(
        (outcome, adder) ->
            FunctionCounter.builder("seonchak.claims", adder, LongAdder::sum)
                .description("answers to claims of drops")
                .tag("outcome", outcome)
                .register(registry));
  }
}
