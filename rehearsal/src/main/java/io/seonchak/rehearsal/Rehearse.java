package io.seonchak.rehearsal;

import io.seonchak.engines.EmbeddedPostgres;
import io.seonchak.rehearsal.CrowdProcess.Visit;
import io.seonchak.rehearsal.HistoryChecker.Recorded;
import io.seonchak.rehearsal.HistoryChecker.Verdict;
import io.seonchak.rehearsal.SealedInstance.Drop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code seonchak rehearse}: a sealed instance, a crowd, a drop, and the proof. What stays of it is
 * the sheet, the page and the raw log.
 */
public final class Rehearse {

  private static final int MISUSED = 2;

  private final Plan plan;

  private Rehearse(Plan plan) {
    this.plan = plan;
  }

  /** Runs a rehearsal and ends the process: 0 for PASS, 1 for FAIL, 2 for wrong arguments. */
  public static void main(String[] args) throws Exception {
    QuietLogs.use();
    Plan plan;
    try {
      plan = Plan.parse(args);
    } catch (Plan.Unusable e) {
      System.err.println("seonchak: " + e.getMessage());
      System.exit(MISUSED);
      return;
    }
    System.exit(new Rehearse(plan).run() ? 0 : 1);
  }

  private boolean run() throws IOException, InterruptedException, SQLException {
    Files.createDirectories(plan.out());
    say("starting a sealed instance, seed " + plan.seed() + " …");
    try (var sealed = SealedInstance.start(plan.instances());
        var crowd = new CrowdProcess(sealed)) {
      say("warming up …");
      Training.small(sealed, crowd, plan.warmUp(), "warm-up");
      try (var purchases = new Purchases(sealed, plan, "drop")) {
        return rehearse(sealed, crowd, purchases);
      }
    }
  }

  private boolean rehearse(SealedInstance sealed, CrowdProcess people, Purchases purchases)
      throws IOException, InterruptedException, SQLException {
    say("the drop: %,d members, %,d units …".formatted(plan.members(), plan.stock()));
    Drop drop = sealed.drop(plan, "drop");
    Duration cpuBefore = sealed.cpu();
    Duration postgresBefore = sealed.postgresCpu();
    var faults = new Faults(sealed, drop.openingNanos(), plan);
    Path log = Files.createTempFile("rehearsal", ".log.gz");
    Visit visit;
    try (var inflicting = new Background("faults", faults::inflict)) {
      purchases.begin(drop);
      visit = people.send(plan, drop, log);
      // A rehearsal of faults that did not all happen proves nothing.
      inflicting.await();
    }
    purchases.finish(drop);
    Map<String, String> facts =
        facts(visit, sealed.cpu().minus(cpuBefore), sealed.postgresCpu().minus(postgresBefore));
    say("checking …");
    facts.putAll(purchases.facts());
    Sheet sheet = sheet(sealed, drop, visit.lines(), purchases, facts, faults.marks());
    keep(sheet, log, purchases);
    System.out.print(sheet.text());
    return sheet.passed();
  }

  private Sheet sheet(
      SealedInstance sealed,
      Drop drop,
      List<Line> lines,
      Purchases purchases,
      Map<String, String> facts,
      List<Faults.Mark> marks)
      throws IOException, InterruptedException, SQLException {
    Proof proof = Proof.of(sealed, plan, drop, lines);
    if (plan.kafkaAway() > 0) {
      try (Connection connection = sealed.postgres().connect(EmbeddedPostgres.DATABASE)) {
        var hearing = new Hearing(connection, sealed.kafka().servers());
        facts.put("events of Kafka's absence", hearing.caughtUp(drop.opensAt(), marks.getFirst()));
      }
    }
    Recorded recorded = proof.recorded();
    List<Verdict> verdicts = new ArrayList<>(proof.verdicts());
    verdicts.addAll(purchases.verdicts(recorded));
    var history = new LedgerHistory(recorded.entries());
    return new Sheet(
        lines,
        verdicts,
        facts,
        Arrays.stream(history.grantsAtMicros()).map(at -> afterOpening(at, recorded)).toArray(),
        history.remaining().stream()
            .map(step -> new long[] {afterOpening(step[0], recorded), step[1]})
            .toList(),
        marks);
  }

  private static long afterOpening(long atMicros, Recorded recorded) {
    return (atMicros - recorded.openingMicros()) * 1_000;
  }

  private Map<String, String> facts(Visit visit, Duration cpu, Duration postgresCpu) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "rehearsed",
        "%,d members, %,d units, %d instance(s), %,d/s at the opening, seed %d"
            .formatted(plan.members(), plan.stock(), plan.instances(), plan.rate(), plan.seed()));
    facts.put("CPU of the application", "%,d ms".formatted(cpu.toMillis()));
    facts.put(
        "CPU of PostgreSQL",
        plan.faults() ? "not known: it was killed" : "%,d ms".formatted(postgresCpu.toMillis()));
    facts.put("CPU of the crowd", "%,d ms".formatted(visit.cpu().toMillis()));
    boolean late = visit.late().compareTo(CrowdProcess.LATE) > 0;
    facts.put(
        "the crowd's own lateness at most",
        visit.late().toMillis()
            + " ms"
            + (late ? " (the load generator was the bottleneck for a while)" : ""));
    return facts;
  }

  private void keep(Sheet sheet, Path log, Purchases purchases) throws IOException {
    String name =
        "rehearsal-"
            + DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT)
                .format(LocalDateTime.now(ZoneId.systemDefault()));
    Path page = plan.out().resolve(name + ".html");
    Path raw = plan.out().resolve(name + ".log.gz");
    Files.writeString(page, new Page(sheet).html());
    Files.move(log, raw);
    if (plan.buying().any()) {
      Files.write(plan.out().resolve(name + "-orders.csv"), purchases.log());
    }
    say("page: " + page + ", raw log: " + raw);
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
