package io.seonchak.bench.compare;

import io.seonchak.bench.reference.Reference;
import io.seonchak.bench.reference.Reference.Kept;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** What was measured, as a page's part: one table, the goals, and where a reference wins. */
final class Report {

  static final String BEGIN = "<!-- compare:begin -->";
  static final String END = "<!-- compare:end -->";
  static final String PICTURE = "benchmarks-compare.svg";

  private static final double TIMES_DURABLE = 8;
  private static final double TIMES_OTHERS = 3;
  private static final double GRANTS = 6_000;
  private static final double P99_MILLIS = 50;
  private static final double P99_PART = 0.1;

  /** A column that can be won. */
  private record Column(String name, ToDoubleFunction<Result> figure, boolean more, String form) {

    boolean better(double one, double other) {
      return more ? one > other : one < other;
    }
  }

  private static final List<Column> COLUMNS =
      List.of(
          new Column("durable grants/s", Result::grants, true, "%,.0f"),
          new Column("p50", Result::p50, false, "%,.1f ms"),
          new Column("p99", Result::p99, false, "%,.1f ms"),
          new Column("CPU for 1,000 requests", Result::cpuSeconds, false, "%.3f s"));

  private final List<Outcome> outcomes;

  Report(List<Outcome> outcomes) {
    this.outcomes = outcomes;
  }

  /**
   * The part, between its marks.
   *
   * @param arguments of the command, each behind a space
   */
  String text(String date, String machine, String arguments) {
    List<String> lines = new ArrayList<>();
    lines.add(BEGIN);
    lines.add(
        "Measured on %s with `./seonchak bench compare%s` on %s; load, service and engines together; medians of %d rounds, in another order each."
            .formatted(date, arguments, machine, rounds()));
    lines.add("");
    lines.addAll(table());
    lines.add("");
    lines.add("![Correct durable grants a second](" + PICTURE + ")");
    lines.add("");
    lines.addAll(goals());
    lines.add("");
    lines.addAll(wins());
    lines.add("");
    lines.addAll(reported());
    lines.add(END);
    return String.join("\n", lines);
  }

  List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "| design | before the answer | durable grants/s (least–most) | p50 | p99 at half that load"
            + " | CPU-s for 1,000 requests | then in PostgreSQL after | oversold | lost after `kill"
            + " -9` |");
    lines.add("|---|---|---|---|---|---|---|---|---|");
    outcomes.forEach(outcome -> lines.add(row(outcome)));
    return lines;
  }

  private static String row(Outcome outcome) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %,.0f (%,.0f–%,.0f) | %,.1f ms | %,.1f ms | %.3f | %s | %d | %d |",
        outcome.contender().title(),
        kept(outcome.contender().kept()),
        outcome.median(Result::grants),
        outcome.min(Result::grants),
        outcome.max(Result::grants),
        outcome.median(Result::p50),
        outcome.median(Result::p99),
        outcome.median(Result::cpuSeconds),
        outcome.contender().durable()
            ? "at once"
            : String.format(Locale.ROOT, "%,.0f ms", outcome.median(Result::lag)),
        outcome.sum(Result::oversold),
        outcome.sum(Result::lost));
  }

  private static String kept(Kept kept) {
    return switch (kept) {
      case POSTGRES -> "PostgreSQL";
      case KAFKA -> "Kafka";
      case NOWHERE -> "nowhere";
    };
  }

  /** The goals that can be told from those who took part. */
  List<String> goals() {
    List<String> lines = new ArrayList<>();
    Optional<Outcome> ours = of(Contender.OURS.id()::equals);
    if (ours.isEmpty()) {
      return lines;
    }
    lines.add("| goal | measured | |");
    lines.add("|---|---|---|");
    best(Contender::durable).ifPresent(best -> besideDurable(ours.get(), best, lines));
    best(contender -> !contender.durable())
        .ifPresent(
            best -> lines.add(times("best non-durable reference", ours.get(), best, TIMES_OTHERS)));
    double grants = ours.get().median(Result::grants);
    lines.add(goal("≥ %,.0f/s".formatted(GRANTS), "%,.0f/s".formatted(grants), grants >= GRANTS));
    double p99 = ours.get().median(Result::p99);
    lines.add(
        goal("p99 ≤ %.0f ms".formatted(P99_MILLIS), "%.1f ms".formatted(p99), p99 <= P99_MILLIS));
    return lines;
  }

  private static void besideDurable(Outcome ours, Outcome best, List<String> lines) {
    lines.add(times("best durable reference", ours, best, TIMES_DURABLE));
    double part = ours.beside(best, Result::p99);
    lines.add(
        goal(
            "p99 ≤ 1/10 of that reference's",
            "1/%.1f of %.1f ms, each at half of its own load"
                .formatted(1 / part, best.median(Result::p99)),
            part <= P99_PART));
  }

  private static String times(String whom, Outcome ours, Outcome best, double goal) {
    double times = ours.beside(best, Result::grants);
    return goal(
        "≥ %.0f × the %s".formatted(goal, whom),
        "%.1f × (%s)".formatted(times, best.contender().title()),
        times >= goal);
  }

  private static String goal(String goal, String measured, boolean kept) {
    return "| %s | %s | %s |".formatted(goal, measured, kept ? "kept" : "**missed**");
  }

  /** Where a reference does better than ours, plainly. */
  List<String> wins() {
    Optional<Outcome> ours = of(Contender.OURS.id()::equals);
    List<String> lines = new ArrayList<>();
    for (Column column : COLUMNS) {
      ours.ifPresent(us -> wins(column, us, lines));
    }
    if (lines.isEmpty() && ours.isPresent()) {
      return List.of("No reference did better than Seonchak in any column.");
    }
    if (!lines.isEmpty()) {
      lines.addFirst("");
      lines.addFirst("**Where a reference does better** (latencies each at half of its own load):");
    }
    return lines;
  }

  private void wins(Column column, Outcome ours, List<String> lines) {
    double own = ours.median(column.figure());
    outcomes.stream()
        .filter(other -> !other.contender().ours())
        .filter(other -> column.better(other.median(column.figure()), own))
        .forEach(
            other ->
                lines.add(
                    "- %s: %s has %s, Seonchak %s%s."
                        .formatted(
                            column.name(),
                            other.contender().title(),
                            column.form().formatted(other.median(column.figure())),
                            column.form().formatted(own),
                            caveat(other))));
  }

  private static String caveat(Outcome other) {
    if (!other.correct()) {
      return "; it sold %d too many and lost %d"
          .formatted(other.sum(Result::oversold), other.sum(Result::lost));
    }
    return other.contender().durable() ? "" : "; not in PostgreSQL before the answer";
  }

  private List<String> reported() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "What authors of such designs report, on machines of their own, not to be compared with the"
            + " table:");
    lines.add("");
    for (Outcome outcome : outcomes) {
      outcome
          .contender()
          .reference()
          .map(Reference::reported)
          .ifPresent(text -> lines.add("- %s: %s.".formatted(outcome.contender().title(), text)));
    }
    return lines;
  }

  private Optional<Outcome> best(Predicate<Contender> which) {
    return outcomes.stream()
        .filter(outcome -> !outcome.contender().ours() && which.test(outcome.contender()))
        .max(Comparator.comparingDouble(outcome -> outcome.median(Result::grants)));
  }

  private Optional<Outcome> of(Predicate<String> id) {
    return outcomes.stream().filter(outcome -> id.test(outcome.contender().id())).findFirst();
  }

  private int rounds() {
    return outcomes.stream().mapToInt(outcome -> outcome.rounds().size()).max().orElse(0);
  }

  /**
   * A page with the part in the place of the one before.
   *
   * @throws IllegalArgumentException when it has no marks
   */
  static String in(String page, String part) {
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException(
          "the page has no %s … %s (expected: both, in this order)".formatted(BEGIN, END));
    }
    return page.substring(0, begin) + part + page.substring(end + END.length());
  }
}
