package io.seonchak.rehearsal;

import io.seonchak.rehearsal.CrowdProcess.Manner;
import io.seonchak.rehearsal.CrowdProcess.Visit;
import io.seonchak.rehearsal.SealedInstance.Drop;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Predicate;

/**
 * Five times as many people a second as can be served, for a minute. First the capacity is
 * measured: what is granted a second when all come at once, or twice as many a second. Then people
 * come at that rate, which is the yardstick, and then at five times that rate; each asks once, on a
 * connection of his own as far as there are any, and nobody asks again. What counts is how many a
 * second are still granted, durably, and how long those wait. Where the system lets us, the crowd
 * has a core of its own in all of this: its cost would grow with its number, and it is not on the
 * product's machine in life.
 */
public final class OverloadBench {

  private static final int CROWD = 50_000;
  private static final int TIMES = 5;
  private static final int SECONDS = 60;
  private static final int SECONDS_MAX = 600;
  private static final int CALM_SECONDS = 10;

  /** As many connections as the product's container takes. */
  private static final Manner ONCE = new Manner(8_000, 1);

  private final SealedInstance sealed;
  private final CrowdProcess people;

  private OverloadBench(SealedInstance sealed, CrowdProcess people) {
    this.sealed = sealed;
    this.people = people;
  }

  /**
   * Runs the bench.
   *
   * @param args for how many seconds, 60 if absent
   */
  public static void main(String[] args) throws Exception {
    QuietLogs.use();
    int seconds = seconds(args);
    if (seconds < 1 || seconds > SECONDS_MAX) {
      System.err.printf("seonchak: seconds: '%s' (expected: 1 to %d)%n", args[0], SECONDS_MAX);
      System.exit(2);
    }
    boolean apart = Cores.allButTheLast(ProcessHandle.current().pid());
    try (var sealed = SealedInstance.start(1);
        var people = new CrowdProcess(sealed)) {
      apart &= Cores.theLast(people.pid());
      say(
          apart
              ? "the crowd has one core, the product and its engines have the others"
              : "the crowd shares the cores of the product and its engines");
      new OverloadBench(sealed, people).run(seconds);
    }
  }

  private static int seconds(String[] args) {
    try {
      return args.length == 0 ? SECONDS : Integer.parseInt(args[0]);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private void run(int seconds) throws IOException, InterruptedException, SQLException {
    say("warming up …");
    var _ = capacity(1);
    double burst = capacity(2);
    // A crowd that waits for its connections leaves some of it: more come than are served then.
    double most = come(2 * burst, CALM_SECONDS, 3).perSecond(Sheet::granted);
    double capacity = Math.max(burst, most);
    say(
        "capacity  %,.0f durable grants/s (%,.0f when %,d come at once)"
            .formatted(capacity, burst, CROWD));
    Visit calm = come(capacity, CALM_SECONDS, 4);
    Visit crowded = come(TIMES * capacity, seconds, 5);
    Latency waited = new Latency(calm.lines(), Sheet::granted);
    Latency waitedLonger = new Latency(crowded.lines(), Sheet::granted);
    tell("1 ×", calm, waited);
    tell(TIMES + " ×", crowded, waitedLonger);
    double peak = Math.max(capacity, calm.perSecond(Sheet::granted));
    say(
        "kept      %.0f %% of the best goodput (goal: 80 %%), p99 of the granted %.1f × (goal: 2 ×)"
            .formatted(
                100 * crowded.perSecond(Sheet::granted) / peak,
                waitedLonger.millis(99) / waited.millis(99)));
  }

  private double capacity(long seed) throws IOException, InterruptedException {
    Plan plan = Plan.steady(CROWD, CROWD, Plan.RATE_MAX, seed);
    return people.send(plan, sealed.drop(plan, "all-" + seed)).perSecond(Sheet::granted);
  }

  /** So many a second come for so long; all whom the answer says yes must stand in the table. */
  private Visit come(double rate, int seconds, long seed)
      throws IOException, InterruptedException, SQLException {
    int people = (int) (rate * seconds);
    if (people > Plan.MEMBERS_MAX) {
      throw new IllegalStateException(
          "%,d people would come (expected: at most %,d; ask for fewer seconds)"
              .formatted(people, Plan.MEMBERS_MAX));
    }
    Plan plan = Plan.steady(people, people, (int) rate, seed);
    Drop drop = sealed.drop(plan, "steady-" + seed);
    Visit visit = this.people.send(plan, ONCE, drop);
    long answered = visit.count(Sheet::granted);
    long durable = sealed.claims(drop);
    // More may stand there: an answer may be lost, a yes may not.
    if (durable < answered) {
      throw new IllegalStateException("granted %d, durable %d".formatted(answered, durable));
    }
    return visit;
  }

  private static void tell(String name, Visit visit, Latency granted) {
    Predicate<Line> shed = line -> line.status() == 503;
    Predicate<Line> silent = line -> !line.answered();
    List<Line> lines = visit.lines();
    say(
        "%-9s %,d came, granted %,.0f/s, %s; turned away %,d (503) p99 %,.0f ms; without an answer %,d; others %,d; the crowd was %,d ms late"
            .formatted(
                name,
                lines.size(),
                visit.perSecond(Sheet::granted),
                granted.text(),
                visit.count(shed),
                new Latency(lines, shed).millis(99),
                visit.count(silent),
                visit.count(line -> !Sheet.granted(line) && !shed.test(line) && line.answered()),
                visit.late().toMillis()));
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
