package io.seonchak.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of the fault table, and what the command makes of rows. */
class FaultTableTest {

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);

  @TempDir Path folder;

  /** A row of which it is known what comes of it. */
  private record Known(String name, boolean quick, Outcome outcome) implements FaultRow {

    @Override
    public String fault() {
      return "something happens";
    }

    @Override
    public String expected() {
      return "nothing comes of it";
    }

    @Override
    public Outcome run(long seed) {
      return outcome;
    }
  }

  private static Known ran(String name, String... broken) {
    return new Known(
        name, true, new Outcome.Ran(7, 0, 0, Duration.ofMillis(1_500), List.of(broken)));
  }

  @Test
  void anUnknownArgumentAndAnUnknownRowAreRefused() {
    for (String[] args :
        new String[][] {{"--rwo", "x"}, {"--runs", "0"}, {"--seed"}, {"--cycles", "many"}}) {
      assertThatThrownBy(() -> Wanted.parse(args))
          .isInstanceOf(Wanted.Unusable.class)
          .hasMessageContaining("expected");
    }
    assertThatThrownBy(() -> Wanted.parse("--row", "b").of(List.of(ran("a"))))
        .isInstanceOf(Wanted.Unusable.class)
        .hasMessage("no row 'b' (expected: a)");
  }

  @Test
  void aBrokenExpectationIsPrintedWithItsSeedAndTheExitCodeIs1() throws Exception {
    int exit = run(List.of(ran("a"), ran("b", "two have one")), "--runs", "2", "--seed", "40");

    assertThat(exit).isEqualTo(1);
    assertThat(said())
        .contains("BROKEN `b`, seed 40: two have one", "BROKEN `b`, seed 41: two have one")
        .contains("| 2 | 2 | 14 | 0 | 0 | 1.5 s / 1.5 s |", "| 2 | 0 | 14 |")
        .endsWith("FAIL\n");
  }

  @Test
  void aRowThatDoesNotComeToItsEndIsBroken() throws Exception {
    FaultRow falls =
        new FaultRow() {
          @Override
          public String name() {
            return "falls";
          }

          @Override
          public String fault() {
            return "it falls";
          }

          @Override
          public String expected() {
            return "it does not";
          }

          @Override
          public boolean quick() {
            return true;
          }

          @Override
          public Outcome run(long seed) {
            throw new IllegalStateException("on its face");
          }
        };

    assertThat(run(List.of(falls), "--seed", "1")).isEqualTo(1);
    assertThat(said()).contains("on its face");
  }

  @Test
  void whatCannotBeRunIsSaidAndIsNoFailureAndNotPassed() throws Exception {
    FaultRow cannot = new Known("c", true, new Outcome.NotRun("there is no strace"));

    assertThat(run(List.of(ran("a"), cannot), "--seed", "1")).isZero();
    assertThat(said()).contains("| not run |", "NOT RUN `c`: there is no strace");
  }

  @Test
  void whereNothingRanNothingHasPassed() throws Exception {
    FaultRow cannot = new Known("c", true, new Outcome.NotRun("there is no strace"));

    assertThat(run(List.of(cannot), "--seed", "1")).isEqualTo(1);
  }

  @Test
  void theShortFormRunsTheQuickAndARowByNameRunsAlone() {
    List<FaultRow> rows = List.of(ran("a"), new Known("slow", false, new Outcome.NotRun("")));

    assertThat(Wanted.parse().of(rows)).hasSize(2);
    assertThat(Wanted.parse("--short").of(rows)).extracting(FaultRow::name).containsExactly("a");
    assertThat(Wanted.parse("--short", "--row", "slow").of(rows))
        .extracting(FaultRow::name)
        .containsExactly("slow");
  }

  @Test
  void thePageIsWrittenInPlaceOfTheLastOne() throws Exception {
    Path page = folder.resolve("faults.md");
    Files.writeString(
        page, "# Faults\nbefore\n<!-- faults: begin -->\nold\n<!-- faults: end -->\nafter\n");

    run(List.of(ran("a")), "--seed", "1", "--write", page.toString());

    assertThat(Files.readString(page))
        .startsWith("# Faults\nbefore\n<!-- faults: begin -->\nRun on ")
        .contains("| `a` | something happens | nothing comes of it | 1 | 1 | 7 |")
        .doesNotContain("old")
        .endsWith("<!-- faults: end -->\nafter\n");
  }

  @Test
  void theQuickFaultsPassOnTwoInstances() throws Exception {
    try (var stage = new Stage()) {
      Wanted wanted = Wanted.parse("--short", "--seed", "7");

      int exit = FaultTable.run(wanted, FaultTable.rows(stage, wanted, out), out);

      assertThat(exit).as(said()).isZero();
      assertThat(said()).contains("kill-application, seed 7").doesNotContain("NOT RUN");
    }
  }

  private int run(List<FaultRow> rows, String... args) throws Exception {
    return FaultTable.run(Wanted.parse(args), rows, out);
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }
}
