package io.seonchak.platform.web;

import java.util.concurrent.Semaphore;

/** Room for so many at once; whoever finds none does not wait for it. Thread-safe. */
public final class Room {

  private final int max;
  private final Semaphore free;

  /**
   * Room for so many.
   *
   * @param setting its name, for who reads that it is wrong
   * @param max at least 1
   */
  public Room(String setting, int max) {
    if (max < 1) {
      throw new IllegalArgumentException("%s: %d (expected: at least 1)".formatted(setting, max));
    }
    this.max = max;
    this.free = new Semaphore(max);
  }

  /** Whether there was room; who got it gives it back with {@link #leave()}, once. */
  public boolean enter() {
    return free.tryAcquire();
  }

  /** Gives it back. */
  public void leave() {
    free.release();
  }

  /** Whether one who came now would find none. */
  public boolean full() {
    return free.availablePermits() == 0;
  }

  /** How many are inside. */
  public int inside() {
    return max - free.availablePermits();
  }
}
