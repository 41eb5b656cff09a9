package io.seonchak.app;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;

/**
 * What has to be stopped at the end: last started, first stopped, and each even if another fails.
 * Thread-safe.
 */
final class Stops {

  private final Deque<Runnable> steps = new ArrayDeque<>();
  private final CountDownLatch done = new CountDownLatch(1);
  private boolean begun;

  /** Adds a step; who comes when stopping has begun is stopped at once. */
  void add(Runnable step) {
    synchronized (this) {
      if (!begun) {
        steps.push(step);
        return;
      }
    }
    step.run();
  }

  synchronized boolean begun() {
    return begun;
  }

  /** Takes all steps. */
  void run() {
    synchronized (this) {
      begun = true;
    }
    for (Runnable step : steps) {
      try {
        step.run();
      } catch (RuntimeException e) {
        System.err.println("seonchak: while stopping: " + e.getMessage());
      }
    }
    done.countDown();
  }

  /** Waits until all is stopped. */
  void await() {
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
