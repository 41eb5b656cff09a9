package io.seonchak.rehearsal;

import io.seonchak.rehearsal.HistoryChecker.Verdict;
import io.seonchak.rehearsal.Line.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The result of a rehearsal in figures, and as text for the terminal.
 *
 * @param facts name to value, printed as they are
 * @param grantsAt nanoseconds after the opening of every grant recorded in the ledger, so of those
 *     only that are durable
 * @param remaining nanoseconds after the opening and units free from then on
 * @param marks the faults, in order
 */
record Sheet(
    List<Line> lines,
    List<Verdict> verdicts,
    Map<String, String> facts,
    long[] grantsAt,
    List<long[]> remaining,
    List<Faults.Mark> marks) {

  private static final long SECOND = 1_000_000_000L;

  boolean passed() {
    return verdicts.stream().allMatch(Verdict::holds);
  }

  static boolean granted(Line line) {
    return line.kind() == Kind.CLAIM && line.status() == 201;
  }

  static boolean refused(Line line) {
    return line.kind() == Kind.CLAIM && line.status() == 409;
  }

  Latency grants() {
    return new Latency(lines, Sheet::granted);
  }

  Latency refusals() {
    return new Latency(lines, Sheet::refused);
  }

  /** Durable grants in the best second. */
  int grantsInBestSecond() {
    return bestSecond(grantsAt);
  }

  /** Refusals answered in the best second. */
  int refusalsInBestSecond() {
    return bestSecond(lines.stream().filter(Sheet::refused).mapToLong(Line::received).toArray());
  }

  /** Answers that say no, and what became of requests without one, by code. */
  Map<String, Long> codes() {
    Map<String, Long> codes = new TreeMap<>();
    lines.stream()
        .filter(line -> !line.code().isEmpty())
        .forEach(line -> codes.merge(line.code(), 1L, Long::sum));
    return codes;
  }

  String text() {
    var out = new StringBuilder();
    facts.forEach((name, value) -> out.append("%-36s %s%n".formatted(name, value)));
    marks.forEach(mark -> out.append("%-36s %s%n".formatted("fault", mark.text())));
    out.append(row("durable grants (ledger)", grantsAt.length, grantsInBestSecond(), ""));
    out.append(row("  answered at once", grants().count(), -1, grants().text()));
    out.append(row("refusals", refusals().count(), refusalsInBestSecond(), refusals().text()));
    codes().forEach((code, count) -> out.append("  %-34s %,d%n".formatted(code, count)));
    for (Verdict verdict : verdicts) {
      out.append(verdict.holds() ? "  ok    " : "  FAIL  ").append(verdict.invariant().english());
      out.append(verdict.holds() ? "" : ": " + verdict.counterexample()).append('\n');
    }
    return out.append(passed() ? "PASS\n" : "FAIL\n").toString();
  }

  private static String row(String name, long count, int best, String rest) {
    String rate = best < 0 ? "" : String.format(Locale.ROOT, "%,d/s in the best second", best);
    return String.format(Locale.ROOT, "%-36s %,-8d  %-26s %s", name, count, rate, rest)
            .stripTrailing()
        + System.lineSeparator();
  }

  private static int bestSecond(long[] moments) {
    long[] sorted = moments.clone();
    Arrays.sort(sorted);
    int best = 0;
    int from = 0;
    for (int to = 0; to < sorted.length; to++) {
      while (sorted[to] - sorted[from] >= SECOND) {
        from++;
      }
      best = Math.max(best, to - from + 1);
    }
    return best;
  }
}
