package io.seonchak.rehearsal;

import org.jspecify.annotations.Nullable;

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
  private final Thread thread;
  private volatile @Nullable Throwable failure;

  /** Begins it. */
  Background(String name, Work work) {
    this.name = name;
    this.thread = Thread.ofPlatform().daemon().name(name).start(() -> doIt(work));
  }

  private void doIt(Work work) {
    try {
      work.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      // An error, too, else a rehearsal would go on without it.
      failure = e;
    }
  }

  /**
   * Waits until it is done.
   *
   * @throws IllegalStateException when it failed
   */
  void await() throws InterruptedException {
    thread.join();
    if (failure != null) {
      throw new IllegalStateException(name + " failed", failure);
    }
  }

  /** Tells it to stop. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
