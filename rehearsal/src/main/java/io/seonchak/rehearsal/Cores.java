package io.seonchak.rehearsal;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Which of the machine's cores a process runs on, so that those who measure take nothing from what
 * is measured. By {@code taskset}, which Linux systems have.
 */
final class Cores {

  private static final int COUNT = Runtime.getRuntime().availableProcessors();

  private Cores() {}

  /** Leaves a process, and what it starts from now on, all cores but the last. */
  static boolean allButTheLast(long pid) throws InterruptedException {
    return COUNT > 1 && only(pid, "0-" + (COUNT - 2));
  }

  /** Leaves a process the last core. */
  static boolean theLast(long pid) throws InterruptedException {
    return COUNT > 1 && only(pid, Integer.toString(COUNT - 1));
  }

  private static boolean only(long pid, String cores) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(
                  "taskset", "--all-tasks", "--cpu-list", "--pid", cores, Long.toString(pid))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      // There is none; the cores are shared.
      return false;
    }
  }
}
