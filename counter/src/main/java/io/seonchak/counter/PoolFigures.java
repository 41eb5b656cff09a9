package io.seonchak.counter;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * What this instance answered to the claims of one pool, counted so cheaply that the crowd does not
 * feel it: two adders and a histogram with four buckets an octave. May be used by many threads.
 */
public final class PoolFigures {

  /** Buckets: up to 2^25 µs, half a minute. */
  private static final int BUCKETS = 100;

  private static final int PER_OCTAVE_BITS = 2;

  private final LongAdder grants = new LongAdder();
  private final LongAdder refusals = new LongAdder();
  private final AtomicLongArray latencies = new AtomicLongArray(BUCKETS);

  /**
   * All since the start, at one moment.
   *
   * @param nanos when (nanoTime)
   */
  public record Seen(long nanos, long grants, long refusals, long[] latencies) {

    /** Grants a second since {@code before}. */
    public long grantsPerSecond(Seen before) {
      return perSecond(grants - before.grants, before);
    }

    /** Refusals a second since {@code before}. */
    public long refusalsPerSecond(Seen before) {
      return perSecond(refusals - before.refusals, before);
    }

    /** The 99th percentile of the grants' latencies since {@code before}, in ms, rounded up. */
    public double p99Millis(Seen before) {
      long all = grants - before.grants;
      long over = all / 100;
      int bucket = BUCKETS - 1;
      for (long above = 0; bucket > 0; bucket--) {
        above += latencies[bucket] - before.latencies[bucket];
        if (above > over) {
          break;
        }
      }
      return all <= 0 ? 0 : Math.ceil(topMicros(bucket) / 100.0) / 10;
    }

    private long perSecond(long count, Seen before) {
      return Math.round(count * 1e9 / Math.max(1, nanos - before.nanos));
    }
  }

  /** One "yes", and how long it took. */
  void granted(long nanos) {
    grants.increment();
    latencies.incrementAndGet(bucket(Math.max(0, nanos) / 1_000));
  }

  /** One "no". */
  void refused() {
    refusals.increment();
  }

  /** What was counted so far. */
  public Seen see(long nanos) {
    long[] copy = new long[BUCKETS];
    for (int i = 0; i < BUCKETS; i++) {
      copy[i] = latencies.get(i);
    }
    return new Seen(nanos, grants.sum(), refusals.sum(), copy);
  }

  private static int bucket(long micros) {
    if (micros < 1 << PER_OCTAVE_BITS) {
      return (int) micros;
    }
    int octave = 63 - Long.numberOfLeadingZeros(micros);
    int part = (int) (micros >> (octave - PER_OCTAVE_BITS)) & ((1 << PER_OCTAVE_BITS) - 1);
    return Math.min(BUCKETS - 1, ((octave - 1) << PER_OCTAVE_BITS) + part);
  }

  private static long topMicros(int bucket) {
    if (bucket < 1 << PER_OCTAVE_BITS) {
      return bucket + 1L;
    }
    int octave = (bucket >> PER_OCTAVE_BITS) + 1;
    long part = (long) (bucket & ((1 << PER_OCTAVE_BITS) - 1)) + (1 << PER_OCTAVE_BITS) + 1;
    return part << (octave - PER_OCTAVE_BITS);
  }
}
