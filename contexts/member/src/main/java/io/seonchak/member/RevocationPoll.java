package io.seonchak.member;

import io.seonchak.platform.security.Revocations;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Brings revocations of all instances to this one, twice a second. Each look goes back further than
 * the one before, because a transaction that began earlier may become visible later; the past is
 * measured by the database's clock, so a host's may be wrong by hours.
 */
@Component
class RevocationPoll implements SmartLifecycle {

  static final Duration EVERY = Duration.ofMillis(400);

  private static final Duration LOOK_BACK = Duration.ofSeconds(30);
  private static final Duration CLOCKS_APART = Duration.ofHours(3);
  private static final Logger log = LoggerFactory.getLogger(RevocationPoll.class);

  private final Members members;
  private final Revocations revocations;
  private final Clock clock;
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("revocations").daemon().factory());
  private boolean looked;
  private @Nullable Future<?> running;

  RevocationPoll(Members members, Revocations revocations, Clock clock) {
    this.members = members;
    this.revocations = revocations;
    this.clock = clock;
  }

  /** One look. */
  void pollOnce() {
    members.revokedWithin(looked ? LOOK_BACK : Revocations.KEPT).forEach(revocations::revoke);
    revocations.forgetBefore(clock.instant().minus(CLOCKS_APART));
    looked = true;
  }

  @Override
  public void start() {
    pollOnce();
    running =
        ticker.scheduleWithFixedDelay(
            () -> {
              try {
                pollOnce();
              } catch (DataAccessException e) {
                log.warn("revocations are not known now: {}", e.getMessage());
              }
            },
            EVERY.toMillis(),
            EVERY.toMillis(),
            TimeUnit.MILLISECONDS);
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
