package io.seonchak.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.seonchak.testing.SettableClock;
import io.seonchak.testing.TestDatabase;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * All checks are run, whatever one of them does, and what they find is told; nothing is changed.
 */
class AuditorTest {

  private static final Instant NOON = Instant.parse("2026-12-01T03:00:00Z");

  private static HikariDataSource source;
  private final SettableClock clock = new SettableClock(NOON);

  @BeforeAll
  static void open() {
    source = TestDatabase.fresh().pool(2, "");
  }

  @AfterAll
  static void close() {
    source.close();
  }

  @Test
  void aCheckCannotWrite() {
    Auditor auditor =
        auditor(
            snapshots ->
                snapshots.read(
                    connection -> {
                      connection.createStatement().execute("CREATE TABLE t (n integer)");
                      return new Findings().done();
                    }));

    assertThat(only(auditor).unchecked()).singleElement().asString().contains("it failed");
  }

  @Test
  void aCheckSeesOneInstant() throws Exception {
    List<Long> seen = new ArrayList<>();
    new Snapshots(source)
        .read(
            connection -> {
              seen.add(tables(connection));
              change("CREATE TABLE meanwhile (n integer)");
              seen.add(tables(connection));
              return 0;
            });

    assertThat(seen.getFirst()).isEqualTo(seen.getLast());
  }

  @Test
  void oneThatFailsIsUncheckedAndTheOthersAreRun() {
    var auditor =
        new Auditor(
            List.of(
                () -> List.of(check("bad", snapshots -> failing()), check("odd", this::wrong)),
                () -> List.of(check("good", snapshots -> Looked.not("away")))),
            new Snapshots(source),
            clock);

    Report report = auditor.run().orElseThrow();

    assertThat(report.results())
        .extracting(Report.Result::check)
        .containsExactly("bad", "odd", "good");
    assertThat(report.results()).allMatch(each -> each.findings() == 0);
    assertThat(report.results())
        .flatExtracting(Report.Result::unchecked)
        .containsExactly(
            "it failed: IOException, see the log",
            "it failed: IllegalStateException, see the log",
            "away");
  }

  @Test
  void ofManyFindingsTheFirstAreKeptAndAllAreCounted() {
    String many = "SELECT n, n, 0 FROM generate_series(1, 250) n";
    var rule = new Rule(many, "row %s", "is %s (expected: %s)", "mend it");
    Report.Result result = only(auditor(new Rules("SELECT 250", List.of(rule, rule))));

    assertThat(result.rows()).isEqualTo(250);
    assertThat(result.findings()).isEqualTo(500);
    assertThat(result.first()).hasSize(Findings.KEPT_MAX);
    assertThat(result.first().getFirst())
        .isEqualTo(new Finding("row 1", "is 1 (expected: 0)", "mend it"));
  }

  @Test
  void metersKnowNothingBeforeTheFirstAuditAndThenTheLast() {
    var found = new AtomicInteger(2);
    Auditor auditor =
        auditor(
            snapshots -> {
              var findings = new Findings();
              for (int i = 0; i < found.get(); i++) {
                findings.add(new Finding("here", "this", "that"));
              }
              return findings.done();
            });
    var meters = new SimpleMeterRegistry();
    auditor.bindTo(meters);

    assertThat(value(meters, "findings")).isNaN();
    assertThat(value(meters, "unchecked")).isNaN();
    assertThat(value(meters, "ran")).isNaN();
    auditor.run();
    assertThat(value(meters, "findings")).isEqualTo(2);
    assertThat(value(meters, "unchecked")).isZero();
    found.set(0);
    clock.advance(Duration.ofHours(1));
    auditor.run();
    assertThat(value(meters, "findings")).isZero();
    assertThat(value(meters, "ran")).isEqualTo((double) NOON.plusSeconds(3_600).getEpochSecond());
  }

  @Test
  void thereIsOneAuditAtATime() {
    List<Optional<Report>> second = new ArrayList<>();
    List<Auditor> self = new ArrayList<>();
    Auditor auditor =
        auditor(
            snapshots -> {
              // Another thread: whoever asks is not whom the audit already serves.
              var asking = new Thread(() -> second.add(self.getFirst().run()));
              asking.start();
              join(asking);
              return new Findings().done();
            });
    self.add(auditor);

    assertThat(auditor.run()).isPresent();
    assertThat(second).containsExactly(Optional.empty());
  }

  @Test
  void theNightsAuditIsRunOnceAtItsTime() {
    var runs = new AtomicInteger();
    Auditor auditor =
        auditor(
            snapshots -> {
              runs.incrementAndGet();
              return new Findings().done();
            });
    var nightly = new Nightly(auditor, LocalTime.of(4, 0), clock);

    clock.advance(Duration.ofHours(16).minusSeconds(1));
    assertThat(nightly.lookOnce()).isFalse();
    clock.advance(Duration.ofSeconds(1));
    assertThat(nightly.lookOnce()).isTrue();
    assertThat(nightly.lookOnce()).isFalse();
    clock.advance(Duration.ofHours(23));
    assertThat(nightly.lookOnce()).isFalse();
    clock.advance(Duration.ofHours(1));
    assertThat(nightly.lookOnce()).isTrue();
    assertThat(runs).hasValue(2);
  }

  @Test
  void withoutATimeNoNightHasAnAudit() {
    var nightly = new Nightly(auditor(snapshots -> Looked.not("never")), null, clock);

    clock.advance(Duration.ofDays(3));

    assertThat(nightly.lookOnce()).isFalse();
  }

  @Test
  void aTimeThatIsNoneStopsTheStart() {
    Auditor auditor = auditor(snapshots -> Looked.not("never"));

    assertThatThrownBy(() -> new AuditWiring().nightlyAudit(auditor, "25:00", clock))
        .hasMessage("seonchak.audit.time: '25:00' (expected: a time of day as 04:00, or off)");
  }

  private static Looked failing() throws IOException {
    throw new IOException("secret");
  }

  private Looked wrong(Snapshots snapshots) {
    throw new IllegalStateException("secret");
  }

  private static void join(Thread thread) {
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static double value(SimpleMeterRegistry meters, String name) {
    return meters.get("seonchak.audit." + name).tags("context", "x", "check", "y").gauge().value();
  }

  private static Report.Result only(Auditor auditor) {
    return auditor.run().orElseThrow().results().getFirst();
  }

  private Auditor auditor(Check.Look look) {
    return new Auditor(List.of(() -> List.of(check("y", look))), new Snapshots(source), clock);
  }

  private static Check check(String name, Check.Look look) {
    return new Check("x", name, "things", look);
  }

  private static long tables(java.sql.Connection connection) throws java.sql.SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT count(*) FROM pg_class")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void change(String sql) throws java.sql.SQLException {
    try (var connection = source.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
