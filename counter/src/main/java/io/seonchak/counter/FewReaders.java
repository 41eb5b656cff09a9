package io.seonchak.counter;

import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Reads for people that use the kernel's connections: fewer at once than the kernel reads with, so
 * that whoever copies ledgers or asks for his claims over and over cannot keep the kernel from
 * learning what is new.
 */
public final class FewReaders {

  /** Reads at once. */
  static final int AT_ONCE = 1;

  /** How long one waits for its turn, in ms. */
  static final long PATIENCE_MILLIS = 1_000;

  private final Semaphore turns = new Semaphore(AT_ONCE, true);

  /**
   * Reads when it is its turn.
   *
   * @throws Problem {@link CommonProblem#BUSY} when that does not come
   */
  public <T> T read(Supplier<T> reading) {
    try {
      if (!turns.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        throw Problem.of(CommonProblem.BUSY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.of(CommonProblem.BUSY);
    }
    try {
      return reading.get();
    } finally {
      turns.release();
    }
  }
}
