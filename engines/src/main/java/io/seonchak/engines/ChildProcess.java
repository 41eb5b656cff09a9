package io.seonchak.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Starting, signalling and waiting, the same for every engine. */
final class ChildProcess {

  private static final Duration STEP = Duration.ofMillis(20);
  private static final Duration SIGNALLED_WITHIN = Duration.ofSeconds(5);

  private ChildProcess() {}

  /** Runs a command to its end. */
  static void run(List<String> command, Path log, Duration within) {
    try {
      Process process = builder(command, log).start();
      if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new EngineException(
            "%s did not end within %s; see %s".formatted(command.getFirst(), within, log));
      }
      if (process.exitValue() != 0) {
        throw new EngineException(
            "%s ended with %d; see %s"
                .formatted(String.join(" ", command), process.exitValue(), log));
      }
    } catch (IOException e) {
      throw new EngineException("%s cannot be started".formatted(command.getFirst()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("interrupted while " + command.getFirst() + " ran", e);
    }
  }

  static ProcessBuilder builder(List<String> command, Path log) {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
  }

  /**
   * Sends a signal by its name, for example STOP; who is gone meanwhile is passed over. By the
   * shell's own kill, because small systems have no program of that name.
   */
  static void signal(String name, ProcessHandle root) {
    List<String> line =
        new ArrayList<>(List.of("sh", "-c", "kill -" + name + " \"$@\" || true", "kill"));
    line.add(Long.toString(root.pid()));
    run(line, Path.of("/dev/null"), SIGNALLED_WITHIN);
  }

  /** The same for a process and all that it started. */
  static void signalAll(String name, ProcessHandle root) {
    List<String> line =
        new ArrayList<>(
            List.of("sh", "-c", "for p; do kill -" + name + " \"$p\" || true; done", "kill"));
    Stream.concat(Stream.of(root), root.descendants())
        .map(ProcessHandle::pid)
        .map(pid -> Long.toString(pid))
        .forEach(line::add);
    run(line, Path.of("/dev/null"), SIGNALLED_WITHIN);
  }

  /** Waits for a level, with a deadline. */
  static boolean await(BooleanSupplier level, Duration within) {
    long end = System.nanoTime() + within.toNanos();
    while (!level.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      try {
        TimeUnit.NANOSECONDS.sleep(STEP.toNanos());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  /** Those that live and have {@code mark} in their command line, between blanks or at its end. */
  static List<ProcessHandle> leftOvers(String mark) {
    return ProcessHandle.allProcesses()
        .filter(process -> (commandLine(process.pid()) + " ").contains(" " + mark + " "))
        .filter(ChildProcess::lives)
        .toList();
  }

  /** Whether it runs; one that ended and is not yet reaped does not. */
  static boolean lives(ProcessHandle process) {
    return process.isAlive() && !state(process.pid()).equals("Z");
  }

  private static String commandLine(long pid) {
    return proc(pid, "cmdline").replace('\0', ' ');
  }

  private static String state(long pid) {
    String stat = proc(pid, "stat");
    int behindName = stat.lastIndexOf(')') + 2;
    return stat.isEmpty() ? "" : stat.substring(behindName, behindName + 1);
  }

  /** Empty where the system has no /proc or the process is gone. */
  private static String proc(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (IOException e) {
      return ProcessHandle.of(pid).flatMap(p -> p.info().commandLine()).orElse("");
    }
  }
}
