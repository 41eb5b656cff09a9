package io.seonchak.e2e.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** What is printed and written of all runs. */
final class FaultSheet {

  private static final String BEGIN = "<!-- faults: begin -->";
  private static final String END = "<!-- faults: end -->";

  private static final String HEAD =
      """
      | row | fault | expected | runs | passed | granted | lost | doubled | time to recover, median / max |
      |---|---|---|---|---|---|---|---|---|
      """;

  /** A row and what its runs showed, one after the other. */
  record Line(FaultRow row, List<Outcome> outcomes) {

    private Stream<Outcome.Ran> ran() {
      return outcomes.stream().filter(Outcome.Ran.class::isInstance).map(Outcome.Ran.class::cast);
    }

    private Stream<String> notRun() {
      return outcomes.stream()
          .filter(Outcome.NotRun.class::isInstance)
          .map(Outcome.NotRun.class::cast)
          .map(Outcome.NotRun::why)
          .distinct();
    }

    private long passed() {
      return ran().filter(Outcome.Ran::passed).count();
    }

    private long sum(ToLongFunction<Outcome.Ran> of) {
      return ran().mapToLong(of).sum();
    }

    /** Median and longest, of those runs in which something was away. */
    private String recovered() {
      List<Duration> times =
          ran().map(Outcome.Ran::recovered).filter(time -> !time.isZero()).sorted().toList();
      return times.isEmpty()
          ? "–"
          : String.format(
              Locale.ROOT,
              "%.1f s / %.1f s",
              times.get(times.size() / 2).toMillis() / 1e3,
              times.getLast().toMillis() / 1e3);
    }
  }

  private final List<Line> lines;
  private final long seed;

  FaultSheet(List<Line> lines, long seed) {
    this.lines = lines;
    this.seed = seed;
  }

  /** Whether something ran and all of it passed; what did not run is no failure. */
  boolean passed() {
    return lines.stream().anyMatch(line -> line.ran().count() > 0)
        && lines.stream().allMatch(line -> line.passed() == line.ran().count());
  }

  /** For the terminal. */
  String text() {
    var text = new StringBuilder();
    text.append(table());
    failures().forEach(each -> text.append("BROKEN ").append(each).append('\n'));
    notRun().forEach(each -> text.append("NOT RUN ").append(each).append('\n'));
    return text.append(passed() ? "PASS\n" : "FAIL\n").toString();
  }

  /** As Markdown. */
  String page() {
    var page = new StringBuilder(BEGIN).append('\n');
    page.append(
        "Run on %s; %s. Seed %d.\n\n".formatted(LocalDate.now(ZoneOffset.UTC), machine(), seed));
    page.append(table());
    section(page, "Broken", failures());
    section(page, "Not run", notRun());
    return page.append(END).append('\n').toString();
  }

  /** Puts the page where the last one stood; a file without one becomes it. */
  void writeInto(Path file) throws IOException {
    String before = Files.exists(file) ? Files.readString(file) : "";
    int from = before.indexOf(BEGIN);
    int to = before.indexOf(END);
    if (from < 0 || to < from) {
      Files.writeString(file, "# Faults\n\n" + page());
    } else {
      String after = before.substring(to + END.length()).replaceFirst("^\n", "");
      Files.writeString(file, before.substring(0, from) + page() + after);
    }
  }

  private String table() {
    var table = new StringBuilder(HEAD);
    for (Line line : lines) {
      long runs = line.ran().count();
      FaultRow row = line.row();
      table.append(
          runs == 0
              ? "| `%s` | %s | %s | not run | | | | | |\n"
                  .formatted(row.name(), row.fault(), row.expected())
              : "| `%s` | %s | %s | %d | %d | %d | %d | %d | %s |\n"
                  .formatted(
                      row.name(),
                      row.fault(),
                      row.expected(),
                      runs,
                      line.passed(),
                      line.sum(Outcome.Ran::granted),
                      line.sum(Outcome.Ran::lost),
                      line.sum(Outcome.Ran::doubled),
                      line.recovered()));
    }
    return table.toString();
  }

  private List<String> failures() {
    List<String> failures = new ArrayList<>();
    for (Line line : lines) {
      for (int i = 0; i < line.outcomes().size(); i++) {
        if (line.outcomes().get(i) instanceof Outcome.Ran ran && !ran.passed()) {
          failures.add(
              "`%s`, seed %d: %s"
                  .formatted(line.row().name(), seed + i, String.join("; ", ran.broken())));
        }
      }
    }
    return failures;
  }

  private List<String> notRun() {
    return lines.stream()
        .flatMap(line -> line.notRun().map(why -> "`%s`: %s".formatted(line.row().name(), why)))
        .toList();
  }

  private static void section(StringBuilder page, String title, List<String> each) {
    if (!each.isEmpty()) {
      page.append("\n## ").append(title).append('\n');
      each.forEach(line -> page.append("* ").append(line).append('\n'));
    }
  }

  /** Without names: what counts is how much of it there is. */
  private static String machine() {
    return "%s %s, %d cores, Java %s"
        .formatted(
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.getRuntime().availableProcessors(),
            Runtime.version().feature());
  }
}
