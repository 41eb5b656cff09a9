package io.seonchak.platform.audit;

import io.seonchak.platform.time.Repeating;
import io.seonchak.platform.time.Seoul;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Lets the audit run once a night. Each instance does it for itself: its meters tell of the
 * contexts it hosts, and looking twice does no harm.
 */
final class Nightly implements SmartLifecycle {

  private static final Duration LOOK = Duration.ofSeconds(30);

  private final Auditor auditor;
  private final @Nullable LocalTime time;
  private final Clock clock;
  private final Repeating looks = new Repeating("audit", LOOK, this::lookOnce);
  private volatile Instant due;

  /**
   * One at that time of day.
   *
   * @param time in Seoul; null for never
   */
  Nightly(Auditor auditor, @Nullable LocalTime time, Clock clock) {
    this.auditor = auditor;
    this.time = time;
    this.clock = clock;
    this.due = time == null ? Instant.MAX : next(clock.instant(), time);
  }

  /** Runs it when its time has come since the last look; whether it did. */
  boolean lookOnce() {
    Instant now = clock.instant();
    if (time == null || now.isBefore(due)) {
      return false;
    }
    due = next(now, time);
    return auditor.run().isPresent();
  }

  private static Instant next(Instant after, LocalTime time) {
    ZonedDateTime today = after.atZone(Seoul.ZONE).with(time);
    return (today.toInstant().isAfter(after) ? today : today.plusDays(1)).toInstant();
  }

  @Override
  public void start() {
    looks.start();
  }

  @Override
  public void stop() {
    looks.stop();
  }

  @Override
  public boolean isRunning() {
    return looks.isRunning();
  }
}
