package io.seonchak.platform.cache;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a cache did since the start. May be used by many threads. */
final class CacheFigures {

  final LongAdder memory = new LongAdder();
  final LongAdder redis = new LongAdder();
  final LongAdder database = new LongAdder();
  final LongAdder joined = new LongAdder();
  final LongAdder loads = new LongAdder();
  final LongAdder drops = new LongAdder();

  void bindTo(MeterRegistry registry, String cache) {
    reads(registry, cache, "memory", memory);
    reads(registry, cache, "redis", redis);
    reads(registry, cache, "database", database);
    reads(registry, cache, "joined", joined);
    FunctionCounter.builder("seonchak.cache.loads", loads, LongAdder::sum)
        .description("questions to the database")
        .tag("cache", cache)
        .register(registry);
    FunctionCounter.builder("seonchak.cache.drops", drops, LongAdder::sum)
        .description("entries dropped because of a change")
        .tag("cache", cache)
        .register(registry);
  }

  private static void reads(MeterRegistry registry, String cache, String from, LongAdder adder) {
    FunctionCounter.builder("seonchak.cache.reads", adder, LongAdder::sum)
        .description("reads by what answered; joined waited for another's read")
        .tags("cache", cache, "from", from)
        .register(registry);
  }
}
