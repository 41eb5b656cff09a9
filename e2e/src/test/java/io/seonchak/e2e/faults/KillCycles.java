package io.seonchak.e2e.faults;

import io.seonchak.rehearsal.FaultGround;
import io.seonchak.rehearsal.Reply;
import io.seonchak.rehearsal.Sale;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * The long form: one thing after the other is killed and started again, at moments of the seed,
 * while people come. Counted after each cycle; the whole history is checked at the end.
 */
final class KillCycles {

  private static final int PER_SECOND = 20;
  private static final Duration GRANTS_WITHIN = Duration.ofSeconds(10);
  private static final Duration GIVEN_UP = Duration.ofSeconds(60);

  /** Members of the stream come from the front, those who only probe from the back. */
  private static final int MEMBERS = 100_000;

  /** What is killed. */
  private enum Victim {
    APPLICATION,
    POSTGRES,
    KAFKA,
    REDIS
  }

  private final int cycles;
  private final PrintStream out;
  private int prober = MEMBERS - 1;

  private KillCycles(int cycles, PrintStream out) {
    this.cycles = cycles;
    this.out = out;
  }

  /** The row. */
  static FaultRow row(Stage stage, int cycles, PrintStream out) {
    return new StagedRow(
        "kill-cycles",
        "%d kills a run over application, PostgreSQL, Kafka and Redis in turn, under a steady stream"
            .formatted(cycles),
        "nothing lost, nothing doubled, every invariant of the history; grants again ≤ 10 s after"
            + " each",
        false,
        stage,
        (ground, seed) -> new KillCycles(cycles, out).run(ground, seed));
  }

  private Outcome run(FaultGround ground, long seed) throws Exception {
    var findings = new Findings();
    var random = new Random(seed);
    Sale sale = ground.sale(MEMBERS, MEMBERS, seed, Duration.ZERO);
    sale.awaitOpening();
    try (var steady = new Steady(sale, PER_SECOND, 0)) {
      for (int cycle = 0; cycle < cycles; cycle++) {
        Until.passes(Duration.ofMillis(200 + random.nextInt(600)));
        Victim victim = Victim.values()[cycle % Victim.values().length];
        int instance = random.nextInt(Stage.INSTANCES);
        kill(ground, victim, instance);
        Duration took = Until.reached(GIVEN_UP, () -> bothGrant(sale));
        findings.recovered(took, GRANTS_WITHIN, "cycle %d, %s: grants".formatted(cycle, victim));
        tell(cycle, victim, took, sale);
      }
      findings.all(steady.finish(), Reply::granted, "somebody got nothing");
    }
    findings.all(sale.replies(), reply -> !reply.showsInside(), "shows its inside");
    return findings.of(sale);
  }

  private static void kill(FaultGround ground, Victim victim, int instance) throws Exception {
    switch (victim) {
      case APPLICATION -> {
        ground.kill(instance);
        ground.restart(instance);
      }
      case POSTGRES -> {
        ground.postgres().kill();
        ground.postgres().restart();
      }
      case KAFKA -> {
        ground.kafka().kill();
        ground.kafka().restart();
      }
      case REDIS -> {
        ground.redis().kill();
        ground.redis().restart();
      }
    }
  }

  private boolean bothGrant(Sale sale) throws InterruptedException {
    boolean both = true;
    for (int instance = 0; instance < Stage.INSTANCES; instance++) {
      both &= sale.claim(prober--, instance).granted();
    }
    return both;
  }

  private void tell(int cycle, Victim victim, Duration took, Sale sale) {
    List<Reply> replies = sale.replies();
    out.printf(
        "  cycle %d of %d, %s: grants %d ms later; %d asked, %d yes, %d without a yes or no%n",
        cycle + 1,
        cycles,
        victim,
        took.toMillis(),
        replies.size(),
        replies.stream().filter(Reply::granted).count(),
        replies.stream().filter(reply -> !reply.settled()).count());
  }
}
