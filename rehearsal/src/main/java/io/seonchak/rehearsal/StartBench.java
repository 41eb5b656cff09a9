package io.seonchak.rehearsal;

import io.seonchak.engines.Engines;
import io.seonchak.engines.Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How long the product takes from its start until it is ready, with all engines of its own: in an
 * empty home, then in the same one again; and what memory it then holds. Beside it the application
 * alone, on engines that run already.
 */
public final class StartBench {

  private static final int ROUNDS = 3;
  private static final int ROUNDS_MAX = 50;
  private static final String HEAP = "512m";
  private static final double KIB_PER_MIB = 1_024;

  private StartBench() {}

  /**
   * Runs the bench.
   *
   * @param args the number of rounds, 3 if absent
   */
  public static void main(String[] args) throws Exception {
    QuietLogs.use();
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : ROUNDS;
    if (rounds < 1 || rounds > ROUNDS_MAX) {
      throw new IllegalArgumentException(
          "rounds: %d (expected: 1 to %d)".formatted(rounds, ROUNDS_MAX));
    }
    say("trained: " + (Files.exists(Instance.startCache()) ? "yes" : "no"));
    for (int round = 1; round <= rounds; round++) {
      Path home = Files.createTempDirectory("seonchak-start").toRealPath();
      try {
        say("round %d   empty home  %s".formatted(round, start(home)));
        say("round %d   same home   %s".formatted(round, start(home)));
      } finally {
        Home.delete(home);
      }
      say("round %d   alone       %s".formatted(round, alone()));
    }
  }

  /** Starts everything in a home, and stops it. */
  private static String start(Path home) throws IOException, InterruptedException {
    Files.createDirectories(home.resolve("logs"));
    var none = new Engines(home, home, EnumSet.noneOf(Engines.Kind.class));
    return started(new Instance(SealedInstance.freePort(), home, none, HEAP, Map.of()));
  }

  /** Starts another application on the engines of one that runs. */
  private static String alone() throws IOException, InterruptedException {
    try (var sealed = SealedInstance.start(1)) {
      return started(sealed.another());
    }
  }

  private static String started(Instance instance) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    try (instance) {
      instance.start();
      instance.awaitReady();
      double seconds = (System.nanoTime() - begin) / 1e9;
      return String.format(Locale.ROOT, "ready in %4.1f s   %s", seconds, memory(instance.pid()));
    }
  }

  /** What a process and those it started hold, shared pages counted once. */
  private static String memory(long pid) {
    var text = new StringBuilder();
    double all = 0;
    ProcessHandle main = ProcessHandle.of(pid).orElseThrow();
    double own = mebibytes(main);
    for (ProcessHandle child :
        main.children().sorted(Comparator.comparingLong(ProcessHandle::pid)).toList()) {
      double with =
          Stream.concat(Stream.of(child), child.descendants())
              .mapToDouble(StartBench::mebibytes)
              .sum();
      String program = Path.of(child.info().command().orElse("?")).getFileName().toString();
      text.append(String.format(Locale.ROOT, ", %s %.0f MiB", program, with));
      all += with;
    }
    return String.format(
        Locale.ROOT, "resident %.0f MiB: application %.0f MiB%s", all + own, own, text);
  }

  private static double mebibytes(ProcessHandle process) {
    Path rollup = Path.of("/proc", Long.toString(process.pid()), "smaps_rollup");
    try (Stream<String> lines = Files.lines(rollup)) {
      return lines
          .filter(line -> line.startsWith("Pss:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / KIB_PER_MIB)
          .findFirst()
          .orElse(0);
    } catch (IOException | UncheckedIOException e) {
      // It ended meanwhile, or the system tells nothing of the kind.
      return 0;
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
