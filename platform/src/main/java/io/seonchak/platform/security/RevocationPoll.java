package io.seonchak.platform.security;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.seonchak.platform.remote.RemoteUnavailable;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.web.client.HttpClientErrorException;

/**
 * Brings revocations of all instances to this one, twice a second, from the member context beside
 * it or elsewhere. Each look goes back further than the one before, because a transaction that
 * began earlier may become visible later; the past is measured by the database's clock, so a host's
 * may be wrong by hours. While the member context is away, tokens count until they expire; how old
 * the knowledge is stands in the meter {@code seonchak.revocations.age}, in seconds.
 */
@Component
class RevocationPoll implements SmartLifecycle {

  static final Duration EVERY = Duration.ofMillis(400);

  private static final Duration LOOK_BACK = Duration.ofSeconds(30);
  private static final Duration CLOCKS_APART = Duration.ofHours(3);
  private static final Logger log = LoggerFactory.getLogger(RevocationPoll.class);

  private final RevocationClient member;
  private final Revocations revocations;
  private final Clock clock;
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("revocations").daemon().factory());
  private volatile long lookedAt = System.nanoTime();
  private boolean known;
  private boolean missed;
  private @Nullable Future<?> running;

  RevocationPoll(
      RevocationClient member,
      Revocations revocations,
      Clock clock,
      ObjectProvider<MeterRegistry> meters) {
    this.member = member;
    this.revocations = revocations;
    this.clock = clock;
    meters.ifAvailable(
        registry ->
            Gauge.builder("seonchak.revocations.age", this, RevocationPoll::ageSeconds)
                .register(registry));
  }

  /** One look. */
  void pollOnce() {
    long begun = System.nanoTime();
    // After a gap nobody knows how much was missed, so all that may matter is asked for.
    Duration past = known ? LOOK_BACK : Revocations.KEPT;
    member.revocations(past.toSeconds()).forEach(revocations::revoke);
    revocations.forgetBefore(clock.instant().minus(CLOCKS_APART));
    lookedAt = begun;
    known = true;
  }

  /**
   * Looks for the first time, and from then on.
   *
   * @throws IllegalStateException when the member context is there but does not know us
   */
  @Override
  public void start() {
    try {
      pollOnce();
    } catch (RemoteUnavailable e) {
      unknown(e);
    } catch (HttpClientErrorException.Unauthorized e) {
      throw new IllegalStateException(
          "seonchak.secrets: member does not take our token and answers %s (expected: one service-key)"
              .formatted(e.getStatusCode()));
    }
    running =
        ticker.scheduleWithFixedDelay(
            this::pollAndTell, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void pollAndTell() {
    try {
      pollOnce();
      if (missed) {
        missed = false;
        log.info("revocations are known again");
      }
    } catch (RuntimeException e) {
      unknown(e);
    }
  }

  private void unknown(RuntimeException e) {
    known = false;
    if (!missed) {
      missed = true;
      log.warn("revocations are not known now, tokens count until they expire: {}", e.getMessage());
    }
  }

  private double ageSeconds() {
    return (System.nanoTime() - lookedAt) / 1e9;
  }

  @Override
  public void stop() {
    Future<?> now = running;
    if (now != null) {
      now.cancel(false);
    }
    ticker.shutdownNow();
    running = null;
  }

  @Override
  public boolean isRunning() {
    return running != null;
  }
}
