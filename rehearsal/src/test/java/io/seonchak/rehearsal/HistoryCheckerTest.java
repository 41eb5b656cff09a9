package io.seonchak.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.rehearsal.HistoryChecker.Recorded;
import io.seonchak.rehearsal.HistoryChecker.Row;
import io.seonchak.rehearsal.HistoryChecker.Verdict;
import io.seonchak.rehearsal.Line.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A true history passes; a history with one seeded defect fails at the invariant it breaks. */
class HistoryCheckerTest {

  private static final long MILLI = 1_000_000;

  private final Crowd crowd =
      new Crowd(Plan.parse(new String[] {"--members", "20", "--stock", "10", "--seed", "1"}));
  private final List<Line> lines = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();
  private final List<String> ledger = new ArrayList<>();
  private int waiting;
  private long lastReturn = Long.MIN_VALUE;

  /** Ten units, members 0 to 9 get them one after the other, the rest are refused. */
  private void trueHistory() {
    for (int member = 0; member < 20; member++) {
      long sent = member * 10L * MILLI;
      if (member < 10) {
        UUID claim = new UUID(7, member);
        rows.add(new Row(claim, crowd.id(member), 1, true, member + 1));
        lines.add(claimed(member, sent, 201, "", member + 1, claim));
      } else {
        lines.add(claimed(member, sent, 409, "ALL_HELD", 0, null));
      }
    }
  }

  @Test
  void aTrueHistoryPasses() {
    trueHistory();

    assertThat(check()).allMatch(Verdict::holds);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "answer before commit         | every yes is in the database",
        "another's number             | every yes is in the database",
        "another person               | every yes is in the database",
        "oversold                     | never more units out",
        "number twice                 | sequence numbers are unique",
        "number left out              | sequence numbers are unique",
        "limit not kept               | nobody holds more",
        "one key two claims           | one key, one claim",
        "overtaken                    | who was answered before",
        "gate not reopened            | free units at rest",
        "line not served              | free units at rest",
        "never answered               | every recorded claim was answered",
        "ledger altered               | the ledger, the tables"
      })
  void aSeededDefectIsCaught(String defect, String invariant) {
    trueHistory();
    seed(defect).accept(this);

    assertThat(check().stream().filter(verdict -> !verdict.holds()))
        .as(defect)
        .anyMatch(verdict -> verdict.invariant().startsWith(invariant));
  }

  private static Consumer<HistoryCheckerTest> seed(String defect) {
    return switch (defect) {
      case "answer before commit" -> t -> t.rows.removeLast();
      case "another's number" -> t -> t.lines.set(3, t.claimed(3, 30 * MILLI, 201, "", 9, id(3)));
      case "another person" -> t -> t.rows.set(3, new Row(id(3), t.crowd.id(15), 1, true, 4));
      case "oversold" ->
          t -> {
            t.rows.add(new Row(id(10), t.crowd.id(10), 1, true, 11));
            t.lines.set(10, t.claimed(10, 100 * MILLI, 201, "", 11, id(10)));
          };
      case "number twice" -> t -> t.rows.set(3, new Row(id(3), t.crowd.id(3), 1, true, 3));
      case "number left out" -> t -> t.rows.set(9, new Row(id(9), t.crowd.id(9), 1, true, 12));
      case "limit not kept" -> t -> t.rows.set(3, new Row(id(3), t.crowd.id(2), 1, true, 4));
      case "one key two claims" -> t -> t.lines.add(t.claimed(3, 500 * MILLI, 200, "", 5, id(4)));
      case "overtaken" ->
          t -> {
            t.rows.set(3, new Row(id(3), t.crowd.id(3), 1, true, 8));
            t.rows.set(7, new Row(id(7), t.crowd.id(7), 1, true, 4));
            t.lines.set(3, t.claimed(3, 30 * MILLI, 201, "", 8, id(3)));
            t.lines.set(7, t.claimed(7, 70 * MILLI, 201, "", 4, id(7)));
          };
      case "gate not reopened" ->
          t -> {
            t.rows.set(9, new Row(id(9), t.crowd.id(9), 1, false, 10));
            t.lastReturn = 110 * MILLI;
            t.lines.add(t.claimed(19, 400 * MILLI, 409, "SOLD_OUT", 0, null));
          };
      case "line not served" ->
          t -> {
            t.rows.set(9, new Row(id(9), t.crowd.id(9), 1, false, 10));
            t.lastReturn = 1_000 * MILLI;
            t.waiting = 2;
          };
      case "never answered" -> t -> t.lines.remove(5);
      case "ledger altered" -> t -> t.ledger.add("pool x block 3: …");
      default -> throw new IllegalArgumentException(defect);
    };
  }

  private List<Verdict> check() {
    return new HistoryChecker(
            crowd, lines, new Recorded(rows, 10, 1, waiting, lastReturn, ledger, Set.of()))
        .check();
  }

  private static UUID id(int member) {
    return new UUID(7, member);
  }

  private Line claimed(int member, long sent, int status, String code, long number, UUID claim) {
    return new Line(
        Kind.CLAIM, member, 0, sent, sent, sent + 5 * MILLI, status, code, number, claim);
  }
}
