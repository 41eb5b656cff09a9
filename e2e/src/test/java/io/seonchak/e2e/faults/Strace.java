package io.seonchak.e2e.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks on at the system calls of running processes, by the program strace. */
final class Strace implements AutoCloseable {

  private static final Duration ATTACHED_WITHIN = Duration.ofSeconds(10);

  /** A process, when the call ended (it began so many seconds before), and what it was. */
  private static final Pattern CALL =
      Pattern.compile("(\\d+) +(\\d+)\\.(\\d{6}) (.*) <(\\d+\\.\\d+)>");

  private final Process process;
  private final Path file;
  private final Path said;

  private Strace(Process process, Path file, Path said) {
    this.process = process;
    this.file = file;
    this.said = said;
  }

  /**
   * A call that reached the end of its work.
   *
   * @param endMicros when, microseconds since 1970
   */
  record Call(long pid, long endMicros, String text) {}

  /** Why there is none on this machine; empty when there is. */
  static String missing() throws InterruptedException {
    try {
      Process probe =
          new ProcessBuilder("strace", "-o", "/dev/null", "true")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return probe.waitFor() == 0 ? "" : "strace may not look at processes here";
    } catch (IOException e) {
      return "there is no strace";
    }
  }

  /** Attaches to a process, its children and those it will have; {@code calls} is what is seen. */
  static Strace watch(ProcessHandle main, String calls) throws Exception {
    return attach(
        Stream.concat(Stream.of(main), main.children()).toList(),
        List.of("-f", "-e", "trace=" + calls));
  }

  /**
   * Lets the first such call of each child a process has now fail with an input or output error.
   */
  static Strace failFirst(ProcessHandle main, String call) throws Exception {
    return attach(
        main.children().toList(),
        List.of("-e", "trace=" + call, "-e", "inject=" + call + ":error=EIO:when=1"));
  }

  private static Strace attach(List<ProcessHandle> all, List<String> options) throws Exception {
    Path file = Files.createTempFile("strace", ".txt");
    Path said = Files.createTempFile("strace", ".said");
    List<String> line = new ArrayList<>(List.of("strace", "-y", "-ttt", "-T"));
    line.addAll(options);
    line.addAll(List.of("-o", file.toString()));
    all.forEach(each -> line.addAll(List.of("-p", Long.toString(each.pid()))));
    Process process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    var strace = new Strace(process, file, said);
    Duration took = Until.reached(ATTACHED_WITHIN, () -> strace.attached() >= all.size());
    if (took.compareTo(ATTACHED_WITHIN) > 0) {
      String why = Files.readString(said);
      strace.close();
      throw new IOException("strace does not attach: " + why);
    }
    return strace;
  }

  private long attached() throws IOException {
    try (Stream<String> lines = Files.lines(said)) {
      return lines.filter(line -> line.contains(" attached")).count();
    }
  }

  /** What it saw so far. */
  List<Call> calls() throws IOException {
    List<Call> calls = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      Matcher call = CALL.matcher(line);
      if (call.matches()) {
        long begun = Long.parseLong(call.group(2)) * 1_000_000 + Long.parseLong(call.group(3));
        long took = (long) (Double.parseDouble(call.group(5)) * 1e6);
        // What another process's line cut in two is written with its beginning, then with its end.
        boolean end = call.group(4).startsWith("<...");
        calls.add(
            new Call(Long.parseLong(call.group(1)), end ? begun : begun + took, call.group(4)));
      }
    }
    return calls;
  }

  /** Lets the processes go. */
  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Files.deleteIfExists(file);
    Files.deleteIfExists(said);
  }
}
