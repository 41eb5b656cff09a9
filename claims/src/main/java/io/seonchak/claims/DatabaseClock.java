package io.seonchak.claims;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database's clock as this process knows it: read with every look at the pools, carried on by
 * the process's monotonic clock in between, so the host's wall clock does not matter. Notices when
 * the database's clock itself jumps. May be used by many threads at once.
 */
final class DatabaseClock {

  /** How far the database's clock may leave the monotonic one between two looks. */
  static final Duration JUMP = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(DatabaseClock.class);

  private final LongSupplier nanoTime;
  private volatile long offsetMicros;
  private volatile boolean set;
  private volatile boolean jumped;

  DatabaseClock(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Takes a reading made just now. */
  void read(long databaseMicros) {
    long offset = databaseMicros - nanoTime.getAsLong() / 1_000;
    long moved = Math.abs(offset - offsetMicros);
    if (set && moved > JUMP.toNanos() / 1_000) {
      jumped = true;
      log.error(
          "the database's clock jumped by {} ms: holds do not expire until expiry is resumed",
          moved / 1_000);
    }
    offsetMicros = offset;
    set = true;
  }

  /**
   * The database's time now, microseconds since the epoch; before the first reading, the host's.
   */
  long nowMicros() {
    return set ? nanoTime.getAsLong() / 1_000 + offsetMicros : System.currentTimeMillis() * 1_000;
  }

  boolean jumped() {
    return jumped;
  }

  void trust() {
    jumped = false;
  }
}
