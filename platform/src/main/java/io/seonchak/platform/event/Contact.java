package io.seonchak.platform.event;

import java.time.Duration;

/**
 * When the broker was reached. Away is who was not reached for a while; and for a while after it is
 * back, what others had to say meanwhile is still on its way. Instants are monotonic nanoseconds.
 * Written by one thread, read by any.
 */
final class Contact {

  /** Not reached for longer than this is away. */
  static final Duration AWAY = Duration.ofSeconds(10);

  /** How long after its return what waited everywhere may take to arrive. */
  static final Duration SETTLES = Duration.ofSeconds(60);

  private volatile long lastNanos;
  private volatile long backNanos;

  /** As if it had been reached now, and always before. */
  Contact(long nowNanos) {
    lastNanos = nowNanos;
    backNanos = nowNanos - SETTLES.toNanos();
  }

  void reached(long nowNanos) {
    if (nowNanos - lastNanos > AWAY.toNanos()) {
      backNanos = nowNanos;
    }
    lastNanos = nowNanos;
  }

  /** How long ago it was reached last. */
  Duration since(long nowNanos) {
    return Duration.ofNanos(nowNanos - lastNanos);
  }

  /** Whether it is there, and has been for long enough. */
  boolean steady(long nowNanos) {
    return nowNanos - lastNanos <= AWAY.toNanos() && nowNanos - backNanos >= SETTLES.toNanos();
  }
}
