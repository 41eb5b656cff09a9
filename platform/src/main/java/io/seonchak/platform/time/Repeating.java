package io.seonchak.platform.time;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A step done over and over on a thread of its own, with a pause between the end of one and the
 * begin of the next. A step that fails is told of, and the next one is done all the same. Started
 * and stopped once.
 */
public final class Repeating {

  private static final Logger log = LoggerFactory.getLogger(Repeating.class);

  private final String name;
  private final Duration pause;
  private final Runnable step;
  private final ScheduledExecutorService thread;
  private volatile @Nullable Future<?> running;

  /** Nothing is done before {@link #start}. */
  public Repeating(String name, Duration pause, Runnable step) {
    this.name = name;
    this.pause = pause;
    this.step = step;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name(name).daemon().factory());
  }

  /** The first step comes after one pause. */
  public void start() {
    running =
        thread.scheduleWithFixedDelay(
            this::once, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void once() {
    try {
      step.run();
    } catch (RuntimeException e) {
      // Whatever it is, the next step may succeed; an exception that got out would end them all.
      log.warn("{}: a step failed: {}", name, e.toString());
    }
  }

  /** No step begins any more; one that is being done is interrupted. */
  public void stop() {
    Future<?> now = running;
    if (now != null) {
      now.cancel(false);
    }
    thread.shutdownNow();
    running = null;
  }

  /** Whether it was started and not stopped. */
  public boolean isRunning() {
    return running != null;
  }
}
