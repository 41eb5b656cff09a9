package io.seonchak.e2e.faults;

import static java.util.Comparator.naturalOrder;

import io.seonchak.rehearsal.FaultGround;
import io.seonchak.rehearsal.Reply;
import io.seonchak.rehearsal.Sale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Faults of the application's processes. */
final class OfApplication {

  private static final int DROPS = 5;
  private static final Duration GOES_ON_WITHIN = Duration.ofSeconds(2);
  private static final Duration RIGHT_WITHIN = Duration.ofSeconds(3);
  private static final Duration GIVEN_UP = Duration.ofSeconds(30);

  /** An answer that was given may still be on its way when its process stands still. */
  private static final Duration ON_ITS_WAY = Duration.ofMillis(500);

  private static final int PER_SECOND = 100;

  private OfApplication() {}

  /** The rows. */
  static List<FaultRow> rows(Stage stage, boolean shortForm) {
    return List.of(
        new StagedRow(
            "answer-lost",
            "The answer is lost after the commit that sold the last unit, and the claim is tried"
                + " again on the other instance",
            "the retry gets its grant, not \"sold out\"",
            true,
            stage,
            OfApplication::answerLost),
        new StagedRow(
            "kill-application",
            "SIGKILL of one of two applications in the middle of a crowd",
            "no oversell, nothing answered \"granted\" is missing, unanswered requests are safe to"
                + " retry, the gate is right again ≤ 3 s after it is ready",
            true,
            stage,
            (ground, seed) -> killed(ground, seed, shortForm ? 800 : 2_000)),
        new StagedRow(
            "pause-application",
            "SIGSTOP of one of two applications for 10 s",
            "the other goes on within 2 s; the stale one commits nothing on an old view; no double"
                + " grant",
            false,
            stage,
            OfApplication::paused));
  }

  private static Outcome answerLost(FaultGround ground, long seed) throws Exception {
    var random = new Random(seed);
    long granted = 0;
    long lost = 0;
    long doubled = 0;
    List<String> broken = new ArrayList<>();
    for (int drop = 0; drop < DROPS; drop++) {
      Outcome.Ran ran = lastOneLost(ground, random);
      granted += ran.granted();
      lost += ran.lost();
      doubled += ran.doubled();
      broken.addAll(ran.broken());
    }
    return new Outcome.Ran(granted, lost, doubled, Duration.ZERO, broken);
  }

  private static Outcome.Ran lastOneLost(FaultGround ground, Random random) throws Exception {
    var findings = new Findings();
    int units = 1 + random.nextInt(4);
    int last = units - 1;
    int instance = random.nextInt(Stage.INSTANCES);
    int other = Stage.INSTANCES - 1 - instance;
    Sale sale = ground.sale(units + 2, units, random.nextLong(1_000_000), Duration.ZERO);
    sale.awaitOpening();
    for (int member = 0; member < last; member++) {
      sale.claimPatiently(member, member, GIVEN_UP);
    }
    try (var way = new LostAnswers(ground.port(instance))) {
      Reply reply = sale.claim(last, instance, way.port());
      findings.expect(
          way.lostOne() && reply.status() == 0, "no answer was lost: %s".formatted(reply));
    }
    if (random.nextBoolean()) {
      Reply late = sale.claim(units, other);
      findings.expect(late.status() == 409, "units are gone, and one is told: %s".formatted(late));
    }
    for (int asked : new int[] {other, instance}) {
      Reply again = sale.claim(last, asked);
      findings.expect(again.granted(), "the one with the last unit is told: %s".formatted(again));
    }
    return findings.of(sale);
  }

  /** Two more than the crowd come by themselves: one who has a unit, one who comes too late. */
  private static Outcome killed(FaultGround ground, long seed, int crowd) throws Exception {
    var findings = new Findings();
    var random = new Random(seed);
    int victim = random.nextInt(Stage.INSTANCES);
    int holder = crowd;
    Sale sale = ground.sale(crowd + 2, crowd / 4, seed, Duration.ofSeconds(2));
    sale.crowd(
        crowd,
        crowd,
        () -> {
          sale.awaitOpening();
          Reply held = sale.claimPatiently(holder, 1 - victim, GIVEN_UP);
          findings.expect(held.granted(), "who came first is told: %s".formatted(held));
          Until.passes(Duration.ofMillis(random.nextInt(150)));
          ground.kill(victim);
          ground.restart(victim);
          Duration took = Until.reached(GIVEN_UP, () -> right(sale, findings, holder, victim));
          findings.recovered(took, RIGHT_WITHIN, "the gate is right");
        });
    findings.expect(sale.unanswered(victim) > 0, "nothing was on its way when it was killed");
    return findings.of(sale);
  }

  /** A no to him who has a unit would be wrong at any time. */
  private static boolean right(Sale sale, Findings findings, int holder, int victim)
      throws InterruptedException {
    Reply held = sale.claim(holder, victim);
    Reply late = sale.claim(holder + 1, victim);
    findings.expect(
        !held.settled() || held.granted(),
        "who has a unit is told after the start: %s".formatted(held));
    return held.granted() && late.settled();
  }

  private static Outcome paused(FaultGround ground, long seed) throws Exception {
    var findings = new Findings();
    var random = new Random(seed);
    int victim = random.nextInt(Stage.INSTANCES);
    Sale sale = ground.sale(20_000, 20_000, seed, Duration.ZERO);
    sale.awaitOpening();
    try (var steady = new Steady(sale, PER_SECOND, 0)) {
      Until.passes(Duration.ofMillis(500 + random.nextInt(500)));
      ground.suspend(victim);
      long from = System.nanoTime();
      try {
        Until.passes(Duration.ofSeconds(10));
      } finally {
        ground.resume(victim);
      }
      long to = System.nanoTime();
      Until.passes(Duration.ofSeconds(1));
      findings.all(steady.finish(), Reply::granted, "somebody got nothing");
      findings.expect(
          grantsOf(sale, victim, from + ON_ITS_WAY.toNanos(), to).isEmpty(),
          "an instance that does not run granted");
      List<Long> grants = grantsOf(sale, 1 - victim, from, to);
      findings.recovered(longest(grants, from, to), GOES_ON_WITHIN, "the other goes on");
    }
    return findings.of(sale);
  }

  /** When an instance granted in a time. */
  private static List<Long> grantsOf(Sale sale, int instance, long from, long to) {
    return sale.repliesSince(from).stream()
        .filter(reply -> reply.instance() == instance && reply.granted())
        .map(reply -> reply.sentNanos() + reply.took().toNanos())
        .filter(at -> at <= to)
        .sorted(naturalOrder())
        .toList();
  }

  private static Duration longest(List<Long> moments, long from, long to) {
    long before = from;
    long longest = 0;
    for (long moment : moments) {
      longest = Math.max(longest, moment - before);
      before = moment;
    }
    return Duration.ofNanos(Math.max(longest, to - before));
  }
}
