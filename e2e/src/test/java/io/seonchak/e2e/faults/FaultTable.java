package io.seonchak.e2e.faults;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code ./seonchak faults}: does one fault after the other to the product, so many times, and
 * prints what came of it. Run i of a row has the seed given plus i, so each can be replayed alone.
 */
public final class FaultTable {

  private static final int BROKEN = 1;
  private static final int MISUSED = 2;

  private final Wanted wanted;
  private final PrintStream out;

  private FaultTable(Wanted wanted, PrintStream out) {
    this.wanted = wanted;
    this.out = out;
  }

  /** Ends the process: 0 when nothing is broken, 1 when something is, 2 for wrong arguments. */
  public static void main(String[] args) throws IOException {
    int exit;
    try (var stage = new Stage()) {
      Wanted wanted = Wanted.parse(args);
      exit = run(wanted, rows(stage, wanted, System.out), System.out);
    } catch (Wanted.Unusable e) {
      System.err.println("seonchak: " + e.getMessage());
      exit = MISUSED;
    }
    System.exit(exit);
  }

  /** Every row there is, in the order in which they are printed. */
  static List<FaultRow> rows(Stage stage, Wanted wanted, PrintStream out) {
    List<FaultRow> rows = new ArrayList<>();
    rows.addAll(OfApplication.rows(stage, wanted.shortForm()));
    rows.addAll(OfPostgres.rows(stage, wanted.shortForm()));
    rows.add(FsyncProof.row(stage));
    rows.addAll(OfRedisAndKafka.rows(stage, wanted.shortForm()));
    rows.addAll(OtherFaults.rows());
    rows.add(KillCycles.row(stage, Math.ceilDiv(wanted.cycles(), wanted.runs()), out));
    return rows;
  }

  /**
   * Runs those of the rows that are wanted, prints and writes the table.
   *
   * @return what the process ends with
   */
  static int run(Wanted wanted, List<FaultRow> rows, PrintStream out) throws IOException {
    List<FaultRow> chosen = wanted.of(rows);
    List<FaultSheet.Line> lines = new FaultTable(wanted, out).run(chosen);
    var sheet = new FaultSheet(lines, wanted.seed());
    out.print(sheet.text());
    Path write = wanted.write();
    if (write != null) {
      sheet.writeInto(write);
    }
    return sheet.passed() ? 0 : BROKEN;
  }

  private List<FaultSheet.Line> run(List<FaultRow> rows) {
    out.printf("seed %d%n", wanted.seed());
    List<FaultSheet.Line> lines = new ArrayList<>();
    for (FaultRow row : rows) {
      List<Outcome> outcomes = new ArrayList<>();
      for (int i = 0; i < wanted.runs(); i++) {
        outcomes.add(once(row, wanted.seed() + i));
      }
      lines.add(new FaultSheet.Line(row, outcomes));
    }
    return lines;
  }

  private Outcome once(FaultRow row, long seed) {
    long begun = System.nanoTime();
    Outcome outcome = outcome(row, seed);
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    out.printf("%s, seed %d, %.1f s: %s%n", row.name(), seed, took.toMillis() / 1e3, said(outcome));
    return outcome;
  }

  /** A row that cannot be gone through to its end shows that something is broken. */
  private static Outcome outcome(FaultRow row, long seed) {
    try {
      return row.run(seed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.NotRun("it was interrupted");
    } catch (Exception | AssertionError e) {
      return new Outcome.Ran(0, 0, 0, Duration.ZERO, List.of("it did not come to its end: " + e));
    }
  }

  private static String said(Outcome outcome) {
    return switch (outcome) {
      case Outcome.NotRun notRun -> "NOT RUN: " + notRun.why();
      case Outcome.Ran ran ->
          "%s, %d granted, %d lost, %d doubled, recovered in %.1f s"
              .formatted(
                  ran.passed() ? "passed" : "BROKEN " + ran.broken(),
                  ran.granted(),
                  ran.lost(),
                  ran.doubled(),
                  ran.recovered().toMillis() / 1e3);
    };
  }
}
