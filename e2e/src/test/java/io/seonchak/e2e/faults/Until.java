package io.seonchak.e2e.faults;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for a level, with a deadline, and says how long it took. */
final class Until {

  private static final long STEP_MILLIS = 20;

  private Until() {}

  /** A level. */
  @FunctionalInterface
  interface Level {
    boolean reached() throws Exception;
  }

  /** How long it took until it was reached; the deadline and a little when it was not. */
  static Duration reached(Duration deadline, Level level) throws Exception {
    long begun = System.nanoTime();
    while (!level.reached()) {
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      if (took.compareTo(deadline) > 0) {
        return took;
      }
      TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
    }
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /** Lets a fault last. */
  static void passes(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }
}
