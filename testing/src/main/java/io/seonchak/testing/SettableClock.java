package io.seonchak.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands until it is told to go on. Thread-safe. */
public final class SettableClock extends Clock {

  private final AtomicReference<Instant> now;

  /** Stands at {@code now}. */
  public SettableClock(Instant now) {
    this.now = new AtomicReference<>(now);
  }

  /** Goes on by {@code time}. */
  public void advance(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.fixed(now.get(), zone);
  }
}
