package io.seonchak.platform.id;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Version 7 UUIDs (RFC 9562, section 5.7): 48 bits of milliseconds, then a counter of 12 bits that
 * keeps those of one process in order (method 1 of section 6.2), then 62 random bits. May be used
 * by many threads at once.
 */
public final class Ids {

  private static final int COUNTER_BITS = 12;

  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final AtomicLong last = new AtomicLong();

  /** Ids by {@code clock}. */
  public Ids(Clock clock) {
    this.clock = clock;
  }

  /** A new id, greater than all this process made before. */
  public UUID next() {
    long now = clock.millis() << COUNTER_BITS;
    long stamp = last.updateAndGet(before -> Math.max(before + 1, now));
    long high = (stamp >>> COUNTER_BITS << 16) | 0x7000 | (stamp & 0xFFF);
    long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
