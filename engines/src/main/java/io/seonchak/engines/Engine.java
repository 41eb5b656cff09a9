package io.seonchak.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every engine is: one child process with a folder of its own in a home, on loopback ports
 * that are the same next time. One left over from a killed owner is stopped, then its data is used.
 * Only {@link #close()} may come from another thread, at any time: also while it starts.
 */
public abstract sealed class Engine implements AutoCloseable
    permits EmbeddedPostgres, EmbeddedRedis, EmbeddedKafka {

  /** All engines listen here and nowhere else. */
  static final String LOOPBACK = "127.0.0.1";

  static final Duration START_WITHIN = Duration.ofSeconds(60);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(30);
  private static final Duration AGAIN_AFTER = Duration.ofMillis(200);

  /** What a shell and the loader say when a program is there but cannot run. */
  private static final int CANNOT_RUN = 127;

  final Path home;
  final Path data;
  final Path log;
  private final Path logs;
  final RunAs runAs;
  private final String name;
  private final String stopSignal;
  private volatile @Nullable Process process;
  private volatile boolean closed;

  /**
   * One that does nothing yet.
   *
   * @param name for people
   * @param folder what its own folder in its home, its log and its port are called
   * @param stopSignal what makes it stop in order
   */
  Engine(String name, Path home, String folder, String stopSignal, RunAs runAs) {
    this.name = name;
    this.home = home.toAbsolutePath();
    this.data = this.home.resolve(folder);
    this.logs = this.home.resolve("logs");
    this.log = logs.resolve(folder + ".log");
    this.stopSignal = stopSignal;
    this.runAs = runAs;
  }

  /** Where it is reached, as the application's settings. */
  public abstract Map<String, String> settings();

  /** What stands in the command line of its process and of no other. */
  abstract String mark();

  /** Chooses its ports and makes its files. */
  abstract void makeFiles() throws IOException;

  /** The command line that runs it. */
  abstract List<String> line();

  /** Whether it serves. */
  abstract boolean answers();

  /** Looks at one that serves, and throws when it is not as it has to be. */
  void inspect() {}

  /** Stops what is left over, then makes everything up to its address ready. */
  final void prepare() {
    try {
      Files.createDirectories(logs);
      stopLeftOver();
      makeFiles();
    } catch (IOException e) {
      throw new EngineException(
          "%s's data cannot be made in %s: %s".formatted(name, data, e.getMessage()), e);
    }
  }

  /** Starts one that is prepared, and waits until it serves. */
  final void up() {
    start();
    inspect();
  }

  /** The process id. */
  public final long pid() {
    return running().pid();
  }

  /** SIGKILL, as a crash would. */
  public final void kill() {
    running().destroyForcibly();
    ChildProcess.await(() -> !running().isAlive(), STOP_WITHIN);
  }

  /** Halts it and its processes where they are. */
  public final void suspend() {
    ChildProcess.signalAll("STOP", running().toHandle());
  }

  /** Lets them go on. */
  public final void resume() {
    ChildProcess.signalAll("CONT", running().toHandle());
  }

  /** Starts it again after {@link #kill()}, at the same address. */
  public final void restart() {
    stopLeftOver();
    start();
  }

  /** Ends it in order: everything is written. It cannot be started again. */
  @Override
  public final void close() {
    Process now;
    synchronized (this) {
      closed = true;
      now = process;
    }
    if (now != null && now.isAlive()) {
      stop(now.toHandle());
      if (!ChildProcess.await(() -> !now.isAlive(), STOP_WITHIN)) {
        now.destroyForcibly();
      }
    }
  }

  @Override
  public final String toString() {
    return name;
  }

  /** Nothing is launched once it is closed. */
  final synchronized Process launch(List<String> command) {
    if (closed) {
      throw new EngineException(name + " was stopped while it started");
    }
    try {
      Process started = ChildProcess.builder(runAs.line(command), log).start();
      process = started;
      return started;
    } catch (IOException e) {
      throw new EngineException(name + " cannot be started", e);
    }
  }

  final Process running() {
    Process now = process;
    if (now == null) {
      throw new IllegalStateException(name + " was not started");
    }
    return now;
  }

  /** What a dying predecessor holds may take a moment to come free, so a start is tried again. */
  private void start() {
    long end = System.nanoTime() + START_WITHIN.toNanos();
    while (System.nanoTime() < end) {
      Process started = launch(line());
      if (ChildProcess.await(() -> !started.isAlive() || answers(), START_WITHIN)
          && started.isAlive()) {
        return;
      }
      if (!started.isAlive() && started.exitValue() == CANNOT_RUN) {
        throw new EngineException("%s cannot run on this machine; see %s".formatted(name, log));
      }
      ChildProcess.await(() -> closed, AGAIN_AFTER);
    }
    throw new EngineException(
        "%s did not start within %s; see %s".formatted(name, START_WITHIN, log));
  }

  private void stopLeftOver() {
    for (ProcessHandle old : ChildProcess.leftOvers(mark())) {
      stop(old);
      if (!ChildProcess.await(() -> !ChildProcess.lives(old), STOP_WITHIN)) {
        throw new EngineException(
            "a left-over %s, process %d, does not stop (expected: end it, then start again)"
                .formatted(name, old.pid()));
      }
    }
  }

  /** Whoever was halted has to go on to be able to stop. */
  private void stop(ProcessHandle main) {
    ChildProcess.signalAll("CONT", main);
    ChildProcess.signal(stopSignal, main);
  }
}
