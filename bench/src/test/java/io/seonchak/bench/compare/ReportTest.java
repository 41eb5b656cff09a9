package io.seonchak.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seonchak.bench.reference.Reference;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

  private static final Outcome OURS =
      new Outcome(Contender.OURS, List.of(result(9_000, 8, 40, 0), result(10_000, 10, 60, 0)));

  @Test
  void missesWhatIsNotReached() {
    Outcome lock =
        outcome(Reference.PESSIMISTIC, result(2_000, 2, 100, 0), result(1_000, 4, 300, 0));

    assertThat(new Report(List.of(OURS, lock)).goals())
        .contains(
            "| ≥ 8 × the best durable reference | 7.3 × (pessimistic lock) | **missed** |",
            "| p99 ≤ 1/10 of that reference's | 1/3.3 of 200.0 ms, each at half of its own load |"
                + " **missed** |",
            "| ≥ 6,000/s | 9,500/s | kept |",
            "| p99 ≤ 50 ms | 50.0 ms | kept |");
  }

  @Test
  void saysPlainlyWhereReferencesDoBetterAndWhatTheyPayForIt() {
    Outcome lock = outcome(Reference.PESSIMISTIC, result(1_000, 2, 100, 0));
    Outcome asynchronous = outcome(Reference.REDISSON_ASYNC, result(20_000, 90, 90, 7));
    Outcome script = outcome(Reference.REDIS_LUA, result(15_000, 90, 90, 0));

    assertThat(new Report(List.of(OURS, lock, asynchronous, script)).wins())
        .contains(
            "- durable grants/s: Redisson lock + Kafka, fully asynchronous has 20,000, Seonchak"
                + " 9,500; it sold 0 too many and lost 7.",
            "- durable grants/s: Redis Lua + Kafka has 15,000, Seonchak 9,500; not in PostgreSQL"
                + " before the answer.",
            "- p50: pessimistic lock has 2.0 ms, Seonchak 9.0 ms.")
        .noneMatch(line -> line.startsWith("- p99") || line.startsWith("- CPU"));
  }

  @Test
  void saysThatNoneDoesBetterOnlyWhenNoneDoes() {
    Outcome lock = outcome(Reference.PESSIMISTIC, result(1_000, 200, 100, 0));

    assertThat(new Report(List.of(OURS, lock)).wins())
        .containsExactly("No reference did better than Seonchak in any column.");
  }

  @Test
  void replacesOnlyTheMarkedPart() {
    String part = new Report(List.of(OURS)).text("2026-01-01", "2 cores", " 5");

    assertThatThrownBy(() -> Report.in("no marks", part))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Report.in("a\n" + Report.BEGIN + "old" + Report.END + "\nb", part))
        .isEqualTo("a\n" + part + "\nb")
        .contains("| **Seonchak** | PostgreSQL | 9,500 (9,000–10,000) |");
  }

  private static Outcome outcome(Reference reference, Result... rounds) {
    Contender contender =
        Contender.all().stream()
            .filter(one -> one.id().equals(reference.id()))
            .findFirst()
            .orElseThrow();
    return new Outcome(contender, Arrays.asList(rounds));
  }

  private static Result result(double grants, double p50, double p99, long lost) {
    return new Result(grants, p50, p99, 0.1, 5, 0, lost, 0);
  }
}
