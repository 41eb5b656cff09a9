package io.seonchak.rehearsal;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Something that goes on beside the rehearsal. What fails there fails the rehearsal: whoever waits
 * for it is told. It keeps no process from ending.
 */
final class Background implements AutoCloseable {

  /** What is done. */
  @FunctionalInterface
  interface Work {

    /**
     * Does it.
     *
     * @throws InterruptedException when told to stop
     */
    void run() throws Exception;
  }

  private final String name;
  private final FutureTask<Boolean> task;
  private final Thread thread;

  /** Begins it. */
  Background(String name, Work work) {
    this.name = name;
    this.task =
        new FutureTask<>(
            () -> {
              work.run();
              return true;
            });
    this.thread = Thread.ofPlatform().daemon().name(name).start(task);
  }

  /**
   * Waits until it is done, or has stopped because it was told to.
   *
   * @throws IllegalStateException when it failed
   */
  void await() throws InterruptedException {
    try {
      task.get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof InterruptedException)) {
        throw new IllegalStateException(name + " failed", e.getCause());
      }
    }
  }

  /** Tells it to stop. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
