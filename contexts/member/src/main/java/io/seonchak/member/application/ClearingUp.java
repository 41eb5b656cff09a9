package io.seonchak.member.application;

import io.seonchak.member.store.Leftovers;
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

/** Removes what nobody needs any more: old codes, ended sessions, sign-ups nobody finished. */
@Component
public class ClearingUp implements SmartLifecycle {

  private static final Duration EVERY = Duration.ofMinutes(5);
  private static final Logger log = LoggerFactory.getLogger(ClearingUp.class);

  private final Leftovers leftovers;
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("clearing-up").daemon().factory());
  private @Nullable Future<?> running;

  ClearingUp(Leftovers leftovers) {
    this.leftovers = leftovers;
  }

  /** One round; how many rows went. */
  public int clearOnce() {
    return leftovers.removeSome();
  }

  @Override
  public void start() {
    running =
        ticker.scheduleWithFixedDelay(
            this::round, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void stop() {
    ticker.shutdownNow();
    running = null;
  }

  @Override
  public boolean isRunning() {
    return running != null;
  }

  private void round() {
    try {
      clearOnce();
    } catch (DataAccessException e) {
      log.warn("nothing was cleared up now: {}", e.getMessage());
    }
  }
}
